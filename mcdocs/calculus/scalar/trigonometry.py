"""Rewrites of trigonometric and hyperbolic functions: tangents and sums of squares (Abramowitz and Stegun 4.3, 4.5)."""

from __future__ import annotations

from dataclasses import replace

from mcdocs.calculus.scalar.rewrites import Factor, rewrites_factor, rewrites_sum
from mcdocs.calculus.scalar.term import Term, lowered, without
from mcdocs.calculus.scalar.terms import key, multiplied
from mcdocs.language import nodes


@rewrites_sum("sin", "Pythagorean identity", "sin(u)^2 + cos(u)^2 is 1", "y*cos(x)**2 + 5 + y*sin(x)**2")
def _circle(terms: list[Term], place: int, factor: Factor) -> list[Term] | None:
    return _joined(terms, place, factor, "cos", 1)


@rewrites_sum("cosh", "hyperbolic identity", "cosh(u)^2 - sinh(u)^2 is 1", "y*cosh(2*x)**2 + x - y*sinh(2*x)**2")
def _hyperbola(terms: list[Term], place: int, factor: Factor) -> list[Term] | None:
    return _joined(terms, place, factor, "sinh", -1)


@rewrites_factor("sin", "tangent", "sin(u) / cos(u) is tan(u)", "3*y*sin(x)/cos(x)")
def _tangent(term: Term, factor: Factor) -> Term | None:
    return _quotient(term, factor, "cos", "tan")


@rewrites_factor("sinh", "hyperbolic tangent", "sinh(u) / cosh(u) is tanh(u)", "3*y*sinh(x)/cosh(x)")
def _hyperbolic_tangent(term: Term, factor: Factor) -> Term | None:
    return _quotient(term, factor, "cosh", "tanh")


def _quotient(term: Term, factor: Factor, divisor: str, name: str) -> Term | None:
    """f(u)^k over g(u)^k as one function to the power k."""
    under = key(nodes.Apply(divisor, factor.base.argument))
    if factor.below or under not in term.below or term.below[under][1] != factor.exponent:
        return None
    rest = replace(term, above=without(term.above, factor.key), below=without(term.below, under))
    whole = nodes.Apply(name, factor.base.argument)
    return multiplied(rest, Term(1, {key(whole): (whole, factor.exponent)}))


def _joined(terms: list[Term], place: int, factor: Factor, partner: str, sign: int) -> list[Term] | None:
    """u f(x)^2 and `sign` u g(x)^2 replaced by u, at the place of the first."""
    if factor.exponent < 2:
        return None
    term = terms[place]
    rest = replace(term, above=lowered(term.above, factor.key, 2))
    other = nodes.Apply(partner, factor.base.argument)
    wanted = multiplied(rest, Term(sign, {key(other): (other, 2)}))
    for found in terms:
        if found.signature() == wanted.signature() and found.coefficient == wanted.coefficient:
            left = [part for part in terms if part is not term and part is not found]
            return [*left[:place], rest, *left[place:]]
    return None
