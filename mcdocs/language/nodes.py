"""The closed set of formula nodes: frozen, shape-checked when made, in the order and with the brackets of the author.

Operations on formulas are functions over these types elsewhere; a type they do not know raises.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from mcdocs.errors import ShapeError
from mcdocs.language import functions, shapes
from mcdocs.language.shapes import Shape, Size


class Node:
    """A formula with a shape. Equal formulas compare and hash equal.

    The hash is remembered, and so is a formula that this one was found equal to: comparing two chains of intermediates,
    each of which uses the one before twice, would take twice as long with every one.
    """

    shape: Shape
    _hash: int
    _children: tuple[Node, ...]
    _same: Node | None = None

    def parts(self) -> tuple[object, ...]:
        """The fields that make this node what it is, in order."""
        raise TypeError("Node is abstract")

    def children(self) -> tuple[Node, ...]:
        """The formulas this one is made of, in the author's order."""
        try:
            return self._children
        except AttributeError:
            value = tuple(part for part in self.parts() if isinstance(part, Node))
            object.__setattr__(self, "_children", value)
            return value

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            value = hash((type(self).__name__, self.parts()))
            object.__setattr__(self, "_hash", value)
            return value

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Node) or type(self) is not type(other) or hash(self) != hash(other):
            return False
        same = self._same or self
        if same is (other._same or other):
            return True
        if self.parts() != other.parts():
            return False
        object.__setattr__(other, "_same", same)
        return True

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), self.parts())


def _set_shape(node: Node, shape: Shape) -> None:
    object.__setattr__(node, "shape", shape)


# ── atoms ────────────────────────────────────────────────────────────────────────────────────────────────────────────


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
        _set_shape(self, self.value.shape)

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
        _set_shape(self, (self.size, self.size))

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
        _set_shape(self, (size, size))

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


# ── derivatives not yet carried out ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, eq=False)
class Differential(Node):
    """d(of): of an input it is the free differential dx, of a formula it is still to be worked out."""

    of: Node
    shape: Shape = field(init=False, default=(), repr=False)

    def __post_init__(self) -> None:
        _set_shape(self, self.of.shape)

    def parts(self) -> tuple[object, ...]:
        return (self.of,)


@dataclass(frozen=True, eq=False)
class Partial(Node):
    """The partial derivative of `of` with respect to `wrt`, not carried out; its shape is in numerator layout."""

    of: Node
    wrt: Node
    shape: Shape = field(init=False, default=(), repr=False)

    def __post_init__(self) -> None:
        _set_shape(self, self.of.shape + self.wrt.shape[::-1])

    def parts(self) -> tuple[object, ...]:
        return (self.of, self.wrt)


# ── operations ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, eq=False)
class Neg(Node):
    """-argument."""

    argument: Node
    shape: Shape = field(init=False, default=(), repr=False)

    def __post_init__(self) -> None:
        _set_shape(self, self.argument.shape)

    def parts(self) -> tuple[object, ...]:
        return (self.argument,)


@dataclass(frozen=True, eq=False)
class _Elementwise(Node):
    """An operation entry by entry, with a scalar allowed on either side."""

    left: Node
    right: Node
    shape: Shape = field(init=False, default=(), repr=False)

    def __post_init__(self) -> None:
        left, right = self.left.shape, self.right.shape
        _set_shape(self, left if left == right else shapes.broadcast(left, right, SIGNS[type(self)]))

    def parts(self) -> tuple[object, ...]:
        return (self.left, self.right)


class Add(_Elementwise):
    """left + right."""


class Sub(_Elementwise):
    """left - right."""


class Mul(_Elementwise):
    """left * right, the Hadamard product or multiplication by a scalar."""


class Div(_Elementwise):
    """left / right, entry by entry."""


class Pow(_Elementwise):
    """left ** right, entry by entry."""


SIGNS: dict[type[Node], str] = {Add: "+", Sub: "-", Mul: "*", Div: "/", Pow: "**"}


@dataclass(frozen=True, eq=False)
class MatMul(Node):
    """left @ right, a vector counting as a column."""

    left: Node
    right: Node
    shape: Shape = field(init=False, default=(), repr=False)

    def __post_init__(self) -> None:
        _set_shape(self, shapes.product_shape(self.left.shape, self.right.shape))

    def parts(self) -> tuple[object, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, eq=False)
