"""Powers of matrices with a symbolic exponent: sums over a range, in every notation."""

from __future__ import annotations

import numpy as np
import pytest

import mcdocs
from mcdocs.errors import FormulaError, McdocsError
from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.language.parse import parse_formula
from mcdocs.printers.text import text
from tests.differences import arranged, assert_close, derivative

INPUTS = {"X": "R^{n x n}", "A": "R^{n x n}", "a": "R^n", "b": "R^n", "s": "R", "k": "R"}
RNG = np.random.default_rng(7)
POINT = {
    "X": RNG.uniform(-1, 1, (3, 3)),
    "A": RNG.uniform(-1, 1, (3, 3)),
    "a": RNG.uniform(-1, 1, 3),
    "b": RNG.uniform(-1, 1, 3),
    "s": 0.7,
}
power = np.linalg.matrix_power

POWERS = [
    ("matpow(X, k)", "X", lambda X, k, **_: power(X, k)),
    ("matpow(X, -2)", "X", lambda X, **_: power(np.linalg.inv(X), 2)),
    ("matpow(X, 11)", "X", lambda X, **_: power(X, 11)),
    ("a.T @ matpow(X, k) @ b", "X", lambda X, a, b, k, **_: a @ power(X, k) @ b),
    ("matpow(X, k) @ b", "X", lambda X, b, k, **_: power(X, k) @ b),
    ("matpow(X.T @ A, k)", "X", lambda X, A, k, **_: power(X.T @ A, k)),
    ("matpow(s*X, k)", "s", lambda X, s, k, **_: power(s * X, k)),
    ("matpow(X, k) + A @ X", "X", lambda X, A, k, **_: power(X, k) + A @ X),
    ("norm(matpow(X, k))**2", "X", lambda X, k, **_: np.linalg.norm(power(X, k)) ** 2),
    ("tr(matpow(X, -k))", "X", lambda X, k, **_: np.trace(power(np.linalg.inv(X), k))),
    ("det(matpow(X, k))", "X", lambda X, k, **_: np.linalg.det(X) ** k),
    ("matpow(diag(a), k) @ b", "a", lambda a, b, k, **_: a**k * b),
    ("matpow(matpow(X, 2) @ A, k)", "X", lambda X, A, k, **_: power(X @ X @ A, k)),
    (
        "sum(matpow(X, r) @ b for r in range(1, k + 1))",
        "X",
        lambda X, b, k, **_: sum((power(X, r) @ b for r in range(1, k + 1)), np.zeros(3)),
    ),
    ("sum(a**r / r for r in range(2, k))", "a", lambda a, k, **_: sum((a**r / r for r in range(2, k)), np.zeros(3))),
]


@pytest.mark.parametrize(("formula", "wrt", "function"), POWERS, ids=[row[0] for row in POWERS])
def test_powers_have_the_right_derivative_at_every_whole_exponent(formula: str, wrt: str, function: object) -> None:
    found = mcdocs.derive(formula, INPUTS, wrt)
    assert found.check.max_error < 1e-6
    for k in (0, 1, 2, 5) if "-k" not in formula else (1, 3):
        expected = derivative(lambda k=k, **point: function(k=k, **point), POINT, wrt)  # type: ignore[operator]
        inputs = np.ndim(POINT[wrt])
        for layout in ("numerator", "denominator"):
            value = getattr(found, layout).evaluate(**POINT, k=k)
            assert_close(value, arranged(expected, expected.ndim - inputs, inputs, layout), 1e-6)


def test_a_sum_over_a_range_is_read_as_it_is_printed() -> None:
    scope = mcdocs.derive("matpow(X, k)", INPUTS, "X").statement.scope
    for written in (
        "sum(matpow(X, r - 1) @ A for r in range(1, k + 1))",
        "sum(s**i for i in range(0, 6))",
        "sum(X for j in range(k, 2*k))",
    ):
        node = parse_formula(written, scope)
        assert text(node) == written
        assert isinstance(node, nodes.RangeSum)


@pytest.mark.parametrize(
    ("written", "message", "column"),
    [
        ("sum(matpow(X, a) for a in range(1, 3))", "a is taken and cannot count a sum", 22),
        ("sum(X for r in A)", "this is not a sum over a range", 1),
        ("sum(X for r in range(3) if r)", "this is not a sum over a range", 1),
        ("sum(X for r in range(1, a))", "a sum counts from one number to another, not to a vector (n)", 1),
        ("matpow(X, r)", "unknown name 'r'", 11),
    ],
)
def test_what_is_no_sum_over_a_range_is_refused_at_its_place(written: str, message: str, column: int) -> None:
    with pytest.raises(McdocsError) as caught:
        mcdocs.derive(written, INPUTS, "X")
    assert caught.value.message == message
    assert caught.value.at is not None
    assert caught.value.at.column == column


@pytest.mark.parametrize("exponent", [2.5, -1])
def test_a_power_that_counts_must_be_a_whole_number(exponent: float) -> None:
    found = mcdocs.derive("a.T @ matpow(X, k) @ b", INPUTS, "X").numerator
    with pytest.raises(FormulaError, match="k is the power of a matrix and must be a whole number"):
        found.evaluate(**POINT, k=exponent)


def names_counted(node: Node) -> set[str]:
    return {part.counter for part in nodes.walk(node) if isinstance(part, nodes.RangeSum)}


def test_no_counter_takes_a_name_of_the_author() -> None:
    inputs = {"r": "R^{n x n}", "s": "R^n", "k": "R"}
    found = mcdocs.derive("s.T @ matpow(r, k) @ s", inputs, "r")
    assert names_counted(found.numerator.node) == {"t"}
    assert text(parse_formula(found.numerator.text, found.statement.scope)) == found.numerator.text
