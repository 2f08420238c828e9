"""A problem set exported: versions drawn, verified, made into the files of a format, typeset where it wants paper,
looked through where students get them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from mcdocs.build.folder import publish
from mcdocs.calculus.referee import judge
from mcdocs.errors import DocumentError, LeakError, McdocsError, SpecError, raise_all
from mcdocs.exports import EXPORTS, Bundle
from mcdocs.exports.sizing import Sizes, at_sizes
from mcdocs.papers.audit import leaks
from mcdocs.papers.chunk import printed
from mcdocs.papers.forbidden import Forbidden, telling, words
from mcdocs.papers.said import answers, said
from mcdocs.papers.split import pages_of
from mcdocs.problems.manifest import read_manifest
from mcdocs.problems.model import Drawn
from mcdocs.problems.seed import PUBLIC
from mcdocs.problems.sets import draw_paper, paper_seed
from mcdocs.specs.course import Course

PATIENCE = 50  # draws for each version that is wanted


def export(
    format: str,
    name: str,
    folder: Path,
    output: Path,
    *,
    versions: int = 1,
    manifest: Path | None = None,
    sizes: Sizes | None = None,
) -> tuple[list[Path], tuple[str, ...]]:
    """Export a problem set into `output`; answers the files written and the warnings.

    There are so many versions, all different, or those of the students in a manifest, with their numbers. What is asked
    for any size is asked at `sizes` where there are some.
    Raises McdocsError for what is wrong with the set, RefereeError for an answer that is not confirmed.
    """
    drawn = list(_of_manifest(manifest, name, folder) if manifest else fresh_versions(name, folder, versions))
    for version in drawn:
        judge(version.claims)
    try:
        bundle = EXPORTS[format].make(at_sizes(drawn, sizes) if sizes else drawn)
        files = {**bundle.files, **_typeset(bundle, folder)}
    except DocumentError as error:
        raise error.located(Course(folder).problem_set(name).position()) from None
    _look_through(files, bundle)
    for place in sorted({Path(file).parent for file in files}):
        here = {Path(file).name: content for file, content in files.items() if Path(file).parent == place}
        publish(output / place, here)
    return [output / file for file in files], bundle.warnings


def fresh_versions(name: str, folder: Path, count: int) -> Iterator[Drawn]:
    """Versions that differ; the first is the one of the class's worksheet."""
    course = Course(folder)
    spec = course.problem_set(name)
    seen: set[str] = set()
    for number in range(count * PATIENCE):
        student = f"version {number + 1}" if number else ""
        drawn = draw_paper(spec, course, paper_seed(PUBLIC, name, student))
        numbers = repr([sorted(values.items()) for values in drawn.draws])
        if numbers not in seen:
            seen.add(numbers)
            yield drawn
        if len(seen) == count:
            return
    message = f"{count} different versions cannot be drawn, only {len(seen)} were found"
    raise SpecError(message, at=spec.position(), hint="draw from more, or ask for fewer versions")


def _of_manifest(path: Path, name: str, folder: Path) -> Iterator[Drawn]:
    """The versions that were handed out, by student."""
    manifest = read_manifest(path)
    if manifest.set_name != name:
        raise SpecError(f"{path} is the manifest of {manifest.set_name!r}, not of {name!r}")
    course = Course(folder)
    spec = course.problem_set(name)
    for version in manifest.versions.values():
        drawn = draw_paper(spec, course, version.seed, version.student, version.attempts)
        if [dict(values) for values in drawn.draws] != [dict(values) for values in version.draws]:
            message = f"the problem set has changed since {version.student!r} was given a paper"
            raise SpecError(message, at=spec.position(), hint="export with the spec the papers were made from")
        yield drawn


def _typeset(bundle: Bundle, folder: Path) -> Mapping[str, bytes]:
    """The papers of a bundle as PDFs, those of students in one run of TeX.

    Raises DocumentError where one has not the pages that all must have.
    """
    named = {name: paper for name, paper in bundle.papers.items() if paper.student}
    runs = [named] if named else []
    runs += [{name: paper} for name, paper in bundle.papers.items() if not paper.student]
    made: dict[str, bytes] = {}
    for run in runs:
        with tempfile.TemporaryDirectory() as work:
            made |= zip(run, printed(list(run.values()), folder, Path(work), ""), strict=True)
    for name, pdf in made.items():
        if (count := pages_of(pdf)) != bundle.pages:
            message = f"{name} has {count} pages instead of {bundle.pages}: a question does not fit on one"
            raise DocumentError(message, hint="give it less room:  room: 10")
    return made


def _look_through(files: Mapping[str, bytes], bundle: Bundle) -> None:
    """Raises LeakError when a file for a student holds an answer, or the id of somebody else."""
    others = telling(drawn.sheet.student for drawn in bundle.sheets.values() if drawn.sheet.student)
    errors: list[McdocsError] = []
    for name, drawn in bundle.sheets.items():
        sheet = drawn.sheet
        shown = frozenset(words(f"{said(sheet)} {sheet.student_name}"))
        owner = sheet.student or sheet.version
        forbidden = Forbidden(owner, sheet.version, others, shown, formulas=answers(drawn.key))
        errors += [LeakError(f"{name}: {leak}") for leak in leaks(name, files[name], forbidden)]
    raise_all(errors)
