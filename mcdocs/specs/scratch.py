"""A database for what would be too much for memory: in a file that has no name, and goes when nobody uses it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mcdocs.errors import OutputError


class Scratch:
    """Tables on disk, made by these statements; two megabytes of them at most are in memory."""

    def __init__(self, *tables: str) -> None:
        import sqlite3  # not every Python has it: that of a browser does without

        self._full = sqlite3.OperationalError
        self._base = sqlite3.connect("", isolation_level=None)
        for statement in ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", *tables):
            self.do(statement)

    def do(self, statement: str, *values: object) -> int:
        """Change something; how many rows that are. Raises OutputError when there is no room for it."""
        try:
            return self._base.execute(statement, values).rowcount
        except self._full as error:
            hint = "make room where temporary files go, or name another place: TMPDIR"
            raise OutputError(f"cannot write a temporary file: {error}", hint=hint) from error

    def rows(self, statement: str, *values: object) -> Iterator[Any]:
        """The rows of a query, read one by one."""
        return iter(self._base.execute(statement, values))

    def one(self, statement: str, *values: object) -> Any:
        """The first value of the first row; None when there is no row."""
        row = self._base.execute(statement, values).fetchone()
        return None if row is None else row[0]
