"""Matrices whose rank is too small whatever their entries are: no inverse is written of one, its determinant is 0."""

from __future__ import annotations

import numpy as np
import pytest

import mcdocs
from mcdocs.errors import FormulaError

SPACES = {
    **dict.fromkeys(["x", "y"], "R^n"),
    **dict.fromkeys(["u", "v", "w"], "R^3"),
    "A": "R^{n x n}",
    "X": "R^{3x2}",
    "B": "R^{2x3}",
    "P": "R^{n x k}",
    "Q": "R^{k x n}",
    "s": "R",
    "z": "R^1",
}

ZERO = [
    ("det(x @ x.T)", "x"),
    ("det(s*x @ y.T @ A)", "A"),
    ("det(-(A @ x) @ y.T)", "y"),
    ("det(X @ B)", "X"),
    ("det((X @ B).T)", "B"),
    ("det(u @ u.T + v @ v.T)", "u"),
    ("det(ones(n) @ ones(1, n) @ A)", "A"),
    ("det(A + det(x @ x.T)*A)", "x"),
]


@pytest.mark.parametrize(("formula", "wrt"), ZERO, ids=[row[0] for row in ZERO])
def test_the_determinant_of_a_small_rank_does_not_vary(formula: str, wrt: str) -> None:
    found = mcdocs.derive(formula, SPACES, wrt)
    assert found.check.points > 0
    sizes = {"n": 4, "k": 2}
    rng = np.random.default_rng(1)
    values = {
        name: rng.normal(size=[sizes.get(size, size) for size in symbol.shape])
        for name, symbol in found.statement.scope.inputs.items()
    }
    assert not found.numerator.evaluate(**values).any()


def test_other_terms_keep_their_derivatives() -> None:
    found = mcdocs.derive("s**2 + det(s*x @ y.T)", SPACES, "s")
    assert found.numerator.text == "2*s"
    assert found.check.points > 0


FULL = [
    ("det(A + x @ x.T)", "x"),
    ("det(u @ u.T + v @ v.T + w @ w.T)", "u"),
    ("det(x @ x.T + y @ y.T)", "x"),
    ("logdet(X.T @ X)", "X"),
    ("det(P @ Q)", "P"),
    ("det(z @ z.T)", "z"),
    ("logdet(x.T @ x)", "x"),
]


@pytest.mark.parametrize(("formula", "wrt"), FULL, ids=[row[0] for row in FULL])
def test_a_rank_that_can_be_full_has_a_derivative(formula: str, wrt: str) -> None:
    found = mcdocs.derive(formula, SPACES, wrt)
    assert found.denominator.text.strip("0") not in ("", "zeros(n)")
    assert found.check.max_error < 1e-7


@pytest.mark.parametrize(
    ("formula", "column", "what"),
    [
        ("logdet(x @ x.T)", 1, "this n x n matrix has at most the rank 1, so it has the determinant zero"),
        ("a.T @ inv(s*x @ y.T) @ x", 7, "this n x n matrix has at most the rank 1, so it has no inverse"),
        ("s + tr(inv(X @ B))", 8, "this 3 x 3 matrix has at most the rank 2, so it has no inverse"),
    ],
)
def test_an_inverse_that_cannot_exist_is_refused_where_it_stands(formula: str, column: int, what: str) -> None:
    with pytest.raises(FormulaError, match=what) as caught:
        mcdocs.derive(formula, {**SPACES, "a": "R^n"}, "s")
    assert caught.value.at is not None
    assert caught.value.at.column == column
    assert caught.value.hint
