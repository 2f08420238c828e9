"""A finished PDF opened and read whole: what its pages show, and everything that is in it beside.

It reads every stream decompressed, all strings and names, metadata and attachments, fonts and what they say their
letters mean, objects that nothing refers to, and bytes that belong to no object.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from mcdocs.papers.forbidden import ANSWER, Forbidden, Reading, text_leaks, value
from mcdocs.papers.ink import Ink, Letters, forms, read_ink

Place = tuple[int, int]

_MARKED = re.compile(rb"/" + ANSWER.encode() + rb"\w+ BMC\b.*?\bEMC\b", re.DOTALL)
_OBJECT = re.compile(rb"(?:^|[\r\n])\s*(\d+)\s+(\d+)\s+obj\b")
_WHOLE_OBJECT = re.compile(rb"\b\d+\s+\d+\s+obj\b.*?\bendobj\b", re.DOTALL)
_AROUND = re.compile(
    rb"%PDF-\d\.\d\s+(?:%[\x80-\xff]{4}\s+)?\s*xref[\d\sfn]+trailer\s*<<.*>>\s*startxref\s+\d+\s+%%EOF\s*", re.DOTALL
)
_REFERENCE = re.compile(rb"\b(\d+) (\d+) R\b")
_STRING = re.compile(rb"\((?:[^\\()]|\\.|\((?:[^\\()]|\\.)*\))*\)|(?<!<)<[0-9A-Fa-f\s]*>", re.DOTALL)
_NAME = re.compile(rb"/[^\s()<>\[\]{}/%]+")
_ROLE = re.compile(rb"/(ToUnicode|FontFile) (\d+) (\d+) R\b")
_WIDE = re.compile(rb"<\s*[Ff][Ee][Ff][Ff][0-9A-Fa-f\s]*>|\((?:\\376\\377|\xfe\xff)(?:[^\\()]|\\.)*\)", re.DOTALL)
_COMMENT = re.compile(rb"\((?:[^\\()]|\\.|\((?:[^\\()]|\\.)*\))*+\)|%([^\r\n]*)", re.DOTALL)
_INLINE_IMAGE = re.compile(rb"\bBI\s[^()]*?\bID\s")
_SIGNS_OF_WIDE = (b"<", b"\\376", b"\xfe\xff")
_CATALOG = {"/Type", "/Pages"}
_TRAILER = {"/Root", "/Size", "/ID"}
_PAGE = {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Contents", "/Resources"}
_DRAWN = ("/FunctionType", "/ShadingType", "/PatternType", "/N")
_APART = "\0"  # what no word and no formula goes across


def answers_in(key: bytes) -> dict[str, str]:
    """The ink of each answer in a key, by question."""
    import pikepdf

    found: dict[str, str] = {}
    fonts: dict[Place, Letters] = {}
    with pikepdf.open(io.BytesIO(key)) as pdf:
        for page in pdf.pages:
            ink = Ink(fonts=fonts)
            read_ink(b"\n".join(_MARKED.findall(_content(page.obj))), page.obj.Resources, ink)
            found |= ink.under(ANSWER)
    return {question: value(shown) for question, shown in found.items()}


def pdf_leaks(data: bytes, forbidden: Forbidden) -> Iterator[str]:
    """What is wrong with a paper as a PDF."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        opened = _Opened(data, pdf)
        yield from _structure(opened)
        fonts: dict[Place, Letters] = {}
        for number, page in enumerate(pdf.pages, start=1):
            ink = Ink(fonts=fonts)
            resources = page.obj.get("/Resources")
            read_ink(_content(page.obj), resources, ink)
            for form in forms(resources):
                read_ink(form.read_bytes(), form.get("/Resources"), ink)
            yield from _page(f"page {number}", ink, forbidden)
        yield from _streams(opened, forbidden)
        yield from text_leaks("a string or a name", _strings(opened), forbidden)
        yield from text_leaks("a comment", _comments(opened.skeleton), forbidden)


@dataclass(frozen=True)
class _Opened:
    """A PDF as it is written and as it is read."""

    data: bytes
    pdf: Any

    @cached_property
    def objects(self) -> dict[Place, Any]:
        return {each.objgen: each for each in self.pdf.objects if each.objgen != (0, 0)}

    @cached_property
    def sources(self) -> dict[Place, bytes]:
        """Each object as it is written in a file, what it refers to not included; the trailer is that at (0, 0)."""
        return {(0, 0): _source(self.pdf.trailer)} | {place: _source(each) for place, each in self.objects.items()}

    @cached_property
    def skeleton(self) -> bytes:
        """The file without what is in its streams."""
        return b"".join(part.partition(b"stream")[0] for part in self.data.split(b"endstream"))

    @cached_property
    def roles(self) -> dict[Place, str]:
        """Which streams fonts refer to, and what for."""
        found = (match for source in self.sources.values() for match in _ROLE.findall(source))
        return {(int(number), int(generation)): role.decode() for role, number, generation in found}


