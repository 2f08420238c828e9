"""What adds up to one: distributions, assumed or made by a softmax, and matrices with such rows or columns."""

from __future__ import annotations

from mcdocs.calculus.matrix.product import Facts
from mcdocs.calculus.matrix.rewrites import rewrites_pair
from mcdocs.language import nodes
from mcdocs.language.nodes import Node


def is_distribution(node: Node, facts: Facts) -> bool:
    """Whether the entries of a vector add up to one."""
    match node:
        case nodes.Named():
            return is_distribution(node.value, facts)
        case nodes.Symbol():
            return (node.name, "distribution") in facts
        case nodes.Structure(function="softmax", axis=None):
            return True
        case _:
            return False


def adds_up(node: Node, axis: int, facts: Facts) -> bool:
    """Whether the entries of each column (`axis` 0) or of each row (`axis` 1) of a matrix add up to one."""
    match node:
        case nodes.Named():
            return adds_up(node.value, axis, facts)
        case nodes.Transpose() if len(node.argument.shape) == 2:
            return adds_up(node.argument, 1 - axis, facts)
        case nodes.Transpose():
            return axis == 1 and is_distribution(node.argument, facts)
        case nodes.Symbol():
            return axis == 1 and (node.name, "row-stochastic") in facts
        case nodes.Structure(function="softmax"):
            return node.axis == axis
        case _:
            return False


@rewrites_pair("rows that add up to one", "softmax(A, axis=1) @ ones(n)")
def _row_sums(left: Node, right: Node, facts: Facts) -> list[Node] | None:
    """S 1 is 1 where each row of S is a distribution."""
    if isinstance(right, nodes.Ones) and len(right.shape) == 1 and len(left.shape) == 2 and left.shape[0] != 1:
        return [nodes.Ones(left.shape[:1])] if adds_up(left, 1, facts) else None
    return None


@rewrites_pair("columns that add up to one", "ones(1, n) @ softmax(A, axis=0)")
def _column_sums(left: Node, right: Node, facts: Facts) -> list[Node] | None:
    """1' S is 1' where each column of S is a distribution."""
    if isinstance(left, nodes.Ones) and left.shape[0] == 1 and len(left.shape) == len(right.shape) == 2:
        return [nodes.Ones((1, *right.shape[1:]))] if adds_up(right, 0, facts) else None
    return None
