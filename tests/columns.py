"""The formula language read by Python itself: every vector is a column, every product of a row and a column 1 x 1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matrix_corpus import logdet, logsumexp, relu, sigmoid, softmax, softplus, vec

COLUMNS: dict[str, Any] = {
    "__builtins__": {},
    "ln": np.log,
    "softplus": softplus,
    "sigmoid": sigmoid,
    "relu": relu,
    "step": lambda z: np.heaviside(z, 0),
    "norm": np.linalg.norm,
    "tr": np.trace,
    "det": np.linalg.det,
    "logdet": logdet,
    "inv": np.linalg.inv,
    "matpow": np.linalg.matrix_power,
    "vec": lambda z: vec(z)[:, None],
    "diag": lambda z: np.diag(z[:, 0]),
    "diagvec": lambda z: np.diagonal(z)[:, None],
    "kron": np.kron,
    "eye": np.eye,
    "ones": lambda *sizes: np.ones(sizes if len(sizes) == 2 else (*sizes, 1)),
    "zeros": lambda *sizes: np.zeros(sizes if len(sizes) == 2 else (*sizes, 1)),
    "softmax": softmax,
    "logsumexp": logsumexp,
    "sum": lambda z, axis=None: np.sum(z, axis=axis, keepdims=axis is not None),
    "mean": lambda z, axis=None: np.mean(z, axis=axis, keepdims=axis is not None),
    **{
        name: getattr(np, name)
        for name in ["pi", "e", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sqrt", "abs", "sign"]
    },
}


def read_in_columns(text: str, values: Mapping[str, Any], let: Mapping[str, str]) -> np.ndarray:
    """The value of a printed formula; `values` are columns, matrices and sizes."""
    names = {**COLUMNS, **values}
    for name, value in let.items():
        names[name] = eval(value, names)
    return np.asarray(eval(text, names), dtype=float)
