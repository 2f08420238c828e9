"""Kronecker products, and what falls apart for them into its factors (Magnus and Neudecker, chapter 2)."""

from __future__ import annotations

from mcdocs.calculus.algebra import is_zero, plus, zero
from mcdocs.calculus.rules.table import D, Varies, is_function, rule
from mcdocs.language import nodes
from mcdocs.language.nodes import Node


@rule("product rule", nodes.Structure, is_function("kron"))
def _kronecker(node: nodes.Structure, d: D) -> Node:
    left, right = node.arguments
    first, second = d(left), d(right)
    one = zero(node.shape) if is_zero(first) else nodes.Structure("kron", (first, right))
    other = zero(node.shape) if is_zero(second) else nodes.Structure("kron", (left, second))
    return plus(one, other)


@rule(
    "trace of a Kronecker product",
    nodes.Structure,
    lambda node, varies: is_function("tr")(node, varies) and _is_square_kronecker(node.arguments[0], varies),
    special=True,
)
def _trace_of_kronecker(node: nodes.Structure, d: D) -> Node:
    left, right = node.arguments[0].children()
    return d(nodes.Mul(nodes.Structure("tr", (left,)), nodes.Structure("tr", (right,))))


@rule(
    "determinant of a Kronecker product",
    nodes.Structure,
    lambda node, varies: is_function("det")(node, varies) and _is_square_kronecker(node.arguments[0], varies),
    special=True,
)
def _determinant_of_kronecker(node: nodes.Structure, d: D) -> Node:
    left, right = node.arguments[0].children()
    first = nodes.Pow(nodes.Structure("det", (left,)), nodes.extent(right.shape[0]))
    second = nodes.Pow(nodes.Structure("det", (right,)), nodes.extent(left.shape[0]))
    return d(nodes.Mul(first, second))


def _is_square_kronecker(node: Node, varies: Varies) -> bool:
    return is_function("kron")(node, varies) and all(
        len(part.shape) == 2 and part.shape[0] == part.shape[1] for part in node.children()
    )
