"""The parts of an example that show its derivative: symbolically, step by step, its value, its value at a point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from mcdocs.calculus.components import components
from mcdocs.calculus.layout import Aspect, Layout
from mcdocs.calculus.matrix.differentials import is_linear
from mcdocs.calculus.partial import Line
from mcdocs.calculus.point import at_point, check_differentiable
from mcdocs.calculus.referee.claims import ArrayDerivativeIs, Claim, Equal, Stacking, ValueIs
from mcdocs.calculus.steps import head_of_working, is_indexed, names_in_result
from mcdocs.documents import blocks, extents
from mcdocs.documents.blocks import Block, Display
from mcdocs.documents.pieces import measure
from mcdocs.documents.pieces.parts import Shown, View, equals, part
from mcdocs.documents.pieces.subjects import Subject, in_order
from mcdocs.documents.pieces.symbols import labelled, laid, quotient
from mcdocs.errors import McdocsError
from mcdocs.language import nodes
from mcdocs.language.names import Scope
from mcdocs.language.nodes import Node
from mcdocs.language.notation import Answer, Axis, Math, Quotient, Raw, Relation, Sign
from mcdocs.language.parse import parse_formula
from mcdocs.language.prose import Formula, Inline, Text
from mcdocs.printers.precedence import summands
from mcdocs.specs.compound import Nested

# What is smaller than this side by side is shown on lines of its own.
SIDE_BY_SIDE = 1.3
LONGEST_LINE = 30.0
WIDEST_ROW = 50.0


def head_of(view: View) -> Quotient:
    """The derivative as it is asked for, `dy/dx`."""
    return quotient(view.subject, view.symbols.output)


def array_claim(
    subject: Subject, value: Node, layout: Layout, what: str, by: Node | None = None, stacking: Stacking | None = None
) -> ArrayDerivativeIs:
    """That a value is the subject's derivative, or the one by an entry of its input."""
    statement = subject.statement
    return ArrayDerivativeIs(
        statement.formula,
        by or statement.wrt,
        value,
        layout,
        f"{what} ({layout} layout)",
        subject.at,
        statement.facts,
        statement.order,
        stacking,
    )


@part
def partials(view: View) -> Shown:
    """The grid of the partial derivatives, not yet carried out; of a tensor its slices by the input's entries."""
    shown = tuple(Display(equals(head_of(view), symbolic(view, layout))) for layout in view.layouts)
    together = blocks.Row(shown)
    return Shown((together,) if len(shown) > 1 and measure.scale(measure.extent(together)) > SIDE_BY_SIDE else shown)


def symbolic(view: View, layout: Layout) -> Math:
    """The partial derivatives of the numbered outputs by the input's entries in a layout."""
    subject = view.subject
    inputs = components(subject.statement.wrt)
    if len(subject.aspect.axes(layout)) > 2:
        slices = [quotient(subject, view.symbols.output, x) for x in inputs]
        return laid(slices, Aspect((), subject.aspect.input), layout)
    grid = [quotient(subject, y, x) for y in view.symbols.outputs for x in subject.grid.inputs]
    return laid(grid, subject.aspect, layout)


@part
def working(view: View) -> Shown:
    """The lines from the first rule to the result: of a scalar for each input, otherwise of the whole array."""
    subject = view.subject
    if not subject.written_out:
        return _differential_working(view)
    if subject.aspect.output == () and subject.aspect.order == 1:
        inputs = components(subject.statement.wrt)
        found = [
            _worked(quotient(subject, view.symbols.output, x), lines, None if subject.aspect.input else ())
            for x, lines in zip(inputs, subject.grid.all_lines, strict=True)
        ]
        return Shown(tuple(found))
    return _whole_working(view)


def _differential_working(view: View) -> Shown:
    """dy from the formula to where the derivative is read off; for a second derivative d(dy/dx) or d(dy)."""
    subject, output = view.subject, view.symbols.output
    start = subject.derivation.solution.differentiated
    lines = [Line(nodes.Differential(start), ()), *filter(_has_room, subject.derivation.lines)]
    worked = _worked(head_of_working(subject.derivation, output), lines, None)
    if subject.aspect.order == 1:
        return Shown((worked,))
    return Shown((worked,), (_first_derivative(subject, start),))


