"""About how large mathematics and words are, so that pages and pictures can be laid out. TeX measures exactly later.

Widths and heights are in em of the letters.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mcdocs.language import nodes, notation
from mcdocs.language.notation import Math
from mcdocs.language.prose import Formula, Inline, Text
from mcdocs.printers.latex import latex

Size = tuple[float, float]

_LETTER = 0.52
_FRACTION = 2.4
_UNSEEN = ("frac", "mathrm", "mathbb", "mathbf", "operatorname", "left", "right")
_WIDE = {**dict.fromkeys(_UNSEEN, 0.0), "sum": 1.4, "qquad": 4.0}


def line(text: Inline) -> Size:
    """The size of a line of text with mathematics in it."""
    return words(text), max((math(run.math)[1] for run in text if isinstance(run, Formula)), default=1.05)


def words(text: Inline) -> float:
    """The width of a line of text with mathematics in it."""
    return sum(0.5 * len(run.text) if isinstance(run, Text) else math(run.math)[0] for run in text)


def widest(text: Inline) -> float:
    """The width of what cannot be broken in a line of text: its widest formula or word."""
    words = (0.5 * len(word) for run in text if isinstance(run, Text) for word in run.text.split())
    return max((*words, *(math(run.math)[0] for run in text if isinstance(run, Formula))), default=0.0)


def math(formula: Math) -> Size:
    """The size of mathematics."""
    match formula:
        case notation.Coloured() | notation.Answer():
            return math(formula.body)
        case notation.Relation():
            sizes = [math(item) for item in formula.items]
            between = sum({"quad": 2.0, "thin": 0.2}.get(sign, 1.4) for sign in formula.signs)
            return sum(size[0] for size in sizes) + between, max(size[1] for size in sizes)
        case notation.Sizes():
            return sum(_LETTER * len(str(axis.size)) + 1.2 for axis in formula.axes) - 1.0, 1.05
        case notation.Matrix():
            width, height = _grid([[math(cell) for cell in row] for row in formula.rows])
            return width + (1.4 if formula.row_labels else 0), height + (1.0 if formula.column_labels else 0)
        case nodes.Grid():
            sizes = [math(entry) for entry in formula.entries]
            columns = int(formula.shape[-1]) if len(formula.shape) > 1 else 1
            return _grid([sizes[start : start + columns] for start in range(0, len(sizes), columns)])
        case nodes.Transpose(argument=nodes.Grid() as inner):
            return math(inner)
        case nodes.Node():
            return _formula(formula)
        case _:
            return _printed(latex(formula))


@lru_cache(maxsize=4_096)
def _formula(node: nodes.Node) -> Size:
    """The size of a formula, which is asked for every place it could be put in."""
    return _printed(latex(node))


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
    capitals = len(re.findall(r"[A-Z]", rest))
    width = commands + (len(rest) - 1.6 * scripts) * _LETTER + 0.5 * signs + 0.16 * capitals
    return width, _FRACTION if tall else 1.05


def _command_width(name: str) -> float:
    return _WIDE.get(name, _LETTER * len(name) if name in _UPRIGHT else 0.6)


_COMMAND = re.compile(r"\\([A-Za-z]+|.)")
_FRAC = re.compile(r"\\frac\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}")
_UPRIGHT = frozenset({"ln", "sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "det"})
