"""The referee: every claim by numbers at random points, and exactly where the formula's size is bounded."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from mcdocs.calculus.referee import digits, exact, zero
from mcdocs.calculus.referee.claims import (
    ArrayDerivativeIs,
    Claim,
    DerivativeIs,
    Equal,
    Positive,
    Unequal,
    ValueIs,
    Verdict,
    domain_of,
    inputs_of,
    reference,
    value_of,
)
from mcdocs.calculus.referee.frames import Array, Frame, Watch
from mcdocs.calculus.referee.layouts import read
from mcdocs.calculus.referee.numbers import by_differences, directional, freed, tape
from mcdocs.calculus.referee.points import FEWEST_POINTS, Sample, listed, samples
from mcdocs.errors import McdocsError, RefereeError, raise_all
from mcdocs.language.nodes import Differential, Entry, Named, Node, Symbol

COMPLEX_STEP = (1e-8, 1e-5)  # relative tolerance; the part of the largest magnitude below which it turns absolute
DIFFERENCES = (1e-5, 1e-4)
TRUSTED_MAGNITUDE = 1e6
SMALLEST_ROUNDING = 1e-20  # of the largest magnitude
PROJECTED = 64  # inputs with more entries are judged along random directions
DIRECTIONS = 4
PRECISE_POINTS = 3


def judge(claims: Iterable[Claim]) -> list[Verdict]:
    """A verdict for each claim, in order; RefereeError (or Errors) naming each that fails or cannot be judged."""
    verdicts: list[Verdict] = []
    errors: list[McdocsError] = []
    for claim in claims:
        try:
            verdicts.append(_wrong(claim.equal) if isinstance(claim, Unequal) else _right(claim))
        except McdocsError as error:
            message = f"{claim.what}: {error.message}" if claim.what else error.message
            errors.append(RefereeError(message, at=claim.at, hint=error.hint))
        except RecursionError:
            errors.append(RefereeError(f"{claim.what}: the formula is nested too deeply to be checked", at=claim.at))
    raise_all(errors)
    return verdicts


class Contradiction(RefereeError):
    """What was claimed was found wrong, and not only undecided."""


def refutes(claim: Positive) -> bool:
    """Whether a claim is found wrong; raises RefereeError where that cannot be told."""
    try:
        _right(claim)
    except Contradiction:
        return True
    return False


def _right(claim: Positive) -> Verdict:
    tape(domain_of(claim)), tape(value_of(claim))  # makes hashes without recursion
    return _verdict(replace(claim, what="", at=None))


def _wrong(claim: Positive) -> Verdict:
    if not refutes(claim):
        raise RefereeError("this line was meant to be wrong, but it is right")
    return Verdict(proved=True, points=FEWEST_POINTS, max_error=0.0)


@dataclass(frozen=True)
class _Comparison:
    """What the numbers say at one sample: `max_error` relative to the size of each entry.

    `decisive` says that entries agree in their leading digits somewhere; `tiny` that some differ far below the rest.
    """

    points: int
    max_error: float
    decisive: bool
    tiny: bool


@lru_cache(maxsize=4096)
def _verdict(claim: Positive) -> Verdict:
    nodes = (domain_of(claim), value_of(claim), *inputs_of(claim))
    with np.errstate(all="ignore"):
        fixed = _fixed(claim) if isinstance(claim, ValueIs) else None
        found = samples(domain_of(claim), nodes, claim.assume, fixed)
        compared = [_compare(claim, sample) for sample in found]
    proved = _proved(claim, found[0])
    if not proved:
        if any(one.tiny for one in compared) and not any(one.decisive and not one.tiny for one in compared):
            raise RefereeError("the numbers in the formula are too close to zero to tell")
        largest = min(float(sample.peak.min()) for sample in found)
        if largest > TRUSTED_MAGNITUDE and not any(one.decisive for one in compared):
            raise RefereeError("the numbers in the formula are too large to tell")
    return Verdict(proved, sum(one.points for one in compared), max(one.max_error for one in compared))


# ── by numbers ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _compare(claim: Positive, sample: Sample) -> _Comparison:
    frame = replace(sample.frame(), differentials=_differentials(claim, sample))
    watch = Watch.over(len(sample.peak))
    right_plain = tape(value_of(claim)).run(replace(frame, watch=watch))
    right_plain = np.broadcast_to(right_plain[:, 0], (len(sample.peak), *right_plain.shape[2:]))
    of, wrt = _shapes(claim, frame)
    right = read(claim, right_plain, of, wrt)
    if isinstance(claim, ArrayDerivativeIs) and math.prod(wrt) > (PROJECTED if claim.order == 1 else PROJECTED // 4):
        left, right = _projected(claim, frame, right, wrt)
    else:
        plain = tape(reference(claim)).run(frame)
        left = np.broadcast_to(plain[:, 0], (len(sample.peak), *plain.shape[2:])).reshape(right.shape)
    tolerance, floor = DIFFERENCES if by_differences(reference(claim), value_of(claim)) else COMPLEX_STEP
    # the right side may count with somewhat larger numbers than the formula, but not drown the comparison in them
    peak = np.maximum(sample.peak, np.minimum(watch.peak, 1e4 * np.maximum(sample.peak, 1.0)))
    return _within(claim, sample, left, right, peak, tolerance, floor)


def _within(
    claim: Positive, sample: Sample, left: Array, right: Array, peak: Array, tolerance: float, floor: float
) -> _Comparison:
    points = len(left)
    left, right = left.reshape(points, -1), right.reshape(points, -1)
    usable = np.asarray(np.isfinite(left).all(axis=1))
    if usable.sum() < FEWEST_POINTS:
        raise RefereeError("no real point found where the derivative is defined")
    scale = np.maximum(np.abs(left), np.abs(right))
    least = (floor * np.maximum(peak, 1e-300))[:, None]
    gap = np.abs(left - right)
    errors = gap / np.maximum(scale, least)
    errors = np.where((left == right) | ~usable[:, None], 0.0, errors)
    if not (errors <= tolerance).all():
        raise _difference(sample, left, right, errors)
    telling = (scale > least).any(axis=1) | (gap <= tolerance * scale).all(axis=1)
    decisive = bool(np.any(usable & telling))
    # far below any rounding error of the largest number, two numbers that differ are no noise
    below = (gap > tolerance * scale) & (scale < least / floor * SMALLEST_ROUNDING) & (left != 0) & (right != 0)
    return _Comparison(int(usable.sum()), float(errors.max()), decisive, bool(below[usable].any()))


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


def _shapes(claim: Positive, frame: Frame) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The shapes of the output and of the input; of a plain equation its shape and nothing."""
    match claim:
        case DerivativeIs() | ArrayDerivativeIs():
            return frame.shape(claim.of.shape), frame.shape(claim.wrt.shape)
        case Equal() | ValueIs():
            return frame.shape(reference(claim).shape), ()


