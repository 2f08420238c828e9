"""The nodes that join formulas, and derivatives that are not carried out yet."""

from __future__ import annotations

from dataclasses import dataclass, field

from mcdocs.errors import ShapeError
from mcdocs.language import functions, shapes
from mcdocs.language.nodes.node import Node, set_field, set_shape
from mcdocs.language.shapes import Shape, Size


@dataclass(frozen=True, eq=False, init=False)
class Neg(Node):
    """-argument."""

    argument: Node
    shape: Shape = field(init=False, default=(), repr=False)

    def __init__(self, argument: Node) -> None:
        set_field(self, "argument", argument)
        set_field(self, "shape", argument.shape)
        set_field(self, "_children", (argument,))

    def parts(self) -> tuple[object, ...]:
        return (self.argument,)


@dataclass(frozen=True, eq=False, init=False)
class _Elementwise(Node):
    """An operation entry by entry, with a scalar allowed on either side."""

    left: Node
    right: Node
    shape: Shape = field(init=False, default=(), repr=False)

    def __init__(self, left: Node, right: Node) -> None:
        shape = left.shape
        if shape != right.shape:
            shape = shapes.broadcast(shape, right.shape, SIGNS[type(self)])
        set_field(self, "left", left)
        set_field(self, "right", right)
        set_field(self, "shape", shape)
        set_field(self, "_children", (left, right))

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


SUMS = (Add, Sub)  # a union of them would be made anew each time it is asked for
SIGNS: dict[type[Node], str] = {Add: "+", Sub: "-", Mul: "*", Div: "/", Pow: "**"}


@dataclass(frozen=True, eq=False)
class MatMul(Node):
    """left @ right, a vector counting as a column."""

    left: Node
    right: Node
    shape: Shape = field(init=False, default=(), repr=False)

    def __post_init__(self) -> None:
        set_shape(self, shapes.product_shape(self.left.shape, self.right.shape))

    def parts(self) -> tuple[object, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, eq=False)
class Transpose(Node):
    """argument.T."""

    argument: Node
    shape: Shape = field(init=False, default=(), repr=False)

    def __post_init__(self) -> None:
        set_shape(self, shapes.transpose_shape(self.argument.shape))

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
            hint = "unvec(v, m, n) is the m x n matrix whose vec is v"
            raise ShapeError(f"{message}, not {shapes.describe(self.argument.shape)}", hint=hint)
        set_shape(self, (self.rows, self.columns))

    def parts(self) -> tuple[object, ...]:
        return (self.argument, self.rows, self.columns, self.by_rows)


@dataclass(frozen=True, eq=False)
class Apply(Node):
    """An elementwise function of the table ELEMENTWISE."""

    function: str
    argument: Node
    shape: Shape = field(init=False, default=(), repr=False)

    def __post_init__(self) -> None:
        set_shape(self, self.argument.shape)

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
            usage = "X, 3" if self.function == "matpow" else ", ".join("XY"[: row.arity])
            hint = f"write {self.function}({usage}{', axis=0' * (row.axis and len(self.arguments) > 1)})"
            raise ShapeError(f"{self.function} takes {expected}, not {len(self.arguments)}", hint=hint)
        set_shape(self, row.shape(tuple(argument.shape for argument in self.arguments), self.axis))

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
                message = f"a sum counts from one number to another, not to {shapes.describe(bound.shape)}"
                raise ShapeError(message, hint="sum(matpow(A, r) for r in range(1, k + 1)) with k: R")
        set_shape(self, self.body.shape)

    def parts(self) -> tuple[object, ...]:
        return (self.counter, self.first, self.last, self.body)


@dataclass(frozen=True, eq=False)
class Differential(Node):
    """d(of): of an input it is the free differential dx, of a formula it is still to be worked out."""

    of: Node
    shape: Shape = field(init=False, default=(), repr=False)

    def __post_init__(self) -> None:
        set_shape(self, self.of.shape)

    def parts(self) -> tuple[object, ...]:
        return (self.of,)


@dataclass(frozen=True, eq=False)
class Partial(Node):
    """The partial derivative of `of` with respect to `wrt`, not carried out; its shape is in numerator layout."""

    of: Node
    wrt: Node
    shape: Shape = field(init=False, default=(), repr=False)

    def __post_init__(self) -> None:
        set_shape(self, self.of.shape + self.wrt.shape[::-1])

    def parts(self) -> tuple[object, ...]:
        return (self.of, self.wrt)
