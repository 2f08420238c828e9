"""The parts of an example for three axes and more: labelled slices, blocks in blocks, and the vectorised form."""

from __future__ import annotations

from mcdocs.calculus.components import components
from mcdocs.calculus.layout import Aspect, Layout
from mcdocs.calculus.referee.claims import ArrayDerivativeIs, Claim, Stacking
from mcdocs.calculus.steps import stacked_axes, vec_of
from mcdocs.documents import blocks
from mcdocs.documents.blocks import Block, Display
from mcdocs.documents.pieces.derivatives import array_claim, head_of, result
from mcdocs.documents.pieces.parts import Shown, View, equals, part
from mcdocs.documents.pieces.subjects import Subject
from mcdocs.documents.pieces.symbols import boxed, quotient, space
from mcdocs.errors import NoRuleError
from mcdocs.language import nodes, shapes
from mcdocs.language.notation import Answer, Axis, Math, Matrix, Relation, Space
from mcdocs.language.prose import Formula, Inline, Text
from mcdocs.printers.text import text

MOST_SLICES = 12


@part
def slices(view: View) -> Shown:
    """The derivative by each entry of the input, side by side, and the space of the whole."""
    subject, names = view.subject, view.symbols
    inputs = components(subject.statement.wrt)
    if len(inputs) > MOST_SLICES or subject.aspect.order != 1:
        hint = "leave out the part 'slices'"
        raise NoRuleError(f"{len(inputs)} slices are too many for a slide", at=subject.at, hint=hint)
    shown: list[Block] = []
    claims: list[Claim] = []
    for layout in view.layouts:
        items: list[Display] = []
        for k, x in enumerate(inputs):
            found = Aspect(subject.aspect.output, ()).arranged(list(subject.grid.partials[k :: len(inputs)]), layout)
            claims.append(array_claim(subject, found, layout, f"{subject.what}, slice {text(x)}", x))
            items.append(Display(equals(quotient(subject, names.output, x), Answer(found))))
        shown += [blocks.Row(tuple(items)), _whole_space(view, layout)]
    return Shown(tuple(shown), tuple(claims))


def _whole_space(view: View, layout: Layout) -> blocks.Paragraph:
    """What the slices make together."""
    subject = view.subject
    one = space(subject.aspect.output if layout == "numerator" else subject.aspect.output[::-1], "output")
    whole = Relation((head_of(view), Space(subject.aspect.axes(layout))), ("in",))
    words: Inline = (
        Text("One slice in "),
        Formula(one),
        Text(" for each entry of "),
        Formula(subject.statement.wrt),
        Text(f"; together, in {layout} layout, "),
        Formula(whole),
    )
    return blocks.Paragraph(words, quiet=True)


@part
def nested(view: View) -> Shown:
    """The whole derivative as one array, of three axes and more as blocks in blocks."""
    return Shown(tuple(result(view, layout, layout) for layout in view.layouts))


@part
def vec(view: View) -> Shown:
    """Output and input stacked into vectors, in the order the spec says, and the matrix of one by the other."""
    if not view.subject.written_out:
        return _vec_form(view)
    if view.subject.aspect.order == 2 and view.subject.aspect.input:
        hint = "leave out the part 'vec', or show it of inputs whose sizes are letters"
        message = "a second derivative that is written out entry by entry is not stacked"
        raise NoRuleError(message, at=view.subject.at, hint=hint)
    subject, output, input = view.subject, view.symbols.output, view.subject.statement.wrt
    rows = subject.spec.vec == "rows"
    stacked = [components(input)[place] for place in stacking(input.shape, rows)]
    flat = nodes.Transpose(nodes.Grid(tuple(stacked), (1, len(stacked))))
    items: list[Math] = [vec_of(input), flat, space((len(stacked),), "input")]
    shown: list[Block] = [Display(Relation(tuple(items), ("=", "in")))] if len(input.shape) > 1 else []
    shown.append(blocks.Paragraph((Text("Here "), Formula(vec_of(input)), *_ORDERS[rows]), quiet=True))
    claims: list[Claim] = []
    for layout in view.layouts:
        found, axes_shown = vectorised(subject, layout)
        what = f"{subject.what}, vectorised"
        order: Stacking = "rows" if rows else "columns"
        claims.append(array_claim(subject, found, layout, what, stacking=order))
        outputs = [view.symbols.outputs[place] for place in stacking(output.shape, rows)]
        labels = (tuple(outputs), tuple(stacked)) if layout == "numerator" else (tuple(stacked), tuple(outputs))
        entries = boxed(found.entries, tuple(map(int, found.shape)))
        math = equals(quotient(subject, vec_of(output), vec_of(input)), Answer(Matrix(entries.rows, *labels)))
        shown.append(blocks.Result(f"{layout} layout", math, axes_shown))
    return Shown(tuple(shown), tuple(claims))


def _vec_form(view: View) -> Shown:
    """The matrix of the stacked output by the stacked input, for any size."""
    subject, input = view.subject, view.subject.statement.wrt
    rows = subject.spec.vec == "rows"
    shown: list[Block] = [blocks.Paragraph((Text("Here "), Formula(vec_of(input)), *_ORDERS[rows]), quiet=True)]
    order: Stacking = "rows" if rows else "columns"
    asked = subject.derivation.solution.statement
    claims: list[Claim] = []
    for layout in view.layouts:
        found = subject.derivation.stacked(layout)
        if found is None:
            hint = "leave out the part 'vec'"
            raise NoRuleError("this derivative has no vec form in closed form", at=subject.at, hint=hint)
        what = f"{subject.what}, vectorised ({layout} layout)"
        claims.append(
            ArrayDerivativeIs(
                asked.formula, asked.wrt, found.node, layout, what, subject.at, asked.facts, asked.order, stacking=order
            )
        )
        math = equals(quotient(subject, vec_of(view.symbols.output), vec_of(input)), Answer(found.node))
        shown.append(blocks.Result(f"{layout} layout", math, stacked_axes(found)))
    return Shown(tuple(shown), tuple(claims))


_ORDERS: dict[bool, Inline] = {
    True: (Text(" stacks the entries "), Text("row by row", "strong"), Text("; most textbooks stack the columns.")),
    False: (Text(" stacks the "), Text("columns", "strong"), Text(", as most textbooks do.")),
}


def stacking(shape: shapes.Shape, rows: bool) -> list[int]:
    """The places of a shape's entries in the order in which vec stacks them."""
    assert shapes.is_given(shape)
    indices = shapes.indices(shape)
    return sorted(range(len(indices)), key=lambda place: indices[place] if rows else indices[place][::-1])


def vectorised(subject: Subject, layout: Layout) -> tuple[nodes.Grid, tuple[Axis, ...]]:
    """The derivative of the stacked output by the stacked input, and its axes."""
    rows = subject.spec.vec == "rows"
    outputs, inputs = stacking(subject.aspect.output, rows), stacking(subject.aspect.input, rows)
    found = subject.grid.partials
    flat = Aspect((len(outputs),), (len(inputs),))
    grid = flat.arranged([found[i * len(inputs) + j] for i in outputs for j in inputs], layout)
    assert isinstance(grid, nodes.Grid)
    return grid, flat.axes(layout)
