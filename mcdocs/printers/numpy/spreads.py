"""What the gradient through a Kronecker product gathers, without the matrices of its stacked form.

For G of the shape of A (x) B the gradient by A sums G_(ik)(jl) B_kl over k and l, and likewise that by B.
"""

from __future__ import annotations

from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.printers.numpy.table import Written, numpy, size, written
from mcdocs.printers.precedence import ATOM


def gathered(factors: list[Node]) -> Written | None:
    """The source of (I (x) vec(B)')(K (x) I) unvec(vec G), of its mirror with A, and of their transposes; else None."""
    if len(factors) != 3:
        return None
    found = _read(factors)
    if found is not None:
        whole, kept, other, summed = found
        return Written(f"np.einsum('ikjl,{summed}->{kept}', {whole}, {numpy(other)})")
    found = _read([_flipped(factor) for factor in reversed(factors)])
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


def _four_axes(node: Node, sizes: tuple[object, ...]) -> str:
    return f"{written(node).inside(ATOM)}.reshape({', '.join(map(size, sizes))})"


def _flipped(node: Node) -> Node:
    """The transpose of a factor, with the transpose where it is read above."""
    match node:
        case nodes.Transpose():
            return node.argument
        case nodes.Structure(function="kron", arguments=(left, right)):
            return nodes.Structure("kron", (_flipped(left), _flipped(right)))
        case nodes.Commutation():
            return nodes.Commutation(node.columns, node.rows)
        case nodes.Eye():
            return node
        case _:
            return nodes.Transpose(node)
