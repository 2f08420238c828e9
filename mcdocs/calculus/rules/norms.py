"""Norms, and the inner product they come from (Matrix Cookbook, section 2.6)."""

from __future__ import annotations

from mcdocs.calculus.algebra import over, product, rational, times, transpose
from mcdocs.calculus.rules.table import D, Varies, is_function, rule
from mcdocs.language import nodes
from mcdocs.language.nodes import Node, number


@rule(
    "norm of a Kronecker product",
    nodes.Structure,
    lambda node, varies: is_function("norm")(node, varies) and is_function("kron")(node.arguments[0], varies),
)
def _norm_of_kronecker(node: nodes.Structure, d: D) -> Node:
    left, right = node.arguments[0].children()
    return d(nodes.Mul(nodes.Structure("norm", (left,)), nodes.Structure("norm", (right,))))


@rule("norm", nodes.Structure, is_function("norm"))
def _norm(node: nodes.Structure, d: D) -> Node:
    (argument,) = node.arguments
    return over(inner_product(argument, d(argument)), node)


def inner_product(left: Node, right: Node) -> Node:
    """The sum of the products of entries: left.T @ right for vectors, tr(left.T @ right) for matrices."""
    if left.shape == ():
        return times(left, right)
    if isinstance(left, nodes.Ones) or isinstance(right, nodes.Ones):
        return nodes.Structure("sum", (right if isinstance(left, nodes.Ones) else left,))
    if isinstance(left, nodes.Structure) and isinstance(right, nodes.Structure):
        if left.function == right.function and left.function in ("vec", "vecrows"):
            return inner_product(left.arguments[0], right.arguments[0])
    if len(left.shape) == 1:
        return product(transpose(left), right)
    if left.shape[0] == 1:
        return product(left, transpose(right))
    return nodes.Structure("tr", (product(transpose(left), right),))


def _is_squared_norm(node: Node, varies: Varies) -> bool:
    return (
        isinstance(node, nodes.Pow)
        and rational(node.right) == 2
        and isinstance(node.left, nodes.Structure)
        and node.left.function == "norm"
    )


@rule(
    "norm of a Kronecker product",
    nodes.Pow,
    lambda node, varies: _is_squared_norm(node, varies) and is_function("kron")(node.left.children()[0], varies),
    special=True,
)
def _squared_norm_of_kronecker(node: nodes.Pow, d: D) -> Node:
    left, right = node.left.children()[0].children()
    two = number(2)
    return d(nodes.Mul(*(nodes.Pow(nodes.Structure("norm", (part,)), two) for part in (left, right))))


@rule("squared norm", nodes.Pow, _is_squared_norm, special=True)
def _squared_norm(node: nodes.Pow, d: D) -> Node:
    (argument,) = node.left.children()
    return times(number(2), inner_product(argument, d(argument)))
