"""The value of a formula that is made of plain numbers alone."""

from __future__ import annotations

from fractions import Fraction

from mcdocs.language import nodes
from mcdocs.language.nodes import Node

MAX_BITS = 10_000


def plain_value(node: Node) -> Fraction | None:
    """The exact value of a formula of plain numbers; None for any other, a root, or one of very many digits."""
    match node:
        case nodes.Number():
            return node.value
        case nodes.Neg():
            value = plain_value(node.argument)
            return None if value is None else -value
        case nodes.Add() | nodes.Sub() | nodes.Mul() | nodes.Div() | nodes.Pow():
            left, right = plain_value(node.left), plain_value(node.right)
            return None if left is None or right is None else _joined(node, left, right)
        case _:
            return None


def _joined(
    node: nodes.Add | nodes.Sub | nodes.Mul | nodes.Div | nodes.Pow, left: Fraction, right: Fraction
) -> Fraction | None:
    match node:
        case nodes.Add():
            return left + right
        case nodes.Sub():
            return left - right
        case nodes.Mul():
            return left * right
        case nodes.Div():
            return left / right if right else None
        case nodes.Pow():
            bits = (left.numerator.bit_length() + left.denominator.bit_length()) * abs(right)
            exact = right.denominator == 1 and bits <= MAX_BITS and (left != 0 or right >= 0)
            return left ** int(right) if exact else None
