"""A derivation on a page of its own, without a spec around it: the formula, the working, both layouts, the shapes."""

from __future__ import annotations

from collections.abc import Sequence

from mcdocs.calculus.derive import Derivation
from mcdocs.calculus.layout import LAYOUTS
from mcdocs.calculus.partial import Line
from mcdocs.calculus.steps import (
    OUTPUT,
    definition,
    ends_in_differential,
    head_of_working,
    names_in_result,
    output_of,
    read_off,
)
from mcdocs.documents import blocks
from mcdocs.documents.blocks import Block, Display, Picture, Result, Row, Working
from mcdocs.documents.mapping import mapped
from mcdocs.documents.pictures.shape_diagram import arrays, derivative, shape_diagram
from mcdocs.language import nodes
from mcdocs.language.notation import Axis, Coloured, Math, Relation, Role, Sign, Sizes
from mcdocs.language.prose import Text
from mcdocs.language.shapes import Shape


def question(derivation: Derivation) -> tuple[Block, ...]:
    """The intermediates and the formula."""
    lets = [_equals(named, named.value) for named in derivation.statement.scope.lets.values()]
    items = tuple(
        Display(math) for math in (*lets, _equals(output_of(derivation.statement), derivation.statement.formula))
    )
    return _coloured((Row(items),) if len(items) > 1 else items, derivation)


def working(derivation: Derivation) -> tuple[Block, ...]:
    """The lines of the working with their rules; nothing where the result is read off at once."""
    lines = derivation.lines
    if not lines:
        return ()
    head = head_of_working(derivation, output_of(derivation.statement))
    if ends_in_differential(derivation):
        lines = [Line(nodes.Differential(derivation.solution.differentiated), ()), *lines]
    return _coloured((Working(head, tuple(_line(line) for line in lines)),), derivation)


def results(derivation: Derivation) -> tuple[Block, ...]:
    """The derivative in both layouts, once where they are the same, and its vec form."""
    aspect = derivation.numerator.aspect
    same = aspect.shape("numerator") == ()
    found = read_off(derivation)[: 1 if same else None]
    shown: list[Block] = [Result("" if same else each.label, each.line, each.axes) for each in found]
    named = names_in_result(derivation)
    return _coloured([*shown, *(Display(definition(each)) for each in named)], derivation)


def diagram(derivation: Derivation) -> tuple[Block, ...]:
    """The shapes of output, input and derivative as blocks to scale, in both layouts."""
    aspect, wrt = derivation.numerator.aspect, derivation.statement.wrt
    layouts = LAYOUTS[: len({aspect.printed(layout) for layout in LAYOUTS})]
    shown = [
        derivative(aspect.printed(layout), f"{layout} layout" if len(layouts) > 1 else "", (), ()) for layout in layouts
    ]
    output, input = _column(aspect.output, "output"), _column(aspect.input, "input")
    words = (Text("The shapes of output, input and derivative, drawn to scale."),)
    scene = shape_diagram(arrays(OUTPUT, output, "output"), arrays(wrt.name, input, "input"), shown, words)
    return (Picture(scene),)


def _equals(*items: Math) -> Relation:
    equal: Sign = "="
    return Relation(items, (equal,) * (len(items) - 1))


def _line(line: Line) -> blocks.Line:
    return blocks.Line(line.formula, (Text(", ".join(line.rules)),) if line.rules else ())


def _column(shape: Shape, role: Role) -> tuple[Axis, ...]:
    axes = tuple(Axis(size, role) for size in shape)
    return (*axes, Axis(1)) if len(axes) == 1 else axes


def _coloured(body: Sequence[Block], derivation: Derivation) -> tuple[Block, ...]:
    outputs, inputs = frozenset({OUTPUT}), frozenset({derivation.statement.wrt.name})

    def colour(math: Math) -> Math:
        return math if isinstance(math, Sizes) else Coloured(math, outputs, inputs)

    return tuple(mapped(block, colour) for block in body)
