"""Networks of growing depth: the derivative with the working, in both layouts, printed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import pairwise

import mcdocs
from bench.measure import forget, side_by_side
from bench.report import Row

DEPTHS = range(1, 7)
REPETITIONS = 7
AIM = 1.5
"""Per layer, a network of depth 6 may cost this many times what one of depth 3 costs: 1 is linear, 2 quadratic."""

NETWORKS = {
    "layers named, by the first weight": ("named", "W1", AIM),
    "layers named, by the input": ("named", "x", AIM),
    # Every factor of the result repeats the layers below it, so its length is quadratic whoever writes it.
    "one formula, by the input": ("nested", "x", None),
    "residual layers, by the input": ("residual", "x", AIM),
    "Jacobian of residual layers, by the input": ("vector", "x", AIM),
    # A sum over the layers, each term a product of those above it.
    "residual layers, by the weight they share": ("residual", "W", None),
}


def networks() -> Iterator[Row]:
    """A row for each way of writing the network, one column for each depth."""
    for name, (way, wrt, aim) in NETWORKS.items():
        printed = {depth: derived(depth, way, wrt) for depth in DEPTHS}
        contestants = {f"depth {depth}": partial(derived, depth, way, wrt) for depth in DEPTHS}
        times = side_by_side(contestants, REPETITIONS, forget)
        growth = {
            "time": times["depth 6"].median / times["depth 3"].median / 2,
            "result": printed[6][0] / printed[3][0] / 2,
            "working": printed[6][1] / printed[3][1] / 2,
        }
        notes = {
            "characters of the results": [printed[depth][0] for depth in DEPTHS],
            "of the working": [printed[depth][1] for depth in DEPTHS],
            "per layer, depth 6 / depth 3": {what: round(ratio, 2) for what, ratio in growth.items()},
        }
        worst = max(growth.values())
        if aim:
            yield Row(name, times, ratio=worst, aim=f"at most {aim:g}", met=worst <= aim, notes=notes)
        else:
            yield Row(name, times, ratio=worst, notes=notes)


def derived(depth: int, way: str, wrt: str) -> tuple[int, int]:
    """Derive and print the network; the characters of both layouts, and of the working."""
    inputs, let, expr = residual(depth) if way in ("residual", "vector") else layered(depth, way == "named")
    loss = expr if way == "vector" else f"c.T @ {expr}"
    found = mcdocs.derive(loss, inputs=inputs, wrt=wrt, let=let)
    return len(found.numerator.latex + found.denominator.latex), sum(len(step.latex) for step in found.steps)


def layered(depth: int, named: bool) -> tuple[dict[str, str], dict[str, str], str]:
    """Layers with a weight each: the inputs, the intermediates and the output."""
    weights = {f"W{layer}": f"R^{{m{layer} x m{layer - 1}}}" for layer in range(1, depth + 1)}
    let, expr = {}, "x"
    for layer in range(1, depth + 1):
        expr = f"tanh(W{layer} @ {expr})"
        if named:
            let[f"h{layer}"], expr = expr, f"h{layer}"
    return {"x": "R^{m0}", **weights, "c": f"R^{{m{depth}}}"}, let, expr


def residual(depth: int) -> tuple[dict[str, str], dict[str, str], str]:
    """Layers that add to their input and share a weight; twice as many ways lead through each one more."""
    names = ["x", *(f"h{layer}" for layer in range(1, depth + 1))]
    let = {name: f"{below} + tanh(W @ {below})" for below, name in pairwise(names)}
    return {"x": "R^n", "W": "R^{n x n}", "c": "R^n"}, let, names[-1]
