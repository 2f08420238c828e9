"""Sheets and keys as documents: what a table of a set's documents is made from.

`worksheet` is given a sheet, which knows no solution, and so cannot show one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from mcdocs.documents import blocks
from mcdocs.documents.blocks import Block, Display, Document
from mcdocs.documents.pictures.scene import Scene
from mcdocs.documents.remembered import remembered
from mcdocs.documents.sheets import Paper, Papers, Part, Problem, Slip, Solved
from mcdocs.language.prose import Formula
from mcdocs.problems.model import Exercise, Key, Question, Sheet, Solution
from mcdocs.problems.shown import shown, workings
from mcdocs.problems.solutions import solutions


@dataclass(frozen=True)
class Handout:
    """A document of a problem set: its format, and what makes it. `of` is given a sheet, or a key."""

    format: str
    of: Callable[[Key], Document | Papers]
    reveal: bool = False


def worksheet(sheet: Sheet) -> Paper:
    """The questions, with room for the answers."""
    return _paper(sheet, "worksheet", tuple(map(_asked, sheet.exercises)))


def answer_key(key: Key) -> Paper:
    """The answers, the working with what each line is worth, and mistakes to look for."""
    problems = tuple(
        _answered(exercise, key.pictures.get(exercise.number), *(key.solutions[each.id] for each in exercise.questions))
        for exercise in key.sheet.exercises
    )
    return _paper(key.sheet, "key", problems)


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


@remembered(most=1_000)
def _asked(exercise: Exercise) -> Problem:
    return _problem(exercise, [_part(each) for each in exercise.questions])


@remembered(most=1_000)
def _answered(exercise: Exercise, picture: Scene | None, *solutions: Solution) -> Problem:
    solved = [_solved(each, solution) for each, solution in zip(exercise.questions, solutions, strict=True)]
    return _problem(replace(exercise, picture=picture), solved)


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


def _solved(question: Question, solution: Solution) -> Solved:
    slips = tuple(Slip(mistake.why, (Formula(mistake.math),)) for mistake in solution.mistakes)
    part = replace(_part(question), room=0)
    return Solved(question.id, part, solution.shown, workings(solution.working, marked=True), slips)
