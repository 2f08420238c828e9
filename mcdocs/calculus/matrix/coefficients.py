"""What a formula that is linear in dx multiplies dx with, read off in the form that its shape has."""

from __future__ import annotations

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
        return [_per_unit(dy, nodes.Differential(wrt))]
    if not dy.shape:
        return adjoint(dy, ONE, wrt)
    if len(dy.shape) != 1 or len(wrt.shape) != 1:
        raise NoRuleError("a derivative of more than two axes is not a matrix")
    try:
        return jacobian(dy, wrt)
    except NoRuleError:
        return [Vectorising(wrt).coefficient(dy)]


def _per_unit(node: Node, step: Node) -> Node:
    """The formula with 1 for the differential of a scalar."""
    if node == step:
        return ONE
    if isinstance(node, nodes.Named) or not node.children():
        return node
    return algebra.remade(node, tuple(_per_unit(child, step) for child in node.children()))
