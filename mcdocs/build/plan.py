"""What a build has to make: the lectures and problem sets asked for, and whether each is still as its files say."""

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
"""The kinds of files a spec is published as; a kind is the suffix of the file's name."""

TARGETS = {"lectures": "lecture", "problems": "problem set"}
"""The folders of specs that documents are made of, and what such a spec is called."""


@dataclass(frozen=True)
class Target:
    """A lecture or a problem set to publish: its spec and the folder of its documents.

    Its `name` has the folder of its kind in it, `lectures/first`: a lecture and a problem set may be called alike.
    """

    name: str
    spec: Path
    folder: Path

    @classmethod
    def of(cls, spec: Path, output: Path) -> Target:
        """What is made of a spec in `specs/<kind>/`."""
        name = f"{spec.parent.name}/{spec.stem}"
        return cls(name, spec, output / name)


def spec_files(course: Path, kind: str) -> list[Path]:
    """The specs of a kind by name, without reading them (`Course` reads them, and takes longer to import)."""
    return sorted((course / "specs" / kind).glob("*.yaml"))


def select(specs: Iterable[Path], names: Sequence[str], output: Path) -> list[Target]:
    """What is called by these names, everything when no names are given. Raises UsageError for a name there is not."""
    targets = [Target.of(spec, output) for spec in specs]
    stems = list(dict.fromkeys(target.spec.stem for target in targets))
    for name in names:
        if name not in stems:
            near = difflib.get_close_matches(name, stems, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there is: {', '.join(stems) or 'nothing yet'}"
            raise UsageError(f"there is no {_kinds(targets)} named {name!r}", hint=hint)
    return [target for target in targets if not names or target.spec.stem in names]


def _kinds(targets: Sequence[Target]) -> str:
    """What the targets are called: `lecture`, or `lecture or problem set`."""
    found = dict.fromkeys(TARGETS[target.spec.parent.name] for target in targets)
    return " or ".join(found or TARGETS.values())


def course_inputs(course: Path, fingerprints: Fingerprints) -> str:
    """What every target depends on: the code, and which templates the course overrides."""
    overrides = sorted(
        os.path.join(folder, name) for folder, _, names in os.walk(course / "templates") for name in names
    )
    return digest("\n".join([fingerprints.of_all(code_files()), *overrides]).encode())


def target_inputs(common: str, files: Iterable[Path], fingerprints: Fingerprints) -> str:
    """The hash of everything a target was made from."""
    return digest(f"{common}\n{fingerprints.of_all(files)}".encode())


def is_current(target: Target, formats: Collection[str], state: State, common: str, fingerprints: Fingerprints) -> bool:
    """Whether the outputs in these formats are as the target's files say, so that nothing needs to be derived."""
    record = state.targets.get(target.name)
    if record is None or record.inputs != target_inputs(common, map(Path, record.files), fingerprints):
        return False
    stale = stale_outputs(record.made_from, record, target.folder)
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
