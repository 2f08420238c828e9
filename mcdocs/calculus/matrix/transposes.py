"""Transposes pushed to single factors, and what is its own transpose."""

from __future__ import annotations

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.collecting import collected, factored
from mcdocs.calculus.matrix.product import Facts, Product, are_same, common_scalar, shape_of, times
from mcdocs.calculus.matrix.products import joined, products_of, reads, simple, transposes
from mcdocs.calculus.matrix.rewrites import rewrites_sum
from mcdocs.calculus.matrix.writing import array_of
from mcdocs.calculus.scalar.length import cost
from mcdocs.calculus.scalar.term import UNIT
from mcdocs.language import nodes, shapes
from mcdocs.language.nodes import Node

SYMMETRIC = ("symmetric", "spd", "diagonal")


def transposed(node: Node, facts: Facts = frozenset()) -> Node:
    """The transpose in normal form: of each term of a sum, unless it is a sum of single vectors."""
    if node.shape == ():
        return node
    found = collected(products_of(node, facts), facts)
    turned = [_reversed(product, facts) for product in found]
    opened = array_of(factored(collected(turned, facts), facts), shapes.transpose_shape(node.shape))
    if len(found) < 2:
        return opened
    if len(node.shape) == 2 and 1 not in node.shape:
        bracket = simple(nodes.Transpose(node), facts) if any(map(_is_turned_hadamard, turned)) else opened
        return bracket if transposes(bracket) < transposes(opened) else opened
    if len({product.scalar.signature() for product in found}) > 1:
        return opened
    bracket = simple(nodes.Transpose(node), facts)
    has_chain = any(len(product.factors) > 1 for product in found)
    return opened if transposes(opened) <= transposes(bracket) + 1 and has_chain else bracket


MANY = 4  # transposes, from which on one around a bracket is easier to read


def with_one_transpose(node: Node, facts: Facts) -> Node:
    """A matrix all of whose factors are transposed as the transpose of a bracket: (X B + B X)' for B'X' + X'B'."""
    if len(node.shape) != 2 or 1 in node.shape or transposes(node) < MANY:
        return node
    front, inside = common_scalar(products_of(node, facts))
    turned = array_of([_reversed(product, facts) for product in inside], shapes.transpose_shape(node.shape))
    if transposes(turned):
        return node
    return array_of([Product(front, (nodes.Transpose(turned),))], node.shape)


def _is_turned_hadamard(product: Product) -> bool:
    match product.factors:
        case (nodes.Transpose(argument=nodes.Mul() | nodes.Div()),):
            return True
        case _:
            return False


@reads(nodes.Transpose)
def _transpose(node: nodes.Transpose, facts: Facts) -> list[Product]:
    """The transpose of a sum of products; a bracket keeps its T unless it is symmetric."""
    argument = node.argument
    found = collected(products_of(argument, facts), facts)
    turned = [_reversed(product, facts) for product in found]
    if len(found) < 2:
        return turned
    if len(argument.shape) == 2 and are_same(found, turned):
        return found
    front, inside = common_scalar(found)
    whole = factored(inside, facts)
    if len(whole) == 1:
        return [times(front, _reversed(whole[0], facts))]
    return [Product(front, (nodes.Transpose(array_of(whole, argument.shape)),))]


def _reversed(product: Product, facts: Facts) -> Product:
    """(A B ...)' is ... B' A'."""
    turned = tuple(_flipped(factor, facts) for factor in product.factors[::-1])
    return joined(Product(product.scalar), Product(UNIT, turned), facts)


def _flipped(node: Node, facts: Facts) -> Node:
    """The transpose of one factor."""
    match node:
        case nodes.Transpose():
            return node.argument
        case nodes.Eye():
            return node
        case nodes.Ones() | nodes.Zeros():
            return algebra.transpose(node)
        case nodes.RangeSum():
            body = transposed(node.body, facts)
            return nodes.RangeSum(node.counter, node.first, node.last, body)
        case nodes.Commutation():
            return nodes.Commutation(node.columns, node.rows)
        case nodes.Structure(function="diag"):
            return node
        case nodes.Structure(function="inv" | "matpow"):
            return node if is_symmetric(node, facts) else nodes.Transpose(node)
        case nodes.Structure(function="kron", arguments=(left, right)):
            return nodes.Structure("kron", (transposed(left, facts), transposed(right, facts)))
        case nodes.Symbol() if is_symmetric(node, facts):
            return node
        case nodes.Add() | nodes.Sub() if len(node.shape) == 2:
            return _flipped_sum(node, facts)
        case _:
            return nodes.Transpose(node)


def _flipped_sum(node: nodes.Add | nodes.Sub, facts: Facts) -> Node:
    """A bracket keeps its T unless it is symmetric, or its terms have more transposes than their transposes."""
    found = products_of(node, facts)
    turned = [_reversed(part, facts) for part in found]
    if are_same(found, turned):
        return node
    opened = array_of(turned, shapes.transpose_shape(node.shape))
    has_identity = any(isinstance(factor, nodes.Eye) for part in found for factor in part.factors)
    most = transposes(node) + (1 if has_identity else -1)  # I + W'D rather than (I + D W)'
    return opened if transposes(opened) <= most else nodes.Transpose(node)


def is_symmetric(node: Node, facts: Facts) -> bool:
    """Whether a matrix is its own transpose: by assumption, or as X.T @ X and sums such as A + A.T are."""
    if isinstance(node, nodes.Symbol):
        return any((node.name, fact) in facts for fact in SYMMETRIC)
    if isinstance(node, nodes.Structure) and node.function in ("inv", "matpow"):
        return is_symmetric(node.arguments[0], facts)
    if not isinstance(node, nodes.MatMul | nodes.Add | nodes.Sub | nodes.Mul) or node.shape[0] != node.shape[-1]:
        return False
    found = collected(products_of(node, facts), facts)
    return are_same(found, [_reversed(part, facts) for part in found])


@rewrites_sum("brackets opened in a sum", "(A - B) + (A - B).T + (B + B.T)")
def _brackets_opened(products: list[Product], facts: Facts) -> list[Product]:
    """(A - B) + (A - B)' is 2 A - B - B' for a symmetric A: terms of brackets are collected, where that is shorter."""
    brackets = [product for product in products if len(product.factors) == 1 and _is_bracket(product.factors[0])]
    if not brackets or len(products) < 2:
        return products
    opened: list[Product] = []
    for product in products:
        if product in brackets:
            (factor,) = product.factors
            turned = isinstance(factor, nodes.Transpose)
            inner = products_of(factor.argument if isinstance(factor, nodes.Transpose) else factor, facts)
            inner = [_reversed(part, facts) for part in inner] if turned else inner
            opened += [times(product.scalar, part) for part in inner]
        else:
            opened.append(product)
    found = collected(opened, facts)
    shape = shape_of(products[0].factors)
    return found if cost(array_of(found, shape)) < cost(array_of(products, shape)) else products


def _is_bracket(node: Node) -> bool:
    plain = node.argument if isinstance(node, nodes.Transpose) else node
    return isinstance(plain, nodes.Add | nodes.Sub)
