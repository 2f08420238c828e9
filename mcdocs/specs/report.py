"""How readers of values say what is wrong: all of it, each with its place below the value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeAlias, TypeVar

from mcdocs.errors import McdocsError

CLOSE = 0.6  # how alike two words must be for the one to be taken for the other misspelt

T = TypeVar("T")


@dataclass(frozen=True)
class Found:
    """Something wrong, at `place` below the value; `key` means the key itself and not what stands under it."""

    error: McdocsError
    place: tuple[str | int, ...] = ()
    key: bool = False


class Report(list[Found]):
    """What was found so far, by readers that go on after an error."""

    def __call__(self, error: McdocsError, *place: str | int, key: bool = False) -> None:
        self.append(Found(error, place, key))

    def below(self, step: str | int, found: Report) -> None:
        """Take over what was found in a part of the value."""
        self.extend(Found(each.error, (step, *each.place), each.key) for each in found)

    def at_key(self, name: str, found: Report) -> None:
        """Take over what was found in a key."""
        self.extend(Found(each.error, (name,), True) for each in found)


# A reader gives what it could read; what it gives counts only if it reported nothing.
Read: TypeAlias = Callable[[object, Report], T]


def kind_of(value: object) -> str:
    """What a value is, for messages."""
    return "a mapping" if isinstance(value, dict) else "a list" if isinstance(value, list | tuple) else "a text"


def suggestion(word: str, known: Iterable[str]) -> str:
    """A hint that names the closest known word, or all of them."""
    words = list(known)
    if close := get_close_matches(word, words, n=1, cutoff=CLOSE):
        return f"did you mean {close[0]!r}?"
    return f"there is: {', '.join(words)}" if words else ""
