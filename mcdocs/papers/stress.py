"""Draw a problem set again and again, and report what a teacher would not want to find out from a student."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from mcdocs.build.engine import flat
from mcdocs.build.report import Report, Started, Swept, silent
from mcdocs.calculus.referee import judge
from mcdocs.errors import McdocsError
from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.language.prose import Text
from mcdocs.papers.crew import Crew
from mcdocs.papers.objections import UGLY_DENOMINATOR, UGLY_NUMBER, Found, Kind, Summary, Take, Ugly, summarised
from mcdocs.papers.said import said
from mcdocs.problems.model import Answer, Drawn, Filled, Solution, Value
from mcdocs.problems.seed import Seed
from mcdocs.problems.sets import Memory, draw_paper, paper_seed, set_name
from mcdocs.specs.course import Course
from mcdocs.specs.problems import ProblemSetSpec

AT_ONCE = 20

_SWEEP = Seed.of(b"stress")


@dataclass(frozen=True)
class Batch:
    """The papers drawn from the seeds `first`, `first + 1`, ... of a set."""

    course: Path
    name: str
    first: int
    count: int


def stress(course: Path, name: str, count: int, crew: Crew, report: Report = silent) -> Summary:
    """Draw and verify `count` papers of a set. Raises what is wrong with the set itself."""
    Course(course).problem_set(name)
    report(Started(count))
    return summarised(_swept(course, name, count, crew, report))


def _swept(course: Path, name: str, count: int, crew: Crew, report: Report) -> Iterator[Found]:
    """What each paper came to, as soon as it is known."""
    batches = (Batch(course, name, first, min(AT_ONCE, count - first)) for first in range(0, count, AT_ONCE))
    for some in crew.map(sweep, batches):
        yield from some
        report(Swept(len(some)))


def sweep(batch: Batch) -> list[Found]:
    """Draw and verify the papers of a batch."""
    course, spec, memory = _read(batch.course, batch.name)
    return [_one(spec, course, seed, memory) for seed in range(batch.first, batch.first + batch.count)]


@lru_cache(maxsize=2)
def _read(folder: Path, name: str) -> tuple[Course, ProblemSetSpec, Memory]:
    course = Course(folder)
    return course, course.problem_set(name), Memory()


def _one(spec: ProblemSetSpec, course: Course, seed: int, memory: Memory) -> Found:
    began = time.perf_counter()
    drawn: Drawn | None = None
    try:
        own = paper_seed(_SWEEP, set_name(spec), str(seed))
        drawn = draw_paper(spec, course, own, str(seed), memory=memory)
        judge(drawn.claims)
    except McdocsError as error:
        return Found(seed, _takes(drawn) if drawn else (), errors=flat(error))
    return Found(seed, _takes(drawn), len(said(drawn.sheet)), time.perf_counter() - began)


def _takes(drawn: Drawn) -> tuple[Take, ...]:
    """What each exercise came to."""
    solutions = drawn.key.solutions
    return tuple(
        Take(
            title="".join(piece.text for piece in exercise.title if isinstance(piece, Text)),
            draws=tuple(draws.items()),
            passed=passed,
            lines=sum(len(solutions[question.id].working) for question in exercise.questions),
            ugly=tuple(_ugly(solutions[question.id] for question in exercise.questions)),
        )
        for exercise, draws, passed in zip(drawn.sheet.exercises, drawn.draws, drawn.attempts, strict=True)
    )


# ── ugliness ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _ugly(solutions: Iterable[Solution]) -> Iterator[Ugly]:
    for solution in solutions:
        for node in _formulas(solution.answer):
            for number in _numbers(node):
                if kind := ugliness(number):
                    yield Ugly(solution.id, kind, number.value)


def _formulas(answer: Answer) -> Sequence[Node]:
    match answer:
        case Value(node=node):
            return (node,)
        case Filled(values=values):
            return values
        case _:
            return ()


def _numbers(node: Node) -> Iterator[nodes.Number]:
    if isinstance(node, nodes.Number):
        yield node
    if isinstance(node, nodes.Div) and isinstance(node.right, nodes.Number) and node.right.value:
        yield nodes.Number(1 / node.right.value)
    for child in node.children():
        yield from _numbers(child)


def ugliness(number: nodes.Number) -> Kind | None:
    """What nobody would want about a number in an answer; nothing when it is fine."""
    if number.value.denominator > UGLY_DENOMINATOR:
        return "denominator"
    return "number" if abs(number.value) > UGLY_NUMBER else None
