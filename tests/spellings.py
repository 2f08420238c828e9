"""The same formula spelled otherwise, at random: other orders of terms and factors, brackets and transposes."""

from __future__ import annotations

import random
from collections.abc import Iterator

from mcdocs.calculus.algebra import transpose
from mcdocs.errors import McdocsError
from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.printers.text import text

ATTEMPTS = 6
MOST_CHANGES = 4


def spellings(formula: Node, chance: random.Random, count: int) -> list[str]:
    """Up to so many texts of the formula, each different from its own and from the others."""
    found: dict[str, None] = {}
    for _ in range(ATTEMPTS * count):
        changed = formula
        for _ in range(chance.randint(1, MOST_CHANGES)):
            ways = list(_respelled(changed))
            if ways:
                changed = chance.choice(ways)
        if changed.shape == formula.shape and text(changed) != text(formula):
            found[text(changed)] = None
        if len(found) == count:
            break
    return list(found)


def _respelled(node: Node) -> Iterator[Node]:
    """The formula with one change anywhere in it; names stay what they are."""
    yield from _at_the_top(node)
    if isinstance(node, nodes.Named):
        return
    children = node.children()
    for place, child in enumerate(children):
        for other in _respelled(child):
            try:
                yield nodes.rebuilt(node, (*children[:place], other, *children[place + 1 :]))
            except McdocsError:  # a product of two vectors does not read in the other order
                continue


def _at_the_top(node: Node) -> Iterator[Node]:
    match node:
        case nodes.Add() | nodes.Mul():
            yield type(node)(node.right, node.left)
            if isinstance(node.left, type(node)) and node.left.left.shape == node.shape:
                yield type(node)(node.left.left, type(node)(node.left.right, node.right))
        case nodes.Sub() if node.left.shape == node.right.shape:
            yield nodes.Add(nodes.Neg(node.right), node.left)
        case nodes.MatMul() if () not in (node.left.shape, node.right.shape):
            yield from _product(node)
        case nodes.Transpose(argument=nodes.MatMul() as product) if len(product.shape) == 2:
            if () not in (product.left.shape, product.right.shape):
                yield nodes.MatMul(transpose(product.right), transpose(product.left))
        case nodes.Transpose(argument=nodes.Add() | nodes.Sub() as inner):
            yield type(inner)(transpose(inner.left), transpose(inner.right))
        case nodes.Transpose(argument=nodes.Apply() as inner):
            yield nodes.Apply(inner.function, transpose(inner.argument))
        case nodes.Apply(argument=nodes.Transpose(argument=inner)):
            yield nodes.Transpose(nodes.Apply(node.function, inner))
        case nodes.Structure(function="tr" | "det" | "logdet", arguments=(argument,)):
            yield nodes.Structure(node.function, (nodes.Transpose(argument),))
            if node.function == "tr" and isinstance(argument, nodes.MatMul):
                if len(argument.left.shape) == len(argument.right.shape) == 2:
                    yield nodes.Structure("tr", (nodes.MatMul(argument.right, argument.left),))
        case nodes.Structure(function="inv", arguments=(argument,)):
            yield nodes.Transpose(nodes.Structure("inv", (nodes.Transpose(argument),)))


def _product(node: nodes.MatMul) -> Iterator[Node]:
    """b' a for a' b, (B' A')' for A B, and A (B C) for (A B) C."""
    left, right = node.left, node.right
    if not node.shape:
        yield nodes.MatMul(transpose(right), transpose(left))
    elif len(node.shape) == 2:
        yield nodes.Transpose(nodes.MatMul(transpose(right), transpose(left)))
    if isinstance(left, nodes.MatMul) and () not in (left.left.shape, left.right.shape):
        yield nodes.MatMul(left.left, nodes.MatMul(left.right, right))
