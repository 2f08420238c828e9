"""Questions for the derivative at a point, and for that of the stacked output by the stacked input."""

from __future__ import annotations

from collections.abc import Iterator

from mcdocs.calculus.layout import Layout
from mcdocs.calculus.point import at_point, check_differentiable
from mcdocs.calculus.referee.claims import Claim, ValueIs
from mcdocs.calculus.steps import RULE, is_indexed, vec_of
from mcdocs.documents.pieces.derivatives import array_claim, head_of, point_of
from mcdocs.documents.pieces.parts import equals
from mcdocs.documents.pieces.subjects import Subject
from mcdocs.documents.pieces.symbols import quotient
from mcdocs.documents.pieces.tensors import vectorised
from mcdocs.errors import FormulaError, NoRuleError, SpecError
from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.language.notation import Math, Relation
from mcdocs.printers.latex import latex
from mcdocs.problems.asks.expected import slip_at_point
from mcdocs.problems.asks.rubric import shared
from mcdocs.problems.asks.table import Degenerate, Posed, Task, asks, is_nought
from mcdocs.problems.asks.words import SAME_IN_THE_OTHER, in_layout, sentence
from mcdocs.problems.asks.workings import (
    are_equal,
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
    Solution,
    Value,
)
from mcdocs.specs.parts import ValuePart, VecPart


@asks("value")
def value(part: ValuePart, task: Task) -> Iterator[Posed]:
    """The derivative at a point."""
    subject = task.subject(part)
    pairs, given = point_of(subject, task.point(part))
    try:
        check_differentiable(subject.statement.formula, dict(pairs))
    except FormulaError as error:
        raise Degenerate(error.message) from None
    asked = task.layouts(part.layout) if subject.aspect.axes(task.layout) else (task.layout,)
    for number, layout in enumerate(asked):
        head, formula = head_of(view_of(subject, task, layout)), plain_value(subject, layout)
        found = _at(subject, layout, pairs)
        if is_nought(found.entries if isinstance(found, nodes.Grid) else (found,)):
            raise Degenerate("the derivative is zero at the point")
        other = _at(subject, opposite(layout), pairs)
        mistakes = mistaken_layout(layout, other, other) if latex(other) != latex(found) else ()
        if not number:
            mistakes += slip_at_point(subject, layout, found, dict(pairs))
        where = Relation(tuple(_upright(each) for each in given), ("=", *("comma", "=") * (len(given) // 2 - 1)))
        prompt = sentence("Evaluate ", head, f"{in_layout(subject, layout)} at ", where, ".")
        worth, scope = (part.points or 2) if not number else SAME_IN_THE_OTHER, subject.statement.scope
        lines = [
            RubricLine(formula, sentence("the derivative"), head),
            RubricLine(found, sentence("at the point")),
        ]
        question = Question(
            "", "value", prompt, worth, FormulaField(scope), room=room_for(lines[1:], spare=1 if number else 2)
        )
        claims: tuple[Claim, ...] = ()
        what = f"{subject.what} at the point"
        for each, result in ((layout, found), (opposite(layout), other)):
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
    if max(len(subject.aspect.output), len(subject.aspect.input)) < 2:
        message = "there is nothing to stack: neither the output nor the input is a matrix"
        raise SpecError(message, at=part.position("ask"), hint="ask for the derivative")
    reject_trivial(subject)
    output, input = task.symbols(subject).output, subject.statement.wrt
    head, order, scope = quotient(subject, vec_of(output), vec_of(input)), subject.spec.vec, subject.statement.scope
    for number, layout in enumerate(task.layouts(part.layout)):
        node, other = _vec_value(subject, layout), _vec_value(subject, opposite(layout))
        worth = (part.points or 3) if not number else SAME_IN_THE_OTHER
        prompt = sentence("Find ", head, f" in {layout} layout, where vec stacks the {order}.")
        before, said = _before_vec(subject, task, layout) if not number else ([], ())
        rule = f"stack the {order}" if subject.written_out else RULE
        lines = [*before, RubricLine(node, sentence(rule), head)]
        claims = [
            array_claim(subject, each, of, f"{subject.what}, vectorised", stacking=order)
            for each, of in ((node, layout), (other, opposite(layout)))
        ]
        question = Question(
            "", "vec", prompt, worth, FormulaField(scope), room=room_for(lines, spare=1 if number else 2)
        )
        differs = latex(other) != latex(node) and not are_equal(node, other, subject.statement.facts)
        mistakes = mistaken_layout(layout, other, other) if differs else ()
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
        yield Posed(question, solution, (*subject.claims(), *said, *claims))


def _before_vec(subject: Subject, task: Task, layout: Layout) -> tuple[list[RubricLine], tuple[Claim, ...]]:
    """The differential, worked out and then stacked; nothing where the derivative is known entry by entry."""
    if subject.written_out:
        return [], ()
    lines, claims = lines_to(view_of(subject, task, layout), answer=False)
    return [line for line in lines if not is_indexed(line.math)], claims


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


def _vec_value(subject: Subject, layout: Layout) -> Node:
    """The derivative of the stacked output by the stacked input; raises NoRuleError where it has no closed form."""
    if subject.written_out:
        return vectorised(subject, layout)[0]
    if (found := subject.derivation.stacked(layout)) is not None:
        return found.node
    output, input = subject.aspect.output, subject.aspect.input
    if output and input:
        hint = "give the inputs sizes as numbers"
        raise NoRuleError("this derivative has no vec form in matrix notation", at=subject.at, hint=hint)
    # Of a scalar by a matrix, or the other way round, the matrix is stacked in its own shape.
    whole = subject.derivation.solution.value("numerator" if output else "denominator")
    stacked = nodes.Structure("vecrows" if subject.spec.vec == "rows" else "vec", (whole,))
    return stacked if (layout == "numerator") == bool(output) else nodes.Transpose(stacked)
