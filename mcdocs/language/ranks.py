"""How large the rank of a matrix can be, told from sizes alone: that of an outer product is one.

A letter stands for a size of two or more, so that x x' has no inverse, and its determinant is zero.
"""

from __future__ import annotations

from functools import lru_cache

from mcdocs.errors import FormulaError
from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.language.shapes import Size

LEAST_SIZE = 2
"""What a letter is at least."""

NEEDS_INVERSE = {"inv": "has no inverse", "logdet": "has the determinant zero, and zero has no logarithm"}


def is_singular(node: Node) -> bool:
    """Whether a square matrix has linearly dependent rows whatever its entries are."""
    most = _rank(node)
    return most is not None and len(node.shape) == 2 and most < _least(node.shape[0])


def with_inverse(node: nodes.Structure) -> nodes.Structure:
    """The formula itself; raises FormulaError for the inverse or log-determinant of a matrix that has none."""
    argument = node.arguments[0] if node.arguments else node
    if node.function in NEEDS_INVERSE and is_singular(argument):
        size = argument.shape[0]
        message = f"this {size} x {size} matrix has at most the rank {_rank(argument)}"
        hint = "a sum such as A + x @ x.T can have full rank, and so can X.T @ X for a tall X"
        raise FormulaError(f"{message}, so it {NEEDS_INVERSE[node.function]}", hint=hint)
    return node


def _least(size: Size) -> int:
    return size if isinstance(size, int) else LEAST_SIZE


@lru_cache(maxsize=10_000)
def _rank(node: Node) -> int | None:
    """An upper bound of the rank that is a number; None where sizes do not give one."""
    match node:
        case nodes.Zeros():
            return 0
        case nodes.Ones():
            return 1
        case nodes.Named(value=inner) | nodes.Neg(argument=inner) | nodes.Transpose(argument=inner):
            return _rank(inner)
        case nodes.Mul() | nodes.Div() if () in (node.left.shape, node.right.shape) and node.left.shape:
            return _rank(node.left)
        case nodes.Mul() if node.left.shape == ():
            return _rank(node.right)
        case nodes.Add() | nodes.Sub() if node.left.shape == node.right.shape:
            parts = [_rank(node.left), _rank(node.right)]
            return None if None in parts else sum(part for part in parts if part is not None)
        case nodes.MatMul() if () not in (node.left.shape, node.right.shape):
            found = [bound for part in (node.left, node.right) if (bound := _rank(part)) is not None]
            return min(found, default=None)
        case _:
            given = [size for size in (*node.shape, 1)[:2] if isinstance(size, int)]
            return min(given, default=None)
