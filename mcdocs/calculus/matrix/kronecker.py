"""Rewrites of Kronecker products: the mixed-product property, columns and rows in them, and the commutation matrix.

Magnus and Neudecker, chapters 2 and 3: (A (x) B)(C (x) D) = AC (x) BD, and (B (x) A) K = K (A (x) B).
"""

from __future__ import annotations

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.product import Facts
from mcdocs.calculus.matrix.products import simple
from mcdocs.calculus.matrix.rewrites import rewrites_pair
from mcdocs.calculus.matrix.stacking import commutation, kron, sides
from mcdocs.language import nodes, shapes
from mcdocs.language.nodes import Node


@rewrites_pair("mixed-product property", "kron(A, B) @ kron(B, eye(n))")
def _mixed_product(left: Node, right: Node, facts: Facts) -> list[Node] | None:
    """(A (x) B)(C (x) D) is AC (x) BD, wherever the factors fit."""
    first, second = parts(left), parts(right)
    if first is None or second is None:
        return None
    (a, b), (c, d) = first, second
    if (sides(a)[1], sides(b)[1]) != (sides(c)[0], sides(d)[0]):
        return None
    before, after = simple(algebra.product(a, c), facts), simple(algebra.product(b, d), facts)
    found = algebra.times(before, after) if () in (before.shape, after.shape) else kron(before, after)
    same = found.shape == shapes.product_shape(left.shape, right.shape)
    return [found] if same and found.shape else None


@rewrites_pair("Kronecker product with a column", "kron(u, A) @ B")
def _column(left: Node, right: Node, facts: Facts) -> list[Node] | None:
    """(a (x) B) C is a (x) BC for a vector a, and (A (x) b) C is AC (x) b."""
    found = parts(left)
    if found is None:
        return None
    a, b = found
    if len(a.shape) == 1 and len(b.shape) == 2 and not _is_row(b):
        return [kron(a, simple(algebra.product(b, right), facts))]
    if len(b.shape) == 1 and len(a.shape) == 2 and not _is_row(a):
        return [kron(simple(algebra.product(a, right), facts), b)]
    return None


@rewrites_pair("Kronecker product with a row", "A @ kron(u.T, B)")
def _row(left: Node, right: Node, facts: Facts) -> list[Node] | None:
    """C (a' (x) B) is a' (x) CB, C (A (x) b') is CA (x) b', and b (a' (x) b') is a' (x) bb'."""
    found = parts(right)
    if found is None:
        return None
    a, b = found
    if algebra.transpose(b) == left and _is_row(a):
        return [kron(a, algebra.product(left, b))]
    if len(left.shape) != 2:
        return None
    if _is_row(a) and not _is_row(b) and len(b.shape) == 2:
        return [kron(a, simple(algebra.product(left, b), facts))]
    if _is_row(b) and not _is_row(a) and len(a.shape) == 2:
        return [kron(simple(algebra.product(left, a), facts), b)]
    return None


def _is_row(node: Node) -> bool:
    return len(node.shape) == 2 and node.shape[0] == 1


@rewrites_pair("commutation with a row", "kron(u.T, A) @ commutation(n, n)")
def _trivially_commuted(left: Node, right: Node, facts: Facts) -> list[Node] | None:
    """(a' (x) B) K is B (x) a': where the matrix on the other side would be an identity."""
    turned = commuted(left, right)
    return [turned[1]] if turned is not None and isinstance(turned[0], nodes.Eye) else None


def commuted(left: Node, right: Node) -> tuple[Node, Node] | None:
    """(B (x) A) K as K (A (x) B) with the commutation matrix of the other side."""
    found = parts(left)
    if found is None or not isinstance(right, nodes.Commutation) or any(len(part.shape) != 2 for part in found):
        return None
    first, second = found
    if (first.shape[1], second.shape[1]) != (right.rows, right.columns):
        return None
    return commutation(first.shape[0], second.shape[0]), kron(second, first)


def parts(node: Node) -> tuple[Node, Node] | None:
    """The factors of a Kronecker product of arrays."""
    match node:
        case nodes.Structure(function="kron", arguments=(left, right)) if () not in (left.shape, right.shape):
            return left, right
        case _:
            return None
