"""Take the pages of one student out of a document for many, as a PDF that is built anew and holds nothing else.

A page says whose it is: TeX writes `/McStudent (id)` into each page it ships. Nothing is copied that a page does not
name, fonts are cut to the paper's own glyphs, and what depends on the company (names of fonts, numbers of objects,
dates) is written afresh: a student's paper is the same, byte for byte, whoever was typeset beside.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mcdocs.errors import DocumentError
from mcdocs.papers.contents import Used, renamed
from mcdocs.papers.fonts import Original, embedded

if TYPE_CHECKING:
    import pikepdf

OWNER = "/McStudent"

_EFFORT = 3  # of compression; most of a paper are its fonts, which are compressed once and for all
_BOXES = ("/MediaBox", "/CropBox", "/Rotate")
_MADE_ANEW = {"/Type", "/Parent", "/Contents", "/Resources", OWNER, *_BOXES}
_RESOURCES = ("/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/XObject", "/Properties")


def split(document: bytes, students: Sequence[str], files: Mapping[str, Path]) -> Iterator[tuple[str, bytes]]:
    """Each student's pages as a PDF, in the order of `students`; `files` are the fonts TeX embedded, by name.

    The first page is nobody's: TeX sets up colours on it once, so that those of the first student are like all others.
    Raises DocumentError when the pages are not those of these students in this order, or hold what is not taken over.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(document)) as source:
        owners = [str(page.obj.get(OWNER, "")) for page in source.pages][1:]
        found = [(owner, len(list(pages))) for owner, pages in groupby(owners)]
        if [owner for owner, _ in found] != list(students):
            strays = sorted({owner or "nobody" for owner in owners} - set(students))
            of = f"of {', '.join(strays)}" if strays else "in another order"
            raise DocumentError(f"TeX made pages {of} among those of the students asked for")
        originals: dict[tuple[int, int], Original] = {}
        begin = 1
        for student, count in found:
            yield student, _paper([page.obj for page in source.pages[begin : begin + count]], files, originals)
            begin += count


def pages_of(document: bytes) -> int:
    """How many pages a PDF has."""
    import pikepdf

    with pikepdf.open(io.BytesIO(document)) as pdf:
        return len(pdf.pages)


def _paper(pages: Sequence[Any], files: Mapping[str, Path], originals: dict[tuple[int, int], Original]) -> bytes:
    """One student's pages; `originals` are the fonts of TeX's document that were read so far."""
    import pikepdf

    with pikepdf.new() as pdf:
        fonts: dict[str, Any] = {}  # TeX's font objects by their new names
        names: dict[tuple[int, int], str] = {}  # the new name of each of them
        used = Used()
        made = [_page(page, pdf, fonts, names, used) for page in pages]
        for place in names:
            if place not in originals:
                originals[place] = Original.of(fonts[names[place]], files)
        wanted = {name: originals[place] for place, name in names.items() if used.codes.get(name)}
        objects = embedded(pdf, wanted, used.codes)
        for page, content_names in made:
            chosen = {f"/{name}": objects[name] for name in sorted(content_names, key=_counted) if name in objects}
            page.Resources.Font = pikepdf.Dictionary(chosen)
            pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        buffer = io.BytesIO()
        pdf.save(
            buffer,
            deterministic_id=True,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
        return buffer.getvalue()


def _page(
    original: Any, pdf: pikepdf.Pdf, fonts: dict[str, Any], names: dict[tuple[int, int], str], used: Used
) -> tuple[Any, set[str]]:
    """The page with its content but no fonts yet, and the new names of the fonts it uses."""
    import pikepdf

    if foreign := sorted(set(original.keys()) - _MADE_ANEW):
        raise DocumentError(f"a page has {foreign[0]}, which a student's paper cannot have", hint="is it a link?")
    resources = original.Resources
    here = resources.get("/Font", pikepdf.Dictionary())
    mine: set[str] = set()

    def rename(name: str) -> str:
        font = here["/" + name]
        new = names.setdefault(font.objgen, f"F{len(names) + 1}")
        fonts[new] = font
        mine.add(new)
        return new

    on_page = Used(used.codes)
    content = renamed(_content(original), lambda name: "/" + name in here, rename, on_page)
    page = pikepdf.Dictionary(Type=pikepdf.Name.Page)
    for key in _BOXES:
        if key in original:
            page[key] = _copied(original[key], pdf)
    page.Contents = pikepdf.Stream(pdf, zlib.compress(content, _EFFORT), Filter=pikepdf.Name.FlateDecode)
    page.Resources = pikepdf.Dictionary()
    for kind in _RESOURCES:
        wanted = {key: value for key, value in resources.get(kind, {}).items() if key[1:] in on_page.names}
        if wanted:
            page.Resources[kind] = pikepdf.Dictionary({key: _copied(wanted[key], pdf) for key in sorted(wanted)})
    return page, mine


def _content(page: Any) -> bytes:
    import pikepdf

    parts = page.Contents if isinstance(page.Contents, pikepdf.Array) else [page.Contents]
    return b"\n".join(part.read_bytes() for part in parts)


def _copied(value: Any, pdf: pikepdf.Pdf) -> Any:
    """A value with all it refers to, as an object of another PDF."""
    import pikepdf

    match value:
        case pikepdf.Stream():
            kept = {key: _copied(item, pdf) for key, item in value.items() if key not in ("/Length", "/DecodeParms")}
            kept["/Filter"] = pikepdf.Name.FlateDecode
            stream = pikepdf.Stream(pdf, zlib.compress(value.read_bytes(), _EFFORT))
            for key in sorted(kept):
                stream[key] = kept[key]
            return stream
        case pikepdf.Dictionary():
            return pikepdf.Dictionary({key: _copied(value[key], pdf) for key in sorted(value.keys())})
        case pikepdf.Array():
            return pikepdf.Array([_copied(item, pdf) for item in value])
        case _:
            return value


def _counted(name: str) -> int:
    return int(name[1:])
