"""Tables of identities: each formula is derived, and its derivative stands beside it in both layouts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from mcdocs.calculus.derive import Derivation, solve
from mcdocs.calculus.layout import LAYOUTS, Layout
from mcdocs.calculus.statement import read_statement
from mcdocs.documents import extents
from mcdocs.documents.blocks import Table
from mcdocs.documents.pieces.parts import equals
from mcdocs.documents.pieces.symbols import space
from mcdocs.documents.pieces.table import Lesson, Piece, page, piece
from mcdocs.errors import Errors, McdocsError, raise_all
from mcdocs.language import nodes
from mcdocs.language.notation import Answer, Axis, Coloured, Math, Name, Quotient, Relation, Sign, Sizes
from mcdocs.language.prose import Formula, Inline, Text
from mcdocs.language.shapes import Shape
from mcdocs.printers.latex import latex
from mcdocs.printers.text import text
from mcdocs.specs.identities import IdentityRow
from mcdocs.specs.slides import IdentitiesSlide

if TYPE_CHECKING:
    from mcdocs.calculus.referee import Claim

MOST_ROWS = 5
TALLEST = 12.0  # of the rows of one slide together, in em
WIDEST = 31.5  # of what cannot be broken in a table with a column for each layout, in em


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

    def value(self, layout: Layout) -> Formula:
        """The derivative."""
        return self.shown(Answer(self.derivation.solution.value(layout)))

    def let(self, name: str) -> nodes.Named:
        """An intermediate."""
        return self.derivation.statement.scope.lets[name]

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
    pages = [page(slide, (table,), subtitle=subtitle) for table in _tables(rows)]
    return Piece(tuple(pages), tuple(claim for row in rows for claim in row.claims()))


def _derived(slide: IdentitiesSlide, number: int) -> Identity:
    row = IdentityRow.of(slide.rows[number])
    inputs, let, assume = slide.inputs | row.inputs, slide.let | row.let, slide.assume | row.assume
    try:
        statement = read_statement(row.expr, inputs, row.wrt or slide.wrt, let, assume, slide.order)
        return Identity(slide, number, row, solve(statement))
    except McdocsError as error:
        raise _placed(error, slide, number, row) from None


def _placed(error: McdocsError, slide: IdentitiesSlide, number: int, row: IdentityRow) -> McdocsError:
    """The error of a part of a row (`expr`, `let.z`, `inputs.x`) at its place in the spec's file."""
    if isinstance(error, Errors):
        for each in error.errors:
            _placed(each, slide, number, row)
        return error
    at = error.at
    part, _, name = at.file.partition(".") if at else ("", "", "")
    written = getattr(row, part, None) if part in type(row).model_fields else None
    place: tuple[str | int, ...]
    if part in ("", "expr") or not (written or getattr(slide, part, None)):
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


def _tables(rows: Sequence[Identity]) -> Iterator[Table]:
    """The table of each slide: with a column for each layout, or with the layouts below each other where those are
    too wide."""
    for part in _divided(rows, [max(map(_height, _cells(row, _Columns.of(rows)))) for row in rows]):
        table, layouts = _table(part), _Columns.of(part).layouts
        if len(layouts) == 1 or _width(table) <= WIDEST:
            yield table
        else:
            heights = [sum(_height((row.value(layout),)) for layout in layouts) for row in part]
            yield from (replace(_table(each), stacked=True) for each in _divided(part, heights))