class Transpose(Node):
    """argument.T."""

    argument: Node
    shape: Shape = field(init=False, default=(), repr=False)

    def __post_init__(self) -> None:
        _set_shape(self, shapes.transpose_shape(self.argument.shape))

    def parts(self) -> tuple[object, ...]:
        return (self.argument,)


@dataclass(frozen=True, eq=False)
class Unvec(Node):
    """The matrix of `rows` x `columns` whose vec is the argument, stacked by columns unless `by_rows`."""

    argument: Node
    rows: Size
    columns: Size
    by_rows: bool = False
    shape: Shape = field(init=False, default=(), repr=False)

    def __post_init__(self) -> None:
        wanted = (shapes.times(self.rows, self.columns),)
        if self.argument.shape != wanted:
            message = f"unvec to {self.rows} x {self.columns} needs {shapes.describe(wanted)}"
            raise ShapeError(f"{message}, not {shapes.describe(self.argument.shape)}")
        _set_shape(self, (self.rows, self.columns))

    def parts(self) -> tuple[object, ...]:
        return (self.argument, self.rows, self.columns, self.by_rows)


@dataclass(frozen=True, eq=False)
class Apply(Node):
    """An elementwise function of the table ELEMENTWISE."""

    function: str
    argument: Node
    shape: Shape = field(init=False, default=(), repr=False)

    def __post_init__(self) -> None:
        _set_shape(self, self.argument.shape)

    def parts(self) -> tuple[object, ...]:
        return (self.function, self.argument)


@dataclass(frozen=True, eq=False)
class Structure(Node):
    """A function of the table STRUCTURES, which act on whole vectors and matrices; `axis` for those taken along one."""

    function: str
    arguments: tuple[Node, ...]
    axis: int | None = None
    shape: Shape = field(init=False, default=(), repr=False)

    def __post_init__(self) -> None:
        row = functions.STRUCTURES[self.function]
        if len(self.arguments) != row.arity:
            expected = f"{row.arity} argument{'s' * (row.arity > 1)}"
            raise ShapeError(f"{self.function} takes {expected}, not {len(self.arguments)}")
        _set_shape(self, row.shape(tuple(argument.shape for argument in self.arguments), self.axis))

    def parts(self) -> tuple[object, ...]:
        return (self.function, self.arguments, self.axis)

    def children(self) -> tuple[Node, ...]:
        return self.arguments


@dataclass(frozen=True, eq=False)
class RangeSum(Node):
    """The sum of `body` over the counter from `first` to `last`; nothing where `last` is below `first`."""

    counter: str
    first: Node
    last: Node
    body: Node
    shape: Shape = field(init=False, default=(), repr=False)

    def __post_init__(self) -> None:
        for bound in (self.first, self.last):
            if bound.shape != ():
                raise ShapeError(f"a sum counts from one number to another, not to {shapes.describe(bound.shape)}")
        _set_shape(self, self.body.shape)

    def parts(self) -> tuple[object, ...]:
        return (self.counter, self.first, self.last, self.body)


@dataclass(frozen=True, eq=False)
class Grid(Node):
    """A vector, matrix or tensor written out: scalar formulas in the order of `shapes.indices(shape)`."""

    entries: tuple[Node, ...]
    shape: Shape

    def __post_init__(self) -> None:
        if not shapes.is_given(self.shape) or len(self.entries) != shapes.times(*self.shape):
            raise ShapeError(f"{len(self.entries)} entries do not fill {shapes.describe(self.shape)}")
        for entry in self.entries:
            if entry.shape != ():
                raise ShapeError(f"an entry of a grid must be a scalar, not {shapes.describe(entry.shape)}")

    def parts(self) -> tuple[object, ...]:
        return (self.entries, self.shape)

    def children(self) -> tuple[Node, ...]:
        return self.entries


@dataclass(frozen=True)
class IndexTerm:
    """coefficient * product of factors and Kronecker deltas in index notation.

    A factor is a formula, its index and a power. An index has a slot for each axis: a letter, "" for the one row of a
    row, or letters that count the axis together, the last one fastest. Letters that label no axis are summed over.
    """

    coefficient: Node
    factors: tuple[tuple[Node, tuple[str, ...], Fraction], ...]
    deltas: tuple[tuple[str, str], ...]

    def letters(self) -> list[str]:
        """The letters in order of appearance."""
        found = [letter for _, index, _ in self.factors for slot in index for letter in slot]
        return list(dict.fromkeys([*found, *(letter for pair in self.deltas for slot in pair for letter in slot)]))


