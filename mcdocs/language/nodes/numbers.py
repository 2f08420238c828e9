"""The formulas of numbers and of sizes."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from mcdocs.language.nodes.atoms import Dimension, Number
from mcdocs.language.nodes.node import Node
from mcdocs.language.nodes.operations import Div, Mul, Neg
from mcdocs.language.shapes import Size

ZERO = Number(Fraction(0))
ONE = Number(Fraction(1))


@lru_cache(maxsize=4096)
def number(value: int | Fraction, decimal: bool = False) -> Node:
    """The formula of a rational number: an integer, a decimal where that is exact and wanted, or a quotient."""
    value = Fraction(value)
    if value < 0:
        return Neg(number(-value, decimal))
    if value.denominator == 1:
        return Number(value)
    if decimal and 10**15 % value.denominator == 0:
        return Number(value, True)
    return Div(Number(Fraction(value.numerator)), Number(Fraction(value.denominator)))


def extent(size: Size) -> Node:
    """The number of entries along an axis as a formula."""
    if isinstance(size, int):
        return number(size)
    first, *rest = (number(int(word)) if word.isdigit() else Dimension(word) for word in size.split("*"))
    for factor in rest:
        first = Mul(first, factor)
    return first
