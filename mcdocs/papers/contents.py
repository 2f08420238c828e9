"""The content of a PDF page, read as far as is needed: which resources it names, and which characters of which font."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from mcdocs.errors import DocumentError

_NAME = re.compile(rb"/([^\s()<>\[\]{}/%]+)")
_CHOICE = re.compile(rb"/([^\s()<>\[\]{}/%]+)(?= [\d.]+ Tf\b)")  # of a font, with its size
_LITERAL = re.compile(rb"\(([^\\()]*+(?:\\.[^\\()]*+)*+)\)", re.DOTALL)
_HEXADECIMAL = re.compile(rb"<([0-9A-Fa-f\s]+)>")
_SLASH = re.compile(rb"(\\.)|/", re.DOTALL)
_BETWEEN = b"()"  # an empty string: one that was cut in two does not close behind it
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
    pieces = _CHOICE.split(content)
    read = _read(pieces)
    if read is None:  # there is a string that looks like the choice of a font
        pieces = _CHOICE.split(_LITERAL.sub(_without_slashes, content))
        read = _read(pieces)
    if read is None:
        raise DocumentError("the content of a page is not written as TeX writes it")
    heads: dict[bytes, bytes] = {}
    for name, (codes, others) in read.items():
        used.names.update(others)
        known = name.decode("latin-1")
        if is_font(known):
            new = rename(known)
            heads[name] = b"/" + new.encode("latin-1")
            used.codes.setdefault(new, set()).update(codes)
        elif name:
            raise DocumentError(f"a page sets something in {known}, which is no font")
    pieces[1::2] = [heads[name] for name in pieces[1::2]]
    return b"".join(pieces)


def _without_slashes(literal: re.Match[bytes]) -> bytes:
    return _SLASH.sub(lambda match: match[1] or rb"\057", literal[0])


def _read(pieces: list[bytes]) -> dict[bytes, tuple[set[int], set[str]]] | None:
    """By font which characters are set in it and which other names follow; nothing when a string was cut in two."""
    texts: dict[bytes, list[bytes]] = {b"": pieces[:1]}  # nothing is set before a font is chosen
    for name, text in zip(pieces[1::2], pieces[2::2], strict=True):
        texts.setdefault(name, []).append(text)
    read: dict[bytes, tuple[set[int], set[str]]] = {}
    for name, parts in texts.items():
        text = _BETWEEN.join(parts)
        literals = _LITERAL.findall(text)
        inside = b"".join(literals)
        if any(text.count(bracket) != len(literals) + inside.count(bracket) for bracket in (b"(", b")")):
            return None
        outside = _LITERAL.sub(b"", text) if b"/" in inside or b"<" in inside else text
        others = {other.decode("latin-1") for other in _NAME.findall(outside)} if b"/" in outside else set()
        read[name] = _characters(set(literals), outside), others
    return read


def _characters(literals: set[bytes], outside: bytes) -> set[int]:
    """The characters of some strings in brackets, and of all in angle brackets in what is around them."""
    codes = set(b"".join(literals))
    if _BACKSLASH in codes:
        joined = _NOTHING.join(literals)
        codes = set(_ESCAPED.sub(b"", joined))
        codes.update(*map(_character, set(_ESCAPED.findall(joined))))
    if b"<" in outside:
        codes.update(*map(from_hexadecimal, _HEXADECIMAL.findall(outside)))
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
