"""The content of a PDF page, read as far as is needed: which resources it names, and which characters of which font."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

_TOKEN = re.compile(
    rb"\((?P<literal>(?:[^\\()]|\\.)*)\)|<(?P<hexadecimal>[0-9A-Fa-f\s]+)>|/(?P<name>[^\s()<>\[\]{}/%]+)", re.DOTALL
)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}


@dataclass
class Used:
    """What pages use: codes of characters by the name of the font, and all names of resources."""

    codes: dict[str, set[int]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


def renamed(content: bytes, is_font: Callable[[str], bool], rename: Callable[[str], str], used: Used) -> bytes:
    """The content with other names for its fonts; what it uses is added to `used`, fonts under the new names."""
    codes: set[int] = set()

    def token(match: re.Match[bytes]) -> bytes:
        nonlocal codes
        if (literal := match["literal"]) is not None:
            codes.update(unescaped(literal))
        elif (digits := match["hexadecimal"]) is not None:
            codes.update(from_hexadecimal(digits))
        elif is_font(name := match["name"].decode("latin-1")):
            name = rename(name)
            codes = used.codes.setdefault(name, set())
            return b"/" + name.encode("latin-1")
        else:
            used.names.add(name)
        return match[0]

    return _TOKEN.sub(token, content)


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
