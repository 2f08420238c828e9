"""A problem set drawn: a sheet, its key, and what they claim. `draw_set` is the story; start reading here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mcdocs.documents.pictures.scene import Scene
from mcdocs.documents.pieces.parts import View
from mcdocs.documents.pieces.symbols import Symbols
from mcdocs.documents.variants import unanswered
from mcdocs.errors import Errors, McdocsError, Position, SpecError, raise_all
from mcdocs.language.prose import Text
from mcdocs.problems.asks import Posed, Task, posed
from mcdocs.problems.asks.repeats import reject_repeated
from mcdocs.problems.asks.table import Degenerate
from mcdocs.problems.draws import drawn_values
from mcdocs.problems.dressing import assumed, colouring, given_of, picture_of, question_of, solution_of
from mcdocs.problems.model import Drawn, Exercise, Key, Sheet, Solution
from mcdocs.problems.seed import Seed
from mcdocs.problems.wording import worded
from mcdocs.specs.course import Course
from mcdocs.specs.drawn import drawn_function
from mcdocs.specs.parts import PartSpec
from mcdocs.specs.problems import ExerciseSpec, ProblemSetSpec

if TYPE_CHECKING:
    from mcdocs.calculus.referee import Claim

MOST_ATTEMPTS = 60
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class _Posed:
    """One exercise as drawn."""

    exercise: Exercise
    solutions: tuple[Solution, ...]
    claims: tuple[Claim, ...]
    values: Mapping[str, str]
    picture: Scene | None
    attempt: int = 0


def draw_set(
    spec: ProblemSetSpec, course: Course, seed: Seed, student: str = "", attempts: Sequence[int] = ()
) -> Drawn:
    """The paper of a student, or of the class when no student is named, and its key.

    What is drawn depends on the seed, the set's name, the exercise's number and the student alone. `attempts` says for
    each exercise how many draws to pass over; what is degenerate is passed over as well.
    Raises what is wrong with any exercise, all of it at once; SpecError where nothing usable can be drawn.
    """
    return draw_paper(spec, course, paper_seed(seed, set_name(spec), student), student, attempts)


def paper_seed(seed: Seed, name: str, student: str) -> Seed:
    """The seed of one student's paper of a set: enough to draw it again, and nobody else's."""
    return seed.at("set", name, "student", student)


class Memory(dict[object, dict[object, Any]]):
    """What was derived and posed for values drawn before: many students of a class draw the same in an exercise."""

    most = 1_000

    def of(self, *what: object) -> dict[object, Any]:
        """What is remembered of something; the oldest is forgotten when there is too much."""
        if what not in self and len(self) >= self.most:
            del self[next(iter(self))]
        return self.setdefault(what, {})


def draw_paper(
    spec: ProblemSetSpec,
    course: Course,
    seed: Seed,
    student: str = "",
    attempts: Sequence[int] = (),
    memory: Memory | None = None,
) -> Drawn:
    """The same from the seed of the paper; `memory` is of other papers of the set. Raises as `draw_set` does."""
    memory = Memory() if memory is None else memory
    found: list[_Posed] = []
    errors: list[McdocsError] = []
    for place, exercise in enumerate(spec.exercises):
        own = seed.at("exercise", place + 1)
        try:
            first = attempts[place] if place < len(attempts) else 0
            found.append(_drawn(exercise, place + 1, spec, course, own, first, memory))
        except McdocsError as error:
            errors += error.errors if isinstance(error, Errors) else [error]
    raise_all(errors)
    draws = tuple(each.values for each in found)
    taken = tuple(each.attempt for each in found)
    texts = [f"{key}={value}" for each in draws for key, value in each.items()]
    version = seed.at("version", *taken, *texts).code()
    exercises = tuple(each.exercise for each in found)
    sheet = Sheet(set_name(spec), spec.title, spec.instructions, exercises, version, student)
    solutions = {solution.id: solution for each in found for solution in each.solutions}
    claims = tuple(claim for each in found for claim in each.claims)
    pictures = {each.exercise.number: each.picture for each in found if each.picture is not None}
    return Drawn(sheet, Key(sheet, solutions, pictures), draws, taken, claims)


def set_name(spec: ProblemSetSpec) -> str:
    """The name of a set's file."""
    return Path(spec.position().file).stem


