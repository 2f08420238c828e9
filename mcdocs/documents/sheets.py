"""What is handed out on paper: worksheets with room to write, and keys. Made of blocks, as slides are.

A `Part` knows no answer, by type; a `Solved` part does, and only keys have any.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mcdocs.documents.blocks import Block, Working
from mcdocs.errors import Position
from mcdocs.language.prose import Inline


@dataclass(frozen=True)
class Part:
    """Something asked: its letter (none where it is the only one), the question, what is shown below it, and choices.

    `room` is how many lines are left for the answer.
    """

    label: str
    prompt: Inline
    points: int
    body: tuple[Block, ...] = ()
    choices: tuple[Inline, ...] = ()
    room: int = 0


@dataclass(frozen=True)
class Slip:
    """A wrong answer to look for, and what it is."""

    why: Inline
    answer: Inline


@dataclass(frozen=True)
class Solved:
    """A part with its answer, the working with points, and mistakes to look for; `id` is the part's on the sheet."""

    id: str
    part: Part
    answer: Inline
    workings: tuple[Working, ...]
    slips: tuple[Slip, ...] = ()


@dataclass(frozen=True)
class Problem:
    """An exercise: what is given, and its parts. `at` is where the spec asks for it."""

    number: int
    title: Inline
    points: int
    text: Inline
    body: tuple[Block, ...]
    parts: tuple[Part | Solved, ...]
    at: Position


@dataclass(frozen=True)
class Paper:
    """A worksheet or its key. Every page bears `name` of the set, `version` and `student`.

    With `apart` every problem begins on a page of its own.
    """

    kind: Literal["worksheet", "key"]
    name: str
    title: Inline
    instructions: Inline
    version: str
    student: str
    points: int
    problems: tuple[Problem, ...]
    apart: bool = False
    student_name: str = ""

    @property
    def owner(self) -> str:
        """What each of its pages bears, to be known among those of many: whose it is and which; nothing if nobody's."""
        return f"{self.student}/{self.kind}" if self.student else ""


@dataclass(frozen=True)
class Papers:
    """Papers in one document, each beginning on a page of its own: a single one, or those of many students."""

    papers: tuple[Paper, ...]
