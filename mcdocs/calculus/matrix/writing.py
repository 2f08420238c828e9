"""Sums of products back to array formulas."""

from __future__ import annotations

from dataclasses import replace

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.product import Product, chain
from mcdocs.calculus.rationals import magnitude
from mcdocs.calculus.scalar.term import Term
from mcdocs.calculus.scalar.tidy import tidy
from mcdocs.calculus.scalar.writing import one_formula
from mcdocs.language import nodes, shapes
from mcdocs.language.nodes import Node


def array_of(products: list[Product], shape: shapes.Shape) -> Node:
    """The sum of products as a formula of that shape, a positive one first."""
    if not products:
        return algebra.zero(shape)
    lead = next((i for i, product in enumerate(products) if product.scalar.coefficient > 0), 0)
    products = [products[lead], *products[:lead], *products[lead + 1 :]]
    whole = algebra.total([_formula(product) for product in products])
    if shape == ():
        return tidy(whole)[0]
    return whole if whole.shape == shape else nodes.Mul(whole, nodes.Ones(shape))


def _formula(product: Product) -> Node:
    """scalar times chain: numbers and scalars before the first factor, a divisor below everything."""
    scalar, factors = product.scalar, product.factors
    if not factors:
        return one_formula(scalar)
    scalar = _turned(scalar)
    sign = scalar.coefficient < 0
    numeric = magnitude(scalar.coefficient)
    below = Term(1, scalar.below)
    if scalar.below and numeric.denominator != 1:
        below = Term(numeric.denominator, scalar.below)
        numeric = numeric.numerator
    front = one_formula(Term(numeric, scalar.above, decimal=scalar.decimal))
    first = factors[0] if algebra.is_one(front) else _times(front, factors[0])
    whole = algebra.over(chain((first, *factors[1:])), one_formula(below))
    return algebra.negative(whole) if sign else whole


def _turned(scalar: Term) -> Term:
    """-(1 - s) is s - 1, unless a power is taken off."""
    if scalar.coefficient >= 0:
        return scalar
    for place, (base, power) in scalar.above.items():
        if isinstance(base, nodes.Sub) and algebra.is_one(base.left) and power == 1:
            alone = all(other != base.right for other, _ in scalar.above.values())  # s (1 - s) stays
            if alone and not isinstance(base.right, nodes.Pow | nodes.Add | nodes.Sub):
                turned = nodes.Sub(base.right, base.left)
                above = {there: (turned, power) if there == place else kept for there, kept in scalar.above.items()}
                return replace(scalar, coefficient=-scalar.coefficient, above=above)
    return scalar


def _times(front: Node, factor: Node) -> Node:
    """A scalar in front of a factor, and above the bar of one over an array."""
    if isinstance(factor, nodes.Div) and algebra.is_one(factor.left) and factor.right.shape:
        if isinstance(front, nodes.Div) and isinstance(front.right, nodes.Number):
            return nodes.Div(front.left, nodes.Mul(front.right, factor.right))
        return nodes.Div(front, factor.right)
    if isinstance(factor, nodes.Transpose) and isinstance(factor.argument, nodes.Div):
        above = _times(front, factor.argument)
        return nodes.Transpose(above) if isinstance(above, nodes.Div) else nodes.Mul(front, factor)
    return nodes.Mul(front, factor)
