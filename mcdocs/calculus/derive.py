"""From an author's formula to its derivative in both layouts. `derive` is the story: read it first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Protocol

from mcdocs.calculus.extent import check_extent
from mcdocs.calculus.grid import GridSolution
from mcdocs.calculus.layout import Aspect, Layout
from mcdocs.calculus.matrix.junctions import FEW_TERMS, Ways
from mcdocs.calculus.matrix.second import SecondSolution
from mcdocs.calculus.matrix.singletons import readable
from mcdocs.calculus.matrix.solution import IndexSolution
from mcdocs.calculus.matrix.solve import solve_matrix
from mcdocs.calculus.matrix.units import UnitSolution, by_units
from mcdocs.calculus.partial import Line
from mcdocs.calculus.statement import Statement, read_statement
from mcdocs.calculus.steps import Definition, Step, definition, names_in_result, read_off, shows_vec
from mcdocs.errors import Errors, McdocsError, NoRuleError, Position
from mcdocs.language import nodes, shapes
from mcdocs.language.nodes import Node
from mcdocs.language.parse import Formula
from mcdocs.language.shapes import Shape
from mcdocs.printers.latex import in_any_document, latex
from mcdocs.printers.text import text

if TYPE_CHECKING:
    import numpy as np

    from mcdocs.calculus.referee import Claim


class Solution(Protocol):
    """How an engine answers: the value in each layout and the working.

    `statement` is what it was asked, or the same without axes of one entry.
    """

    @property
    def statement(self) -> Statement:
        """What is answered."""

    @property
    def form(self) -> Form:
        """How the derivative is written."""

    def value(self, layout: Layout) -> Node:
        """The derivative as printed in a layout."""

    @property
    def lines(self) -> list[Line]:
        """The working; each line equals the one before."""

    @property
    def differentiated(self) -> Node:
        """The formula whose derivative the lines work out: for a second derivative the first one."""


Form = Literal["matrix", "grid", "index"]
NO_RULE = "give sizes as numbers, as in x: R^3, so that it can be written out, or differentiate a part of it"


@dataclass(frozen=True)
class Check:
    """How a derivation was verified: `proved` exactly, or at `points` random points up to a relative `max_error`."""

    proved: bool
    points: int
    max_error: float


@dataclass(frozen=True)
class Derivative:
    """The derivative in one layout; `stacked` is the matrix of vec(output) by vec(input).

    Stacked, a second derivative has the Hessian of each entry of vec(output) below that of the one before.
    """

    statement: Statement
    layout: Layout
    node: Node
    form: Form
    stacked: bool = False

    @property
    def aspect(self) -> Aspect:
        """What was differentiated by what."""
        return Aspect(self.statement.formula.shape, self.statement.wrt.shape, self.statement.order)

    @property
    def shape(self) -> Shape:
        """The shape by the layout rule; a vector has one axis, also where it is printed as a row."""
        if self.stacked:
            once = self.aspect.input * (self.aspect.order - 1)
            rows, columns = shapes.times(*self.aspect.output, *once), shapes.times(*self.aspect.input)
            return (rows, columns) if self.layout == "numerator" else (columns, rows)
        return self.aspect.shape(self.layout)

    @cached_property
    def latex(self) -> str:
        """The value in LaTeX, without dollar signs."""
        return in_any_document(latex(self.node))

    @cached_property
    def text(self) -> str:
        """The value in the formula language; a row is written as a row."""
        return text(readable(self.node, self.statement.scope))

    @cached_property
    def numpy(self) -> str:
        """The source of a NumPy function `derivative` of the inputs."""
        # Here and below imports wait for their first use: NumPy and SymPy are slow to load.
        from mcdocs.printers.source import function_source

        return function_source(self.node, self.statement.scope, "derivative", self.shape)

    def evaluate(self, /, **values: Any) -> np.ndarray:
        """The value at a point as an array of exactly `shape`; vectors may be given as (n,) or (n, 1).

        Raises McdocsError for a missing or unknown input, or one of the wrong shape.
        """
        from mcdocs.calculus.evaluate import evaluate

        return evaluate(self.numpy, self.statement.scope, self.shape, values, _whole_numbers(self.node))

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex}$"


def _whole_numbers(node: Node) -> dict[str, bool]:
    """The inputs in powers of matrices, and whether a sum counts up to them."""
    found: dict[str, bool] = {}
    for part in nodes.walk(node, once=True):
        match part:
            case nodes.RangeSum():
                found |= {inner.name: True for inner in nodes.walk(part.last) if isinstance(inner, nodes.Symbol)}
            case nodes.Structure(function="matpow", arguments=(_, exponent)):
                names = [inner.name for inner in nodes.walk(exponent) if isinstance(inner, nodes.Symbol)]
                found = dict.fromkeys(names, False) | found
    return found


@dataclass(frozen=True)
class Derivation:
    """The derivative of a statement in both layouts, with the working and its verification."""

    statement: Statement
    solution: Solution = field(repr=False)

    @cached_property
    def numerator(self) -> Derivative:
        """The derivative in numerator layout."""
        return self._in("numerator")

    @cached_property
    def denominator(self) -> Derivative:
        """The derivative in denominator layout."""
        return self._in("denominator")

    def _in(self, layout: Layout) -> Derivative:
        return Derivative(self.statement, layout, self.solution.value(layout), self.solution.form)

    @cached_property
    def vec(self) -> Derivative | None:
        """The vec form of a derivative in index notation, in numerator layout; None where it has no closed form."""
        return self.stacked("numerator")

    def stacked(self, layout: Layout) -> Derivative | None:
        """The vec form in a layout."""
        if not isinstance(self.solution, IndexSolution | SecondSolution):
            return None
        try:
            node = self.solution.vectorised_in(layout)
        except NoRuleError:
            return None
        return Derivative(self.statement, layout, node, "matrix", stacked=True)

    @cached_property
    def _printed(self) -> list[tuple[Line, str]]:
        """The lines of the working that differ in print, and how they are printed."""
        shown: list[tuple[Line, str]] = []
        for line in self.solution.lines:
            printed = in_any_document(latex(line.formula))
            if shown and printed == shown[-1][1]:
                shown[-1] = Line(line.formula, shown[-1][0].rules), printed
            else:
                shown.append((line, printed))
        return shown

    @property
    def lines(self) -> list[Line]:
        """The working, each line equal to the one before and different from it in print."""
        return [line for line, _ in self._printed]

    @cached_property
    def steps(self) -> list[Step]:
        """The working as text; the last line is the result."""
        return [Step(", ".join(line.rules), printed, text(line.formula)) for line, printed in self._printed]

    @cached_property
    def read_off(self) -> tuple[Step, ...]:
        """What the working ends with: `dy/dx = ...` in numerator and denominator layout, and the vec form if any."""
        return tuple(each.step for each in read_off(self))

    @cached_property
    def where(self) -> tuple[Definition, ...]:
        """What the names in the result stand for that are not the author's, each after those it uses; mostly none."""
        return tuple(Definition(each.name, latex(definition(each)), text(each.value)) for each in names_in_result(self))

    def claims(self, what: str, at: Position | None = None) -> tuple[Claim, ...]:
        """Everything the derivation shows, for the referee."""
        from mcdocs.calculus.claims import claims_of

        return claims_of(self, what, at)

    @cached_property
    def check(self) -> Check:
        """The verification of both layouts and of every line; raises RefereeError if anything is wrong."""
        from mcdocs.calculus.claims import vec_claims
        from mcdocs.calculus.referee import judge

        what = text(self.statement.formula)
        unshown = () if shows_vec(self) else vec_claims(self, what, None)
        verdicts = judge((*self.claims(what), *unshown))
        return Check(
            all(verdict.proved for verdict in verdicts),
            min(verdict.points for verdict in verdicts),
            max(verdict.max_error for verdict in verdicts),
        )

    def _repr_html_(self) -> str:
        from mcdocs.calculus.notebook import shown

        return shown(self)

    def _repr_latex_(self) -> str:
        rows = [
            rf"{latex(each.head)} &= {each.read.latex} && \text{{{each.label}}}"
            for each in read_off(self)
            if not each.read.stacked
        ]
        lines = r" \\ ".join(rows)
        return rf"$$\begin{{aligned}} {lines} \end{{aligned}}$$"


