"""Powers, roots, signs and exponentials as factors: how powers are read, and the rewrites of roots and of u sign(u)."""

from __future__ import annotations

from dataclasses import replace

from mcdocs.calculus import algebra
from mcdocs.calculus.rationals import exact
from mcdocs.calculus.scalar.rewrites import Factor, rewrites_factor
from mcdocs.calculus.scalar.term import Term, inverted, lowered, raised, without
from mcdocs.calculus.scalar.terms import atom, key, multiplied, reads, term_of
from mcdocs.language import nodes

MAX_EXPONENT = 400
MAX_BITS = 200


@reads(nodes.Pow)
def _power(node: nodes.Pow) -> Term:
    signed = algebra.rational(node.right)
    if signed is None:
        return atom(node)
    base, exponent = term_of(node.left), exact(abs(signed))
    whole = exponent.denominator == 1 and exponent <= MAX_EXPONENT
    plain = len(base.above) == 1 and base.coefficient == 1 and not base.below
    if not whole and not plain:
        return atom(node)
    if whole and base.coefficient and exponent * base.coefficient.numerator.bit_length() < MAX_BITS:
        result = raised(replace(base, coefficient=base.coefficient ** int(exponent)), exponent)
    elif plain and all(power.denominator == 1 and power % 2 for _, power in base.above.values()):
        result = raised(base, exponent)
    else:
        return atom(node)
    return result if signed > 0 else replace(inverted(result), inverse=frozenset(result.above))


@rewrites_factor("sign", "absolute value", "u sign(u) is |u|", "3*x*sign(x)*y")
def _absolute_value(term: Term, factor: Factor) -> Term | None:
    argument = key(factor.base.argument)
    if factor.below or factor.exponent != 1 or argument not in term.above:
        return None
    rest = replace(term, above=lowered(lowered(term.above, factor.key, 1), argument, 1))
    return multiplied(rest, atom(nodes.Apply("abs", factor.base.argument)))


@rewrites_factor("sign", "sign of an absolute value", "|u| sign(u) is u", "3*abs(x)*sign(x)*y")
def _signed(term: Term, factor: Factor) -> Term | None:
    whole = nodes.Apply("abs", factor.base.argument)
    if factor.below or factor.exponent != 1 or key(whole) not in term.above:
        return None
    rest = replace(term, above=lowered(lowered(term.above, factor.key, 1), key(whole), 1))
    return multiplied(rest, term_of(factor.base.argument))


@rewrites_factor("abs", "square of an absolute value", "|u|^2 is u^2", "3*y*abs(x)**3")
def _squared(term: Term, factor: Factor) -> Term | None:
    if factor.exponent < 2:
        return None
    pairs = factor.exponent // 2 * 2
    mine, other = factor.sides(term)
    rest = factor.on_sides(term, lowered(mine, factor.key, pairs), other)
    argument = term_of(factor.base.argument)
    square = replace(raised(argument, pairs), coefficient=argument.coefficient ** int(pairs))
    return multiplied(rest, inverted(square) if factor.below else square)


@rewrites_factor("step", "power of a step", "step(u)^2 is step(u)", "3*step(x)**2*y")
def _power_of_a_step(term: Term, factor: Factor) -> Term | None:
    if factor.below or factor.exponent == 1:
        return None
    return replace(term, above={**term.above, factor.key: (factor.base, 1)})


@rewrites_factor("step", "step of a rectified value", "relu(u) step(u) is relu(u)", "3*relu(x)*step(x)*y")
def _rectified(term: Term, factor: Factor) -> Term | None:
    if factor.below or key(nodes.Apply("relu", factor.base.argument)) not in term.above:
        return None
    return replace(term, above=without(term.above, factor.key))


@rewrites_factor("sqrt", "square of a root", "sqrt(u)^2 is u", "x*sqrt(x + y)**3")
def _square_of_a_root(term: Term, factor: Factor) -> Term | None:
    if factor.exponent < 2:
        return None
    inner, pairs = term_of(factor.base.argument), factor.exponent // 2
    mine, other = factor.sides(term)
    smaller = without(mine, factor.key)
    if factor.exponent % 2:
        smaller[factor.key] = (factor.base, factor.exponent % 2)
    square = replace(raised(inner, pairs), coefficient=inner.coefficient ** int(pairs))
    rest = factor.on_sides(Term(term.coefficient), smaller, other)
    joined = multiplied(rest, inverted(square) if factor.below else square)
    return replace(joined, decimal=term.decimal, inverse=term.inverse)


@rewrites_factor("sqrt", "root in a quotient", "u / sqrt(u) is sqrt(u)", "3*(x + y)/sqrt(x + y)")
def _root_in_a_quotient(term: Term, factor: Factor) -> Term | None:
    argument = key(factor.base.argument)
    mine, other = factor.sides(term)
    if factor.exponent != 1 or argument not in other or other[argument][1] < 1:
        return None
    moved = lowered(other, argument, 1)
    moved[factor.key] = (factor.base, 1)
    return factor.on_sides(term, without(mine, factor.key), moved)
