"""What stands around the lines of a working: their head, and at the end the derivative, read off in each layout.

What is read off is no line of the working: it is dy/dx, where each line above it is dy. So it has a head of its own
(Magnus and Neudecker, section 5.7: the identification of derivatives).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mcdocs.calculus.components import components
from mcdocs.calculus.layout import LAYOUTS
from mcdocs.calculus.matrix.differentials import is_linear
from mcdocs.calculus.statement import Statement
from mcdocs.language import nodes, shapes
from mcdocs.language.nodes import Node
from mcdocs.language.notation import Axis, Math, Quotient, Relation, Role
from mcdocs.printers.latex import in_any_document, latex
from mcdocs.printers.text import text

if TYPE_CHECKING:
    from mcdocs.calculus.derive import Derivation, Derivative

RULE = "read off"
OUTPUT = "y"


@dataclass(frozen=True)
class Step:
    """One line of the working: the rule that gave it, and the line as LaTeX and as text."""

    rule: str
    latex: str
    text: str


@dataclass(frozen=True)
class Definition:
    """What a name in the result stands for that its author did not give: its formula as text, and `name = formula`."""

    name: str
    latex: str
    text: str


@dataclass(frozen=True)
class ReadOff:
    """`head = value`: the derivative `read` in a layout, or stacked by vec; `label` says which, `axes` its shape."""

    head: Quotient
    read: Derivative
    label: str
    axes: tuple[Axis, ...]

    @property
    def node(self) -> Node:
        """The value."""
        return self.read.node

    @property
    def rule(self) -> str:
        """The name of the line's rule."""
        return f"{RULE}, {self.label}"

    @property
    def line(self) -> Relation:
        """The whole line."""
        return Relation((self.head, self.node), ("=",))

    @property
    def step(self) -> Step:
        """The line with its head as LaTeX, its value as text."""
        return Step(self.rule, in_any_document(latex(self.line)), text(self.node))


def read_off(derivation: Derivation) -> tuple[ReadOff, ...]:
    """The derivative in numerator and in denominator layout, and its vec form where one is read at sight."""
    return tuple(_read_off(derivation))


def _read_off(derivation: Derivation) -> Iterator[ReadOff]:
    statement = derivation.statement
    y, x = output_of(statement), statement.wrt
    for layout in LAYOUTS:
        read: Derivative = getattr(derivation, layout)
        yield ReadOff(quotient(statement, y), read, f"{layout} layout", read.aspect.printed(layout))
    if derivation.vec is not None and shows_vec(derivation):
        order = "rows" if statement.scope.stack_rows else "columns"
        label, axes = f"vec form, {order} stacked", stacked_axes(derivation.vec)
        yield ReadOff(quotient(statement, vec_of(y), vec_of(x)), derivation.vec, label, axes)


def shows_vec(derivation: Derivation) -> bool:
    """Whether a working ends with the vec form too; the second one of an array is long, and only `d.vec` has it."""
    return derivation.statement.order == 1 or not derivation.statement.formula.shape


def stacked_axes(read: Derivative) -> tuple[Axis, ...]:
    """The axes of a vec form, with whose they are: of a second derivative both are the input's."""
    roles: tuple[Role, Role] = ("output", "input") if read.aspect.order == 1 else ("input", "input")
    return tuple(map(Axis, read.shape, roles if read.layout == "numerator" else roles[::-1]))


def names_in_result(derivation: Derivation) -> tuple[nodes.Named, ...]:
    """The derivatives by intermediates that the result is written with, each after those it is written with itself."""
    given = derivation.statement.scope.lets
    whole = [let for let in given.values() if let.shape and shapes.is_given(let.shape)]
    entries = {part.name for let in whole for part in components(let) if isinstance(part, nodes.Named)}
    found = nodes.intermediates(derivation.solution.value("numerator"))
    return tuple(part for part in found if part.name not in given and part.name not in entries)


def definition(named: nodes.Named) -> Relation:
    """`name = formula`."""
    return Relation((named, named.value), ("=",))


def ends_in_differential(derivation: Derivation) -> bool:
    """Whether the working ends with a differential; entry by entry it ends with the derivative itself."""
    return derivation.solution.form != "grid"


def head_of_working(derivation: Derivation, output: nodes.Symbol) -> Math:
    """What the lines of the working equal: `dy`, of a second derivative `d(dy/dx)` or `d(dy)`.

    Entry by entry it is the derivative itself.
    """
    statement = derivation.statement
    if not ends_in_differential(derivation):
        return quotient(statement, output)
    dy = nodes.Differential(output)
    if statement.order == 1:
        return dy
    is_second = is_linear(derivation.solution.differentiated)
    return nodes.Differential(dy if is_second else nodes.Partial(output, statement.wrt))


def is_indexed(formula: Math) -> bool:
    """Whether a line is in index notation."""
    return isinstance(formula, Node) and any(isinstance(part, nodes.Tensor) for part in nodes.walk(formula, once=True))


def output_of(statement: Statement) -> nodes.Symbol:
    """The output of a function that nobody has given a name."""
    return nodes.Symbol(OUTPUT, statement.formula.shape)


def quotient(statement: Statement, output: Math, input: Math | None = None) -> Quotient:
    """The derivative as it is asked for: of `output` by the variable, or by `input`."""
    straight = len(statement.scope.inputs) == 1 and statement.wrt.shape == ()
    return Quotient(output, input or statement.wrt, straight, statement.order)


def vec_of(symbol: nodes.Symbol) -> Node:
    """What is stacked, as `vec` of it; a vector is stacked already."""
    return nodes.Structure("vec", (symbol,)) if len(symbol.shape) > 1 else symbol
