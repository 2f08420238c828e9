"""The answers of a class on their way to the judges, and its marks on their way to the table: on disk, not in memory.

Answers come in the order of their file, are judged student by student, are done in any order, and the table has the
order of the manifest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mcdocs.gradebook.answers import Answer
from mcdocs.specs.scratch import Scratch

_TABLES = (
    "CREATE TABLE students (place INTEGER PRIMARY KEY, id TEXT UNIQUE, small TEXT, marks TEXT)",
    "CREATE INDEX by_name ON students (small)",
    "CREATE TABLE answers (place INTEGER PRIMARY KEY, student TEXT, part TEXT, text TEXT, row INTEGER)",
    "CREATE INDEX by_student ON answers (student)",
    "CREATE TABLE strays (place INTEGER PRIMARY KEY, marks TEXT)",
)


class Pile:
    """What is there of these students. What adds to it raises OutputError when the disk is full."""

    def __init__(self, students: Iterable[str]) -> None:
        self._scratch = Scratch(*_TABLES)
        for student in students:
            self._scratch.do("INSERT INTO students (id, small) VALUES (?, ?)", student, student.lower())

    def student(self, name: str) -> str:
        """The id of a student as the class has it, where capitals do not count; nothing for nobody."""
        found = self._scratch.one("SELECT id FROM students WHERE small = ? ORDER BY place DESC", name.lower())
        return str(found or "")

    def put(self, student: str, answer: Answer) -> None:
        """Add an answer of a student."""
        self._scratch.do(
            "INSERT INTO answers (student, part, text, row) VALUES (?, ?, ?, ?)",
            student, answer.part, answer.text, answer.row,
        )  # fmt: skip

    def answers(self, student: str) -> list[Answer]:
        """The answers of a student, in the order of their file."""
        found = self._scratch.rows("SELECT part, text, row FROM answers WHERE student = ? ORDER BY place", student)
        return [Answer(student, part, text, row) for part, text, row in found]

    def mark(self, student: str, marks: str) -> None:
        """Keep the lines of the table that are a student's."""
        self._scratch.do("UPDATE students SET marks = ? WHERE id = ?", marks, student)

    def stray(self, marks: str) -> None:
        """Keep the line of an answer that is nobody's."""
        self._scratch.do("INSERT INTO strays (marks) VALUES (?)", marks)

    def marks(self) -> Iterator[str]:
        """The lines of all students, in their order, then those of nobody."""
        for table in ("students", "strays"):
            yield from (marks for (marks,) in self._scratch.rows(f"SELECT marks FROM {table} ORDER BY place"))
