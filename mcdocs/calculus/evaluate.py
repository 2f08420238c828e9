"""Numbers into a derivative: the NumPy source it prints is what is run, so that the two cannot differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from math import prod
from types import MappingProxyType
from typing import Any

import numpy as np

from mcdocs.errors import FormulaError, ShapeError
from mcdocs.language import names, shapes
from mcdocs.language.names import Scope
from mcdocs.language.shapes import Shape


def evaluate(
    source: str, scope: Scope, shape: Shape, values: Mapping[str, Any], whole: Mapping[str, bool] = MappingProxyType({})
) -> np.ndarray:
    """The function of `source` at `values`, as an array of `shape` with its letters replaced by the sizes given.

    `whole` names the inputs that must be whole numbers, and whether they count, that is, may not be negative.
    Raises FormulaError for a missing or unknown input and where a matrix has no inverse, ShapeError where the arrays do
    not fit their spaces.
    """
    for name in values:
        if name not in scope.inputs:
            raise FormulaError(f"{name!r} is not an input", hint=names.suggest(name, scope.inputs))
    sizes: dict[str, int] = {}
    arguments = []
    for name, symbol in scope.inputs.items():
        if name not in values:
            raise FormulaError(f"the input {name} has no value", hint=f"{name} is {shapes.describe(symbol.shape)}")
        value = _fitted(name, _array(name, values[name]), symbol.shape, sizes)
        # A NumPy number is counted with ten times faster than an array without axes.
        arguments.append(_whole(name, float(value), whole[name]) if name in whole else value[()])
    try:
        with np.errstate(all="ignore"):
            result = np.asarray(_compiled(source)(*arguments))
        # A root of a negative number: Python has a complex value for it, which is none here.
        result = np.where(result.imag == 0, result.real, np.nan) if np.iscomplexobj(result) else result.astype(float)
    except np.linalg.LinAlgError as fault:
        message = f"the derivative has no value here: {str(fault).lower()}"
        raise FormulaError(message, hint="a matrix must be invertible for its inverse") from None
    wanted = tuple([_number(size, sizes) for size in shape])
    if result.shape == wanted:
        return result
    return result.reshape(wanted) if result.size == prod(wanted) else np.broadcast_to(result, wanted).copy()


def _whole(name: str, value: float, counts: bool) -> int:
    if not value.is_integer() or (counts and value < 0):
        kind = "a whole number that is not negative" if counts else "a whole number"
        raise FormulaError(f"{name} is the power of a matrix and must be {kind}, not {value:g}")
    return int(value)


@lru_cache(maxsize=256)
def _compiled(source: str) -> Callable[..., Any]:
    """The function of printed source. It comes from our own printer: names were checked when the formula was read."""
    space: dict[str, Any] = {}
    exec(compile(source, "<derivative>", "exec"), space)
    return space["derivative"]  # type: ignore[no-any-return]


def _array(name: str, value: Any) -> np.ndarray:
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "iufb":
            raise ValueError("not real numbers")
        return array.astype(float)
    except (TypeError, ValueError) as fault:
        raise ShapeError(f"the value of {name} is not an array of real numbers", hint=str(fault)[:100]) from None


def _fitted(name: str, value: np.ndarray, shape: Shape, sizes: dict[str, int]) -> np.ndarray:
    if len(shape) == 1 and value.ndim == 2 and value.shape[1] == 1:
        value = value[:, 0]
    if value.ndim != len(shape):
        raise ShapeError(f"{name} is {shapes.describe(shape)}, not an array of shape {value.shape}")
    for size, given in zip(shape, value.shape, strict=True):
        if _number(size, sizes, given) != given:
            clash = f" ({size} = {sizes[size]} and {size} = {given})" if isinstance(size, str) else ""
            raise ShapeError(f"{name} is {shapes.describe(shape)}, not an array of shape {value.shape}{clash}")
    return value


def _number(size: shapes.Size, sizes: dict[str, int], given: int = 0) -> int:
    if isinstance(size, int):
        return size
    if size.isidentifier():
        return sizes.setdefault(size, given)
    result = 1
    for word in size.split("*"):
        result *= int(word) if word.isdigit() else sizes[word]
    return result
