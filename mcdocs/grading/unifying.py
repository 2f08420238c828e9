"""Sizes that are not written: the `n` of an `I`, found from what stands beside it."""

from __future__ import annotations

from math import gcd

from mcdocs.errors import FormulaError, ShapeError
from mcdocs.language import nodes, shapes
from mcdocs.language.nodes import Node
from mcdocs.language.shapes import Shape, Size, transpose_shape

MAX_OPEN = 40
_OPEN = "?"


class Again(Exception):
    """A size has become known, so that the formula can be made again with it."""


class Sizes:
    """What is known about sizes that are not written. They are numbered in the order of their first use."""

    def __init__(self) -> None:
        self.known: dict[str, Size] = {}
        self.count = 0

    def begin(self) -> None:
        """Begin to count anew, for the same formula once more."""
        self.count = 0

    def fresh(self) -> Size:
        """The size of the next thing that does not tell it."""
        self.count += 1
        size: Size = f"{_OPEN}{self.count}"
        while isinstance(size, str) and size in self.known:
            size = self.known[size]
        return size

    def is_open(self, shape: Shape) -> bool:
        """Whether a size in a shape is not known."""
        return any(_is_open(size) for size in shape)

    def fit(self, left: Shape, right: Shape) -> None:
        """Let open sizes in one shape be those of the other. Raises Again where that says something new."""
        if len(left) != len(right):
            return
        for first, second in zip(left, right, strict=True):
            self._meet(str(first).split("*"), str(second).split("*"))

    def settle(self, shape: Shape, expected: Shape) -> None:
        """Let what is open in the shape of an answer be as expected, or as in the other layout where only that fits.

        Raises Again as `fit` does.
        """
        for wanted in (expected, transpose_shape(expected) if len(expected) <= 2 else ()):
            fits = len(wanted) == len(shape)
            if fits and all(_is_open(a) or a == b for a, b in zip(shape, wanted, strict=True)):
                self.fit(shape, wanted)

    def _meet(self, left: list[str], right: list[str]) -> None:
        """Two sizes, each a product of factors, are one: a single open factor that is left over is the rest."""
        for factor in list(left):
            if factor in right:
                left.remove(factor)
                right.remove(factor)
        _cancel_numbers(left, right)
        for open_side, other in ((left, right), (right, left)):
            if len(open_side) == 1 and _is_open(open_side[0]) and other and len(self.known) < MAX_OPEN:
                rest = [int(factor) if factor.isdigit() else factor for factor in other]
                self.known[open_side[0]] = shapes.times(*rest)
                raise Again

    def check(self, node: Node) -> None:
        """Raises FormulaError where a size has stayed open."""
        if any(_is_open(size) for part in nodes.walk(node) for size in part.shape):
            raise FormulaError("the size of I or of a vector of ones is not clear", hint="write I_n, or eye(n)")


def _cancel_numbers(left: list[str], right: list[str]) -> None:
    """What whole numbers have in common is taken out: twice an open size is 4 where that size is 2."""
    for one in [factor for factor in left if factor.isdigit()]:
        for other in [factor for factor in right if factor.isdigit()]:
            common = gcd(int(one), int(other))
            if common > 1 and one in left and other in right:
                for side, number in ((left, one), (right, other)):
                    side.remove(number)
                    if int(number) != common:
                        side.append(str(int(number) // common))


def inner(left: Shape, right: Shape) -> tuple[Shape, Shape]:
    """The sizes that meet in a matrix product, a vector counting as a column; nothing for tensors."""
    if not 1 <= len(left) <= 2 or not 1 <= len(right) <= 2:
        raise ShapeError("a product of these shapes is not defined")
    return (left[1:] if len(left) == 2 else (1,)), right[:1]


def _is_open(size: Size) -> bool:
    return isinstance(size, str) and _OPEN in size
