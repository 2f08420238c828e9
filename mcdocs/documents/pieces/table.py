"""The table of slide kinds: one function for each, from what a spec says to slides and what they claim."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from mcdocs.documents.blocks import Block, Slide
from mcdocs.errors import NoRuleError
from mcdocs.language.prose import Inline, Text
from mcdocs.specs.course import Course
from mcdocs.specs.function import FunctionSpec
from mcdocs.specs.lecture import LectureSpec
from mcdocs.specs.slides import SlideRecord, SlideSpec

if TYPE_CHECKING:
    from mcdocs.calculus.referee import Claim


@dataclass(frozen=True)
class Piece:
    """The slides a spec's slide becomes, and everything they say, for the referee."""

    slides: tuple[Slide, ...]
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Lesson:
    """The lecture a slide is part of."""

    spec: LectureSpec
    course: Course


Make = Callable[[Any, Lesson], Piece]
M = TypeVar("M", bound=Make)

PIECES: dict[str, Make] = {}


def piece(*kinds: str) -> Callable[[M], M]:
    """Enter a function under the kinds of slides it makes."""

    def enter(make: M) -> M:
        PIECES.update(dict.fromkeys(kinds, make))
        return make

    return enter


def made(slide: SlideSpec, lesson: Lesson) -> Piece:
    """The piece of a slide; raises NoRuleError for a kind that nothing makes, and McdocsError for what is wrong."""
    if slide.slide not in PIECES:
        raise NoRuleError(f"slides of the kind {slide.slide!r} cannot be made", at=slide.position("slide"))
    return PIECES[slide.slide](slide, lesson)


def page(slide: SlideRecord, body: tuple[Block, ...], title: Inline = (), subtitle: Inline = ()) -> Slide:
    """One content slide with the notes and the place of its spec; its own title and subtitle go first."""
    return Slide(slide.title or title, body, slide.position(), slide.subtitle or subtitle, notes=slide.notes)


def title_of(function: FunctionSpec | str) -> Inline:
    """The name of a function's file in words, where nobody gave a title."""
    name = function if isinstance(function, str) else "example"
    return (Text(name.replace("-", " ").replace("_", " ").capitalize()),)
