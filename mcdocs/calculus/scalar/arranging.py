"""Factors in textbook order, without anything cancelled or collected: for lines in the middle of the working."""

from __future__ import annotations

from functools import reduce

from mcdocs.calculus import algebra
from mcdocs.calculus.scalar.collecting import combined
from mcdocs.calculus.scalar.term import UNIT
from mcdocs.calculus.scalar.terms import multiplied, term_of
from mcdocs.calculus.scalar.writing import formula, one_formula, rank
from mcdocs.language import nodes
from mcdocs.language.nodes import Node


def arranged(node: Node) -> Node:
    """The same formula with factors in textbook order and x x as x^2; nothing cancelled, no terms collected."""
    match node:
        case nodes.Add() | nodes.Sub() | nodes.Neg() | nodes.Div():
            return nodes.rebuilt(node, tuple(arranged(child) for child in node.children()))
        case nodes.Mul():
            fractions: list[Node] = []
            others: list[Node] = []
            for factor in factors(node):
                apart = isinstance(factor, nodes.Partial) or (isinstance(factor, nodes.Div) and not _is_number(factor))
                (fractions if apart else others).append(arranged(factor))
            joined = reduce(multiplied, map(term_of, others), UNIT) if others else None
            if joined is None or set(joined.below) - joined.inverse or joined.coefficient < 0:
                return _in_order([*others, *fractions])
            whole = [] if algebra.is_one(one_formula(joined)) and fractions else factors(one_formula(joined))
            return _in_order([*whole, *fractions])
        case nodes.Pow(left=nodes.Pow() | nodes.Apply(function="sqrt")) if algebra.rational(node.right) is not None:
            return formula(combined([term_of(node)]))
        case _:
            return node


def _is_number(node: Node) -> bool:
    return algebra.rational(node) is not None


def _in_order(factors: list[Node]) -> Node:
    first, *rest = sorted(factors, key=rank)
    for factor in rest:
        first = nodes.Mul(first, factor)
    return first


def factors(node: Node) -> list[Node]:
    """The factors of a product, however it is bracketed."""
    if isinstance(node, nodes.Mul):
        return [*factors(node.left), *factors(node.right)]
    return [node]
