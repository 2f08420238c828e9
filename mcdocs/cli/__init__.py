"""The command line. Every command says what it does in a few calls to the rooms that do it.

Everything but typer is imported where it is first needed: `mcdocs --help` is fast.
"""

from __future__ import annotations

import contextlib
import os
import sys

import typer

from mcdocs.cli import courses, formulas, students  # noqa: F401 - importing a room registers its commands
from mcdocs.cli.app import app
from mcdocs.errors import McdocsError


def main() -> None:
    """Run the command line; leaves with the exit code."""
    try:
        app(prog_name="mcdocs")
    except McdocsError as error:
        _leave(str(error), error.exit_code)
    except OSError as error:
        if os.environ.get("MCDOCS_DEBUG"):
            raise
        # What names no file is what is printed: a disk that is full behind `>`, a terminal that is gone.
        what = f"{error.filename} cannot be read or written" if error.filename else "cannot print"
        _leave(f"{what}: {error.strerror or error}", 1)
    except Exception as error:
        if os.environ.get("MCDOCS_DEBUG"):
            raise
        hint = "  hint: please report it, with what `mcdocs --debug ...` prints"
        _leave(f"internal error: {type(error).__name__}: {error}\n{hint}", 1)


def _leave(message: str, code: int) -> None:
    # What was printed before comes first; there may be nobody to print for, or no room.
    with contextlib.suppress(AttributeError, OSError):
        sys.stdout.flush()
    with contextlib.suppress(OSError):
        typer.echo(message, err=True)
    sys.exit(code)
