"""Second derivatives as books have them: Hessians, index notation by the layout rule, and the vec form by a matrix."""

from __future__ import annotations

import numpy as np
import pytest
from differences import assert_close

import mcdocs
from mcdocs.calculus.derive import solve
from mcdocs.calculus.statement import read_statement
from mcdocs.calculus.steps import read_off

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
    assert [each.label for each in read_off(found)] == ["numerator layout", "denominator layout"]
    assert found.check.max_error < 1e-6


HESSIANS_OF_ARRAYS = [
    *(row[:2] for row in ARRAYS), ("softmax(W @ x)", "x"), ("(x.T @ A @ x)*X", "x"), ("X @ X.T @ X", "X"),
    ("tanh(W @ x)", "W"), ("inv(X.T @ X) @ X.T", "X"), ("kron(x, x)", "x"), ("matpow(A, 3)", "A"),
    ("softmax(X, axis=1)", "X"),
]  # fmt: skip


@pytest.mark.parametrize("order", ["columns", "rows"])
@pytest.mark.parametrize(("formula", "wrt"), HESSIANS_OF_ARRAYS, ids=[" by ".join(row) for row in HESSIANS_OF_ARRAYS])
def test_the_vec_form_of_an_array_is_the_hessian_of_each_entry(formula: str, wrt: str, order: str) -> None:
    """Below each other in the order of vec, each a matrix of vec X by vec X."""
    found = solve(read_statement(formula, SPACES, wrt, order=2, stack_rows=order == "rows"))
    rng, sizes = np.random.default_rng(4), {"n": 3, "m": 2, "k": 2}
    values = {
        name: rng.uniform(0.2, 1.5, [sizes[size] for size in symbol.shape])
        for name, symbol in found.statement.scope.inputs.items()
    }
    outputs, inputs = len(found.statement.formula.shape), len(found.statement.wrt.shape)
    tensor = found.numerator.evaluate(**values)
    first, second = (range(start, start + inputs)[::-1] for start in (outputs, outputs + inputs))
    entries = tensor.transpose([*range(outputs), *first, *second])  # axes of output and inputs as they are declared
    layout = "F" if order == "columns" else "C"
    count = int(np.prod(values[wrt].shape))
    stacks = [entries[index] for index in entry_order(entries.shape[:outputs], layout)]
    expected = np.concatenate([stack.reshape(count, count, order=layout) for stack in stacks])
    assert found.vec is not None
    assert_close(found.vec.evaluate(**values), expected)
    stacked = found.stacked("denominator")
    assert stacked is not None
    assert_close(stacked.evaluate(**values), expected.T)


def entry_order(shape: tuple[int, ...], layout: str) -> list[tuple[int, ...]]:
    """The indices of an array in the order in which vec stacks its entries."""
    found = list(np.ndindex(shape if layout == "C" else shape[::-1]))
    return found if layout == "C" else [index[::-1] for index in found]


def test_a_number_in_every_entry_is_no_outer_product() -> None:
    found = mcdocs.derive("x/(2 + b.T @ x**2)*((b.T @ x)*x)", SPACES, "x", order=2)
    assert found.check.max_error < 1e-6


@pytest.mark.parametrize(
    ("formula", "order"), [("norm(a - mean(A @ x))", 2), ("ones(n) @ ones(1, n) @ (A - sum(A))", 1)]
)
def test_a_sum_over_what_is_the_same_in_every_entry_counts_the_entries(formula: str, order: int) -> None:
    found = mcdocs.derive(formula, SPACES, "A", order=order)
    assert found.numerator.form == "index"
    assert found.check.max_error < 1e-6


def test_the_working_is_that_of_the_second_differential() -> None:
    found = mcdocs.derive("X.T @ X", SPACES, "X", order=2)
    assert [step.text for step in found.steps[:-1]] == ["dX.T @ dX + dX.T @ dX", "2*dX.T @ dX"]


