"""The softmax and the log-sum-exp, of a vector and along an axis."""

from __future__ import annotations

from collections.abc import Callable

from mcdocs.calculus.algebra import minus, product, times, transpose
from mcdocs.calculus.rules.table import D, Varies, is_function, rule
from mcdocs.language import nodes
from mcdocs.language.nodes import Node


def _along_axis(function: str) -> Callable[[Node, Varies], bool]:
    return lambda node, varies: (
        is_function(function)(node, varies) and isinstance(node, nodes.Structure) and node.axis is not None
    )


@rule("differential of the softmax", nodes.Structure, _along_axis("softmax"))
def _softmax_along_axis(node: nodes.Structure, d: D) -> Node:
    """S * (dZ - (S * dZ) 1 1') within rows: each row has its own weighted mean taken off."""
    inner = d(node.arguments[0])
    rows, columns = node.shape
    weighted = nodes.Structure("sum", (times(node, inner),), node.axis)
    row, column = nodes.Ones((1, columns)), nodes.Ones((rows,))
    return times(node, minus(inner, product(weighted, row) if node.axis == 1 else product(column, weighted)))


@rule("differential of the log-sum-exp", nodes.Structure, _along_axis("logsumexp"))
def _log_sum_exp_along_axis(node: nodes.Structure, d: D) -> Node:
    (argument,) = node.arguments
    weights = nodes.Structure("softmax", (argument,), node.axis)
    return nodes.Structure("sum", (times(weights, d(argument)),), node.axis)


@rule("differential of the softmax", nodes.Structure, is_function("softmax"))
def _softmax(node: nodes.Structure, d: D) -> Node:
    inner = d(node.arguments[0])
    return minus(times(node, inner), times(product(transpose(node), inner), node))


@rule("differential of the log-sum-exp", nodes.Structure, is_function("logsumexp"))
def _log_sum_exp(node: nodes.Structure, d: D) -> Node:
    return product(transpose(nodes.Structure("softmax", node.arguments)), d(node.arguments[0]))
