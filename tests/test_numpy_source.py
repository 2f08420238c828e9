"""The NumPy source reads as a person would write it: solves, vectors first, no matrix that only acts on something."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from differences import arranged, assert_close, derivative

import mcdocs
from mcdocs.calculus.layout import LAYOUTS

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
    ("sum(sin(kron(X, y)))", "X", "denominator",
     "np.einsum('ikj,k->ij', np.cos(np.kron(X, y[:, None])).reshape(n, n, k), y)"),
    ("sum(sin(kron(X, y)))", "y", "numerator",
     "X.reshape(-1, order='F') @ np.cos(np.kron(X, y[:, None])).reshape(-1, order='F').reshape(k * n, n)"),
    ("sum(sin(kron(y, X)))", "X", "numerator",
     "np.einsum('ikj,k->ij', np.cos(np.kron(y[:, None], X)).reshape(n, k * n, order='F').T.reshape(k, n, n), y)"),
    ("sum(sin(kron(x, y)))", "x", "denominator", "np.cos(np.kron(x[:, None], y[:, None]).ravel()).reshape(n, n) @ y"),
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
    read = getattr(mcdocs.derive(formula, inputs, by), layout)
    assert read.numpy.splitlines()[-1].strip() == f"return {returned}"


@pytest.mark.parametrize("space", ["R^{n x 1}", "R^{1 x n}", "R^1", "R^{1x1}", "R^n"])
@pytest.mark.parametrize("formula", ["sum(x)", "sum(sign(x))", "sign(x)", "s*sum(x)", "exp(x)"])
def test_pasted_source_gives_exactly_the_shape_of_the_layout(space: str, formula: str) -> None:
    derivation = mcdocs.derive(formula, {"x": space, "s": "R"}, "x")
    value = np.full(tuple(4 if size == "n" else size for size in derivation.statement.wrt.shape), 0.5)
    for read in (derivation.numerator, derivation.denominator):
        names: dict[str, object] = {}
        exec(read.numpy, names)
        found = names["derivative"](value, 2.0)  # type: ignore[operator]
        assert np.shape(found) == tuple(4 if size == "n" else size for size in read.shape)


KRONECKER = [
    (left, right, by[0])
    for left, right in itertools.permutations(["Y", "X", "c", "x.T", "y"], 2)
    for by in (left, right)
]


@pytest.mark.parametrize(
    ("left", "right", "by"), KRONECKER, ids=[f"{row[0]} (x) {row[1]} by {row[2]}" for row in KRONECKER]
)
def test_gradients_through_kronecker_products_form_no_other(left: str, right: str, by: str) -> None:
    found = mcdocs.derive(f"sum(sin(kron({left}, {right})))", {name: SPACES[name] for name in (left[0], right[0])}, by)
    rng, sizes = np.random.default_rng(2), {"n": 3, "k": 2, "m": 4, "p": 5}
    values = {
        name: rng.uniform(-1, 1, [sizes[size] for size in symbol.shape])
        for name, symbol in found.statement.scope.inputs.items()
    }

    def function(**here: np.ndarray) -> float:
        parts = [here[name[0]] if here[name[0]].ndim == 2 else here[name[0]][:, None] for name in (left, right)]
        turned = [part.T if ".T" in name else part for name, part in zip((left, right), parts, strict=True)]
        return float(np.sin(np.kron(*turned)).sum())

    expected = derivative(function, values, by)
    for layout in LAYOUTS:
        read = getattr(found, layout)
        assert "np.eye" not in read.numpy.split("def derivative")[1]
        assert_close(read.evaluate(**values), arranged(expected, 0, len(found.statement.wrt.shape), layout))


def test_what_is_worked_out_twice_has_a_name_that_nothing_else_has() -> None:
    formula, inputs = "norm(softmax(A @ x) - p)**2", {"A": "R^{n x n}", "x": "R^n", "p": "R^n", "u": "R"}
    source = mcdocs.derive(formula, inputs, "x").denominator.numpy
    assert source.count("softmax(A @ x)") == 1
    assert "    v = softmax(A @ x)\n" in source


def test_an_input_may_be_called_as_the_method_calls_itself() -> None:
    assert mcdocs.derive("self**2", {"self": "R"}).numerator.evaluate(self=3.0) == 6.0
