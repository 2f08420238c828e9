"""Chains of intermediates that use each other several times: one bracket a layer, however many ways lead through."""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np
import pytest
from differences import assert_close, derivative

import mcdocs
from mcdocs.calculus.derive import Derivation
from mcdocs.calculus.layout import LAYOUTS
from mcdocs.calculus.matrix import differentials, products
from mcdocs.calculus.matrix.junctions import Ways
from mcdocs.calculus.matrix.solution import MatrixSolution
from mcdocs.calculus.referee.plain import evaluation
from mcdocs.calculus.referee.plain.judge import judge as plain_judge
from mcdocs.calculus.statement import read_statement
from mcdocs.language import nodes
from mcdocs.printers.latex import latex
from mcdocs.printers.mathml.formulas import mathml
from mcdocs.printers.numpy import numpy
from mcdocs.printers.text import text

SPACES = {"x": "R^n", "a": "R^n", "t": "R^n", "s": "R", "W": "R^{n x n}", "V": "R^{n x n}"}
RESIDUAL = "{h} + tanh(W @ {h})"
LAYERS = {
    "residual": RESIDUAL,
    "residual before its function": "{h} + W @ tanh(V @ {h})",
    "swish": "(W @ {h})*sigmoid(W @ {h})",
    "gated": "{h} + W @ ({h}*tanh({h}))",
    "normalised": "W @ {h}/norm({h})",
    "softmax": "W @ {h} + softmax({h})",
    "scaled by its own length": "{h} + W @ {h}*(1 + norm({h})**2)",
}
ENDS = {"vector": "{h}", "product with a constant": "a.T @ {h}", "squared distance": "norm({h} - t)**2"}


def chain(depth: int, layer: str = RESIDUAL, first: str = "x") -> tuple[dict[str, str], str]:
    """The intermediates h1, h2, ... and the name of the last."""
    let, last = {}, first
    for number in range(1, depth + 1):
        let[f"h{number}"], last = layer.format(h=last), f"h{number}"
    return let, last


def derived(depth: int, wrt: str = "x", layer: str = RESIDUAL, end: str = ENDS["squared distance"]) -> Derivation:
    let, last = chain(depth, layer)
    return mcdocs.derive(end.format(h=last), inputs=SPACES, wrt=wrt, let=let)


def test_a_jacobian_is_a_product_of_brackets_one_for_each_layer() -> None:
    found = derived(3, end=ENDS["vector"])
    bracket = "(eye(n) + diag(1 - tanh(W @ {h})**2) @ W)".format
    turned = "(eye(n) + W.T @ diag(1 - tanh(W @ {h})**2))".format
    assert found.numerator.text == " @ ".join(bracket(h=h) for h in ("h2", "h1", "x"))
    assert found.denominator.text == " @ ".join(turned(h=h) for h in ("x", "h1", "h2"))


def test_a_gradient_is_the_outermost_one_multiplied_by_a_bracket_for_each_layer() -> None:
    turned = "(eye(n) + W.T @ diag(1 - tanh(W @ {h})**2))".format
    assert derived(2).denominator.text == f"2*{turned(h='x')} @ {turned(h='h1')} @ (h2 - t)"


def test_the_working_goes_through_one_layer_after_the_other() -> None:
    bracket = "(eye(n) + diag(1 - tanh(W @ {h})**2) @ W)".format
    assert [(step.rule, step.text) for step in derived(2).steps] == [
        ("squared norm", "2*(h2 - t).T @ dh2"),
        ("chain rule", f"2*(h2 - t).T @ {bracket(h='h1')} @ dh1"),
        ("chain rule", f"2*(h2 - t).T @ {bracket(h='h1')} @ {bracket(h='x')} @ dx"),
    ]


def test_a_weight_shared_by_all_layers_gets_a_term_for_each() -> None:
    text = derived(4, "W").denominator.text
    assert [text.count(f"@ {layer}.T") for layer in ("x", "h1", "h2", "h3")] == [1, 1, 1, 1]
    assert text.count("eye(n)") == 3 + 2 + 1


@pytest.mark.parametrize(
    ("let", "expr", "wrt", "text"),
    [
        ({"h1": "x + tanh(W @ x)"}, "h1", "x", "eye(n) + diag(1 - tanh(W @ x)**2) @ W"),
        ({"h1": "tanh(W @ x)", "h2": "tanh(V @ h1)"}, "h2", "x", "diag(1 - h2**2) @ V @ diag(1 - h1**2) @ W"),
        ({"p": "softmax(W @ x)"}, "-t.T @ ln(p)", "x", None),
    ],
)
def test_a_chain_with_one_way_through_each_intermediate_is_written_without_brackets(
    let: dict[str, str], expr: str, wrt: str, text: str | None
) -> None:
    found = mcdocs.derive(expr, inputs=SPACES, wrt=wrt, let=let)
    assert isinstance(found.solution, MatrixSolution)
    assert found.solution.ways.junctions == ()
    assert found.solution.sweep is None
    assert text is None or found.numerator.text == text


