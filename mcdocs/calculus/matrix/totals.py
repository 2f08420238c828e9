"""Rewrites of traces and of sums of entries: scalars in front, identities and ones counted."""

from __future__ import annotations

from dataclasses import replace

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.centring import is_centred
from mcdocs.calculus.matrix.distributions import adds_up, is_distribution
from mcdocs.calculus.matrix.product import Facts, chain
from mcdocs.calculus.matrix.products import products_of, simple
from mcdocs.calculus.matrix.rewrites import joined_pair, rewrites_function
from mcdocs.calculus.matrix.writing import array_of
from mcdocs.calculus.scalar.term import UNIT
from mcdocs.calculus.scalar.writing import one_formula
from mcdocs.language import nodes, shapes
from mcdocs.language.nodes import Node


@rewrites_function("tr", "linearity of the trace", "tr(2*s*A)")
def _trace(node: nodes.Structure, facts: Facts) -> Node:
    """tr(c A) is c tr(A), tr(I) is n, tr(u v') is v'u, and tr(X^-1 A X^-1) is tr(X^-2 A)."""
    argument = simple(node.arguments[0], facts)
    if isinstance(argument, nodes.Eye):
        return nodes.extent(argument.size)
    if isinstance(argument, nodes.Zeros):
        return nodes.ZERO
    found = products_of(argument, facts)
    if len(found) != 1:
        return nodes.Structure("tr", (argument,))
    for place, factor in enumerate(found[0].factors):
        if place and len(factor.shape) == 2 and factor.shape[0] == 1:
            turned = chain((*found[0].factors[place:], *found[0].factors[:place]))
            return simple(algebra.times(one_formula(found[0].scalar), turned), facts)
    joined = _joined_around(found[0].factors, facts)
    if joined is not None:
        whole = algebra.times(one_formula(found[0].scalar), nodes.Structure("tr", (joined,)))
        return simple(whole, facts)
    if found[0].scalar == UNIT:
        return nodes.Structure("tr", (argument,))
    inner = array_of([replace(found[0], scalar=UNIT)], argument.shape)
    return algebra.times(one_formula(found[0].scalar), nodes.Structure("tr", (inner,)))


def _joined_around(factors: tuple[Node, ...], facts: Facts) -> Node | None:
    """The chain with its last factor moved to the front, where the two make one."""
    if len(factors) < 3:
        return None
    found = joined_pair(factors[-1], factors[0], facts)
    return None if found is None or len(found) > 1 else chain((*found, *factors[1:-1]))


@rewrites_function("sum", "linearity of the sum", "sum(2*s*u)")
def _sum_of_entries(node: nodes.Structure, facts: Facts) -> Node:
    """The sum of c times an array is c times its sum; ones are counted, and a distribution adds up to one."""
    inner = simple(node.arguments[0], facts)
    if node.axis is not None:
        if is_centred(inner, node.axis):
            return nodes.Zeros(node.shape)
        return nodes.Ones(node.shape) if adds_up(inner, node.axis, facts) else node
    if is_centred(inner):
        return nodes.ZERO
    if is_distribution(inner, facts):
        return nodes.ONE
    found = products_of(inner, facts)
    if len(found) != 1 or not found[0].factors:
        return nodes.Structure("sum", (inner,)) if inner.shape else inner
    body = array_of([replace(found[0], scalar=UNIT)], inner.shape)
    total = nodes.extent(shapes.times(*body.shape)) if isinstance(body, nodes.Ones) else nodes.Structure("sum", (body,))
    return algebra.times(one_formula(found[0].scalar), total)
