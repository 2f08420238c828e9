"""Draw a problem set again and again, and report what a teacher would not want to find out from a student."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from statistics import quantiles

from mcdocs.build.engine import flat
from mcdocs.build.report import Report, Started, Swept, silent
from mcdocs.calculus.referee import judge
from mcdocs.errors import McdocsError
from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.papers.crew import Crew
from mcdocs.papers.said import said
from mcdocs.printers.text import text
from mcdocs.problems.model import Answer, Drawn, Filled, Value
from mcdocs.problems.seed import Seed
from mcdocs.problems.sets import Memory, draw_paper, paper_seed, set_name
from mcdocs.specs.course import Course
from mcdocs.specs.problems import ProblemSetSpec

AT_ONCE = 20
UGLY_DENOMINATOR = 20
UGLY_NUMBER = 1_000
UNEVEN = 2.0
"""A longest paper of so many times the length, or the lines of working, of the shortest is not the same exercise."""
CROWDED = 0.05
"""With more than this part of the papers like another one, students sit next to their twins."""


_SWEEP = Seed.of(b"stress")


@dataclass(frozen=True)
class Batch:
    """The papers drawn from the seeds `first`, `first + 1`, ... of a set."""

    course: Path
    name: str
    first: int
    count: int


@dataclass(frozen=True)
class Found:
    """What one paper came to. `ugly` are answers no one would set by hand, by question; `passed` draws thrown away."""

    seed: int
    draws: tuple[tuple[tuple[str, str], ...], ...] = ()
    passed: int = 0
    ugly: tuple[tuple[str, str], ...] = ()
    length: int = 0
    lines: int = 0
    seconds: float = 0.0
    errors: list[McdocsError] = field(default_factory=list)


@dataclass(frozen=True)
class Summary:
    """What all papers came to; `wrong` is what makes a set unfit to be handed out."""

    lines: tuple[str, ...]
    wrong: tuple[str, ...]
    errors: tuple[McdocsError, ...]


def stress(course: Path, name: str, count: int, crew: Crew, report: Report = silent) -> Summary:
    """Draw and verify `count` papers of a set. Raises what is wrong with the set itself."""
    Course(course).problem_set(name)
    batches = [Batch(course, name, first, min(AT_ONCE, count - first)) for first in range(0, count, AT_ONCE)]
    report(Started(count))
    found: list[Found] = []
    for some in crew.map(sweep, batches):
        found += some
        report(Swept(len(some)))
    return summary(found)


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
    try:
        own = paper_seed(_SWEEP, set_name(spec), str(seed))
        drawn = draw_paper(spec, course, own, str(seed), memory=memory)
        judge(drawn.claims)
    except McdocsError as error:
        return Found(seed, errors=flat(error))
    seconds = time.perf_counter() - began
    draws = tuple(tuple(values.items()) for values in drawn.draws)
    lines = sum(len(solution.working) for solution in drawn.key.solutions.values())
    ugly = tuple(_ugly(drawn))
    return Found(seed, draws, sum(drawn.attempts), ugly, len(said(drawn.sheet)), lines, seconds)


# ── ugliness ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _ugly(drawn: Drawn) -> Iterator[tuple[str, str]]:
    for question, solution in drawn.key.solutions.items():
        for node in _formulas(solution.answer):
            for number in _numbers(node):
                if reason := ugliness(number):
                    yield question, reason


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


def ugliness(number: nodes.Number) -> str:
    """Why nobody would want a number in an answer; nothing when it is fine."""
    value = number.value
    if value.denominator > UGLY_DENOMINATOR:
        return f"the denominator {value.denominator}"
    if abs(value) > UGLY_NUMBER:
        return f"the number {text(number)}"
    return ""


# ── the summary ──────────────────────────────────────────────────────────────────────────────────────────────────────


def summary(found: Sequence[Found]) -> Summary:
    """What the papers have in common and where they differ."""
    fine = [each for each in found if not each.errors]
    errors = {str(error): error for each in found for error in each.errors}
    wrong = [f"{len(found) - len(fine)} of {len(found)} papers fail"] if len(fine) < len(found) else []
    if not fine:
        return Summary((f"{len(found)} papers drawn",), tuple(wrong), tuple(errors.values()))
    versions = Counter(each.draws for each in fine)
    doubles = len(fine) - len(versions)
    passed = sum(each.passed for each in fine)
    ugly = Counter(each for one in fine for each in set(one.ugly))
    lines = [
        f"{len(found)} papers drawn, {len(versions)} of them different",
        f"{passed} draws of exercises passed over as degenerate",
        f"length of the sheet in signs: {_spread([each.length for each in fine])}",
        f"lines of working: {_spread([each.lines for each in fine])}",
        f"seconds to draw and verify: {_spread([each.seconds for each in fine])}",
    ]
    if doubles > CROWDED * len(fine):
        same = "1 paper is" if doubles == 1 else f"{doubles} papers are"
        wrong.append(f"{same} the same as another one: draw from more")
    wrong += [f"question {question} has {reason} in {times} papers" for (question, reason), times in ugly.items()]
    shortest, longest = min(each.lines for each in fine), max(each.lines for each in fine)
    if longest > UNEVEN * shortest:
        wrong.append(f"the working takes from {shortest} to {longest} lines: that is not equally hard")
    return Summary(tuple(lines), tuple(wrong), tuple(errors.values()))


def _spread(values: Sequence[float]) -> str:
    middle = quantiles(values, n=2)[0] if len(values) > 1 else values[0]
    whole = all(isinstance(value, int) for value in values)
    least, half, most = (f"{value:.{0 if whole else 3}f}" for value in (min(values), middle, max(values)))
    return f"{least} to {most}, half of them up to {half}"
