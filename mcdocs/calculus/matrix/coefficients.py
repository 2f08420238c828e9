"""What a formula that is linear in dx multiplies dx with, read off in the form that its shape has."""

from __future__ import annotations

from collections.abc import Mapping

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.adjoint import adjoint
from mcdocs.calculus.matrix.jacobian import jacobian
from mcdocs.calculus.matrix.vectorised import Vectorising
from mcdocs.errors import NoRuleError
from mcdocs.language import nodes
from mcdocs.language.nodes import ONE, Node


def coefficients(dy: Node, wrt: Node) -> list[Node]:
    """One summand of the coefficient for each occurrence of d(wrt), in order.

    The coefficient has the input's shape for a scalar output (the gradient), the output's shape for a scalar input,
    and is the Jacobian for two vectors; raises NoRuleError for anything else.
    """
    if algebra.is_zero(dy):
        return []
    if not wrt.shape:
        return [put_in(dy, {nodes.Differential(wrt): ONE})]
    if not dy.shape:
        return adjoint(dy, ONE, wrt)
    if len(dy.shape) != 1 or len(wrt.shape) != 1:
        raise NoRuleError("a derivative of more than two axes is not a matrix")
    try:
        return jacobian(dy, wrt)
    except NoRuleError:
        return [Vectorising(wrt).coefficient(dy)]


def put_in(node: Node, values: Mapping[Node, Node]) -> Node:
    """The formula with values for differentials, as 1 for that of a scalar, and what is trivial then taken out."""
    if node in values:
        return values[node]
    if isinstance(node, nodes.Named) or not node.children():
        return node
    return algebra.remade(node, tuple(put_in(child, values) for child in node.children()))
