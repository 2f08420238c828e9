"""Formulas as numbers at the referee's random points: what is compared when an answer is judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from mcdocs.calculus.referee.frames import Array, Frame, Watch
from mcdocs.calculus.referee.numbers import parts_in_order, tape
from mcdocs.calculus.referee.points import LARGEST_ARRAY, Sample, samples
from mcdocs.errors import RefereeError
from mcdocs.language.nodes import Node, Symbol

CLOSE = 1e-8  # relative, as the referee's for complex steps
NOISE = 1e-13  # of the largest number on the way


@dataclass(frozen=True)
class Measured:
    """The values of a formula, (points, *shape), for each draw of sizes, and the largest numbers on the way."""

    values: tuple[Array, ...]
    peaks: tuple[Array, ...]

    def turned(self) -> Measured:
        """All axes reversed, as in the other layout; a vector becomes a row."""
        values = tuple(
            value[:, None, :] if value.ndim == 2 else value.transpose(0, *range(value.ndim - 1, 0, -1))
            for value in self.values
        )
        return replace(self, values=values)

    def __neg__(self) -> Measured:
        return replace(self, values=tuple(-value for value in self.values))


@dataclass(frozen=True)
class Bench:
    """Points where the question has a meaning, at which every formula of it is measured."""

    samples: tuple[Sample, ...]

    def measure(self, node: Node, more: Mapping[str, Node] | None = None) -> Measured:
        """The values of a formula; `more` are symbols that stand for formulas, evaluated first.

        NaN where it is not defined. Raises RefereeError for arrays that are too large.
        """
        values: list[Array] = []
        peaks: list[Array] = []
        for sample in self.samples:
            points = len(sample.peak)
            watch = Watch.over(points)
            frame = sample.frame()
            extra = {name: _run(of, frame) for name, of in (more or {}).items()}
            frame = replace(frame, values={**frame.values, **extra}, watch=watch)
            plain = _run(node, frame)
            values.append(np.broadcast_to(plain[:, 0], (points, *plain.shape[2:])))
            peaks.append(np.maximum(sample.peak, np.minimum(watch.peak, 1e4 * np.maximum(sample.peak, 1.0))))
        return Measured(tuple(values), tuple(peaks))


def _run(node: Node, frame: Frame) -> Array:
    below = tape(node)
    if below.widest(frame) > LARGEST_ARRAY:
        raise RefereeError("an array in the formula is too large to be judged")
    with np.errstate(all="ignore"):
        result: Array = below.run(frame)
    if np.iscomplexobj(result):
        return np.where(np.abs(result.imag) > 0, np.nan, result.real)
    return result.astype(float)


@lru_cache(maxsize=256)
def bench(
    domain: Node,
    others: tuple[Node, ...],
    facts: tuple[tuple[str, str], ...],
    point: tuple[tuple[Node, Node], ...] = (),
) -> Bench:
    """Points where `domain` is defined; with a `point`, that one where it fixes the inputs.

    Raises RefereeError where there are none.
    """
    fixed = {place.name: _constant(value) for place, value in point if isinstance(place, Symbol)}
    return Bench(tuple(samples(domain, (domain, *others), facts, fixed or None)))


def _constant(node: Node) -> Array:
    return tape(node).run(Frame({}, {}, (1, 1)))


def symbols(nodes: Sequence[Node]) -> tuple[Symbol, ...]:
    """The inputs that occur."""
    return tuple(dict.fromkeys(part for part in parts_in_order(*nodes) if isinstance(part, Symbol)))


# ── comparing ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Comparison:
    """How an answer compares: `same` everywhere, `defined` everywhere the other one is, and where it differs."""

    same: bool
    defined: bool
    differing: tuple[Array, ...]  # a truth value for each entry, over all points


def compare(expected: Measured, found: Measured) -> Comparison | None:
    """The two entry by entry; None where the shapes differ."""
    same, defined = True, True
    differing: list[Array] = []
    for right, left, peak in zip(expected.values, found.values, expected.peaks, strict=True):
        if right.shape != left.shape:
            return None
        usable = np.isfinite(right)
        gaps = usable & ~np.isfinite(left)
        defined = defined and not gaps.any()
        scale = np.maximum(np.abs(right), np.abs(left))
        floor = NOISE * peak.reshape(-1, *(1,) * (right.ndim - 1))
        with np.errstate(invalid="ignore"):
            apart = usable & ~gaps & (np.abs(right - left) > CLOSE * scale + floor)
        if (usable & ~gaps).sum() < 3 * max(1, right[0].size) and right.shape[0] >= 3:
            defined = False
        same = same and not apart.any()
        differing.append(apart.any(axis=0))
    return Comparison(same, defined, tuple(differing))


def printed(measured: Measured) -> Measured:
    """The values in the shape they have on paper: a vector is a column, one entry is a scalar."""
    return replace(measured, values=tuple(_printed(value) for value in measured.values))


def _printed(value: Array) -> Array:
    if value.ndim == 2:
        value = value[:, :, None]
    return value[:, 0, 0] if value.ndim == 3 and value.shape[1:] == (1, 1) else value


def alike(expected: Measured, found: Measured) -> bool:
    """Whether the values agree in this layout or the other; axes of one entry do not count."""
    first, second = _squeezed(expected), _squeezed(found)
    for turned in (second, second.turned()):
        found_same = compare(first, _squeezed(turned))
        if found_same is not None and found_same.same and found_same.defined:
            return True
    return False


def _squeezed(measured: Measured) -> Measured:
    return replace(
        measured,
        values=tuple(value.reshape(len(value), *(n for n in value.shape[1:] if n != 1)) for value in measured.values),
    )


def ratios(expected: Measured, found: Measured) -> tuple[float, ...]:
    """The number by which `found` is too large everywhere, for each draw of sizes; nothing if there is none."""
    numbers: list[float] = []
    for right, left in zip(expected.values, found.values, strict=True):
        if right.shape != left.shape:
            return ()
        usable = np.isfinite(right) & np.isfinite(left)
        zero = np.abs(right) < 1e-12
        chosen = usable & ~zero
        if not chosen.any() or (usable & (zero != (np.abs(left) < 1e-12))).any():
            return ()
        whole = left[chosen] / right[chosen]
        if np.abs(whole - whole[0]).max() > 1e-7 * abs(whole[0]):
            return ()
        numbers.append(float(whole[0]))
    return tuple(numbers)
