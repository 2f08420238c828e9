"""Scalar formulas as sums of terms: a rational coefficient times powers, above and below, in the author's order.

Functions and their arguments stay closed: what the author wrote inside `ln(...)` is never rearranged.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache, reduce
from math import gcd

from mcdocs.calculus import algebra
from mcdocs.language import nodes
from mcdocs.language.nodes import ONE, Node, number
from mcdocs.printers.precedence import summands

Powers = dict[Hashable, tuple[Node, Fraction]]


@dataclass(frozen=True)
class Term:
    """coefficient * product of `above` / product of `below`; each entry is a base with a positive rational exponent.

    `inverse` are the bases the author wrote with negative exponents, to be printed that way again.
    """

    coefficient: Fraction
    above: Powers = field(default_factory=dict)
    below: Powers = field(default_factory=dict)
    decimal: bool = False
    inverse: frozenset[Hashable] = frozenset()

    def signature(self) -> Hashable:
        """Equal for terms that differ only in their coefficient."""
        return (
            frozenset((key, exponent) for key, (_, exponent) in self.above.items()),
            frozenset((key, exponent) for key, (_, exponent) in self.below.items()),
        )


@lru_cache(maxsize=100_000)
def key(node: Node) -> Hashable:
    """A value equal for formulas that differ only in the order of terms and factors, or in how they are bracketed."""
    match node:
        case nodes.Add() | nodes.Sub() | nodes.Neg():
            counts: dict[Hashable, Fraction] = {}
            for part in terms_of(node):
                counts[part.signature()] = counts.get(part.signature(), Fraction(0)) + part.coefficient
            return ("+", frozenset(counts.items()))
        case nodes.Mul() | nodes.Div() | nodes.Number():
            part = term_of(node)
            return ("*", part.coefficient, part.signature())
        case nodes.Apply():
            return (node.function, key(node.argument))
        case nodes.Pow():
            return ("**", key(node.left), key(node.right))
        case _:
            return node


def terms_of(node: Node) -> list[Term]:
    """The terms of a sum, brackets around sums opened and their signs distributed."""
    found: list[Term] = []
    for subtracted, part in summands(node):
        sign = -1 if subtracted else 1
        while isinstance(part, nodes.Neg):
            sign, part = -sign, part.argument
        inner = terms_of(part) if isinstance(part, nodes.Add | nodes.Sub) else [term_of(part)]
        found += [term if sign > 0 else replace(term, coefficient=-term.coefficient) for term in inner]
    return found


@lru_cache(maxsize=50_000)
def term_of(node: Node) -> Term:
    """The product, quotient or power as one term."""
    match node:
        case nodes.Number():
            return Term(node.value, decimal=node.decimal)
        case nodes.Neg():
            term = term_of(node.argument)
            return replace(term, coefficient=-term.coefficient)
        case nodes.Mul():
            return multiplied(term_of(node.left), term_of(node.right))
        case nodes.Div():
            return multiplied(term_of(node.left), inverted(term_of(node.right)))
        case nodes.Pow():
            return _power(node)
        case nodes.Add() | nodes.Sub():
            return _bracket(node)
        case _:
            return Term(Fraction(1), {key(node): (node, Fraction(1))})


def _power(node: nodes.Pow) -> Term:
    exponent = algebra.rational(node.right)
    if exponent is None:
        return Term(Fraction(1), {key(node): (node, Fraction(1))})
    base = term_of(node.left)
    whole = exponent.denominator == 1 and abs(exponent) <= 400
    plain = len(base.above) == 1 and base.coefficient == 1 and not base.below
    if not whole and not plain:
        return Term(Fraction(1), {key(node): (node, Fraction(1))})
    if whole and base.coefficient and abs(exponent) * base.coefficient.numerator.bit_length() < 200:
        raised = _raised(replace(base, coefficient=base.coefficient ** int(abs(exponent))), abs(exponent))
    elif plain and all(power.denominator == 1 and power % 2 for _, power in base.above.values()):
        raised = _raised(base, abs(exponent))
    else:
        return Term(Fraction(1), {key(node): (node, Fraction(1))})
    if exponent > 0:
        return raised
    return replace(inverted(raised), inverse=frozenset(raised.above))


def _raised(term: Term, exponent: Fraction) -> Term:
    above = {k: (base, power * exponent) for k, (base, power) in term.above.items()}
    below = {k: (base, power * exponent) for k, (base, power) in term.below.items()}
    return replace(term, above=above, below=below)


def _bracket(node: Node) -> Term:
    """A sum as a factor: put together first, and opened when one term is left of it."""
    parts = combined(terms_of(node))
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return Term(Fraction(0))
    # (-a - b) is -(a + b): a leading minus sign is hoisted out of the bracket.
    if all(part.coefficient < 0 for part in parts):
        inner = formula([replace(part, coefficient=-part.coefficient) for part in parts])
        return Term(Fraction(-1), {key(inner): (inner, Fraction(1))})
    if parts[0].below and len({frozenset(part.below) for part in parts}) == 1 and _same_below(parts):
        inner = formula([replace(part, below={}) for part in parts])
        return Term(Fraction(1), {key(inner): (inner, Fraction(1))}, parts[0].below)
    inner = formula(parts)
    return Term(Fraction(1), {key(inner): (inner, Fraction(1))})


def _same_below(parts: list[Term]) -> bool:
    """Whether all terms have one denominator, so that the bracket is one fraction."""
    return all(part.below == parts[0].below and part.coefficient.denominator == 1 for part in parts)


def inverted(term: Term) -> Term:
    """1 / term; a zero denominator stays as a factor, since it must not be divided by."""
    if not term.coefficient:
        return Term(Fraction(1), {}, {key(nodes.ZERO): (nodes.ZERO, Fraction(1))})
    return Term(1 / term.coefficient, term.below, term.above, term.decimal)


def multiplied(left: Term, right: Term) -> Term:
    """The product of two terms: equal bases joined, equal factors above and below cancelled."""
    if not left.coefficient or not right.coefficient:
        return Term(Fraction(0))
    above, below = dict(left.above), dict(left.below)
    for powers, mine, other in ((right.above, above, below), (right.below, below, above)):
        for k, (base, exponent) in powers.items():
            _insert(k, base, exponent, mine, other)
    return Term(
        left.coefficient * right.coefficient, above, below, left.decimal or right.decimal, left.inverse | right.inverse
    )


def _insert(k: Hashable, base: Node, exponent: Fraction, mine: Powers, other: Powers) -> None:
    """Multiply by base**exponent on my side of the bar, cancelling against the other side."""
    if isinstance(base, nodes.Apply) and base.function == "exp":
        k, base, exponent = _same_exponential(k, base, exponent, mine, other)
    if k in other:
        there, power = other[k]
        if power > exponent:
            other[k] = (there, power - exponent)
            return
        del other[k]
        exponent -= power
    if k in mine:
        exponent += mine[k][1]
    if exponent > 0:
        mine[k] = (base, exponent)
    elif exponent < 0:
        other[k] = (base, -exponent)
    else:
        mine.pop(k, None)


def _same_exponential(
    k: Hashable, base: nodes.Apply, exponent: Fraction, mine: Powers, other: Powers
) -> tuple[Hashable, Node, Fraction]:
    """e^(ru) as (e^u)^r where e^u is there already, so that e^x e^(-x) cancels and e^x e^x is e^(2x)."""
    argument = term_of(base.argument)
    for powers in (mine, other):
        for there, (candidate, _) in powers.items():
            if there != k and isinstance(candidate, nodes.Apply) and candidate.function == "exp":
                against = term_of(candidate.argument)
                if argument.signature() == against.signature() and against.coefficient:
                    return there, candidate, exponent * argument.coefficient / against.coefficient
    return k, base, exponent


def combined(terms: list[Term]) -> list[Term]:
    """Like terms collected at the place of the first; roots joined; squares that add up to one replaced."""
    found: dict[Hashable, Term] = {}
    for term in (part for whole in terms for part in _opened(whole)):
        signature = term.signature()
        before = found.get(signature)
        if before:
            decimal = term.decimal or before.decimal
            term = replace(before, coefficient=before.coefficient + term.coefficient, decimal=decimal)
        found[signature] = term
    kept = [term for term in found.values() if term.coefficient]
    return _pythagorean(kept) if len(kept) > 1 else kept


def _opened(term: Term) -> list[Term]:
    """The term with its roots joined; a bracket that is left alone by that is opened."""
    joined = roots_joined(term)
    if joined is not term and len(joined.above) == 1 and not joined.below:
        ((base, exponent),) = joined.above.values()
        if exponent == 1 and isinstance(base, nodes.Add | nodes.Sub):
            return [replace(part, coefficient=part.coefficient * joined.coefficient) for part in terms_of(base)]
    return [joined]


def roots_joined(term: Term) -> Term:
    """sqrt(u) sqrt(u) is u, u / sqrt(u) is sqrt(u), and u sign(u) is |u|."""
    for k, (base, exponent) in term.above.items():
        if isinstance(base, nodes.Apply) and base.function == "sign" and exponent == 1:
            absolute = nodes.Apply("abs", base.argument)
            if key(base.argument) in term.above:
                rest = _without(_without(term, k, Fraction(1)), key(base.argument), Fraction(1))
                return roots_joined(multiplied(rest, Term(Fraction(1), {key(absolute): (absolute, Fraction(1))})))
    for side, other in ((term.above, term.below), (term.below, term.above)):
        for k, (base, exponent) in side.items():
            if not isinstance(base, nodes.Apply) or base.function != "sqrt":
                continue
            if exponent >= 2:
                inner = term_of(base.argument)
                odd, pairs = exponent % 2, Fraction(exponent // 2)
                smaller = {i: p for i, p in side.items() if i != k}
                if odd:
                    smaller[k] = (base, odd)
                one = (
                    Term(term.coefficient, smaller, other)
                    if side is term.above
                    else Term(term.coefficient, other, smaller)
                )
                whole = _raised(inner, pairs)
                whole = replace(whole, coefficient=inner.coefficient ** int(pairs))
                joined = multiplied(one, whole if side is term.above else inverted(whole))
                return roots_joined(replace(joined, decimal=term.decimal, inverse=term.inverse))
            argument = key(base.argument)
            if argument in other and other[argument][1] >= 1 and exponent == 1:
                swapped = {i: p for i, p in side.items() if i != k}
                reduced = dict(other)
                there, power = reduced.pop(argument)
                if power > 1:
                    reduced[argument] = (there, power - 1)
                reduced[k] = (base, Fraction(1))
                above, below = (swapped, reduced) if side is term.above else (reduced, swapped)
                return roots_joined(replace(term, above=above, below=below))
    return term


# cos^2 + sin^2 = 1 and cosh^2 - sinh^2 = 1 (Abramowitz and Stegun 4.3.10, 4.5.16).
_SQUARES = (("sin", "cos", 1), ("cosh", "sinh", -1))


def _pythagorean(terms: list[Term]) -> list[Term]:
    for place, term in enumerate(terms):
        for k, (base, exponent) in term.above.items():
            for first, second, sign in _SQUARES:
                if not isinstance(base, nodes.Apply) or base.function != first or exponent < 2:
                    continue
                partner = nodes.Apply(second, base.argument)
                rest = _without(term, k, Fraction(2))
                wanted = multiplied(rest, Term(Fraction(sign), {key(partner): (partner, Fraction(2))}))
                for other in terms:
                    if other.signature() == wanted.signature() and other.coefficient == wanted.coefficient:
                        left = [t for t in terms if t is not term and t is not other]
                        return combined([*left[:place], rest, *left[place:]])
    return terms


def _without(term: Term, k: Hashable, exponent: Fraction) -> Term:
    above = dict(term.above)
    base, power = above.pop(k)
    if power > exponent:
        above[k] = (base, power - exponent)
    return replace(term, above=above)


# ── back to formulas ─────────────────────────────────────────────────────────────────────────────────────────────────


def formula(terms: list[Term]) -> Node:
    """The sum of terms as a formula; of two terms a positive one leads, more keep their order."""
    lead = next((place for place, term in enumerate(terms) if term.coefficient > 0), 0) if _may_reorder(terms) else 0
    terms = [terms[lead], *terms[:lead], *terms[lead + 1 :]] if lead else terms
    return algebra.total([one_formula(term) for term in terms])


def _may_reorder(terms: list[Term]) -> bool:
    return len(terms) == 2 and not any(term.below for term in terms)


def one_formula(term: Term) -> Node:
    """A term as a formula: coefficient, constants, symbols, brackets, roots, exponentials, functions; one fraction."""
    term = _powers_joined(_content_cancelled(term))
    if term.coefficient < 0:
        return algebra.negative(one_formula(replace(term, coefficient=-term.coefficient)))
    above = _ordered(term.above.values(), term.decimal)
    inverse = [
        algebra.power(base, number(-power, term.decimal))
        for k, (base, power) in term.below.items()
        if k in term.inverse
    ]
    below = _ordered((pair for k, pair in term.below.items() if k not in term.inverse), term.decimal)
    above = sorted([*above, *inverse], key=rank)
    coefficient = term.coefficient
    if term.decimal and 10**15 % coefficient.denominator == 0:
        return _fraction(number(coefficient, True), above, ONE, below)
    if coefficient.denominator != 1 and not below and above and not _fits_above(coefficient, above):
        return algebra.times(number(coefficient), _multiplied(ONE, above))
    return _fraction(number(coefficient.numerator), above, number(coefficient.denominator), below)


def _powers_joined(term: Term) -> Term:
    """x x^n is x^(n + 1), and x^n / x is x^(n - 1)."""
    for k, (base, exponent) in term.above.items():
        if not isinstance(base, nodes.Pow) or exponent != 1:
            continue
        if any(part.below for part in terms_of(base.right)):
            continue
        inner = key(base.left)
        for side, sign in ((term.above, 1), (term.below, -1)):
            if inner in side and (_is_letter(base.left) or isinstance(base.left, nodes.Structure)):
                rest = {i: p for i, p in side.items() if i not in (inner, k)}
                other = {i: p for i, p in term.above.items() if i not in (inner, k)}
                raised = combined([*terms_of(base.right), Term(sign * side[inner][1])])
                power = nodes.Pow(base.left, formula(raised))
                above = {**other, key(power): (power, Fraction(1))}
                return replace(term, above=above, below=term.below if sign > 0 else rest)
    return term


def _fits_above(coefficient: Fraction, factors: list[Node]) -> bool:
    """Whether 3x^2/2 is written with the factors above the bar; 3/2 ln x and 1/2 x^(-1/2) are not."""
    if any(
        isinstance(f, nodes.Pow) and (algebra.rational(f.right) or Fraction(1, 2)).denominator != 1 for f in factors
    ):
        return False
    if any(isinstance(f, nodes.Pow) and isinstance(f.right, nodes.Neg) for f in factors):
        return False
    return coefficient.numerator == 1 or all(rank(factor) <= 1 for factor in factors)


def _fraction(front: Node, above: list[Node], under: Node, below: list[Node]) -> Node:
    return algebra.over(_multiplied(front, above), _multiplied(under, below))


def _multiplied(front: Node, factors: list[Node]) -> Node:
    result = front
    for factor in factors:
        result = factor if algebra.is_one(result) else nodes.Mul(result, factor)
    return result


def _ordered(powers: Iterable[tuple[Node, Fraction]], decimal: bool) -> list[Node]:
    factors = [_powered(base, exponent, decimal) for base, exponent in powers]
    return sorted(factors, key=rank)


def _powered(base: Node, exponent: Fraction, decimal: bool) -> Node:
    if isinstance(base, nodes.Apply) and base.function == "exp" and exponent != 1:
        inner = term_of(base.argument)
        return nodes.Apply("exp", one_formula(replace(inner, coefficient=inner.coefficient * exponent)))
    return algebra.power(base, number(exponent, decimal))


def rank(node: Node) -> int:
    """Where a factor stands in a product: numbers, symbols, roots, exponentials, brackets, functions."""
    match node:
        case nodes.Number() | nodes.Constant():
            return 0
        case nodes.Pow() if algebra.rational(node.right) is None:
            return 6
        case nodes.Pow():
            return rank(node.left) if isinstance(node.left, nodes.Apply | nodes.Add | nodes.Sub) else 1
        case nodes.Add() | nodes.Sub() | nodes.Neg():
            return 7 if any(isinstance(part, nodes.Apply) for part in nodes.walk(node)) else 5
        case nodes.Apply(function="sqrt" | "abs"):
            return 3 if _is_letter(node.argument) else 8
        case nodes.Apply(function="exp"):
            return 4 if _is_letter(term_of(node.argument)) else 8
        case nodes.Apply(function="sigmoid" | "relu" | "step" | "sign" | "softplus"):
            return 2
        case nodes.Apply():
            return 9
        case nodes.Partial():
            return 10
        case nodes.Div():
            return 1 if algebra.rational(node) is None else 0
        case _:
            return 1


def _is_letter(what: Node | Term) -> bool:
    """Whether something is a plain symbol, perhaps with a number or a sign in front."""
    if isinstance(what, Term):
        return not what.below and len(what.above) == 1 and all(_is_letter(b) and p == 1 for b, p in what.above.values())
    return isinstance(what, nodes.Symbol | nodes.Entry | nodes.Named)


def _content_cancelled(term: Term) -> Term:
    """(2x + 2)/2 is x + 1: a number below the bar is cancelled against one common to all terms of a bracket."""
    for k, (base, exponent) in term.above.items():
        if term.coefficient.denominator == 1 or exponent != 1 or not isinstance(base, nodes.Add | nodes.Sub):
            continue
        parts = terms_of(base)
        content = reduce(gcd, (part.coefficient.numerator for part in parts))
        shared = gcd(content, term.coefficient.denominator)
        if shared > 1 and all(part.coefficient.denominator == 1 for part in parts):
            smaller = formula([replace(part, coefficient=part.coefficient / shared) for part in parts])
            above = {
                (key(smaller) if i == k else i): ((smaller, exponent) if i == k else p) for i, p in term.above.items()
            }
            return replace(term, coefficient=term.coefficient * shared, above=above)
    return term
