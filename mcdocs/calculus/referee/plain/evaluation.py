"""Formulas as numbers, node by node; derivatives by complex steps, those of derivatives by central differences."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from mcdocs.calculus.referee.plain.arrays import (
    Array,
    Sizes,
    Undefined,
    flipped,
    indices,
    made,
    matrix,
    scalar,
    times,
    together,
    unit,
)
from mcdocs.calculus.referee.plain.functions import BINARY, ELEMENTWISE, UNARY, power, quotient
from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.language.shapes import Shape, Size

STEP = 1e-30
DIFFERENCE = 1e-4
STENCIL = ((1, 2 / 3), (2, -1 / 12))  # antisymmetric weights, fourth order

_COMBINE: dict[type[Node], Callable[[Any, Any], Any]] = {
    nodes.Add: operator.add,
    nodes.Sub: operator.sub,
    nodes.Mul: operator.mul,
    nodes.Div: quotient,
    nodes.Pow: power,
}


@dataclass(frozen=True)
class Frame:
    """What letters of sizes, inputs, differentials, let names and counters are; `known` is worked out already."""

    sizes: Mapping[str, int]
    values: Mapping[str, Array]
    differentials: Mapping[str, Array] = field(default_factory=dict)
    named: Mapping[str, Array] = field(default_factory=dict)
    counted: Mapping[str, Array] = field(default_factory=dict)
    known: dict[Node, Array] = field(default_factory=dict)

    def size(self, size: Size) -> int:
        """The integer a size stands for, also of a product such as `k*n`."""
        return math.prod(int(part) if part.isdigit() else self.sizes[part] for part in str(size).split("*"))

    def shape(self, shape: Shape) -> Sizes:
        """The integers a shape stands for."""
        return tuple(map(self.size, shape))

    def with_values(self, values: Mapping[str, Array], named: Mapping[str, Array]) -> Frame:
        """The frame at another point."""
        return replace(self, values=values, named=named, known={})


def value(node: Node, frame: Frame) -> Array:
    """The value of a formula. Raises Undefined where it has none, TypeError for a node that is not known here."""
    if node not in frame.known:
        frame.known[node] = _value(node, frame)
    return frame.known[node]


def _value(node: Node, frame: Frame) -> Array:
    match node:
        case nodes.Number():
            return scalar(complex(node.value))
        case nodes.Constant():
            return scalar({"pi": math.pi, "e": math.e}[node.name])
        case nodes.Dimension():
            return scalar(complex(frame.size(node.letter)))
        case nodes.Ones() | nodes.Zeros():
            return made(frame.shape(node.shape), lambda _: float(isinstance(node, nodes.Ones)))
        case nodes.Eye():
            return matrix(unit(frame.size(node.size)))
        case nodes.Commutation():
            return _commutation(frame.size(node.rows), frame.size(node.columns))
        case nodes.Symbol():
            return frame.values[node.name]
        case nodes.Entry():
            return scalar(frame.values[node.of.name][[place - 1 for place in node.index]])
        case nodes.Named():
            return frame.named[node.name] if node.name in frame.named else value(node.value, frame)
        case nodes.Counter():
            return frame.counted[node.name]
        case nodes.RangeSum():
            return _range_sum(node, frame)
        case nodes.Unvec():
            return _unstacked(value(node.argument, frame), frame.shape(node.shape), node.by_rows)
        case nodes.Neg():
            return value(node.argument, frame).map(operator.neg)
        case nodes.Add() | nodes.Sub() | nodes.Mul() | nodes.Div() | nodes.Pow():
            return together(value(node.left, frame), value(node.right, frame), _COMBINE[type(node)])
        case nodes.MatMul():
            return _product(node, frame)
        case nodes.Transpose():
            return _transposed(value(node.argument, frame), frame.shape(node.shape))
        case nodes.Apply():
            return value(node.argument, frame).map(ELEMENTWISE[node.function])
        case nodes.Structure() if node.function in UNARY:
            return UNARY[node.function](value(node.arguments[0], frame), node.axis)
        case nodes.Structure() if node.function in BINARY:
            return BINARY[node.function](value(node.arguments[0], frame), value(node.arguments[1], frame))
        case nodes.Grid():
            return Array(frame.shape(node.shape), tuple(value(entry, frame).entries[0] for entry in node.entries))
        case nodes.Tensor():
            return _tensor(node, frame)
        case nodes.Differential():
            return _differential(node, frame)
        case nodes.Partial():
            return partial(node.of, node.wrt, frame)
        case _:
            raise TypeError(f"there are no numbers for {type(node).__name__}")


def _commutation(rows: int, columns: int) -> Array:
    """K with K vec(A) = vec(A'): entry (i + rows j) of vec(A) goes to place (j + columns i)."""
    places = {(j + columns * i, i + rows * j) for i in range(rows) for j in range(columns)}
    return made((rows * columns, rows * columns), lambda index: float(index in places))


def _range_sum(node: nodes.RangeSum, frame: Frame) -> Array:
    first, last = (value(bound, frame).entries[0] for bound in (node.first, node.last))
    if first.imag or last.imag or not (first.real.is_integer() and last.real.is_integer()):
        raise Undefined("a sum that does not count in whole numbers")
    total = made(frame.shape(node.shape), lambda _: 0j)
    for number in range(int(first.real), int(last.real) + 1):
        counted = {**frame.counted, node.counter: scalar(complex(number))}
        total = together(total, value(node.body, replace(frame, counted=counted, known={})), operator.add)
    return total


def _unstacked(array: Array, shape: Sizes, by_rows: bool) -> Array:
    return array.shaped(shape) if by_rows else matrix(flipped(array.shaped(shape[::-1]).rows()))


def _product(node: nodes.MatMul, frame: Frame) -> Array:
    left, right = value(node.left, frame), value(node.right, frame)
    if left.shape == () or right.shape == ():
        return together(left, right, operator.mul)
    rows = times(left.rows(), right.rows())
    return matrix(rows).shaped(frame.shape(node.shape))


def _transposed(array: Array, shape: Sizes) -> Array:
    return array if array.shape == () else matrix(flipped(array.rows())).shaped(shape)


def _tensor(node: nodes.Tensor, frame: Frame) -> Array:
    """Index notation: for every index of the free letters, the sum over the others of the product of the factors."""
    sizes = {letter: frame.size(size) for letter, size in node.extents}
    free = "".join(node.axes)
    total = [0j] * math.prod(sizes[letter] for letter in free)
    for term in node.terms:
        coefficient = value(term.coefficient, frame).entries[0]
        factors = [(value(of, frame), index, float(exponent)) for of, index, exponent in term.factors]
        others = [letter for letter in term.letters() if letter not in free]
        for place, index in enumerate(indices(tuple(sizes[letter] for letter in free))):
            for more in indices(tuple(sizes[letter] for letter in others)):
                at = dict(zip([*free, *others], [*index, *more], strict=True))
                if all(_counted(first, at, sizes) == _counted(second, at, sizes) for first, second in term.deltas):
                    found = coefficient
                    for array, slots, exponent in factors:
                        entry = array[[_counted(slot, at, sizes) for slot in slots]]
                        found *= entry if exponent == 1 else power(entry, complex(exponent))
                    total[place] += found
    return Array(frame.shape(node.shape), tuple(total))


def _counted(slot: str, at: Mapping[str, int], sizes: Mapping[str, int]) -> int:
    """The place on an axis that letters count together, the last one fastest; none is the one place there is."""
    place = 0
    for letter in slot:
        place = place * sizes[letter] + at[letter]
    return place


# ── derivatives ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _differential(node: nodes.Differential, frame: Frame) -> Array:
    of = node.of
    if isinstance(of, nodes.Symbol | nodes.Named) and of.name in frame.differentials:
        return frame.differentials[of.name]
    if isinstance(of, nodes.Entry):
        return scalar(frame.differentials[of.of.name][[place - 1 for place in of.index]])
    moves = dict(frame.differentials)
    return directional(of, frame, moves)


def partial(of: Node, wrt: Node, frame: Frame) -> Array:
    """The partial derivative in numerator layout: of.shape, then wrt.shape reversed."""
    if isinstance(wrt, nodes.Named) and wrt.name not in frame.named:
        named = {**frame.named, wrt.name: value(wrt.value, frame)}
        frame = frame.with_values(frame.values, named)
    name = wrt.of.name if isinstance(wrt, nodes.Entry) else getattr(wrt, "name", "")
    shape = frame.shape(wrt.of.shape if isinstance(wrt, nodes.Entry) else wrt.shape)
    ways = [tuple(place - 1 for place in wrt.index)] if isinstance(wrt, nodes.Entry) else list(indices(shape))
    columns = {way: directional(of, frame, {name: made(shape, lambda at, way=way: float(at == way))}) for way in ways}  # type: ignore[misc]
    if isinstance(wrt, nodes.Entry):
        return columns[ways[0]]
    above = frame.shape(of.shape)
    return made((*above, *shape[::-1]), lambda at: columns[at[len(above) :][::-1]][at[: len(above)]])


@lru_cache(maxsize=1024)
def derives(formula: Node) -> bool:
    """Whether a derivative is taken within a formula: a derivative of it is worked out by central differences."""
    return any(isinstance(part, nodes.Partial | nodes.Differential) for part in nodes.walk(formula, once=True))


def directional(of: Node, frame: Frame, moves: Mapping[str, Array]) -> Array:
    """The derivative along moves of inputs and let names."""
    if not derives(of):
        return value(of, _moved(frame, moves, STEP * 1j)).map(lambda entry: entry.imag / STEP)
    total: Array | None = None
    for sign in (1, -1):
        for reach, weight in STENCIL:
            found = value(of, _moved(frame, moves, sign * reach * DIFFERENCE))
            part = found.map(lambda entry, factor=sign * weight / DIFFERENCE: entry * factor)  # type: ignore[misc]
            total = part if total is None else together(total, part, operator.add)
    assert total is not None
    return total


def _moved(frame: Frame, moves: Mapping[str, Array], step: complex) -> Frame:
    values, named = (
        {
            name: together(here, moves[name], lambda a, b: a + step * b) if name in moves else here
            for name, here in given.items()
        }
        for given in (frame.values, frame.named)
    )
    return frame.with_values(values, named)
