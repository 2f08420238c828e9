"""The letters of index notation: which are printed, and the order they bring into terms and factors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from mcdocs.calculus.matrix.deltas import Index, Term
from mcdocs.errors import NoRuleError
from mcdocs.language import nodes
from mcdocs.language.nodes import IndexTerm, Node
from mcdocs.language.shapes import Size

LETTERS = tuple("ijklpqrstuvwabcdefghmnoxyz")


@dataclass
class Naming:
    """The letters that are printed: those of sums are the same in each term, where they run equally far."""

    letters: Index
    extents: Mapping[str, Size]
    sizes: dict[str, Size] = field(default_factory=dict)

    def of_axes(self, found: Iterable[str]) -> dict[str, str]:
        """A name for each letter that labels an axis."""
        return {letter: self._next(self.extents[letter]) for letter in dict.fromkeys(found)}

    def of_sums(self, found: Iterable[str]) -> dict[str, str]:
        """Names for the letters that one term is summed over; raises NoRuleError if there are none left."""
        named: dict[str, str] = {}
        for letter in found:
            size = self.extents[letter]
            free = (name for name in self._sums if name not in named.values() and self.sizes[name] == size)
            named[letter] = next(free, "") or self._sum(size)
        return named

    def __post_init__(self) -> None:
        self._left = iter(self.letters)
        self._sums: list[str] = []

    def _sum(self, size: Size) -> str:
        self._sums.append(self._next(size))
        return self._sums[-1]

    def _next(self, size: Size) -> str:
        letter = next(self._left, None)
        if letter is None:
            hint = "derive shorter stretches of the chain"
            raise NoRuleError("the derivative needs more indices than there are letters", hint=hint)
        self.sizes[letter] = size
        return letter


def most_deltas_first(terms: tuple[IndexTerm, ...]) -> tuple[IndexTerm, ...]:
    """The order in which the terms of a second derivative show its symmetry, a positive one first."""
    ordered = sorted(terms, key=lambda term: -len(term.deltas))
    lead = next((place for place, term in enumerate(ordered) if not isinstance(term.coefficient, nodes.Neg)), 0)
    return (ordered[lead], *ordered[:lead], *ordered[lead + 1 :]) if ordered else ()


def sorted_entries(term: Term) -> Term:
    """Entries of one array in the order of their indices: x_i x_j rather than x_j x_i."""
    places: dict[tuple[Node, Fraction], list[int]] = {}
    for place, (of, _, power) in enumerate(term.factors):
        places.setdefault((of, power), []).append(place)
    factors = list(term.factors)
    for (of, power), found in places.items():
        indices = sorted((term.factors[place][1] for place in found), key=_rank)
        for place, index in zip(found, indices, strict=True):
            factors[place] = (of, index, power)
    return replace(term, factors=tuple(factors))


def _rank(index: Index) -> list[list[int]]:
    return [[LETTERS.index(letter) for letter in slot] for slot in index]
