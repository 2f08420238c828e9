"""Counts over many papers that take no more memory for ten thousand than for ten."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter


class Distinct:
    """How many different things were added. Their digests are in a file that has no name, not in memory."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)  # on disk, and gone when this is
        self._base.execute("PRAGMA synchronous = OFF")
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("CREATE TABLE seen (digest BLOB PRIMARY KEY) WITHOUT ROWID")

    def add(self, thing: object) -> None:
        """Count a thing, by its `repr`, unless it was added before. Raises sqlite3.Error when the disk is full."""
        digest = hashlib.blake2b(repr(thing).encode("utf-8", "surrogatepass"), digest_size=16).digest()
        self._base.execute("INSERT OR IGNORE INTO seen VALUES (?)", (digest,))

    def __len__(self) -> int:
        (count,) = self._base.execute("SELECT count(*) FROM seen").fetchone()
        return int(count)


class Spread:
    """The least, the median and the most of whole numbers, or of others to `digits`: they are counted, not kept."""

    def __init__(self, digits: int = 0) -> None:
        self._digits = digits
        self._counts: Counter[float] = Counter()

    def add(self, value: float) -> None:
        """Count a value."""
        self._counts[round(value, self._digits)] += 1

    def __str__(self) -> str:
        half = (self._at((self._counts.total() - 1) // 2) + self._at(self._counts.total() // 2)) / 2
        least, middle, most = (f"{each:.{self._digits}f}" for each in (min(self._counts), half, max(self._counts)))
        return f"{least} to {most}, half of them up to {middle}"

    def _at(self, place: int) -> float:
        """The value at a place when all are in order."""
        for value in sorted(self._counts):
            place -= self._counts[value]
            if place < 0:
                return value
        raise IndexError(place)
