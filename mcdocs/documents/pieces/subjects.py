"""A function spec read as a statement and differentiated by one of its inputs; errors point into the YAML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from mcdocs.calculus.components import components
from mcdocs.calculus.derive import Derivation, solve
from mcdocs.calculus.grid import GridSolution
from mcdocs.calculus.layout import LAYOUTS, Aspect, Layout
from mcdocs.calculus.statement import Statement
from mcdocs.errors import McdocsError, NoRuleError, Position, ShapeError
from mcdocs.language import shapes
from mcdocs.language.nodes import Node
from mcdocs.language.parse import parse_formula
from mcdocs.specs.compound import Nested, leaves
from mcdocs.specs.function import FunctionSpec

if TYPE_CHECKING:
    from mcdocs.calculus.referee import Claim


@dataclass(frozen=True)
class Subject:
    """What a slide shows: a function, and its derivative by one input."""

    spec: FunctionSpec
    derivation: Derivation

    @property
    def statement(self) -> Statement:
        """The formula and the input."""
        return self.derivation.statement

    @property
    def aspect(self) -> Aspect:
        """The shapes of what is differentiated by what."""
        return self.derivation.numerator.aspect

    @property
    def written_out(self) -> bool:
        """Whether the derivative is known entry by entry."""
        return isinstance(self.derivation.solution, GridSolution)

    @property
    def grid(self) -> GridSolution:
        """The derivative entry by entry; raises NoRuleError where it is known only as a whole."""
        if not isinstance(self.derivation.solution, GridSolution):
            hint = "give the inputs sizes as numbers, or show only the parts function, working and value"
            raise NoRuleError("this derivative is not written out entry by entry", at=self.at, hint=hint)
        return self.derivation.solution

    @property
    def what(self) -> str:
        """What is claimed, for messages."""
        return f"the derivative of {self.spec.name} by {self.statement.wrt.name}"

    @property
    def at(self) -> Position:
        """Where the spec says what is printed: the final form asked for, or the formula."""
        return self.spec.position("show" if self.statement.wrt.name in self.spec.forms else "expr")

    def claims(self) -> tuple[Claim, ...]:
        """Every line of the derivation and its value in both layouts."""
        return self._claims

    @cached_property
    def _claims(self) -> tuple[Claim, ...]:
        return self.derivation.claims(self.what, self.at)


def read_subject(spec: FunctionSpec, variable: str) -> Subject:
    """The derivative of a spec's function by an input.

    Raises McdocsError, inside the formula it is about, for what cannot be read, does not fit or has no rule.
    """
    try:
        statement = spec.statement(variable)
        _check_output(spec, statement)
        wanted = _wanted(spec, statement)
        return Subject(spec, solve(statement, wanted, written_out=_is_given(statement)))
    except McdocsError as error:
        raise spec.located(error) from None


def _leaf(nested: Nested, text: str) -> tuple[int, ...]:
    """Which of the formulas reads so; nothing when none does."""
    found = (place for leaf, place in leaves(nested) if re.sub(r"\s", " ", leaf) == text)
    return next(found, ())


def _check_output(spec: FunctionSpec, statement: Statement) -> None:
    shape = statement.formula.shape
    if spec.output is not None and shapes.parse_space(spec.output) != shape:
        declared = shapes.describe(shapes.parse_space(spec.output))
        message = f"the output is declared to be {declared}, but the formula is {shapes.describe(shape)}"
        hint = f"write  output: {shapes.space(shape)}, or leave it out"
        raise ShapeError(message, at=spec.position("output"), hint=hint)


def _wanted(spec: FunctionSpec, statement: Statement) -> tuple[Node, ...]:
    """The final forms asked for, in the order of the partial derivatives.

    A form has the shape of the numerator layout; a row may be written as one.
    """
    name = statement.wrt.name
    if name not in spec.forms:
        return ()
    place = ("show", name) if isinstance(spec.show, dict) else ("show",)
    try:
        form = parse_formula(spec.forms[name], statement.scope)
    except McdocsError as error:
        source = error.at.source if error.at else ""
        raise spec.relocate(error, *place, *_leaf(spec.forms[name], source)) from None
    aspect = Aspect(statement.formula.shape, statement.wrt.shape, statement.order)
    shape = aspect.shape("numerator")
    printed = tuple(axis.size for axis in aspect.printed("numerator"))
    if form.shape not in (shape, printed):
        message = f"the form to show is {shapes.describe(form.shape)}, but the derivative is {shapes.describe(shape)}"
        raise ShapeError(message, at=spec.position(*place), hint="forms are written in numerator layout")
    if not shapes.is_given(shape):
        hint = "give the inputs sizes as numbers, or leave out show"
        raise NoRuleError("a final form of symbolic size cannot be asked for", at=spec.position(*place), hint=hint)
    return in_order(components(form), aspect, "numerator")


def in_order(entries: tuple[Node, ...], aspect: Aspect, layout: Layout) -> tuple[Node, ...]:
    """The partial derivatives, the input's index fastest, from the entries of a derivative in a layout."""
    sizes = aspect.shape(layout)
    assert shapes.is_given(sizes)
    found = {aspect.key(index, layout): entry for index, entry in zip(shapes.indices(sizes), entries, strict=True)}
    return tuple(map(found.__getitem__, aspect.keys()))


def layouts_of(layout: str) -> tuple[Layout, ...]:
    """The layouts a spec asks for."""
    return tuple(each for each in LAYOUTS if layout in (each, "both"))


def _is_given(statement: Statement) -> bool:
    """Whether every size is a number, so that the derivative can be written out as a lecture does."""
    return all(shapes.is_given(symbol.shape) for symbol in statement.scope.inputs.values())