def _source(value: Any) -> bytes:
    import pikepdf

    plain = value.stream_dict if isinstance(value, pikepdf.Stream) else value
    return bytes(plain.unparse(resolved=True))


def _content(page: Any) -> bytes:
    import pikepdf

    parts = page.Contents if isinstance(page.Contents, pikepdf.Array) else [page.Contents]
    return b"\n".join(part.read_bytes() for part in parts)


def _page(where: str, ink: Ink, forbidden: Forbidden) -> Iterator[str]:
    if any(mark.startswith(ANSWER) for mark in ink.marked):
        yield f"{where} has something marked as an answer"
    read = Reading.of(ink.text)
    yield from read.leaks(where, forbidden)
    shown = "".join(ink.all)
    for question, answer in forbidden.telling_ink:
        if answer in shown:
            yield f"{where} shows the answer to {question}"
    for required, what in ((forbidden.student, "the student's id"), (forbidden.code, "the version")):
        if required.lower() not in read.words:
            yield f"{where} does not bear {what}"


# ── how the file is built ────────────────────────────────────────────────────────────────────────────────────────────


def _structure(opened: _Opened) -> Iterator[str]:
    """What a PDF of ours does not have: attachments, metadata, forms, links, objects and bytes that no page needs."""
    pdf, data = opened.pdf, opened.data
    if foreign := sorted(set(pdf.trailer.keys()) - _TRAILER):
        yield f"the file has {foreign[0]}: metadata"
    if foreign := sorted(set(pdf.Root.keys()) - _CATALOG):
        yield f"the file has {foreign[0]}, of which nothing was asked"
    for number, page in enumerate(pdf.pages, start=1):
        if foreign := sorted(set(page.obj.keys()) - _PAGE):
            yield f"page {number} has {foreign[0]}"
    reached = _reached(opened.sources)
    if strays := set(opened.objects) - reached:
        yield f"{len(strays)} objects belong to no page"
    written = [(int(number), int(generation)) for number, generation in _OBJECT.findall(opened.skeleton)]
    if len(written) != len(set(written)) or set(written) - reached:
        yield "the file holds objects that are not in its table"
    if not _AROUND.fullmatch(_WHOLE_OBJECT.sub(b"", opened.skeleton)):
        yield "the file holds bytes that belong to no object"
    if data.count(b"startxref") != 1 or not data.rstrip().endswith(b"%%EOF") or not data.startswith(b"%PDF-"):
        yield "the file holds more than one document"


def _reached(sources: Mapping[Place, bytes]) -> set[Place]:
    """All objects that something refers to, beginning from the trailer."""
    found: set[Place] = set()
    waiting = [(0, 0)]
    while waiting:
        for number, generation in _REFERENCE.findall(_STRING.sub(b"", sources[waiting.pop()])):
            place = int(number), int(generation)
            if place not in found and place in sources:
                found.add(place)
                waiting.append(place)
    return found


# ── what no page shows ───────────────────────────────────────────────────────────────────────────────────────────────


