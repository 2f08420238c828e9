"""Second derivatives: the gradient of a scalar differentiated once more, and of an array its differential.

d(dY) is bilinear in dX and in the direction of the first differential, which is constant (Magnus and Neudecker,
chapter 6); the vec form of a scalar's second derivative by a matrix is its Hessian by vec X (chapter 10).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from mcdocs.calculus import algebra
from mcdocs.calculus.layout import Aspect, Layout
from mcdocs.calculus.matrix.backward import replaced
from mcdocs.calculus.matrix.differentials import differential
from mcdocs.calculus.matrix.products import simple
from mcdocs.calculus.matrix.solution import IndexSolution, MatrixSolution, summed_with, with_axes
from mcdocs.calculus.matrix.transposes import transposed
from mcdocs.calculus.partial import Line
from mcdocs.calculus.scalar.length import cost, multiset
from mcdocs.calculus.statement import Statement
from mcdocs.errors import NoRuleError
from mcdocs.language import nodes
from mcdocs.language.nodes import Node


@dataclass(frozen=True)
class SecondSolution:
    """The second derivative of or by a scalar: the first one is derived, then differentiated again."""

    statement: Statement

    @cached_property
    def first(self) -> MatrixSolution:
        """The gradient; what is assumed of the variable is not used before it has been differentiated again."""
        others = tuple(fact for fact in self.statement.facts if fact[0] != self.statement.wrt.name)
        return MatrixSolution(replace(self.statement, order=1, facts=others))

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

    def vectorised_in(self, layout: Layout) -> Node:
        """The Hessian by the stacked input, which is symmetric; NoRuleError where it has no vec form or needs none."""
        if not isinstance(self.second, IndexSolution):
            raise NoRuleError("the second derivative is a matrix already")
        return self.second.vectorised

    @property
    def lines(self) -> list[Line]:
        """The differential of the gradient, line by line."""
        return self.second.lines


@dataclass(frozen=True)
class SecondDifferentialSolution(IndexSolution):
    """The second derivative of an array by an array: the differential of dY, and both differentials read off."""

    @cached_property
    def _first(self) -> Node:
        carried_out = self.renamed(self.counted_freely(differential(self.statement.formula, self.statement.wrt)))
        return min(carried_out, self.renamed(simple(carried_out)), key=cost)

    @property
    def differentiated(self) -> Node:
        """dY, carried out."""
        return self._first

    @cached_property
    def tensor(self) -> Node:
        """The second derivative in numerator layout; the first differential is a constant of its own meanwhile."""
        wrt = self.statement.wrt
        direction = nodes.Symbol(f"{wrt.name}'", wrt.shape)  # no input can be called that
        along = replaced(self._first, {nodes.Differential(wrt): direction})
        return self.tensor_of(self.counted_freely(differential(along, wrt)), (wrt, direction))

    @cached_property
    def lines(self) -> list[Line]:
        """d(dY) by the rules, equal terms of the two orders added up, and then entry by entry."""
        wrt, lines = self.statement.wrt, list(self.worked_out)
        if algebra.is_zero(lines[-1].formula):
            return lines
        whole = simple(lines[-1].formula)
        if multiset(whole) != multiset(lines[-1].formula):
            lines.append(Line(whole, ("collect terms",)))
        return [*lines, Line(summed_with(summed_with(self.tensor, wrt), wrt), ("in index notation",))]

    @cached_property
    def vectorised(self) -> Node:
        """The Hessians of the entries of the output below each other: d vec(J') = H d vec(X), J being the Jacobian.

        (Magnus and Neudecker, chapter 10.) NoRuleError where a derivative has no vec form.
        """
        scope = self.statement.scope
        jacobian = IndexSolution(replace(self.statement, order=1)).vectorised
        # row by row by the entries of the output: vec stacks the columns of J', or the rows of J
        stacked = jacobian if scope.stack_rows else transposed(jacobian, self.facts)
        return IndexSolution(replace(self.statement, formula=stacked, order=1)).vectorised
