"""The tables of named rewrites of array formulas: one decorated function each, which keeps the value and the shape.

Each row carries an example in the formula language; the tests apply every row to its example and compare numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from mcdocs.calculus.matrix.product import Facts, Product
from mcdocs.language import nodes
from mcdocs.language.nodes import Node

OfPair = Callable[[Node, Node, Facts], list[Node] | None]
OfFunction = Callable[[nodes.Structure, Facts], Node]
OfSum = Callable[[list[Product], Facts], list[Product]]


@dataclass(frozen=True)
class PairRewrite:
    """A rewrite of two neighbours in a chain, to the factors that take their place; None where it does not apply."""

    name: str
    example: str
    apply: OfPair


@dataclass(frozen=True)
class FunctionRewrite:
    """What is made of a function of an array, its argument in normal form."""

    name: str
    example: str
    apply: OfFunction


@dataclass(frozen=True)
class SumRewrite:
    """A rewrite of a sum of products whose like terms are collected; the sum itself where it does not apply."""

    name: str
    example: str
    apply: OfSum


PAIR_REWRITES: list[PairRewrite] = []
FUNCTION_REWRITES: dict[str, FunctionRewrite] = {}
SUM_REWRITES: list[SumRewrite] = []


def rewrites_pair(name: str, example: str) -> Callable[[OfPair], OfPair]:
    """Enter a rewrite of neighbours, after those already there; the first that applies is taken."""

    def enter(apply: OfPair) -> OfPair:
        PAIR_REWRITES.append(PairRewrite(name, example, apply))
        return apply

    return enter


def rewrites_function(function: str, name: str, example: str) -> Callable[[OfFunction], OfFunction]:
    """Enter the rewrite of a function of arrays."""

    def enter(apply: OfFunction) -> OfFunction:
        FUNCTION_REWRITES[function] = FunctionRewrite(name, example, apply)
        return apply

    return enter


def rewrites_sum(name: str, example: str) -> Callable[[OfSum], OfSum]:
    """Enter a rewrite of sums; all are applied, in the order of the table."""

    def enter(apply: OfSum) -> OfSum:
        SUM_REWRITES.append(SumRewrite(name, example, apply))
        return apply

    return enter


@lru_cache(maxsize=50_000)
def joined_pair(left: Node, right: Node, facts: Facts) -> tuple[Node, ...] | None:
    """What takes the place of two neighbours; None when no rewrite applies."""
    for rewrite in PAIR_REWRITES:
        found = rewrite.apply(left, right, facts)
        if found is not None:
            return tuple(found)
    return None


def rewritten(node: Node, facts: Facts) -> Node:
    """A function of an array that its argument makes trivial; anything else as it is."""
    if not isinstance(node, nodes.Structure) or node.function not in FUNCTION_REWRITES:
        return node
    return FUNCTION_REWRITES[node.function].apply(node, facts)


def rewritten_sum(products: list[Product], facts: Facts) -> list[Product]:
    """The sum after all rewrites of sums."""
    for rewrite in SUM_REWRITES:
        products = rewrite.apply(products, facts)
    return products
