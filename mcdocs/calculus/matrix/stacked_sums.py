"""Rewrites of what stacked matrices leave behind: sums of vec and of Kronecker products, and vec of an outer product.

vec(a b') is b (x) a, A (x) B + A (x) C is A (x) (B + C), and (B (x) A) K + A (x) B is (I + K)(A (x) B) (Magnus and
Neudecker, chapters 2 and 3).
"""

from __future__ import annotations

from dataclasses import replace

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.kronecker import commuted, parts
from mcdocs.calculus.matrix.product import Facts, Product, chain
from mcdocs.calculus.matrix.products import products_of, simple
from mcdocs.calculus.matrix.rewrites import rewrites_function, rewrites_sum
from mcdocs.calculus.matrix.stacking import kron
from mcdocs.calculus.matrix.writing import array_of
from mcdocs.calculus.scalar.length import operations
from mcdocs.calculus.scalar.term import UNIT
from mcdocs.calculus.scalar.terms import key
from mcdocs.language import nodes, shapes
from mcdocs.language.nodes import Node
from mcdocs.language.shapes import Size


@rewrites_function("vec", "vec of an outer product", "vec(u @ v.T)")
def _stacked(node: nodes.Structure, facts: Facts) -> Node:
    """vec(a b') is b (x) a, and all ones are stacked ones."""
    inner = simple(node.arguments[0], facts)
    outer = _outer(inner, facts)
    if outer is not None:
        column, row = outer
        return nodes.Structure("kron", (row, column))
    return nodes.Ones(node.shape) if isinstance(inner, nodes.Ones) else nodes.Structure("vec", (inner,))


@rewrites_function("vecrows", "vec by rows of an outer product", "vec(u @ v.T)")
def _stacked_by_rows(node: nodes.Structure, facts: Facts) -> Node:
    """By rows vec(a b') is a (x) b."""
    inner = simple(node.arguments[0], facts)
    outer = _outer(inner, facts)
    if outer is not None:
        return nodes.Structure("kron", outer)
    return nodes.Ones(node.shape) if isinstance(inner, nodes.Ones) else nodes.Structure("vecrows", (inner,))


def _outer(node: Node, facts: Facts) -> tuple[Node, Node] | None:
    """The column and the row of an outer product, both as vectors."""
    found = products_of(node, facts)
    if len(found) != 1 or found[0].scalar != UNIT:
        return None
    for place, factor in enumerate(found[0].factors):
        if place and len(factor.shape) == 2 and factor.shape[0] == 1:
            column, row = chain(found[0].factors[:place]), chain(found[0].factors[place:])
            return column, simple(nodes.Transpose(row), facts)
    return None


@rewrites_sum("sum of stacked matrices", "vec(A) + 2*vec(B)")
def _stacked_together(products: list[Product], facts: Facts) -> list[Product]:
    """vec(A) + vec(B) is vec(A + B)."""
    for function in ("vec", "vecrows"):
        group = [product for product in products if _is_stacked(product, function)]
        if len(group) > 1 and len({product.factors[0].children()[0].shape for product in group}) == 1:
            inside = [replace(product, factors=product.factors[0].children()) for product in group]
            inner = simple(array_of(inside, inside[0].factors[0].shape), facts)
            products = _in_place_of(group, products_of(nodes.Structure(function, (inner,)), facts), products)
    return products


def _is_stacked(product: Product, function: str) -> bool:
    match product.factors:
        case (nodes.Structure() as whole,):
            return whole.function == function
        case _:
            return False


def _in_place_of(group: list[Product], merged: list[Product], products: list[Product]) -> list[Product]:
    place = products.index(group[0])
    rest = [product for product in products if product not in group]
    return [*rest[:place], *merged, *rest[place:]]


@rewrites_sum("sum of Kronecker products", "kron(A, B) - 2*kron(A, Q)")
def _kronecker_sum(products: list[Product], facts: Facts) -> list[Product]:
    """A (x) B + A (x) C is A (x) (B + C), where that is fewer operations; I may be I (x) I."""
    for side in (0, 1):
        for first in products:
            found = parts(first.factors[0]) if len(first.factors) == 1 else None
            if found is None:
                continue
            shared, size = found[side], found[1 - side].shape[0]
            beside = ((product, _beside(product, shared, side, size)) for product in products)
            others = [(product, other) for product, other in beside if other is not None]
            group = [product for product, _ in others]
            if len(group) < 2:
                continue
            inside = [replace(product, factors=(other,)) for product, other in others]
            inner = simple(array_of(inside, inside[0].factors[0].shape), facts)
            merged = products_of(kron(*((shared, inner) if side == 0 else (inner, shared))), facts)
            shape = group[0].factors[0].shape
            if operations(array_of(merged, shape)) < operations(array_of(group, shape)):
                return _kronecker_sum(_in_place_of(group, merged, products), facts)
    return products


def _beside(product: Product, shared: Node, side: int, size: Size) -> Node | None:
    """The other factor of a Kronecker product that has one in common; that of an identity is one of that size."""
    if len(product.factors) != 1:
        return None
    whole = product.factors[0]
    found = parts(whole)
    if found is not None:
        return found[1 - side] if key(found[side]) == key(shared) else None
    fits = isinstance(whole, nodes.Eye) and isinstance(shared, nodes.Eye)
    return nodes.Eye(size) if fits and whole.shape[0] == shapes.times(shared.shape[0], size) else None


@rewrites_sum("identity plus commutation", "kron(A, B) + kron(B, A) @ commutation(n, n)")
def _symmetrised(products: list[Product], facts: Facts) -> list[Product]:
    """A (x) B + (B (x) A) K is (I + K)(A (x) B)."""
    for mirrored in products:
        turned = commuted(*mirrored.factors) if len(mirrored.factors) == 2 else None
        if turned is None:
            continue
        swap, plain = turned
        for product in products:
            same = len(product.factors) == 1 and key(product.factors[0]) == key(plain)
            if same and product.scalar == mirrored.scalar and swap.shape[0] == swap.shape[1]:
                both = algebra.plus(nodes.Eye(swap.shape[0]), swap)
                merged = Product(product.scalar, (both, product.factors[0]))
                return _symmetrised(_in_place_of([product, mirrored], [merged], products), facts)
    return products
