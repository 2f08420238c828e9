"""The fonts of one paper as objects of its PDF: cut to the paper's own glyphs, the same bytes in any company.

A few letters bring the whole alphabet with them, so that the papers of a class share few different cuts, and each is
made once in a process.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase
from typing import Any

from mcdocs.errors import DocumentError
from mcdocs.papers import type1, written

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_KINDS = {frozenset(_DIGITS): 1, frozenset(ascii_lowercase): 6, frozenset(ascii_uppercase): 6}
"""Glyphs that come together as soon as so many of them are used."""
_SYMBOLIC = 4
_FILE = re.compile(r"<([^<>{}]+\.pfb)>")
_SUBSET = re.compile(r"/?(?:[A-Z]{6}\+)?(.+)")
_RANGE = re.compile(rb"<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]+)>")
_SINGLE = re.compile(rb"^<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]+)>\s*$", re.MULTILINE)


def font_files(log: str) -> dict[str, Path]:
    """The font files TeX says in its log that it embedded, by the name of the font."""
    found = map(Path, _FILE.findall(log.replace("\n", "")))
    return {type1.read(path).name: path for path in found}


@dataclass(frozen=True)
class Cut:
    """A font program ready to be embedded: its name, its stream, and what its descriptor says beside that."""

    tagged: bytes
    entries: bytes
    data: bytes
    described: bytes


@dataclass(frozen=True)
class Original:
    """A font as TeX's document has it: its file, the glyph and the width of each code, and what each code means."""

    file: Path
    names: Mapping[int, str]
    first: int
    widths: tuple[bytes, ...]
    letters: Mapping[int, bytes]

    @classmethod
    def of(cls, font: Any, files: Mapping[str, Path]) -> Original:
        """Read a font. Raises DocumentError for one that is not an outline font of Type 1."""
        base = _base(font)
        if font.get("/Subtype") != "/Type1" or base not in files:
            hint = "the papers of a class need scalable fonts of Type 1, such as \\usepackage{lmodern}"
            raise DocumentError(f"the font {base} cannot be put into a paper", hint=hint)
        names = dict(type1.read(files[base]).encoding)
        code = 0
        for item in font.Encoding.Differences if "/Encoding" in font else ():
            if isinstance(item, int):
                code = item
            else:
                names[code] = str(item)[1:]
                code += 1
        letters = _letters(font.ToUnicode.read_bytes()) if "/ToUnicode" in font else {}
        return cls(files[base], names, int(font.FirstChar), tuple(map(_number, font.Widths)), letters)

    def glyphs(self, codes: Iterable[int]) -> dict[int, str]:
        """The glyph that each code shows. Raises DocumentError for a code that shows nothing."""
        missing = [code for code in codes if code not in self.names]
        if missing:
            raise DocumentError(f"the font {self.file.stem} shows nothing for the character {missing[0]}")
        return {code: self.names[code] for code in sorted(codes)}


def embedded(
    paper: written.Written, originals: Mapping[str, Original], codes: Mapping[str, Collection[int]]
) -> dict[str, int]:
    """For each name the font with the codes that are used, by its number in the paper. Raises DocumentError."""
    glyphs = {name: font.glyphs(codes[name]) for name, font in originals.items()}
    by_file: dict[Path, set[str]] = {}
    for name, font in originals.items():
        by_file.setdefault(font.file, set()).update(glyphs[name].values())
    cuts = {file: _cut(file, _of_a_kind(by_file[file], type1.read(file))) for file in sorted(by_file)}
    descriptors = {file: _descriptor(paper, cut) for file, cut in cuts.items()}
    return {
        name: _font(paper, font, glyphs[name], cuts[font.file].tagged, descriptors[font.file])
        for name, font in originals.items()
    }


def _descriptor(paper: written.Written, cut: Cut) -> int:
    program = paper.stream(cut.entries, cut.data)
    return paper.add(b"<< %b/FontFile %d 0 R >>" % (cut.described, program))


