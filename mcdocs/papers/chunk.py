"""The papers of some students, from their seeds to finished files: what one worker does at a time.

`make` is the story: draw, verify, typeset all worksheets in one run of TeX and all keys in another, take them apart,
look through them. A worksheet's TeX is made from sheets, which know no answer.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from mcdocs.build.engine import flat
from mcdocs.build.tex import Job, typeset
from mcdocs.calculus.referee import judge
from mcdocs.documents import escapes
from mcdocs.documents.formats import Format, load_format
from mcdocs.documents.remembered import Remembered
from mcdocs.documents.render import Keep, render
from mcdocs.documents.sheets import Paper, Papers
from mcdocs.errors import DocumentError, LeakError, McdocsError, raise_all
from mcdocs.papers.audit import leaks
from mcdocs.papers.fonts import font_files
from mcdocs.papers.forbidden import Forbidden, telling, words
from mcdocs.papers.opened import answers_in
from mcdocs.papers.parcel import Parcel
from mcdocs.papers.said import answers, said
from mcdocs.papers.split import split
from mcdocs.problems.handouts import answer_key, worksheet
from mcdocs.problems.model import Drawn, Draws
from mcdocs.problems.seed import Seed
from mcdocs.problems.sets import Memory, draw_paper
from mcdocs.specs.course import Course
from mcdocs.specs.problems import ProblemSetSpec

KINDS = ("worksheet", "key")
_BEGIN = "\\begin{document}\n"
# What TeX makes is taken apart at once, so it need not be small; the first page is nobody's, as `split` wants it.
_LEADER = "\\pdfcompresslevel=0 \\pdfobjcompresslevel=0 \\thispagestyle{empty}\\null\\clearpage\n"


def printable(name: str) -> bool:
    """Whether TeX can print a name."""
    try:
        escapes.tex(name)
    except DocumentError:
        return False
    return True


@dataclass(frozen=True)
class Request:
    """A paper to make: for whom, from which seed, passing over so many draws of each exercise."""

    student: str
    name: str
    seed: Seed
    attempts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Chunk:
    """Papers of a set that are made together. `ids` are all students of the class; `work` is where TeX may run.

    `stamp` is another one when a file has changed, so that a worker does not go by what it has read before.
    """

    parcel: Parcel
    set_name: str
    requests: tuple[Request, ...]
    ids: frozenset[str]
    formats: tuple[str, ...] = ("pdf",)
    work: Path | None = None
    stamp: str = ""


@dataclass(frozen=True)
class Made:
    """What a student gets, and the teacher's key, by file name; and what it takes to make them again."""

    request: Request
    code: str
    attempts: tuple[int, ...]
    draws: Draws
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Outcome:
    """The papers of a chunk, or what was wrong: several errors in one exception do not survive the way home."""

    made: tuple[Made, ...] = ()
    errors: list[McdocsError] = field(default_factory=list)


def make(chunk: Chunk) -> Outcome:
    """Make the papers of a chunk. Nothing that was not verified and looked through leaves this function."""
    try:
        if chunk.work:
            chunk.work.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=chunk.work, prefix="papers-") as work:
            return Outcome(tuple(_made(chunk, Path(work))))
    except McdocsError as error:
        if len(chunk.requests) > 1:
            return _first_wrong(chunk)
        errors = [chunk.parcel.at_home(single) for single in flat(error)]
        for single in errors:
            single.message += f" (on the papers of {chunk.requests[0].student})"
        return Outcome(errors=errors)


def _first_wrong(chunk: Chunk) -> Outcome:
    """What is wrong with the first papers that are wrong, found by halves: TeX does not say whose they are."""
    half = len(chunk.requests) // 2
    first = make(replace(chunk, requests=chunk.requests[:half]))
    return first if first.errors else make(replace(chunk, requests=chunk.requests[half:]))


def _made(chunk: Chunk, work: Path) -> list[Made]:
    folder = chunk.parcel.unpacked()
    course, spec, memory = _read(folder, chunk.set_name, chunk.stamp)
    drawn = [_drawn(each, spec, course, memory) for each in chunk.requests]
    _confirm(drawn)
    files: dict[str, dict[str, bytes]] = {request.student: {} for request in chunk.requests}
    # Worksheets first: when TeX puts the last of them out it has not read a word of any key.
    papers = [*(worksheet(each.sheet) for each in drawn), *(answer_key(each.key) for each in drawn)]
    if "pdf" in chunk.formats:
        for paper, pdf in zip(papers, printed(papers, folder, work, chunk.stamp), strict=True):
            files[paper.student][f"{paper.kind}.pdf"] = pdf
    if "md" in chunk.formats:
        markdown, keep = _format("markdown", folder, chunk.stamp)
        for paper in papers:
            files[paper.student][f"{paper.kind}.md"] = render(Papers((paper,)), markdown, keep=keep).encode()
    others, shown = telling(chunk.ids), _words_of(chunk.formats, folder, chunk.stamp)
    pictures = any(_format(_FORMATS[each], folder, chunk.stamp)[0].files for each in chunk.formats)
    for each in drawn:
        _look_through(files[each.sheet.student], each, Forbidden("", "", others, shown, pictures=pictures))
    return [
        Made(request, each.sheet.version, each.attempts, each.draws, files[request.student])
        for request, each in zip(chunk.requests, drawn, strict=True)
    ]


