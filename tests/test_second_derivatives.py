"""Second derivatives as books have them: Hessians, index notation by the layout rule, and the vec form by a matrix."""

from __future__ import annotations

import pytest

import mcdocs

SPACES = {
    **dict.fromkeys(["x", "a", "b", "u"], "R^n"),
    **dict.fromkeys(["c", "t"], "R^m"),
    **dict.fromkeys(["A", "B", "S"], "R^{n x n}"),
    "W": "R^{m x n}",
    **dict.fromkeys(["X", "Y"], "R^{n x k}"),
    "F": "R^{k x k}",
    "w": "R^k",
    "lam": "R",
}

# of arrays, in numerator layout: the output's axes, those of the input reversed, and once more
ARRAYS = [
    ("W @ x", "x", "[0] at [i,j,l]"),
    ("x*x", "x", "[2*delta[i,j]*delta[i,l]] at [i,j,l]"),
    ("tanh(W @ x)", "x", "[-2*tanh(W @ x)[i]*(1 - tanh(W @ x)**2)[i]*W[i,j]*W[i,l]] at [i,j,l]"),
    ("x @ x.T", "x", "[delta[j,l]*delta[i,p] + delta[i,l]*delta[j,p]] at [i,j,l,p]"),
    ("diag(x) @ A @ x", "x", "[A[i,j]*delta[i,l] + A[i,l]*delta[i,j]] at [i,j,l]"),
    ("X.T @ X", "X", "[delta[j,p]*delta[l,q]*delta[i,r] + delta[i,p]*delta[l,q]*delta[j,r]] at [i,j,p,l,r,q]"),
    ("inv(A)", "A", "[inv(A)[i,l]*inv(A)[p,q]*inv(A)[r,j] + inv(A)[i,q]*inv(A)[p,j]*inv(A)[r,l]] at [i,j,p,l,r,q]"),
]


@pytest.mark.parametrize(("formula", "wrt", "expected"), ARRAYS, ids=[row[0] for row in ARRAYS])
def test_the_second_derivative_of_an_array_is_in_index_notation(formula: str, wrt: str, expected: str) -> None:
    found = mcdocs.derive(formula, SPACES, wrt, order=2)
    assert found.numerator.text == expected
    assert found.numerator.form == "index"
    assert found.denominator.shape == found.numerator.shape[::-1]
    assert found.vec is None
    assert found.check.max_error < 1e-6


def test_the_working_is_that_of_the_second_differential() -> None:
    found = mcdocs.derive("X.T @ X", SPACES, "X", order=2)
    assert [step.text for step in found.steps[:-1]] == ["dX.T @ dX + dX.T @ dX", "2*dX.T @ dX"]


# of scalars by matrices: vec(d gradient) = H vec(dX) (Magnus and Neudecker, chapter 10)
VEC = [
    ("tr(X.T @ A @ X)", "X", "kron(eye(k), A + A.T)"),
    ("norm(W @ X @ F)**2", "X", "2*kron(F @ F.T, W.T @ W)"),
    ("tr(A @ A)", "A", "2*commutation(n, n)"),
    ("tr(matpow(A, 3))", "A", "3*commutation(n, n) @ (kron(A.T, eye(n)) + kron(eye(n), A))"),
    ("logdet(A)", "A", "-commutation(n, n) @ kron(inv(A).T, inv(A))"),
    ("sum(exp(X))", "X", "diag(vec(exp(X)))"),
    ("sum(X*Y*X)", "X", "2*diag(vec(Y))"),
]


@pytest.mark.parametrize(("formula", "wrt", "expected"), VEC, ids=[row[0] for row in VEC])
def test_the_hessian_by_a_matrix_has_a_vec_form(formula: str, wrt: str, expected: str) -> None:
    found = mcdocs.derive(formula, SPACES, wrt, order=2)
    assert found.vec is not None
    assert found.vec.text == expected
    assert found.vec.shape[0] == found.vec.shape[1]
    assert found.check.max_error < 1e-6
