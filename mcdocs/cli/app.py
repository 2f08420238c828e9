"""The command line's frame: the app, the options many commands share, and how a command ends."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from mcdocs import __version__
from mcdocs.errors import UsageError

INTERRUPTED = 130

app = typer.Typer(
    name="mcdocs",
    help="Derive matrix-calculus results with the working, verify them, and typeset lectures and notes.",
    epilog="Exit codes: 0 fine, 1 the content is wrong, 2 wrong usage, 3 a tool is missing.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

CourseFolder = Annotated[
    Path | None,
    typer.Option("-C", "--course", metavar="FOLDER", help="The folder that holds specs/, instead of this one."),
]
Jobs = Annotated[
    int | None,
    typer.Option("-j", "--jobs", metavar="N", min=1, help="How many things to do at once.", show_default="cores"),
]


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"mcdocs {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    course: CourseFolder = None,
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Show the version and exit.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where in the code an internal error arose.")] = False,
) -> None:
    context.obj = course
    if debug:
        os.environ["MCDOCS_DEBUG"] = "1"


def course_in(folder: Path | None) -> Path:
    """The folder of the course. Raises UsageError when there is none in it."""
    place = folder or Path()
    if not (place / "specs").is_dir():
        where = f"the folder {place}" if folder else "this folder"
        hint = "go to a course's folder, name it with -C, or start one here: mcdocs new lecture my-lecture"
        raise UsageError(f"{where} is no course: it has no specs/ in it", hint=hint)
    return place


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def stoppable() -> Iterator[None]:
    """End cleanly, with nothing half-written and no TeX left running, when interrupted or told to terminate."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("stopped: what was built before is untouched", err=True)
        raise typer.Exit(INTERRUPTED) from None
    finally:
        signal.signal(signal.SIGTERM, before)
