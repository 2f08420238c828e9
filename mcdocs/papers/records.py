"""The records of a class on disk: the manifest, and beside it what was made since, so that a run can be interrupted.

A record is added when the papers of a student are in place. The manifest is written when all are, in one step.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from mcdocs.build.folder import writing
from mcdocs.errors import SpecError
from mcdocs.problems.manifest import Manifest, lines_of, place_of, read_manifest
from mcdocs.problems.model import Draws
from mcdocs.problems.shelf import Shelf
from mcdocs.problems.versions import Version, read_version, version_text
from mcdocs.specs.scratch import Scratch

MANIFEST = "manifest.json"


class Records:
    """The versions of a class by student, in `folder`. Raises SpecError for a manifest that is none."""

    def __init__(self, folder: Path) -> None:
        self.manifest = folder / MANIFEST
        self._journal = folder / f".{MANIFEST}.journal"
        self.before = read_manifest(self.manifest) if self.manifest.exists() else None
        found = self.before.versions if self.before else {}
        self._shelf = found if isinstance(found, Shelf) else Shelf()
        self._owners = Scratch("CREATE TABLE owners (questions BLOB PRIMARY KEY, student TEXT) WITHOUT ROWID")
        with writing(self._journal):
            for version in () if found is self._shelf else found.values():
                self._shelf.put(version)
            for version in self._journalled():
                self._shelf.put(version)
        self._replaced = False
        for version in self._shelf.values():
            self.owner(version.student, version.draws)

    @property
    def versions(self) -> Mapping[str, Version]:
        """What was recorded, by student."""
        return self._shelf

    def owner(self, student: str, draws: Draws) -> str:
        """Who has a paper with these questions; the student, from now on, when nobody has."""
        questions = _questions(draws)
        self._owners.do("INSERT OR IGNORE INTO owners VALUES (?, ?)", questions, student)
        return str(self._owners.one("SELECT student FROM owners WHERE questions = ?", questions))

    def changed(self, student: str) -> SpecError:
        """That the record of a student is not what was written, at its place."""
        hint = "take the manifest from a backup; it is written by `mcdocs assign` alone"
        place = self.manifest if self.before and student in self.before.versions else self._journal
        return SpecError(
            f"the record of {student!r} was changed after it was written", at=place_of(place, student), hint=hint
        )

    def add(self, versions: Iterable[Version]) -> None:
        """Record versions whose papers are in place. Raises OutputError."""
        with writing(self._journal):
            self._journal.parent.mkdir(parents=True, exist_ok=True)
        with writing(self._journal), open(self._journal, "a", encoding="utf-8") as stream:
            for version in versions:
                known = self._shelf.get(version.student)
                self._replaced |= known is not None and _questions(known.draws) != _questions(version.draws)
                self._shelf.put(version)
                stream.write(f"{json.dumps(version.student)}: {version_text(version)}\n")
            stream.flush()
            os.fsync(stream.fileno())

    def publish(self, manifest: Manifest) -> Path | None:
        """Write the manifest with all versions, by student; the journal has done its service. Raises OutputError.

        Where somebody has other questions than before, the manifest of the earlier papers is kept; says as what.
        """
        kept = self._kept() if self._replaced else None
        fresh = self.manifest.with_name(f".{MANIFEST}.new")
        with writing(self.manifest):
            with open(fresh, "w", encoding="utf-8") as stream:
                stream.writelines(lines_of(manifest, self._shelf.by_id()))
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(fresh, self.manifest)
            self._journal.unlink(missing_ok=True)
        return kept

    def _kept(self) -> Path | None:
        """The manifest there was, under a name of its own: papers that were handed out are marked by it."""
        if not self.manifest.exists():
            return None
        with writing(self.manifest):
            content = self.manifest.read_bytes()
            kept = self.manifest.with_name(f"manifest-{hashlib.sha256(content).hexdigest()[:8]}.json")
            kept.write_bytes(content)
        return kept

    def _journalled(self) -> Iterator[Version]:
        """What was recorded since the manifest; a run that was killed may have left half a line at the end."""
        if not self._journal.exists():
            return
        with self._journal.open(encoding="utf-8", errors="replace") as stream:
            for line in stream:
                try:
                    ((student, data),) = json.loads(f"{{{line}}}").items()
                    version = read_version(student, data)
                except ValueError:
                    return
                yield version


def _questions(draws: Draws) -> bytes:
    """What two papers with the same questions have in common, in few bytes."""
    text = repr([sorted(values.items()) for values in draws])
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
