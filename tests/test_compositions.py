"""Random compositions, three functions deep, of everything that acts on vectors and matrices: none may be wrong.

The judge is Python itself on the author's text, differentiated by the tests' own differences. A seed is a formula.
"""

from __future__ import annotations

import random
import re
from functools import partial

import numpy as np
import pytest
from columns import read_in_columns
from differences import arranged, assert_close, derivative

import mcdocs
from mcdocs.calculus.layout import LAYOUTS
from mcdocs.language.shapes import parse_space

SIZES = {"n": 4, "k": 2, "m": 3}
SPACES = {
    **dict.fromkeys("st", "R"),
    **dict.fromkeys(["x", "y", "a", "b"], "R^n"),
    **dict.fromkeys("cf", "R^m"),
    **dict.fromkeys("gh", "R^k"),
    **dict.fromkeys("ABP", "R^{n x n}"),
    **dict.fromkeys("XY", "R^{n x k}"),
    **dict.fromkeys("WV", "R^{m x n}"),
    "M": "R^{k x m}",
    "F": "R^{k x k}",
    "E": "R^{m x m}",
}
FORMULAS = 150
DEPTH = 3

# `s` is a scalar, `u` and `v` vectors of one size, `w` one of another; capitals are matrices, `Q` a square one
SCALARS = [
    "{u}.T @ {v}", "norm({u})", "norm({M})**2", "sum({u})", "mean({u}**2)", "tr({Q})", "logsumexp({u}/5)", "-{s}/2",
    "{s}*{t}", "{s} - {t}", "tanh({s}/9)", "{s}/(5 + {t}**2)", "logdet(5*eye(n) + {Q}/9)", "sum({M})",
    "{u}.T @ {M} @ {w}", "det(5*eye(n) + {Q}/9)",
]  # fmt: skip
VECTORS = [
    "{M} @ {w}", "{u}*{v}", "{u} + {v}", "{s}*{u}", "{u}/(5 + {s}**2)", "{u}/(3 + {v}**2)", "{u}/(1 + exp({s}/9))",
    "exp({u}/5)", "sigmoid({u}/5)", "softmax({u}/5)", "diag({u}) @ {v}", "diagvec({Q})", "sum({M}, axis=1)",
    "{u}**2", "{u} - {v}",
]  # fmt: skip
MATRICES = [
    "{L} @ {R}", "{T}.T", "{M}*{N}", "{M} - {N}", "tanh({M}/5)", "{s}*{M}", "{u} @ {w}.T", "{M}/(5 + {s}**2)",
    "exp({M}/5)",
]  # fmt: skip
SQUARES = ["inv(5*eye({size}) + {Q}/9)", "diag({u})", "{Q} @ {Q}"]
ATOMS = {
    "": ["s", "t", "(a.T @ x)", "sum(x)"], "n": ["x", "x", "y", "a", "b"], "m": ["c", "f", "(W @ x)"], "k": ["g", "h"],
    "nn": ["A", "B", "P", "(x @ y.T)"], "nk": ["X", "Y", "(x @ h.T)"], "mn": ["W", "V"], "km": ["M"], "kk": ["F"],
    "mm": ["E"], "mk": ["(W @ X)"], "kn": ["X.T"], "nm": ["V.T"],
}  # fmt: skip


def composed(rng: random.Random, shape: str, depth: int) -> str:
    """A formula of a shape: "" is a scalar, "n" a vector, "nk" a matrix."""
    if depth == 0:
        return rng.choice(ATOMS[shape])
    rows = [SCALARS, VECTORS, MATRICES][len(shape)]
    template = rng.choice([*rows, *SQUARES] if shape in ("nn", "kk", "mm") else rows)
    size, other, inner = (shape or rng.choice("nmk"))[0], rng.choice("nmk"), rng.choice("nmk")
    square = "n" if "eye(n)" in template or not shape else size
    across = shape[-1] if len(shape) == 2 else other
    shapes = {
        "s": "", "t": "", "u": size, "v": size, "w": across, "M": size + across, "N": size + across,
        "Q": square * 2, "L": size + inner, "R": inner + across, "T": across + size,
    }  # fmt: skip

    def part(slot: re.Match[str]) -> str:
        return size if slot[1] == "size" else f"({composed(rng, shapes[slot[1]], depth - 1)})"

    return re.sub(r"\{(\w+)\}", part, template)


def case(seed: int) -> tuple[str, str, dict[str, str]]:
    """A formula, the variable and the spaces of its inputs."""
    rng = random.Random(seed)
    formula = composed(rng, rng.choice(["", "n", "m", "nk"]), DEPTH)
    names = sorted(set(re.findall(r"\b[A-Za-z]\b(?!\()", formula.replace(".T", ""))) & set(SPACES))
    inputs = {name: SPACES[name] for name in names} | {"x": "R^n"}
    return formula, rng.choice(["x", rng.choice(names)]), inputs


def value(formula: str, **values: np.ndarray) -> np.ndarray:
    columns = {name: here[:, None] if here.ndim == 1 else here for name, here in values.items()}
    found = read_in_columns(formula, {**SIZES, **columns}, {})
    return found.reshape([size for size in found.shape if size != 1])


@pytest.mark.parametrize("seed", range(FORMULAS))
def test_random_compositions_are_differentiated_rightly(seed: int) -> None:
    formula, wrt, inputs = case(seed)
    rng = np.random.default_rng(seed)
    point = {
        name: rng.uniform(0.4, 1.3, shape) * rng.choice((-1, 1), shape)
        for name, space in inputs.items()
        for shape in [tuple(SIZES[str(size)] for size in parse_space(space))]
    }
    derivation = mcdocs.derive(formula, inputs, wrt)
    entries = derivative(partial(value, formula), point, wrt)
    for layout in LAYOUTS:
        wanted = arranged(entries, entries.ndim - point[wrt].ndim, point[wrt].ndim, layout)
        assert_close(getattr(derivation, layout).evaluate(**point), wanted, 1e-6)
    lines = [step.latex for step in derivation.steps]
    assert lines
    assert len(lines) == len(set(lines))