def _differentials(claim: Positive, sample: Sample) -> dict[str, Array]:
    if not isinstance(claim, Equal):
        return {}
    rng = np.random.default_rng(len(sample.values))
    drawn = {name: rng.uniform(-1.5, 1.5, size=value.shape) for name, value in sample.values.items()}
    fixed = set() if claim.varying is None else drawn.keys() - set(claim.varying)
    return {name: np.zeros_like(value) if name in fixed else value for name, value in drawn.items()}


def _fixed(claim: ValueIs) -> dict[str, Array]:
    """The inputs a point fixes, (1, 1, *shape), NaN in the entries it leaves free."""
    fixed: dict[str, Array] = {}
    for place, node in claim.point:
        value = tape(node).run(Frame({}, {}, (1, 1)))
        match place:
            case Symbol():
                fixed[place.name] = value
            case Entry():
                whole = fixed.setdefault(
                    place.of.name, np.full((1, 1, *Frame({}, {}, (1, 1)).shape(place.of.shape)), np.nan)
                )
                whole[(0, 0, *(index - 1 for index in place.index))] = value[0, 0]
            case _:
                raise RefereeError(f"{type(place).__name__} is not an input that a point can fix")
    return fixed


# ── exactly ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _proved(claim: Positive, sample: Sample) -> bool:
    """Whether SymPy proves the claim; RefereeError if it contradicts it, to 25 digits at a point or altogether."""
    if sample.sizes or isinstance(claim, ValueIs):
        return False
    varying = claim.varying if isinstance(claim, Equal) else ()
    try:
        left = exact.convert(reference(claim), varying)
        plain = exact.convert(value_of(claim), varying)
    except exact.Undecided:
        return False
    of, wrt = _shapes(claim, sample.frame())
    right = read(claim, plain[None], of, wrt)
    proved = True
    for first, second in zip(left.reshape(-1), right.reshape(-1), strict=True):
        verdict = zero.is_zero(first - second)
        if verdict is None:
            proved = False
            verdict = _precisely(first, second, sample)
        if verdict is False:
            raise Contradiction("an exact check contradicts it")
    return proved


def _precisely(left: Any, right: Any, sample: Sample) -> bool | None:
    """Agreement of two expressions to 25 digits at a few points; differentials are drawn here as well."""
    rng = np.random.default_rng(PRECISE_POINTS)
    for point in range(min(PRECISE_POINTS, len(sample.peak))):
        values: dict[tuple[str, tuple[int, ...]], float] = {}
        for name, value in sample.values.items():
            here = value[point, 0]
            for index in np.ndindex(here.shape):
                one_based = tuple(i + 1 for i in index)
                values[name, one_based] = float(here[index])
                label = exact.symbol(name, one_based).name
                values[f"d({label})", ()] = float(rng.uniform(-1.5, 1.5))
        if digits.agree(left, right, values) is False:
            return False
    return None
