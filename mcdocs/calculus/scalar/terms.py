"""Scalar formulas as sums of terms: a table of what reads each kind of formula as one term, and the product of terms.

Functions and their arguments stay closed: what the author wrote inside `ln(...)` is never rearranged.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any

from mcdocs.calculus.algebra import power, transpose
from mcdocs.calculus.rationals import Rational, exact, ratio
from mcdocs.calculus.scalar.term import Powers, Term, inverted, scaled
from mcdocs.language import nodes
from mcdocs.language.nodes import Node, number
from mcdocs.printers.precedence import summands

Read = Callable[[Any], Term]
SMALL = range(2, 7)

READERS: dict[type[Node], Read] = {}


def reads(*kinds: type[Node]) -> Callable[[Read], Read]:
    """Enter a function as what reads some kinds of formulas as one term."""

    def enter(function: Read) -> Read:
        READERS.update(dict.fromkeys(kinds, function))
        return function

    return enter


@lru_cache(maxsize=50_000)
def term_of(node: Node) -> Term:
    """The formula as one term; a kind that nothing reads is a factor by itself."""
    return READERS.get(type(node), atom)(node)


def atom(node: Node) -> Term:
    """The formula as a closed factor."""
    return Term(1, {key(node): (node, 1)})


def terms_of(node: Node) -> list[Term]:
    """The terms of a sum, brackets around sums opened and their signs distributed."""
    found: list[Term] = []
    for subtracted, part in summands(node):
        sign = -1 if subtracted else 1
        while isinstance(part, nodes.Neg):
            sign, part = -sign, part.argument
        inner = terms_of(part) if isinstance(part, nodes.SUMS) else [term_of(part)]
        found += [term if sign > 0 else scaled(term, -1) for term in inner]
    return found


@lru_cache(maxsize=100_000)
def key(node: Node) -> Hashable:
    """A value equal for formulas that differ only in the order of terms and factors, or in how they are bracketed.

    A scalar is its transpose: x' A y has the key of y' A' x.
    """
    match node:
        case nodes.MatMul() if () not in (node.left.shape, node.right.shape):
            factors = _factors(node)
            keys = tuple(map(key, factors))
            if node.shape:
                return ("@", keys)
            return ("@", frozenset([keys, tuple(key(transpose(factor)) for factor in reversed(factors))]))
        case nodes.Add() | nodes.Sub() | nodes.Neg():
            counts: dict[Hashable, Rational] = {}
            for part in terms_of(node):
                counts[part.signature()] = counts.get(part.signature(), 0) + part.coefficient
            return ("+", frozenset(counts.items()))
        case nodes.Mul() | nodes.Div() | nodes.Number():
            part = term_of(node)
            return ("*", part.coefficient, part.signature())
        case nodes.Apply():
            return (node.function, key(node.argument))
        case nodes.Transpose():
            return ("T", key(node.argument))
        case nodes.Structure():
            return (node.function, node.axis, tuple(map(key, node.arguments)))
        case nodes.Pow(right=nodes.Number(value=exponent)) if exponent in SMALL:
            return key(nodes.Mul(node.left, power(node.left, number(exponent - 1))))
        case nodes.Pow():
            return ("**", key(node.left), key(node.right))
        case _:
            return node


def _factors(node: Node) -> tuple[Node, ...]:
    """The factors of a chain."""
    if isinstance(node, nodes.MatMul) and () not in (node.left.shape, node.right.shape):
        return (*_factors(node.left), *_factors(node.right))
    return (node,)


# ── readers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@reads(nodes.Number)
def _number(node: nodes.Number) -> Term:
    return Term(exact(node.value), decimal=node.decimal)


@reads(nodes.Neg)
def _negative(node: nodes.Neg) -> Term:
    term = term_of(node.argument)
    return scaled(term, -1)


@reads(nodes.Mul)
def _product(node: nodes.Mul) -> Term:
    return multiplied(term_of(node.left), term_of(node.right))


@reads(nodes.Div)
def _quotient(node: nodes.Div) -> Term:
    return multiplied(term_of(node.left), inverted(term_of(node.right)))


# ── products ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def multiplied(left: Term, right: Term) -> Term:
    """The product of two terms: equal bases joined, equal factors above and below cancelled."""
    if not left.coefficient or not right.coefficient:
        return Term(0)
    above, below = dict(left.above), dict(left.below)
    for powers, mine, other in ((right.above, above, below), (right.below, below, above)):
        for k, (base, exponent) in powers.items():
            _insert(k, base, exponent, mine, other)
    return Term(
        left.coefficient * right.coefficient, above, below, left.decimal or right.decimal, left.inverse | right.inverse
    )


def _insert(k: Hashable, base: Node, exponent: Rational, mine: Powers, other: Powers) -> None:
    """Multiply by base**exponent on my side of the bar, cancelling against the other side."""
    if isinstance(base, nodes.Apply) and base.function == "exp":
        k, base, exponent = _same_exponential(k, base, exponent, mine, other)
    if k in other:
        there, power = other[k]
        if power > exponent:
            other[k] = (there, power - exponent)
            return
        del other[k]
        exponent -= power
    if k in mine:
        exponent += mine[k][1]
    if exponent > 0:
        mine[k] = (base, exponent)
    elif exponent < 0:
        other[k] = (base, -exponent)
    else:
        mine.pop(k, None)


def _same_exponential(
    k: Hashable, base: nodes.Apply, exponent: Rational, mine: Powers, other: Powers
) -> tuple[Hashable, Node, Rational]:
    """e^(ru) as (e^u)^r where e^u is there already, so that e^x e^(-x) cancels and e^x e^x is e^(2x)."""
    argument = term_of(base.argument)
    for powers in (mine, other):
        for there, (candidate, _) in powers.items():
            if there != k and isinstance(candidate, nodes.Apply) and candidate.function == "exp":
                against = term_of(candidate.argument)
                if argument.signature() == against.signature() and against.coefficient:
                    return there, candidate, exponent * ratio(argument.coefficient, against.coefficient)
    return k, base, exponent
