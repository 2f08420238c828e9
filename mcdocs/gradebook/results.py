"""The graded answers as a table that spreadsheets open safely."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from mcdocs.grading.marks import Mark

COLUMNS = ("student", "part", "status", "points", "out of", "diagnosis", "feedback", "understood", "answer")
# What makes a spreadsheet take a cell for a formula and run it.
_RUNS = (*"=+-@\t\r\n", *"＝＋－＠")
MAX_SHOWN = 1_000


@dataclass(frozen=True)
class Row:
    """What became of one answer; `status` is one of a mark's, or `missing`, or `error` for a row that fits nowhere."""

    student: str
    part: str
    status: str
    points: Fraction | None
    out_of: int | None
    diagnosis: str = ""
    feedback: str = ""
    understood: str = ""
    answer: str = ""


def row_of(student: str, part: str, worth: int, mark: Mark, answer: str) -> Row:
    """The row of a marked answer."""
    points = None if mark.credit is None else mark.credit * worth
    return Row(student, part, mark.status, points, worth, mark.diagnosis, mark.feedback, mark.understood, answer)


def total_of(student: str, rows: Sequence[Row]) -> Row:
    """The points of a student; what is undecided is still to come."""
    points = sum((row.points for row in rows if row.points is not None), Fraction(0))
    out_of = sum(row.out_of or 0 for row in rows)
    left = sum(row.status == "undecided" for row in rows)
    feedback = f"{left} to be decided by a person" if left else ""
    return Row(student, "total", "undecided" if left else "graded", points, out_of, feedback=feedback)


def line_of(cells: Iterable[str]) -> str:
    """A line of CSV (RFC 4180)."""
    stream = io.StringIO()
    csv.writer(stream).writerow(cells)
    return stream.getvalue()


def lines_of(rows: Iterable[Row]) -> str:
    """Rows as lines of CSV, below one of `COLUMNS`."""
    return "".join(line_of(safe(cell) for cell in _cells(row)) for row in rows)


def _cells(row: Row) -> Iterator[str]:
    yield from (row.student, row.part, row.status)
    yield "" if row.points is None else number(row.points)
    yield "" if row.out_of is None else str(row.out_of)
    answer = row.answer if len(row.answer) <= MAX_SHOWN else f"{row.answer[:MAX_SHOWN]}..."
    yield from (row.diagnosis, row.feedback, row.understood, answer)


def number(points: Fraction) -> str:
    """Points in decimals, at most two."""
    return f"{float(points):.2f}".rstrip("0").rstrip(".")


def safe(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would take for a formula."""
    printable = "".join(char if char.isprintable() or char in "\n\t" else "\N{REPLACEMENT CHARACTER}" for char in cell)
    return f"'{printable}" if printable.startswith(_RUNS) else printable
