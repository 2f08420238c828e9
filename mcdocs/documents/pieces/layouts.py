"""Slides about layouts, generated from the layout rule: the table of all shapes, and why the update rule needs one."""

from __future__ import annotations

from mcdocs.calculus.layout import LAYOUTS, Aspect
from mcdocs.documents.blocks import Block, Display, Table
from mcdocs.documents.pieces.symbols import column
from mcdocs.documents.pieces.table import Lesson, Piece, page, piece
from mcdocs.documents.pieces.words import listed
from mcdocs.language.notation import Axis, Math, Name, Quotient, Relation, Role, Sizes
from mcdocs.language.prose import Formula, Inline, Text
from mcdocs.language.shapes import Shape
from mcdocs.specs.slides import LayoutTableSlide, UpdateRuleSlide


@piece("layout-table")
def layout_table(slide: LayoutTableSlide, lesson: Lesson) -> Piece:
    """The derivatives of scalars, vectors and matrices by each other: notation and type, in both layouts."""
    sizes = slide.sizes
    inputs: list[tuple[str, Shape]] = [("x", ()), ("x", (sizes.vector_input,)), ("X", sizes.matrix_input)]
    outputs: list[tuple[str, Shape]] = [("y", ()), ("y", (sizes.vector_output,)), ("Y", sizes.matrix_output)]
    header: list[Inline] = [(), ()]
    for name, shape in outputs:
        header += [(), _heading(name, shape, "output")]
    rows: list[tuple[Inline, ...]] = []
    for x, input in inputs:
        for layout in LAYOUTS:
            stub = _heading(x, input, "input") if layout == LAYOUTS[0] else ()
            cells: list[Inline] = [stub, (Text(layout),)]
            for y, output in outputs:
                notation = Formula(Quotient(Name(y, "output"), Name(x, "input")))
                cells += [(notation,) if stub else (), (Formula(Sizes(Aspect(output, input).printed(layout))),)]
            rows.append(tuple(cells))
    words = (Text("Switching the layout reverses all axes: the results are transposed."),)
    return Piece((page(slide, (Table(tuple(header), tuple(rows), stub=2),), subtitle=words),))


def _heading(name: str, shape: Shape, role: Role) -> Inline:
    return (Formula(Name(name, role)), Text("  "), Formula(Sizes(column(shape, role))))


@piece("update-rule")
def update_rule(slide: UpdateRuleSlide, lesson: Lesson) -> Piece:
    """Gradient descent, and the shapes that meet in it: only one layout's derivative has the parameter's own."""
    name, shape = slide.parameter.name, slide.parameter.shape
    w, rate = Name(name, "input"), Name(slide.rate)
    gradient = Quotient(Name(slide.loss, "output"), w)
    rule = Relation((w, w, rate, gradient), ("leftarrow", "minus", "thin"))
    body: tuple[Block, ...] = (*listed(slide.items), Display(rule), fitting(w, shape))
    return Piece((page(slide, body),))


def fitting(parameter: Math, shape: Shape) -> Table:
    """The shape of a parameter, and which layout gives the gradient of a scalar by it that shape."""
    aspect, own = Aspect((), shape), column(shape, "input")
    header: tuple[Inline, ...] = ((), (Text("Shape"),), (Text("In the update rule"),))
    rows: list[tuple[Inline, ...]] = [((Text("parameter "), Formula(parameter)), (Formula(Sizes(own)),), ())]
    for layout in LAYOUTS:
        printed = aspect.printed(layout)
        head: Inline = (Text(f"gradient, {layout} layout"),)
        rows.append((head, (Formula(Sizes(printed)),), _verdict(own, printed)))
    return Table(header, tuple(rows))


def _verdict(own: tuple[Axis, ...], gradient: tuple[Axis, ...]) -> Inline:
    if [axis.size for axis in gradient] == [axis.size for axis in own]:
        return (Text("fits", "strong"),)
    return (Text("has to be transposed"),)
