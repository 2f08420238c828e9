"""What the papers of one student may not show, and how it is recognised in text.

An answer is recognised by its mark, which every answer and every line of a key carries, and by what it looks like.
What it looks like tells nothing when it is short, or when the sheet itself says the same somewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from mcdocs.papers.ink import weight

ANSWER = "McAnswer"
"""A mark begins with this word: in a PDF as marked content, in Markdown as a comment behind each final answer."""

SHORTEST = 6
"""An answer of fewer signs than this looks like many other things."""

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]*")
_JOINT = re.compile(r"([._@+-]+)")
_MOST_PARTS = 15  # with what joins them


@dataclass(frozen=True)
class Forbidden:
    """What the papers of one student may not show.

    `others` are ids of the class that mean a student, in small letters; `said` are words that are on the sheet anyway.
    `ink` and `formulas` are the answers by question, as a PDF shows them and as text. `pictures` says that the course
    has pictures of its own to put on papers.
    """

    student: str
    code: str
    others: frozenset[str] = frozenset()
    said: frozenset[str] = frozenset()
    ink: Mapping[str, str] = field(default_factory=dict)
    formulas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pictures: bool = False

    @cached_property
    def telling_ink(self) -> tuple[tuple[str, str], ...]:
        """Questions with the ink of their answers, where it is enough to tell something."""
        return tuple((question, ink) for question, ink in self.ink.items() if weight(ink) >= SHORTEST)

    @cached_property
    def telling_formulas(self) -> tuple[tuple[str, str], ...]:
        """Questions with ways to write their answers that are long enough to tell something."""
        ways = ((question, way) for question, formulas in self.formulas.items() for way in formulas)
        return tuple((question, way) for question, way in ways if count(way) >= SHORTEST)

    def named(self, known: Mapping[str, str]) -> list[str]:
        """The ids of other students among the words of a text, as they are written there."""
        found = self.others.intersection(known) - self.said - {self.student.lower()}
        return sorted(known[each] for each in found)


def words(text: str) -> dict[str, str]:
    """The words of a text by themselves in small letters, and what they are joined of: `s1034` of `s1034.pdf`."""
    found = set(_WORD.findall(text))
    for word in [each for each in found if not each.isalnum()]:
        parts = _JOINT.split(word)
        if len(parts) <= _MOST_PARTS:
            starts = range(0, len(parts), 2)
            found.update("".join(parts[start : end + 1]) for start in starts for end in starts if end >= start)
    return {word.lower(): word for word in found}


def telling(ids: Iterable[str]) -> frozenset[str]:
    """The ids that mean a student when they stand in a paper, in small letters: not short ones or small numbers."""
    return frozenset(each.lower() for each in ids if len(each) >= (6 if each.isdigit() else 4))


@dataclass(frozen=True)
class Reading:
    """A text as it is looked through: its words, its signs, and whether an answer is marked in it."""

    words: Mapping[str, str]
    signs: str
    marked: bool

    @classmethod
    def of(cls, text: str) -> Reading:
        """Read a text."""
        return cls(words(text), signs(text), ANSWER in text)

    def leaks(self, where: str, forbidden: Forbidden) -> Iterator[str]:
        """What stands in it that is forbidden."""
        if self.marked:
            yield f"{where} has something marked as an answer"
        for question, formula in forbidden.telling_formulas:
            if formula in self.signs:
                yield f"{where} shows the answer to {question}"
        yield from (f"{where} names another student: {other}" for other in forbidden.named(self.words))


def text_leaks(where: str, text: str, forbidden: Forbidden) -> Iterator[str]:
    """What stands in a text that is forbidden."""
    return Reading.of(text).leaks(where, forbidden)


# ── formulas as signs ────────────────────────────────────────────────────────────────────────────────────────────────

_SIGN = re.compile(r"\\[A-Za-z]+|.", re.DOTALL)
_ARRANGING = re.compile(
    r"\\(?:(?:left|right|big|Big|bigg|Bigg|mathrm|mathbf|mathbb|operatorname|mcin|mcout|text|frac|dfrac|tfrac|sqrt|quad"
    r"|qquad)(?![A-Za-z])|(?:begin|end)\{\w+\*?\}|[,;:! \\{}|])"
)
_NOISE = re.compile(r"[\s{}()\[\]|&^_$*]+")


def signs(source: str) -> str:
    """A formula in LaTeX or in the formula language by its signs alone, without what only arranges them."""
    return _NOISE.sub("", _ARRANGING.sub("", source) if "\\" in source else source)


@lru_cache(maxsize=4096)
def count(signs: str) -> int:
    """How many signs they are: a command is one."""
    return len(_SIGN.findall(signs))


def value(equation: str) -> str:
    """What stands behind the first equals sign: an answer tells as much without the name of what is asked."""
    return equation.partition("=")[2] or equation
