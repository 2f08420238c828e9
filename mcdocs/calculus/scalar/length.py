"""How long a formula is to read: what the choice of the shortest form goes by."""

from __future__ import annotations

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
    return own + sum(_cost(child, in_fraction) for child in children)


def brackets(node: Node) -> int:
    """How many sums stand in brackets."""
    return sum(
        isinstance(part, nodes.Mul | nodes.Neg) and is_sum(child)
        for part in nodes.walk(node)
        for child in part.children()
    )


def multiset(node: Node) -> dict[object, int]:
    """The leaves of a formula with their number, ones left out: equal for mere rearrangements."""
    counts: dict[object, int] = {}
    for part in nodes.walk(node):
        if isinstance(part, nodes.Apply | nodes.Structure):
            counts[part.function] = counts.get(part.function, 0) + 1
        elif isinstance(part, nodes.Transpose):
            counts["T"] = counts.get("T", 0) + 1
        elif not part.children() and part != nodes.ONE:
            counts[part] = counts.get(part, 0) + 1
    return counts


def is_sum(node: Node) -> bool:
    """Whether a formula is a sum or a difference."""
    return isinstance(node, nodes.Add | nodes.Sub)
