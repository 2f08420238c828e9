"""Two SymPy expressions compared to 25 digits at a point, where no exact test decides."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from mcdocs.calculus.referee.exact import symbol, sympy

DIGITS = 60
AGREEMENT = 1e-25
NOISE = 1e-45  # of the largest number met: below, a value may be a zero that only looks like a number

FUNCTIONS = ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan")


def agree(left: Any, right: Any, point: dict[tuple[str, tuple[int, ...]], float]) -> bool | None:
    """Whether two expressions agree at a point; None where they have no real value or are too near zero to tell."""
    mpmath = import_module("mpmath")
    with mpmath.workdps(DIGITS):
        values = {symbol(name, index): mpmath.mpf(value) for (name, index), value in point.items()}
        try:
            first, second = _number(left, values), _number(right, values)
        except (ArithmeticError, ValueError, KeyError):
            return None
        peak = max(map(abs, values.values()), default=0)
        if not all(isinstance(number, mpmath.mpf) and mpmath.isfinite(number) for number in (first, second)):
            return None
        size = max(abs(first), abs(second))
        return None if size <= NOISE * peak else bool(abs(first - second) <= AGREEMENT * size)


def _number(root: Any, values: dict[Any, Any]) -> Any:
    """The value at fixed precision; `values` are those of the symbols and gather those of all parts."""
    mpmath = import_module("mpmath")
    for part in sympy().postorder_traversal(root):
        if part in values:
            continue
        given = [values[argument] for argument in part.args]
        if part.is_Add:
            values[part] = mpmath.fsum(given)
        elif part.is_Mul:
            values[part] = mpmath.fprod(given)
        elif part.is_Pow:
            values[part] = mpmath.power(*given)
        elif part.is_Rational:
            values[part] = mpmath.mpf(part.p) / part.q
        elif part in (sympy().pi, sympy().E):
            values[part] = +(mpmath.pi if part == sympy().pi else mpmath.e)
        elif part.func.__name__ in FUNCTIONS:
            values[part] = getattr(mpmath, part.func.__name__)(*given)
        else:
            raise ValueError(f"no value for {part.func.__name__}")
    return values[root]
