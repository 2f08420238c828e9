"""The NumPy source reads as a person would write it: solves, vectors first, no matrix that only acts on something."""

from __future__ import annotations

import numpy as np
import pytest

import mcdocs

SPACES = {
    **dict.fromkeys(["x", "y", "a", "b"], "R^n"),
    **dict.fromkeys(["A", "B", "C"], "R^{n x n}"),
    "X": "R^{n x k}",
    "Y": "R^{m x p}",
    "W": "R^{m x n}",
    "c": "R^m",
    "s": "R",
}

# formula, variable, layout, what is returned
SOURCES = [
    ("sum(sqrt(x))", "x", "numerator", "1 / (2 * np.sqrt(x))"),
    ("sum(X**3)/3", "X", "denominator", "X**2"),
    ("mean(X, axis=1)", "X", "numerator", "np.einsum('ij,l->ilj', np.eye(n), np.ones(k)) / k"),
    ("1/X", "X", "numerator", "-np.einsum('ij,il,jp->ijpl', 1 / X**2, np.eye(n), np.eye(k))"),
    ("norm(A @ x - b)", "A", "denominator", "np.outer(A @ x - b, x) / np.linalg.norm(A @ x - b)"),
    ("A @ B @ x", "s", "numerator", "np.zeros(n)"),
    ("s*(A @ B @ x)", "s", "numerator", "A @ (B @ x)"),
    ("x.T @ inv(A) @ y", "x", "denominator", "np.linalg.solve(A, y)"),
    ("a.T @ inv(A) @ inv(B) @ b", "A", "denominator",
     "-np.outer(np.linalg.solve(A.T, a), np.linalg.solve(A, np.linalg.solve(B, b)))"),
    ("inv(X.T @ X) @ X.T @ y", "y", "denominator", "np.linalg.solve(X.T @ X, X.T).T"),
    ("a.T @ A @ diag(x) @ b", "x", "denominator", "(A.T @ a) * b"),
    ("(A @ x)*(B @ x)", "x", "numerator", "(A @ x)[:, None] * B + (B @ x)[:, None] * A"),
    ("sum(c)*norm(x)**2", "x", "numerator", "2 * np.sum(c) * x"),
    ("ones(n).T @ A @ ones(n)*s", "s", "numerator", "np.sum(np.sum(A, axis=0))"),
    ("kron(x, y)", "x", "numerator", "np.kron(np.eye(n), y[:, None])"),
    ("sum(sin(kron(X, Y)))", "X", "denominator",
     "np.einsum('ikjl,kl->ij', np.cos(np.kron(X, Y)).reshape(n, m, k, p), Y)"),
    ("sum(sin(kron(X, Y)))", "Y", "numerator",
     "np.einsum('ikjl,ij->lk', np.cos(np.kron(X, Y)).reshape(n, m, k, p), X)"),
    ("softmax(A @ x)", "x", "numerator", "(np.diag(p) - np.outer(p, p)) @ A"),
    ("ln(det(A))*s", "s", "numerator", "np.log(np.linalg.det(A))"),
    ("logdet(A)*s", "s", "numerator", "np.linalg.slogdet(A)[1]"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "by", "layout", "returned"), SOURCES, ids=[f"{row[0]} by {row[1]}" for row in SOURCES]
)
def test_sources_are_what_a_person_would_write(formula: str, by: str, layout: str, returned: str) -> None:
    inputs = {name: space for name, space in SPACES.items() if name in formula or name == by}
    derivative = getattr(mcdocs.derive(formula, inputs, by), layout)
    assert derivative.numpy.splitlines()[-1].strip() == f"return {returned}"


@pytest.mark.parametrize("space", ["R^{n x 1}", "R^{1 x n}", "R^1", "R^{1x1}", "R^n"])
@pytest.mark.parametrize("formula", ["sum(x)", "sum(sign(x))", "sign(x)", "s*sum(x)", "exp(x)"])
def test_pasted_source_gives_exactly_the_shape_of_the_layout(space: str, formula: str) -> None:
    derivation = mcdocs.derive(formula, {"x": space, "s": "R"}, "x")
    value = np.full(tuple(4 if size == "n" else size for size in derivation.statement.wrt.shape), 0.5)
    for derivative in (derivation.numerator, derivation.denominator):
        names: dict[str, object] = {}
        exec(derivative.numpy, names)
        found = names["derivative"](value, 2.0)  # type: ignore[operator]
        assert np.shape(found) == tuple(4 if size == "n" else size for size in derivative.shape)


def test_what_is_worked_out_twice_has_a_name_that_nothing_else_has() -> None:
    formula, inputs = "norm(softmax(A @ x) - p)**2", {"A": "R^{n x n}", "x": "R^n", "p": "R^n", "u": "R"}
    source = mcdocs.derive(formula, inputs, "x").denominator.numpy
    assert source.count("softmax(A @ x)") == 1
    assert "    v = softmax(A @ x)\n" in source


def test_an_input_may_be_called_as_the_method_calls_itself() -> None:
    assert mcdocs.derive("self**2", {"self": "R"}).numerator.evaluate(self=3.0) == 6.0
