"""A product of arrays: a scalar term times a chain of factors joined by @."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from math import gcd, lcm

from mcdocs.calculus.rationals import Rational, magnitude, ratio
from mcdocs.calculus.scalar.term import Powers, Term, inverted, scaled
from mcdocs.calculus.scalar.terms import key, multiplied
from mcdocs.language import nodes, shapes
from mcdocs.language.nodes import Node

Facts = frozenset[tuple[str, str]]
MOST_FACTORS = 8


@dataclass(frozen=True)
class Product:
    """scalar * factors[0] @ factors[1] @ ...; without factors it is a scalar."""

    scalar: Term
    factors: tuple[Node, ...] = ()

    def signature(self) -> Hashable:
        """Equal for products that differ only in a rational factor."""
        return self.scalar.signature(), keys_of(self.factors)


def keys_of(factors: Sequence[Node]) -> tuple[Hashable, ...]:
    """Equal for chains that have the same factors, be they written as powers: A A has those of A^2."""
    return tuple(key(part) for factor in factors for part in _powers_written_out(factor))


def _powers_written_out(factor: Node) -> Sequence[Node]:
    match factor:
        case nodes.Structure(function="matpow", arguments=(base, nodes.Number(value=power))):
            return [base] * int(power) if power.denominator == 1 and 0 < power <= MOST_FACTORS else [factor]
        case nodes.Transpose(argument=inner) if isinstance(inner, nodes.Structure):
            return [nodes.Transpose(part) for part in _powers_written_out(inner)]
        case _:
            return [factor]


def negated(product: Product) -> Product:
    """-product."""
    return replace(product, scalar=scaled(product.scalar, -1))


def times(scalar: Term, product: Product) -> Product:
    """scalar * product."""
    return replace(product, scalar=multiplied(scalar, product.scalar))


def over(product: Product, scalar: Term) -> Product:
    """product / scalar."""
    return replace(product, scalar=multiplied(product.scalar, inverted(scalar)))


def chain(factors: Sequence[Node]) -> Node:
    """factors[0] @ factors[1] @ ..."""
    result = factors[0]
    for factor in factors[1:]:
        result = nodes.MatMul(result, factor)
    return result


def factors_of(node: Node) -> tuple[Node, ...]:
    """The factors of a chain, the inverse of `chain`."""
    if isinstance(node, nodes.MatMul) and () not in (node.left.shape, node.right.shape):
        return (*factors_of(node.left), *factors_of(node.right))
    return (node,)


def shape_of(factors: Sequence[Node]) -> shapes.Shape:
    """The shape of the chain; () when there are no factors."""
    shape: shapes.Shape = ()
    for factor in factors:
        shape = shapes.product_shape(shape, factor.shape)
    return shape


def are_same(left: list[Product], right: list[Product]) -> bool:
    """Whether two collected sums have the same terms."""

    def tally(products: list[Product]) -> set[tuple[Hashable, Rational]]:
        return {(product.signature(), product.scalar.coefficient) for product in products}

    return tally(left) == tally(right)


def common_scalar(products: list[Product]) -> tuple[Term, list[Product]]:
    """The scalar all products share, sign and integer content included, and the products without it."""
    signatures = {product.scalar.signature() for product in products}
    coefficients = [product.scalar.coefficient for product in products]
    content: Rational = 1
    if all(c.denominator == 1 for c in coefficients):
        content = gcd(*(c.numerator for c in coefficients))
    elif len({magnitude(c) for c in coefficients}) == 1:
        content = magnitude(coefficients[0])
    if all(c < 0 for c in coefficients):
        content = -content
    front = Term(content)
    if len(signatures) == 1 and all(product.factors for product in products):
        front = replace(products[0].scalar, coefficient=content)
    return front, [over(product, front) for product in products]


def shared_scalar(products: list[Product]) -> tuple[Term, list[Product]]:
    """All that the scalars of products have in common: a number, and powers above and below; and the rest of each."""
    scalars = [product.scalar for product in products]
    numbers = [scalar.coefficient for scalar in scalars]
    content = ratio(gcd(*(c.numerator for c in numbers)), lcm(*(c.denominator for c in numbers)))
    if all(c < 0 for c in numbers):
        content = -content
    above, below = (_lowest([getattr(scalar, side) for scalar in scalars]) for side in ("above", "below"))
    front = Term(content, above, below, scalars[0].decimal, scalars[0].inverse)
    return front, [over(product, front) for product in products]


def _lowest(powers: list[Powers]) -> Powers:
    """The bases that stand in all, each to its lowest power."""
    first, *others = powers
    shared = [key for key in first if all(key in other for other in others)]
    return {key: (first[key][0], min(each[key][1] for each in powers)) for key in shared}
