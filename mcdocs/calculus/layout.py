"""The only room that knows layouts.

Numerator layout: the output's shape followed by the input's shape reversed (for each derivative taken); denominator
layout: all axes of that reversed. So the numerator derivative of a vector by a vector is the Jacobian.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from mcdocs.language import nodes, shapes
from mcdocs.language.nodes import Node
from mcdocs.language.notation import Axis
from mcdocs.language.shapes import Shape

Layout = Literal["numerator", "denominator"]
LAYOUTS: tuple[Layout, ...] = ("numerator", "denominator")


@dataclass(frozen=True)
class Aspect:
    """What is differentiated by what: the shapes of output and input, and how often."""

    output: Shape
    input: Shape
    order: int = 1

    def axes(self, layout: Layout) -> tuple[Axis, ...]:
        """The axes of the derivative, each with whose it is."""
        axes = tuple(Axis(size, "output") for size in self.output)
        axes += tuple(Axis(size, "input") for size in self.input[::-1]) * self.order
        return axes if layout == "numerator" else axes[::-1]

    def shape(self, layout: Layout) -> Shape:
        """The shape of the derivative."""
        return tuple(axis.size for axis in self.axes(layout))

    def is_row(self, layout: Layout) -> bool:
        """Whether a derivative with one axis is printed as a row: its axis is that of columns in this layout."""
        axes = self.axes(layout)
        return len(axes) == 1 and axes[0].role == ("input" if layout == "numerator" else "output")

    def printed(self, layout: Layout) -> tuple[Axis, ...]:
        """The axes as printed on paper: a row is 1 x n, a column n x 1."""
        axes = self.axes(layout)
        if len(axes) != 1:
            return axes
        return (Axis(1), *axes) if self.is_row(layout) else (*axes, Axis(1))

    def arranged(self, entries: Sequence[Node], layout: Layout) -> Node:
        """The derivative written out from the partial derivatives.

        `entries` run over the output's indices, then the input's (once for each order), the last fastest.
        """
        if not self.output and not self.input:
            return entries[0]
        shape = self.shape(layout)
        assert shapes.is_given(self.output)
        assert shapes.is_given(self.input)
        if layout == "denominator" or len(self.input) > 1:  # in numerator layout a single axis of the input is last
            position = {key: place for place, key in enumerate(self.keys())}
            entries = [entries[position[self.key(index, layout)]] for index in shapes.indices(tuple(map(int, shape)))]
        return nodes.Grid(tuple(entries), (1, *shape) if self.is_row(layout) else shape)

    def keys(self) -> list[tuple[int, ...]]:
        """The indices of output and input of each partial derivative, joined, in their natural order."""
        assert shapes.is_given(self.output)
        assert shapes.is_given(self.input)
        parts = [shapes.indices(self.output)] + [shapes.indices(self.input)] * self.order
        return [tuple(i for part in parts_ for i in part) for parts_ in product(*parts)]

    def key(self, index: tuple[int, ...], layout: Layout) -> tuple[int, ...]:
        """Which partial derivative stands at an index of the derivative."""
        if layout == "denominator":
            index = index[::-1]
        split, step = len(self.output), len(self.input)
        found = index[:split]
        for turn in range(self.order):
            found += index[split + turn * step : split + (turn + 1) * step][::-1]
        return found
