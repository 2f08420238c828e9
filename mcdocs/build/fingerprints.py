"""Content hashes of files, remembered by size and times so that an unchanged file is not read again."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

Stamp = tuple[int, int, int]

_SETTLED_NS = 1_000_000_000


@dataclass(frozen=True)
class Seen:
    """A file as it was last read: its `(size, mtime, ctime)` and the hash of its content."""

    stamp: Stamp
    content: str


class Fingerprints:
    """Hashes files, reading only those whose size or times changed since `known`."""

    def __init__(self, known: dict[str, Seen]) -> None:
        self._known = known
        self._now: dict[str, Seen] = {}
        self._opened = time.time_ns()

    def of(self, path: Path) -> str:
        """The hash of the file's content; `missing` when it cannot be read, so that its return changes the hash."""
        seen = self._seen(path)
        return seen.content if seen else "missing"

    def of_all(self, paths: Iterable[Path]) -> str:
        """One hash over the names and contents of the files, whatever their order."""
        names = sorted({os.path.abspath(path) for path in paths})
        return digest("\n".join(f"{name}\0{self.of(Path(name))}" for name in names).encode())

    def unchanged(self, paths: Iterable[Path]) -> bool:
        """Whether no file was written since this object was made: what was read from them is what was hashed."""
        return all(max(seen.stamp[1:]) < self._opened for seen in map(self._seen, paths) if seen)

    def settled(self) -> dict[str, Seen]:
        """What may be remembered: a file written just before it was read may change without its times showing it."""
        limit = self._opened - _SETTLED_NS
        return {name: seen for name, seen in self._now.items() if max(seen.stamp[1:]) < limit}

    def _seen(self, path: Path) -> Seen | None:
        key = os.path.abspath(path)
        if key not in self._now:
            try:
                status = path.stat()
                stamp = (status.st_size, status.st_mtime_ns, status.st_ctime_ns)
                known = self._known.get(key)
                same = known is not None and known.stamp == stamp
                self._now[key] = known if known and same else Seen(stamp, digest(path.read_bytes()))
            except OSError:
                return None
        return self._now[key]


def digest(content: bytes) -> str:
    """The hash of a content."""
    return hashlib.sha256(content).hexdigest()


def code_files() -> list[Path]:
    """The Python files of mcdocs itself: another version of the code is another input of every document."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return [
        Path(folder, name)
        for folder, _, names in os.walk(package)
        for name in names
        if name.endswith(".py") and os.path.basename(folder) != "__pycache__"
    ]
