"""The content of a PDF page, read as far as is needed: which resources it names, and which characters of which font."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

_STRING = rb"\((?:[^\\()]|\\.)*\)"
# A name, and what follows up to the next one: after the name of a font, what is set in it.
_NAMED = re.compile(rb"/([^\s()<>\[\]{}/%]+)((?:[^/(]+|" + _STRING + rb")*)", re.DOTALL)
_SHOWN = re.compile(rb"\((?P<literal>(?:[^\\()]|\\.)*)\)|<(?P<hexadecimal>[0-9A-Fa-f\s]+)>", re.DOTALL)
_PLAIN = re.compile(rb"\(([^()]*)\)")
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}


@dataclass
class Used:
    """What pages use: codes of characters by the name of the font, and all names of other resources."""

    codes: dict[str, set[int]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


def renamed(content: bytes, is_font: Callable[[str], bool], rename: Callable[[str], str], used: Used) -> bytes:
    """The content with other names for its fonts; what it uses is added to `used`, fonts under the new names."""
    known: dict[bytes, tuple[bytes, list[bytes]] | None] = {}
    set_in: list[bytes] = []  # what is set in the font that was named last
    texts: dict[str, list[bytes]] = {}

    def meet(name: str) -> tuple[bytes, list[bytes]] | None:
        if not is_font(name):
            used.names.add(name)
            return None
        new = rename(name)
        return b"/" + new.encode("latin-1"), texts.setdefault(new, [])

    def named(match: re.Match[bytes]) -> bytes:
        nonlocal set_in
        name, rest = match.groups()
        font = known[name] if name in known else known.setdefault(name, meet(name.decode("latin-1")))
        if font is None:
            set_in.append(rest)
            return match[0]
        set_in = font[1]
        set_in.append(rest)
        return font[0] + rest

    made = _NAMED.sub(named, content)
    for font, text in texts.items():
        used.codes.setdefault(font, set()).update(_shown(b" ".join(text)))
    return made


def _shown(text: bytes) -> bytes:
    """The characters of all strings in a part of a content stream."""
    if b"<" not in text and b"\\" not in text:
        return b"".join(_PLAIN.findall(text))
    return b"".join(
        unescaped(match["literal"]) if match["literal"] is not None else from_hexadecimal(match["hexadecimal"])
        for match in _SHOWN.finditer(text)
    )


def unescaped(literal: bytes) -> bytes:
    """The characters of a string in brackets, given without them."""
    return _ESCAPED.sub(_character, literal) if b"\\" in literal else literal


def from_hexadecimal(digits: bytes) -> bytes:
    """The characters of a string in angle brackets, given without them; an odd number of digits ends in 0."""
    packed = b"".join(digits.split())
    return bytes.fromhex((packed + b"0" * (len(packed) % 2)).decode("ascii"))


def _character(match: re.Match[bytes]) -> bytes:
    escaped = match[1]
    return bytes([int(escaped, 8) & 0xFF]) if escaped[:1].isdigit() else _LETTERS.get(escaped, escaped)
