"""Array formulas as sums of products: a scalar term times a chain of factors joined by @.

What an author wrote in brackets stays a bracket. Transposes are pushed to single factors, identities and inverse pairs
go, scalars that arise within a chain (x.T @ A @ x) are moved to the front.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd

from mcdocs.calculus import algebra, terms
from mcdocs.calculus.terms import Term, multiplied
from mcdocs.calculus.tidy import cost, tidy
from mcdocs.language import nodes, shapes
from mcdocs.language.nodes import ONE, Node

Facts = frozenset[tuple[str, str]]
UNIT = Term(Fraction(1))


@dataclass(frozen=True)
class Product:
    """scalar * factors[0] @ factors[1] @ ...; without factors it is a scalar."""

    scalar: Term
    factors: tuple[Node, ...] = ()

    def signature(self) -> Hashable:
        """Equal for products that differ only in a rational factor."""
        return self.scalar.signature(), tuple(map(terms.key, self.factors))


def products_of(node: Node, facts: Facts = frozenset()) -> list[Product]:
    """The sum of products a formula is."""
    if node.shape == () and not isinstance(node, nodes.Add | nodes.Sub | nodes.Neg):
        return [_scalar_product(node, facts)]
    match node:
        case nodes.Zeros():
            return []
        case nodes.Add() | nodes.Sub():
            right = products_of(node.right, facts)
            if isinstance(node, nodes.Sub):
                right = [_negated(product) for product in right]
            return [*products_of(node.left, facts), *right]
        case nodes.Neg():
            return [_negated(product) for product in products_of(node.argument, facts)]
        case nodes.Mul(left=left, right=right) if () in (left.shape, right.shape):
            scalar, array = (left, right) if left.shape == () else (right, left)
            factor = _scalar_term(scalar, facts)
            return [replace(p, scalar=multiplied(factor, p.scalar)) for p in _kept(array, facts)]
        case nodes.Div(left=left, right=right) if right.shape == ():
            factor = terms.inverted(_scalar_term(right, facts))
            if left.shape == ():
                return [Product(multiplied(_scalar_term(left, facts), factor))]
            return [replace(p, scalar=multiplied(p.scalar, factor)) for p in _kept(left, facts)]
        case nodes.Mul() | nodes.Div():
            return [_hadamard(node, facts)]
        case nodes.MatMul():
            return [_joined(_single(node.left, facts), _single(node.right, facts), facts)]
        case nodes.Transpose():
            return _transposed(node.argument, facts)
        case nodes.Structure(function="diag" | "vec" | "vecrows" | "diagvec"):
            inner = rewritten(node, facts)
            if not isinstance(inner, nodes.Structure) or inner.function != node.function:
                return products_of(inner, facts)
            return _scalar_in_front(inner, facts)
        case _:
            return [Product(UNIT, (rewritten(node, facts),))]


def _kept(array: Node, facts: Facts) -> list[Product]:
    """What a scalar stands in front of: the bracket an author wrote stays one."""
    return [_single(array, facts)] if isinstance(array, nodes.Add | nodes.Sub) else products_of(array, facts)


def _scalar_in_front(node: nodes.Structure, facts: Facts) -> list[Product]:
    """A linear function of a product: diag(2 x) is 2 diag(x)."""
    (argument,) = node.arguments
    found = products_of(argument, facts)
    if len(found) != 1 or not found[0].factors:
        return [Product(UNIT, (node,))]
    inner = array_of([replace(found[0], scalar=UNIT)], argument.shape)
    return [Product(found[0].scalar, (nodes.Structure(node.function, (inner,), node.axis),))]


def _negated(product: Product) -> Product:
    return replace(product, scalar=replace(product.scalar, coefficient=-product.scalar.coefficient))


def _single(node: Node, facts: Facts) -> Product:
    """A formula as one product; a sum becomes a bracket, with a common factor in front of it."""
    found = collected(products_of(node, facts), facts)
    if len(found) == 1:
        return found[0]
    if not found:
        return Product(Term(Fraction(0)), (nodes.Zeros(node.shape),) if node.shape else ())
    if node.shape == ():
        return Product(terms.term_of(array_of(found, ())))
    front, inside = _common_scalar(found)
    return Product(front, (array_of(factored(inside, facts), node.shape),))


def _common_scalar(products: list[Product]) -> tuple[Term, list[Product]]:
    """The scalar all products share, sign and integer content included, and the products without it."""
    signatures = {product.scalar.signature() for product in products}
    coefficients = [product.scalar.coefficient for product in products]
    content = Fraction(1)
    if all(c.denominator == 1 for c in coefficients):
        content = Fraction(gcd(*(c.numerator for c in coefficients)))
    elif len({abs(c) for c in coefficients}) == 1:
        content = abs(coefficients[0])
    if all(c < 0 for c in coefficients):
        content = -content
    front = Term(content)
    if len(signatures) == 1 and all(product.factors for product in products):
        front = replace(products[0].scalar, coefficient=content)
    return front, [replace(p, scalar=multiplied(p.scalar, terms.inverted(front))) for p in products]


def _scalar_term(node: Node, facts: Facts) -> Term:
    return terms.term_of(simple(node, facts))


def _scalar_product(node: Node, facts: Facts) -> Product:
    """A scalar formula whose array parts are brought in order first."""
    if isinstance(node, nodes.MatMul):
        return _joined(_single(node.left, facts), _single(node.right, facts), facts)
    return Product(terms.term_of(_inner_simple(node, facts)))


def simple(node: Node, facts: Facts = frozenset()) -> Node:
    """The formula in normal form, products that share a factor in one bracket."""
    if not _has_arrays(node):
        return tidy(node)[0]
    if node.shape == ():
        if isinstance(node, nodes.Add | nodes.Sub | nodes.Neg | nodes.MatMul):
            return array_of(collected(products_of(node, facts), facts), ())
        return tidy(_inner_simple(node, facts))[0]
    found = factored(collected(products_of(node, facts), facts), facts)
    signatures = {product.scalar.signature() for product in found}
    shared = found[0].scalar.above or found[0].scalar.below if found else None
    alike = len({abs(product.scalar.coefficient) for product in found}) == 1 and found[0].scalar.coefficient != 1
    if len(found) > 1 and len(signatures) == 1 and (shared or alike) and all(p.factors for p in found):
        front, inside = _common_scalar(found)
        found = [Product(front, (array_of(inside, node.shape),))]
    return array_of(found, node.shape)


def _inner_simple(node: Node, facts: Facts) -> Node:
    if isinstance(node, nodes.Structure):
        return rewritten(node, facts)
    if isinstance(node, nodes.Named | nodes.Differential) or not node.children() or not _has_arrays(node):
        return node
    return nodes.rebuilt(node, tuple(simple(child, facts) for child in node.children()))


def _has_arrays(node: Node) -> bool:
    return node.shape != () or any(_has_arrays(child) for child in node.children())


def transposed(node: Node, facts: Facts = frozenset()) -> Node:
    """The transpose in normal form: of each term of a sum, unless it is a sum of single vectors."""
    if node.shape == ():
        return node
    found = collected(products_of(node, facts), facts)
    turned = [part for product in found for part in _transposed_product(product, facts)]
    opened = array_of(factored(collected(turned, facts), facts), shapes.transpose_shape(node.shape))
    if len(found) < 2 or (len(node.shape) == 2 and 1 not in node.shape):
        return opened
    if len({product.scalar.signature() for product in found}) > 1:
        return opened
    bracket = simple(nodes.Transpose(node), facts)
    return opened if _transposes(opened) <= _transposes(bracket) + 1 and _has_chain(found) else bracket


def _transposes(node: Node) -> int:
    return sum(isinstance(part, nodes.Transpose) for part in nodes.walk(node))


def _has_chain(products: list[Product]) -> bool:
    return any(len(product.factors) > 1 for product in products)


# ── factors ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _joined(left: Product, right: Product, facts: Facts) -> Product:
    """The product of two products, brought in order."""
    scalar = multiplied(left.scalar, right.scalar)
    if not scalar.coefficient:
        shape = shapes.product_shape(_shape(left.factors), _shape(right.factors))
        return Product(scalar, (nodes.Zeros(shape),) if shape else ())
    factors = _without_trivial([*left.factors, *right.factors], facts)
    inner, factors = _scalars_taken_out(factors, facts)
    for found in inner:
        scalar = multiplied(scalar, terms.term_of(found))
    return Product(scalar, tuple(factors))


def _shape(factors: tuple[Node, ...] | list[Node]) -> shapes.Shape:
    shape: shapes.Shape = ()
    for factor in factors:
        shape = shapes.product_shape(shape, factor.shape)
    return shape


def _without_trivial(factors: list[Node], facts: Facts) -> list[Node]:
    """Identities and X^{-1} X removed, diag(v) w written as v * w."""
    changed = True
    while changed:
        changed = False
        for place, (left, right) in enumerate(itertools.pairwise(factors)):
            joined = _pair(left, right, facts)
            if joined is not None:
                factors, changed = [*factors[:place], *joined, *factors[place + 2 :]], True
                break
    return factors


def _pair(left: Node, right: Node, facts: Facts) -> list[Node] | None:
    if isinstance(left, nodes.Eye):
        return [right]
    if isinstance(right, nodes.Eye):
        return [left]
    if _are_inverse(left, right, facts):
        return [nodes.Eye(left.shape[0])]
    mixed = _mixed_product(left, right)
    if mixed is not None:
        return [mixed]
    if isinstance(left, nodes.Structure) and left.function == "diag":
        if len(right.shape) == 1:
            return [simple(nodes.Mul(left.arguments[0], right), facts)]
        if isinstance(right, nodes.Structure) and right.function == "diag":
            inner = simple(nodes.Mul(left.arguments[0], right.arguments[0]), facts)
            return [rewritten(nodes.Structure("diag", (inner,)), facts)]
    return None


def _mixed_product(left: Node, right: Node) -> Node | None:
    """(I (x) A)(B (x) I) is B (x) A: the mixed-product property, where it takes identities away."""
    if not all(isinstance(n, nodes.Structure) and n.function == "kron" for n in (left, right)):
        return None
    (a, b), (c, d) = left.children(), right.children()
    if isinstance(a, nodes.Eye) and isinstance(d, nodes.Eye):
        return nodes.Structure("kron", (c, b))
    if isinstance(b, nodes.Eye) and isinstance(c, nodes.Eye):
        return nodes.Structure("kron", (a, d))
    if isinstance(a, nodes.Eye) and isinstance(c, nodes.Eye) and a == c:
        return nodes.Structure("kron", (a, _chain([b, d])))
    if isinstance(b, nodes.Eye) and isinstance(d, nodes.Eye) and b == d:
        return nodes.Structure("kron", (_chain([a, c]), b))
    return None


def _are_inverse(left: Node, right: Node, facts: Facts) -> bool:
    for one, other in ((left, right), (right, left)):
        if isinstance(one, nodes.Structure) and one.function == "inv" and one.arguments[0] == other:
            return True
        if isinstance(one, nodes.Transpose) and isinstance(other, nodes.Transpose):
            inner, partner = one.argument, other.argument
            if isinstance(inner, nodes.Structure) and inner.function == "inv" and inner.arguments[0] == partner:
                return True
        if (
            isinstance(one, nodes.Transpose)
            and one.argument == other
            and isinstance(other, nodes.Symbol)
            and (other.name, "orthogonal") in facts
        ):
            return True
    return False


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


def _inner_product(factors: list[Node], facts: Facts) -> Node:
    """A row times ... times a column; p.T @ (y/p) is the sum of y, where entries cancel."""
    match factors:
        case [nodes.Transpose(argument=left), nodes.Mul() | nodes.Div() as right] if left.shape == right.shape:
            joined = simple(nodes.Mul(left, right), facts)
            if cost(joined) < cost(right):
                return simple(nodes.MatMul(nodes.Ones((1, *left.shape)), joined), facts)
    return _chain(factors)


def _scalar_run(factors: list[Node]) -> tuple[int, int] | None:
    for end in range(1, len(factors) + 1):
        for start in range(end - 1, -1, -1):
            run = factors[start:end]
            row = len(run[0].shape) == 2 and run[0].shape[0] == 1
            column = len(run[-1].shape) == 1 or run[-1].shape[1] == 1
            if row and column and len(run) > 1:
                return start, end
    return None


def _chain(factors: list[Node] | tuple[Node, ...]) -> Node:
    result = factors[0]
    for factor in factors[1:]:
        result = nodes.MatMul(result, factor)
    return result


def _transposed(node: Node, facts: Facts) -> list[Product]:
    """The transpose of a sum of products; a bracket keeps its T unless it is symmetric."""
    found = collected(products_of(node, facts), facts)
    turned = [
        _joined(Product(product.scalar), Product(UNIT, tuple(_flipped(f, facts) for f in product.factors[::-1])), facts)
        for product in found
    ]
    if len(found) < 2:
        return turned
    if len(node.shape) == 2 and _same(found, turned):
        return found
    front, inside = _common_scalar(found)
    whole = factored(inside, facts)
    if len(whole) == 1:
        return [replace(p, scalar=multiplied(p.scalar, front)) for p in _transposed_product(whole[0], facts)]
    return [Product(front, (nodes.Transpose(array_of(whole, node.shape)),))]


def _transposed_product(product: Product, facts: Facts) -> list[Product]:
    turned = tuple(_flipped(factor, facts) for factor in product.factors[::-1])
    return [_joined(Product(product.scalar), Product(UNIT, turned), facts)]


def _same(left: list[Product], right: list[Product]) -> bool:
    def tally(products: list[Product]) -> set[tuple[Hashable, Fraction]]:
        return {(product.signature(), product.scalar.coefficient) for product in products}

    return tally(left) == tally(right)


def _flipped(node: Node, facts: Facts) -> Node:
    """The transpose of one factor."""
    match node:
        case nodes.Transpose():
            return node.argument
        case nodes.Eye():
            return node
        case nodes.Ones() | nodes.Zeros():
            return algebra.transpose(node)
        case nodes.Structure(function="diag"):
            return node
        case nodes.Structure(function="inv" | "matpow"):
            return node if _is_symmetric(node, facts) else nodes.Transpose(node)
        case nodes.Structure(function="kron", arguments=(left, right)):
            return nodes.Structure("kron", (_flipped(left, facts), _flipped(right, facts)))
        case nodes.Symbol() if _is_symmetric(node, facts):
            return node
        case nodes.Add() | nodes.Sub() if len(node.shape) == 2:
            found = products_of(node, facts)
            turned = [part for product in found for part in _transposed_product(product, facts)]
            return node if _same(found, turned) else nodes.Transpose(node)
        case _:
            return nodes.Transpose(node)


def _is_symmetric(node: Node, facts: Facts) -> bool:
    """Whether a matrix is its own transpose: by assumption, or as X.T @ X and sums such as A + A.T are."""
    if isinstance(node, nodes.Symbol):
        return any((node.name, fact) in facts for fact in ("symmetric", "spd", "diagonal"))
    if isinstance(node, nodes.Structure) and node.function in ("inv", "matpow"):
        return _is_symmetric(node.arguments[0], facts)
    if not isinstance(node, nodes.MatMul | nodes.Add | nodes.Sub | nodes.Mul) or node.shape[0] != node.shape[-1]:
        return False
    found = collected(products_of(node, facts), facts)
    return _same(found, [part for product in found for part in _transposed_product(product, facts)])


def _hadamard(node: nodes.Mul | nodes.Div, facts: Facts) -> Product:
    """An elementwise product or quotient of arrays: numbers in front, equal factors joined, ones dropped."""
    whole = UNIT
    ones = True
    for factor, below in _hadamard_factors(node):
        product = _single(factor, facts)
        scalar = product.scalar if not below else terms.inverted(product.scalar)
        body = _chain(product.factors)
        term = UNIT if isinstance(body, nodes.Ones) else terms.term_of(body)
        ones = ones and isinstance(body, nodes.Ones)
        whole = multiplied(multiplied(whole, scalar), terms.inverted(term) if below else term)
    scalars = Term(whole.coefficient, _of_shape(whole.above, False), _of_shape(whole.below, False))
    arrays = Term(Fraction(1), _of_shape(whole.above, True), _of_shape(whole.below, True))
    if not arrays.above and not arrays.below:
        return Product(scalars, (nodes.Ones(node.shape),))
    return Product(scalars, (terms.one_formula(arrays),))


def _of_shape(powers: terms.Powers, arrays: bool) -> terms.Powers:
    return {key: power for key, power in powers.items() if (power[0].shape != ()) == arrays}


def _hadamard_factors(node: Node) -> list[tuple[Node, bool]]:
    if isinstance(node, nodes.Mul) and node.left.shape == node.right.shape != ():
        return [*_hadamard_factors(node.left), *_hadamard_factors(node.right)]
    if isinstance(node, nodes.Div) and node.right.shape != ():
        left = [] if node.left.shape == () and algebra.is_one(node.left) else _hadamard_factors(node.left)
        return [*left, *((factor, not below) for factor, below in _hadamard_factors(node.right))]
    return [(node if node.shape else nodes.Mul(node, ONE), False)]


# ── rewrites of single functions ─────────────────────────────────────────────────────────────────────────────────────


def rewritten(node: Node, facts: Facts) -> Node:
    """A function of an array that its argument makes trivial; anything else as it is."""
    if not isinstance(node, nodes.Structure):
        return node
    argument = node.arguments[0]
    match node.function:
        case "tr":
            return _trace(simple(argument, facts), facts)
        case "sum" if node.axis is None:
            return _sum_of_entries(node, facts)
        case "inv":
            inner = simple(argument, facts)
            if isinstance(inner, nodes.Structure) and inner.function == "diag":
                return simple(nodes.Structure("diag", (nodes.Div(ONE, inner.arguments[0]),)), facts)
            return node
        case "diagvec":
            inner = simple(argument, facts)
            if isinstance(inner, nodes.Eye):
                return nodes.Ones(node.shape)
            outer = isinstance(inner, nodes.MatMul) and len(inner.left.shape) == 1
            if outer and isinstance(inner, nodes.MatMul):
                return simple(nodes.Mul(inner.left, nodes.Transpose(inner.right)), facts)
            if isinstance(inner, nodes.Structure) and inner.function == "diag":
                return inner.arguments[0]
            return nodes.Structure("diagvec", (inner,))
        case "diag":
            inner = simple(argument, facts)
            return nodes.Eye(node.shape[0]) if isinstance(inner, nodes.Ones) else nodes.Structure("diag", (inner,))
        case _:
            return node


def _sum_of_entries(node: nodes.Structure, facts: Facts) -> Node:
    """The sum of c times an array is c times its sum; ones are counted."""
    inner = simple(node.arguments[0], facts)
    found = products_of(inner, facts)
    if len(found) != 1 or not found[0].factors:
        return nodes.Structure("sum", (inner,)) if inner.shape else inner
    body = array_of([replace(found[0], scalar=UNIT)], inner.shape)
    total = nodes.extent(shapes.times(*body.shape)) if isinstance(body, nodes.Ones) else nodes.Structure("sum", (body,))
    return algebra.times(terms.one_formula(found[0].scalar), total)


def _trace(argument: Node, facts: Facts) -> Node:
    if isinstance(argument, nodes.Eye):
        return nodes.extent(argument.size)
    if isinstance(argument, nodes.Zeros):
        return nodes.ZERO
    found = products_of(argument, facts)
    if len(found) != 1 or found[0].scalar == UNIT:
        return nodes.Structure("tr", (argument,))
    inner = array_of([replace(found[0], scalar=UNIT)], argument.shape)
    return algebra.times(terms.one_formula(found[0].scalar), nodes.Structure("tr", (inner,)))


# ── collecting ───────────────────────────────────────────────────────────────────────────────────────────────────────


def collected(products: list[Product], facts: Facts) -> list[Product]:
    """Like products added up, at the place of the first."""
    found: dict[Hashable, Product] = {}
    for product in products:
        product = replace(product, scalar=terms.roots_joined(product.scalar))
        before = found.get(product.signature())
        if before is not None:
            coefficient = before.scalar.coefficient + product.scalar.coefficient
            product = replace(before, scalar=replace(before.scalar, coefficient=coefficient))
        found[product.signature()] = product
    return _diagonals_joined(_scalars_added([p for p in found.values() if p.scalar.coefficient]), facts)


def _scalars_added(products: list[Product]) -> list[Product]:
    """2 I + 2 s I is 2 (1 + s) I: products of the same arrays have their scalars added."""
    groups: dict[Hashable, list[Product]] = {}
    for product in products:
        groups.setdefault(tuple(map(terms.key, product.factors)), []).append(product)
    joined: list[Product] = []
    for group in groups.values():
        if len(group) > 1 and group[0].factors:
            total = tidy(terms.formula([product.scalar for product in group]))[0]
            group = [Product(terms.term_of(total), group[0].factors)]
        joined += group
    return joined


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


def factored(products: list[Product], facts: Facts) -> list[Product]:
    """Products that share their last or first factor put in one bracket: A x + A.T x is (A + A.T) x."""
    for last in (True, False):
        for place, product in enumerate(products):
            group = [other for other in products[place:] if _shares(product, other, last)]
            if len(group) > 1:
                rest = [other for other in products if other not in group]
                merged = _bracketed(group, last, facts)
                return factored([*rest[:place], merged, *rest[place:]], facts)
    return products


def _shares(one: Product, other: Product, last: bool) -> bool:
    if min(len(one.factors), len(other.factors)) < 2 or one.scalar.signature() != other.scalar.signature():
        return False
    end = -1 if last else 0
    return terms.key(one.factors[end]) == terms.key(other.factors[end])


def _bracketed(group: list[Product], last: bool, facts: Facts) -> Product:
    """One product with a bracket for what is not shared; a number common to all stands in front."""
    shared = group[0].factors[-1] if last else group[0].factors[0]
    scalar, inside = _common_scalar(group)
    inner = factored([replace(p, factors=p.factors[:-1] if last else p.factors[1:]) for p in inside], facts)
    if len(inner) == 1:
        scalar = multiplied(scalar, inner[0].scalar)
        middle = inner[0].factors
    else:
        middle = (array_of(inner, _shape(inner[0].factors)),)
    return Product(scalar, (*middle, shared) if last else (shared, *middle))


# ── back to formulas ─────────────────────────────────────────────────────────────────────────────────────────────────


def array_of(products: list[Product], shape: shapes.Shape) -> Node:
    """The sum of products as a formula of that shape, a positive one first."""
    if not products:
        return algebra.zero(shape)
    lead = next((i for i, product in enumerate(products) if product.scalar.coefficient > 0), 0)
    products = [products[lead], *products[:lead], *products[lead + 1 :]]
    whole = algebra.total([_formula(product) for product in products])
    if shape == ():
        return tidy(whole)[0]
    return whole if whole.shape == shape else nodes.Mul(whole, nodes.Ones(shape))


def _formula(product: Product) -> Node:
    """scalar times chain: numbers and scalars before the first factor, a divisor below everything."""
    scalar, factors = product.scalar, product.factors
    if not factors:
        return terms.one_formula(scalar)
    sign = scalar.coefficient < 0
    scalar = replace(scalar, coefficient=abs(scalar.coefficient))
    below = Term(Fraction(1), scalar.below)
    numeric = scalar.coefficient
    if scalar.below and numeric.denominator != 1:
        below = replace(below, coefficient=Fraction(numeric.denominator))
        numeric = Fraction(numeric.numerator)
    front = terms.one_formula(Term(numeric, scalar.above, decimal=scalar.decimal))
    first = factors[0] if algebra.is_one(front) else nodes.Mul(front, factors[0])
    whole = algebra.over(_chain((first, *factors[1:])), terms.one_formula(below))
    return algebra.negative(whole) if sign else whole
