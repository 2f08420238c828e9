"""A term: a rational coefficient times powers, above and below a bar, in the author's order."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from mcdocs.language import nodes
from mcdocs.language.nodes import Node

Powers = dict[Hashable, tuple[Node, Fraction]]


@dataclass(frozen=True)
class Term:
    """coefficient * product of `above` / product of `below`; each entry is a base with a positive rational exponent.

    `inverse` are the bases the author wrote with negative exponents, to be printed that way again.
    """

    coefficient: Fraction
    above: Powers = field(default_factory=dict)
    below: Powers = field(default_factory=dict)
    decimal: bool = False
    inverse: frozenset[Hashable] = frozenset()

    def signature(self) -> Hashable:
        """Equal for terms that differ only in their coefficient."""
        return self._signature

    @cached_property
    def _signature(self) -> Hashable:
        return _exponents(self.above), _exponents(self.below)


def _exponents(powers: Powers) -> Hashable:
    """Each base with its exponent as two integers, which are hashed faster than a fraction."""
    return frozenset([(key, exponent.numerator, exponent.denominator) for key, (_, exponent) in powers.items()])


UNIT = Term(Fraction(1))


def inverted(term: Term) -> Term:
    """1 / term; a zero denominator stays as a factor, since it must not be divided by."""
    if not term.coefficient:
        return Term(Fraction(1), {}, {("*", Fraction(0), UNIT.signature()): (nodes.ZERO, Fraction(1))})
    return Term(1 / term.coefficient, term.below, term.above, term.decimal)


def scaled(term: Term, factor: Fraction | int) -> Term:
    """The term times a number."""
    return Term(term.coefficient * factor, term.above, term.below, term.decimal, term.inverse)


def raised(term: Term, exponent: Fraction) -> Term:
    """The powers of a term to a positive exponent; its coefficient stays as it is."""
    above = {key: (base, power * exponent) for key, (base, power) in term.above.items()}
    below = {key: (base, power * exponent) for key, (base, power) in term.below.items()}
    return replace(term, above=above, below=below)


def lowered(powers: Powers, key: Hashable, exponent: Fraction | int) -> Powers:
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
