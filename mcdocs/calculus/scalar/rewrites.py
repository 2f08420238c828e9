"""The tables of named rewrites of scalar terms: one decorated function each, which keeps the value.

Each row carries an example in the formula language; the tests apply every row to its example and compare numbers. A
rewrite makes a term or a sum smaller, so applying them as long as one applies comes to an end.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable
from dataclasses import dataclass, replace
from typing import NamedTuple

from mcdocs.calculus.rationals import Rational
from mcdocs.calculus.scalar.term import Powers, Term
from mcdocs.language import nodes


class Factor(NamedTuple):
    """A power of a function in a term, and on which side of the bar it stands."""

    key: Hashable
    base: nodes.Apply
    exponent: Rational
    below: bool

    def sides(self, term: Term) -> tuple[Powers, Powers]:
        """The powers of a term on the factor's side of the bar, and those on the other."""
        return (term.below, term.above) if self.below else (term.above, term.below)

    def on_sides(self, term: Term, mine: Powers, other: Powers) -> Term:
        """The term with other powers on the factor's side of the bar and on the other."""
        above, below = (other, mine) if self.below else (mine, other)
        return replace(term, above=above, below=below)


@dataclass(frozen=True)
class FactorRewrite:
    """A rewrite of a term, tried at each factor that is a power of `function`; None where it does not apply."""

    function: str
    name: str
    law: str
    example: str
    apply: Callable[[Term, Factor], Term | None]


@dataclass(frozen=True)
class SumRewrite:
    """A rewrite of a sum, tried at each factor above the bar that is a power of `function`; None as before."""

    function: str
    name: str
    law: str
    example: str
    apply: Callable[[list[Term], int, Factor], list[Term] | None]


@dataclass(frozen=True)
class Finish:
    """A rewrite of a term just before it is written down; the term itself where it does not apply."""

    name: str
    law: str
    example: str
    apply: Callable[[Term], Term]


FACTOR_REWRITES: dict[str, list[FactorRewrite]] = {}
SUM_REWRITES: dict[str, list[SumRewrite]] = {}
FINISHES: list[Finish] = []

OfFactor = Callable[[Term, Factor], Term | None]
OfSum = Callable[[list[Term], int, Factor], list[Term] | None]
OfTerm = Callable[[Term], Term]


def rewrites_factor(function: str, name: str, law: str, example: str) -> Callable[[OfFactor], OfFactor]:
    """Enter a rewrite of terms that have a power of `function` as a factor, after those already there."""

    def enter(apply: OfFactor) -> OfFactor:
        FACTOR_REWRITES.setdefault(function, []).append(FactorRewrite(function, name, law, example, apply))
        return apply

    return enter


def rewrites_sum(function: str, name: str, law: str, example: str) -> Callable[[OfSum], OfSum]:
    """Enter a rewrite of sums with a term that has a power of `function` as a factor, after those already there."""

    def enter(apply: OfSum) -> OfSum:
        SUM_REWRITES.setdefault(function, []).append(SumRewrite(function, name, law, example, apply))
        return apply

    return enter


def finishes(name: str, law: str, example: str) -> Callable[[OfTerm], OfTerm]:
    """Enter a rewrite that is applied once, in the order of the table, when a term is written down."""

    def enter(apply: OfTerm) -> OfTerm:
        FINISHES.append(Finish(name, law, example, apply))
        return apply

    return enter


def rewritten(term: Term) -> Term:
    """The term after every rewrite of factors that applies; the same object when none does."""
    for factor in functions(term, FACTOR_REWRITES):
        for rewrite in FACTOR_REWRITES[factor.base.function]:
            found = rewrite.apply(term, factor)
            if found is not None:
                return rewritten(found)
    return term


def rewritten_sum(terms: list[Term]) -> list[Term] | None:
    """The sum after the first rewrite of sums that applies, like terms not collected; None when none does."""
    for place, term in enumerate(terms):
        for factor in functions(term, SUM_REWRITES):
            if factor.below:
                break
            for rewrite in SUM_REWRITES[factor.base.function]:
                found = rewrite.apply(terms, place, factor)
                if found is not None:
                    return found
    return None


def finished(term: Term) -> Term:
    """The term as it is to be written down."""
    for finish in FINISHES:
        term = finish.apply(term)
    return term


def functions(term: Term, known: Container[str]) -> list[Factor]:
    """The factors of a term that are powers of known functions, those above the bar first."""
    found: list[Factor] = []
    for below, powers in ((False, term.above), (True, term.below)):
        for key, (base, exponent) in powers.items():
            if isinstance(base, nodes.Apply) and base.function in known:
                found.append(Factor(key, base, exponent, below))
    return found
