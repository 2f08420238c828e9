"""Questions and workings as blocks: what sheets, keys and slides have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from mcdocs.documents.blocks import Block, Display, Line, Working
from mcdocs.language.notation import Coloured, Math, Raw, Relation
from mcdocs.language.prose import Text
from mcdocs.problems.model import Question, RubricLine


def shown(question: Question) -> tuple[Block, ...]:
    """What stands below the prompt of a question: formulas, or a working whose lines are numbered."""
    if question.kind != "error":
        return tuple(map(Display, question.displays))
    lines = [(*_split(math), number) for number, math in enumerate(question.displays, 1)]
    found = groupby(lines, key=lambda line: line[0])
    return tuple(
        Working(head, tuple(Line(line, (Text(f"({number})"),)) for _, line, number in below)) for head, below in found
    )


def _split(math: Math) -> tuple[Math, Math]:
    """The two sides of `head = line`."""
    match math:
        case Coloured(body=Relation(items=(head, line))):
            return replace(math, body=head), replace(math, body=line)
        case Relation(items=(head, line)):
            return head, line
        case _:
            raise TypeError("a line of working is an equation")


def workings(lines: Sequence[RubricLine], marked: bool = False) -> tuple[Working, ...]:
    """The lines in workings, each beginning with a head of its own; what has no head at all stands alone.

    `marked` says what of a line earned its points, as keys do and slides do not.
    """
    found: list[Working] = []
    for line in lines:
        rule = line.shares if marked and line.shares else line.rule
        block = Line(line.math, rule, line.continued, line.points, line.sharing)
        if line.head is not None or not found:
            found.append(Working(line.head if line.head is not None else Raw(""), (block,)))
        else:
            found[-1] = replace(found[-1], lines=(*found[-1].lines, block))
    return tuple(found)
