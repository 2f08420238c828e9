"""The referee's numbers: every row of the tables, every node, derivatives by complex steps, points in the domain."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from mcdocs.calculus.referee import DerivativeIs, Equal, evaluate, judge
from mcdocs.calculus.referee.points import samples
from mcdocs.errors import RefereeError
from mcdocs.language import nodes
from mcdocs.language.functions import ELEMENTWISE, STRUCTURES
from mcdocs.language.names import Scope
from mcdocs.language.nodes import Apply, Differential, Node, Partial, Structure, Symbol, number
from mcdocs.language.parse import parse_formula
from mcdocs.language.shapes import parse_space

rng = np.random.default_rng(7)
SIZES = {"n": 3, "k": 2, "m": 4}


def formula(text: Any, **spaces: str) -> Node:
    return parse_formula(text, Scope({name: Symbol(name, parse_space(space)) for name, space in spaces.items()}))


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_the_derivative_of_every_elementwise_row_agrees_with_numbers(name: str) -> None:
    u = Symbol("u")
    (verdict,) = judge([DerivativeIs(Apply(name, u), u, formula(ELEMENTWISE[name].derivative, u="R"), name)])
    assert verdict.points >= 3
    assert verdict.max_error < 1e-9


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_every_elementwise_row_evaluates_as_its_numpy_source(name: str) -> None:
    u = rng.uniform(0.1, 0.9, (3, 2))
    space = {"np": np, "u": u}
    exec(ELEMENTWISE[name].define, space)
    expected = eval(ELEMENTWISE[name].numpy.format("u"), space)
    assert np.allclose(evaluate(Apply(name, Symbol("u", (3, 2))), {"u": u}), expected, rtol=1e-13)


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, row in ELEMENTWISE.items() for value in row.exact.items()]
)
def test_exact_values_of_the_table_are_right(name: str, value: tuple[str, str]) -> None:
    at, expected = (evaluate(formula(text), {}) for text in value)
    assert evaluate(Apply(name, Symbol("u")), {"u": at}) == pytest.approx(expected, abs=1e-15)


def test_a_new_row_is_evaluated_by_its_own_source(monkeypatch: pytest.MonkeyPatch) -> None:
    row = ELEMENTWISE["exp"]
    monkeypatch.setitem(ELEMENTWISE, "sech", type(row)("-tanh(u)/cosh(u)", "", "1/np.cosh({})", "secant", False))
    u = Symbol("u")
    judge([DerivativeIs(Apply("sech", u), u, formula("-tanh(u)/cosh(u)", u="R"), "sech")])
    with pytest.raises(RefereeError):
        judge([DerivativeIs(Apply("sech", u), u, formula("tanh(u)/cosh(u)", u="R"), "sech")])


def _softmax(a: Any) -> Any:
    return np.exp(a) / np.exp(a).sum()


PLAIN: dict[str, tuple[tuple[tuple[str, ...], ...], Any]] = {
    "sum": ((("n", "k"),), np.sum),
    "mean": ((("n", "k"),), np.mean),
    "norm": ((("n", "k"),), np.linalg.norm),
    "tr": ((("n", "n"),), np.trace),
    "det": ((("n", "n"),), np.linalg.det),
    "logdet": ((("n", "n"),), lambda a: np.log(abs(np.linalg.det(a)))),
    "inv": ((("n", "n"),), np.linalg.inv),
    "vec": ((("n", "k"),), lambda a: a.T.reshape(-1)),
    "vecrows": ((("n", "k"),), lambda a: a.reshape(-1)),
    "diag": ((("n",),), np.diag),
    "diagvec": ((("n", "n"),), np.diag),
    "kron": ((("n", "k"), ("k", "m")), np.kron),
    "matpow": ((("n", "n"), ()), lambda a, p: np.linalg.matrix_power(a, 3)),
    "softmax": ((("n",),), _softmax),
    "logsumexp": ((("n",),), lambda a: np.log(np.exp(a).sum())),
}


@pytest.mark.parametrize("name", STRUCTURES)
def test_every_structure_evaluates_as_plain_numpy(name: str) -> None:
    shapes, plain = PLAIN[name]
    values = [rng.standard_normal([SIZES[size] for size in shape]) for shape in shapes]
    arguments: list[Node] = [Symbol(f"A{i}", shape) for i, shape in enumerate(shapes)]
    if name == "matpow":
        arguments[1] = number(3)
    node = Structure(name, tuple(arguments))
    found = evaluate(node, {f"A{i}": value for i, value in enumerate(values)}, SIZES)
    expected = plain(*values)
    assert found.shape == np.shape(expected)
    assert np.allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize("name", sorted(set(STRUCTURES) - {"matpow", "kron"}))
def test_complex_steps_pass_through_every_structure(name: str) -> None:
    (shape,), plain = PLAIN[name]
    value = rng.standard_normal([SIZES[size] for size in shape])
    symbol = Symbol("A", shape)
    found = evaluate(Partial(Structure(name, (symbol,)), symbol), {"A": value}, SIZES)
    h = 1e-6
    for index in np.ndindex(value.shape):
        move = np.zeros_like(value)
        move[index] = h
        difference = (plain(value + move) - plain(value - move)) / (2 * h)
        assert np.allclose(found[(..., *index[::-1])], difference, atol=1e-6 * (1 + np.abs(difference).max()))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("x.T @ y", lambda x, y, A: x @ y),
        ("x @ y.T", lambda x, y, A: np.outer(x, y)),
        ("A @ x", lambda x, y, A: A @ x),
        ("x.T @ A", lambda x, y, A: (x @ A)[None]),
        ("x.T @ A @ y * x", lambda x, y, A: (x @ A @ y) * x),
        ("x.T @ A @ y @ x.T", lambda x, y, A: (x @ A @ y) * x[None]),
        ("2 * A - A.T / 3 + 1", lambda x, y, A: 2 * A - A.T / 3 + 1),
        ("x**2 / y", lambda x, y, A: x**2 / y),
        ("sum(A, axis=0)", lambda x, y, A: A.sum(axis=0, keepdims=True)),
        ("sum(A, axis=1)", lambda x, y, A: A.sum(axis=1)),
        ("mean(A, axis=0).T", lambda x, y, A: A.mean(axis=0)),
        ("eye(n) + ones(n, n) * pi - zeros(n, n)", lambda x, y, A: np.eye(3) + np.pi),
        ("kron(x, y)", lambda x, y, A: np.kron(x, y)),
        ("kron(x, y.T)", lambda x, y, A: np.outer(x, y)),
        ("(-2)**3 + e", lambda x, y, A: -8 + np.e),
    ],
)
def test_operations_evaluate_as_plain_numpy(text: str, plain: Any) -> None:
    x, y, matrix = rng.standard_normal(3), rng.standard_normal(3), rng.standard_normal((3, 3))
    node = formula(text, x="R^n", y="R^n", A="R^{n x n}")
    found, expected = evaluate(node, {"x": x, "y": y, "A": matrix}, SIZES), plain(x, y, matrix)
    assert found.shape == np.shape(expected)
    assert np.allclose(found, expected)


def test_entries_and_grids_count_from_one() -> None:
    node = formula([["X12", "X21"], ["X11 * X22", "7"]], X="R^{2x2}")
    assert np.array_equal(evaluate(node, {"X": np.array([[1, 2], [3, 4]])}), [[2, 3], [4, 7]])


def test_a_partial_has_the_numerator_shape() -> None:
    spaces = {"A": "R^{n x k}", "X": "R^{k x m}"}
    node = formula("A @ X", **spaces)
    a, x = rng.standard_normal((3, 2)), rng.standard_normal((2, 4))
    found = evaluate(Partial(node, Symbol("X", ("k", "m"))), {"A": a, "X": x}, SIZES)
    assert np.allclose(found, np.einsum("ik,jl->ijlk", a, np.eye(4)))


def test_differentials_follow_the_inputs_that_move() -> None:
    x, w = Symbol("x", ("n",)), Symbol("W", ("n", "n"))
    z = nodes.Named("z", nodes.MatMul(w, x))
    values = {"x": rng.standard_normal(3), "W": rng.standard_normal((3, 3))}
    dx, dw = rng.standard_normal(3), rng.standard_normal((3, 3))
    dz = dw @ values["x"] + values["W"] @ dx
    both = {"x": dx, "W": dw}
    assert np.allclose(evaluate(Differential(z), values, SIZES, both), dz)
    assert np.allclose(evaluate(Differential(z), values, SIZES, {"x": dx}), values["W"] @ dx)
    squared = Structure("sum", (nodes.Mul(z, z),))
    assert np.allclose(evaluate(Differential(squared), values, SIZES, both), 2 * (values["W"] @ values["x"]) @ dz)
    # of a differential: the free differentials stay, the values move
    assert np.allclose(evaluate(Differential(Differential(z)), values, SIZES, both), 2 * dw @ dx)
    # a let name with a differential of its own is a variable
    assert np.allclose(evaluate(Differential(squared), values, SIZES, {"z": dx}), 2 * (values["W"] @ values["x"]) @ dx)


def test_a_partial_by_a_let_name_holds_the_rest() -> None:
    x = Symbol("x")
    z = nodes.Named("z", nodes.Mul(x, x))
    loss = nodes.Mul(nodes.Add(z, x), z)
    assert evaluate(Partial(loss, z), {"x": 3.0}) == pytest.approx(2 * 9 + 3)
    assert evaluate(Partial(loss, x), {"x": 3.0}) == pytest.approx(4 * 27 + 3 * 9)


def test_negative_bases_with_whole_powers_differentiate() -> None:
    x = Symbol("x")
    for power in (2, 3, -3, 101):
        node = nodes.Pow(x, number(power))
        assert evaluate(Partial(node, x), {"x": -1.01}) == pytest.approx(power * (-1.01) ** (power - 1), rel=1e-12)


def test_unknown_nodes_and_missing_values_are_errors() -> None:
    class Stranger(Node):
        shape = ()

        def parts(self) -> tuple[object, ...]:
            return ()

    with pytest.raises(TypeError, match="Stranger"):
        evaluate(Stranger(), {})
    with pytest.raises(RefereeError, match="no value is given for x"):
        evaluate(Symbol("x"), {})
    with pytest.raises(RefereeError, match="no size is given for the letter n"):
        evaluate(nodes.Eye("n"), {})
    with pytest.raises(RefereeError, match="no differential is given for x"):
        evaluate(Differential(Symbol("x")), {"x": 1.0})
    with pytest.raises(RefereeError, match="too large"):
        evaluate(nodes.Number(Fraction(10) ** 400), {})


def test_long_sums_do_not_exhaust_the_stack() -> None:
    x = Symbol("x")
    total: Node = x
    for _ in range(5_000):
        total = nodes.Add(total, x)
    assert evaluate(total, {"x": 1.0}) == 5_001


@pytest.mark.parametrize(
    "text",
    [
        "ln(-x)",
        "sqrt(x - 3)",
        "arcsin(x)",
        "arcsin(x - 100)",
        "1/(x - 1)",
        "ln(ln(x))",
        "ln(ln(ln(x)))",
        "sqrt(x - 3) * sqrt(4 - x)",
        "x**y",
        "ln(x) + sqrt(-y)",
        "sqrt(x**2 - 10000)",
        "exp(exp(x**2))",
        "arccos(x) * ln(y - x)",
        "sqrt(0.001 - x) * ln(x)",
    ],
)
def test_points_lie_inside_the_domain(text: str) -> None:
    node = formula(text, x="R", y="R")
    (sample,) = samples(node, [node, Symbol("x"), Symbol("y")], ())
    assert len(sample.peak) >= 3
    for i in range(len(sample.peak)):
        assert np.isfinite(evaluate(node, {name: value[i, 0] for name, value in sample.values.items()}))


@pytest.mark.parametrize("text", ["ln(-x**2)", "sqrt(x) + sqrt(-x)", "arcsin(2 + x**2)", "inv([[x, x], [x, x]])[1, 1]"])
def test_a_formula_without_domain_is_an_error(text: str) -> None:
    node = formula(text, x="R") if "inv" not in text else Structure("det", (formula("inv([[x, x], [x, x]])", x="R"),))
    with pytest.raises(RefereeError, match="no real point found"):
        judge([DerivativeIs(node, Symbol("x"), number(0), "nowhere")])


def test_both_signs_are_tried_where_both_are_allowed() -> None:
    node = formula("ln(x**2)", x="R")
    (sample,) = samples(node, [node], ())
    assert (sample.values["x"] < 0).any()
    assert (sample.values["x"] > 0).any()


@pytest.mark.parametrize("text", ["logdet(X)", "ln(det(X))", "sum(ln(X))", "sum(relu(X @ X))", "norm(inv(X))"])
def test_matrices_lie_inside_the_domain(text: str) -> None:
    node = formula(text, X="R^{n x n}")
    first, second = samples(node, [node], ())
    assert first.sizes != second.sizes
    assert min(len(first.peak), len(second.peak)) >= 3


def test_sizes_are_pairwise_distinct_and_differ_from_given_ones() -> None:
    node = formula("A @ B @ x", A="R^{n x k}", B="R^{k x 3}", x="R^3")
    for sample in samples(node, [node], ()):
        assert len({*sample.sizes.values(), 3}) == 3


@pytest.mark.parametrize("number", range(2, 8))
def test_a_number_in_place_of_a_size_is_found_out(number: int) -> None:
    with pytest.raises(RefereeError):
        judge([Equal(formula("mean(x)", x="R^n"), formula(f"sum(x)/{number}", x="R^n"), "the mean")])


def test_points_are_the_same_on_every_run() -> None:
    node = formula("ln(x) * y", x="R", y="R")
    first, second = (samples(node, [node], ())[0].values["x"] for _ in range(2))
    assert np.array_equal(first, second)


@pytest.mark.parametrize(
    ("facts", "holds"),
    [
        (("symmetric",), lambda a: np.allclose(a, a.T)),
        (("spd",), lambda a: np.allclose(a, a.T) and np.linalg.eigvalsh(a).min() > 0),
        (("orthogonal",), lambda a: np.allclose(a @ a.T, np.eye(len(a)))),
        (("symmetric", "orthogonal"), lambda a: np.allclose(a @ a, np.eye(len(a))) and np.allclose(a, a.T)),
        (("diagonal",), lambda a: np.allclose(a, np.diag(np.diag(a)))),
        (("diagonal", "positive"), lambda a: np.diag(a).min() > 0),
        (("positive",), lambda a: a.min() > 0),
        (("nonzero",), lambda a: np.abs(a).min() >= 0.1),
        (("invertible",), lambda a: abs(np.linalg.det(a)) > 1e-6),
    ],
)
def test_values_satisfy_the_facts(facts: tuple[str, ...], holds: Any) -> None:
    node = formula("tr(A)", A="R^{n x n}")
    for sample in samples(node, [node], tuple(("A", fact) for fact in facts)):
        for value in sample.values["A"]:
            assert holds(value[0])


def test_facts_that_contradict_or_are_unknown_are_errors() -> None:
    node = formula("tr(A)", A="R^{n x n}")
    with pytest.raises(RefereeError, match="no value of A"):
        samples(node, [node], (("A", "positive"), ("A", "orthogonal")))
    with pytest.raises(RefereeError, match="does not know the fact 'nice'"):
        samples(node, [node], (("A", "nice"),))


def test_kinks_of_constants_do_not_matter() -> None:
    node = formula("relu(0) + sqrt(0) * x + abs(1 - 1)", x="R")
    assert len(samples(node, [node], ())[0].peak) >= 3
