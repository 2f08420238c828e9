"""What a worker needs of a course: its folder on this machine, or the files themselves for another one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from mcdocs.build.fingerprints import digest
from mcdocs.documents.formats import search_path, shipped_templates
from mcdocs.errors import McdocsError, Position, SpecError
from mcdocs.specs.problems import ProblemSetSpec


@dataclass(frozen=True)
class Parcel:
    """A course in `folder`; with `files`, by their place in it, the course is taken from them instead."""

    folder: Path
    files: Mapping[str, bytes] = field(default_factory=dict)

    def unpacked(self) -> Path:
        """The folder of the course on this machine."""
        if not self.files:
            return self.folder
        here = Path(
            _room(digest("\n".join(f"{name} {digest(data)}" for name, data in self.files.items()).encode())).name
        )
        for name, content in self.files.items():
            if not (place := here / name).exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
        return here

    def at_home(self, error: McdocsError) -> McdocsError:
        """The error with the place that its author knows."""
        if error.at and self.files:
            inside = os.path.relpath(error.at.file, self.unpacked())
            if not inside.startswith(os.pardir):
                error.at = replace(error.at, file=str(self.folder / inside))
        return error


@lru_cache(maxsize=4)
def _room(content: str) -> tempfile.TemporaryDirectory[str]:
    """A folder for files of this digest, which goes when the process ends."""
    return tempfile.TemporaryDirectory(prefix="mcdocs-")


def sources(course: Path, name: str, spec: ProblemSetSpec) -> dict[str, bytes]:
    """The files that the papers of a set are made from, by their place in the course. Raises SpecError."""
    named = {each.function for each in spec.exercises if isinstance(each.function, str)}
    files = [Path("specs/problems", f"{name}.yaml"), *(Path("specs/functions", f"{each}.yaml") for each in named)]
    own = [root for root in search_path(course) if root != shipped_templates()]
    files += [path.relative_to(course) for root in own for path in root.rglob("*") if path.is_file()]
    found: dict[str, bytes] = {}
    for file in sorted(files):
        try:
            found[file.as_posix()] = (course / file).read_bytes()
        except OSError as error:
            raise SpecError(f"cannot be read: {error.strerror}", at=Position(str(course / file), 1, 1)) from error
    return found
