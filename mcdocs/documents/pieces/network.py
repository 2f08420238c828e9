"""Networks: the forward pass with shapes, one delta for each intermediate, gradients in both layouts, the update."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from mcdocs.calculus.facts import in_words
from mcdocs.calculus.layout import Aspect, Layout
from mcdocs.calculus.matrix.backward import Backward, Gradient
from mcdocs.calculus.referee.claims import ArrayDerivativeIs, Claim
from mcdocs.calculus.statement import read_statement
from mcdocs.documents.blocks import Block, Display, Line, Picture, Slide, Table, Working
from mcdocs.documents.mapping import coloured
from mcdocs.documents.pieces.graphs import graph_of
from mcdocs.documents.pieces.layouts import fitting
from mcdocs.documents.pieces.subjects import layouts_of
from mcdocs.documents.pieces.symbols import column
from mcdocs.documents.pieces.table import Lesson, Piece, page, piece, title_of
from mcdocs.errors import McdocsError, NoRuleError
from mcdocs.language import nodes
from mcdocs.language.notation import Answer, Axis, Math, Name, Quotient, Relation, Sizes
from mcdocs.language.prose import Formula, Inline, Text
from mcdocs.specs.function import FunctionSpec
from mcdocs.specs.slides import NetworkSlide

MOST_LINES, MOST_ROWS = 4, 3

T = TypeVar("T")


@piece("dense-layer", "network")
def network(slide: NetworkSlide, lesson: Lesson) -> Piece:
    """An opening, forward pass, graph, backward pass, the gradients asked for, and the update they are for."""
    (spec,) = lesson.course.functions_of(slide)
    variables = slide.wrt or spec.variables
    backward = _read(spec, variables[0])
    gradients = [backward.gradient(name) for name in variables]
    layouts = layouts_of(slide.layout)
    title = replace(page(slide, (), spec.title or title_of(slide.function)), kind="section")
    opening = (title,) if slide.opening else ()
    loss = nodes.Symbol(spec.name)
    pages: dict[str, list[Titled]] = {
        "forward": _pages("Forward pass", (Text("Each intermediate and its shape"),), _forward(backward, loss)),
        "graph": _graph(slide, backward, spec, variables),
        "backward": _pages("Backward pass", _backward_subtitle(backward), _deltas(backward, loss)),
        "gradients": [
            ((Text("Gradients"),), (Text("By the chain rule, from the deltas"),), (_gradients(part, layouts, loss),))
            for part in _parts(gradients, MOST_ROWS)
        ],
        "update": _pages(
            "Update", (Text("Each gradient is needed in the shape of its parameter"),), _updates(gradients, spec)
        ),
    }
    chosen = [each for part in slide.parts or pages for each in pages[part]]
    colours = frozenset((spec.name,)), frozenset(variables)
    made = [coloured(Slide(title, body, slide.position(), subtitle), *colours) for title, subtitle, body in chosen]
    return Piece((*opening, *made), tuple(_claims(backward, gradients, spec)))


def _read(spec: FunctionSpec, variable: str) -> Backward:
    if not spec.let:
        hint = "name its layers, as in  let: {h: tanh(W @ x)}; a function without let is for  slide: example"
        raise NoRuleError("a network needs let: each intermediate gets a delta", at=spec.position("expr"), hint=hint)
    try:
        return Backward(read_statement(spec.expr, spec.inputs, variable, spec.let, spec.assume))
    except McdocsError as error:
        raise spec.located(error) from None


Titled = tuple[Inline, Inline, tuple[Block, ...]]


def _pages(title: str, subtitle: Inline, lines: Sequence[Block]) -> list[Titled]:
    """Blocks on as many slides as they need, about as many on each."""
    return [((Text(title),), subtitle, part) for part in _parts(lines, MOST_LINES)]


def _backward_subtitle(backward: Backward) -> Inline:
    """What the slides show, and which facts made a delta shorter."""
    shown: list[Text | Formula] = [Text("One delta for each intermediate, in its own shape")]
    for place, (name, fact) in enumerate(backward.used_facts):
        symbol = backward.statement.scope.inputs[name]
        shown += [Text(", " if place else "; here "), Formula(symbol), Text(f" is {in_words(fact)}")]
    return tuple(shown)


def _parts(items: Sequence[T], most: int) -> list[tuple[T, ...]]:
    count = -(-len(items) // most)
    bounds = [round(part * len(items) / count) for part in range(count + 1)]
    return [tuple(items[start:end]) for start, end in pairwise(bounds)]


def _graph(slide: NetworkSlide, backward: Backward, spec: FunctionSpec, variables: Sequence[str]) -> list[Titled]:
    """The computational graph; left out where it does not fit on a slide, unless the author asks for it."""
    if slide.parts and "graph" not in slide.parts:
        return []
    try:
        scene = graph_of(backward.statement, spec.name, variables, spec.position("expr"))
    except NoRuleError:
        if slide.parts:
            raise
        return []
    subtitle = (Text("Shapes go forward, one delta comes back for each"),)
    return _pages("Computational graph", subtitle, [Picture(scene)])


def _forward(backward: Backward, loss: nodes.Symbol) -> list[Block]:
    steps: list[tuple[nodes.Node, nodes.Node]] = [(let, let.value) for let in backward.intermediates]
    return [_line(left, right, left) for left, right in (*steps, (loss, backward.statement.formula))]


def _deltas(backward: Backward, loss: nodes.Symbol) -> list[Block]:
    found = zip(backward.active, backward.deltas, strict=True)
    return [_line(Relation((delta, Quotient(loss, here)), ("=",)), Answer(delta.value), here) for here, delta in found]


def _line(head: Math, value: Math, shaped: nodes.Node) -> Working:
    return Working(head, (Line(value),), tuple(Axis(axis.size) for axis in column(shaped.shape, "plain")))


def _gradients(gradients: Sequence[Gradient], layouts: tuple[Layout, ...], loss: nodes.Symbol) -> Table:
    header: list[Inline] = [()]
    for layout in layouts:
        header += [(Text(f"{layout.capitalize()} layout"),), ()]
    rows = []
    for gradient in gradients:
        aspect, cells = Aspect((), gradient.variable.shape), [_shown(Quotient(loss, gradient.variable))]
        for layout in layouts:
            value = gradient.numerator if layout == "numerator" else gradient.denominator
            cells += [_shown(Answer(value)), _shown(Sizes(aspect.printed(layout)))]
        rows.append(tuple(cells))
    return Table(tuple(header), tuple(rows))


def _updates(gradients: Sequence[Gradient], spec: FunctionSpec) -> list[Block]:
    """The step against the gradient for the parameter of most axes, and which layout's shapes fit in it."""
    gradient = max(gradients, key=lambda each: len(each.variable.shape))
    parameter, loss = gradient.variable, nodes.Symbol(spec.name)
    rate = Name(next(name for name in ("eta", "epsilon", "alpha", "tau") if name not in {*spec.inputs, *spec.let}))
    step = Relation((parameter, parameter, rate, Quotient(loss, parameter)), ("leftarrow", "minus", "thin"))
    written = Relation((parameter, rate, Answer(gradient.denominator)), ("minus", "thin"))
    return [Display(Relation((step, written), ("=",))), fitting(parameter, parameter.shape)]


def _shown(math: Math) -> Inline:
    return (Formula(math),)


def _claims(backward: Backward, gradients: list[Gradient], spec: FunctionSpec) -> list[Claim]:
    statement, at = backward.statement, spec.position("expr")

    def claim(by: nodes.Symbol | nodes.Named, value: nodes.Node, layout: Layout) -> Claim:
        what = f"the derivative of {spec.name} by {by.name} ({layout} layout)"
        return ArrayDerivativeIs(statement.formula, by, value, layout, what, at, statement.facts)

    found = [
        claim(here, delta.value, "denominator") for here, delta in zip(backward.active, backward.deltas, strict=True)
    ]
    for gradient in gradients:
        found.append(claim(gradient.variable, gradient.denominator, "denominator"))
        found.append(claim(gradient.variable, gradient.numerator, "numerator"))
    return found
