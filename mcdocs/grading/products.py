"""Products of an answer: signs between factors, factors side by side, and how far a slash reaches."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from mcdocs.grading import trees
from mcdocs.grading.powers import Powers
from mcdocs.grading.trees import MINUS_ONE, ONE_LEAF, Openness, Tree, is_number, negative

Signed = tuple[str, Tree]

# Signs between factors, and what Factors calls them.
TIMES = {
    "*": "*",
    "@": "@",
    "%*%": "@",
    "/": "/",
    ".*": "o",
    "./": "d",
    r"\cdot": ".",
    r"\times": "*",
    r"\div": "/",
    r"\odot": "o",
    r"\circ": "o",
    r"\oslash": "d",
    r"\otimes": "x",
    r"\ast": "*",
}


class Products(Powers, ABC):
    """Factors from the left to the right."""

    @abstractmethod
    def begins_factor(self) -> bool:
        """Whether another factor follows side by side. The grammar above this room says when."""

    def product(self) -> Tree:
        factors: list[Signed] = [("", self.factor())]
        reaches: list[Openness] = []  # what stands side by side below a slash, or beside it
        exponents: list[int] = []  # where a slash may belong to an exponent
        tight = False
        while True:
            before = self.here().spaced
            if sign := self.accept(*TIMES):
                tight = not before and not self.here().spaced
                if sign == "/" and self.loose == self.place - 1 and self.here().kind in ("number", "word"):
                    exponents.append(len(factors) - 1)
                minus = self.minus()
                factor = self.factor()
                factors.append((TIMES[sign], negative(factor) if minus else factor))
            elif self.begins_factor() and not self.ends_entry():
                if factors[-1][0] == "/" and not self.is_fraction(factors):
                    # the gap in `1/(x + 1) 2x` says that the slash does not reach over it
                    reaches.append("settled" if tight and self.here().spaced else "open")
                factors.append(("", self.factor()))
            else:
                break
        if len(factors) == 1:
            return factors[0][1]
        tree: Tree = trees.Factors(tuple(factors))
        if reaches:
            tree = trees.Either((tree, _tighter(factors)), "open" if "open" in reaches else "settled")
        for place in exponents:
            tree = _or_with_exponent(tree, factors, place)
        return tree

    def is_fraction(self, factors: Sequence[Signed]) -> bool:
        """Whether the slash stands in a number followed by a gap, as in `1/2 x`."""
        return is_number(factors[-2][1]) and is_number(factors[-1][1]) and self.here().spaced


def _or_with_exponent(tree: Tree, factors: Sequence[Signed], place: int) -> Tree:
    """The product, or that in which a slash is part of the exponent before it: `x^3/2`, `e^-x^2/2`."""
    (sign, raised), (_, under) = factors[place : place + 2]
    if not isinstance(raised, trees.Raised):
        return tree
    inside = trees.Raised(raised.base, _divided(raised.exponent, under))
    whole = (*factors[:place], (sign, inside), *factors[place + 2 :])
    # nobody writes a power of one
    how: Openness = "open" if raised.exponent in (ONE_LEAF, MINUS_ONE) else "settled"
    return trees.Either((tree, trees.Factors(whole) if len(whole) > 1 else inside), how)


def _divided(exponent: Tree, under: Tree) -> Tree:
    match exponent:
        case trees.Terms(((True, positive),)):
            return negative(_divided(positive, under))
        case _:
            return trees.Factors((("", exponent), ("/", under)))


def _tighter(factors: Sequence[Signed]) -> Tree:
    """The product in which factors side by side hold together before a slash divides."""
    grouped: list[tuple[str, list[Signed]]] = []
    for operation, factor in factors:
        if operation == "" and grouped:
            grouped[-1][1].append(("", factor))
        else:
            grouped.append((operation, [("", factor)]))
    return trees.Factors(
        tuple((sign, part[0][1] if len(part) == 1 else trees.Factors(tuple(part))) for sign, part in grouped)
    )
