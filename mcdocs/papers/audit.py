"""Look through what a student gets for what must not be in it: an answer of theirs, or anything of another student's.

The audit shares no code with what made the papers. It opens the finished files: it reads every stream decompressed,
all strings, metadata and attachments, objects that nothing refers to, and bytes that belong to no object.

An answer is recognised by its mark, which every answer and every line of a key carries, and by what it looks like:
its ink in a PDF, its formula in text. What it looks like tells nothing when it is short, or when the sheet itself
says the same somewhere; then only the mark does.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from types import MappingProxyType
from typing import Any

from mcdocs.papers.ink import Ink, Letters, forms, read_ink, weight

ANSWER = "McAnswer"
"""A mark begins with this word: in a PDF as marked content, in Markdown as a comment behind each final answer."""

SHORTEST = 6
"""An answer of fewer signs than this looks like many other things."""

_MARKED = re.compile(rb"/" + ANSWER.encode() + rb"\w+ BMC\b.*?\bEMC\b", re.DOTALL)
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]*")
_OBJECT = re.compile(rb"(?:^|[\r\n])\s*(\d+)\s+(\d+)\s+obj\b")
_REFERENCE = re.compile(rb"\b(\d+) (\d+) R\b")
_STRING = re.compile(rb"\((?:[^\\()]|\\.|\((?:[^\\()]|\\.)*\))*\)|(?<!<)<[0-9A-Fa-f\s]*>", re.DOTALL)
_CATALOG = {"/Type", "/Pages"}
_TRAILER = {"/Root", "/Size", "/ID"}
_PAGE = {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Contents", "/Resources"}


@dataclass(frozen=True)
class Forbidden:
    """What the papers of one student may not show.

    `others` are ids of other students; `ink` and `formulas` the answers by question, as a PDF shows them and as text.
    """

    student: str
    code: str
    others: frozenset[str] = frozenset()
    ink: Mapping[str, str] = field(default_factory=dict)
    formulas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def telling(ids: frozenset[str], said: str) -> frozenset[str]:
    """The ids that mean a student when they stand in a paper: not short ones or small numbers, nor words it says."""
    words = set(_WORD.findall(said))
    return frozenset(each for each in ids - words if len(each) >= (6 if each.isdigit() else 4))


def leaks(name: str, data: bytes, forbidden: Forbidden) -> list[str]:
    """What is wrong with a file that a student gets, by its name's ending; nothing when all is well."""
    reader = _READERS.get(PurePath(name).suffix, _text_leaks)
    return list(dict.fromkeys(reader(data, forbidden)))


# ── PDF ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def answers_in(key: bytes) -> dict[str, str]:
    """The ink of each answer in a key, by question."""
    import pikepdf

    found: dict[str, str] = {}
    fonts: dict[tuple[int, int], Letters] = {}
    with pikepdf.open(io.BytesIO(key)) as pdf:
        for page in pdf.pages:
            for marked in _MARKED.findall(_content(page.obj)):
                ink = Ink(fonts=fonts)
                read_ink(marked, page.obj.Resources, ink)
                found |= ink.under(ANSWER)
    return {question: value(shown) for question, shown in found.items()}


def value(equation: str) -> str:
    """What stands behind the first equals sign: an answer tells as much without the name of what is asked."""
    return equation.partition("=")[2] or equation


def _pdf_leaks(data: bytes, forbidden: Forbidden) -> Iterator[str]:
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        yield from _structure(data, pdf)
        fonts: dict[tuple[int, int], Letters] = {}
        for number, page in enumerate(pdf.pages, start=1):
            ink = Ink(fonts=fonts)
            resources = page.obj.get("/Resources")
            read_ink(_content(page.obj), resources, ink)
            for form in forms(resources):
                read_ink(form.read_bytes(), form.get("/Resources"), ink)
            yield from _page(f"page {number}", ink, forbidden)
        for what, text in _hidden(pdf):
            yield from _text(what, text, forbidden)


def _page(where: str, ink: Ink, forbidden: Forbidden) -> Iterator[str]:
    if any(mark.startswith(ANSWER) for mark in ink.marked):
        yield f"{where} has something marked as an answer"
    shown = "".join(ink.all)
    for question, answer in forbidden.ink.items():
        if weight(answer) >= SHORTEST and answer in shown:
            yield f"{where} shows the answer to {question}"
    words = set(_WORD.findall(ink.text))
    for required, what in ((forbidden.student, "the student's id"), (forbidden.code, "the version")):
        if required not in words:
            yield f"{where} does not bear {what}"
    yield from (f"{where} names another student: {other}" for other in sorted(words & forbidden.others))