def derive(
    expr: Formula,
    inputs: Mapping[str, str],
    wrt: str | None = None,
    let: Mapping[str, Formula] | None = None,
    assume: Mapping[str, str | Sequence[str]] | None = None,
    order: int = 1,
) -> Derivation:
    """The derivative of `expr` with respect to the input `wrt`, in both layouts, with the working.

    `inputs` gives the space of each input (`"R"`, `"R^3"`, `"R^{2x3}"`, `"R^n"`), `let` names intermediates, `assume`
    states facts about inputs (`{"A": "symmetric"}`); `order=2` differentiates twice.
    Raises McdocsError for what is not in the language, does not fit in shape, or has no rule.
    """
    try:
        statement = read_statement(expr, inputs, wrt, let, assume, order)
        return solve(statement)
    except McdocsError as error:
        given = {"expr": expr, "wrt": wrt, **_named("let", let), **_named("assume", assume), **_named("inputs", inputs)}
        singles = error.errors if isinstance(error, Errors) else [error]
        for each in singles:
            if isinstance(each, NoRuleError):
                each.at = each.at or Position("expr", 1, 1)
                each.hint = each.hint or NO_RULE
            each.at = each.at and _shown(each.at, given)
        error.at = singles[0].at
        raise


def _named(part: str, values: object) -> dict[str, object]:
    """What was given by name, under the names of its places in errors."""
    return {f"{part}.{name}": value for name, value in values.items()} if isinstance(values, Mapping) else {}


