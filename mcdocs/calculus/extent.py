"""How long a formula is once its intermediates are written out."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from mcdocs.errors import FormulaError, Position
from mcdocs.language import nodes
from mcdocs.language.nodes import Node

MAX_PARTS = 6_000  # of a formula with its intermediates written out, where they are not differentiated one by one
MAX_LEVELS = 100  # of intermediates that use one another


def check_levels(formula: Node) -> None:
    """Raises FormulaError for intermediates that use one another more levels deep than can be gone through."""
    _check(formula, (), None)


def check_extent(formula: Node, apart: Collection[Node] = ()) -> None:
    """Raises FormulaError for a formula that is too long once its intermediates are written out.

    Intermediates that are differentiated `apart` are written out once, however often they are used.
    """
    _check(formula, apart, MAX_PARTS)


def _check(formula: Node, apart: Collection[Node], most: int | None) -> None:
    if _is_short(formula):
        return
    count, depth = _extent(formula, frozenset(apart))
    too_long = most is not None and count > most
    if too_long or depth > MAX_LEVELS:
        what = f"{count:,} parts" if too_long else f"{depth} levels"
        hint = "derive shorter stretches of the chain, or show a scalar loss as a network, one intermediate at a time"
        raise FormulaError(f"written out, the intermediates make {what}", at=Position("expr", 1, 1), hint=hint)


def _is_short(formula: Node) -> bool:
    """Whether a formula has no intermediates, and is not too long."""
    count, stack = 0, [formula]
    while stack and count <= MAX_PARTS:
        part = stack.pop()
        if isinstance(part, nodes.Named):
            return False
        count += 1
        stack += part.children()
    return count <= MAX_PARTS


@lru_cache(maxsize=16)
def _extent(formula: Node, apart: frozenset[Node]) -> tuple[int, int]:
    """The parts of a formula with its intermediates written out, and how many of these lie within each other."""
    sizes: dict[int, tuple[int, int]] = {}
    once = 0
    for part in nodes.distinct(formula):
        count, depth = 1, 0
        for child in part.children():
            below, levels = sizes[id(child)]
            count += below
            depth = max(depth, levels)
        if part in apart:
            once += count
            count = 1
        sizes[id(part)] = count, depth + isinstance(part, nodes.Named)
    count, depth = sizes[id(formula)]
    return count + once, depth
