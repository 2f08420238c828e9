"""The tables, row by row, against numbers; and a wrong row is caught by the referee."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from differences import assert_close, derivative

import mcdocs
from mcdocs.calculus import algebra, rules
from mcdocs.calculus.rules import RULES, Rule
from mcdocs.errors import McdocsError, NoRuleError, RefereeError
from mcdocs.language import functions, nodes
from mcdocs.language.functions import ELEMENTWISE, STRUCTURES
from mcdocs.language.nodes import Node


@pytest.fixture
def fresh() -> Iterator[None]:
    """Nothing remembered of derivatives before and after a table is changed."""
    import gc
    from functools import _lru_cache_wrapper

    def forget() -> None:
        for thing in gc.get_objects():
            if isinstance(thing, _lru_cache_wrapper) and str(getattr(thing, "__module__", "")).startswith("mcdocs"):
                thing.cache_clear()

    forget()
    yield
    forget()


# ── elementwise functions ────────────────────────────────────────────────────────────────────────────────────────────

PLACES = (-0.8, -0.35, 0.3, 0.65)
POSITIVE_ONLY = ("ln", "sqrt")


def value(function: str, at: float) -> float:
    names: dict[str, Any] = {"np": np}
    exec(ELEMENTWISE[function].define, names)
    return float(eval(ELEMENTWISE[function].numpy.format(f"({at!r})"), names))


@pytest.mark.parametrize("function", ELEMENTWISE)
def test_each_elementwise_row_states_the_derivative_of_its_numpy(function: str) -> None:
    derivation = mcdocs.derive(f"{function}(x)", {"x": "R"})
    for at in PLACES if function not in POSITIVE_ONLY else (0.3, 0.8, 2.5):
        slope = (8 * (value(function, at + 1e-3) - value(function, at - 1e-3))) - (
            value(function, at + 2e-3) - value(function, at - 2e-3)
        )
        assert abs(derivation.numerator.evaluate(x=at) - slope / 12e-3) < 1e-8
    assert derivation.check.max_error < 1e-6


@pytest.mark.parametrize("function", ELEMENTWISE)
def test_each_elementwise_row_works_on_vectors_and_matrices_and_through_the_chain_rule(function: str) -> None:
    at = np.array([0.3, 0.55, 0.8])
    for formula, scale in ((f"{function}(x)", 1.0), (f"{function}(x/2)", 0.5)):
        derivation = mcdocs.derive(formula, {"x": "R^n"}, "x")
        single = mcdocs.derive(f"{function}(t)", {"t": "R"})
        slopes = [float(single.numerator.evaluate(t=scale * part)) * scale for part in at]
        assert_close(derivation.numerator.evaluate(x=at), np.diag(slopes))
    gradient = mcdocs.derive(f"sum({function}(X))", {"X": "R^{n x k}"}, "X").denominator
    at = np.array([[0.3, 0.5], [0.6, 0.8]])
    assert_close(gradient.evaluate(X=at), np.vectorize(lambda t: float(single.numerator.evaluate(t=t)))(at))


@pytest.mark.parametrize("function", ELEMENTWISE)
def test_each_exact_value_odd_and_even_mark_of_a_row_holds(function: str) -> None:
    row = ELEMENTWISE[function]
    names = {"pi": np.pi, "e": np.e, "ln": np.log, "__builtins__": {}}
    for argument, result in row.exact.items():
        assert value(function, float(eval(argument, names))) == pytest.approx(float(eval(result, names)), abs=1e-12)
    for at in () if function in POSITIVE_ONLY else (0.2, 0.7):
        assert not row.odd or value(function, -at) == pytest.approx(-value(function, at))
        assert not row.even or value(function, -at) == pytest.approx(value(function, at))


# ── functions of whole vectors and matrices ──────────────────────────────────────────────────────────────────────────

M = np.array([[2.0, 0.3, -0.4], [0.5, 1.5, 0.2], [-0.1, 0.6, 1.2]])
V = np.array([0.7, -0.4, 1.1])
WEIGHTS = np.array([[0.3, -1.2, 0.8], [1.1, 0.4, -0.7], [0.2, 0.9, 1.3]])

# a scalar that runs through the function, its plain value, and where
THROUGH: dict[str, list[tuple[str, Any, np.ndarray]]] = {
    "sum": [
        ("sum(x*x)", lambda x: (x * x).sum(), V),
        ("sum(sum(X, axis=0)**2)", lambda x: (x.sum(axis=0) ** 2).sum(), M),
        ("sum(sum(X, axis=1)**2)", lambda x: (x.sum(axis=1) ** 2).sum(), M),
    ],
    "mean": [
        ("mean(x*x)", lambda x: (x * x).mean(), V),
        ("sum(mean(X, axis=0)**2)", lambda x: (x.mean(axis=0) ** 2).sum(), M),
        ("sum(mean(X, axis=1)**2)", lambda x: (x.mean(axis=1) ** 2).sum(), M),
    ],
    "norm": [("norm(x)", np.linalg.norm, V), ("norm(X)", np.linalg.norm, M)],
    "tr": [("tr(C @ X)", lambda x: np.trace(WEIGHTS @ x), M)],
    "det": [("det(X)", np.linalg.det, M)],
    "logdet": [
        ("logdet(X)", lambda x: np.linalg.slogdet(x)[1], M),
        ("logdet(-X)", lambda x: np.linalg.slogdet(x)[1], M),
    ],
    "inv": [("tr(C @ inv(X))", lambda x: np.trace(WEIGHTS @ np.linalg.inv(x)), M)],
    "vec": [("vec(C).T @ vec(X)", lambda x: (WEIGHTS * x).sum(), M)],
    "diag": [("tr(C @ diag(x) @ C)", lambda x: np.trace(WEIGHTS @ np.diag(x) @ WEIGHTS), V)],
    "diagvec": [("a.T @ diagvec(X)", lambda x: V @ np.diagonal(x), M)],
    "kron": [("a.T @ diagvec(X)", lambda x: V @ np.diagonal(x), M)],
    "matpow": [("tr(C @ matpow(X, 3))", lambda x: np.trace(WEIGHTS @ x @ x @ x), M)],
    "softmax": [("a.T @ softmax(x)", lambda x: V @ np.exp(x) / np.exp(x).sum(), V)],
    "logsumexp": [("logsumexp(x)", lambda x: np.log(np.exp(x).sum()), V)],
    "vecrows": [],
}
ROWS = [(name, *row) for name, rows in THROUGH.items() for row in rows]


def test_every_row_of_structures_is_tried() -> None:
    assert set(THROUGH) == set(STRUCTURES)


@pytest.mark.parametrize(("name", "formula", "function", "at"), ROWS, ids=[row[1] for row in ROWS])
def test_each_structure_has_the_right_differential(name: str, formula: str, function: Any, at: np.ndarray) -> None:
    space = {"x": "R^n", "X": "R^{n x n}"}["x" if at.ndim == 1 else "X"]
    wrt = "x" if at.ndim == 1 else "X"
    constants = {"C": "R^{n x n}", "a": "R^n"}
    used = {
        key: given
        for key, given in constants.items()
        if key
        in formula.replace("diag", "")
        .replace("vec", "")
        .replace("tr", "")
        .replace("mat", "")
        .replace("softmax", "")
        .replace("mean", "")
    }
    derivation = mcdocs.derive(formula, {wrt: space, **used}, wrt)
    values = {"C": WEIGHTS, "a": V}
    found = derivation.denominator.evaluate(**{wrt: at}, **{key: values[key] for key in used})
    assert_close(found, derivative(lambda **given: function(given[wrt]), {wrt: at}, wrt))
    assert derivation.check.max_error < 1e-6


def test_kron_differentiates_on_both_sides() -> None:
    for formula, of in (("kron(x, a)", lambda x: np.kron(x, V)), ("kron(a, x)", lambda x: np.kron(V, x))):
        derivation = mcdocs.derive(formula, {"x": "R^n", "a": "R^m"}, "x")
        expected = derivative(lambda x, of=of: of(x), {"x": V}, "x")
        assert_close(derivation.numerator.evaluate(x=V, a=V), expected)


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────

EVERY_RULE = [(kind, rule) for kind, found in RULES.items() for rule in found]

# a formula in which each named rule is the one that applies
EXAMPLES = {
    "sum rule": "x**2 + x",
    "constant multiple rule": "3*x*2/5",
    "product rule": "x*sin(x)",
    "reciprocal rule": "3/(1 + x**2)",
    "quotient rule": "x/(1 + x**2)",
    "power rule": "(2*x + 1)**3",
    "exponential rule": "2**x",
    "general power rule": "x**x",
    "chain rule": "sin(x**2)",
    "standard derivative": "exp(x)",
    "logarithm of an absolute value": "ln(abs(x**2 + 1))",
    "norm": ("norm(x)", "R^n"),
    "squared norm": ("norm(x)**2", "R^n"),
    "transpose": ("x.T @ x", "R^n"),
    "linearity": ("sum(x*x)", "R^n"),
    "differential of the softmax": ("softmax(x)", "R^n"),
    "differential of the log-sum-exp": ("logsumexp(x)", "R^n"),
    "Jacobi's formula": ("det(x)", "R^{n x n}"),
    "differential of the log-determinant": ("logdet(x)", "R^{n x n}"),
    "differential of the inverse": ("tr(inv(x))", "R^{n x n}"),
    "power of a matrix": ("tr(x @ matpow(x, 2))", "R^{n x n}"),
    "power of the inverse": ("matpow(x, -2)", "R^{n x n}"),
    "power of a diagonal matrix": ("matpow(diag(x), 3)", "R^n"),
    "trace of a power": ("tr(matpow(x, 3))", "R^{n x n}"),
    "determinant of a power": ("det(matpow(x, 3))", "R^{n x n}"),
    "trace of a Kronecker product": ("tr(kron(x, x))", "R^{n x n}"),
    "norm of a Kronecker product": ("norm(kron(x, x))", "R^n"),
    "determinant of a Kronecker product": ("det(kron(x, x))", "R^{2 x 2}"),
}


def example(name: str) -> tuple[str, str]:
    found = EXAMPLES[name]
    return (found, "R") if isinstance(found, str) else found


@pytest.mark.parametrize("name", sorted({rule.name for _, rule in EVERY_RULE} & set(EXAMPLES)))
def test_each_rule_has_an_example_that_the_referee_accepts(name: str) -> None:
    formula, space = example(name)
    derivation = mcdocs.derive(formula, {"x": space}, "x")
    assert derivation.check.points >= 1
    assert derivation.check.max_error < 1e-6


@pytest.mark.parametrize("name", sorted({rule.name for _, rule in EVERY_RULE if rule.loud} & set(EXAMPLES)))
def test_each_loud_rule_is_named_in_the_working(name: str) -> None:
    formula, space = example(name)
    assert name in ", ".join(step.rule for step in mcdocs.derive(formula, {"x": space}, "x").steps)


def spoiled(rule: Rule, how: str) -> Rule:
    """The rule with its differential made wrong."""

    def wrong(node: Node, d: rules.D) -> Node:
        right = rule.differential(node, d)
        return algebra.negative(right) if how == "sign" else algebra.times(nodes.number(2), right)

    return replace(rule, differential=wrong)


SPOILED = sorted({rule.name for _, rule in EVERY_RULE} & set(EXAMPLES))


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("how", ["sign", "factor"])
@pytest.mark.parametrize("name", SPOILED)
def test_a_wrong_rule_is_caught_by_the_referee(name: str, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind, found in RULES.items():
        monkeypatch.setitem(RULES, kind, [spoiled(rule, how) if rule.name == name else rule for rule in found])
    formula, space = example(name)
    derivation = mcdocs.derive(formula, {"x": space}, "x")
    with pytest.raises(McdocsError) as caught:
        derivation.check  # noqa: B018
    assert "should be" in str(caught.value) or "contradicts" in str(caught.value)


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("function", ELEMENTWISE)
def test_a_wrong_row_of_elementwise_is_caught_by_the_referee(function: str, monkeypatch: pytest.MonkeyPatch) -> None:
    row = ELEMENTWISE[function]
    monkeypatch.setitem(functions.ELEMENTWISE, function, replace(row, derivative=f"{row.derivative} + 1/3"))
    for formula, space in ((f"{function}(x)", "R"), (f"sum({function}(x))", "R^n")):
        derivation = mcdocs.derive(formula, {"x": space}, "x")
        with pytest.raises(McdocsError):
            derivation.check  # noqa: B018


@pytest.mark.usefixtures("fresh")
def test_a_missing_rule_is_an_error_and_never_a_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RULES, nodes.Structure, [])
    monkeypatch.setitem(RULES, nodes.Apply, [])
    for formula, space in (("det(x)", "R^{n x n}"), ("logsumexp(x)", "R^n"), ("sin(x)", "R"), ("sum(sin(x))", "R^n")):
        with pytest.raises(NoRuleError):
            mcdocs.derive(formula, {"x": space}, "x")


def test_the_referees_error_names_what_it_refused() -> None:
    assert issubclass(RefereeError, McdocsError)
