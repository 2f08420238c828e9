"""What the gradient through a Kronecker product gathers, without the matrices of its stacked form.

For G of the shape of A (x) B the gradient by A sums G_(ik)(jl) B_kl over k and l, and likewise that by B.
"""

from __future__ import annotations

from collections.abc import Callable

from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.language.shapes import Shape, Size
from mcdocs.printers.numpy.table import Written, is_row, numpy, size, written
from mcdocs.printers.precedence import ATOM, PRODUCT


def gathered(factors: list[Node]) -> Written | None:
    """The source of (I (x) vec(B)')(K (x) I) unvec(vec G), of its mirror with A, and of their transposes; else None."""
    if len(factors) != 3:
        return None
    found = _read(factors)
    if found is not None:
        whole, kept, other, summed = found
        return Written(f"np.einsum('ikjl,{summed}->{kept}', {whole}, {numpy(other)})")
    found = _read([flipped(factor) for factor in reversed(factors)])
    if found is None:
        return None
    whole, kept, other, summed = found
    return Written(f"np.einsum('ikjl,{summed}->{kept[::-1]}', {whole}, {numpy(other)})")


def _read(factors: list[Node]) -> tuple[str, str, Node, str] | None:
    """G as four axes, the letters kept, the other factor of the Kronecker product and its letters."""
    match factors:
        case [
            nodes.Structure(
                function="kron",
                arguments=(nodes.Eye(), nodes.Transpose(argument=nodes.Structure(function="vec", arguments=(other,)))),
            ),
            nodes.Structure(function="kron", arguments=(nodes.Commutation() as turn, nodes.Eye() as inner)),
            nodes.Unvec(argument=nodes.Structure(function="vec", arguments=(whole,)), by_rows=False) as stack,
        ] if len(other.shape) == 2:
            p, q = other.shape
            if (turn.columns, inner.size) == (q, p):
                return _four_axes(whole, (turn.rows, p, stack.columns, q)), "ij", other, "kl"
        case [
            nodes.Unvec(argument=nodes.Structure(function="vec", arguments=(whole,)), by_rows=False) as stack,
            nodes.Structure(function="kron", arguments=(nodes.Eye() as inner, nodes.Commutation() as turn)),
            nodes.Structure(
                function="kron", arguments=(nodes.Structure(function="vec", arguments=(other,)), nodes.Eye())
            ),
        ] if len(other.shape) == 2:
            m, n = other.shape
            if (turn.columns, inner.size) == (m, n):
                return _four_axes(whole, (m, stack.rows, n, turn.rows)), "kl", other, "ij"
    return None


Acting = Callable[[Written, Size | None], Written]


def acting(factor: Node) -> Acting | None:
    """How a factor acts on what follows it, a vector or a matrix of so many columns, without being formed; else None.

    Those are I (x) b' and a' (x) I, which sum over one of two axes, and K (x) I and I (x) K, which change two of them.
    """
    match factor:
        case nodes.Structure(function="kron", arguments=(nodes.Eye(size=kept), row)) if is_row(row):
            return _summing(row, (kept, row.shape[1]), "k")
        case nodes.Structure(function="kron", arguments=(row, nodes.Eye(size=kept))) if is_row(row):
            return _summing(row, (row.shape[1], kept), "i")
        case nodes.Structure(function="kron", arguments=(nodes.Commutation() as turn, nodes.Eye(size=kept))):
            return _exchanging((turn.columns, turn.rows, kept), 0)
        case nodes.Structure(function="kron", arguments=(nodes.Eye(size=kept), nodes.Commutation() as turn)):
            return _exchanging((kept, turn.columns, turn.rows), 1)
        case _:
            return None


def _summing(row: Node, sizes: Shape, summed: str) -> Acting:
    left = "ik".replace(summed, "")

    def act(whole: Written, columns: Size | None) -> Written:
        axes = whole.inside(ATOM) + f".reshape({', '.join(map(size, sizes if columns is None else (*sizes, columns)))})"
        if columns is not None:
            return Written(f"np.einsum('ikj,{summed}->{left}j', {axes}, {numpy(row)})")
        vector = written(row).inside(PRODUCT)
        return Written(f"{axes} @ {vector}" if summed == "k" else f"{vector} @ {axes}", PRODUCT, joins=True)

    return act


def _exchanging(sizes: Shape, first: int) -> Acting:
    def act(whole: Written, columns: Size | None) -> Written:
        split = ", ".join(map(size, sizes if columns is None else (*sizes, columns)))
        back = "-1" if columns is None else f"-1, {size(columns)}"
        return Written(f"{whole.inside(ATOM)}.reshape({split}).swapaxes({first}, {first + 1}).reshape({back})")

    return act


def _four_axes(node: Node, sizes: tuple[object, ...]) -> str:
    return f"{written(node).inside(ATOM)}.reshape({', '.join(map(size, sizes))})"


def flipped(node: Node) -> Node:
    """The transpose of a factor, with the transpose where it is read above."""
    match node:
        case nodes.Transpose():
            return node.argument
        case nodes.Structure(function="kron", arguments=(left, right)):
            return nodes.Structure("kron", (flipped(left), flipped(right)))
        case nodes.Commutation():
            return nodes.Commutation(node.columns, node.rows)
        case nodes.Eye():
            return node
        case _:
            return nodes.Transpose(node)
