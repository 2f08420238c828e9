"""Derivatives by a scalar through long chains, once or twice: those of the intermediates get names, first things first.

With ds = 1 the differential of an intermediate is its derivative by s and has its own shape, be it a matrix: D_h, and
D2_h for the second. Each is made of those before it, so that all together are as long as the chain is deep. This is the
forward mode, and its second sweep (Griewank and Walther, Evaluating Derivatives, sections 3.1 and 13.2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Literal

from mcdocs.calculus import algebra
from mcdocs.calculus.layout import Aspect, Layout
from mcdocs.calculus.matrix.coefficients import put_in
from mcdocs.calculus.matrix.differentials import differential, differential_lines
from mcdocs.calculus.matrix.junctions import Ways
from mcdocs.calculus.matrix.solution import FromDifferential
from mcdocs.calculus.matrix.transposes import with_one_transpose
from mcdocs.calculus.partial import Line
from mcdocs.language import nodes
from mcdocs.language.nodes import ONE, Node

PREFIXES = ("D", "D2")


@dataclass(frozen=True)
class TangentSolution(FromDifferential):
    """The first or second derivative by a scalar, written with those of the intermediates."""

    form: ClassVar[Literal["matrix"]] = "matrix"

    @cached_property
    def ways(self) -> Ways:
        """How the formula depends on the scalar."""
        return Ways(self.statement.formula, self.statement.wrt)

    @cached_property
    def aspect(self) -> Aspect:
        """What is differentiated by what."""
        return Aspect(self.statement.formula.shape, (), self.statement.order)

    @cached_property
    def _tangents(self) -> tuple[dict[Node, Node], ...]:
        """For each order, the derivative of each intermediate, by its name unless it is as short as one."""
        first: dict[Node, Node] = {}
        for part in self.ways.between:
            first[part] = self._named(part, self._along(part.value, first))
        if self.statement.order == 1:
            return (first,)
        second = dict(first)
        for part, tangent in zip(self.ways.between, first.values(), strict=True):
            if isinstance(tangent, nodes.Named) and tangent not in second:
                second[tangent] = self._named(part, self._along(tangent.value, second), 2)
        return first, second

    def _named(self, part: nodes.Named, value: Node, order: int = 1) -> Node:
        if isinstance(value, nodes.Named) or not value.children():
            return value
        return nodes.Named(self.statement.scope.name_of_derivative(PREFIXES[order - 1], part.name), value)

    def _along(self, node: Node, tangents: Mapping[Node, Node]) -> Node:
        """The derivative of a formula whose intermediates have these."""
        values: dict[Node, Node] = {nodes.Differential(part): tangent for part, tangent in tangents.items()}
        step = self.counted_freely(differential(node, self.statement.wrt, frozenset(tangents)))
        return self.simple(put_in(step, {**values, nodes.Differential(self.statement.wrt): ONE}))

    @property
    def differentiated(self) -> Node:
        """The formula, or its first derivative."""
        root = self.ways.root
        return root if self.statement.order == 1 else self._along(root, self._tangents[0])

    @cached_property
    def derivative(self) -> Node:
        """The derivative in the output's own shape."""
        return self._along(self.differentiated, self._tangents[-1])

    def value(self, layout: Layout) -> Node:
        """The derivative as printed in a layout."""
        found = self.derivative if layout == "numerator" else self.turned(self.derivative)
        return with_one_transpose(found, self.facts)

    @cached_property
    def lines(self) -> list[Line]:
        """dy by the rules, down to the differentials of intermediates, and then with their derivatives."""
        wrt = self.statement.wrt
        lines = differential_lines(self.differentiated, wrt, frozenset(self._tangents[-1]))
        kept = [Line(self.renamed(self.counted_freely(line.formula)), line.rules) for line in lines]
        whole = algebra.times(self.derivative, nodes.Differential(wrt))
        return [*kept, Line(whole, ("chain rule",))]
