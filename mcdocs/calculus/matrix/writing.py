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
    sign = scalar.coefficient < 0
    scalar = replace(scalar, coefficient=magnitude(scalar.coefficient))
    below = Term(1, scalar.below)
    numeric = scalar.coefficient
    if scalar.below and numeric.denominator != 1:
        below = replace(below, coefficient=numeric.denominator)
        numeric = numeric.numerator
    front = one_formula(Term(numeric, scalar.above, decimal=scalar.decimal))
    first = factors[0] if algebra.is_one(front) else nodes.Mul(front, factors[0])
    whole = algebra.over(chain((first, *factors[1:])), one_formula(below))
    return algebra.negative(whole) if sign else whole
