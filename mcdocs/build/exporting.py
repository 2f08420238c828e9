"""A problem set exported: versions drawn, verified, made into the files of a format, typeset where it wants paper."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from mcdocs.build.folder import publish
from mcdocs.build.tex import Job, typeset
from mcdocs.calculus.referee import judge
from mcdocs.documents.formats import load_format
from mcdocs.documents.render import render
from mcdocs.errors import DocumentError, SpecError
from mcdocs.exports import EXPORTS, Bundle
from mcdocs.problems.manifest import read_manifest
from mcdocs.problems.model import Drawn
from mcdocs.problems.seed import PUBLIC
from mcdocs.problems.sets import draw_paper, paper_seed
from mcdocs.specs.course import Course

PATIENCE = 50  # draws for each version that is wanted


def export(
    format: str, name: str, folder: Path, output: Path, *, versions: int = 1, manifest: Path | None = None
) -> tuple[list[Path], tuple[str, ...]]:
    """Export a problem set into `output`; answers the files written and the warnings.

    There are so many versions, all different, or those of the students in a manifest, with their numbers.
    Raises McdocsError for what is wrong with the set, RefereeError for an answer that is not confirmed.
    """
    drawn = list(_of_manifest(manifest, name, folder) if manifest else fresh_versions(name, folder, versions))
    for version in drawn:
        judge(version.claims)
    bundle = EXPORTS[format].make(drawn)
    files = {**bundle.files, **asyncio.run(_typeset(bundle, folder))}
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


async def _typeset(bundle: Bundle, folder: Path) -> Mapping[str, bytes]:
    """The papers of a bundle as PDFs. Raises DocumentError where one has not the pages that all must have."""
    format = load_format("sheet", folder)
    made: dict[str, bytes] = {}
    for name, papers in bundle.papers.items():
        with tempfile.TemporaryDirectory() as work:
            support = {path.name: path.read_bytes() for path in format.files}
            job = Job("paper", render(papers, format), support, Path(work) / "tex", folder)
            made[name] = await typeset(job)
            found = _pages((Path(work) / "tex" / "paper.log").read_text(encoding="utf-8", errors="replace"))
        if found != bundle.pages:
            message = f"{name} has {found} pages instead of {bundle.pages}: a question does not fit on one"
            raise DocumentError(message, hint="give it less room:  room: 10")
    return made


def _pages(log: str) -> int:
    """How many pages TeX says it has written."""
    told = log.rpartition("Output written on ")[2]
    return int(told.partition("(")[2].partition(" ")[0] or 0)