def _divided(rows: Sequence[Identity], heights: Sequence[float]) -> list[list[Identity]]:
    """The rows of each slide, about equally many, so that none is too full."""
    count = max(-(-len(rows) // MOST_ROWS), -int(-sum(heights) // TALLEST))
    bounds = [round(part * len(rows) / count) for part in range(count + 1)]
    return [list(rows[start:end]) for start, end in pairwise(bounds)]


def _width(table: Table) -> float:
    """About how wide a table is at least, whose cells may be broken between formulas and words."""
    columns = zip(*table.rows, strict=True)
    heads = (0.8 * extents.words(head) for head in table.header)
    widths = (max(head, *map(extents.widest, column)) for head, column in zip(heads, columns, strict=True))
    return sum(widths) + len(table.header) - 1


def _height(cell: Inline) -> float:
    """About how high a cell is: displayed sums and fractions take two lines, brackets with indices half a line more."""
    sizes = [extents.math(run.math)[1] for run in cell if isinstance(run, Formula)]
    printed = "".join(latex(run.math) for run in cell if isinstance(run, Formula))
    return max([*sizes, 2.4 if r"\sum" in printed else 1.2]) + (1.25 if r"\left[" in printed else 0.75)


@dataclass(frozen=True)
class _Columns:
    """The layouts shown, those in which all rows have one shape, and the variable if all rows have the same."""

    layouts: tuple[Layout, ...]
    shared: tuple[Layout, ...]
    variable: nodes.Symbol | None

    @staticmethod
    def of(rows: Sequence[Identity]) -> _Columns:
        """Of scalars by scalars both layouts are one."""
        layouts = LAYOUTS if any(row.printed(layout) for row in rows for layout in LAYOUTS) else LAYOUTS[:1]
        shared = tuple(layout for layout in layouts if len({_sizes(row, layout) for row in rows}) == 1)
        variables = [row.derivation.statement.wrt for row in rows]
        return _Columns(layouts, shared, variables[0] if len({each.name for each in variables}) == 1 else None)


def _table(rows: Sequence[Identity]) -> Table:
    columns, first = _Columns.of(rows), rows[0]
    heads: list[Inline] = [(Text("Function"),)]
    if columns.variable:
        heads = [(Text("Function of "), first.shown(columns.variable))]
    for layout in columns.layouts:
        head: Inline = (Text(f"{layout.capitalize()} layout" if len(columns.layouts) > 1 else "Both layouts"),)
        if layout in columns.shared and len(columns.layouts) > 1:
            head = (*head, Text("  "), *_badge(first, layout))
        heads.append(head)
    return Table(tuple(heads), tuple(_cells(row, columns) for row in rows), stub=0)


def _cells(row: Identity, columns: _Columns) -> tuple[Inline, ...]:
    cells = [_question(row, columns.variable is None)]
    for layout in columns.layouts:
        value = row.value(layout)
        cells.append((value,) if layout in columns.shared else (value, Text("  "), *_badge(row, layout)))
    return tuple(cells)


def _question(row: Identity, by: bool) -> Inline:
    """The formula, what its own names stand for and what is assumed, and the variable if the rows have several."""
    formula = row.derivation.statement.formula
    lets = [row.let(name) for name in row.row.let]
    shown: list[Text | Formula] = [
        row.shown(equals(formula, formula.value) if isinstance(formula, nodes.Named) and formula in lets else formula)
    ]
    for place, let in enumerate(let for let in lets if let != formula):
        shown += [Text(", " if place else "  with "), row.shown(equals(let, let.value))]
    if by:
        shown += [Text("  by "), row.shown(row.derivation.statement.wrt)]
    facts = facts_in_words(row.row.assume)
    return (*shown, Text("  ("), *facts, Text(")")) if facts else tuple(shown)


def facts_in_words(assume: Mapping[str, Sequence[str]], verb: str = "") -> Inline:
    """`A symmetric, B diagonal`; with the verb ` is`, `A is symmetric, B is diagonal`."""
    shown: list[Text | Formula] = []
    for name, facts in assume.items():
        words = " and ".join(_FACTS.get(fact, fact) for fact in facts)
        shown += [*([Text(", ")] if shown else []), Formula(nodes.Symbol(name)), Text(f"{verb} {words}")]
    return tuple(shown)


_FACTS = {"spd": "symmetric positive definite", "distribution": "a distribution"}


def _listed(names: list[Math]) -> Math:
    comma: Sign = "comma"
    return names[0] if len(names) == 1 else Relation(tuple(names), (comma,) * (len(names) - 1))


def _sizes(row: Identity, layout: Layout) -> tuple[object, ...]:
    return tuple(axis.size for axis in row.printed(layout))


def _badge(row: Identity, layout: Layout) -> Inline:
    axes = row.printed(layout)
    return (Formula(Sizes(axes)),) if axes else (Text("scalar"),)


def _spaces(rows: Sequence[Identity]) -> Inline:
    """Which derivative if it is not the first one, the inputs that the rows use, those of one space together, and what
    is assumed and abbreviated in all rows."""
    used: dict[str, Shape] = {}
    for row in rows:
        statement = row.derivation.statement
        for part in (*nodes.walk(statement.formula, once=True), statement.wrt):
            if isinstance(part, nodes.Symbol) and used.setdefault(part.name, part.shape) != part.shape:
                return ()  # rows mean different things by this name
    spaces: dict[Shape, list[Math]] = {}
    for name in sorted(used, key=[*rows[0].slide.inputs, *used].index):
        spaces.setdefault(used[name], []).append(nodes.Symbol(name))
    parts: list[Inline] = []
    if rows[0].slide.order > 1 and (variable := _Columns.of(rows).variable):
        parts.append((rows[0].shown(Quotient(Name("y"), variable, order=rows[0].slide.order)),))
    parts += [(Formula(Relation((_listed(names), space(shape, "plain")), ("in",))),) for shape, names in spaces.items()]
    if rows[0].slide.assume:
        parts.append(facts_in_words(rows[0].slide.assume))
    parts += [(Formula(equals(let, let.value)),) for let in map(rows[0].let, rows[0].slide.let)]
    return tuple(run for place, part in enumerate(parts) for run in (*([Text(",  ")] if place else []), *part))
