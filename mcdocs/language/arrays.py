"""Arrays an author writes out: lists of formulas, and the constant arrays of given or symbolic size."""

from __future__ import annotations

from collections.abc import Sequence

from mcdocs.errors import FormulaError
from mcdocs.language import nodes, shapes
from mcdocs.language.limits import MAX_ENTRIES
from mcdocs.language.nodes import Node
from mcdocs.language.shapes import Size


def stacked(parts: Sequence[Node]) -> Node:
    """The vector of scalars, the matrix of rows, or the tensor of matrices; raises FormulaError for ragged parts."""
    if not parts:
        raise FormulaError("an empty list has no shape", hint="write its entries, as in [x1, x2]")
    shape = parts[0].shape
    for part in parts:
        if part.shape != shape:
            raise FormulaError(
                f"a list mixes {shapes.describe(shape)} and {shapes.describe(part.shape)}",
                hint="every row needs the same length",
            )
    if shape == ():
        return nodes.Grid(tuple(parts), (len(parts),))
    entries: list[Node] = []
    for part in parts:
        if not isinstance(part, nodes.Grid):
            hint = "[[x1, x2], [x3, x4]]; rows that are whole vectors cannot be stacked"
            raise FormulaError("the rows of a matrix must be written out, as lists of scalar formulas", hint=hint)
        entries += part.entries
    if len(entries) > MAX_ENTRIES:
        message = f"{len(entries)} entries are too many, at most {MAX_ENTRIES} are possible"
        raise FormulaError(message, hint="write the function in matrix notation, as in A @ x")
    if len(shape) >= shapes.MAX_AXES:
        message = f"a list of lists has at most {shapes.MAX_AXES} axes"
        raise FormulaError(message, hint="a list is a vector, a list of rows a matrix")
    return nodes.Grid(tuple(entries), (len(parts), *shape))


def is_too_long(formulas: Sequence[object]) -> bool:
    """Whether a nested list has more entries than can be written out: told before any of them is read."""
    count, waiting = 0, [formulas]
    while waiting and count <= MAX_ENTRIES:
        here = waiting.pop()
        inner = [part for part in here if isinstance(part, Sequence) and not isinstance(part, str)]
        count += len(here) - len(inner)
        waiting += inner
    return count > MAX_ENTRIES


def sized(name: str, sizes: tuple[Size, ...]) -> Node:
    """eye(n), ones(n, k), zeros(n), commutation(m, n); raises FormulaError for another number of sizes."""
    if name == "eye" and len(sizes) == 1:
        return nodes.Eye(sizes[0])
    if name in ("ones", "zeros") and 1 <= len(sizes) <= 2:
        return nodes.Ones(sizes) if name == "ones" else nodes.Zeros(sizes)
    if name == "commutation" and len(sizes) == 2:
        return nodes.Commutation(*sizes)
    raise FormulaError(f"{name} does not take {len(sizes)} sizes", hint="eye(n), ones(n), ones(n, k)")