def _font(paper: written.Written, original: Original, glyphs: Mapping[int, str], tagged: bytes, descriptor: int) -> int:
    first, last = min(glyphs), max(glyphs)
    differences: list[bytes] = []
    for code, glyph in glyphs.items():
        differences += [written.name(glyph)] if code - 1 in glyphs else [b"%d" % code, written.name(glyph)]
    widths = [original.widths[code - original.first] if code in glyphs else b"0" for code in range(first, last + 1)]
    letters = b""
    if shown := tuple((code, original.letters[code]) for code in glyphs if code in original.letters):
        letters = b"/ToUnicode %d 0 R " % paper.stream(b"/Filter /FlateDecode", _character_map(shown))
    return paper.add(
        b"<< /Type /Font /Subtype /Type1 /BaseFont %b /FontDescriptor %d 0 R /FirstChar %d /LastChar %d /Widths [%b] "
        b"/Encoding << /Type /Encoding /Differences [%b] >> %b>>"
        % (tagged, descriptor, first, last, b" ".join(widths), b" ".join(differences), letters)
    )


def _base(font: Any) -> str:
    match = _SUBSET.fullmatch(str(font.get("/BaseFont", "/without a name")))
    assert match, "every name matches"
    return match[1]


def _of_a_kind(names: set[str], font: type1.Type1) -> tuple[str, ...]:
    """The glyphs and those that come with them, as far as the font has them."""
    whole = [kind for kind, enough in _KINDS.items() if len(kind & names) >= enough]
    return tuple(sorted(names.union(*whole) & font.glyphs.keys() | names))


@lru_cache(maxsize=256)
def _cut(file: Path, names: tuple[str, ...]) -> Cut:
    font = type1.read(file)
    digest = hashlib.sha256("/".join((font.name, *names)).encode("latin-1")).digest()
    tag = "".join(ascii_uppercase[byte % 26] for byte in digest[:6])
    program = font.cut(names, tag)
    tagged = written.name(f"{tag}+{font.name}")
    lengths = b"/Length1 %d /Length2 %d /Length3 0 " % (program.clear, program.encrypted)
    left, bottom, right, top = (round(number) for number in font.box)
    described = b"/Type /FontDescriptor /FontName %b /Flags %d /FontBBox [%d %d %d %d] " % (
        tagged, _SYMBOLIC, left, bottom, right, top,
    )  # fmt: skip
    described += b"/ItalicAngle %d /Ascent %d /Descent %d /CapHeight %d /StemV %d /CharSet (%b) " % (
        round(font.slant), top, bottom, top, round(font.stem), b"".join(map(written.name, names)),
    )  # fmt: skip
    return Cut(tagged, lengths + b"/Filter /FlateDecode", zlib.compress(program.data, 9), described)


def _number(value: Any) -> bytes:
    return format(value, "f").encode() if not isinstance(value, int) else b"%d" % value


# ── which text a character stands for ────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=64)
def _letters(cmap: bytes) -> dict[int, bytes]:
    """For each code the hexadecimal UTF-16 of what it means."""
    found: dict[int, bytes] = {}
    for first, last, meaning in _RANGE.findall(cmap):
        for offset in range(int(last, 16) - int(first, 16) + 1):
            found[int(first, 16) + offset] = b"%0*X" % (len(meaning), int(meaning, 16) + offset)
    return found | {int(code, 16): meaning for code, meaning in _SINGLE.findall(cmap)}


@lru_cache(maxsize=256)
def _character_map(letters: tuple[tuple[int, bytes], ...]) -> bytes:
    lines = [b"<%02X> <%b>" % letter for letter in letters]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]  # no more fit in one block
    text = b"\n".join(
        [
            b"/CIDInit /ProcSet findresource begin",
            b"12 dict begin",
            b"begincmap",
            b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            b"/CMapName /Adobe-Identity-UCS def",
            b"/CMapType 2 def",
            b"1 begincodespacerange",
            b"<00> <FF>",
            b"endcodespacerange",
            *(b"%d beginbfchar\n%b\nendbfchar" % (len(block), b"\n".join(block)) for block in blocks),
            b"endcmap",
            b"CMapName currentdict /CMap defineresource pop",
            b"end",
            b"end",
        ]
    )
    return zlib.compress(text, 9)
