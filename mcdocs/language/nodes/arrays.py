"""The nodes of arrays written out entry by entry, or in index notation."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from mcdocs.errors import ShapeError
from mcdocs.language import shapes
from mcdocs.language.nodes.node import Node, set_shape
from mcdocs.language.nodes.operations import Differential
from mcdocs.language.shapes import Shape, Size


@dataclass(frozen=True, eq=False)
class Grid(Node):
    """A vector, matrix or tensor written out: scalar formulas in the order of `shapes.indices(shape)`."""

    entries: tuple[Node, ...]
    shape: Shape

    def __post_init__(self) -> None:
        if not shapes.is_given(self.shape) or len(self.entries) != shapes.times(*self.shape):
            raise ShapeError(f"{len(self.entries)} entries do not fill {shapes.describe(self.shape)}")
        for entry in self.entries:
            if entry.shape != ():
                raise ShapeError(f"an entry of a grid must be a scalar, not {shapes.describe(entry.shape)}")

    def parts(self) -> tuple[object, ...]:
        return (self.entries, self.shape)

    def children(self) -> tuple[Node, ...]:
        return self.entries


IndexFactor = tuple[Node, tuple[str, ...], Fraction]


@dataclass(frozen=True)
class IndexTerm:
    """coefficient * product of factors and Kronecker deltas in index notation.

    A factor is a formula, its index and a power. An index has a slot for each axis: a letter, "" for the one row of a
    row, or letters that count the axis together, the last one fastest. Letters that label no axis are summed over.
    """

    coefficient: Node
    factors: tuple[IndexFactor, ...]
    deltas: tuple[tuple[str, str], ...]

    def letters(self) -> list[str]:
        """The letters in order of appearance."""
        found = [letter for _, index, _ in self.factors for slot in index for letter in slot]
        return list(dict.fromkeys([*found, *(letter for pair in self.deltas for slot in pair for letter in slot)]))

    def parted(self) -> tuple[list[IndexFactor], list[IndexFactor]]:
        """The factors, and apart from them the differentials, which are written last, after the deltas."""
        apart = [factor for factor in self.factors if isinstance(factor[0], Differential)]
        return [factor for factor in self.factors if factor not in apart], apart


@dataclass(frozen=True, eq=False)
class Tensor(Node):
    """An array of any number of axes in index notation: a sum of terms, each axis labelled by a letter or by several.

    `extents` are the sizes of all letters; the entry at (ip) of an axis is number (i - 1) * (size of p) + p.
    """

    terms: tuple[IndexTerm, ...]
    axes: tuple[str, ...]
    extents: tuple[tuple[str, Size], ...]
    shape: Shape = field(init=False, default=(), repr=False)

    def __post_init__(self) -> None:
        sizes = dict(self.extents)
        set_shape(self, tuple(shapes.times(*(sizes[letter] for letter in slot)) for slot in self.axes))

    def parts(self) -> tuple[object, ...]:
        return (self.terms, self.axes, self.extents)

    def children(self) -> tuple[Node, ...]:
        return tuple(part for term in self.terms for part in (term.coefficient, *(of for of, _, _ in term.factors)))
