"""Shape diagrams: output, input and derivative as blocks to scale, with whose axis is whose.

A matrix is a block of cells, three axes are slices behind each other, four and more are blocks in rows and columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mcdocs.documents import extents
from mcdocs.documents.pictures.scene import SMALL, Cells, Group, Ink, Label, Mark, Path, Scene, bounds, framed, moved
from mcdocs.language.notation import Axis, Math, Name, Role, Sizes
from mcdocs.language.prose import Formula, Inline, Text
from mcdocs.language.shapes import Size

# Longest side that is divided into cells; most slices drawn; most rows and columns of blocks.
LONGEST = 8
MOST_LAYERS = 6
CELL = 1.6
TALLEST = 8.5
_STRIP = 0.22
_APART = 0.14
_GAP = 1.3
# Lengths for letters, in the order in which they first appear: near each other, never equal.
_NOMINAL = (3.0, 4.0, 2.4, 5.0, 3.5, 4.5)


@dataclass(frozen=True)
class Array:
    """What a block stands for: its axes as printed, what is written below it, and names for its rows and columns."""

    axes: tuple[Axis, ...]
    role: Role
    lines: tuple[Inline, ...] = ()
    rows: tuple[Math, ...] = ()
    columns: tuple[Math, ...] = ()


def shape_diagram(output: Array, input: Array, derivatives: Sequence[Array], alt: Inline) -> Scene:
    """`y / x -> derivative`, once for each layout shown, on one line through the middle."""
    scale = _scale((output, input, *derivatives))
    blocks = [_block(array, scale) for array in (output, input, *derivatives)]
    signs = [_over(), _gives(), *([] for _ in derivatives[1:])]
    placed: list[Mark] = list(blocks[0])
    for sign, block in zip(signs, blocks[1:], strict=True):
        for part in (sign, block):
            if part:
                around = bounds(part)
                shift = bounds(placed).right + (_GAP / 2 if sign else 1.6 * _GAP) - around.left
                placed += [moved(mark, shift, 0) for mark in part]
    return framed(placed, alt)


def arrays(name: str, axes: tuple[Axis, ...], role: Role) -> Array:
    """The block of an output or an input under its name."""
    return Array(axes, role, ((Formula(Name(name, role)),), _shape(axes)))


def derivative(axes: tuple[Axis, ...], label: str, rows: tuple[Math, ...], columns: tuple[Math, ...]) -> Array:
    """The block of a derivative under the name of its layout."""
    return Array(axes, "plain", ((Text(label),), _shape(axes)) if label else (_shape(axes),), rows, columns)


def _shape(axes: tuple[Axis, ...]) -> Inline:
    return (Formula(Sizes(axes)),) if axes else (Text("scalar"),)


# ── signs ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _over() -> list[Mark]:
    return [Path(((0.0, -0.7), (0.5, 0.7)), "quiet")]


def _gives() -> list[Mark]:
    return [Path(((0.0, 0.0), (1.7, 0.0)), "quiet", arrow=True)]


# ── one block, its middle at height zero ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Scale:
    """The length of one cell, and of every size that is a letter."""

    cell: float
    letters: dict[Size, float]

    def length(self, axis: Axis | None) -> float:
        if axis is None:
            return self.cell
        return self.cell * (min(axis.size, LONGEST) if isinstance(axis.size, int) else self.letters[axis.size])


def _scale(arrays: Sequence[Array]) -> _Scale:
    """Cells as large as the tallest block allows, the same in every block."""
    symbolic = dict.fromkeys(axis.size for array in arrays for axis in array.axes if isinstance(axis.size, str))
    letters: dict[Size, float] = {size: _NOMINAL[place % len(_NOMINAL)] for place, size in enumerate(symbolic)}
    unit = _Scale(1.0, letters)
    tallest = max(_Panel.of(array, unit).height for array in arrays)
    return _Scale(min(CELL, TALLEST / tallest), letters)


@dataclass(frozen=True)
class _Panel:
    """The front of a block, `height` x `width` in `rows` x `columns` cells, how often it is repeated, and by what axes.

    `behind` slices stand behind it, each `step` up and to the right; or `grid` of them stand in rows and columns.
    """

    front: tuple[float, float]
    cells: tuple[int, int]
    sides: tuple[Axis | None, Axis | None]
    behind: int
    step: float
    grid: tuple[int, int]
    outer: tuple[Axis, ...]
    between: float

    @staticmethod
    def of(array: Array, scale: _Scale) -> _Panel:
        axes = array.axes
        rows, columns = {0: (None, None), 1: (*axes, None)}.get(len(axes), axes[-2:])
        whole = any(isinstance(axis.size, str) or axis.size > LONGEST for axis in axes)
        leading = [min(_count(axis), MOST_LAYERS) for axis in axes[:-2]]
        others = 1
        for count in leading[1:]:
            others = min(others * count, MOST_LAYERS)
        return _Panel(
            front=(scale.length(rows), scale.length(columns)),
            cells=(1, 1) if whole else (_count(rows), _count(columns)),
            sides=(rows, columns),
            behind=leading[0] - 1 if len(leading) == 1 else 0,
            step=0.45 * scale.cell,
            grid=(leading[0], others) if len(leading) > 1 else (1, 1),
            outer=axes[:-2],
            between=0.4 * scale.cell,
        )

    @property
    def height(self) -> float:
        return self.grid[0] * (self.front[0] + self.between) - self.between + self.behind * self.step

    @property
    def width(self) -> float:
        return self.grid[1] * (self.front[1] + self.between) - self.between + self.behind * self.step


def _count(axis: Axis | None) -> int:
    """How many cells an axis has; three stand for an unknown number."""
    if axis is None:
        return 1
    return axis.size if isinstance(axis.size, int) else 3


def _block(array: Array, scale: _Scale) -> list[Mark]:
    """The block, its strips and the names of its rows and columns, and what is written below."""
    panel = _Panel.of(array, scale)
    marks: list[Mark] = list(_fronts(panel, array.role))
    if array.role == "plain" and panel.sides != (None, None):
        marks += _strips(panel)
        marks += _names(panel, array) if panel.grid == (1, 1) else []
    centre, y = panel.front[1] / 2 if panel.behind else panel.width / 2, bounds(marks).bottom
    for line in array.lines:
        y -= 1.25
        marks.append(Label(centre, y, line, small=line is not array.lines[0] or array.role == "plain"))
    # The shape of a derivative is what students are to find.
    return [Group(tuple(marks), answer=True)] if array.role == "plain" else marks


def _fronts(panel: _Panel, role: Role) -> Iterable[Mark]:
    bottom = -panel.height / 2
    ink: Ink = "quiet" if role == "plain" else role
    for layer in reversed(range(panel.behind + 1)):
        for i in range(panel.grid[0]):
            for j in range(panel.grid[1]):
                x = j * (panel.front[1] + panel.between) + layer * panel.step
                y = bottom + i * (panel.front[0] + panel.between) + layer * panel.step
                # Only the front slice shows its cells: those behind are an edge.
                rows, columns = (1, 1) if layer else panel.cells
                yield Cells(x, y, panel.front[1], panel.front[0], ink, rows=rows, columns=columns)


def _strips(panel: _Panel) -> list[Mark]:
    """Whose axes are whose: a strip beside the rows, above the columns, and along the slices."""
    bottom, (height, width) = -panel.height / 2, panel.front
    rows, columns = panel.sides
    strips: list[Mark] = []
    if panel.grid == (1, 1):
        strips += _upright(-_APART - _STRIP, bottom, height, panel.cells[0], _ink(rows))
        # Slices stand above the front: there, its columns are marked below.
        y = bottom - _APART - _STRIP if panel.behind else bottom + height + _APART
        strips += _level(0.0, y, width, panel.cells[1], _ink(columns))
    else:
        # The first block shows whose its own rows and columns are; outside, those of the blocks.
        far, top = 2 * (_APART + _STRIP), bottom + panel.height
        strips += _upright(-_APART - _STRIP, top - height, height, panel.cells[0], _ink(rows))
        strips += _level(0.0, top + _APART, width, panel.cells[1], _ink(columns))
        strips += _upright(-far, bottom, panel.height, panel.grid[0], _ink(panel.outer[0]), panel.between)
        strips += _level(0.0, top + far - _STRIP, panel.width, panel.grid[1], _ink(panel.outer[1]), panel.between)
    if panel.behind:
        start, reach = (-_APART, bottom + height + _APART), panel.behind * panel.step
        ink = _ink(panel.outer[0])
        strips += [Path((start, (start[0] + reach, start[1] + reach)), ink, "thick")] if ink else []
    return strips


def _ink(axis: Axis | None) -> Ink | None:
    return axis.role if axis and axis.role != "plain" else None


def _upright(x: float, y: float, length: float, count: int, ink: Ink | None, between: float = 0.0) -> list[Mark]:
    one = (length + between) / count
    inset = 0.0 if between else 0.09
    return [Cells(x, y + i * one + inset, _STRIP, one - between - 2 * inset, ink, "solid") for i in range(count) if ink]


def _level(x: float, y: float, length: float, count: int, ink: Ink | None, between: float = 0.0) -> list[Mark]:
    return [
        Cells(mark.y, y, mark.height, mark.width, mark.ink, "solid")
        for mark in _upright(0.0, x, length, count, ink, between)
        if isinstance(mark, Cells)
    ]


def _names(panel: _Panel, array: Array) -> list[Mark]:
    """The names of rows and columns where each has a cell of its own, of a size that is a letter the letter."""
    bottom, (height, width) = -panel.height / 2, panel.front
    rows, columns = (_sides(axis, names) for axis, names in zip(panel.sides, (array.rows, array.columns), strict=True))
    marks: list[Mark] = []
    if rows and height / len(rows) >= 1.0:
        x = -2 * _APART - _STRIP
        places = [bottom + height - (i + 0.5) * height / len(rows) for i in range(len(rows))]
        marks += [Label(x, y, (Formula(name),), "end", small=True) for y, name in zip(places, rows, strict=True)]
    room = width / max(len(columns), 1)
    if columns and all(SMALL * extents.math(name)[0] <= room for name in columns):
        y = bottom + height + 2 * _APART + _STRIP + 0.5
        y = bottom - 2 * _APART - _STRIP - 0.5 if panel.behind else y
        places = [(j + 0.5) * room for j in range(len(columns))]
        marks += [Label(x, y, (Formula(name),), small=True) for x, name in zip(places, columns, strict=True)]
    return marks


def _sides(axis: Axis | None, names: tuple[Math, ...]) -> tuple[Math, ...]:
    if axis is None or axis.role == "plain":
        return ()
    if isinstance(axis.size, str):
        return (Name(axis.size, axis.role),)
    return names if len(names) == axis.size else ()
