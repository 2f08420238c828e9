"""Questions for a derivative, an entry of it, a second derivative, and the shape of one."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from mcdocs.calculus.layout import Layout
from mcdocs.calculus.partial import Line
from mcdocs.documents import blocks
from mcdocs.documents.pieces.derivatives import head_of, rules
from mcdocs.documents.pieces.parts import equals
from mcdocs.documents.pieces.subjects import Subject
from mcdocs.documents.pieces.symbols import quotient, space
from mcdocs.errors import SpecError
from mcdocs.language import notation, shapes
from mcdocs.language.notation import Math, Relation
from mcdocs.problems.asks.expected import slip_in_derivative, slip_in_entry
from mcdocs.problems.asks.rubric import shared
from mcdocs.problems.asks.table import Degenerate, Posed, Task, asks, entries_of, is_nought
from mcdocs.problems.asks.words import SAME_IN_THE_OTHER, in_layout, lines_of, sentence
from mcdocs.problems.asks.workings import (
    answered,
    lines_to,
    mistaken_layout,
    opposite,
    plain_value,
    reject_trivial,
    room_for,
    view_of,
)
from mcdocs.problems.model import (
    FormulaField,
    Question,
    RubricLine,
    Sizes,
    SizesField,
    Solution,
    Value,
)
from mcdocs.specs.parts import DerivativePart, HessianPart, PartialPart, ShapePart


@asks("shape")
def shape(part: ShapePart, task: Task) -> Iterator[Posed]:
    """Which shape a derivative has."""
    subject = task.subject(part)
    symbols = task.symbols(subject)
    head, points = head_of(view_of(subject, task, task.layout)), part.points or 1
    for number, layout in enumerate(_asked_layouts(part, task, subject)):
        axes, other = subject.aspect.printed(layout), subject.aspect.printed(opposite(layout))
        prompt = sentence("Which shape does ", head, f" have{in_layout(subject, layout)}?")
        spaces = (symbols.output, space(subject.aspect.output, "output"), subject.statement.wrt)
        found = (space(subject.aspect.input, "input"), head, notation.Space(axes))
        known = Relation((*spaces, *found), ("in", "comma", "in", "quad", "in"))
        sizes = tuple(axis.size for axis in axes), tuple(axis.size for axis in other)
        mistakes = mistaken_layout(layout, notation.Sizes(other), None) if sizes[0] != sizes[1] else ()
        worth = points if not number else SAME_IN_THE_OTHER
        question = Question("", "shape", prompt, worth, SizesField(subject.statement.scope), room=1)
        line = RubricLine(known, (), continued=True, points=Fraction(worth))
        shown = sentence(notation.Sizes(axes)) if axes else sentence("a scalar")
        solution = Solution("", Sizes(axes), shown, (line,), mistakes, subject.statement, layout)
        yield Posed(question, solution, subject.claims())


@asks("derivative")
def derivative(part: DerivativePart, task: Task) -> Iterator[Posed]:
    """The derivative of the function."""
    subject = task.subject(part)
    reject_trivial(subject)
    for number, layout in enumerate(_asked_layouts(part, task, subject)):
        view = view_of(subject, task, layout)
        head = head_of(view)
        what = sentence("Find ", head, f"{in_layout(subject, layout)}.")
        worth = (part.points or 4) if not number else SAME_IN_THE_OTHER
        lines, claims = lines_to(view) if not number else (_turned_round(subject, layout, head), ())
        room = room_for(lines, spare=1 if number else 2)
        yield answered(
            Question("", "derivative", what, worth, FormulaField(subject.statement.scope), room=room),
            subject,
            layout,
            lines,
            claims,
            slip_in_derivative(subject, layout) if not number else (),
        )


@asks("hessian")
def hessian(part: HessianPart, task: Task) -> Iterator[Posed]:
    """The second derivative of a scalar."""
    first = task.subject(part)
    if first.aspect.output != ():
        hint = "the second derivative of an array has more than two axes"
        raise SpecError("the Hessian of a scalar can be asked for", at=part.position("ask"), hint=hint)
    subject = task.subject(part, order=2)
    reject_trivial(subject)
    layout = task.layout
    view = view_of(subject, task, layout)
    # What is differentiated again in matrix notation is the gradient as a column.
    shown = layout if subject.written_out else "denominator"
    about = sentence(f"the first derivative{in_layout(first, shown)}")
    again, claims = lines_to(view)
    lines = [RubricLine(plain_value(first, shown), about, head_of(view_of(first, task, shown))), *again]
    head = head_of(view)
    name = "second derivative " if subject.aspect.input == () else "Hessian "
    field = FormulaField(subject.statement.scope)
    question = Question(
        "", "hessian", sentence(f"Find the {name}", head, "."), part.points or 4, field, room=room_for(lines)
    )
    slips = slip_in_derivative(subject, layout)
    yield answered(question, subject, layout, lines, (*first.claims(), *claims), slips)


@asks("partial")
def partial(part: PartialPart, task: Task) -> Iterator[Posed]:
    """One partial derivative."""
    subject = task.subject(part)
    symbols, grid = task.symbols(subject), entries_of(subject, part)
    keys = [key for key, value in zip(subject.aspect.keys(), grid.partials, strict=True) if not is_nought((value,))]
    split = len(subject.aspect.output)
    wanted = _index(part, "of", subject.aspect.output), _index(part, "by", subject.aspect.input)
    keys = [key for key in keys if wanted[0] in ((), key[:split]) and wanted[1] in ((), key[split:])]
    if not keys:
        raise Degenerate("the partial derivative asked for is zero")
    # those that take some work come first
    busy = [key for key in keys if len(grid.partial_lines(subject.aspect.keys().index(key))) > 1]
    key = task.numbers.choice(busy or keys)
    place = subject.aspect.keys().index(key)
    output, variable = symbols.outputs[place // len(grid.inputs)], grid.inputs[place % len(grid.inputs)]
    head = quotient(subject, output, variable)
    lines = lines_of([_worked(head, grid.partial_lines(place))])
    value = grid.partials[place]
    scope, points = subject.statement.scope, part.points or 2
    question = Question("", "partial", sentence("Find ", head, "."), points, FormulaField(scope), room=len(lines) + 1)
    answer, shown = Value(value, (), scope), sentence(equals(head, value))
    entry = (key[:split], key[split:])
    solution = Solution(
        "", answer, shown, shared(lines, points), slip_in_entry(subject, place), subject.statement, entry=entry
    )
    yield Posed(question, solution, subject.claims())


def _turned_round(subject: Subject, layout: Layout, head: Math) -> list[RubricLine]:
    """The derivative in a second layout, where it is known in the first."""
    rule = "transpose" if len(subject.aspect.axes(layout)) < 3 else "axes in the other order"
    return [RubricLine(plain_value(subject, layout), sentence(rule), head)]


def _asked_layouts(part: ShapePart | DerivativePart, task: Task, subject: Subject) -> tuple[Layout, ...]:
    """The layouts asked for; of a scalar by a scalar there is nothing to tell them apart."""
    return task.layouts(part.layout) if subject.aspect.axes(task.layout) else (task.layout,)


def _index(part: PartialPart, key: str, shape: shapes.Shape) -> tuple[int, ...]:
    """The index an author gives; raises SpecError when there is no such entry."""
    index: tuple[int, ...] = part.of if key == "of" else part.by
    fits = len(index) == len(shape) and all(
        not isinstance(size, int) or i <= size for i, size in zip(index, shape, strict=True)
    )
    if index and not fits:
        whose = "output" if key == "of" else "input"
        raise SpecError(f"the {whose} has no such entry: it is {shapes.describe(shape)}", at=part.position(key))
    return index


def _worked(head: Math, lines: list[Line]) -> blocks.Working:
    return blocks.Working(head, tuple(blocks.Line(line.formula, rules(line)) for line in lines))