def _shown(at: Position, given: Mapping[str, object]) -> Position:
    """The place with the text that stands there, all of it underlined where no part of it is meant."""
    place = at.file or "expr"
    text = given.get(place)
    if at.source or not isinstance(text, str) or not text.strip():
        return replace(at, file=f"<{place}>")
    first = text.splitlines()[0]
    return replace(at, file=f"<{place}>", source=first, length=len(first))


def solve(statement: Statement, wanted: tuple[Node, ...] = (), written_out: bool = False) -> Derivation:
    """The derivation of a statement; raises NoRuleError where there is no rule.

    Formulas of components and of scalars are differentiated entry by entry, and so is everything with `written_out` or
    with `wanted` final forms; formulas of whole vectors and matrices, and long chains of scalars, in matrix notation.
    Where that has no closed form, given sizes are written out after all. Raises FormulaError for a formula that is too
    long with its intermediates.
    """
    whole = is_chain(statement) or (not written_out and is_matrix_notation(statement))
    if whole and not wanted:
        try:
            return Derivation(statement, solve_matrix(statement))
        except NoRuleError:
            if not _can_be_written_out(statement):
                raise
    check_extent(statement.formula)
    try:
        solution = GridSolution(statement, wanted)
        _ = solution.partials
    except NoRuleError:
        if wanted:
            raise
        if written_out and is_matrix_notation(statement):
            return Derivation(statement, solve_matrix(statement))  # a power X^k has no entries to write out
        if _can_be_written_out(statement):
            raise
        written, components = by_units(statement)
        return Derivation(statement, UnitSolution(solve_matrix(written), components))
    return Derivation(statement, solution)


def is_matrix_notation(statement: Statement) -> bool:
    """Whether a formula speaks of whole vectors or matrices and of no component of one."""
    arrays = not shapes.is_given(statement.wrt.shape)
    for part in nodes.walk(statement.formula, once=True):
        if isinstance(part, nodes.Entry | nodes.Grid):
            return False
        arrays = arrays or part.shape != ()
    return arrays


def is_chain(statement: Statement) -> bool:
    """Whether a formula of scalars depends on the variable in many ways through its intermediates."""
    if not statement.scope.lets:
        return False
    parts = nodes.walk(statement.formula, once=True)
    if any(part.shape or isinstance(part, nodes.Entry) for part in parts):
        return False
    return Ways(statement.formula, statement.wrt).count > FEW_TERMS


def _can_be_written_out(statement: Statement) -> bool:
    return all(shapes.is_given(symbol.shape) for symbol in statement.scope.inputs.values())
