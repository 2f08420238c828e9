"""The pattern of a matrix: which entries can be other than zero, for given sizes and on the diagonal of any size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mcdocs.documents.pictures.scene import Cells, Group, Ink, Label, Mark, Path, Scene, bounds, framed, moved
from mcdocs.language.notation import Axis, Name
from mcdocs.language.prose import Formula, Inline

CELL, TALLEST, WIDEST = 1.1, 11.0, 24.0
_UNKNOWN = 7.0
_STRIP, _APART, _GAP = 0.22, 0.14, 2.2


@dataclass(frozen=True)
class Pattern:
    """A matrix by its two axes and what is written below; `filled` are its places, from zero, row and column.

    Of a size that is a letter, only the diagonal is known: `filled` is None.
    """

    axes: tuple[Axis, Axis]
    filled: frozenset[tuple[int, int]] | None
    lines: tuple[Inline, ...]


def sparsity(patterns: Sequence[Pattern], alt: Inline) -> Scene:
    """The patterns side by side; what is filled is what students are to find."""
    placed: list[Mark] = []
    for pattern in patterns:
        marks = _pattern(pattern)
        shift = bounds(placed).right + _GAP - bounds(marks).left if placed else 0.0
        placed += [moved(mark, shift, 0.0) for mark in marks]
    return framed(placed, alt)


def _pattern(pattern: Pattern) -> list[Mark]:
    """The matrix, its top at height zero, strips that say whose its rows and columns are, and what is below."""
    rows, columns = (axis.size if isinstance(axis.size, int) else 1 for axis in pattern.axes)
    cell = _UNKNOWN if pattern.filled is None else min(CELL, TALLEST / rows, WIDEST / columns)
    width, height = columns * cell, rows * cell
    marks: list[Mark] = [Cells(0.0, -height, width, height, "quiet", "open", rows, columns)]
    if pattern.filled is None:
        marks.append(Group((Path(((0.0, 0.0), (width, -height)), "plain", "thick"),), answer=True))
        marks += _letters(pattern, width, height)
    else:
        inset = 0.14 * cell
        filled = [
            Cells(j * cell + inset, -(i + 1) * cell + inset, cell - 2 * inset, cell - 2 * inset, "plain", "solid")
            for i, j in sorted(pattern.filled)
        ]
        marks.append(Group(tuple(filled), answer=True))
    upright, level = (_ink(axis) for axis in pattern.axes)
    marks.append(Cells(-_APART - _STRIP, -height, _STRIP, height, upright, "solid"))
    marks.append(Cells(0.0, _APART, width, _STRIP, level, "solid"))
    for place, line in enumerate(pattern.lines):
        marks.append(Label(width / 2, -height - 1.0 - 1.15 * place, line, small=True))
    return marks


def _letters(pattern: Pattern, width: float, height: float) -> list[Mark]:
    (row, column), off = pattern.axes, _APART + _STRIP
    across = Label(width / 2, off + 0.7, (Formula(Name(str(column.size), column.role)),), small=True)
    return [Label(-off - 0.2, -height / 2, (Formula(Name(str(row.size), row.role)),), "end", small=True), across]


def _ink(axis: Axis) -> Ink:
    return "quiet" if axis.role == "plain" else axis.role
