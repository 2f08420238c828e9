"""The records of a class on disk: the manifest, and beside it what was made since, so that a run can be interrupted.

A record is added when the papers of a student are in place. The manifest is written when all are, in one step.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from mcdocs.build.folder import writing
from mcdocs.problems.manifest import Manifest, Version, lines_of, read_manifest, read_version, version_text

MANIFEST = "manifest.json"


class Records:
    """The versions of a class by student, in `folder`. Raises SpecError for a manifest that is none."""

    def __init__(self, folder: Path) -> None:
        self.manifest = folder / MANIFEST
        self._journal = folder / f".{MANIFEST}.journal"
        self.before = read_manifest(self.manifest) if self.manifest.exists() else None
        self.versions: dict[str, Version] = dict(self.before.versions) if self.before else {}
        self.versions |= {version.student: version for version in self._journalled()}

    def add(self, versions: Iterable[Version]) -> None:
        """Record versions whose papers are in place. Raises OutputError."""
        with writing(self._journal):
            self._journal.parent.mkdir(parents=True, exist_ok=True)
        with writing(self._journal), open(self._journal, "a", encoding="utf-8") as stream:
            for version in versions:
                self.versions[version.student] = version
                stream.write(f"{json.dumps(version.student)}: {version_text(version)}\n")
            stream.flush()
            os.fsync(stream.fileno())

    def publish(self, manifest: Manifest) -> None:
        """Write the manifest with all versions, by student; the journal has done its service. Raises OutputError."""
        fresh = self.manifest.with_name(f".{MANIFEST}.new")
        with writing(self.manifest):
            with open(fresh, "w", encoding="utf-8") as stream:
                stream.writelines(lines_of(manifest, (self.versions[each] for each in sorted(self.versions))))
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(fresh, self.manifest)
            self._journal.unlink(missing_ok=True)

    def _journalled(self) -> Iterator[Version]:
        """What was recorded since the manifest; a run that was killed may have left half a line at the end."""
        if not self._journal.exists():
            return
        for line in self._journal.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True):
            try:
                ((student, data),) = json.loads(f"{{{line}}}").items()
                yield read_version(student, data)
            except ValueError:
                return
