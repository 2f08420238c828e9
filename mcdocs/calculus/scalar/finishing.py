"""Rewrites that wait until a term is written down: numbers cancelled against brackets, powers of one letter joined."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from math import gcd

from mcdocs.calculus.rationals import ratio
from mcdocs.calculus.scalar.collecting import combined
from mcdocs.calculus.scalar.rewrites import finishes
from mcdocs.calculus.scalar.term import Term, is_letter, without
from mcdocs.calculus.scalar.terms import key, terms_of
from mcdocs.calculus.scalar.writing import formula
from mcdocs.language import nodes


@finishes("common content", "(2x + 2)/2 is x + 1", "(2*x + 4*y)/6")
def _content_cancelled(term: Term) -> Term:
    """A number below the bar is cancelled against one common to all terms of a bracket."""
    if term.coefficient.denominator == 1:
        return term
    for k, (base, exponent) in term.above.items():
        if exponent != 1 or not isinstance(base, nodes.SUMS):
            continue
        parts = terms_of(base)
        content = reduce(gcd, (part.coefficient.numerator for part in parts))
        shared = gcd(content, term.coefficient.denominator)
        if shared > 1 and all(part.coefficient.denominator == 1 for part in parts):
            smaller = formula([replace(part, coefficient=ratio(part.coefficient, shared)) for part in parts])
            above = {
                (key(smaller) if i == k else i): ((smaller, exponent) if i == k else p) for i, p in term.above.items()
            }
            return replace(term, coefficient=term.coefficient * shared, above=above)
    return term


@finishes("powers of one base", "x x^n is x^(n + 1), and x^n / x is x^(n - 1)", "3*x**y/x")
def _powers_joined(term: Term) -> Term:
    for k, (base, exponent) in term.above.items():
        if not isinstance(base, nodes.Pow) or exponent != 1:
            continue
        if any(part.below for part in terms_of(base.right)):
            continue
        inner = key(base.left)
        for side, sign in ((term.above, 1), (term.below, -1)):
            if inner in side and (is_letter(base.left) or isinstance(base.left, nodes.Structure)):
                raised = combined([*terms_of(base.right), Term(sign * side[inner][1])])
                power = nodes.Pow(base.left, formula(raised))
                above = {**without(term.above, inner, k), key(power): (power, 1)}
                return replace(term, above=above, below=term.below if sign > 0 else without(side, inner, k))
    return term
