"""Sums and products of formulas whose shapes say what is meant: which product, in which order, of which size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from mcdocs.errors import ShapeError
from mcdocs.grading.trees import Openness
from mcdocs.grading.unifying import Sizes, inner
from mcdocs.language import nodes, shapes
from mcdocs.language.nodes import Node

MAX_REORDERED = 9
_LOOSE = ("o", "d", "x")


class Choose(Protocol):
    """Asked where shapes leave something open: of so many options one."""

    def __call__(self, count: int, how: Openness = "open", /) -> int: ...


class Joining:
    """How the factors and terms of one formula are put together."""

    def __init__(self, sizes: Sizes, choose: Choose) -> None:
        self.sizes = sizes
        self.choose = choose
        self.entrywise = False  # as inside of diag, where vectors side by side can only be multiplied by entries

    def sum(self, terms: Sequence[tuple[bool, Node]]) -> Node:
        (minus, first), *rest = terms
        total = nodes.Neg(first) if minus else first
        for minus, term in rest:
            self.sizes.fit(total.shape, term.shape)
            total, term = self._with_identity(total, term)
            total = nodes.Sub(total, term) if minus else nodes.Add(total, term)
        return total

    def _with_identity(self, left: Node, right: Node) -> tuple[Node, Node]:
        """A number added to a square matrix is added to every entry, or means a multiple of I."""
        for matrix, number in ((left, right), (right, left)):
            square = len(matrix.shape) == 2 and matrix.shape[0] == matrix.shape[1]
            if square and number.shape == () and self.choose(2, "settled") == 1:
                multiple = nodes.Mul(number, nodes.Eye(matrix.shape[0]))
                return (left, multiple) if matrix is left else (multiple, right)
        return left, right

    def product(self, signs: Sequence[str], factors: Sequence[Node]) -> Node:
        """The product from the left; factors side by side may hold together more tightly than a Hadamard product."""
        arrays = sum(factor.shape != () for factor in factors)
        if arrays < 3 or not any(sign in _LOOSE for sign in signs) or all(sign in _LOOSE for sign in signs[1:]):
            return self._chain(signs, factors)
        ways: list[Node] = []
        failure: ShapeError | None = None
        # a matrix product binds more tightly than a Kronecker product; of a Hadamard product nobody can be sure
        kronecker = "x" in signs
        for way in (self._grouped, self._chain) if kronecker else (self._chain, self._grouped):
            try:
                ways.append(way(signs, factors))
            except ShapeError as error:
                failure = failure or error
        if not ways:
            assert failure is not None
            raise failure
        return ways[0] if len(ways) == 1 else ways[self.choose(2, "settled" if kronecker else "open")]

    def _grouped(self, signs: Sequence[str], factors: Sequence[Node]) -> Node:
        groups: list[tuple[str, list[str], list[Node]]] = []
        for sign, factor in zip(signs, factors, strict=True):
            if groups and sign not in _LOOSE:
                groups[-1][1].append(sign)
                groups[-1][2].append(factor)
            else:
                groups.append((sign, [""], [factor]))
        return self._chain([sign for sign, _, _ in groups], [self._chain(inside, of) for _, inside, of in groups])

    def _chain(self, signs: Sequence[str], factors: Sequence[Node]) -> Node:
        try:
            result = factors[0]
            for sign, factor in zip(signs[1:], factors[1:], strict=True):
                result = self.joined(sign, result, factor)
            return result
        except ShapeError:
            if "/" in signs or len(factors) > MAX_REORDERED:
                raise
            return self._reordered(signs, factors)

    def _reordered(self, signs: Sequence[str], factors: Sequence[Node]) -> Node:
        """A product whose factors fit in another order of multiplication, as in A x^T y with a scalar x^T y."""
        count = len(factors)
        best: dict[tuple[int, int], Node] = {(at, at + 1): factor for at, factor in enumerate(factors)}
        for length in range(2, count + 1):
            for start in range(count - length + 1):
                end = start + length
                for middle in range(end - 1, start, -1):
                    left, right = best.get((start, middle)), best.get((middle, end))
                    if left is None or right is None:
                        continue
                    try:
                        best[start, end] = self.joined(signs[middle], left, right)
                        break
                    except ShapeError:
                        continue
        if (0, count) not in best:
            shown = ", ".join(shapes.describe(factor.shape) for factor in factors)
            raise ShapeError(f"the shapes do not fit in a product: {shown}")
        return best[0, count]

    def joined(self, sign: str, left: Node, right: Node) -> Node:
        """Two factors. Raises ShapeError where they do not fit."""
        if sign in ("/", "d"):
            self.sizes.fit(left.shape, right.shape)
            square = len(right.shape) == 2 and right.shape[0] == right.shape[1]
            if sign == "/" and square and self.choose(2, "settled") == 1:  # 1/X may mean the inverse of X
                inverse = nodes.Structure("inv", (right,))
                return nodes.Mul(left, inverse) if left.shape == () else nodes.MatMul(left, inverse)
            return nodes.Div(left, right)
        if left.shape == () or right.shape == ():
            return nodes.Mul(left, right)
        if sign == "x":
            return nodes.Structure("kron", (left, right))
        if sign == "o":
            self.sizes.fit(left.shape, right.shape)
            return nodes.Mul(left, right)
        same = left.shape == right.shape
        if sign == "*" and same:
            square = len(left.shape) == 2 and left.shape[0] == left.shape[1]
            return nodes.MatMul(left, right) if square and self.choose(2, "settled") == 1 else nodes.Mul(left, right)
        if sign == "." and same and len(left.shape) == 1:
            return nodes.MatMul(nodes.Transpose(left), right)
        if sign == "" and same and len(left.shape) == 1 and (self.entrywise or _is_entrywise(left, right)):
            return nodes.Mul(left, right)
        first, second = inner(left.shape, right.shape)
        if 1 not in (*first, *second):
            self.sizes.fit(first, second)
        return nodes.MatMul(left, right)


def _is_entrywise(*factors: Node) -> bool:
    """Whether one of the vectors is made entry by entry: `f(z)(1 - f(z))` can only mean that it goes on like this."""
    return any(
        isinstance(part, nodes.Apply | nodes.Pow | nodes.Div) and part.shape != ()
        for factor in factors
        for part in (factor, *factor.children())
    )
