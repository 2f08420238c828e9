"""Commands about a course: begin it, check it, build it, show it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mcdocs.cli.app import CourseFolder, Jobs, app, cores, course_in, stoppable
from mcdocs.errors import MissingToolError


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


class Spec(StrEnum):
    """The kinds of specs: what `new` can begin and `schema` describes."""

    function = "function"
    lecture = "lecture"
    problems = "problems"


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
    """Make what changed: slides, handouts, notes, worksheets and keys. All of it is derived, verified and typeset."""
    from mcdocs.build.plan import FORMATS, TARGETS, spec_files
    from mcdocs.build.run import build as build_all
    from mcdocs.progress import progress

    folder = course_in(course or context.obj)
    folders = [only.value] if only else list(TARGETS)
    kinds = [kind.value for kind in formats] if formats else FORMATS
    with stoppable(), progress(" and ".join(f"{TARGETS[each]}s" for each in folders)) as report:
        build_all(
            [spec for each in folders for spec in spec_files(folder, each)],
            folder,
            output or folder / "build",
            names=names or (),
            formats=kinds,
            jobs=jobs or cores(),
            report=report,
        )


@app.command()
def check(context: typer.Context, jobs: Jobs = None, course: CourseFolder = None) -> None:
    """Derive and verify the whole course, without typesetting. Every function, lecture and problem set is checked."""
    from mcdocs.build.check import check as check_all
    from mcdocs.build.plan import TARGETS, spec_files
    from mcdocs.progress import progress

    folder = course_in(course or context.obj)
    functions = spec_files(folder, "functions")
    targets = [spec for each in TARGETS for spec in spec_files(folder, each)]
    with stoppable(), progress("specs") as report:
        check_all(functions, targets, folder, jobs=jobs or cores(), report=report)


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
        course_in(course or context.obj),
        port,
        lambda address: typer.echo(f"the course is at {address}  (Ctrl-C stops)"),
    )


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
    """Write the lectures as a site for any static host. They are built first; notes and a playground are there too."""
    from mcdocs.build.plan import FORMATS, spec_files
    from mcdocs.build.run import build as build_lectures
    from mcdocs.preview.site import site as write_site
    from mcdocs.progress import progress

    folder = course_in(course or context.obj)
    built, place = folder / "build", output or folder / "build" / "site"
    without_tex: MissingToolError | None = None
    with stoppable():
        try:
            with progress("lectures") as report:
                specs = spec_files(folder, "lectures")
                build_lectures(specs, folder, built, formats=FORMATS, jobs=jobs or cores(), report=report)
        except MissingToolError as error:
            without_tex = error
        write_site(folder, built, place, title, pyodide)
    typer.echo(f"wrote {place}")
    if without_tex:
        raise without_tex


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
    """Write JSON Schema of the specs for editors. It is printed when one kind is asked for and no folder is given."""
    from mcdocs.build.schemas import write_schemas
    from mcdocs.specs.schema import schema_text

    if what and not output:
        typer.echo(schema_text(what.value), nl=False)
        return
    for path in write_schemas([what.value] if what else [each.value for each in Spec], output, course or context.obj):
        typer.echo(f"wrote {path}")


@app.command()
def doctor(context: typer.Context, course: CourseFolder = None) -> None:
    """Look for what mcdocs needs, and say how to get what is missing."""
    from mcdocs.build.doctor import examine

    folder = course or context.obj or Path()
    missing = []
    for finding in examine(folder, folder / "build"):
        state = "ok" if finding.found else "without" if finding.optional else "MISSING"
        typer.echo(f"{state:<7} {finding.what:<40} {finding.found}".rstrip())
        if not finding.found:
            typer.echo(f"        {finding.remedy}")
            missing += [] if finding.optional else [finding]
    if missing:
        raise typer.Exit(3 if any(finding.is_tool for finding in missing) else 1)
