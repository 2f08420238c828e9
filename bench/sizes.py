"""Whether a derivation in matrix notation takes longer for larger inputs: it should not look at the size at all."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import mcdocs
from bench.measure import forget, side_by_side
from bench.report import Row

FORMULAS = {
    "x'Ax": ("x.T @ A @ x", {"x": "R^{s}", "A": "R^{s x s}"}, "x"),
    "|Ax - b|^2": ("norm(A @ x - b)**2", {"x": "R^{s}", "A": "R^{s x s}", "b": "R^{s}"}, "x"),
    "tanh(Ax + b)": ("tanh(A @ x + b)", {"x": "R^{s}", "A": "R^{s x s}", "b": "R^{s}"}, "x"),
    "ln |det X|": ("logdet(X)", {"X": "R^{s x s}"}, "X"),
    "tr X'AX": ("tr(X.T @ A @ X)", {"X": "R^{s x s}", "A": "R^{s x s}"}, "X"),
}
SIZES = ("n", "3", "100", "10000")
AIM = 1.2


def sizes() -> Iterator[Row]:
    """A row for each formula, one column for each size; the ratio is that of the largest to the letter."""
    for name, (expr, inputs, wrt) in FORMULAS.items():
        spaces = {size: {each: space.replace("s", size) for each, space in inputs.items()} for size in SIZES}
        times = side_by_side({f"size {size}": partial(derived, expr, spaces[size], wrt) for size in SIZES}, 15, forget)
        ratio = times["size 10000"].fastest / times["size n"].fastest
        yield Row(name, times, ratio=ratio, aim=f"at most {AIM:g}", met=ratio <= AIM)


def derived(expr: str, inputs: dict[str, str], wrt: str) -> None:
    """Derive and print both layouts and the working."""
    found = mcdocs.derive(expr, inputs=inputs, wrt=wrt)
    _ = found.numerator.latex, found.denominator.latex, [step.latex for step in found.steps]
