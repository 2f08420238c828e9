"""Deep networks are judged where what goes through their layers stays of the order of one, and a wrong factor shows."""

from __future__ import annotations

import pytest

import mcdocs
from mcdocs.calculus.derive import Derivation
from mcdocs.calculus.referee import ArrayDerivativeIs, judge
from mcdocs.errors import RefereeError
from mcdocs.language import nodes

SPACES = {
    **dict.fromkeys(["x", "c", "b"], "R^n"),
    **dict.fromkeys(["X", "T"], "R^{m x n}"),
    **dict.fromkeys(["W", "U", "V"], "R^{n x n}"),
    **dict.fromkeys(["Q", "K"], "R^{n x k}"),
}
ATTENTION = "softmax({h} @ Q @ K.T @ {h}.T, axis=1) @ {h} @ V"

# a layer of {h}, what is asked of the last, the variable, the depth
NETWORKS = [
    ("{h} + " + ATTENTION, "norm({h} - T)**2", "X", 12),
    ("{h} + " + ATTENTION, "norm({h} - T)**2", "Q", 24),
    (ATTENTION, "norm({h} - T)**2", "V", 24),
    ("sin(W @ {h})", "norm({h} - c)**2", "W", 24),
    ("sin(W @ {h})", "{h}", "x", 24),
    ("tanh(W @ {h} + b)/4", "c.T @ {h}", "x", 12),
    ("sigmoid(W @ {h})", "c.T @ {h}", "W", 12),
    ("{h} + U @ relu(W @ {h})", "c.T @ {h}", "U", 12),
]


def network(layer: str, asked: str, wrt: str, depth: int) -> Derivation:
    let: dict[str, str] = {}
    below = "X" if "- T" in asked else "x"
    for number in range(1, depth + 1):
        let[f"h{number}"] = layer.format(h=below)
        below = f"h{number}"
    return mcdocs.derive(asked.format(h=below), SPACES, wrt, let=let)


@pytest.mark.parametrize("case", NETWORKS, ids=[f"{row[0]} by {row[2]}, {row[3]}" for row in NETWORKS])
def test_every_line_of_a_deep_network_is_judged(case: tuple[str, str, str, int]) -> None:
    found = network(*case)
    assert found.check.points >= 6
    assert found.check.max_error < 1e-7


@pytest.mark.parametrize("case", NETWORKS, ids=[f"{row[0]} by {row[2]}, {row[3]}" for row in NETWORKS])
def test_a_thousandth_too_much_is_refused(case: tuple[str, str, str, int]) -> None:
    found = network(*case)
    statement = found.statement
    wrong = nodes.Mul(nodes.Div(nodes.number(1001), nodes.number(1000)), found.numerator.node)
    with pytest.raises(RefereeError, match="should be"):
        judge([ArrayDerivativeIs(statement.formula, statement.wrt, wrong, "numerator", "", None, statement.facts, 1)])
