"""What is kept from one save to the next: only slides whose text, or whose functions, changed are made anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from mcdocs.calculus.referee.claims import Claim, Equal, Unequal
from mcdocs.documents.blocks import Slide
from mcdocs.documents.pieces import Lesson, Piece, made
from mcdocs.documents.sheets import Problem
from mcdocs.errors import Position
from mcdocs.specs.slides import SlideSpec


@dataclass(frozen=True)
class _Kept:
    piece: Piece
    line: int


class Pieces:
    """The pieces of one lecture by what they were made from. A slide that only moved keeps its piece."""

    def __init__(self) -> None:
        self._kept: dict[Any, _Kept] = {}
        self._used: dict[Any, _Kept] = {}

    def begin(self) -> None:
        """A new version of the lecture: what the last one did not use is forgotten."""
        self._kept, self._used = {**self._used}, {}

    def abandon(self) -> None:
        """The version could not be made: what the one before used is kept as well."""
        self._used = {**self._kept, **self._used}

    def made(self, slide: SlideSpec, lesson: Lesson) -> Piece:
        """The piece of a slide. Raises what `made` raises; what went wrong is not kept."""
        start, text = slide.excerpt()
        header = lesson.spec.model_copy(update={"slides": ()})
        functions = tuple(each.excerpt()[1] for each in lesson.course.functions_of(slide))
        key = (text, start.column, functions, repr(header))
        kept = self._kept.get(key) or self._used.get(key) or _Kept(made(slide, lesson), start.line)
        self._used[key] = kept
        return moved(kept.piece, start.file, start.line - kept.line)


class Slides:
    """The text of slides, as long as the slide, its number, and all that `around` stands for are the same."""

    def __init__(self) -> None:
        self._kept: dict[Any, tuple[Slide, str]] = {}
        self._used: dict[Any, tuple[Slide, str]] = {}
        self._around: object = None

    def begin(self, around: object) -> None:
        """A new version of a document; `around` is what its slides show beside their own: its title, its templates."""
        self._kept, self._used = ({**self._used} if around == self._around else {}), {}
        self._around = around

    def text(self, slide: Slide | Problem, number: int, make: Callable[[], str]) -> str:
        """The text of a slide. A piece that was kept has the very same body, so that comparing takes no time."""
        if not isinstance(slide, Slide):
            return make()
        key = (id(slide.body), number, slide.kind)
        kept, text = self._kept.get(key, (None, ""))
        if kept is None or replace(kept, at=slide.at) != slide:
            text = make()
        self._used[key] = (slide, text)
        return text


def moved(piece: Piece, file: str, lines: int) -> Piece:
    """The piece with its places in a file so many lines further down."""
    if not lines:
        return piece
    slides = tuple(replace(slide, at=_moved(slide.at, file, lines)) for slide in piece.slides)
    return Piece(slides, tuple(_claimed(claim, file, lines) for claim in piece.claims))


def _claimed(claim: Claim, file: str, lines: int) -> Claim:
    if isinstance(claim, Unequal):
        equal = _claimed(claim.equal, file, lines)
        assert isinstance(equal, Equal)
        return Unequal(equal)
    return replace(claim, at=_moved(claim.at, file, lines) if claim.at else None)


def _moved(at: Position, file: str, lines: int) -> Position:
    return replace(at, line=at.line + lines) if at.file == file else at
