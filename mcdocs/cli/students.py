"""Commands about a class: papers for every student, their grades, and the systems a school has."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mcdocs.cli.app import CourseFolder, Jobs, app, cores, course_in, stoppable
from mcdocs.errors import UsageError

ProblemSet = Annotated[Path, typer.Argument(metavar="SET", help="A problem set: its file or its name.")]


class Paper(StrEnum):
    """What `assign` can make."""

    pdf = "pdf"
    md = "md"


@app.command()
def assign(
    context: typer.Context,
    spec: ProblemSet,
    roster: Annotated[Path | None, typer.Option(metavar="FILE", help="The class: a CSV file, id,name.")] = None,
    only: Annotated[str, typer.Option(metavar="ID", help="Print one student's papers again.")] = "",
    secret: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What all draws depend on; made if missing.", show_default=".mcdocs/secret"),
    ] = None,
    scheduler: Annotated[str, typer.Option(metavar="ADDRESS", help="Work on a Dask cluster: tcp://host:8786.")] = "",
    formats: Annotated[list[Paper] | None, typer.Option("--format", help="What is made; pdf by default.")] = None,
    jobs: Jobs = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where to write.", show_default="build, in the course")
    ] = None,
    course: CourseFolder = None,
) -> None:
    """Make a worksheet and a key for every student.

    Each has numbers of their own, drawn from a secret; the manifest records who got what.
    """
    from mcdocs.papers.command import run
    from mcdocs.progress import progress

    folder, name = _found(spec, course or context.obj)
    with stoppable(), progress("papers") as report:
        run(
            folder,
            name,
            output or folder / "build",
            roster=roster,
            only=only,
            secret=secret,
            scheduler=scheduler,
            formats=[each.value for each in formats or [Paper.pdf]],
            jobs=jobs or cores(),
            report=report,
        )


@app.command()
def grade(
    context: typer.Context,
    manifest: Annotated[Path, typer.Argument(help="The manifest.json that `assign` wrote.")],
    answers: Annotated[Path, typer.Argument(help="CSV: student,part,answer - or student and a column for each part.")],
    template: Annotated[
        bool, typer.Option("--template", help="Write ANSWERS instead: a table to fill in, a column for each part.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write.", show_default="graded.csv beside the answers")
    ] = None,
    credit: Annotated[
        list[str] | None,
        typer.Option(metavar="MISTAKE=PART", help="The part of the points a mistake leaves: sign=0.5."),
    ] = None,
    tolerance: Annotated[
        float, typer.Option(metavar="X", min=0, max=0.1, help="The relative error up to which decimals are right.")
    ] = 0.0,
    limit: Annotated[float, typer.Option(metavar="SECONDS", min=0.1, help="The time one answer may take.")] = 10.0,
    changed: Annotated[
        bool, typer.Option("--changed", help="Grade with a spec that has changed since, if it draws the same.")
    ] = False,
    jobs: Jobs = None,
    course: CourseFolder = None,
) -> None:
    """Grade the typed answers of a class.

    They are right in any form, wrong with what went wrong, or left to a person; graded.csv has a row for each.
    """
    from mcdocs import arguments
    from mcdocs.build.folder import publish_lines
    from mcdocs.gradebook.run import grade_class, to_fill_in
    from mcdocs.grading.formulas import Policy
    from mcdocs.progress import progress

    folder = course_in(course or context.obj or _course_of(manifest))
    if template:
        if answers.exists():
            raise UsageError(f"{answers} is there already", hint="a table to fill in is written to a new file")
        publish_lines(answers, to_fill_in(manifest, folder))
        typer.echo(f"wrote {answers}")
        return
    policy = Policy(arguments.credits(credit or ()), tolerance)
    place = output or answers.with_name("graded.csv")
    with stoppable(), progress("students") as report:
        found = grade_class(
            manifest,
            answers,
            folder,
            policy=policy,
            jobs=jobs or cores(),
            limit=limit,
            changed=changed,
            report=report,
        )
        publish_lines(place, found.table)
    counts = found.counts
    told = ", ".join(f"{counts[status]} {status}" for status in ("right", "wrong", "undecided", "missing", "error"))
    typer.echo(f"wrote {place}: {told}")


@app.command()
def export(
    context: typer.Context,
    format: Annotated[
        str, typer.Argument(metavar="FORMAT", help="moodle, stack, qti12, qti21, prairielearn, gradescope or notebook.")
    ],
    spec: ProblemSet,
    output: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where to write.", show_default="build/problems/SET/export/FORMAT"),
    ] = None,
    versions: Annotated[int, typer.Option(metavar="N", min=1, max=1000, help="How many different versions.")] = 1,
    manifest: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The versions of the students in this manifest instead.")
    ] = None,
    sizes: Annotated[
        str, typer.Option(metavar="n=2,m=3", help="Ask what is for any size at these sizes, entry by entry.")
    ] = "",
    course: CourseFolder = None,
) -> None:
    """Write a problem set for a learning system.

    What the format cannot carry is said.
    """
    from mcdocs.exports import EXPORTS
    from mcdocs.exports.sizing import read_sizes
    from mcdocs.language.names import suggest
    from mcdocs.papers.exporting import export as export_set

    if format not in EXPORTS:
        raise UsageError(f"there is no format {format!r}", hint=suggest(format, EXPORTS))
    given = read_sizes(sizes) if sizes else None
    folder, name = _found(spec, course or context.obj)
    place = output or folder / "build" / "problems" / name / "export" / format
    with stoppable():
        files, warnings = export_set(format, name, folder, place, versions=versions, manifest=manifest, sizes=given)
    for warning in warnings:
        typer.echo(f"warning: {warning}", err=True)
    for file in files:
        typer.echo(f"wrote {file}")


@app.command()
def stress(
    context: typer.Context,
    spec: ProblemSet,
    count: Annotated[int, typer.Option("-n", metavar="N", min=1, help="How many papers to draw.")] = 1000,
    jobs: Jobs = None,
    course: CourseFolder = None,
) -> None:
    """Draw a problem set many times, and report what is unfit.

    Every paper is verified; the report is of what you would not want to hear from a student.
    """
    from mcdocs.papers.crew import this_machine
    from mcdocs.papers.stress import stress as sweep
    from mcdocs.progress import progress

    folder, name = _found(spec, course or context.obj)
    with stoppable(), progress("papers") as report:
        found = sweep(folder, name, count, this_machine(jobs or cores()), report)
    for line in found.lines:
        typer.echo(line)
    for message in (*found.failures, *found.wrong):
        typer.echo(f"\n{message}", err=True)
    if found.wrong:
        raise typer.Exit(1)
    typer.echo("\nnothing to object to")


def _course_of(manifest: Path) -> Path | None:
    """The course that a manifest lies in, as in COURSE/build/problems/SET/manifest.json, if it does."""
    return next((place for place in manifest.absolute().parents if (place / "specs").is_dir()), None)


def _found(spec: Path, course: Path | None) -> tuple[Path, str]:
    """The course and the name of a problem set; the file of one says which course it belongs to.

    Raises UsageError for a name or a file there is not, or a file that is not where problem sets are.
    """
    if spec.name == str(spec) and spec.suffix != ".yaml":
        from mcdocs.build.plan import select, spec_files

        folder = course_in(course)
        select(spec_files(folder, "problems"), [spec.name], folder)
        return folder, spec.name
    if not spec.is_file():
        raise UsageError(f"there is no file {spec}")
    if spec.suffix != ".yaml" or spec.absolute().parts[-3:-1] != ("specs", "problems"):
        raise UsageError(f"{spec} is not a problem set", hint="problem sets are specs/problems/NAME.yaml")
    return course_in(course or Path(os.path.relpath(spec.absolute().parents[2]))), spec.stem
