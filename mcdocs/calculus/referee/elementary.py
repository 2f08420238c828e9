"""The referee's own elementwise functions, on real arrays and just beside the real axis.

A complex step needs each function as the analytic continuation of its real branch: abs(z) is z or -z, never |z|.
Outside its real domain a function gives NaN on real arrays, which is how points are refused.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mcdocs.language import functions

Array = NDArray[Any]
Function = Callable[[Array], Array]

LARGEST_REPEATED_POWER = 64


def absolute(z: Array) -> Array:
    """z where its real part is not negative, else -z."""
    return np.where(z.real < 0, -z, z)


def sigmoid(z: Array) -> Array:
    """1 / (1 + exp(-z)) without overflow on either side."""
    small = np.exp(-absolute(z))
    return np.asarray(np.where(z.real < 0, small, 1.0) / (1.0 + small))


def softplus(z: Array) -> Array:
    """ln(1 + exp(z)) without overflow."""
    return np.asarray(np.where(z.real < 0, 0.0, z) + np.log1p(np.exp(-absolute(z))))


def sign(z: Array) -> Array:
    """The sign of the real part: constant beside the axis."""
    return np.asarray(np.sign(z.real))


def step(z: Array) -> Array:
    """1 where the real part is positive, else 0."""
    return np.where(z.real > 0, 1.0, 0.0)


def relu(z: Array) -> Array:
    """z where its real part is positive, else 0."""
    return np.where(z.real > 0, z, 0.0)


_OWN: dict[str, Function] = {
    "exp": np.exp,
    "ln": np.log,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "arcsin": np.arcsin,
    "arccos": np.arccos,
    "arctan": np.arctan,
    "sqrt": np.sqrt,
    "abs": absolute,
    "sign": sign,
    "sigmoid": sigmoid,
    "relu": relu,
    "step": step,
    "softplus": softplus,
}

KINKED = frozenset({"abs", "sign", "relu", "step"})


@cache
def elementary(name: str) -> Function:
    """The function of a row of ELEMENTWISE; TypeError for a name that has no row.

    A row the referee has no version of its own for is evaluated by the row's NumPy expression, so that one row is
    enough to add a function; the row's derivative is then judged against it.
    """
    if name in _OWN:
        return _OWN[name]
    if name not in functions.ELEMENTWISE:
        raise TypeError(f"the referee does not know the function {name!r}")
    # The expression is the table's own source, never an author's text.
    row = functions.ELEMENTWISE[name]
    space: dict[str, Any] = {"np": np}
    exec(row.define, space)
    source = compile(row.numpy.format("u"), f"<row {name}>", "eval")
    return lambda u: np.asarray(eval(source, {**space, "u": u}))


def power(base: Array, exponent: Array) -> Array:
    """base ** exponent entry by entry; NaN for a negative base with a power that is not an integer."""
    if np.isrealobj(exponent) and exponent.size == 1:
        single = float(exponent.reshape(-1)[0])
        if single.is_integer() and abs(single) <= LARGEST_REPEATED_POWER:
            return _repeated(base, int(single)).reshape(np.broadcast_shapes(base.shape, exponent.shape))
    if np.isrealobj(base) and np.isrealobj(exponent):
        return np.asarray(np.power(base, exponent))
    # exp(e ln b) loses a tiny imaginary part beside pi when b is negative, so the sign is taken out first.
    negative = base.real < 0
    size = np.exp(exponent * np.log(np.where(negative, -base, base)))
    whole = (exponent.real == np.round(exponent.real)) & (exponent.imag == 0)
    turned = np.where(whole, 1.0 - 2.0 * np.mod(exponent.real, 2.0), np.nan)
    return np.asarray(np.where(negative, turned * size, size))


def _repeated(base: Array, exponent: int) -> Array:
    result, square, left = np.ones_like(base, dtype=np.result_type(base, float)), base, abs(exponent)
    while left:
        if left & 1:
            result = result * square
        left >>= 1
        if left:
            square = square * square
    return np.asarray(1.0 / result if exponent < 0 else result)
