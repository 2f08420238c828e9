"""Transposes that need not be taken: of X' X and the like, which is symmetric as it is written."""

from __future__ import annotations

from mcdocs.language import nodes
from mcdocs.language.nodes import Node


def transposed(node: Node) -> Node:
    """The transpose; a matrix that is symmetric as it is written, itself."""
    if isinstance(node, nodes.Transpose):
        return node.argument
    return node if is_symmetric(node) else nodes.Transpose(node)


def is_symmetric(node: Node) -> bool:
    """Whether a matrix is symmetric as it is written, whatever its inputs are."""
    match node:
        case nodes.Eye():
            return True
        case nodes.Structure(function="diag"):
            return True
        case nodes.Structure(function="inv", arguments=(argument,)):
            return is_symmetric(argument)
        case nodes.Named(value=value) | nodes.Transpose(argument=value) | nodes.Neg(argument=value):
            return is_symmetric(value)
        case nodes.Add() | nodes.Sub():
            return all(part.shape == () or is_symmetric(part) for part in node.children())
        case nodes.Mul(left=left, right=right) if () in (left.shape, right.shape):
            return is_symmetric(left if right.shape == () else right)
        case nodes.Div(left=left, right=right) if right.shape == ():
            return is_symmetric(left)
        case nodes.MatMul():
            factors = _factors(node)
            return factors == [_turned(factor) for factor in reversed(factors)]
        case _:
            return False


def _factors(node: Node) -> list[Node]:
    if isinstance(node, nodes.MatMul):
        return [*_factors(node.left), *_factors(node.right)]
    return [node]


def _turned(node: Node) -> Node:
    return node.argument if isinstance(node, nodes.Transpose) else transposed(node)
