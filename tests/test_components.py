"""Component formulas: every pair of scalar, vector, matrix and 3-tensor, both layouts, against plain NumPy."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import mpmath
import numpy as np
import pytest
from differences import arranged, assert_close, derivative
from numpy import array, cos, exp, log, sin, sqrt, tanh

import mcdocs
from mcdocs.calculus.layout import LAYOUTS
from mcdocs.errors import McdocsError
from mcdocs.language.shapes import parse_space

SPACES = {"scalar": "R", "vector": "R^3", "matrix": "R^{2x3}", "tensor": "R^{2x3x2}"}
INPUTS = {"scalar": "x", "vector": "x", "matrix": "X", "tensor": "T"}

Nested = Any
Case = tuple[Nested, Callable[[Any], Any]]


def sigmoid(z: Any) -> Any:
    return 1 / (1 + exp(-z))


# formulas of the components of each kind of input, each with the plain function of it

BY_SCALAR: list[Case] = [
    ("x**2*ln(x**2)", lambda x: x**2 * log(x**2)),
    ("x**x", lambda x: x**x),
    ("sin(x)/(1 + cos(x)**2)", lambda x: sin(x) / (1 + cos(x) ** 2)),
    ("((x + 1)/(x + 2))/((x + 3)/(x + 4))", lambda x: ((x + 1) / (x + 2)) / ((x + 3) / (x + 4))),
    (["3*x**2 + x", "exp(x)", "ln(x)"], lambda x: [3 * x**2 + x, exp(x), log(x)]),
    (["x", "1"], lambda x: [x, 1 + 0 * x]),
    ([["cos(x)", "sin(x)"], ["exp(x)", "tanh(x)"]], lambda x: [[cos(x), sin(x)], [exp(x), tanh(x)]]),
    ([["x**2", "x/2", "5"]], lambda x: [[x**2, x / 2, 5 + 0 * x]]),
    ([["x**2"], ["sqrt(x)"]], lambda x: [[x**2], [sqrt(x)]]),
    ([[["x", "x**2"], ["1", "2*x"]], [["exp(x)", "0"], ["x**3", "1/x"]]],
     lambda x: [[[x, x**2], [1 + 0 * x, 2 * x]], [[exp(x), 0 * x], [x**3, 1 / x]]]),
]  # fmt: skip

BY_VECTOR: list[Case] = [
    ("x1**2 + x1*ln(x2) + exp(x2*x3) + 2*x3", lambda x: x[0] ** 2 + x[0] * log(x[1]) + exp(x[1] * x[2]) + 2 * x[2]),
    ("x1**x2", lambda x: x[0] ** x[1]),
    ("(x1 + x2)**(x3/x1)", lambda x: (x[0] + x[1]) ** (x[2] / x[0])),
    ("sqrt(x1**2 + x2**2 + x3**2)", lambda x: sqrt((x**2).sum())),
    ("exp(x1)/(exp(x1) + exp(x2) + exp(x3))", lambda x: exp(x[0]) / exp(x).sum()),
    ("x1*x2*x3", lambda x: x.prod()),
    ("x2**2", lambda x: x[1] ** 2),
    (["x1 + x1*x2 + x1*x3", "x1**2 + 2*x3"], lambda x: [x[0] * (1 + x[1] + x[2]), x[0] ** 2 + 2 * x[2]]),
    (["x1/x2", "x2/x3", "x3/x1", "x1*x2**2/x3"],
     lambda x: [x[0] / x[1], x[1] / x[2], x[2] / x[0], x[0] * x[1] ** 2 / x[2]]),
    (["sigmoid(x1 - x2)", "tanh(x2*x3)", "abs(x1 - 3*x3)"],
     lambda x: [sigmoid(x[0] - x[1]), tanh(x[1] * x[2]), abs(x[0] - 3 * x[2])]),
    ([["x1 + x2 + x3", "x1*x3", "x2*x3", "x2"], ["x1*x2", "x1**2", "x2**2", "x3"]],
     lambda x: [[x.sum(), x[0] * x[2], x[1] * x[2], x[1]], [x[0] * x[1], x[0] ** 2, x[1] ** 2, x[2]]]),
    ([[["x1", "x2"]], [["x1*x2", "x3**3"]], [["exp(x1)", "1"]]],
     lambda x: [[[x[0], x[1]]], [[x[0] * x[1], x[2] ** 3]], [[exp(x[0]), 1 + 0 * x[0]]]]),
]  # fmt: skip

BY_MATRIX: list[Case] = [
    ("X11*X12 + X23**2 + X21/X13", lambda X: X[0, 0] * X[0, 1] + X[1, 2] ** 2 + X[1, 0] / X[0, 2]),
    ("X11*X22 - X12*X21", lambda X: X[0, 0] * X[1, 1] - X[0, 1] * X[1, 0]),
    ("ln(X11*exp(X12) + sin(X13)**2)", lambda X: log(X[0, 0] * exp(X[0, 1]) + sin(X[0, 2]) ** 2)),
    (["X11 + X12 + X13 + X21 + X22 + X23", "X11*X22*X23", "X12*X21", "X13*X21*X22"],
     lambda X: [X.sum(), X[0, 0] * X[1, 1] * X[1, 2], X[0, 1] * X[1, 0], X[0, 2] * X[1, 0] * X[1, 1]]),
    (["X11/X23"], lambda X: [X[0, 0] / X[1, 2]]),
    ([["X11**2", "X12*X23"], ["sqrt(X21)", "X22**X13"]],
     lambda X: [[X[0, 0] ** 2, X[0, 1] * X[1, 2]], [sqrt(X[1, 0]), X[1, 1] ** X[0, 2]]]),
    ([[["X11", "X12"], ["X13", "X21"]], [["X22*X23", "1"], ["X11*X23", "X12**2"]]],
     lambda X: [[[X[0, 0], X[0, 1]], [X[0, 2], X[1, 0]]],
                [[X[1, 1] * X[1, 2], 1 + 0 * X[0, 0]], [X[0, 0] * X[1, 2], X[0, 1] ** 2]]]),
]  # fmt: skip

BY_TENSOR: list[Case] = [
    ("T[1,1,1]*T[2,3,2] + T[1,2,1]**2", lambda T: T[0, 0, 0] * T[1, 2, 1] + T[0, 1, 0] ** 2),
    ("T112/T231 + ln(T122)", lambda T: T[0, 0, 1] / T[1, 2, 0] + log(T[0, 1, 1])),
    (["T111*T122", "exp(T232)"], lambda T: [T[0, 0, 0] * T[0, 1, 1], exp(T[1, 2, 1])]),
    ([["T111", "T112*T132"], ["T211**2", "T232/T222"]],
     lambda T: [[T[0, 0, 0], T[0, 0, 1] * T[0, 2, 1]], [T[1, 0, 0] ** 2, T[1, 2, 1] / T[1, 1, 1]]]),
    ([[["T111", "T232"], ["T121*T211", "1"]]],
     lambda T: [[[T[0, 0, 0], T[1, 2, 1]], [T[0, 1, 0] * T[1, 0, 0], 1 + 0 * T[0, 0, 0]]]]),
]  # fmt: skip

TABLE = [
    (kind, formula, function)
    for kind, rows in (("scalar", BY_SCALAR), ("vector", BY_VECTOR), ("matrix", BY_MATRIX), ("tensor", BY_TENSOR))
    for formula, function in rows
]
each_pair = pytest.mark.parametrize(("kind", "formula", "function"), TABLE, ids=[f"{k}: {f}" for k, f, _ in TABLE])


def point(kind: str) -> np.ndarray:
    shape = tuple(map(int, parse_space(SPACES[kind])))
    return np.random.default_rng(7).uniform(0.5, 1.5, shape)


def plain(kind: str, function: Callable[[Any], Any]) -> Callable[..., np.ndarray]:
    return lambda **values: array(function(values[INPUTS[kind]]), dtype=float)


@each_pair
def test_derivatives_of_components_are_right_in_both_layouts(
    kind: str, formula: Nested, function: Callable[[Any], Any]
) -> None:
    name, here = INPUTS[kind], point(kind)
    derivation = mcdocs.derive(formula, {name: SPACES[kind]}, name)
    entries = derivative(plain(kind, function), {name: here}, name)
    for layout in LAYOUTS:
        expected = arranged(entries, entries.ndim - here.ndim, here.ndim, layout)
        found = getattr(derivation, layout)
        assert found.shape == expected.shape
        assert_close(found.evaluate(**{name: here}), expected)


@each_pair
def test_workings_of_components_have_rules_and_pass_the_referee(
    kind: str, formula: Nested, function: Callable[[Any], Any]
) -> None:
    derivation = mcdocs.derive(formula, {INPUTS[kind]: SPACES[kind]}, INPUTS[kind])
    assert all(step.rule and step.latex and step.text for step in derivation.steps)
    assert derivation.check.points >= 1
    assert derivation.check.max_error < 1e-6


SECOND = [row for row in TABLE if isinstance(row[1], str) and row[0] != "tensor"]


@pytest.mark.parametrize(("kind", "formula", "function"), SECOND, ids=[f"{k}: {f}" for k, f, _ in SECOND])
def test_second_derivatives_of_components_are_right_in_both_layouts(
    kind: str, formula: Nested, function: Callable[[Any], Any]
) -> None:
    name, here = INPUTS[kind], point(kind)
    derivation = mcdocs.derive(formula, {name: SPACES[kind]}, name, order=2)
    entries = derivative(plain(kind, function), {name: here}, name, order=2)
    for layout in LAYOUTS:
        expected = arranged(entries, 0, here.ndim, layout)
        assert getattr(derivation, layout).shape == expected.shape
        assert_close(getattr(derivation, layout).evaluate(**{name: here}), expected, 1e-5)


# ── shapes by the layout rule, from the table of the lecture ─────────────────────────────────────────────────────────

LAYOUT_TABLE = [
    ("x**2", "R", (), ()),
    (["x", "x**2"], "R", (2,), (2,)),
    ([["x", "1", "x"], ["x", "1", "x"]], "R", (2, 3), (3, 2)),
    ("x1", "R^3", (3,), (3,)),
    (["x1", "x2"], "R^3", (2, 3), (3, 2)),
    ([["x1", "x2", "x1", "1"], ["x3", "x1", "x2", "0"]], "R^3", (2, 4, 3), (3, 4, 2)),
    ("x11", "R^{3x4}", (4, 3), (3, 4)),
    (["x11", "x12"], "R^{3x4}", (2, 4, 3), (3, 4, 2)),
    ([["x11", "x12"], ["x13", "x21"], ["1", "0"]], "R^{3x4}", (3, 2, 4, 3), (3, 4, 2, 3)),
    ("x111", "R^{2x3x4}", (4, 3, 2), (2, 3, 4)),
]


@pytest.mark.parametrize(
    ("formula", "space", "numerator", "denominator"), LAYOUT_TABLE, ids=[repr(r[:2]) for r in LAYOUT_TABLE]
)
def test_shapes_follow_the_layout_rule(formula: Nested, space: str, numerator: Any, denominator: Any) -> None:
    derivation = mcdocs.derive(formula, {"x": space}, "x")
    assert derivation.numerator.shape == numerator
    assert derivation.denominator.shape == denominator


# ── random formulas ──────────────────────────────────────────────────────────────────────────────────────────────────

NUMPY = ("exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arctan", "sqrt", "abs", "sign")
PYTHON = {
    "__builtins__": {}, "ln": log, "sigmoid": sigmoid, "softplus": lambda z: log(1 + exp(z)), "pi": np.pi, "e": np.e,
    "relu": lambda z: np.maximum(z, 0), "step": lambda z: np.heaviside(z, 0),
    **{name: getattr(np, name) for name in NUMPY},
}  # fmt: skip


def grown(rng: np.random.Generator, depth: int) -> str:
    """A random formula that is defined for x1, x2, x3 > 0."""
    if depth == 0:
        return str(rng.choice(["x1", "x2", "x3", "2", "3", "x1", "x2"]))
    left, right = grown(rng, depth - 1), grown(rng, int(rng.integers(depth)))
    kinds = [f"({left} + {right})", f"({left} - {right})", f"({left})*({right})", f"({left})/(1 + ({right})**2)",
             f"({left})**2", f"(1 + ({left})**2)**({right}/2)", f"2**sin({left})", f"ln(1 + ({left})**2)",
             f"exp(sin({left}))", f"tanh({left})*{right}", f"sqrt(1 + ({left})**2)", f"sigmoid({left})",
             f"cos({left})", f"x1**cos({left})", f"-({left})", f"1/(2 + sin({left}))", f"arctan({left})"]  # fmt: skip
    return str(rng.choice(kinds))


def to_many_digits(formula: str, here: np.ndarray) -> np.ndarray:
    """The gradient by differences with 40 digits, for formulas that swing too fast for floating point."""
    functions = {name: getattr(mpmath, name) for name in NUMPY if hasattr(mpmath, name)}
    names = {**functions, "__builtins__": {}, "ln": mpmath.log, "abs": abs, "arctan": mpmath.atan}
    names["sigmoid"] = lambda z: 1 / (1 + mpmath.exp(-z))
    source = compile(formula.replace("/2)", "/mpf(2))"), "<formula>", "eval")
    with mpmath.workdps(40):
        point = [mpmath.mpf(float(value)) for value in here]

        def along(place: int, value: Any) -> Any:
            moved = [value if i == place else other for i, other in enumerate(point)]
            return eval(source, {**names, "mpf": mpmath.mpf, "x1": moved[0], "x2": moved[1], "x3": moved[2]})

        return np.array([float(mpmath.diff(partial(along, i), point[i])) for i in range(3)])


@cache
def random_formulas() -> list[str]:
    rng = np.random.default_rng(2024)
    return [grown(rng, int(rng.integers(2, 6))) for _ in range(120)]


@pytest.mark.parametrize("number", range(12))
def test_random_formulas_have_the_right_gradient_and_print_it_truly(number: int) -> None:
    here = np.array([0.7, 1.1, 1.4])
    for formula in random_formulas()[number::12]:
        derivation = mcdocs.derive(formula, {"x": "R^3"}, "x")
        names = dict(zip(("x1", "x2", "x3"), here, strict=True))
        expected = to_many_digits(formula, here)
        assert_close(derivation.denominator.evaluate(x=here), expected)
        printed = np.asarray(eval(derivation.numerator.text, {**PYTHON, **names}), dtype=float)
        assert_close(printed.reshape(3), expected)
        assert not re.search(r"[+-] -|[+-] 0|(?<![\w.])1 (\\cdot|\+ 1\b)", derivation.numerator.latex)


def test_several_inputs_each_have_their_own_derivative() -> None:
    inputs = {"x": "R^2", "y": "R", "W": "R^{2x2}"}
    formula = ["W11*x1 + W12*x2 + y", "W21*x1*y + x2**y"]
    values = {"x": array([0.5, 1.5]), "y": array(0.75), "W": array([[1.0, 2.0], [3.0, 4.0]])}

    def function(x: Any, y: Any, W: Any) -> Any:
        return array([W[0, 0] * x[0] + W[0, 1] * x[1] + y, W[1, 0] * x[0] * y + x[1] ** y])

    for name, value in values.items():
        derivation = mcdocs.derive(formula, inputs, name)
        expected = arranged(derivative(function, values, name), 1, value.ndim, "numerator")
        assert_close(derivation.numerator.evaluate(**values), expected)


def test_vectors_are_accepted_flat_and_as_columns() -> None:
    derivation = mcdocs.derive("x1*x2", {"x": "R^2"}, "x")
    for value in ([2.0, 3.0], [[2.0], [3.0]], np.array([2, 3]), (2, 3)):
        np.testing.assert_array_equal(derivation.numerator.evaluate(x=value), [3.0, 2.0])


def test_what_cannot_be_written_out_is_an_error_and_not_a_zero() -> None:
    with pytest.raises(McdocsError):
        mcdocs.derive(["sum(x)", "x1"], {"x": "R^n"}, "x")


BESIDE_LETTERS: list[tuple[Any, str, dict[str, str]]] = [
    ("z1*x", "x", {}),
    ("z1*x", "z", {}),
    ("G12*(x.T @ x)", "G", {}),
    ("G12*exp(x)", "G", {}),
    ("z1*norm(x)*z", "z", {}),
    ("O11*x + C21*sum(x)", "O", {}),
    ("O11*x + C21*sum(x)", "C", {}),
    ("norm(q)**2", "z", {"q": "z1*x + z2"}),
    (["s*norm(x)", "s"], "s", {}),
    ([["z1", "norm(x)"], ["z2", "z1*z3"]], "z", {}),
    (["norm(x)", "sum(x)"], "x", {}),
]


@pytest.mark.parametrize(("expr", "by", "let"), BESIDE_LETTERS, ids=[f"{row[0]} by {row[1]}" for row in BESIDE_LETTERS])
def test_components_and_lists_stand_beside_arrays_of_symbolic_size(expr: Any, by: str, let: dict[str, str]) -> None:
    spaces = {"x": "R^n", "z": "R^3", "G": "R^{2x2}", "s": "R", "O": "R^{1x1}", "C": "R^{2x1}"}
    inputs = {name: space for name, space in spaces.items() if name in str((expr, let)) or name == by}
    assert mcdocs.derive(expr, inputs, by, let=let).check.points >= 8


def test_a_component_by_unit_vectors_is_printed_as_a_component() -> None:
    derivation = mcdocs.derive("z1*(x.T @ x) + z2**2", {"z": "R^3", "x": "R^n"}, "z")
    assert derivation.denominator.text == "(x.T @ x)*[1, 0, 0] + 2*z2*[0, 1, 0]"
    assert "z[1]" in derivation.denominator.numpy
