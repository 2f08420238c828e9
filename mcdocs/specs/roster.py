"""The roster of a class: a CSV file with a row for each student, as spreadsheets and learning systems write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mcdocs.errors import McdocsError, Position, SpecError, raise_all
from mcdocs.specs.lines import Lines, Mark, read_table

MAX_BYTES = 50_000_000
MOST_REPORTED = 20
MAX_SHOWN = 60
MAX_NAME = 200
ID_COLUMNS = ("id", "student id", "student number", "id number", "matriculation number", "username", "student")
NAME_COLUMNS = ("name", "full name", "student name")
FIRST_NAMES = ("first name", "given name", "forename", "first")
LAST_NAMES = ("last name", "surname", "family name", "last")

_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._@+-]{0,38}[A-Za-z0-9_@+-])?")
# Folders that Windows cannot have, where papers are unpacked.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
# Marks of direction and width that spreadsheets leave in names: nothing is to be seen of them.
_UNSEEN = str.maketrans(dict.fromkeys("\u200b\u200e\u200f\u2060\ufeff\u00ad"))
_JOINERS = "\u200c\u200d"  # parts of letters in the scripts of India and Persia
_SEPARATORS = ",;\t"
_ID_HINT = (
    "an id names a folder: letters, digits and . _ @ + - within, at most 40 of them, and none of Windows' own names"
)
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+\d{2,3}")  # 1.23E+11 was a long number once, perhaps of several students
_EXCEL = re.compile(r"\"?sep=.\"?")  # what Excel is told the separator by


@dataclass(frozen=True)
class Student:
    """A row of the roster. Without a column for names the name is empty."""

    id: str
    name: str = ""


@dataclass(frozen=True)
class _Cell:
    """A field with where it begins in the file."""

    text: str
    start: Mark


def is_student_id(text: str) -> bool:
    """Whether a text can name a student, and the folder of the papers."""
    return _ID.fullmatch(text) is not None and _RESERVED.fullmatch(text) is None


def read_roster(path: Path) -> list[Student]:
    """The students of a roster, in its order.

    Raises SpecError, each at its line and column and all of them together, for a file that is no roster, rows that do
    not fit the first one, and ids that are missing, given twice, or cannot name a folder.
    """
    lines = Lines.of(read_table(path, MAX_BYTES), str(path))
    rows = _rows(lines)
    header = next(rows, None)
    if header is None:
        raise SpecError("the roster is empty", at=lines.at((0, 0)), hint=_HEADER_HINT)
    columns = _columns(header, lines)
    students: list[Student] = []
    errors: list[McdocsError] = []
    seen: dict[str, int] = {}
    for row in rows:
        problem = _problem(row, columns, seen, lines)
        if problem is None:
            names = [row[column].text for column in columns.names]
            students.append(Student(row[columns.id].text, " ".join(filter(None, names))))
            continue
        errors.append(problem)
        if len(errors) == MOST_REPORTED:
            break
    raise_all(errors)
    if not students:
        raise SpecError("the roster has no students", at=lines.at((0, 0)), hint="each needs a line below the first one")
    return students


_HEADER_HINT = "the first line names the columns: id,name"


@dataclass(frozen=True)
class _Columns:
    """Where the ids stand, and the names or the parts of names; `count` is how many columns there are."""

    id: int
    names: tuple[int, ...]
    count: int


def _columns(header: list[_Cell], lines: Lines) -> _Columns:
    words = [" ".join(cell.text.lower().replace("_", " ").split()) for cell in header]
    for place, word in enumerate(words):
        if word in (*ID_COLUMNS, *NAME_COLUMNS) and word in words[:place]:
            message = f"two columns are called {word!r}"
            raise SpecError(message, at=_at(header[place], lines), hint="take one of them out")

    def column(names: tuple[str, ...]) -> int | None:
        return next((words.index(name) for name in names if name in words), None)

    ids = column(ID_COLUMNS)
    if ids is None:
        there = ", ".join(_short(cell.text) for cell in header[:MOST_REPORTED])
        at = lines.span(header[0].start, (header[0].start[0], len(lines.lines[header[0].start[0]])))
        raise SpecError(f"no column is called 'id'; there is {there}", at=at, hint=_HEADER_HINT)
    whole = column((*NAME_COLUMNS, "student"))  # beside a column of ids, a student is a name
    parts = (whole,) if whole not in (None, ids) else (column(FIRST_NAMES), column(LAST_NAMES))
    return _Columns(ids, tuple(part for part in parts if part is not None), len(header))


def _problem(row: list[_Cell], columns: _Columns, seen: dict[str, int], lines: Lines) -> SpecError | None:
    """What is wrong with a row, if anything; its id is entered in `seen`. Empty fields at the end are none."""
    count = columns.count
    if len(row) < count or any(cell.text for cell in row[count:]):
        cell = row[count] if len(row) > count else row[-1]
        quotes = 'a name with the separator in it stands in quotes: "Noether, Emmy"'
        hint = quotes if len(row) > count else "a field without a text is there too: s1034,"
        fields = "1 field" if len(row) == 1 else f"{len(row)} fields"
        message = f"this row has {fields}, the first line has {count}"
        return SpecError(message, at=_at(cell, lines), hint=hint)
    cell = row[columns.id]
    if not cell.text:
        return SpecError("the id is missing", at=_at(cell, lines))
    if _SHORTENED.fullmatch(cell.text):
        hint = "format the column as text in the spreadsheet, and export it again"
        return SpecError(f"{cell.text!r} is a number that a spreadsheet has shortened", at=_at(cell, lines), hint=hint)
    if not is_student_id(cell.text):
        return SpecError(f"{_short(cell.text)} cannot be an id", at=_at(cell, lines), hint=_ID_HINT)
    # Some disks take `Ada` and `ada` for the same folder.
    before = seen.setdefault(cell.text.lower(), cell.start[0] + 1)
    if before != cell.start[0] + 1:
        return SpecError(f"the id {cell.text!r} is given twice, first in line {before}", at=_at(cell, lines))
    for other in (row[column] for column in columns.names):
        if len(other.text) > MAX_NAME:
            message = f"this name has {len(other.text)} characters, at most {MAX_NAME} fit on a sheet"
            return SpecError(message, at=_at(other, lines), hint="is a quote missing somewhere?")
        if bad := next((char for char in other.text if not (char.isprintable() or char in _JOINERS)), ""):
            return SpecError(
                f"the character U+{ord(bad):04X} cannot be printed", at=_at(other, lines), hint="delete it"
            )
    return None


def _short(text: str) -> str:
    return repr(text) if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]!r}..."


def _at(cell: _Cell, lines: Lines) -> Position:
    return lines.at(cell.start, len(cell.text) or 1)


# ── comma-separated values (RFC 4180), with places ───────────────────────────────────────────────────────────────────


def _rows(lines: Lines) -> Iterator[list[_Cell]]:
    """The rows that are not blank. Raises SpecError for a quote that is not closed, or that something follows."""
    first = 1 if _EXCEL.fullmatch(lines.lines[0]) and len(lines.lines) > 1 else 0
    separator = _separator(lines.lines[first])
    for number, line in enumerate(lines.lines[first:], first):
        row: list[_Cell] = []
        place = -1 if line.strip(f"{separator} ") else len(line)
        while place < len(line):
            start = (number, place + 1)
            quoted = line.startswith('"', start[1])
            cell, place = _quoted(line, start, lines) if quoted else _plain(line, start, separator)
            row.append(cell)
            if place < len(line) and line[place] != separator:
                hint = 'a quote within quotes is written twice: "Emmy ""E."" Noether"'
                raise SpecError("something follows the closing quote", at=lines.at((number, place)), hint=hint)
        if row:
            yield row


def _separator(header: str) -> str:
    """What separates the fields: the sign the first line has most of."""
    return max(_SEPARATORS, key=header.count)


def _plain(line: str, start: Mark, separator: str) -> tuple[_Cell, int]:
    stop = line.find(separator, start[1])
    stop = len(line) if stop < 0 else stop
    raw = line[start[1] : stop]
    indent = len(raw) - len(raw.lstrip())
    return _Cell(_seen(raw), (start[0], start[1] + indent)), stop


def _seen(text: str) -> str:
    return text.translate(_UNSEEN).strip()


def _quoted(line: str, start: Mark, lines: Lines) -> tuple[_Cell, int]:
    match = re.compile(r'"((?:[^"]|"")*)"[ ]*').match(line, start[1])
    if not match:
        hint = "a field ends in the line it begins in"
        raise SpecError("this quote is not closed", at=lines.span(start, (start[0], len(line))), hint=hint)
    return _Cell(_seen(match[1].replace('""', '"')), (start[0], start[1] + 1)), match.end()