def test_few_ways_are_written_out_where_that_is_shorter() -> None:
    let = {"z": "W @ x", "p": "softmax(z)"}
    found = mcdocs.derive(
        "-sum(t*ln(p)) - sum((2*t)*ln(p))", inputs=SPACES, wrt="x", let=let, assume={"t": "distribution"}
    )
    assert isinstance(found.solution, MatrixSolution)
    assert found.solution.ways.junctions
    assert found.solution.sweep is None
    assert found.denominator.text == "3*W.T @ (p - t)"


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_the_numbers_are_those_of_the_authors_formula(layer: str, end: str) -> None:
    found = derived(4, layer=layer, end=end)
    assert isinstance(found.solution, MatrixSolution)
    assert found.solution.sweep is not None
    assert found.check.points > 0


@pytest.mark.parametrize(
    ("expr", "wrt", "assume", "order"),
    [
        ("h4", "s", {}, 1),
        ("norm(h4)**2", "s", {}, 1),
        ("norm(h4 - x)**2 + a.T @ h2", "x", {}, 1),
        ("norm(h4 - t)**2", "a", {"W": "symmetric"}, 1),
        ("h4", "a", {"W": "symmetric"}, 1),
        ("norm(h3 - t)**2", "a", {}, 2),
        ("(a.T @ h3)*exp(a.T @ h3)", "W", {}, 1),
    ],
)
def test_junctions_of_other_shapes_are_right_as_well(expr: str, wrt: str, assume: dict[str, str], order: int) -> None:
    let, _ = chain(4, first="(s*a + x)")
    found = mcdocs.derive(expr, inputs=SPACES, wrt=wrt, let=let, assume=assume, order=order)
    assert found.check.points > 0


def test_numbers_and_vectors_may_be_junctions_in_turn() -> None:
    let = {"r": "x.T @ x", "q": "r*exp(-r) + r", "u": "q*a + sin(q)*t", "v": "u + tanh(W @ u)", "w": "v + tanh(W @ v)"}
    for expr in ("w", "norm(w)**2 + q"):
        found = mcdocs.derive(expr, inputs=SPACES, wrt="x", let=let)
        assert isinstance(found.solution, MatrixSolution)
        assert found.solution.sweep is not None
        assert found.check.points > 0


def test_twelve_layers_agree_with_differences() -> None:
    rng = np.random.default_rng(5)
    values = {name: rng.uniform(-1, 1, (3, 3) if name in "WV" else 3 if name != "s" else ()) for name in SPACES}

    def loss(x: np.ndarray, W: np.ndarray, t: np.ndarray, **_: np.ndarray) -> np.ndarray:
        for _layer in range(12):
            x = x + np.tanh(W @ x)
        return np.sum((x - t) ** 2)

    found = derived(12)
    expected = derivative(loss, values, "x")
    for layout in LAYOUTS:
        assert_close(getattr(found, layout).evaluate(**values), expected)


# ── growth ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_the_result_grows_in_proportion_to_the_depth(layer: str, end: str) -> None:
    for layout in LAYOUTS:
        lengths = [len(getattr(derived(depth, layer=layer, end=end), layout).text) for depth in (4, 6, 8)]
        assert lengths[2] - lengths[1] == lengths[1] - lengths[0]


def test_the_working_of_a_deep_chain_grows_in_proportion_to_the_depth() -> None:
    lengths = [sum(len(step.text) for step in derived(depth).steps) for depth in (5, 7, 9)]
    assert lengths[2] - lengths[1] == lengths[1] - lengths[0]


@pytest.mark.parametrize("wrt", ["x", "W1"])
def test_the_working_of_a_plain_network_grows_in_proportion_to_the_depth(wrt: str) -> None:
    lengths = {}
    for depth in (3, 5, 7, 9):
        inputs, let = network(depth)
        found = mcdocs.derive(f"c.T @ h{depth}", inputs=inputs, wrt=wrt, let=let)
        lengths[depth] = len(found.denominator.text), sum(len(step.text) for step in found.steps)
        assert found.steps[-2].rule == "chain rule"
    growth = [np.subtract(lengths[depth + 2], lengths[depth]) for depth in (3, 5, 7)]
    assert list(growth[2]) == list(growth[1])
    assert growth[1][0] == growth[0][0], "the result from the first layer on, the working from the fourth"


