"""The versions of a class, however large it is: kept on disk, a line each, and read when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mcdocs.problems.versions import Version, version_of, version_text
from mcdocs.specs.scratch import Scratch

_TABLE = "CREATE TABLE versions (place INTEGER PRIMARY KEY, student TEXT UNIQUE, line BLOB)"


class Shelf(Mapping[str, Version]):
    """The versions by student, in the order in which the students came first; the last one put there counts.

    A class of ten thousand takes as much memory as one of ten.
    """

    def __init__(self) -> None:
        self._scratch = Scratch(_TABLE)

    def put(self, version: Version) -> None:
        """Keep a version, instead of what its student had before. Raises OutputError when the disk is full."""
        self._scratch.do(
            "INSERT INTO versions (student, line) VALUES (?, ?) ON CONFLICT DO UPDATE SET line = excluded.line",
            version.student,
            version_text(version).encode("utf-8", "surrogatepass"),
        )

    def by_id(self) -> Iterator[Version]:
        """The versions in the order of their students' ids."""
        for student, line in self._scratch.rows("SELECT student, line FROM versions ORDER BY student"):
            yield _read(student, line)

    def __getitem__(self, student: str) -> Version:
        line = self._scratch.one("SELECT line FROM versions WHERE student = ?", student)
        if line is None:
            raise KeyError(student)
        return _read(student, line)

    def __contains__(self, student: object) -> bool:
        return self._scratch.one("SELECT 1 FROM versions WHERE student = ?", student) is not None

    def __iter__(self) -> Iterator[str]:
        return (student for (student,) in self._scratch.rows("SELECT student FROM versions ORDER BY place"))

    def __len__(self) -> int:
        return int(self._scratch.one("SELECT count(*) FROM versions"))


def _read(student: str, line: bytes) -> Version:
    return version_of(student, line.decode("utf-8", "surrogatepass"))
