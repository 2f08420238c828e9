"""Answers for computer algebra: written out entry by entry in functions that Maxima and SymPy both know."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mcdocs.calculus.components import components
from mcdocs.errors import NoRuleError, ShapeError
from mcdocs.language import nodes, shapes
from mcdocs.language.nodes import ONE, Node, number

TWO = number(2)


def typed(name: str) -> str:
    """An entry's name where brackets are no part of one: X_1_12 for `X[1, 12]`."""
    return re.sub(r"\W+", "_", name).rstrip("_")


@dataclass(frozen=True)
class Rows:
    """Scalar formulas in rows, as printed: a vector is a column. A scalar is one row of one."""

    rows: tuple[tuple[Node, ...], ...]

    @property
    def is_scalar(self) -> bool:
        """Whether there is one entry only."""
        return len(self.rows) == 1 and len(self.rows[0]) == 1

    def transposed(self) -> Rows:
        """The same in the other layout."""
        return Rows(tuple(zip(*self.rows, strict=True)))


def written_out(node: Node) -> Rows | None:
    """The entries of an answer, or None where its sizes are letters, it has three axes, or no elementary form."""
    if not shapes.is_given(node.shape) or len(node.shape) > 2:
        return None
    try:
        entries = [elementary(entry) for entry in components(node)]
    except (NoRuleError, ShapeError):
        return None
    if any(part.shape != () or isinstance(part, nodes.Dimension) for entry in entries for part in nodes.walk(entry)):
        return None
    width = int(node.shape[1]) if len(node.shape) == 2 else 1
    return Rows(tuple(tuple(entries[start : start + width]) for start in range(0, len(entries), width)))


def elementary(node: Node) -> Node:
    """A scalar formula in functions that every system has, names of intermediates replaced by what they stand for.

    Raises NoRuleError where there is none.
    """
    match node:
        case nodes.Number(value):
            return number(value)  # 0.5 as 1/2: computer algebra is exact, and PrairieLearn takes no decimals
        case nodes.Constant() | nodes.Symbol():
            return node
        case nodes.Entry(of, index, name):
            return nodes.Entry(of, index, typed(name))
        case nodes.Named(value=value):
            return elementary(value)
        case nodes.Neg() | nodes.Add() | nodes.Sub() | nodes.Mul() | nodes.Div() | nodes.Pow():
            return nodes.rebuilt(node, tuple(map(elementary, node.children())))
        case nodes.Apply(function=function, argument=argument):
            return _applied(function, elementary(argument))
        case _:
            raise NoRuleError(f"{type(node).__name__} has no elementary form")


def _applied(function: str, argument: Node) -> Node:
    match function:
        case "sigmoid":
            return nodes.Div(ONE, nodes.Add(ONE, nodes.Apply("exp", nodes.Neg(argument))))
        case "softplus":
            return nodes.Apply("ln", nodes.Add(ONE, nodes.Apply("exp", argument)))
        case "relu":
            return nodes.Div(nodes.Add(argument, nodes.Apply("abs", argument)), TWO)
        case "step":
            return nodes.Div(nodes.Add(ONE, nodes.Apply("sign", argument)), TWO)
        case _:
            return nodes.Apply(function, argument)
