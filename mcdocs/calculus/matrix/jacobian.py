"""Reading off Jacobians: a vector linear in dx is J dx, and J is found by moving dx to the end."""

from __future__ import annotations

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.adjoint import adjoint
from mcdocs.calculus.matrix.differentials import is_linear
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
    if node.function == "diagvec" and isinstance(argument, nodes.MatMul):
        if len(argument.left.shape) == 1:
            return jacobian(algebra.times(argument.left, flipped(argument.right)), wrt)
    if node.function == "kron" and len(node.shape) == 1:
        left, right = node.arguments
        if is_linear(left):
            return [nodes.Structure("kron", (part, right)) for part in jacobian(left, wrt)]
        return [nodes.Structure("kron", (left, part)) for part in jacobian(right, wrt)]
    raise NoRuleError(f"a derivative through {node.function} cannot be read off in matrix notation")


def flipped(node: Node) -> Node:
    """The transpose of a formula, pushed to its parts so that the differential is free."""
    match node:
        case nodes.Transpose():
            return node.argument
        case nodes.Add() | nodes.Sub():
            return type(node)(flipped(node.left), flipped(node.right))
        case nodes.Neg():
            return nodes.Neg(flipped(node.argument))
        case nodes.MatMul() if () not in (node.left.shape, node.right.shape):
            return nodes.MatMul(flipped(node.right), flipped(node.left))
        case nodes.Mul() | nodes.Div():
            return type(node)(flipped(node.left), flipped(node.right))
        case nodes.Structure(function="sum" | "mean", axis=int() as axis):
            return nodes.Structure(node.function, (flipped(node.arguments[0]),), 1 - axis)
        case _:
            return algebra.transpose(node)


def applied(node: Node, vector: Node) -> Node:
    """The product of a matrix, linear in a differential, with a constant vector, as a vector."""
    if not is_linear(node):
        return algebra.product(node, vector)
    match node:
        case nodes.Add() | nodes.Sub():
            return type(node)(applied(node.left, vector), applied(node.right, vector))
        case nodes.Neg():
            return nodes.Neg(applied(node.argument, vector))
        case nodes.MatMul() if is_linear(node.right):
            return _outer(node.left, applied(node.right, vector))
        case nodes.MatMul():
            if len(node.left.shape) == 1:
                return algebra.times(node.left, algebra.product(node.right, vector))
            return applied(node.left, algebra.product(node.right, vector))
        case nodes.Mul(left=left, right=right) if () in (left.shape, right.shape):
            scalar, matrix = (left, right) if left.shape == () else (right, left)
            return nodes.Mul(scalar, applied(matrix, vector))
        case nodes.Mul():
            return _hadamard(node, vector)
        case nodes.Div() if node.right.shape == ():
            return nodes.Div(applied(node.left, vector), node.right)
        case nodes.Div() if node.left.shape == node.right.shape and not is_linear(node.right):
            return _hadamard(nodes.Mul(nodes.Div(ONE, node.right), node.left), vector)
        case nodes.Transpose():
            inner = flipped(node.argument)
            if isinstance(inner, nodes.Transpose):
                return _row_applied(inner, vector)
            return applied(inner, vector)
        case nodes.Structure(function="diag"):
            return algebra.times(node.arguments[0], vector)
        case _:
            raise NoRuleError(f"{type(node).__name__.lower()} cannot be multiplied out in matrix notation")


def _row_applied(row: nodes.Transpose, vector: Node) -> Node:
    if len(row.argument.shape) == 1:
        return nodes.MatMul(algebra.transpose(vector), row.argument)
    raise NoRuleError("the transpose of this matrix cannot be multiplied out in matrix notation")


def _outer(left: Node, right: Node) -> Node:
    return algebra.times(left, right) if right.shape == () else algebra.product(left, right)


def _hadamard(node: nodes.Mul, vector: Node) -> Node:
    """(C * (a b')) v is a * (C (b * v)): a Hadamard product with an outer product is a scaling of rows and columns."""
    linear, constant = (node.left, node.right) if is_linear(node.left) else (node.right, node.left)
    match linear:
        case nodes.Add() | nodes.Sub():
            left, right = (
                _hadamard(nodes.Mul(constant, part), vector) if is_linear(part) else None
                for part in (linear.left, linear.right)
            )
            if left is None or right is None:
                raise NoRuleError("a differential is missing from a sum")
            return type(linear)(left, right)
        case nodes.MatMul() if len(linear.left.shape) == 1:
            column = flipped(linear.right)
            return nodes.Mul(linear.left, algebra.product(constant, nodes.Mul(column, vector)))
        case nodes.Structure(function="diag"):
            return nodes.Mul(nodes.Structure("diagvec", (constant,)), nodes.Mul(linear.arguments[0], vector))
        case nodes.Neg():
            return nodes.Neg(_hadamard(nodes.Mul(constant, linear.argument), vector))
        case _:
            raise NoRuleError("this Hadamard product cannot be multiplied out in matrix notation")
