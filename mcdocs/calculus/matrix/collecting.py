"""Like products of a sum collected, and products that share a factor put in one bracket."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.product import Facts, Product, common_scalar, factors_of, shape_of
from mcdocs.calculus.matrix.rewrites import rewrites_sum, rewritten_sum
from mcdocs.calculus.matrix.writing import array_of
from mcdocs.calculus.scalar.rewrites import rewritten
from mcdocs.calculus.scalar.term import Powers, lowered
from mcdocs.calculus.scalar.terms import key, multiplied, term_of
from mcdocs.calculus.scalar.tidy import tidy
from mcdocs.calculus.scalar.writing import formula, one_formula
from mcdocs.language import nodes
from mcdocs.language.nodes import Node


def collected(products: list[Product], facts: Facts) -> list[Product]:
    """Like products added up, at the place of the first, and the sum rewritten."""
    found: dict[Hashable, Product] = {}
    for product in products:
        product = replace(product, scalar=rewritten(product.scalar))
        before = found.get(product.signature())
        if before is not None:
            coefficient = before.scalar.coefficient + product.scalar.coefficient
            product = replace(before, scalar=replace(before.scalar, coefficient=coefficient))
        found[product.signature()] = product
    return rewritten_sum([product for product in found.values() if product.scalar.coefficient], facts)


@rewrites_sum("sum of scalar multiples", "2*A @ B + s*A @ B")
def _scalars_added(products: list[Product], facts: Facts) -> list[Product]:
    """2 I + 2 s I is 2 (1 + s) I: products of the same arrays have their scalars added."""
    groups: dict[Hashable, list[Product]] = {}
    for product in products:
        groups.setdefault(tuple(map(key, product.factors)), []).append(product)
    joined: list[Product] = []
    for group in groups.values():
        if len(group) > 1 and group[0].factors:
            total = tidy(formula([product.scalar for product in group]))[0]
            group = [Product(term_of(total), group[0].factors)]
        joined += group
    return joined


def factored(products: list[Product], facts: Facts) -> list[Product]:
    """Products that share their last or first factor put in one bracket: A x + A.T x is (A + A.T) x."""
    for last in (True, False):
        for place, product in enumerate(products):
            group = [other for other in products[place:] if _shares(product, other, last)]
            if len(group) > 1:
                rest = [other for other in products if other not in group]
                merged = _bracketed(group, last, facts)
                return factored([*rest[:place], merged, *rest[place:]], facts)
    return _entrywise_factored(_turned_and_factored(products, facts), facts)


def _turned_and_factored(products: list[Product], facts: Facts) -> list[Product]:
    """(S * A).T - (S * B).T is (S * (A - B)).T."""
    plain = [replace(product, factors=turned) for product in products if (turned := _hadamard_turned(product))]
    inner = _entrywise_factored(plain, facts)
    if len(inner) == len(plain):
        return products
    place = next(place for place, product in enumerate(products) if _hadamard_turned(product))
    rest = [product for product in products if not _hadamard_turned(product)]
    merged = [replace(product, factors=(nodes.Transpose(*product.factors),)) for product in inner]
    return [*rest[:place], *merged, *rest[place:]]


def _hadamard_turned(product: Product) -> tuple[Node, ...]:
    match product.factors:
        case (nodes.Transpose(argument=nodes.Mul() as inner),):
            return (inner,)
        case _:
            return ()


def _entrywise_factored(products: list[Product], facts: Facts) -> list[Product]:
    """S * A - S * B is S * (A - B), entry by entry."""
    for place, product in enumerate(products):
        for shared, (base, _) in _entry_factors(product).items():
            group = [other for other in products[place:] if shared in _entry_factors(other)]
            if len(group) < 2:
                continue
            shape = base.shape
            front, inside = common_scalar(group)
            inner = array_of(factored([_without_entry_factor(other, shared) for other in inside], facts), shape)
            merged = Product(front, (algebra.times(base, inner),))
            rest = [other for other in products if other not in group]
            return _entrywise_factored([*rest[:place], merged, *rest[place:]], facts)
    return products


def _entry_factors(product: Product) -> Powers:
    """The arrays of a Hadamard product, those below the bar left out."""
    if len(product.factors) != 1 or not isinstance(product.factors[0], nodes.Mul):
        return {}
    above = term_of(product.factors[0]).above
    return above if len(above) > 1 and all(base.shape for base, _ in above.values()) else {}


def _without_entry_factor(product: Product, shared: Hashable) -> Product:
    whole = term_of(product.factors[0])
    rest = replace(whole, above=lowered(whole.above, shared, 1))
    return replace(product, factors=factors_of(one_formula(rest)))


def _shares(one: Product, other: Product, last: bool) -> bool:
    if min(len(one.factors), len(other.factors)) < 2 or one.scalar.signature() != other.scalar.signature():
        return False
    end = -1 if last else 0
    return key(one.factors[end]) == key(other.factors[end])


def _bracketed(group: list[Product], last: bool, facts: Facts) -> Product:
    """One product with a bracket for what is not shared; a number common to all stands in front."""
    shared = group[0].factors[-1] if last else group[0].factors[0]
    scalar, inside = common_scalar(group)
    rest = [replace(p, factors=p.factors[:-1] if last else p.factors[1:]) for p in inside]
    shape = shape_of(rest[0].factors)
    inner = factored(rewritten_sum(rest, facts) or rest, facts)
    if len(inner) == 1:
        scalar = multiplied(scalar, inner[0].scalar)
        middle = inner[0].factors or (nodes.Ones(shape),)  # a number in a sum of arrays is in every entry
    else:
        middle = (array_of(inner, shape),)
    return Product(scalar, (*middle, shared) if last else (shared, *middle))
