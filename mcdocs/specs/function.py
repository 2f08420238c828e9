"""A function of the course: `specs/functions/<name>.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field

from mcdocs.calculus.statement import Statement, read_statement
from mcdocs.errors import Errors, McdocsError
from mcdocs.language.shapes import Shape, parse_space
from mcdocs.specs.compound import Nested
from mcdocs.specs.fields import Entries, Facts, Forms, Formula, Formulas, Name, Names, Order, Prose, Space, Spaces
from mcdocs.specs.fields import Values as PointValues
from mcdocs.specs.function_checks import function_problems
from mcdocs.specs.records import Record
from mcdocs.specs.report import Found
from mcdocs.specs.validate import load


class FunctionSpec(Record):
    """A function, and what is asked about it."""

    title: Prose = Field(
        default=(),
        description="What kind of function this is, in words; the title of its slide.",
        examples=["Scalar valued function of a single variable"],
    )
    inputs: Spaces = Field(
        description="The inputs and the spaces they come from: R, R^3, R^n, R^{2x3}, R^{n x k}.",
        examples=[{"x": "R"}, {"W": "R^{m x n}", "x": "R^n"}],
    )
    output: Space | None = Field(
        default=None,
        description="The space of the output; checked against the formula.",
        examples=["R", "R^{2x3}"],
    )
    expr: Formula = Field(
        description="The formula, or a list of formulas (a vector), or a list of rows (a matrix).",
        examples=["x**2 * ln(x**2)", ["3*x**2 + x", "exp(x)"]],
    )
    let: Formulas = Field(
        default_factory=dict,
        description="Names for intermediate results, in order; they stay names in the working.",
        examples=[{"z": "W @ x + b", "h": "sigmoid(z)"}],
    )
    assume: Facts = Field(
        default_factory=dict,
        description="Facts about inputs that the derivation may use.",
        examples=[{"A": "symmetric"}],
    )
    wrt: Names = Field(
        default=(),
        description="The inputs to differentiate with respect to; every input if left out.",
        examples=["x", ["W", "b"]],
    )
    name: Name = Field(default="y", description="What the output is called.", examples=["y", "L"])
    entries: Entries | None = Field(
        default=None,
        description="Names for the components of the input that is not a scalar, laid out like it.",
        examples=[[["x1", "x2", "x3"], ["x4", "x5", "x6"]]],
    )
    vec: Literal["columns", "rows"] = Field(
        default="columns",
        description="The order in which vec stacks the entries of a matrix.",
        examples=["rows"],
    )
    at: PointValues = Field(
        default_factory=dict,
        description="A point at which the derivative is shown too: numbers, or lists of them.",
        examples=[{"x": "0"}, {"x": ["1", "2", "3"]}],
    )
    show: Forms | None = Field(
        default=None,
        description="The final form you want to see, in numerator layout; proved equal before it is printed. "
        "With several inputs: a form for each.",
        examples=["2*x*(1 + ln(x**2))"],
    )
    order: Order = Field(default=1, description="1 for the derivative, 2 for the Hessian.", examples=[2])

    @property
    def shapes(self) -> dict[str, Shape]:
        """The shapes of the inputs."""
        return {name: parse_space(space) for name, space in self.inputs.items()}

    @property
    def variables(self) -> tuple[str, ...]:
        """The inputs to differentiate with respect to, in order."""
        return self.wrt or tuple(self.inputs)

    @property
    def entry_names(self) -> dict[str, Nested]:
        """The names given to components, by input; empty when the spec gives none or its inputs are all scalars."""
        if self.entries is None:
            return {}
        if isinstance(self.entries, dict):
            return self.entries
        return {name: self.entries for name, shape in self.shapes.items() if shape}

    @property
    def forms(self) -> dict[str, Nested]:
        """The wanted final forms, by input."""
        if self.show is None:
            return {}
        return self.show if isinstance(self.show, dict) else dict.fromkeys(self.variables, self.show)

    def problems(self) -> Iterator[Found]:
        """Names that are not inputs, names used twice, and values that are not laid out like their input."""
        return function_problems(self)

    def statement(self, variable: str) -> Statement:
        """The formula and what it is differentiated by; raises what is wrong with the formulas."""
        names, rows = self.entry_names, self.vec == "rows"
        return read_statement(self.expr, self.inputs, variable, self.let, self.assume, self.order, names, rows)

    def readings(self) -> list[McdocsError]:
        """What is wrong with the formulas, at their places in the file."""
        try:
            self.statement(self.variables[0])
        except McdocsError as error:
            self.located(error)
            return list(error.errors) if isinstance(error, Errors) else [error]
        return []

    def located(self, error: McdocsError) -> McdocsError:
        """The error of reading or deriving this function, at its place in the file.

        The file of such an error's position is the field at fault (`expr`, `let.z`, `show.W`); `expr` if none is named.
        """
        if isinstance(error, Errors):
            for each in error.errors:
                self.located(each)
            return error
        part = error.at.file.strip("<>").split(".") if error.at else [""]
        if part[0] not in ("", *type(self).model_fields):
            return error
        return self.relocate(error, *(part if part[0] else ("expr",)))


def load_function(path: Path | str) -> FunctionSpec:
    """Read a function spec; raises SpecError, FormulaError or ShapeError at its place, or all of them as Errors."""
    return load(Path(path), FunctionSpec)
