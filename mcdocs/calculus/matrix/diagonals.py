"""Rewrites of diagonal matrices: their products, sums and inverses, and the diagonal of a matrix as a vector."""

from __future__ import annotations

from dataclasses import replace

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.product import Facts, Product, chain
from mcdocs.calculus.matrix.products import products_of, simple
from mcdocs.calculus.matrix.rewrites import rewrites_function, rewrites_pair, rewrites_sum, rewritten
from mcdocs.calculus.matrix.writing import array_of
from mcdocs.calculus.scalar.term import UNIT
from mcdocs.calculus.scalar.writing import one_formula
from mcdocs.language import nodes
from mcdocs.language.nodes import ONE, Node


@rewrites_pair("diagonal matrix times a vector", "diag(u) @ v")
def _times_vector(left: Node, right: Node, facts: Facts) -> list[Node] | None:
    """diag(u) v is u * v."""
    if not _is_diagonal(left) or len(right.shape) != 1:
        return None
    return [simple(nodes.Mul(left.children()[0], right), facts)]


@rewrites_pair("product of diagonal matrices", "diag(u) @ diag(v)")
def _times_diagonal(left: Node, right: Node, facts: Facts) -> list[Node] | None:
    """diag(u) diag(v) is diag(u * v)."""
    if not _is_diagonal(left) or not _is_diagonal(right):
        return None
    inner = simple(nodes.Mul(left.children()[0], right.children()[0]), facts)
    return [rewritten(nodes.Structure("diag", (inner,)), facts)]


@rewrites_sum("sum of diagonal matrices", "diag(u) + A + s*diag(v)")
def _diagonals_joined(products: list[Product], facts: Facts) -> list[Product]:
    """diag(u) + diag(v) is diag(u + v)."""
    diagonal = [p for p in products if len(p.factors) == 1 and _is_diagonal(p.factors[0])]
    if len(diagonal) < 2:
        return products
    vectors = [replace(p, factors=(p.factors[0].children()[0],)) for p in diagonal]
    shape = vectors[0].factors[0].shape
    inner = simple(array_of(vectors, shape), facts)
    place = products.index(diagonal[0])
    rest = [product for product in products if product not in diagonal]
    merged = products_of(nodes.Structure("diag", (inner,)), facts)
    return [*rest[:place], *merged, *rest[place:]]


def _is_diagonal(node: Node) -> bool:
    return isinstance(node, nodes.Structure) and node.function == "diag"


@rewrites_function("diag", "diagonal matrix of ones", "diag(u/u)")
def _diagonal_matrix(node: nodes.Structure, facts: Facts) -> Node:
    inner = simple(node.arguments[0], facts)
    return nodes.Eye(node.shape[0]) if isinstance(inner, nodes.Ones) else nodes.Structure("diag", (inner,))


@rewrites_function("diagvec", "diagonal of an outer product", "diagvec(u @ v.T)")
def _diagonal(node: nodes.Structure, facts: Facts) -> Node:
    """The diagonal of u v' is u * v, of diag(u) it is u, of I ones, of A' that of A, of A diag(u) that times u.

    That of A diag(u) B is (A * B') u (Magnus and Neudecker, section 3.6).
    """
    match simple(node.arguments[0], facts):
        case nodes.Eye():
            return nodes.Ones(node.shape)
        case nodes.MatMul(left=left, right=right) if len(left.shape) == 1:
            return simple(nodes.Mul(left, nodes.Transpose(right)), facts)
        case nodes.Structure(function="diag", arguments=(vector,)):
            return vector
        case nodes.Transpose(argument=turned):
            return nodes.Structure("diagvec", (turned,))
        case nodes.MatMul(
            left=nodes.MatMul(left=left, right=nodes.Structure(function="diag", arguments=(vector,))), right=right
        ) if len(left.shape) == len(right.shape) == 2:
            return simple(nodes.MatMul(nodes.Mul(left, algebra.transpose(right)), vector), facts)
        case nodes.MatMul(left=left, right=nodes.Structure(function="diag", arguments=(vector,))):
            return simple(nodes.Mul(_diagvec(left, facts), vector), facts)
        case nodes.MatMul(left=nodes.Structure(function="diag", arguments=(vector,)), right=right):
            return simple(nodes.Mul(vector, _diagvec(right, facts)), facts)
        case inner:
            return _entry_by_entry(inner, facts) or nodes.Structure("diagvec", (inner,))


def _entry_by_entry(node: Node, facts: Facts) -> Node | None:
    """The diagonal of f(M) is f of the diagonal of M, if that is said without a diagonal."""
    if not isinstance(node, nodes.Add | nodes.Sub | nodes.Mul | nodes.Div | nodes.Pow | nodes.Apply | nodes.Neg):
        return None
    diagonals = (nodes.Structure("diagvec", (part,)) if part.shape else part for part in node.children())
    found = simple(nodes.rebuilt(node, tuple(simple(part, facts) for part in diagonals)), facts)
    return (
        None
        if any(
            isinstance(part, nodes.Structure) and part.function == "diagvec" for part in nodes.walk(found, once=True)
        )
        else found
    )


def _diagvec(node: Node, facts: Facts) -> Node:
    return rewritten(nodes.Structure("diagvec", (node,)), facts)


def is_square(node: Node) -> bool:
    """Whether a formula is a matrix with as many rows as columns."""
    return len(node.shape) == 2 and node.shape[0] == node.shape[1]


@rewrites_function("inv", "inverse of a diagonal matrix", "inv(kron(diag(u), B))")
def _inverse(node: nodes.Structure, facts: Facts) -> Node:
    """diag(u)^-1 is diag(1/u), (X^n)^-1 is X^-n, (A')^-1 is A^-1', (A (x) B)^-1 is A^-1 (x) B^-1.

    (s A)^-1 is A^-1 / s.
    """
    if isinstance(node.arguments[0], nodes.Transpose):
        return simple(nodes.Transpose(nodes.Structure("inv", node.arguments[0].children())), facts)
    match simple(node.arguments[0], facts):
        case nodes.Transpose(argument=turned):
            return simple(nodes.Transpose(nodes.Structure("inv", (turned,))), facts)
        case nodes.Structure(function="diag", arguments=(vector,)):
            return simple(nodes.Structure("diag", (nodes.Div(ONE, vector),)), facts)
        case nodes.Structure(function="matpow", arguments=(base, exponent)):
            return simple(nodes.Structure("matpow", (base, nodes.Neg(exponent))), facts)
        case nodes.Structure(function="kron", arguments=(left, right)) if is_square(left) and is_square(right):
            first, second = (simple(nodes.Structure("inv", (part,)), facts) for part in (left, right))
            return simple(nodes.Structure("kron", (first, second)), facts)
        case inner:
            return _inverse_of_multiple(products_of(inner, facts)) or node


def _inverse_of_multiple(found: list[Product]) -> Node | None:
    if len(found) != 1 or found[0].scalar == UNIT or not found[0].factors:
        return None
    body = chain(found[0].factors)
    plain = body if isinstance(body, nodes.Eye) else nodes.Structure("inv", (body,))
    return algebra.over(plain, one_formula(found[0].scalar))
