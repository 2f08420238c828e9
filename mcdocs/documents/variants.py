"""The documents a lecture is published as. A row of VARIANTS adds one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from mcdocs.documents import blocks
from mcdocs.documents.blocks import Block, Document, Slide
from mcdocs.documents.mapping import mapped_inline, mapped_slide
from mcdocs.documents.pictures.scene import Group, Scene
from mcdocs.documents.pieces.symbols import boxed
from mcdocs.language import nodes, notation
from mcdocs.language.notation import Blank, Math


@dataclass(frozen=True)
class Variant:
    """A format, whether working appears line by line, and what becomes of the document first."""

    format: str
    reveal: bool = False
    change: Callable[[Document], Document] = lambda document: document

    def of(self, document: Document) -> Document:
        """The document as this variant shows it."""
        return replace(self.change(document), reveal=self.reveal)


def for_students(document: Document) -> Document:
    """The document with gaps for its answers, each of the answer's shape."""
    slides = [mapped_slide(slide, without_answers) for slide in document.slides]
    blank = (replace(slide, body=tuple(map(without_drawn_answers, slide.body))) for slide in slides)
    return replace(document, slides=tuple(blank))


def without_drawn_answers(block: Block) -> Block:
    """The block; a picture without the marks that are answers, in the same frame, for students to draw them in."""
    match block:
        case blocks.Picture(scene):
            return blocks.Picture(unanswered(scene))
        case blocks.Columns():
            return replace(block, columns=tuple(tuple(map(without_drawn_answers, each)) for each in block.columns))
        case _:
            return block


def unanswered(scene: Scene) -> Scene:
    """The scene in the same frame without the marks that are answers, and with gaps for them in its words."""
    marks = tuple(mark for mark in scene.marks if not (isinstance(mark, Group) and mark.answer))
    return replace(scene, marks=marks, alt=mapped_inline(scene.alt, without_answers))


def without_answers(math: Math) -> Math:
    """The mathematics with gaps in place of answers; questions stay as they are."""
    match math:
        case notation.Answer():
            return gaps(math.body)
        case notation.Coloured():
            return replace(math, body=without_answers(math.body))
        case notation.Relation():
            return replace(math, items=tuple(map(without_answers, math.items)))
        case notation.Matrix():
            return replace(math, rows=tuple(tuple(map(without_answers, row)) for row in math.rows))
        case _:
            return math


def gaps(math: Math) -> Math:
    """A gap, or a matrix of gaps with the labels of the original."""
    match math:
        case notation.Matrix():
            return replace(math, rows=tuple(tuple(map(gaps, row)) for row in math.rows))
        case nodes.Grid():
            return boxed([Blank()] * len(math.entries), tuple(map(int, math.shape)))
        case nodes.Transpose(argument=nodes.Grid() as row, shape=(size,)):
            return boxed([Blank()] * len(row.entries), (int(size),))
        case nodes.Transpose(argument=nodes.Grid(shape=(_,)) as upright):
            return boxed([Blank()] * len(upright.entries), (1, len(upright.entries)))
        case _:
            return Blank()


def as_notes(document: Document) -> Document:
    """The document as a text to read: continued slides in one piece, without what they repeat, nothing side by side."""
    merged: list[Slide] = []
    for slide in document.slides:
        before = merged[-1] if merged else None
        if before and (before.at, before.title, before.subtitle) == (slide.at, slide.title, slide.subtitle):
            merged[-1] = replace(before, body=before.body + slide.body)
        else:
            merged.append(slide)
    return replace(document, slides=tuple(replace(slide, body=_joined(_once(slide.body, set()))) for slide in merged))


def _once(body: tuple[Block, ...], seen: set[Block]) -> tuple[Block, ...]:
    """The blocks below each other, each the first time it appears, alone or in a row."""
    flat: list[Block] = []
    for block in body:
        match block:
            case blocks.Columns():
                flat += [part for column in block.columns for part in _once(column, seen)]
            case blocks.Row():
                new = tuple(item for item in block.items if item not in seen)
                flat += [blocks.Row(new)] if new else []
                seen.update(new)
            case _:
                flat += [] if block in seen else [block]
                seen.add(block)
    return tuple(flat)


def _joined(body: tuple[Block, ...]) -> tuple[Block, ...]:
    """Tables that go on with the same header as one table."""
    found: list[Block] = []
    for block in body:
        before = found[-1] if found else None
        if isinstance(block, blocks.Table) and isinstance(before, blocks.Table) and before.header == block.header:
            found[-1] = replace(before, rows=before.rows + block.rows)
        else:
            found.append(block)
    return tuple(found)


VARIANTS: Mapping[str, Variant] = MappingProxyType(
    {
        "slides.tex": Variant("beamer", reveal=True),
        "handout.tex": Variant("beamer"),
        "student.tex": Variant("beamer", change=for_students),
        "slides.html": Variant("html", reveal=True),
        "notes.md": Variant("markdown", change=as_notes),
    }
)
"""By the name of the file they are written to."""
