"""A common factor taken out of a sum, and products of sums multiplied out."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from functools import reduce
from math import gcd

from mcdocs.calculus.rationals import Rational, magnitude, ratio
from mcdocs.calculus.scalar.collecting import combined
from mcdocs.calculus.scalar.length import cost
from mcdocs.calculus.scalar.term import Term, inverted, scaled
from mcdocs.calculus.scalar.terms import multiplied, term_of, terms_of
from mcdocs.calculus.scalar.writing import formula, one_formula, rank
from mcdocs.language import nodes
from mcdocs.language.nodes import Node

MAX_EXPANDED = 24


def factored(parts: list[Term]) -> Node | None:
    """The common factor in front of a bracket, or None; sums of plain monomials stay as they are."""
    if len(parts) < 2:
        return None
    parts = exponentials_aligned(parts)
    common = common_factor(parts)
    if common is None or not worth_factoring(parts):
        return None
    divided = [quotient(part, common) for part in parts]
    rest = term_of(shorter(divided))
    if rest.coefficient < 0:
        common = scaled(common, -1)
        rest = scaled(rest, -1)
    return one_formula(multiplied(common, rest))


def shorter(parts: list[Term]) -> Node:
    """The sum multiplied out, or as it is where that is shorter."""
    opened = expanded(parts)
    return min(formula(opened), formula(parts), key=cost) if opened else formula(parts)


def common_factor(parts: list[Term]) -> Term | None:
    """What all terms share: powers above and below, and the greatest common divisor of integer coefficients."""
    above: dict[Hashable, tuple[Node, Rational]] = dict(parts[0].above)
    below: dict[Hashable, tuple[Node, Rational]] = dict(parts[0].below)
    for part in parts[1:]:
        above = {k: (b, min(e, part.above[k][1])) for k, (b, e) in above.items() if k in part.above}
        below = {k: (b, min(e, part.below[k][1])) for k, (b, e) in below.items() if k in part.below}
    if not above:
        return None
    coefficients = [part.coefficient for part in parts]
    content = 1
    if all(c.denominator == 1 for c in coefficients):
        content = reduce(gcd, (c.numerator for c in coefficients))
    if all(c < 0 for c in coefficients):
        content = -content
    return Term(content, above, below, inverse=parts[0].inverse)


def quotient(part: Term, common: Term) -> Term:
    """What is left of a term without the common factor."""
    return multiplied(part, inverted(common))


def exponentials_aligned(parts: list[Term]) -> list[Term]:
    """e^x and e^(2x) in different terms as powers of one base, so that e^x can be taken out."""
    found: dict[Hashable, tuple[Node, Hashable, Rational]] = {}
    for part in parts:
        for k, (base, _) in part.above.items():
            if isinstance(base, nodes.Apply) and base.function == "exp":
                argument = term_of(base.argument)
                found[k] = (base, argument.signature(), argument.coefficient)
    if len(found) < 2:
        return parts
    least: dict[Hashable, tuple[Hashable, Node, Rational]] = {}
    for k, (base, signature, rate) in found.items():
        if rate and (signature not in least or magnitude(rate) < magnitude(least[signature][2])):
            least[signature] = (k, base, rate)
    aligned = []
    for part in parts:
        above = {}
        for k, (base, exponent) in part.above.items():
            if k in found:
                there, unit, rate = least.get(found[k][1], (k, base, 1))
                times = ratio(found[k][2], rate)
                if times.denominator == 1 and times > 0:
                    k, base, exponent = there, unit, exponent * times
            above[k] = (base, exponent)
        aligned.append(replace(part, above=above))
    return aligned


def worth_factoring(parts: list[Term]) -> bool:
    """Polynomials in plain symbols stay expanded, as in 3x^2 + 2x."""
    opened = expanded(parts)
    if opened is not None and not _has_functions(opened) and cost(formula(opened)) <= cost(formula(parts)):
        return False
    return _has_functions(parts)


def _has_functions(parts: list[Term]) -> bool:
    """Whether anything but plain symbols occurs."""
    return any(rank(base) > 1 for part in parts for base, _ in [*part.above.values(), *part.below.values()])


def expanded(parts: list[Term]) -> list[Term] | None:
    """The terms with products of sums multiplied out; None when there is nothing to open or it grows too long."""
    if not any(_opens(*power) for part in parts for power in part.above.values()):
        return None
    opened: list[Term] = []
    changed = False
    for part in parts:
        if part.coefficient.denominator != 1 and not part.below and len(part.above) == 1:
            opened.append(part)  # (2x + 1)/2 stays a quotient
            continue
        product = [replace(part, above={k: p for k, p in part.above.items() if not _opens(*p)})]
        for base, exponent in part.above.values():
            if _opens(base, exponent):
                changed = True
                inner = terms_of(base)
                for _ in range(int(exponent)):
                    product = combined([multiplied(left, right) for left in product for right in inner])
                    if len(product) > MAX_EXPANDED:
                        return None
        opened += product
    return by_degree(combined(opened)) if changed else None


def _opens(base: Node, exponent: Rational) -> bool:
    return isinstance(base, nodes.SUMS) and exponent.denominator == 1 and exponent <= 4


def by_degree(parts: list[Term]) -> list[Term]:
    """A polynomial of three terms or more in one symbol, put together from others, by falling powers."""
    symbols = {k for part in parts for k in part.above}
    if len(symbols) != 1 or any(part.below for part in parts):
        return parts
    (symbol,) = symbols
    if len(parts) == 2 and not parts[0].above:
        return parts
    return sorted(parts, key=lambda part: -part.above[symbol][1] if symbol in part.above else 0)
