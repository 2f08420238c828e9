"""Sheets and keys as documents: what a table of a set's documents is made from.

`worksheet` is given a sheet, which knows no solution, and so cannot show one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from types import MappingProxyType
from typing import Literal

from mcdocs.documents import blocks
from mcdocs.documents.blocks import Block, Display, Document, Line, Slide, Working
from mcdocs.documents.pieces.examples import paged
from mcdocs.documents.sheets import Paper, Papers, Part, Problem, Slip, Solved
from mcdocs.language.notation import Coloured, Math, Raw, Relation
from mcdocs.language.prose import Formula, Inline, Text
from mcdocs.problems.model import Exercise, Key, Question, RubricLine, Sheet, Solution

READABLE = 1.1
"""The scale of slides below which a question stands alone, so that the class can think, and its working follows."""


@dataclass(frozen=True)
class Handout:
    """A document of a problem set: its format, and what makes it. `of` is given a sheet, or a key."""

    format: str
    of: Callable[[Key], Document | Papers]
    reveal: bool = False


def worksheet(sheet: Sheet) -> Paper:
    """The questions, with room for the answers."""
    problems = tuple(_problem(exercise, [_part(each) for each in exercise.questions]) for exercise in sheet.exercises)
    return _paper(sheet, "worksheet", problems)


def answer_key(key: Key) -> Paper:
    """The answers, the working with what each line is worth, and mistakes to look for."""
    problems = tuple(
        _problem(
            replace(exercise, picture=key.pictures.get(exercise.number)),
            [_solved(each, key.solutions[each.id]) for each in exercise.questions],
        )
        for exercise in key.sheet.exercises
    )
    return _paper(key.sheet, "key", problems)


def solutions(key: Key) -> Document:
    """Slides for going through the set in class: each question, then its working line by line."""
    sheet = key.sheet
    place = sheet.exercises[0].at
    slides = [Slide(sheet.title, (), place, (Text("Solutions"),), kind="title")]
    for exercise in sheet.exercises:
        title: Inline = (Text(f"{exercise.number}\u2002"), *exercise.title)
        slides.append(Slide(title, (), exercise.at, kind="section"))
        if exercise.number in key.pictures:
            picture = blocks.Picture(key.pictures[exercise.number])
            slides.append(Slide(title, (*_formulas(exercise), picture), exercise.at, _spaces(exercise)))
        for question in exercise.questions:
            slides += _slides(exercise, question, key.solutions[question.id])
    return Document(sheet.title, tuple(slides))


HANDOUTS: Mapping[str, Handout] = MappingProxyType(
    {
        "worksheet.tex": Handout("sheet", lambda key: Papers((worksheet(key.sheet),))),
        "worksheet.md": Handout("markdown", lambda key: Papers((worksheet(key.sheet),))),
        "key.tex": Handout("sheet", lambda key: Papers((answer_key(key),))),
        "key.md": Handout("markdown", lambda key: Papers((answer_key(key),))),
        "solutions.tex": Handout("beamer", solutions, reveal=True),
        "solutions.html": Handout("html", solutions, reveal=True),
    }
)
"""By the name of the file they are written to."""


# ── papers ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _paper(sheet: Sheet, kind: Literal["worksheet", "key"], problems: tuple[Problem, ...]) -> Paper:
    points = sum(problem.points for problem in problems)
    told = sheet.instructions if kind == "worksheet" else ()
    return Paper(
        kind,
        sheet.set_name,
        sheet.title,
        told,
        sheet.version,
        sheet.student,
        points,
        problems,
        student_name=sheet.student_name,
    )


def _problem(exercise: Exercise, parts: Sequence[Part | Solved]) -> Problem:
    points = sum(question.points for question in exercise.questions)
    body = _given(exercise)
    return Problem(exercise.number, exercise.title, points, exercise.text, body, tuple(parts), exercise.at)


def _given(exercise: Exercise) -> tuple[Block, ...]:
    picture = () if exercise.picture is None else (blocks.Picture(exercise.picture),)
    return (blocks.Row(tuple(map(Display, exercise.given))), *picture)


def _part(question: Question) -> Part:
    return Part(
        _letter(question.id), question.prompt, question.points, shown(question), question.choices, question.room
    )


def _letter(id: str) -> str:
    return id.lstrip("0123456789")


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


def _solved(question: Question, solution: Solution) -> Solved:
    slips = tuple(Slip(mistake.why, (Formula(mistake.math),)) for mistake in solution.mistakes)
    part = replace(_part(question), room=0)
    return Solved(question.id, part, solution.shown, workings(solution.working), slips)


def workings(lines: Sequence[RubricLine]) -> tuple[Working, ...]:
    """The lines in workings, each beginning with a head of its own; what has no head at all stands alone."""
    found: list[Working] = []
    for line in lines:
        block = Line(line.math, line.rule, line.continued, line.points, line.sharing)
        if line.head is not None or not found:
            found.append(Working(line.head if line.head is not None else Raw(""), (block,)))
        else:
            found[-1] = replace(found[-1], lines=(*found[-1].lines, block))
    return tuple(found)


# ── slides ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _spaces(exercise: Exercise) -> Inline:
    """Where everything comes from: on a slide the quiet line below the title, so that the formulas can be large."""
    return (Formula(exercise.given[0]),)


def _formulas(exercise: Exercise) -> tuple[Block, ...]:
    """What is given beside the spaces."""
    return (blocks.Row(tuple(map(Display, exercise.given[1:]))),)


def _slides(exercise: Exercise, question: Question, solution: Solution) -> list[Slide]:
    """The question, then how it is answered, on as many slides as it takes; a puzzle is shown alone first."""
    title: Inline = (Text(f"{question.id}\u2002"), *exercise.title)
    prompt = blocks.Paragraph(question.prompt)
    said = (blocks.Paragraph(exercise.text),) if exercise.text else ()
    asked = (*said, *_formulas(exercise), prompt, *shown(question))
    told: list[Block] = [*workings(solution.working)]
    if question.choices:
        told.insert(0, blocks.Paragraph(solution.shown))
    pages = paged(asked, [(block,) for block in told], READABLE, READABLE)
    if question.choices and pages[0] != asked:
        pages.insert(0, asked)
    return [Slide(title, page, exercise.at, _spaces(exercise)) for page in pages]
