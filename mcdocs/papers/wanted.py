"""Whose papers are to be made: their ids on disk, so that a large class is no larger in memory."""

from __future__ import annotations

from collections.abc import Iterator

from mcdocs.specs.scratch import Scratch


class Wanted:
    """The ids of students, in the order in which they were added."""

    def __init__(self) -> None:
        self._scratch = Scratch("CREATE TABLE wanted (place INTEGER PRIMARY KEY, id TEXT)")

    def add(self, student: str) -> None:
        """Add a student. Raises OutputError when the disk is full."""
        self._scratch.do("INSERT INTO wanted (id) VALUES (?)", student)

    def __iter__(self) -> Iterator[str]:
        return (id for (id,) in self._scratch.rows("SELECT id FROM wanted ORDER BY place"))

    def __len__(self) -> int:
        return int(self._scratch.one("SELECT count(*) FROM wanted"))
