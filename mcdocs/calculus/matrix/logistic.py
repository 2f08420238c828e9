"""Exponentials over one plus themselves, entry by entry, are sigmoids: e^u / (1 + e^u) is sigma(u)."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from mcdocs.calculus import algebra
from mcdocs.calculus.rationals import Rational
from mcdocs.calculus.scalar.term import Term, lowered, without
from mcdocs.calculus.scalar.terms import key, multiplied, term_of
from mcdocs.language import nodes
from mcdocs.language.nodes import ONE, Node


def logistic(term: Term) -> Term:
    """e^(au) / (1 + e^u)^b as sigma(u)^a (1 - sigma(u))^(b - a), and for -u in the place of u the other way round."""
    for place, (base, below) in term.below.items():
        exponential = _exponential_of(base)
        if exponential is None:
            continue
        above = term.above.get(key(exponential), (exponential, 0))[1]
        turned = term_of(exponential.argument).coefficient < 0
        if above > below or not (above or turned):
            continue
        argument = algebra.negative(exponential.argument) if turned else exponential.argument
        sigma, rest = nodes.Apply("sigmoid", argument), nodes.Sub(ONE, nodes.Apply("sigmoid", argument))
        powers = {sigma: below - above, rest: above} if turned else {sigma: above, rest: below - above}
        left = replace(term, above=without(term.above, key(exponential)), below=without(term.below, place))
        return logistic(multiplied(left, _powers(powers)))
    return _absorbed(term)


def _absorbed(term: Term) -> Term:
    """e^-u sigma(u) is 1 - sigma(u), and e^u (1 - sigma(u)) is sigma(u)."""
    for exponential, power in term.above.values():
        if not isinstance(exponential, nodes.Apply) or exponential.function != "exp":
            continue
        for place, (base, above) in term.above.items():
            other = _absorbing(base, exponential.argument)
            if other is None:
                continue
            count = min(power, above)
            rest = lowered(lowered(term.above, place, count), key(exponential), count)
            return _absorbed(multiplied(replace(term, above=rest), _powers({other: count})))
    return term


def _absorbing(base: Node, argument: Node) -> Node | None:
    """What e^argument times a sigmoid, or one minus it, is."""
    match base:
        case nodes.Apply(function="sigmoid", argument=inner) if has_arrays(base) and _opposite(inner, argument):
            return nodes.Sub(ONE, base)
        case nodes.Sub(right=nodes.Apply(function="sigmoid", argument=inner) as sigma) if algebra.is_one(base.left):
            return sigma if has_arrays(base) and key(inner) == key(argument) else None
        case _:
            return None


def _opposite(one: Node, other: Node) -> bool:
    left, right = term_of(one), term_of(other)
    return left.signature() == right.signature() and left.coefficient == -right.coefficient


def _powers(powers: dict[Node, Rational]) -> Term:
    return Term(1, {key(node): (node, power) for node, power in powers.items() if power})


@lru_cache(maxsize=100_000)
def has_arrays(node: Node) -> bool:
    """Whether there is an array in a formula."""
    return node.shape != () or any(map(has_arrays, node.children()))


def _exponential_of(node: Node) -> nodes.Apply | None:
    """The e^u in 1 + e^u, where u is an array or is made of arrays."""
    if isinstance(node, nodes.Add) and has_arrays(node):
        for one, other in (node.children(), node.children()[::-1]):
            if algebra.is_one(one) and isinstance(other, nodes.Apply) and other.function == "exp":
                return other
    return None
