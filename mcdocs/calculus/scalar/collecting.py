"""Like terms of a sum collected, and everything the tables of rewrites take away taken away."""

from __future__ import annotations

from collections.abc import Hashable

from mcdocs.calculus.scalar.rewrites import rewritten, rewritten_sum
from mcdocs.calculus.scalar.term import Term, scaled
from mcdocs.calculus.scalar.terms import terms_of
from mcdocs.language import nodes


def combined(terms: list[Term]) -> list[Term]:
    """Like terms collected at the place of the first; roots joined; squares that add up to one replaced."""
    found: dict[Hashable, Term] = {}
    for term in (part for whole in terms for part in _opened(whole)):
        signature = term.signature()
        before = found.get(signature)
        if before:
            decimal = term.decimal or before.decimal
            coefficient = before.coefficient + term.coefficient
            term = Term(coefficient, before.above, before.below, decimal, before.inverse)
        found[signature] = term
    kept = [term for term in found.values() if term.coefficient]
    smaller = rewritten_sum(kept) if len(kept) > 1 else None
    return kept if smaller is None else combined(smaller)


def _opened(term: Term) -> list[Term]:
    """The term rewritten; a bracket that is left alone by that is opened."""
    joined = rewritten(term)
    if joined is not term and len(joined.above) == 1 and not joined.below:
        ((base, exponent),) = joined.above.values()
        if exponent == 1 and isinstance(base, nodes.SUMS):
            return [scaled(part, joined.coefficient) for part in terms_of(base)]
    return [joined]
