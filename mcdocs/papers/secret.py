"""The secret of a course, on which all draws depend: a file that only its owner can read, and no repository keeps."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from mcdocs.build.folder import writing
from mcdocs.errors import Position, SpecError

FEWEST_BYTES = 16
_OTHERS = 0o077


def default_secret(course: Path) -> Path:
    """Where the secret of a course is when no other file is named."""
    return course / ".mcdocs" / "secret"


def read_secret(path: Path) -> tuple[bytes, bool]:
    """The secret in a file, without blanks around it, and whether the file was made just now.

    A missing file is made, readable by its owner only, with 256 random bits in hexadecimal. Raises SpecError for a
    secret that is too short or that others can read, OutputError when the file cannot be made.
    """
    try:
        mode = path.stat().st_mode
        secret = path.read_bytes().strip()
    except FileNotFoundError:
        return _made(path), True
    except OSError as error:
        raise SpecError(f"cannot be read: {error.strerror}", at=Position(str(path), 1, 1)) from error
    if mode & _OTHERS:
        hint = f"make it yours alone: chmod 600 {path}"
        raise SpecError("others can read the secret", at=Position(str(path), 1, 1), hint=hint)
    if len(secret) < FEWEST_BYTES:
        hint = "take it away, and a new one is made; or write a longer one"
        message = f"a secret of {len(secret)} bytes can be guessed, at least {FEWEST_BYTES} are needed"
        raise SpecError(message, at=Position(str(path), 1, 1), hint=hint)
    return secret, False


def _made(path: Path) -> bytes:
    secret = secrets.token_hex(32).encode()
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.parent.name == ".mcdocs" and not (path.parent / ".gitignore").exists():
            (path.parent / ".gitignore").write_text("*\n", encoding="utf-8")
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(secret + b"\n")
    return secret
