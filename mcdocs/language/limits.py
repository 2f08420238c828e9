"""What a formula may not exceed, so that reading one takes a moment whatever its author writes."""

from __future__ import annotations

from fractions import Fraction

from mcdocs.language import nodes
from mcdocs.language.nodes import Node

MAX_LENGTH = 10_000
MAX_DEPTH = 60
MAX_TERMS = 400
MAX_FACTORS = 60
MAX_EXPONENT = 200
MAX_NUMBER = 10**12
MAX_DIGITS = 40
MAX_ENTRIES = 20_000
MAX_INTERMEDIATES = 1_000


def magnitude(node: Node) -> Fraction | None:
    """The absolute value of a formula of plain numbers, or None; bounded, since the parser bounds every part."""
    match node:
        case nodes.Number():
            return node.value
        case nodes.Neg():
            return magnitude(node.argument)
        case nodes.Add() | nodes.Sub() | nodes.Mul() | nodes.Div() | nodes.Pow():
            left, right = magnitude(node.left), magnitude(node.right)
            if left is None or right is None:
                return None
            if isinstance(node, nodes.Pow):
                return left ** int(right) if right <= MAX_EXPONENT else Fraction(MAX_NUMBER)
            if isinstance(node, nodes.Div):
                return left / right if right else None
            return left * right if isinstance(node, nodes.Mul) else left + right
        case _:
            return None


def is_too_large(base: Node, exponent: Node) -> bool:
    """Whether a power of plain numbers has too many digits."""
    height = magnitude(base)
    if height is None or height <= 1:
        return False
    size = magnitude(exponent)
    return size is not None and size * len(str(int(height))) > MAX_DIGITS
