"""What a PDF shows, read glyph by glyph: the words on a page, and its ink, in which an answer can be recognised.

Ink is the sequence of glyphs by name in the order TeX sets them, without spaces and without brackets, which grow with
what they hold. The same formula leaves the same ink wherever it stands. What TeX marks with `/McAnswer2b BMC` is known
by that name.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

_TOKEN = re.compile(
    rb"\((?P<literal>(?:[^\\()]|\\.|\((?:[^\\()]|\\.)*\))*)\)"
    rb"|<(?P<digits>[0-9A-Fa-f\s]*)>"
    rb"|/(?P<name>[^\s()<>\[\]{}/%]*)"
    rb"|(?P<number>[-+]?\d*\.?\d+)"
    rb"|(?P<operator>[A-Za-z'\"*]+[01]?)",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_CONTROL = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b""}
_WORD_GAP = -200.0  # thousandths of the size; kerning is less, a space more
_SHOWING = (b"Tj", b"TJ", b"'", b'"')

_SIGNS = {
    "space": " ", "exclam": "!", "numbersign": "#", "dollar": "$", "percent": "%", "ampersand": "&", "quoteright": "'",
    "asterisk": "*", "plus": "+", "comma": ",", "hyphen": "-", "period": ".", "slash": "/", "zero": "0", "one": "1",
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "colon": ":", "semicolon": ";", "equal": "=", "question": "?", "at": "@", "underscore": "_",
    "ff": "ff", "fi": "fi", "fl": "fl", "ffi": "ffi", "ffl": "ffl",
}  # fmt: skip
_GROWING = ("paren", "bracket", "brace", "bar", "vert", "angbracket", "floor", "ceil", "radical", "space")


@dataclass
class Ink:
    """What is on some pages: `words` with blanks between them, `all` the ink, `marked` the ink under each mark."""

    words: list[str] = field(default_factory=list)
    all: list[str] = field(default_factory=list)
    marked: dict[str, list[str]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The words."""
        return "".join(self.words)

    def under(self, prefix: str) -> dict[str, str]:
        """The ink under the marks that begin with `prefix`, by the rest of their names."""
        return {mark.removeprefix(prefix): "".join(ink) for mark, ink in self.marked.items() if mark.startswith(prefix)}


def read_ink(content: bytes, resources: Any, ink: Ink) -> None:
    """Add what a content stream shows to `ink`; a string is taken for text wherever it stands."""
    fonts = resources.get("/Font", {}) if resources is not None else {}
    glyphs: Mapping[int, tuple[str, str]] = {}
    open_marks: list[str] = []
    name, gap = "", False
    for match in _TOKEN.finditer(content):
        if match.lastgroup in ("literal", "digits"):
            if gap:
                ink.words.append(" ")
            gap = False
            for letter, drop in (glyphs.get(code, _plain(code)) for code in _codes(match)):
                ink.words.append(letter)
                ink.all.append(drop)
                for mark in open_marks:
                    ink.marked[mark].append(drop)
        elif match.lastgroup == "number":
            gap = gap or float(match["number"]) < _WORD_GAP
        elif match.lastgroup == "name":
            name = match["name"].decode("latin-1")
        else:
            operator = match["operator"]
            gap = gap or operator not in _SHOWING
            if operator == b"Tf":
                glyphs = _glyphs(fonts.get("/" + name))
            elif operator in (b"BMC", b"BDC"):
                open_marks.append(name)
                ink.marked.setdefault(name, [])
            elif operator == b"EMC" and open_marks:
                open_marks.pop()
    ink.words.append(" ")


def _codes(match: re.Match[bytes]) -> bytes:
    if (literal := match["literal"]) is not None:
        return _ESCAPE.sub(_unescaped, literal) if b"\\" in literal else literal
    digits = b"".join(match["digits"].split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def _unescaped(match: re.Match[bytes]) -> bytes:
    sign = match[1]
    return bytes([int(sign, 8) & 255]) if sign[:1].isdigit() else _CONTROL.get(sign, sign)


def _glyphs(font: Any) -> Mapping[int, tuple[str, str]]:
    """For each code of a font what it adds to the words and to the ink."""
    if font is None or "/Encoding" not in font or "/Differences" not in getattr(font, "Encoding", {}):
        return {}
    return _by_code(tuple(item if isinstance(item, int) else str(item)[1:] for item in font.Encoding.Differences))


@lru_cache(maxsize=512)
def _by_code(differences: tuple[int | str, ...]) -> Mapping[int, tuple[str, str]]:
    found: dict[int, tuple[str, str]] = {}
    code = 0
    for item in differences:
        if isinstance(item, int):
            code = item
        else:
            found[code] = _both(item)
            code += 1
    return found


def _both(glyph: str) -> tuple[str, str]:
    letter = glyph if len(glyph) == 1 and glyph in string.ascii_letters else _SIGNS.get(glyph, f"<{glyph}>")
    return letter, "" if glyph.startswith(_GROWING) else letter


@lru_cache(maxsize=256)
def _plain(code: int) -> tuple[str, str]:
    """Of a font that does not name its glyphs."""
    sign = chr(code)
    return sign, "" if sign in " ()[]{}|" else sign


def forms(resources: Any, seen: set[tuple[int, int]] | None = None) -> Iterator[Any]:
    """The streams that a page draws by name, and those that they draw."""
    seen = set() if seen is None else seen
    for form in (resources.get("/XObject", {}) if resources is not None else {}).values():
        if form.get("/Subtype") == "/Form" and form.objgen not in seen:
            seen.add(form.objgen)
            yield form
            yield from forms(form.get("/Resources"), seen)
