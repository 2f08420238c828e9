"""The versions of a class, however large it is: kept in a file that has no name, a line each, and read when asked for.

A class of ten thousand takes as much memory as one of ten, but for the ids and where their lines begin.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping

from mcdocs.problems.versions import Version, version_of, version_text

_SIZE_BITS = 28


class Shelf(Mapping[str, Version]):
    """The versions by student, in the order in which the students came first; the last one put there counts."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="mcdocs-")  # noqa: SIM115 - it goes when the shelf does
        self._places: dict[str, int] = {}
        self._end = 0

    def put(self, version: Version) -> None:
        """Keep a version, instead of what its student had before. Raises OSError when the disk is full."""
        line = version_text(version).encode("utf-8", "surrogatepass")
        os.pwrite(self._file.fileno(), line, self._end)
        self._places[version.student] = self._end << _SIZE_BITS | len(line)
        self._end += len(line)

    def __getitem__(self, student: str) -> Version:
        place = self._places[student]
        line = os.pread(self._file.fileno(), place & (1 << _SIZE_BITS) - 1, place >> _SIZE_BITS)
        return version_of(student, line.decode("utf-8", "surrogatepass"))

    def __contains__(self, student: object) -> bool:
        return student in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
