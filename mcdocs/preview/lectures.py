"""A lecture as the preview shows it, made by a clerk who remembers: what a save did not touch is not made again."""

from __future__ import annotations

import hashlib
import pickle
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from mcdocs.documents.formats import Format, load_format
from mcdocs.documents.lectures import document_of
from mcdocs.documents.pieces import Lesson
from mcdocs.documents.render import Print, plain, printer, render
from mcdocs.documents.variants import VARIANTS
from mcdocs.errors import McdocsError, Position
from mcdocs.preview.faults import Fault, faults
from mcdocs.preview.kept import Pieces
from mcdocs.specs.course import Course
from mcdocs.specs.lecture import load_lecture

SLIDES = "slides.html"
MOST_FORMULAS = 8192
_SLIDE = re.compile(r'<section class="slide\b.*?</section>', re.DOTALL)


@dataclass(frozen=True)
class Version:
    """A lecture as last saved: its page cut at its slides, what it claims (pickled), and what is wrong with it.

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


@lru_cache(maxsize=4)
def _printed(format: Format) -> Print:
    """The format's printer of mathematics, which remembers what it printed."""
    return lru_cache(maxsize=MOST_FORMULAS)(printer(format))


def compose(folder: str, name: str) -> Version:
    """The lecture of a name in the course of a folder, as its files are now. A clerk is asked this."""
    pieces = _pieces.setdefault(name, Pieces())
    pieces.begin()
    try:
        course = Course(folder)
        lesson = Lesson(course.lecture(name), course)
        document, claims = document_of(lesson, pieces.made)
        variant = VARIANTS[SLIDES]
        format = load_format(variant.format, Path(folder))
        page = render(variant.of(document), format, _printed(format))
    except McdocsError as error:
        pieces.abandon()
        at = Position(str(Path(folder) / "specs" / "lectures" / f"{name}.yaml"), 1, 1)
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
    """A lecture in the list of a course: its title in words, how many slides, and what is wrong with its file."""

    name: str
    title: str
    slides: int = 0
    files: tuple[Published, ...] = ()
    faults: tuple[Fault, ...] = ()


def listing(folder: str) -> tuple[Listed, ...]:
    """The lectures of a course, read but not derived."""
    course = Course(folder)
    found: list[Listed] = []
    for name in course.lectures():
        try:
            spec = load_lecture(course.path("lectures", name))
        except McdocsError as error:
            found.append(Listed(name, name, faults=_in_course(error, folder)))
        else:
            found.append(Listed(name, plain(spec.title), len(spec.slides)))
    return tuple(found)


def _in_course(error: McdocsError, folder: str) -> tuple[Fault, ...]:
    """The faults with their files as the author knows them, from the course's folder on."""
    return tuple(
        replace(fault, file=str(Path(fault.file).relative_to(folder)))
        if Path(fault.file).is_relative_to(folder)
        else fault
        for fault in faults(error)
    )
