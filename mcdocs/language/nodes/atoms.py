"""The nodes with nothing below them, and names that stand for a formula."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from mcdocs.language import shapes
from mcdocs.language.nodes.node import Node, set_shape
from mcdocs.language.shapes import Shape, Size


@dataclass(frozen=True, eq=False)
class Number(Node):
    """An exact number, zero or positive: an integer, or with `decimal` a decimal fraction such as 0.5."""

    value: Fraction
    decimal: bool = False
    shape: Shape = field(init=False, default=(), repr=False)

    def parts(self) -> tuple[object, ...]:
        return (self.value, self.decimal)


@dataclass(frozen=True, eq=False)
class Constant(Node):
    """The number `pi` or Euler's `e`."""

    name: str
    shape: Shape = field(init=False, default=(), repr=False)

    def parts(self) -> tuple[object, ...]:
        return (self.name,)


@dataclass(frozen=True, eq=False)
class Symbol(Node):
    """An input, by its name and shape; `labels` are the names of its entries where the author gave any."""

    name: str
    shape: Shape = ()
    labels: tuple[str, ...] = ()

    def parts(self) -> tuple[object, ...]:
        return (self.name, self.shape, self.labels)


@dataclass(frozen=True, eq=False)
class Entry(Node):
    """The scalar component of an input at `index` (from 1), under the name it is written with."""

    of: Symbol
    index: tuple[int, ...]
    name: str
    shape: Shape = field(init=False, default=(), repr=False)

    def parts(self) -> tuple[object, ...]:
        return (self.of, self.index, self.name)

    def children(self) -> tuple[Node, ...]:
        return ()


@dataclass(frozen=True, eq=False)
class Named(Node):
    """An intermediate of `let`: a name that stands for a formula and stays a name in the working."""

    name: str
    value: Node
    shape: Shape = field(init=False, default=(), repr=False)

    def __post_init__(self) -> None:
        set_shape(self, self.value.shape)

    def parts(self) -> tuple[object, ...]:
        return (self.name, self.value)


@dataclass(frozen=True, eq=False)
class Ones(Node):
    """Ones in every entry."""

    shape: Shape

    def parts(self) -> tuple[object, ...]:
        return (self.shape,)


@dataclass(frozen=True, eq=False)
class Zeros(Node):
    """Zeros in every entry."""

    shape: Shape

    def parts(self) -> tuple[object, ...]:
        return (self.shape,)


@dataclass(frozen=True, eq=False)
class Eye(Node):
    """The identity matrix of a size."""

    size: Size
    shape: Shape = field(init=False, default=(), repr=False)

    def __post_init__(self) -> None:
        set_shape(self, (self.size, self.size))

    def parts(self) -> tuple[object, ...]:
        return (self.size,)


@dataclass(frozen=True, eq=False)
class Commutation(Node):
    """The commutation matrix: K vec(A) = vec(A.T) for A of `rows` x `columns` (Magnus and Neudecker, section 3.7)."""

    rows: Size
    columns: Size
    shape: Shape = field(init=False, default=(), repr=False)

    def __post_init__(self) -> None:
        size = shapes.times(self.rows, self.columns)
        set_shape(self, (size, size))

    def parts(self) -> tuple[object, ...]:
        return (self.rows, self.columns)


@dataclass(frozen=True, eq=False)
class Dimension(Node):
    """A symbolic size as a number: the n of a mean over n entries."""

    letter: str
    shape: Shape = field(init=False, default=(), repr=False)

    def parts(self) -> tuple[object, ...]:
        return (self.letter,)


@dataclass(frozen=True, eq=False)
class Counter(Node):
    """The whole number a RangeSum counts with, inside it."""

    name: str
    shape: Shape = field(init=False, default=(), repr=False)

    def parts(self) -> tuple[object, ...]:
        return (self.name,)
