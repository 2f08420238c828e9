"""Inner products with one vector in several terms: (a'x) b + (b'x) a is (b a' + a b') x."""

from __future__ import annotations

from dataclasses import replace

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.collecting import common_factor_last
from mcdocs.calculus.matrix.product import Facts, Product, factors_of, shape_of
from mcdocs.calculus.matrix.rewrites import rewrites_sum
from mcdocs.calculus.matrix.writing import array_of
from mcdocs.calculus.scalar.length import operations
from mcdocs.calculus.scalar.term import lowered
from mcdocs.language import nodes
from mcdocs.language.nodes import Node


@rewrites_sum("outer products", "(u.T @ v)*(A @ u) + ((A @ u).T @ v)*u")
def _gathered(products: list[Product], facts: Facts) -> list[Product]:
    """The vector last and the rest in a bracket, where that is fewer operations."""
    if len(products) < 2 or len(shape_of(products[0].factors)) != 1:
        return products
    vectors = [product for product in products if product.factors]  # a number in every entry is none
    for vector in dict.fromkeys(vector for product in vectors for vector in _measured(product)):
        group = [product for product in vectors if vector in _measured(product)]
        opened = [_opened(product, vector) for product in group]
        different = len({_measured(product)[vector] for product in group}) == len(group)
        if len(group) < 2 or not different or len({product.scalar.signature() for product in opened}) > 1:
            continue
        merged, shape = common_factor_last(opened, facts), shape_of(products[0].factors)
        if operations(array_of([merged], shape)) < operations(array_of(group, shape)):
            place = products.index(group[0])
            rest = [product for product in products if product not in group]
            return [*rest[:place], merged, *rest[place:]]
    return products


def _measured(product: Product) -> dict[Node, Node]:
    """The vectors a scalar of the product is an inner product with, that stand nowhere else in it, and the products."""
    found: dict[Node, Node] = {}
    for base, power in product.scalar.above.values():
        if not isinstance(base, nodes.MatMul) or power != 1:
            continue
        factors = factors_of(base)
        for vector, others in ((factors[-1], factors[:-1]), (algebra.transpose(factors[0]), factors[1:])):
            scalars = (other for other, _ in product.scalar.above.values() if other != base)
            elsewhere = (*product.factors, *others, *scalars)
            if isinstance(vector, nodes.Symbol | nodes.Named) and not any(_has(part, vector) for part in elsewhere):
                found[vector] = base
    return found


def _has(node: Node, part: Node) -> bool:
    return any(inner == part for inner in nodes.walk(node, once=True))


def _opened(product: Product, vector: Node) -> Product:
    """The product with the inner product at its end, the vector last."""
    base = _measured(product)[vector]
    place = next(place for place, (other, _) in product.scalar.above.items() if other == base)
    scalar = replace(product.scalar, above=lowered(product.scalar.above, place, 1))
    factors = factors_of(base)
    if factors[-1] != vector:
        factors = tuple(map(algebra.transpose, reversed(factors)))
    return Product(scalar, (*product.factors, *factors))
