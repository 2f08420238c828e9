"""Answers in index notation, `[x_k \\delta_{ij}]_{ikj}`: arrays by their entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from mcdocs.errors import FormulaError, ShapeError
from mcdocs.grading import trees
from mcdocs.grading.indices import Labelled, check_range
from mcdocs.grading.trees import Tree
from mcdocs.language import nodes
from mcdocs.language.nodes import IndexFactor, IndexTerm, Node
from mcdocs.language.shapes import Shape, Size

MAX_TERMS = 60

Read = Callable[[Tree], Labelled]


@dataclass(frozen=True)
class _Piece:
    """One product: a number, entries, and Kronecker deltas."""

    coefficient: Node = nodes.ONE
    factors: tuple[IndexFactor, ...] = ()
    deltas: tuple[tuple[str, str], ...] = ()

    def times(self, other: _Piece) -> _Piece:
        if nodes.ONE in (self.coefficient, other.coefficient):
            coefficient = other.coefficient if self.coefficient == nodes.ONE else self.coefficient
        else:
            coefficient = nodes.Mul(self.coefficient, other.coefficient)
        return _Piece(coefficient, self.factors + other.factors, self.deltas + other.deltas)


def tensor(body: Tree, axes: tuple[str, ...], expected: Shape, read: Read) -> Node:
    """The array whose entry at the letters `axes` is `body`, in brackets or not; other letters are summed over.

    Several letters of an axis count it together, as in our print of a derivative of vec X.

    `read` reads what has at most two letters. Raises FormulaError or ShapeError for letters that do not fit.
    """
    if len(set(letters := "".join(axes))) < len(letters):
        raise FormulaError("a letter labels two axes")
    if isinstance(body, trees.Spaced):
        body = body.products
    if isinstance(body, trees.Rows) and len(body.rows) == len(body.rows[0]) == 1:
        ((body,),) = body.rows
    terms = [IndexTerm(each.coefficient, each.factors, each.deltas) for each in _pieces(body, read)]
    extents = _extents(terms, axes, expected)
    for total in _totals(body):
        check_range(total, read, extents)
    return nodes.Tensor(tuple(terms), axes, tuple(extents.items()))


def free_letters(tree: object) -> set[str]:
    """The index letters of entries and of Kronecker deltas that are not summed over inside."""
    match tree:
        case trees.Indexed(base, slots):
            labels = {letter for slot in slots for letter in slot}
            inside = free_letters(base)
            return inside - labels if inside or isinstance(base, trees.Rows) else labels
        case trees.Delta(first, second):
            return {first, second}
        case trees.Total(letters, body):
            return free_letters(body) - set(letters)
        case trees.Spaced(products):
            return free_letters(products)
        case tuple():
            return {letter for part in tree for letter in free_letters(part)}
        case _ if isinstance(tree, Tree):
            return free_letters(tuple(vars(tree).values()))
        case _:
            return set()


def _totals(tree: object) -> Iterator[trees.Total]:
    """The sums within a tree."""
    if isinstance(tree, trees.Total):
        yield tree
    if isinstance(tree, tuple):
        for part in tree:
            yield from _totals(part)
    elif isinstance(tree, Tree):
        yield from _totals(tuple(vars(tree).values()))


def _pieces(tree: Tree, read: Read) -> list[_Piece]:
    """The products of a sum, multiplied out."""
    match tree:
        case trees.Delta(first, second):
            return [_Piece(deltas=((first, second),))]
        case trees.Terms(terms):
            return [_negative(piece) if minus else piece for minus, term in terms for piece in _pieces(term, read)]
        case trees.Total(letters, body) if set(letters) <= free_letters(body):
            return _pieces(body, read)
        case trees.Factors(factors) if free_letters(tree):
            found = [_Piece()]
            for sign, factor in factors:
                by = [_below(factor, read)] if sign in ("/", "d") else _pieces(factor, read)
                if len(found) * len(by) > MAX_TERMS:
                    raise FormulaError("there are too many terms")
                found = [left.times(right) for left, right in product(found, by)]
            return found
        case _:
            return [_factor(read(tree), Fraction(1))]


def _negative(piece: _Piece) -> _Piece:
    return replace(piece, coefficient=nodes.Neg(piece.coefficient))


def _below(tree: Tree, read: Read) -> _Piece:
    """One divided by what has at most two letters."""
    return _factor(read(tree), Fraction(-1))


def _factor(part: Labelled, power: Fraction) -> _Piece:
    if part.letters:
        return _Piece(factors=((part.node, part.letters, power),))
    if part.node.shape != ():
        raise FormulaError("a whole vector or matrix stands among entries", hint="write its entry, as in x_i")
    return _Piece(part.node if power == 1 else nodes.Div(nodes.ONE, part.node))


def _extents(terms: Sequence[IndexTerm], axes: tuple[str, ...], expected: Shape) -> dict[str, Size]:
    """How far each letter counts: as the arrays do in which it stands, otherwise as the answer that is asked for."""
    known: dict[str, Size] = {}
    for letter, size in _counted(terms):
        if known.setdefault(letter, size) != size:
            raise ShapeError(f"the index {letter} counts {known[letter]} and {size}")
    pairs = [pair for term in terms for pair in term.deltas]
    _spread(pairs, known)
    for shape in (expected, expected[::-1], tuple(size for size in expected if size != 1)):
        single = {slot: size for slot, size in zip(axes, shape, strict=False) if len(slot) == 1}
        if len(shape) == len(axes) and all(known.get(letter, size) == size for letter, size in single.items()):
            known |= single
            _spread(pairs, known)
            break
    letters = [*"".join(axes), *(letter for term in terms for letter in term.letters())]
    if apart := next((pair for pair in pairs if known.get(pair[0]) != known.get(pair[1])), None):
        raise ShapeError(f"the indices {apart[0]} and {apart[1]} of a delta count differently")
    if missing := next((letter for letter in letters if letter not in known), ""):
        raise FormulaError(f"how far the index {missing} counts is not clear")
    return known


def _counted(terms: Sequence[IndexTerm]) -> Iterator[tuple[str, Size]]:
    for term in terms:
        for of, letters, _ in term.factors:
            yield from zip(letters, of.shape, strict=True)


def _spread(pairs: Sequence[tuple[str, str]], known: dict[str, Size]) -> None:
    """Let both letters of a delta count alike."""
    for _ in pairs:
        for first, second in (*pairs, *(pair[::-1] for pair in pairs)):
            if first in known:
                known.setdefault(second, known[first])
