"""Reading off Jacobians: a vector linear in dx is J dx, and J is found by moving dx to the end."""

from __future__ import annotations

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.adjoint import adjoint
from mcdocs.calculus.matrix.differentials import is_linear
from mcdocs.calculus.matrix.scalings import flipped, scalings
from mcdocs.errors import NoRuleError
from mcdocs.language import nodes
from mcdocs.language.nodes import ONE, Node


def jacobian(node: Node, wrt: Node) -> list[Node]:
    """The contributions to J, of shape (m, n), or to the row J of shape (1, n) if `node` is a scalar.

    Raises NoRuleError for a vector that does not have the form J dx in the language.
    """
    if node.shape == ():
        return [algebra.transpose(part) for part in adjoint(node, ONE, wrt)]
    match node:
        case nodes.Differential() if node.of == wrt:
            return [nodes.Eye(node.shape[0])]
        case nodes.Neg():
            return [algebra.negative(part) for part in jacobian(node.argument, wrt)]
        case nodes.Add() | nodes.Sub():
            return _sum(node, wrt)
        case nodes.Mul():
            linear, constant = (node.left, node.right) if is_linear(node.left) else (node.right, node.left)
            return [_scaled(constant, part, linear) for part in jacobian(linear, wrt)]
        case nodes.Div() if not is_linear(node.right):
            divisor = nodes.Div(ONE, node.right)
            if node.right.shape == ():
                return [algebra.over(part, node.right) for part in jacobian(node.left, wrt)]
            return [_scaled(divisor, part, node.left) for part in jacobian(node.left, wrt)]
        case nodes.MatMul() if is_linear(node.right):
            if node.right.shape and len(node.right.shape) == 2 and node.right.shape[0] == 1:
                raise NoRuleError("this outer product is not of the form J dx")
            return [algebra.product(node.left, part) for part in jacobian(node.right, wrt)]
        case nodes.MatMul() if node.right.shape and len(node.left.shape) == 2:
            return jacobian(applied(node.left, node.right), wrt)
        case nodes.Transpose():
            return jacobian(flipped(node.argument), wrt)
        case nodes.RangeSum():
            return [nodes.RangeSum(node.counter, node.first, node.last, part) for part in jacobian(node.body, wrt)]
        case nodes.Structure():
            return _structure(node, wrt)
        case _:
            raise NoRuleError(f"{type(node).__name__.lower()} is not of the form J dx in the language")


def _sum(node: nodes.Add | nodes.Sub, wrt: Node) -> list[Node]:
    found = []
    for part, negative in ((node.left, False), (node.right, isinstance(node, nodes.Sub))):
        if is_linear(part):
            parts = jacobian(part, wrt)
            if part.shape == ():
                parts = [nodes.MatMul(nodes.Ones(node.shape), row) for row in parts]
            found += [algebra.negative(row) if negative else row for row in parts]
    return found


def _scaled(constant: Node, part: Node, linear: Node) -> Node:
    """constant * (J dx) as a matrix times dx."""
    if linear.shape == ():
        return algebra.product(constant, part) if constant.shape else algebra.times(constant, part)
    if constant.shape == ():
        return algebra.times(constant, part)
    return algebra.product(nodes.Structure("diag", (constant,)), part)


def _structure(node: nodes.Structure, wrt: Node) -> list[Node]:
    (argument, *_others) = node.arguments
    if isinstance(argument, nodes.Add | nodes.Sub | nodes.Neg) and node.function != "kron":
        parts = tuple(nodes.Structure(node.function, (part,), node.axis) for part in argument.children())
        return jacobian(nodes.rebuilt(argument, parts), wrt)
    if node.function == "vec" and isinstance(argument, nodes.MatMul) and len(argument.left.shape) == 1:
        return jacobian(nodes.Structure("kron", (flipped(argument.right), argument.left)), wrt)
    if node.function in ("sum", "mean") and node.axis == 1:
        count = nodes.extent(argument.shape[1])
        vector = applied(argument, nodes.Ones((argument.shape[1],)))
        return jacobian(algebra.over(vector, count) if node.function == "mean" else vector, wrt)
    if node.function == "diagvec":
        return jacobian(algebra.total([found.diagonal for found in scalings(argument)]), wrt)
    if node.function == "kron" and len(node.shape) == 1:
        left, right = node.arguments
        if is_linear(left):
            return [nodes.Structure("kron", (part, right)) for part in jacobian(left, wrt)]
        return [nodes.Structure("kron", (left, part)) for part in jacobian(right, wrt)]
    raise NoRuleError(f"a derivative through {node.function} cannot be read off in matrix notation")


def applied(node: Node, vector: Node) -> Node:
    """The product of a matrix, linear in a differential, with a constant vector, as a vector."""
    return algebra.total([found.applied(vector) for found in scalings(node)])
