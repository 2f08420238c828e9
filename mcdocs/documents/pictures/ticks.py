"""Nice numbers: ticks at multiples of 1, 2 or 5 times a power of ten, written without needless digits."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor, log10

from mcdocs.language import nodes
from mcdocs.language.nodes import Node

_CLOSE = Fraction(1, 10**9)


def nice_step(length: float, most: int) -> Fraction:
    """The least step of 1, 2 or 5 times a power of ten of which at most `most` fit in a length."""
    exponent = floor(log10(length / most)) - 1
    steps = (Fraction(digit) * Fraction(10) ** (exponent + more) for more in range(4) for digit in (1, 2, 5))
    return next(step for step in steps if length / float(step) <= most)


def ticks(start: float, end: float, most: int) -> tuple[Fraction, ...]:
    """The multiples of a nice step from start to end, about `most` of them at most."""
    step = nice_step(end - start, most)
    # In fractions: far from zero a float no longer tells one multiple from the next.
    first, last = ceil(Fraction(start) / step - _CLOSE), floor(Fraction(end) / step + _CLOSE)
    return tuple(step * k for k in range(first, last + 1))


def written(value: Fraction) -> Node:
    """A number as a formula: digits from a thousandth to ten thousand, otherwise times a power of ten."""
    if value < 0:
        return nodes.Neg(written(-value))
    if value == 0 or Fraction(1, 1000) <= value < 10_000:
        return nodes.Number(value, decimal=value.denominator != 1)
    exponent = floor(log10(value))
    digits = value / Fraction(10) ** exponent
    power: Node = nodes.Number(Fraction(abs(exponent)))
    power = nodes.Pow(nodes.number(10), nodes.Neg(power) if exponent < 0 else power)
    return power if digits == 1 else nodes.Mul(nodes.Number(digits, decimal=digits.denominator != 1), power)


def rounded(value: float, digits: int = 2) -> tuple[Fraction, bool]:
    """A value to so many significant digits or decimals, and whether it is that exactly, as far as floats can tell."""
    places = digits if abs(value) >= 1 or not value else digits - 1 - floor(log10(abs(value)))
    found = Fraction(round(value * 10**places)) / 10**places
    return found, abs(float(found) - value) <= 1e-9 * max(1.0, abs(value))
