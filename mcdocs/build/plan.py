"""What a build has to make: the lectures asked for, and whether each is still as its files say."""

from __future__ import annotations

import difflib
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mcdocs.build.fingerprints import Fingerprints, code_files, digest
from mcdocs.build.state import Record, State
from mcdocs.errors import UsageError

FORMATS = ("pdf", "tex", "html", "md")
"""The kinds of files a lecture is published as; a kind is the suffix of the file's name."""


@dataclass(frozen=True)
class Lecture:
    """A lecture to publish: its spec and the folder of its documents."""

    name: str
    spec: Path
    folder: Path


def spec_files(course: Path, kind: str) -> list[Path]:
    """The specs of a kind by name, without reading them (`Course` reads them, and takes longer to import)."""
    return sorted((course / "specs" / kind).glob("*.yaml"))


def select(specs: Iterable[Path], names: Sequence[str], output: Path) -> list[Lecture]:
    """The lectures of these names, all of them when no names are given. Raises UsageError for a name there is not."""
    lectures = {spec.stem: Lecture(spec.stem, spec, output / "lectures" / spec.stem) for spec in specs}
    for name in names:
        if name not in lectures:
            near = difflib.get_close_matches(name, lectures, n=1)
            known = f"did you mean {near[0]!r}?" if near else f"the lectures are: {', '.join(lectures) or 'none yet'}"
            raise UsageError(f"there is no lecture named {name!r}", hint=known)
    return [lecture for name, lecture in lectures.items() if not names or name in names]


def course_inputs(course: Path, fingerprints: Fingerprints) -> str:
    """What every lecture depends on: the code, and which templates the course overrides."""
    overrides = sorted(
        os.path.join(folder, name) for folder, _, names in os.walk(course / "templates") for name in names
    )
    return digest("\n".join([fingerprints.of_all(code_files()), *overrides]).encode())


def lecture_inputs(common: str, files: Iterable[Path], fingerprints: Fingerprints) -> str:
    """The hash of everything a lecture was made from."""
    return digest(f"{common}\n{fingerprints.of_all(files)}".encode())


def is_current(
    lecture: Lecture, formats: Collection[str], state: State, common: str, fingerprints: Fingerprints
) -> bool:
    """Whether the outputs in these formats are as the lecture's files say, so that nothing needs to be derived."""
    record = state.lectures.get(lecture.name)
    if record is None or record.inputs != lecture_inputs(common, map(Path, record.files), fingerprints):
        return False
    stale = stale_outputs(record.made_from, record, lecture.folder)
    return not any(name in stale for name in wanted(record.made_from, formats))


def stale_outputs(made_from: Mapping[str, str], record: Record | None, folder: Path) -> list[str]:
    """The outputs that are not, or no longer, what was published from the same text."""
    outputs = record.outputs if record else {}
    return [
        name for name, text in made_from.items() if name not in outputs or not outputs[name].intact(folder / name, text)
    ]


def wanted(made_from: Iterable[str], formats: Collection[str]) -> list[str]:
    """The outputs in the formats asked for; files of no format (styles) go with the TeX that needs them."""
    return [name for name in made_from if kind(name) in formats or (kind(name) not in FORMATS and "tex" in formats)]


def kind(name: str) -> str:
    """The kind of an output, by its suffix."""
    return Path(name).suffix.removeprefix(".")
