"""What a PDF shows, read glyph by glyph: the words on a page, and its ink, in which an answer can be recognised.

Ink is the sequence of glyphs by name in the order TeX sets them, without spaces and without brackets, which grow with
what they hold; small letters, as in exponents, are other letters. The same formula leaves the same ink wherever it
stands. What TeX marks with `/McAnswer2b BMC` is known by that name.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from mcdocs.papers.contents import from_hexadecimal, unescaped

_LITERAL = rb"\([^\\()]*+(?:(?:\\.|\((?:[^\\()]|\\.)*\))[^\\()]*+)*+\)"
_TOKEN = re.compile(
    rb"\[(?P<array>[^\]()]*+(?:" + _LITERAL + rb"[^\]()]*+)*+)\]"
    rb"|(?P<string>" + _LITERAL + rb"|<[0-9A-Fa-f\s]+>)"
    rb"|/(?P<name>[^\s()<>\[\]{}/%]*)(?:\s+(?P<size>\d*\.?\d+)\s+Tf\b)?"
    rb"|\b(?P<operator>BMC|BDC|EMC)\b",
    re.DOTALL,
)
_PIECE = re.compile(_LITERAL + rb"|<[0-9A-Fa-f\s]+>|[-+]?\d*\.?\d+", re.DOTALL)
_PRIVATE = 0xE000  # where Unicode has no letters of its own
_GLYPH = re.compile(f"<[^>]*>|{chr(_PRIVATE + ord('<'))}[^{chr(_PRIVATE + ord('>'))}]*.|.", re.DOTALL)
_SMALL = 8.5  # points; exponents of formulas of 11 points are smaller
_WORD_GAP = -200.0  # thousandths of the size; kerning is less, a space more

_SIGNS = {
    "space": " ", "exclam": "!", "numbersign": "#", "dollar": "$", "percent": "%", "ampersand": "&", "quoteright": "'",
    "asterisk": "*", "plus": "+", "comma": ",", "hyphen": "-", "period": ".", "slash": "/", "zero": "0", "one": "1",
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "colon": ":", "semicolon": ";", "equal": "=", "question": "?", "at": "@", "underscore": "_",
    "ff": "ff", "fi": "fi", "fl": "fl", "ffi": "ffi", "ffl": "ffl",
}  # fmt: skip
_GROWING = ("paren", "bracket", "brace", "bar", "vert", "angbracket", "floor", "ceil", "radical", "space")


@lru_cache(maxsize=1024)
def _smaller(drop: str) -> str:
    return "".join(chr(_PRIVATE + ord(sign)) for sign in drop)


@dataclass(frozen=True)
class Letters:
    """What the codes of a font add to the words, to the ink, and to it where they are small; others add themselves."""

    words: Mapping[int, str]
    ink: Mapping[int, str]
    small: Mapping[int, str]

    def with_glyphs(self, both: Mapping[int, tuple[str, str]]) -> Letters:
        """The same with other words and ink for some codes."""
        ink = {code: drop for code, (_, drop) in both.items()}
        small = {code: _smaller(drop) for code, drop in ink.items()}
        words = {code: word for code, (word, _) in both.items()}
        return Letters({**self.words, **words}, {**self.ink, **ink}, {**self.small, **small})


_NO_INK = dict.fromkeys(b" ()[]{}|", "")
_PLAIN = Letters({}, _NO_INK, {code: _smaller(chr(code)) for code in range(256)} | _NO_INK)


@dataclass
class Ink:
    """What is on some pages: `words` with blanks between them, `all` the ink, `marked` the ink under each mark.

    `fonts` are those of the document met so far.
    """

    words: list[str] = field(default_factory=list)
    all: list[str] = field(default_factory=list)
    marked: dict[str, list[str]] = field(default_factory=dict)
    fonts: dict[tuple[int, int], Letters] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The words."""
        return "".join(self.words)

    def under(self, prefix: str) -> dict[str, str]:
        """The ink under the marks that begin with `prefix`, by the rest of their names."""
        return {mark.removeprefix(prefix): "".join(ink) for mark, ink in self.marked.items() if mark.startswith(prefix)}


def read_ink(content: bytes, resources: Any, ink: Ink) -> None:
    """Add what a content stream shows to `ink`; a string is taken for text wherever it stands."""
    fonts = {str(name)[1:].encode("latin-1"): _glyphs(font, ink) for name, font in _resources(resources, "/Font")}
    letters, drops = _PLAIN, _PLAIN.ink
    words, all = ink.words, ink.all
    open_marks: list[list[str]] = []
    name = b""
    for array, single, named, size, operator in _TOKEN.findall(content):
        if array or single:
            words.append(" ")
            for piece in _PIECE.findall(array or single):
                if piece[:1] not in b"(<":
                    if float(piece) < _WORD_GAP:
                        words.append(" ")
                    continue
                shown = _codes(piece).decode("latin-1")
                words.append(shown.translate(letters.words))
                drop = shown.translate(drops)
                all.append(drop)
                for marked in open_marks:
                    marked.append(drop)
        elif operator:
            if operator != b"EMC":
                open_marks.append(ink.marked.setdefault(name.decode("latin-1"), []))
            elif open_marks:
                open_marks.pop()
        else:
            name = named
            if size:
                letters = fonts.get(name, _PLAIN)
                drops = letters.small if float(size) < _SMALL else letters.ink
    words.append(" ")


def _codes(string: bytes) -> bytes:
    if string.startswith(b"("):
        return unescaped(string[1:-1]) if b"\\" in string else string[1:-1]
    return from_hexadecimal(string[1:-1])


def weight(ink: str) -> int:
    """How many glyphs some ink is of."""
    return len(_GLYPH.findall(ink))


def _resources(resources: Any, kind: str) -> list[tuple[str, Any]]:
    return list(resources[kind].items()) if resources is not None and kind in resources else []


def _glyphs(font: Any, ink: Ink) -> Letters:
    """What each code of a font adds to the words and to the ink."""
    if "/Encoding" not in font or "/Differences" not in getattr(font, "Encoding", {}):
        return _PLAIN
    place = font.objgen
    if place not in ink.fonts or place == (0, 0):
        ink.fonts[place] = _by_code(font.Encoding.Differences.unparse())
    return ink.fonts[place]


_DIFFERENCE = re.compile(rb"/([^\s()<>\[\]{}/%]+)|(\d+)")


@lru_cache(maxsize=256)
def _by_code(differences: bytes) -> Letters:
    found: dict[int, tuple[str, str]] = {}
    code = 0
    for glyph, number in _DIFFERENCE.findall(differences):
        if number:
            code = int(number)
        else:
            found[code] = _both(glyph.decode("latin-1"))
            code += 1
    return _PLAIN.with_glyphs(found)


@lru_cache(maxsize=4096)
def _both(glyph: str) -> tuple[str, str]:
    letter = glyph if len(glyph) == 1 and glyph in string.ascii_letters else _SIGNS.get(glyph, f"<{glyph}>")
    return letter, "" if glyph.startswith(_GROWING) else letter


def forms(resources: Any, seen: set[tuple[int, int]] | None = None) -> Iterator[Any]:
    """The streams that a page draws by name, and those that they draw."""
    seen = set() if seen is None else seen
    for _, form in _resources(resources, "/XObject"):
        if form.get("/Subtype") == "/Form" and form.objgen not in seen:
            seen.add(form.objgen)
            yield form
            yield from forms(form.get("/Resources"), seen)
