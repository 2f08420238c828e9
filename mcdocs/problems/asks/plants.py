"""Mistakes people make, as a table: one function for each, from a part of a formula to what it wrongly becomes.

Whether what comes out is wrong is not decided here: the referee does that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mcdocs.calculus import algebra
from mcdocs.errors import ShapeError
from mcdocs.language import nodes
from mcdocs.language.nodes import Node

Plant = Callable[[Node], Iterator[Node]]
PLANTS: dict[str, Plant] = {}


def plant(make: Plant) -> Plant:
    """Enter a function under its name as a mistake."""
    PLANTS[make.__name__] = make
    return make


@plant
def sign(node: Node) -> Iterator[Node]:
    """A sign that is lost or turned round."""
    match node:
        case nodes.Add():
            yield nodes.Sub(node.left, node.right)
        case nodes.Sub():
            yield nodes.Add(node.left, node.right)
        case nodes.Neg():
            yield node.argument


@plant
def factor(node: Node) -> Iterator[Node]:
    """A factor that is forgotten: the inner derivative of the chain rule, the power in front."""
    match node:
        case nodes.Mul():
            if _is_forgotten(node.right, beside=node.left):
                yield node.left
            if not isinstance(node.left, nodes.Mul) and _is_forgotten(node.left, beside=node.right):
                yield node.right
        case nodes.Div():
            if _is_forgotten(node.right, beside=node.left):
                yield node.left


def _is_forgotten(factor: Node, beside: Node) -> bool:
    """Whether anybody forgets it: not the only differential or the only function there is."""
    kinds = (nodes.Differential, nodes.Apply)
    here, there = (
        {kind for part in nodes.walk(node) for kind in kinds if isinstance(part, kind)} for node in (factor, beside)
    )
    return here <= there


@plant
def transpose(node: Node) -> Iterator[Node]:
    """A matrix that should be transposed and is not, or the other way round."""
    match node:
        case nodes.Transpose():
            yield node.argument
        case nodes.Symbol(shape=(_, _)):
            yield nodes.Transpose(node)


@plant
def term(node: Node) -> Iterator[Node]:
    """A term that is forgotten."""
    match node:
        case nodes.Add() | nodes.Sub():
            yield node.left
            if not isinstance(node.left, nodes.Add | nodes.Sub):
                yield node.right if isinstance(node, nodes.Add) else nodes.Neg(node.right)


WHY = {
    "sign": "a sign is wrong",
    "factor": "a factor is missing",
    "transpose": "a transpose is missing or one too many",
    "term": "a term is missing",
}


def planted(formula: Node, kind: str) -> list[Node]:
    """The formula with one such mistake, in every place where one can be made."""
    return [wrong for wrong in dict.fromkeys(_everywhere(formula, PLANTS[kind])) if not _gives_itself_away(wrong)]


def _gives_itself_away(formula: Node) -> bool:
    """Whether nobody would write it so: a transpose of a transpose, a sum of two numbers, a number inside a product."""
    for node in nodes.walk(formula):
        match node:
            case nodes.Transpose(argument=nodes.Transpose()) | nodes.Neg(argument=nodes.Neg()):
                return True
            case nodes.Add() | nodes.Sub() if None not in (algebra.rational(node.left), algebra.rational(node.right)):
                return True
            case nodes.Mul() if algebra.rational(_first(node.right)) is not None:
                return True
    return False


def _first(node: Node) -> Node:
    return _first(node.left) if isinstance(node, nodes.Mul) else node


def _everywhere(node: Node, make: Plant) -> Iterator[Node]:
    for wrong in make(node):
        if wrong.shape == node.shape:
            yield wrong
    # What is not carried out yet, an intermediate, and an exponent are no places for a slip of the pen, and inside a
    # function nobody forgets anything.
    if isinstance(node, nodes.Partial | nodes.Differential | nodes.Named | nodes.Tensor):
        return
    if isinstance(node, nodes.Apply) and make in (factor, term):
        return
    children = node.children()
    for place, child in enumerate(children if not isinstance(node, nodes.Pow) else children[:1]):
        for wrong in _everywhere(child, make):
            try:
                yield nodes.rebuilt(node, (*children[:place], wrong, *children[place + 1 :]))
            except ShapeError:
                continue
