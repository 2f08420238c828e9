"""Chains whose ways cross or lead through matrices: derivatives by intermediates get names, as in backpropagation."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pytest
from differences import arranged, assert_close, derivative

import mcdocs
from mcdocs.arguments import as_data, as_text
from mcdocs.calculus.derive import Derivation
from mcdocs.calculus.grid import GridSolution
from mcdocs.calculus.layout import LAYOUTS
from mcdocs.errors import FormulaError
from mcdocs.language import nodes
from mcdocs.language.parse import parse_formula
from mcdocs.printers.latex import latex

SPACES = {
    "x": "R^n",
    "r": "R^n",
    "b": "R^n",
    "t": "R^n",
    "U": "R^{n x n}",
    "V": "R^{n x n}",
    "W": "R^{n x n}",
    "X": "R^{m x n}",
    "T": "R^{m x n}",
    "s": "R",
    "u": "R",
    "v": "R",
}
SIZES = {"n": 3, "m": 4}


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def softmax(Z: np.ndarray) -> np.ndarray:
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


@dataclass(frozen=True)
class Recurrence:
    """What a step computes of the state before, in both languages, and what is asked of the last one."""

    start: Mapping[str, str]
    step: Mapping[str, str]
    expr: str
    run: Callable[..., np.ndarray]
    by: tuple[str, ...]

    def let(self, steps: int) -> dict[str, str]:
        """The intermediates of so many steps; `{h}` in a step is the one of the step before."""
        before = dict(self.start)
        let: dict[str, str] = {}
        for number in range(1, steps + 1):
            now = {name: f"{name}{number}" for name in self.step}
            let |= {
                now[name]: part.format(**before, **{f"{name}_": now[name] for name in now})
                for name, part in self.step.items()
            }
            before |= {name: now[name] for name in self.start}
        return let | {"last": before["h"]}


def lstm(
    steps: int,
    x: np.ndarray,
    r: np.ndarray,
    U: np.ndarray,
    V: np.ndarray,
    W: np.ndarray,
    b: np.ndarray,
    t: np.ndarray,
    **_: np.ndarray,
) -> np.ndarray:
    h, c = x, r
    for _step in range(steps):
        i, f, g = sigmoid(U @ h + b), sigmoid(V @ h), np.tanh(W @ h)
        c = f * c + i * g
        h = i * np.tanh(c)
    return np.sum((h - t) ** 2)


def gru(
    steps: int, x: np.ndarray, U: np.ndarray, V: np.ndarray, W: np.ndarray, b: np.ndarray, **_: np.ndarray
) -> np.ndarray:
    h = x
    for _step in range(steps):
        z, q = sigmoid(U @ h), sigmoid(V @ h + b)
        h = (1 - z) * h + z * np.tanh(W @ (q * h))
    return h


def pair(steps: int, x: np.ndarray, r: np.ndarray, W: np.ndarray, V: np.ndarray, **_: np.ndarray) -> np.ndarray:
    h, c = x, r
    for _step in range(steps):
        h, c = np.tanh(W @ c) + h, h * np.sin(c) + V @ h
    return h


def layers(steps: int, X: np.ndarray, W: np.ndarray, T: np.ndarray, s: np.ndarray, **_: np.ndarray) -> np.ndarray:
    for _step in range(steps):
        X = X + s * np.tanh(X @ W)
    return np.sum((X - T) ** 2)


def layers_themselves(steps: int, X: np.ndarray, W: np.ndarray, s: np.ndarray, **_: np.ndarray) -> np.ndarray:
    for _step in range(steps):
        X = X + s * np.tanh(X @ W)
    return X


def attention(steps: int, X: np.ndarray, W: np.ndarray, T: np.ndarray, **_: np.ndarray) -> np.ndarray:
    for _step in range(steps):
        X = (X + softmax(X @ W @ X.T) @ X) / 2
    return np.trace(T.T @ X)


def scalars(steps: int, s: np.ndarray, u: np.ndarray, v: np.ndarray, **_: np.ndarray) -> np.ndarray:
    for _step in range(steps):
        s = s + u * np.tanh(s) * v
    return (s - 1) ** 2


def two_scalars(steps: int, s: np.ndarray, u: np.ndarray, v: np.ndarray, **_: np.ndarray) -> np.ndarray:
    h, c = s, v
    for _step in range(steps):
        h, c = h * np.exp(-c * u), c + np.sin(h) * u
    return h * np.sin(h)


RECURRENCES = {
    "LSTM": Recurrence(
        {"h": "x", "c": "r"},
        {
            "i": "sigmoid(U @ {h} + b)",
            "f": "sigmoid(V @ {h})",
            "g": "tanh(W @ {h})",
            "c": "{f_}*{c} + {i_}*{g_}",
            "h": "{i_}*tanh({c_})",
        },
        "norm(last - t)**2",
        lstm,
        ("x", "r", "b", "U", "W"),
    ),
    "GRU": Recurrence(
        {"h": "x"},
        {"z": "sigmoid(U @ {h})", "q": "sigmoid(V @ {h} + b)", "h": "(1 - {z_})*{h} + {z_}*tanh(W @ ({q_}*{h}))"},
        "last",
        gru,
        ("x", "b"),
    ),
    "two vectors": Recurrence(
        {"h": "x", "c": "r"},
        {"h": "tanh(W @ {c}) + {h}", "c": "{h}*sin({c}) + V @ {h}"},
        "last",
        pair,
        ("x", "r", "W", "V"),
    ),
    "a matrix": Recurrence({"h": "X"}, {"h": "{h} + s*tanh({h} @ W)"}, "last", layers_themselves, ("X", "W", "s")),
    "matrices": Recurrence(
        {"h": "X"}, {"h": "{h} + s*tanh({h} @ W)"}, "norm(last - T)**2", layers, ("X", "W", "T", "s")
    ),
    "attention": Recurrence(
        {"h": "X"},
        {"h": "({h} + softmax({h} @ W @ {h}.T, axis=1) @ {h})/2"},
        "tr(T.T @ last)",
        attention,
        ("X", "W", "T"),
    ),
    "scalars": Recurrence({"h": "s"}, {"h": "{h} + u*tanh({h})*v"}, "(last - 1)**2", scalars, ("s", "u", "v")),
    "two scalars": Recurrence(
        {"h": "s", "c": "v"},
        {"h": "{h}*exp(-{c}*u)", "c": "{c} + sin({h})*u"},
        "last*sin(last)",
        two_scalars,
        ("s", "u", "v"),
    ),
}
SECOND = [
    ("LSTM", "r"), ("LSTM", "b"), ("a matrix", "s"), ("matrices", "s"), ("matrices", "X"),
    ("matrices", "W"), ("scalars", "s"), ("scalars", "u"), ("two scalars", "s"),
]  # fmt: skip
TENSORS = [("two vectors", "W"), ("two vectors", "V"), ("a matrix", "X"), ("a matrix", "W")]
CASES = [(name, by) for name, chain in RECURRENCES.items() for by in chain.by]


def derived(name: str, by: str, steps: int, order: int = 1) -> Derivation:
    chain = RECURRENCES[name]
    return mcdocs.derive(chain.expr, inputs=SPACES, wrt=by, let=chain.let(steps), order=order)


def point() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(3)
    shapes = {"R": (), "R^n": (3,), "R^{n x n}": (3, 3), "R^{m x n}": (4, 3)}
    return {name: rng.uniform(-0.9, 0.9, shapes[space]) for name, space in SPACES.items()}


@pytest.mark.parametrize(("name", "by"), CASES)
def test_many_steps_agree_with_differences(name: str, by: str) -> None:
    found, values = derived(name, by, 9), point()
    expected = derivative(lambda **here: RECURRENCES[name].run(9, **here), values, by)
    axes = len(found.statement.formula.shape), len(found.statement.wrt.shape)
    for layout in LAYOUTS:
        assert_close(getattr(found, layout).evaluate(**values), arranged(expected, *axes, layout), 1e-6)


@pytest.mark.parametrize(("name", "by"), CASES)
def test_every_line_is_judged(name: str, by: str) -> None:
    found = derived(name, by, 6)
    assert not isinstance(found.solution, GridSolution)
    assert found.check.points > 0
    assert found.check.max_error < 1e-7


@pytest.mark.parametrize(("name", "by"), CASES)
def test_result_names_and_working_grow_in_proportion_to_the_steps(name: str, by: str) -> None:
    """From the fourth to the ninth step, and to the second nine; numbers of two digits are a little longer."""
    lengths = []
    for steps in (9, 18):
        found = derived(name, by, steps)
        lengths.append(sum(len(text) for text in (found.denominator.text, *(each.text for each in found.where))))
        lengths.append(sum(len(step.text) for step in found.steps))
    assert lengths[2] < 2.4 * lengths[0]
    assert lengths[3] < 2.4 * lengths[1]


@pytest.mark.parametrize(("name", "by"), [case for case in CASES if case not in TENSORS])
def test_what_a_name_stands_for_is_in_the_formula_language(name: str, by: str) -> None:
    """With the names as `let` the result reads back, and is the same formula."""
    found = derived(name, by, 6)
    scope = found.statement.scope
    for each in found.where:
        assert each.name not in scope.known()
        assert each.latex.endswith(latex(parse_formula(each.text, scope)))
        scope = scope.with_let(each.name, parse_formula(each.text, scope))
    for layout in LAYOUTS:
        text = getattr(found, layout).text
        names = {part.name for part in nodes.intermediates(parse_formula(text, scope))}
        assert {each.name for each in found.where} <= names


@pytest.mark.parametrize(("name", "by"), SECOND)
def test_second_derivatives_agree_with_differences(name: str, by: str) -> None:
    found, values = derived(name, by, 7, 2), point()
    expected = derivative(lambda **here: RECURRENCES[name].run(7, **here), values, by, 2)
    axes = len(found.statement.formula.shape), len(found.statement.wrt.shape)
    for layout in LAYOUTS:
        assert_close(getattr(found, layout).evaluate(**values), arranged(expected, *axes, layout), 1e-5)


@pytest.mark.parametrize(("name", "by"), SECOND)
def test_second_derivatives_are_judged_and_grow_in_proportion_to_the_steps(name: str, by: str) -> None:
    lengths = []
    for steps in (6, 12):
        found = derived(name, by, steps, 2)
        lengths.append(sum(len(text) for text in (found.denominator.text, *(each.text for each in found.where))))
        lengths.append(sum(len(step.text) for step in found.steps))
    assert lengths[2] < 2.5 * lengths[0]
    assert lengths[3] < 2.5 * lengths[1]
    assert derived(name, by, 5, 2).check.max_error < 1e-6


def test_by_a_scalar_derivatives_of_intermediates_have_their_shapes() -> None:
    found = derived("a matrix", "s", 5)
    assert found.numerator.text == "D_h4 + s*((D_h4 @ W)*(1 - tanh(h4 @ W)**2)) + tanh(h4 @ W)"
    assert [(each.name, each.text) for each in found.where][:2] == [
        ("D_h1", "tanh(X @ W)"),
        ("D_h2", "D_h1 + s*((D_h1 @ W)*(1 - tanh(h1 @ W)**2)) + tanh(h1 @ W)"),
    ]
    assert {"D_h5", "D2_h5"} <= {each.name for each in derived("scalars", "s", 5, 2).where}


def test_deltas_are_those_of_backpropagation() -> None:
    found = derived("matrices", "X", 5)
    assert found.denominator.text == "delta_h1 + s*(delta_h1*(1 - tanh(X @ W)**2)) @ W.T"
    assert [(each.name, each.text) for each in found.where][:2] == [
        ("delta_h5", "2*(last - T)"),
        ("delta_h4", "delta_h5 + s*(delta_h5*(1 - tanh(h4 @ W)**2)) @ W.T"),
    ]
    assert found.where[0].latex == r"\delta_{h_5} = 2(\mathrm{last} - T)"


def test_the_derivatives_of_a_vector_are_jacobians() -> None:
    found = derived("GRU", "x", 4)
    assert [each.name for each in found.where] == ["J_z4", "J_h3", "J_z3", "J_h2", "J_z2", "J_h1", "J_z1"]
    assert found.numerator.shape == ("n", "n")


def test_those_of_three_axes_and_more_are_in_index_notation() -> None:
    found = derived("a matrix", "X", 5)
    assert found.denominator.text == "[J_h1[i,j,l,k] + s*J_h1[i,j,p,k]*(1 - tanh(X @ W)**2)[k,p]*W[l,p]] at [k,l,j,i]"
    assert found.where[1].name == "J_h3"
    assert found.where[1].latex.startswith(r"J_{h_3} = \left[J_{h_4,ijlk} + \sum_p s J_{h_4,ijpk} ")
    assert found.vec is None


def test_a_name_that_is_taken_is_not_given_again() -> None:
    chain = RECURRENCES["matrices"]
    let = {name: value.replace("T", "delta_h5") for name, value in chain.let(6).items()}
    spaces = {"X": "R^{m x n}", "W": "R^{n x n}", "delta_h5": "R^{m x n}", "s": "R"}
    found = mcdocs.derive("norm(last - delta_h5)**2", inputs=spaces, wrt="W", let=let)
    assert [each.name for each in found.where][:3] == ["delta_h6", "delta_h5d", "delta_h4"]
    assert found.check.points > 0


def test_the_command_line_says_what_the_names_stand_for() -> None:
    data = as_data(derived("scalars", "u", 5), LAYOUTS, {})
    assert [each["name"] for each in data["where"]] == ["delta_h5", "delta_h4", "delta_h3", "delta_h2", "delta_h1"]
    lines = as_text(json.loads(json.dumps(data)), steps=True).splitlines()
    start = lines.index("where")
    assert lines[start + 1] == "  delta_h5 = 2*(last - 1)"
    assert lines[start + 5].startswith("  delta_h1 = delta_h2*")


@pytest.mark.parametrize("steps", [5, 7, 30])
@pytest.mark.parametrize(("expr", "by"), [("last", "X"), ("last @ r", "W"), ("last", "W")])
def test_second_derivatives_of_arrays_by_arrays_through_many_ways_are_refused_at_once(
    expr: str, by: str, steps: int
) -> None:
    with pytest.raises(FormulaError, match="ways lead through the intermediates"):
        mcdocs.derive(expr, inputs=SPACES, wrt=by, let=RECURRENCES["a matrix"].let(steps), order=2)


def test_what_does_not_depend_on_the_variable_is_not_written_out() -> None:
    chain = RECURRENCES["matrices"]
    found = mcdocs.derive("norm(last - T)**2", inputs=SPACES, wrt="T", let=chain.let(40))
    assert found.denominator.text == "2*(T - last)"
    assert found.where == ()


def test_an_input_of_one_entry_that_is_not_used_costs_nothing() -> None:
    """Its axis is taken away and given back; that goes through each intermediate once, not along every way."""
    let = RECURRENCES["matrices"].let(30)
    found = mcdocs.derive("norm(last - T)**2", inputs={**SPACES, "one": "R^1"}, wrt="X", let=let)
    assert found.denominator.text == derived("matrices", "X", 30).denominator.text
