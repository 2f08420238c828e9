"""Numbers, names, constant arrays, differentials."""

from __future__ import annotations

from functools import lru_cache

from mcdocs.language import nodes
from mcdocs.language.shapes import Shape
from mcdocs.printers.latex.style import Style, braced, brackets, coloured, size
from mcdocs.printers.latex.table import formula, prints, prints_entry
from mcdocs.printers.lettering import name_latex
from mcdocs.printers.text import decimal


@prints(nodes.Number)
def _number(node: nodes.Number, style: Style) -> str:
    return decimal(node.value)


@prints(nodes.Constant)
def _constant(node: nodes.Constant, style: Style) -> str:
    return r"\pi" if node.name == "pi" else node.name


@prints(nodes.Symbol, nodes.Named)
def _name(node: nodes.Symbol | nodes.Named, style: Style) -> str:
    return coloured(name_latex(node.name), node.name, style)


@prints_entry(nodes.Symbol, nodes.Named)
def _name_at(node: nodes.Symbol | nodes.Named, style: Style) -> str:
    return coloured(name_latex(_entry_letter(node.name, node.shape), "".join(style.index)), node.name, style)


@prints(nodes.Entry)
def _entry(node: nodes.Entry, style: Style) -> str:
    return coloured(entry_latex(node), node.of.name, style)


@lru_cache(maxsize=4_096)
def entry_latex(node: nodes.Entry) -> str:
    """An entry under the name the author gave it, or as the input's name with the index below."""
    if node.of.labels:
        return name_latex(node.name)
    separator = "" if max(node.index) <= 9 and all(isinstance(n, int) and n <= 9 for n in node.of.shape) else ","
    return name_latex(_entry_letter(node.of.name, node.of.shape), separator.join(map(str, node.index)))


def _entry_letter(name: str, shape: Shape) -> str:
    """The entries of a matrix X are x_ij, as textbooks write them."""
    return name.lower() if len(shape) == 2 and len(name) == 1 else name


@prints(nodes.Counter)
def _counter(node: nodes.Counter, style: Style) -> str:
    return name_latex(node.name)


@prints(nodes.Dimension)
def _dimension(node: nodes.Dimension, style: Style) -> str:
    return name_latex(node.letter)


@prints(nodes.Ones)
def _ones(node: nodes.Ones, style: Style) -> str:
    match node.shape:
        case (_,):
            return r"\mathbf{1}"
        case (1, _):
            return r"\mathbf{1}^T"
        case _:
            return r"\mathbf{1}\mathbf{1}^T"


@prints_entry(nodes.Ones)
def _one(node: nodes.Ones, style: Style) -> str:
    return "1"


@prints(nodes.Zeros)
def _zeros(node: nodes.Zeros, style: Style) -> str:
    return "0"


@prints(nodes.Eye)
def _eye(node: nodes.Eye, style: Style) -> str:
    return f"I_{braced(size(node.size))}"


@prints(nodes.Commutation)
def _commutation(node: nodes.Commutation, style: Style) -> str:
    return f"K_{{{size(node.rows)},{size(node.columns)}}}"


@prints(nodes.Differential)
def _differential(node: nodes.Differential, style: Style) -> str:
    if isinstance(node.of, nodes.Differential) and isinstance(node.of.of, nodes.Symbol | nodes.Named):
        return rf"\mathrm{{d}}^2 {formula(node.of.of, style)}"
    inner = formula(node.of, style)
    return rf"\mathrm{{d}}{inner if isinstance(node.of, nodes.Symbol | nodes.Named) else brackets(inner)}"


@prints(nodes.Partial)
def _partial(node: nodes.Partial, style: Style) -> str:
    mark = r"\mathrm{d}" if _is_single(node) else r"\partial "
    under = rf"{mark}{formula(node.wrt, style)}"
    if isinstance(node.of, nodes.Symbol | nodes.Named | nodes.Entry):
        return rf"\frac{{\partial {formula(node.of, style)}}}{{{under}}}"
    return rf"\frac{{{mark.strip()}}}{{{under}}}{brackets(formula(node.of, style))}"


def _is_single(node: nodes.Partial) -> bool:
    """Whether a formula has no other variable, so that its derivative is written with a straight d."""
    found = {part for part in nodes.walk(node.of, once=True) if isinstance(part, nodes.Symbol | nodes.Entry)}
    return found == {node.wrt} and isinstance(node.wrt, nodes.Symbol)
