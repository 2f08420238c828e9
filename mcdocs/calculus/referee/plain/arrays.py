"""Arrays as a shape and a list of complex numbers, the last index fastest, and the linear algebra formulas need."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

Sizes = tuple[int, ...]


class Undefined(Exception):
    """A formula has no value here: outside a domain, at a kink, a singular matrix, a number too large."""


@dataclass(frozen=True)
class Array:
    """Numbers just beside the real axis, in a shape; a scalar has the shape `()`."""

    shape: Sizes
    entries: tuple[complex, ...]

    def __getitem__(self, index: Sequence[int]) -> complex:
        """The entry at an index that counts from 0."""
        place = 0
        for size, step in zip(self.shape, index, strict=True):
            place = place * size + step
        return self.entries[place]

    def map(self, function: Callable[[complex], complex]) -> Array:
        """The function of every entry."""
        return Array(self.shape, tuple(map(function, self.entries)))

    def rows(self) -> list[list[complex]]:
        """A matrix as rows; a vector is a column, a scalar 1 x 1."""
        columns = self.shape[1] if len(self.shape) > 1 else 1
        return [list(self.entries[start : start + columns]) for start in range(0, len(self.entries), columns)]

    def shaped(self, shape: Sizes) -> Array:
        """The same entries in another shape."""
        if math.prod(shape) != len(self.entries):
            raise ValueError(f"{self.shape} does not fill {shape}")
        return Array(shape, self.entries)


def indices(shape: Sizes) -> Iterator[Sizes]:
    """All indices of a shape from 0, the last axis fastest."""
    return product(*map(range, shape))


def scalar(value: complex) -> Array:
    """A number as an array."""
    return Array((), (value,))


def made(shape: Sizes, entry: Callable[[Sizes], complex]) -> Array:
    """The array whose entry at each index is given."""
    return Array(shape, tuple(entry(index) for index in indices(shape)))


def matrix(rows: Sequence[Sequence[complex]]) -> Array:
    """Rows as a matrix."""
    return Array((len(rows), len(rows[0])), tuple(entry for row in rows for entry in row))


def together(left: Array, right: Array, combine: Callable[[complex, complex], complex]) -> Array:
    """Entry by entry, a scalar on either side with every entry of the other."""
    if left.shape == right.shape:
        return Array(left.shape, tuple(map(combine, left.entries, right.entries)))
    if left.shape == ():
        return right.map(lambda entry: combine(left.entries[0], entry))
    return left.map(lambda entry: combine(entry, right.entries[0]))


def times(left: list[list[complex]], right: list[list[complex]]) -> list[list[complex]]:
    """The product of matrices."""
    columns = list(zip(*right, strict=True))
    return [[sum(a * b for a, b in zip(row, column, strict=True)) for column in columns] for row in left]


def flipped(rows: Sequence[Sequence[complex]]) -> list[list[complex]]:
    """The transpose."""
    return [list(column) for column in zip(*rows, strict=True)]


def unit(size: int) -> list[list[complex]]:
    """The identity matrix."""
    return [[complex(i == j) for j in range(size)] for i in range(size)]


def eliminated(rows: list[list[complex]], beside: list[list[complex]]) -> tuple[list[complex], list[list[complex]]]:
    """The pivots of a square matrix, signs of exchanges included, and its inverse times `beside` (Gauss and Jordan).

    Raises Undefined for a matrix that is nearly singular.
    """
    size = len(rows)
    work = [list(row) + list(more) for row, more in zip(rows, beside, strict=True)]
    scale = max((abs(entry) for row in rows for entry in row), default=0.0)
    pivots: list[complex] = []
    for column in range(size):
        best = max(range(column, size), key=lambda row: abs(work[row][column]))
        if abs(work[best][column]) <= 1e-6 * scale:
            raise Undefined("singular")
        work[column], work[best] = work[best], work[column]
        pivot = work[column][column]
        pivots.append(pivot if best == column else -pivot)
        work[column] = [entry / pivot for entry in work[column]]
        for row in range(size):
            if row != column and work[row][column] != 0:
                factor = work[row][column]
                work[row] = [a - factor * b for a, b in zip(work[row], work[column], strict=True)]
    return pivots, [row[size:] for row in work]


def inverse(rows: list[list[complex]]) -> list[list[complex]]:
    """The inverse of a square matrix. Raises Undefined."""
    return eliminated(rows, unit(len(rows)))[1]


def determinant(rows: list[list[complex]]) -> complex:
    """The determinant of a matrix that is not nearly singular. Raises Undefined for others."""
    return math.prod(eliminated(rows, [[] for _ in rows])[0], start=1 + 0j)


def log_determinant(rows: list[list[complex]]) -> complex:
    """ln |det|, continued beside the real axis. Raises Undefined."""
    return sum((cmath.log(p if p.real > 0 else -p) for p in eliminated(rows, [[] for _ in rows])[0]), 0j)


def matrix_power(rows: list[list[complex]], exponent: int) -> list[list[complex]]:
    """A whole power of a square matrix. Raises Undefined for a negative one of a singular matrix."""
    if exponent < 0:
        return matrix_power(inverse(rows), -exponent)
    result = unit(len(rows))
    for _ in range(exponent):
        result = times(result, rows)
    return result
