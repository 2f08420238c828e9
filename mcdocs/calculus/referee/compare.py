"""What the numbers say about a claim at a sample of points."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from mcdocs.calculus.referee import noise
from mcdocs.calculus.referee.claims import (
    ArrayDerivativeIs,
    DerivativeIs,
    Equal,
    Positive,
    ValueIs,
    reference,
    value_of,
)
from mcdocs.calculus.referee.frames import Array, Frame, Watch
from mcdocs.calculus.referee.layouts import read
from mcdocs.calculus.referee.numbers import by_differences, directional, freed, tape
from mcdocs.calculus.referee.points import FEWEST_POINTS, NOWHERE, Sample, listed
from mcdocs.errors import RefereeError
from mcdocs.language.nodes import Differential, Named, Node, Symbol

COMPLEX_STEP = (1e-8, 1e-5)  # relative tolerance; the part of the largest magnitude below which it turns absolute
DIFFERENCES = (1e-5, 1e-4)
PROJECTED = 64  # inputs with more entries are judged along random directions
DIRECTIONS = 4


class Contradiction(RefereeError):
    """What was claimed was found wrong, and not only undecided."""


@dataclass(frozen=True)
class Comparison:
    """What the numbers say at one sample: `max_error` relative to the size of each entry.

    `decisive` says that entries agree in their leading digits somewhere; `tiny` that some differ so far below the rest
    that they may be anything.
    """

    points: int
    max_error: float
    decisive: bool
    tiny: bool


def compare(claim: Positive, sample: Sample) -> Comparison:
    frame = replace(sample.frame(), differentials=differentials_of(claim, sample))
    watch = Watch.over(len(sample.peak))
    left, right = _sides(claim, frame, watch)
    # the right side may count with somewhat larger numbers than the formula, but not drown the comparison in them
    peak = np.maximum(sample.peak, np.minimum(watch.peak, 1e4 * np.maximum(sample.peak, 1.0)))
    if by_differences(reference(claim), value_of(claim)):
        return _within(sample, left, right, peak, *DIFFERENCES)

    if isinstance(claim, ValueIs):
        return _within(sample, left, right, peak, *COMPLEX_STEP)  # the point itself is rounded, as pi/2 is

    def gaps(values: dict[str, Array], precise: bool) -> Array:
        moves = {name: move.astype(values[name].dtype) for name, move in frame.differentials.items()}
        first, second = _sides(claim, replace(frame, values=values, differentials=moves, precise=precise))
        return first - second

    return _within(sample, left, right, peak, *COMPLEX_STEP, gaps, bool(claim.assume))


def _sides(claim: Positive, frame: Frame, watch: Watch | None = None) -> tuple[Array, Array]:
    """What is to be shown and what is claimed, (points, entries); of large derivatives along random directions."""
    points = frame.lead[0]
    right_plain = tape(value_of(claim)).run(replace(frame, watch=watch))
    right_plain = np.broadcast_to(right_plain[:, 0], (points, *right_plain.shape[2:]))
    of, wrt = shapes_of(claim, frame)
    right = read(claim, right_plain, of, wrt)
    if isinstance(claim, ArrayDerivativeIs) and math.prod(wrt) > (PROJECTED if claim.order == 1 else PROJECTED // 4):
        left, right = _projected(claim, frame, right, wrt)
    else:
        plain = tape(reference(claim)).run(frame)
        left = np.broadcast_to(plain[:, 0], (points, *plain.shape[2:]))
    return left.reshape(points, -1), right.reshape(points, -1)


def _within(
    sample: Sample,
    left: Array,
    right: Array,
    peak: Array,
    tolerance: float,
    floor: float,
    gaps: noise.Gaps | None = None,
    assumed: bool = False,
) -> Comparison:
    """Both sides compared; `gaps` works their differences out at other values, where that can be done sharply."""
    usable = np.asarray(np.isfinite(left).all(axis=1))
    if usable.sum() < FEWEST_POINTS:
        raise RefereeError("no real point found where the derivative is defined", hint=NOWHERE)
    scale = np.maximum(np.abs(left), np.abs(right))
    limits = np.maximum(peak, 1e-300)[:, None]
    least = floor * limits
    gap = np.abs(left - right)
    errors = gap / np.maximum(scale, least)
    errors = np.where((left == right) | ~usable[:, None], 0.0, errors)
    if gaps is not None and (doubtful := (errors > tolerance) & (gap <= noise.LARGEST * limits)).any():
        errors = np.where(noise.are_rounding(left - right, doubtful, sample.values, gaps), 0.0, errors)
    if not (errors <= tolerance).all():
        raise _difference(sample, left, right, errors)
    telling = (scale > least).any(axis=1) | (gap <= tolerance * scale).all(axis=1)
    decisive = bool(np.any(usable & telling))
    if gaps is None:
        unsettled = (gap > tolerance * scale) & usable[:, None]
        # far below any rounding error of the largest number, two numbers that differ are no noise
        tiny = unsettled & (scale < limits * noise.ROUNDING[0]) & (left != 0) & (right != 0)
        return Comparison(int(usable.sum()), float(errors.max()), decisive, bool(tiny.any()))
    undecided = _undecided(sample, left, right, limits, usable, tolerance, gaps, assumed)
    return Comparison(int(usable.sum()), float(errors.max()), decisive and not undecided, undecided)


def _undecided(
    sample: Sample,
    left: Array,
    right: Array,
    limits: Array,
    usable: Array,
    tolerance: float,
    gaps: noise.Gaps,
    assumed: bool,
) -> bool:
    """Whether some entry differs so far below the rest that it may be anything; raises Contradiction if it is wrong."""
    scale, gap = np.maximum(np.abs(left), np.abs(right)), np.abs(left - right)
    unsettled = (gap > tolerance * scale) & usable[:, None]
    if not unsettled.any():
        return False
    steady = noise.steady_gaps(left - right, unsettled, limits, sample.values, gaps, assumed)
    # where an entry agrees in its leading digits at some point, what is left elsewhere is cancelled digits
    agrees = ((gap <= tolerance * scale) & (scale > noise.CANCELLED * limits) & usable[:, None]).any(axis=0)
    wrong = steady & (gap > noise.FLOOR * limits) & ~agrees
    if wrong.any():
        raise _difference(sample, left, right, np.where(wrong, gap, 0.0))
    silent = ~usable[:, None] | (scale == 0)
    return bool(((steady | silent).all(axis=0) & steady.any(axis=0) & ~agrees).any())


def _difference(sample: Sample, left: Array, right: Array, errors: Array) -> Contradiction:
    worst = np.where(np.isnan(errors), np.inf, errors)
    point, entry = np.unravel_index(int(worst.argmax()), worst.shape)
    where = ", ".join(listed(sample, int(point)))
    which = f"entry {entry + 1} " if left.shape[1] > 1 else ""
    expected, claimed = left[point, entry], right[point, entry]
    message = f"{which}should be {expected:.8g}, but what is displayed gives {claimed:.8g}"
    if not np.isfinite(claimed):
        message = f"{which}should be {expected:.8g}, but what is displayed is not defined"
    return Contradiction(message + (f" at {where}" if where else ""))


def _projected(claim: ArrayDerivativeIs, frame: Frame, value: Array, wrt: tuple[int, ...]) -> tuple[Array, Array]:
    """Both sides contracted with the same random directions of the input: a wrong entry shows in each of them."""
    rng = np.random.default_rng(value.size)
    points, count = frame.lead[0], math.prod(wrt)
    ways = rng.uniform(0.5, 1.5, (claim.order, DIRECTIONS, count)) * rng.choice(
        (-1, 1), (claim.order, DIRECTIONS, count)
    )
    backwards = ways.reshape(claim.order, DIRECTIONS, *wrt).transpose(0, 1, *range(len(wrt) + 1, 1, -1))
    backwards = backwards.reshape(claim.order, DIRECTIONS, count)
    flat = value.reshape(points, -1, *(count,) * claim.order)
    moves = [{_name(claim.wrt): way.reshape(1, DIRECTIONS, *wrt)} for way in ways]
    frame = replace(freed(claim.wrt, frame), differentials={})
    if claim.order == 1:
        left, right = directional(tape(claim.of), frame, moves[0]), flat @ backwards[0].T
    else:
        frame = replace(frame, differentials=moves[0])
        left = directional(tape(Differential(claim.of)), frame, moves[1])
        right = np.einsum("pyab,ka,kb->pyk", flat, backwards[0], backwards[1])
    return np.moveaxis(left, 1, -1).reshape(points, -1, DIRECTIONS), right


def _name(wrt: Node) -> str:
    if not isinstance(wrt, Symbol | Named):
        raise RefereeError(f"a derivative with respect to {type(wrt).__name__} is not an array")
    return wrt.name


def shapes_of(claim: Positive, frame: Frame) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The shapes of the output and of the input; of a plain equation its shape and nothing."""
    match claim:
        case DerivativeIs() | ArrayDerivativeIs():
            return frame.shape(claim.of.shape), frame.shape(claim.wrt.shape)
        case Equal() | ValueIs():
            return frame.shape(reference(claim).shape), ()


def differentials_of(claim: Positive, sample: Sample) -> dict[str, Array]:
    if not isinstance(claim, Equal):
        return {}
    rng = np.random.default_rng(len(sample.values))
    drawn = {name: rng.uniform(-1.5, 1.5, size=value.shape) for name, value in sample.values.items()}
    fixed = set() if claim.varying is None else drawn.keys() - set(claim.varying)
    return {name: np.zeros_like(value) if name in fixed else value for name, value in drawn.items()}
