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
        for difference in _differences(plain):
            if not wanted(difference, product):
                continue
            turned = _turned_factor(product.factors[place], difference)
            factors = (*product.factors[:place], turned, *product.factors[place + 1 :])
            product = replace(product, scalar=scaled(product.scalar, -1), factors=factors)
    return product


def _turned_factor(node: Node, difference: nodes.Sub) -> Node:
    """The factor with a difference the other way round; what stands inside functions stays."""
    match node:
        case nodes.Transpose():
            return algebra.transpose(_turned_factor(node.argument, difference))
        case nodes.Mul() if difference in _differences(node.left):
            return nodes.Mul(_turned_factor(node.left, difference), node.right)
        case nodes.Mul():
            return nodes.Mul(node.left, _turned_factor(node.right, difference))
        case _:
            return nodes.Sub(difference.right, difference.left)


def _differences(node: Node) -> list[nodes.Sub]:
    """The differences of two terms among the factors of a Hadamard product, or the one that a factor is."""
    if isinstance(node, nodes.Mul) and () not in (node.left.shape, node.right.shape):
        return [*_differences(node.left), *_differences(node.right)]
    if not isinstance(node, nodes.Sub):
        return []
    is_plain = not any(isinstance(side, nodes.Add | nodes.Sub | nodes.Neg) for side in (node.left, node.right))
    return [node] if is_plain and node.left.shape == node.right.shape else []
