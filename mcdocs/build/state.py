"""What the last build made, and from what. Losing it costs a rebuild, never a wrong document."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mcdocs.build.fingerprints import Fingerprints, Seen

STATE_FILE = "state.json"

_VERSION = 2


@dataclass(frozen=True)
class Output:
    """A published file: the hash of what it was made from, and its size and time since then."""

    made_from: str
    size: int
    mtime_ns: int

    def intact(self, path: Path, made_from: str | None) -> bool:
        """Whether the file at `path` is still the one published, made from `made_from`."""
        try:
            status = path.stat()
        except OSError:
            return False
        return (made_from, status.st_size, status.st_mtime_ns) == (self.made_from, self.size, self.mtime_ns)


@dataclass(frozen=True)
class Record:
    """A target as last built: the hash `inputs` of its `files`, and for each output what it is to be made from."""

    inputs: str
    files: tuple[str, ...]
    made_from: Mapping[str, str]
    outputs: Mapping[str, Output]


@dataclass
class State:
    """The records of all targets by name, and the memory of file hashes."""

    targets: dict[str, Record] = field(default_factory=dict)
    files: dict[str, Seen] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> State:
        """The state as saved, or an empty one when there is none, or one that cannot be understood."""
        try:
            saved = json.loads(path.read_bytes())
            if saved["version"] != _VERSION:
                return cls()
            return cls(
                {name: _record(record) for name, record in saved["targets"].items()},
                {name: Seen((int(a), int(b), int(c)), str(h)) for name, (a, b, c, h) in saved["files"].items()},
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return cls()

    def save(self, path: Path, fingerprints: Fingerprints) -> None:
        """Write the state in one step. Raises OSError."""
        saved = {
            "version": _VERSION,
            "targets": {
                name: {
                    "inputs": record.inputs,
                    "files": record.files,
                    "made_from": dict(record.made_from),
                    "outputs": {
                        output: [made.made_from, made.size, made.mtime_ns] for output, made in record.outputs.items()
                    },
                }
                for name, record in self.targets.items()
            },
            "files": {name: [*seen.stamp, seen.content] for name, seen in fingerprints.settled().items()},
        }
        fresh = path.with_name(f".{path.name}.new")
        fresh.write_text(json.dumps(saved, indent=1), encoding="utf-8")
        os.replace(fresh, path)


def _record(saved: dict[str, Any]) -> Record:
    outputs = {
        str(name): Output(str(made_from), int(size), int(mtime_ns))
        for name, (made_from, size, mtime_ns) in saved["outputs"].items()
    }
    made_from = {str(name): str(value) for name, value in saved["made_from"].items()}
    return Record(str(saved["inputs"]), tuple(map(str, saved["files"])), made_from, outputs)
