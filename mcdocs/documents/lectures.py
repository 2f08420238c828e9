"""A lecture from its spec: its slides, the documents they are published as, and all they claim. Start reading here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mcdocs.documents.blocks import Document, Slide
from mcdocs.documents.formats import Format, load_format
from mcdocs.documents.pieces import Lesson, Piece, made
from mcdocs.documents.pieces.examples import example
from mcdocs.documents.render import render
from mcdocs.documents.sheets import Papers
from mcdocs.documents.variants import VARIANTS
from mcdocs.errors import DocumentError, Errors, McdocsError, raise_all
from mcdocs.specs.course import Course
from mcdocs.specs.function import load_function
from mcdocs.specs.lecture import LectureSpec
from mcdocs.specs.slides import ExampleSlide, SlideSpec

if TYPE_CHECKING:
    from mcdocs.calculus.referee import Claim

Make = Callable[[SlideSpec, Lesson], Piece]


@dataclass(frozen=True)
class Composition:
    """Documents by file name, all files they were made from, and the claims to be verified before they go out.

    `refused` is why there is no text of those whose format cannot show the author's letters, as a PDF cannot Chinese.
    """

    documents: Mapping[str, str]
    files: tuple[Path, ...]
    claims: tuple[Claim, ...]
    refused: Mapping[str, McdocsError] = field(default_factory=dict)


def compose(path: Path, course_folder: Path) -> Composition:
    """Derive and render a lecture in every variant. Raises McdocsError, all that is wrong with its slides at once."""
    course = Course(course_folder)
    lesson = Lesson(course.lecture(path.stem), course)
    document, claims = document_of(lesson)
    formats = {name: load_format(name, course_folder) for name in {each.format for each in VARIANTS.values()}}
    texts, refused = rendered({name: (each.of(document), formats[each.format]) for name, each in VARIANTS.items()})
    for error in refused.values():
        lesson.spec.closer(error)
    return Composition(texts, _files(path, lesson, formats), claims, refused)


def rendered(
    documents: Mapping[str, tuple[Document | Papers, Format]],
) -> tuple[dict[str, str], dict[str, McdocsError]]:
    """The texts of documents by file name, and what is wrong with those that have a character their format lacks."""
    texts: dict[str, str] = {}
    refused: dict[str, McdocsError] = {}
    for name, (document, format) in documents.items():
        try:
            texts[name] = render(document, format)
        except DocumentError as error:
            if not error.character:
                raise
            refused[name] = error
    return texts, refused


def document_of(lesson: Lesson, make: Make = made) -> tuple[Document, tuple[Claim, ...]]:
    """The slides of a lecture and what they claim; raises what is wrong with any of them.

    `make` gives the piece of a slide: the preview has one that remembers.
    """
    slides: list[Slide] = []
    claims: list[Claim] = []
    errors: list[McdocsError] = []
    for slide in lesson.spec.slides:
        try:
            piece = make(slide, lesson)
        except McdocsError as error:
            error.located(slide.position())
            errors += error.errors if isinstance(error, Errors) else [error]
        else:
            slides += piece.slides
            claims += piece.claims
    raise_all(errors)
    spec = lesson.spec
    return Document(spec.title, tuple(slides), spec.subtitle, spec.author, spec.date), tuple(claims)


def _files(path: Path, lesson: Lesson, formats: Mapping[str, Format]) -> tuple[Path, ...]:
    functions = dict.fromkeys(name for _, name, _ in lesson.spec.references())
    found = [path, *(lesson.course.path("functions", name) for name in functions)]
    return tuple(dict.fromkeys((*found, *(file for each in formats.values() for file in each.sources()))))


def compose_function(path: Path, course_folder: Path) -> Composition:
    """What a function's own slide would claim, without a lecture around it. Raises McdocsError."""
    spec = load_function(path)
    slide = ExampleSlide(slide="example", function=spec)
    lesson = Lesson(LectureSpec.model_construct(title=spec.title, slides=(slide,)), Course(course_folder))
    return Composition({}, (path,), example(slide, lesson).claims)
