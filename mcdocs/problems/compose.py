"""The documents of a problem set for the whole class, and all they claim: what a build asks of this floor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from mcdocs.documents.blocks import Document
from mcdocs.documents.formats import Format, load_format
from mcdocs.documents.lectures import Composition, rendered
from mcdocs.documents.sheets import Papers
from mcdocs.problems.handouts import HANDOUTS
from mcdocs.problems.seed import PUBLIC
from mcdocs.problems.sets import draw_set
from mcdocs.specs.course import Course
from mcdocs.specs.problems import ProblemSetSpec


def compose(path: Path, course_folder: Path) -> Composition:
    """Draw a set for the class and render all its documents. Raises McdocsError, all that is wrong with it at once."""
    course = Course(course_folder)
    spec = course.problem_set(path.stem)
    drawn = draw_set(spec, course, PUBLIC)
    formats = {name: load_format(name, course_folder) for name in {each.format for each in HANDOUTS.values()}}
    documents: dict[str, tuple[Document | Papers, Format]] = {}
    for name, handout in HANDOUTS.items():
        document: Document | Papers = handout.of(drawn.key)
        if isinstance(document, Document):
            document = replace(document, reveal=handout.reveal)
        documents[name] = (document, formats[handout.format])
    texts, refused = rendered(documents)
    for error in refused.values():
        spec.closer(error)
    return Composition(texts, files(path, spec, course, formats), drawn.claims, refused)


def files(path: Path, spec: ProblemSetSpec, course: Course, formats: Mapping[str, Format]) -> tuple[Path, ...]:
    """Every file a set's documents are made from: the spec, the functions it names, and the templates."""
    functions = [each.function for each in spec.exercises if isinstance(each.function, str)]
    named = (course.path("functions", name) for name in functions)
    return tuple(dict.fromkeys((path, *named, *(file for each in formats.values() for file in each.sources()))))
