"""Manifests: written line by line, read back, and everything wrong with one said at its place."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from mcdocs.errors import SpecError
from mcdocs.problems.manifest import Manifest, lines_of, read_manifest
from mcdocs.problems.seed import PUBLIC
from mcdocs.problems.versions import Version

HASH = "0123456789abcdef" * 4
ADA = Version(
    "ada", "Ada Example", "K7QM2ABC", PUBLIC.at("ada"), (0, 3), ({"a": "3", "f": "sin(x)"}, {}), {"key.pdf": HASH}, HASH
)
BO = replace(ADA, student="bo", name='李 & "Bo"', attempts=())
MANIFEST = Manifest("set", "specs/problems/set.yaml", "0.1.0", "CODE", {"specs/problems/set.yaml": HASH}, {})


def written(path: Path, *versions: Version) -> str:
    text = "".join(lines_of(MANIFEST, versions))
    path.write_text(text, encoding="utf-8")
    return text


@pytest.mark.parametrize("versions", [(), (ADA,), (ADA, BO)])
def test_what_is_written_is_read(versions: tuple[Version, ...], tmp_path: Path) -> None:
    written(tmp_path / "m.json", *versions)
    assert read_manifest(tmp_path / "m.json") == replace(MANIFEST, versions={v.student: v for v in versions})


def test_a_student_is_a_line(tmp_path: Path) -> None:
    alone, both = written(tmp_path / "m.json", ADA), written(tmp_path / "m.json", ADA, BO)
    assert len(both.splitlines()) == len(alone.splitlines()) + 1


CHANGED = {
    "another kind": (("manifest",), 2, "2:2: this is no manifest of a kind that mcdocs knows"),
    "no students": (("students",), None, "'students' must be a mapping"),
    "a set that is a number": (("set",), 3, "4:2: 'set' must be a text"),
    "no hash": (("sources",), {"a": "b"}, "'sources' must be a mapping of names to SHA-256 hashes"),
    "draws of numbers": (("students", "ada", "draws"), [{"a": 3}], "the draws of 'ada' must be"),
    "attempts that are none": (
        ("students", "ada", "attempts"),
        [True],
        "'attempts' of 'ada' must be a list of numbers",
    ),
    "a seed that is none": (("students", "ada", "seed"), "abc", "'seed' of 'ada' must be 64 hexadecimal digits"),
    "a file without hash": (("students", "ada", "files"), {"key.pdf": "x"}, "'files' must be a mapping"),
    "no version": (("students", "ada", "version"), None, "'version' of 'ada' must be a text"),
    "a student who climbs": (("students", "../ada"), {}, "'../ada' cannot name a student"),
    "a student who is a list": (("students", "ada"), [], "what 'ada' got must be a mapping"),
}


@pytest.mark.parametrize("name", CHANGED)
def test_what_is_wrong_is_said(name: str, tmp_path: Path) -> None:
    place, value, message = CHANGED[name]
    path = tmp_path / "m.json"
    data = json.loads(written(path, ADA))
    part = data
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = value
    path.write_text(json.dumps(data, indent=1), encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        read_manifest(path)
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{path}:")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"manifest": 1,', "1:16: this is not JSON"),
        ("[]", "1:1: the manifest must be a mapping"),
        ("[" * 100_000, "nested too deeply"),
        ('{"manifest": 1,\n"students": {"a": {},\n"a": {}}}', "3:1: 'a' is there twice"),
    ],
)
def test_what_is_no_manifest_is_refused(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    path.write_text(text)
    with pytest.raises(SpecError, match=message):
        read_manifest(path)
