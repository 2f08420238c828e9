"""Networks: the forward pass with shapes, one delta for each intermediate, and the gradients in both layouts."""

from __future__ import annotations

from dataclasses import replace

from mcdocs.calculus.layout import Aspect, Layout
from mcdocs.calculus.matrix.backward import Backward, Gradient
from mcdocs.calculus.referee.claims import ArrayDerivativeIs, Claim
from mcdocs.calculus.statement import read_statement
from mcdocs.documents import mapping
from mcdocs.documents.blocks import Block, Slide, Table
from mcdocs.documents.pieces.parts import equals
from mcdocs.documents.pieces.subjects import layouts_of, placed
from mcdocs.documents.pieces.symbols import column
from mcdocs.documents.pieces.table import Lesson, Piece, page, piece
from mcdocs.errors import McdocsError
from mcdocs.language import nodes
from mcdocs.language.notation import Axis, Coloured, Math, Name, Quotient, Relation, Sizes
from mcdocs.language.prose import Formula, Inline, Text
from mcdocs.specs.function import FunctionSpec
from mcdocs.specs.slides import NetworkSlide

MOST_ROWS = 6


@piece("dense-layer", "network")
def network(slide: NetworkSlide, lesson: Lesson) -> Piece:
    """A title page, the forward pass, the backward pass, and the gradients by the parameters asked for."""
    (spec,) = lesson.course.functions_of(slide)
    variables = slide.wrt or spec.variables
    backward = _read(spec, variables[0])
    gradients = [backward.gradient(name) for name in variables]
    layouts = layouts_of(slide.layout)
    opening = replace(page(slide, (), spec.title), kind="section")
    pages = [
        *_tables("Forward pass", "each intermediate and its shape", _forward(backward, spec.name)),
        *_tables("Backward pass", "one delta for each intermediate, in its own shape", _deltas(backward, spec.name)),
        *_tables("Gradients", "by the chain rule, from the deltas", _gradients(gradients, layouts, spec.name)),
    ]
    colours = frozenset((spec.name,)), frozenset(variables)
    made = [
        mapping.mapped_slide(Slide(title, body, slide.position(), subtitle), lambda math: Coloured(math, *colours))
        for title, subtitle, body in pages
    ]
    return Piece((opening, *made), tuple(_claims(backward, gradients, spec)))


def _read(spec: FunctionSpec, variable: str) -> Backward:
    try:
        return Backward(read_statement(spec.expr, spec.inputs, variable, spec.let, spec.assume))
    except McdocsError as error:
        raise placed(error, spec) from None


Titled = tuple[Inline, Inline, tuple[Block, ...]]


def _tables(title: str, subtitle: str, table: Table) -> list[Titled]:
    """A table on as many slides as its rows need."""
    parts = [table.rows[start : start + MOST_ROWS] for start in range(0, len(table.rows), MOST_ROWS)]
    return [((Text(title),), (Text(subtitle),), (replace(table, rows=rows),)) for rows in parts]


def _forward(backward: Backward, name: str) -> Table:
    loss = nodes.Symbol(name)
    steps: list[tuple[nodes.Node, nodes.Node]] = [(let, let.value) for let in backward.intermediates]
    rows = [
        (_shown(equals(left, right)), _shown(Sizes(_plain(left))))
        for left, right in (*steps, (loss, _formula(backward)))
    ]
    return Table(((Text("Step"),), (Text("Shape"),)), tuple(rows), stub=0)


def _formula(backward: Backward) -> nodes.Node:
    return backward.statement.formula


def _deltas(backward: Backward, name: str) -> Table:
    rows = []
    for here, delta in zip(backward.intermediates[::-1], backward.deltas, strict=True):
        head = Quotient(Name(name, "output"), here)
        shown = Relation((delta, head, delta.value), ("=", "="))
        rows.append((_shown(shown), _shown(Sizes(_plain(here)))))
    return Table(((Text("Delta"),), (Text("Shape"),)), tuple(rows), stub=0)


def _gradients(gradients: list[Gradient], layouts: tuple[Layout, ...], name: str) -> Table:
    header: list[Inline] = [(Text("Derivative"),)]
    for layout in layouts:
        header += [(Text(f"{layout.capitalize()} layout"),), (Text("Shape"),)]
    rows = []
    for gradient in gradients:
        aspect = Aspect((), gradient.variable.shape)
        cells = [_shown(Quotient(Name(name, "output"), gradient.variable))]
        for layout in layouts:
            value = gradient.numerator if layout == "numerator" else gradient.denominator
            cells += [_shown(value), _shown(Sizes(aspect.printed(layout)))]
        rows.append(tuple(cells))
    return Table(tuple(header), tuple(rows))


def _plain(node: nodes.Node) -> tuple[Axis, ...]:
    return tuple(Axis(axis.size) for axis in column(node.shape, "plain")) or (Axis(1), Axis(1))


def _shown(math: Math) -> Inline:
    return (Formula(math),)


def _claims(backward: Backward, gradients: list[Gradient], spec: FunctionSpec) -> list[Claim]:
    statement, at = backward.statement, spec.position("expr")

    def claim(by: nodes.Symbol | nodes.Named, value: nodes.Node, layout: Layout) -> Claim:
        what = f"the derivative of {spec.name} by {by.name} ({layout} layout)"
        return ArrayDerivativeIs(statement.formula, by, value, layout, what, at, statement.facts)

    found = [
        claim(here, delta.value, "denominator")
        for here, delta in zip(backward.intermediates[::-1], backward.deltas, strict=True)
    ]
    for gradient in gradients:
        found.append(claim(gradient.variable, gradient.denominator, "denominator"))
        found.append(claim(gradient.variable, gradient.numerator, "numerator"))
    return found
