"""Derivatives written out entry by entry: for formulas of components and given sizes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import ClassVar, Literal

from mcdocs.calculus.components import components
from mcdocs.calculus.layout import Aspect, Layout
from mcdocs.calculus.partial import Line, Variable, simplified, variables, working
from mcdocs.calculus.statement import Statement
from mcdocs.errors import NoRuleError
from mcdocs.language import nodes, shapes
from mcdocs.language.nodes import ZERO, Node

MAX_PARTIALS = 40_000
MOST_WORK = 400_000  # variables times symbols of one entry, over all entries of many variables
MANY = 20


@dataclass(frozen=True)
class GridSolution:
    """The partial derivatives of each entry of the output by each entry of the input.

    `wanted` are final forms an author asked for, in the order of the partial derivatives; they are proved elsewhere.
    """

    statement: Statement
    wanted: tuple[Node, ...] = ()
    form: ClassVar[Literal["grid"]] = "grid"

    @cached_property
    def aspect(self) -> Aspect:
        """What is differentiated by what."""
        return Aspect(self.statement.formula.shape, self.statement.wrt.shape, self.statement.order)

    @cached_property
    def outputs(self) -> tuple[Node, ...]:
        """The scalar formulas of the output's entries."""
        return components(self.statement.formula)

    @cached_property
    def inputs(self) -> tuple[Variable, ...]:
        """The entries of the input."""
        return components(self.statement.wrt)  # type: ignore[return-value]

    def __post_init__(self) -> None:
        count = shapes.times(*self.aspect.shape("numerator"))
        if not isinstance(count, int) or count > MAX_PARTIALS:
            if isinstance(count, int):
                hint = "use matrix notation, without components"
                raise NoRuleError(f"{count:,} partial derivatives are too many to write out", hint=hint)
            raise NoRuleError("a derivative of symbolic size has no entries to write out", hint="give sizes as numbers")

    @cached_property
    def to_differentiate(self) -> tuple[Node, ...]:
        """The scalar formulas of the last differentiation: the outputs, or their first derivatives."""
        self._check_work()
        formulas = self.outputs
        for _ in range(self.statement.order - 1):
            formulas = tuple(entry for formula in formulas for entry in self._row(formula))
        return formulas

    def _check_work(self) -> None:
        """Raises NoRuleError where many long entries would take minutes."""
        many = [(entry, count) for entry in self.outputs if (count := len(variables(entry))) > MANY]
        if sum(count * sum(1 for _ in nodes.walk(entry)) for entry, count in many) > MOST_WORK:
            hint = "use matrix notation, without components"
            raise NoRuleError(f"entries of {many[0][1]:,} variables are too long to write out", hint=hint)

    @cached_property
    def partials(self) -> tuple[Node, ...]:
        """Every partial derivative in final form, the input's index fastest."""
        if self.wanted:
            return self.wanted
        return tuple(entry for formula in self.to_differentiate for entry in self._row(formula))

    def _row(self, formula: Node) -> list[Node]:
        occurring = variables(formula)
        return [simplified(formula, variable) if variable in occurring else ZERO for variable in self.inputs]

    @property
    def differentiated(self) -> Node:
        """The author's formula."""
        return self.statement.formula

    def value(self, layout: Layout) -> Node:
        """The derivative as printed: a scalar, or a grid with rows as 1 x n."""
        return self.aspect.arranged(self.partials, layout)

    def symbolic(self, layout: Layout) -> Node:
        """The grid of partial derivatives not carried out."""
        pairs = [nodes.Partial(f, x) for f in self.to_differentiate for x in self.inputs]
        return self.aspect.arranged(pairs, layout)

    def partial_lines(self, place: int) -> list[Line]:
        """The working of one partial derivative."""
        if place not in self._worked:
            self._worked[place] = self._working(place)
        return self._worked[place]

    @cached_property
    def _worked(self) -> dict[int, list[Line]]:
        """The workings found so far."""
        return {}

    def _working(self, place: int) -> list[Line]:
        formula = self.to_differentiate[place // len(self.inputs)]
        wanted = self.wanted[place] if self.wanted else None
        return working(formula, self.inputs[place % len(self.inputs)], wanted)

    @cached_property
    def all_lines(self) -> tuple[list[Line], ...]:
        """The working of every partial derivative."""
        return tuple(self.partial_lines(place) for place in range(len(self.to_differentiate) * len(self.inputs)))

    @cached_property
    def lines(self) -> list[Line]:
        """The working of the whole, in numerator layout: all entries one step further from line to line."""
        found: list[Line] = []
        for step in zip_longest(*self.all_lines):
            here = [line or lines[-1] for line, lines in zip(step, self.all_lines, strict=True)]
            rules = dict.fromkeys(rule for line in step if line is not None for rule in line.rules)
            whole = self.aspect.arranged([line.formula for line in here], "numerator")
            found.append(Line(whole, tuple(rules)))
        return found
