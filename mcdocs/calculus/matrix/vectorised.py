"""The vec form: vec(dY) = J vec(dX), with vec stacking columns (Magnus and Neudecker, chapters 2 and 3).

vec(A dX B) = (B' (x) A) vec(dX), vec(dX') = K vec(dX) with the commutation matrix K, vec(M * dX) = diag(vec M) vec(dX).
"""

from __future__ import annotations

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.adjoint import adjoint, is_linear
from mcdocs.calculus.matrix.product import Facts
from mcdocs.calculus.matrix.products import simple
from mcdocs.errors import NoRuleError
from mcdocs.language import nodes, shapes
from mcdocs.language.nodes import ONE, Node
from mcdocs.language.shapes import Size


def vectorised(differential: Node, wrt: Node, facts: Facts) -> Node:
    """J of a differential linear in d(wrt); raises NoRuleError for a formula with no such form in the language."""
    return simple(_coefficient(differential, wrt), facts)


def _coefficient(node: Node, wrt: Node) -> Node:
    match node:
        case nodes.Differential() if node.of == wrt:
            return nodes.Eye(shapes.times(*node.shape))
        case nodes.Neg():
            return algebra.negative(_coefficient(node.argument, wrt))
        case nodes.Add() | nodes.Sub():
            return _sum(node, wrt)
        case _ if node.shape == ():
            found = [algebra.transpose(_vec(part)) for part in adjoint(node, ONE, wrt)]
            return algebra.total(found)
        case nodes.Mul():
            linear, constant = (node.left, node.right) if is_linear(node.left) else (node.right, node.left)
            return _scaled(_coefficient(linear, wrt), linear, constant)
        case nodes.Div() if not is_linear(node.right):
            return _scaled(_coefficient(node.left, wrt), node.left, nodes.Div(ONE, node.right))
        case nodes.MatMul() if is_linear(node.right):
            columns = _columns(node.right)
            left = node.left if columns == 1 else _kron(nodes.Eye(columns), node.left)
            return algebra.product(left, _coefficient(node.right, wrt))
        case nodes.MatMul():
            right = algebra.transpose(node.right)
            left = right if node.left.shape[0] == 1 else _kron(right, nodes.Eye(node.left.shape[0]))
            return algebra.product(left, _coefficient(node.left, wrt))
        case nodes.Transpose():
            inner = _coefficient(node.argument, wrt)
            if len(node.argument.shape) == 1 or node.argument.shape[0] == 1:
                return inner
            return algebra.product(nodes.Commutation(*node.argument.shape), inner)
        case nodes.Structure(function="sum", axis=int() as axis):
            (argument,) = node.arguments
            rows, columns = argument.shape
            if axis == 0:
                summed = _kron(nodes.Eye(columns), nodes.Ones((1, rows)))
            else:
                summed = _kron(nodes.Ones((1, columns)), nodes.Eye(rows))
            return algebra.product(summed, _coefficient(argument, wrt))
        case _:
            what = node.function if isinstance(node, nodes.Structure) else type(node).__name__.lower()
            raise NoRuleError(f"{what} has no vec form in the language")


def _sum(node: nodes.Add | nodes.Sub, wrt: Node) -> Node:
    found = []
    for part, sign in ((node.left, 1), (node.right, -1 if isinstance(node, nodes.Sub) else 1)):
        if is_linear(part):
            inner = _coefficient(part, wrt)
            if part.shape == () and node.shape != ():
                inner = algebra.product(nodes.Ones((shapes.times(*node.shape),)), inner)
            found.append(inner if sign > 0 else algebra.negative(inner))
    return algebra.total(found)


def _scaled(inner: Node, linear: Node, constant: Node) -> Node:
    if constant.shape == ():
        return algebra.times(constant, inner)
    if linear.shape == ():
        return algebra.product(_vec(constant), inner)
    return algebra.product(nodes.Structure("diag", (_vec(constant),)), inner)


def _vec(node: Node) -> Node:
    """vec of a matrix; a vector is its own."""
    if len(node.shape) == 2 and node.shape[0] == 1:
        return algebra.transpose(node)
    return nodes.Structure("vec", (node,)) if len(node.shape) == 2 else node


def _kron(left: Node, right: Node) -> Node:
    if isinstance(left, nodes.Eye) and isinstance(right, nodes.Eye):
        return nodes.Eye(shapes.times(left.size, right.size))
    return nodes.Structure("kron", (left, right))


def _columns(node: Node) -> Size:
    return node.shape[1] if len(node.shape) == 2 else 1
