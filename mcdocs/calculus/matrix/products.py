"""Array formulas as sums of products: a table of what reads each kind of formula, and the normal form.

What an author wrote in brackets stays a bracket. Transposes are pushed to single factors, identities and inverse pairs
go, scalars that arise within a chain (x.T @ A @ x) are moved to the front.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.centring import is_centred
from mcdocs.calculus.matrix.collecting import collected, factored, gathered
from mcdocs.calculus.matrix.distributions import is_distribution
from mcdocs.calculus.matrix.logistic import has_arrays
from mcdocs.calculus.matrix.product import Facts, Product, chain, common_scalar, negated, shape_of, times
from mcdocs.calculus.matrix.rewrites import joined_pair, rewritten
from mcdocs.calculus.matrix.writing import array_of
from mcdocs.calculus.rationals import magnitude
from mcdocs.calculus.scalar.length import cost
from mcdocs.calculus.scalar.term import UNIT, Term
from mcdocs.calculus.scalar.terms import multiplied, term_of
from mcdocs.calculus.scalar.tidy import tidy
from mcdocs.language import nodes, shapes
from mcdocs.language.nodes import Node

Read = Callable[[Any, Facts], list[Product]]

READERS: dict[type[Node], Read] = {}


def reads(*kinds: type[Node]) -> Callable[[Read], Read]:
    """Enter a function as what reads some kinds of array formulas as sums of products."""

    def enter(function: Read) -> Read:
        READERS.update(dict.fromkeys(kinds, function))
        return function

    return enter


def products_of(node: Node, facts: Facts = frozenset()) -> list[Product]:
    """The sum of products a formula is; a kind that nothing reads is a factor by itself."""
    if node.shape == () and not isinstance(node, nodes.Add | nodes.Sub | nodes.Neg):
        return [_scalar_product(node, facts)]
    return READERS.get(type(node), _factor)(node, facts)


def _scalar_product(node: Node, facts: Facts) -> Product:
    """A scalar formula whose array parts are brought in order first."""
    if isinstance(node, nodes.MatMul):
        return joined(single(node.left, facts), single(node.right, facts), facts)
    return Product(term_of(_inner_simple(node, facts)))


def _factor(node: Node, facts: Facts) -> list[Product]:
    return [Product(UNIT, (rewritten(node, facts),))]


@lru_cache(maxsize=20_000)  # the brackets of a long product are read at every stage of it
def single(node: Node, facts: Facts) -> Product:
    """A formula as one product; a sum becomes a bracket, with a common factor in front of it."""
    found = collected(products_of(node, facts), facts)
    if len(found) == 1 and (found[0].factors or not node.shape):
        return found[0]
    if len(found) == 1:
        return replace(found[0], factors=(nodes.Ones(node.shape),))  # a number in a sum of arrays is in every entry
    if not found:
        return Product(Term(0), (nodes.Zeros(node.shape),) if node.shape else ())
    if node.shape == ():
        return Product(term_of(array_of(found, ())))
    front, inside = common_scalar(found)
    return Product(front, (array_of(factored(inside, facts), node.shape),))


def simple(node: Node, facts: Facts = frozenset()) -> Node:
    """The formula in normal form, products that share a factor in one bracket."""
    if not has_arrays(node):
        return tidy(node)[0]
    if node.shape == ():
        if isinstance(node, nodes.Add | nodes.Sub | nodes.Neg | nodes.MatMul):
            return array_of(collected(products_of(node, facts), facts), ())
        return tidy(_inner_simple(node, facts))[0]
    found = factored(collected(products_of(node, facts), facts), facts)
    signatures = {product.scalar.signature() for product in found}
    shared = found[0].scalar.above or found[0].scalar.below if found else None
    alike = len({magnitude(product.scalar.coefficient) for product in found}) == 1 and found[0].scalar.coefficient != 1
    if len(found) > 1 and len(signatures) == 1 and (shared or alike) and all(p.factors for p in found):
        front, inside = common_scalar(found)
        found = [Product(front, (array_of(inside, node.shape),))]
    return array_of(gathered(found, node.shape), node.shape)


def _inner_simple(node: Node, facts: Facts) -> Node:
    if isinstance(node, nodes.Structure):
        return rewritten(node, facts)
    if isinstance(node, nodes.Named | nodes.Differential) or not node.children() or not has_arrays(node):
        return node
    return nodes.rebuilt(node, tuple(simple(child, facts) for child in node.children()))


# ── readers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@reads(nodes.Zeros)
def _nothing(node: nodes.Zeros, facts: Facts) -> list[Product]:
    return []


@reads(nodes.Add)
def _sum(node: nodes.Add, facts: Facts) -> list[Product]:
    right = products_of(node.right, facts)
    return [*products_of(node.left, facts), *right]


@reads(nodes.Sub)
def _difference(node: nodes.Sub, facts: Facts) -> list[Product]:
    right = products_of(node.right, facts)
    return [*products_of(node.left, facts), *map(negated, right)]


@reads(nodes.Neg)
def _negative(node: nodes.Neg, facts: Facts) -> list[Product]:
    return [negated(product) for product in products_of(node.argument, facts)]


@reads(nodes.MatMul)
def _matrix_product(node: nodes.MatMul, facts: Facts) -> list[Product]:
    return [joined(single(node.left, facts), single(node.right, facts), facts)]


@reads(nodes.Structure)
def _function(node: nodes.Structure, facts: Facts) -> list[Product]:
    """A linear function has the scalars of its argument in front: diag(2 x) is 2 diag(x)."""
    if node.function == "kron":
        return [_kronecker(node, facts)]
    inner = rewritten(node, facts)
    if not isinstance(inner, nodes.Structure):
        return products_of(inner, facts)
    if node.function not in ("diag", "vec", "vecrows", "diagvec"):
        return [Product(UNIT, (inner,))]
    if inner.function != node.function:
        return products_of(inner, facts)
    (argument,) = inner.arguments
    found = products_of(argument, facts)
    if len(found) != 1 or not found[0].factors or found[0].scalar == UNIT:
        return [Product(UNIT, (inner,))]
    body = array_of([replace(found[0], scalar=UNIT)], argument.shape)
    return [times(found[0].scalar, part) for part in products_of(nodes.Structure(inner.function, (body,)), facts)]


def _kronecker(node: nodes.Structure, facts: Facts) -> Product:
    """A Kronecker product has the scalars of both its factors in front."""
    parts = [single(argument, facts) for argument in node.arguments]
    scalar = multiplied(parts[0].scalar, parts[1].scalar)
    if not scalar.coefficient:
        return Product(scalar, (nodes.Zeros(node.shape),))
    plain = [array_of([replace(part, scalar=UNIT)], of.shape) for part, of in zip(parts, node.arguments, strict=True)]
    return Product(scalar, (nodes.Structure("kron", tuple(plain)),))


# ── chains ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def joined(left: Product, right: Product, facts: Facts) -> Product:
    """The product of two products, brought in order."""
    scalar = multiplied(left.scalar, right.scalar)
    if not scalar.coefficient:
        shape = shapes.product_shape(shape_of(left.factors), shape_of(right.factors))
        return Product(scalar, (nodes.Zeros(shape),) if shape else ())
    factors = _pairs_joined([*left.factors, *right.factors], facts)
    if any(isinstance(factor, nodes.Zeros) for factor in factors):
        return Product(Term(0), tuple(factors))
    inner, factors = _scalars_taken_out(factors, facts)
    for found in inner:
        scalar = multiplied(scalar, term_of(found))
    return Product(scalar, tuple(factors))


def _pairs_joined(factors: list[Node], facts: Facts) -> list[Node]:
    """Neighbours rewritten as long as a rewrite of the table applies: identities and inverse pairs go."""
    changed = True
    while changed:
        changed = False
        for place, (left, right) in enumerate(itertools.pairwise(factors)):
            found = joined_pair(left, right, facts)
            if found is not None:
                factors, changed = [*factors[:place], *found, *factors[place + 2 :]], True
                break
    return factors


def _scalars_taken_out(factors: list[Node], facts: Facts) -> tuple[list[Node], list[Node]]:
    """Each run of factors from a row to a column multiplies to a scalar; the shortest runs go first."""
    found: list[Node] = []
    while True:
        run = _scalar_run(factors)
        if run is None:
            return found, factors
        start, end = run
        found.append(_inner_product(factors[start:end], facts))
        factors = factors[:start] + factors[end:]


def _scalar_run(factors: list[Node]) -> tuple[int, int] | None:
    for end in range(1, len(factors) + 1):
        for start in range(end - 1, -1, -1):
            run = factors[start:end]
            row = len(run[0].shape) == 2 and run[0].shape[0] == 1
            column = len(run[-1].shape) == 1 or run[-1].shape[1] == 1
            if row and column and len(run) > 1:
                return start, end
    return None


def _inner_product(factors: list[Node], facts: Facts) -> Node:
    """A row times ... times a column; p.T @ (y/p) is the sum of y, where entries cancel.

    A scalar is its transpose: b' A' a is a' A b.
    """
    match factors:
        case [nodes.Ones(), nodes.Ones() as right]:
            return nodes.extent(right.shape[0])
        case [nodes.Ones(), vector] | [nodes.Transpose(argument=vector), nodes.Ones()] if is_distribution(
            vector, facts
        ):
            return nodes.ONE
        case [nodes.Ones(), vector] | [nodes.Transpose(argument=vector), nodes.Ones()] if is_centred(vector):
            return nodes.ZERO
        case [nodes.Transpose(argument=left), nodes.Mul() | nodes.Div() as right] if left.shape == right.shape:
            entries = simple(nodes.Mul(left, right), facts)
            if cost(entries) < cost(right):
                return simple(nodes.MatMul(nodes.Ones((1, *left.shape)), entries), facts)
    turned = [algebra.transpose(factor) for factor in reversed(factors)]
    return chain(turned if sum(map(transposes, turned)) < sum(map(transposes, factors)) else factors)


@lru_cache(maxsize=100_000)
def transposes(node: Node) -> int:
    """How many transposes a formula has."""
    return isinstance(node, nodes.Transpose) + sum(map(transposes, node.children()))
