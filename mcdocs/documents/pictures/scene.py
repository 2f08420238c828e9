"""Scenes: the closed set of marks every picture is made of. Formats draw marks; they know nothing of shapes or graphs.

One unit is one em of a picture's letters, so that labels and lines grow together. x runs to the right and y upwards.
Colours say what something belongs to, never how it looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import hypot
from typing import Literal, assert_never

from mcdocs.documents import extents
from mcdocs.language.prose import Inline

Ink = Literal["output", "input", "plain", "quiet", "line"]
Look = Literal["tinted", "solid", "open", "paper"]
Weight = Literal["hair", "thin", "thick"]
Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]

SMALL = 0.8
HEAD = 0.62
MARGIN = 0.25
_DIGITS = 3
# What a letter may be wider than it is taken to be.
_AIR = 0.15


@dataclass(frozen=True)
class Cells:
    """A rectangle by its lower left corner, divided into `rows` x `columns` equal cells.

    `tinted` is filled lightly and outlined, `solid` filled only, `open` outlined only, `paper` hides what is behind.
    """

    x: float
    y: float
    width: float
    height: float
    ink: Ink = "plain"
    look: Look = "tinted"
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class Path:
    """A line through points, with an `arrow` at its end; `filled` is the tinted region within it, without a line.

    A `curved` path is a start and then, for each piece, two control points and an end (cubic Bézier).
    """

    points: tuple[Point, ...]
    ink: Ink = "plain"
    weight: Weight = "thin"
    dashed: bool = False
    arrow: bool = False
    curved: bool = False
    filled: bool = False

    @property
    def head(self) -> tuple[Point, ...]:
        """The corners of the arrow's head, its tip first; none without an arrow."""
        if not self.arrow:
            return ()
        (x, y), (dx, dy), size = self.points[-1], self._direction(), self._head()
        back = (x - size * dx, y - size * dy)
        side = (-0.38 * size * dy, 0.38 * size * dx)
        corners = ((x, y), (back[0] + side[0], back[1] + side[1]), (back[0] - side[0], back[1] - side[1]))
        return tuple((_rounded(across), _rounded(up)) for across, up in corners)

    @property
    def shaft(self) -> tuple[Point, ...]:
        """The line itself, which ends within its head."""
        if not self.arrow:
            return self.points
        (x, y), (dx, dy), size = self.points[-1], self._direction(), 0.7 * self._head()
        return (*self.points[:-1], (_rounded(x - size * dx), _rounded(y - size * dy)))

    def _head(self) -> float:
        """How long the head is: half of a short arrow."""
        return HEAD if self.curved else min(HEAD, 0.5 * hypot(*self._last()))

    def _direction(self) -> Point:
        """Where the line goes at its end."""
        across, up = self._last()
        length = hypot(across, up) or 1.0
        return across / length, up / length

    def _last(self) -> Point:
        (x, y), (end_x, end_y) = self.points[-2:]
        return end_x - x, end_y - y


@dataclass(frozen=True)
class Dot:
    """A disc, `solid` or a ring filled with `paper`."""

    x: float
    y: float
    radius: float
    ink: Ink = "plain"
    look: Look = "solid"


@dataclass(frozen=True)
class Label:
    """A line of text with mathematics; y is the middle of its letters, x its start, middle or end."""

    x: float
    y: float
    text: Inline
    anchor: Anchor = "middle"
    ink: Ink = "quiet"
    small: bool = False

    @property
    def size(self) -> float:
        """The size of its letters."""
        return SMALL if self.small else 1.0


@dataclass(frozen=True)
class Group:
    """Marks that belong together; an `answer` is what students are to find, and left out where answers are."""

    marks: tuple[Mark, ...]
    answer: bool = False


Drawn = Cells | Path | Dot | Label
Mark = Drawn | Group


@dataclass(frozen=True)
class Box:
    """A rectangle by its sides."""

    left: float
    bottom: float
    right: float
    top: float

    def overlaps(self, other: Box) -> bool:
        """Whether the two have more than a border in common."""
        across = self.left < other.right - 1e-6 and other.left < self.right - 1e-6
        return across and self.bottom < other.top - 1e-6 and other.bottom < self.top - 1e-6

    def contains(self, other: Box) -> bool:
        """Whether the other lies within this one."""
        across = self.left <= other.left + 1e-6 and other.right <= self.right + 1e-6
        return across and self.bottom <= other.bottom + 1e-6 and other.top <= self.top + 1e-6


@dataclass(frozen=True)
class Scene:
    """Marks, back to front, in a frame from (0, 0) to (`width`, `height`); `alt` says in words what is seen."""

    marks: tuple[Mark, ...]
    width: float
    height: float
    alt: Inline

    @property
    def flat(self) -> tuple[Drawn, ...]:
        """The marks without their groups, back to front."""
        return tuple(flat(self.marks))


def flat(marks: Iterable[Mark]) -> Iterator[Drawn]:
    """The marks without their groups, in order."""
    for mark in marks:
        if isinstance(mark, Group):
            yield from flat(mark.marks)
        else:
            yield mark


def framed(marks: Iterable[Mark], alt: Inline) -> Scene:
    """The scene of some marks, its frame as large as they are."""
    found = tuple(marks)
    around = bounds(found)
    shifted = tuple(moved(mark, MARGIN - around.left, MARGIN - around.bottom) for mark in found)
    width, height = around.right - around.left + 2 * MARGIN, around.top - around.bottom + 2 * MARGIN
    return Scene(shifted, _rounded(width), _rounded(height), alt)


def bounds(marks: Iterable[Mark]) -> Box:
    """The smallest box around marks."""
    boxes = [box(mark) for mark in flat(marks)]
    left, bottom = min(each.left for each in boxes), min(each.bottom for each in boxes)
    return Box(left, bottom, max(each.right for each in boxes), max(each.top for each in boxes))


def box(mark: Drawn) -> Box:
    """The box around a mark; that of a label is about as large as its letters."""
    match mark:
        case Cells():
            return Box(mark.x, mark.y, mark.x + mark.width, mark.y + mark.height)
        case Path():
            across, up = zip(*mark.points, strict=True)
            return Box(min(across), min(up), max(across), max(up))
        case Dot():
            reach = mark.radius
            return Box(mark.x - reach, mark.y - reach, mark.x + reach, mark.y + reach)
        case Label():
            width, height = (size * mark.size for size in extents.line(mark.text))
            left = mark.x - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[mark.anchor]
            return Box(left - _AIR, mark.y - height / 2, left + width + _AIR, mark.y + height / 2)
        case _:
            assert_never(mark)


def moved(mark: Mark, across: float, up: float) -> Mark:
    """The mark somewhere else, its places rounded, so that equal pictures are equal to the last digit."""
    match mark:
        case Cells():
            x, y = _rounded(mark.x + across), _rounded(mark.y + up)
            return replace(mark, x=x, y=y, width=_rounded(mark.width), height=_rounded(mark.height))
        case Path():
            return replace(mark, points=tuple((_rounded(x + across), _rounded(y + up)) for x, y in mark.points))
        case Dot() | Label():
            return replace(mark, x=_rounded(mark.x + across), y=_rounded(mark.y + up))
        case Group():
            return replace(mark, marks=tuple(moved(each, across, up) for each in mark.marks))
        case _:
            assert_never(mark)


def _rounded(value: float) -> float:
    return round(value, _DIGITS) + 0.0
