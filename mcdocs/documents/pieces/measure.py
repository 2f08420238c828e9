"""About how large blocks are on a page, so that a slide is laid out and divided sensibly. TeX measures exactly later.

Widths and heights are in the page's em at scale 1; a page of text is `PAGE` large.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mcdocs.documents import blocks, drawing
from mcdocs.documents.blocks import Block, Display
from mcdocs.language import nodes, notation
from mcdocs.language.notation import Axis, Math
from mcdocs.language.prose import Inline, Text
from mcdocs.printers.latex import latex

Size = tuple[float, float]

PAGE: Size = (33.0, 15.2)
GAP = 0.9
_LINE = 1.35
_LETTER = 0.52
_FRACTION = 2.4
_WIDE = {"sum": 1.4, "frac": 0.0, "mathrm": 0.0, "mathbb": 0.0, "mathbf": 0.0, "left": 0.0, "right": 0.0, "qquad": 4.0}


def scale(size: Size) -> float:
    """How far a size can be enlarged on a page."""
    return min(PAGE[0] / max(size[0], 1), PAGE[1] / max(size[1], 1))


def stacked(parts: Sequence[Block]) -> Size:
    """The size of blocks below each other; results that follow each other share a line where they can."""
    sizes: list[Size] = []
    for place, block in enumerate(parts):
        here = extent(block)
        together = place and isinstance(block, blocks.Result) and isinstance(parts[place - 1], blocks.Result)
        if together and sizes[-1][0] + here[0] + 1.5 <= PAGE[0]:
            here = (sizes[-1][0] + here[0] + 1.5, max(sizes.pop()[1], here[1]))
        sizes.append(here)
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
        case blocks.Working():
            sizes = [math(line.math) for line in block.lines]
            wide = max(size[0] for size in sizes) + max(_words(line.rule, 0.9)[0] for line in block.lines)
            return math(block.head)[0] + 3 + wide + _badge(block.shape), sum(size[1] + 0.5 for size in sizes)
        case blocks.Result():
            width, height = math(block.math)
            return width + 2.4 + _badge(block.shape), height + 0.9 + (1.1 if block.label else 0)
        case blocks.Columns():
            sizes = [stacked(column) for column in block.columns]
            return sum(size[0] + 1.6 for size in sizes) - 1.6, max(size[1] for size in sizes)
        case blocks.Table():
            return PAGE[0], 2.0 * (len(block.rows) + 1)
        case blocks.ShapeDiagram():
            picture = drawing.drawn(block)
            return 0.8 * picture.width, 0.8 * (picture.top - picture.bottom) + 2.6


def _display(block: Display) -> Size:
    width, height = math(block.math)
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
    width = sum(0.5 * len(run.text) if isinstance(run, Text) else math(run.math)[0] for run in text) * size
    lines = max(1, -int(-width // PAGE[0]))
    return min(width, PAGE[0]), lines * _LINE * size


def math(formula: Math) -> Size:
    """The size of mathematics."""
    match formula:
        case notation.Coloured() | notation.Answer():
            return math(formula.body)
        case notation.Relation():
            sizes = [math(item) for item in formula.items]
            between = sum({"quad": 2.0, "thin": 0.2}.get(sign, 1.4) for sign in formula.signs)
            return sum(size[0] for size in sizes) + between, max(size[1] for size in sizes)
        case notation.Matrix():
            width, height = _grid([[math(cell) for cell in row] for row in formula.rows])
            return width + (1.4 if formula.row_labels else 0), height + (1.0 if formula.column_labels else 0)
        case nodes.Grid():
            sizes = [math(entry) for entry in formula.entries]
            columns = int(formula.shape[-1]) if len(formula.shape) > 1 else 1
            return _grid([sizes[start : start + columns] for start in range(0, len(sizes), columns)])
        case nodes.Transpose(argument=nodes.Grid() as inner):
            return math(inner)
        case _:
            return _printed(latex(formula))


def _grid(rows: list[list[Size]]) -> Size:
    columns = list(zip(*rows, strict=True))
    width = sum(max(size[0] for size in column) for column in columns) + 1.1 * (len(columns) - 1) + 1.2
    return width, sum(max(size[1] for size in row) + 0.45 for row in rows) - 0.2


def _printed(line: str) -> Size:
    """The size of one line of LaTeX: letters counted, of a fraction the longer part."""
    tall = r"\frac" in line
    while found := _FRAC.search(line):
        line = line[: found.start()] + max(found[1], found[2], key=len) + line[found.end() :]
    commands = sum(_command_width(name) for name in _COMMAND.findall(line))
    rest = re.sub(r"[\s{}]", "", _COMMAND.sub("", line))
    scripts = len(re.findall(r"[_^]", rest))
    signs = len(re.findall(r"[=+<>-]", rest))
    return commands + (len(rest) - 1.6 * scripts) * _LETTER + 0.5 * signs, _FRACTION if tall else 1.05


def _command_width(name: str) -> float:
    return _WIDE.get(name, _LETTER * len(name) if name in _UPRIGHT else 0.6)


_COMMAND = re.compile(r"\\([A-Za-z]+|.)")
_FRAC = re.compile(r"\\frac\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}")
_UPRIGHT = frozenset({"ln", "sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "det", "operatorname"})
