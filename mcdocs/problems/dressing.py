"""An exercise as it is printed: what is given, its picture, what may be assumed, all in the colours of its names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from mcdocs.documents import blocks
from mcdocs.documents.mapping import mapped, mapped_inline
from mcdocs.documents.pictures.scene import Scene
from mcdocs.documents.pieces.identities import facts_in_words
from mcdocs.documents.pieces.parts import PARTS, View
from mcdocs.documents.pieces.symbols import Symbols
from mcdocs.errors import NoRuleError
from mcdocs.language.notation import Coloured, Math, Sizes
from mcdocs.language.prose import Inline, Text
from mcdocs.problems.asks import Posed, Task
from mcdocs.problems.asks.table import Degenerate
from mcdocs.problems.model import Question, RubricLine, Solution
from mcdocs.specs.problems import ExerciseSpec

Colour = Callable[[Math], Math]


def assumed(task: Task, colour: Colour) -> Inline:
    """What may be assumed, in words: the answers may need it."""
    facts = mapped_inline(facts_in_words(task.function.assume, " is"), colour)
    return (Text("Assume that "), *facts, Text(".")) if facts else ()


def picture_of(exercise: ExerciseSpec, view: View, colour: Colour) -> Scene | None:
    """The picture asked for, whole; raises Degenerate where what was drawn has none."""
    if exercise.picture is None:
        return None
    try:
        (block,) = PARTS[exercise.picture](view).blocks
    except NoRuleError as error:
        if not exercise.draw:
            raise error.located(exercise.position("picture")) from None
        raise Degenerate(error.message) from None
    coloured = mapped(block, colour)
    assert isinstance(coloured, blocks.Picture)
    return coloured.scene


def given_of(view: View) -> Iterator[Math]:
    """Where the function goes from where, its inputs written out, its intermediates, and its formula."""
    yield view.symbols.map()
    for block in PARTS["function"](view).blocks:
        items = block.items if isinstance(block, blocks.Row) else (block,)
        yield from (item.math for item in items if isinstance(item, blocks.Display))


def colouring(symbols: Symbols) -> Colour:
    """What gives the names of outputs and inputs their colour wherever they stand."""
    outputs, inputs = symbols.colours()
    return lambda math: math if isinstance(math, Sizes) else Coloured(math, outputs, inputs)


def question_of(each: Posed, id: str, prompt: Inline, colour: Colour) -> Question:
    """The question of that id, in the author's words."""
    displays = tuple(map(colour, each.question.displays))
    return replace(each.question, id=id, prompt=mapped_inline(prompt, colour), displays=displays)


def solution_of(each: Posed, id: str, colour: Colour) -> Solution:
    """The solution of the question of that id."""

    def coloured(line: RubricLine) -> RubricLine:
        head = None if line.head is None else colour(line.head)
        return replace(line, math=colour(line.math), rule=mapped_inline(line.rule, colour), head=head)

    solution = each.solution
    mistakes = tuple(
        replace(mistake, why=mapped_inline(mistake.why, colour), math=colour(mistake.math))
        for mistake in solution.mistakes
    )
    shown: Inline = mapped_inline(solution.shown, colour)
    working = tuple(map(coloured, solution.working))
    return replace(solution, id=id, shown=shown, working=working, mistakes=mistakes)
