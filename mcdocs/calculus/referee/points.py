"""Where claims are judged: random sizes and points inside the domain of a formula, the same ones on every run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mcdocs.calculus.referee.claims import Facts
from mcdocs.calculus.referee.facts import hold, impose
from mcdocs.calculus.referee.frames import Array, Frame, Watch
from mcdocs.calculus.referee.inventory import Inventory
from mcdocs.calculus.referee.numbers import Tape, tape
from mcdocs.errors import RefereeError
from mcdocs.language.nodes import Node

POINTS = 8
KINKED_POINTS = 64  # a wrong argument of sign or step shows only where it changes the sign
FEWEST_POINTS = 3
KINK_DISTANCE = 0.05
MAGNITUDES = (50.0, 1e4, 1e8, 1e15, 1e150)  # the smallest that leaves enough points is used
LARGEST_ARRAY = 5_000_000
BUDGET = 2_000_000
NOWHERE = "roots, logarithms and divisors need real values somewhere; assume may say which inputs are positive"

# signed, positive, negative, small, beyond one, below minus one; then around the formula's numbers, then wider ones
INTERVALS = ((-2.2, 2.2), (0.3, 2.0), (-2.0, -0.3), (-0.9, 0.9), (1.1, 5.0), (-5.0, -1.1))
WIDE_INTERVALS = ((5.0, 30.0), (-30.0, -5.0), (30.0, 1e3), (-1e3, -30.0), (1e-3, 0.3), (-0.3, -1e-3), (1e3, 1e5))
ROUNDS = (32, 512, 4096)
GAINS = (1.0, 0.5, 0.25, None)  # by turns: times 1/sqrt(n), so that what goes through layers stays of the order of one


@dataclass(frozen=True)
class Sample:
    """Points that share their sizes: values (points, 1, *shape) and the magnitude met at each point."""

    sizes: dict[str, int]
    values: dict[str, Array]
    peak: Array

    def frame(self, watch: Watch | None = None) -> Frame:
        return Frame(self.values, self.sizes, (len(self.peak), 1), watch=watch)


BESIDE = 1e-7  # of a point is where a kink is told from a stretch of zeros
DRAWS = 20  # of sizes, until two have points in the domain


def draw_sizes(inventory: Inventory, rng: np.random.Generator) -> dict[str, int]:
    """A size for every letter, from 2 up, pairwise distinct and different from the sizes given."""
    given = {size for shape in inventory.symbols.values() for size in shape if isinstance(size, int)}
    free = [size for size in range(2, 7 + len(inventory.letters) + len(given)) if size not in given]
    chosen = rng.permutation(free[: max(5, len(inventory.letters))])
    return {letter: int(size) for letter, size in zip(inventory.letters, chosen, strict=False)}


def samples(
    domain: Node, nodes: Sequence[Node], assume: Facts, fixed: dict[str, Array] | None = None, rough: bool = False
) -> list[Sample]:
    """Points where `domain` is defined, away from kinks: two draws of sizes where letters occur, otherwise one.

    The second draw has another size for each letter, unless hardly any sizes have points in the domain.

    Inputs in `fixed` keep their value, (1, 1, *shape), NaN in an entry that is free. `rough` asks for points to spare,
    since differences may be of no use at some. RefereeError if fewer than three points are found, or if the arrays
    would be too large.
    """
    inventory = Inventory.of(nodes)
    rng = np.random.default_rng(inventory.seed)
    wanted = KINKED_POINTS if inventory.kinked else POINTS * (1 + rough)
    if not inventory.letters:
        return [_inside(domain, nodes, inventory, {}, assume, rng, wanted, fixed or {})]
    found: list[Sample] = []
    failure: RefereeError | None = None
    for draw in range(DRAWS):
        sizes = draw_sizes(inventory, rng)
        if draw < DRAWS // 2 and any(other.sizes[letter] == sizes[letter] for other in found for letter in sizes):
            continue  # what holds for one size by chance is to be seen at another
        try:
            found.append(_inside(domain, nodes, inventory, sizes, assume, rng, wanted // 2, fixed or {}))
        except RefereeError as error:
            failure = error  # the inverse of X.T @ X exists for tall X only: other sizes may do
        if len(found) == 2:
            break
    if not found and failure is not None:
        raise failure
    return found


def _inside(
    domain: Node,
    nodes: Sequence[Node],
    inventory: Inventory,
    sizes: dict[str, int],
    assume: Facts,
    rng: np.random.Generator,
    wanted: int,
    fixed: dict[str, Array],
) -> Sample:
    below = tape(domain)
    widest = max(tape(node).widest(Frame({}, sizes, (1, 1))) for node in (domain, *nodes))
    if widest > LARGEST_ARRAY:
        raise RefereeError(f"an array of {widest:,} entries is too large to be checked", hint="use letters for sizes")
    wanted = max(FEWEST_POINTS, min(wanted, BUDGET // widest))
    best: Sample | None = None
    for turn, count in enumerate(ROUNDS):
        count = max(2 * wanted, min(count, BUDGET // widest))
        values = candidates(inventory, sizes, assume, rng, count, turn)
        for name, value in fixed.items():
            values[name] = np.where(np.isnan(value), values[name], value)
        watch = _watched(below, inventory, sizes, values, count, rng)
        largest = np.maximum(watch.peak, watch.pole)
        for limit in MAGNITUDES:
            chosen = np.flatnonzero((largest < limit) & ((watch.kink > KINK_DISTANCE) | bool(fixed)))[:wanted]
            if len(chosen) >= FEWEST_POINTS and (best is None or len(chosen) > len(best.peak)):
                best = Sample(sizes, {name: value[chosen] for name, value in values.items()}, watch.peak[chosen])
            if len(chosen) == wanted:
                break
        if best is not None and len(best.peak) == wanted:
            break
    if best is None:
        raise RefereeError("no real point found where the formula is defined", hint=NOWHERE)
    return best


def _watched(
    below: Tape,
    inventory: Inventory,
    sizes: dict[str, int],
    values: dict[str, Array],
    count: int,
    rng: np.random.Generator,
) -> Watch:
    """What the formula meets at each point, and where it has kinks right beside them too."""
    every = values
    if inventory.kinked:
        fixed = inventory.powers | sizes.keys()
        beside = {
            name: value if name in fixed else value + BESIDE * rng.uniform(-1, 1, (count, *value.shape[1:]))
            for name, value in values.items()
        }
        every = {
            name: np.concatenate([np.broadcast_to(value, beside[name].shape), beside[name]])
            for name, value in values.items()
        }
    points = count * (1 + inventory.kinked)
    watch = Watch.over(points, twins=inventory.kinked)
    with np.errstate(all="ignore"):
        below.run(Frame(every, sizes, (points, 1), _no_differentials(every), watch=watch))
    return Watch(watch.peak[:count], watch.kink[:count], watch.pole[:count])


def _no_differentials(values: dict[str, Array]) -> dict[str, Array]:
    return {name: np.zeros((1, 1, *value.shape[2:])) for name, value in values.items()}


def candidates(
    inventory: Inventory, sizes: dict[str, int], assume: Facts, rng: np.random.Generator, count: int, turn: int
) -> dict[str, Array]:
    """So many random points, inside the domain or not, of mixed signs and magnitudes, that satisfy the facts.

    Every further `turn` casts a wider net.
    """
    near = [pair for c in inventory.numbers for pair in ((c - 1, c + 1), (-c - 1, 1 - c), (0.0, c), (-c, 0.0))]
    intervals = np.array([*INTERVALS, *(near if turn > 0 else ()), *(WIDE_INTERVALS if turn > 1 else ())])
    low, width = intervals[:, 0], intervals[:, 1] - intervals[:, 0]
    kinds = np.arange(count) % 6
    frame = Frame({}, sizes, (1, 1))
    values: dict[str, Array] = {}
    for name, letters in inventory.symbols.items():
        shape = (count, 1, *frame.shape(letters))
        if letters == () and name in sizes:
            # a letter of a size that stands in a formula is that size
            values[name] = np.full((count, 1), float(sizes[name]))
        elif name in inventory.powers:
            values[name] = rng.integers(2, 5, size=shape).astype(float)
        else:
            # by turns: one interval for all inputs (four of six), one for each input, one for each entry
            each = rng.integers(len(intervals), size=shape)
            whole = each.reshape(count, -1)[:, 0].reshape(count, *(1,) * (len(shape) - 1))
            kind = kinds.reshape(whole.shape)
            which = np.where(kind < 4, kind, np.where(kind == 4, whole, each))
            drawn = low[which] + width[which] * rng.random(shape)
            if inventory.deep and len(letters) == 2:
                drawn *= _gains(count, shape[-1])
            facts = [fact for owner, fact in assume if owner == name]
            values[name] = impose(facts, drawn, rng) if facts else drawn
            hold(name, facts, values[name])
    return values


def _gains(count: int, columns: int) -> Array:
    """A factor for a matrix at each point."""
    factors = [1.0 if gain is None else gain / np.sqrt(columns) for gain in GAINS]
    return np.resize(factors, count).reshape(count, 1, 1, 1)


def listed(sample: Sample, point: int) -> Iterator[str]:
    """A point in words for a message, scalars first: `x = 0.52`."""
    for name, value in sorted(sample.values.items(), key=lambda item: item[1][0].size):
        here = value[min(point, len(value) - 1), 0]
        if here.size <= 4:
            yield f"{name} = {np.array2string(here, precision=4, separator=', ')}"
