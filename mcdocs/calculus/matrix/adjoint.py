"""Reading off gradients: a scalar linear in dX is <G, dX>, and G is found by moving every factor to the other side.

The rules are those of the inner product <A, B> = tr(A'B): <G, A dX> = <A'G, dX>, <G, dX B> = <G B', dX>,
<G, C * dX> = <G * C, dX>, <G, dX'> = <G', dX> (Magnus and Neudecker, section 9.9).
"""

from __future__ import annotations

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.differentials import is_linear
from mcdocs.calculus.matrix.stacking import kronecker_adjoint, unstacked
from mcdocs.calculus.rules import inner_product
from mcdocs.errors import NoRuleError
from mcdocs.language import nodes, shapes
from mcdocs.language.nodes import Node


def adjoint(node: Node, cotangent: Node, wrt: Node) -> list[Node]:
    """The contributions to G, one for each occurrence of d(wrt), in order; raises NoRuleError if it cannot be moved."""
    match node:
        case nodes.Differential() if node.of == wrt:
            return [cotangent]
        case nodes.Neg():
            return adjoint(node.argument, algebra.negative(cotangent), wrt)
        case nodes.Add() | nodes.Sub():
            found = []
            for part, sign in ((node.left, 1), (node.right, -1 if isinstance(node, nodes.Sub) else 1)):
                if is_linear(part):
                    back = cotangent if part.shape == node.shape else _entry_sum(cotangent)
                    found += adjoint(part, back if sign > 0 else algebra.negative(back), wrt)
            return found
        case nodes.Mul():
            linear, constant = (node.left, node.right) if is_linear(node.left) else (node.right, node.left)
            if linear.shape == () and constant.shape != ():
                return adjoint(linear, inner_product(constant, cotangent), wrt)
            return adjoint(linear, algebra.times(cotangent, constant), wrt)
        case nodes.Div() if not is_linear(node.right):
            if node.left.shape == () and node.right.shape != ():
                return adjoint(node.left, _entry_sum(nodes.Div(cotangent, node.right)), wrt)
            return adjoint(node.left, algebra.over(cotangent, node.right), wrt)
        case nodes.MatMul():
            return _product(node, cotangent, wrt)
        case nodes.Transpose():
            return adjoint(node.argument, algebra.transpose(cotangent), wrt)
        case nodes.RangeSum():
            return [
                nodes.RangeSum(node.counter, node.first, node.last, part) for part in adjoint(node.body, cotangent, wrt)
            ]
        case nodes.Unvec():
            stacked = nodes.Structure("vecrows" if node.by_rows else "vec", (cotangent,))
            return adjoint(node.argument, stacked, wrt)
        case nodes.Structure():
            return _structure(node, cotangent, wrt)
        case _:
            raise NoRuleError(f"the derivative of {type(node).__name__.lower()} cannot be read off in matrix notation")


def _entry_sum(node: Node) -> Node:
    return nodes.Structure("sum", (node,))


def _product(node: nodes.MatMul, cotangent: Node, wrt: Node) -> list[Node]:
    if is_linear(node.right):
        return adjoint(node.right, _shaped(_times(algebra.transpose(node.left), cotangent), node.right), wrt)
    return adjoint(node.left, _shaped(_times(cotangent, algebra.transpose(node.right)), node.left), wrt)


def _shaped(node: Node, like: Node) -> Node:
    if node.shape != like.shape:
        raise NoRuleError(f"{shapes.describe(node.shape)} cannot be read as {shapes.describe(like.shape)}")
    return node


def _times(left: Node, right: Node) -> Node:
    return algebra.times(left, right) if () in (left.shape, right.shape) else algebra.product(left, right)


def _structure(node: nodes.Structure, cotangent: Node, wrt: Node) -> list[Node]:
    (argument, *_others) = node.arguments
    shape = argument.shape
    match node.function, node.axis:
        case (("sum" | "mean"), axis):
            if node.function == "mean":
                count = shapes.times(*shape) if axis is None else shape[axis]
                cotangent = algebra.over(cotangent, nodes.extent(count))
            return adjoint(argument, _spread(cotangent, shape, axis), wrt)
        case "tr", _:
            return adjoint(argument, algebra.times(cotangent, nodes.Eye(shape[0])), wrt)
        case "diag", _:
            return adjoint(argument, nodes.Structure("diagvec", (cotangent,)), wrt)
        case "diagvec", _:
            return adjoint(argument, nodes.Structure("diag", (cotangent,)), wrt)
        case (("vec" | "vecrows"), _):
            back = unstacked(cotangent, node.function, shape) if len(shape) == 2 else cotangent
            return adjoint(argument, back, wrt)
        case "kron", _:
            linear = argument if is_linear(argument) else node.arguments[1]
            return adjoint(linear, kronecker_adjoint(node, cotangent), wrt)
        case _:
            raise NoRuleError(f"a derivative through {node.function} cannot be read off in matrix notation")


def _spread(cotangent: Node, shape: shapes.Shape, axis: int | None) -> Node:
    """A sum gives its cotangent to every entry it ran over."""
    if axis is None:
        return algebra.times(cotangent, nodes.Ones(shape)) if shape else cotangent
    if axis == 0:
        return nodes.MatMul(nodes.Ones((shape[0],)), cotangent)
    return nodes.MatMul(cotangent, nodes.Ones((1, shape[1])))
