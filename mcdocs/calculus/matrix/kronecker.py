"""The mixed-product property, and Kronecker products with scalars (Magnus and Neudecker, chapter 2)."""

from __future__ import annotations

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.product import Facts
from mcdocs.calculus.matrix.products import simple
from mcdocs.calculus.matrix.rewrites import rewrites_pair
from mcdocs.calculus.matrix.stacking import kron, sides
from mcdocs.language import nodes, shapes
from mcdocs.language.nodes import Node


@rewrites_pair("mixed-product property", "kron(A, B) @ kron(B, eye(n))")
def _mixed_product(left: Node, right: Node, facts: Facts) -> list[Node] | None:
    """(A (x) B)(C (x) D) is AC (x) BD, wherever the factors fit."""
    match left, right:
        case (
            nodes.Structure(function="kron", arguments=(a, b)),
            nodes.Structure(function="kron", arguments=(c, d)),
        ) if () not in (a.shape, b.shape, c.shape, d.shape) and (sides(a)[1], sides(b)[1]) == (
            sides(c)[0],
            sides(d)[0],
        ):
            first, second = simple(algebra.product(a, c), facts), simple(algebra.product(b, d), facts)
            found = algebra.times(first, second) if () in (first.shape, second.shape) else kron(first, second)
            same = found.shape == shapes.product_shape(left.shape, right.shape)
            return [found] if same and found.shape else None
    return None
