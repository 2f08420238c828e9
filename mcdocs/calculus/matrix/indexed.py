"""Derivatives of any number of axes in index notation: dY_ij as a sum of coefficients times dX_kl.

d X_ij / d X_kl is a product of Kronecker deltas. The axis of a vec or of a Kronecker product is counted by two letters:
vec(X)_(qp) is X_pq, and (A (x) B)_(ip)(jq) is A_ij B_pq.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain as chain_of
from itertools import count

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.backward import replaced
from mcdocs.calculus.matrix.deltas import Deltas, Index, Range, Term, collected, contracted, relabelled, settled
from mcdocs.calculus.matrix.differentials import is_linear
from mcdocs.calculus.matrix.letters import Naming, most_deltas_first, sorted_entries
from mcdocs.calculus.matrix.product import Facts, chain
from mcdocs.calculus.matrix.products import products_of, simple
from mcdocs.calculus.matrix.transposes import transposed
from mcdocs.calculus.scalar.writing import one_formula
from mcdocs.errors import NoRuleError
from mcdocs.language import nodes, shapes
from mcdocs.language.nodes import ONE, Node
from mcdocs.language.shapes import Size

Through = tuple[Node, Node]  # the derivative by an intermediate, in numerator layout, and the differential of that
PRIVATE_USE = 0xE000  # the first of the characters that stand for nothing


@dataclass
class Indexing:
    """The letters of one derivative: those of the output, of each input that has a differential, and some for sums.

    A second derivative has two `inputs`, the variable and then the direction in which it has been differentiated.
    """

    output: Index
    inputs: Mapping[Node, Index]
    facts: Facts
    extents: dict[str, Size]
    letters: Index

    def __post_init__(self) -> None:
        # Most letters that come up are gone in the end, so there are more of them than can be printed.
        self._fresh = chain_of(self.letters, map(chr, count(PRIVATE_USE)))

    def fresh(self, size: Size) -> str:
        letter = next(self._fresh)
        self.extents[letter] = size
        return letter

    @property
    def free(self) -> set[str]:
        """The letters that are not summed over."""
        return {*self.output, *(letter for index in self.inputs.values() for letter in index)}

    def tensor(self, node: Node, through: Sequence[Through] = ()) -> Node:
        """Of a formula linear in the differential of each input the entry at the output's letters per those of inputs.

        To the formula is added what leads `through` intermediates.
        Terms that are sums over a range stand beside the others, each in a RangeSum.
        """
        free = self.free
        found = [settled(term, free, self.extents) for term in [*self._terms(node), *self._composed(through)]]
        output = self.output
        for letter in self.output:
            found, output = self._counted_together(letter, found, output)
        inputs = [letter for index in self.inputs.values() for letter in index[::-1]]
        free = {letter for slot in (*output, *inputs) for letter in slot}
        found = [self._without_ones(settled(term, free, self.extents), free) for term in found]
        found = [contracted(self._entries_apart(term), free, self.facts) for term in found]
        axes = (*output, *inputs)
        found = [term for term in found if not algebra.is_zero(term.scalar)]
        naming = Naming(self.letters, self.extents)
        new = naming.of_axes(letter for slot in axes for letter in slot if letter not in self.free)
        labels = tuple(relabelled(slot, new) for slot in axes)
        groups: dict[tuple[Range, ...], list[Term]] = {(): []} if not found else {}
        for term in found:
            summed = [letter for letter in dict.fromkeys(term.letters()) if letter not in free]
            named = term.relabelled(new | naming.of_sums(summed))
            groups.setdefault(term.ranges, []).append(sorted_entries(named))
        extents = (*((x, size) for x, size in self.extents.items() if x in self.free), *naming.sizes.items())
        parts: list[Node] = []
        for ranges, terms in groups.items():
            found_terms = collected(terms, self.facts)
            if len(self.inputs) > 1:
                found_terms = most_deltas_first(found_terms)
            part: Node = nodes.Tensor(found_terms, labels, extents)
            for outer in reversed(ranges):
                part = nodes.RangeSum(outer.counter, outer.first, outer.last, part)
            parts.append(part)
        return algebra.total(parts)

    def _composed(self, through: Sequence[Through]) -> list[Term]:
        """The chain rule: the sum over the entries of an intermediate of the derivatives by and of each."""
        found: list[Term] = []
        for by, step in through:
            index = tuple(self.fresh(size) for size in step.shape)
            factor = (by, (*self.output, *index[::-1]), Fraction(1))
            found += [term.times(ONE, factor) for term in self.entry(step, index)]
        return found

    def _terms(self, node: Node) -> list[Term]:
        """The entry's terms, one differential after the other read off; a direction stands among the factors."""
        if algebra.is_zero(node):
            return []
        directions = tuple(self.inputs)[1:]
        found = self.entry(node, self.output)
        for direction in directions:
            found = [opened for term in found for opened in self._along(term, direction)]
        return found

    def _along(self, term: Term, direction: Node) -> list[Term]:
        """The terms of a term in one factor of which a direction stands, with its differential in place of it."""
        moving: dict[Node, Node] = {direction: nodes.Differential(direction)}
        scalar = replaced(term.scalar, moving)
        if is_linear(scalar):
            rest = replace(term, scalar=ONE)
            return [other.joined(rest) for other in self.entry(scalar, ())]
        for place, (of, index, power) in enumerate(term.factors):
            factor = replaced(of, moving)
            if is_linear(factor) and power == 1:
                rest = replace(term, factors=(*term.factors[:place], *term.factors[place + 1 :]))
                return [rest.joined(other) for other in self.entry(factor, index)]
        raise NoRuleError("this second derivative has no index notation here")

    def _without_ones(self, term: Term, free: set[str]) -> Term:
        """Entries of ones left out; a letter that is summed over and stands nowhere else counts its axis."""
        others = tuple(factor for factor in term.factors if not isinstance(factor[0], nodes.Ones))
        kept = replace(term, factors=others)
        ones = [index for of, index, _ in term.factors if isinstance(of, nodes.Ones)]
        counted = {letter for index in ones for slot in index for letter in slot} - free - {*kept.letters()}
        for letter in sorted(counted):
            kept = kept.times(nodes.extent(self.extents[letter]))
        return kept

    def _entries_apart(self, term: Term) -> Term:
        term = self._on_the_diagonal(term)
        parts = [(self._parts(*_untransposed(of, index, self.facts)), power) for of, index, power in term.factors]
        return replace(term, factors=tuple((of, index, power) for found, power in parts for of, index in found))

    def _on_the_diagonal(self, term: Term) -> Term:
        """Beside delta_ij only the diagonal of a matrix counts, which may be all of it that is defined."""
        factors = []
        for of, index, power in term.factors:
            if len(index) == 2 and ({*index} in map(set, term.deltas) or index[0] == index[1] != ""):
                of, index = simple(nodes.Structure("diagvec", (of,)), self.facts), index[:1]
            factors.append((of, index, power))
        return replace(term, factors=tuple(factors))

    def _counted_together(self, letter: str, found: list[Term], output: Index) -> tuple[list[Term], Index]:
        """An axis that is taken apart in one way gets a letter for each part."""
        slots = {term.slot_of(letter) for term in found} - {None}
        ways = {tuple(self.extents[part] for part in slot or "") for slot in slots}
        if len(ways) != 1:
            return found, output
        first, *others = ways.pop()
        self.extents[letter] = first
        slot = letter + "".join(self.fresh(size) for size in others)
        found = [term.relabelled({letter: slot}) for term in found]
        return found, tuple(slot if axis == letter else axis for axis in output)

    def entry(self, node: Node, at: Index) -> list[Term]:
        """The terms of the entry of a linear formula at an index; raises NoRuleError."""
        match node:
            case nodes.Differential() if node.of in self.inputs:
                return [Term(deltas=tuple(zip(at, self.inputs[node.of], strict=True)))]
            case nodes.Neg():
                return [replace(term, scalar=algebra.negative(term.scalar)) for term in self.entry(node.argument, at)]
            case nodes.Add() | nodes.Sub():
                right = algebra.negative(node.right) if isinstance(node, nodes.Sub) else node.right
                parts = [part for part in (node.left, right) if is_linear(part)]
                return [
                    term if part.shape or not node.shape else term.times(ONE, (nodes.Ones(node.shape), at, Fraction(1)))
                    for part in parts
                    for term in self.entry(part, at if part.shape else ())
                ]
            case nodes.Mul():
                linear, constant = (node.left, node.right) if is_linear(node.left) else (node.right, node.left)
                return self._scaled(linear, constant, at, 1)
            case nodes.Div() if not is_linear(node.right):
                return self._scaled(node.left, node.right, at, -1)
            case nodes.MatMul():
                return self._product(node, at)
            case nodes.Transpose():
                return self.entry(node.argument, _turned(node.argument, at))
            case nodes.RangeSum():
                outer = Range(node.counter, node.first, node.last)
                return [replace(term, ranges=(outer, *term.ranges)) for term in self.entry(node.body, at)]
            case nodes.Unvec():
                return self.entry(node.argument, ("".join(at if node.by_rows else at[::-1]),))
            case nodes.Structure():
                return self._structure(node, at)
            case _:
                raise NoRuleError(f"{type(node).__name__.lower()} has no index notation here")

    def _scaled(self, linear: Node, constant: Node, at: Index, power: int) -> list[Term]:
        scalar, factors = self._constant(constant, at if constant.shape else ())
        raised = tuple((of, index, exponent * power) for of, index, exponent in factors)
        front = scalar if power > 0 else algebra.over(ONE, scalar)
        return [term.times(front, *raised) for term in self.entry(linear, at if linear.shape else ())]

    def _product(self, node: nodes.MatMul, at: Index) -> list[Term]:
        left, right = node.left, node.right
        if () in (left.shape, right.shape):
            linear, constant = (left, right) if is_linear(left) else (right, left)
            return self._scaled(linear, constant, at, 1)
        inner = 1 if len(left.shape) == 1 else left.shape[1]
        letter = "" if inner == 1 else self.fresh(inner)
        row = "" if left.shape[0] == 1 else at[0]
        column = "" if len(right.shape) == 1 or right.shape[1] == 1 else at[-1]
        ours = (row,) if len(left.shape) == 1 else (row, letter)
        theirs = (letter,) if len(right.shape) == 1 else (letter, column)
        if is_linear(left):
            scalar, factors = self._constant(right, theirs)
            return [
                replace(t, scalar=algebra.times(scalar, t.scalar), factors=(*t.factors, *factors))
                for t in self.entry(left, ours)
            ]
        scalar, factors = self._constant(left, ours)
        return [term.times(scalar, *factors) for term in self.entry(right, theirs)]

    def _structure(self, node: nodes.Structure, at: Index) -> list[Term]:
        (argument, *_) = node.arguments
        match node.function, node.axis:
            case (("sum" | "mean"), axis):
                new = [
                    self.fresh(size) if axis is None or place == axis else at[place if axis else -1]
                    for place, size in enumerate(argument.shape)
                ]
                found = self.entry(argument, tuple(new))
                if node.function == "sum":
                    return found
                size = shapes.times(*argument.shape) if axis is None else argument.shape[axis]
                return [term.times(algebra.over(ONE, nodes.extent(size))) for term in found]
            case "tr", _:
                letter = self.fresh(argument.shape[0])
                return self.entry(argument, (letter, letter))
            case "diagvec", _:
                return self.entry(argument, (at[0], at[0]))
            case "diag", _:
                return [term.times(deltas=((at[0], at[1]),)) for term in self.entry(argument, at[:1])]
            case (("vec" | "vecrows"), _):
                return self._stacked(node, at)
            case "kron", _:
                return self._kronecker(node, at)
            case function, _:
                raise NoRuleError(f"a derivative through {function} has no index notation here")

    def _stacked(self, node: nodes.Structure, at: Index) -> list[Term]:
        (argument,) = node.arguments
        if len(argument.shape) == 1:
            return self.entry(argument, at)
        inner, deltas = self._stacked_index(node, at)
        return [term.times(deltas=deltas) for term in self.entry(argument, inner)]

    def _stacked_index(self, node: nodes.Structure, at: Index) -> tuple[Index, Deltas]:
        """The index of the matrix at an index of its vec."""
        rows, columns = node.arguments[0].shape
        if node.function == "vecrows":
            row, column, deltas = self._parted(at[0], rows, columns)
        else:
            column, row, deltas = self._parted(at[0], columns, rows)
        return (row, column), deltas

    def _kronecker(self, node: nodes.Structure, at: Index) -> list[Term]:
        left, right = node.arguments
        first, second, deltas = self._kronecker_index(node, at)
        linear, place, constant, other = (
            (left, first, right, second) if is_linear(left) else (right, second, left, first)
        )
        scalar, factors = self._constant(constant, other)
        return [term.times(scalar, *factors, deltas=deltas) for term in self.entry(linear, place)]

    def _kronecker_index(self, node: nodes.Structure, at: Index) -> tuple[Index, Index, Deltas]:
        """The indices of the factors of a Kronecker product at an index of the whole, a vector being a column."""
        places: list[tuple[str, str]] = []
        deltas: Deltas = ()
        for axis in range(2):
            sizes = [(*part.shape, 1, 1)[axis] for part in node.arguments]
            slot = at[axis] if axis < len(at) else ""
            first, second, found = self._parted(slot, *sizes)
            places.append((first, second))
            deltas += found
        left, right = (
            tuple(place[side] for place in places[: len(part.shape)]) for side, part in enumerate(node.arguments)
        )
        return left, right, deltas

    def _parted(self, slot: str, first: Size, second: Size) -> tuple[str, str, Deltas]:
        """The letters of an axis as those of two parts, the second counted fastest."""
        if slot == "" or second == 1:
            return slot, "", ()
        if first == 1:
            return "", slot, ()
        for place in range(1, len(slot)):
            sizes = (shapes.times(*(self.extents[letter] for letter in part)) for part in (slot[:place], slot[place:]))
            if tuple(sizes) == (first, second):
                return slot[:place], slot[place:], ()
        letters = self.fresh(first), self.fresh(second)
        return *letters, ((slot, "".join(letters)),)

    def _constant(self, node: Node, at: Index) -> tuple[Node, tuple[tuple[Node, Index, Fraction], ...]]:
        """The entry of a constant as a scalar and indexed factors."""
        if node.shape == ():
            return simple(node, self.facts), ()
        found = products_of(simple(node, self.facts), self.facts)
        if len(found) != 1:
            return ONE, ((simple(node, self.facts), at, Fraction(1)),)
        scalar, chained = one_formula(found[0].scalar), found[0].factors
        groups: list[list[Node]] = [[]]
        for factor in chained:
            if groups[-1] and len(factor.shape) == 2 and factor.shape[0] == 1:
                groups.append([])  # a column meets a row: the entry of an outer product is a product of entries
            groups[-1].append(factor)
        indexed = [chain(group) for group in groups]
        if len(indexed) == 1:
            places: list[Index] = [at]
        else:
            places = [at[:1] if len(indexed[0].shape) == 1 else (at[0], "")] + [("", at[-1])] * (len(indexed) - 1)
        factors: list[tuple[Node, Index, Fraction]] = []
        for group, place in zip(indexed, places, strict=True):
            part, index = _untransposed(group, place, self.facts)
            factors.append((part, index, Fraction(1)))
        return scalar, tuple(factors)

    def _parts(self, node: Node, at: Index) -> list[tuple[Node, Index]]:
        """The factors of an entry: a Kronecker product or a vec is taken apart where its index is."""
        match node:
            case nodes.Structure(function="kron", arguments=(left, right)):
                ours, theirs, deltas = self._kronecker_index(node, at)
                if not deltas:
                    return [
                        *self._parts(*_untransposed(left, ours, self.facts)),
                        *self._parts(*_untransposed(right, theirs, self.facts)),
                    ]
            case nodes.Structure(function="vec" | "vecrows", arguments=(argument,)) if len(argument.shape) == 2:
                inner, deltas = self._stacked_index(node, at)
                if not deltas:
                    return self._parts(*_untransposed(argument, inner, self.facts))
        return [(node, at)]


def _untransposed(node: Node, at: Index, facts: Facts) -> tuple[Node, Index]:
    """An entry of x.T as an entry of x, and one of the row x.T A as one of the column A.T x."""
    while isinstance(node, nodes.Transpose):
        at = _turned(node.argument, at)
        node = node.argument
    if len(node.shape) == 2 and node.shape[0] == 1:
        return transposed(node, facts), at[-1:]
    return node, at


def _turned(argument: Node, at: Index) -> Index:
    """The index of an entry of x where x.T has it at `at`."""
    if len(argument.shape) == 1:
        return (at[-1],)
    return ("", at[0]) if len(at) == 1 else at[::-1]
