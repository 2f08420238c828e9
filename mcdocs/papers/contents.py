"""The content of a PDF page, read as far as is needed: which resources it names, and which characters of which font."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from mcdocs.errors import DocumentError

_STRING = rb"\([^\\()]*+(?:\\.[^\\()]*+)*+\)"
# A name, and what follows up to the next one: after the name of a font, what is set in it.
_NAMED = re.compile(rb"/([^\s()<>\[\]{}/%]+)([^/(]*+(?:" + _STRING + rb"[^/(]*+)*+)", re.DOTALL)
_LITERAL = re.compile(rb"\(([^\\()]*+(?:\\.[^\\()]*+)*+)\)", re.DOTALL)
_HEXADECIMAL = re.compile(_STRING + rb"|<([0-9A-Fa-f\s]+)>", re.DOTALL)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_BACKSLASH = ord("\\")
_NOTHING = b"\\\n"  # a line that goes on: it parts an escape from the digits that follow, and adds nothing
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}


@dataclass
class Used:
    """What pages use: codes of characters by the name of the font, and all names of other resources."""

    codes: dict[str, set[int]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


def renamed(content: bytes, is_font: Callable[[str], bool], rename: Callable[[str], str], used: Used) -> bytes:
    """The content with other names for its fonts; what it uses is added to `used`, fonts under the new names.

    Raises DocumentError for strings that TeX does not write, with brackets inside that are not escaped.
    """
    pieces = _NAMED.split(content)  # what stands before, then a name, what follows it, and nothing, again and again
    if any(pieces[3::3]):
        raise DocumentError("the content of a page is not written as TeX writes it")
    heads: dict[bytes, bytes] = {}
    texts: dict[bytes, list[bytes]] = {}
    for name in dict.fromkeys(pieces[1::3]):
        known = name.decode("latin-1")
        if is_font(known):
            heads[name] = b"/" + rename(known).encode("latin-1")
            texts[name] = []
        else:
            heads[name] = b"/" + name
            used.names.add(known)
    set_in: list[bytes] = []  # what is set in the font that was named last
    for name, rest in zip(pieces[1::3], pieces[2::3], strict=True):
        set_in = texts.get(name, set_in)
        set_in.append(rest)
    for name, text in texts.items():
        used.codes.setdefault(heads[name][1:].decode("latin-1"), set()).update(_shown(b" ".join(text)))
    pieces[1::3] = [heads[name] for name in pieces[1::3]]
    return b"".join(pieces)


def _shown(text: bytes) -> set[int]:
    """The characters of all strings in a part of a content stream."""
    literals = _LITERAL.findall(text)
    codes = set(b"".join(literals))
    if _BACKSLASH in codes:  # seldom
        joined = _NOTHING.join(literals)
        codes = set(_ESCAPED.sub(b"", joined))
        codes.update(*map(_character, set(_ESCAPED.findall(joined))))
    if b"<" in text:
        codes.update(*map(from_hexadecimal, _HEXADECIMAL.findall(text)))
    return codes


def unescaped(literal: bytes) -> bytes:
    """The characters of a string in brackets, given without them."""
    return _ESCAPED.sub(lambda match: _character(match[1]), literal)


def from_hexadecimal(digits: bytes) -> bytes:
    """The characters of a string in angle brackets, given without them; an odd number of digits ends in 0."""
    packed = b"".join(digits.split())
    return bytes.fromhex((packed + b"0" * (len(packed) % 2)).decode("ascii"))


def _character(escaped: bytes) -> bytes:
    """What stands behind a backslash, as the character it means."""
    return bytes([int(escaped, 8) & 0xFF]) if escaped[:1].isdigit() else _LETTERS.get(escaped, escaped)
