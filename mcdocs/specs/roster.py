"""The roster of a class: a CSV file with a row for each student, as spreadsheets and learning systems write it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from mcdocs.errors import McdocsError, Position, SpecError, raise_all
from mcdocs.specs.lines import Mark, open_table
from mcdocs.specs.scratch import Scratch

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
    """A field with where it begins in the file, and the line it stands in."""

    text: str
    start: Mark
    line: str

    def at(self, file: str) -> Position:
        """Its place."""
        return _span(file, self.start, self.line, len(self.text))


class Roster:
    """The students of a class, on disk: one of a hundred thousand takes as much memory as one of ten."""

    def __init__(self) -> None:
        self._scratch = Scratch(
            "CREATE TABLE students (place INTEGER PRIMARY KEY, id TEXT UNIQUE, name TEXT)",
            "CREATE TABLE seen (id TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID",
        )

    @classmethod
    def of(cls, students: Iterable[Student]) -> Roster:
        """The class of these students, whose ids differ."""
        roster = cls()
        for student in students:
            roster.add(student)
        return roster

    def add(self, student: Student) -> None:
        """Add a student. Raises OutputError when the disk is full."""
        self._scratch.do("INSERT INTO students (id, name) VALUES (?, ?)", student.id, student.name)

    def first_line(self, id: str, line: int) -> int:
        """The line where an id was first; from now on this one, when it was not yet. Capitals do not count."""
        self._scratch.do("INSERT OR IGNORE INTO seen VALUES (?, ?)", id.lower(), line)
        return int(self._scratch.one("SELECT line FROM seen WHERE id = ?", id.lower()))

    def name(self, id: str) -> str | None:
        """The name of a student, which may be empty; None for nobody."""
        found = self._scratch.one("SELECT name FROM students WHERE id = ?", id)
        return None if found is None else str(found)

    def ids(self) -> Iterator[str]:
        """The ids in order, whatever the order of the students."""
        return (id for (id,) in self._scratch.rows("SELECT id FROM students ORDER BY id"))

    def __iter__(self) -> Iterator[Student]:
        return (Student(*row) for row in self._scratch.rows("SELECT id, name FROM students ORDER BY place"))

    def __len__(self) -> int:
        return int(self._scratch.one("SELECT count(*) FROM students"))


def is_student_id(text: str) -> bool:
    """Whether a text can name a student, and the folder of the papers."""
    return _ID.fullmatch(text) is not None and _RESERVED.fullmatch(text) is None


def read_roster(path: Path) -> Roster:
    """The students of a roster, in its order.

    Raises SpecError, each at its line and column and all of them together, for a file that is no roster, rows that do
    not fit the first one, and ids that are missing, given twice, or cannot name a folder.
    """
    with open_table(path, MAX_BYTES) as stream:
        return _read(stream, str(path))


def _read(lines: Iterator[str], file: str) -> Roster:
    first = next(lines, "")
    rows = _rows(chain([first], lines), file)
    header = next(rows, None)
    top = _span(file, (0, 0), first.rstrip("\r\n"))
    if header is None:
        raise SpecError("the roster is empty", at=top, hint=_HEADER_HINT)
    columns = _columns(header, file)
    roster = Roster()
    errors: list[McdocsError] = []
    for row in rows:
        problem = _problem(row, columns, roster, file)
        if problem is None:
            names = [row[column].text for column in columns.names]
            roster.add(Student(row[columns.id].text, " ".join(filter(None, names))))
            continue
        errors.append(problem)
        if len(errors) == MOST_REPORTED:
            break
    raise_all(errors)
    if not len(roster):
        raise SpecError("the roster has no students", at=top, hint="each needs a line below the first one")
    return roster


_HEADER_HINT = "the first line names the columns: id,name"


@dataclass(frozen=True)
class _Columns:
    """Where the ids stand, and the names or the parts of names; `count` is how many columns there are."""

    id: int
    names: tuple[int, ...]
    count: int


def _columns(header: list[_Cell], file: str) -> _Columns:
    words = [" ".join(cell.text.lower().replace("_", " ").split()) for cell in header]
    for place, word in enumerate(words):
        if word in (*ID_COLUMNS, *NAME_COLUMNS) and word in words[:place]:
            message = f"two columns are called {word!r}"
            raise SpecError(message, at=header[place].at(file), hint="take one of them out")

    def column(names: tuple[str, ...]) -> int | None:
        return next((words.index(name) for name in names if name in words), None)

    ids = column(ID_COLUMNS)
    if ids is None:
        there = ", ".join(_short(cell.text) for cell in header[:MOST_REPORTED])
        at = _span(file, header[0].start, header[0].line, len(header[0].line) - header[0].start[1])
        raise SpecError(f"no column is called 'id'; there is {there}", at=at, hint=_HEADER_HINT)
    whole = column((*NAME_COLUMNS, "student"))  # beside a column of ids, a student is a name
    parts = (whole,) if whole not in (None, ids) else (column(FIRST_NAMES), column(LAST_NAMES))
    return _Columns(ids, tuple(part for part in parts if part is not None), len(header))


def _problem(row: list[_Cell], columns: _Columns, roster: Roster, file: str) -> SpecError | None:
    """What is wrong with a row, if anything; the roster has seen its id. Empty fields at the end are none."""
    count = columns.count
    if len(row) < count or any(cell.text for cell in row[count:]):
        cell = row[count] if len(row) > count else row[-1]
        quotes = 'a name with the separator in it stands in quotes: "Noether, Emmy"'
        hint = quotes if len(row) > count else "a field without a text is there too: s1034,"
        fields = "1 field" if len(row) == 1 else f"{len(row)} fields"
        message = f"this row has {fields}, the first line has {count}"
        return SpecError(message, at=cell.at(file), hint=hint)
    cell = row[columns.id]
    if not cell.text:
        return SpecError("the id is missing", at=cell.at(file))
    if _SHORTENED.fullmatch(cell.text):
        hint = "format the column as text in the spreadsheet, and export it again"
        return SpecError(f"{cell.text!r} is a number that a spreadsheet has shortened", at=cell.at(file), hint=hint)
    if not is_student_id(cell.text):
        return SpecError(f"{_short(cell.text)} cannot be an id", at=cell.at(file), hint=_ID_HINT)
    # Some disks take `Ada` and `ada` for the same folder.
    before = roster.first_line(cell.text, cell.start[0] + 1)
    if before != cell.start[0] + 1:
        return SpecError(f"the id {cell.text!r} is given twice, first in line {before}", at=cell.at(file))
    for other in (row[column] for column in columns.names):
        if len(other.text) > MAX_NAME:
            message = f"this name has {len(other.text)} characters, at most {MAX_NAME} fit on a sheet"
            return SpecError(message, at=other.at(file), hint="is a quote missing somewhere?")
        if bad := next((char for char in other.text if not (char.isprintable() or char in _JOINERS)), ""):
            return SpecError(f"the character U+{ord(bad):04X} cannot be printed", at=other.at(file), hint="delete it")
    return None


def _short(text: str) -> str:
    return repr(text) if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]!r}..."


def _span(file: str, start: Mark, line: str, length: int = 1) -> Position:
    return Position(file, start[0] + 1, start[1] + 1, line, max(1, length))


# ── comma-separated values (RFC 4180), with places ───────────────────────────────────────────────────────────────────


def _rows(lines: Iterable[str], file: str) -> Iterator[list[_Cell]]:
    """The rows that are not blank. Raises SpecError for a quote that is not closed, or that something follows."""
    separator = ""
    for number, text in enumerate(lines):
        line = text.rstrip("\r\n")
        if not number and _EXCEL.fullmatch(line):
            continue
        separator = separator or _separator(line)
        row: list[_Cell] = []
        place = -1 if line.strip(f"{separator} ") else len(line)
        while place < len(line):
            start = (number, place + 1)
            quoted = line.startswith('"', start[1])
            cell, place = _quoted(line, start, file) if quoted else _plain(line, start, separator)
            row.append(cell)
            if place < len(line) and line[place] != separator:
                hint = 'a quote within quotes is written twice: "Emmy ""E."" Noether"'
                raise SpecError("something follows the closing quote", at=_span(file, (number, place), line), hint=hint)
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
    return _Cell(_seen(raw), (start[0], start[1] + indent), line), stop


def _seen(text: str) -> str:
    return text.translate(_UNSEEN).strip()


def _quoted(line: str, start: Mark, file: str) -> tuple[_Cell, int]:
    match = re.compile(r'"((?:[^"]|"")*)"[ ]*').match(line, start[1])
    if not match:
        hint = "a field ends in the line it begins in"
        raise SpecError("this quote is not closed", at=_span(file, start, line, len(line) - start[1]), hint=hint)
    return _Cell(_seen(match[1].replace('""', '"')), (start[0], start[1] + 1), line), match.end()
