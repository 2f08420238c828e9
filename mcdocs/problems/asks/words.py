"""How questions are put, and how their points are shared among the lines of the working."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
            found.append(RubricLine(plain(line.math), line.rule, 0, head, line.continued))
    return found


def shared(lines: Sequence[RubricLine], points: int) -> tuple[RubricLine, ...]:
    """The lines with points that add up: as equal as can be, what is left over first to the last line.

    A line that no rule gave only says what is done, and earns nothing. Where there are fewer points than lines the last
    line has one, and the first ones.
    """
    steps = [place for place, line in enumerate(lines) if not line.continued]
    steps = [place for place in steps if lines[place].rule or place == steps[-1]]
    each, left = divmod(points, len(steps))
    order = [steps[-1], *steps[:-1]]
    worth = dict.fromkeys(steps, each)
    for place in order[:left]:
        worth[place] += 1
    return tuple(replace(line, points=worth.get(place, 0)) for place, line in enumerate(lines))
