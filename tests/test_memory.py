"""A class of thousands takes no more memory than one of hundreds: what is known of each student is on disk."""

from __future__ import annotations

import tracemalloc
from collections import deque
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from mcdocs.gradebook.answers import read_answers
from mcdocs.gradebook.pile import Pile
from mcdocs.papers.objections import Found, Take, Ugly, summarised
from mcdocs.papers.wanted import Wanted
from mcdocs.problems.seed import Seed
from mcdocs.problems.shelf import Shelf
from mcdocs.problems.versions import Version
from mcdocs.specs.roster import read_roster

FEW, MANY = 300, 3000


def stressed(count: int, folder: Path) -> None:
    def papers() -> Iterator[Found]:
        for seed in range(count):
            draws = (("a", str(seed)), ("B", str([seed, seed])))
            ugly = (Ugly("1a", "number", Fraction(2000 + seed)),)
            yield Found(seed, (Take("One", draws, 1, seed % 7, ugly),), length=seed % 100, seconds=seed % 50 / 1000)

    assert f"{count} papers drawn, {count} of them different" in summarised(papers()).lines


def enrolled(count: int, folder: Path) -> None:
    path = folder / "roster.csv"
    with path.open("w") as stream:
        stream.writelines(["id,name\n", *(f"s{number},Student {number}\n" for number in range(count))])
    tracemalloc.reset_peak()
    roster = read_roster(path)
    wanted = Wanted()
    for id in roster.ids():
        wanted.add(id)
    assert (len(roster), len(wanted), roster.name("s7")) == (count, count, "Student 7")


def graded(count: int, folder: Path) -> None:
    path = folder / "answers.csv"
    with path.open("w") as stream:
        stream.writelines(["student,part,answer\n", *(f"S{number},1,{number}x\n" for number in range(count))])
    tracemalloc.reset_peak()
    pile = Pile(f"s{number}" for number in range(count))
    for answer in read_answers(path, ["1"]):
        pile.put(pile.student(answer.student), answer)
    for number in range(count):
        pile.mark(f"s{number}", pile.answers(f"s{number}")[0].text)
    assert deque(pile.marks(), maxlen=1)[0] == f"{count - 1}x"


def recorded(count: int, folder: Path) -> None:
    shelf = Shelf()
    seed = Seed.of(b"anything")
    for number in range(count):
        shelf.put(Version(f"s{number}", "", "CODE", seed, (0,), ({"a": str(number)},), {"key.md": "0" * 64}, ""))
    assert deque(shelf.by_id(), maxlen=1)[0].student == f"s{max(map(str, range(count)))}"


@pytest.mark.parametrize("use", [stressed, enrolled, graded, recorded])
def test_memory_does_not_grow_with_the_class(use: Callable[[int, Path], None], tmp_path: Path) -> None:
    use(FEW, tmp_path)  # what is imported and remembered once does not count
    assert peak(use, MANY, tmp_path) < peak(use, FEW, tmp_path) + (MANY - FEW) * 20


def peak(use: Callable[[int, Path], None], count: int, folder: Path) -> int:
    tracemalloc.start()
    try:
        use(count, folder)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
