"""The command line. Every command says what it does in a few calls to the rooms that do it.

Everything but typer is imported where it is first needed: `mcdocs --help` is fast.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mcdocs.errors import McdocsError, MissingToolError, UsageError

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


class Only(StrEnum):
    """What `build` may be restricted to."""

    lectures = "lectures"
    problems = "problems"


class Kind(StrEnum):
    """The kinds of files a lecture or problem set is published as."""

    pdf = "pdf"
    tex = "tex"
    html = "html"
    md = "md"


class Paper(StrEnum):
    """What `assign` can make."""

    pdf = "pdf"
    md = "md"


class Layout(StrEnum):
    """The layouts `derive` prints."""

    numerator = "numerator"
    denominator = "denominator"
    both = "both"


class Spec(StrEnum):
    """The kinds of specs: what `new` can begin and `schema` describes."""

    function = "function"
    lecture = "lecture"
    problems = "problems"


CourseFolder = Annotated[
    Path | None,
    typer.Option("-C", "--course", metavar="FOLDER", help="The folder that holds specs/, instead of this one."),
]
Jobs = Annotated[
    int | None,
    typer.Option("-j", "--jobs", metavar="N", min=1, help="How many things to do at once.", show_default="cores"),
]


@app.callback()
def options(
    context: typer.Context,
    course: CourseFolder = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show where in the code an internal error arose.")] = False,
) -> None:
    context.obj = course
    if debug:
        os.environ["MCDOCS_DEBUG"] = "1"


@app.command()
def build(
    context: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(help="Lectures and problem sets to build; all of them by default.")
    ] = None,
    jobs: Jobs = None,
    only: Annotated[Only | None, typer.Option(help="Build only these.")] = None,
    formats: Annotated[
        list[Kind] | None, typer.Option("--format", metavar="pdf|tex|html|md", help="Make only files of this kind.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where to write.", show_default="build, in the course")
    ] = None,
    course: CourseFolder = None,
) -> None:
    """Make what changed: slides, handouts, notes, worksheets and keys, derived, verified and typeset."""
    from mcdocs.build.plan import FORMATS, TARGETS, spec_files
    from mcdocs.build.run import build as build_all
    from mcdocs.progress import progress

    folder = _course(course or context.obj)
    folders = [only.value] if only else list(TARGETS)
    kinds = [kind.value for kind in formats] if formats else FORMATS
    with _stoppable(), progress(" and ".join(f"{TARGETS[each]}s" for each in folders)) as report:
        build_all(
            [spec for each in folders for spec in spec_files(folder, each)],
            folder,
            output or folder / "build",
            names=names or (),
            formats=kinds,
            jobs=jobs or _cores(),
            report=report,
        )


@app.command()
def check(context: typer.Context, jobs: Jobs = None, course: CourseFolder = None) -> None:
    """Derive and verify every function, lecture and problem set, without typesetting."""
    from mcdocs.build.check import check as check_all
    from mcdocs.build.plan import TARGETS, spec_files
    from mcdocs.progress import progress

    folder = _course(course or context.obj)
    functions = spec_files(folder, "functions")
    targets = [spec for each in TARGETS for spec in spec_files(folder, each)]
    with _stoppable(), progress("specs") as report:
        check_all(functions, targets, folder, jobs=jobs or _cores(), report=report)


@app.command()
def assign(
    context: typer.Context,
    spec: Annotated[Path, typer.Argument(metavar="SET", help="A problem set: its file or its name.")],
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
    """Make a worksheet and a key for every student of a class, each with numbers of their own."""
    from mcdocs.papers.command import run
    from mcdocs.progress import progress

    folder = _course(course or context.obj)
    with _stoppable(), progress("papers") as report:
        run(
            folder,
            spec.stem,
            output or folder / "build",
            roster=roster,
            only=only,
            secret=secret,
            scheduler=scheduler,
            formats=[each.value for each in formats or [Paper.pdf]],
            jobs=jobs or _cores(),
            report=report,
        )


@app.command()
def stress(
    context: typer.Context,
    spec: Annotated[Path, typer.Argument(metavar="SET", help="A problem set: its file or its name.")],
    count: Annotated[int, typer.Option("-n", metavar="N", min=1, help="How many papers to draw.")] = 1000,
    jobs: Jobs = None,
    course: CourseFolder = None,
) -> None:
    """Draw a problem set many times, verify every paper, and report what you would not want to hand out."""
    from mcdocs.papers.crew import this_machine
    from mcdocs.papers.stress import stress as sweep
    from mcdocs.progress import progress

    folder = _course(course or context.obj)
    with _stoppable(), progress("papers") as report:
        found = sweep(folder, spec.stem, count, this_machine(jobs or _cores()), report)
    for line in found.lines:
        typer.echo(line)
    for message in (*map(str, found.errors), *found.wrong):
        typer.echo(message, err=True)
    if found.wrong:
        raise typer.Exit(1)


# A formula may begin with a minus sign.
@app.command(context_settings={"ignore_unknown_options": True})
def derive(
    expr: Annotated[str, typer.Argument(help="The formula; [f, g] is a vector, [[f, g], [h, k]] a matrix.")],
    inputs: Annotated[list[str], typer.Option("-i", "--input", metavar="NAME=SPACE", help="An input: x=R^n.")],
    wrt: Annotated[
        str | None, typer.Option(help="The input to differentiate with respect to; not needed if there is one.")
    ] = None,
    layout: Annotated[Layout, typer.Option(help="The layout printed.")] = Layout.both,
    steps: Annotated[bool, typer.Option("--steps", help="Show the working.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    let: Annotated[list[str] | None, typer.Option(metavar="NAME=EXPR", help="A name for an intermediate.")] = None,
    assume: Annotated[list[str] | None, typer.Option(metavar="NAME=FACT", help="A fact: A=symmetric.")] = None,
    order: Annotated[int, typer.Option(metavar="N", min=1, max=2, help="2 for the second derivative.")] = 1,
    at: Annotated[list[str] | None, typer.Option(metavar="NAME=VALUE", help="Show the value there: x=0.")] = None,
) -> None:
    """Derive one formula and print its derivative."""
    import mcdocs
    from mcdocs import arguments

    named = arguments.pairs("--let", let or ())
    spaces = arguments.pairs("-i", inputs)
    facts = arguments.facts(assume or ())
    values = arguments.point(arguments.pairs("--at", at or ()))
    found = mcdocs.derive(arguments.formula(expr), inputs=spaces, wrt=wrt, let=named, assume=facts, order=order)
    layouts = [Layout.numerator, Layout.denominator] if layout is Layout.both else [layout]
    data = arguments.as_data(found, [each.value for each in layouts], values)
    if as_json:
        import json

        typer.echo(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        typer.echo(arguments.as_text(data, steps))


@app.command()
def new(
    context: typer.Context,
    what: Annotated[Spec, typer.Argument(help="What to begin.")],
    name: Annotated[str, typer.Argument(help="Its name: small letters, digits and hyphens.")],
    course: CourseFolder = None,
) -> None:
    """Write a commented spec that builds at once, to be changed."""
    from mcdocs.build.starters import begin

    path = begin(what.value, name, course or context.obj or Path())
    typer.echo(f"wrote {path}")


@app.command()
def schema(
    context: typer.Context,
    what: Annotated[Spec | None, typer.Argument(help="The kind of spec; all of them by default.")] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Write files there.", show_default="specs/.schema")
    ] = None,
    course: CourseFolder = None,
) -> None:
    """Write JSON Schema of the specs for editors; print it when one kind is asked for and no folder is given."""
    from mcdocs.build.schemas import write_schemas
    from mcdocs.specs.schema import schema_text

    if what and not output:
        typer.echo(schema_text(what.value), nl=False)
        return
    for path in write_schemas([what.value] if what else [each.value for each in Spec], output, course or context.obj):
        typer.echo(f"wrote {path}")


@app.command()
def preview(
    context: typer.Context,
    port: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, max=65535, help="Where to listen.", show_default="the next free one"),
    ] = None,
    course: CourseFolder = None,
) -> None:
    """Show the course in the browser; pages follow every save. Ctrl-C stops it."""
    from mcdocs.preview.serve import preview as serve

    serve(
        _course(course or context.obj), port, lambda address: typer.echo(f"the course is at {address}  (Ctrl-C stops)")
    )


@app.command()
def export(
    context: typer.Context,
    format: Annotated[
        str, typer.Argument(metavar="FORMAT", help="moodle, stack, qti12, qti21, prairielearn, gradescope or notebook.")
    ],
    name: Annotated[str, typer.Argument(metavar="SET", help="The name of a problem set.")],
    output: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where to write.", show_default="build/problems/SET/export/FORMAT"),
    ] = None,
    versions: Annotated[int, typer.Option(metavar="N", min=1, max=1000, help="How many different versions.")] = 1,
    manifest: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The versions of the students in this manifest instead.")
    ] = None,
    course: CourseFolder = None,
) -> None:
    """Export a problem set for a learning system; what its format cannot carry is said."""
    from mcdocs.exports import EXPORTS
    from mcdocs.language.names import suggest
    from mcdocs.papers.exporting import export as export_set

    if format not in EXPORTS:
        raise UsageError(f"there is no format {format!r}", hint=suggest(format, EXPORTS))
    folder = _course(course or context.obj)
    place = output or folder / "build" / "problems" / name / "export" / format
    with _stoppable():
        files, warnings = export_set(format, name, folder, place, versions=versions, manifest=manifest)
    for warning in warnings:
        typer.echo(f"warning: {warning}", err=True)
    for file in files:
        typer.echo(f"wrote {file}")


@app.command()
def grade(
    context: typer.Context,
    manifest: Annotated[Path, typer.Argument(help="The manifest.json that `assign` wrote.")],
    answers: Annotated[Path, typer.Argument(help="CSV: student,part,answer - or student and a column for each part.")],
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
    jobs: Jobs = None,
    course: CourseFolder = None,
) -> None:
    """Grade typed answers: right in any form, wrong with what went wrong, or left to a person."""
    from mcdocs import arguments
    from mcdocs.build.folder import publish
    from mcdocs.gradebook.run import grade_class
    from mcdocs.grading.formulas import Policy
    from mcdocs.progress import progress

    policy = Policy(arguments.credits(credit or ()), tolerance)
    place = output or answers.with_name("graded.csv")
    with _stoppable(), progress("students") as report:
        found = grade_class(
            manifest,
            answers,
            _course(course or context.obj),
            policy=policy,
            jobs=jobs or _cores(),
            limit=limit,
            report=report,
        )
        publish(place.parent, {place.name: found.table.encode("utf-8")})
    counts = found.counts
    told = ", ".join(f"{counts[status]} {status}" for status in ("right", "wrong", "undecided", "missing", "error"))
    typer.echo(f"wrote {place}: {told}")


@app.command()
def site(
    context: typer.Context,
    output: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where to write.", show_default="build/site, in the course")
    ] = None,
    title: Annotated[str, typer.Option(help="What the site is called.")] = "Lectures",
    pyodide: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="The npm package pyodide, for a playground that needs no server."),
    ] = None,
    jobs: Jobs = None,
    course: CourseFolder = None,
) -> None:
    """Build the lectures, then write them as a site with notes, search and a playground for any static host."""
    from mcdocs.build.plan import FORMATS, spec_files
    from mcdocs.build.run import build as build_lectures
    from mcdocs.preview.site import site as write_site
    from mcdocs.progress import progress

    folder = _course(course or context.obj)
    built, place = folder / "build", output or folder / "build" / "site"
    without_tex: MissingToolError | None = None
    with _stoppable():
        try:
            with progress("lectures") as report:
                specs = spec_files(folder, "lectures")
                build_lectures(specs, folder, built, formats=FORMATS, jobs=jobs or _cores(), report=report)
        except MissingToolError as error:
            without_tex = error
        write_site(folder, built, place, title, pyodide)
    typer.echo(f"wrote {place}")
    if without_tex:
        raise without_tex


@app.command()
def doctor(context: typer.Context, course: CourseFolder = None) -> None:
    """Look for everything mcdocs needs, and say how to get what is missing."""
    from mcdocs.build.doctor import examine

    folder = course or context.obj or Path()
    missing = []
    for finding in examine(folder, folder / "build"):
        typer.echo(f"{'ok     ' if finding.found else 'MISSING'} {finding.what:<40} {finding.found}".rstrip())
        if not finding.found:
            typer.echo(f"        {finding.remedy}")
            missing.append(finding)
    if missing:
        raise typer.Exit(3 if any(finding.is_tool for finding in missing) else 1)


def main() -> None:
    """Run the command line; leaves with the exit code."""
    try:
        app(prog_name="mcdocs")
    except McdocsError as error:
        _leave(str(error), error.exit_code)
    except Exception as error:
        if os.environ.get("MCDOCS_DEBUG"):
            raise
        hint = "  hint: please report it, with what `mcdocs --debug ...` prints"
        _leave(f"internal error: {type(error).__name__}: {error}\n{hint}", 1)


def _leave(message: str, code: int) -> None:
    sys.stdout.flush()
    typer.echo(message, err=True)
    sys.exit(code)


def _course(folder: Path | None) -> Path:
    """The folder of the course. Raises UsageError when there is none in it."""
    place = folder or Path()
    if not (place / "specs").is_dir():
        where = f"the folder {place}" if folder else "this folder"
        hint = "go to a course's folder, name it with -C, or start one here: mcdocs new lecture my-lecture"
        raise UsageError(f"{where} is no course: it has no specs/ in it", hint=hint)
    return place


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _stoppable() -> Iterator[None]:
    """End cleanly, with nothing half-written and no TeX left running, when interrupted or told to terminate."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("stopped: what was built before is untouched", err=True)
        raise typer.Exit(INTERRUPTED) from None
    finally:
        signal.signal(signal.SIGTERM, before)
