"""Counts over many papers that take no more memory for ten thousand than for ten."""

from __future__ import annotations

import hashlib
from collections import Counter

from mcdocs.specs.scratch import Scratch


class Distinct:
    """How many different things were added. Their digests are on disk."""

    def __init__(self) -> None:
        self._scratch = Scratch("CREATE TABLE seen (digest BLOB PRIMARY KEY) WITHOUT ROWID")

    def add(self, thing: object) -> None:
        """Count a thing, by its `repr`, unless it was added before. Raises OutputError when the disk is full."""
        digest = hashlib.blake2b(repr(thing).encode("utf-8", "surrogatepass"), digest_size=16).digest()
        self._scratch.do("INSERT OR IGNORE INTO seen VALUES (?)", digest)

    def __len__(self) -> int:
        return int(self._scratch.one("SELECT count(*) FROM seen"))


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
