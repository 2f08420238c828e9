"""The table of what writes each kind of node as NumPy source, and how tightly what is written binds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mcdocs.language.nodes import Node
from mcdocs.printers.precedence import ATOM, PRODUCT


@dataclass(frozen=True)
class Written:
    """Source, how tightly its outermost operation binds in Python, and whether that is `@`."""

    source: str
    binds: int = ATOM
    joins: bool = False

    def inside(self, least: int) -> str:
        """The source, in brackets if it binds less tightly than needed."""
        return self.source if self.binds >= least else f"({self.source})"

    def scaled(self, least: int = PRODUCT) -> str:
        """The source beside a `*` or `/`, which does not say how it goes together with `@`."""
        return f"({self.source})" if self.joins else self.inside(least)


Writer = Callable[[Any], Written]
WRITERS: dict[type[Node], Writer] = {}


def writes(*kinds: type[Node]) -> Callable[[Writer], Writer]:
    """Enter a function into the table as what writes these kinds of node."""

    def enter(writer: Writer) -> Writer:
        for kind in kinds:
            WRITERS[kind] = writer
        return writer

    return enter


def written(node: Node) -> Written:
    """The source of an expression; inputs are variables, a matrix of shape (1, n) is a 1-D array."""
    if type(node) not in WRITERS:
        raise TypeError(f"numpy() does not know {type(node).__name__}")
    return WRITERS[type(node)](node)


def numpy(node: Node) -> str:
    """The same, as text."""
    return written(node).source


def size(value: object) -> str:
    """A size as source; letters are variables."""
    return " * ".join(str(value).split("*"))


def is_row(node: Node) -> bool:
    """Whether a matrix is one row, which is a 1-D array."""
    return len(node.shape) == 2 and node.shape[0] == 1


def is_flat(node: Node) -> bool:
    """Whether an expression is a number or a 1-D array, so that transposing does nothing to it."""
    return len(node.shape) < 2 or is_row(node)
