"""Facts of `assume`: random values that satisfy them, and the check that they do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from mcdocs.calculus.referee.frames import Array
from mcdocs.errors import RefereeError

Impose = Callable[[Array, np.random.Generator], Array]


def _positive(value: Array, rng: np.random.Generator) -> Array:
    return np.asarray(np.abs(value) + 0.1)


def _nonzero(value: Array, rng: np.random.Generator) -> Array:
    return np.where(value < 0, value - 0.1, value + 0.1)


def _symmetric(value: Array, rng: np.random.Generator) -> Array:
    return (value + np.swapaxes(value, -1, -2)) / 2


def _diagonal(value: Array, rng: np.random.Generator) -> Array:
    return np.asarray(value * np.eye(value.shape[-1]))


def _spd(value: Array, rng: np.random.Generator) -> Array:
    return np.asarray(value @ np.swapaxes(value, -1, -2) / value.shape[-1] + 0.5 * np.eye(value.shape[-1]))


def _orthogonal(value: Array, rng: np.random.Generator) -> Array:
    """By turns rotations and reflections: all reflections of the plane are symmetric, and QR makes only those."""
    found: Array = np.linalg.qr(rng.standard_normal(value.shape))[0]
    found[::2, ..., 0] *= -1
    return found


def _reflection(value: Array, rng: np.random.Generator) -> Array:
    """Symmetric and orthogonal: I - 2 v v' / v'v (Householder)."""
    v = rng.standard_normal(value.shape[:-1])[..., None]
    vt = np.swapaxes(v, -1, -2)
    return np.asarray(np.eye(value.shape[-1]) - 2 * (v @ vt) / (vt @ v))


def _distribution(value: Array, rng: np.random.Generator) -> Array:
    """A vector, or each row of a matrix, with no negative entry, and entries that add up to one."""
    weights = np.abs(value) + 0.05
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def _any(value: Array, rng: np.random.Generator) -> Array:
    return value


# in the order in which they are imposed: signs of entries first, then the form of the matrix
FACTS: dict[str, Impose] = {
    "positive": _positive,
    "nonzero": _nonzero,
    "invertible": _any,
    "symmetric": _symmetric,
    "diagonal": _diagonal,
    "spd": _spd,
    "orthogonal": _orthogonal,
    "distribution": _distribution,
    "row-stochastic": _distribution,
}
SIGNS = frozenset({"positive", "nonzero"})
SQUARE = frozenset({"invertible", "symmetric", "diagonal", "spd", "orthogonal"})


def impose(facts: Sequence[str], value: Array, rng: np.random.Generator) -> Array:
    """Random values near `value`, (points, 1, *shape), that satisfy the facts; RefereeError for an unknown fact."""
    for fact in facts:
        if fact not in FACTS:
            raise RefereeError(f"the referee does not know the fact {fact!r}", hint=f"known are {', '.join(FACTS)}")
        if fact in SQUARE and (value.ndim != 4 or value.shape[-1] != value.shape[-2]):
            raise RefereeError(f"only a square matrix can be {fact}")
    if {"symmetric", "orthogonal"} <= set(facts):
        return _reflection(value, rng)
    if "diagonal" in facts and "spd" in facts:
        return _diagonal(_positive(value, rng), rng)
    for fact, make in FACTS.items():
        if fact in facts:
            value = make(value, rng)
    return value


def hold(name: str, facts: Sequence[str], value: Array) -> None:
    """RefereeError unless the values satisfy every fact at once."""
    for fact in facts:
        # signs of a diagonal matrix are those of its diagonal
        entries = np.diagonal(value, axis1=-2, axis2=-1) if "diagonal" in facts and fact in SIGNS else value
        if not _holds(fact, entries):
            hint = "these facts may contradict each other, or leave nothing to vary: take one of them out"
            raise RefereeError(f"no value of {name} was found that is {' and '.join(facts)}", hint=hint)


def _holds(fact: str, value: Array) -> bool:
    match fact:
        case "positive":
            return bool((value > 0).all())
        case "nonzero":
            return bool((value != 0).all())
        case "invertible":
            return bool((np.linalg.det(value) != 0).all())
        case "symmetric":
            return np.allclose(value, np.swapaxes(value, -1, -2))
        case "diagonal":
            return np.allclose(value, value * np.eye(value.shape[-1]))
        case "spd":
            return _holds("symmetric", value) and bool((np.linalg.eigvalsh(value) > 0).all())
        case "orthogonal":
            return np.allclose(value @ np.swapaxes(value, -1, -2), np.eye(value.shape[-1]))
        case "distribution" | "row-stochastic":
            return bool((value >= 0).all()) and np.allclose(value.sum(axis=-1), 1.0)
        case _:
            raise TypeError(f"no check for the fact {fact!r}")
