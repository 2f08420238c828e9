"""How a derivative is worked out, as lines with rules, and what is common to all questions that ask for one."""

from __future__ import annotations

from collections.abc import Sequence

from mcdocs.calculus.layout import LAYOUTS, Aspect, Layout
from mcdocs.calculus.referee import judge
from mcdocs.calculus.referee.claims import Claim, Equal, Facts, Unequal
from mcdocs.calculus.steps import RULE, names_in_result
from mcdocs.documents import blocks
from mcdocs.documents.pieces.derivatives import head_of, pieces_of, working
from mcdocs.documents.pieces.parts import View, equals
from mcdocs.documents.pieces.subjects import Subject
from mcdocs.documents.pieces.symbols import laid, quotient
from mcdocs.errors import McdocsError
from mcdocs.language import nodes, notation
from mcdocs.language.nodes import Node
from mcdocs.language.notation import Math
from mcdocs.printers.latex import latex
from mcdocs.problems.asks.rubric import NAMED, shared
from mcdocs.problems.asks.table import Degenerate, Posed, Task, is_nought
from mcdocs.problems.asks.words import lines_of, sentence
from mcdocs.problems.model import (
    Mistake,
    Question,
    RubricLine,
    Solution,
    Value,
)

MOST_ROOM = 12


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
    (layout,), subject = view.layouts, view.subject
    shown = working(view)
    lines = lines_of([block for block in shown.blocks if isinstance(block, blocks.Working)])
    if len(lines) == 1 and len(subject.aspect.output) == 1 >= len(subject.aspect.input):
        lines = _by_output(view)
    result = plain_value(subject, layout)
    if answer and (not lines or latex(lines[-1].math) != latex(result)):
        lines += [RubricLine(each.value, sentence(NAMED), each) for each in names_in_result(subject.derivation)]
        rule = sentence(f"in {layout} layout" if subject.written_out else RULE)
        first, *more = pieces_of(result) if isinstance(result, Node) else [result]
        lines.append(RubricLine(first, rule, head_of(view)))
        lines += [RubricLine(piece, (), continued=True) for piece in more]
    return lines, shown.claims


def _by_output(view: View) -> list[RubricLine]:
    """The derivative of each output by the whole input, where the whole is carried out in one line."""
    (layout,), subject, outputs = view.layouts, view.subject, view.symbols.outputs
    count, aspect = len(subject.grid.inputs), Aspect((), subject.aspect.input)
    lines: list[RubricLine] = []
    for place, output in enumerate(outputs):
        own = range(place * count, (place + 1) * count)
        entries = [subject.grid.partials[each] for each in own]
        names = dict.fromkeys(name for each in own for line in subject.grid.partial_lines(each) for name in line.rules)
        used = [name for name in names if name != "constant rule"] or list(names)
        rule = sentence(", ".join(used) if len(used) < 3 else "entry by entry")
        lines.append(RubricLine(laid(entries, aspect, layout), rule, quotient(subject, output)))
    return lines


def answered(
    question: Question,
    subject: Subject,
    layout: Layout,
    lines: list[RubricLine],
    claims: tuple[Claim, ...],
    slips: tuple[Mistake, ...] = (),
) -> Posed:
    """The question whose answer is the derivative in a layout; `slips` are mistakes to look for beside the layout."""
    node, other = (subject.derivation.solution.value(each) for each in (layout, opposite(layout)))
    head = next(line.head for line in reversed(lines) if line.head is not None)
    shown, swapped = plain_value(subject, layout), plain_value(subject, opposite(layout))
    differs = latex(shown) != latex(swapped) and not are_equal(node, other, subject.statement.facts)
    mistakes = (*(mistaken_layout(layout, swapped, other) if differs else ()), *slips)
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


def opposite(layout: Layout) -> Layout:
    return LAYOUTS[1 - LAYOUTS.index(layout)]


def are_equal(node: Node, other: Node, facts: Facts) -> bool:
    """Whether two answers of two axes are the same in two forms, such as a Hessian and its transpose."""
    if len(node.shape) != 2 or node.shape != other.shape:
        return False
    try:
        judge([Unequal(Equal(node, other, "", assume=facts))])
    except McdocsError:
        return True
    return False


def mistaken_layout(layout: Layout, math: Math, node: Node | None) -> tuple[Mistake, ...]:
    return (Mistake(sentence(f"{opposite(layout)} layout"), math, node),)


def reject_trivial(subject: Subject) -> None:
    """Derivatives that are zero, and functions that are their own derivative, ask for nothing."""
    value = subject.derivation.solution.value("numerator")
    entries = value.entries if isinstance(value, nodes.Grid) else (value,)
    if is_nought(entries) or (isinstance(value, nodes.Tensor) and not value.terms):
        raise Degenerate("the derivative is zero")
    if latex(value) == latex(subject.statement.formula):
        raise Degenerate("the function is its own derivative")


def room_for(lines: Sequence[RubricLine], spare: int = 2) -> int:
    """How many lines of handwriting a working wants: more than in print, and for matrices their height."""
    height = sum(_height(line.math) for line in lines)
    return max(spare + 1, min(MOST_ROOM, round(height + spare)))


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
