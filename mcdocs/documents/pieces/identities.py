"""Tables of identities: each formula is derived, and its derivative stands beside it in both layouts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from mcdocs.calculus.derive import Derivation, solve
from mcdocs.calculus.layout import LAYOUTS, Layout
from mcdocs.calculus.statement import read_statement
from mcdocs.documents.blocks import Table
from mcdocs.documents.pieces import measure
from mcdocs.documents.pieces.parts import equals
from mcdocs.documents.pieces.symbols import space
from mcdocs.documents.pieces.table import Lesson, Piece, page, piece
from mcdocs.errors import Errors, McdocsError, raise_all
from mcdocs.language import nodes
from mcdocs.language.notation import Answer, Axis, Coloured, Math, Name, Quotient, Relation, Sign, Sizes
from mcdocs.language.prose import Formula, Inline, Text
from mcdocs.printers.text import text
from mcdocs.specs.slides import IdentitiesSlide, IdentityRow

if TYPE_CHECKING:
    from mcdocs.calculus.referee import Claim

MOST_ROWS = 7
TALLEST = 17.0  # of the rows of one slide together, in em
_SPACING = 0.9


@dataclass(frozen=True)
class Identity:
    """A row of the table: its place in the slide's list, and its derivation."""

    slide: IdentitiesSlide
    number: int
    row: IdentityRow
    derivation: Derivation

    def claims(self) -> tuple[Claim, ...]:
        """Everything the row says, at its place in the spec."""
        statement = self.derivation.statement
        what = f"the derivative of {text(statement.formula)} by {statement.wrt.name}"
        return self.derivation.claims(what, self.slide.position(*_expr(self.slide, self.number)))

    def printed(self, layout: Layout) -> tuple[Axis, ...]:
        """The axes of the derivative as printed."""
        return self.derivation.numerator.aspect.printed(layout)

    def shown(self, math: Math) -> Formula:
        """Mathematics in which the variable has the colour of inputs."""
        return Formula(Coloured(math, frozenset(), frozenset((self.derivation.statement.wrt.name,))))


@piece("identities")
def identities(slide: IdentitiesSlide, lesson: Lesson) -> Piece:
    """The table, on as many slides as its rows need."""
    rows: list[Identity] = []
    errors: list[McdocsError] = []
    for number in range(len(slide.rows)):
        try:
            rows.append(_derived(slide, number))
        except McdocsError as error:
            errors += error.errors if isinstance(error, Errors) else [error]
    raise_all(errors)
    subtitle = _spaces(rows)
    pages = [page(slide, (_table(part),), subtitle=subtitle) for part in _divided(rows)]
    return Piece(tuple(pages), tuple(claim for row in rows for claim in row.claims()))


def _derived(slide: IdentitiesSlide, number: int) -> Identity:
    row = IdentityRow.of(slide.rows[number])
    wrt = row.wrt or slide.wrt
    try:
        statement = read_statement(row.expr, {**slide.inputs, **row.inputs}, wrt, row.let, row.assume, slide.order)
        return Identity(slide, number, row, solve(statement))
    except McdocsError as error:
        raise _placed(error, slide, number, row) from None


def _placed(error: McdocsError, slide: IdentitiesSlide, number: int, row: IdentityRow) -> McdocsError:
    """The error of a part of a row (`expr`, `let.z`, `inputs.x`) at its place in the spec's file."""
    at = error.at
    part, _, name = at.file.partition(".") if at else ("", "", "")
    written = getattr(row, part, None) if part in type(row).model_fields else None
    place: tuple[str | int, ...]
    if part in ("", "expr"):
        place = _expr(slide, number)
    elif written is None or (name and name not in written):
        place = (part, name) if name else (part,)  # what the slide says for all rows
    else:
        place = ("rows", number, part, *([name] if name else []))
    if at is not None:
        error.at = replace(at, file="") if at.source else None
    return slide.relocate(error, *place)


def _expr(slide: IdentitiesSlide, number: int) -> tuple[str | int, ...]:
    """Where the formula of a row stands in its slide."""
    return ("rows", number, "expr") if isinstance(slide.rows[number], IdentityRow) else ("rows", number)