def _first_derivative(subject: Subject, start: Node) -> Claim:
    """That the working of a second derivative begins with the first one, or with the differential."""
    statement, name = subject.statement, subject.spec.name
    facts, wrt = statement.facts, statement.wrt
    if is_linear(start):
        dy = nodes.Differential(statement.formula)
        return Equal(dy, start, f"the differential of {name}", subject.at, facts, (wrt.name,))
    layout: Layout = "numerator" if statement.formula.shape else "denominator"
    what = f"the gradient of {name} (denominator layout)"
    return ArrayDerivativeIs(statement.formula, wrt, start, layout, what, subject.at, facts)


def _has_room(line: Line) -> bool:
    """Whether a line in index notation, which cannot be broken, fits beside its rule; the result says it once more."""
    return not is_indexed(line.formula) or extents.math(line.formula)[0] <= LONGEST_LINE


def _whole_working(view: View) -> Shown:
    subject, layout = view.subject, view.layouts[0]
    lines = [Line(_in_layout(subject, line.formula, layout), line.rules) for line in subject.derivation.lines]
    facts, what = subject.statement.facts, f"{subject.what}, working"
    claims: list[Claim] = [array_claim(subject, lines[0].formula, layout, what)]
    claims += [
        Equal(before.formula, after.formula, f"{what}, line {number}", subject.at, facts)
        for number, (before, after) in enumerate(pairwise(lines), 2)
    ]
    return Shown((_worked(head_of(view), lines, subject.aspect.printed(layout)),), tuple(claims))


def _in_layout(subject: Subject, formula: Node, layout: Layout) -> Node:
    """A line of the working, which is in numerator layout, in another."""
    return subject.aspect.arranged(list(in_order(components(formula), subject.aspect, "numerator")), layout)


def _worked(head: Math, lines: Sequence[Line], shape: tuple[Axis, ...] | None) -> blocks.Working:
    shown: list[blocks.Line] = []
    for line in lines:
        first, *more = pieces_of(line.formula)
        shown.append(blocks.Line(Answer(first), rules(line)))
        shown += [blocks.Line(Answer(piece), continued=True) for piece in more]
    return blocks.Working(head, tuple(shown), shape)


def pieces_of(formula: Node) -> list[Math]:
    """A formula in one piece, a sum that is too long for a line in several; all but the first begin with a sign."""
    terms = summands(formula) if isinstance(formula, nodes.Add | nodes.Sub) else []
    if not terms or extents.math(formula)[0] <= LONGEST_LINE:
        return [formula]
    pieces: list[Math] = []
    while terms:
        count = 1
        while count < len(terms) and extents.math(_total(terms[: count + 1]))[0] <= LONGEST_LINE:
            count += 1
        piece = _total(terms[:count])
        positive = pieces and not terms[0][0] and not isinstance(terms[0][1], nodes.Neg)
        pieces.append(Relation((Raw("+"), piece), ("thin",)) if positive else piece)
        terms = terms[count:]
    return pieces


def _total(terms: Sequence[tuple[bool, Node]]) -> Node:
    (subtracted, total), *rest = terms
    total = nodes.Neg(total) if subtracted else total
    for subtracted, term in rest:
        total = nodes.Sub(total, term) if subtracted else nodes.Add(total, term)
    return total


def rules(line: Line) -> Inline:
    """The names of a line's rules; where many are used at once, that it is done entry by entry."""
    if len(line.rules) > 2:
        return (Text("entry by entry" if line.formula.shape else line.rules[0]),)
    match line.rules, line.formula:
        case (*before, "factor"), nodes.Mul(left=factor, right=nodes.Add() | nodes.Sub()):
            return (Text(", ".join([*before, "factor out "])), Formula(Answer(factor)))
    return (Text(", ".join(line.rules)),) if line.rules else ()


