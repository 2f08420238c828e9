"""A term: a rational coefficient times powers, above and below a bar, in the author's order."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import cached_property

from mcdocs.calculus.rationals import Rational, ratio
from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.language.nodes.node import set_field

Powers = dict[Hashable, tuple[Node, Rational]]


@dataclass(frozen=True, init=False)
class Term:
    """coefficient * product of `above` / product of `below`; each entry is a base with a positive rational exponent.

    `inverse` are the bases the author wrote with negative exponents, to be printed that way again.
    """

    coefficient: Rational
    above: Powers
    below: Powers
    decimal: bool
    inverse: frozenset[Hashable]

    def __init__(
        self,
        coefficient: Rational,
        above: Powers | None = None,
        below: Powers | None = None,
        decimal: bool = False,
        inverse: frozenset[Hashable] = frozenset(),
    ) -> None:
        set_field(self, "coefficient", coefficient)
        set_field(self, "above", {} if above is None else above)
        set_field(self, "below", {} if below is None else below)
        set_field(self, "decimal", decimal)
        set_field(self, "inverse", inverse)

    def signature(self) -> Hashable:
        """Equal for terms that differ only in their coefficient."""
        return self._signature

    @cached_property
    def _signature(self) -> Hashable:
        return _exponents(self.above), _exponents(self.below)


def _exponents(powers: Powers) -> Hashable:
    return frozenset([(key, exponent) for key, (_, exponent) in powers.items()])


UNIT = Term(1)


def inverted(term: Term) -> Term:
    """1 / term; a zero denominator stays as a factor, since it must not be divided by."""
    if not term.coefficient:
        return Term(1, {}, {("*", 0, UNIT.signature()): (nodes.ZERO, 1)})
    return Term(ratio(1, term.coefficient), term.below, term.above, term.decimal)


def scaled(term: Term, factor: Rational) -> Term:
    """The term times a number."""
    return Term(term.coefficient * factor, term.above, term.below, term.decimal, term.inverse)


def raised(term: Term, exponent: Rational) -> Term:
    """The powers of a term to a positive exponent; its coefficient stays as it is."""
    above = {key: (base, power * exponent) for key, (base, power) in term.above.items()}
    below = {key: (base, power * exponent) for key, (base, power) in term.below.items()}
    return replace(term, above=above, below=below)


def lowered(powers: Powers, key: Hashable, exponent: Rational) -> Powers:
    """The powers divided by one of their bases to an exponent that is not above its own."""
    smaller = dict(powers)
    base, power = smaller.pop(key)
    if power > exponent:
        smaller[key] = (base, power - exponent)
    return smaller


def without(powers: Powers, *keys: Hashable) -> Powers:
    """The powers of all other bases."""
    return {key: power for key, power in powers.items() if key not in keys}


def is_letter(what: Node | Term) -> bool:
    """Whether something is a plain symbol, perhaps with a number or a sign in front."""
    if isinstance(what, Term):
        return not what.below and len(what.above) == 1 and all(is_letter(b) and p == 1 for b, p in what.above.values())
    return isinstance(what, nodes.Symbol | nodes.Entry | nodes.Named)