# of scalars by matrices: vec(d gradient) = H vec(dX) (Magnus and Neudecker, chapter 10)
HESSIANS = [
    ("tr(X.T @ A @ X)", "X", "kron(eye(k), A + A.T)"),
    ("norm(W @ X @ F)**2", "X", "2*kron(F @ F.T, W.T @ W)"),
    ("norm(W @ X @ F)**2 + lam*norm(X)**2", "X", "2*(kron(F @ F.T, W.T @ W) + lam*eye(k*n))"),
    ("norm(X)", "X", "eye(k*n)/norm(X) - vec(X) @ vec(X).T/norm(X)**3"),
    ("tr(A @ A)", "A", "2*commutation(n, n)"),
    ("tr(matpow(A, 3))", "A", "3*commutation(n, n) @ (kron(A.T, eye(n)) + kron(eye(n), A))"),
    ("tr(A @ B @ A.T @ B)", "A", "kron(B, B.T) + kron(B.T, B)"),
    ("tr(X.T @ X @ X.T @ X)", "X",
     "4*(kron(X.T, eye(n)) @ (eye(n*n) + commutation(n, n)) @ kron(X, eye(n)) + kron(eye(k), X @ X.T))"),
    ("logdet(A)", "A", "-commutation(n, n) @ kron(inv(A).T, inv(A))"),
    ("det(A)", "A", "det(A)*(vec(inv(A).T) @ vec(inv(A).T).T - commutation(n, n) @ kron(inv(A).T, inv(A)))"),
    ("sum(exp(X))", "X", "diag(vec(exp(X)))"),
    ("sum(sigmoid(X))", "X", "diag(vec(sigmoid(X)*(1 - sigmoid(X))*(1 - 2*sigmoid(X))))"),
    ("sum(X*Y*X)", "X", "2*diag(vec(Y))"),
    ("sum(X)**2", "X", "2*ones(k*n) @ ones(1, k*n)"),
    ("(a.T @ X @ w)**2", "X", "2*kron(w @ w.T, a @ a.T)"),
    ("sum(softplus(W @ a))", "W", "kron(a @ a.T, diag(sigmoid(W @ a)*(1 - sigmoid(W @ a))))"),
    ("logsumexp(W @ a)", "W", "kron(a @ a.T, diag(softmax(W @ a)) - softmax(W @ a) @ softmax(W @ a).T)"),
]  # fmt: skip

# of matrices by matrices, once
JACOBIANS = [
    ("X.T @ X", "X", "(eye(k*k) + commutation(k, k)) @ kron(eye(k), X.T)"),
    ("X @ X.T", "X", "(eye(n*n) + commutation(n, n)) @ kron(X, eye(n))"),
    ("X.T @ a", "X", "kron(eye(k), a.T)"),
    ("inv(A)", "A", "-kron(inv(A).T, inv(A))"),
    ("inv(X.T @ X)", "X",
     "-(eye(k*k) + commutation(k, k)) @ kron(inv(X.T @ X), inv(X.T @ X) @ X.T)"),
    ("tanh(W @ a)", "W", "kron(a.T, diag(1 - tanh(W @ a)**2))"),
    ("softmax(W @ a)", "W", "kron(a.T, diag(softmax(W @ a)) - softmax(W @ a) @ softmax(W @ a).T)"),
]  # fmt: skip
VEC = [*((*row, 2) for row in HESSIANS), *((*row, 1) for row in JACOBIANS)]


@pytest.mark.parametrize(("formula", "wrt", "expected", "order"), VEC, ids=[f"{row[0]}, {row[3]}" for row in VEC])
def test_the_vec_form_is_that_of_the_book(formula: str, wrt: str, expected: str, order: int) -> None:
    found = mcdocs.derive(formula, SPACES, wrt, order=order)
    assert found.vec is not None
    assert found.vec.text == expected
    assert found.check.max_error < 1e-6


@pytest.mark.parametrize("formula", ["A @ (X - mean(X)) @ F", "(x - mean(x)) @ (B @ x).T"])
def test_a_number_in_every_entry_is_not_multiplied_out(formula: str) -> None:
    found = mcdocs.derive(formula, SPACES, "X" if "X" in formula else "x")
    assert found.vec is not None
    assert found.check.max_error < 1e-6


def test_by_rows_a_kronecker_product_that_does_not_fit_the_matrix_stays() -> None:
    statement = read_statement("vec(X).T @ kron(F, A) @ vec(X)", SPACES, "X", stack_rows=True)
    found = solve(statement)
    assert found.denominator.text == "unvec((kron(F, A) + kron(F.T, A.T)) @ vec(X), n, k)"
    assert found.check.max_error < 1e-6
