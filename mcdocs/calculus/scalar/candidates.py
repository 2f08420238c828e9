"""Other ways to write the same sum: fractions joined or cleared, brackets opened, factors taken out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import lcm

from mcdocs.calculus.scalar.collecting import combined
from mcdocs.calculus.scalar.factoring import (
    by_degree,
    common_factor,
    expanded,
    exponentials_aligned,
    factored,
    quotient,
    shorter,
    worth_factoring,
)
from mcdocs.calculus.scalar.term import Powers, Term, inverted, without
from mcdocs.calculus.scalar.terms import key, multiplied, term_of, terms_of
from mcdocs.calculus.scalar.writing import formula, one_formula, rank
from mcdocs.language import nodes
from mcdocs.language.nodes import Node


def candidates(collected: list[Term]) -> Iterator[Node]:
    """Other ways to write the same sum."""
    if len(collected) == 1:
        yield from _fraction_candidates(collected[0])
        yield from _cleared_below(collected[0])
    else:
        yield from _common_denominator(collected)
    if len(collected) == 1 and collected[0].below:
        return  # a quotient stays a quotient
    opened = expanded(collected)
    if opened is not None:
        yield formula(opened)
        again = factored(opened)
        if again is not None:
            yield again


def _fraction_candidates(term: Term) -> Iterator[Node]:
    """A fraction with its numerator opened, nested fractions in it cleared, or a factor of it taken out."""
    for k, (base, exponent) in term.above.items():
        if not isinstance(base, nodes.SUMS) or exponent != 1:
            continue
        rest = replace(term, above=without(term.above, k))
        inner = combined(terms_of(base))
        yield from _numerators(inner, rest, base)
        cleared, divisor = _cleared(inner)
        if divisor.above:
            yield from _numerators(cleared, multiplied(rest, inverted(divisor)))


def _numerators(parts: list[Term], rest: Term, known: Node | None = None) -> Iterator[Node]:
    """The sum as it is and multiplied out, times the rest of the fraction; then with a common factor taken out.

    A numerator that is `known` has been written down already.
    """
    for numerator in (parts, expanded(parts)):
        if numerator is None:
            continue
        whole = formula(numerator)
        if whole != known:
            yield _one_fraction(multiplied(rest, term_of(whole)))
        if not numerator:
            continue
        numerator = exponentials_aligned(numerator)
        common = common_factor(numerator)
        if common is not None and not worth_factoring(numerator):
            common = _shared_with(common, rest.below)
        if common is not None:
            divided = by_degree(combined([quotient(part, common) for part in numerator]))
            yield _one_fraction(multiplied(multiplied(rest, common), term_of(shorter(divided))))


def _one_fraction(whole: Term) -> Node:
    (joined,) = combined([whole]) or [Term(0)]
    return one_formula(halves_joined(joined))


def _shared_with(common: Term, below: Powers) -> Term | None:
    """What a polynomial above the bar shares with the factors below it."""
    shared = {k: (b, min(e, below[k][1])) for k, (b, e) in common.above.items() if k in below}
    return Term(1, shared) if shared else None


def _cleared_below(term: Term) -> Iterator[Node]:
    """x^2 (1 + 1/x^2) below the bar multiplied out: x^2 + 1."""
    for k, (base, exponent) in term.below.items():
        if isinstance(base, nodes.SUMS) and exponent.denominator == 1:
            cleared, divisor = _cleared(combined(terms_of(base)))
            if divisor.above:
                rest = replace(term, below=without(term.below, k))
                bracket = term_of(formula(by_degree(cleared)))
                for _ in range(int(exponent)):
                    rest = multiplied(multiplied(rest, divisor), inverted(bracket))
                yield one_formula(halves_joined(rest))


def _common_denominator(parts: list[Term]) -> Iterator[Node]:
    """A sum with roots or brackets below the bar as one fraction: sqrt(u) - x^2/sqrt(u) is (u - x^2)/sqrt(u)."""
    if len(parts) != 2:
        return  # three fractions and more become one only on paper
    if not any(rank(base) > 1 for part in parts for base, _ in part.below.values()):
        return
    cleared, divisor = _cleared(parts)
    for numerator in (cleared, expanded(cleared)):
        if numerator is not None:
            whole = multiplied(term_of(formula(numerator)), inverted(divisor))
            yield one_formula(halves_joined(whole))


def _cleared(parts: list[Term]) -> tuple[list[Term], Term]:
    """The terms times their common denominator, and that denominator."""
    divisor = Term(lcm(*(part.coefficient.denominator for part in parts)))
    for part in parts:
        missing = {}
        for k, (base, exponent) in part.below.items():
            have = divisor.above[k][1] if k in divisor.above else 0
            if exponent > have:
                missing[k] = (base, exponent - have)
        divisor = multiplied(divisor, Term(1, missing))
    return combined([multiplied(part, divisor) for part in parts]), divisor


def halves_joined(term: Term) -> Term:
    """u sqrt(u) below the bar is u^(3/2) where u is a sum."""
    below = dict(term.below)
    for base, exponent in list(below.values()):
        if isinstance(base, nodes.Apply) and base.function == "sqrt" and exponent == 1:
            inner = key(base.argument)
            if inner in below:
                there, power = below.pop(inner)
                del below[key(base)]
                below[inner] = (there, power + Fraction(1, 2))
    return term if below == term.below else replace(term, below=below)
