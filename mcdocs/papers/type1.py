"""Type 1 fonts cut down to some glyphs, so that a paper holds its own letters and no one else's.

TeX embeds one subset for all students of a run. Here the font is cut again from its file for each paper: the bytes
depend on the glyphs alone. The format is that of *Adobe Type 1 Font Format* (1990), whose chapters stand in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from mcdocs.errors import DocumentError
from mcdocs.papers.charstrings import CHARSTRING, EEXEC, components, decrypt, encrypt, joined, parts_of, takes_a_number

_PFB = 0x80

_FONT_NAME = re.compile(rb"/FontName\s*/(\S+)")
_ENCODED = re.compile(rb"dup\s+(\d+)\s*/(\S+)\s+put[ \t]*\r?\n?")
_UNIQUE = re.compile(rb"/UniqueID\s+\d+\s+(?:ND|def|\|-)[ \t]*\r?\n?")
_BOX = re.compile(rb"/FontBBox\s*[\[{]([^\]}]+)[\]}]")
_STEM = re.compile(rb"/StdVW\s*\[\s*([-\d.]+)")
_SLANT = re.compile(rb"/ItalicAngle\s+([-\d.]+)")
_SUBRS = re.compile(rb"/Subrs\s+(\d+)\s+array\s*")
_SUBR = re.compile(rb"dup\s+(\d+)\s+(\d+)\s+(?:RD|-\|)\s")
_GLYPHS = re.compile(rb"/CharStrings\s+(\d+)\s+dict\s+dup\s+begin\s*")
_GLYPH = re.compile(rb"/(\S+)\s+(\d+)\s+(?:RD|-\|)\s")
_AFTER = re.compile(rb"\s*(?:ND|NP|\|-|\||noaccess\s+(?:def|put)|def|put)\s*")

_STANDARD = 4  # subroutines 0 to 3 are the same in every font [8.3]


@dataclass(frozen=True)
class Program:
    """A font program as a PDF embeds it: in clear, then encrypted, with the lengths of both."""

    data: bytes
    clear: int
    encrypted: int


@dataclass(frozen=True, eq=False)
class Type1:
    """A font file: what stands before the subroutines, the charstrings by name (still encrypted), what stands after."""

    name: str
    clear: bytes
    private: bytes
    subroutines: Mapping[int, bytes]
    between: bytes
    glyphs: Mapping[str, bytes]
    after: bytes

    @cached_property
    def encoding(self) -> Mapping[int, str]:
        """The font's own encoding; empty where it is Adobe's standard one."""
        return {int(code): name.decode("latin-1") for code, name in _ENCODED.findall(self.clear)}

    @cached_property
    def box(self) -> tuple[float, ...]:
        """The box around all glyphs: left, bottom, right, top, in thousandths of the size."""
        found = _BOX.search(self.clear)
        return tuple(map(float, found[1].split())) if found else (0.0, 0.0, 1000.0, 1000.0)

    @cached_property
    def stem(self) -> float:
        """How wide an upright stem is."""
        found = _STEM.search(self.private)
        return float(found[1]) if found else 80.0

    @cached_property
    def slant(self) -> float:
        """The angle of italics, in degrees to the left."""
        found = _SLANT.search(self.clear)
        return float(found[1]) if found else 0.0

    def cut(self, wanted: Collection[str], tag: str) -> Program:
        """The font with these glyphs, named `tag+NAME`. Raises DocumentError for a glyph that it does not have."""
        kept = self._with_components({".notdef", *wanted})
        strings = {name: self._parts(self.glyphs[name]) for name in kept}
        numbers = self._renumbered(strings.values())
        private = [_UNIQUE.sub(b"", self.private)]
        if self.subroutines:
            private.append(b"/Subrs %d array\n" % len(numbers))
            for old, new in numbers.items():
                data = joined(self._parts(self.subroutines[old]), numbers)
                private.append(b"dup %d %d RD %b NP\n" % (new, len(data), data))
        private.append(self.between + b"/CharStrings %d dict dup begin\n" % len(kept))
        for name, parts in strings.items():
            data = joined(parts, numbers)
            private.append(b"/%b %d RD %b ND\n" % (name.encode("latin-1"), len(data), data))
        clear = self._clear(kept, tag)
        encrypted = encrypt(b"".join([*private, self.after]), EEXEC)
        return Program(clear + encrypted, len(clear), len(encrypted))

    def _with_components(self, wanted: Collection[str]) -> list[str]:
        """The glyphs, in order, and those of which they are put together."""
        found: set[str] = set()
        waiting = list(wanted)
        while waiting:
            name = waiting.pop()
            if name not in self.glyphs:
                raise DocumentError(f"the font {self.name} has no glyph called {name!r}")
            if name not in found:
                found.add(name)
                waiting += components(self._code(self.glyphs[name]))
        return sorted(found)

    def _clear(self, kept: Collection[str], tag: str) -> bytes:
        names = {name.encode("latin-1") for name in kept}
        text = _ENCODED.sub(lambda match: match[0] if match[2] in names else b"", self.clear)
        text = _UNIQUE.sub(b"", text)
        return _FONT_NAME.sub(b"/FontName /" + f"{tag}+{self.name}".encode("latin-1"), text, count=1)

    def _renumbered(self, strings: Collection[tuple[bytes | int, ...]]) -> dict[int, int]:
        """The subroutines that are called, directly or not, with their new numbers; the standard ones keep theirs."""
        found = {number for number in self.subroutines if number < _STANDARD}
        waiting = [part for parts in strings for part in parts if isinstance(part, int)] + sorted(found)
        while waiting:
            number = waiting.pop()
            if number not in self.subroutines:
                raise DocumentError(f"the font {self.name} calls its subroutine {number}, which it does not have")
            found.add(number)
            waiting += [p for p in self._parts(self.subroutines[number]) if isinstance(p, int) and p not in found]
        return {old: new for new, old in enumerate(sorted(found))}

    @cached_property
    def _takers(self) -> frozenset[int]:
        return frozenset(number for number, data in self.subroutines.items() if takes_a_number(self._code(data)))

    @staticmethod
    def _code(data: bytes) -> bytes:
        return decrypt(data, CHARSTRING)

    def _parts(self, data: bytes) -> tuple[bytes | int, ...]:
        """A charstring in pieces: code, and between it the numbers of subroutines."""
        if data not in self._taken_apart:
            self._taken_apart[data] = tuple(parts_of(self._code(data), self._takers))
        return self._taken_apart[data]

    @cached_property
    def _taken_apart(self) -> dict[bytes, tuple[bytes | int, ...]]:
        return {}


@lru_cache(maxsize=64)
def read(path: Path) -> Type1:
    """The font in a `.pfb` file. Raises DocumentError for what is no such font, OSError when it cannot be read."""
    clear, secret = [*_segments(path.read_bytes()), b"", b""][:2]
    private = decrypt(secret, EEXEC)
    name, charstrings = _FONT_NAME.search(clear), _GLYPHS.search(private)
    if not name or not charstrings:
        raise DocumentError(f"{path} is not a Type 1 font")
    subrs = _SUBRS.search(private, 0, charstrings.start())
    routines, end = _strings(private, _SUBR, subrs.end()) if subrs else ({}, charstrings.start())
    glyphs, after = _strings(private, _GLYPH, charstrings.end())
    return Type1(
        name=name[1].decode("latin-1"),
        clear=clear,
        private=private[: subrs.start() if subrs else end],
        subroutines={int(number): data for number, data in routines.items()},
        between=private[end : charstrings.start()],
        glyphs={name.decode("latin-1"): data for name, data in glyphs.items()},
        after=private[after:],
    )


def _segments(data: bytes) -> Iterator[bytes]:
    place = 0
    while place + 6 <= len(data) and data[place] == _PFB and data[place + 1] in (1, 2):
        size = int.from_bytes(data[place + 2 : place + 6], "little")
        yield data[place + 6 : place + 6 + size]
        place += 6 + size


def _strings(private: bytes, begin: re.Pattern[bytes], place: int) -> tuple[dict[bytes, bytes], int]:
    """Named pieces of binary data one after the other, and where they end."""
    found: dict[bytes, bytes] = {}
    while match := begin.match(private, place):
        stop = match.end() + int(match[2])
        found.setdefault(match[1], private[match.end() : stop])
        after = _AFTER.match(private, stop)
        place = after.end() if after else stop
    return found, place
