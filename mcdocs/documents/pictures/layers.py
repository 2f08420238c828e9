"""A layered layout of a graph without cycles: who stands in which layer, in which order, and at what height.

After Sugiyama, Tagawa and Toda (1981): layers by longest paths, orders with few crossings, heights that keep lines
straight. What goes past a layer has a place there, so that no line ever meets a node.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, permutations

Arrow = tuple[str, str]
Room = tuple[float, float]
MOST_TRIED = 5
_SWEEPS = 24
_NEARLY = 0.6


@dataclass(frozen=True)
class Place:
    """A node in its layer, or where the line of a node goes past a layer to a later one (`passing`)."""

    node: str
    layer: int
    passing: bool = False


Order = tuple[tuple[Place, ...], ...]


@dataclass(frozen=True)
class Layout:
    """The places of each layer from top to bottom, their heights, and the lines from each layer to the next."""

    order: Order
    heights: Mapping[Place, float]
    lines: tuple[tuple[Place, Place], ...]

    def crossings(self) -> int:
        """How many pairs of lines cross."""
        return sum(_crossings(a, b, self.lines) for a, b in pairwise(self.order))


def layered(nodes: Sequence[str], arrows: Sequence[Arrow], room: Callable[[Place], Room]) -> Layout:
    """The layout of nodes given in an order in which every arrow leads forward.

    `room` is how far a place reaches above its height, and how far below.
    """
    layers = _layers(nodes, arrows)
    lines = _lines(layers, arrows)
    places = dict.fromkeys(
        [*(Place(node, layers[node]) for node in nodes), *(place for line in lines for place in line)]
    )
    first = tuple(tuple(place for place in places if place.layer == layer) for layer in range(max(layers.values()) + 1))
    order = _ordered(first, lines)
    return Layout(order, _heights(order, lines, room), lines)


# ── layers ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _layers(nodes: Sequence[str], arrows: Sequence[Arrow]) -> dict[str, int]:
    """The layer of each node: behind all it needs; what needs nothing stands just before its first use."""
    sources = {node: [a for a, b in arrows if b == node] for node in nodes}
    found: dict[str, int] = {}
    for node in nodes:
        found[node] = max((found[source] + 1 for source in sources[node]), default=0)
    for node in nodes:
        users = [found[b] for a, b in arrows if a == node]
        if not sources[node] and users:
            found[node] = min(users) - 1
    return found


def _lines(layers: Mapping[str, int], arrows: Sequence[Arrow]) -> tuple[tuple[Place, Place], ...]:
    """The lines from layer to layer; all lines of a node run together as far as they can."""
    lines: dict[tuple[Place, Place], None] = {}
    for source, target in arrows:
        here = Place(source, layers[source])
        for layer in range(layers[source] + 1, layers[target]):
            there = Place(source, layer, passing=True)
            lines[here, there] = None
            here = there
        lines[here, Place(target, layers[target])] = None
    return tuple(lines)


# ── orders ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _crossings(left: Sequence[Place], right: Sequence[Place], lines: Sequence[tuple[Place, Place]]) -> int:
    a, b = ({place: height for height, place in enumerate(layer)} for layer in (left, right))
    between = [(a[start], b[end]) for start, end in lines if start in a and end in b]
    return sum((p[0] - q[0]) * (p[1] - q[1]) < 0 for p, q in combinations(between, 2))


def _cost(left: Sequence[Place], right: Sequence[Place], lines: Sequence[tuple[Place, Place]]) -> tuple[int, float]:
    """Crossings first, then how far lines go up or down between layers that stand around one middle."""
    a, b = ({place: height - (len(layer) - 1) / 2 for height, place in enumerate(layer)} for layer in (left, right))
    between = [(a[start], b[end]) for start, end in lines if start in a and end in b]
    return _crossings(left, right, lines), sum(abs(start - end) for start, end in between)


def _ordered(first: Order, lines: Sequence[tuple[Place, Place]]) -> Order:
    """The best of all orders where layers are small, otherwise a good one."""
    start = _swept(first, lines)
    choices = [
        tuple(permutations(layer)) if len(layer) <= MOST_TRIED else (swept,)
        for layer, swept in zip(first, start, strict=True)
    ]
    Found = tuple[tuple[int, float], Order]
    best: list[Found] = [((0, 0.0), (choice,)) for choice in choices[0]]
    for options in choices[1:]:
        step: list[Found] = []
        for option in options:
            ways = []
            for cost, before in best:
                more = _cost(before[-1], option, lines)
                ways.append(((cost[0] + more[0], round(cost[1] + more[1], 6)), before))
            cost, before = min(ways, key=lambda way: way[0])
            step.append((cost, (*before, option)))
        best = step
    return min(best, key=lambda way: way[0])[1]


def _swept(order: Order, lines: Sequence[tuple[Place, Place]]) -> Order:
    """Each layer sorted by the mean height of its neighbours, forwards and backwards, as long as that helps."""
    layers = [list(layer) for layer in order]
    best = order
    for turn in range(_SWEEPS):
        backwards = turn % 2 == 1
        for k in reversed(range(len(layers) - 1)) if backwards else range(1, len(layers)):
            fixed = {place: height for height, place in enumerate(layers[k + 1 if backwards else k - 1])}
            near = {
                place: [fixed[b if a == place else a] for a, b in lines if place in (a, b) and {a, b} & set(fixed)]
                for place in layers[k]
            }
            own = {place: height for height, place in enumerate(layers[k])}
            layers[k].sort(key=lambda p: sum(near[p]) / len(near[p]) if near[p] else own[p])
        found = tuple(map(tuple, layers))
        if _total(found, lines) < _total(best, lines):
            best = found
    return best


def _total(order: Order, lines: Sequence[tuple[Place, Place]]) -> int:
    return sum(_crossings(a, b, lines) for a, b in pairwise(order))


# ── heights ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _heights(order: Order, lines: Sequence[tuple[Place, Place]], room: Callable[[Place], Room]) -> dict[Place, float]:
    """Heights that keep lines level, those along a path of intermediate results most of all."""
    heights = {place: -2.0 * k + len(layer) - 1 for layer in order for k, place in enumerate(layer)}
    ends = {b.node for _, b in lines if not b.passing}
    near: dict[Place, list[tuple[Place, float]]] = {place: [] for place in heights}
    for a, b in lines:
        weight = 6.0 if a.passing and b.passing else 4.0 if a.node in ends else 1.0
        near[a].append((b, weight))
        near[b].append((a, weight))
    for turn in range(2 * _SWEEPS):
        for layer in order if turn % 2 else order[::-1]:
            wanted, weights = [], []
            for place in layer:
                total = sum(weight for _, weight in near[place])
                middle = sum(weight * heights[other] for other, weight in near[place])
                wanted.append(middle / total if total else heights[place])
                weights.append(total or 0.1)
            apart = [room(a)[1] + room(b)[0] for a, b in pairwise(layer)]
            heights.update(zip(layer, _apart(wanted, weights, apart), strict=True))
    main = [line for line in lines if line[0].node in ends or line[0].passing]
    for start, end in [*main[::-1], *main]:
        _level(start, end, order, heights, room)
    return heights


def _level(start: Place, end: Place, order: Order, heights: dict[Place, float], room: Callable[[Place], Room]) -> None:
    """Make a line level that nearly is: move one of its ends, or all that stands in the layer of its end."""
    for here, there in ((start, end), (end, start)):
        if _fits(here, heights[there], order, heights, room):
            heights[here] = heights[there]
            return
    step = heights[start] - heights[end]
    if abs(step) < _NEARLY:
        heights.update({place: heights[place] + step for place in order[end.layer]})


def _fits(
    here: Place, height: float, order: Order, heights: Mapping[Place, float], room: Callable[[Place], Room]
) -> bool:
    """Whether a place can be at another height while its neighbours stay where they are."""
    layer = order[here.layer]
    place = layer.index(here)
    over = place == 0 or heights[layer[place - 1]] - height >= room(layer[place - 1])[1] + room(here)[0]
    under = place == len(layer) - 1 or height - heights[layer[place + 1]] >= room(here)[1] + room(layer[place + 1])[0]
    return over and under


def _apart(wanted: Sequence[float], weights: Sequence[float], apart: Sequence[float]) -> list[float]:
    """The falling heights nearest to those wanted, neighbours at least so far apart (pool adjacent violators)."""
    shift = [0.0]
    for gap in apart:
        shift.append(shift[-1] + gap)
    pools: list[tuple[float, float, int]] = []
    for height, weight, down in zip(wanted, weights, shift, strict=True):
        mean, total, count = height + down, weight, 1
        while pools and pools[-1][0] < mean:
            other, more, size = pools.pop()
            mean, total, count = (mean * total + other * more) / (total + more), total + more, count + size
        pools.append((mean, total, count))
    level = [mean for mean, _, count in pools for _ in range(count)]
    return [mean - down for mean, down in zip(level, shift, strict=True)]
