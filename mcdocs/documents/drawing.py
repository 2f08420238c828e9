"""The geometry of a shape diagram, the same for every format: boxes, signs and labels in units of one cell.

x runs to the right and y upwards; y = 0 is the middle of every block, so that formats only draw what stands here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mcdocs.documents.blocks import ShapeDiagram
from mcdocs.language.notation import Axis, Math, Name, Role, Sizes
from mcdocs.language.shapes import Size

LONGEST = 8
MOST_LAYERS = 6
_GAP = 1.1
_SIGNS = (("by", 0.8), ("gives", 2.4))
_OFFSET = 0.42
_STRIP = 0.2
# Lengths for letters, in the order in which they first appear: near each other, never equal.
_NOMINAL = (3.0, 4.0, 2.4, 5.0, 3.5, 4.5)


@dataclass(frozen=True)
class Box:
    """A rectangle by its lower left corner; `kind` is `block` (tinted, outlined) or `strip` (solid)."""

    x: float
    y: float
    width: float
    height: float
    role: Role
    kind: str = "block"


@dataclass(frozen=True)
class Label:
    """Lines of mathematics centred at x; their top is at y."""

    x: float
    y: float
    lines: tuple[Math, ...]


@dataclass(frozen=True)
class Sign:
    """`by` or `gives`, centred at x in the middle."""

    x: float
    text: str


@dataclass(frozen=True)
class Drawing:
    """Everything to draw, back to front, in a frame of `width`, from `bottom` to `top`, labels not counted."""

    width: float
    bottom: float
    top: float
    boxes: tuple[Box, ...]
    signs: tuple[Sign, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class _Panel:
    """One array: `rows` x `columns` cells, repeated as stacked layers or as a grid of blocks."""

    lengths: tuple[float, float]
    cells: tuple[int, int]
    layers: int = 1
    grid: tuple[int, int] = (1, 1)
    roles: tuple[Role, Role] = ("plain", "plain")

    @property
    def width(self) -> float:
        return self.grid[1] * (self.lengths[1] + 0.5) - 0.5 + (self.layers - 1) * _OFFSET

    @property
    def height(self) -> float:
        return self.grid[0] * (self.lengths[0] + 0.5) - 0.5 + (self.layers - 1) * _OFFSET


def drawn(block: ShapeDiagram) -> Drawing:
    """The blocks y and x and the derivative, side by side."""
    letters = _letters([*block.output, *block.input, *block.derivative])
    parts: list[tuple[_Panel, Role, tuple[Math, ...]]] = [
        (_panel(block.output, letters), "output", _named(block.output_name, block.output, "output")),
        (_panel(block.input, letters), "input", _named(block.input_name, block.input, "input")),
        (_panel(block.derivative, letters), "plain", _sized(block.derivative)),
    ]
    boxes: list[Box] = []
    signs: list[Sign] = []
    labels: list[Label] = []
    left = 0.0
    for place, (panel, role, lines) in enumerate(parts):
        if place:
            text, width = _SIGNS[place - 1]
            signs.append(Sign(left + (_GAP + width) / 2, text))
            left += _GAP + width
        slot = max(panel.width, _label_width(lines))
        boxes += _boxes(panel, left + (slot - panel.width) / 2, role)
        labels.append(Label(left + slot / 2, -panel.height / 2, lines))
        left += slot
    top = max(panel.height for panel, _, _ in parts) / 2
    return Drawing(left, -top, top + _STRIP + 0.1, tuple(boxes), tuple(signs), tuple(labels))


def _named(name: str, axes: tuple[Axis, ...], role: Role) -> tuple[Math, ...]:
    return (Name(name, role), *_sized(axes))


def _sized(axes: tuple[Axis, ...]) -> tuple[Math, ...]:
    return (Sizes(axes),) if axes else ()


def _label_width(lines: tuple[Math, ...]) -> float:
    return max((1.5 * len(line.axes) - 0.3 for line in lines if isinstance(line, Sizes)), default=1.0)


def _letters(axes: Iterable[Axis]) -> dict[Size, float]:
    """A nominal length for every size that is not a number."""
    symbolic = list(dict.fromkeys(axis.size for axis in axes if isinstance(axis.size, str)))
    return {size: _NOMINAL[place % len(_NOMINAL)] for place, size in enumerate(symbolic)}


def _panel(axes: tuple[Axis, ...], letters: dict[Size, float]) -> _Panel:
    rows, columns = {0: (None, None), 1: (*axes, None)}.get(len(axes), axes[-2:])
    cells = (_cells(rows), _cells(columns))
    if any(isinstance(axis.size, str) or axis.size > LONGEST for axis in axes):
        cells = (1, 1)
    leading = [min(_cells(axis), MOST_LAYERS) for axis in axes[:-2]]
    others = 1
    for count in leading[1:]:
        others = min(others * count, MOST_LAYERS)
    return _Panel(
        lengths=(_length(rows, letters), _length(columns, letters)),
        cells=cells,
        layers=leading[0] if len(leading) == 1 else 1,
        grid=(leading[0], others) if len(leading) > 1 else (1, 1),
        roles=(rows.role if rows else "plain", columns.role if columns else "plain"),
    )


def _cells(axis: Axis | None) -> int:
    """How many cells an axis has; three stand for an unknown number."""
    if axis is None:
        return 1
    return axis.size if isinstance(axis.size, int) else 3


def _length(axis: Axis | None, letters: dict[Size, float]) -> float:
    if axis is None:
        return 1.0
    return float(min(axis.size, LONGEST)) if isinstance(axis.size, int) else letters[axis.size]


def _boxes(panel: _Panel, left: float, role: Role) -> list[Box]:
    boxes: list[Box] = []
    height, width = panel.lengths
    for layer in reversed(range(panel.layers)):
        x, y = left + layer * _OFFSET, -panel.height / 2 + layer * _OFFSET
        for i in range(panel.grid[0]):
            for j in range(panel.grid[1]):
                corner = (x + j * (width + 0.5), y + i * (height + 0.5))
                # Only the front layer shows its cells: those behind are an edge.
                boxes += _matrix(corner, panel, role) if layer == 0 else [Box(*corner, width, height, role)]
    if role == "plain":
        boxes += _strips(panel, left)
    return boxes


def _matrix(corner: tuple[float, float], panel: _Panel, role: Role) -> list[Box]:
    rows, columns = panel.cells
    height, width = panel.lengths[0] / rows, panel.lengths[1] / columns
    return [
        Box(corner[0] + j * width, corner[1] + i * height, width, height, role)
        for i in range(rows)
        for j in range(columns)
    ]


def _strips(panel: _Panel, left: float) -> list[Box]:
    """Which axis is whose: a strip beside each row and above each column of the front layer."""
    bottom = -panel.height / 2
    height, width = panel.lengths[0] / panel.cells[0], panel.lengths[1] / panel.cells[1]
    top = bottom + panel.lengths[0] + 0.1
    row, column = panel.roles
    if panel.grid != (1, 1):
        return []
    beside = [
        Box(left - _STRIP - 0.1, bottom + i * height + 0.08, _STRIP, height - 0.16, row, "strip")
        for i in range(panel.cells[0])
    ]
    above = [
        Box(left + j * width + 0.08, top, width - 0.16, _STRIP, column, "strip")
        for j in range(panel.cells[1])
        if panel.layers == 1
    ]
    return (beside if row != "plain" else []) + (above if column != "plain" else [])
