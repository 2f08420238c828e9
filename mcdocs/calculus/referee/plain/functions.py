"""Every function of formulas as a function of complex numbers beside the real axis, or of arrays of them."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable

from mcdocs.calculus.referee.plain.arrays import (
    Array,
    Undefined,
    determinant,
    flipped,
    inverse,
    log_determinant,
    made,
    matrix,
    matrix_power,
    scalar,
)

KINK = 0.02  # how near to a kink a point may be
LARGEST_POWER = 200


def _kinked(z: complex) -> complex:
    if abs(z.real) < KINK:
        raise Undefined("a kink")
    return z


def _log(z: complex) -> complex:
    if z.real <= 0:
        raise Undefined("a logarithm of no positive number")
    return cmath.log(z)


def _sqrt(z: complex) -> complex:
    if z.real <= 0:
        raise Undefined("a root of no positive number")
    return cmath.sqrt(z)


def _inside(function: Callable[[complex], complex]) -> Callable[[complex], complex]:
    def checked(z: complex) -> complex:
        if abs(z.real) >= 1:
            raise Undefined("outside [-1, 1]")
        return function(z)

    return checked


def _sigmoid(z: complex) -> complex:
    return 1 / (1 + cmath.exp(-z)) if z.real > 0 else cmath.exp(z) / (1 + cmath.exp(z))


def _softplus(z: complex) -> complex:
    return z + cmath.log(1 + cmath.exp(-z)) if z.real > 0 else cmath.log(1 + cmath.exp(z))


ELEMENTWISE: dict[str, Callable[[complex], complex]] = {
    "exp": cmath.exp,
    "ln": _log,
    "sin": cmath.sin,
    "cos": cmath.cos,
    "tan": cmath.tan,
    "sinh": cmath.sinh,
    "cosh": cmath.cosh,
    "tanh": cmath.tanh,
    "arcsin": _inside(cmath.asin),
    "arccos": _inside(cmath.acos),
    "arctan": cmath.atan,
    "sqrt": _sqrt,
    "abs": lambda z: _kinked(z) if z.real > 0 else -_kinked(z),
    "sign": lambda z: math.copysign(1.0, _kinked(z).real),
    "sigmoid": _sigmoid,
    "relu": lambda z: _kinked(z) if z.real > 0 else 0.0,
    "step": lambda z: 1.0 if _kinked(z).real > 0 else 0.0,
    "softplus": _softplus,
}


def power(base: complex, exponent: complex) -> complex:
    """base ** exponent. Raises Undefined for a base that is not positive, unless the exponent is a whole number."""
    exponent = complex(exponent)
    if exponent.imag == 0 and exponent.real.is_integer() and abs(exponent.real) <= LARGEST_POWER:
        whole = int(exponent.real)
        if base == 0 and whole < 0:
            raise Undefined("a division by zero")
        return base**whole
    if base.real <= 0:
        raise Undefined("a power of no positive number")
    return cmath.exp(exponent * cmath.log(base))


def _sum(a: Array, axis: int | None) -> Array:
    if axis is None:
        return scalar(sum(a.entries))
    if axis == 0:
        return Array((1, a.shape[1]), tuple(sum(column) for column in flipped(a.rows())))
    return Array(a.shape[:1], tuple(sum(row) for row in a.rows()))


def _mean(a: Array, axis: int | None) -> Array:
    count = len(a.entries) if axis is None else a.shape[axis]
    return _sum(a, axis).map(lambda entry: entry / count)


def _norm(a: Array, axis: int | None) -> Array:
    return scalar(_sqrt(sum(entry * entry for entry in a.entries)))


def _softmax(a: Array, axis: int | None) -> Array:
    top = max(entry.real for entry in a.entries)
    grown = [cmath.exp(entry - top) for entry in a.entries]
    return Array(a.shape, tuple(entry / sum(grown) for entry in grown))


def _logsumexp(a: Array, axis: int | None) -> Array:
    top = max(entry.real for entry in a.entries)
    return scalar(top + cmath.log(sum(cmath.exp(entry - top) for entry in a.entries)))


def _vec(a: Array, axis: int | None) -> Array:
    return _vecrows(matrix(flipped(a.rows())), axis)


def _vecrows(a: Array, axis: int | None) -> Array:
    return Array((len(a.entries),), a.entries)


UNARY: dict[str, Callable[[Array, int | None], Array]] = {
    "sum": _sum,
    "mean": _mean,
    "norm": _norm,
    "tr": lambda a, _: scalar(sum(a[i, i] for i in range(a.shape[0]))) if a.shape else a,
    "det": lambda a, _: scalar(determinant(a.rows())) if a.shape else a,
    "logdet": lambda a, _: scalar(log_determinant(a.rows() if a.shape else [list(a.entries)])),
    "inv": lambda a, _: matrix(inverse(a.rows())) if a.shape else a.map(lambda entry: 1 / entry),
    "vec": _vec,
    "vecrows": _vecrows,
    "diag": lambda a, _: made((*a.shape, *a.shape), lambda index: a.entries[index[0]] if index[0] == index[1] else 0),
    "diagvec": lambda a, _: made(a.shape[:1], lambda index: a[index[0], index[0]]),
    "softmax": _softmax,
    "logsumexp": _logsumexp,
}


def kron(left: Array, right: Array) -> Array:
    """The Kronecker product; of vectors it is a vector."""
    a, b = left.rows(), right.rows()
    rows = [[x * y for x in first for y in second] for first in a for second in b]
    whole = matrix(rows)
    return Array((len(whole.entries),), whole.entries) if len(left.shape) == len(right.shape) == 1 else whole


def matpow(base: Array, exponent: Array) -> Array:
    """A whole power of a matrix. Raises Undefined for any other."""
    (power,) = exponent.entries
    if power.imag or not power.real.is_integer() or abs(power.real) > LARGEST_POWER:
        raise Undefined("a power of a matrix that is not a whole number")
    return matrix(matrix_power(base.rows(), int(power.real)))


BINARY: dict[str, Callable[[Array, Array], Array]] = {"kron": kron, "matpow": matpow}


def quotient(a: complex, b: complex) -> complex:
    """a / b. Raises Undefined for b = 0."""
    if b == 0:
        raise Undefined("a division by zero")
    return a / b
