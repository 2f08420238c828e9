"""The parts of an example that are pictures."""

from __future__ import annotations

from mcdocs.calculus.components import components
from mcdocs.calculus.layout import Layout
from mcdocs.documents import blocks
from mcdocs.documents.pictures.shape_diagram import Array, arrays, derivative, shape_diagram
from mcdocs.documents.pieces.parts import Shown, View, part
from mcdocs.documents.pieces.symbols import column
from mcdocs.language import shapes
from mcdocs.language.notation import Answer, Axis, Math, Name, Role, Sizes
from mcdocs.language.prose import Formula, Inline, Text

MOST_NAMES = 8


@part
def diagram(view: View) -> Shown:
    """The shapes of output, input and derivative as blocks to scale, in each layout shown."""
    aspect, wrt = view.subject.aspect, view.subject.statement.wrt
    output = arrays(view.symbols.output.name, column(aspect.output, "output"), "output")
    input = arrays(wrt.name, column(aspect.input, "input"), "input")
    # One block where both layouts are the same.
    layouts = view.layouts[:1] if len({aspect.printed(layout) for layout in view.layouts}) == 1 else view.layouts
    derivatives = [_derivative(view, layout, len(layouts) > 1) for layout in layouts]
    return Shown((blocks.Picture(shape_diagram(output, input, derivatives, _shapes_in_words(view, layouts))),))


def _derivative(view: View, layout: Layout, named: bool) -> Array:
    """The block of the derivative in a layout, its rows and columns under the names of what they belong to."""
    aspect = view.subject.aspect
    axes = aspect.printed(layout)
    names = {"output": _entries(view, "output"), "input": _entries(view, "input"), "plain": ()}
    rows, columns = (names[axis.role] for axis in axes[-2:]) if len(axes) > 1 else ((), ())
    return derivative(axes, f"{layout} layout" if named else "", rows, columns)


def _entries(view: View, role: Role) -> tuple[Math, ...]:
    """The names of the entries of a vector, where they are few; nothing for anything else."""
    shape = view.subject.aspect.output if role == "output" else view.subject.aspect.input
    if len(shape) != 1 or not shapes.is_given(shape) or shape[0] not in range(MOST_NAMES + 1):
        return ()
    return view.symbols.outputs if role == "output" else components(view.subject.statement.wrt)


def _shapes_in_words(view: View, layouts: tuple[Layout, ...]) -> Inline:
    """`Shapes: y 4 x 1, x 2 x 3, derivative 4 x 3 x 2 in numerator layout.`"""
    aspect, wrt = view.subject.aspect, view.subject.statement.wrt
    words: list[Text | Formula] = [Text("Shapes: "), Formula(Name(view.symbols.output.name, "output"))]
    words += [*_shape(column(aspect.output, "output")), Text(", "), Formula(Name(wrt.name, "input"))]
    words += [*_shape(column(aspect.input, "input")), Text(", derivative")]
    for place, layout in enumerate(layouts):
        axes = aspect.printed(layout)
        shown: Inline = (Text(" "), Formula(Answer(Sizes(axes)))) if axes else (Text(" scalar"),)
        words += [*([Text(" and")] if place else []), *shown]
        words += [Text(f" in {layout} layout")] if len(view.layouts) == 1 or len(layouts) > 1 else []
    return (*words, Text("."))


def _shape(axes: tuple[Axis, ...]) -> Inline:
    return (Text(" "), Formula(Sizes(axes))) if axes else (Text(" scalar"),)
