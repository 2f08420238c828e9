"""Sums as factors: put together first, so that the same bracket is the same factor wherever it stands."""

from __future__ import annotations

from dataclasses import replace

from mcdocs.calculus.scalar.collecting import combined
from mcdocs.calculus.scalar.term import Term, scaled
from mcdocs.calculus.scalar.terms import key, reads, terms_of
from mcdocs.calculus.scalar.writing import formula
from mcdocs.language import nodes


@reads(nodes.Add, nodes.Sub)
def _bracket(node: nodes.Add | nodes.Sub) -> Term:
    """The sum as one factor; it is opened when one term is left of it."""
    parts = combined(terms_of(node))
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return Term(0)
    # (-a - b) is -(a + b): a leading minus sign is hoisted out of the bracket.
    if all(part.coefficient < 0 for part in parts):
        inner = formula([scaled(part, -1) for part in parts])
        return Term(-1, {key(inner): (inner, 1)})
    if parts[0].below and _is_one_fraction(parts):
        inner = formula([replace(part, below={}) for part in parts])
        return Term(1, {key(inner): (inner, 1)}, parts[0].below)
    inner = formula(parts)
    return Term(1, {key(inner): (inner, 1)})


def _is_one_fraction(parts: list[Term]) -> bool:
    """Whether all terms have one denominator."""
    return all(part.below == parts[0].below and part.coefficient.denominator == 1 for part in parts)
