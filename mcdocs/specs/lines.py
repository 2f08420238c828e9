"""The lines of a file: positions from marks, and what the text itself rules out before YAML is read."""

from __future__ import annotations

import codecs
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from mcdocs.errors import McdocsError, Position, SpecError

MAX_BYTES = 1_000_000
Mark = tuple[int, int]  # line and column, both from 0, as YAML counts

_UNPRINTABLE = re.compile("[^\x09\x0a\x0d\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INDENTING_TAB = re.compile(r"^[ ]*\t", re.MULTILINE)


@dataclass(frozen=True, eq=False)
class Lines:
    """The lines of `file`, without their breaks."""

    file: str
    lines: tuple[str, ...]

    @classmethod
    def of(cls, text: str, file: str) -> Lines:
        """The lines of a text; what breaks a line is what YAML lets break one."""
        return cls(file, tuple(text.splitlines()) or ("",))

    def at(self, mark: Mark, length: int = 1) -> Position:
        """The place of a mark. The end of the file counts as the end of its last line."""
        line, column = mark
        if line >= len(self.lines):
            line = len(self.lines) - 1
            column = len(self.lines[line])
        return Position(self.file, line + 1, column + 1, self.lines[line], max(1, length))

    def span(self, start: Mark, end: Mark) -> Position:
        """The place from `start` to `end`, or to the end of the first line."""
        line, column = start
        stop = end[1] if end[0] == line else len(self.lines[line].rstrip()) if line < len(self.lines) else column
        return self.at(start, stop - column)

    def word(self, start: Mark) -> Position:
        """The place of the word that begins at `start`."""
        line = self.lines[start[0]] if start[0] < len(self.lines) else ""
        match = re.compile(r"[^\s,\]}]+").match(line, start[1])
        return self.at(start, len(match[0]) if match else 1)


def read_text(path: Path, most: int = MAX_BYTES) -> str:
    """The text of a file an author wrote; raises SpecError for what is missing, unreadable, too large, or not UTF-8."""
    data = _bytes_of(path, most, "specs are files that end in .yaml")
    return _decoded(data, path, "save the file as UTF-8, which every editor can do")


def read_table(path: Path, most: int) -> str:
    """The text of a table that a spreadsheet wrote, in UTF-8, or in UTF-16 with its mark; raises SpecError."""
    data = _bytes_of(path, most, "a table is a CSV file")
    if data.startswith(_WORKBOOKS):
        raise SpecError("this is a workbook, not a CSV file", at=Position(str(path), 1, 1), hint=_AS_CSV)
    for mark, encoding in _UTF_16:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace").removeprefix("\ufeff")
    return _decoded(data, path, _AS_CSV)


@contextmanager
def open_table(path: Path, most: int) -> Iterator[TextIO]:
    """The same to be read line by line, breaks as they are; what is wrong is raised where it is met."""
    try:
        if not path.is_file() or path.stat().st_size > most:
            read_table(path, most)  # it says what is wrong
        with open(path, "rb") as stream:
            head = stream.read(4)
        if head.startswith(_WORKBOOKS):
            read_table(path, most)
        wide = head.startswith(tuple(mark for mark, _ in _UTF_16))
        encoding, errors = ("utf-16", "replace") if wide else ("utf-8-sig", "strict")
        with open(path, encoding=encoding, errors=errors, newline="") as text:
            yield text
    except (OSError, ValueError):
        read_table(path, most)
        raise


_AS_CSV = "save it as CSV in UTF-8; in Excel that is the file type CSV UTF-8"
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_UTF_16 = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def _bytes_of(path: Path, most: int, kind: str) -> bytes:
    nowhere = Position(str(path), 1, 1)
    try:
        # A pipe or a device would block or never end: look before opening.
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise SpecError("this is not a file", at=nowhere, hint=kind)
        with open(path, "rb") as stream:
            data = stream.read(most + 1)
    except OSError as error:
        raise SpecError(f"cannot be read: {error.strerror}", at=nowhere) from error
    except ValueError as error:
        raise SpecError(f"cannot be read: {error}", at=nowhere) from error
    if len(data) > most:
        hint = "a spec is a few lines of text" if most == MAX_BYTES else ""
        raise SpecError(f"the file is larger than {most // 1_000_000} MB", at=nowhere, hint=hint)
    return data


def _decoded(data: bytes, path: Path, hint: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", errors="replace")
        lines = Lines.of(before + "\N{REPLACEMENT CHARACTER}", str(path))
        at = lines.at((len(lines.lines) - 1, len(lines.lines[-1]) - 1))
        raise SpecError(f"the byte 0x{data[error.start]:02x} is not UTF-8", at=at, hint=hint) from error


def check_characters(text: str, lines: Lines) -> list[McdocsError]:
    """What YAML cannot say in a friendly way: characters that cannot be printed, and tabs that indent."""
    if found := _UNPRINTABLE.search(text):
        at = lines.at(_mark_at(text, found.start()))
        return [SpecError(f"the character U+{ord(found[0]):04X} cannot be printed", at=at, hint="delete it")]
    if found := _INDENTING_TAB.search(text):
        count = len(_INDENTING_TAB.findall(text))
        more = f" (and {count - 1} more)" if count > 1 else ""
        at = lines.at(_mark_at(text, found.end() - 1))
        return [SpecError(f"this line is indented with a tab{more}", at=at, hint="indent with spaces")]
    return []


def _mark_at(text: str, index: int) -> Mark:
    before = (text[:index] + ".").splitlines()
    return (len(before) - 1, len(before[-1]) - 1)
