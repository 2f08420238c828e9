"""Multiples by scalars, and elementwise products and quotients of arrays."""

from __future__ import annotations

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.logistic import logistic
from mcdocs.calculus.matrix.product import Facts, Product, chain, over, times
from mcdocs.calculus.matrix.products import products_of, reads, simple, single
from mcdocs.calculus.matrix.rewrites import rewrites_sum
from mcdocs.calculus.matrix.writing import array_of
from mcdocs.calculus.scalar.length import cost
from mcdocs.calculus.scalar.rewrites import rewritten
from mcdocs.calculus.scalar.term import UNIT, Powers, Term, inverted
from mcdocs.calculus.scalar.terms import multiplied, term_of
from mcdocs.calculus.scalar.tidy import tidy
from mcdocs.calculus.scalar.writing import one_formula
from mcdocs.language import nodes
from mcdocs.language.nodes import ONE, Node


@reads(nodes.Mul)
def _product(node: nodes.Mul, facts: Facts) -> list[Product]:
    if () not in (node.left.shape, node.right.shape):
        return [_hadamard(node, facts)]
    scalar, array = (node.left, node.right) if node.left.shape == () else (node.right, node.left)
    factor = _scalar_term(scalar, facts)
    return [times(factor, product) for product in _kept(array, facts)]


@reads(nodes.Div)
def _quotient(node: nodes.Div, facts: Facts) -> list[Product]:
    if node.right.shape != ():
        return [_hadamard(node, facts)]
    divisor = _scalar_term(node.right, facts)
    return [over(product, divisor) for product in _kept(node.left, facts)]


def _kept(array: Node, facts: Facts) -> list[Product]:
    """What a scalar stands in front of: the bracket an author wrote stays one."""
    return [single(array, facts)] if isinstance(array, nodes.Add | nodes.Sub) else products_of(array, facts)


def _scalar_term(node: Node, facts: Facts) -> Term:
    return term_of(simple(node, facts))


def _hadamard(node: nodes.Mul | nodes.Div, facts: Facts) -> Product:
    """An elementwise product or quotient of arrays: numbers in front, equal factors joined, ones dropped."""
    unstacked = _unstacked(node)
    if unstacked is not None:
        return single(unstacked, facts)
    whole = UNIT
    for factor, below in _factors(node):
        product = single(factor, facts)
        scalar = product.scalar if not below else inverted(product.scalar)
        plain = all(isinstance(part, nodes.Ones) for part in product.factors)
        term = UNIT if plain else term_of(chain(product.factors))
        whole = multiplied(multiplied(whole, scalar), inverted(term) if below else term)
    whole = logistic(rewritten(whole))
    scalars = Term(whole.coefficient, _of_shape(whole.above, False), _of_shape(whole.below, False))
    arrays = Term(1, _of_shape(whole.above, True), _of_shape(whole.below, True))
    if not arrays.above and not arrays.below:
        return Product(scalars, (nodes.Ones(node.shape),))
    return Product(scalars, (one_formula(arrays),))


def _unstacked(node: nodes.Mul | nodes.Div) -> Node | None:
    """vec(A) * vec(B) as vec(A * B)."""
    match node.children():
        case (nodes.Structure(arguments=(left,)) as one, nodes.Structure(arguments=(right,)) as other) if (
            one.function == other.function in ("vec", "vecrows") and left.shape == right.shape
        ):
            return nodes.Structure(one.function, (type(node)(left, right),))
        case _:
            return None


def _of_shape(powers: Powers, arrays: bool) -> Powers:
    return {key: power for key, power in powers.items() if (power[0].shape != ()) == arrays}


def _factors(node: Node) -> list[tuple[Node, bool]]:
    """The arrays multiplied entry by entry, and whether each stands below the bar."""
    if isinstance(node, nodes.Mul) and node.left.shape == node.right.shape != ():
        return [*_factors(node.left), *_factors(node.right)]
    if isinstance(node, nodes.Div) and node.right.shape != ():
        left = [] if node.left.shape == () and algebra.is_one(node.left) else _factors(node.left)
        return [*left, *((factor, not below) for factor, below in _factors(node.right))]
    return [(node if node.shape else nodes.Mul(node, ONE), False)]


@rewrites_sum("terms added entry by entry", "u*(1 - v) + u*v")
def _added_entry_by_entry(products: list[Product], facts: Facts) -> list[Product]:
    """u * (1 - v) - v * (1 - u) is u - v: elementwise terms are put together as scalars are, where that is shorter."""
    single = [product for product in products if len(product.factors) == 1 and _is_elementwise(product.factors[0])]
    if len(single) < 2 or len(single) < len(products):
        return products
    shape = single[0].factors[0].shape
    whole = array_of(single, shape)
    shorter = tidy(whole)[0]
    if shorter.shape != shape or cost(shorter) >= cost(whole):
        return products
    return products_of(shorter, facts)


def _is_elementwise(node: Node) -> bool:
    return isinstance(node, nodes.Mul | nodes.Div | nodes.Pow | nodes.Apply | nodes.Symbol | nodes.Named)
