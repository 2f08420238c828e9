"""The manifest of a class: which version each student got, what was drawn for it, and the hashes of the papers.

It is JSON with one line for each student, so that a text editor and a diff can show it. It does not hold the secret:
with it the papers and keys of its students can be made again, so it is the teacher's, but nobody else's can.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from mcdocs.errors import Position, SpecError
from mcdocs.problems.shelf import Shelf
from mcdocs.problems.versions import Version, Wrong, hashes, mapping, once, read_version, text_of, version_text

FORMAT = 1
_STUDENTS, _END = ' "students": {\n', " }\n"


@dataclass(frozen=True)
class Manifest:
    """A class and its versions by student. `spec` is the set's file within the course.

    `sources` are the hashes of the files the papers were made from, by their place in the course; `secret` a code by
    which another secret is noticed; `tool` the version of mcdocs.
    """

    set_name: str
    spec: str
    tool: str
    secret: str
    sources: Mapping[str, str]
    versions: Mapping[str, Version]


def lines_of(manifest: Manifest, versions: Iterable[Version]) -> Iterator[str]:
    """The text of a manifest, line by line, with these versions instead of its own."""
    head = {
        "manifest": FORMAT,
        "mcdocs": manifest.tool,
        "set": manifest.set_name,
        "spec": manifest.spec,
        "secret": manifest.secret,
        "sources": dict(sorted(manifest.sources.items())),
    }
    yield "{\n"
    for key, value in head.items():
        yield f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)},\n"
    yield _STUDENTS.rstrip("\n")
    for number, version in enumerate(versions):
        yield f"{',' if number else ''}\n  {json.dumps(version.student)}: {version_text(version)}"
    yield f"\n{_END}}}\n"


def read_manifest(path: Path) -> Manifest:
    """The manifest in a file. Raises SpecError, at its place, for what is no manifest or cannot be read.

    Its versions are not held in memory.
    """
    try:
        with path.open(encoding="utf-8-sig") as stream:
            return _by_lines(stream)
    except (ValueError, OSError, RecursionError):
        return _whole(path)  # it knows JSON in any form, and says what is wrong and where


def _by_lines(stream: IO[str]) -> Manifest:
    """A manifest as it was written, a line for each student. Raises ValueError for any other form."""
    head: list[str] = []
    for line in stream:
        if line == _STUDENTS:
            break
        head.append(line)
    data = json.loads("".join([*head, ' "students": {}}']), object_pairs_hook=once)
    versions = Shelf()
    more = True
    for line in stream:
        if line == _END:
            break
        if not more or not line.startswith("  ") or line == "  ":
            raise ValueError("a comma is missing")
        more = line.endswith(",\n")
        ((student, value),) = json.loads(f"{{{line.strip().removesuffix(',')}}}", object_pairs_hook=once).items()
        if student in versions:
            raise ValueError("a student is there twice")
        versions.put(read_version(student, value))
    if (versions and more) or stream.read() != "}\n":
        raise ValueError("the end is missing")
    return replace(_manifest(data), versions=versions)


def place_of(path: Path, student: str) -> Position:
    """Where a student stands in a manifest."""
    return _place(path, path.read_text(encoding="utf-8-sig"), student)


def _whole(path: Path) -> Manifest:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise SpecError(f"cannot be read: {reason}", at=Position(str(path), 1, 1)) from error
    try:
        data = json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        at = Position(str(path), error.lineno, error.colno, _line(text, error.lineno))
        raise SpecError(f"this is not JSON: {error.msg}", at=at, hint=_HINT) from error
    except RecursionError:
        raise SpecError("this is nested too deeply for a manifest", at=Position(str(path), 1, 1)) from None
    except Wrong as wrong:
        raise SpecError(str(wrong), at=_place(path, text, wrong.near, last=True), hint=_HINT) from None
    try:
        return _manifest(data)
    except Wrong as wrong:
        raise SpecError(str(wrong), at=_place(path, text, wrong.near), hint=_HINT) from None


_HINT = "a manifest is what `mcdocs assign` wrote: take it from a backup, or assign anew"


def _manifest(data: Any) -> Manifest:
    whole = mapping(data, "the manifest", "")
    if whole.get("manifest") != FORMAT:
        raise Wrong(f"this is no manifest of a kind that mcdocs knows: 'manifest' must be {FORMAT}", "manifest")
    students = mapping(whole.get("students"), "'students'", "students")
    return Manifest(
        set_name=text_of(whole, "set"),
        spec=text_of(whole, "spec"),
        tool=text_of(whole, "mcdocs"),
        secret=text_of(whole, "secret"),
        sources=hashes(whole, "sources", "sources"),
        versions={student: read_version(student, value) for student, value in students.items()},
    )


def _line(text: str, number: int) -> str:
    lines = text.splitlines()
    return lines[number - 1] if 0 < number <= len(lines) else ""


def _place(path: Path, text: str, near: str, *, last: bool = False) -> Position:
    """The first line with this word as a key, or the last; or the beginning."""
    key = json.dumps(near)
    lines = list(enumerate(text.splitlines(), start=1))
    for number, line in reversed(lines) if last else lines:
        if near and (column := line.find(key)) >= 0:
            return Position(str(path), number, column + 1, line, len(key))
    return Position(str(path), 1, 1, _line(text, 1))
