"""Networks of growing depth: the derivative with the working, in both layouts, printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import mcdocs
from bench.measure import forget, side_by_side
from bench.report import Row

DEPTHS = (3, 6, 12, 24)
REPETITIONS = 5
AIM = 1.5
"""Per layer, twice the depth may cost this many times as much: 1 is linear, 2 quadratic."""


@dataclass(frozen=True)
class Network:
    """Layers, and what is asked of the last. In a layer `{h}` is the layer below and `{k}` its number.

    `more` are other intermediates of a layer, which come before it, `before` is what these are below the first.
    """

    layer: str
    expr: str
    wrt: str
    first: str = "x"
    more: tuple[tuple[str, str, str], ...] = ()
    named: bool = True
    aim: float | None = AIM

    def let(self, depth: int) -> tuple[dict[str, str], str]:
        """The intermediates, and the last of them, or the whole formula where they have no names."""
        let: dict[str, str] = {}
        below = {"h": self.first, **{name: start for name, start, _ in self.more}}
        for k in range(1, depth + 1):
            for name, _, formula in self.more:
                let[f"{name}{k}"] = formula.format(k=k, **below)
            now = {name: f"{name}{k}" for name, _, _ in self.more}
            layer = self.layer.format(k=k, **below, **{f"{name}_": own for name, own in now.items()})
            if self.named:
                let[f"h{k}"] = layer
            below |= now | {"h": f"h{k}" if self.named else layer}
        return let, below["h"]

    def inputs(self, depth: int) -> dict[str, str]:
        """The inputs; a weight with a number is one for each layer."""
        used = {name: space for name, space in SPACES.items() if "{k}" not in name}
        return used | {f"W{k}": "R^{n x n}" for k in range(1, depth + 1) if "W{k}" in self.layer}


SPACES = {"x": "R^n", "r": "R^n", "c": "R^n", "U": "R^{n x n}", "V": "R^{n x n}", "W": "R^{n x n}"}
SPACES |= {"X": "R^{m x n}", "T": "R^{m x n}", "s": "R", "w": "R"}
PLAIN, RESIDUAL = "tanh(W{k} @ {h})", "{h} + tanh(W @ {h})"
LSTM = ("c", "r", "{c}*sigmoid(V @ {h}) + sigmoid(U @ {h})*tanh(W @ {h})")

NETWORKS = {
    "layers named, by the first weight": Network(PLAIN, "c.T @ {h}", "W1"),
    "layers named, by the input": Network(PLAIN, "c.T @ {h}", "x"),
    # Every factor of the result repeats the layers below it, so its length is quadratic whoever writes it.
    "one formula, by the input": Network(PLAIN, "c.T @ {h}", "x", named=False, aim=None),
    "residual layers, by the input": Network(RESIDUAL, "c.T @ {h}", "x"),
    "Jacobian of residual layers, by the input": Network(RESIDUAL, "{h}", "x"),
    "residual layers, by the weight they share": Network(RESIDUAL, "c.T @ {h}", "W"),
    "residual layers of matrices, by the weight they share": Network(
        "{h} + tanh({h} @ W)", "norm({h} - T)**2", "W", first="X"
    ),
    "residual scalars, by the input": Network("{h} + w*tanh({h})", "{h}", "s", first="s"),
    "residual scalars, by the weight they share": Network("{h} + w*tanh({h})", "{h}", "w", first="s"),
    "two states that cross, as in an LSTM, by a weight": Network(
        "sigmoid(U @ {h})*tanh({c_})", "norm({h} - c)**2", "W", more=(LSTM,)
    ),
    "Jacobian of two states that cross, by the input": Network("sigmoid(U @ {h})*tanh({c_})", "{h}", "x", more=(LSTM,)),
}


def networks() -> Iterator[Row]:
    """A row for each way of writing the network, one column for each depth."""
    for name, network in NETWORKS.items():
        printed = {depth: derived(network, depth) for depth in DEPTHS}
        contestants = {f"depth {depth}": partial(derived, network, depth) for depth in DEPTHS}
        times = side_by_side(contestants, REPETITIONS, forget)
        growth = {
            "time": [times[f"depth {b}"].median / times[f"depth {a}"].median / 2 for a, b in pairwise(DEPTHS)],
            "result": [printed[b][0] / printed[a][0] / 2 for a, b in pairwise(DEPTHS)],
            "working": [printed[b][1] / printed[a][1] / 2 for a, b in pairwise(DEPTHS)],
        }
        notes = {
            "characters of the results": [printed[depth][0] for depth in DEPTHS],
            "of the working": [printed[depth][1] for depth in DEPTHS],
            "per layer, from depth to depth": {
                what: [round(each, 2) for each in found] for what, found in growth.items()
            },
        }
        worst = max(each for found in growth.values() for each in found)
        if network.aim:
            yield Row(name, times, ratio=worst, aim=f"at most {network.aim:g}", met=worst <= network.aim, notes=notes)
        else:
            yield Row(name, times, ratio=worst, notes=notes)


def derived(network: Network, depth: int) -> tuple[int, int]:
    """Derive and print the network; the characters of both layouts with what their names mean, and of the working."""
    let, last = network.let(depth)
    found = mcdocs.derive(network.expr.format(h=last), inputs=network.inputs(depth), wrt=network.wrt, let=let)
    names = sum(len(each.latex) for each in found.where)
    results = len(found.numerator.latex + found.denominator.latex) + names
    return results, sum(len(step.latex) for step in found.steps)
