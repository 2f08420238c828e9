"""An answer beside its key: everything a diagnosis may look at, measured once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from mcdocs.grading.measuring import Bench, Comparison, Measured, bench, compare, printed
from mcdocs.grading.readings import Reading
from mcdocs.language import names, nodes, shapes
from mcdocs.language.nodes import Node
from mcdocs.problems.model import Solution


@dataclass(frozen=True)
class Target:
    """What an answer is compared with: the formula that is right, and the solution it belongs to.

    Raises RefereeError where there are no points to compare at.
    """

    node: Node
    solution: Solution
    whole: bool = True  # not so for one gap of several

    @cached_property
    def asked(self) -> tuple[Node, Node] | None:
        """What is differentiated by what, where the answer is one first derivative."""
        statement, entry = self.solution.statement, self.solution.entry
        if statement is None or statement.order != 1 or self.solution.stacked or not self.whole:
            return None
        if entry is None:
            return statement.formula, statement.wrt
        formula, (output, variable) = statement.formula, entry
        if output:
            if not isinstance(formula, nodes.Grid) or not shapes.is_given(formula.shape):
                return None
            formula = formula.entries[list(shapes.indices(formula.shape)).index(output)]
        return formula, names.component(statement.wrt, variable) if variable else statement.wrt

    @cached_property
    def bench(self) -> Bench:
        """Points where the function has a meaning and the answer one, with a value for every input."""
        statement = self.solution.statement
        others: tuple[Node, ...] = ()
        facts: tuple[tuple[str, str], ...] = ()
        if statement is not None:
            facts = statement.facts
            others = (statement.formula, *statement.scope.inputs.values())
        return bench(self.node, others, facts, self.solution.point)

    @cached_property
    def measured(self) -> Measured:
        """The values of what is right."""
        return printed(self.bench.measure(self.node))


@dataclass(frozen=True)
class Attempt:
    """One reading of an answer beside what is right."""

    target: Target
    reading: Reading

    @cached_property
    def measured(self) -> Measured:
        """The values of the answer; a list on one level stands as the right answer does."""
        measured = printed(self.target.bench.measure(self.reading.node))
        if self.reading.flat and self.target.node.shape[:1] == (1,):
            return measured.turned()
        return measured

    @cached_property
    def comparison(self) -> Comparison | None:
        """How the two compare; None where the shapes differ."""
        return compare(self.target.measured, self.measured)

    @cached_property
    def shape(self) -> str:
        """The shape of the answer in words."""
        return paper_shape(self.reading.node)


def paper_shape(node: Node) -> str:
    """A shape as it is on paper: a vector is a column."""
    shape = node.shape
    if shapes.times(*shape) == 1 or not shape:
        return "a scalar"
    sizes = (*shape, 1) if len(shape) == 1 else shape
    return " x ".join(map(str, sizes))
