"""One spelling of what can be spelled in several ways: transposes at single factors, products without brackets.

(B' A')' is A B, and A (B C) is A B C, also within functions, whose arguments are otherwise left as they were written.
No term of a sum changes its place.
"""

from __future__ import annotations

from functools import lru_cache

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.product import chain, factors_of
from mcdocs.calculus.matrix.products import transposes
from mcdocs.language import nodes
from mcdocs.language.nodes import Node

OF_BOTH = frozenset({"tr", "det", "logdet", "sum", "mean", "norm"})
"""Functions with the same value for a matrix and its transpose; of sums and means those of all entries."""


@lru_cache(maxsize=50_000)
def spelled(node: Node) -> Node:
    """The same formula in the one spelling; names, and what differentials are of, stay as they are."""
    match node:
        case nodes.Named() | nodes.Differential():
            return node
        case nodes.Transpose():
            return _turned(spelled(node.argument))
        case nodes.MatMul() if () not in (node.left.shape, node.right.shape):
            factors = [factor for side in node.children() for factor in factors_of(spelled(side))]
            return chain([_bracket_turned(factor) for factor in factors])
        case nodes.Structure(axis=None) if node.function in OF_BOTH:
            argument = spelled(node.arguments[0])
            return nodes.Structure(node.function, (min(argument, _turned(argument), key=transposes),))
        case nodes.Structure(function="inv" | "matpow"):
            argument, *exponent = map(spelled, node.arguments)
            turned = _turned(argument)
            if transposes(turned) < transposes(argument):
                return nodes.Transpose(nodes.Structure(node.function, (turned, *exponent)))
    children = node.children()
    new = tuple(map(spelled, children))
    return node if all(a is b for a, b in zip(children, new, strict=True)) else nodes.rebuilt(node, new)


def _turned(node: Node) -> Node:
    """The transpose: of a product factor by factor, and entry by entry where there are fewer transposes then."""
    match node:
        case nodes.MatMul() if () not in (node.left.shape, node.right.shape):
            return chain([_turned(factor) for factor in factors_of(node)[::-1]])
        case nodes.Add() | nodes.Sub() | nodes.Neg() | nodes.Mul() | nodes.Div() | nodes.Pow() | nodes.Apply() if (
            node.shape
        ):
            parts = tuple(_turned(part) if part.shape else part for part in node.children())
            inside = nodes.rebuilt(node, parts)
            return inside if transposes(inside) <= transposes(node) else nodes.Transpose(node)
        case _:
            return algebra.transpose(node)


@lru_cache(maxsize=50_000)
def _bracket_turned(factor: Node) -> Node:
    """A bracket x' + y' within a product as (x + y)', where there are fewer transposes then."""
    if len(factor.shape) < 2 or isinstance(factor, nodes.Transpose):
        return factor
    return min(factor, nodes.Transpose(_turned(factor)), key=transposes)
