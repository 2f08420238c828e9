"""The referee's own versions of the functions of STRUCTURES, on arrays with two leading axes (points, directions).

Each works on real arrays and just beside the real axis: no conjugation, no absolute value of a complex number.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mcdocs.errors import RefereeError

Array = NDArray[Any]
LEAD = 2
LARGEST_MATRIX_POWER = 1_000


def trailing(axes: int) -> tuple[int, ...]:
    """The last so many axes."""
    return tuple(range(-axes, 0))


def _sum(a: Array, axis: int | None) -> Array:
    if axis is None:
        return np.asarray(a.sum(axis=trailing(a.ndim - LEAD)))
    return np.asarray(a.sum(axis=-2, keepdims=True) if axis == 0 else a.sum(axis=-1))


def _mean(a: Array, axis: int | None) -> Array:
    count = math.prod(a.shape[LEAD:]) if axis is None else a.shape[LEAD + axis]
    return _sum(a, axis) / count


def _norm(a: Array, axis: int | None) -> Array:
    return np.asarray(np.sqrt((a * a).sum(axis=trailing(a.ndim - LEAD))))


def _trace(a: Array, axis: int | None) -> Array:
    return np.asarray(np.trace(a, axis1=-2, axis2=-1))


def _det(a: Array, axis: int | None) -> Array:
    return np.asarray(np.linalg.det(a))


def _logdet(a: Array, axis: int | None) -> Array:
    sign, size = np.linalg.slogdet(a)
    if np.isrealobj(a):
        return np.asarray(size)
    # beside the axis the sign is +-(1 + i t): t is the imaginary part of the logarithm
    return np.asarray(size + 1j * (sign.imag / sign.real))


def _inv(a: Array, axis: int | None) -> Array:
    try:
        return np.linalg.inv(a)
    except np.linalg.LinAlgError:
        # one singular point of many: only that one has no inverse
        result = np.full_like(a, np.nan)
        regular = np.linalg.matrix_rank(a) == a.shape[-1]
        result[regular] = np.linalg.inv(a[regular])
        return result


def _vec(a: Array, axis: int | None) -> Array:
    return _vecrows(np.swapaxes(a, -1, -2) if a.ndim - LEAD == 2 else a, axis)


def _vecrows(a: Array, axis: int | None) -> Array:
    return a.reshape(*a.shape[:LEAD], -1)


def _diag(a: Array, axis: int | None) -> Array:
    return a[..., :, None] * np.eye(a.shape[-1])


def _diagvec(a: Array, axis: int | None) -> Array:
    return np.diagonal(a, axis1=-2, axis2=-1)


def _softmax(a: Array, axis: int | None) -> Array:
    along = -1 if axis is None else LEAD + axis
    grown = np.exp(a - a.real.max(axis=along, keepdims=True))
    return np.asarray(grown / grown.sum(axis=along, keepdims=True))


def _logsumexp(a: Array, axis: int | None) -> Array:
    along = -1 if axis is None else LEAD + axis
    top = a.real.max(axis=along, keepdims=True)
    found = top + np.log(np.exp(a - top).sum(axis=along, keepdims=True))
    return np.asarray(found if axis == 0 else found[..., 0])


def _kron(a: Array, b: Array) -> Array:
    vectors = a.ndim - LEAD == b.ndim - LEAD == 1
    a, b = _matrix(a), _matrix(b)
    blocks = a[..., :, None, :, None] * b[..., None, :, None, :]
    rows, inner_rows, columns, inner_columns = blocks.shape[LEAD:]
    result = blocks.reshape(*blocks.shape[:LEAD], rows * inner_rows, columns * inner_columns)
    return result[..., 0] if vectors else result


def _matrix(a: Array) -> Array:
    return a.reshape(*a.shape, *(1,) * (LEAD + 2 - a.ndim))


def _matpow(a: Array, exponent: Array) -> Array:
    if np.iscomplexobj(exponent) and np.any(exponent.imag != 0):
        raise RefereeError("the power of a matrix cannot be differentiated with respect to its exponent")
    lead = np.broadcast_shapes(a.shape[:LEAD], exponent.shape)
    powers = np.broadcast_to(exponent.real, lead)
    matrices = np.broadcast_to(a, lead + a.shape[LEAD:])
    result = np.full(matrices.shape, np.nan, dtype=a.dtype)
    for value in np.unique(powers):
        if not float(value).is_integer() or abs(value) > LARGEST_MATRIX_POWER:
            continue
        chosen = matrices[powers == value]
        if value < 0:
            chosen = _inv(chosen[:, None], None)[:, 0]
        result[powers == value] = np.linalg.matrix_power(chosen, abs(int(value)))
    return result


UNARY: dict[str, Callable[[Array, int | None], Array]] = {
    "sum": _sum,
    "mean": _mean,
    "norm": _norm,
    "tr": _trace,
    "det": _det,
    "logdet": _logdet,
    "inv": _inv,
    "vec": _vec,
    "vecrows": _vecrows,
    "diag": _diag,
    "diagvec": _diagvec,
    "softmax": _softmax,
    "logsumexp": _logsumexp,
}

BINARY: dict[str, Callable[[Array, Array], Array]] = {"kron": _kron, "matpow": _matpow}
