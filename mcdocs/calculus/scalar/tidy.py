"""From the formula a rule gives to the one a lecturer writes down: cancel, collect, then expand or factor if shorter.

Each stage keeps the value and the order of what it does not touch; the shortest candidate wins, the earlier of two
equally short ones, so the process ends and its result does not depend on chance.
"""

from __future__ import annotations

from functools import lru_cache

from mcdocs.calculus.scalar.arranging import factors
from mcdocs.calculus.scalar.candidates import candidates, halves_joined
from mcdocs.calculus.scalar.collecting import combined
from mcdocs.calculus.scalar.factoring import factored
from mcdocs.calculus.scalar.length import brackets, cost, is_sum
from mcdocs.calculus.scalar.term import Term
from mcdocs.calculus.scalar.terms import terms_of
from mcdocs.calculus.scalar.writing import formula, one_formula
from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.printers.precedence import summands

MAX_TRIED = 60
WORTH_FACTORING = 2


@lru_cache(maxsize=50_000)
def tidy(node: Node) -> tuple[Node, tuple[str, ...]]:
    """The scalar formula in its final form, and the names of the stages that changed it."""
    if isinstance(node, nodes.Number | nodes.Entry | nodes.Symbol | nodes.Constant):
        return node, ()
    collected = combined(terms_of(node))
    best = one_formula(halves_joined(collected[0])) if len(collected) == 1 else formula(collected)
    names: tuple[str, ...] = ("simplify",)
    if len(collected) > MAX_TRIED:
        return best, names
    product = factored(collected)
    if product is not None and _saves(product, best):
        best, names = product, ("factor",)
    if any(is_sum(base) for part in collected for base, _ in (*part.above.values(), *part.below.values())) or (
        len(collected) > 1 and any(part.below for part in collected)
    ):
        best, names = _shortest(best, names, collected)
    return best, names


def collected_form(node: Node) -> Node:
    """The formula with everything cancelled and collected, and nothing factored or expanded."""
    return formula(combined(terms_of(node)))


def _shortest(best: Node, names: tuple[str, ...], collected: list[Term]) -> tuple[Node, tuple[str, ...]]:
    """The shortest of the candidates, the earlier of equals; `best` if none is shorter."""
    least, fewest = cost(best), None
    for candidate in candidates(collected):
        length = cost(candidate)
        if length > least:
            continue
        count = brackets(candidate)
        if fewest is None:
            fewest = brackets(best)
        if (length, count) < (least, fewest):
            best, names, least, fewest = candidate, ("simplify",), length, count
    return best, names


def _saves(product: Node, sum_: Node) -> bool:
    """Whether factoring shortens the sum enough: by little only if a plain number is left, as in x(1 + 2 ln x)."""
    saved = cost(sum_) - cost(product)
    if saved >= WORTH_FACTORING:
        return True
    sums = [part for part in factors(product) if is_sum(part)]
    return saved == 1 and any(isinstance(term, nodes.Number) for part in sums for _, term in summands(part))
