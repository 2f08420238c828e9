"""About how large blocks are on a page, so that a slide is laid out and divided sensibly. TeX measures exactly later.

Widths and heights are in the page's em at scale 1; a page of text is `PAGE` large.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from mcdocs.documents import blocks, extents
from mcdocs.documents.blocks import Block, Display, Picture, Working
from mcdocs.documents.extents import Size
from mcdocs.language.notation import Axis
from mcdocs.language.prose import Inline

PAGE: Size = (33.0, 15.2)
GAP = 0.9
BETWEEN_WORKINGS = 0.3
BETWEEN_LINES = 0.6
# The letters of a picture beside those of displayed mathematics.
PICTURE = 0.75
# How much wider a working in a column had better be taken to be: its share of the page is by estimates of long lines,
# while a picture gives way to it.
BESIDE_WORKING = 1.08
_LINE = 1.35


def scale(size: Size) -> float:
    """How far a size can be enlarged on a page."""
    return min(PAGE[0] / max(size[0], 1), PAGE[1] / max(size[1], 1))


def stacked(parts: Sequence[Block]) -> Size:
    """The size of blocks below each other. Neighbours of a kind are set together: workings align, results share a line
    where they can."""
    sizes: list[Size] = []
    for kind, run in groupby(parts, type):
        together = list(run)
        if kind is Working:
            sizes.append(_workings([each for each in together if isinstance(each, Working)]))
        elif kind is blocks.Result:
            sizes += _results([extent(each) for each in together])
        else:
            sizes += map(extent, together)
    height = sum(size[1] for size in sizes) + GAP * (len(sizes) - 1)
    return max((size[0] for size in sizes), default=0.0), height


def extent(block: Block) -> Size:
    """The size of a block."""
    match block:
        case blocks.Paragraph():
            return _words(block.text, 0.9)
        case blocks.Bullets():
            sizes = [_words(item, 1.0) for item in block.items]
            return max(size[0] for size in sizes), sum(size[1] + 0.4 for size in sizes)
        case blocks.Display():
            return _display(block)
        case blocks.Row():
            return _row([_display(item) for item in block.items])
        case Working():
            return _workings([block])
        case blocks.Result():
            width, height = extents.math(block.math)
            return width + 2.4 + _badge(block.shape), height + 0.9 + (1.1 if block.label else 0)
        case blocks.Columns():
            sizes = [stacked(column) for column in block.columns]
            width = sum(size[0] + 1.6 for size in sizes) - 1.6
            kinds = {type(part) for column in block.columns for part in column}
            cramped = Working in kinds and Picture not in kinds
            return BESIDE_WORKING * width if cramped else width, max(size[1] for size in sizes)
        case blocks.Table():
            lines = len(block.header) - 1 if block.stacked else 1
            return PAGE[0], 2.0 * (lines * len(block.rows) + 1)
        case Picture():
            return PICTURE * block.scene.width, PICTURE * block.scene.height


def _workings(parts: Sequence[Working]) -> Size:
    """Workings that share the places of their equals signs, shapes and rule names; the head of each is in its first
    line, which may be the higher for it."""
    heads = [extents.math(each.head) for each in parts]
    lines = [[extents.math(line.math) for line in each.lines] for each in parts]
    rules = [_words(line.rule, 0.9)[0] for each in parts for line in each.lines]
    values = max(size[0] for sizes in lines for size in sizes)
    width = max(size[0] for size in heads) + 3 + values + max(_badge(each.shape) for each in parts) + max(rules)
    height = 0.0
    for head, (first, *others) in zip(heads, lines, strict=True):
        height += sum(tall + BETWEEN_LINES for tall in (max(head[1], first[1]), *(size[1] for size in others)))
    return width, height - BETWEEN_LINES + BETWEEN_WORKINGS * (len(parts) - 1)


def _results(sizes: Sequence[Size]) -> list[Size]:
    """The lines of results: each takes the next one too where it has room for it."""
    found = list(sizes[:1])
    for here in sizes[1:]:
        width = found[-1][0] + here[0] + 1.5
        if width <= PAGE[0]:
            found[-1] = (width, max(found[-1][1], here[1]))
        else:
            found.append(here)
    return found


def _display(block: Display) -> Size:
    width, height = extents.math(block.math)
    return width + _badge(block.shape), height + (1.5 if block.caption else 0)


def _row(sizes: list[Size]) -> Size:
    """Side by side, on as many lines as it takes."""
    width = sum(size[0] + 1.6 for size in sizes) - 1.6
    lines = max(1, -int(-width // PAGE[0]))
    tall = max(size[1] for size in sizes)
    return width if lines == 1 else PAGE[0], lines * tall + (lines - 1) * 0.8


def _badge(shape: tuple[Axis, ...] | None) -> float:
    return 0.0 if shape is None else 1.5 + 0.9 * len(shape)


def _words(text: Inline, size: float) -> Size:
    width = extents.words(text) * size
    lines = max(1, -int(-width // PAGE[0]))
    return min(width, PAGE[0]), lines * _LINE * size
