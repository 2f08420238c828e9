"""Derivatives of any number of axes in index notation: dY_ij as a sum of coefficients times dX_kl.

d X_ij / d X_kl is a product of Kronecker deltas; a delta with a letter that is summed over takes the sum away.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.adjoint import is_linear
from mcdocs.calculus.matrix.product import Facts, chain
from mcdocs.calculus.matrix.products import products_of, simple
from mcdocs.calculus.matrix.transposes import transposed
from mcdocs.calculus.scalar.collecting import combined
from mcdocs.calculus.scalar.terms import term_of, terms_of
from mcdocs.calculus.scalar.writing import formula, one_formula
from mcdocs.errors import NoRuleError
from mcdocs.language import nodes, shapes
from mcdocs.language.nodes import ONE, IndexTerm, Node
from mcdocs.language.shapes import Size

LETTERS = tuple("ijklpqrstuvwabcdefghmnoxyz")
Index = tuple[str, ...]


@dataclass(frozen=True)
class _Term:
    """A product under construction: a scalar, indexed factors with powers, and deltas."""

    scalar: Node = ONE
    factors: tuple[tuple[Node, Index, Fraction], ...] = ()
    deltas: tuple[tuple[str, str], ...] = ()

    def times(self, scalar: Node = ONE, *factors: tuple[Node, Index, Fraction]) -> _Term:
        return _Term(algebra.times(scalar, self.scalar), (*factors, *self.factors), self.deltas)


@dataclass
class Indexing:
    """The letters of one derivative: those of the output, of the input, and `letters` for sums."""

    wrt: Node
    output: Index
    input: Index
    facts: Facts
    extents: dict[str, Size]
    letters: Index

    def __post_init__(self) -> None:
        self._fresh = iter(self.letters)

    def fresh(self, size: Size) -> str:
        letter = next(self._fresh, None)
        if letter is None:
            raise NoRuleError("the derivative needs more indices than there are letters")
        self.extents[letter] = size
        return letter

    def terms(self, node: Node) -> tuple[IndexTerm, ...]:
        """The entry of a formula linear in d(wrt) at the output's letters, per d(wrt) at the input's letters."""
        found = [self._without_dummies(term) for term in self.entry(node, self.output)]
        return _collected([term for term in found if not algebra.is_zero(term.scalar)], self.facts)

    def entry(self, node: Node, at: Index) -> list[_Term]:
        """The terms of the entry of a linear formula at an index; raises NoRuleError."""
        match node:
            case nodes.Differential() if node.of == self.wrt:
                return [_Term(deltas=tuple(zip(at, self.input, strict=True)))]
            case nodes.Neg():
                return [_Term(algebra.negative(t.scalar), t.factors, t.deltas) for t in self.entry(node.argument, at)]
            case nodes.Add() | nodes.Sub():
                right = algebra.negative(node.right) if isinstance(node, nodes.Sub) else node.right
                parts = [part for part in (node.left, right) if is_linear(part)]
                return [term for part in parts for term in self.entry(part, at if part.shape else ())]
            case nodes.Mul():
                linear, constant = (node.left, node.right) if is_linear(node.left) else (node.right, node.left)
                return self._scaled(linear, constant, at, 1)
            case nodes.Div() if not is_linear(node.right):
                return self._scaled(node.left, node.right, at, -1)
            case nodes.MatMul():
                return self._product(node, at)
            case nodes.Transpose():
                return self.entry(node.argument, _turned(node.argument, at))
            case nodes.Structure():
                return self._structure(node, at)
            case _:
                raise NoRuleError(f"{type(node).__name__.lower()} has no index notation here")

    def _scaled(self, linear: Node, constant: Node, at: Index, power: int) -> list[_Term]:
        scalar, factors = self._constant(constant, at if constant.shape else ())
        raised = tuple((of, index, exponent * power) for of, index, exponent in factors)
        front = scalar if power > 0 else algebra.over(ONE, scalar)
        return [term.times(front, *raised) for term in self.entry(linear, at if linear.shape else ())]

    def _product(self, node: nodes.MatMul, at: Index) -> list[_Term]:
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
                _Term(algebra.times(scalar, t.scalar), (*t.factors, *factors), t.deltas) for t in self.entry(left, ours)
            ]
        scalar, factors = self._constant(left, ours)
        return [term.times(scalar, *factors) for term in self.entry(right, theirs)]

    def _structure(self, node: nodes.Structure, at: Index) -> list[_Term]:
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
                return [_Term(t.scalar, t.factors, (*t.deltas, (at[0], at[1]))) for t in self.entry(argument, at[:1])]
            case function, _:
                raise NoRuleError(f"a derivative through {function} has no index notation here")

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
            if not isinstance(part, nodes.Ones):
                factors.append((part, index, Fraction(1)))
        return scalar, tuple(factors)

    def _without_dummies(self, term: _Term) -> _Term:
        """Deltas with a summed letter carried out, and diagonal matrices taken as deltas."""
        deltas = list(term.deltas)
        factors = []
        for of, index, power in term.factors:
            match of:
                case nodes.Eye():
                    deltas.append((index[0], index[1]))
                case nodes.Structure(function="diag", arguments=(vector,)):
                    deltas.append((index[0], index[1]))
                    factors.append((vector, index[:1], power))
                case _:
                    factors.append((of, index, power))
        free = {*self.output, *self.input}
        place = 0
        while place < len(deltas):
            first, second = deltas[place]
            dummy = first if first not in free else second if second not in free else None
            if first == second or (dummy is not None and dummy != ""):
                deltas.pop(place)
                kept = second if dummy == first else first
                swap = {dummy or first: kept}
                deltas = [(swap.get(a, a), swap.get(b, b)) for a, b in deltas]
                factors = [(of, tuple(swap.get(x, x) for x in index), power) for of, index, power in factors]
                place = 0
            elif "" in (first, second):
                deltas.pop(place)  # an axis of one entry
            else:
                place += 1
        return _contracted(_Term(term.scalar, tuple(factors), tuple(deltas)), free)


def _contracted(term: _Term, free: set[str]) -> _Term:
    """A sum over a letter of two factors written as their product: sum_p c_kp x_pj is (C X)_kj."""
    for letter in sorted({letter for _, index, _ in term.factors for letter in index if letter} - free):
        users = [place for place, (_, index, _) in enumerate(term.factors) if letter in index]
        one = all(term.factors[p][1].count(letter) == 1 and term.factors[p][2] == 1 for p in users)
        if len(users) != 2 or not one or any(letter in pair for pair in term.deltas):
            continue
        (left, at, _), (right, by, _) = (term.factors[place] for place in users)
        if len(at) == 1 and len(by) == 2:
            left, at, right, by = right, by, left, at
        before, left = (at[0], left) if at[-1] == letter else (at[-1], algebra.transpose(left))
        after, right = (by[-1], right) if by[0] == letter else (by[0], algebra.transpose(right))
        scalar, factors = term.scalar, [f for place, f in enumerate(term.factors) if place not in users]
        if len(at) == len(by) == 1:
            scalar = algebra.times(scalar, algebra.product(algebra.transpose(left), right))
        else:
            index = (before,) if len(by) == 1 else (before, after)
            factors.insert(users[0], (algebra.product(left, right), index, Fraction(1)))
        return _contracted(_Term(scalar, tuple(factors), term.deltas), free)
    return term


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


def _collected(found: list[_Term], facts: Facts) -> tuple[IndexTerm, ...]:
    """Equal factors joined into powers, like terms added up."""
    merged: dict[object, tuple[Node, _Term]] = {}
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
        kept = merged[key][1] if key in merged else _Term(term.scalar, factors, deltas)
        merged[key] = (total, kept)
    return tuple(
        IndexTerm(scalar, term.factors, term.deltas) for scalar, term in merged.values() if not algebra.is_zero(scalar)
    )
