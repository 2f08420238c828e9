"""What is centred adds up to zero: x - mean(x), and a matrix with the mean of each column or row taken off."""

from __future__ import annotations

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.product import Facts
from mcdocs.calculus.matrix.rewrites import rewrites_pair
from mcdocs.calculus.scalar.terms import key
from mcdocs.language import nodes
from mcdocs.language.nodes import Node


def is_centred(node: Node, axis: int | None = None) -> bool:
    """Whether all entries, or those of each column (`axis` 0) or row (`axis` 1), add up to zero."""
    match node:
        case nodes.Named():
            return is_centred(node.value, axis)
        case nodes.Neg():
            return is_centred(node.argument, axis)
        case nodes.Transpose():
            return is_centred(node.argument, axis if axis is None else 1 - axis)
        case nodes.Mul() | nodes.Div() if node.right.shape == ():
            return is_centred(node.left, axis)
        case nodes.Mul() if node.left.shape == ():
            return is_centred(node.right, axis)
        case nodes.Sub():
            return _is_mean(_value(node.right), node.left, axis)
        case _:
            return False


def _is_mean(node: Node, of: Node, axis: int | None) -> bool:
    """Whether a formula is the mean of another, in each of its entries."""
    match node, axis:
        case nodes.Structure(function="mean", arguments=(argument,)), None:
            return node.axis is None and key(argument) == key(of)
        case nodes.Div(left=nodes.Structure(function="sum", arguments=(argument,)) as total, right=count), None:
            return (
                total.axis is None
                and key(argument) == key(of)
                and count == nodes.extent(of.shape[0])
                and len(of.shape) == 1
            )
        case nodes.MatMul(left=nodes.Ones(), right=mean), 0:
            return _is_mean_along(_value(mean), of, 0)
        case nodes.MatMul(left=mean, right=nodes.Ones()), 1:
            return _is_mean_along(_value(mean), of, 1)
        case _:
            return False


def _is_mean_along(node: Node, of: Node, axis: int) -> bool:
    return (
        isinstance(node, nodes.Structure)
        and (node.function, node.axis) == ("mean", axis)
        and key(node.arguments[0]) == key(of)
    )


def _value(node: Node) -> Node:
    return _value(node.value) if isinstance(node, nodes.Named) else node


@rewrites_pair("centred columns", "ones(1, n) @ (A - ones(n) @ mean(A, axis=0))")
def _centred_columns(left: Node, right: Node, facts: Facts) -> list[Node] | None:
    """1' C is zero where the mean of each column of C is."""
    if isinstance(left, nodes.Ones) and left.shape[0] == 1 and len(right.shape) == 2 and is_centred(right, 0):
        return [algebra.zero((1, *right.shape[1:]))]
    return None


@rewrites_pair("centred rows", "(A - mean(A, axis=1) @ ones(1, n)) @ ones(n)")
def _centred_rows(left: Node, right: Node, facts: Facts) -> list[Node] | None:
    """C 1 is zero where the mean of each row of C is."""
    if isinstance(right, nodes.Ones) and len(right.shape) == 1 and len(left.shape) == 2 and left.shape[0] != 1:
        return [algebra.zero(left.shape[:1])] if is_centred(left, 1) else None
    return None
