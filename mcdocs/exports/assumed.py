"""What may be assumed in a question, for systems that compare formulas entry by entry and know of no matrices.

Of a symmetric A the entry A21 stands for A12; of a distribution the last entry is what is missing to 1. What follows so
is put into the answer, and into what a student typed, before they are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from types import MappingProxyType

from mcdocs.calculus.facts import in_words
from mcdocs.exports.table import Item
from mcdocs.exports.writing import Rows, typed
from mcdocs.language import nodes, shapes
from mcdocs.language.names import Scope, component
from mcdocs.language.nodes import ONE, ZERO, Node, Symbol
from mcdocs.problems.model import BlanksField, FormulaField

Same = Mapping[str, Node]
"""By the name of an entry what it is in the other entries."""


@dataclass(frozen=True)
class Assumed:
    """`same` are entries that others tell, `positive` names of numbers above zero; `beyond` is what neither says."""

    same: Same = field(default_factory=dict)
    positive: frozenset[str] = frozenset()
    beyond: tuple[str, ...] = ()


def assumed(item: Item) -> Assumed:
    """What is assumed of the inputs whose sizes are given."""
    asked, statement = item.question.field, item.solution.statement
    if statement is None or not isinstance(asked, FormulaField | BlanksField):
        return Assumed()
    same: dict[str, Node] = {}
    positive: set[str] = set()
    beyond: list[str] = []
    for symbol, facts in _facts(asked.scope, statement.facts):
        telling = facts - {"invertible", "nonzero", "positive"}
        if facts & {"positive", "distribution", "row-stochastic"}:
            positive.update(entry.name for entry in _entries(symbol).values())
        if len(telling) == 1 and telling <= _SAME.keys():
            same |= dict(_SAME[telling.pop()](symbol))
        else:
            beyond += [f"{symbol.name} is {in_words(fact)}" for fact in sorted(telling)]
    return Assumed(same, frozenset(positive - same.keys()), tuple(beyond))


def _facts(scope: Scope, facts: tuple[tuple[str, str], ...]) -> Iterator[tuple[Symbol, set[str]]]:
    for name, symbol in scope.inputs.items():
        found = {fact for about, fact in facts if about == name}
        if found and shapes.is_given(symbol.shape):
            yield symbol, found


def _entries(symbol: Symbol) -> dict[tuple[int, ...], nodes.Entry | Symbol]:
    """The entries by their indices, under the names they are typed by; a scalar is its only one."""
    if not symbol.shape or not shapes.is_given(symbol.shape):
        return {(): symbol}
    found = (component(symbol, index) for index in shapes.indices(symbol.shape))
    return {entry.index: nodes.Entry(entry.of, entry.index, typed(entry.name)) for entry in found}


def _symmetric(matrix: Symbol) -> Iterator[tuple[str, Node]]:
    entries = _entries(matrix)
    for (row, column), entry in entries.items():
        if row > column:
            yield entry.name, entries[column, row]


def _diagonal(matrix: Symbol) -> Iterator[tuple[str, Node]]:
    for (row, column), entry in _entries(matrix).items():
        if row != column:
            yield entry.name, ZERO


def _sums_to_one(symbol: Symbol) -> Iterator[tuple[str, Node]]:
    """Of a vector all together, of a matrix each row."""
    for _, row in groupby(_entries(symbol).items(), key=lambda item: item[0][:-1]):
        *others, last = (entry for _, entry in row)
        rest: Node = ONE
        for entry in others:
            rest = nodes.Sub(rest, entry)
        yield last.name, rest


_SAME: Mapping[str, Callable[[Symbol], Iterator[tuple[str, Node]]]] = MappingProxyType(
    {
        "symmetric": _symmetric,
        "spd": _symmetric,
        "diagonal": _diagonal,
        "distribution": _sums_to_one,
        "row-stochastic": _sums_to_one,
    }
)


def settled(answer: Rows, same: Same) -> Rows:
    """The answer in the entries that tell the others."""
    return Rows(tuple(tuple(_replaced(entry, same) for entry in row) for row in answer.rows)) if same else answer


def _replaced(node: Node, same: Same) -> Node:
    if isinstance(node, nodes.Entry | Symbol):
        return same.get(node.name, node)
    return nodes.rebuilt(node, tuple(_replaced(child, same) for child in node.children()))
