"""What is asked twice in one exercise."""

from __future__ import annotations

from collections.abc import Sequence

from mcdocs.errors import SpecError
from mcdocs.problems.asks.table import Degenerate, Posed
from mcdocs.problems.model import Solution
from mcdocs.specs.parts import PartialPart, PartSpec
from mcdocs.specs.problems import ExerciseSpec


def reject_repeated(exercise: ExerciseSpec, posed: Sequence[tuple[Posed, ...]]) -> None:
    """Raises SpecError at a part that asks what one before asks; Degenerate where that was drawn."""
    before: dict[object, PartSpec] = {}
    for part, questions in zip(exercise.parts, posed, strict=True):
        for each in questions:
            if (first := before.setdefault((part.ask, *_asked(each.solution)), part)) is part:
                continue
            if isinstance(part, PartialPart) and isinstance(first, PartialPart) and not (part.fixed and first.fixed):
                raise Degenerate("the same partial derivative is asked for twice")
            message = f"this is asked for in part {exercise.parts.index(first) + 1} already"
            hint = "ask for something else: another input, layout, entry or point"
            raise SpecError(message, at=part.position("ask"), hint=hint)


def _asked(solution: Solution) -> tuple[object, ...]:
    """What tells questions of a kind apart: of a scalar by a scalar the layout does not."""
    statement = solution.statement
    if statement is None:
        return ()
    layout = solution.layout if statement.formula.shape or statement.wrt.shape else None
    return statement.wrt.name, layout, solution.entry, solution.point
