"""How a function, its parts and its derivative are called on a slide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mcdocs.calculus import steps
from mcdocs.calculus.components import components
from mcdocs.calculus.layout import Aspect, Layout
from mcdocs.documents.pieces.subjects import Subject
from mcdocs.language import nodes, shapes
from mcdocs.language.limits import MAX_ENTRIES
from mcdocs.language.nodes import Node
from mcdocs.language.notation import (
    Applied,
    Axis,
    Map,
    Math,
    Matrix,
    Name,
    Quotient,
    Relation,
    Role,
    Space,
)
from mcdocs.language.shapes import Shape
from mcdocs.specs.function import FunctionSpec

_LETTERS = ("f", "g", "h", "F", "G", "H", "phi", "psi")


@dataclass(frozen=True)
class Symbols:
    """The names of one function; `variables` are the inputs that are differentiated by."""

    spec: FunctionSpec
    shape: Shape
    variables: tuple[str, ...]

    @property
    def letter(self) -> str:
        """What the function is called: the first letter that means nothing else, with or without a number."""
        taken = {name.rstrip("0123456789").rstrip("_") for name in (*self.spec.inputs, *self.spec.let, self.spec.name)}
        return next((letter for letter in _LETTERS if letter not in taken), "f")

    @property
    def output(self) -> nodes.Symbol:
        """The output under its name."""
        return nodes.Symbol(self.spec.name, self.shape)

    @property
    def outputs(self) -> tuple[nodes.Symbol, ...]:
        """The entries of the output, numbered row by row; the output itself if it is a scalar."""
        if self.shape == ():
            return (self.output,)
        assert shapes.is_given(self.shape)
        return tuple(nodes.Symbol(f"{self.letter}{k}") for k, _ in enumerate(shapes.indices(self.shape), 1))

    def role(self, name: str) -> Role:
        """Whose colour an input has: those that are held constant have none."""
        return "input" if name in self.variables else "plain"

    def colours(self) -> tuple[frozenset[str], frozenset[str]]:
        """The names in the colour of the output, and in that of the input."""
        outputs = {self.spec.name}
        if shapes.is_given(self.shape) and shapes.times(*self.shape) in range(MAX_ENTRIES):
            outputs |= {entry.name for entry in self.outputs}
        return frozenset(outputs), frozenset(self.variables)

    def map(self) -> Math:
        """`f: R^3 -> R^2`, or with several inputs where each comes from."""
        target = space(self.shape, "output")
        if len(self.spec.inputs) == 1:
            (name,) = self.spec.inputs
            return Map(self.letter, space(self.spec.shapes[name], self.role(name)), target)
        items: list[Math] = []
        for name, shape in self.spec.shapes.items():
            items += [Name(name, self.role(name)), space(shape, self.role(name))]
        items += [Name(self.spec.name, "output"), target]
        count = len(items) // 2
        return Relation(tuple(items), ("in", *("comma", "in") * (count - 1)))

    def applied(self) -> Math:
        """`f(x)`."""
        return Applied(Name(self.letter), tuple(Name(name, self.role(name)) for name in self.spec.inputs))


def symbols_of(subject: Subject, variables: tuple[str, ...]) -> Symbols:
    """The names on a slide that differentiates by `variables`."""
    return Symbols(subject.spec, subject.statement.formula.shape, variables)


def space(shape: Shape, role: Role) -> Space:
    """The space of a shape, all its sizes in one colour."""
    return Space(axes(shape, role), role)


def axes(shape: Shape, role: Role) -> tuple[Axis, ...]:
    """The axes of a shape that belongs to one side."""
    return tuple(Axis(size, role) for size in shape)


def column(shape: Shape, role: Role) -> tuple[Axis, ...]:
    """The axes as printed: a vector is n x 1."""
    return (*axes(shape, role), Axis(1)) if len(shape) == 1 else axes(shape, role)


def quotient(subject: Subject, output: Math, input: Math | None = None) -> Quotient:
    """The derivative of `output` by the subject's input, or by `input`."""
    return steps.quotient(subject.statement, output, input)


def laid(entries: Sequence[Math], aspect: Aspect, layout: Layout) -> Math:
    """Anything in place of the partial derivatives, given in their order, laid out as a layout has them."""
    places: list[Node] = [nodes.number(place) for place in range(len(entries))]
    numbered = aspect.arranged(places, layout)
    if not isinstance(numbered, nodes.Grid):
        return entries[0]
    found = [entries[int(place.value)] for place in numbered.entries if isinstance(place, nodes.Number)]
    return boxed(found, tuple(int(size) for size in numbered.shape))


def boxed(entries: Sequence[Math], shape: tuple[int, ...]) -> Matrix:
    """A vector as a column, a matrix as rows, a tensor as blocks in blocks: its last two axes are the innermost."""
    sizes = shape if len(shape) > 1 else (*shape, 1)
    rows, columns = (sizes[0], 1) if len(sizes) % 2 else sizes[:2]
    inner = sizes[1:] if len(sizes) % 2 else sizes[2:]
    count = len(entries) // (rows * columns)
    cells = [
        boxed(entries[start : start + count], inner) if inner else entries[start]
        for start in range(0, len(entries), count)
    ]
    return Matrix(tuple(tuple(cells[start : start + columns]) for start in range(0, len(cells), columns)))


def labelled(math: Math, subject: Subject, symbols: Symbols, layout: Layout) -> Math:
    """A Jacobian with the names of outputs and inputs at its rows and columns; anything else as it is."""
    aspect = subject.aspect
    if not isinstance(math, Matrix) or aspect.order != 1 or len(aspect.output) != 1 or len(aspect.input) != 1:
        return math
    outputs: tuple[Math, ...] = symbols.outputs
    inputs: tuple[Math, ...] = components(subject.statement.wrt)
    rows, columns = (outputs, inputs) if layout == "numerator" else (inputs, outputs)
    return Matrix(math.rows, rows, columns)
