"""Scalar formulas in the notation of Maxima, the algebra system behind STACK."""

from __future__ import annotations

from collections.abc import Sequence

from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.printers.precedence import ATOM, POWER, PRODUCT, SIGN, SUM, binding, summands
from mcdocs.printers.text import decimal

# What Maxima calls differently than we do; every other function has the same name in both.
FUNCTIONS = {"ln": "log", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "sign": "signum"}
KNOWN = frozenset(
    str.split("exp ln sin cos tan sinh cosh tanh arcsin arccos arctan sqrt abs sign"),
)


def maxima(node: Node) -> str:
    """A scalar formula for Maxima. Raises TypeError for what it has no name for."""
    match node:
        case nodes.Number():
            return decimal(node.value)
        case nodes.Constant(name=name):
            return f"%{name}"
        case nodes.Symbol(shape=()) | nodes.Entry():
            return node.name
        case nodes.Neg():
            return "-" + _inside(node.argument, PRODUCT)
        case nodes.Add() | nodes.Sub():
            (_, first), *rest = summands(node)
            words = [_inside(first, SUM)]
            words += [f"{'-' if minus else '+'}{_inside(term, PRODUCT)}" for minus, term in rest]
            return "".join(words)
        case nodes.Mul():
            return f"{_inside(node.left, PRODUCT)}*{_inside(node.right, SIGN)}"
        case nodes.Div():
            return f"{_inside(node.left, PRODUCT)}/{_inside(node.right, SIGN)}"
        case nodes.Pow():
            return f"{_inside(node.left, ATOM)}^{_inside(node.right, POWER + 1)}"
        case nodes.Apply(function=function) if function in KNOWN:
            return f"{FUNCTIONS.get(function, function)}({maxima(node.argument)})"
        case _:
            raise TypeError(f"maxima() does not know {type(node).__name__}")


def maxima_matrix(rows: Sequence[Sequence[Node]]) -> str:
    """Rows of scalar formulas as a matrix."""
    return f"matrix({','.join('[' + ','.join(map(maxima, row)) + ']' for row in rows)})"


def _inside(node: Node, least: int) -> str:
    return maxima(node) if binding(node) >= least else f"({maxima(node)})"
