"""A function of one variable as a curve: where it is defined, where it jumps, where it leaves the picture.

A function is asked for values only; what is not a finite number is undefined there. Poles and jumps are found by
halving an interval in which the values do not come together (as in Tupper, Reliable two-dimensional graphing, 2001,
but with floating-point numbers).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import isfinite

from mcdocs.documents.pictures.scene import Point
from mcdocs.documents.pictures.windows import (
    SAMPLES,
    Function,
    Interval,
    heights,
    scale_of,
    spread,
    too_fast,
    window_of,
)

_HALVINGS = 45
_MOST_POLES = 9


@dataclass(frozen=True)
class Curve:
    """A curve in a window `across` x `up`: its connected pieces, dashed lines at `poles`, rings at `holes`."""

    across: Interval
    up: Interval
    pieces: tuple[tuple[Point, ...], ...]
    poles: tuple[float, ...]
    holes: tuple[Point, ...]


def traced(function: Function, at: float | None = None) -> Curve | None:
    """The curve of a function in a window around what is worth seeing; None where too little of it is to be seen.

    That is so where it is nowhere defined in reach, and where it goes up and down faster than a picture can show.
    """
    function = cache(function)  # the same places are looked at to choose a window, and in it
    across = window_of(function, at)
    if across is None:
        return None
    xs = spread(across)
    samples = [(x, function(x)) for x in xs]
    values = sorted(y for _, y in samples if isfinite(y))
    if len(values) < SAMPLES / 20:
        return None
    scale = scale_of(values)
    if too_fast(function, samples, scale):
        return None
    found = _Tracing(function, across, scale)
    found.follow(samples)
    if len(found.poles) > _MOST_POLES:
        return None
    up = heights(values, bool(found.poles), [] if at is None else [function(at)])
    pieces = tuple(part for piece in found.pieces for part in clipped(piece, up))
    holes = tuple(hole for hole in found.holes if up[0] < hole[1] < up[1])
    return Curve(across, up, pieces, tuple(found.poles), holes)


class _Tracing:
    """The curve as it is followed from left to right."""

    def __init__(self, function: Function, across: Interval, scale: float) -> None:
        self.function = function
        self.width = across[1] - across[0]
        self.scale = scale
        self.pieces: list[list[Point]] = [[]]
        self.poles: list[float] = []
        self.holes: list[Point] = []

    def follow(self, samples: Sequence[Point]) -> None:
        """Take up samples in order; pieces end where the function is not defined, or not continuous."""
        for here, there in pairwise(samples):
            if isfinite(here[1]):
                self.pieces[-1].append(here)
            if isfinite(here[1]) and isfinite(there[1]):
                self._between(here, there)
            elif isfinite(here[1]) or isfinite(there[1]):
                self._edge(here, there)
        if isfinite(samples[-1][1]):
            self.pieces[-1].append(samples[-1])
        self._join_holes()
        self.pieces = [
            piece for piece in self.pieces if len(piece) > 1 and piece[-1][0] - piece[0][0] > 1e-6 * self.width
        ]
        self.poles = _distinct(self.poles, self.width)

    def _between(self, here: Point, there: Point) -> None:
        """Break between two values that do not come together however near their places are."""
        first = abs(here[1] - there[1])
        peak = max(abs(here[1]), abs(there[1])) > 20 * self.scale
        if first <= 0.02 * self.scale and not peak:
            return
        if peak and here[1] * there[1] > 0:
            self._spike(here, there)
            return
        low, high = here, there
        for _ in range(_HALVINGS):
            x = (low[0] + high[0]) / 2
            middle = (x, self.function(x))
            if not isfinite(middle[1]):
                self._pieces_at(low, high, x, pole=True)
                return
            larger = abs(middle[1] - low[1]) > abs(middle[1] - high[1])
            low, high = (low, middle) if larger else (middle, high)
        if abs(low[1] - high[1]) > 0.4 * first:
            self._pieces_at(low, high, (low[0] + high[0]) / 2, pole=max(abs(low[1]), abs(high[1])) > 1e3 * self.scale)

    def _spike(self, here: Point, there: Point) -> None:
        """Break where between two values of the same sign the function goes out of all bounds."""
        low, high = here[0], there[0]
        for _ in range(2 * _HALVINGS):
            first, second = low + (high - low) / 3, high - (high - low) / 3
            values = abs(self.function(first)), abs(self.function(second))
            if not all(map(isfinite, values)):
                low, high = (low, second) if not isfinite(values[0]) else (first, high)
                break
            low, high = (low, second) if values[0] > values[1] else (first, high)
        x = (low + high) / 2
        height = self.function(x)
        if not isfinite(height) or abs(height) > 1e6 * max(abs(here[1]), abs(there[1])):
            self._pieces_at(here, there, x, pole=True)

    def _pieces_at(self, low: Point, high: Point, x: float, pole: bool) -> None:
        self.pieces[-1] += [*self._towards(self.pieces[-1][-1][0], low[0]), low] if pole else [low]
        self.pieces.append([high, *self._towards(x + self.width / SAMPLES, high[0])[::-1]] if pole else [high])
        if pole:
            self.poles.append(x)

    def _edge(self, here: Point, there: Point) -> None:
        """The end of the domain between a place inside and one outside."""
        entering = not isfinite(here[1])
        inside, outside = (there[0], here[0]) if entering else (here[0], there[0])
        start = inside
        for _ in range(_HALVINGS):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if isfinite(self.function(middle)) else (inside, middle)
        steps = self._towards(start, inside)
        if entering:
            self.pieces.append([(inside, self.function(inside)), *steps[::-1]])
        else:
            self.pieces[-1] += [*steps, (inside, self.function(inside))]
            self.pieces.append([])
        if self._diverges(start, inside) and not self._overflows(inside, outside):
            self.poles.append(outside)

    def _towards(self, start: float, end: float) -> list[Point]:
        """Places ever nearer to an end, for a curve that is steep there."""
        xs = [end + (start - end) * 0.5**k for k in range(1, 24)]
        return [(x, y) for x in xs if isfinite(y := self.function(x))]

    def _diverges(self, start: float, end: float) -> bool:
        """Whether values near an end of the domain do not settle: the last steps are as large as those before."""
        near = [self.function(end + (start - end) * 10.0**-k) for k in (3, 6, 9)]
        first, last = abs(near[1] - near[0]), abs(near[2] - near[1])
        grows = abs(near[0]) < abs(near[1]) < abs(near[2])
        return not all(map(isfinite, near)) or (grows and last > 0.5 * first and abs(near[2]) > 2 * self.scale)

    def _overflows(self, inside: float, outside: float) -> bool:
        """Whether numbers just grow too large, as those of exp do."""
        beyond = self.function(outside + 1e3 * (outside - inside) + 0.01 * self.width * (1 if outside > inside else -1))
        return abs(beyond) == float("inf")

    def _join_holes(self) -> None:
        """A single place without a value, but with a limit, is a hole in one piece."""
        joined: list[list[Point]] = []
        for piece in self.pieces:
            if not piece:
                continue
            before = joined[-1][-1] if joined else None
            near = before is not None and 0 <= piece[0][0] - before[0] < 1e-6 * self.width
            x = (before[0] + piece[0][0]) / 2 if before is not None else 0.0
            single = near and not any(abs(x - pole) < 1e-6 * self.width for pole in self.poles)
            if single and before is not None and abs(before[1] - piece[0][1]) < 1e-3 * self.scale:
                self.holes.append((x, (before[1] + piece[0][1]) / 2))
                joined[-1] += piece
            else:
                joined.append(piece)
        self.pieces = joined


def _distinct(poles: Sequence[float], width: float) -> list[float]:
    found: list[float] = []
    for pole in sorted(poles):
        if not found or pole - found[-1] > 1e-6 * width:
            found.append(pole)
    return found


def clipped(piece: Sequence[Point], up: Interval) -> list[tuple[Point, ...]]:
    """The parts of a line between two heights."""
    parts: list[list[Point]] = [[]]
    for start, end in pairwise(piece):
        seen = _within_heights(start, end, up)
        if seen is None:
            parts.append([])
            continue
        if not parts[-1] or parts[-1][-1] != seen[0]:
            parts.append([seen[0]])
        parts[-1].append(seen[1])
    return [tuple(part) for part in parts if len(part) > 1]


def _within_heights(start: Point, end: Point, up: Interval) -> tuple[Point, Point] | None:
    """The part of a segment between two heights."""
    (x, y), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
    first, last = 0.0, 1.0
    for edge, sign in ((up[0], 1.0), (up[1], -1.0)):
        inside, outside = sign * (y - edge), sign * (end[1] - edge)
        if inside < 0 and outside < 0:
            return None
        if inside < 0:
            first = max(first, (edge - y) / dy)
        elif outside < 0:
            last = min(last, (edge - y) / dy)
    if first > last:
        return None
    return (
        start if first == 0.0 else (x + first * dx, y + first * dy),
        end if last == 1.0 else (x + last * dx, y + last * dy),
    )
