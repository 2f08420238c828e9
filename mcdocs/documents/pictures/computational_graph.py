"""Computational graphs: what is computed from what, the shapes that flow forward, the deltas that return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from mcdocs.documents import extents
from mcdocs.documents.pictures.layers import Layout, Place, Room, layered
from mcdocs.documents.pictures.scene import SMALL, Cells, Ink, Label, Look, Mark, Path, Point, Scene, framed
from mcdocs.language.notation import Axis, Math, Sizes
from mcdocs.language.prose import Formula, Inline

Kind = Literal["variable", "constant", "intermediate", "result"]

_HEIGHT = 1.7
_LIFT = 0.17
_ABOVE = 0.72
# How far a line, a box and what is written along it reach above and below.
_PASSING, _BOXED, _LABELLED = 0.45, 1.0, 1.4


@dataclass(frozen=True)
class Vertex:
    """A quantity: `uses` names what it is computed from, `delta` is what comes back to it."""

    name: str
    math: Math
    kind: Kind
    axes: tuple[Axis, ...]
    uses: tuple[str, ...] = ()
    delta: Math | None = None


def computational_graph(vertices: Sequence[Vertex], alt: Inline, backward: bool = True) -> Scene:
    """The graph from left to right; each vertex stands behind those it uses, which are given before it.

    With `backward`, arrows in the colour of the output lead from the result to every delta and every variable.
    """
    arrows = [(source, vertex.name) for vertex in vertices for source in vertex.uses]
    by_name = {vertex.name: vertex for vertex in vertices}

    def room(place: Place) -> Room:
        vertex = by_name[place.node]
        return (
            _PASSING if place.passing else _LABELLED if vertex.axes else _BOXED,
            _PASSING if place.passing else _LABELLED if vertex.delta and backward else _BOXED,
        )

    laid = layered([vertex.name for vertex in vertices], arrows, room)
    return framed(_Drawing(laid, by_name, _answered(vertices) if backward else frozenset()).marks(), alt)


def _answered(vertices: Sequence[Vertex]) -> frozenset[str]:
    """Everything the backward pass reaches."""
    return frozenset(each.name for each in vertices if each.kind in ("variable", "result") or each.delta is not None)


_STYLES: dict[Kind, tuple[Ink, Look]] = {
    "variable": ("input", "tinted"),
    "constant": ("line", "open"),
    "intermediate": ("quiet", "tinted"),
    "result": ("output", "tinted"),
}


@dataclass(frozen=True)
class _Drawing:
    """A layout, what stands at its places, and which of them the backward pass reaches."""

    laid: Layout
    vertices: Mapping[str, Vertex]
    answered: frozenset[str]

    def marks(self) -> list[Mark]:
        columns = self._columns()
        lines: list[Mark] = []
        for start, end in self.laid.lines:
            lines += self._line(start, end, columns)
        for place in self.laid.heights:
            lines += self._along(place, columns[place.layer])
        for layer, column in zip(self.laid.order, columns, strict=True):
            for place in layer:
                if not place.passing:
                    lines += self._vertex(place, column)
        return lines

    def _columns(self) -> list[tuple[float, float, float]]:
        """Of each layer: where its boxes begin and end, and where its lines leave it."""
        found: list[tuple[float, float, float]] = []
        left = 0.0
        for layer in self.laid.order:
            here = [self.vertices[place.node] for place in layer if not place.passing]
            width = max([1.6, *(extents.math(vertex.math)[0] + 0.9 for vertex in here)])
            leaving = [vertex for vertex in here if any(vertex.name in other.uses for other in self.vertices.values())]
            written = max((SMALL * _written(vertex) for vertex in leaving), default=0.0)
            found.append((left, left + width, left + width + written + 0.5))
            left = found[-1][2] + self._gap(layer)
        return found

    def _gap(self, layer: Sequence[Place]) -> float:
        """The room for the lines from a layer to the next: more where they go far up or down."""
        heights = self.laid.heights
        steepest = max((abs(heights[a] - heights[b]) for a, b in self.laid.lines if a in layer), default=0.0)
        return 1.25 + min(0.12 * steepest, 0.8)

    def _vertex(self, place: Place, column: tuple[float, float, float]) -> list[Mark]:
        vertex, y = self.vertices[place.node], self.laid.heights[place]
        ink, look = _STYLES[vertex.kind]
        left, right, leaves = column
        marks: list[Mark] = [
            Cells(left, y - _HEIGHT / 2, right - left, _HEIGHT, ink, look),
            Label((left + right) / 2, y, (Formula(vertex.math),), ink="plain"),
        ]
        if any(start == place for start, _ in self.laid.lines):
            middle = (right + leaves) / 2 + 0.1
            if vertex.axes:
                marks.append(Label(middle, y + _LIFT + _ABOVE, (Formula(Sizes(vertex.axes)),), small=True))
            if vertex.delta is not None and vertex.name in self.answered:
                y -= _LIFT + _ABOVE
                marks.append(Label(middle, y, (Formula(vertex.delta),), ink="output", small=True))
        return marks

    def _along(self, place: Place, column: tuple[float, float, float]) -> list[Mark]:
        """The level part of a line: from a box to where its layer ends, or past a layer."""
        if not any(start == place for start, _ in self.laid.lines):
            return []
        y = self.laid.heights[place]
        left, right, leaves = column
        start = left if place.passing else right
        marks: list[Mark] = [Path(((start, y + _LIFT), (leaves, y + _LIFT)), "quiet")]
        if self._returns(place):
            back = ((leaves, y - _LIFT), (start, y - _LIFT))
            marks.append(Path(back, "output", dashed=True, arrow=not place.passing))
        return marks

    def _line(self, start: Place, end: Place, columns: list[tuple[float, float, float]]) -> list[Mark]:
        """From where a layer ends to the beginning of the next."""
        x, goal = columns[start.layer][2], columns[end.layer][0]
        y, height = self.laid.heights[start], self.laid.heights[end]
        marks: list[Mark] = [
            Path(_curve((x, y + _LIFT), (goal, height + _LIFT)), "quiet", curved=True, arrow=not end.passing)
        ]
        if self._comes_back(start, end):
            back = _curve((goal, height - _LIFT), (x, y - _LIFT))
            marks.append(Path(back, "output", dashed=True, curved=True))
        return marks

    def _comes_back(self, start: Place, end: Place) -> bool:
        """Whether the backward pass goes along a line: to something that is asked for, from something reached."""
        return start.node in self.answered and (self._returns(end) if end.passing else end.node in self.answered)

    def _returns(self, place: Place) -> bool:
        return any(self._comes_back(start, end) for start, end in self.laid.lines if start == place)


def _written(vertex: Vertex) -> float:
    """The width of what stands along a vertex's line."""
    below = extents.math(vertex.delta)[0] if vertex.delta is not None else 0.0
    return max(extents.math(Sizes(vertex.axes))[0] if vertex.axes else 0.0, below)


def _curve(start: Point, end: Point) -> tuple[Point, ...]:
    """Level at both ends."""
    middle = (start[0] + end[0]) / 2
    return start, (middle, start[1]), (middle, end[1]), end
