"""Papers for a class: one run of TeX for many students against one run for each, and a class of a thousand.

One run for each is pdflatex on a file of its own, its preamble read every time, as tools for exams do it. What is taken
apart is a PDF for each worksheet and each key, with fonts cut to its own letters.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.lectures import COURSE, JOBS
from bench.measure import Times, side_by_side, timed
from bench.report import Row

SET = "jacobians-by-hand"
TOGETHER, APART, CLASS = 125, 20, 1000  # together as many as `assign` typesets in one run
SPEEDUP_AIM, CLASS_AIM = 15, 60


@dataclass(frozen=True)
class Texts:
    """The TeX of the papers of all students together, whose they are in its order, and for some students that of each
    paper alone, by its kind.
    """

    together: str
    owners: list[str]
    alone: list[Mapping[str, str]]


def students() -> Iterator[Row]:
    """Three rows; one that says why when nothing can be measured: there is no TeX."""
    if not shutil.which("pdflatex"):
        yield Row("papers", notes={"not measured": "there is no pdflatex here"})
        return
    with tempfile.TemporaryDirectory() as folder:
        yield from typesetting(Path(folder))
        yield a_class(Path(folder))


def typesetting(place: Path) -> Iterator[Row]:
    """Worksheet and key of a student in one process: the same sheets, many in one run or each in its own."""
    names = [f"student{number}" for number in range(TOGETHER)]
    texts = written(names)
    runs = iter(range(1000))

    def together() -> None:
        typeset(place / "together", texts.together)

    def taken_apart() -> None:
        together()
        take_apart(place / "together", texts.owners)

    def apart() -> None:
        for kind, tex in texts.alone[next(runs) % APART].items():
            typeset(place / "apart" / kind, tex)

    each = side_by_side({"one run for each": apart}, APART)["one run for each"]
    for what, run in (("typeset", together), ("typeset and taken apart", taken_apart)):
        whole = side_by_side({"one run for all": run}, 3)["one run for all"]
        mine = Times(*(seconds / TOGETHER for seconds in (whole.median, whole.fastest, whole.slowest)), TOGETHER)
        faster = each.median / mine.median
        yield Row(
            f"worksheet and key of a student, {what}", {"one run for all": mine, "one run for each": each},
            speedup=faster, aim=f"at least {SPEEDUP_AIM}", met=faster >= SPEEDUP_AIM,
        )  # fmt: skip


def written(names: list[str]) -> Texts:
    """The TeX of the papers of these students."""
    from mcdocs.documents.formats import load_format
    from mcdocs.documents.render import render
    from mcdocs.documents.sheets import Papers
    from mcdocs.papers.chunk import for_many
    from mcdocs.problems.handouts import answer_key, worksheet
    from mcdocs.problems.seed import Seed
    from mcdocs.problems.sets import draw_set
    from mcdocs.specs.course import Course

    course = Course(COURSE)
    spec, format, seed = course.problem_set(SET), load_format("sheet", COURSE), Seed.of(b"bench")
    drawn = [draw_set(spec, course, seed, name) for name in names]
    both = [(worksheet(each.sheet), answer_key(each.key)) for each in drawn]
    papers = [paper for kind in zip(*both, strict=True) for paper in kind]
    return Texts(
        for_many(papers, format),
        [paper.owner for paper in papers],
        [{paper.kind: render(Papers((paper,)), format) for paper in own} for own in both[:APART]],
    )


def typeset(folder: Path, tex: str) -> None:
    """Run pdflatex once."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "paper.tex").write_text(tex, encoding="utf-8")
    command = ["pdflatex", "-interaction=batchmode", "-halt-on-error", "paper.tex"]
    subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)


def take_apart(folder: Path, owners: list[str]) -> None:
    """Each paper out of what was typeset together."""
    from mcdocs.papers.fonts import font_files
    from mcdocs.papers.split import split

    log = (folder / "paper.log").read_text(encoding="utf-8", errors="replace")
    for _ in split((folder / "paper.pdf").read_bytes(), owners, font_files(log)):
        pass


def a_class(place: Path) -> Row:
    """All that `mcdocs assign` does for a class: draw, verify, typeset, take apart, look through, write."""
    roster = place / "roster.csv"
    lines = ["id,name", *(f"s{number:05d},Student Number {number}" for number in range(CLASS))]
    roster.write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, "-m", "mcdocs", "assign", SET, "--roster", str(roster)]
    command += ["--secret", str(place / "secret"), "--output", str(place / "build")]

    def run() -> None:
        subprocess.run(command, check=True, cwd=COURSE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = timed(run)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    largest = after.ru_maxrss / 1024
    busy = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / CLASS * 1000
    size = sum(path.stat().st_size for path in place.glob("build/problems/*/students/*/*.pdf")) / CLASS / 1024
    return Row(
        f"a class of {CLASS}", {"one run for all": Times.of([seconds])}, aim=f"under {CLASS_AIM} s",
        met=seconds < CLASS_AIM,
        notes={
            "at a time": JOBS, "processor time of a student": f"{busy:.0f} ms", "largest process": f"{largest:.0f} MB",
            "papers of a student": f"{size:.0f} KB",
        },
    )  # fmt: skip
