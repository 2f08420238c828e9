"""Prose with inline mathematics: `**strong**`, `*emphasis*`, `~~struck out~~`, `` `code` ``, `$mathematics$`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NoReturn

from mcdocs.errors import FormulaError, Position
from mcdocs.language.mathematics import check_mathematics
from mcdocs.language.notation import Math, Raw

Style = Literal["plain", "strong", "emphasis", "strike", "code"]

MAX_LENGTH = 5_000


@dataclass(frozen=True)
class Text:
    """A run of text in one style; it is escaped for its format."""

    text: str
    style: Style = "plain"


@dataclass(frozen=True)
class Formula:
    """Mathematics within a line of text; struck out where `style` says so."""

    math: Math
    style: Style = "plain"


Inline = tuple[Text | Formula, ...]

_MARKS: dict[str, Style] = {"**": "strong", "~~": "strike", "*": "emphasis"}
_MARK = re.compile(r"\*\*|~~|\*")
_ESCAPE = re.compile(r"\\([A-Za-z]+|[!-/:-@\[-`{-~])")
_PLAIN = re.compile(r"[^\\$`*~]+")


def parse_prose(text: str) -> Inline:
    """The runs of a line of prose; line breaks count as spaces.

    Styles do not nest. A backslash before a sign keeps the sign; `*` within a word or between spaces is itself.
    Raises FormulaError, with the column, for an unbalanced `$`, `**`, `~~`, `*` or `` ` `` and for mathematics
    outside the list of allowed commands.
    """
    if len(text) > MAX_LENGTH:
        at = Position("", 1, 1, text, MAX_LENGTH)
        raise FormulaError(f"a text of {len(text)} characters, at most {MAX_LENGTH} are possible", at=at)
    return _Prose(re.sub(r"[\n\r\x85\u2028\u2029]", " ", text).rstrip()).parse()


class _Prose:
    """One pass over the text; `style` is the one that is open, begun by `mark` at `opened`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.runs: list[Text | Formula] = []
        self.style: Style = "plain"
        self.mark = ""
        self.opened = 0

    def parse(self) -> Inline:
        index = len(self.text) - len(self.text.lstrip())
        while index < len(self.text):
            index = self._next(index)
        if self.mark:
            self._fail(f"{self.mark} opens here and never closes", self.opened, len(self.mark), _literally(self.mark))
        return tuple(self.runs)

    def _next(self, index: int) -> int:
        """Read what stands at `index`; where the next thing begins."""
        character = self.text[index]
        if plain := _PLAIN.match(self.text, index):
            return self._add(plain[0], plain.end())
        if character == "\\":
            return self._escape(index)
        if character == "$":
            return self._mathematics(index)
        if character == "`":
            return self._code(index)
        if mark := _MARK.match(self.text, index):
            return self._mark(mark[0], index, mark.end())
        return self._add(character, index + 1)

    def _add(self, text: str, end: int) -> int:
        last = self.runs[-1] if self.runs else None
        if isinstance(last, Text) and last.style == self.style:
            self.runs[-1] = Text(last.text + text, self.style)
        else:
            self.runs.append(Text(text, self.style))
        return end

    def _escape(self, index: int) -> int:
        escape = _ESCAPE.match(self.text, index)
        if escape and not escape[1].isalpha():
            return self._add(escape[1], escape.end())
        # Most likely mathematics without its dollar signs; printed as it stands it would be a surprise on a slide.
        word = escape[0] if escape else "\\"
        hint = r"mathematics stands between dollar signs; a backslash is written \\"
        self._fail(f"{word[:40]} is not used in a text", index, len(word), hint)

    def _mark(self, mark: str, index: int, end: int) -> int:
        before, after = self.text[index - 1 : index] if index else "", self.text[end : end + 1]
        if mark == self.mark and not before.isspace():
            if index == self.opened + len(mark):
                self._fail("there is nothing between these marks", self.opened, end - self.opened)
            self.style, self.mark = "plain", ""
            return end
        if not after or after.isspace() or (before.isalnum() and mark == "*"):
            return self._add(mark, end)
        if self.mark:
            hint = f"close {self.mark} first: styles do not nest"
            self._fail(f"{mark} opens inside {self.mark}", index, len(mark), hint)
        self.style, self.mark, self.opened = _MARKS[mark], mark, index
        return end

    def _code(self, index: int) -> int:
        end = self.text.find("`", index + 1)
        if end < 0:
            self._fail("` opens here and never closes", index, 1, _literally("`"))
        if end == index + 1:
            self._fail("there is nothing between these marks", index, 2)
        if self.mark:
            self._fail(f"` opens inside {self.mark}", index, 1, f"close {self.mark} first: styles do not nest")
        self.runs.append(Text(self.text[index + 1 : end], "code"))
        return end + 1

    def _mathematics(self, index: int) -> int:
        if self.text.startswith("$$", index):
            hint = "mathematics within a text stands between single dollar signs"
            self._fail("$$ is not used in a text", index, 2, hint)
        end = index + 1
        while end < len(self.text) and self.text[end] != "$":
            end += 2 if self.text[end] == "\\" else 1
        # As in Pandoc, `$5 and $6` is not mathematics: no space stands inside the dollar signs.
        inside = self.text[index + 1 : end]
        if end >= len(self.text) or inside != inside.strip():
            hint = r"mathematics is written $x$ without spaces at its ends; a dollar sign is written \$"
            self._fail("this $ has no partner", index, 1, hint)
        check_mathematics(self.text, index + 1, end)
        self.runs.append(Formula(Raw(inside), self.style))
        return end + 1

    def _fail(self, message: str, index: int, length: int, hint: str = "") -> NoReturn:
        raise FormulaError(message, at=Position("", 1, index + 1, self.text, length), hint=hint)


def _literally(mark: str) -> str:
    escaped = "".join("\\" + sign for sign in mark)
    return f"a sign that is meant as itself is written {escaped}"