@part
def value(view: View) -> Shown:
    """The derivative in each layout; of a scalar by a scalar the layouts are the same."""
    same = view.subject.aspect.shape("numerator") == ()
    shown: list[Block] = [result(view, each, "" if same else each) for each in view.layouts[: 1 if same else 2]]
    return Shown((*shown, *_counted_together(view), *_where(view)))


def _where(view: View) -> tuple[Block, ...]:
    """What the names in the result stand for that are not the author's."""
    return tuple(Display(equals(each, Answer(each.value))) for each in names_in_result(view.subject.derivation))


def _counted_together(view: View) -> tuple[Block, ...]:
    """What an axis labelled by two letters means, where there is one."""
    tensors = [
        part for part in nodes.walk(view.subject.derivation.numerator.node, once=True) if isinstance(part, nodes.Tensor)
    ]
    slots = [slot for tensor in tensors for slot in tensor.axes if len(slot) > 1]
    if not slots:
        return ()
    label, fastest = Raw(f"({slots[0]})"), Raw(slots[0][-1])
    words: Inline = (
        Text("An axis "),
        Formula(label),
        Text(" is counted by its letters together, "),
        Formula(fastest),
        Text(" the fastest."),
    )
    return (blocks.Paragraph(words, quiet=True),)


def _is_wide(row: nodes.Grid) -> bool:
    """Whether a row is better read as a transposed column."""
    return extents.math(row)[0] > WIDEST_ROW


def result(view: View, layout: Layout, label: str) -> blocks.Result:
    subject = view.subject
    found: Math = subject.derivation.solution.value(layout)
    if isinstance(found, nodes.Grid) and len(found.shape) == 2 and found.shape[0] == 1 and _is_wide(found):
        found = nodes.Transpose(nodes.Grid(found.entries, (len(found.entries),)))
    elif subject.written_out:
        found = labelled(laid(subject.grid.partials, subject.aspect, layout), subject, view.symbols, layout)
    items = (head_of(view), symbolic(view, layout)) if view.chained else (head_of(view),)
    named = f"{label} layout" if label else ""
    return blocks.Result(named, equals(*items, Answer(found)), subject.aspect.printed(layout))


@part
def point(view: View) -> Shown:
    """The derivative at the point the spec gives, exactly."""
    subject, spec = view.subject, view.subject.spec
    pairs, given = point_of(subject, spec.at)
    shown: list[Block] = []
    claims: list[Claim] = []
    for layout in view.layouts:
        derivative = subject.derivation.solution.value(layout)
        try:
            check_differentiable(subject.statement.formula, dict(pairs))
            found = at_point(derivative, dict(pairs))
        except McdocsError as error:
            raise spec.relocate(error, "at") from None
        label = (
            f"{layout} layout, at the point"
            if len(view.layouts) > 1 and subject.aspect.axes(layout)
            else "at the point"
        )
        signs: tuple[Sign, ...] = (*("=", "comma") * (len(given) // 2 - 1), "=", "quad", "=")
        math = Relation((*given, head_of(view), Answer(found)), signs)
        shown.append(blocks.Result(label, math, subject.aspect.printed(layout)))
        what = f"{subject.what} at the point"
        claims.append(ValueIs(derivative, pairs, found, what, spec.position("at"), subject.statement.facts))
        if subject.aspect.axes(layout) == ():
            break
    return Shown(tuple(shown), tuple(claims))


def point_of(subject: Subject, at: Mapping[str, Nested]) -> tuple[tuple[tuple[Node, Node], ...], tuple[Math, ...]]:
    """The value of each entry, and `x = 0` as it is displayed."""
    pairs: list[tuple[Node, Node]] = []
    given: list[Math] = []
    for name, written in at.items():
        symbol = subject.statement.scope.inputs[name]
        try:
            found = parse_formula(written, Scope({}))
        except McdocsError as error:
            raise subject.spec.relocate(error, "at", name) from None
        pairs += zip(components(symbol), components(found), strict=True)
        given += [symbol, found]
    return tuple(pairs), tuple(given)
