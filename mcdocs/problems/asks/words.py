"""How questions are put, and workings as lines of a rubric."""

from __future__ import annotations

from collections.abc import Sequence

from mcdocs.calculus.layout import Layout
from mcdocs.documents import blocks
from mcdocs.documents.pieces.subjects import Subject
from mcdocs.language.notation import Answer, Math
from mcdocs.language.prose import Formula, Inline, Text
from mcdocs.problems.model import RubricLine

SAME_IN_THE_OTHER = 1  # point, for writing in the second layout what was found in the first


def sentence(*pieces: str | Math) -> Inline:
    """Words and formulas in a row."""
    return tuple(Text(piece) if isinstance(piece, str) else Formula(piece) for piece in pieces)


def in_layout(subject: Subject, layout: Layout) -> str:
    """` in numerator layout`, where the layouts differ."""
    return f" in {layout} layout" if subject.aspect.axes(layout) else ""


def plain(math: Math) -> Math:
    """The formula that is an answer, without saying so."""
    return math.body if isinstance(math, Answer) else math


def lines_of(workings: Sequence[blocks.Working]) -> list[RubricLine]:
    """The lines of workings below each other; the first of each has its head."""
    found: list[RubricLine] = []
    for working in workings:
        for number, line in enumerate(working.lines):
            head = None if number else working.head
            found.append(RubricLine(plain(line.math), line.rule, head, line.continued))
    return found