@dataclass(frozen=True, eq=False)
class Tensor(Node):
    """An array of any number of axes in index notation: a sum of terms, each axis labelled by a letter or by several.

    `extents` are the sizes of all letters; the entry at (ip) of an axis is number (i - 1) * (size of p) + p.
    """

    terms: tuple[IndexTerm, ...]
    axes: tuple[str, ...]
    extents: tuple[tuple[str, Size], ...]
    shape: Shape = field(init=False, default=(), repr=False)

    def __post_init__(self) -> None:
        sizes = dict(self.extents)
        _set_shape(self, tuple(shapes.times(*(sizes[letter] for letter in slot)) for slot in self.axes))

    def parts(self) -> tuple[object, ...]:
        return (self.terms, self.axes, self.extents)

    def children(self) -> tuple[Node, ...]:
        return tuple(part for term in self.terms for part in (term.coefficient, *(of for of, _, _ in term.factors)))


ZERO = Number(Fraction(0))
ONE = Number(Fraction(1))


@lru_cache(maxsize=4096)
def number(value: int | Fraction, decimal: bool = False) -> Node:
    """The formula of a rational number: an integer, a decimal where that is exact and wanted, or a quotient."""
    value = Fraction(value)
    if value < 0:
        return Neg(number(-value, decimal))
    if value.denominator == 1:
        return Number(value)
    if decimal and 10**15 % value.denominator == 0:
        return Number(value, True)
    return Div(Number(Fraction(value.numerator)), Number(Fraction(value.denominator)))


def extent(size: Size) -> Node:
    """The number of entries along an axis as a formula."""
    if isinstance(size, int):
        return number(size)
    first, *rest = (number(int(word)) if word.isdigit() else Dimension(word) for word in size.split("*"))
    for factor in rest:
        first = Mul(first, factor)
    return first


def rebuilt(node: Node, children: tuple[Node, ...]) -> Node:
    """The same operation on other operands."""
    match node:
        case Structure():
            return Structure(node.function, children, node.axis)
        case Grid():
            return Grid(children, node.shape)
        case Tensor():
            rest = iter(children)
            terms = tuple(
                IndexTerm(
                    next(rest), tuple((next(rest), index, power) for _, index, power in term.factors), term.deltas
                )
                for term in node.terms
            )
            return Tensor(terms, node.axes, node.extents)
        case Apply():
            return Apply(node.function, children[0])
        case Named():
            return Named(node.name, children[0])
        case Unvec():
            return Unvec(children[0], node.rows, node.columns, node.by_rows)
        case RangeSum():
            return RangeSum(node.counter, *children)
        case _:
            return type(node)(*children) if children else node


def counted(node: Node, counter: str, value: Node) -> Node:
    """The formula with a value for a counter, except in a sum that counts with the same name."""
    if isinstance(node, Counter) and node.name == counter:
        return value
    children = node.children()
    if isinstance(node, RangeSum) and node.counter == counter:
        first, last = (counted(bound, counter, value) for bound in (node.first, node.last))
        return RangeSum(counter, first, last, node.body)
    new = tuple(counted(child, counter, value) for child in children)
    return node if all(a is b for a, b in zip(children, new, strict=True)) else rebuilt(node, new)


def recounted(node: Node, counter: str, new: str) -> Node:
    """The formula with another letter for a counter, in the sums that count with it."""
    children = tuple(recounted(child, counter, new) for child in node.children())
    if isinstance(node, RangeSum) and node.counter == counter:
        first, last, body = children
        return RangeSum(new, first, last, counted(body, counter, Counter(new)))
    return rebuilt(node, children) if any(a is not b for a, b in zip(children, node.children(), strict=True)) else node


def walk(node: Node, once: bool = False) -> Iterator[Node]:
    """The node and everything below it, parents before children; into `let` definitions too.

    Each occurrence is given, or with `once` each object only where it is met first.
    """
    stack = [node]
    met: set[int] = set()
    while stack:
        here = stack.pop()
        if once:
            if id(here) in met:
                continue
            met.add(id(here))
        yield here
        stack.extend(reversed(here.children()))


def distinct(node: Node) -> list[Node]:
    """The node and everything below it, each object once however often it is used, children before parents."""
    found: dict[int, Node] = {}
    stack = [(node, False)]
    while stack:
        here, ready = stack.pop()
        if ready:
            found.setdefault(id(here), here)
        elif id(here) not in found:
            stack.append((here, True))
            stack.extend((child, False) for child in here.children())
    return list(found.values())
