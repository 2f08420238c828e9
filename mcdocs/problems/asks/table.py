"""The table of kinds of questions, and what their functions are given and give back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from mcdocs.calculus import algebra
from mcdocs.calculus.components import components
from mcdocs.calculus.grid import GridSolution
from mcdocs.calculus.layout import LAYOUTS, Layout
from mcdocs.documents.pieces.subjects import Subject, read_subject
from mcdocs.documents.pieces.symbols import Symbols, symbols_of
from mcdocs.errors import McdocsError, Position, ShapeError, SpecError
from mcdocs.language.names import Scope
from mcdocs.language.nodes import Node
from mcdocs.language.parse import parse_formula
from mcdocs.language.shapes import describe
from mcdocs.printers.text import text
from mcdocs.problems.model import Kind, Question, Solution
from mcdocs.problems.seed import Numbers
from mcdocs.specs.compound import Nested, shape_of
from mcdocs.specs.drawn import DrawnFunction, Filling
from mcdocs.specs.parts import PartSpec, ValuePart
from mcdocs.specs.report import suggestion

if TYPE_CHECKING:
    from mcdocs.calculus.referee import Claim


class Degenerate(Exception):
    """What was drawn makes no exercise: the derivative is zero, both layouts are the same, ... It is drawn again.

    `at` is the part that asks for it, where it is one.
    """

    at: Position | None = None


@dataclass(frozen=True)
class Posed:
    """A question without its id, its solution, and what both say, for the referee."""

    question: Question
    solution: Solution
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Task:
    """A function and the drawn `values` in it; `numbers` draws what questions choose themselves.

    `memory` is what was derived and posed before for the same values.
    """

    function: DrawnFunction
    values: Mapping[str, str]
    layout: Layout
    numbers: Numbers
    memory: dict[object, Any] = field(default_factory=dict)

    def subject(self, part: PartSpec, order: int = 1) -> Subject:
        """The function differentiated by the input a part names, or by the first one; derived once."""
        key = ("subject", part.wrt or self.function.variables[0], order)
        if key not in self.memory:
            self.memory[key] = read_subject(self.function.model_copy(update={"order": order}), key[1])
        found: Subject = self.memory[key]
        return found

    def point(self, part: ValuePart) -> Mapping[str, Nested]:
        """Where a part asks for a value: its own point, with what was drawn, or that of the function."""
        if not part.at:
            return self.function.at
        point: dict[str, Nested] = {}
        for name, written in part.at.items():
            if (shape := self.function.shapes.get(name)) is None:
                hint = suggestion(name, self.function.inputs)
                raise SpecError(f"{name!r} is not an input", at=part.position("at", name, key=True), hint=hint)
            point[name] = self._numbers_at(part, name, written)
            if shape_of(point[name]) != shape:
                message = f"{name!r} is {describe(shape)}, these numbers are {describe(shape_of(point[name]))}"
                raise ShapeError(message, at=part.position("at", name))
        return point

    def _numbers_at(self, part: ValuePart, name: str, written: Nested, *place: int) -> Nested:
        if not isinstance(written, str):
            found = (self._numbers_at(part, name, each, *place, index) for index, each in enumerate(written))
            return tuple(found)
        filling = Filling.of(written, self.values)
        try:
            node = parse_formula(filling.filled, Scope({}))
            return _written_out(node) if node.shape else filling.filled
        except McdocsError as error:
            raise part.relocate(filling.placed(error), "at", name, *place) from None

    def symbols(self, subject: Subject) -> Symbols:
        """The names of the function and its parts."""
        return symbols_of(subject, (subject.statement.wrt.name,))

    def layouts(self, layout: str | None) -> tuple[Layout, ...]:
        """The layouts a part asks for, the set's own first."""
        if layout == "both":
            return (self.layout, *(each for each in LAYOUTS if each != self.layout))
        return (layout if layout in LAYOUTS else self.layout,)


def _written_out(node: Node) -> Nested:
    """An array of numbers, such as `zeros(3)`, as an author would write it; of a matrix row by row."""
    entries = [text(entry) for entry in components(node)]
    if len(node.shape) == 1:
        return tuple(entries)
    width = int(node.shape[-1])
    return tuple(tuple(entries[place : place + width]) for place in range(0, len(entries), width))


Ask = Callable[[Any, Task], Iterator[Posed]]
A = TypeVar("A", bound=Ask)

ASKS: dict[str, Ask] = {}
"""For each kind of question the function that asks it."""


def asks(kind: Kind) -> Callable[[A], A]:
    """Enter a function under the kind of question it asks."""

    def enter(ask: A) -> A:
        ASKS[kind] = ask
        return ask

    return enter


def posed(part: PartSpec, task: Task) -> Iterator[Posed]:
    """The questions of a part, in the author's words where there are any.

    Raises McdocsError, at the part where the error is not one of the function, and Degenerate.
    """
    try:
        for count, each in enumerate(ASKS[part.ask](part, task)):
            question = each.question
            if part.prompt and not count:
                question = replace(question, prompt=part.prompt)
            if part.room:
                question = replace(question, room=part.room)
            yield replace(each, question=question)
    except McdocsError as error:
        raise error.located(part.position("ask")) from None


def entries_of(subject: Subject, part: PartSpec) -> GridSolution:
    """The derivative entry by entry, for a part that asks for entries; SpecError where it is known as a whole only."""
    if isinstance(subject.derivation.solution, GridSolution):
        return subject.derivation.solution
    message = f"{part.ask!r} asks for single entries, and this derivative is known in matrix notation only"
    raise SpecError(message, at=part.position("ask"), hint="give the inputs sizes as numbers, as in R^3")


def is_nought(nodes: tuple[Node, ...]) -> bool:
    """Whether nothing is left of a derivative."""
    return all(map(algebra.is_zero, nodes))
