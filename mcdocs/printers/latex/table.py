"""The table of formula nodes and what prints each: one decorated function for a kind; an unknown kind raises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.printers.latex.style import Style, brackets
from mcdocs.printers.precedence import POWER, PRODUCT, SUM, binding

Print = Callable[[Any, Style], str]

PRINTERS: dict[type[Node], Print] = {}
INDEXED: dict[type[Node], Print] = {}


def prints(*kinds: type[Node]) -> Callable[[Print], Print]:
    """Enter a function as the printer of some kinds of nodes."""

    def enter(function: Print) -> Print:
        PRINTERS.update(dict.fromkeys(kinds, function))
        return function

    return enter


def prints_entry(*kinds: type[Node]) -> Callable[[Print], Print]:
    """Enter a function as the printer of the entry, at the letters of `style.index`, of some kinds of arrays."""

    def enter(function: Print) -> Print:
        INDEXED.update(dict.fromkeys(kinds, function))
        return function

    return enter


def formula(node: Node, style: Style) -> str:
    """The LaTeX of a formula, or of its entry at `style.index`; raises TypeError for a kind nothing prints."""
    if style.index:
        if node.shape != ():
            return INDEXED.get(type(node), _entry_in_brackets)(node, style)
        style = replace(style, index=())  # a scalar within a sum is the same for every index
    if type(node) not in PRINTERS:
        raise TypeError(f"latex() does not know {type(node).__name__}")
    return PRINTERS[type(node)](node, style)


def _entry_in_brackets(node: Node, style: Style) -> str:
    inner = formula(node, replace(style, index=()))
    if not isinstance(node, nodes.Grid):
        inner = brackets(inner)
    return f"{inner}_{{{''.join(style.index)}}}"


def inside(node: Node, least: int, style: Style) -> str:
    inner = formula(node, style)
    if binding_in(node, style) >= least:
        return inner
    return brackets(inner)


def binding_in(node: Node, style: Style) -> int:
    """As the precedence table, but a fraction holds together by itself and a product of one row is an atom."""
    match node:
        case nodes.Div():
            return PRODUCT if style.slash or node.right.shape != () else PRODUCT + 1
        case nodes.Structure():
            if node.function == "sum":
                return PRODUCT if node.axis is not None else SUM
            return OF_FUNCTIONS.get(node.function, binding(node))
        case nodes.Apply(function="exp") if node.shape == ():
            return POWER
        case _:
            return IN_LATEX.get(type(node), binding(node))


OF_FUNCTIONS = {"inv": POWER, "matpow": POWER, "kron": SUM}
IN_LATEX: dict[type[Node], int] = {nodes.Transpose: POWER, nodes.RangeSum: SUM, nodes.Partial: PRODUCT + 1}
