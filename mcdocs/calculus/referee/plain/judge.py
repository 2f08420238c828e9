"""Claims by numbers alone: the same claims, the same layout rule, at random points that satisfy the facts."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence

from mcdocs.calculus.referee.claims import (
    ArrayDerivativeIs,
    Claim,
    Equal,
    Facts,
    Positive,
    Unequal,
    Verdict,
    domain_of,
    inputs_of,
    reference,
    value_of,
)
from mcdocs.calculus.referee.plain.arrays import (
    Array,
    Sizes,
    Undefined,
    flipped,
    indices,
    made,
    matrix,
    scalar,
    times,
    unit,
)
from mcdocs.calculus.referee.plain.evaluation import Frame, derives, partial, value
from mcdocs.errors import RefereeError
from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.language.shapes import Shape

POINTS = 4
FEWEST_POINTS = 3
TRIES = 60
# Relative tolerance, and the part of the largest entry below which it turns absolute: of complex steps, of differences.
EXACT = (1e-7, 1e-7)
ROUGH = (2e-5, 1e-4)
WORK = 40_000  # entries of derivatives worked out for one claim
INTERVALS = ((0.3, 2.0), (-2.0, 2.0), (0.2, 0.8), (-0.9, 0.9), (1.1, 4.0))


class TooLarge(RefereeError):
    """A claim about arrays of more entries than this referee works out."""


def judge(claims: Iterable[Claim]) -> Verdict:
    """The verdict on all claims together. Raises RefereeError for one that fails or cannot be judged."""
    verdicts = [_verdict(claim) for claim in claims if not isinstance(claim, Unequal)]
    return Verdict(False, min(each.points for each in verdicts), max(each.max_error for each in verdicts))


def _verdict(claim: Positive) -> Verdict:
    roots = (domain_of(claim), value_of(claim), *inputs_of(claim))
    parts = [part for root in roots for part in nodes.walk(root, once=True)]
    chance = random.Random(len(parts))
    inputs = [part.of if isinstance(part, nodes.Entry) else part for part in parts]
    symbols = {part.name: part.shape for part in inputs if isinstance(part, nodes.Symbol)}
    whole = {name for part in parts for name in _counts(part)}
    letters = sorted({letter for part in [*parts, *inputs] for letter in _letters(part)})
    given = {size for shape in symbols.values() for size in shape if isinstance(size, int)}
    free = [size for size in range(2, 8 + len(letters)) if size not in given]
    points, worst = 0, 0.0
    for turn in range(TRIES):
        sizes = dict(zip(letters, chance.sample(free[: max(4, len(letters))], len(letters)), strict=True))
        values = {name: _drawn(name, shape, sizes, claim.assume, turn, chance) for name, shape in symbols.items()}
        values |= {name: scalar(complex(chance.randint(2, 4))) for name in whole}
        try:
            worst = max(worst, _error(claim, Frame(sizes, values), chance))
        except (Undefined, OverflowError, ZeroDivisionError, ValueError):
            continue
        points += 1
        if points == POINTS:
            break
    if points < FEWEST_POINTS:
        raise RefereeError("no real point found where the formula is defined")
    return Verdict(False, points, worst)


def _counts(part: Node) -> set[str]:
    """The inputs that a node needs to be whole numbers: powers of matrices, bounds of sums."""
    match part:
        case nodes.Structure(function="matpow", arguments=(_, exponent)):
            bounds: tuple[Node, ...] = (exponent,)
        case nodes.RangeSum():
            bounds = (part.first, part.last)
        case _:
            return set()
    return {inner.name for bound in bounds for inner in nodes.walk(bound) if isinstance(inner, nodes.Symbol)}


def _letters(node: Node) -> set[str]:
    sizes = (node.letter,) if isinstance(node, nodes.Dimension) else node.shape
    return {part for size in sizes if isinstance(size, str) for part in size.split("*") if not part.isdigit()}


def _error(claim: Positive, frame: Frame, chance: random.Random) -> float:
    """The largest relative error of an entry at a point. Raises RefereeError where it is no rounding error."""
    if isinstance(claim, Equal):
        frame = Frame(frame.sizes, frame.values, _differentials(claim, frame, chance))
    right, left = value(value_of(claim), frame), _expected(claim, frame)
    pairs = list(_pairs(claim, left, right, frame))
    largest = max((abs(a) for a, _ in pairs), default=0.0)
    tolerance, floor = ROUGH if _is_rough(claim) else EXACT
    worst = 0.0
    for a, b in pairs:
        if not (math.isfinite(a) and math.isfinite(b)):
            raise Undefined("not finite")
        error = abs(a - b) / max(abs(a), abs(b), floor * max(largest, 1.0))
        if error > tolerance:
            what = f"{claim.what}: " if claim.what else ""
            raise RefereeError(f"{what}should be {a:.8g}, but what is displayed gives {b:.8g}", at=claim.at)
        worst = max(worst, error)
    return worst


def _is_rough(claim: Positive) -> bool:
    """Whether a derivative of a derivative is worked out."""
    of = reference(claim)
    inner = [part for part in nodes.walk(of, once=True) if isinstance(part, nodes.Partial | nodes.Differential)]
    return any(derives(part.children()[0]) for part in inner if not isinstance(part.of, nodes.Symbol | nodes.Entry))


def _expected(claim: Positive, frame: Frame) -> Array:
    if not isinstance(claim, ArrayDerivativeIs):
        return value(reference(claim), frame)
    of, wrt = math.prod(frame.shape(claim.of.shape)), math.prod(frame.shape(claim.wrt.shape))
    if of * wrt**claim.order > WORK:
        raise TooLarge("this is too large to be checked by numbers here", hint="use letters for sizes")
    derivative: Node = claim.of
    for _ in range(claim.order - 1):
        derivative = nodes.Partial(derivative, claim.wrt)
    return partial(derivative, claim.wrt, frame)


def _pairs(claim: Positive, left: Array, right: Array, frame: Frame) -> Iterable[tuple[float, float]]:
    """Each expected entry with the one displayed in its place by the layout rule."""
    if not isinstance(claim, ArrayDerivativeIs):
        if len(left.entries) != len(right.entries):
            raise RefereeError(f"{claim.what}: the shapes differ")
        yield from ((a.real, b.real) for a, b in zip(left.entries, right.entries, strict=True))
        return
    of, wrt = frame.shape(claim.of.shape), frame.shape(claim.wrt.shape)
    shape = of + wrt[::-1] * claim.order
    if claim.stacking:
        sides = math.prod(of) * math.prod(wrt) ** (claim.order - 1), math.prod(wrt)
        right = right.shaped(sides[:: 1 if claim.layout == "numerator" else -1])
    else:
        right = right.shaped(shape if claim.layout == "numerator" else shape[::-1])
    for index in indices(shape):
        place = _stacked(claim, index, of, wrt) if claim.stacking else index
        yield left[index].real, right[place if claim.layout == "numerator" else place[::-1]].real


def _stacked(claim: ArrayDerivativeIs, index: Sizes, of: Sizes, wrt: Sizes) -> Sizes:
    """Where an entry of the derivative stands in the matrix of vec(of) by vec(wrt), in numerator layout.

    That of a second derivative has the Hessian of each entry of vec(of) below that of the one before.
    """
    once, count = len(of), math.prod(wrt)
    blocks = [(index[:once], of)]
    blocks += [(index[at : at + len(wrt)][::-1], wrt) for at in range(once, len(index), len(wrt))]
    if claim.stacking == "columns":
        blocks = [(here[::-1], shape[::-1]) for here, shape in blocks]
    *rows, column = (_place(*block) for block in blocks)
    row = 0
    for place in rows:
        row = row * count + place
    return row, column


def _place(index: Sequence[int], shape: Sizes) -> int:
    place = 0
    for step, size in zip(index, shape, strict=True):
        place = place * size + step
    return place


def _differentials(claim: Equal, frame: Frame, chance: random.Random) -> dict[str, Array]:
    """Random differentials of the inputs that vary, zero for those that are held constant."""
    varying = frame.values.keys() if claim.varying is None else claim.varying
    return {
        name: made(here.shape, lambda _: chance.uniform(-1.5, 1.5)) if name in varying else here.map(lambda _: 0.0)
        for name, here in frame.values.items()
    }


def _drawn(name: str, shape: Shape, sizes: dict[str, int], facts: Facts, turn: int, chance: random.Random) -> Array:
    """Random numbers for an input, as its facts want them; a letter of a size that stands as an input is that size."""
    if shape == () and name in sizes:
        return scalar(complex(sizes[name]))
    low, high = INTERVALS[turn % len(INTERVALS)]
    plain = made(Frame(sizes, {}).shape(shape), lambda _: chance.uniform(low, high))
    known = [fact for owner, fact in facts if owner == name]
    if "positive" in known:
        plain = plain.map(lambda entry: abs(entry) + 0.1)
    if len(shape) != 2:
        return plain
    rows = plain.rows()
    if "diagonal" in known:
        diagonal = [[entry if i == j else 0j for j, entry in enumerate(row)] for i, row in enumerate(rows)]
        return matrix(diagonal).map(abs) if "spd" in known else matrix(diagonal)
    if "orthogonal" in known:
        turned = _reflection(rows[0])
        # two reflections are a rotation, which is not symmetric
        return matrix(turned if "symmetric" in known else times(turned, _reflection(rows[-1])))
    if "spd" in known:
        grown = times(rows, flipped(rows))
        return matrix([[a + b for a, b in zip(x, y, strict=True)] for x, y in zip(grown, unit(len(rows)), strict=True)])
    if "symmetric" in known:
        pairs = zip(rows, flipped(rows), strict=True)
        return matrix([[(a + b) / 2 for a, b in zip(x, y, strict=True)] for x, y in pairs])
    return plain


def _reflection(v: list[complex]) -> list[list[complex]]:
    """Orthogonal and symmetric: I - 2 v v' / v'v (Householder)."""
    length = sum(entry * entry for entry in v)
    return [[complex(i == j) - 2 * a * b / length for j, b in enumerate(v)] for i, a in enumerate(v)]
