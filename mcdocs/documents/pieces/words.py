"""Slides of words: the title, a new part, the agenda, points with a formula above them."""

from __future__ import annotations

from dataclasses import replace

from mcdocs.documents.blocks import Block, Bullets, Display
from mcdocs.documents.pieces.table import Lesson, Piece, page, piece
from mcdocs.language.prose import Inline, Text
from mcdocs.specs.readers import Point
from mcdocs.specs.slides import AgendaSlide, BulletsSlide, SectionSlide, TitleSlide


@piece("title")
def title(slide: TitleSlide, lesson: Lesson) -> Piece:
    """The lecture's title and subtitle; author and date are the document's."""
    made = page(slide, (), lesson.spec.title, lesson.spec.subtitle)
    return Piece((replace(made, kind="title"),))


@piece("section")
def section(slide: SectionSlide, lesson: Lesson) -> Piece:
    """A new part begins."""
    return Piece((replace(page(slide, ()), kind="section"),))


@piece("agenda")
def agenda(slide: AgendaSlide, lesson: Lesson) -> Piece:
    """The topics; those of today that are left out stay visible, struck out."""
    return Piece((page(slide, (Bullets(slide.items),), (Text("Agenda"),)),))


@piece("bullets")
def bullets(slide: BulletsSlide, lesson: Lesson) -> Piece:
    """The formula, then the points."""
    formula: tuple[Block, ...] = (Display(slide.formula),) if slide.formula else ()
    return Piece((page(slide, (*formula, *listed(slide.items))),))


def listed(points: tuple[Point, ...]) -> tuple[Block, ...]:
    """Points as a list; an item's own points follow it behind a dash."""
    items: list[Inline] = []
    for point in points:
        items.append(point.text)
        items += [(Text("– "), *inner) for inner in point.points]
    return (Bullets(tuple(items)),) if items else ()