def _streams(opened: _Opened, forbidden: Forbidden) -> Iterator[str]:
    """Every stream, as what it is there for; one that is there for nothing is wrong in itself."""
    import pikepdf

    pages = {part.objgen for page in opened.pdf.pages for part in _parts(page.obj)}
    drawn = {form.objgen for page in opened.pdf.pages for form in forms(page.obj.get("/Resources"))}
    texts: list[str] = []
    for place, stream in opened.objects.items():
        if not isinstance(stream, pikepdf.Stream):
            continue
        role, kind = opened.roles.get(place), stream.get("/Subtype")
        data = b"" if kind == "/Image" else stream.read_bytes()
        if not forbidden.pictures and (kind == "/Image" or (b"BI" in data and _INLINE_IMAGE.search(data))):
            yield "the file has a picture, of which the course has none"
        if role == "FontFile":
            yield from _readable(data, int(stream.get("/Length1", 0))).leaks("a font", forbidden)
        elif role == "ToUnicode":
            texts.append(_meanings(data))
        elif place in pages or kind == "/Form":
            texts += [_comments(data), *(name.decode("latin-1") for name in set(_NAME.findall(data)))]
            if kind == "/Form" and place not in drawn:  # as of a mask
                if not forbidden.pictures:
                    yield "the file has a drawing that no page shows"
                read_ink(data, stream.get("/Resources"), ink := Ink())
                texts.append(ink.text)
        elif kind != "/Image":
            if not any(key in stream for key in _DRAWN):
                yield "the file has a stream of which nothing was asked"
            read_ink(data, None, ink := Ink())
            texts += [data.decode("latin-1"), ink.text]
        if any(sign in data for sign in _SIGNS_OF_WIDE):
            texts += (str(pikepdf.Object.parse(wide)) for wide in _WIDE.findall(data))
    yield from text_leaks("a stream", _APART.join(texts), forbidden)
    for font in opened.objects.values():
        if isinstance(font, pikepdf.Dictionary) and "/ToUnicode" in font and "/Encoding" in font:
            yield from _pretended(opened.sources[font.objgen], font.ToUnicode.read_bytes())


def _parts(page: Any) -> list[Any]:
    import pikepdf

    return list(page.Contents) if isinstance(page.Contents, pikepdf.Array) else [page.Contents]


def _comments(data: bytes) -> str:
    return _APART.join(found.decode("latin-1") for found in _COMMENT.findall(data) if found) if b"%" in data else ""


def _strings(opened: _Opened) -> str:
    """All strings and names of all objects, as what they mean."""
    import pikepdf

    found: list[str] = []
    for source in opened.sources.values():
        found += (str(pikepdf.Object.parse(string)) for string in _STRING.findall(source))
        found += (name.decode("latin-1") for name in _NAME.findall(_STRING.sub(b"", source)))
    return _APART.join(_unhashed(text) if "#" in text else text for text in found)


def _unhashed(name: str) -> str:
    return re.sub(r"#([0-9A-Fa-f]{2})", lambda match: chr(int(match[1], 16)), name)


# ── fonts ────────────────────────────────────────────────────────────────────────────────────────────────────────────

_EEXEC = 55665  # the key of the encrypted part of fonts
_PRINTABLE = re.compile(rb"[ -~]{4,}")


@lru_cache(maxsize=256)
def _readable(program: bytes, clear: int) -> Reading:
    """What can be read in a font program: its clear part, and the printable of the encrypted one. Papers share many."""
    secret, key = bytearray(), _EEXEC
    for cipher in program[clear:]:
        secret.append(cipher ^ (key >> 8))
        key = ((cipher + key) * 52845 + 22719) & 0xFFFF
    return Reading.of(b"\n".join([program[:clear], *_PRINTABLE.findall(secret)]).decode("latin-1"))


_MEANING = re.compile(rb"<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]*)>")
_DIFFERENCE = re.compile(rb"/([^\s()<>\[\]{}/%]+)|(\d+)")
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_MOST_LETTERS = 3  # of a ligature


@lru_cache(maxsize=256)
def _meanings(cmap: bytes) -> str:
    return _APART.join(_meant(meaning) for _, meaning in _MEANING.findall(cmap))


def _meant(hexadecimal: bytes) -> str:
    text = bytes.fromhex(hexadecimal.decode()).decode("utf-16-be", "replace") if len(hexadecimal) % 4 == 0 else ""
    return unicodedata.normalize("NFKC", text)


@lru_cache(maxsize=256)
def _pretended(font: bytes, cmap: bytes) -> tuple[str, ...]:
    """Letters that are shown as one thing and copied as another: a text could be hidden in that."""
    names: dict[int, str] = {}
    code = 0
    for glyph, number in _DIFFERENCE.findall(font.partition(b"/Differences")[2].partition(b"]")[0]):
        if number:
            code = int(number)
        else:
            names[code] = glyph.decode("latin-1")
            code += 1
    found: list[str] = []
    for digits, meaning in _MEANING.findall(cmap.partition(b"beginbfchar")[2]):
        name, meant = names.get(int(digits, 16), ""), _meant(meaning)
        letter = str(_DIGITS.index(name)) if name in _DIGITS else name
        plain = len(letter) == 1 and letter.isascii() and letter.isalnum()
        if (plain and meant != letter) or sum(map(str.isalnum, meant)) > _MOST_LETTERS:
            found.append(f"a font says that {name} means {meant!r}")
    return tuple(found)
