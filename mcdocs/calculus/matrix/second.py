"""Second derivatives: the gradient of a scalar differentiated once more, or index notation for anything else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from mcdocs.calculus.layout import Aspect, Layout
from mcdocs.calculus.matrix.solution import IndexSolution, MatrixSolution, with_axes
from mcdocs.calculus.partial import Line
from mcdocs.calculus.statement import Statement
from mcdocs.errors import NoRuleError
from mcdocs.language.nodes import Node


@dataclass(frozen=True)
class SecondSolution:
    """The second derivative of a scalar: its gradient is derived first, then differentiated again."""

    statement: Statement

    @cached_property
    def first(self) -> MatrixSolution:
        """The gradient."""
        if self.statement.formula.shape != () and self.statement.wrt.shape != ():
            raise NoRuleError("second derivatives in matrix notation are for scalar formulas")
        return MatrixSolution(replace(self.statement, order=1))

    @cached_property
    def second(self) -> MatrixSolution | IndexSolution:
        """The derivative of the gradient, which has the input's own shape."""
        gradient = replace(self.statement, formula=self.differentiated, order=1)
        kind = MatrixSolution if len(self.statement.wrt.shape) < 2 else IndexSolution
        return kind(gradient)

    @property
    def differentiated(self) -> Node:
        """The first derivative, in the shape of the input or, by a scalar, of the output."""
        return self.first.value("numerator" if self.statement.formula.shape else "denominator")

    @property
    def form(self) -> Literal["matrix", "index"]:
        """How it is written."""
        return self.second.form

    @cached_property
    def aspect(self) -> Aspect:
        """What is differentiated by what."""
        return Aspect(self.statement.formula.shape, self.statement.wrt.shape, 2)

    def value(self, layout: Layout) -> Node:
        """The Hessian: of the first derivative's axes, reversed, followed by the second's, reversed."""
        if isinstance(self.second, IndexSolution):
            half = len(self.second.tensor.shape) // 2
            found = with_axes(self.second.tensor, lambda axes: (*axes[:half][::-1], *axes[half:]))
            return found if layout == "numerator" else with_axes(found, lambda axes: axes[::-1])
        if self.statement.formula.shape:
            return self.second.value(layout)  # by a scalar the output's own shape stays
        return self.second.value("numerator")  # the Hessian of a scalar is symmetric

    @property
    def lines(self) -> list[Line]:
        """The differential of the gradient, line by line."""
        return self.second.lines