def _structure(data: bytes, pdf: Any) -> Iterator[str]:
    """What a PDF of ours does not have: attachments, metadata, forms, links, objects and bytes that no page needs."""
    if foreign := sorted(set(pdf.trailer.keys()) - _TRAILER):
        yield f"the file has {foreign[0]}: metadata"
    if foreign := sorted(set(pdf.Root.keys()) - _CATALOG):
        yield f"the file has {foreign[0]}, of which nothing was asked"
    for number, page in enumerate(pdf.pages, start=1):
        if foreign := sorted(set(page.obj.keys()) - _PAGE):
            yield f"page {number} has {foreign[0]}"
    objects = {each.objgen: each for each in pdf.objects if each.objgen != (0, 0)}
    reached = _reached(pdf.trailer, objects)
    if strays := set(objects) - reached:
        yield f"{len(strays)} objects belong to no page"
    written = [(int(number), int(generation)) for number, generation in _OBJECT.findall(_without_streams(data))]
    if len(written) != len(set(written)) or set(written) - reached:
        yield "the file holds objects that are not in its table"
    if data.count(b"startxref") != 1 or not data.rstrip().endswith(b"%%EOF") or not data.startswith(b"%PDF-"):
        yield "the file holds more than one document"


def _without_streams(data: bytes) -> bytes:
    return re.sub(rb"\bstream\r?\n.*?\bendstream\b", b"", data, flags=re.DOTALL)


def _reached(trailer: Any, objects: Mapping[tuple[int, int], Any]) -> set[tuple[int, int]]:
    """All objects that something refers to, beginning from the trailer."""
    found: set[tuple[int, int]] = set()
    waiting = _references(trailer)
    while waiting:
        place = waiting.pop()
        if place not in found and place in objects:
            found.add(place)
            waiting += _references(objects[place])
    return found


def _references(value: Any) -> list[tuple[int, int]]:
    source = _STRING.sub(b"", _source(value))
    return [(int(number), int(generation)) for number, generation in _REFERENCE.findall(source)]


def _hidden(pdf: Any) -> Iterator[tuple[str, str]]:
    """All strings and streams that are no font, wherever they are, with what they are."""
    import pikepdf

    for value in pdf.objects:
        if isinstance(value, pikepdf.Stream) and "/Length1" not in value:
            yield "a stream", value.read_bytes().decode("latin-1")
        for string in _STRING.findall(_source(value)):
            yield "a string", str(pikepdf.Object.parse(string))


def _source(value: Any) -> bytes:
    """An object as it is written in a file, what it refers to not included."""
    import pikepdf

    plain = value.stream_dict if isinstance(value, pikepdf.Stream) else value
    return bytes(plain.unparse(resolved=True))


def _content(page: Any) -> bytes:
    import pikepdf

    parts = page.Contents if isinstance(page.Contents, pikepdf.Array) else [page.Contents]
    return b"\n".join(part.read_bytes() for part in parts)


# ── text ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _text_leaks(data: bytes, forbidden: Forbidden) -> Iterator[str]:
    text = data.decode("utf-8", "replace")
    yield from _text("the text", text, forbidden)
    if forbidden.student not in _WORD.findall(text):
        yield "the text does not bear the student's id"


def _text(where: str, text: str, forbidden: Forbidden) -> Iterator[str]:
    if ANSWER in text:
        yield f"{where} has something marked as an answer"
    plain = signs(text)
    for question, formulas in forbidden.formulas.items():
        if any(formula in plain for formula in formulas if count(formula) >= SHORTEST):
            yield f"{where} shows the answer to {question}"
    words = set(_WORD.findall(text))
    yield from (f"{where} names another student: {other}" for other in sorted(words & forbidden.others))


_SIGN = re.compile(r"\\[A-Za-z]+|.", re.DOTALL)
_NOISE = re.compile(
    r"\\(?:left|right|big|Big|bigg|Bigg|mathrm|mathbf|mathbb|operatorname|mcin|mcout|text|frac|dfrac|tfrac|sqrt|quad|qquad)"
    r"(?![A-Za-z])|\\(?:begin|end)\{\w+\*?\}|\\[,;:! \\{}|]|[\s{}()\[\]|&^_$*]"
)


def signs(source: str) -> str:
    """A formula in LaTeX or in the formula language by its signs alone, without what only arranges them."""
    return _NOISE.sub("", source)


def count(signs: str) -> int:
    """How many signs they are: a command is one."""
    return len(_SIGN.findall(signs))


def _notebook_leaks(data: bytes, forbidden: Forbidden) -> Iterator[str]:
    """JSON is looked through as text and again as what its strings mean."""
    yield from _text_leaks(data, forbidden)
    waiting: list[object] = [json.loads(data)]
    texts: list[str] = []
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, list):
            texts.append("".join(item for item in value if isinstance(item, str)))  # notebooks keep a text as lines
            waiting += value
        elif isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
    for text in texts:
        yield from _text("a cell", text, forbidden)


def _archive_leaks(data: bytes, forbidden: Forbidden) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield from _text("the archive's comment", archive.comment.decode("latin-1"), forbidden)
        for item in archive.infolist():
            reader = _READERS.get(PurePath(item.filename).suffix, _text_leaks)
            yield from _text("a file's name", item.filename, forbidden)
            yield from (f"{item.filename}: {leak}" for leak in reader(archive.read(item), forbidden))


_READERS: Mapping[str, Callable[[bytes, Forbidden], Iterator[str]]] = MappingProxyType(
    {".pdf": _pdf_leaks, ".ipynb": _notebook_leaks, ".json": _notebook_leaks, ".zip": _archive_leaks}
)
"""By the ending of the name; everything else is read as text."""
