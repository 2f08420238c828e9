"""The same change made to all mathematics of a document, whatever block it stands in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from mcdocs.documents import blocks
from mcdocs.documents.blocks import Block, Display, Line, Slide
from mcdocs.documents.pictures.scene import Group, Label, Mark
from mcdocs.language.notation import Coloured, Math, Sizes
from mcdocs.language.prose import Formula, Inline

Change = Callable[[Math], Math]


def mapped_slide(slide: Slide, change: Change) -> Slide:
    """The slide with every formula changed, those in its title too."""
    body = tuple(mapped(block, change) for block in slide.body)
    title, subtitle = mapped_inline(slide.title, change), mapped_inline(slide.subtitle, change)
    return replace(slide, body=body, title=title, subtitle=subtitle)


def coloured(slide: Slide, outputs: frozenset[str], inputs: frozenset[str]) -> Slide:
    """The slide with the names of outputs and inputs in their colours wherever they stand; sizes have their own."""
    return mapped_slide(slide, lambda math: math if isinstance(math, Sizes) else Coloured(math, outputs, inputs))


def mapped(block: Block, change: Change) -> Block:
    """The block with every formula changed."""
    match block:
        case blocks.Paragraph():
            return replace(block, text=mapped_inline(block.text, change))
        case blocks.Bullets():
            return replace(block, items=_inlines(block.items, change))
        case blocks.Display():
            return _display(block, change)
        case blocks.Row():
            return blocks.Row(tuple(_display(item, change) for item in block.items))
        case blocks.Working():
            lines = tuple(_line(line, change) for line in block.lines)
            return replace(block, head=change(block.head), lines=lines)
        case blocks.Result():
            return replace(block, math=change(block.math))
        case blocks.Columns():
            columns = tuple(tuple(mapped(part, change) for part in column) for column in block.columns)
            return replace(block, columns=columns)
        case blocks.Table():
            rows = tuple(_inlines(row, change) for row in block.rows)
            return replace(block, header=_inlines(block.header, change), rows=rows)
        case blocks.Picture(scene):
            marks = tuple(_mark(mark, change) for mark in scene.marks)
            return blocks.Picture(replace(scene, marks=marks, alt=mapped_inline(scene.alt, change)))
        case _:
            assert_never(block)


def mapped_inline(text: Inline, change: Change) -> Inline:
    """The line of text with every formula changed."""
    return tuple(replace(piece, math=change(piece.math)) if isinstance(piece, Formula) else piece for piece in text)


def _mark(mark: Mark, change: Change) -> Mark:
    match mark:
        case Label():
            return replace(mark, text=mapped_inline(mark.text, change))
        case Group():
            return replace(mark, marks=tuple(_mark(each, change) for each in mark.marks))
        case _:
            return mark


def _line(line: Line, change: Change) -> Line:
    return replace(line, math=change(line.math), rule=mapped_inline(line.rule, change))


def _inlines(texts: tuple[Inline, ...], change: Change) -> tuple[Inline, ...]:
    return tuple(mapped_inline(text, change) for text in texts)


def _display(display: Display, change: Change) -> Display:
    return replace(display, math=change(display.math), caption=mapped_inline(display.caption, change))
