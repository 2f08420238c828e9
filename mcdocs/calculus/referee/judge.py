"""The referee: every claim by numbers at random points, and exactly where the formula's size is bounded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from mcdocs.calculus.referee import digits, exact, zero
from mcdocs.calculus.referee.claims import (
    Claim,
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
from mcdocs.calculus.referee.compare import Contradiction, compare, shapes_of
from mcdocs.calculus.referee.frames import Array, Frame
from mcdocs.calculus.referee.layouts import read
from mcdocs.calculus.referee.numbers import by_differences, tape
from mcdocs.calculus.referee.points import FEWEST_POINTS, Sample, samples
from mcdocs.errors import McdocsError, RefereeError, raise_all
from mcdocs.language.nodes import Entry, Symbol

TRUSTED_MAGNITUDE = 1e6
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


@lru_cache(maxsize=4096)
def _verdict(claim: Positive) -> Verdict:
    nodes = (domain_of(claim), value_of(claim), *inputs_of(claim))
    with np.errstate(all="ignore"):
        fixed = _fixed(claim) if isinstance(claim, ValueIs) else None
        rough = by_differences(reference(claim), value_of(claim))
        found = samples(domain_of(claim), nodes, claim.assume, fixed, rough)
        compared = [compare(claim, sample) for sample in found]
    proved = _proved(claim, found[0])
    if not proved:
        if any(one.tiny for one in compared) and not any(one.decisive and not one.tiny for one in compared):
            raise RefereeError("the numbers in the formula are too close to zero to tell")
        largest = min(float(sample.peak.min()) for sample in found)
        if largest > TRUSTED_MAGNITUDE and not any(one.decisive for one in compared):
            raise RefereeError("the numbers in the formula are too large to tell")
    return Verdict(proved, sum(one.points for one in compared), max(one.max_error for one in compared))


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
        plain = exact.convert(value_of(claim), varying)  # first: where it is too long, nothing has been differentiated
        left = exact.convert(reference(claim), varying)
    except exact.Undecided:
        return False
    of, wrt = shapes_of(claim, sample.frame())
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
