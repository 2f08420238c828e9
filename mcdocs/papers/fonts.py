"""The fonts of one paper as PDF objects: cut from their files to the paper's own glyphs, the same bytes in any company.

A few letters bring the whole alphabet with them, so that the papers of a class share few different cuts, and each is
made once in a process.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING, Any

from mcdocs.errors import DocumentError
from mcdocs.papers import type1

if TYPE_CHECKING:
    import pikepdf

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
    """A font program ready to be embedded: compressed, with the lengths of its parts."""

    tagged: str
    glyphs: tuple[str, ...]
    data: bytes
    clear: int
    encrypted: int


@dataclass
class Fonts:
    """The fonts of one paper. `files` are those TeX embedded; `pdf` is where the objects are made."""

    pdf: pikepdf.Pdf
    files: Mapping[str, Path]

    def objects(self, originals: Mapping[str, Any], codes: Mapping[str, Iterable[int]]) -> dict[str, Any]:
        """For each name the font of TeX's document with the codes used, as an object of this paper.

        Raises DocumentError for a font that is not an outline font of Type 1.
        """
        glyphs = {name: _glyph_names(font, codes[name], self._program(font)) for name, font in originals.items()}
        by_program: dict[str, set[str]] = {}
        for name, font in originals.items():
            by_program.setdefault(_base(font), set()).update(glyphs[name].values())
        descriptors = {base: self._descriptor(base, names) for base, names in sorted(by_program.items())}
        return {name: self._font(font, glyphs[name], *descriptors[_base(font)]) for name, font in originals.items()}

    def _program(self, font: Any) -> type1.Type1:
        base = _base(font)
        if font.get("/Subtype") != "/Type1" or base not in self.files:
            hint = "the papers of a class need scalable fonts of Type 1, such as \\usepackage{lmodern}"
            raise DocumentError(f"the font {base} cannot be put into a paper", hint=hint)
        return type1.read(self.files[base])

    def _descriptor(self, base: str, names: set[str]) -> tuple[str, Any]:
        import pikepdf

        font = type1.read(self.files[base])
        cut = _cut(self.files[base], _of_a_kind(names, font))
        lengths = {"Length1": cut.clear, "Length2": cut.encrypted, "Length3": 0, "Filter": pikepdf.Name.FlateDecode}
        left, bottom, right, top = (round(number) for number in font.box)
        descriptor = pikepdf.Dictionary(
            Type=pikepdf.Name.FontDescriptor,
            FontName=pikepdf.Name("/" + cut.tagged),
            Flags=_SYMBOLIC,
            FontBBox=[left, bottom, right, top],
            ItalicAngle=round(font.slant),
            Ascent=top,
            Descent=bottom,
            CapHeight=top,
            StemV=round(font.stem),
            CharSet=pikepdf.String("".join(f"/{name}" for name in cut.glyphs)),
            FontFile=pikepdf.Stream(self.pdf, cut.data, **lengths),
        )
        return cut.tagged, self.pdf.make_indirect(descriptor)

    def _font(self, original: Any, glyphs: Mapping[int, str], tagged: str, descriptor: Any) -> Any:
        import pikepdf

        first, last = min(glyphs), max(glyphs)
        begin, widths = int(original.FirstChar), original.Widths
        differences: list[Any] = []
        for code, name in sorted(glyphs.items()):
            differences += [pikepdf.Name("/" + name)] if code - 1 in glyphs else [code, pikepdf.Name("/" + name)]
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name("/" + tagged),
            FontDescriptor=descriptor,
            FirstChar=first,
            LastChar=last,
            Widths=[widths[code - begin] if code in glyphs else 0 for code in range(first, last + 1)],
            Encoding=pikepdf.Dictionary(Type=pikepdf.Name.Encoding, Differences=differences),
        )
        if "/ToUnicode" in original:
            letters = _letters(original.ToUnicode.read_bytes())
            shown = tuple((code, letters[code]) for code in sorted(glyphs) if code in letters)
            font.ToUnicode = pikepdf.Stream(self.pdf, _character_map(shown), Filter=pikepdf.Name.FlateDecode)
        return self.pdf.make_indirect(font)


def _base(font: Any) -> str:
    match = _SUBSET.fullmatch(str(font.get("/BaseFont", "/without a name")))
    assert match, "every name matches"
    return match[1]


def _glyph_names(font: Any, codes: Iterable[int], program: type1.Type1) -> dict[int, str]:
    """The glyph that each code shows, by the differences of the PDF's font or else by the font's own encoding."""
    names = dict(program.encoding)
    code = 0
    for item in font.Encoding.Differences if "/Encoding" in font else ():
        if isinstance(item, int):
            code = item
        else:
            names[code] = str(item)[1:]
            code += 1
    missing = [code for code in codes if code not in names]
    if missing:
        raise DocumentError(f"the font {program.name} shows nothing for the character {missing[0]}")
    return {code: names[code] for code in codes}


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
    return Cut(f"{tag}+{font.name}", names, zlib.compress(program.data, 9), program.clear, program.encrypted)


# ── which text a character stands for ────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=64)
def _letters(cmap: bytes) -> dict[int, bytes]:
    """For each code the hexadecimal UTF-16 of what it means."""
    found: dict[int, bytes] = {}
    for first, last, meaning in _RANGE.findall(cmap):
        for offset in range(int(last, 16) - int(first, 16) + 1):
            found[int(first, 16) + offset] = b"%0*X" % (len(meaning), int(meaning, 16) + offset)
    return found | {int(code, 16): meaning for code, meaning in _SINGLE.findall(cmap)}


@lru_cache(maxsize=1024)
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
