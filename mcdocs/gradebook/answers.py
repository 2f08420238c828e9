"""The answers of a class: a CSV file with a row for each answer, or one for each student and a column for each part."""

from __future__ import annotations

import csv
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from mcdocs.errors import Position, SpecError
from mcdocs.gradebook.results import line_of, safe
from mcdocs.specs.lines import open_table
from mcdocs.specs.roster import ID_COLUMNS

MAX_BYTES = 500_000_000
MAX_FIELD = 50_000_000
STUDENT = ID_COLUMNS
PART = ("part", "question")
ANSWER = ("answer", "response")
_HINT = "the first line names the columns: student,part,answer - or student and the parts: student,1a,1b"


@dataclass(frozen=True)
class Answer:
    """What a student wrote for a part; `row` counts the rows of the file, the first line is 1.

    Of a row that is no row of its table, `problem` says why.
    """

    student: str
    part: str
    text: str
    row: int
    problem: str = ""


def table_to_fill_in(students: Iterable[tuple[str, str]], parts: Sequence[str]) -> Iterator[str]:
    """A table without answers, line by line: one for each student, by id and name, and a column for each part."""
    yield line_of(["student", "name", *parts])
    yield from (line_of([student, safe(name), *[""] * len(parts)]) for student, name in students)


def read_answers(path: Path, parts: Container[str]) -> Iterator[Answer]:
    """The answers of a file, in its order; of the wide form those columns that `parts` names, and no others.

    Raises SpecError, at its place, for a file that is no table of answers, where that turns out.
    """
    before = csv.field_size_limit(MAX_FIELD)  # an answer may be longer than any text the module expects
    try:
        with open_table(path, MAX_BYTES) as stream:
            header = stream.readline()
            above = 1 if _EXCEL.fullmatch(header) else 0
            header = stream.readline() if above else header
            separator = max(",;\t", key=header.count)
            yield from _answers(_rows(chain([header], stream), separator, path, above), separator, path, parts)
    finally:
        csv.field_size_limit(before)


def _rows(lines: Iterable[str], separator: str, path: Path, above: int) -> Iterator[list[str]]:
    """The rows, read strictly: a quote that is not closed would make the answers of all who follow part of one.

    `above` is how many lines of the file come before these.
    """
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        begin = reader.line_num
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            with open_table(path, MAX_BYTES) as again:
                (line,) = islice(again, above + begin, above + begin + 1)
            at = Position(str(path), above + begin + 1, line.find('"') + 1 or 1, line.rstrip("\r\n"))
            hint = 'text with a separator or a quote in it stands in quotes, and a quote in it is written twice: ""'
            message = f"this row is no row of a table: {_REASONS.get(str(error), error)}"
            raise SpecError(message, at=at, hint=hint) from error
        yield row


_EXCEL = re.compile(r"\"?sep=.\"?\r?\n")  # what Excel is told the separator by
_REASONS = {"unexpected end of data": "a quote is opened and never closed"}


def _answers(rows: Iterator[list[str]], separator: str, path: Path, parts: Container[str]) -> Iterator[Answer]:
    header = next(rows, [])
    names = [" ".join(name.lower().replace("_", " ").split()) for name in header]
    at = Position(str(path), 1, 1, ",".join(header)[:300], 1)
    if (student := _column(names, STUDENT)) is None:
        raise SpecError("no column is called 'student'", at=at, hint=_HINT)
    part, answer = _column(names, PART), _column(names, ANSWER)
    columns = [place for place, name in enumerate(names) if name in parts]
    if (part is None or answer is None) and not columns:
        raise SpecError("no column holds answers", at=at, hint=_HINT)
    for number, row in enumerate(rows, 2):
        if not any(map(str.strip, row)):
            continue
        cells = [*row, *[""] * (len(header) - len(row))]
        who = cells[student].strip()
        beyond = any(map(str.strip, cells[len(header) :]))
        if beyond and answer is not None and answer == len(header) - 1:
            # an answer without quotes, cut at its own commas
            cells[answer] = separator.join(cells[answer:]).rstrip(f"{separator} ")
        elif beyond:
            counted = f"has {len(row)} fields, the first line has {len(header)}"
            problem = f"{counted}: an answer with {separator!r} in it needs quotes"
            yield Answer(who, "", separator.join(row), number, problem)
            continue
        if part is not None and answer is not None:
            yield Answer(who, cells[part].strip().lower(), cells[answer], number)
        else:
            yield from (Answer(who, names[place], cells[place], number) for place in columns if cells[place].strip())


def _column(names: list[str], called: tuple[str, ...]) -> int | None:
    return next((names.index(name) for name in called if name in names), None)
