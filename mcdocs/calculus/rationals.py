"""Exact numbers: integers where they are whole, which Python counts with many times faster than with fractions."""

from __future__ import annotations

from fractions import Fraction

Rational = int | Fraction


def exact(value: Rational) -> Rational:
    """The number, as an integer where it is one."""
    return value.numerator if value.denominator == 1 else value


def magnitude(value: Rational) -> Rational:
    """The number without its sign."""
    return value if value >= 0 else -value


def ratio(over: Rational, under: Rational) -> Rational:
    """over / under."""
    return over if under == 1 else exact(Fraction(over) / under)
