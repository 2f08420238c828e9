"""Softmax and log-sum-exp within rows and within columns, and attention made of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mcdocs
from mcdocs.errors import ShapeError
from tests.differences import arranged, assert_close, derivative

RNG = np.random.default_rng(11)
SIZES = {"m": 2, "n": 4, "d": 3, "p": 5}
SPACES = {
    "X": "R^{m x n}",
    "Q": "R^{m x d}",
    "K": "R^{n x d}",
    "V": "R^{n x p}",
    "G": "R^{m x p}",
    "T": "R^{m x n}",
    "x": "R^n",
}
SPACES |= {"r": "R^{1 x n}", "c": "R^{n x 1}", "e": "R^{1 x 1}"}


def drawn(space: str) -> np.ndarray:
    sizes = [SIZES.get(word) or int(word) for word in space.removeprefix("R^").strip("{}").split(" x ")]
    return RNG.uniform(-1, 1, sizes)


POINT = {name: drawn(space) for name, space in SPACES.items()}


def soft(z: Any, axis: int) -> Any:
    grown = np.exp(z)
    return grown / grown.sum(axis=axis, keepdims=True)


def attention(Q: Any, K: Any, V: Any) -> Any:
    return soft(Q @ K.T / np.sqrt(3), 1) @ V


HEAD = "softmax(Q @ K.T / sqrt(d), axis=1) @ V"
CASES: list[tuple[str, str, Callable[..., Any]]] = [
    ("softmax(X, axis=1)", "X", lambda X: soft(X, 1)),
    ("softmax(X, axis=0)", "X", lambda X: soft(X, 0)),
    ("softmax(r, axis=1)", "r", lambda r: soft(r, 1)),
    ("softmax(r, axis=0)", "r", lambda r: soft(r, 0)),
    ("softmax(c, axis=1)", "c", lambda c: soft(c, 1)),
    ("softmax(e, axis=1)", "e", lambda e: soft(e, 1)),
    ("logsumexp(X, axis=1)", "X", lambda X: np.log(np.exp(X).sum(axis=1))),
    ("logsumexp(X, axis=0)", "X", lambda X: np.log(np.exp(X).sum(axis=0, keepdims=True))),
    ("logsumexp(r, axis=1)", "r", lambda r: np.log(np.exp(r).sum(axis=1))),
    ("logsumexp(r, axis=0)", "r", lambda r: np.log(np.exp(r).sum(axis=0, keepdims=True))),
    ("softmax(X @ diag(x), axis=0)", "x", lambda X, x: soft(X * x, 0)),
    ("softmax(x @ x.T, axis=1) @ x", "x", lambda x: soft(np.outer(x, x), 1) @ x),
    ("sum(T * ln(softmax(X, axis=1)))", "X", lambda T, X: (T * np.log(soft(X, 1))).sum()),
    ("sum(logsumexp(X, axis=0))", "X", lambda X: np.log(np.exp(X).sum(axis=0)).sum()),
    *[(HEAD, name, attention) for name in "QKV"],
    *[(f"norm({HEAD} - G)**2", name, lambda Q, K, V, G: ((attention(Q, K, V) - G) ** 2).sum()) for name in "QKV"],
]


@pytest.mark.parametrize(("formula", "wrt", "function"), CASES, ids=[f"{row[0]} by {row[1]}" for row in CASES])
def test_softmax_along_an_axis_has_the_right_derivative(formula: str, wrt: str, function: Callable[..., Any]) -> None:
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    found = mcdocs.derive(formula, {name: SPACES[name] for name in names}, wrt)
    point = {name: POINT[name] for name in names}
    expected = derivative(function, point, wrt)
    inputs = point[wrt].ndim
    for layout in ("numerator", "denominator"):
        value = getattr(found, layout).evaluate(**point)
        assert_close(value, arranged(expected, expected.ndim - inputs, inputs, layout), 1e-7)
    assert found.check.max_error < 1e-7


FORMS = [
    ("sum(T * softmax(X, axis=1))", "X", "softmax(X, axis=1)*(T - T*softmax(X, axis=1) @ ones(n) @ ones(1, n))"),
    ("sum(logsumexp(X, axis=1)) - sum(T * X)", "X", "softmax(X, axis=1) - T"),
    (f"sum(G * ({HEAD}))", "V", "softmax(Q @ K.T/sqrt(d), axis=1).T @ G"),
]


@pytest.mark.parametrize(("formula", "wrt", "expected"), FORMS, ids=[row[0] for row in FORMS])
def test_gradients_through_softmax_are_written_as_papers_write_them(formula: str, wrt: str, expected: str) -> None:
    assert mcdocs.derive(formula, SPACES, wrt).denominator.text == expected


def test_a_matrix_needs_an_axis_and_the_error_says_which() -> None:
    with pytest.raises(ShapeError, match="a vector, or an axis, is needed for a matrix") as caught:
        mcdocs.derive("softmax(X)", SPACES, "X")
    assert "axis=1" in caught.value.hint


# ── distributions ────────────────────────────────────────────────────────────────────────────────────────────────────

CLASSIFIER = {"W": "R^{k x n}", "x": "R^n", "t": "R^k", "X": "R^{m x n}", "T": "R^{m x k}", "V": "R^{n x k}"}
ENTROPIES = [
    ("-t.T @ ln(softmax(W @ x))", "W", {"t": "distribution"}, "(softmax(W @ x) - t) @ x.T"),
    ("-t.T @ ln(softmax(W @ x))", "x", {"t": "distribution"}, "W.T @ (softmax(W @ x) - t)"),
    ("logsumexp(t)*sum(softmax(t))", "t", {}, "softmax(t)"),
    ("-sum(T * ln(softmax(X @ V, axis=1)))", "V", {"T": "row-stochastic"}, "X.T @ (softmax(X @ V, axis=1) - T)"),
]


@pytest.mark.parametrize(
    ("formula", "wrt", "assume", "expected"), ENTROPIES, ids=[f"{e[0]} by {e[1]}" for e in ENTROPIES]
)
def test_cross_entropy_of_a_distribution_gives_the_difference(
    formula: str, wrt: str, assume: dict[str, str], expected: str
) -> None:
    found = mcdocs.derive(formula, CLASSIFIER, wrt, assume=assume)
    assert found.denominator.text == expected
    assert found.check.max_error < 1e-7
    if assume:
        ((name, fact),) = assume.items()
        words = {"distribution": "a distribution"}.get(fact, fact)
        assert found.steps[-1].rule == f"{name} is {words}"
        assert mcdocs.derive(formula, CLASSIFIER, wrt).denominator.text != expected


@pytest.mark.parametrize(
    ("name", "fact", "words"), [("W", "distribution", "a distribution"), ("t", "row-stochastic", "row-stochastic")]
)
def test_only_vectors_are_distributions_and_only_matrices_are_row_stochastic(name: str, fact: str, words: str) -> None:
    with pytest.raises(ShapeError, match=f"and cannot be {words}"):
        mcdocs.derive("sum(W)*sum(t)", CLASSIFIER, "W", assume={name: fact})
