"""What problem sets are made of: sheets that a student may see, keys that only a teacher does. No behaviour.

A `Sheet` and everything in it knows no solution, by type: what is rendered from a sheet cannot show one. Everything is
frozen, and picklable, so that it can be made in one process and printed or judged in another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from mcdocs.calculus.layout import Layout
from mcdocs.calculus.statement import Statement
from mcdocs.documents.pictures.scene import Scene
from mcdocs.errors import Position
from mcdocs.language.names import Scope
from mcdocs.language.nodes import Node
from mcdocs.language.notation import Axis, Math
from mcdocs.language.prose import Inline
from mcdocs.language.shapes import Shape

if TYPE_CHECKING:
    from mcdocs.calculus.referee import Claim

NOWHERE = Position("", 1, 1)

Kind = Literal["shape", "derivative", "partial", "value", "hessian", "layout", "error", "blanks", "vec"]
"""What a question asks for: the keys of the table `asks.ASKS`."""


# ── what an answer looks like: the student knows it ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class FormulaField:
    """A formula in the names of `scope`. Its shape is part of the question, so it is not told here."""

    scope: Scope


@dataclass(frozen=True)
class SizesField:
    """A shape, such as `2 x 3`."""

    scope: Scope


@dataclass(frozen=True)
class ChoiceField:
    """One of the question's choices."""

    count: int


@dataclass(frozen=True)
class BlanksField:
    """A formula for each numbered gap."""

    count: int
    scope: Scope


Field = FormulaField | SizesField | ChoiceField | BlanksField


# ── what a student gets ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Question:
    """One thing asked, with one answer. `id` is the exercise's number and a letter, as in `2b`.

    `displays` are formulas below the prompt, one a line; `choices` are what to choose from; `room` is how many lines of
    handwriting the answer and its working want.
    """

    id: str
    kind: Kind
    prompt: Inline
    points: int
    field: Field
    displays: tuple[Math, ...] = ()
    choices: tuple[Inline, ...] = ()
    room: int = 4


@dataclass(frozen=True)
class Exercise:
    """A function, shown as `given` formulas, and questions about it; `text` is what the author says about it.

    `picture` is drawn without what is to be found. `at` is where the spec asks for it, for errors of typesetting.
    """

    number: int
    title: Inline
    given: tuple[Math, ...]
    questions: tuple[Question, ...]
    text: Inline = ()
    at: Position = NOWHERE
    picture: Scene | None = None


@dataclass(frozen=True)
class Sheet:
    """A worksheet: the class's when `student` is empty, otherwise one student's.

    `set_name` is the name of the spec's file; `version` a short code that tells papers with other numbers apart.
    `student_name` is empty where there is a line to write it on.
    """

    set_name: str
    title: Inline
    instructions: Inline
    exercises: tuple[Exercise, ...]
    version: str
    student: str = ""
    student_name: str = ""


# ── what a teacher gets ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Value:
    """A formula of this shape by the layout rule; `node` is as printed, where a vector in a row is 1 x n."""

    node: Node
    shape: Shape
    scope: Scope


@dataclass(frozen=True)
class Sizes:
    """A shape as printed on paper: a row is 1 x n, a column n x 1; no axes is a scalar."""

    axes: tuple[Axis, ...]


@dataclass(frozen=True)
class Chosen:
    """The choice at `index`, counted from 0; of a wrong line, what it should be, with symbols dx for differentials."""

    index: int
    correction: Value | None = None


@dataclass(frozen=True)
class Filled:
    """What goes into the gaps, in their order."""

    values: tuple[Node, ...]
    scope: Scope


Answer = Value | Sizes | Chosen | Filled


@dataclass(frozen=True)
class RubricLine:
    """One line of the working as `head = line`, its rule, its points.

    Without a head it equals the line above; `continued`, it goes on with the sum of the line above. Its points are
    those of the last `sharing` lines together; 0 says that those of a line below are. `shares` names what earned them
    where that is more than one thing: for keys, in place of the rule.
    """

    math: Math
    rule: Inline
    head: Math | None = None
    continued: bool = False
    points: Fraction = Fraction(0)
    sharing: int = 1
    shares: Inline = ()


@dataclass(frozen=True)
class Mistake:
    """A wrong answer to look for, and why a student would give it."""

    why: Inline
    math: Math
    value: Node | None = None


@dataclass(frozen=True)
class Solution:
    """The answer to a question: `shown` is how it is printed in a line, `working` how to get there; its points add up.

    `statement` is what is differentiated (its `order` is 2 for a Hessian), `layout` the layout asked for, None where it
    does not matter; `stacked` says that the derivative of vec Y by vec X is meant. `entry` is the partial derivative
    that is asked for, as an output's index and an input's, counted from 1; `point` where the value is asked for.
    """

    id: str
    answer: Answer
    shown: Inline
    working: tuple[RubricLine, ...]
    mistakes: tuple[Mistake, ...]
    statement: Statement | None = None
    layout: Layout | None = None
    stacked: Literal["columns", "rows"] | None = None
    entry: tuple[tuple[int, ...], tuple[int, ...]] | None = None
    point: tuple[tuple[Node, Node], ...] = ()


@dataclass(frozen=True)
class Key:
    """The solutions of a sheet by the id of the question, and its whole pictures by the number of the exercise."""

    sheet: Sheet
    solutions: Mapping[str, Solution]
    pictures: Mapping[int, Scene] = field(default_factory=dict)


Draws = tuple[Mapping[str, str], ...]
"""For each exercise what was drawn, by name, in the formula language."""


@dataclass(frozen=True)
class Drawn:
    """A sheet and its key; `claims` are everything they say, for the referee, before anything is handed out.

    `attempts` counts for each exercise the draws that were thrown away before this one.
    """

    sheet: Sheet
    key: Key
    draws: Draws
    attempts: tuple[int, ...]
    claims: tuple[Claim, ...]