# ── the table ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _divided(rows: Sequence[Identity]) -> list[list[Identity]]:
    """The rows of each slide, about equally many, so that none is too full."""
    heights = [max(measure.math(_math(cell))[1] for cell in _cells(row, ())) + _SPACING for row in rows]
    count = max(-(-len(rows) // MOST_ROWS), -int(-sum(heights) // TALLEST))
    bounds = [round(part * len(rows) / count) for part in range(count + 1)]
    return [list(rows[start:end]) for start, end in zip(bounds, bounds[1:], strict=False)]


def _math(cell: Inline) -> Math:
    first = cell[0]
    return first.math if isinstance(first, Formula) else nodes.ZERO


def _table(rows: Sequence[Identity]) -> Table:
    """A shape that all rows share stands in the header, and so does the variable."""
    shared = tuple(layout for layout in LAYOUTS if len({_sizes(row, layout) for row in rows}) == 1)
    variables = {row.derivation.statement.wrt.name for row in rows}
    first = rows[0]
    order = first.derivation.statement.order
    by: Math = first.derivation.statement.wrt if len(variables) == 1 else nodes.Symbol("x")
    quotient = first.shown(Quotient(Name("y"), by, order=order)) if len(variables) == 1 else None
    heads: list[Inline] = []
    for layout in LAYOUTS:
        head: Inline = (Text(f"{layout.capitalize()} layout"),)
        if quotient is not None:
            head = (quotient, Text("  "), *head)
        heads.append((*head, Text("  "), *_badge(first, layout)) if layout in shared else head)
    named = len(variables) > 1
    header: tuple[Inline, ...] = ((Formula(Name("y")),), *heads)
    return Table(header, tuple(_cells(row, shared, named) for row in rows), stub=0)


def _cells(row: Identity, shared: tuple[Layout, ...], named: bool = False) -> tuple[Inline, ...]:
    cells = [_question(row, named)]
    for layout in LAYOUTS:
        value = row.shown(Answer(row.derivation.solution.value(layout)))
        cells.append((value,) if layout in shared else (value, Text("  "), *_badge(row, layout)))
    return tuple(cells)


def _question(row: Identity, named: bool) -> Inline:
    """The formula, what its names stand for, what is assumed, and the variable where it is not that of all rows."""
    statement = row.derivation.statement
    formula = statement.formula
    shown: list[Text | Formula] = []
    whole = equals(formula, formula.value) if isinstance(formula, nodes.Named) else formula
    shown.append(row.shown(whole))
    lets = [let for let in statement.scope.lets.values() if let != formula]
    for word, let in zip(["  with ", *[", "] * len(lets)], lets, strict=False):
        shown += [Text(word), row.shown(equals(let, let.value))]
    if named:
        shown += [Text("  by "), row.shown(statement.wrt)]
    for fact, pairs in groupby(statement.facts, lambda pair: pair[1]):
        names: list[Math] = [nodes.Symbol(name) for name, _ in pairs]
        shown += [Text("  ("), row.shown(_listed(names)), Text(f" {_FACTS.get(fact, fact)})")]
    return tuple(shown)


_FACTS = {"spd": "symmetric positive definite"}


def _listed(names: list[Math]) -> Math:
    comma: Sign = "comma"
    return names[0] if len(names) == 1 else Relation(tuple(names), (comma,) * (len(names) - 1))


def _sizes(row: Identity, layout: Layout) -> tuple[object, ...]:
    return tuple(axis.size for axis in row.printed(layout))


def _badge(row: Identity, layout: Layout) -> Inline:
    axes = row.printed(layout)
    return (Formula(Sizes(axes)),) if axes else (Text("scalar"),)


def _spaces(rows: Sequence[Identity]) -> Inline:
    """The inputs that the rows use, those of one space together; empty where rows mean different spaces by a name."""
    used: dict[str, nodes.Symbol] = {}
    for row in rows:
        statement = row.derivation.statement
        parts = [statement.formula, statement.wrt]
        for symbol in (part for whole in parts for part in nodes.walk(whole) if isinstance(part, nodes.Symbol)):
            if used.setdefault(symbol.name, symbol).shape != symbol.shape:
                return ()
    order = [name for name in rows[0].slide.inputs if name in used]
    found = sorted((used[name] for name in (*order, *(name for name in used if name not in order))), key=_kind)
    shown: list[Text | Formula] = []
    for shape, symbols in groupby(found, lambda symbol: symbol.shape):
        names = _listed([nodes.Symbol(symbol.name) for symbol in symbols])
        comma = [Text(",  ")] if shown else []
        shown += [*comma, Formula(Relation((names, space(shape, "plain")), ("in",)))]
    return tuple(shown)


def _kind(symbol: nodes.Symbol) -> tuple[int, str]:
    return len(symbol.shape), str(symbol.shape)
