"""Typed choices: the number of a line, a letter, or the words of the choice itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mcdocs.grading.attempts import Target
from mcdocs.grading.formulas import Policy
from mcdocs.grading.formulas import judged as judged_formula
from mcdocs.grading.marks import Mark, right, undecided, wrong
from mcdocs.language.prose import Inline, Text
from mcdocs.problems.model import Chosen, Solution

MAX_LENGTH = 200
_PLACE = "(?:line|choice|option|step)"
# A line, and after a colon, a semicolon or a new line what it should be.
_CORRECTED = re.compile(
    r"(?P<line>[^:;\n]{1,60})[:;\n]\s*(?:(?:it |which )?should (?:be|read)\s*:?\s*)?(?P<formula>\S.*)",
    re.IGNORECASE | re.DOTALL,
)


def judged(answer: str, index: int, choices: Sequence[Inline]) -> Mark:
    """The mark of a choice among several; `index` counts from 0."""
    if len(answer) > MAX_LENGTH:
        return undecided("is longer than any of the choices")
    chosen = read(answer, [_plain(choice) for choice in choices])
    if chosen is None:
        return undecided("could not be read as one of the choices")
    understood = _plain(choices[chosen]) or str(chosen + 1)
    return right(understood) if chosen == index else wrong("not the right choice", understood, "choice")


def with_correction(
    answer: str, expected: Chosen, solution: Solution, choices: Sequence[Inline], policy: Policy
) -> Mark:
    """The mark of a wrong line that was found, and of what it should be where that is given: `2: (A + A.T) @ x`.

    The line earns the points; feedback says of the correction whether it is right.
    """
    found = _CORRECTED.fullmatch(answer)
    if found is None or read(found["line"], [_plain(choice) for choice in choices]) is None:
        return judged(answer, expected.index, choices)
    mark = judged(found["line"], expected.index, choices)
    if mark.status != "right":
        return mark
    if expected.correction is None:
        return right(mark.understood, "the line is right; what it should be is for a person to read")
    target = Target(expected.correction.node, solution, whole=False)
    said = judged_formula(found["formula"], target, expected.correction.scope, policy)
    told = {"right": "the line and what it should be are right", "wrong": "the line is right, what it should be is not"}
    feedback = told.get(said.status, "the line is right; what it should be is for a person to read")
    understood = f"{mark.understood}: {said.understood}" if said.understood else mark.understood
    return right(understood, f"{feedback} ({said.feedback})" if said.feedback else feedback)


def read(answer: str, choices: Sequence[str]) -> int | None:
    """Which choice is meant, from 0; None if that cannot be told."""
    found = _read(_words(answer), choices)
    if found is not None and (not _FORMULA.search(answer) or _words(answer) == _words(choices[found])):
        return found
    if _FORMULA.search(answer):
        return None
    words = [_ORDINALS.get(word, word) for word in _words(answer).split()]
    if _UNSURE & set(words):
        return None
    return _read(" ".join(word for word in words if word not in _FILLING), choices)


_ORDINALS = {
    word: str(place)
    for words in (
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
        ("1st", "2nd", "3rd", *(f"{place}th" for place in range(4, 21))),
    )
    for place, word in enumerate(words, 1)
}
_UNSURE = frozenset({"not", "no", "or", "and", "both", "neither", "either", "isn", "none", "maybe", "except"})
_FILLING = frozenset(
    str.split(
        "it its is s the this that an in at i think answer wrong error mistake incorrect false has contains there"
    )
)


_FORMULA = re.compile(r"[^\w\s()\[\].,:;#'\"!?-]|[²³½]|\n\s*\S|_")


def _read(said: str, choices: Sequence[str]) -> int | None:
    own = [index for index, choice in enumerate(choices) if choice and _words(choice) == said]
    if len(own) == 1:
        return own[0]
    if match := re.fullmatch(rf"(?:{_PLACE}|answer|no|number)?\s*(\d{{1,2}}|[a-z])(?: {_PLACE})?", said):
        place = int(match[1]) - 1 if match[1].isdigit() else ord(match[1]) - ord("a")
        return place if 0 <= place < len(choices) else None
    near = [index for index, choice in enumerate(choices) if said and _words(choice).startswith(said)]
    return near[0] if len(near) == 1 else None


def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def _plain(choice: Inline) -> str:
    return "".join(piece.text for piece in choice if isinstance(piece, Text)).strip()
