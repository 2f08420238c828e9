"""Look through what a student gets for what must not be in it: an answer of theirs, or anything of another student's.

The audit shares no code with what made the papers. It opens the finished files, whatever they are packed in, and reads
all there is in them: not what a page shows alone, but what stands beside, behind and between.
"""

from __future__ import annotations

import base64
import binascii
import html
import io
import json
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePath
from types import MappingProxyType
from urllib.parse import unquote

from mcdocs.papers.forbidden import Forbidden, text_leaks, words
from mcdocs.papers.opened import pdf_leaks

_PACKED = re.compile(r"[A-Za-z0-9+/]{40,}={0,2}")
_PNG = b"\x89PNG\r\n\x1a\n"
_END, _END_SIZE = b"PK\x05\x06", 22  # of an archive
_PIXELS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"cHRM", b"pHYs", b"bKGD", b"sBIT"}


def leaks(name: str, data: bytes, forbidden: Forbidden) -> list[str]:
    """What is wrong with a file that a student gets, by its name's ending; nothing when all is well."""
    import pikepdf

    found: list[str] = []
    try:
        found += _reader(name)(data, forbidden)
    except (pikepdf.PdfError, zipfile.BadZipFile, zlib.error, json.JSONDecodeError, RecursionError) as error:
        found.append(f"it cannot be opened: {error}")
    return list(dict.fromkeys(found))


Reader = Callable[[bytes, Forbidden], Iterator[str]]


def _reader(name: str) -> Reader:
    return _READERS.get(PurePath(name).suffix.lower(), _text_leaks)


def _text_leaks(data: bytes, forbidden: Forbidden) -> Iterator[str]:
    text = data.decode("utf-8", "replace")
    yield from _as_it_is_read("the text", text, forbidden)
    if forbidden.student.lower() not in words(text):
        yield "the text does not bear the student's id"


def _as_it_is_read(where: str, text: str, forbidden: Forbidden) -> Iterator[str]:
    """A text as it stands, as programs and people read it, and what is packed into it in base 64."""
    read = _decoded(text)
    for each in dict.fromkeys((text, read, _TAG.sub("", read))):
        yield from text_leaks(where, each, forbidden)
    for packed in _PACKED.findall(text):
        try:
            inside = base64.b64decode(packed)
        except binascii.Error:
            continue
        reader = _image_leaks if inside.startswith(_PNG) else _unnamed_leaks
        yield from (f"{where}, unpacked: {leak}" for leak in reader(inside, forbidden))


_TAG = re.compile(r"<[^<>]*>")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))")
_ESCAPED = re.compile(r"\\([-_.@+])")  # as Markdown has it
_UNSEEN = re.compile("[\0\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def _decoded(text: str) -> str:
    """A text with its entities, escapes and addresses read, its letters plain, and what is not seen left out."""
    text = html.unescape(text) if "&" in text else text
    text = unquote(text) if "%" in text else text
    text = _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), text) if "\\" in text else text
    text = _ESCAPED.sub(r"\1", text) if "\\" in text else text
    return _UNSEEN.sub("", text if text.isascii() else unicodedata.normalize("NFKC", text))


def _unnamed_leaks(data: bytes, forbidden: Forbidden) -> Iterator[str]:
    yield from text_leaks("it", data.decode("latin-1"), forbidden)
    if b"<svg" in data:
        yield from _drawing_leaks(data, forbidden)


def _drawing_leaks(data: bytes, forbidden: Forbidden) -> Iterator[str]:
    """A drawing in SVG as it stands and as it is seen: its letters stand in many pieces, each in tags of its own."""
    text = data.decode("utf-8", "replace")
    yield from _as_it_is_read("the drawing", text, forbidden)
    seen = html.unescape(re.sub(r"<[^<>]*>", "", text)).replace("\N{MINUS SIGN}", "-")
    yield from text_leaks("the drawing", seen, forbidden)


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
        yield from _as_it_is_read("a cell", text, forbidden)


def _archive_leaks(data: bytes, forbidden: Forbidden) -> Iterator[str]:
    """The files of an archive, by their own names, and what stands beside and between them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield from text_leaks("the archive's comment", archive.comment.decode("latin-1"), forbidden)
        place = 0
        for item in sorted(archive.infolist(), key=lambda item: item.header_offset):
            if item.header_offset != place:
                yield "the archive holds bytes that belong to no file"
            place = _end_of(item, data)
            yield from text_leaks("a file's name", item.filename, forbidden)
            yield from text_leaks("a file's comment", (item.comment + b" " + item.extra).decode("latin-1"), forbidden)
            if not item.is_dir():
                yield from (
                    f"{item.filename}: {leak}" for leak in _reader(item.filename)(archive.read(item), forbidden)
                )
        end = data.rfind(_END)
        if archive.start_dir != place or end + _END_SIZE + len(archive.comment) != len(data):
            yield "the archive holds bytes that belong to no file"


def _end_of(item: zipfile.ZipInfo, data: bytes) -> int:
    """Where a file of an archive ends: behind its header, which says how long its name and its extra field are."""
    name, extra = (
        int.from_bytes(data[item.header_offset + at : item.header_offset + at + 2], "little") for at in (26, 28)
    )
    return item.header_offset + 30 + name + extra + item.compress_size


def _image_leaks(data: bytes, forbidden: Forbidden) -> Iterator[str]:
    """The texts that an image in PNG carries, and whatever else is no picture."""
    if not data.startswith(_PNG):
        yield from _unnamed_leaks(data, forbidden)
        return
    place = len(_PNG)
    while place + 8 <= len(data):
        size, kind = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        if kind not in _PIXELS:
            yield from text_leaks("the image", _said_in(data[place + 8 : place + 8 + size]), forbidden)
        place += 12 + size
        if kind == b"IEND":
            break
    if place != len(data):
        yield "bytes follow the image"


def _said_in(chunk: bytes) -> str:
    """A chunk of text; what stands behind its keyword may be compressed."""
    parts = [chunk]
    for start in range(len(chunk)):
        if chunk[start : start + 1] == b"\x78":  # how compressed data begins
            try:
                parts.append(zlib.decompressobj().decompress(chunk[start:], 1 << 20))
            except zlib.error:
                continue
    return " ".join(part.decode("utf-8", "replace") for part in parts)


_READERS: Mapping[str, Reader] = MappingProxyType(
    {
        ".pdf": pdf_leaks,
        ".ipynb": _notebook_leaks,
        ".json": _notebook_leaks,
        ".zip": _archive_leaks,
        ".png": _image_leaks,
        ".svg": _drawing_leaks,
    }
)
"""By the ending of the name; everything else is read as text."""
