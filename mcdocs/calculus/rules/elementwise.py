"""The functions of the table ELEMENTWISE: their derivatives are rows there."""

from __future__ import annotations

from functools import cache

from mcdocs.calculus.algebra import is_one, is_zero, negative, over, times, zero
from mcdocs.calculus.rules.table import D, is_plain, rule
from mcdocs.calculus.scalar.tidy import tidy
from mcdocs.language import functions, nodes
from mcdocs.language.names import Scope
from mcdocs.language.nodes import Node, Symbol, number
from mcdocs.language.parse import parse_formula


@rule(
    "logarithm of an absolute value",
    nodes.Apply,
    lambda node, varies: (
        node.function == "ln" and isinstance(node.argument, nodes.Apply) and node.argument.function == "abs"
    ),
)
def _log_absolute(node: nodes.Apply, d: D) -> Node:
    inner = node.argument.children()[0]
    return over(d(inner), inner)


@rule("standard derivative", nodes.Apply, lambda node, varies: is_plain(node.argument), loud=False)
def _standard(node: nodes.Apply, d: D) -> Node:
    return scaled(outer_derivative(node), d(node.argument))


@rule("chain rule", nodes.Apply)
def _chain(node: nodes.Apply, d: D) -> Node:
    return scaled(outer_derivative(node), d(node.argument))


@cache
def _table_derivative(function: str) -> tuple[Symbol, Node]:
    u = Symbol("u")
    return u, parse_formula(functions.ELEMENTWISE[function].derivative, Scope({"u": u}))


def outer_derivative(node: nodes.Apply) -> Node:
    """f'(argument), from the table; a function that is its own derivative keeps the author's formula."""
    u, derivative = _table_derivative(node.function)
    if node.function in ("arcsin", "arccos", "arctan") and node.shape == () and not is_plain(node.argument):
        square = tidy(nodes.Pow(node.argument, number(2)))[0]
        replaced = substitute(derivative, {nodes.Pow(u, number(2)): square})
        return tidy(replaced)[0] if node.function == "arctan" else replaced
    return substitute(derivative, {u: node.argument})


def substitute(node: Node, values: dict[Node, Node]) -> Node:
    """The formula with some of its parts replaced; what comes out trivial is taken out."""
    if node in values:
        return values[node]
    children = node.children()
    replaced = tuple(substitute(child, values) for child in children)
    return node if all(a is b for a, b in zip(children, replaced, strict=True)) else nodes.rebuilt(node, replaced)


def scaled(derivative: Node, inner: Node) -> Node:
    """derivative * inner, written as one fraction where the derivative is one: (1/u) du is du/u."""
    if isinstance(derivative, nodes.Neg):
        return negative(scaled(derivative.argument, inner))
    if is_zero(inner) or is_zero(derivative):
        return zero(inner.shape)
    if isinstance(derivative, nodes.Div) and inner.shape == derivative.shape:
        return over(times(derivative.left, inner), derivative.right)
    if is_one(inner):
        return derivative
    return times(derivative, inner)
