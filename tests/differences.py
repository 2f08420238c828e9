"""The tests' own judge: derivatives of plain NumPy functions by four-point differences, arranged by the layout rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

Array = np.ndarray
STEP = 1e-3


def derivative(function: Callable[..., Any], values: Mapping[str, Array], wrt: str, order: int = 1) -> Array:
    """Entry [i..., j...] is the derivative of output i by input j; for `order` 2 by one more input, last."""

    def first(**here: Array) -> Array:
        base = np.array(here[wrt], dtype=float)
        columns = []
        for index in np.ndindex(base.shape):
            value = 0.0
            for weight, far in ((8.0, 1), (-1.0, 2)):
                for sign in (1, -1):
                    moved = base.copy()
                    moved[index] += sign * far * STEP
                    value = value + sign * weight * np.asarray(function(**{**here, wrt: moved}), dtype=float)
            columns.append(value / (12 * STEP))
        stacked = np.stack(columns, axis=-1)
        return stacked.reshape(stacked.shape[:-1] + base.shape)

    if order == 1:
        return first(**values)
    return derivative(first, values, wrt)


def arranged(entries: Array, output: int, inputs: int, layout: str) -> Array:
    """The layout rule: the output's axes, then the input's reversed, once for each order; denominator reverses all."""
    turns = (entries.ndim - output) // inputs if inputs else 0
    axes = list(range(output))
    for turn in range(turns):
        start = output + turn * inputs
        axes += reversed(range(start, start + inputs))
    numerator = entries.transpose(axes)
    return numerator if layout == "numerator" else numerator.transpose()


def assert_close(found: Array, expected: Array, tolerance: float = 1e-7) -> None:
    """Same shape, and equal relative to the size of the whole."""
    assert found.shape == expected.shape
    assert np.isfinite(expected).all()
    scale = max(1.0, float(np.abs(expected).max(initial=0.0)))
    np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance * scale)
