"""Powers of a matrix: neighbours that are powers of one matrix, trivial exponents, and sums over a range."""

from __future__ import annotations

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.collecting import collected
from mcdocs.calculus.matrix.product import Facts, Product, shape_of
from mcdocs.calculus.matrix.products import products_of, reads, simple
from mcdocs.calculus.matrix.rewrites import rewrites_function, rewrites_pair
from mcdocs.calculus.matrix.writing import array_of
from mcdocs.calculus.scalar.term import UNIT, Powers, Term
from mcdocs.calculus.scalar.terms import key
from mcdocs.calculus.scalar.tidy import tidy
from mcdocs.language import nodes
from mcdocs.language.nodes import ONE, Node


@rewrites_pair("powers of one matrix", "matpow(A, 2) @ A")
def _powers_joined(left: Node, right: Node, facts: Facts) -> list[Node] | None:
    """X^a X^b is X^(a + b) where one of them is written as a power, or both as inverses."""
    if isinstance(left, nodes.Transpose) and isinstance(right, nodes.Transpose):
        found = _powers_joined(right.argument, left.argument, facts)
        return None if found is None else [algebra.transpose(found[0])]
    (base, first), (other, second) = _power(left), _power(right)
    written = [isinstance(part, nodes.Structure) and part.function == "matpow" for part in (left, right)]
    if key(base) != key(other) or len(base.shape) < 2 or not (any(written) or first == second == nodes.Neg(ONE)):
        return None
    return [_raised(base, tidy(nodes.Add(first, second))[0])]


def _power(node: Node) -> tuple[Node, Node]:
    match node:
        case nodes.Structure(function="matpow", arguments=(base, exponent)):
            return base, exponent
        case nodes.Structure(function="inv", arguments=(base,)):
            return base, nodes.Neg(ONE)
        case _:
            return node, ONE


@rewrites_function("matpow", "trivial powers of a matrix", "matpow(diag(u), 2)")
def _matrix_power(node: nodes.Structure, facts: Facts) -> Node:
    """X^1 is X and X^0 is I, diag(u)^n is diag(u**n), (X')^n is X^n', and (X^a)^b is X^(ab)."""
    base, exponent = simple(node.arguments[0], facts), tidy(node.arguments[1])[0]
    match base:
        case nodes.Structure(function="diag", arguments=(vector,)):
            return simple(nodes.Structure("diag", (algebra.power(vector, exponent),)), facts)
        case nodes.Structure(function="matpow" | "inv"):
            inner, power = _power(base)
            return _raised(inner, tidy(nodes.Mul(power, exponent))[0])
        case nodes.Eye():
            return base
        case nodes.Transpose(argument=turned):
            return simple(nodes.Transpose(_raised(turned, exponent)), facts)
    return _raised(base, exponent)


def _raised(base: Node, exponent: Node) -> Node:
    match algebra.rational(exponent):
        case 0:
            return nodes.Eye(base.shape[0])
        case 1:
            return base
        case -1:
            return nodes.Structure("inv", (base,))
        case _:
            return nodes.Structure("matpow", (base, exponent))


# ── sums over a range ────────────────────────────────────────────────────────────────────────────────────────────────


@reads(nodes.RangeSum)
def _range_sum(node: nodes.RangeSum, facts: Facts) -> list[Product]:
    """Each summand in a sum of its own, and in front or behind of it what does not count."""
    first, last = tidy(node.first)[0], tidy(node.last)[0]
    found: list[Product] = []
    for product in collected(products_of(node.body, facts), facts):
        outside, inside = _parted(product.scalar, node.counter)
        factors = list(product.factors)
        before, after = 0, len(factors)
        while before < after and not _counts(factors[before], node.counter):
            before += 1
        while before < after and not _counts(factors[after - 1], node.counter):
            after -= 1
        if before == after and inside == UNIT:
            found += products_of(nodes.Mul(_length(first, last), array_of([product], node.shape)), facts)
            continue
        if before == after:
            before, after = 0, len(factors)
        front, middle, back = factors[:before], factors[before:after], factors[after:]
        if len(shape_of(middle)) < 2:  # a chain of vectors stays whole, since a sum of numbers is no factor of it
            front, middle, back = [], factors, []
        body = array_of([Product(inside, tuple(middle))], shape_of(middle))
        whole = nodes.RangeSum(node.counter, first, last, body)
        found.append(Product(outside, (*front, whole, *back)))
    return found


def _length(first: Node, last: Node) -> Node:
    return tidy(nodes.Add(nodes.Sub(last, first), ONE))[0]


def _counts(node: Node, counter: str) -> bool:
    """Whether a formula depends on a counter."""
    return any(isinstance(part, nodes.Counter) and part.name == counter for part in nodes.walk(node, once=True))


def _parted(scalar: Term, counter: str) -> tuple[Term, Term]:
    """The scalar factors that do not depend on a counter, and those that do."""

    def those(powers: Powers, counting: bool) -> Powers:
        return {key: power for key, power in powers.items() if _counts(power[0], counter) == counting}

    outside = Term(scalar.coefficient, those(scalar.above, False), those(scalar.below, False), scalar.decimal)
    return outside, Term(UNIT.coefficient, those(scalar.above, True), those(scalar.below, True))
