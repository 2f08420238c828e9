"""Matrices read from stacked vectors: what vec stacked inside is found again, what is left stands in one bracket."""

from __future__ import annotations

from dataclasses import replace

from mcdocs.calculus.matrix.collecting import collected
from mcdocs.calculus.matrix.product import Facts, Product, times
from mcdocs.calculus.matrix.products import products_of, reads, simple
from mcdocs.calculus.matrix.rewrites import rewrites_sum
from mcdocs.calculus.matrix.stacking import unstacked
from mcdocs.calculus.matrix.writing import array_of
from mcdocs.calculus.scalar.term import UNIT
from mcdocs.language import nodes


@reads(nodes.Unvec)
def _unvec(node: nodes.Unvec, facts: Facts) -> list[Product]:
    """The inverse of vec is linear: scalars stand in front, and unvec(vec(X)) is X."""
    found: list[Product] = []
    for product in collected(products_of(node.argument, facts), facts):
        body = array_of([replace(product, scalar=UNIT)], node.argument.shape)
        inner = unstacked(body, "vecrows" if node.by_rows else "vec", node.shape)
        opened = [Product(UNIT, (inner,))] if isinstance(inner, nodes.Unvec) else products_of(inner, facts)
        found += [times(product.scalar, part) for part in opened]
    return found


@rewrites_sum("sum of stacked vectors", "unvec(diagvec(kron(A, B)), n, n) + unvec(diagvec(kron(B, A)), n, n)")
def _joined(products: list[Product], facts: Facts) -> list[Product]:
    """unvec(u) + unvec(v) is unvec(u + v)."""
    stacked = [product for product in products if _unvec_of(product) is not None]
    if len(stacked) < 2:
        return products
    first = _unvec_of(stacked[0])
    assert first is not None
    alike = [p for p in stacked if (other := _unvec_of(p)) and other.parts()[1:] == first.parts()[1:]]
    inside = [replace(product, factors=product.factors[0].children()) for product in alike]
    inner = simple(array_of(inside, first.argument.shape), facts)
    joined = Product(UNIT, (nodes.rebuilt(first, (inner,)),))
    place = products.index(stacked[0])
    rest = [product for product in products if product not in alike]
    return [*rest[:place], joined, *rest[place:]]


def _unvec_of(product: Product) -> nodes.Unvec | None:
    match product.factors:
        case (nodes.Unvec() as found,):
            return found
        case _:
            return None
