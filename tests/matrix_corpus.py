"""Formulas in matrix notation, each with the NumPy function a person would write for it.

A row is (formula, variable, function, extras...): the function's parameters name the inputs, whose spaces are in
SPACES; `let` and `assume` ride along where a row needs them. Sources: Petersen and Pedersen, The Matrix Cookbook,
section 2; Wikipedia's tables of matrix calculus; layers and losses of machine learning.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy import diag, exp, eye, kron, log, outer, sqrt, tanh, trace
from numpy.linalg import det, inv, norm, slogdet
from numpy.linalg import matrix_power as power

SPACES = {
    **dict.fromkeys(["s", "t"], "R"),
    **dict.fromkeys(["x", "y", "a", "b", "u", "v", "mu", "gam"], "R^n"),
    **dict.fromkeys(["c", "f", "r"], "R^m"),
    **dict.fromkeys(["g", "w"], "R^k"),
    **dict.fromkeys(["A", "B", "C", "S", "P", "Q", "D"], "R^{n x n}"),
    **dict.fromkeys(["X", "Y", "Z"], "R^{n x k}"),
    **dict.fromkeys(["W", "V"], "R^{m x n}"),
    **dict.fromkeys(["M", "N"], "R^{k x m}"),
    **dict.fromkeys(["F", "G"], "R^{k x k}"),
    "U": "R^{p x m}",
    "h": "R^p",
}
POSITIVE = frozenset("uvPs")


@dataclass(frozen=True, eq=False)
class Case:
    """One formula; `function` is its value in NumPy."""

    formula: Any
    wrt: str
    function: Callable[..., Any]
    let: Mapping[str, str] = field(default_factory=dict)
    assume: Mapping[str, str] = field(default_factory=dict)
    order: int = 1

    @property
    def inputs(self) -> dict[str, str]:
        return {name: SPACES[name] for name in inspect.signature(self.function).parameters}

    def __str__(self) -> str:
        facts = "".join(f", {name} {fact}" for name, fact in self.assume.items())
        lets = "".join(f"; {name} = {value}" for name, value in self.let.items())
        return f"{self.formula} by {self.wrt}{facts}{lets}"


def sigmoid(z: Any) -> Any:
    return 1 / (1 + exp(-z))


def softmax(z: Any) -> Any:
    return exp(z) / exp(z).sum()


def softplus(z: Any) -> Any:
    return log(1 + exp(z))


def relu(z: Any) -> Any:
    return np.maximum(z, 0)


def logsumexp(z: Any) -> Any:
    return log(exp(z).sum())


def vec(z: Any) -> Any:
    return z.reshape(-1, order="F")


def logdet(z: Any) -> Any:
    return slogdet(z)[1]


def cases(*rows: tuple[Any, ...]) -> list[Case]:
    return [Case(*row[:3], *row[3:]) for row in rows]


SYMMETRIC = {"S": "symmetric"}

# ── Matrix Cookbook 2.4, Wikipedia: scalars by vectors ───────────────────────────────────────────────────────────────

SCALAR_BY_VECTOR = cases(
    ("a.T @ x", "x", lambda a, x: a @ x),
    ("x.T @ a", "x", lambda a, x: a @ x),
    ("x.T @ x", "x", lambda x: x @ x),
    ("x.T @ A @ x", "x", lambda x, A: x @ A @ x),
    ("x.T @ S @ x", "x", lambda x, S: x @ S @ x, {}, SYMMETRIC),
    ("x.T @ A @ b", "x", lambda x, A, b: x @ A @ b),
    ("b.T @ A @ x", "x", lambda x, A, b: b @ A @ x),
    ("c.T @ W @ x", "x", lambda x, W, c: c @ W @ x),
    ("a.T @ x @ x.T @ b", "x", lambda a, x, b: (a @ x) * (x @ b)),
    ("(a.T @ x)**2", "x", lambda a, x: (a @ x) ** 2),
    ("(a.T @ x)**3", "x", lambda a, x: (a @ x) ** 3),
    ("(W @ x - c).T @ (W @ x - c)", "x", lambda x, W, c: (W @ x - c) @ (W @ x - c)),
    ("(W @ x + c).T @ (V @ x + f)", "x", lambda x, W, c, V, f: (W @ x + c) @ (V @ x + f)),
    ("(A @ x + b).T @ C @ (B @ x + a)", "x", lambda x, A, b, C, B, a: (A @ x + b) @ C @ (B @ x + a)),
    ("(x - mu).T @ A @ (x - mu)", "x", lambda x, mu, A: (x - mu) @ A @ (x - mu)),
    ("(x - mu).T @ S @ (x - mu)", "mu", lambda x, mu, S: (x - mu) @ S @ (x - mu), {}, SYMMETRIC),
    ("(x - mu).T @ inv(P) @ (x - mu)/2", "mu", lambda x, mu, P: (x - mu) @ inv(P) @ (x - mu) / 2, {}, {"P": "spd"}),
    ("norm(x)", "x", lambda x: norm(x)),
    ("norm(x)**2", "x", lambda x: x @ x),
    ("norm(x - a)", "x", lambda x, a: norm(x - a)),
    ("norm(x - a)**2", "x", lambda x, a: (x - a) @ (x - a)),
    ("norm(W @ x - c)", "x", lambda x, W, c: norm(W @ x - c)),
    ("norm(W @ x - c)**2", "x", lambda x, W, c: norm(W @ x - c) ** 2),
    ("norm(W @ x - c)**2 + s*norm(x)**2", "x", lambda x, W, c, s: norm(W @ x - c) ** 2 + s * norm(x) ** 2),
    ("norm(x)**3", "x", lambda x: norm(x) ** 3),
    ("1/norm(x)", "x", lambda x: 1 / norm(x)),
    ("1/(x.T @ x)", "x", lambda x: 1 / (x @ x)),
    ("x.T @ A @ x/(x.T @ x)", "x", lambda x, A: x @ A @ x / (x @ x)),
    ("x.T @ S @ x/(x.T @ x)", "x", lambda x, S: x @ S @ x / (x @ x), {}, SYMMETRIC),
    ("a.T @ x/norm(x)", "x", lambda a, x: a @ x / norm(x)),
    ("a.T @ x/(norm(a)*norm(x))", "x", lambda a, x: a @ x / norm(a) / norm(x)),
    ("exp(a.T @ x)", "x", lambda a, x: exp(a @ x)),
    ("exp(-x.T @ A @ x/2)", "x", lambda x, A: exp(-x @ A @ x / 2)),
    ("exp(-norm(x - a)**2/(2*s**2))", "x", lambda x, a, s: exp(-(norm(x - a) ** 2) / (2 * s**2))),
    ("ln(1 + x.T @ x)", "x", lambda x: log(1 + x @ x)),
    ("ln(1 + exp(a.T @ x))", "x", lambda a, x: log(1 + exp(a @ x))),
    ("ln(1 + exp(-t*(a.T @ x)))", "x", lambda a, x, t: log(1 + exp(-t * (a @ x)))),
    ("sin(a.T @ x)", "x", lambda a, x: np.sin(a @ x)),
    ("sqrt(1 + x.T @ x)", "x", lambda x: sqrt(1 + x @ x)),
    ("tanh(a.T @ x + s)", "x", lambda a, x, s: tanh(a @ x + s)),
    ("sigmoid(a.T @ x)", "x", lambda a, x: sigmoid(a @ x)),
    ("sigmoid(a.T @ x)*(1 - sigmoid(b.T @ x))", "x", lambda a, x, b: sigmoid(a @ x) * (1 - sigmoid(b @ x))),
    ("softplus(a.T @ x)", "x", lambda a, x: softplus(a @ x)),
    ("relu(a.T @ x + s)", "x", lambda a, x, s: relu(a @ x + s)),
    ("abs(a.T @ x)", "x", lambda a, x: abs(a @ x)),
    ("(a.T @ x)*(b.T @ x)", "x", lambda a, x, b: (a @ x) * (b @ x)),
    ("(a.T @ x)/(b.T @ x)", "x", lambda a, x, b: (a @ x) / (b @ x)),
    ("(a.T @ x)*(x.T @ A @ x)", "x", lambda a, x, A: (a @ x) * (x @ A @ x)),
    ("(x.T @ A @ x)**2", "x", lambda x, A: (x @ A @ x) ** 2),
    ("sum(x)", "x", lambda x: x.sum()),
    ("sum(x)**2", "x", lambda x: x.sum() ** 2),
    ("mean(x)", "x", lambda x: x.mean()),
    ("sum(x**2)", "x", lambda x: (x**2).sum()),
    ("sum(x**3)", "x", lambda x: (x**3).sum()),
    ("mean(x**2) - mean(x)**2", "x", lambda x: (x**2).mean() - x.mean() ** 2),
    ("sum((x - mean(x))**2)", "x", lambda x: ((x - x.mean()) ** 2).sum()),
    ("mean((x - y)**2)", "x", lambda x, y: ((x - y) ** 2).mean()),
    ("sum(abs(x))", "x", lambda x: abs(x).sum()),
    ("sum(abs(W @ x - c))", "x", lambda x, W, c: abs(W @ x - c).sum()),
    ("sum(sqrt(x**2 + s))", "x", lambda x, s: sqrt(x**2 + s).sum()),
    ("sum(exp(x))", "x", lambda x: exp(x).sum()),
    ("ln(sum(exp(x)))", "x", lambda x: log(exp(x).sum())),
    ("sum(u*ln(u))", "u", lambda u: (u * log(u)).sum()),
    ("sum(u*ln(u/v))", "u", lambda u, v: (u * log(u / v)).sum()),
    ("sum(u*ln(u/v))", "v", lambda u, v: (u * log(u / v)).sum()),
    ("sum(x*y)", "x", lambda x, y: (x * y).sum()),
    ("sum(x*y*a)", "x", lambda x, y, a: (x * y * a).sum()),
    ("sum(x/u)", "u", lambda x, u: (x / u).sum()),
    ("sum((x - y)**2/u)", "u", lambda x, y, u: ((x - y) ** 2 / u).sum()),
    ("sum(softplus(W @ x))", "x", lambda x, W: softplus(W @ x).sum()),
    ("sum(relu(W @ x + c))", "x", lambda x, W, c: relu(W @ x + c).sum()),
    ("c.T @ sigmoid(W @ x)", "x", lambda c, W, x: c @ sigmoid(W @ x)),
    ("c.T @ tanh(W @ x + f)", "x", lambda c, W, x, f: c @ tanh(W @ x + f)),
    ("h.T @ tanh(U @ sigmoid(W @ x + c))", "x", lambda h, U, W, x, c: h @ tanh(U @ sigmoid(W @ x + c))),
    ("norm(tanh(W @ x + c) - f)**2", "x", lambda W, x, c, f: norm(tanh(W @ x + c) - f) ** 2),
    ("logsumexp(x)", "x", lambda x: logsumexp(x)),
    ("logsumexp(W @ x + c)", "x", lambda W, x, c: logsumexp(W @ x + c)),
    ("logsumexp(s*x)/s", "x", lambda x, s: logsumexp(s * x) / s),
    ("y.T @ softmax(x)", "x", lambda y, x: y @ softmax(x)),
    ("y.T @ ln(softmax(x))", "x", lambda y, x: y @ log(softmax(x))),
    ("logsumexp(x) - y.T @ x", "x", lambda y, x: logsumexp(x) - y @ x),
    ("c.T @ softmax(W @ x)", "x", lambda c, W, x: c @ softmax(W @ x)),
    ("x.T @ diag(a) @ x", "x", lambda a, x: x @ diag(a) @ x),
    ("x.T @ diag(x) @ x", "x", lambda x: (x**3).sum()),
    ("tr(x @ x.T)", "x", lambda x: x @ x),
    ("tr(A @ x @ x.T)", "x", lambda A, x: x @ A @ x),
    ("det(A + x @ x.T)", "x", lambda A, x: det(A + outer(x, x))),
    ("logdet(P + x @ x.T)", "x", lambda P, x: logdet(P + outer(x, x))),
    ("logdet(diag(u))", "u", lambda u: log(u).sum()),
    ("det(diag(x))", "x", lambda x: np.prod(x)),
    ("tr(inv(diag(u)))", "u", lambda u: (1 / u).sum()),
    ("norm(x @ y.T)**2", "x", lambda x, y: norm(outer(x, y)) ** 2),
    ("norm(x @ x.T - P)**2", "x", lambda x, P: norm(outer(x, x) - P) ** 2),
    ("x.T @ inv(A) @ x", "x", lambda x, A: x @ inv(A) @ x),
    ("x.T @ A.T @ A @ x", "x", lambda x, A: x @ A.T @ A @ x),
    ("x.T @ matpow(A, 2) @ x", "x", lambda x, A: x @ A @ A @ x),
    ("a.T @ (x*y)", "x", lambda a, x, y: a @ (x * y)),
    ("(x*a).T @ A @ (x*b)", "x", lambda x, a, A, b: (x * a) @ A @ (x * b)),
    ("(x**2).T @ A @ x", "x", lambda x, A: (x**2) @ A @ x),
    ("exp(x).T @ A @ x", "x", lambda x, A: exp(x) @ A @ x),
    ("sum(x)*norm(x)", "x", lambda x: x.sum() * norm(x)),
    ("(u.T @ v)**s", "u", lambda u, v, s: (u @ v) ** s),
    ("norm(c - W @ x)**2/2 + t*norm(x)**2", "x", lambda c, W, x, t: norm(c - W @ x) ** 2 / 2 + t * norm(x) ** 2),
    ("norm(x - a @ a.T @ x)**2", "a", lambda x, a: norm(x - a * (a @ x)) ** 2),
    (
        "-c.T @ ln(sigmoid(W @ x)) - (1 - c).T @ ln(1 - sigmoid(W @ x))",
        "x",
        lambda c, W, x: -c @ log(sigmoid(W @ x)) - (1 - c) @ log(1 - sigmoid(W @ x)),
    ),
    ("x.T @ inv(diag(u)) @ x", "u", lambda x, u: (x**2 / u).sum()),
    ("sum(relu(W @ x)**2)", "x", lambda W, x: (relu(W @ x) ** 2).sum()),
    ("sum(ln(cosh(x - y)))", "x", lambda x, y: log(np.cosh(x - y)).sum()),
    ("a.T @ b", "x", lambda a, b, x: a @ b),
    ("-x.T @ x", "x", lambda x: -x @ x),
    ("2*(x.T @ y) - 3*(y.T @ x)", "x", lambda x, y: -(x @ y)),
    ("x.T @ y - y.T @ x", "x", lambda x, y: 0.0),
)

# ── Matrix Cookbook 2.1 to 2.5: scalars by matrices ──────────────────────────────────────────────────────────────────

SCALAR_BY_MATRIX = cases(
    ("a.T @ X @ w", "X", lambda a, X, w: a @ X @ w),
    ("w.T @ X.T @ a", "X", lambda a, X, w: a @ X @ w),
    ("a.T @ A @ a", "A", lambda a, A: a @ A @ a),
    ("a.T @ A.T @ b", "A", lambda a, A, b: a @ A.T @ b),
    ("w.T @ X.T @ X @ g", "X", lambda w, X, g: w @ X.T @ X @ g),
    ("w.T @ X.T @ A @ X @ g", "X", lambda w, X, A, g: w @ X.T @ A @ X @ g),
    ("(X @ w + a).T @ (X @ w + a)", "X", lambda X, w, a: (X @ w + a) @ (X @ w + a)),
    ("(X @ w + a).T @ A @ (X @ w + a)", "X", lambda X, w, a, A: (X @ w + a) @ A @ (X @ w + a)),
    ("norm(X @ w - a)**2", "X", lambda X, w, a: norm(X @ w - a) ** 2),
    ("norm(X)", "X", lambda X: norm(X)),
    ("norm(X)**2", "X", lambda X: norm(X) ** 2),
    ("norm(X - Y)**2", "X", lambda X, Y: norm(X - Y) ** 2),
    ("norm(A @ X - Y)**2", "X", lambda A, X, Y: norm(A @ X - Y) ** 2),
    ("norm(A @ X - Y)**2 + s*norm(X)**2", "X", lambda A, X, Y, s: norm(A @ X - Y) ** 2 + s * norm(X) ** 2),
    ("norm(X - Z @ F)**2", "F", lambda X, Z, F: norm(X - Z @ F) ** 2),
    ("norm(X @ X.T - A)**2", "X", lambda X, A: norm(X @ X.T - A) ** 2),
    ("norm(X.T @ X)**2", "X", lambda X: norm(X.T @ X) ** 2),
    ("tr(A)", "A", lambda A: trace(A)),
    ("tr(A @ B)", "A", lambda A, B: trace(A @ B)),
    ("tr(A.T @ B)", "A", lambda A, B: trace(A.T @ B)),
    ("tr(X.T @ Y)", "X", lambda X, Y: trace(X.T @ Y)),
    ("tr(X.T @ X)", "X", lambda X: trace(X.T @ X)),
    ("tr(X @ X.T)", "X", lambda X: trace(X.T @ X)),
    ("tr(X.T @ A @ X)", "X", lambda X, A: trace(X.T @ A @ X)),
    ("tr(X.T @ S @ X)", "X", lambda X, S: trace(X.T @ S @ X), {}, SYMMETRIC),
    ("tr(X @ F @ X.T)", "X", lambda X, F: trace(X @ F @ X.T)),
    ("tr(A @ X @ F @ X.T @ B)", "X", lambda A, X, F, B: trace(A @ X @ F @ X.T @ B)),
    ("tr(X.T @ A @ X @ F)", "X", lambda A, X, F: trace(X.T @ A @ X @ F)),
    ("tr(A @ B @ C)", "B", lambda A, B, C: trace(A @ B @ C)),
    ("tr(A @ B.T @ C)", "B", lambda A, B, C: trace(A @ B.T @ C)),
    ("tr(matpow(A, 2))", "A", lambda A: trace(A @ A)),
    ("tr(matpow(A, 3))", "A", lambda A: trace(power(A, 3))),
    ("tr(A @ A)", "A", lambda A: trace(A @ A)),
    ("tr(B @ matpow(A, 3))", "A", lambda A, B: trace(B @ power(A, 3))),
    ("tr(A.T @ B @ A @ C)", "A", lambda A, B, C: trace(A.T @ B @ A @ C)),
    ("tr((A*A).T @ B)", "A", lambda A, B: trace((A * A).T @ B)),
    ("tr(A*B)", "A", lambda A, B: trace(A * B)),
    ("tr(inv(A))", "A", lambda A: trace(inv(A))),
    ("tr(B @ inv(A))", "A", lambda A, B: trace(B @ inv(A))),
    ("tr(B @ inv(A) @ C)", "A", lambda A, B, C: trace(B @ inv(A) @ C)),
    ("tr(inv(A + B))", "A", lambda A, B: trace(inv(A + B))),
    ("tr(inv(A @ B))", "A", lambda A, B: trace(inv(A @ B))),
    ("a.T @ inv(A) @ b", "A", lambda a, A, b: a @ inv(A) @ b),
    ("x.T @ inv(P) @ x", "P", lambda x, P: x @ inv(P) @ x, {}, {"P": "spd"}),
    ("tr(inv(X.T @ P @ X) @ F)", "X", lambda X, P, F: trace(inv(X.T @ P @ X) @ F)),
    ("tr(inv(X.T @ P @ X) @ (X.T @ Q @ X))", "X", lambda X, P, Q: trace(inv(X.T @ P @ X) @ (X.T @ Q @ X))),
    ("det(A)", "A", lambda A: det(A)),
    ("det(A)**2", "A", lambda A: det(A) ** 2),
    ("det(A @ B)", "A", lambda A, B: det(A @ B)),
    ("det(A @ B @ C)", "B", lambda A, B, C: det(A @ B @ C)),
    ("det(X.T @ X)", "X", lambda X: det(X.T @ X)),
    ("det(X.T @ A @ X)", "X", lambda X, A: det(X.T @ A @ X)),
    ("det(inv(A))", "A", lambda A: det(inv(A))),
    ("det(A + eye(n))", "A", lambda A: det(A + eye(len(A)))),
    ("det(matpow(A, 2))", "A", lambda A: det(A) ** 2),
    ("logdet(A)", "A", lambda A: logdet(A)),
    ("logdet(P)", "P", lambda P: logdet(P), {}, {"P": "spd"}),
    ("logdet(A @ B)", "A", lambda A, B: logdet(A @ B)),
    ("logdet(X.T @ X)", "X", lambda X: logdet(X.T @ X)),
    ("logdet(inv(A))", "A", lambda A: logdet(inv(A))),
    ("logdet(A.T @ A)", "A", lambda A: logdet(A.T @ A)),
    ("logdet(A @ B @ A.T)", "A", lambda A, B: logdet(A @ B @ A.T)),
    ("a.T @ inv(B @ A) @ b", "A", lambda a, A, B, b: a @ inv(B @ A) @ b),
    ("logdet(A + s*eye(n))", "A", lambda A, s: logdet(A + s * eye(len(A)))),
    ("logdet(A + s*eye(n))", "s", lambda A, s: logdet(A + s * eye(len(A)))),
    ("logdet(P) + x.T @ inv(P) @ x", "P", lambda P, x: logdet(P) + x @ inv(P) @ x, {}, {"P": "spd"}),
    ("logdet(P) + tr(inv(P) @ Q)", "P", lambda P, Q: logdet(P) + trace(inv(P) @ Q)),
    ("tr(A @ P) - logdet(P)", "P", lambda A, P: trace(A @ P) - logdet(P)),
    ("ln(det(P))", "P", lambda P: log(det(P))),
    ("exp(tr(A @ B))", "A", lambda A, B: exp(trace(A @ B))),
    ("tr(A)**2", "A", lambda A: trace(A) ** 2),
    ("tr(A)*det(A)", "A", lambda A: trace(A) * det(A)),
    ("tr(A)/norm(A)", "A", lambda A: trace(A) / norm(A)),
    ("sum(X)", "X", lambda X: X.sum()),
    ("mean(X)", "X", lambda X: X.mean()),
    ("sum(X**2)", "X", lambda X: (X**2).sum()),
    ("mean((X - Y)**2)", "X", lambda X, Y: ((X - Y) ** 2).mean()),
    ("sum(X*Y)", "X", lambda X, Y: (X * Y).sum()),
    ("sum(X*Y*X)", "X", lambda X, Y: (X * Y * X).sum()),
    ("sum(exp(X))", "X", lambda X: exp(X).sum()),
    ("sum(tanh(A @ X))", "X", lambda A, X: tanh(A @ X).sum()),
    ("sum(A @ X @ F)", "X", lambda A, X, F: (A @ X @ F).sum()),
    ("sum(sigmoid(X @ w))", "X", lambda X, w: sigmoid(X @ w).sum()),
    ("sum(X, axis=1).T @ a", "X", lambda X, a: X.sum(axis=1) @ a),
    ("sum(X, axis=0) @ w", "X", lambda X, w: X.sum(axis=0) @ w),
    ("mean(X, axis=0) @ w", "X", lambda X, w: X.mean(axis=0) @ w),
    ("norm(sum(X, axis=1))**2", "X", lambda X: norm(X.sum(axis=1)) ** 2),
    ("norm(mean(X, axis=1) - a)**2", "X", lambda X, a: norm(X.mean(axis=1) - a) ** 2),
    ("diagvec(A).T @ x", "A", lambda A, x: np.diagonal(A) @ x),
    ("sum(diagvec(A)**2)", "A", lambda A: (np.diagonal(A) ** 2).sum()),
    ("vec(X).T @ vec(Y)", "X", lambda X, Y: vec(X) @ vec(Y)),
    ("tr(A.T @ inv(B) @ A)", "B", lambda A, B: trace(A.T @ inv(B) @ A)),
    ("c.T @ W @ x", "W", lambda c, W, x: c @ W @ x),
    ("norm(W @ x + c)**2/2", "W", lambda W, x, c: norm(W @ x + c) ** 2 / 2),
    ("c.T @ sigmoid(W @ x)", "W", lambda c, W, x: c @ sigmoid(W @ x)),
    ("sum(relu(W @ x + c))", "W", lambda W, x, c: relu(W @ x + c).sum()),
    ("logsumexp(W @ x) - c.T @ W @ x", "W", lambda W, x, c: logsumexp(W @ x) - c @ W @ x),
    ("c.T @ softmax(W @ x)", "W", lambda c, W, x: c @ softmax(W @ x)),
    ("-f.T @ ln(softmax(W @ x + c))", "W", lambda f, W, x, c: -f @ log(softmax(W @ x + c))),
    ("h.T @ U @ tanh(W @ x)", "W", lambda h, U, W, x: h @ U @ tanh(W @ x)),
    ("h.T @ tanh(U @ sigmoid(W @ x + c))", "W", lambda h, U, W, x, c: h @ tanh(U @ sigmoid(W @ x + c))),
    ("norm(U @ relu(W @ x + c) - h)**2", "W", lambda h, U, W, x, c: norm(U @ relu(W @ x + c) - h) ** 2),
    ("norm(U @ relu(W @ x + c) - h)**2", "U", lambda h, U, W, x, c: norm(U @ relu(W @ x + c) - h) ** 2),
    ("norm(tanh(X @ F) - Y)**2", "F", lambda X, F, Y: norm(tanh(X @ F) - Y) ** 2),
    ("sum(softplus(-X*Y))", "X", lambda X, Y: softplus(-X * Y).sum()),
    ("sum(X/(1 + exp(-X)))", "X", lambda X: (X / (1 + exp(-X))).sum()),
    ("sum(sqrt(X**2 + 1))", "X", lambda X: sqrt(X**2 + 1).sum()),
    ("tr(X.T @ D @ X)", "X", lambda X, D: trace(X.T @ D @ X), {}, {"D": "diagonal"}),
    ("tr(A @ diag(x) @ B)", "x", lambda A, x, B: trace(A @ diag(x) @ B)),
    ("tr(diag(x) @ A @ diag(x) @ B)", "x", lambda A, x, B: trace(diag(x) @ A @ diag(x) @ B)),
    ("a.T @ A @ diag(x) @ b", "x", lambda a, A, x, b: a @ A @ diag(x) @ b),
    ("logdet(A @ diag(u) @ A.T)", "u", lambda A, u: logdet(A @ diag(u) @ A.T)),
)

# ── Wikipedia: vectors by vectors ────────────────────────────────────────────────────────────────────────────────────

VECTOR_BY_VECTOR = cases(
    ("x", "x", lambda x: x),
    ("-x", "x", lambda x: -x),
    ("a", "x", lambda a, x: a),
    ("3*x", "x", lambda x: 3 * x),
    ("s*x", "x", lambda s, x: s * x),
    ("x/s", "x", lambda s, x: x / s),
    ("W @ x", "x", lambda W, x: W @ x),
    ("A.T @ x", "x", lambda A, x: A.T @ x),
    ("W @ x + c", "x", lambda W, x, c: W @ x + c),
    ("W @ A @ x", "x", lambda W, A, x: W @ A @ x),
    ("U @ (W @ x + c)", "x", lambda U, W, x, c: U @ (W @ x + c)),
    ("x + y", "x", lambda x, y: x + y),
    ("A @ x - x", "x", lambda A, x: A @ x - x),
    ("x*y", "x", lambda x, y: x * y),
    ("x*x", "x", lambda x: x * x),
    ("x**2", "x", lambda x: x**2),
    ("x**3", "x", lambda x: x**3),
    ("x/u", "x", lambda x, u: x / u),
    ("x/u", "u", lambda x, u: x / u),
    ("1/u", "u", lambda u: 1 / u),
    ("exp(x)", "x", lambda x: exp(x)),
    ("ln(u)", "u", lambda u: log(u)),
    ("sqrt(u)", "u", lambda u: sqrt(u)),
    ("sin(x)", "x", lambda x: np.sin(x)),
    ("abs(x)", "x", lambda x: abs(x)),
    ("relu(x)", "x", lambda x: relu(x)),
    ("sigmoid(x)", "x", lambda x: sigmoid(x)),
    ("tanh(x)", "x", lambda x: tanh(x)),
    ("softplus(x)", "x", lambda x: softplus(x)),
    ("sigmoid(W @ x + c)", "x", lambda W, x, c: sigmoid(W @ x + c)),
    ("relu(W @ x + c)", "x", lambda W, x, c: relu(W @ x + c)),
    ("tanh(A @ x + b)", "b", lambda A, x, b: tanh(A @ x + b)),
    ("W @ sigmoid(x)", "x", lambda W, x: W @ sigmoid(x)),
    ("U @ tanh(W @ x + c)", "x", lambda U, W, x, c: U @ tanh(W @ x + c)),
    ("sigmoid(U @ tanh(W @ x + c) + h)", "x", lambda U, W, x, c, h: sigmoid(U @ tanh(W @ x + c) + h)),
    ("tanh(A @ tanh(A @ tanh(A @ x)))", "x", lambda A, x: tanh(A @ tanh(A @ tanh(A @ x)))),
    ("x*(A @ x)", "x", lambda x, A: x * (A @ x)),
    ("exp(x)*x", "x", lambda x: exp(x) * x),
    ("(A @ x)*(B @ x)", "x", lambda A, B, x: (A @ x) * (B @ x)),
    ("(A @ x)/(1 + x**2)", "x", lambda A, x: (A @ x) / (1 + x**2)),
    ("(A @ x)**2", "x", lambda A, x: (A @ x) ** 2),
    ("x @ x.T @ a", "x", lambda x, a: x * (x @ a)),
    ("x @ x.T @ A @ x", "x", lambda x, A: x * (x @ A @ x)),
    ("(x.T @ x)*x", "x", lambda x: (x @ x) * x),
    ("(a.T @ x)*x", "x", lambda a, x: (a @ x) * x),
    ("(a.T @ x)*b", "x", lambda a, x, b: (a @ x) * b),
    ("exp(a.T @ x)*A @ x", "x", lambda a, x, A: exp(a @ x) * A @ x),
    ("x/norm(x)", "x", lambda x: x / norm(x)),
    ("x/(x.T @ x)", "x", lambda x: x / (x @ x)),
    ("x/sum(x)", "x", lambda x: x / x.sum()),
    ("x - mean(x)", "x", lambda x: x - x.mean()),
    ("(x - mean(x))/norm(x - mean(x))", "x", lambda x: (x - x.mean()) / norm(x - x.mean())),
    ("A @ x/(x.T @ A @ x)", "x", lambda A, x: A @ x / (x @ A @ x)),
    ("norm(x)*x", "x", lambda x: norm(x) * x),
    ("a/norm(x)", "x", lambda a, x: a / norm(x)),
    ("exp(x)/sum(exp(x))", "x", lambda x: softmax(x)),
    ("softmax(x)", "x", lambda x: softmax(x)),
    ("softmax(W @ x)", "x", lambda W, x: softmax(W @ x)),
    ("softmax(W @ x + c)", "x", lambda W, x, c: softmax(W @ x + c)),
    ("softmax(s*x)", "x", lambda s, x: softmax(s * x)),
    ("W @ softmax(x)", "x", lambda W, x: W @ softmax(x)),
    ("softmax(x)*y", "x", lambda x, y: softmax(x) * y),
    ("ln(softmax(x))", "x", lambda x: log(softmax(x))),
    ("x - logsumexp(x)", "x", lambda x: x - logsumexp(x)),
    ("softmax(tanh(A @ x))", "x", lambda A, x: softmax(tanh(A @ x))),
    ("X @ softmax(X.T @ x)", "x", lambda X, x: X @ softmax(X.T @ x)),
    ("diag(a) @ x", "x", lambda a, x: a * x),
    ("diag(x) @ a", "x", lambda a, x: a * x),
    ("diag(x) @ x", "x", lambda x: x * x),
    ("A @ diag(x) @ b", "x", lambda A, x, b: A @ (x * b)),
    ("diag(x) @ A @ x", "x", lambda A, x: x * (A @ x)),
    ("inv(A) @ x", "x", lambda A, x: inv(A) @ x),
    ("inv(diag(u)) @ a", "u", lambda u, a: a / u),
    ("inv(A + diag(x)) @ b", "x", lambda A, x, b: inv(A + diag(x)) @ b),
    ("(A + x @ x.T) @ b", "x", lambda A, x, b: (A + outer(x, x)) @ b),
    ("(x @ y.T) @ b", "y", lambda x, y, b: x * (y @ b)),
    ("(x @ x.T - eye(n)) @ a", "x", lambda x, a: (outer(x, x) - eye(len(x))) @ a),
    ("sum(x)*x", "x", lambda x: x.sum() * x),
    ("kron(x, w)", "x", lambda x, w: kron(x, w)),
    ("kron(w, x)", "x", lambda x, w: kron(w, x)),
    ("gam*(x - mean(x)) + b", "x", lambda gam, x, b: gam * (x - x.mean()) + b),
    ("gam*(x - mean(x)) + b", "gam", lambda gam, x, b: gam * (x - x.mean()) + b),
    ("x + relu(A @ x)", "x", lambda A, x: x + relu(A @ x)),
    ("sum(x @ x.T, axis=1)", "x", lambda x: outer(x, x).sum(axis=1)),
    ("mean(x @ y.T, axis=1)", "x", lambda x, y: outer(x, y).mean(axis=1)),
    ("matpow(A, 2) @ x", "x", lambda A, x: A @ A @ x),
    ("2**x", "x", lambda x: 2**x),
    ("u**s", "u", lambda u, s: u**s),
    ("u**v", "u", lambda u, v: u**v),
    ("u**v", "v", lambda u, v: u**v),
    ("s**x", "x", lambda s, x: s**x),
    ("diagvec(A @ diag(x) @ B)", "x", lambda A, x, B: np.diagonal(A @ diag(x) @ B)),
    ("diagvec(diag(x).T + A)", "x", lambda x, A: x + np.diagonal(A)),
    ("diagvec(tanh(x @ y.T))", "x", lambda x, y: tanh(x * y)),
    ("diagvec(inv(P + x @ x.T))", "x", lambda P, x: np.diagonal(inv(P + outer(x, x)))),
    ("sum(sin(x @ w.T), axis=1)", "x", lambda x, w: np.sin(outer(x, w)).sum(axis=1)),
    ("exp(x @ w.T) @ w", "w", lambda x, w: exp(outer(x, w)) @ w),
    ("(A*(B @ diag(x) @ C)) @ y", "x", lambda A, B, x, C, y: (A * (B @ diag(x) @ C)) @ y),
    ("(A @ (B*(x @ y.T))) @ x", "x", lambda A, B, x, y: (A @ (B * outer(x, y))) @ x),
    ("sigmoid((x + a)*(x @ w.T @ g))", "x", lambda x, a, w, g: sigmoid((x + a) * x * (w @ g))),
)

# ── anything by a scalar, two axes at most ───────────────────────────────────────────────────────────────────────────

BY_SCALAR = cases(
    ("s*x", "s", lambda s, x: s * x),
    ("s**2*x + a", "s", lambda s, x, a: s**2 * x + a),
    ("x/s", "s", lambda s, x: x / s),
    ("exp(s*x)", "s", lambda s, x: exp(s * x)),
    ("sigmoid(s*x + a)", "s", lambda s, x, a: sigmoid(s * x + a)),
    ("softmax(s*x)", "s", lambda s, x: softmax(s * x)),
    ("norm(x - s*a)**2", "s", lambda x, s, a: norm(x - s * a) ** 2),
    ("norm(x - s*a)", "s", lambda x, s, a: norm(x - s * a)),
    ("(x + s*a).T @ A @ (x + s*a)", "s", lambda x, s, a, A: (x + s * a) @ A @ (x + s * a)),
    ("s*A", "s", lambda s, A: s * A),
    ("s*A + s**2*B", "s", lambda s, A, B: s * A + s**2 * B),
    ("A/s", "s", lambda s, A: A / s),
    ("inv(A + s*B)", "s", lambda s, A, B: inv(A + s * B)),
    ("inv(A + s*eye(n))", "s", lambda s, A: inv(A + s * eye(len(A)))),
    ("det(A + s*B)", "s", lambda s, A, B: det(A + s * B)),
    ("logdet(A + s*B)", "s", lambda s, A, B: logdet(A + s * B)),
    ("tr(inv(A + s*B))", "s", lambda s, A, B: trace(inv(A + s * B))),
    ("matpow(A + s*B, 2)", "s", lambda s, A, B: power(A + s * B, 2)),
    ("exp(s*A)", "s", lambda s, A: exp(s * A)),
    ("tanh(s*A + B)", "s", lambda s, A, B: tanh(s * A + B)),
    ("kron(A, s*F)", "s", lambda s, A, F: kron(A, s * F)),
    ("sum(s*X, axis=0)", "s", lambda s, X: (s * X).sum(axis=0, keepdims=True)),
    ("sum(exp(s*X), axis=1)", "s", lambda s, X: exp(s * X).sum(axis=1)),
    ("diag(s*x)", "s", lambda s, x: diag(s * x)),
    ("diagvec(exp(s*A))", "s", lambda s, A: np.diagonal(exp(s * A))),
    ("vec(s*X)", "s", lambda s, X: vec(s * X)),
    ("x.T*s", "s", lambda x, s: (x * s)[None, :]),
    ("x @ x.T*s**3", "s", lambda x, s: outer(x, x) * s**3),
    ("s*(a.T @ x)", "s", lambda s, a, x: s * (a @ x)),
    ("(1 - s)*norm(x)**2 + s*norm(y)**2", "s", lambda s, x, y: (1 - s) * (x @ x) + s * (y @ y)),
    ("logsumexp(s*x)/s", "s", lambda s, x: logsumexp(s * x) / s),
    ("A @ inv(s*B) @ C", "s", lambda s, A, B, C: A @ inv(s * B) @ C),
    ("s**x", "s", lambda s, x: s**x),
)

# ── chains of let ────────────────────────────────────────────────────────────────────────────────────────────────────

DENSE = {"z": "W @ x + c", "q": "sigmoid(z)"}
TWO_LAYERS = {"z": "W @ x + c", "q": "relu(z)", "o": "U @ q"}
NORMED = {"q": "x - mean(x)", "z": "q/norm(q)"}


def loss(W: Any, x: Any, c: Any, f: Any) -> Any:
    return norm(sigmoid(W @ x + c) - f) ** 2 / 2


def cross(W: Any, x: Any, c: Any, U: Any, h: Any) -> Any:
    o = U @ relu(W @ x + c)
    return logsumexp(o) - h @ o


CHAINS = cases(
    *[("norm(q - f)**2/2", name, loss, DENSE) for name in "Wxcf"],
    *[("logsumexp(o) - h.T @ o", name, cross, TWO_LAYERS) for name in "WxcUh"],
    *[("q", name, lambda W, x, c: sigmoid(W @ x + c), DENSE) for name in "xc"],
    *[("o", name, lambda W, x, c, U: U @ relu(W @ x + c), TWO_LAYERS) for name in "xc"],
    ("a.T @ z", "x", lambda a, x: a @ (x - x.mean()) / norm(x - x.mean()), NORMED),
    ("z", "x", lambda x: (x - x.mean()) / norm(x - x.mean()), NORMED),
    ("norm(r1)**2", "x", lambda W, x, c: norm(W @ x - c) ** 2, {"r1": "W @ x - c"}),
    ("-f.T @ ln(p1)", "W", lambda f, W, x: -f @ log(softmax(W @ x)), {"z": "W @ x", "p1": "softmax(z)"}),
    ("f.T @ p1", "x", lambda f, W, x: f @ softmax(W @ x), {"z": "W @ x", "p1": "softmax(z)"}),
    ("x.T @ H @ x", "x", lambda x, A: x @ (A + A.T) @ x, {"H": "A + A.T"}),
    ("tr(H @ H)", "A", lambda A: trace((A + A.T) @ (A + A.T)), {"H": "A + A.T"}),
    ("logdet(K)", "X", lambda X: logdet(X.T @ X), {"K": "X.T @ X"}),
    ("a.T @ inv(K) @ b", "s", lambda a, A, s, b: a @ inv(A + s * eye(len(A))) @ b, {"K": "A + s*eye(n)"}),
    (
        "norm(q2)**2",
        "A",
        lambda A, x, b: norm(tanh(A @ tanh(A @ x + b) + b)) ** 2,
        {"q1": "tanh(A @ x + b)", "q2": "tanh(A @ q1 + b)"},
    ),
    (
        "norm(q2)**2",
        "b",
        lambda A, x, b: norm(tanh(A @ tanh(A @ x + b) + b)) ** 2,
        {"q1": "tanh(A @ x + b)", "q2": "tanh(A @ q1 + b)"},
    ),
    (
        "gam.T @ (d1/sqrt(mean(d1**2) + s))",
        "x",
        lambda gam, x, s: gam @ ((x - x.mean()) / sqrt(((x - x.mean()) ** 2).mean() + s)),
        {"d1": "x - mean(x)"},
    ),
    (
        "gam*(d1/sqrt(mean(d1**2) + s)) + b",
        "x",
        lambda gam, x, s, b: gam * ((x - x.mean()) / sqrt(((x - x.mean()) ** 2).mean() + s)) + b,
        {"d1": "x - mean(x)"},
    ),
    (
        "X @ al",
        "x",
        lambda X, F, x: X @ softmax(F @ (X.T @ x)),
        {"sc": "F @ X.T @ x", "al": "softmax(sc)"},
    ),
)

MATRIX = [*SCALAR_BY_VECTOR, *SCALAR_BY_MATRIX, *VECTOR_BY_VECTOR, *BY_SCALAR, *CHAINS]

# ── what needs index notation, vec or second derivatives ─────────────────────────────────────────────────────────────

OPEN = cases(
    ("5", "X", lambda X: 5.0),
    ("5", "x", lambda x: 5.0),
    ("vec(x @ w.T)", "x", lambda x, w: vec(outer(x, w))),
    ("diagvec(x @ x.T)", "x", lambda x: x * x),
    ("norm(vec(X))**2", "X", lambda X: norm(X) ** 2),
    ("tr(kron(A, F))", "A", lambda A, F: trace(kron(A, F))),
    ("det(kron(A, F))", "A", lambda A, F: det(kron(A, F))),
    ("sum(vec(X)**2)", "X", lambda X: (X**2).sum()),
    ("vec(X).T @ kron(F, A) @ vec(X)", "X", lambda X, F, A: vec(X) @ kron(F, A) @ vec(X)),
    ("norm(kron(x, w))**2", "x", lambda x, w: norm(kron(x, w)) ** 2),
    ("sum(A @ diag(x))", "x", lambda A, x: (A @ diag(x)).sum()),
    ("sum(sum(X, axis=0)**2)", "X", lambda X: (X.sum(axis=0) ** 2).sum()),
    ("norm(X - mean(X, axis=1) @ ones(k).T)**2", "X", lambda X: norm(X - X.mean(axis=1, keepdims=True)) ** 2),
    ("(W @ x) @ (W @ x).T", "W", lambda W, x: outer(W @ x, W @ x)),
    ("(x + a) @ ((x @ w.T).T @ b).T", "x", lambda x, a, w, b: outer(x + a, w * (x @ b))),
    ("diag(x**2) @ x @ (V @ x/norm(x)).T", "x", lambda x, V: outer(x**3, V @ x / norm(x))),
    ("x.T", "x", lambda x: x[None, :]),
    ("x.T @ A", "x", lambda x, A: (x @ A)[None, :]),
    ("diag(x)", "x", lambda x: diag(x)),
    ("x @ x.T", "x", lambda x: outer(x, x)),
    ("x @ w.T", "x", lambda x, w: outer(x, w)),
    ("(x.T @ x)*A", "x", lambda x, A: (x @ x) * A),
    ("A @ diag(x) @ B", "x", lambda A, x, B: A @ diag(x) @ B),
    ("inv(A + x @ x.T)", "x", lambda A, x: inv(A + outer(x, x))),
    ("kron(A, x)", "x", lambda A, x: kron(A, x[:, None])),
    ("X", "X", lambda X: X),
    ("X.T", "X", lambda X: X.T),
    ("-3*X", "X", lambda X: -3 * X),
    ("A @ X", "X", lambda A, X: A @ X),
    ("A @ X @ F", "X", lambda A, X, F: A @ X @ F),
    ("A @ X @ F + Y", "X", lambda A, X, F, Y: A @ X @ F + Y),
    ("F @ X.T @ A", "X", lambda A, X, F: F @ X.T @ A),
    ("X.T @ X", "X", lambda X: X.T @ X),
    ("X @ X.T", "X", lambda X: X @ X.T),
    ("X @ F @ X.T", "X", lambda X, F: X @ F @ X.T),
    ("A @ A", "A", lambda A: A @ A),
    ("A @ B @ A.T", "A", lambda A, B: A @ B @ A.T),
    ("matpow(A, 3)", "A", lambda A: power(A, 3)),
    ("inv(A)", "A", lambda A: inv(A)),
    ("B @ inv(A) @ C", "A", lambda A, B, C: B @ inv(A) @ C),
    ("inv(X.T @ X)", "X", lambda X: inv(X.T @ X)),
    ("X @ inv(X.T @ X) @ X.T", "X", lambda X: X @ inv(X.T @ X) @ X.T),
    ("det(A)*A", "A", lambda A: det(A) * A),
    ("tr(A)*B", "A", lambda A, B: trace(A) * B),
    ("A/tr(A)", "A", lambda A: A / trace(A)),
    ("X/norm(X)", "X", lambda X: X / norm(X)),
    ("X*Y", "X", lambda X, Y: X * Y),
    ("X**2", "X", lambda X: X**2),
    ("exp(X)", "X", lambda X: exp(X)),
    ("sigmoid(X)", "X", lambda X: sigmoid(X)),
    ("tanh(A @ X)", "X", lambda A, X: tanh(A @ X)),
    ("relu(X @ F)", "F", lambda X, F: relu(X @ F)),
    ("A @ sigmoid(X @ F)", "X", lambda A, X, F: A @ sigmoid(X @ F)),
    ("X*(A @ X)", "X", lambda A, X: X * (A @ X)),
    ("kron(A, F)", "A", lambda A, F: kron(A, F)),
    ("kron(A, F)", "F", lambda A, F: kron(A, F)),
    ("kron(A, A)", "A", lambda A: kron(A, A)),
    ("X @ w", "X", lambda X, w: X @ w),
    ("X.T @ a", "X", lambda X, a: X.T @ a),
    ("W @ x + c", "W", lambda W, x, c: W @ x + c),
    ("sigmoid(W @ x + c)", "W", lambda W, x, c: sigmoid(W @ x + c)),
    ("U @ tanh(W @ x)", "W", lambda U, W, x: U @ tanh(W @ x)),
    ("softmax(W @ x)", "W", lambda W, x: softmax(W @ x)),
    ("inv(A) @ b", "A", lambda A, b: inv(A) @ b),
    ("A @ A @ b", "A", lambda A, b: A @ A @ b),
    ("(x.T @ A @ x)*x", "A", lambda A, x: (x @ A @ x) * x),
    ("vec(X)", "X", lambda X: vec(X)),
    ("vec(A @ X @ F)", "X", lambda A, X, F: vec(A @ X @ F)),
    ("diagvec(A)", "A", lambda A: np.diagonal(A)),
    ("diagvec(A @ B)", "A", lambda A, B: np.diagonal(A @ B)),
    ("diag(X @ w)", "X", lambda X, w: diag(X @ w)),
    ("sum(X, axis=0)", "X", lambda X: X.sum(axis=0, keepdims=True)),
    ("sum(X, axis=1)", "X", lambda X: X.sum(axis=1)),
    ("mean(X, axis=0)", "X", lambda X: X.mean(axis=0, keepdims=True)),
    ("mean(X**2, axis=1)", "X", lambda X: (X**2).mean(axis=1)),
    ("X - ones(n) @ mean(X, axis=0)", "X", lambda X: X - X.mean(axis=0)),
    ("w.T @ X.T", "X", lambda w, X: (X @ w)[None, :]),
    ("A", "B", lambda A, B: A),
    ("q", "W", lambda W, x, c: sigmoid(W @ x + c), DENSE),
    ("o", "U", lambda W, x, c, U: U @ relu(W @ x + c), TWO_LAYERS),
    ("X @ softmax(F @ w)", "F", lambda X, F, w: X @ softmax(F @ w)),
)

SECOND = [
    Case(formula, wrt, function, *extras, order=2)
    for formula, wrt, function, *extras in (
        ("a.T @ x", "x", lambda a, x: a @ x),
        ("x.T @ x", "x", lambda x: x @ x),
        ("x.T @ A @ x", "x", lambda x, A: x @ A @ x),
        ("x.T @ S @ x", "x", lambda x, S: x @ S @ x, {}, SYMMETRIC),
        ("norm(W @ x - c)**2", "x", lambda W, x, c: norm(W @ x - c) ** 2),
        ("norm(x)", "x", lambda x: norm(x)),
        ("(a.T @ x)**2", "x", lambda a, x: (a @ x) ** 2),
        ("(x.T @ x)**2", "x", lambda x: (x @ x) ** 2),
        ("(a.T @ x)*(b.T @ x)", "x", lambda a, b, x: (a @ x) * (b @ x)),
        ("exp(a.T @ x)", "x", lambda a, x: exp(a @ x)),
        ("exp(-x.T @ A @ x)", "x", lambda A, x: exp(-x @ A @ x)),
        ("ln(1 + exp(a.T @ x))", "x", lambda a, x: log(1 + exp(a @ x))),
        ("ln(1 + x.T @ x)", "x", lambda x: log(1 + x @ x)),
        ("sigmoid(a.T @ x)", "x", lambda a, x: sigmoid(a @ x)),
        ("1/(1 + x.T @ x)", "x", lambda x: 1 / (1 + x @ x)),
        ("x.T @ A @ x/(x.T @ x)", "x", lambda A, x: x @ A @ x / (x @ x)),
        ("sum(exp(x))", "x", lambda x: exp(x).sum()),
        ("sum(x**3)", "x", lambda x: (x**3).sum()),
        ("sum(u*ln(u))", "u", lambda u: (u * log(u)).sum()),
        ("sum(softplus(W @ x))", "x", lambda W, x: softplus(W @ x).sum()),
        ("sum(softplus(W @ x)) - c.T @ W @ x", "x", lambda W, x, c: softplus(W @ x).sum() - c @ W @ x),
        ("c.T @ tanh(W @ x)", "x", lambda c, W, x: c @ tanh(W @ x)),
        ("logsumexp(x)", "x", lambda x: logsumexp(x)),
        ("logsumexp(W @ x)", "x", lambda W, x: logsumexp(W @ x)),
        ("sum(x)**2", "x", lambda x: x.sum() ** 2),
        ("mean(x**2) - mean(x)**2", "x", lambda x: (x**2).mean() - x.mean() ** 2),
        ("sum(x**2*y)", "x", lambda x, y: (x**2 * y).sum()),
        ("norm(x - a)**2 + s*norm(x)**2", "x", lambda x, a, s: (x - a) @ (x - a) + s * (x @ x)),
        ("norm(x*x - y)**2", "x", lambda x, y: norm(x * x - y) ** 2),
        ("tr(X.T @ A @ X)", "X", lambda X, A: trace(X.T @ A @ X)),
        ("norm(X)**2", "X", lambda X: norm(X) ** 2),
        ("norm(A @ X - Y)**2", "X", lambda A, X, Y: norm(A @ X - Y) ** 2),
        ("sum(exp(X))", "X", lambda X: exp(X).sum()),
        ("sum(sigmoid(X))", "X", lambda X: sigmoid(X).sum()),
        ("tr(A @ A)", "A", lambda A: trace(A @ A)),
        ("det(A)", "A", lambda A: det(A)),
        ("logdet(A)", "A", lambda A: logdet(A)),
        ("tr(inv(A))", "A", lambda A: trace(inv(A))),
        ("w.T @ X.T @ X @ w", "X", lambda w, X: w @ X.T @ X @ w),
        ("s**2*(x.T @ x)", "s", lambda s, x: s**2 * (x @ x)),
        ("exp(s*x)", "s", lambda s, x: exp(s * x)),
        ("inv(A + s*B)", "s", lambda A, s, B: inv(A + s * B)),
        ("norm(x - s*a)**2", "s", lambda x, s, a: norm(x - s * a) ** 2),
        ("logdet(A + s*B)", "s", lambda A, s, B: logdet(A + s * B)),
        ("logdet(A + diag(x))", "x", lambda A, x: logdet(A + diag(x))),
    )
]