def _drawn(
    exercise: ExerciseSpec,
    number: int,
    spec: ProblemSetSpec,
    course: Course,
    seed: Seed,
    first: int,
    memory: Memory,
) -> _Posed:
    """The exercise with the first draw, from `first` on, that is not degenerate."""
    reasons: Counter[str] = Counter()
    places: set[Position] = set()
    for attempt in range(first, first + MOST_ATTEMPTS):
        numbers = seed.at("attempt", attempt).numbers()
        values = drawn_values(exercise, numbers)
        known = memory.of(number, tuple(values.items()))
        if "posed" in known:
            before: _Posed = known["posed"]
            return replace(before, attempt=attempt)
        if "function" not in known:
            known["function"] = drawn_function(course.function_of(exercise), values, exercise.asked)
        task = Task(known["function"], values, spec.layout, numbers, known)
        try:
            return replace(_to_remember(exercise, number, task), attempt=attempt)
        except Degenerate as reason:
            reasons[str(reason)] += 1
            places.add(reason.at or exercise.position("parts", key=True))
            if not numbers.taken:
                break
        except McdocsError as error:
            if values:
                drawn = ", ".join(f"{name} = {value}" for name, value in values.items())
                for each in error.errors if isinstance(error, Errors) else [error]:
                    each.hint = "; ".join(filter(None, [each.hint, f"this was with {drawn}"]))
            raise
    told = "; ".join(f"{reason}{f' ({count} times)' if count > 1 else ''}" for reason, count in reasons.most_common(3))
    hint = "ask for something else, or draw from more" if exercise.draw else "ask for something else, or draw something"
    at = places.pop() if len(places) == 1 else exercise.position("parts", key=True)
    raise SpecError(f"exercise {number} cannot be set: {told}", at=at, hint=hint)


def _to_remember(exercise: ExerciseSpec, number: int, task: Task) -> _Posed:
    """The exercise posed. Unless it drew something meanwhile it is all that is remembered of these values."""
    taken = task.numbers.taken
    made = _posed(exercise, number, task)
    if task.numbers.taken == taken:
        task.memory.clear()
        task.memory["posed"] = made
    return made


def _posed(exercise: ExerciseSpec, number: int, task: Task) -> _Posed:
    values = task.values
    posed = [_part(place, part, task) for place, part in enumerate(exercise.parts)]
    reject_repeated(exercise, posed)
    found = [each for questions in posed for each in questions]
    if len(found) > len(LETTERS):
        message = f"{len(found)} questions are too many for one exercise, at most {len(LETTERS)} are possible"
        raise SpecError(message, at=exercise.position("parts", key=True), hint="make two exercises of it")
    asked = {part.wrt or task.function.variables[0]: None for part in exercise.parts}
    subject = task.subject(exercise.parts[0])
    symbols = Symbols(task.function, subject.statement.formula.shape, tuple(asked))
    colour = colouring(symbols)
    ids = [f"{number}{letter}" if len(found) > 1 else str(number) for letter in LETTERS[: len(found)]]
    title = worded(exercise.title or task.function.title, exercise, values)
    numbered = "partials" if any(part.ask in ("partial", "blanks", "error") for part in exercise.parts) else "value"
    given = tuple(colour(math) for math in given_of(View(subject, symbols, (task.layout,), ("function", numbered))))
    said = [worded(each.question.prompt, exercise, values) for each in found]
    questions = tuple(question_of(*each, colour) for each in zip(found, ids, said, strict=True))
    solutions = tuple(solution_of(each, id, colour) for id, each in zip(ids, found, strict=True))
    claims = tuple(dict.fromkeys(claim for each in found for claim in each.claims))
    picture = picture_of(exercise, View(subject, symbols, (task.layout,), ()), colour)
    blank = None if picture is None else unanswered(picture)
    text = worded(exercise.text, exercise, values)
    if facts := assumed(task, colour):
        text = (*text, *([Text(" ")] if text else []), *facts)
    made = Exercise(number, title, given, questions, text, exercise.position(), blank)
    return _Posed(made, solutions, claims, values, picture)


def _part(place: int, part: PartSpec, task: Task) -> tuple[Posed, ...]:
    """The questions of a part. Where it draws nothing itself they are the same whenever the values are."""
    if (remembered := task.memory.get(("part", place))) is not None:
        return tuple(remembered)
    before = task.numbers.taken
    try:
        found = tuple(posed(part, task))
    except Degenerate as reason:
        reason.at = part.position("ask")
        raise
    if task.numbers.taken == before:
        task.memory["part", place] = found
    return found
