"""Small numbers told from rounding errors: a number is the same with more digits, and beside its point as well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

import numpy as np

from mcdocs.calculus.referee.frames import Array

STEADY = 1e-2  # relative change of a gap that is no rounding error
LARGEST = 1e-9  # of the largest magnitude met: beyond, a gap is no rounding error away from poles
FLOOR = 1e-18  # of the largest magnitude met: below, long doubles lose the digits of a difference too
CANCELLED = 1e-12  # of the largest magnitude met: above, a difference keeps some of its digits
NUDGE = 1e-9  # of every number of a point
NUDGES = 3
FEWEST = 3  # points where an entry must differ for that to count
LONGEST = 10_000  # entries of a sample that are counted with more digits
# of the largest magnitude: a gap between these that no nudge changes may be that of a constant, as in 1 - 6*(1/6)
ROUNDING = (1e-20, 1e-14)

Values = Mapping[str, Array]


class Gaps(Protocol):
    """Works out the differences, (points, entries), at other values of the inputs, with more digits if `precise`."""

    def __call__(self, values: dict[str, Array], precise: bool) -> Array:
        """The differences there."""


def steady_gaps(
    found: Array, unsettled: Array, limits: Array, values: Values, gaps: Gaps, assumed: bool = False
) -> Array:
    """Which unsettled differences, (points, entries), are those of two numbers and not of rounding errors.

    `limits` is the largest magnitude met at each point. Facts that are `assumed` hold up to rounding errors only, with
    more digits as well.
    """
    precise = None if assumed else _precise(values, gaps)
    if precise is not None:
        return np.asarray(unsettled & (np.abs(precise - found) <= STEADY * np.abs(found)))
    steady = unsettled.copy()
    for nudged in _nudged(values):
        steady &= np.abs(gaps(nudged, precise=False) - found) <= STEADY * np.abs(found)
    often = unsettled.sum(axis=0) >= max(FEWEST, len(found) / 2)
    always = (steady == unsettled).all(axis=0)
    outside = (np.abs(found) > limits * ROUNDING[1]) | (np.abs(found) < limits * ROUNDING[0])
    return np.asarray(steady & outside & (often & always)[None, :])


def are_rounding(found: Array, doubtful: Array, values: Values, gaps: Gaps) -> Array:
    """Which doubtful differences, (points, entries), are others with more digits, or right beside their point."""
    precise = _precise(values, gaps)
    others = (gaps(nudged, precise=False) for nudged in _nudged(values)) if precise is None else [precise]
    jumping = np.zeros_like(doubtful)
    for other in others:
        jumping |= np.abs(other - found) > 10 * STEADY * np.abs(found)
    return np.asarray(doubtful & jumping)


def _precise(values: Values, gaps: Gaps) -> Array | None:
    """The differences in long doubles; None for what NumPy has in double precision only, such as an inverse."""
    if np.finfo(np.longdouble).eps > 1e-18 or sum(value.size for value in values.values()) > LONGEST:
        return None
    try:
        return gaps({name: value.astype(np.longdouble) for name, value in values.items()}, precise=True)
    except TypeError:
        return None


def _nudged(values: Values) -> Iterator[dict[str, Array]]:
    rng = np.random.default_rng(NUDGES)
    for _ in range(NUDGES):
        yield {
            # whole numbers may be powers and sizes
            name: np.where(value == np.round(value), value, value * (1 + NUDGE * rng.uniform(-1, 1, value.shape)))
            for name, value in values.items()
        }
