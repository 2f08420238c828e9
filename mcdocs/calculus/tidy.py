"""From the formula a rule gives to the one a lecturer writes down: cancel, collect, then expand or factor if shorter.

Each stage keeps the value and the order of what it does not touch; the shortest candidate wins, the earlier of two
equally short ones, so the process ends and its result does not depend on chance.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache, reduce
from math import gcd, lcm

from mcdocs.calculus import algebra, terms
from mcdocs.calculus.terms import Term, combined, formula, multiplied, one_formula, terms_of
from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.printers.precedence import summands

MAX_EXPANDED = 24
MAX_TRIED = 60
WORTH_FACTORING = 2


@lru_cache(maxsize=50_000)
def tidy(node: Node) -> tuple[Node, tuple[str, ...]]:
    """The scalar formula in its final form, and the names of the stages that changed it."""
    if isinstance(node, nodes.Number | nodes.Entry | nodes.Symbol | nodes.Constant):
        return node, ()
    collected = combined(terms_of(node))
    best: Node = formula(collected)
    names: tuple[str, ...] = ("simplify",)
    if len(collected) > MAX_TRIED:
        return best, names
    if len(collected) == 1:
        best = one_formula(_halves_joined(collected[0]))
    factored = _factored(collected)
    if factored is not None and _saves(factored, best):
        best, names = factored, ("factor",)
    if any(_is_sum(base) for part in collected for base, _ in (*part.above.values(), *part.below.values())) or (
        len(collected) > 1 and any(part.below for part in collected)
    ):
        best, names = _shortest(best, names, collected)
    return best, names


def collected_form(node: Node) -> Node:
    """The formula with everything cancelled and collected, and nothing factored or expanded."""
    return formula(combined(terms_of(node)))


def _shortest(best: Node, names: tuple[str, ...], collected: list[Term]) -> tuple[Node, tuple[str, ...]]:
    """The shortest of the candidates, the earlier of equals; `best` if none is shorter."""
    least = cost(best), _brackets(best)
    for candidate in _candidates(collected):
        length = cost(candidate), _brackets(candidate)
        if length < least:
            best, names, least = candidate, ("simplify",), length
    return best, names


def _saves(factored: Node, sum_: Node) -> bool:
    """Whether factoring shortens the sum enough: by little only if a plain number is left, as in x(1 + 2 ln x)."""
    saved = cost(sum_) - cost(factored)
    if saved >= WORTH_FACTORING:
        return True
    brackets = [part for part in _factors(factored) if isinstance(part, nodes.Add | nodes.Sub)]
    return saved == 1 and any(isinstance(term, nodes.Number) for part in brackets for _, term in summands(part))


def arranged(node: Node) -> Node:
    """The same formula with factors in textbook order and x x as x^2; nothing cancelled, no terms collected."""
    match node:
        case nodes.Add() | nodes.Sub() | nodes.Neg() | nodes.Div():
            return nodes.rebuilt(node, tuple(arranged(child) for child in node.children()))
        case nodes.Mul():
            fractions: list[Node] = []
            others: list[Node] = []
            for factor in _factors(node):
                apart = isinstance(factor, nodes.Partial) or (isinstance(factor, nodes.Div) and not _is_number(factor))
                (fractions if apart else others).append(arranged(factor))
            joined = reduce(multiplied, map(terms.term_of, others), Term(Fraction(1))) if others else None
            if joined is None or set(joined.below) - joined.inverse or joined.coefficient < 0:
                return _in_order([*others, *fractions])
            whole = [] if algebra.is_one(one_formula(joined)) and fractions else _factors(one_formula(joined))
            return _in_order([*whole, *fractions])
        case nodes.Pow(left=nodes.Pow() | nodes.Apply(function="sqrt")) if algebra.rational(node.right) is not None:
            return one_formula(combined([terms.term_of(node)])[0])
        case _:
            return node


def _is_number(node: Node) -> bool:
    return algebra.rational(node) is not None


def _in_order(factors: list[Node]) -> Node:
    first, *rest = sorted(factors, key=terms.rank)
    for factor in rest:
        first = nodes.Mul(first, factor)
    return first


def _factors(node: Node) -> list[Node]:
    if isinstance(node, nodes.Mul):
        return [*_factors(node.left), *_factors(node.right)]
    return [node]


def cost(node: Node) -> int:
    """How long a formula is to read: its symbols, numbers and functions, nested fractions twice."""
    return _cost(node, False)


def _brackets(node: Node) -> int:
    """How many sums stand in brackets."""
    return sum(isinstance(part, nodes.Mul) and _is_sum(child) for part in nodes.walk(node) for child in part.children())


def _is_sum(node: Node) -> bool:
    return isinstance(node, nodes.Add | nodes.Sub)


@lru_cache(maxsize=100_000)
def _cost(node: Node, in_fraction: bool) -> int:
    children = node.children()
    if isinstance(node, nodes.Named) or not children:
        return 0 if node == nodes.ONE else 1
    own = 0
    if isinstance(node, nodes.Div):
        own, in_fraction = (3 if in_fraction else 0), True
    elif isinstance(node, nodes.Apply):
        own, in_fraction = 2, False
    return own + sum(_cost(child, in_fraction) for child in children)


def multiset(node: Node) -> dict[object, int]:
    """The leaves of a formula with their number, ones left out: equal for mere rearrangements."""
    counts: dict[object, int] = {}
    for part in nodes.walk(node):
        if isinstance(part, nodes.Apply | nodes.Structure):
            counts[part.function] = counts.get(part.function, 0) + 1
        elif isinstance(part, nodes.Transpose):
            counts["T"] = counts.get("T", 0) + 1
        elif not part.children() and part != nodes.ONE:
            counts[part] = counts.get(part, 0) + 1
    return counts


def _candidates(collected: list[Term]) -> Iterator[Node]:
    """Other ways to write the same sum."""
    if len(collected) == 1:
        yield from _fraction_candidates(collected[0])
        yield from _cleared_below(collected[0])
    else:
        yield from _common_denominator(collected)
    if len(collected) == 1 and collected[0].below:
        return  # a quotient stays a quotient
    opened = _expanded(collected)
    if opened is not None:
        yield formula(opened)
        again = _factored(opened)
        if again is not None:
            yield again


def _fraction_candidates(term: Term) -> Iterator[Node]:
    """A fraction with its numerator opened, nested fractions in it cleared, or a factor of it taken out."""
    for k, (base, exponent) in term.above.items():
        if not isinstance(base, nodes.Add | nodes.Sub) or exponent != 1:
            continue
        rest = replace(term, above={i: p for i, p in term.above.items() if i != k})
        inner = combined(terms_of(base))
        cleared, divisor = _cleared(inner)
        for parts, below in ((inner, None), (cleared, divisor)):
            if below is not None and not below.above:
                continue
            start = rest if below is None else multiplied(rest, terms.inverted(below))
            for numerator in (parts, _expanded(parts)):
                if numerator is None:
                    continue
                whole = multiplied(start, terms.term_of(formula(numerator)))
                (joined,) = combined([whole]) or [Term(Fraction(0))]
                yield one_formula(_halves_joined(joined))
                numerator = _exponentials_aligned(numerator)
                common = _common(numerator)
                if common is not None and not _worth_factoring(numerator, common):
                    common = _shared_with(common, start.below)
                if common is not None:
                    divided = _by_degree(combined([_divided(part, common) for part in numerator]))
                    inside = min(formula(_expanded(divided) or divided), formula(divided), key=cost)
                    whole = multiplied(multiplied(start, common), terms.term_of(inside))
                    (joined,) = combined([whole]) or [Term(Fraction(0))]
                    yield one_formula(_halves_joined(joined))


def _shared_with(common: Term, below: terms.Powers) -> Term | None:
    """What a polynomial above the bar shares with the factors below it."""
    shared = {k: (b, min(e, below[k][1])) for k, (b, e) in common.above.items() if k in below}
    return Term(Fraction(1), shared) if shared else None


def _cleared_below(term: Term) -> Iterator[Node]:
    """x^2 (1 + 1/x^2) below the bar multiplied out: x^2 + 1."""
    for k, (base, exponent) in term.below.items():
        if isinstance(base, nodes.Add | nodes.Sub) and exponent.denominator == 1:
            cleared, divisor = _cleared(combined(terms_of(base)))
            if divisor.above:
                rest = replace(term, below={i: p for i, p in term.below.items() if i != k})
                bracket = terms.term_of(formula(_by_degree(cleared)))
                for _ in range(int(exponent)):
                    rest = multiplied(multiplied(rest, divisor), terms.inverted(bracket))
                yield one_formula(_halves_joined(rest))


def _common_denominator(parts: list[Term]) -> Iterator[Node]:
    """A sum with roots or brackets below the bar as one fraction: sqrt(u) - x^2/sqrt(u) is (u - x^2)/sqrt(u)."""
    if sum(not part.below for part in parts) > 1:
        return
    cleared, divisor = _cleared(parts)
    if divisor.above and any(terms.rank(base) > 1 for base, _ in divisor.above.values()):
        for numerator in (cleared, _expanded(cleared)):
            if numerator is not None:
                whole = multiplied(terms.term_of(formula(numerator)), terms.inverted(divisor))
                yield one_formula(_halves_joined(whole))


def _by_degree(parts: list[Term]) -> list[Term]:
    """A polynomial of three terms or more in one symbol, put together from others, by falling powers."""
    symbols = {k for part in parts for k in part.above}
    if len(symbols) != 1 or any(part.below for part in parts):
        return parts
    (symbol,) = symbols
    if len(parts) == 2 and not parts[0].above:
        return parts
    return sorted(parts, key=lambda part: -part.above[symbol][1] if symbol in part.above else Fraction(0))


def _cleared(parts: list[Term]) -> tuple[list[Term], Term]:
    """The terms times their common denominator, and that denominator."""
    divisor = Term(Fraction(lcm(*(part.coefficient.denominator for part in parts))))
    for part in parts:
        missing = {}
        for k, (base, exponent) in part.below.items():
            have = divisor.above[k][1] if k in divisor.above else Fraction(0)
            if exponent > have:
                missing[k] = (base, exponent - have)
        divisor = multiplied(divisor, Term(Fraction(1), missing))
    return combined([multiplied(part, divisor) for part in parts]), divisor


def _halves_joined(term: Term) -> Term:
    """u sqrt(u) below the bar is u^(3/2) where u is a sum."""
    below = dict(term.below)
    for base, exponent in list(below.values()):
        if isinstance(base, nodes.Apply) and base.function == "sqrt" and exponent == 1:
            inner = terms.key(base.argument)
            if inner in below:
                there, power = below.pop(inner)
                del below[terms.key(base)]
                below[inner] = (there, power + Fraction(1, 2))
    return replace(term, below=below)


def _expanded(parts: list[Term]) -> list[Term] | None:
    """The terms with products of sums multiplied out; None when there is nothing to open or it grows too long."""
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
    return _by_degree(combined(opened)) if changed else None


def _opens(base: Node, exponent: Fraction) -> bool:
    return isinstance(base, nodes.Add | nodes.Sub) and exponent.denominator == 1 and exponent <= 4


def _factored(parts: list[Term]) -> Node | None:
    """The common factor in front of a bracket, or None; sums of plain monomials stay as they are."""
    if len(parts) < 2:
        return None
    parts = _exponentials_aligned(parts)
    common = _common(parts)
    if common is None or not _worth_factoring(parts, common):
        return None
    divided = [_divided(part, common) for part in parts]
    opened = _expanded(divided)
    inside = min(formula(opened or divided), formula(divided), key=cost)
    rest = terms.term_of(inside)
    if rest.coefficient < 0:
        common = replace(common, coefficient=-common.coefficient)
        rest = replace(rest, coefficient=-rest.coefficient)
    return one_formula(multiplied(common, rest))


def _common(parts: list[Term]) -> Term | None:
    """What all terms share: powers above and below, and the greatest common divisor of integer coefficients."""
    above: dict[Hashable, tuple[Node, Fraction]] = dict(parts[0].above)
    below: dict[Hashable, tuple[Node, Fraction]] = dict(parts[0].below)
    for part in parts[1:]:
        above = {k: (b, min(e, part.above[k][1])) for k, (b, e) in above.items() if k in part.above}
        below = {k: (b, min(e, part.below[k][1])) for k, (b, e) in below.items() if k in part.below}
    if not above:
        return None
    coefficients = [part.coefficient for part in parts]
    content = Fraction(1)
    if all(c.denominator == 1 for c in coefficients):
        content = Fraction(reduce(gcd, (c.numerator for c in coefficients)))
    if all(c < 0 for c in coefficients):
        content = -content
    return Term(content, above, below, inverse=parts[0].inverse)


def _exponentials_aligned(parts: list[Term]) -> list[Term]:
    """e^x and e^(2x) in different terms as powers of one base, so that e^x can be taken out."""
    found: dict[Hashable, tuple[Node, Hashable, Fraction]] = {}
    for part in parts:
        for k, (base, _) in part.above.items():
            if isinstance(base, nodes.Apply) and base.function == "exp":
                argument = terms.term_of(base.argument)
                found[k] = (base, argument.signature(), argument.coefficient)
    least: dict[Hashable, tuple[Hashable, Node, Fraction]] = {}
    for k, (base, signature, rate) in found.items():
        if signature not in least or abs(rate) < abs(least[signature][2]):
            least[signature] = (k, base, rate)
    aligned = []
    for part in parts:
        above = {}
        for k, (base, exponent) in part.above.items():
            if k in found:
                there, unit, rate = least[found[k][1]]
                ratio = found[k][2] / rate
                if ratio.denominator == 1 and ratio > 0:
                    k, base, exponent = there, unit, exponent * ratio
            above[k] = (base, exponent)
        aligned.append(replace(part, above=above))
    return aligned


def _worth_factoring(parts: list[Term], common: Term) -> bool:
    """Polynomials in plain symbols stay expanded, as in 3x^2 + 2x."""
    opened = _expanded(parts)
    if opened is not None and cost(formula(opened)) <= cost(formula(parts)) and not _has_functions(opened):
        return False
    return _has_functions(parts)


def _has_functions(parts: list[Term]) -> bool:
    """Whether anything but plain symbols occurs."""
    return any(terms.rank(base) > 1 for part in parts for base, _ in [*part.above.values(), *part.below.values()])


def _divided(part: Term, common: Term) -> Term:
    return multiplied(part, terms.inverted(common))
