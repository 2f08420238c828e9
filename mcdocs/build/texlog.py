"""What TeX's log says about a document, told at the place in the spec that asked for the slide.

Templates mark each slide or exercise twice: with a comment `%% mcdocs: slide <n> <file>:<line>:<column>` in the `.tex`,
and with a `\\typeout{mcdocs: slide <n>}` in the log.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mcdocs.errors import DocumentError, McdocsError, MissingToolError, OutputError, Position

_MARK = re.compile(r"\s*%% mcdocs: (slide|exercise) (\d+) (.+):(\d+):(\d+)\s*$")
_TYPEOUT = re.compile(r"mcdocs: (?:slide|exercise) (\d+)\b")
_ERROR = re.compile(r"(?:(?P<file>[^\s:][^:]*\.\w+):(?P<line>\d+): |! ?)(?P<message>\S.*)")
_CONTEXT = re.compile(r"l\.(\d+) ?(.*)")
_OVERFULL = re.compile(r"Overfull \\(?P<box>[hv])box \((?P<amount>[\d.]+)pt too \w+\)(?:.*?at lines? (?P<line>\d+))?")
_MISSING_FILE = re.compile(r"File [`'](?P<file>[^']+)' not found")
_MISSING_FONT = re.compile(r"Font .* not loadable|font .* not found|mktextfm")
_TOO_FULL = re.compile(r"does not fit.*")
_UNWRITABLE = ("fwrite() failed", "I can't write on file", "No space left on device")

_SPLIT_HINT = "shorten it, or spread it over two"


@dataclass(frozen=True)
class Mark:
    """Slide (or exercise) `slide` begins after line `line` of the `.tex`; `at` is where the spec asks for it."""

    line: int
    slide: int
    at: Position
    what: str = "slide"


def marks(tex: str, source: Callable[[str, int], str]) -> list[Mark]:
    """The slides of a `.tex` in order; `source(file, line)` is that line of the spec, for the caret."""
    found = []
    for number, line in enumerate(tex.split("\n"), start=1):
        if match := _MARK.match(line):
            what, slide, file, row, column = match.groups()
            at = Position(file, int(row), int(column), source(file, int(row)))
            found.append(Mark(number, int(slide), at, what))
    return found


def problems(log: str, slides: Callable[[], list[Mark]], failed: bool) -> list[McdocsError]:
    """What is wrong with a document by its log: the error TeX stopped at, or every slide that does not fit.

    `slides` gives the slides of the document, and is asked only if anything is wrong: with the papers of a class there
    are thousands.
    """
    if failed:
        return [_stopped(log.splitlines(), slides())]
    return list(_overfull(log.splitlines(), slides())) if _OVERFULL.search(log) else []


def _stopped(lines: list[str], slides: list[Mark]) -> McdocsError:
    slide: int | None = None
    for index, line in enumerate(lines):
        if match := _TYPEOUT.match(line):
            slide = int(match[1])
        elif match := _ERROR.match(line):
            context = next((found for found in map(_CONTEXT.match, lines[index:]) if found), None)
            in_tex = (match["file"] or "").endswith(".tex")
            tex_line = int(match["line"]) if in_tex else int(context[1]) if context and not match["file"] else None
            near = context[2].strip() if context else ""
            return _told(match["message"], near, _mark(slides, slide, tex_line))
    return DocumentError("TeX stopped without saying why", at=_at(_mark(slides, slide, None)))


def _told(message: str, near: str, mark: Mark | None) -> McdocsError:
    if any(sign in message for sign in _UNWRITABLE):
        return OutputError(f"TeX cannot write its PDF: {message}", hint="is the disk full?")
    if match := _MISSING_FILE.search(message):
        return MissingToolError(f"TeX lacks the file {match['file']!r}", at=_at(mark))
    if _MISSING_FONT.search(message):
        return MissingToolError(f"TeX lacks a font: {message}", at=_at(mark))
    where = f"{mark.what} {mark.slide}" if mark else "the document"
    if match := _TOO_FULL.search(message):
        return DocumentError(f"{where} {match[0].rstrip('.')}", at=_at(mark), hint=_SPLIT_HINT)
    return DocumentError(
        f"TeX stopped at {where}: {message}", at=_at(mark), hint=f"TeX had read: {near}" if near else ""
    )


def _overfull(lines: list[str], slides: list[Mark]) -> Iterator[DocumentError]:
    """One error for each slide with something too wide or too high: the worst of it."""
    slide: int | None = None
    worst: dict[Mark | None, tuple[float, str]] = {}
    for line in lines:
        if match := _TYPEOUT.match(line):
            slide = int(match[1])
        elif match := _OVERFULL.match(line):
            mark = _mark(slides, slide, int(match["line"]) if match["line"] else None)
            amount = float(match["amount"]), "wide" if match["box"] == "h" else "high"
            worst[mark] = max(amount, worst.get(mark, amount))
    for mark, (points, way) in worst.items():
        where = f"{mark.what} {mark.slide}" if mark else "the document"
        yield DocumentError(f"{where} does not fit: {points:.1f}pt too {way}", at=_at(mark), hint=_SPLIT_HINT)


def _mark(slides: list[Mark], slide: int | None, tex_line: int | None) -> Mark | None:
    """The slide the log was at, by its number; else the last one that begins before the line of the `.tex`."""
    for mark in slides:
        if mark.slide == slide:
            return mark
    before = [mark for mark in slides if tex_line is not None and mark.line <= tex_line]
    return before[-1] if before else None


def _at(mark: Mark | None) -> Position | None:
    return mark.at if mark else None
