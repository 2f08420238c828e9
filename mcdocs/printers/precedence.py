"""How tightly each operation binds. A printer brackets an operand that binds less tightly than needed."""

from __future__ import annotations

from mcdocs.language import nodes
from mcdocs.language.nodes import Node

SUM, PRODUCT, SIGN, POWER, ATOM = 1, 2, 3, 4, 5

PRECEDENCE: dict[type[Node], int] = {
    nodes.Add: SUM,
    nodes.Sub: SUM,
    nodes.Neg: SUM,
    nodes.Mul: PRODUCT,
    nodes.Div: PRODUCT,
    nodes.MatMul: PRODUCT,
    nodes.Partial: PRODUCT,
    nodes.Pow: POWER,
}


def binding(node: Node) -> int:
    """The precedence of the outermost operation of a formula."""
    return PRECEDENCE.get(type(node), ATOM)


def summands(node: Node) -> list[tuple[bool, Node]]:
    """The terms of a chain of + and - in order, each with whether it is subtracted. Brackets on the right stay."""
    terms: list[tuple[bool, Node]] = []
    while isinstance(node, nodes.SUMS):
        terms.append((isinstance(node, nodes.Sub), node.right))
        node = node.left
    terms.append((False, node))
    terms.reverse()
    return terms
