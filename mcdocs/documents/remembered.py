"""What was made of an object is remembered for as long as the same object is met again.

Formulas of a drawn exercise are the same objects for all students who drew the same numbers. To know them again by
value they would have to be compared whole, which takes as long as what is saved.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

Made = TypeVar("Made")


class Remembered(Generic[Made]):
    """What was made of the `most` objects met last, each known by what it is and not by what it equals."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: dict[tuple[int, ...], tuple[tuple[object, ...], Made]] = {}

    def has(self, *things: object) -> bool:
        """Whether something was made of these very objects."""
        return tuple(map(id, things)) in self._made

    def of(self, *things: object, make: Callable[[], Made]) -> Made:
        """What `make` made of these very objects, now or before. Raises what it raises."""
        place = tuple(map(id, things))
        # The objects are kept too, so that no other one can come to stand at the place of one that is gone.
        if (found := self._made.get(place)) is not None:
            return found[1]
        made = make()
        while len(self._made) >= self._most:
            self._made.pop(next(iter(self._made)), None)
        self._made[place] = (things, made)
        return made


def remembered(most: int) -> Callable[[Callable[..., Made]], Callable[..., Made]]:
    """A function of immutable objects that is not called twice for the same ones."""

    def decorate(function: Callable[..., Made]) -> Callable[..., Made]:
        known: Remembered[Made] = Remembered(most)

        def recall(*things: Any) -> Made:
            return known.of(*things, make=lambda: function(*things))

        recall.__doc__, recall.__name__ = function.__doc__, function.__name__
        return recall

    return decorate
