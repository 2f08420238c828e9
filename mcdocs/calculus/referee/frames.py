"""What a formula is evaluated with, and what is noticed on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mcdocs.errors import RefereeError
from mcdocs.language.shapes import Shape, Size

Array = NDArray[Any]


WORST_CONDITION = 1e-5  # smallest to largest singular value


@dataclass
class Watch:
    """What a real evaluation met at each point.

    The largest magnitude (NaN outside the domain), the nearest kink, and one over the smallest divisor: beside a pole
    that cancels, as of (x^2 - 1)/(x - 1), digits are lost though no number is large. With `twins` the second half of
    the points are those of the first half, each a little beside its place.
    """

    peak: Array
    kink: Array
    pole: Array
    twins: bool = False

    @staticmethod
    def over(points: int, twins: bool = False) -> Watch:
        return Watch(np.zeros(points), np.full(points, np.inf), np.zeros(points), twins)

    def see(self, result: Array) -> None:
        np.maximum(self.peak, np.abs(result).reshape(result.shape[0], -1).max(axis=1), out=self.peak)

    def see_kink(self, argument: Array, flat_around: bool = False) -> None:
        """A kink at zero: how near an entry comes, the more entries the nearer one may be.

        Constants do not move. Where the function is `flat_around` it, an entry that is zero beside the point as well is
        none: as x - x, or relu(x) for negative x.
        """
        if argument.shape[0] == len(self.kink):
            flat = np.abs(argument.real).reshape(argument.shape[0], -1)
            if not flat.any():
                return  # zero everywhere, as norm(X - X) is
            if self.twins and flat_around:
                first, second = np.split(flat, 2)
                flat = np.concatenate([np.where((first == 0) & (second == 0), np.inf, first), second])
            np.minimum(self.kink, flat.min(axis=1) * max(1.0, flat.shape[1] / 4), out=self.kink)

    def see_divisor(self, divisor: Array) -> None:
        """How near a pole is. Constants are near none."""
        if divisor.shape[0] == len(self.pole):
            flat = np.abs(divisor).reshape(divisor.shape[0], -1)
            np.maximum(self.pole, 1 / flat.min(axis=1), out=self.pole)

    def see_edge(self, where: Array) -> None:
        """Where a function is at the edge of its domain, as a root at exactly zero, it has no derivative."""
        if where.shape[0] == len(self.kink):
            self.kink[where.reshape(where.shape[0], -1).any(axis=1)] = 0.0

    def see_matrix(self, matrix: Array) -> None:
        """A matrix that is nearly singular loses too many digits to be judged."""
        singular = np.linalg.svd(np.nan_to_num(matrix.real), compute_uv=False)
        where = singular[..., -1] < WORST_CONDITION * singular[..., 0]
        self.see_edge(np.broadcast_to(where, (len(self.kink), *where.shape[1:])))

    def see_power(self, base: Array, exponent: Array) -> None:
        """A power that varies needs a positive base, a root one that is not zero."""
        if exponent.shape[0] == len(self.kink):
            self.see_edge(np.broadcast_to(base <= 0, (len(self.kink), *base.shape[1:])))
        else:
            self.see_edge(base == 0)


@dataclass(frozen=True)
class Frame:
    """Everything a formula is evaluated with; arrays have the leading axes (points, directions), each may be 1.

    `precise` asks for constants with as many digits as `values` that are long doubles.
    """

    values: Mapping[str, Array]
    sizes: Mapping[str, int]
    lead: tuple[int, int]
    differentials: Mapping[str, Array] = field(default_factory=dict)
    named: Mapping[str, Array] = field(default_factory=dict)
    watch: Watch | None = None
    precise: bool = False

    def value(self, name: str) -> Array:
        if name not in self.values:
            raise RefereeError(f"no value is given for {name}")
        return self.values[name]

    def size(self, size: Size) -> int:
        """The integer a size stands for, also of a product such as `k*n`."""
        result = 1
        for part in str(size).split("*"):
            if not part.isdigit() and part not in self.sizes:
                raise RefereeError(f"no size is given for the letter {part}")
            result *= int(part) if part.isdigit() else self.sizes[part]
        return result

    def shape(self, shape: Shape) -> tuple[int, ...]:
        return tuple(map(self.size, shape))


Operation = Callable[[Frame, Sequence[Array]], Array]
