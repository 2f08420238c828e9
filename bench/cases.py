"""Standard matrix derivatives: how mcdocs, SymPy and NumPy write each. One row adds one case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp  # type: ignore[import-untyped]
from sympy import Determinant, HadamardProduct, Inverse, OneMatrix, Trace

Arrays = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Case:
    """A function in three notations.

    `sympy` gets a way to make a scalar of a 1 x 1 matrix, and the symbols by name (vectors are n x 1 matrices);
    `numpy` gets the arrays, and gives the value.

    `domain` names inputs whose entries or eigenvalues are positive.
    """

    name: str
    expr: str
    inputs: Mapping[str, str]
    wrt: str
    sympy: Callable[..., Any]
    numpy: Callable[..., Any]
    domain: tuple[str, ...] = ()


def _each(function: Any, matrix: Any) -> Any:
    return matrix.applyfunc(function)


def _total(scalar: Any, matrix: Any) -> Any:
    return scalar(OneMatrix(1, matrix.shape[0]) * matrix * OneMatrix(matrix.shape[1], 1))


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def _softmax(x: Any) -> Any:
    return np.exp(x) / np.exp(x).sum()


_U = sp.Dummy("u")
SIGMOID = sp.Lambda(_U, 1 / (1 + sp.exp(-_U)))

_VV = {"a": "R^n", "x": "R^n"}
_AX = {"A": "R^{m x n}", "x": "R^n"}
_QX = {"A": "R^{n x n}", "x": "R^n"}
_LS = {"A": "R^{m x n}", "b": "R^m", "x": "R^n"}
_AXB = {"A": "R^{m x n}", "X": "R^{n x p}", "B": "R^{p x m}"}
_SQ = {"X": "R^{n x n}"}
_RE = {"X": "R^{n x p}"}
_AB = {"a": "R^n", "b": "R^p", "X": "R^{n x p}"}
_ABS = {"a": "R^n", "b": "R^n", "X": "R^{n x n}"}

CASES: tuple[Case, ...] = (
    # scalar by vector
    Case("a'x", "a.T @ x", _VV, "x", lambda s, a, x: a.T * x, lambda a, x: a @ x),
    Case("x'x", "x.T @ x", {"x": "R^n"}, "x", lambda s, x: x.T * x, lambda x: x @ x),
    Case("x'Ax", "x.T @ A @ x", _QX, "x", lambda s, A, x: x.T * A * x, lambda A, x: x @ A @ x),
    Case("(a'x)^2", "(a.T @ x)**2", _VV, "x", lambda s, a, x: s(a.T * x) ** 2, lambda a, x: (a @ x) ** 2),
    Case("|x|", "norm(x)", {"x": "R^n"}, "x", lambda s, x: sp.sqrt(s(x.T * x)), lambda x: np.sqrt(x @ x)),
    Case(
        "|Ax - b|^2", "norm(A @ x - b)**2", _LS, "x",
        lambda s, A, b, x: (A * x - b).T * (A * x - b), lambda A, b, x: ((A @ x - b) ** 2).sum(),
    ),
    Case(
        "|Ax - b|", "norm(A @ x - b)", _LS, "x",
        lambda s, A, b, x: sp.sqrt(s((A * x - b).T * (A * x - b))), lambda A, b, x: np.sqrt(((A @ x - b) ** 2).sum()),
    ),
    Case(
        "b'Ax", "b.T @ A @ x", _LS, "x", lambda s, A, b, x: b.T * A * x, lambda A, b, x: b @ A @ x,
    ),
    Case("exp(x'x)", "exp(x.T @ x)", {"x": "R^n"}, "x", lambda s, x: sp.exp(s(x.T * x)), lambda x: np.exp(x @ x)),
    Case("sum exp x", "sum(exp(x))", {"x": "R^n"}, "x",
         lambda s, x: _total(s, _each(sp.exp, x)), lambda x: np.exp(x).sum()),
    Case(
        "logsumexp x", "logsumexp(x)", {"x": "R^n"}, "x",
        lambda s, x: sp.log(_total(s, _each(sp.exp, x))), lambda x: np.log(np.exp(x).sum()),
    ),
    Case(
        "a'x / x'x", "(a.T @ x) / (x.T @ x)", _VV, "x",
        lambda s, a, x: s(a.T * x) / s(x.T * x), lambda a, x: a @ x / (x @ x),
    ),
    Case(
        "logistic loss", "sum(softplus(A @ x)) - b.T @ A @ x", _LS, "x",
        lambda s, A, b, x: _total(s, _each(sp.Lambda(_U, sp.log(1 + sp.exp(_U))), A * x)) - s(b.T * A * x),
        lambda A, b, x: np.log(1 + np.exp(A @ x)).sum() - b @ A @ x,
    ),
    Case("prod of forms", "(a.T @ x) * (x.T @ x)", _VV, "x",
         lambda s, a, x: s(a.T * x) * s(x.T * x), lambda a, x: (a @ x) * (x @ x)),
    # vector by vector
    Case("Ax", "A @ x", _AX, "x", lambda s, A, x: A * x, lambda A, x: A @ x),
    Case("x (a'x)", "x * (a.T @ x)", _VV, "x", lambda s, a, x: x * a.T * x, lambda a, x: x * (a @ x)),
    Case("x * a", "x * a", _VV, "x", lambda s, a, x: HadamardProduct(x, a), lambda a, x: x * a),
    Case("exp x", "exp(x)", {"x": "R^n"}, "x", lambda s, x: _each(sp.exp, x), lambda x: np.exp(x)),
    Case("sigmoid(Ax)", "sigmoid(A @ x)", _AX, "x",
         lambda s, A, x: _each(SIGMOID, A * x), lambda A, x: _sigmoid(A @ x)),
    Case(
        "tanh(Ax + b)", "tanh(A @ x + b)", _LS, "x",
        lambda s, A, b, x: _each(sp.tanh, A * x + b), lambda A, b, x: np.tanh(A @ x + b),
    ),
    Case(
        "softmax x", "softmax(x)", {"x": "R^n"}, "x",
        lambda s, x: _each(sp.exp, x) / _total(s, _each(sp.exp, x)), _softmax,
    ),
    Case(
        "x / |x|", "x / norm(x)", {"x": "R^n"}, "x", lambda s, x: x / sp.sqrt(s(x.T * x)), lambda x: x / np.sqrt(x @ x)
    ),
    # scalar by matrix
    Case("tr X", "tr(X)", _SQ, "X", lambda s, X: Trace(X), lambda X: np.trace(X)),
    Case("tr AXB", "tr(A @ X @ B)", _AXB, "X",
         lambda s, A, X, B: Trace(A * X * B), lambda A, X, B: np.trace(A @ X @ B)),
    Case("tr X'X", "tr(X.T @ X)", _RE, "X", lambda s, X: Trace(X.T * X), lambda X: (X**2).sum()),
    Case("tr X^2", "tr(X @ X)", _SQ, "X", lambda s, X: Trace(X * X), lambda X: np.trace(X @ X)),
    Case("tr X^3", "tr(matpow(X, 3))", _SQ, "X", lambda s, X: Trace(X**3), lambda X: np.trace(X @ X @ X)),
    Case(
        "tr X'AX", "tr(X.T @ A @ X)", {"A": "R^{n x n}", **_RE}, "X",
        lambda s, A, X: Trace(X.T * A * X), lambda A, X: np.trace(X.T @ A @ X),
    ),
    Case("a'Xb", "a.T @ X @ b", _AB, "X", lambda s, a, b, X: a.T * X * b, lambda a, b, X: a @ X @ b),
    Case("b'X'Xb", "b.T @ X.T @ X @ b", _AB, "X",
         lambda s, a, b, X: b.T * X.T * X * b, lambda a, b, X: b @ X.T @ X @ b),
    Case(
        "|Xb - a|^2", "norm(X @ b - a)**2", _AB, "X",
        lambda s, a, b, X: (X * b - a).T * (X * b - a), lambda a, b, X: ((X @ b - a) ** 2).sum(),
    ),
    Case("det X", "det(X)", _SQ, "X", lambda s, X: Determinant(X), lambda X: np.linalg.det(X), ("X",)),
    Case("ln |det X|", "logdet(X)", _SQ, "X",
         lambda s, X: sp.log(Determinant(X)), lambda X: np.linalg.slogdet(X)[1], ("X",)),
    Case(
        "a'X^-1 b", "a.T @ inv(X) @ b", _ABS, "X",
        lambda s, a, b, X: a.T * Inverse(X) * b, lambda a, b, X: a @ np.linalg.inv(X) @ b, ("X",),
    ),
    Case("tr X^-1", "tr(inv(X))", _SQ, "X",
         lambda s, X: Trace(Inverse(X)), lambda X: np.trace(np.linalg.inv(X)), ("X",)),
    Case("sum X*X", "sum(X * X)", _RE, "X", lambda s, X: _total(s, HadamardProduct(X, X)), lambda X: (X**2).sum()),
    Case("sum exp X", "sum(exp(X))", _RE, "X", lambda s, X: _total(s, _each(sp.exp, X)), lambda X: np.exp(X).sum()),
    Case("|X|_F", "norm(X)", _RE, "X", lambda s, X: sp.sqrt(Trace(X.T * X)), lambda X: np.sqrt((X**2).sum())),
    Case(
        "sum sigmoid(Xb)", "sum(sigmoid(X @ b))", _AB, "X",
        lambda s, a, b, X: _total(s, _each(SIGMOID, X * b)), lambda a, b, X: _sigmoid(X @ b).sum(),
    ),
    # beyond two axes
    Case("Xb", "X @ b", _AB, "X", lambda s, a, b, X: X * b, lambda a, b, X: X @ b),
    Case("AXB", "A @ X @ B", _AXB, "X", lambda s, A, X, B: A * X * B, lambda A, X, B: A @ X @ B),
    Case("X^-1", "inv(X)", _SQ, "X", lambda s, X: Inverse(X), lambda X: np.linalg.inv(X), ("X",)),
    Case("X'X", "X.T @ X", _RE, "X", lambda s, X: X.T * X, lambda X: X.T @ X),
)  # fmt: skip
"""Matrix Cookbook, section 2, and the functions of everyday machine learning."""
