"""Questions whose answer is a derivative, or a part of it, or its shape."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mcdocs.calculus.layout import LAYOUTS, Layout
from mcdocs.calculus.matrix.transposes import transposed
from mcdocs.calculus.partial import Line
from mcdocs.calculus.point import at_point
from mcdocs.calculus.referee.claims import Claim, ValueIs
from mcdocs.documents import blocks
from mcdocs.documents.pieces.derivatives import array_claim, head_of, pieces_of, point_of, rules, working
from mcdocs.documents.pieces.parts import View, equals
from mcdocs.documents.pieces.subjects import Subject
from mcdocs.documents.pieces.symbols import laid, quotient, space
from mcdocs.documents.pieces.tensors import vectorised
from mcdocs.errors import FormulaError, NoRuleError, SpecError
from mcdocs.language import nodes, notation, shapes
from mcdocs.language.nodes import Node
from mcdocs.language.notation import Math, Relation
from mcdocs.printers.latex import latex
from mcdocs.problems.asks.table import Degenerate, Posed, Task, asks, is_nought
from mcdocs.problems.asks.words import in_layout, lines_of, sentence, shared
from mcdocs.problems.model import (
    FormulaField,
    Mistake,
    Question,
    RubricLine,
    Sizes,
    SizesField,
    Solution,
    Value,
)
from mcdocs.specs.parts import DerivativePart, HessianPart, PartialPart, ShapePart, ValuePart, VecPart

SAME_IN_THE_OTHER = 1  # what the second layout is worth


@asks("shape")
def shape(part: ShapePart, task: Task) -> Iterator[Posed]:
    """Which shape a derivative has."""
    subject = task.subject(part)
    symbols = task.symbols(subject)
    head, points = head_of(view_of(subject, task, task.layout)), part.points or 1
    for number, layout in enumerate(task.layouts(part.layout)):
        axes, other = subject.aspect.printed(layout), subject.aspect.printed(_other(layout))
        prompt = sentence("Which shape does ", head, f" have{in_layout(subject, layout)}?")
        spaces = (symbols.output, space(subject.aspect.output, "output"), subject.statement.wrt)
        known = Relation((*spaces, space(subject.aspect.input, "input")), ("in", "comma", "in"))
        whole = Relation((head, notation.Space(axes)), ("in",))
        lines = [RubricLine(known, (), 0, continued=True), RubricLine(whole, (), 0, continued=True)]
        sizes = tuple(axis.size for axis in axes), tuple(axis.size for axis in other)
        mistakes = _other_layout(layout, notation.Sizes(other), None) if sizes[0] != sizes[1] else ()
        worth = points if not number else SAME_IN_THE_OTHER
        question = Question("", "shape", prompt, worth, SizesField(subject.statement.scope), room=1)
        shown = sentence(notation.Sizes(axes)) if axes else sentence("a scalar")
        solution = Solution("", Sizes(axes), shown, _all_on_the_last(lines, worth), mistakes, subject.statement, layout)
        yield Posed(question, solution, ())


@asks("derivative")
def derivative(part: DerivativePart, task: Task) -> Iterator[Posed]:
    """The derivative of the function."""
    subject = task.subject(part)
    _reject_trivial(subject)
    asked = task.layouts(part.layout) if subject.aspect.axes(task.layout) else (task.layout,)
    for number, layout in enumerate(asked):
        view = view_of(subject, task, layout)
        head = head_of(view)
        what = sentence("Find ", head, f"{in_layout(subject, layout)}.")
        worth = (part.points or 4) if not number else SAME_IN_THE_OTHER
        lines, claims = lines_to(view) if not number else ([RubricLine(plain_value(subject, layout), (), 0, head)], ())
        room = _room(lines) if not number else 2
        yield _asked(
            Question("", "derivative", what, worth, FormulaField(subject.statement.scope), room=room),
            subject,
            layout,
            lines,
            claims,
        )


@asks("hessian")
def hessian(part: HessianPart, task: Task) -> Iterator[Posed]:
    """The second derivative of a scalar."""
    first, subject = task.subject(part), task.subject(part, order=2)
    if subject.aspect.output != ():
        hint = "the second derivative of an array has more than two axes"
        raise SpecError("the Hessian of a scalar can be asked for", at=part.position("ask"), hint=hint)
    _reject_trivial(subject)
    head, layout = head_of(view_of(subject, task, task.layout)), task.layout
    gradient = plain_value(first, layout)
    about = sentence(f"the first derivative{in_layout(first, layout)}")
    lines = [
        RubricLine(gradient, about, 0, head_of(view_of(first, task, layout))),
        RubricLine(plain_value(subject, layout), (), 0, head),
    ]
    name = "second derivative " if subject.aspect.input == () else "Hessian "
    field = FormulaField(subject.statement.scope)
    question = Question("", "hessian", sentence(f"Find the {name}", head, "."), part.points or 4, field)
    yield _asked(question, subject, layout, lines, first.claims())


@asks("partial")
def partial(part: PartialPart, task: Task) -> Iterator[Posed]:
    """One partial derivative."""
    subject = task.subject(part)
    symbols, grid = task.symbols(subject), subject.grid
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
    solution = Solution("", answer, shown, shared(lines, points), (), subject.statement, entry=entry)
    yield Posed(question, solution, subject.claims())


@asks("value")
def value(part: ValuePart, task: Task) -> Iterator[Posed]:
    """The derivative at a point."""
    subject = task.subject(part, at=task.point(part))
    pairs, given = point_of(subject)
    asked = task.layouts(part.layout) if subject.aspect.axes(task.layout) else (task.layout,)
    for number, layout in enumerate(asked):
        head, formula = head_of(view_of(subject, task, layout)), plain_value(subject, layout)
        found = _at(subject, layout, pairs)
        if isinstance(found, nodes.Grid) and is_nought(found.entries):
            raise Degenerate("the derivative is zero at the point")
        other = _at(subject, _other(layout), pairs)
        mistakes = _other_layout(layout, other, other) if latex(other) != latex(found) else ()
        where = Relation(tuple(_upright(each) for each in given), ("=", *("comma", "=") * (len(given) // 2 - 1)))
        prompt = sentence("Evaluate ", head, f"{in_layout(subject, layout)} at ", where, ".")
        worth, scope = (part.points or 2) if not number else SAME_IN_THE_OTHER, subject.statement.scope
        lines = [
            RubricLine(formula, sentence("the derivative"), 0, head),
            RubricLine(found, sentence("at the point"), 0),
        ]
        question = Question("", "value", prompt, worth, FormulaField(scope), room=3 if not number else 2)
        claims: tuple[Claim, ...] = ()
        what = f"{subject.what} at the point"
        for each, result in ((layout, found), (_other(layout), other)):
            node = subject.derivation.solution.value(each)
            claims += (ValueIs(node, pairs, result, what, subject.at, subject.statement.facts),)
        shape = subject.aspect.shape(layout)
        solution = Solution(
            "",
            Value(found, shape, scope),
            sentence(equals(head, found)),
            shared(lines, worth),
            mistakes,
            subject.statement,
            layout,
            point=pairs,
        )
        yield Posed(question, solution, (*subject.claims(), *claims))


@asks("vec")
def vec(part: VecPart, task: Task) -> Iterator[Posed]:
    """The derivative of the stacked output by the stacked input."""
    subject = task.subject(part)
    _reject_trivial(subject)
    output, input = task.symbols(subject).output, subject.statement.wrt
    head, order, scope = quotient(subject, _stacked(output), _stacked(input)), subject.spec.vec, subject.statement.scope
    for number, layout in enumerate(task.layouts(part.layout)):
        node, other = _vec_value(subject, layout), _vec_value(subject, _other(layout))
        worth = (part.points or 3) if not number else SAME_IN_THE_OTHER
        prompt = sentence("Find ", head, f" in {layout} layout, where vec stacks the {order}.")
        before, said = _before_vec(subject, task, layout) if not number else ([], ())
        rule = f"stack the {order}" if subject.written_out else "read off"
        lines = [*before, RubricLine(node, sentence(rule), 0, head)]
        claim = array_claim(subject, node, layout, f"{subject.what}, vectorised", stacking=order)
        question = Question("", "vec", prompt, worth, FormulaField(scope), room=_room(lines) if not number else 2)
        mistakes = _other_layout(layout, other, other) if latex(other) != latex(node) else ()
        solution = Solution(
            "",
            Value(node, node.shape, scope),
            sentence(equals(head, node)),
            shared(lines, worth),
            mistakes,
            subject.statement,
            layout,
            order,
        )
        yield Posed(question, solution, (*subject.claims(), *said, claim))


def _before_vec(subject: Subject, task: Task, layout: Layout) -> tuple[list[RubricLine], tuple[Claim, ...]]:
    """The differential, worked out and then stacked; nothing where the derivative is known entry by entry."""
    if subject.written_out:
        return [], ()
    return lines_to(view_of(subject, task, layout), answer=False)


# ── the answer and how to get there ──────────────────────────────────────────────────────────────────────────────────


def view_of(subject: Subject, task: Task, layout: Layout) -> View:
    """The subject as it is worked out in a layout."""
    return View(subject, task.symbols(subject), (layout,), ("function", "working"))


def plain_value(subject: Subject, layout: Layout) -> Math:
    """The derivative as printed."""
    if subject.written_out and subject.aspect.axes(layout):
        return laid(subject.grid.partials, subject.aspect, layout)
    return subject.derivation.solution.value(layout)


def lines_to(view: View, answer: bool = True) -> tuple[list[RubricLine], tuple[Claim, ...]]:
    """The working, down to the derivative itself unless it ends there, and what it claims."""
    shown = working(view)
    lines = lines_of([block for block in shown.blocks if isinstance(block, blocks.Working)])
    (layout,), subject = view.layouts, view.subject
    result = plain_value(subject, layout)
    if answer and (not lines or latex(lines[-1].math) != latex(result)):
        rule = sentence("read off") if not subject.written_out else ()
        first, *more = pieces_of(result) if isinstance(result, Node) else [result]
        lines.append(RubricLine(first, rule, 0, head_of(view)))
        lines += [RubricLine(piece, (), 0, continued=True) for piece in more]
    return lines, shown.claims


def _asked(
    question: Question, subject: Subject, layout: Layout, lines: list[RubricLine], claims: tuple[Claim, ...]
) -> Posed:
    """The question whose answer is the derivative in a layout."""
    node, other = (subject.derivation.solution.value(each) for each in (layout, _other(layout)))
    head = next(line.head for line in reversed(lines) if line.head is not None)
    shown, swapped = plain_value(subject, layout), plain_value(subject, _other(layout))
    mistakes = _other_layout(layout, swapped, other) if latex(shown) != latex(swapped) else ()
    solution = Solution(
        "",
        Value(node, subject.aspect.shape(layout), subject.statement.scope),
        sentence(equals(head, shown)),
        shared(lines, question.points),
        mistakes,
        subject.statement,
        layout,
    )
    return Posed(question, solution, (*subject.claims(), *claims))


def _other(layout: Layout) -> Layout:
    return LAYOUTS[1 - LAYOUTS.index(layout)]


def _other_layout(layout: Layout, math: Math, node: Node | None) -> tuple[Mistake, ...]:
    return (Mistake(sentence(f"{_other(layout)} layout"), math, node),)


def _reject_trivial(subject: Subject) -> None:
    """Derivatives that are zero, and functions that are their own derivative, ask for nothing."""
    value = subject.derivation.solution.value("numerator")
    entries = value.entries if isinstance(value, nodes.Grid) else (value,)
    if is_nought(entries) or (isinstance(value, nodes.Tensor) and not value.terms):
        raise Degenerate("the derivative is zero")
    if latex(value) == latex(subject.statement.formula):
        raise Degenerate("the function is its own derivative")


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


def _at(subject: Subject, layout: Layout, pairs: tuple[tuple[Node, Node], ...]) -> Node:
    try:
        return at_point(subject.derivation.solution.value(layout), dict(pairs))
    except FormulaError as error:
        raise Degenerate(error.message) from None


def _upright(math: Math) -> Math:
    """A vector in one line of text: as a transposed row."""
    match math:
        case nodes.Grid(shape=(size,)):
            return nodes.Transpose(nodes.Grid(math.entries, (1, size)))
        case _:
            return math


def _stacked(symbol: nodes.Symbol) -> Node:
    return nodes.Structure("vec", (symbol,)) if len(symbol.shape) > 1 else symbol


def _vec_value(subject: Subject, layout: Layout) -> Node:
    if subject.written_out:
        return vectorised(subject, layout)[0]
    found = subject.derivation.vec
    if found is None:
        hint = "give the inputs sizes as numbers"
        raise NoRuleError("this derivative has no vec form in matrix notation", at=subject.at, hint=hint)
    return found.node if layout == "numerator" else transposed(found.node, frozenset(subject.statement.facts))


def _all_on_the_last(lines: list[RubricLine], points: int) -> tuple[RubricLine, ...]:
    return (*lines[:-1], replace(lines[-1], points=points))


def _room(lines: list[RubricLine]) -> int:
    """How many lines of handwriting a working wants: more than in print, and for matrices their height."""
    height = sum(_height(line.math) for line in lines)
    return max(3, min(24, round(1.5 * height + 1)))


def _height(math: Math) -> float:
    match math:
        case notation.Matrix():
            return max(1.0, 0.9 * len(math.rows))
        case nodes.Grid(shape=(rows, *_)):
            return max(1.0, 0.9 * int(rows))
        case nodes.Tensor():
            return 2.0
        case _:
            return 1.0
