"""Level lines of a function of two variables by marching squares, and where its gradient points."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import hypot, isfinite
from typing import NamedTuple

from mcdocs.documents.pictures.plot import Frame
from mcdocs.documents.pictures.scene import Dot, Group, Label, Mark, Path, Point, Scene, framed
from mcdocs.documents.pictures.ticks import nice_step, ticks, written
from mcdocs.documents.pictures.windows import Interval
from mcdocs.language.notation import Math
from mcdocs.language.prose import Formula, Inline, Text

Field = Callable[[float, float], float]
Gradient = Callable[[float, float], Point]
Segment = tuple[Point, Point]

SIDE = 12.0
CELLS = 56
_ARROWS = 7
_LEVELS = 9
_LONGEST = 1.45


@dataclass(frozen=True)
class Levels:
    """The level lines of a function in a square window, `step` apart, and its gradient at points of a grid."""

    across: Interval
    up: Interval
    step: Fraction
    lines: tuple[tuple[float, tuple[Point, ...]], ...]
    arrows: tuple[tuple[Point, Point], ...]


def levels(function: Field, gradient: Gradient, at: Point | None = None, reach: float = 2.0) -> Levels | None:
    """The levels around a point, or where the function is defined near zero; None where that is hardly anywhere."""
    around = [at] if at is not None else [(0.0, 0.0), (reach, reach), (2.5 * reach, 2.5 * reach)]
    for x, y in around:
        across, up = (x - reach, x + reach), (y - reach, y + reach)
        grid = _Grid(function, across, up)
        if grid.defined() > (0.6 if (x, y) != around[-1] else 0.1):
            low, high = grid.usual()
            flat = high - low <= 1e-9 * max(abs(high), abs(low))
            step = Fraction(0) if flat else nice_step(high - low, _LEVELS)
            lines = [] if flat else _lines(grid, low, high)
            return Levels(across, up, step, tuple(lines), tuple(_arrows(grid, gradient)))
    return None


class _Grid:
    """The values of a function at the corners of small squares; what is not a finite number is undefined."""

    def __init__(self, function: Field, across: Interval, up: Interval) -> None:
        self.xs = [across[0] + (across[1] - across[0]) * k / CELLS for k in range(CELLS + 1)]
        self.ys = [up[0] + (up[1] - up[0]) * k / CELLS for k in range(CELLS + 1)]
        self.values = [[function(x, y) for x in self.xs] for y in self.ys]
        self.sorted = sorted(value for row in self.values for value in row if isfinite(value))

    def squares(self) -> Iterator[_Square]:
        """The small squares, row by row."""
        for (y, lower), (top, upper) in pairwise(zip(self.ys, self.values, strict=True)):
            for i, (x, right) in enumerate(pairwise(self.xs)):
                values = lower[i], lower[i + 1], upper[i + 1], upper[i]
                yield _Square(((x, y), (right, y), (right, top), (x, top)), values, min(values), max(values))

    def defined(self) -> float:
        """The share of corners at which the function has a value."""
        return len(self.sorted) / (CELLS + 1) ** 2

    def usual(self) -> Interval:
        """The values without the outermost: near a pole they say nothing."""
        edge = len(self.sorted) // 20
        return self.sorted[edge], self.sorted[-1 - edge]


def _lines(grid: _Grid, low: float, high: float) -> list[tuple[float, tuple[Point, ...]]]:
    # No line is drawn through a pole or a jump, nor where the function is not defined.
    squares = [
        square
        for square in grid.squares()
        if all(map(isfinite, square.values)) and square.most - square.least <= 3 * (high - low)
    ]
    return [
        (float(level), line)
        for level in ticks(low, high, _LEVELS)
        for line in joined(_crossings(squares, float(level)))
    ]


class _Square(NamedTuple):
    """The corners of a small square, from the lower left one round, and the values there."""

    corners: tuple[Point, ...]
    values: tuple[float, ...]
    least: float
    most: float


# Which sides of a square a level line joins, by which corners lie above it: 1 lower left, 2 lower right, 4 upper
# right, 8 upper left. Sides: 0 below, 1 right, 2 above, 3 left.
_SIDES: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((3, 0),), 2: ((0, 1),), 3: ((3, 1),), 4: ((1, 2),), 6: ((0, 2),), 7: ((3, 2),),
    8: ((2, 3),), 9: ((2, 0),), 11: ((2, 1),), 12: ((1, 3),), 13: ((1, 0),), 14: ((0, 3),),
}  # fmt: skip
# Two opposite corners above: the middle decides which way the lines go.
_SADDLES = {
    (5, True): ((3, 2), (1, 0)),
    (5, False): ((3, 0), (1, 2)),
    (10, True): ((0, 3), (2, 1)),
    (10, False): ((0, 1), (2, 3)),
}


def _crossings(squares: Sequence[_Square], level: float) -> list[Segment]:
    found: list[Segment] = []
    for square in squares:
        if square.least <= level < square.most:
            case = sum(1 << k for k, value in enumerate(square.values) if value > level)
            middle = sum(square.values) / 4 > level
            for start, end in _SADDLES.get((case, middle)) or _SIDES[case]:
                found.append((_between(square, start, level), _between(square, end, level)))
    return found


def _between(square: _Square, side: int, level: float) -> Point:
    """Where on a side of a square the level lies. Ends are ordered, so that neighbours find the same point."""
    corners, values = square.corners, square.values
    a, b = sorted((side, (side + 1) % 4), key=lambda k: corners[k])
    share = (level - values[a]) / (values[b] - values[a])
    (x, y), (other_x, other_y) = corners[a], corners[b]
    return x + share * (other_x - x), y + share * (other_y - y)


def joined(segments: Sequence[Segment]) -> list[tuple[Point, ...]]:
    """Segments that share an end as lines as long as possible."""
    ends: dict[Point, list[int]] = {}
    for number, (start, end) in enumerate(segments):
        ends.setdefault(start, []).append(number)
        ends.setdefault(end, []).append(number)
    left = dict.fromkeys(range(len(segments)))
    lines: list[tuple[Point, ...]] = []
    # Lines with ends are followed from there; what is left then goes round.
    single = [number for number, segment in enumerate(segments) if any(len(ends[point]) == 1 for point in segment)]
    for number in (*single, *range(len(segments))):
        if number in left:
            del left[number]
            start, end = segments[number]
            if len(ends[start]) > 1 and len(ends[end]) == 1:
                start, end = end, start
            lines.append((*_followed(start, segments, ends, left)[::-1], *_followed(end, segments, ends, left)))
    return lines


def _followed(
    point: Point, segments: Sequence[Segment], ends: dict[Point, list[int]], left: dict[int, None]
) -> list[Point]:
    line = [point]
    while (following := next((number for number in ends[line[-1]] if number in left), None)) is not None:
        del left[following]
        start, end = segments[following]
        line.append(end if start == line[-1] else start)
    return line


def _arrows(grid: _Grid, gradient: Gradient) -> list[tuple[Point, Point]]:
    """The gradient at points of a coarse grid, where it has one."""
    places = [(k + 0.5) / _ARROWS for k in range(_ARROWS)]
    points = [(_along(grid.xs, x), _along(grid.ys, y)) for y in places for x in places]
    found = [(point, gradient(*point)) for point in points]
    return [(point, slope) for point, slope in found if all(map(isfinite, slope))]


def _along(values: Sequence[float], share: float) -> float:
    return values[0] + share * (values[-1] - values[0])


def level_plot(shown: Levels, names: tuple[Math, Math], at: Point | None, alt: Inline) -> Scene:
    """Level lines in a square with equal scales, so that the gradient is seen to be perpendicular to them.

    Arrows grow with the root of the gradient's size, none beyond the next; they are what students are to find.
    """
    frame = Frame(shown.across, shown.up, SIDE, SIDE)
    marks = frame.marks(names)
    if shown.step:
        text: Inline = (Text("levels "), Formula(written(shown.step)), Text(" apart"))
        marks.append(Label(SIDE, SIDE + 0.8, text, "end", small=True))
    marks += [Path(frame.line(line), "output", "thin") for _, line in shown.lines]
    sizes = sorted(hypot(*slope) for _, slope in shown.arrows)
    most = sizes[-1 - len(sizes) // 10] if sizes else 0.0
    arrows: list[Mark] = []
    for point, slope in shown.arrows:
        size = hypot(*slope)
        length = _LONGEST * min(1.0, size / most) ** 0.5 if most else 0.0
        if length > 0.3:
            x, y = frame.place(point)
            along = (length * slope[0] / size / 2, length * slope[1] / size / 2)
            arrows.append(Path(((x - along[0], y - along[1]), (x + along[0], y + along[1])), "plain", arrow=True))
    marks.append(Group(tuple(arrows), answer=True))
    if at is not None:
        marks.append(Dot(*frame.place(at), 0.2, "plain", "solid"))
    return framed(marks, alt)
