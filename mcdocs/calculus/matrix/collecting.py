"""Like products of a sum collected, and products that share a factor put in one bracket."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.logistic import logistic
from mcdocs.calculus.matrix.product import Facts, Product, common_scalar, factors_of, keys_of, shape_of, shared_scalar
from mcdocs.calculus.matrix.rewrites import rewrites_sum, rewritten_sum
from mcdocs.calculus.matrix.writing import array_of
from mcdocs.calculus.scalar.length import operations
from mcdocs.calculus.scalar.rewrites import rewritten
from mcdocs.calculus.scalar.term import Powers, Term, lowered
from mcdocs.calculus.scalar.terms import key, multiplied, term_of
from mcdocs.calculus.scalar.tidy import tidy
from mcdocs.calculus.scalar.writing import formula, one_formula
from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.language.shapes import Shape


def collected(products: list[Product], facts: Facts) -> list[Product]:
    """Like products added up, at the place of the first, and the sum rewritten."""
    found: dict[Hashable, Product] = {}
    for product in products:
        scalar = logistic(rewritten(product.scalar))
        if scalar is not product.scalar:
            product = replace(product, scalar=scalar)
        signature = product.signature()
        before = found.get(signature)
        if before is not None:
            coefficient = before.scalar.coefficient + product.scalar.coefficient
            product = replace(before, scalar=replace(before.scalar, coefficient=coefficient))
        found[signature] = product
    return rewritten_sum([product for product in found.values() if product.scalar.coefficient], facts)


@rewrites_sum("sum of scalar multiples", "2*A @ B + s*A @ B")
def _scalars_added(products: list[Product], facts: Facts) -> list[Product]:
    """2 I + 2 s I is 2 (1 + s) I: products of the same arrays have their scalars added."""
    groups: dict[Hashable, list[Product]] = {}
    for product in products:
        groups.setdefault(keys_of(product.factors), []).append(product)
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
    shorter = _shared_with_scalars(products, facts)
    if shorter is not None:
        return factored(shorter, facts)
    return _entrywise_factored(_turned_and_factored(products, facts), facts)


def _shared_with_scalars(products: list[Product], facts: Facts) -> list[Product] | None:
    """W'A W/s - W'B W/s**2 is W'(A/s - B/s**2)W: a bracket with scalars in it, where that is fewer operations."""
    for last in (True, False):
        for place, product in enumerate(products):
            group = [other for other in products[place:] if _shares(product, other, last, any_scalar=True)]
            if len(group) < 2:
                continue
            merged, shape = _bracketed(group, last, facts, shared_scalar), shape_of(product.factors)
            if operations(array_of([merged], shape)) < operations(array_of(group, shape)):
                rest = [other for other in products if other not in group]
                return [*rest[:place], merged, *rest[place:]]
    return None


def gathered(products: list[Product], shape: Shape) -> list[Product]:
    """What all scalars share in front of one bracket, where that is fewer operations: 2 (S x - s x).

    A number by itself is not put around another bracket to save one operation: 2 A'(A x - b) + 2 s x stays.
    """
    if len(products) < 2 or not any(product.factors for product in products):
        return products
    front, inside = shared_scalar(products)
    whole = [Product(front, (array_of([_in_every_entry(product) for product in inside], shape),))]
    saved = operations(array_of(products, shape)) - operations(array_of(whole, shape))
    if front.above or front.below:
        return whole if saved > 0 else products
    nested = any(isinstance(factor, nodes.Add | nodes.Sub) for product in inside for factor in product.factors)
    return whole if saved > nested else products


def _in_every_entry(product: Product) -> Product:
    """A multiple of a vector of ones as a number, which in a sum of vectors is in every entry."""
    match product.factors:
        case (nodes.Ones() as ones,) if len(ones.shape) == 1 and product.scalar.above:
            return replace(product, factors=())
        case _:
            return product


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
            if len(group) < 2 or not any(isinstance(other.factors[0], nodes.Mul) for other in group):
                continue
            shape = base.shape
            front, inside = common_scalar(group)
            inner = array_of(factored([_without_entry_factor(other, shared) for other in inside], facts), shape)
            merged = Product(front, (algebra.times(base, inner),))
            rest = [other for other in products if other not in group]
            return _entrywise_factored([*rest[:place], merged, *rest[place:]], facts)
    return products


def _entry_factors(product: Product) -> Powers:
    """The arrays of a Hadamard product, those below the bar left out; a multiple of a vector is one with ones."""
    match product.factors:
        case (nodes.Mul() as whole,):
            above = term_of(whole).above
            return above if len(above) > 1 and all(base.shape for base, _ in above.values()) else {}
        case (vector,) if len(vector.shape) == 1 and not isinstance(vector, nodes.Ones):
            return {key(vector): (vector, 1)}
        case _:
            return {}


def _without_entry_factor(product: Product, shared: Hashable) -> Product:
    if key(product.factors[0]) == shared:
        return replace(product, factors=())
    whole = term_of(product.factors[0])
    rest = replace(whole, above=lowered(whole.above, shared, 1))
    return replace(product, factors=factors_of(one_formula(rest)))


def _shares(one: Product, other: Product, last: bool, any_scalar: bool = False) -> bool:
    lengths = sorted((len(one.factors), len(other.factors)))
    if any_scalar:
        if lengths[0] == 0 or (lengths[0] == 1 and not _is_bracket(one if len(one.factors) == 1 else other)):
            return False
    elif lengths[0] < 2 or one.scalar.signature() != other.scalar.signature():
        return False
    end = -1 if last else 0
    return key(one.factors[end]) == key(other.factors[end])


def _is_bracket(product: Product) -> bool:
    return isinstance(product.factors[0], nodes.Add | nodes.Sub)


def _bracketed(
    group: list[Product], last: bool, facts: Facts, common: Callable[..., tuple[Term, list[Product]]] = common_scalar
) -> Product:
    """One product with a bracket for what is not shared; the scalar common to all stands in front."""
    shared = group[0].factors[-1] if last else group[0].factors[0]
    scalar, inside = common(group)
    identity = nodes.Eye(shared.shape[0 if last else -1])
    rest = [replace(p, factors=(p.factors[:-1] if last else p.factors[1:]) or (identity,)) for p in inside]
    shape = shape_of(rest[0].factors)
    inner = _plain_first(factored(rewritten_sum(rest, facts) or rest, facts))
    if len(inner) == 1:
        scalar = multiplied(scalar, inner[0].scalar)
        middle = inner[0].factors or (nodes.Ones(shape),)  # a number in a sum of arrays is in every entry
    else:
        middle = (array_of(inner, shape),)
    return Product(scalar, (*middle, shared) if last else (shared, *middle))


def common_factor_last(products: list[Product], facts: Facts) -> Product:
    """Products that end with the same factor, as one with a bracket in front of it."""
    return _bracketed(products, True, facts)


def _plain_first(products: list[Product]) -> list[Product]:
    """A + A' rather than A' + A."""
    match [product.factors for product in products]:
        case [(nodes.Transpose(argument=turned),), (plain,)] if turned == plain:
            return products[::-1]
        case _:
            return products
