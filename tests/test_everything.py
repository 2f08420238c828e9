"""Everything in the language by anything: each function of the tables, in formulas around it, by each kind of variable.

A function is tried on scalars, vectors, matrices, rows and columns, of symbolic and of given sizes, alone, with
something linear inside, with something around it, and in a scalar. What the language allows must be answered, and
right in both layouts: judged by four-point differences of the formula as Python reads it, every vector a column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest
from differences import arranged, derivative
from test_matrix_notation import COLUMNS

import mcdocs
from mcdocs.calculus.statement import read_statement
from mcdocs.errors import McdocsError, NoRuleError
from mcdocs.language.functions import ELEMENTWISE, STRUCTURES
from mcdocs.language.shapes import Shape, parse_space, space

SIZES = {"n": 3, "m": 2}
K = 3
VARIABLES = ["R", "R^n", "R^3", "R^1", "R^{n x m}", "R^{2 x 3}", "R^{n x n}", "R^{2 x 2}"]
VARIABLES += ["R^{1 x n}", "R^{n x 1}", "R^{1 x 3}", "R^{1 x 1}"]
TOLERANCE = 3e-6


def soft(z: Any, axis: int | None = None) -> Any:
    grown = np.exp(z - z.max())
    return grown / grown.sum(axis=axis, keepdims=True)


def log_sum(z: Any, axis: int | None = None) -> Any:
    return np.log(np.exp(z).sum(axis=axis, keepdims=axis is not None))


def total(z: Any, axis: int | None = None) -> Any:
    if not isinstance(z, np.ndarray | float):
        return sum(z)  # over a range
    return np.sum(z, axis=axis, keepdims=axis is not None)


def unvec(v: Any, rows: int, columns: int) -> Any:
    return np.reshape(v, (rows, columns), order="F")


READ = {
    **COLUMNS,
    **{name: getattr(np, name) for name in ("arcsin", "arccos", "arctan")},
    "sum": total,
    "softmax": soft,
    "logsumexp": log_sum,
    "unvec": unvec,
    "range": range,
    "__builtins__": {},
}


# ── the formulas ─────────────────────────────────────────────────────────────────────────────────────────────────────


def applications(function: str) -> list[str]:
    """A function applied to the argument that stands for `{}`, in all the ways it can be."""
    if function in ELEMENTWISE:
        return [f"{function}({{}})"]
    calls = {
        "kron": ["kron({}, F)", "kron(f, {})", "kron({}, {})", "kron({}, {}.T)"],
        "matpow": ["matpow({}, 3)", "matpow({}, k)", "matpow({}, -2)"],
        "vecrows": [],
    }
    if function in calls:
        return calls[function]
    along = [f"{function}({{}}, axis={axis})" for axis in (0, 1)] if STRUCTURES[function].axis else []
    return [f"{function}({{}})", *along]


OPERATIONS = {
    "products": ["{} @ {}", "{}.T @ {}", "{} @ {}.T", "f.T @ {}", "{} @ f.T", "{} @ F", "{} * {}", "s * {}"],
    "quotients": ["{} / s", "1 / {}", "{} / (1 + {}**2)", "(s + {}) / {}"],
    "powers": ["{}**2", "{}**s", "s**{}", "{}**{}", "{}**-1"],
    "sums": ["{} + 1", "2*{} - {}", "-{}.T", "{} + {}.T"],
    "unvec": ["unvec(vec({}), n, m)", "unvec(vec({}), 2, 3)", "unvec({}, 1, n)", "unvec({}, n, 1)"],
    "range sums": ["sum(matpow({}, r) for r in range(1, k + 1))", "sum({}**r / r for r in range(1, k + 1))"],
}
APPLIED = {
    **{name: applications(name) for name in [*ELEMENTWISE, *STRUCTURES] if applications(name)},
    **OPERATIONS,
}


def arguments(shape: Shape) -> list[str]:
    """The variable alone, and with something linear inside."""
    match shape:
        case ():
            return ["V", "(s*V + 1)", "(V*f)", "(V*F)", "(V*Q)"]
        case (_,):
            return ["V", "(L @ V)", "(V @ f.T)", "diag(V)"]
        case _:
            return ["V", "(L @ V)", "V.T"]


def around(shape: Shape) -> list[str]:
    """What stands around a value of a shape."""
    match shape:
        case ():
            return ["{}", "{}**2 * F"]
        case (_,):
            return ["{}", "sum({}**2)", "exp({}) @ f.T", "norm({})"]
        case _ if "*" in "".join(map(str, shape)):
            return ["{}", "sum({}**2)"]
        case _:
            return ["{}", "sum({}**2)", "sum({}**2, axis=1)", "vec({})"]


def inputs_for(shape: Shape, text: str) -> dict[str, str]:
    spaces = {"V": space(shape), "s": "R", "k": "R", "f": "R^2", "F": "R^{2 x 3}", "Q": "R^{3 x 3}"}
    if shape:
        spaces["L"] = "R^{" + f"{shape[0]} x {shape[0]}" + "}"
    return {name: given for name, given in spaces.items() if name == "V" or re.search(rf"\b{name}\b", text)}


@cache
def value_of(name: str, given: str) -> np.ndarray:
    """A value between zero and one, so that every function is defined; square matrices are far from singular."""
    shape = tuple(SIZES.get(str(size)) or int(size) for size in parse_space(given))
    rng = np.random.default_rng(sum(map(ord, name + given)))
    value = rng.uniform(0.15, 0.6, shape)
    if name == "L":
        value = value / 3
    if len(shape) == 2 and shape[0] == shape[1] > 1:
        value = value / 2 + 0.4 * np.eye(shape[0])
    return value


def formulas(function: str) -> Iterator[tuple[str, Shape, Shape]]:
    """Every formula with a function that the language allows, the shape of its variable, and its own."""
    for variable in VARIABLES:
        shape = parse_space(variable)
        for call in APPLIED[function]:
            for argument in arguments(shape):
                inner = call.replace("{}", argument)
                own = shape_of(inner, shape)
                if own is None:
                    continue
                for outer in around(own):
                    whole = outer.replace("{}", f"({inner})" if outer != "{}" else inner)
                    result = shape_of(whole, shape)
                    if result is not None and "V" in whole and is_read_by_python(whole, shape):
                        yield whole, shape, result


def shape_of(text: str, shape: Shape) -> Shape | None:
    """The shape of a formula, None where the language does not allow it."""
    try:
        return read_statement(text, inputs_for(shape, text), "V").formula.shape
    except McdocsError:
        return None


# ── the judge ────────────────────────────────────────────────────────────────────────────────────────────────────────


@np.errstate(all="ignore")
def is_read_by_python(text: str, shape: Shape) -> bool:
    """Whether Python reads it with columns; a product of one entry is a number in the language, and fits anywhere."""
    try:
        read_by_python(
            text, {name: value_of(name, each) for name, each in inputs_for(shape, text).items() if name != "k"}
        )
    except ValueError:
        return False
    return True


def read_by_python(text: str, values: dict[str, np.ndarray]) -> Any:
    columns = {name: value[:, None] if value.ndim == 1 else value for name, value in values.items()}
    return eval(text, {**READ, **SIZES, **columns, "k": K})


def expected(text: str, shape: Shape, own: Shape) -> np.ndarray:
    given = {name: value_of(name, each) for name, each in inputs_for(shape, text).items() if name != "k"}
    sizes = tuple(np.prod([SIZES.get(word) or int(word) for word in str(size).split("*")]) for size in own)

    def function(**values: np.ndarray) -> np.ndarray:
        return np.reshape(read_by_python(text, values), sizes)

    return derivative(function, given, "V")


def assert_right(text: str, shape: Shape, own: Shape) -> None:
    spaces = inputs_for(shape, text)
    found = mcdocs.derive(text, spaces, "V")
    values = {name: value_of(name, each) for name, each in spaces.items() if name != "k"}
    if "k" in spaces:
        values["k"] = np.array(K)
    with np.errstate(all="ignore"):
        entries = expected(text, shape, own)
    if not np.isfinite(entries).all():  # ln(diag(V)) off the diagonal
        return
    for layout in ("numerator", "denominator"):
        value = getattr(found, layout).evaluate(**values)
        wanted = arranged(entries, len(own), len(shape), layout)
        assert value.shape == wanted.shape, f"{text} by {space(shape)}: {layout} layout"
        scale = max(1.0, float(np.abs(wanted).max(initial=0.0)))
        close = np.abs(value - wanted).max(initial=0.0) <= TOLERANCE * scale
        assert close, f"{text} by V in {space(shape)}, {layout} layout: {getattr(found, layout).text}"


@pytest.mark.parametrize("function", APPLIED)
def test_every_function_is_differentiated_by_every_variable_and_right_in_both_layouts(function: str) -> None:
    refused: list[str] = []
    tried = 0
    for text, shape, own in formulas(function):
        tried += 1
        try:
            assert_right(text, shape, own)
        except NoRuleError as error:
            refused.append(f"{text} by V in {space(shape)}: {error.message}")
    assert tried
    assert not refused, "\n".join(refused)
