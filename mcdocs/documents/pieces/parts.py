"""The parts of an example: a table with one function for each, and the parts that ask the question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from mcdocs.calculus.components import components
from mcdocs.calculus.layout import Layout
from mcdocs.documents import blocks
from mcdocs.documents.blocks import Block, Display
from mcdocs.documents.pieces.subjects import Subject
from mcdocs.documents.pieces.symbols import Symbols, boxed
from mcdocs.language import nodes, shapes
from mcdocs.language.notation import Math, Relation, Sign
from mcdocs.language.prose import Inline

if TYPE_CHECKING:
    from mcdocs.calculus.referee import Claim

MOST_WRITTEN = 40


@dataclass(frozen=True)
class View:
    """A subject as an example shows it: in which layouts, with which parts, and the author's remark.

    `chained` says that the values continue the line of the symbolic grid.
    """

    subject: Subject
    symbols: Symbols
    layouts: tuple[Layout, ...]
    parts: tuple[str, ...]
    remark: Inline = ()
    chained: bool = False


@dataclass(frozen=True)
class Shown:
    """Blocks, and the claims they make beyond those of the derivation."""

    blocks: tuple[Block, ...]
    claims: tuple[Claim, ...] = ()


Part = Callable[[View], Shown]
PARTS: dict[str, Part] = {}


def part(show: Part) -> Part:
    """Enter a function under its name as a part of examples."""
    PARTS[show.__name__] = show
    return show


def equals(*items: Math) -> Relation:
    """`first = second = ...`"""
    equal: Sign = "="
    return Relation(items, (equal,) * (len(items) - 1))


# ── the question ─────────────────────────────────────────────────────────────────────────────────────────────────────


@part
def function(view: View) -> Shown:
    """The inputs written out, the intermediates, and `y = f(x) = ...` with the author's formula."""
    items = [Display(math) for math in (*_inputs(view), *_intermediates(view), _output(view))]
    return Shown((blocks.Row(tuple(items)) if len(items) > 1 else items[0],))


def _inputs(view: View) -> list[Math]:
    symbols = [view.subject.statement.scope.inputs[name] for name in view.symbols.variables]
    return [
        equals(symbol, _written_out(symbol, upright=view.subject.aspect.output != ()))
        for symbol in symbols
        if symbol.shape and shapes.is_given(symbol.shape) and shapes.times(*symbol.shape) in range(MOST_WRITTEN)
    ]


def _written_out(symbol: nodes.Symbol, upright: bool) -> Math:
    """The entries of an input; a vector is a column, or a transposed row where nothing else is as high."""
    entries = components(symbol)
    if len(symbol.shape) == 1 and not upright:
        return nodes.Transpose(nodes.Grid(entries, (1, len(entries))))
    return boxed(entries, tuple(map(int, symbol.shape)))


def _intermediates(view: View) -> list[Math]:
    return [equals(named, named.value) for named in view.subject.statement.scope.lets.values()]


def _output(view: View) -> Math:
    formula, symbols = view.subject.statement.formula, view.symbols
    items: list[Math] = [symbols.output]
    if len(view.subject.spec.inputs) == 1:
        items.append(symbols.applied())
    numbered = len(formula.shape) == 1 or (view.subject.written_out and {"partials", "vec"}.intersection(view.parts))
    if formula.shape and shapes.is_given(formula.shape) and prod(formula.shape) < MOST_WRITTEN and numbered:
        items.append(boxed(symbols.outputs, formula.shape))
    return equals(*items, formula)


@part
def remark(view: View) -> Shown:
    """The author's remark."""
    return Shown((blocks.Paragraph(view.remark, quiet=True),) if view.remark else ())
