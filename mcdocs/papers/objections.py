"""What many drawn papers came to, and what a teacher would object to: `summarised` is the report of a sweep."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from mcdocs.errors import McdocsError
from mcdocs.papers.tallies import Distinct, Spread

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


def summarised(found: Iterable[Found]) -> Summary:
    """What the papers have in common and where they differ. Of each only counts are kept, however many there are."""
    sweep = _Sweep()
    for each in found:
        sweep.add(each)
    return sweep.summary()


@dataclass
class _Exercise:
    """One exercise over all papers: how many versions, how many draws passed over, its shortest and longest working."""

    short: Take
    long: Take
    versions: Distinct = field(default_factory=Distinct)
    passed: int = 0

    def add(self, take: Take) -> None:
        self.versions.add(take.draws)
        self.passed += take.passed
        self.short = take if take.lines < self.short.lines else self.short
        self.long = take if take.lines > self.long.lines else self.long

    def row(self, number: int) -> str:
        title = self.short.title if len(self.short.title) <= WIDTH else f"{self.short.title[: WIDTH - 1]}…"
        least, most = self.short.lines, self.long.lines
        lines = str(least) if least == most else f"{least} to {most}"
        return f"{number:>3} {title:<{WIDTH}}  {len(self.versions):>8}  {self.passed:>11}  {lines:>16}"

    def unevenness(self, number: int) -> Iterator[str]:
        least, most = self.short.lines, self.long.lines
        if most > UNEVEN * least and most - least >= FEW_LINES:
            lines = "1 line" if least == 1 else f"{least} lines"
            ends = f"{lines} of working{_where(self.short.draws)}, and {most}{_where(self.long.draws)}"
            yield f"exercise {number} takes {ends}: that is not equally hard"


@dataclass
class _Ugliness:
    """The numbers no one would set by hand in a question, of one kind: in how many papers, and the worst of them."""

    size: Fraction
    take: Take
    papers: int = 0

    def add(self, size: Fraction, take: Take) -> None:
        if abs(size) > abs(self.size):
            self.size, self.take = size, take


@dataclass
class _Failure:
    """An error, the first paper it is in, and in how many it is."""

    error: McdocsError
    first: Found
    papers: int = 0

    def told(self) -> str:
        takes = enumerate(self.first.exercises, 1)
        drew = "; ".join(f"{number}{_where(take.draws)}" for number, take in takes if take.draws)
        return f"{self.error}\n  in {_papers(self.papers)}" + (f"; the first of them drew {drew}" if drew else "")


class _Sweep:
    """What is known of the papers so far."""

    def __init__(self) -> None:
        self._all = self._fine = 0
        self._versions = Distinct()
        self._length, self._lines, self._seconds = Spread(), Spread(), Spread(digits=3)
        self._exercises: list[_Exercise] = []
        self._ugly: dict[tuple[str, Kind], _Ugliness] = {}
        self._failures: dict[tuple[object, ...], _Failure] = {}

    def add(self, paper: Found) -> None:
        self._all += 1
        if paper.errors:
            self._failed(paper)
            return
        self._fine += 1
        takes = paper.exercises
        self._versions.add([take.draws for take in takes])
        self._length.add(paper.length)
        self._lines.add(sum(take.lines for take in takes))
        self._seconds.add(paper.seconds)
        self._exercises = self._exercises or [_Exercise(take, take) for take in takes]
        for exercise, take in zip(self._exercises, takes, strict=True):
            exercise.add(take)
        for key in {key for take in takes for key in self._uglier(take)}:
            self._ugly[key].papers += 1

    def _uglier(self, take: Take) -> Iterator[tuple[str, Kind]]:
        for ugly in take.ugly:
            size = Fraction(ugly.value.denominator) if ugly.kind == "denominator" else ugly.value
            self._ugly.setdefault((ugly.question, ugly.kind), _Ugliness(size, take)).add(size, take)
            yield ugly.question, ugly.kind

    def _failed(self, paper: Found) -> None:
        """Each failure is told once, by its place and its words."""
        found: dict[tuple[object, ...], McdocsError] = {}
        for error in paper.errors:
            place = (error.at.file, error.at.line, error.at.column) if error.at else ()
            found.setdefault((*place, re.sub(r"-?\d[\d.e+-]*", "#", error.message)), error)
        for key, error in found.items():
            self._failures.setdefault(key, _Failure(error, paper)).papers += 1

    def summary(self) -> Summary:
        failures = tuple(failure.told() for failure in self._failures.values())
        wrong = [f"{self._all - self._fine} of {_papers(self._all)} fail"] if self._fine < self._all else []
        if not self._fine:
            return Summary((f"{_papers(self._all)} drawn",), failures, tuple(wrong))
        versions = len(self._versions)
        lines = [
            f"{_papers(self._all)} drawn, {versions} of them different",
            f"length of the sheet in signs: {self._length}",
            f"lines of working: {self._lines}",
            f"seconds to draw and verify: {self._seconds}",
            "",
            f"{'exercise':<{WIDTH + 4}}  versions  passed over  lines of working",
            *(exercise.row(number) for number, exercise in enumerate(self._exercises, 1)),
        ]
        doubles = self._fine - versions
        if doubles > CROWDED * self._fine:
            wrong.append(f"{_papers(doubles)} {_is(doubles)} the same as another one: draw from more")
        wrong += self._ugliest()
        for number, exercise in enumerate(self._exercises, 1):
            wrong += exercise.unevenness(number)
        return Summary(tuple(lines), failures, tuple(wrong))

    def _ugliest(self) -> Iterator[str]:
        for (question, kind), ugly in sorted(self._ugly.items()):
            most = UGLY_DENOMINATOR if kind == "denominator" else UGLY_NUMBER
            told = f"question {question} has a {kind} over {most} in {_papers(ugly.papers)}"
            yield f"{told}, up to {ugly.size}{_where(ugly.take.draws)}"


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _papers(count: int) -> str:
    return "1 paper" if count == 1 else f"{count} papers"


def _where(draws: Sequence[tuple[str, str]]) -> str:
    return f" with {', '.join(f'{name} = {value}' for name, value in draws)}" if draws else ""


def _is(count: int) -> str:
    return "is" if count == 1 else "are"