def _drawn(request: Request, spec: ProblemSetSpec, course: Course, memory: Memory) -> Drawn:
    drawn = draw_paper(spec, course, request.seed, request.student, request.attempts, memory)
    sheet = replace(drawn.sheet, student_name=request.name)
    return replace(drawn, sheet=sheet, key=replace(drawn.key, sheet=sheet))


@lru_cache(maxsize=2)
def _read(folder: Path, set_name: str, stamp: str) -> tuple[Course, ProblemSetSpec, Memory]:
    course = Course(folder)
    return course, course.problem_set(set_name), Memory()


_CONFIRMED: Remembered[None] = Remembered(most=8_000)


def _confirm(drawn: Sequence[Drawn]) -> None:
    """Let the referee judge what these papers claim, each claim once. Raises what is wrong with the first paper."""
    for each in drawn:
        fresh = [claim for claim in each.claims if not _CONFIRMED.has(claim)]
        judge(fresh)
        for claim in fresh:
            _CONFIRMED.of(claim, make=lambda: None)


@lru_cache(maxsize=4)
def _format(name: str, course: Path, stamp: str) -> tuple[Format, Keep | None]:
    """A format, and what keeps the text of problems in it where all papers show the same one."""
    format = load_format(name, course)
    texts: Remembered[str] = Remembered(most=2_000)
    return format, (lambda problem, number, make: texts.of(problem, make=make)) if _shows_alike(format) else None


_NO_PART = {"papers", "paper", "document", "slide"}  # templates that no problem is made with
_ASKS_WHICH = re.compile(r"<%[^>]*\b(?:paper|document)\b")


def _shows_alike(format: Format) -> bool:
    """Whether a problem is the same text on every paper: no template below a paper's own asks which paper it is on."""
    below = (path for path in format.sources() if path.stem not in _NO_PART)
    texts = (path.read_text(encoding="utf-8") for path in below if path.suffix == f".{format.extension}")
    return not any(map(_ASKS_WHICH.search, texts))


def printed(papers: Sequence[Paper], course: Path, work: Path, stamp: str) -> list[bytes]:
    """The PDFs of papers, worksheets and keys alike, in their order: all from one run of TeX in the folder `work`.

    `stamp` says which state of the course's templates is meant. Raises as `typeset` and `split` do.
    """
    format, keep = _format("sheet", course, stamp)
    named = [paper if printable(paper.student_name) else replace(paper, student_name="") for paper in papers]
    tex = for_many(named, format, keep)
    support = {path.name: path.read_bytes() for path in format.files}
    document = asyncio.run(typeset(Job("papers", tex, support, work / "papers", course)))
    log = (work / "papers" / "papers.log").read_text(encoding="utf-8", errors="replace")
    return list(split(document, [paper.owner for paper in papers], font_files(log)))


def for_many(papers: Sequence[Paper], format: Format, keep: Keep | None = None) -> str:
    """The TeX of papers that are to be taken apart."""
    return render(Papers(tuple(papers)), format, keep=keep).replace(_BEGIN, _BEGIN + _LEADER, 1)


_FORMATS = {"pdf": "sheet", "md": "markdown"}


@lru_cache(maxsize=4)
def _words_of(formats: tuple[str, ...], course: Path, stamp: str) -> frozenset[str]:
    """The words that templates put on every paper, whatever a student may be called."""
    sources = (path for each in formats for path in _format(_FORMATS[each], course, stamp)[0].sources())
    return frozenset(word for path in sources for word in words(path.read_text(encoding="utf-8", errors="replace")))


def _look_through(files: Mapping[str, bytes], drawn: Drawn, of_all: Forbidden) -> None:
    """Raises LeakError when a worksheet holds what its student may not see; `of_all` is true of the whole class."""
    sheet = drawn.sheet
    formulas = answers(drawn.key)
    ink = answers_in(files["key.pdf"]) if "key.pdf" in files else {}
    forbidden = replace(
        of_all,
        student=sheet.student,
        code=sheet.version,
        said=of_all.said.union(words(f"{said(sheet)} {sheet.student_name}")),
        ink={question: shown for question, shown in ink.items() if question in formulas},
        formulas=formulas,
    )
    raise_all(
        [
            LeakError(f"{name}: {leak}", hint=_HINT)
            for name, data in files.items()
            if name.startswith("worksheet")
            for leak in leaks(name, data, forbidden)
        ]
    )


_HINT = "nothing of this student was handed out; look at the templates of the course, if it has its own"
