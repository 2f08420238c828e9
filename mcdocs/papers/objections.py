"""What many drawn papers came to, and what a teacher would object to: `summarised` is the report of a sweep."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import median
from typing import Literal

from mcdocs.errors import McdocsError

Kind = Literal["denominator", "number"]

UGLY_DENOMINATOR = 20
UGLY_NUMBER = 1_000
UNEVEN = 2
"""An exercise that takes more than so many times the lines of working for one student as for another is another one."""
FEW_LINES = 3
"""Fewer lines than this apart are no difference: one line, or two with a factor taken out."""
CROWDED = 0.05
"""With more than this part of the papers like another one, students sit next to their twins."""
WIDTH = 40


@dataclass(frozen=True)
class Ugly:
    """A number in an answer that no one would set by hand: too large, or its denominator is."""

    question: str
    kind: Kind
    value: Fraction


@dataclass(frozen=True)
class Take:
    """One exercise as drawn: what was drawn, how many draws were thrown away before, and the lines of its working."""

    title: str
    draws: tuple[tuple[str, str], ...]
    passed: int = 0
    lines: int = 0
    ugly: tuple[Ugly, ...] = ()


@dataclass(frozen=True)
class Found:
    """What one paper came to; of one that could not be drawn there are errors and no exercises."""

    seed: int
    exercises: tuple[Take, ...] = ()
    length: int = 0
    seconds: float = 0.0
    errors: list[McdocsError] = field(default_factory=list)


@dataclass(frozen=True)
class Summary:
    """The report: `lines` to read, `failures` of verification, and `wrong`, what makes a set unfit to be handed out."""

    lines: tuple[str, ...]
    failures: tuple[str, ...]
    wrong: tuple[str, ...]


def summarised(found: Sequence[Found]) -> Summary:
    """What the papers have in common and where they differ."""
    fine = [each for each in found if not each.errors]
    failures = tuple(_failures(found))
    wrong = [f"{len(found) - len(fine)} of {_papers(len(found))} fail"] if len(fine) < len(found) else []
    if not fine:
        return Summary((f"{_papers(len(found))} drawn",), failures, tuple(wrong))
    versions = {tuple(take.draws for take in each.exercises) for each in fine}
    doubles = len(fine) - len(versions)
    lines = [
        f"{_papers(len(found))} drawn, {len(versions)} of them different",
        f"length of the sheet in signs: {_spread([each.length for each in fine])}",
        f"lines of working: {_spread([sum(take.lines for take in each.exercises) for each in fine])}",
        f"seconds to draw and verify: {_spread([each.seconds for each in fine])}",
        *_by_exercise(fine),
    ]
    if doubles > CROWDED * len(fine):
        wrong.append(f"{_papers(doubles)} {_is(doubles)} the same as another one: draw from more")
    wrong += [*_ugly(fine), *_uneven(fine)]
    return Summary(tuple(lines), failures, tuple(wrong))


def _by_exercise(fine: Sequence[Found]) -> Iterator[str]:
    """A table: how many versions of each exercise, how many draws were passed over, how long its working is."""
    yield ""
    yield f"{'exercise':<{WIDTH + 4}}  versions  passed over  lines of working"
    for number, takes in enumerate(zip(*(each.exercises for each in fine), strict=True), 1):
        title = takes[0].title if len(takes[0].title) <= WIDTH else f"{takes[0].title[: WIDTH - 1]}…"
        versions, passed = len({take.draws for take in takes}), sum(take.passed for take in takes)
        least, most = min(take.lines for take in takes), max(take.lines for take in takes)
        lines = str(least) if least == most else f"{least} to {most}"
        yield f"{number:>3} {title:<{WIDTH}}  {versions:>8}  {passed:>11}  {lines:>16}"


# ── objections ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _ugly(fine: Sequence[Found]) -> Iterator[str]:
    """The numbers no one would set by hand: of each question and kind how many papers, and the worst with its draws."""
    worst: dict[tuple[str, Kind], tuple[Fraction, Take]] = {}
    papers: Counter[tuple[str, Kind]] = Counter()
    for each in fine:
        papers.update({(ugly.question, ugly.kind) for take in each.exercises for ugly in take.ugly})
        for take in each.exercises:
            for ugly in take.ugly:
                key = (ugly.question, ugly.kind)
                size = Fraction(ugly.value.denominator) if ugly.kind == "denominator" else ugly.value
                if key not in worst or abs(size) > abs(worst[key][0]):
                    worst[key] = (size, take)
    for (question, kind), (size, take) in sorted(worst.items()):
        most = UGLY_DENOMINATOR if kind == "denominator" else UGLY_NUMBER
        told = f"question {question} has a {kind} over {most} in {_papers(papers[question, kind])}"
        yield f"{told}, up to {size}{_where(take.draws)}"


def _uneven(fine: Sequence[Found]) -> Iterator[str]:
    for number, takes in enumerate(zip(*(each.exercises for each in fine), strict=True), 1):
        short, long = min(takes, key=lambda take: take.lines), max(takes, key=lambda take: take.lines)
        if long.lines > UNEVEN * short.lines and long.lines - short.lines >= FEW_LINES:
            lines = "1 line" if short.lines == 1 else f"{short.lines} lines"
            ends = f"{lines} of working{_where(short.draws)}, and {long.lines}{_where(long.draws)}"
            yield f"exercise {number} takes {ends}: that is not equally hard"


def _failures(found: Sequence[Found]) -> Iterator[str]:
    """Each failure once, by its place and its words, with how many papers it is in and what the first of them drew."""
    alike: dict[tuple[object, ...], list[tuple[McdocsError, Found]]] = defaultdict(list)
    for each in found:
        for error in each.errors:
            place = (error.at.file, error.at.line, error.at.column) if error.at else ()
            alike[(*place, re.sub(r"-?\d[\d.e+-]*", "#", error.message))].append((error, each))
    for cases in alike.values():
        error, first = cases[0]
        papers = len({each.seed for _, each in cases})
        drew = "; ".join(
            f"{number}{_where(take.draws)}" for number, take in enumerate(first.exercises, 1) if take.draws
        )
        yield f"{error}\n  in {_papers(papers)}" + (f"; the first of them drew {drew}" if drew else "")


def _where(draws: Sequence[tuple[str, str]]) -> str:
    return f" with {', '.join(f'{name} = {value}' for name, value in draws)}" if draws else ""


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _papers(count: int) -> str:
    return "1 paper" if count == 1 else f"{count} papers"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _spread(values: Sequence[float]) -> str:
    whole = all(isinstance(value, int) for value in values)
    least, half, most = (f"{value:.{0 if whole else 3}f}" for value in (min(values), median(values), max(values)))
    return f"{least} to {most}, half of them up to {half}"
