"""What templates may ask of values beyond their fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby, pairwise

from mcdocs.documents.blocks import Display
from mcdocs.language.prose import Formula, Text

_BREAKING = re.compile(r"(?<=[^-+=(\[ ]) ?(?P<sign>[-+=]|\\(?:odot|oslash|otimes|cdot|times|pm)\b) ?|\\.|[(){}\[\]]")
_BRACKETS = {"(": 1, "[": 1, ")": -1, "]": -1}
_BREAK_PENALTY = 2000  # TeX's own are 500 after a relation and 700 after an operation
_PUNCTUATION = re.compile(r"[,.;:?!)\]’”]*")


def snug(text: str) -> tuple[str, str, str]:
    """Leading blanks, text, trailing blanks: the marks of a style must touch the words they enclose."""
    core = text.strip()
    start = text.index(core) if core else len(text)
    return text[:start], core, text[start + len(core) :]


def rather_outside(latex: str) -> str:
    """LaTeX that TeX breaks, where it must, outside brackets rather than within them."""
    braces = brackets = 0

    def weighed(match: re.Match[str]) -> str:
        nonlocal braces, brackets
        found = match[0]
        if found in "{}":
            braces += 1 if found == "{" else -1
        elif braces == 0 and found in _BRACKETS:
            brackets += _BRACKETS[found]
        elif braces == 0 and brackets > 0 and match["sign"]:
            return f"{found}\\mcwithin{{{_BREAK_PENALTY * brackets}}} "
        return found

    return _BREAKING.sub(weighed, latex)


def held(before: Text | Formula | None, after: Text | Formula | None) -> str:
    """The punctuation with which a text after a formula begins, which must not begin a line."""
    if not isinstance(before, Formula) or not isinstance(after, Text) or after.style != "plain":
        return ""
    match = _PUNCTUATION.match(after.text)
    return match[0] if match else ""


def together(items: Sequence[Display], most: int) -> list[list[Display]]:
    """Displays in groups of at most `most` and about equal size; one with a caption is on its own."""
    groups: list[list[Display]] = []
    for captioned, run in groupby(items, key=lambda item: bool(item.caption)):
        found = list(run)
        count = len(found) if captioned else -(-len(found) // most)
        bounds = [round(place * len(found) / count) for place in range(count + 1)]
        groups += [found[start:end] for start, end in pairwise(bounds)]
    return groups


def in_halves(points: Fraction) -> str:
    """Points, with ½ for a half."""
    whole, rest = divmod(points, 1)
    return f"{whole if whole or not rest else ''}{'½' if rest else ''}"
