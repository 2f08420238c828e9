"""Terms back to formulas: which factors stand where, what goes above the bar, and which term leads."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from mcdocs.calculus import algebra
from mcdocs.calculus.rationals import Rational
from mcdocs.calculus.scalar.rewrites import finished
from mcdocs.calculus.scalar.term import Term, is_letter, scaled
from mcdocs.calculus.scalar.terms import term_of
from mcdocs.language import nodes
from mcdocs.language.nodes import ONE, Node, number


def formula(terms: list[Term]) -> Node:
    """The sum of terms as a formula; of two terms a positive one leads, more keep their order."""
    lead = next((place for place, term in enumerate(terms) if term.coefficient > 0), 0) if _may_reorder(terms) else 0
    terms = [terms[lead], *terms[:lead], *terms[lead + 1 :]] if lead else terms
    return algebra.total([one_formula(term) for term in terms])


def _may_reorder(terms: list[Term]) -> bool:
    return len(terms) == 2 and not any(term.below for term in terms)


def one_formula(term: Term) -> Node:
    """A term as a formula: coefficient, constants, symbols, brackets, roots, exponentials, functions; one fraction."""
    term = finished(term)
    if term.coefficient < 0:
        return algebra.negative(one_formula(scaled(term, -1)))
    above = _ordered(term.above.values(), term.decimal)
    under = term.below
    if term.inverse:
        inverse = [
            algebra.power(base, number(-power, term.decimal)) for k, (base, power) in under.items() if k in term.inverse
        ]
        above = sorted([*above, *inverse], key=rank)
        under = {k: pair for k, pair in under.items() if k not in term.inverse}
    below = _ordered(under.values(), term.decimal)
    coefficient = term.coefficient
    if term.decimal and 10**15 % coefficient.denominator == 0:
        return _fraction(number(coefficient, True), above, ONE, below)
    if coefficient.denominator != 1 and not below and above and not _fits_above(coefficient, above):
        return algebra.times(number(coefficient), _product(ONE, above))
    return _fraction(number(coefficient.numerator), above, number(coefficient.denominator), below)


def _fits_above(coefficient: Rational, factors: list[Node]) -> bool:
    """Whether 3x^2/2 is written with the factors above the bar; 3/2 ln x and 1/2 x^(-1/2) are not."""
    if any(
        isinstance(f, nodes.Pow) and (algebra.rational(f.right) or Fraction(1, 2)).denominator != 1 for f in factors
    ):
        return False
    if any(isinstance(f, nodes.Pow) and isinstance(f.right, nodes.Neg) for f in factors):
        return False
    return coefficient.numerator == 1 or all(rank(factor) <= 1 for factor in factors)


def _fraction(front: Node, above: list[Node], under: Node, below: list[Node]) -> Node:
    return algebra.over(_product(front, above), _product(under, below))


def _product(front: Node, factors: list[Node]) -> Node:
    result = front
    for factor in factors:
        result = factor if algebra.is_one(result) else nodes.Mul(result, factor)
    return result


def _ordered(powers: Iterable[tuple[Node, Rational]], decimal: bool) -> list[Node]:
    factors = [base if exponent == 1 else _powered(base, exponent, decimal) for base, exponent in powers]
    return sorted(factors, key=rank) if len(factors) > 1 else factors


def _powered(base: Node, exponent: Rational, decimal: bool) -> Node:
    if isinstance(base, nodes.Apply) and base.function == "exp":
        return nodes.Apply("exp", one_formula(scaled(term_of(base.argument), exponent)))
    return algebra.power(base, number(exponent, decimal))


@lru_cache(maxsize=50_000)
def rank(node: Node) -> int:
    """Where a factor stands in a product: numbers, symbols, roots, exponentials, brackets, functions."""
    match node:
        case nodes.Number() | nodes.Constant():
            return 0
        case nodes.Pow() if algebra.rational(node.right) is None:
            return 6
        case nodes.Pow():
            return rank(node.left) if isinstance(node.left, nodes.Apply | nodes.Add | nodes.Sub) else 1
        case nodes.Add() | nodes.Sub() | nodes.Neg():
            return 7 if any(isinstance(part, nodes.Apply) for part in nodes.walk(node, once=True)) else 5
        case nodes.Apply(function="sqrt" | "abs"):
            return 3 if is_letter(node.argument) else 8
        case nodes.Apply(function="exp"):
            return 4 if is_letter(term_of(node.argument)) else 8
        case nodes.Apply(function="sigmoid" | "relu" | "step" | "sign" | "softplus"):
            return 2
        case nodes.Apply():
            return 9
        case nodes.Partial():
            return 10
        case nodes.Div():
            return 1 if algebra.rational(node) is None else 0
        case _:
            return 1
