"""Conventions: one derivative of symbolic size, written out with dots, in the layouts asked for."""

from __future__ import annotations

from itertools import chain

from mcdocs.calculus.layout import Aspect, Layout
from mcdocs.documents.blocks import Block, Columns, Paragraph, Result
from mcdocs.documents.pieces.subjects import layouts_of
from mcdocs.documents.pieces.table import Lesson, Piece, page, piece
from mcdocs.documents.pieces.words import listed
from mcdocs.errors import NoRuleError
from mcdocs.language.notation import Axis, Dots, Math, Matrix, Name, Quotient, Raw, Relation, Role
from mcdocs.language.prose import Formula, Inline, Text
from mcdocs.language.shapes import Size
from mcdocs.specs.slides import ConventionSlide, NamedSpace

_NOTHING = Raw("")
MOST_ENTRIES = 4


@piece("convention")
def convention(slide: ConventionSlide, lesson: Lesson) -> Piece:
    """The derivative of one symbol by another, its entries with their indices, and the other way round if asked."""
    pairs = [(slide.output, slide.input)] + ([(slide.input, slide.output)] if slide.reverse else [])
    letters = slide.indices or ("i", "j")
    shown: list[tuple[Block, ...]] = []
    for output, input in pairs:
        aspect = Aspect(output.shape, input.shape)
        if len(aspect.axes("numerator")) > 2:
            at = slide.position("input" if len(input.shape) > 1 else "output")
            raise NoRuleError("a derivative of three axes or more is not written out with dots", at=at)
        for layout in layouts_of(slide.layout):
            grid = _Symbolic(output, input, layout, letters, slide.indices is not None)
            math = Relation((grid.head, grid.matrix()), ("=",))
            result = Result(f"{layout} layout", math, aspect.printed(layout))
            indexed = slide.indices is not None and len(aspect.axes(layout)) == 2
            shown.append((result, Paragraph(grid.entry_in_words(), quiet=True)) if indexed else (result,))
    beside = len(shown) > 1 and any(len(each) > 1 for each in shown)
    body = (Columns(tuple(shown), (1.0,) * len(shown)),) if beside else tuple(chain.from_iterable(shown))
    return Piece((page(slide, (*listed(slide.items), *body)),))


class _Symbolic:
    """One derivative of at most two axes in a layout; `indexed` shows the entry at the letters."""

    def __init__(
        self, output: NamedSpace, input: NamedSpace, layout: Layout, letters: tuple[str, str], indexed: bool
    ) -> None:
        self.output, self.input, self.layout = output, input, layout
        self.aspect = Aspect(output.shape, input.shape)
        self.letters, self.indexed = letters, indexed
        self.head = Quotient(Name(output.name, "output"), Name(input.name, "input"))

    def matrix(self) -> Math:
        """Its first and last entries, dots between them, and the entry at the letters where that is asked for."""
        axes = self.aspect.axes(self.layout)
        if not axes:
            return self.head
        if len(axes) == 1:
            marks = _marks(axes[0], "")
            cells = [self._entry((mark,)) if mark else None for mark in marks]
            row = self.aspect.is_row(self.layout)
            filled = [Dots("horizontal" if row else "vertical") if cell is None else cell for cell in cells]
            return Matrix((tuple(filled),)) if row else Matrix(tuple((cell,) for cell in filled))
        letters = self._placed_letters() if self.indexed else ("", "")
        rows, columns = (_marks(axis, letter) for axis, letter in zip(axes, letters, strict=True))
        grid = tuple(tuple(self._cell(i, j) for j in columns) for i in rows)
        labels = (self._labels(rows, axes[0], 0), self._labels(columns, axes[1], 1))
        return Matrix(grid, *labels) if self.indexed else Matrix(grid)

    def entry_in_words(self) -> Inline:
        """Which entry stands in which row and column."""
        i, j = self._placed_letters()
        first, second = self._roles()
        row, column = (Text("Row "), Formula(Name(i, first))), (Text(", column "), Formula(Name(j, second)))
        return (*row, *column, Text(": "), Formula(self._entry((i, j))))

    def _placed_letters(self) -> tuple[str, str]:
        """The letters of row and column: of a matrix its own, and a layout may reverse its indices."""
        first, second = self.letters
        of_matrix = 2 in (len(self.output.shape), len(self.input.shape))
        reversing = "numerator" if len(self.input.shape) == 2 else "denominator"
        return (second, first) if of_matrix and self.layout == reversing else (first, second)

    def _roles(self) -> tuple[Role, Role]:
        rows, columns = self.aspect.axes(self.layout)
        return rows.role, columns.role

    def _cell(self, i: str, j: str) -> Math:
        """The corners and the entry at the letters; dots lead from one to the other."""
        row, column = self._placed_letters()
        between = i in ("", row), j in ("", column)
        if between == (True, True):
            return self._entry((i, j)) if i and j else Dots("diagonal")
        return self._entry((i, j)) if not any(between) else Dots("vertical" if between[0] else "horizontal")

    def _entry(self, index: tuple[str, ...]) -> Math:
        """The partial derivative that stands at an index of the derivative."""
        if self.layout == "denominator":
            index = index[::-1]
        split = len(self.output.shape)
        return Quotient(
            _indexed(self.output.name, index[:split], "output"), _indexed(self.input.name, index[split:][::-1], "input")
        )

    def _labels(self, marks: tuple[str, ...], axis: Axis, which: int) -> tuple[Math, ...]:
        letter = self._placed_letters()[which]
        return tuple(Name(mark, axis.role) if mark == letter else _NOTHING for mark in marks)


def _marks(axis: Axis, letter: str) -> tuple[str, ...]:
    """Which indices of an axis are shown; an empty one stands for dots."""
    size: Size = axis.size
    if isinstance(size, int) and size <= MOST_ENTRIES:
        return tuple(str(i) for i in range(1, size + 1))
    return ("1", letter, str(size)) if letter else ("1", "2", "", str(size))


def _indexed(name: str, index: tuple[str, ...], role: Role) -> Name:
    """An entry's name: that of a matrix in small letters."""
    letter = name.lower() if len(index) == 2 and len(name) == 1 else name
    return Name("_".join((letter, *index)), role)
