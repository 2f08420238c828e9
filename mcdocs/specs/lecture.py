"""A lecture of the course: `specs/lectures/<name>.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import Field

from mcdocs.specs.fields import Line, Prose
from mcdocs.specs.records import Record
from mcdocs.specs.slides import ElementwiseSlide, ExampleSlide, NetworkSlide, SlideSpec
from mcdocs.specs.validate import load


class LectureSpec(Record):
    """A lecture: what stands on its title page, and its slides."""

    title: Prose = Field(description="The title of the lecture.", examples=["Matrix calculus"])
    subtitle: Prose = Field(default=(), description="A line below the title.")
    author: Line = Field(default="", description="Who gives the lecture.")
    date: Line = Field(default="", description="When, as it should be printed.", examples=["Autumn term"])
    slides: tuple[SlideSpec, ...] = Field(min_length=1, description="The slides, in order.")

    def references(self) -> Iterator[tuple[Record, str, tuple[str | int, ...]]]:
        """Each function named on a slide: the slide, the name, and the place of the name within the slide."""
        for slide in self.slides:
            if isinstance(slide, ExampleSlide | NetworkSlide) and isinstance(slide.function, str):
                yield slide, slide.function, ("function",)
            elif isinstance(slide, ElementwiseSlide):
                for index, name in enumerate(slide.functions):
                    yield slide, name, ("functions", index)


def load_lecture(path: Path | str) -> LectureSpec:
    """Read a lecture spec, without the functions it names (`Course.lecture` reads those too).

    Raises SpecError, FormulaError or ShapeError at its place, or all of them as Errors.
    """
    return load(Path(path), LectureSpec)
