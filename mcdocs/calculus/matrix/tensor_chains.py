"""Derivatives of three axes and more through long chains, with a name for the derivative by each intermediate.

Where ways meet, J_h is the derivative of the output by h. That by what h is made of is the sum over the entries of h of
J_h times their own derivatives: the chain rule in index notation.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.differentials import differential, differential_lines
from mcdocs.calculus.matrix.indexed import Through
from mcdocs.calculus.matrix.junctions import Ways, reached
from mcdocs.calculus.matrix.solution import IndexSolution, summed_with
from mcdocs.calculus.partial import Line
from mcdocs.errors import NoRuleError
from mcdocs.language import nodes
from mcdocs.language.nodes import Node


@dataclass(frozen=True)
class TensorChain(IndexSolution):
    """A derivative in index notation whose intermediates are gone through one after the other."""

    @cached_property
    def ways(self) -> Ways:
        """How the formula depends on the variable."""
        return Ways(self.statement.formula, self.statement.wrt)

    @cached_property
    def tensor(self) -> Node:
        """The derivative in numerator layout, in terms of those by intermediates."""
        known: dict[nodes.Named, nodes.Named] = {}
        for part in self.ways.meeting:
            name = self.statement.scope.name_of_derivative("J", part.name)
            known[part] = nodes.Named(name, self._by(part, known))
        return self._by(self.statement.wrt, known)

    def _by(self, part: Node, known: dict[nodes.Named, nodes.Named]) -> Node:
        """The derivative by the variable or an intermediate, when those by all that use it are known."""
        ends = frozenset((*self.ways.meeting, self.statement.wrt))

        def step(node: Node) -> Node:
            if part not in reached(node, ends):
                return algebra.zero(node.shape)
            return self.counted_freely(differential(node, part, held=ends - {part}))

        through: list[Through] = [
            (known[user], moved) for user in known if not algebra.is_zero(moved := step(user.value))
        ]
        return self.tensor_of(step(self.ways.root), (part,), through)

    @property
    def vectorised(self) -> Node:
        """Raises NoRuleError: the names are those of tensors, not of matrices."""
        raise NoRuleError("a long chain has no vec form in closed form")

    @cached_property
    def lines(self) -> list[Line]:
        """dY by the rules, down to the differentials of intermediates, and then entry by entry."""
        wrt = self.statement.wrt
        lines = differential_lines(self.ways.root, wrt, frozenset(self.ways.meeting))
        kept = [Line(self.counted_freely(line.formula), line.rules) for line in lines]
        return [*kept, Line(summed_with(self.tensor, wrt), ("chain rule, in index notation",))]
