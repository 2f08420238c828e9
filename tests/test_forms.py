"""Results as a textbook writes them: powers collected, logistic quotients, sums over what is centred, kron."""

from __future__ import annotations

import pytest

import mcdocs

SPACES = {
    **dict.fromkeys("xygb", "R^n"),
    **dict.fromkeys(["X", "A", "B"], "R^{n x n}"),
    "D": "R^{m x n}",
    "z": "R^m",
    "M": "R^{m x m}",
    "Z": "R^{m x n}",
    "k": "R",
}

FORMS = [
    ("tr(inv(X))", "X", 1, "-matpow(X, -2).T"),
    ("tr(inv(X) @ A)", "X", 1, "-inv(X).T @ A.T @ inv(X).T"),
    ("det(matpow(X, 3))", "X", 1, "3*det(X)**3*inv(X).T"),
    ("logdet(matpow(X, k))", "X", 1, "k*inv(X).T"),
    ("matpow(X, 2) @ matpow(X, 3) @ b", "b", 1, "matpow(X, 5).T"),
    ("sum(ln(1 + exp(D @ x)))", "x", 1, "D.T @ sigmoid(D @ x)"),
    ("sum(ln(1 + exp(D @ x)))", "x", 2, "D.T @ diag(sigmoid(D @ x)*(1 - sigmoid(D @ x))) @ D"),
    ("sum(ln(1 + exp(-z*(D @ x))))", "x", 1, "-D.T @ (z*(1 - sigmoid(z*(D @ x))))"),
    ("1/(1 + exp(-x))", "x", 1, "diag(sigmoid(x)*(1 - sigmoid(x)))"),
    ("norm(x - mean(x))**2", "x", 1, "2*(x - mean(x))"),
    ("sum(x - mean(x))", "x", 1, "zeros(n)"),
    ("norm(Z - ones(m) @ mean(Z, axis=0))**2", "Z", 1, "2*(Z - ones(m) @ mean(Z, axis=0))"),
    ("norm(Z - mean(Z, axis=1) @ ones(1, n))**2", "Z", 1, "2*(Z - mean(Z, axis=1) @ ones(1, n))"),
    ("vec(X).T @ kron(A, B) @ vec(X)", "X", 1, "B @ X @ A.T + B.T @ X @ A"),
    ("logdet(kron(X, M))", "X", 1, "m*inv(X).T"),
    ("kron(x, y)", "x", 1, "kron(eye(n), y.T)"),
    ("norm(kron(X, A))**2", "X", 1, "2*norm(A)**2*X"),
    ("((k + x)/x).T @ g", "x", 1, "-k*(g/x**2)"),
    ("(x @ y.T - (k + x @ y.T)) @ g", "k", 1, "-g.T @ ones(n, n)"),
]


@pytest.mark.parametrize(("formula", "wrt", "order", "expected"), FORMS, ids=[f"{row[0]}, {row[2]}" for row in FORMS])
def test_a_derivative_has_the_form_a_textbook_has(formula: str, wrt: str, order: int, expected: str) -> None:
    found = mcdocs.derive(formula, SPACES, wrt, order=order)
    assert found.denominator.text == expected
    assert found.check.max_error < 1e-6


@pytest.mark.parametrize("brackets", ["({} @ {}) @ {}", "{} @ ({} @ {})"])
def test_brackets_of_kronecker_products_do_not_matter(brackets: str) -> None:
    product = brackets.format("kron(eye(m), A @ X)", "kron(M, eye(n))", "kron(eye(m), X)")
    assert mcdocs.derive(f"tr({product})", SPACES, "X").numerator.text == "tr(M)*(X @ A + A @ X)"
