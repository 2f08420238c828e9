"""Typed choices: the number of a line, a letter, or the words of the choice itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mcdocs.grading.marks import Mark, right, undecided, wrong
from mcdocs.language.prose import Inline, Text

MAX_LENGTH = 200


def judged(answer: str, index: int, choices: Sequence[Inline]) -> Mark:
    """The mark of a choice among several; `index` counts from 0."""
    if len(answer) > MAX_LENGTH:
        return undecided("is longer than any of the choices")
    chosen = read(answer, [_plain(choice) for choice in choices])
    if chosen is None:
        return undecided("could not be read as one of the choices")
    understood = _plain(choices[chosen]) or str(chosen + 1)
    return right(understood) if chosen == index else wrong("not the right choice", understood, "choice")


def read(answer: str, choices: Sequence[str]) -> int | None:
    """Which choice is meant, from 0; None if that cannot be told."""
    said = _words(answer)
    own = [index for index, choice in enumerate(choices) if choice and _words(choice) == said]
    if len(own) == 1:
        return own[0]
    if match := re.fullmatch(r"(?:line|choice|option|answer|no|number|step)?\s*(\d{1,2}|[a-z])", said):
        place = int(match[1]) - 1 if match[1].isdigit() else ord(match[1]) - ord("a")
        return place if 0 <= place < len(choices) else None
    near = [index for index, choice in enumerate(choices) if said and _words(choice).startswith(said)]
    return near[0] if len(near) == 1 else None


def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def _plain(choice: Inline) -> str:
    return "".join(piece.text for piece in choice if isinstance(piece, Text)).strip()
