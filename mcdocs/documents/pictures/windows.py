"""Where to look at a function of one variable: a window around what is worth seeing, and the heights shown in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import isfinite

from mcdocs.documents.pictures.scene import Point

Function = Callable[[float], float]
Interval = tuple[float, float]

SAMPLES = 480
_WIDTHS = (0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_SEARCHED = 4.0
_MOST_FEATURES = 5


def spread(across: Interval) -> list[float]:
    start, end = across
    return [start + (end - start) * k / SAMPLES for k in range(SAMPLES + 1)]


def scale_of(values: Sequence[float]) -> float:
    """How far most values lie apart; where they differ in their last digits only, how large they are."""
    low, high = values[len(values) // 10], values[-1 - len(values) // 10]
    size = max(abs(low), abs(high))
    return high - low if high - low > 1e-9 * size else size or 1.0


def window_of(function: Function, at: float | None) -> Interval | None:
    """Around zeros and turning points near the point asked for, or near zero; within the domain."""
    centre, reach = at or 0.0, _SEARCHED
    while sum(isfinite(function(x)) for x in spread((centre - reach, centre + reach))) < SAMPLES / 10:
        reach *= 5
        if reach > 1000:
            return None
    samples = [(x, function(x)) for x in spread((centre - reach, centre + reach))]
    defined = [x for x, y in samples if isfinite(y)]
    features = sorted(_features(samples), key=lambda x: abs(x - centre))[:_MOST_FEATURES]
    if at is not None:
        features.append(at)
    if len(features) > 1 and max(features) - min(features) > 0.02 * reach:
        middle, half = (max(features) + min(features)) / 2, 0.75 * (max(features) - min(features))
        half = max(half, 2.0) if len(features) < 3 else half
    else:
        middle, half = (features or [min(defined, key=abs)])[0], 3.0
        half = 5.0 if _levels_off(function, middle) else half
    half = next((width for width in _WIDTHS if width >= half), half)
    step = min(0.5, half / 5)
    middle = round(middle / step) * step
    return _within(function, (middle - half, middle + half))


def _within(function: Function, window: Interval) -> Interval:
    """The window, moved where the function is not defined on one side of it."""
    start, end = window
    inside = [x for x in spread(window) if isfinite(function(x))] or [start, end]
    width, first, last = end - start, round(inside[0], 6), round(inside[-1], 6)
    before, after = first - start > 0.15 * width, end - last > 0.15 * width
    if before and after:
        return first - 0.06 * (last - first), last + 0.06 * (last - first)
    if before:
        return first - 0.06 * width, first + 0.94 * width
    return (last - 0.94 * width, last + 0.06 * width) if after else window


def _features(samples: Sequence[Point]) -> list[float]:
    """Zeros and turning points, as far as samples show them; a pole is none."""
    scale = scale_of(sorted(y for _, y in samples if isfinite(y)))
    found: list[float] = []
    for (a, fa), (b, fb) in pairwise(samples):
        if isfinite(fa) and isfinite(fb) and (fa > 0) != (fb > 0) and abs(fa - fb) < scale:
            found.append(a if fa == 0 else b if fb == 0 else (a + b) / 2)
    for (_, fa), (b, fb), (_, fc) in zip(samples, samples[1:], samples[2:], strict=False):
        turns = isfinite(fa) and isfinite(fc) and (fb - fa) * (fc - fb) < 0
        if turns and abs(fa - fb) + abs(fb - fc) < 0.2 * scale:
            found.append(b)
    return found


def _levels_off(function: Function, middle: float) -> bool:
    """Whether the function changes little further out, as a sigmoid does."""
    near, far = (
        [y for x in spread((middle - half, middle + half)) if isfinite(y := function(x))] for half in (3.0, 6.0)
    )
    return bool(near) and max(near) > min(near) and max(far) - min(far) < 1.3 * (max(near) - min(near))


def too_fast(function: Function, samples: Sequence[Point], scale: float) -> bool:
    """Whether between samples the function is often somewhere else than on the way from one to the next."""
    off = 0
    for (a, fa), (b, fb) in pairwise(samples):
        between = function(a + 0.381 * (b - a))
        if isfinite(fa) and isfinite(fb) and isfinite(between):
            off += abs(fa + 0.381 * (fb - fa) - between) > 0.05 * scale + 0.25 * abs(fb - fa)
    return off > SAMPLES / 10


def heights(values: Sequence[float], has_poles: bool, least: Sequence[float]) -> Interval:
    """The range of sorted values shown: all, unless few would leave no room for the others; always those in `least`."""
    low, high = values[0], values[-1]
    tenth = len(values) // 10
    usual = values[tenth], values[-1 - tenth]
    if has_poles or high - low > 5 * (usual[1] - usual[0]) > 0:
        spread = usual[1] - usual[0]
        low, high = max(low, usual[0] - 0.4 * spread), min(high, usual[1] + 0.4 * spread)
    low, high = min([low, *least]), max([high, *least])
    if high - low <= 1e-9 * max(abs(high), abs(low)):
        return low - 1.0, high + 1.0
    if 0 < low < 0.5 * high or 0.5 * low < high < 0:
        low, high = min(low, 0.0), max(high, 0.0)
    return low - 0.08 * (high - low), high + 0.08 * (high - low)