def network(depth: int) -> tuple[dict[str, str], dict[str, str]]:
    """Layers with a weight each: the inputs and the intermediates."""
    weights = {f"W{layer}": "R^{n x n}" for layer in range(1, depth + 1)}
    let = {f"h{layer}": f"tanh(W{layer} @ {f'h{layer - 1}' if layer > 1 else 'x'})" for layer in range(1, depth + 1)}
    return {"x": "R^n", "c": "R^n", **weights}, let


@pytest.mark.parametrize("printed", [latex, text, numpy, mathml], ids=lambda printer: printer.__module__)
def test_functions_within_functions_are_printed_once_each(printed: Callable[[nodes.Node], str]) -> None:
    """Twice as deep is twice as much to print; twice for each level would be 2^6 times as much."""
    counts = []
    for depth in (6, 12):
        node: nodes.Node = nodes.Symbol("x")
        for _ in range(depth):
            node = nodes.Mul(nodes.Apply("tanh", nodes.Mul(nodes.Symbol("a"), node)), nodes.Symbol("b"))
        counts.append(calls(lambda node=node: printed(node)))  # type: ignore[misc]
    assert counts[1] < 3 * counts[0]


def calls(run: Callable[[], object]) -> int:
    """How many functions are called."""
    found = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal found
        found += event == "call"

    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(None)
    return found


@pytest.mark.parametrize(
    ("wrt", "end"), [("x", ENDS["vector"]), ("x", ENDS["squared distance"]), ("W", ENDS["squared distance"])]
)
def test_the_work_grows_with_a_power_of_the_depth(wrt: str, end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """At twice the depth there are 2^6 as many ways; the calls may be 3^2 as many, as for sums of products."""
    counts: dict[str, int] = {}

    def counted(name: str, function: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            counts[name] = counts.get(name, 0) + 1
            return function(*arguments)

        return call

    for module, name in ((differentials, "rule_for"), (products, "products_of"), (nodes.Named, "parts")):
        monkeypatch.setattr(module, name, counted(name, getattr(module, name)))
    found = {}
    for depth in (6, 12):
        counts.clear()
        derivation = derived(depth, wrt, end=end)
        assert derivation.numerator.text
        assert derivation.steps
        found[depth] = dict(counts)
    assert {name: count <= 9 * found[6][name] for name, count in found[12].items()} == dict.fromkeys(found[12], True)


def test_equal_chains_are_compared_layer_by_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    let, last = chain(15)
    first, second = (read_statement(last, SPACES, "x", let).formula for _ in range(2))
    calls = []
    parts = nodes.Named.parts
    monkeypatch.setattr(nodes.Named, "parts", lambda node: calls.append(node) or parts(node))
    assert first == second
    assert len(calls) < 200


def test_a_number_squared_again_and_again_keeps_every_square_by_its_name() -> None:
    let = {"z0": "s"} | {f"z{number}": f"z{number - 1}*z{number - 1}" for number in range(1, 30)}
    found = mcdocs.derive("z29", {"s": "R"}, let=let).numerator
    assert found.text == f"{2**29}*" + "*".join(f"z{number}" for number in range(28, -1, -1))
    assert found.evaluate(s=1) == 2**29


def test_ways_are_counted_without_going_them() -> None:
    let, last = chain(15)
    ways = Ways(read_statement(last, SPACES, "x", let).formula, nodes.Symbol("x", ("n",)))
    assert ways.count == 2**15
    assert [junction.name for junction in ways.junctions] == [f"h{number}" for number in range(14, 0, -1)]


def test_a_deep_chain_of_given_size_is_judged_by_numbers_where_sympy_would_write_it_out() -> None:
    let, last = chain(10)
    inputs = SPACES | {"x": "R^3", "W": "R^{3x3}", "t": "R^3"}
    check = mcdocs.derive(f"norm({last} - t)**2", inputs=inputs, wrt="x", let=let).check
    assert not check.proved
    assert check.points > 0


def test_the_referee_of_browsers_looks_at_each_layer_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    evaluate = evaluation._value
    monkeypatch.setattr(evaluation, "_value", lambda node, frame: calls.append(node) or evaluate(node, frame))
    counts = []
    for depth in (3, 6, 9):
        calls.clear()
        assert plain_judge(derived(depth).claims("a chain")).points > 0
        counts.append(len(calls))
    assert counts[2] < 3 * counts[1] < 12 * counts[0]
