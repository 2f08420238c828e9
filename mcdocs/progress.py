"""How a build looks in a terminal while it runs. Part of the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

import typer

from mcdocs.build.report import Assigned, Built, Checked, Event, Finished, Noted, Started, Swept, Waiting

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


@contextmanager
def progress(unit: str) -> Iterator[Callable[[Event], None]]:
    """A line for everything done, on stdout; on a terminal a bar below them, on stderr, gone at the end."""
    bar: Progress | None = None
    task: TaskID | None = None
    done, wanted = 0, 0

    def report(event: Event) -> None:
        nonlocal bar, task, done, wanted
        match event:
            case Waiting(folder):
                typer.echo(f"waiting: another build is writing to {folder}", err=True)
            case Started(count):
                wanted = count
                if _is_terminal(sys.stderr):
                    bar = _bar()
                    bar.start()
                    task = bar.add_task(unit, total=count)
            case Built(path, seconds):
                done += 1
                typer.echo(f"built {path} ({seconds:.1f} s)")
            case Checked(spec):
                done += 1
                typer.echo(f"right {spec}")
            case Finished():
                if bar and task is not None:
                    bar.advance(task)
            case Assigned(count, folder):
                done += count
                if bar and task is not None:
                    bar.advance(task, count)
                elif count:
                    many = f"{done} of {wanted}" if done < wanted else str(done)
                    students = "student" if max(done, wanted) == 1 else "students"
                    typer.echo(f"made the papers of {many} {students} in {folder}")
            case Swept(count):
                done += count
                if bar and task is not None:
                    bar.advance(task, count)
            case Noted(message):
                typer.echo(f"note: {message}", err=True)

    try:
        yield report
    finally:
        if bar:
            bar.stop()
    if not done:
        typer.echo(f"nothing to do: all {unit} are as their specs say")


def _is_terminal(stream: TextIO | None) -> bool:
    """Whether a person may be looking; Python has no stream where the shell closed it."""
    return stream is not None and stream.isatty()


def _bar() -> Progress:
    # Imported here: most runs show no bar.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    both = _is_terminal(sys.stdout)
    return Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=both, redirect_stderr=both)
