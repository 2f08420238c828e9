"""The table of formats a problem set can be exported in, and what an export is: files, and what the format left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mcdocs.documents.sheets import Paper
from mcdocs.printers.text import text
from mcdocs.problems.model import (
    Chosen,
    Drawn,
    Exercise,
    Filled,
    Question,
    Sizes,
    Solution,
    Value,
)


@dataclass(frozen=True)
class Bundle:
    """The files of an export by their place in the folder; `warnings` name everything the format cannot carry.

    `papers` are still to be typeset, each into the PDF of its name, of as many pages as `pages` says. `sheets` are the
    files that students get, with what they were made of: before they are written they are looked through for answers.
    """

    files: Mapping[str, bytes]
    warnings: tuple[str, ...] = ()
    papers: Mapping[str, Paper] = field(default_factory=dict)
    pages: int = 0
    sheets: Mapping[str, Drawn] = field(default_factory=dict)


@dataclass(frozen=True)
class Export:
    """A row of the table: what it is, in a line, and what makes it of one or more versions of a set."""

    about: str
    make: Callable[[Sequence[Drawn]], Bundle]


EXPORTS: dict[str, Export] = {}


def exports(name: str, about: str) -> Callable[[Callable[[Sequence[Drawn]], Bundle]], Callable[..., Bundle]]:
    """Enter a function as what exports in a format."""

    def enter(make: Callable[[Sequence[Drawn]], Bundle]) -> Callable[..., Bundle]:
        EXPORTS[name] = Export(about, make)
        return make

    return enter


@dataclass(frozen=True)
class Item:
    """One question of one version, with everything around it."""

    drawn: Drawn
    exercise: Exercise
    question: Question
    solution: Solution

    @property
    def name(self) -> str:
        """The set, the question, and the version: what tells it from all others."""
        return f"{self.drawn.sheet.set_name} {self.question.id} {self.drawn.sheet.version}"


def items(versions: Sequence[Drawn]) -> Iterator[Item]:
    """Every question of every version, in order."""
    for drawn in versions:
        for exercise in drawn.sheet.exercises:
            for question in exercise.questions:
                yield Item(drawn, exercise, question, drawn.key.solutions[question.id])


def by_question(versions: Sequence[Drawn]) -> Mapping[str, list[Item]]:
    """The versions of each question, by its id."""
    found: dict[str, list[Item]] = {}
    for item in items(versions):
        found.setdefault(item.question.id, []).append(item)
    return found


def are_alternatives(versions: Sequence[Drawn]) -> bool:
    """Whether a student may get any of these: there are several, and none is somebody's own."""
    return len(versions) > 1 and not any(drawn.sheet.student for drawn in versions)


def answer_text(solution: Solution) -> str:
    """The answer as a student may type it."""
    match solution.answer:
        case Value(node=node):
            return text(node)
        case Sizes(axes):
            return " x ".join(str(axis.size) for axis in axes) or "scalar"
        case Chosen(index):
            return str(index + 1)
        case Filled(values=values):
            return "; ".join(map(text, values))


class Losses:
    """What a format cannot carry: reasons, each with the questions, or parts of the set, it is about."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, None]] = {}

    def add(self, about: Item | str, why: str) -> None:
        """Note it for a question; versions of a question count once."""
        self._found.setdefault(why, {})[about if isinstance(about, str) else about.question.id] = None

    def of_choice(self, item: Item) -> None:
        """Note what a choice does not ask for: of a wrong line, what it should be."""
        if item.question.kind == "error":
            self.add(item, "which line is wrong is chosen, but what it should be is not asked")

    def told(self) -> tuple[str, ...]:
        """A sentence for each reason."""
        return tuple(f"{', '.join(ids)}: {why}" for why, ids in self._found.items())
