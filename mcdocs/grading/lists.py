"""Lists on one level, which say neither row nor column: `[a, b]`, and what is made of them by numbers and signs."""

from __future__ import annotations

from mcdocs.grading import trees
from mcdocs.grading.trees import Tree
from mcdocs.language import nodes
from mcdocs.language.nodes import Node


def is_list(node: Node) -> bool:
    """Whether a formula is a list of entries: alone, with scalars before or below it, or several of them in a sum."""
    match node:
        case nodes.Grid():
            return len(node.shape) == 1 and len(node.entries) > 1
        case nodes.Tensor():
            return len(node.shape) == 1
        case nodes.Neg(argument):
            return is_list(argument)
        case nodes.Mul(left, right):
            return (left.shape == () and is_list(right)) or (right.shape == () and is_list(left))
        case nodes.Div(left, right):
            return right.shape == () and is_list(left)
        case nodes.Add(left, right) | nodes.Sub(left, right):
            return is_list(left) and is_list(right)
        case _:
            return False


def is_flat(tree: Tree) -> bool:
    """Whether all lists a tree is made of are written on one level: `[a; b]` and `[[a, b]]` say what they are."""
    match tree:
        case trees.Rows():
            return tree.flat
        case trees.Indexed(_, letters):
            return len(letters) == 1
        case trees.Spaced(products):
            return products.flat
        case trees.Terms(terms):
            return all(is_flat(term) for _, term in terms)
        case trees.Factors(factors):
            return any(is_flat(factor) for _, factor in factors)
        case trees.Either(options):
            return any(map(is_flat, options))
        case _:
            return False
