"""The vec form: vec(dY) = J vec(dX), with vec stacking columns or rows (Magnus and Neudecker, chapters 2 and 3).

By columns vec(A dX B) = (B' (x) A) vec(dX), by rows it is (A (x) B') vec(dX). vec(dX') = K vec(dX) with the commutation
matrix K, vec(M * dX) = diag(vec M) vec(dX), and vec(dX (x) A) = (I (x) K (x) I)(I (x) vec A) vec(dX).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.adjoint import adjoint
from mcdocs.calculus.matrix.differentials import is_linear
from mcdocs.calculus.matrix.stacking import commutation, diagonal, kron, kronecker_spread, sides, stacked
from mcdocs.errors import NoRuleError
from mcdocs.language import nodes, shapes
from mcdocs.language.nodes import ONE, Node
from mcdocs.language.shapes import Size


@dataclass(frozen=True)
class Vectorising:
    """How J is found of formulas linear in d(wrt); vectors and rows are their own vec."""

    wrt: Node
    by_rows: bool = False

    def coefficient(self, node: Node) -> Node:
        """J, not simplified; raises NoRuleError for a formula with no such form in the language."""
        match node:
            case nodes.Differential() if node.of == self.wrt:
                return nodes.Eye(shapes.times(*node.shape))
            case nodes.Neg():
                return algebra.negative(self.coefficient(node.argument))
            case nodes.Add() | nodes.Sub():
                return self._sum(node)
            case _ if node.shape == ():
                return self._scalar(node)
            case nodes.Mul():
                linear, constant = (node.left, node.right) if is_linear(node.left) else (node.right, node.left)
                return self._scaled(linear, constant)
            case nodes.Div() if not is_linear(node.right):
                return self._scaled(node.left, algebra.over(ONE, node.right))
            case nodes.MatMul():
                return self._product(node)
            case nodes.Transpose():
                return algebra.product(self._turned(*sides(node.argument)), self.coefficient(node.argument))
            case nodes.Unvec():
                turned = self._restacked(sides(node), node.by_rows)
                return algebra.product(turned, self.coefficient(node.argument))
            case nodes.RangeSum():
                return nodes.RangeSum(node.counter, node.first, node.last, self.coefficient(node.body))
            case nodes.Structure():
                return self._structure(node)
            case _:
                raise NoRuleError(f"{type(node).__name__.lower()} has no vec form in the language")

    def stacked(self, node: Node) -> Node:
        """vec in this order."""
        return stacked(node, self.by_rows)

    def _sum(self, node: nodes.Add | nodes.Sub) -> Node:
        found = []
        for part, sign in ((node.left, 1), (node.right, -1 if isinstance(node, nodes.Sub) else 1)):
            if is_linear(part):
                inner = self.coefficient(part)
                if part.shape == () and node.shape != ():
                    inner = algebra.product(nodes.Ones((shapes.times(*node.shape),)), inner)
                found.append(inner if sign > 0 else algebra.negative(inner))
        return algebra.total(found)

    def _scalar(self, node: Node) -> Node:
        return algebra.total([algebra.transpose(self.stacked(part)) for part in adjoint(node, ONE, self.wrt)])

    def _scaled(self, linear: Node, constant: Node) -> Node:
        if isinstance(linear, nodes.Structure) and linear.function == "diag" and constant.shape:
            entries = nodes.Mul(nodes.Structure("diagvec", (constant,)), linear.arguments[0])
            return self.coefficient(nodes.Structure("diag", (entries,)))
        inner = self.coefficient(linear)
        if constant.shape == ():
            return algebra.times(constant, inner)
        if linear.shape == ():
            return algebra.product(self.stacked(constant), inner)
        return algebra.product(nodes.Structure("diag", (self.stacked(constant),)), inner)

    def _product(self, node: nodes.MatMul) -> Node:
        left, right = node.left, node.right
        if () in (left.shape, right.shape):
            return self._scaled(*((left, right) if is_linear(left) else (right, left)))
        if is_linear(right):
            columns = sides(right)[1]
            return algebra.product(self._kron(nodes.Eye(columns), left), self.coefficient(right))
        rows = sides(left)[0]
        return algebra.product(self._kron(algebra.transpose(right), nodes.Eye(rows)), self.coefficient(left))

    def _structure(self, node: nodes.Structure) -> Node:
        (argument, *_) = node.arguments
        rows, columns = sides(argument)
        match node.function, node.axis:
            case "sum", 0:
                summed = self._kron(nodes.Eye(columns), nodes.Ones((1, rows)))
            case "sum", 1:
                summed = self._kron(nodes.Ones((1, columns)), nodes.Eye(rows))
            case "mean", int() as axis:
                total = nodes.Structure("sum", (argument,), axis)
                return algebra.over(self.coefficient(total), nodes.extent(argument.shape[axis]))
            case (("vec" | "vecrows"), _):
                summed = self._restacked((rows, columns), node.function == "vecrows")
            case "diag", _:
                summed = algebra.product(diagonal(rows), kron(nodes.Ones((rows,)), nodes.Eye(rows)))
            case "diagvec", _:
                summed = algebra.product(kron(nodes.Ones((1, rows)), nodes.Eye(rows)), diagonal(rows))
            case "kron", _:
                return self._kronecker(node)
            case function, _:
                raise NoRuleError(f"{function} has no vec form in the language")
        return algebra.product(summed, self.coefficient(argument))

    def _kronecker(self, node: nodes.Structure) -> Node:
        left, right = node.arguments
        if () in (left.shape, right.shape):
            return self._scaled(*((left, right) if is_linear(left) else (right, left)))
        spread = kronecker_spread(node, self.by_rows)
        return algebra.product(spread, self.coefficient(left if is_linear(left) else right))

    def _kron(self, by_columns: Node, by_rows: Node) -> Node:
        """What acts on columns (from the right) and on rows (from the left) of a matrix, in the order of vec."""
        return kron(by_rows, by_columns) if self.by_rows else kron(by_columns, by_rows)

    def _turned(self, rows: Size, columns: Size) -> Node:
        """vec(A') of vec(A)."""
        return commutation(columns, rows) if self.by_rows else commutation(rows, columns)

    def _restacked(self, sides: tuple[Size, Size], by_rows: bool) -> Node:
        """Between the two orders of stacking a matrix."""
        rows, columns = sides
        return nodes.Eye(shapes.times(rows, columns)) if by_rows == self.by_rows else self._turned(rows, columns)


MOST_OPENED = 12  # terms, up to which a differential is multiplied out to see whether it is shorter


def multiplied_out(node: Node) -> Node | None:
    """A formula linear in a differential with its brackets opened, as far as it is in them; None where that is long."""
    found = _opened(node)
    return None if found is None or len(found) > MOST_OPENED else algebra.total(found)


def _opened(node: Node) -> list[Node] | None:
    """The terms of a sum that is multiplied out; a factor without a differential stays one."""
    match node:
        case nodes.Add() | nodes.Sub() if (
            is_linear(node.left) and is_linear(node.right) and node.left.shape == node.right.shape
        ):  # a scalar is added to every entry, and is no term of a product
            left, right = _opened(node.left), _opened(node.right)
            if left is None or right is None or len(left) + len(right) > MOST_OPENED:
                return None
            return [*left, *(map(algebra.negative, right) if isinstance(node, nodes.Sub) else right)]
        case nodes.Neg():
            return _each(node.argument, algebra.negative)
        case nodes.Transpose():
            return _each(node.argument, algebra.transpose)
        case nodes.Mul() if is_linear(node.left):
            return _each(node.left, lambda part: algebra.times(part, node.right))
        case nodes.Mul():
            return _each(node.right, lambda part: algebra.times(node.left, part))
        case nodes.Div() if not is_linear(node.right):
            return _each(node.left, lambda part: algebra.over(part, node.right))
        case nodes.MatMul() if is_linear(node.left):
            return _each(node.left, lambda part: algebra.product(part, node.right))
        case nodes.MatMul():
            return _each(node.right, lambda part: algebra.product(node.left, part))
        case _:
            return [node]


def _each(node: Node, change: Callable[[Node], Node]) -> list[Node] | None:
    found = _opened(node)
    return None if found is None else [change(part) for part in found]
