"""The version of one student: which it is, what was drawn for it, and the hashes of the papers; and its JSON."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from mcdocs.problems.model import Draws
from mcdocs.problems.seed import Seed
from mcdocs.specs.roster import is_student_id

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
        return replace(
            self, seal=hmac.digest(secret.at("record").key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hex()
        )


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


def version_of(student: str, text: str) -> Version:
    """A version from its line. Raises ValueError."""
    return read_version(student, json.loads(text, object_pairs_hook=once))


def read_version(student: str, value: Any) -> Version:
    """A version from its JSON data. Raises ValueError."""
    data = mapping(value, f"what {student!r} got", student)
    if not is_student_id(student):
        raise Wrong(f"{student!r} cannot name a student", student)
    draws = data.get("draws")
    if not isinstance(draws, list) or not all(_is_texts(values) for values in draws):
        raise Wrong(f"the draws of {student!r} must be a list of names with texts", student)
    attempts = data.get("attempts")
    if not isinstance(attempts, list) or not all(type(count) is int and count >= 0 for count in attempts):
        raise Wrong(f"'attempts' of {student!r} must be a list of numbers from 0", student)
    seed = text_of(data, "seed", student)
    if not _HASH.fullmatch(seed):
        raise Wrong(f"'seed' of {student!r} must be 64 hexadecimal digits", student)
    return Version(
        student=student,
        name=text_of(data, "name", student),
        code=text_of(data, "version", student),
        seed=Seed(bytes.fromhex(seed)),
        attempts=tuple(attempts),
        draws=tuple(draws),
        files=hashes(data, "files", student),
        inputs=text_of(data, "inputs", student),
        seal=text_of(data, "seal", student) if "seal" in data else "",
    )


class Wrong(ValueError):
    """What is wrong, and a word near which it stands."""

    def __init__(self, message: str, near: str) -> None:
        super().__init__(message)
        self.near = near


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A mapping whose keys are there once: JSON takes the last of several, and somebody would get another's key."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Wrong(f"{key!r} is there twice", key)
        found[key] = value
    return found


def mapping(value: Any, what: str, near: str) -> dict[str, Any]:
    """The value, which must be a mapping; `what` names it. Raises Wrong."""
    if not isinstance(value, dict):
        raise Wrong(f"{what} must be a mapping", near)
    return value


def text_of(data: Mapping[str, Any], key: str, near: str = "") -> str:
    """The text under a key. Raises Wrong."""
    value = data.get(key)
    if not isinstance(value, str):
        raise Wrong(f"{key!r}{f' of {near!r}' if near else ''} must be a text", near or key)
    return value


def hashes(data: Mapping[str, Any], key: str, near: str) -> dict[str, str]:
    """The SHA-256 hashes by name under a key. Raises Wrong."""
    value = data.get(key)
    if not isinstance(value, dict) or not all(isinstance(h, str) and _HASH.fullmatch(h) for h in value.values()):
        raise Wrong(f"{key!r} must be a mapping of names to SHA-256 hashes", near)
    return value


def _is_texts(values: Any) -> bool:
    return isinstance(values, dict) and all(isinstance(value, str) for value in values.values())
