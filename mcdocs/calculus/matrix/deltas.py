"""Terms of index notation: Kronecker deltas carried out, sums of two factors contracted, like terms collected.

A slot is the index of one axis: a letter, "" where there is one entry, or letters that count the axis together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.product import Facts, chain
from mcdocs.calculus.matrix.products import simple, single
from mcdocs.calculus.scalar.collecting import combined
from mcdocs.calculus.scalar.length import cost
from mcdocs.calculus.scalar.terms import term_of, terms_of
from mcdocs.calculus.scalar.writing import formula, one_formula
from mcdocs.language import nodes
from mcdocs.language.nodes import ONE, IndexTerm, Node, number
from mcdocs.language.shapes import Size

Index = tuple[str, ...]
Factor = tuple[Node, Index, Fraction]
Deltas = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Range:
    """A counter and the numbers it runs over."""

    counter: str
    first: Node
    last: Node


@dataclass(frozen=True)
class Term:
    """A product under construction: a scalar, indexed factors with powers, deltas, and sums over ranges around it."""

    scalar: Node = ONE
    factors: tuple[Factor, ...] = ()
    deltas: Deltas = ()
    ranges: tuple[Range, ...] = ()

    def times(self, scalar: Node = ONE, *factors: Factor, deltas: Deltas = ()) -> Term:
        """The term with more factors in front of it."""
        return replace(
            self,
            scalar=algebra.times(scalar, self.scalar),
            factors=(*factors, *self.factors),
            deltas=(*self.deltas, *deltas),
        )

    def joined(self, other: Term) -> Term:
        """The product of two terms, the sums of the other inside."""
        found = self.times(other.scalar, deltas=other.deltas)
        return replace(found, factors=(*self.factors, *other.factors), ranges=(*self.ranges, *other.ranges))

    def relabelled(self, new: Mapping[str, str]) -> Term:
        """The term with other letters, for each one or several."""
        return replace(
            self,
            factors=tuple((of, tuple(relabelled(slot, new) for slot in at), power) for of, at, power in self.factors),
            deltas=tuple((relabelled(one, new), relabelled(other, new)) for one, other in self.deltas),
        )

    def letters(self) -> list[str]:
        """The letters of factors and deltas, in order, as often as they occur."""
        slots = [
            *(slot for _, index, _ in self.factors for slot in index),
            *(slot for pair in self.deltas for slot in pair),
        ]
        return [letter for slot in slots for letter in slot]

    def slot_of(self, letter: str) -> str | None:
        """The letters that together are this one."""
        found = (other for pair in self.deltas for one, other in (pair, pair[::-1]) if one == letter)
        return next((slot for slot in found if len(slot) > 1), None)


def relabelled(slot: str, new: Mapping[str, str]) -> str:
    """The slot with other letters."""
    return "".join(new.get(letter, letter) for letter in slot)


def settled(term: Term, free: set[str], extents: dict[str, Size]) -> Term:
    """Deltas with a summed letter carried out, compound ones taken apart; diagonal matrices are deltas too."""
    term = _diagonals_as_deltas(term)
    place = 0
    while place < len(term.deltas):
        first, second = term.deltas[place]
        rest = (*term.deltas[:place], *term.deltas[place + 1 :])
        parts = _taken_apart(first, second, extents)
        swap = _carried_out(first, second, free)
        if first == second or "" in (first, second):  # an axis of one entry
            term = replace(term, deltas=rest)
        elif swap is not None:
            term = replace(term, deltas=rest).relabelled(dict([swap]))
        elif parts is not None:
            term = replace(term, deltas=(*rest, *parts))
        else:
            place += 1
            continue
        place = 0
    return term


def _diagonals_as_deltas(term: Term) -> Term:
    factors: list[Factor] = []
    deltas: list[tuple[str, str]] = []
    for of, index, power in term.factors:
        match of:
            case nodes.Eye():
                deltas.append((index[0], index[1]))
            case nodes.Structure(function="diag", arguments=(vector,)):
                deltas.append((index[0], index[1]))
                factors.append((vector, index[:1], power))
            case _:
                factors.append((of, index, power))
    return replace(term, factors=tuple(factors), deltas=(*term.deltas, *deltas))


def _carried_out(first: str, second: str, free: set[str]) -> tuple[str, str] | None:
    """A letter that is summed over and what the delta puts in its place."""
    for one, other in ((first, second), (second, first)):
        if len(one) == 1 and one not in free and one not in other:
            return one, other
    return None


def _taken_apart(first: str, second: str, extents: dict[str, Size]) -> Deltas | None:
    """delta_(ip)(jq) is delta_ij delta_pq where the letters run equally far."""
    if len(first) > 1 and len(second) > 1:
        if extents[first[0]] == extents[second[0]]:
            return (first[0], second[0]), (first[1:], second[1:])
        if extents[first[-1]] == extents[second[-1]]:
            return (first[:-1], second[:-1]), (first[-1], second[-1])
    return None


def contracted(term: Term, free: set[str], facts: Facts) -> Term:
    """A sum over a letter of two factors written as their product: sum_p c_kp x_pj is (C X)_kj."""
    letters = {letter for _, index, _ in term.factors for slot in index for letter in slot} - free
    for letter in sorted(letters):
        users = [place for place, (_, index, _) in enumerate(term.factors) if letter in "".join(index)]
        one = all(term.factors[p][1].count(letter) == 1 and term.factors[p][2] == 1 for p in users)
        once = sum("".join(term.factors[p][1]).count(letter) for p in users) == 2
        if len(users) != 2 or not one or not once or any(letter in slot for pair in term.deltas for slot in pair):
            continue
        (left, at, _), (right, by, _) = (term.factors[place] for place in users)
        if max(len(at), len(by)) > 2:
            continue
        if len(at) == 1 and len(by) == 2:
            left, at, right, by = right, by, left, at
        before, left = (at[0], left) if at[-1] == letter else (at[-1], algebra.transpose(left))
        after, right = (by[-1], right) if by[0] == letter else (by[0], algebra.transpose(right))
        scalar, factors = term.scalar, [f for place, f in enumerate(term.factors) if place not in users]
        if len(at) == len(by) == 1:
            scalar = algebra.times(scalar, algebra.product(algebra.transpose(left), right))
        else:
            index = (before,) if len(by) == 1 else (before, after)
            factors.insert(users[0], (simple(algebra.product(left, right), facts), index, Fraction(1)))
        return contracted(replace(term, scalar=scalar, factors=tuple(factors)), free, facts)
    return term


def collected(found: list[Term], facts: Facts) -> tuple[IndexTerm, ...]:
    """Equal factors joined into powers, like terms added up."""
    merged: dict[object, tuple[Node, Term]] = {}
    for term in found:
        powers: dict[tuple[Node, Index], Fraction] = {}
        for of, index, power in term.factors:
            powers[of, index] = powers.get((of, index), Fraction(0)) + power
        factors = tuple((of, index, power) for (of, index), power in powers.items() if power)
        deltas = tuple(dict.fromkeys(term.deltas))
        scalar = term_of(simple(term.scalar, facts))
        key = (frozenset(factors), frozenset(map(frozenset, deltas)), scalar.signature())
        before = merged[key][0] if key in merged else nodes.ZERO
        total = formula(combined([*terms_of(before), scalar]))
        kept = merged[key][1] if key in merged else replace(term, factors=factors, deltas=deltas)
        merged[key] = (total, kept)
    terms = [
        IndexTerm(scalar, term.factors, term.deltas) for scalar, term in merged.values() if not algebra.is_zero(scalar)
    ]
    return tuple(_added_entrywise(terms, facts))


def _added_entrywise(terms: list[IndexTerm], facts: Facts) -> list[IndexTerm]:
    """Terms that differ only in what stands at one index are added there, where that is shorter."""
    for place, first in enumerate(terms):
        for second in terms[place + 1 :]:
            joined = _joined(first, second, facts)
            if joined is not None:
                rest = [term for term in terms[place + 1 :] if term is not second]
                return _added_entrywise([*terms[:place], joined, *rest], facts)
    return terms


def _joined(first: IndexTerm, second: IndexTerm, facts: Facts) -> IndexTerm | None:
    if set(map(frozenset, first.deltas)) != set(map(frozenset, second.deltas)):
        return None
    for index in dict.fromkeys(index for _, index, _ in first.factors):
        if len(index) > 2:
            continue
        mine, others = _parted(first, index)
        for there in dict.fromkeys((index, index if "" in index else index[::-1])):
            yours, more = _parted(second, there)
            if not yours or frozenset(others) != frozenset(more):
                continue
            left, right = _entries(first.coefficient, mine), _entries(second.coefficient, yours)
            whole = _added(left, right if there == index else nodes.Transpose(right), bool(others), facts)
            if whole is not None:
                scalar, array = whole
                place = first.factors.index(mine[0])
                factors = (*others[:place], (array, index, Fraction(1)), *others[place:])
                return IndexTerm(scalar, factors, first.deltas)
    return None


def _added(left: Node, right: Node, repeats: bool, facts: Facts) -> tuple[Node, Node] | None:
    """The sum of two arrays as a scalar times one, where that is shorter than the two, or A + A' where more repeats."""
    if not (left.children() or right.children()):
        return None
    found = single(simple(nodes.Add(left, right), facts), facts)
    if not found.factors:
        return None
    array = chain(found.factors)
    most = cost(left) + cost(right) + (repeats and nodes.Transpose(left) == right)
    return (one_formula(found.scalar), array) if cost(array) < most else None


def _parted(term: IndexTerm, index: Index) -> tuple[list[Factor], list[Factor]]:
    """The factors at an index, and the others."""
    here = [factor for factor in term.factors if factor[1] == index]
    return here, [factor for factor in term.factors if factor[1] != index]


def _entries(coefficient: Node, factors: list[Factor]) -> Node:
    """The array whose entry a product of factors at one index is."""
    found = coefficient
    for of, _, power in factors:
        found = algebra.times(found, algebra.power(of, number(power)))
    return found
