"""What a typed answer looks like before shapes say what it means: the closed set of trees, and their possible readings.

A tree keeps open what only shapes or the reader can decide: whether factors side by side are a matrix product, how
large an `I` is, and with `Either` what the writing itself leaves open, as in `1/2x`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mcdocs.language.nodes import ONE, Node, Number
from mcdocs.language.shapes import Size

Openness = Literal["open", "settled", "either"]
"""How open a choice is: a person would ask; by convention it is the first; or whatever is right is meant."""


@dataclass(frozen=True)
class Leaf:
    """A number or a name; several nodes where a name may mean several things."""

    meanings: tuple[Node, ...]


@dataclass(frozen=True)
class Unsized:
    """`I`, a vector of ones, or zero of a size that is not written: the neighbours tell it."""

    kind: str  # "I" or "1"


@dataclass(frozen=True)
class Sized:
    """eye, ones, zeros or commutation with their sizes."""

    function: str
    sizes: tuple[Size, ...]


@dataclass(frozen=True)
class Call:
    """A function of the language."""

    function: str
    arguments: tuple[Tree, ...]
    axis: int | None = None


@dataclass(frozen=True)
class Terms:
    """A sum; each term with whether it is subtracted."""

    terms: tuple[tuple[bool, Tree], ...]


@dataclass(frozen=True)
class Factors:
    """A product from the left. Each factor has the sign before it: "" side by side, * @ / . (a dot), o (Hadamard),
    d (elementwise division), x (Kronecker)."""

    factors: tuple[tuple[str, Tree], ...]


@dataclass(frozen=True)
class Raised:
    """A power; `elementwise` where the writing says so."""

    base: Tree
    exponent: Tree
    elementwise: bool = False


@dataclass(frozen=True)
class Turned:
    """A transpose; `dotted` is that of NumPy, `.T`, where a list on one level may be a column already."""

    argument: Tree
    dotted: bool = False


@dataclass(frozen=True)
class Rows:
    """Entries in brackets. `flat` is a list on one level, which does not say whether it is a row or a column."""

    rows: tuple[tuple[Tree, ...], ...]
    flat: bool = False


@dataclass(frozen=True)
class Indexed:
    """An entry at index letters, `x_i` or `(A x)_i`."""

    base: Tree
    letters: tuple[str, ...]


@dataclass(frozen=True)
class Total:
    """A sum over index letters, or over the numbers a letter counts; from `first` to `last` where that is said."""

    letters: tuple[str, ...]
    body: Tree
    first: Tree | None = None
    last: Tree | None = None


@dataclass(frozen=True)
class Bars:
    """Something between single bars: the absolute value, of a matrix perhaps the determinant."""

    argument: Tree


@dataclass(frozen=True)
class Spaced:
    """Entries with nothing but gaps between them, `[a b; c d]`: a gap is a product, or separates entries."""

    products: Rows
    entries: Rows


@dataclass(frozen=True)
class Delta:
    """A Kronecker delta at two index letters."""

    first: str
    second: str


@dataclass(frozen=True)
class Either:
    """What the writing leaves open, and how open it is."""

    options: tuple[Tree, ...]
    how: Openness = "open"


Tree = (
    Leaf
    | Unsized
    | Sized
    | Call
    | Terms
    | Factors
    | Raised
    | Turned
    | Rows
    | Spaced
    | Indexed
    | Delta
    | Total
    | Bars
    | Either
)


def negative(tree: Tree) -> Terms:
    """-tree."""
    return Terms(((True, tree),))


def side_by_side(left: Tree, right: Tree) -> Factors:
    """Two factors without a sign between them."""
    return Factors((("", left), ("", right)))


def is_number(tree: Tree) -> bool:
    """Whether a tree is a plain number."""
    return isinstance(tree, Leaf) and all(isinstance(node, Number) for node in tree.meanings)


ONE_LEAF = Leaf((ONE,))
MINUS_ONE = negative(ONE_LEAF)
