"""How long a formula is to read: what the choice of the shortest form goes by."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from mcdocs.language import nodes
from mcdocs.language.nodes import Node


def cost(node: Node) -> int:
    """How long a formula is to read: its symbols, numbers and functions, nested fractions twice."""
    return _cost(node, False)


@lru_cache(maxsize=100_000)
def _cost(node: Node, in_fraction: bool) -> int:
    children = node.children()
    if isinstance(node, nodes.Named) or not children:
        return 0 if node == nodes.ONE else 1
    own = 0
    if isinstance(node, nodes.Div):
        own, in_fraction = (3 if in_fraction else 0), True
    elif isinstance(node, nodes.Apply):
        own, in_fraction = 2, False
    for child in children:
        own += _cost(child, in_fraction)
    return own


@lru_cache(maxsize=100_000)
def operations(node: Node) -> int:
    """How many operations a formula has; transposes, and rational numbers as such, are none."""
    if isinstance(node, nodes.Named) or not node.children():
        return 0
    if isinstance(node, nodes.Div) and all(isinstance(part, nodes.Number) for part in node.children()):
        return 0
    return (not isinstance(node, nodes.Transpose)) + sum(map(operations, node.children()))


@lru_cache(maxsize=100_000)
def brackets(node: Node) -> int:
    """How many sums stand in brackets; a name has none to read."""
    if isinstance(node, nodes.Named):
        return 0
    own = sum(map(is_sum, node.children())) if isinstance(node, nodes.Mul | nodes.Neg) else 0
    return own + sum(map(brackets, node.children()))


def multiset(node: Node) -> Counter[object]:
    """The leaves of a formula with their number, ones left out: equal for mere rearrangements."""
    counts: Counter[object] = Counter()
    stack = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, nodes.Named):
            counts += _inside(part)
            continue
        if isinstance(part, nodes.Apply | nodes.Structure):
            counts[part.function] += 1
        elif isinstance(part, nodes.Transpose):
            counts["T"] += 1
        elif not part.children() and part != nodes.ONE:
            counts[part] += 1
        stack.extend(part.children())
    return counts


@lru_cache(maxsize=10_000)
def _inside(named: nodes.Named) -> Counter[object]:
    """The leaves of what an intermediate stands for, counted once however often it is used."""
    return multiset(named.value)


def is_sum(node: Node) -> bool:
    """Whether a formula is a sum or a difference."""
    return isinstance(node, nodes.SUMS)
