"""Which way round a difference stands in a gradient: 2A'(Ax - b) also where an author wrote b - Ax."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.differentials import dependence
from mcdocs.calculus.matrix.product import Facts, Product
from mcdocs.calculus.matrix.products import products_of
from mcdocs.calculus.matrix.writing import array_of
from mcdocs.calculus.scalar.term import scaled
from mcdocs.language import nodes
from mcdocs.language.nodes import Node


def variable_first(node: Node, wrt: Node, facts: Facts) -> Node:
    """The same sum, each factor c - f(x) of its terms as -(f(x) - c)."""
    varies = dependence(wrt)

    def wanted(difference: nodes.Sub, product: Product) -> bool:
        sides = (difference.left, difference.right)
        centred = all(isinstance(side, nodes.Symbol) for side in sides) and len(product.factors) > 1
        if difference.left.shape == () or centred:  # 1 - f(x) and -S(x - m) stay
            return False
        return varies(difference.right) and not varies(difference.left)

    return _turned(node, wanted, facts)


def as_written(node: Node, formula: Node, facts: Facts) -> Node:
    """The same sum, with differences the way round they have in the formula where that takes a minus sign away."""
    written = {part for part in nodes.distinct(formula) if isinstance(part, nodes.Sub)}

    def wanted(difference: nodes.Sub, product: Product) -> bool:
        return product.scalar.coefficient < 0 and nodes.Sub(difference.right, difference.left) in written

    return _turned(node, wanted, facts)


def is_both_ways(node: Node) -> bool:
    """Whether a formula has a difference and its opposite."""
    found = {part for part in nodes.distinct(node) if isinstance(part, nodes.Sub)}
    return any(nodes.Sub(part.right, part.left) in found for part in found)


def _turned(node: Node, wanted: Callable[[nodes.Sub, Product], bool], facts: Facts) -> Node:
    return array_of([_turned_product(product, wanted) for product in products_of(node, facts)], node.shape)


def _turned_product(product: Product, wanted: Callable[[nodes.Sub, Product], bool]) -> Product:
    for place, factor in enumerate(product.factors):
        plain = factor.argument if isinstance(factor, nodes.Transpose) else factor
        if not isinstance(plain, nodes.Sub) or not wanted(plain, product):
            continue
        if any(isinstance(side, nodes.Add | nodes.Sub | nodes.Neg) for side in (plain.left, plain.right)):
            continue
        turned: Node = nodes.Sub(plain.right, plain.left)
        if isinstance(factor, nodes.Transpose):
            turned = algebra.transpose(turned)
        factors = (*product.factors[:place], turned, *product.factors[place + 1 :])
        product = replace(product, scalar=scaled(product.scalar, -1), factors=factors)
    return product
