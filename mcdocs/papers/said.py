"""What a sheet says and how the answers to it look, as signs: what tells an answer from what the student may read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mcdocs.documents.remembered import remembered
from mcdocs.language import nodes
from mcdocs.language.prose import Inline, Text
from mcdocs.papers.forbidden import SHORTEST, count, signs, value
from mcdocs.printers.latex import latex
from mcdocs.printers.text import text
from mcdocs.problems.model import Answer, Exercise, Filled, Key, Sheet, Solution, Value

LONG = 2 * SHORTEST
"""An entry of fewer signs may stand somewhere by accident."""


def said(sheet: Sheet) -> str:
    """Everything a sheet shows, in its order."""
    return " ".join(_sheet(sheet))


def answers(key: Key) -> dict[str, tuple[str, ...]]:
    """By question, the ways to write its answer that tell something: none of them is short or stands on the sheet."""
    sheet = signs(said(key.sheet))
    found: dict[str, tuple[str, ...]] = {}
    for question, solution in key.solutions.items():
        ways = _ways(solution)
        telling = tuple(way for way in ways if count(way) >= SHORTEST)
        if telling and not any(way in sheet for way in ways if way):
            entries = (ways for ways in _entries(solution) if not any(way in sheet for way in ways))
            found[question] = (*telling, *(way for ways in entries for way in ways if count(way) >= LONG))
    return found


@remembered(most=3_000)
def _ways(solution: Solution) -> tuple[str, ...]:
    return tuple(value(signs(" ".join(way))) for way in (_inline(solution.shown), _source(solution.answer)))


@remembered(most=3_000)
def _entries(solution: Solution) -> tuple[tuple[str, ...], ...]:
    """The ways to write each entry of an array."""
    node = solution.answer.node if isinstance(solution.answer, Value) else None
    entries = node.entries if isinstance(node, nodes.Grid) else ()
    ways = ((signs(latex(entry)), signs(text(entry))) for entry in dict.fromkeys(entries))
    return tuple(ways)


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield from _inline(sheet.title)
    yield from _inline(sheet.instructions)
    for exercise in sheet.exercises:
        yield from _exercise(exercise)


@remembered(most=1_000)
def _exercise(exercise: Exercise) -> tuple[str, ...]:
    found = [*_inline(exercise.title), *_inline(exercise.text), *map(latex, exercise.given)]
    for question in exercise.questions:
        found += [*_inline(question.prompt), *map(latex, question.displays)]
        for choice in question.choices:
            found += _inline(choice)
    return tuple(found)


def _inline(pieces: Inline) -> Iterator[str]:
    for piece in pieces:
        yield piece.text if isinstance(piece, Text) else latex(piece.math)


def _source(answer: Answer) -> Iterable[str]:
    """The answer in the formula language, where it is a formula of it: index notation is not."""
    match answer:
        case Value(node=node) if not isinstance(node, nodes.Tensor):
            return [text(node)]
        case Filled():
            return map(text, answer.values)
        case _:
            return []
