"""Matrices linear in the differential of a vector: sums of outer products and of L diag(u) R, u linear in dx.

From these a product with a vector and the diagonal are read off as vectors: (L diag(u) R) v is L (R v * u), and
diagvec(L diag(u) R) is (L * R') u (Magnus and Neudecker, section 3.6).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.differentials import is_linear
from mcdocs.errors import NoRuleError
from mcdocs.language import nodes
from mcdocs.language.nodes import ONE, Node


@dataclass(frozen=True)
class Outer:
    """The outer product of a column and a row, one of them linear; the row is given as a vector."""

    column: Node
    row: Node

    def scaled(self, factor: Node) -> Outer:
        return replace(self, column=algebra.times(factor, self.column))

    def between(self, before: Node | None, after: Node | None) -> Outer:
        row = self.row if after is None else algebra.product(flipped(after), self.row)
        return Outer(self.column if before is None else algebra.product(before, self.column), row)

    def turned(self) -> Outer:
        return Outer(self.row, self.column)

    def masked(self, mask: Node) -> Scaling:
        """mask * (c r') is diag(c) mask diag(r)."""
        if is_linear(self.column):
            return Scaling(None, self.column, algebra.product(mask, _diag(self.row)))
        return Scaling(algebra.product(_diag(self.column), mask), self.row, None)

    def applied(self, vector: Node) -> Node:
        if is_linear(self.column):
            return algebra.times(algebra.product(algebra.transpose(self.row), vector), self.column)
        return nodes.Mul(algebra.product(algebra.transpose(vector), self.row), self.column)

    @property
    def diagonal(self) -> Node:
        return nodes.Mul(self.column, self.row)


@dataclass(frozen=True)
class Scaling:
    """mask * (left @ diag(vector) @ right), the vector linear; what is None is an identity, or no mask."""

    left: Node | None
    vector: Node
    right: Node | None
    mask: Node | None = None

    def scaled(self, factor: Node) -> Scaling:
        return replace(self, vector=algebra.times(factor, self.vector))

    def between(self, before: Node | None, after: Node | None) -> Scaling:
        if self.mask is not None:
            raise NoRuleError("this Hadamard product cannot be multiplied out in matrix notation")
        return replace(self, left=_joined(before, self.left), right=_joined(self.right, after))

    def turned(self) -> Scaling:
        left, right, mask = (part and flipped(part) for part in (self.right, self.left, self.mask))
        return Scaling(left, self.vector, right, mask)

    def masked(self, mask: Node) -> Scaling:
        if self.mask is not None:
            return replace(self, mask=algebra.times(self.mask, mask))
        if self.left is None and self.right is None:
            return replace(self, vector=nodes.Mul(_diagvec(mask), self.vector))
        if self.left is None:
            assert self.right is not None
            return replace(self, right=algebra.times(mask, self.right))
        if self.right is None:
            return replace(self, left=algebra.times(mask, self.left))
        return replace(self, mask=mask)

    def applied(self, vector: Node) -> Node:
        """With a mask C, entry i is the sum of C_ij L_ik R_kj v_j u_k: (L * (C diag(v) R')) u."""
        if self.mask is not None:
            assert self.left is not None
            assert self.right is not None
            inner = algebra.product(algebra.product(self.mask, _diag(vector)), flipped(self.right))
            return algebra.product(algebra.times(self.left, inner), self.vector)
        scaled = nodes.Mul(vector if self.right is None else algebra.product(self.right, vector), self.vector)
        return scaled if self.left is None else algebra.product(self.left, scaled)

    @property
    def diagonal(self) -> Node:
        if self.left is None or self.right is None:
            whole = self.left or self.right
            found: Node = self.vector if whole is None else nodes.Mul(_diagvec(whole), self.vector)
        else:
            found = algebra.product(algebra.times(self.left, flipped(self.right)), self.vector)
        return found if self.mask is None else nodes.Mul(_diagvec(self.mask), found)


def scalings(node: Node) -> list[Outer | Scaling]:
    """The summands of a matrix linear in a differential; raises NoRuleError for one of another form."""
    match node:
        case nodes.Add() | nodes.Sub():
            right = algebra.negative(node.right) if isinstance(node, nodes.Sub) else node.right
            parts = [part if part.shape else _filled(part, node) for part in (node.left, right) if is_linear(part)]
            return [found for part in parts for found in scalings(part)]
        case nodes.Neg():
            return [found.scaled(nodes.Neg(ONE)) for found in scalings(node.argument)]
        case nodes.Mul():
            linear, constant = (node.left, node.right) if is_linear(node.left) else (node.right, node.left)
            return _multiplied(linear, constant)
        case nodes.Div() if not is_linear(node.right):
            return _multiplied(node.left, nodes.Div(ONE, node.right))
        case nodes.MatMul() if len(node.left.shape) == 1:
            return [Outer(node.left, flipped(node.right))]
        case nodes.MatMul() if () in (node.left.shape, node.right.shape):
            return scalings(nodes.Mul(node.left, node.right))
        case nodes.MatMul() if is_linear(node.right):
            return [found.between(node.left, None) for found in scalings(node.right)]
        case nodes.MatMul():
            return [found.between(None, node.right) for found in scalings(node.left)]
        case nodes.Transpose() if len(node.argument.shape) == 2:
            return [found.turned() for found in scalings(node.argument)]
        case nodes.Structure(function="diag"):
            return [Scaling(None, node.arguments[0], None)]
        case _:
            raise NoRuleError(f"{type(node).__name__.lower()} cannot be multiplied out in matrix notation")


def _multiplied(linear: Node, constant: Node) -> list[Outer | Scaling]:
    """A multiple by a scalar, or a Hadamard product."""
    if linear.shape == ():
        return [Scaling(constant, nodes.Mul(linear, nodes.Ones(constant.shape[1:])), None)]
    if constant.shape == ():
        return [found.scaled(constant) for found in scalings(linear)]
    return [found.masked(constant) for found in scalings(linear)]


def _filled(scalar: Node, like: Node) -> Node:
    return nodes.Mul(scalar, nodes.Ones(like.shape))


def _joined(left: Node | None, right: Node | None) -> Node | None:
    return left if right is None else right if left is None else algebra.product(left, right)


def _diag(vector: Node) -> Node:
    return nodes.Structure("diag", (vector,))


def _diagvec(matrix: Node) -> Node:
    return nodes.Structure("diagvec", (matrix,))


def flipped(node: Node) -> Node:
    """The transpose of a formula, pushed to its parts so that the differential is free."""
    match node:
        case nodes.Transpose():
            return node.argument
        case nodes.Add() | nodes.Sub():
            return type(node)(flipped(node.left), flipped(node.right))
        case nodes.Neg():
            return nodes.Neg(flipped(node.argument))
        case nodes.RangeSum():
            return nodes.RangeSum(node.counter, node.first, node.last, flipped(node.body))
        case nodes.MatMul() if () not in (node.left.shape, node.right.shape):
            return nodes.MatMul(flipped(node.right), flipped(node.left))
        case nodes.Mul() | nodes.Div():
            return type(node)(flipped(node.left), flipped(node.right))
        case nodes.Structure(function="sum" | "mean", axis=int() as axis):
            return nodes.Structure(node.function, (flipped(node.arguments[0]),), 1 - axis)
        case _:
            return algebra.transpose(node)
