"""Slips in a derivation, as a table: of a rule of differentiation what it becomes when somebody forgets half of it.

What comes out is worked out by the same rules as the answer. Whether it is wrong is for the referee to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from mcdocs.calculus import algebra
from mcdocs.calculus.partial import Variable, variables
from mcdocs.calculus.rules import rule_for
from mcdocs.calculus.scalar.tidy import tidy
from mcdocs.language import nodes
from mcdocs.language.nodes import ONE, ZERO, Node
from mcdocs.language.prose import Inline
from mcdocs.problems.asks.words import sentence

D = Callable[[Node], Node]
Wrongly = Mapping[Node, Callable[[D], Node]]
"""Of parts of a formula how somebody differentiates them, given how the rest is differentiated."""

Slip = Callable[[Sequence[Node], frozenset[Node]], Iterator[tuple[Inline, Wrongly]]]
SLIPS: dict[str, Slip] = {}

MOST_NAMED = 2


def slip(make: Slip) -> Slip:
    """Enter a function: of the parts of a formula and what varies, which are differentiated wrongly, how, and why."""
    SLIPS[make.__name__] = make
    return make


@slip
def inner_derivative(parts: Sequence[Node], varying: frozenset[Node]) -> Iterator[tuple[Inline, Wrongly]]:
    """d f(u) = f'(u) instead of f'(u) du; who forgets it forgets it wherever f is."""
    inner: dict[str, list[Node]] = {}
    for part in parts:
        match part:
            case nodes.Apply(argument=u) | nodes.Pow(left=u) if u not in varying and variables(u) & varying:
                inner.setdefault(part.function if isinstance(part, nodes.Apply) else "", []).append(u)
    for found in inner.values():
        yield without_the_inner(*dict.fromkeys(found)), dict.fromkeys(found, _one)


@slip
def product(parts: Sequence[Node], varying: frozenset[Node]) -> Iterator[tuple[Inline, Wrongly]]:
    """d(uv) = du dv, and likewise of a quotient."""
    for part in parts:
        match part:
            case nodes.Mul(u, v) | nodes.Div(u, v) if variables(u) & variables(v) & varying:
                rule = "product" if isinstance(part, nodes.Mul) else "quotient"
                why = sentence(f"the {rule} rule is missing, both factors are differentiated on their own")
                yield why, {part: partial(_apart, type(part), u, v)}


@slip
def minus(parts: Sequence[Node], varying: frozenset[Node]) -> Iterator[tuple[Inline, Wrongly]]:
    """d cos u = sin u du, and d(c/u) = c du / u^2."""
    for part in parts:
        why = sentence("the minus sign of the derivative of ", part, " is missing")
        match part:
            case nodes.Apply("cos", u):
                yield why, {part: partial(_times_inner, nodes.Apply("sin", u), u)}
            case nodes.Div(c, u) if variables(u) & varying and not variables(c) & varying:
                yield why, {part: partial(_times_inner, nodes.Div(c, nodes.Pow(u, nodes.number(2))), u)}


@slip
def exponent(parts: Sequence[Node], varying: frozenset[Node]) -> Iterator[tuple[Inline, Wrongly]]:
    """d u^n = u^(n-1) du; who forgets it forgets it for every power of this degree."""
    powers: dict[Node, dict[Node, Callable[[D], Node]]] = {}
    for part in parts:
        match part:
            case nodes.Pow(u, n) if variables(u) & varying and not variables(n) & varying:
                lowered = algebra.power(u, algebra.less_one(n))
                powers.setdefault(n, {})[part] = partial(_times_inner, lowered, u)
    for n, wrongly in powers.items():
        yield sentence("the factor ", n, " of the power rule is missing"), wrongly


def _one(_: D) -> Node:
    return ONE


def _apart(whole: type[nodes.Mul | nodes.Div], left: Node, right: Node, d: D) -> Node:
    return whole(d(left), d(right))


def _times_inner(outer: Node, inner: Node, d: D) -> Node:
    return algebra.times(outer, d(inner))


def without_the_inner(*inner: Node) -> Inline:
    """The words for a chain rule of which half is forgotten."""
    if len(inner) > MOST_NAMED:
        return sentence("the inner derivatives are missing")
    if len(inner) > 1:
        return sentence("the inner derivatives of ", inner[0], " and ", inner[1], " are missing")
    return sentence("the inner derivative of ", inner[0], " is missing")


def slips_in(formulas: Sequence[Node], varying: Sequence[Variable]) -> Iterator[tuple[Inline, tuple[Node, ...]]]:
    """What is wrong, and every partial derivative as it comes out then, the index of what varies fastest.

    The slips of the table one after the other, each at every place where it can happen.
    """
    parts = list(dict.fromkeys(part for formula in formulas for part in nodes.walk(formula, once=True)))
    free = frozenset[Node](varying)
    for make in SLIPS.values():
        for why, wrongly in make(parts, free):
            yield why, tuple(tidy(_derived(formula, x, wrongly))[0] for formula in formulas for x in varying)


def _derived(formula: Node, wrt: Variable, wrongly: Wrongly) -> Node:
    def varies(part: Node) -> bool:
        return wrt in variables(part)

    def d(part: Node) -> Node:
        if not varies(part):
            return ZERO
        if part in wrongly:
            return wrongly[part](d)
        if part == wrt:
            return ONE
        if isinstance(part, nodes.Named):
            return d(part.value)
        return rule_for(part, varies).differential(part, d)

    return d(formula)
