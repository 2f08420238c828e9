"""A lecture or a problem set as the preview shows it, made by a clerk who remembers what a save did not touch."""

from __future__ import annotations

import hashlib
import pickle
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from mcdocs.documents.blocks import Document
from mcdocs.documents.formats import Format, load_format
from mcdocs.documents.lectures import document_of
from mcdocs.documents.pieces import Lesson
from mcdocs.documents.render import Print, plain, printer, render
from mcdocs.documents.variants import VARIANTS
from mcdocs.errors import McdocsError, Position
from mcdocs.preview.faults import Fault, faults
from mcdocs.preview.kept import Pieces, Slides
from mcdocs.problems.handouts import HANDOUTS
from mcdocs.problems.seed import PUBLIC
from mcdocs.problems.sets import draw_set
from mcdocs.problems.solutions import solutions
from mcdocs.specs.course import Course
from mcdocs.specs.lecture import LectureSpec
from mcdocs.specs.problems import ProblemSetSpec
from mcdocs.specs.validate import load

if TYPE_CHECKING:
    from mcdocs.calculus.referee import Claim

Claims = tuple["Claim", ...]

MOST_FORMULAS = 8192
_SLIDE = re.compile(r'<section class="slide\b.*?</section>', re.DOTALL)


@dataclass(frozen=True)
class Version:
    """What a spec shows as last saved: its page cut at its slides, what it claims (pickled), and what is wrong with it.

    `shell` is the page with a blank for each slide. With faults there is no page.
    """

    shell: tuple[str, ...] = ()
    slides: tuple[str, ...] = ()
    claims: bytes = b""
    faults: tuple[Fault, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """A short name for what each slide shows."""
        return tuple(key(slide) for slide in self.slides)

    @property
    def frame(self) -> str:
        """The same for all that is around the slides, and their number."""
        return key("\0".join(self.shell))

    @property
    def page(self) -> str:
        """The whole document."""
        parts = [*self.slides, ""]
        return "".join(text for pair in zip(self.shell, parts, strict=True) for text in pair)


def key(text: str) -> str:
    """A short name for a text."""
    return hashlib.blake2b(text.encode(), digest_size=9).hexdigest()


_pieces: dict[str, Pieces] = {}
_slides: dict[str, Slides] = {}


@lru_cache(maxsize=4)
def _printed(format: Format) -> Print:
    """The format's printer of mathematics, which remembers what it printed."""
    return lru_cache(maxsize=MOST_FORMULAS)(printer(format))


def _lecture(folder: str, name: str) -> tuple[str, Claims]:
    pieces = _pieces.setdefault(name, Pieces())
    pieces.begin()
    try:
        course = Course(folder)
        document, claims = document_of(Lesson(course.lecture(name), course), pieces.made)
        return _page(VARIANTS["slides.html"].of(document), folder, name), claims
    except McdocsError:
        pieces.abandon()
        raise


def _problem_set(folder: str, name: str) -> tuple[str, Claims]:
    course = Course(folder)
    drawn = draw_set(course.problem_set(name), course, PUBLIC)
    handout = HANDOUTS["solutions.html"]
    return _page(replace(solutions(drawn.key), reveal=handout.reveal), folder, f"problems/{name}"), drawn.claims


# What can be looked at, by the folder its specs stand in: a lecture, the solutions of a problem set for the class.
KINDS: Mapping[str, Callable[[str, str], tuple[str, Claims]]] = {"lectures": _lecture, "problems": _problem_set}


def _page(document: Document, folder: str, name: str) -> str:
    format = load_format("html", Path(folder))
    slides = _slides.setdefault(name, Slides())
    templates = tuple((path, path.stat().st_mtime_ns) for path in format.sources())
    slides.begin((replace(document, slides=()), templates))
    return render(document, format, _printed(format), slides.text)


def compose(folder: str, kind: str, name: str) -> Version:
    """What a spec of the course in a folder shows, as its files are now. A clerk is asked this."""
    try:
        page, claims = KINDS[kind](folder, name)
    except McdocsError as error:
        at = Position(str(Path(folder) / "specs" / kind / f"{name}.yaml"), 1, 1)
        return Version(faults=_in_course(error.located(at), folder))
    return Version(tuple(_SLIDE.split(page)), tuple(_SLIDE.findall(page)), pickle.dumps(claims))


def verify(folder: str, claims: bytes) -> tuple[Fault, ...]:
    """What the referee says against the claims of a version. Another clerk is asked this, after it was shown."""
    from mcdocs.calculus.referee import judge  # a clerk who only composes needs no SymPy

    try:
        judge(pickle.loads(claims))
    except McdocsError as error:
        return _in_course(error, folder)
    return ()


@dataclass(frozen=True)
class Published:
    """A file of a lecture that a site offers: where, from its root, and what it is."""

    path: str
    title: str


@dataclass(frozen=True)
class Listed:
    """A spec in the list of a course: its title in words, what is in it, and what is wrong with its file."""

    name: str
    title: str
    size: str = ""
    kind: str = "lectures"
    files: tuple[Published, ...] = ()
    faults: tuple[Fault, ...] = ()


def listing(folder: str) -> tuple[Listed, ...]:
    """The lectures and problem sets of a course, read but not derived."""
    course = Course(folder)
    found: list[Listed] = []
    for kind, names in (("lectures", course.lectures()), ("problems", course.problem_sets())):
        for name in names:
            path = course.path(kind, name)
            try:
                spec = load(path, LectureSpec) if kind == "lectures" else load(path, ProblemSetSpec)
            except McdocsError as error:
                found.append(Listed(name, name, kind=kind, faults=_in_course(error, folder)))
            else:
                found.append(Listed(name, plain(spec.title), _size(spec), kind))
    return tuple(found)


def _size(spec: LectureSpec | ProblemSetSpec) -> str:
    count, what = (len(spec.slides), "slide") if isinstance(spec, LectureSpec) else (len(spec.exercises), "exercise")
    return f"{count} {what}{'s' * (count != 1)}"


def _in_course(error: McdocsError, folder: str) -> tuple[Fault, ...]:
    """The faults with their files as the author knows them, from the course's folder on."""
    return tuple(
        replace(fault, file=str(Path(fault.file).relative_to(folder)))
        if Path(fault.file).is_relative_to(folder)
        else fault
        for fault in faults(error)
    )
