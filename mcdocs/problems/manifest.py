"""The manifest of a class: which version each student got, what was drawn for it, and the hashes of the papers.

It is JSON with one line for each student, so that a text editor and a diff can show it. It does not hold the secret:
with it the papers and keys of its students can be made again, so it is the teacher's, but nobody else's can.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from mcdocs.errors import Position, SpecError
from mcdocs.problems.model import Draws
from mcdocs.problems.seed import Seed
from mcdocs.problems.shelf import Shelf
from mcdocs.specs.roster import is_student_id

FORMAT = 1
_STUDENTS, _END = ' "students": {\n', " }\n"
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Version:
    """What one student got: `draw_paper(spec, course, version.seed, student, version.attempts)` draws it again.

    `files` are the hashes (SHA-256) of the papers by file name, `inputs` that of what they were made from; `seal` is a
    code of all this that only who has the secret can make.
    """

    student: str
    name: str
    code: str
    seed: Seed
    attempts: tuple[int, ...]
    draws: Draws
    files: Mapping[str, str]
    inputs: str
    seal: str = ""

    def sealed(self, secret: Seed) -> Version:
        """The version with its seal, by the seed of the secret."""
        text = f"{self.student} {version_text(replace(self, seal=''))}"
        return replace(self, seal=hmac.digest(secret.at("record").key, text.encode(), hashlib.sha256).hex())


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


def version_text(version: Version) -> str:
    """A version as JSON, on one line."""
    data: dict[str, Any] = {
        "name": version.name,
        "version": version.code,
        "seed": version.seed.key.hex(),
        "attempts": list(version.attempts),
        "draws": [dict(values) for values in version.draws],
        "files": dict(sorted(version.files.items())),
        "inputs": version.inputs,
    }
    if version.seal:
        data["seal"] = version.seal
    return json.dumps(data, ensure_ascii=False)


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
    data = json.loads("".join([*head, ' "students": {}}']), object_pairs_hook=_once)
    versions = Shelf()
    more = True
    for line in stream:
        if line == _END:
            break
        if not more or not line.startswith("  ") or line == "  ":
            raise ValueError("a comma is missing")
        more = line.endswith(",\n")
        ((student, value),) = json.loads(f"{{{line.strip().removesuffix(',')}}}", object_pairs_hook=_once).items()
        if student in versions:
            raise ValueError("a student is there twice")
        versions.put(read_version(student, value))
    if (versions and more) or stream.read() != "}\n":
        raise ValueError("the end is missing")
    return replace(_manifest(data), versions=versions)


def version_of(student: str, text: str) -> Version:
    """A version from its line. Raises ValueError."""
    return read_version(student, json.loads(text, object_pairs_hook=_once))


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
        data = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        at = Position(str(path), error.lineno, error.colno, _line(text, error.lineno))
        raise SpecError(f"this is not JSON: {error.msg}", at=at, hint=_HINT) from error
    except RecursionError:
        raise SpecError("this is nested too deeply for a manifest", at=Position(str(path), 1, 1)) from None
    except _Wrong as wrong:
        raise SpecError(str(wrong), at=_place(path, text, wrong.near, last=True), hint=_HINT) from None
    try:
        return _manifest(data)
    except _Wrong as wrong:
        raise SpecError(str(wrong), at=_place(path, text, wrong.near), hint=_HINT) from None


_HINT = "a manifest is what `mcdocs assign` wrote: take it from a backup, or assign anew"


class _Wrong(ValueError):
    """What is wrong, and a word near which it stands."""

    def __init__(self, message: str, near: str) -> None:
        super().__init__(message)
        self.near = near


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A mapping whose keys are there once: JSON takes the last of several, and somebody would get another's key."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Wrong(f"{key!r} is there twice", key)
        found[key] = value
    return found


def _manifest(data: Any) -> Manifest:
    whole = _mapping(data, "the manifest", "")
    if whole.get("manifest") != FORMAT:
        raise _Wrong(f"this is no manifest of a kind that mcdocs knows: 'manifest' must be {FORMAT}", "manifest")
    students = _mapping(whole.get("students"), "'students'", "students")
    return Manifest(
        set_name=_text(whole, "set"),
        spec=_text(whole, "spec"),
        tool=_text(whole, "mcdocs"),
        secret=_text(whole, "secret"),
        sources=_hashes(whole, "sources", "sources"),
        versions={student: read_version(student, value) for student, value in students.items()},
    )


def read_version(student: str, value: Any) -> Version:
    """A version from its JSON data. Raises ValueError."""
    data = _mapping(value, f"what {student!r} got", student)
    if not is_student_id(student):
        raise _Wrong(f"{student!r} cannot name a student", student)
    draws = data.get("draws")
    if not isinstance(draws, list) or not all(_is_texts(values) for values in draws):
        raise _Wrong(f"the draws of {student!r} must be a list of names with texts", student)
    attempts = data.get("attempts")
    if not isinstance(attempts, list) or not all(type(count) is int and count >= 0 for count in attempts):
        raise _Wrong(f"'attempts' of {student!r} must be a list of numbers from 0", student)
    seed = _text(data, "seed", student)
    if not _HASH.fullmatch(seed):
        raise _Wrong(f"'seed' of {student!r} must be 64 hexadecimal digits", student)
    return Version(
        student=student,
        name=_text(data, "name", student),
        code=_text(data, "version", student),
        seed=Seed(bytes.fromhex(seed)),
        attempts=tuple(attempts),
        draws=tuple(draws),
        files=_hashes(data, "files", student),
        inputs=_text(data, "inputs", student),
        seal=_text(data, "seal", student) if "seal" in data else "",
    )


def _mapping(value: Any, what: str, near: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Wrong(f"{what} must be a mapping", near)
    return value


def _text(data: Mapping[str, Any], key: str, near: str = "") -> str:
    value = data.get(key)
    if not isinstance(value, str):
        raise _Wrong(f"{key!r}{f' of {near!r}' if near else ''} must be a text", near or key)
    return value


def _hashes(data: Mapping[str, Any], key: str, near: str) -> dict[str, str]:
    value = data.get(key)
    if not isinstance(value, dict) or not all(isinstance(h, str) and _HASH.fullmatch(h) for h in value.values()):
        raise _Wrong(f"{key!r} must be a mapping of names to SHA-256 hashes", near)
    return value


def _is_texts(values: Any) -> bool:
    return isinstance(values, dict) and all(isinstance(value, str) for value in values.values())


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
