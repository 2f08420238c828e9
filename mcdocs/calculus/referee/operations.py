"""One operation for every node: NumPy on arrays with the leading axes (points, directions)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from mcdocs.calculus.referee.elementary import KINKED, elementary, power
from mcdocs.calculus.referee.frames import Array, Frame, Operation, Watch
from mcdocs.calculus.referee.structures import BINARY, UNARY
from mcdocs.errors import RefereeError
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
from mcdocs.language.ranks import is_singular

Inner = Differential | Partial | RangeSum


def operation(node: Node, inner: Callable[[Inner], Operation]) -> Operation:
    """What a node does with the values of its operands; TypeError for a node that is not of the closed set.

    `inner` makes the operation of what evaluates formulas itself: derivatives that have to be worked out, sums over a
    range.
    """
    match node:
        case Number() | Constant() | Dimension() | Commutation() | Ones() | Zeros() | Eye():
            return _constant(node)
        case Symbol():
            name = node.name
            return lambda frame, _: frame.value(name)
        case Entry():
            name, index = node.of.name, node.index
            return lambda frame, _: component(frame.value(name), index)
        case Named():
            name = node.name
            return lambda frame, given: frame.named.get(name, given[0])
        case Counter():
            place = counted_by(node.name)
            return lambda frame, _: frame.value(place)
        case Differential() | Partial() | RangeSum():
            return inner(node)
        case Neg():
            return lambda _, given: np.negative(given[0])
        case Pow() if not (isinstance(node.right, Number) and node.right.value.denominator == 1):
            return _watched(_entry_by_entry(node), lambda watch, given: watch.see_power(*given))
        case Div():
            return _watched(_entry_by_entry(node), lambda watch, given: watch.see_divisor(given[1]))
        case Add() | Sub() | Mul() | Pow():
            return _entry_by_entry(node)
        case MatMul():
            return _product(node)
        case Transpose():
            return _transpose(node)
        case Unvec():
            return _unstacked(node)
        case Apply():
            return _apply(node)
        case Structure() if node.function in UNARY:
            return _unary(node)
        case Structure() if node.function in BINARY:
            binary = BINARY[node.function]
            return lambda _, given: binary(given[0], given[1])
        case Grid():
            return _grid(node)
        case Tensor():
            return _tensor(node)
        case _:
            raise TypeError(f"the referee does not know {type(node).__name__} {getattr(node, 'function', '')}")


def counted_by(counter: str) -> str:
    """Where a frame keeps the value of a counter, which is no name of an input."""
    return f"{counter} of a sum"


def component(value: Array, index: tuple[int, ...]) -> Array:
    """The entry at an index that counts from 1: (points, directions)."""
    place: tuple[Any, ...] = (slice(None), slice(None), *(i - 1 for i in index))
    return np.asarray(value[place])


def _number(value: float, precise: Any) -> Operation:
    double, long = np.full((1, 1), value), np.full((1, 1), precise)
    return lambda frame, _: long if frame.precise else double


def _constant(node: Number | Constant | Dimension | Commutation | Ones | Zeros | Eye) -> Operation:
    match node:
        case Number():
            try:
                return _number(float(node.value), np.longdouble(node.value.numerator) / node.value.denominator)
            except OverflowError:
                raise RefereeError("a number in the formula is too large to be checked") from None
        case Constant():
            digits = {"pi": "3.14159265358979323846264338", "e": "2.71828182845904523536028747"}
            if node.name not in digits:
                raise TypeError(f"the referee does not know the constant {node.name}")
            return _number(float(digits[node.name]), np.longdouble(digits[node.name]))
        case Commutation():
            return lambda frame, _: _commutation(frame.size(node.rows), frame.size(node.columns))
        case Dimension():
            return lambda frame, _: np.full((1, 1), float(frame.size(node.letter)))
        case Ones():
            return lambda frame, _: np.ones((1, 1, *frame.shape(node.shape)))
        case Zeros():
            return lambda frame, _: np.zeros((1, 1, *frame.shape(node.shape)))
        case Eye():
            return lambda frame, _: np.eye(frame.size(node.size))[None, None]


_BINARY: dict[type[Node], Callable[[Any, Any], Any]] = {
    Add: np.add,
    Sub: np.subtract,
    Mul: np.multiply,
    Div: np.divide,
    Pow: power,
}


def _entry_by_entry(node: Add | Sub | Mul | Div | Pow) -> Operation:
    combine = _BINARY[type(node)]
    left, right = len(node.left.shape), len(node.right.shape)
    if left == right:
        return lambda _, given: combine(given[0], given[1])
    ones = (1,) * abs(left - right)
    if left < right:
        return lambda _, given: combine(given[0].reshape(given[0].shape + ones), given[1])
    return lambda _, given: combine(given[0], given[1].reshape(given[1].shape + ones))


def _product(node: MatMul) -> Operation:
    left, right, axes = len(node.left.shape), len(node.right.shape), len(node.shape)
    if not left or not right:
        ones = (1,) * max(left, right)
        if not left:
            return lambda _, given: given[0].reshape(given[0].shape + ones) * given[1]
        return lambda _, given: given[0] * given[1].reshape(given[1].shape + ones)
    result = (..., *(0,) * (2 - axes))

    def multiply(_: Frame, given: Sequence[Array]) -> Array:
        first = given[0] if left == 2 else given[0][..., None]
        second = given[1] if right == 2 else given[1][..., None]
        return np.asarray(np.matmul(first, second)[result])

    return multiply


def _transpose(node: Transpose) -> Operation:
    before, after = len(node.argument.shape), len(node.shape)
    if before == 0:
        return lambda _, given: given[0]
    if before == 1:
        return lambda _, given: given[0][..., None, :]
    if after == 1:
        return lambda _, given: given[0][..., 0, :]
    return lambda _, given: np.swapaxes(given[0], -1, -2)


def _unstacked(node: Unvec) -> Operation:
    def unstack(frame: Frame, given: Sequence[Array]) -> Array:
        rows, columns = frame.shape(node.shape)
        if node.by_rows:
            return given[0].reshape(*given[0].shape[:2], rows, columns)
        return np.swapaxes(given[0].reshape(*given[0].shape[:2], columns, rows), -1, -2)

    return unstack


def _apply(node: Apply) -> Operation:
    function = elementary(node.function)
    if node.function in KINKED:
        return _watched(lambda _, given: function(given[0]), lambda watch, given: watch.see_kink(given[0], True))
    if node.function == "sqrt":
        return _watched(lambda _, given: function(given[0]), lambda watch, given: watch.see_edge(given[0] == 0))
    return lambda _, given: function(given[0])


OF_SQUARES = frozenset({"tr", "det", "logdet", "inv"})  # and of numbers, which are 1 x 1


def _unary(node: Structure) -> Operation:
    unary, axis = UNARY[node.function], node.axis
    if node.function in OF_SQUARES and not node.arguments[0].shape:
        return lambda _, given: unary(given[0][..., None, None], None).reshape(given[0].shape)
    if node.function == "norm":
        return _watched(lambda _, given: unary(given[0], axis), lambda watch, a: watch.see_kink(unary(a[0], None)))
    if node.function in ("inv", "logdet", "det") and not is_singular(node.arguments[0]):
        return _watched(lambda _, given: unary(given[0], axis), lambda watch, given: watch.see_matrix(given[0]))
    return lambda _, given: unary(given[0], axis)


def _watched(perform: Operation, see: Callable[[Watch, Sequence[Array]], None]) -> Operation:
    def watched(frame: Frame, given: Sequence[Array]) -> Array:
        if frame.watch is not None:
            see(frame.watch, given)
        return perform(frame, given)

    return watched


def _grid(node: Grid) -> Operation:
    shape = tuple(int(size) for size in node.shape)

    def fill(_: Frame, given: Sequence[Array]) -> Array:
        lead = np.broadcast_shapes(*{entry.shape for entry in given})
        kind = complex if any(entry.dtype.kind == "c" for entry in given) else float
        result = np.empty((*lead, len(given)), dtype=kind)
        for i, entry in enumerate(given):
            result[..., i] = entry
        return result.reshape(lead + shape)

    return fill


def _tensor(node: Tensor) -> Operation:
    """Index notation, term by term: factors and deltas on axes of their own letters, the other letters summed over."""
    free = "".join(node.axes)

    def value(frame: Frame, given: Sequence[Array]) -> Array:
        sizes = {letter: frame.size(size) for letter, size in node.extents}
        operands = iter(given)
        total: Any = 0.0
        for term in node.terms:
            letters = [*free, *(letter for letter in term.letters() if letter not in free)]
            product: Any = next(operands)[(...,) + (None,) * len(letters)]
            for _, index, exponent in term.factors:
                factor = next(operands)
                if exponent != 1:
                    factor = factor ** float(exponent)
                product = product * _on_axes(factor, index, letters, sizes)
            for first, second in term.deltas:
                delta = np.eye(math.prod(sizes[letter] for letter in first))[None, None]
                product = product * _on_axes(delta, (first, second), letters, sizes)
            whole = np.broadcast_to(product, (*product.shape[:2], *(sizes[letter] for letter in letters)))
            total = total + whole.sum(axis=tuple(range(2 + len(free), 2 + len(letters))))
        if not node.terms:
            return np.zeros((1, 1, *frame.shape(node.shape)))
        return np.asarray(total).reshape(*total.shape[:2], *frame.shape(node.shape))

    return value


def _on_axes(value: Array, index: tuple[str, ...], letters: list[str], sizes: dict[str, int]) -> Array:
    """The value with its axes in the places of their letters; a letter twice is a diagonal, none an axis of one.

    An axis counted by several letters is taken apart first.
    """
    single = [letter for slot in index for letter in slot or ("",)]
    value = value.reshape(*value.shape[:2], *(sizes.get(letter, 1) for letter in single))
    axis = 2
    kept: list[str] = []
    for letter in single:
        if not letter:
            value = np.take(value, 0, axis=axis)
        elif letter in kept:
            value = np.moveaxis(
                np.diagonal(value, axis1=2 + kept.index(letter), axis2=axis), -1, 2 + kept.index(letter)
            )
        else:
            kept.append(letter)
            axis += 1
    order = sorted(range(len(kept)), key=lambda place: letters.index(kept[place]))
    value = np.transpose(value, (0, 1, *(2 + place for place in order)))
    present = [letter in kept for letter in letters]
    shape = iter(value.shape[2:])
    return value.reshape((*value.shape[:2], *(next(shape) if there else 1 for there in present)))


def _commutation(rows: int, columns: int) -> Array:
    """K with K vec(A) = vec(A'): entry (i + rows j) of vec(A) goes to place (j + columns i)."""
    matrix = np.zeros((rows * columns, rows * columns))
    for i in range(rows):
        for j in range(columns):
            matrix[j + columns * i, i + rows * j] = 1.0
    return matrix[None, None]
