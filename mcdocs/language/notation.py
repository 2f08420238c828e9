"""The closed set of what stands around formulas on a page: relations, spaces, maps, labelled matrices, dots.

Formulas are nodes; `Math` is either. Nothing here knows LaTeX or HTML: printers do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mcdocs.language.nodes import Node
from mcdocs.language.shapes import Size

Role = Literal["output", "input", "plain"]
Sign = Literal["=", "in", "leftarrow", "rightarrow", "to", "comma", "quad", "odot", "minus", "thin"]


@dataclass(frozen=True)
class Axis:
    """A size of a shape and whose axis it is: the output's, the input's, or nobody's."""

    size: Size
    role: Role = "plain"


@dataclass(frozen=True)
class Space:
    """The set of real arrays of a shape, `R^{2 x 3}`; without axes it is R, coloured by `role`."""

    axes: tuple[Axis, ...]
    role: Role = "plain"


@dataclass(frozen=True)
class Sizes:
    """A shape on its own, `2 x 3`, as printed on a badge."""

    axes: tuple[Axis, ...]


@dataclass(frozen=True)
class Map:
    """`name: source -> target`."""

    name: str
    source: Space
    target: Space


@dataclass(frozen=True)
class Relation:
    """`first = second = ...`: `signs[i]` stands before `items[i + 1]`."""

    items: tuple[Math, ...]
    signs: tuple[Sign, ...]


@dataclass(frozen=True)
class Name:
    """A name printed as an author writes it (`f_1`, `x_ij`, `alpha`), coloured by `role`."""

    name: str
    role: Role = "plain"


@dataclass(frozen=True)
class Quotient:
    """The derivative of one thing with respect to another as a fraction of differentials.

    `straight` prints d for functions of one scalar variable, otherwise the round d; `order` 2 squares both.
    """

    output: Math
    input: Math
    straight: bool = False
    order: int = 1


@dataclass(frozen=True)
class Applied:
    """A function and its arguments in brackets, `f(x)`."""

    function: Math
    arguments: tuple[Math, ...]


@dataclass(frozen=True)
class Matrix:
    """Rows of anything, in brackets, with optional labels at the rows (left) and the columns (above)."""

    rows: tuple[tuple[Math, ...], ...]
    row_labels: tuple[Math, ...] = ()
    column_labels: tuple[Math, ...] = ()


@dataclass(frozen=True)
class Dots:
    """The dots of a matrix of unknown size."""

    direction: Literal["horizontal", "vertical", "diagonal"]


@dataclass(frozen=True)
class Blank:
    """A gap of the width of a short formula, to be filled in by hand; `number` tells it from others, 0 is none."""

    number: int = 0


@dataclass(frozen=True)
class Answer:
    """What a student is to find: it prints as its body, and as gaps of the same shape where answers are left out."""

    body: Math


@dataclass(frozen=True)
class Sum:
    """The sum of `body` over indices, `sum_i sum_j x_ij`."""

    indices: tuple[str, ...]
    body: Math


@dataclass(frozen=True)
class Raw:
    """Mathematics an author wrote in LaTeX within prose, from the list of allowed commands."""

    latex: str


@dataclass(frozen=True)
class Coloured:
    """Mathematics in which the names of `outputs` and of `inputs`, and their entries, bear the colour of their role."""

    body: Math
    outputs: frozenset[str]
    inputs: frozenset[str]


Math = (
    Node
    | Space
    | Sizes
    | Map
    | Relation
    | Name
    | Quotient
    | Applied
    | Matrix
    | Dots
    | Blank
    | Answer
    | Sum
    | Raw
    | Coloured
)
