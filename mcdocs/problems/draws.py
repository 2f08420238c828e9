"""What one exercise of one paper draws: values for its names, under its conditions."""

from __future__ import annotations

from collections.abc import Mapping

from mcdocs.problems.seed import Numbers
from mcdocs.specs.draws import Draw
from mcdocs.specs.problems import ExerciseSpec

MOST_TRIES = 2_000


def drawn_values(exercise: ExerciseSpec, numbers: Numbers) -> dict[str, str]:
    """Values that satisfy the conditions, by name, in the formula language.

    Raises SpecError, at the conditions, when so many draws in a row do not.
    """
    for _ in range(MOST_TRIES):
        values: dict[str, str] = {}
        for name, draw in exercise.draw.items():
            values |= _one(name, draw, numbers)
        if exercise.admits(values):
            return values
    raise exercise.unsatisfied(f"{MOST_TRIES:,} draws in a row do not satisfy")


def space(exercise: ExerciseSpec) -> int:
    """In how many ways an exercise can be drawn, conditions aside."""
    count = 1
    for draw in exercise.draw.values():
        count *= draw.count
    return count


def _one(name: str, draw: Draw, numbers: Numbers) -> Mapping[str, str]:
    if draw.take is None:
        return {name: numbers.choice(draw.options)}
    order = numbers.shuffled(draw.options)[: draw.take]
    return dict(zip(draw.names(name), order, strict=True))
