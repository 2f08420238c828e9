"""A class graded: `grade_class` is the story, from a manifest and a table of answers to a table of marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import chain
from pathlib import Path

from mcdocs.build.fingerprints import digest
from mcdocs.build.report import Report, Started, Swept, silent
from mcdocs.errors import Position, SpecError
from mcdocs.gradebook.answers import Answer, read_answers, table_to_fill_in
from mcdocs.gradebook.judges import Graded, Script, judged
from mcdocs.gradebook.pile import Pile
from mcdocs.gradebook.results import COLUMNS, Row, line_of, lines_of, row_of, total_of
from mcdocs.grading.formulas import EXACT, Policy
from mcdocs.problems.manifest import Manifest, read_manifest
from mcdocs.problems.model import Key
from mcdocs.problems.sets import draw_paper
from mcdocs.problems.versions import Version
from mcdocs.specs.course import Course
from mcdocs.specs.problems import ProblemSetSpec

LIMIT = 10.0  # seconds for one answer


@dataclass(frozen=True)
class Outcome:
    """The table of marks, line by line, and how many answers are of each status."""

    table: Iterable[str]
    counts: Counter[str]


def grade_class(
    manifest_path: Path,
    answers_path: Path,
    folder: Path,
    *,
    policy: Policy = EXACT,
    jobs: int = 1,
    limit: float = LIMIT,
    changed: bool = False,
    report: Report = silent,
) -> Outcome:
    """Grade every answer of a class; `report` hears how many students are done.

    Raises McdocsError for files that cannot be read, and for a problem set that has changed since it was handed out;
    with `changed` only if it draws something else.
    """
    manifest, course, spec = _class(manifest_path, folder, changed)
    parts = _parts(manifest, course, spec)
    pile = Pile(manifest.versions)
    counts: Counter[str] = Counter()
    for answer in read_answers(answers_path, parts):
        student = pile.student(answer.student)
        if problem := answer.problem or _problem(answer, student, parts):
            message = f"row {answer.row}{' ' if answer.problem else ': '}{problem}"
            stray = Row(answer.student, answer.part, "error", None, None, feedback=message, answer=answer.text)
            counts[stray.status] += 1
            pile.stray(lines_of([stray]))
        else:
            pile.put(student, answer)
    scripts = (
        Script(student, partial(_key, spec, course, version), tuple(_texts(_chosen(pile.answers(student)))))
        for student, version in manifest.versions.items()
    )
    report(Started(len(manifest.versions)))
    for graded in judged(scripts, policy, jobs, limit):
        rows = list(_rows(graded, _chosen(pile.answers(graded.student))))
        counts.update(row.status for row in rows)
        pile.mark(graded.student, lines_of([*rows, total_of(graded.student, rows)]))
        report(Swept(1))
    return Outcome(chain([line_of(COLUMNS)], pile.marks()), counts)


def to_fill_in(manifest_path: Path, folder: Path) -> Iterator[str]:
    """A table of answers for a class, still empty, line by line. Raises McdocsError as `grade_class` does."""
    manifest, course, spec = _class(manifest_path, folder, changed=True)
    students = ((student, version.name) for student, version in manifest.versions.items())
    return table_to_fill_in(students, _parts(manifest, course, spec))


def _class(manifest_path: Path, folder: Path, changed: bool) -> tuple[Manifest, Course, ProblemSetSpec]:
    """What was handed out, and the course it was made from. Raises SpecError where that is another one by now."""
    manifest = read_manifest(manifest_path)
    course = Course(folder)
    spec = course.problem_set(manifest.set_name)
    if not manifest.versions:
        raise SpecError(f"{manifest_path} lists no students", hint="a manifest is what `mcdocs assign` wrote")
    for name, code in manifest.sources.items() if not changed else ():
        file = folder / name
        if name.startswith("specs/") and (not file.is_file() or digest(file.read_bytes()) != code):
            hint = "grade with the file as it was; with --changed if the questions are the same, as after a better text"
            raise SpecError("this has changed since the papers were made", at=Position(str(file), 1, 1), hint=hint)
    return manifest, course, spec


def _parts(manifest: Manifest, course: Course, spec: ProblemSetSpec) -> list[str]:
    first = next(iter(manifest.versions.values()))
    return [question.id for each in _key(spec, course, first).sheet.exercises for question in each.questions]


def _key(spec: ProblemSetSpec, course: Course, version: Version) -> Key:
    """The key of a student's paper, drawn again. Raises SpecError where it is not what was handed out."""
    drawn = draw_paper(spec, course, version.seed, version.student, version.attempts)
    if [dict(values) for values in drawn.draws] != [dict(values) for values in version.draws]:
        message = f"the problem set has changed since {version.student!r} was given a paper"
        raise SpecError(message, at=spec.position(), hint="grade with the spec the papers were made from")
    return drawn.key


def _problem(answer: Answer, student: str, parts: Sequence[str]) -> str:
    """Why an answer belongs nowhere."""
    if not answer.student:
        return "the student is missing"
    if not student:
        return "there is no such student in the manifest"
    return "" if answer.part in parts else f"there is no part {answer.part!r}"


def _chosen(answers: Sequence[Answer]) -> dict[str, tuple[Answer, bool]]:
    """The answer to each part, and whether there was only one: of several different ones none is graded."""
    found: dict[str, tuple[Answer, bool]] = {}
    for answer in answers:
        before = found.get(answer.part)
        single = before is None or (before[1] and before[0].text == answer.text)
        found[answer.part] = (answer, single)
    return found


def _texts(chosen: dict[str, tuple[Answer, bool]]) -> Iterator[tuple[str, str]]:
    return ((part, answer.text) for part, (answer, single) in chosen.items() if single and answer.text.strip())


def _rows(graded: Graded, chosen: dict[str, tuple[Answer, bool]]) -> Iterator[Row]:
    """A row for each question of the paper, in its order."""
    marked = dict(zip((part for part, _ in _texts(chosen)), graded.marks, strict=True))
    for question in graded.questions:
        answer, single = chosen.get(question.id, (None, True))
        if answer is not None and not single:
            message = "there are several different answers"
            yield Row(graded.student, question.id, "undecided", None, question.points, feedback=message)
        elif answer is None or question.id not in marked:
            yield Row(graded.student, question.id, "missing", Fraction(0), question.points, feedback="no answer")
        else:
            yield row_of(graded.student, question.id, question.points, marked[question.id], answer.text)
