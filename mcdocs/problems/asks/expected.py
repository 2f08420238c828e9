"""The wrong answer to look for beside that in the other layout: the most likely slip that makes one.

It is one the function gives occasion for, worked out by the engine, and refuted by the referee before a key shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from mcdocs.calculus.layout import LAYOUTS, Layout
from mcdocs.calculus.point import at_point
from mcdocs.calculus.referee.claims import Equal
from mcdocs.documents.pieces.subjects import Subject
from mcdocs.documents.pieces.symbols import laid
from mcdocs.errors import FormulaError, McdocsError
from mcdocs.language import nodes
from mcdocs.language.nodes import ZERO, Node
from mcdocs.language.notation import Math
from mcdocs.language.prose import Inline
from mcdocs.printers.latex import latex
from mcdocs.problems.asks.oversights import OVERSIGHTS
from mcdocs.problems.asks.slips import slips_in
from mcdocs.problems.asks.words import sentence
from mcdocs.problems.model import Mistake

MOST_TRIED = 12
MOST_ENTRIES = 40

_Wrong = tuple[Inline, Node, Math]


def slip_in_derivative(subject: Subject, layout: Layout) -> tuple[Mistake, ...]:
    """The slip to look for in the whole derivative; none where there is nothing to go wrong."""
    solution = subject.derivation.solution
    return _first(_wrongly(subject, layout), solution.value(layout), subject, layout)


def slip_in_entry(subject: Subject, place: int) -> tuple[Mistake, ...]:
    """The same in one partial derivative."""
    right = subject.grid.partials[place]
    wrong = ((why, entries[place], entries[place]) for why, entries in _entries(subject))
    return _first(wrong, right, subject)


def slip_at_point(subject: Subject, layout: Layout, right: Node, point: Mapping[Node, Node]) -> tuple[Mistake, ...]:
    """The same in the value at a point, which is `right` there."""

    def there() -> Iterator[_Wrong]:
        for why, node, _ in _wrongly(subject, layout):
            try:
                found = at_point(node, point)
            except FormulaError:  # not defined there: nobody comes to a value
                continue
            yield why, found, found

    return _first(there(), right, subject)


def _wrongly(subject: Subject, layout: Layout) -> Iterator[_Wrong]:
    """Wrong derivatives, the likeliest slip first."""
    if not subject.written_out:
        for make in OVERSIGHTS.values():
            for why, node in make(subject, layout):
                yield why, node, node
    for why, entries in _entries(subject):
        node = subject.aspect.arranged(entries, layout)
        yield why, node, laid(entries, subject.aspect, layout) if subject.aspect.axes(layout) else node


def _entries(subject: Subject) -> Iterator[tuple[Inline, tuple[Node, ...]]]:
    if not subject.written_out or len(subject.grid.partials) > MOST_ENTRIES:
        return
    if subject.statement.order > 1 and len(subject.grid.inputs) > 1:
        count = len(subject.grid.inputs)
        entries = enumerate(subject.grid.partials)
        yield (
            sentence("the mixed derivatives are missing"),
            tuple(ZERO if place % (count + 1) else entry for place, entry in entries),
        )
    else:
        yield from slips_in(subject.grid.to_differentiate, subject.grid.inputs)


def _first(wrong: Iterable[_Wrong], right: Node, subject: Subject, layout: Layout | None = None) -> tuple[Mistake, ...]:
    printed = {latex(right)}
    if layout is not None:
        printed |= {latex(subject.derivation.solution.value(each)) for each in LAYOUTS}
    if isinstance(right, nodes.Tensor):
        return ()
    for why, node, math in islice(wrong, MOST_TRIED):
        if latex(node) not in printed and _is_wrong(node, right, subject):
            return (Mistake(why, math, node),)
    return ()


def _is_wrong(node: Node, right: Node, subject: Subject) -> bool:
    """Whether the referee refutes it; what it cannot tell is not shown."""
    from mcdocs.calculus.referee import refutes  # imported here: NumPy and SymPy are slow to load

    if node.shape != right.shape:
        return True
    if isinstance(node, nodes.Grid) and isinstance(right, nodes.Grid):  # one entry is enough, and sooner judged
        pairs = zip(right.entries, node.entries, strict=True)
        right, node = next((pair for pair in pairs if latex(pair[0]) != latex(pair[1])), (right, node))
    try:
        return refutes(Equal(right, node, subject.what, subject.at, subject.statement.facts))
    except McdocsError:
        return False
