"""What stands around formulas: relations, spaces, maps, labelled matrices, dots."""

from __future__ import annotations

from dataclasses import replace

from mcdocs.language import notation
from mcdocs.language.nodes import Node
from mcdocs.language.notation import Math
from mcdocs.printers.latex.style import PLAIN, Style, brackets, matrix, size
from mcdocs.printers.latex.table import formula
from mcdocs.printers.lettering import name_latex

_SIGNS = {
    "=": " = ",
    "in": r" \in ",
    "leftarrow": r" \leftarrow ",
    "rightarrow": r" \rightarrow ",
    "to": r" \to ",
    "comma": r",\ ",
    "quad": r" \qquad ",
    "odot": r" \odot ",
    "minus": " - ",
    "thin": r" \, ",
}
_DOTS = {"horizontal": r"\cdots", "vertical": r"\vdots", "diagonal": r"\ddots"}


def latex(math: Math, style: Style = PLAIN) -> str:
    """The LaTeX of a formula or of notation, without dollar signs."""
    return formula(math, style) if isinstance(math, Node) else _notation(math, style)


def _notation(math: Math, style: Style) -> str:
    match math:
        case notation.Coloured():
            return latex(math.body, replace(style, outputs=math.outputs, inputs=math.inputs))
        case notation.Space(axes=()):
            return _role(r"\mathbb{R}", math.role, style)
        case notation.Space():
            return _role(r"\mathbb{R}", math.role, style) + f"^{{{_axes(math.axes, style)}}}"
        case notation.Sizes():
            return _axes(math.axes, style)
        case notation.Map():
            return f"{name_latex(math.name)}: {latex(math.source, style)} \\to {latex(math.target, style)}"
        case notation.Relation():
            words = [latex(math.items[0], style)]
            for sign, item in zip(math.signs, math.items[1:], strict=True):
                words += [_SIGNS[sign], latex(item, style)]
            return "".join(words)
        case notation.Name():
            return _role(name_latex(math.name), math.role, style)
        case notation.Quotient():
            mark = r"\mathrm{d}" if math.straight else r"\partial "
            power = "" if math.order == 1 else f"^{math.order}"
            over = f"{mark.strip()}{power} " if power else mark
            over, under = over + latex(math.output, style), mark + latex(math.input, style) + power
            return f"{over}/{under}" if style.slash else rf"\frac{{{over}}}{{{under}}}"
        case notation.Applied():
            inside = ", ".join(latex(argument, style) for argument in math.arguments)
            return latex(math.function, style) + brackets(inside)
        case notation.Matrix():
            return _labelled(math, style)
        case notation.Dots():
            return _DOTS[math.direction]
        case notation.Blank():
            return f"{style.blank}_{{({math.number})}}" if math.number else style.blank
        case notation.Answer():
            return latex(math.body, style)
        case notation.Sum():
            return " ".join(rf"\sum_{name_latex(i)}" for i in math.indices) + f" {latex(math.body, style)}"
        case notation.Raw():
            return math.latex
        case _:
            raise TypeError(f"latex() does not know {type(math).__name__}")


def _role(inner: str, role: str, style: Style) -> str:
    macro = {"output": r"\mcout", "input": r"\mcin"}.get(role) if style.colours else None
    return f"{macro}{{{inner}}}" if macro else inner


def _axes(axes: tuple[notation.Axis, ...], style: Style) -> str:
    return r" \times ".join(_role(size(axis.size), axis.role, style) for axis in axes)


def _labelled(math: notation.Matrix, style: Style) -> str:
    rows = [[latex(cell, style) for cell in row] for row in math.rows]
    if not style.labels or not (math.row_labels or math.column_labels):
        return matrix(rows)
    above = " & ".join(latex(label, style) for label in math.column_labels)
    beside = [latex(label, style) for label in math.row_labels] or [""] * len(rows)
    lines = r" \\ ".join(" & ".join([label, *row]) for label, row in zip(beside, rows, strict=True))
    return rf"\mcmatrix{{{len(rows[0])}}}{{{above}}}{{{lines}}}"
