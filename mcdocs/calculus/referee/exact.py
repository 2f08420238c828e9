"""The exact judge: formulas of given sizes as SymPy expressions, entry by entry, and a bounded test for zero.

The only room that knows SymPy, which is imported when a first claim comes. Symbols are real and nothing more: a
`positive` symbol would let ln x^2 = 2 ln x pass. No text is ever given to SymPy to parse.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np

from mcdocs.calculus.referee.frames import Array
from mcdocs.calculus.referee.numbers import parts_in_order
from mcdocs.language import shapes
from mcdocs.language.nodes import (
    Add,
    Apply,
    Commutation,
    Constant,
    Counter,
    Differential,
    Dimension,
    Div,
    Entry,
    Eye,
    Grid,
    MatMul,
    Mul,
    Named,
    Neg,
    Node,
    Number,
    Ones,
    Partial,
    Pow,
    RangeSum,
    Structure,
    Sub,
    Symbol,
    Tensor,
    Transpose,
    Unvec,
    Zeros,
)

LARGEST_FORMULA = 400  # nodes
LARGEST_ARRAY = 36  # entries
LARGEST_ENTRY = 20_000  # operations, with intermediates written out; SymPy has no names for them
LARGEST_BITS = 4096


class Undecided(Exception):
    """The exact judge has nothing to say: too large, or not expressible without cases."""


@cache
def sympy() -> Any:
    """SymPy; its import is a third of a second, so it comes when something is judged."""
    return import_module("sympy")


@cache
def _functions() -> dict[str, Callable[[Any], Any]]:
    sp = sympy()
    return {
        "exp": sp.exp,
        "ln": sp.log,
        "sin": sp.sin,
        "cos": sp.cos,
        "tan": sp.tan,
        "sinh": sp.sinh,
        "cosh": sp.cosh,
        "tanh": sp.tanh,
        "arcsin": sp.asin,
        "arccos": sp.acos,
        "arctan": sp.atan,
        "sqrt": sp.sqrt,
        "sigmoid": lambda u: 1 / (1 + sp.exp(-u)),
        "softplus": lambda u: sp.log(1 + sp.exp(u)),
    }


def array(entries: Any, shape: tuple[int, ...]) -> Array:
    """SymPy expressions in an array of objects."""
    result = np.empty(math.prod(shape), dtype=object)
    result[:] = list(entries)
    return result.reshape(shape)


def symbol(name: str, index: tuple[int, ...] = ()) -> Any:
    """The real symbol of an input or of a component of it."""
    label = f"{name}[{','.join(map(str, index))}]" if index else name
    return sympy().Symbol(label, real=True)


def _variables(name: str, shape: shapes.Shape) -> Array:
    return array([symbol(name, index) for index in shapes.indices(_given(shape))], _given(shape))


def _given(shape: shapes.Shape) -> tuple[int, ...]:
    if not shapes.is_given(shape) or math.prod(shape) > LARGEST_ARRAY:
        raise Undecided
    return shape


def convert(root: Node, varying: tuple[str, ...] | None = None) -> Array:
    """The formula as an array of SymPy expressions of its shape; Undecided when that is not possible within bounds.

    `varying` names the inputs that have a differential, None is all of them.
    """
    order = parts_in_order(root)
    if len(order) > LARGEST_FORMULA:
        raise Undecided
    memo: dict[Node, Array] = {}
    lengths: dict[Node, int] = {}
    for node in order:
        lengths[node] = _length(node, lengths)
        if lengths[node] > LARGEST_ENTRY:
            raise Undecided
        memo[node] = _converted(node, memo, varying)
        if memo[node].size > LARGEST_ARRAY * LARGEST_ARRAY:
            raise Undecided
    return memo[root]


def _length(node: Node, lengths: dict[Node, int]) -> int:
    """About how many operations an entry has; an entry of a product has those of a row and of a column."""
    below = sum(lengths.get(child, 1) for child in node.children())
    inner = node.right.shape[0] if isinstance(node, MatMul) and node.right.shape else 1
    return 1 + below * (inner if isinstance(inner, int) else 1)


def _converted(node: Node, memo: dict[Node, Array], varying: tuple[str, ...] | None) -> Array:
    sp = sympy()
    match node:
        case Number():
            return array([sp.Rational(node.value.numerator, node.value.denominator)], ())
        case Constant(name="pi"):
            return array([sp.pi], ())
        case Constant(name="e"):
            return array([sp.E], ())
        case Symbol():
            return _variables(node.name, node.shape)
        case Entry():
            return array([symbol(node.of.name, node.index)], ())
        case Named():
            return memo[node.value]
        case Ones():
            return array([sp.S.One] * math.prod(_given(node.shape)), _given(node.shape))
        case Zeros():
            return array([sp.S.Zero] * math.prod(_given(node.shape)), _given(node.shape))
        case Eye():
            shape = _given(node.shape)
            return array([sp.S(int(i == j)) for i, j in shapes.indices(shape)], shape)
        case Differential():
            return _differential(memo[node.of], varying)
        case Partial():
            return _partial(memo[node.of], node.wrt, memo)
        case Neg():
            return np.asarray(-memo[node.argument], dtype=object)
        case Add():
            return np.asarray(memo[node.left] + memo[node.right], dtype=object)
        case Sub():
            return np.asarray(memo[node.left] - memo[node.right], dtype=object)
        case Mul():
            return np.asarray(memo[node.left] * memo[node.right], dtype=object)
        case Div():
            return np.asarray(memo[node.left] * _entrywise(lambda u: sp.Pow(u, -1), memo[node.right]), dtype=object)
        case Pow():
            return np.asarray(np.frompyfunc(_power, 2, 1)(memo[node.left], memo[node.right]), dtype=object)
        case MatMul():
            return _product(memo[node.left], memo[node.right], node)
        case Transpose():
            value = memo[node.argument]
            return value.T.reshape(_given(node.shape)) if value.ndim else value
        case Unvec():
            return memo[node.argument].reshape(_given(node.shape), order="C" if node.by_rows else "F")
        case Apply():
            if node.function not in _functions():
                raise Undecided
            return _entrywise(_functions()[node.function], memo[node.argument])
        case Structure():
            return _structure(node, [memo[argument] for argument in node.arguments])
        case Grid():
            return array([memo[entry].item() for entry in node.entries], _given(node.shape))
        case Tensor() | Dimension() | Commutation() | RangeSum() | Counter():
            raise Undecided  # index notation is left to the numbers
        case _:
            raise TypeError(f"the referee does not know {type(node).__name__}")


def _entrywise(function: Callable[[Any], Any], value: Array) -> Array:
    return np.asarray(np.frompyfunc(function, 1, 1)(value), dtype=object)


def _power(base: Any, exponent: Any) -> Any:
    if exponent.is_Rational and base.is_Rational:
        if abs(float(exponent)) * max(base.p.bit_length(), base.q.bit_length()) > LARGEST_BITS:
            raise Undecided
    return sympy().Pow(base, exponent)


def _product(left: Array, right: Array, node: MatMul) -> Array:
    if not left.ndim or not right.ndim:
        return np.asarray(left * right, dtype=object)
    first = left if left.ndim == 2 else left[:, None]
    second = right if right.ndim == 2 else right[:, None]
    return np.asarray(np.dot(first, second), dtype=object).reshape(_given(node.shape))


def _structure(node: Structure, given: list[Array]) -> Array:
    value = given[0]
    shape = _given(node.shape)
    match node.function:
        case "sum" | "mean":
            total = np.asarray(value.sum(axis=node.axis), dtype=object).reshape(shape)
            count = value.size // max(1, math.prod(shape))
            return np.asarray(total / sympy().Integer(count), dtype=object) if node.function == "mean" else total
        case "tr" | "det" if not value.ndim:
            return value
        case "tr":
            return array([sum(np.diagonal(value))], ())
        case "norm":
            return array([sympy().sqrt(sum(u**2 for u in value.reshape(-1)))], ())
        case "vec":
            return value.reshape(-1, order="F")
        case "vecrows":
            return value.reshape(-1)
        case "diagvec":
            return np.diagonal(value).copy()
        case "diag":
            zero = sympy().S.Zero
            return array([value[i - 1] if i == j else zero for i, j in shapes.indices((value.size,) * 2)], shape)
        case "softmax" | "logsumexp":
            grown = _entrywise(sympy().exp, value)
            total = np.asarray(grown.sum(axis=node.axis, keepdims=True), dtype=object)
            if node.function == "softmax":
                return np.asarray(grown / total, dtype=object)
            return _entrywise(sympy().log, total).reshape(shape)
        case _:
            raise Undecided


def _differential(of: Array, varying: tuple[str, ...] | None) -> Array:
    def total(expression: Any) -> Any:
        moving = [s for s in expression.free_symbols if varying is None or s.name.split("[")[0] in varying]
        moving = sorted((s for s in moving if not s.name.startswith("d(")), key=str)
        return sum((expression.diff(s) * symbol(f"d({s.name})") for s in moving), sympy().S.Zero)

    return _entrywise(total, of)


def _partial(of: Array, wrt: Node, memo: dict[Node, Array]) -> Array:
    if isinstance(wrt, Named):
        raise Undecided  # a let name would have to stay a symbol of its own
    variables = memo[wrt]
    parts = [[expression.diff(variable) for variable in variables.reshape(-1)] for expression in of.reshape(-1)]
    tensor = array([part for row in parts for part in row], of.shape + variables.shape)
    return tensor.transpose(*range(of.ndim), *range(tensor.ndim - 1, of.ndim - 1, -1))
