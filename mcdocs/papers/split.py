"""Take the pages of one paper out of a document for many, as a PDF that is built anew and holds nothing else.

A page says whose it is: TeX writes `/McPaper (id/key)` into each page it ships. Nothing is copied that a page does not
name, fonts are cut to the paper's own glyphs, and what depends on the company (names of fonts, numbers of objects,
dates) is written afresh: a student's paper is the same, byte for byte, whoever was typeset beside.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from mcdocs.errors import DocumentError
from mcdocs.papers.contents import Used, renamed
from mcdocs.papers.fonts import Original, embedded
from mcdocs.papers.written import Written

OWNER = "/McPaper"

_BOXES = ("/MediaBox", "/CropBox", "/Rotate")
_MADE_ANEW = {"/Type", "/Parent", "/Contents", "/Resources", OWNER, *_BOXES}
_RESOURCES = ("/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/XObject", "/Properties")


def split(document: bytes, owners: Sequence[str], files: Mapping[str, Path]) -> Iterator[bytes]:
    """The pages of each paper as a PDF, in the order of their `owners`; `files` are the fonts TeX embedded, by name.

    The first page is nobody's: TeX sets up colours on it once, so that those of the first paper are like all others.
    Raises DocumentError when the pages are not those of these papers in this order, or hold what is not taken over.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(document)) as source:
        pages = [page.obj for page in source.pages][1:]
        found = [(owner, list(own)) for owner, own in groupby(pages, key=lambda page: str(page.get(OWNER, "")))]
        if [owner for owner, _ in found] != list(owners):
            strays = sorted({owner or "nobody" for owner, _ in found} - set(owners))
            of = f"of {', '.join(strays)}" if strays else "in another order"
            raise DocumentError(f"TeX made pages {of} among those of the papers asked for")
        originals: dict[tuple[int, int], Original] = {}
        for _, own in found:
            yield _paper(own, files, originals)


def pages_of(document: bytes) -> int:
    """How many pages a PDF has."""
    import pikepdf

    with pikepdf.open(io.BytesIO(document)) as pdf:
        return len(pdf.pages)


def _paper(pages: Sequence[Any], files: Mapping[str, Path], originals: dict[tuple[int, int], Original]) -> bytes:
    """The pages of one paper; `originals` are the fonts of TeX's document that were read so far."""
    paper = Written()
    fonts: dict[str, Any] = {}  # TeX's font objects by their new names
    names: dict[tuple[int, int], str] = {}  # the new name of each of them
    used = Used()
    made = [_page(page, paper, fonts, names, used) for page in pages]
    for place in names:
        if place not in originals:
            originals[place] = Original.of(fonts[names[place]], files)
    wanted = {name: originals[place] for place, name in names.items() if used.codes.get(name)}
    objects = embedded(paper, wanted, used.codes)
    for entries, others, content_names in made:
        shown = sorted(content_names & objects.keys(), key=_counted)
        chosen = b" ".join(b"/%b %d 0 R" % (name.encode("ascii"), objects[name]) for name in shown)
        paper.page(b"%b/Resources << /Font << %b >> %b>>" % (entries, chosen, others))
    return paper.finished()


def _page(
    original: Any, paper: Written, fonts: dict[str, Any], names: dict[tuple[int, int], str], used: Used
) -> tuple[bytes, bytes, set[str]]:
    """The entries of the page but for its fonts, those of its resources, and the new names of the fonts it uses."""
    if foreign := sorted(set(original.keys()) - _MADE_ANEW):
        raise DocumentError(f"a page has {foreign[0]}, which a student's paper cannot have", hint="is it a link?")
    resources = original.Resources
    here = {key[1:]: font for key, font in resources.get("/Font", {}).items()}
    mine: set[str] = set()

    def rename(name: str) -> str:
        font = here[name]
        new = names.setdefault(font.objgen, f"F{len(names) + 1}")
        fonts[new] = font
        mine.add(new)
        return new

    on_page = Used(used.codes)
    content = renamed(_content(original), here.__contains__, rename, on_page)
    entries = paper.entries({key: original[key] for key in _BOXES if key in original})
    entries += b"/Contents %d 0 R " % paper.compressed(content)
    others = b""
    for kind in _RESOURCES:
        if wanted := {key: value for key, value in resources.get(kind, {}).items() if key[1:] in on_page.names}:
            others += b"%b << %b>> " % (kind.encode(), paper.entries(wanted))
    return entries, others, mine


def _content(page: Any) -> bytes:
    import pikepdf

    parts = page.Contents if isinstance(page.Contents, pikepdf.Array) else [page.Contents]
    return b"\n".join(part.read_bytes() for part in parts)


def _counted(name: str) -> int:
    return int(name[1:])
