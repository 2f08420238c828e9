"""The tables of rewrites, row by row: each applies to its example and keeps value and shape; together they end."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from mcdocs.calculus.evaluate import evaluate
from mcdocs.calculus.matrix import rewrites as arrays
from mcdocs.calculus.matrix.product import chain
from mcdocs.calculus.matrix.products import products_of, simple
from mcdocs.calculus.matrix.writing import array_of
from mcdocs.calculus.scalar import rewrites as scalars
from mcdocs.calculus.scalar.collecting import combined
from mcdocs.calculus.scalar.term import Term
from mcdocs.calculus.scalar.terms import term_of, terms_of
from mcdocs.calculus.scalar.writing import formula, one_formula
from mcdocs.language import nodes
from mcdocs.language.names import Scope
from mcdocs.language.nodes import Node, Symbol
from mcdocs.language.parse import parse_formula
from mcdocs.language.shapes import parse_space
from mcdocs.printers.source import function_source

SPACES = {"x": "R", "y": "R", "s": "R", "u": "R^n", "v": "R^n"} | dict.fromkeys("ABQ", "R^{n x n}")
SCOPE = Scope({name: Symbol(name, parse_space(space)) for name, space in SPACES.items()})
FACTS = frozenset({("Q", "orthogonal")})
RNG = np.random.default_rng(4)
ARRAYS = {
    "u": np.array([0.4, 1.7, -0.9]),
    "v": np.array([1.2, -0.3, 0.8]),
    "A": RNG.normal(size=(3, 3)),
    "B": RNG.normal(size=(3, 3)),
    "Q": np.linalg.qr(RNG.normal(size=(3, 3)))[0],
}
POINTS = [{"x": 0.7, "y": 1.3, "s": 2.5, **ARRAYS}, {"x": -0.4, "y": 1.6, "s": -0.3, **ARRAYS}]


def read(text: str) -> Node:
    return parse_formula(text, SCOPE)


def assert_same_value(found: Node, example: Node) -> None:
    assert found != example
    assert found.shape == example.shape
    tried = 0
    for point in POINTS:
        one, other = (
            evaluate(function_source(node, SCOPE, "derivative", node.shape), SCOPE, node.shape, point)
            for node in (found, example)
        )
        if np.isfinite(other).all():
            np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)
            tried += 1
    assert tried


# ── scalars ──────────────────────────────────────────────────────────────────────────────────────────────────────────

OF_FACTORS = [row for rows in scalars.FACTOR_REWRITES.values() for row in rows]
OF_SUMS = [row for rows in scalars.SUM_REWRITES.values() for row in rows]


@pytest.mark.parametrize("row", OF_FACTORS, ids=lambda row: row.name)
def test_each_rewrite_of_factors_keeps_the_value_of_its_example(row: scalars.FactorRewrite) -> None:
    term = term_of(read(row.example))
    found = [row.apply(term, factor) for factor in scalars.functions(term, (row.function,))]
    (made,) = [term for term in found if term is not None]
    assert_same_value(one_formula(made), read(row.example))


@pytest.mark.parametrize("row", OF_SUMS, ids=lambda row: row.name)
def test_each_rewrite_of_sums_keeps_the_value_of_its_example(row: scalars.SumRewrite) -> None:
    terms = terms_of(read(row.example))
    found = [
        row.apply(terms, place, factor)
        for place, term in enumerate(terms)
        for factor in scalars.functions(term, (row.function,))
    ]
    (made,) = [sum_ for sum_ in found if sum_ is not None]
    assert len(made) < len(terms)
    assert_same_value(formula(made), read(row.example))


@pytest.mark.parametrize("row", scalars.FINISHES, ids=lambda row: row.name)
def test_each_finish_keeps_the_value_of_its_example(row: scalars.Finish) -> None:
    term = term_of(read(row.example))
    made = row.apply(term)
    assert made != term
    assert row.apply(made) == made
    assert_same_value(one_formula(made), read(row.example))


@pytest.mark.parametrize("row", [*OF_FACTORS, *OF_SUMS], ids=lambda row: row.name)
def test_what_is_rewritten_is_not_rewritten_again(row: scalars.FactorRewrite | scalars.SumRewrite) -> None:
    once = combined(terms_of(read(row.example)))
    assert combined(once) == once
    assert all(scalars.rewritten(term) is term for term in once)


@pytest.mark.parametrize(
    "factors",
    [
        ["x", "sign(x)", "sqrt(y)", "sqrt(y)", "1/sqrt(x)"],
        ["sqrt(x)", "sqrt(x + y)", "1/x", "(x + y)", "sqrt(x)"],
        ["sqrt(x*y)", "sqrt(x*y)", "sign(x)", "1/y"],
    ],
)
def test_the_order_of_factors_does_not_change_what_they_are_rewritten_to(factors: list[str]) -> None:
    def made(order: tuple[str, ...]) -> Term:
        (term,) = combined([term_of(read("*".join(order)))])
        return term

    found = [made(order) for order in itertools.permutations(factors)]
    assert len({(term.coefficient, term.signature()) for term in found}) == 1


# ── arrays ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("row", arrays.PAIR_REWRITES, ids=lambda row: row.name)
def test_each_rewrite_of_neighbours_keeps_the_value_of_its_example(row: arrays.PairRewrite) -> None:
    example = read(row.example)
    assert isinstance(example, nodes.MatMul)
    found = row.apply(example.left, example.right, FACTS)
    assert found is not None
    assert len(found) == 1, "a chain becomes shorter, so that rewriting it ends"
    assert_same_value(chain(found), example)


@pytest.mark.parametrize("row", arrays.PAIR_REWRITES, ids=lambda row: row.name)
def test_only_one_rewrite_of_neighbours_applies_so_that_the_order_of_the_table_does_not_matter(
    row: arrays.PairRewrite,
) -> None:
    example = read(row.example)
    left, right = example.children()
    assert [other for other in arrays.PAIR_REWRITES if other.apply(left, right, FACTS) is not None] == [row]


@pytest.mark.parametrize("function", arrays.FUNCTION_REWRITES)
def test_each_rewrite_of_a_function_keeps_the_value_of_its_example(function: str) -> None:
    row = arrays.FUNCTION_REWRITES[function]
    by_rows = Scope(SCOPE.inputs, stack_rows=function == "vecrows")  # `vec` then stacks rows
    example = parse_formula(row.example, by_rows)
    assert isinstance(example, nodes.Structure)
    assert example.function == function
    made = row.apply(example, FACTS)
    assert_same_value(made, example)
    assert simple(made, FACTS) == made


@pytest.mark.parametrize("row", arrays.SUM_REWRITES, ids=lambda row: row.name)
def test_each_rewrite_of_sums_of_products_keeps_the_value_of_its_example(row: arrays.SumRewrite) -> None:
    example = read(row.example)
    products = products_of(example, FACTS)
    made = row.apply(products, FACTS)
    assert len(made) < len(products)
    assert row.apply(made, FACTS) == made
    assert_same_value(array_of(made, example.shape), example)


CHAINS = [
    ["eye(n)", "A", "inv(A)", "Q.T", "Q"],
    ["diag(u)", "eye(n)", "diag(v)", "inv(B)", "B"],
]


@pytest.mark.parametrize("factors", CHAINS, ids=" @ ".join)
def test_brackets_do_not_change_what_a_chain_is_rewritten_to(factors: list[str]) -> None:
    left = right = factors[0]
    for factor in factors[1:]:
        left = f"({left}) @ {factor}"
    right = factors[-1]
    for factor in factors[-2::-1]:
        right = f"{factor} @ ({right})"
    assert simple(read(left), FACTS) == simple(read(right), FACTS)
    assert_same_value(simple(read(left), FACTS), read(left))
