"""Plots: a curve with its tangent, level lines with the gradient, in a frame with ticks at nice numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import hypot

from mcdocs.documents import extents
from mcdocs.documents.pictures.curves import Curve, clipped
from mcdocs.documents.pictures.scene import SMALL, Cells, Dot, Group, Ink, Label, Mark, Path, Point, Scene, framed
from mcdocs.documents.pictures.ticks import ticks, written
from mcdocs.documents.pictures.windows import Interval
from mcdocs.language.notation import Math
from mcdocs.language.prose import Formula, Inline

WIDTH, HEIGHT = 19.0, 11.0
_TICKS_ACROSS, _TICKS_UP = 7, 6
_EXACT = 0.015
_DOT = 0.2


@dataclass(frozen=True)
class Frame:
    """From values to places: the window `across` x `up` in a rectangle of `width` x `height`."""

    across: Interval
    up: Interval
    width: float = WIDTH
    height: float = HEIGHT

    def place(self, point: Point) -> Point:
        """Where a point of the window stands."""
        x = (point[0] - self.across[0]) / (self.across[1] - self.across[0])
        y = (point[1] - self.up[0]) / (self.up[1] - self.up[0])
        return x * self.width, y * self.height

    def shows(self, point: Point) -> bool:
        """Whether a point lies in the window."""
        return self.across[0] <= point[0] <= self.across[1] and self.up[0] <= point[1] <= self.up[1]

    def marks(self, names: tuple[Math, Math]) -> list[Mark]:
        """The frame, lines through zero, ticks outside where no curve comes, and what runs along each side."""
        marks: list[Mark] = []
        if self.across[0] < 0 < self.across[1]:
            marks.append(self._line((0.0, self.up[0]), (0.0, self.up[1]), "line"))
        if self.up[0] < 0 < self.up[1]:
            marks.append(self._line((self.across[0], 0.0), (self.across[1], 0.0), "line"))
        widest = 0.0
        for value in ticks(*self.across, most=_TICKS_ACROSS):
            x, _ = self.place((float(value), 0.0))
            marks.append(Path(((x, 0.0), (x, -0.25)), "quiet", "hair"))
            marks.append(Label(x, -0.95, (Formula(written(value)),), small=True))
        for value in ticks(*self.up, most=_TICKS_UP):
            _, y = self.place((0.0, float(value)))
            text: Inline = (Formula(written(value)),)
            widest = max(widest, SMALL * extents.line(text)[0])
            marks.append(Path(((0.0, y), (-0.25, y)), "quiet", "hair"))
            marks.append(Label(-0.5, y, text, "end", small=True))
        marks.append(Cells(0.0, 0.0, self.width, self.height, "line", "open"))
        marks.append(Label(self.width + 0.5, 0.0, (Formula(names[0]),), "start", ink="plain"))
        marks.append(Label(0.0, self.height + 0.8, (Formula(names[1]),), "start", ink="plain"))
        return marks

    def line(self, points: Iterable[Point]) -> tuple[Point, ...]:
        """A line through points of the window, without those that make no difference."""
        return thinned([self.place(point) for point in points])

    def _line(self, start: Point, end: Point, ink: Ink) -> Path:
        return Path((self.place(start), self.place(end)), ink, "hair")


@dataclass(frozen=True)
class Tangent:
    """The line of a slope through a point of the curve, and what is written about it."""

    at: Point
    slope: float
    text: Inline


def plot(curve: Curve, names: tuple[Math, Math], tangent: Tangent | None, alt: Inline) -> Scene:
    """A curve, dashed asymptotes, rings where it has no value, and the tangent, which is what students are to find."""
    frame = Frame(curve.across, curve.up)
    marks = frame.marks(names)
    for pole in curve.poles:
        if curve.across[0] <= pole <= curve.across[1]:
            ends = frame.place((pole, curve.up[0])), frame.place((pole, curve.up[1]))
            marks.append(Path(ends, "quiet", "hair", dashed=True))
    marks += [Path(frame.line(piece), "output", "thick") for piece in curve.pieces]
    if tangent is not None:
        marks += _tangent(frame, tangent)
    marks += [Dot(*frame.place(hole), _DOT, "output", "paper") for hole in curve.holes]
    return framed(marks, alt)


def _tangent(frame: Frame, tangent: Tangent) -> list[Mark]:
    (x, y), (start, end) = tangent.at, frame.across
    ends = (start, y + tangent.slope * (start - x)), (end, y + tangent.slope * (end - x))
    answer: list[Mark] = [Path(frame.line(part), "plain", "thin") for part in clipped(ends, frame.up)]
    answer.append(Label(frame.width, frame.height + 0.8, tangent.text, "end", ink="plain", small=True))
    return [Group(tuple(answer), answer=True), Dot(*frame.place(tangent.at), _DOT, "plain", "solid")]


def thinned(points: Sequence[Point]) -> tuple[Point, ...]:
    """A line through as few of the points as show the same (Douglas and Peucker, 1973)."""
    keep = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        start, end = spans.pop()
        (x, y), (dx, dy) = points[start], (points[end][0] - points[start][0], points[end][1] - points[start][1])
        length = hypot(dx, dy)
        worst, place = _EXACT, None
        for k in range(start + 1, end):
            px, py = points[k][0] - x, points[k][1] - y
            off = abs(px * dy - py * dx) / length if length else hypot(px, py)
            if off > worst:
                worst, place = off, k
        if place is not None:
            keep.add(place)
            spans += [(start, place), (place, end)]
    return tuple(points[k] for k in sorted(keep))
