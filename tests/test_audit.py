"""The audit of papers: nothing is wrong with what is handed out, and every kind of leak that is planted is found."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pikepdf
import pytest

from mcdocs.documents.pictures.scene import Label, Scene
from mcdocs.exports.pictures import svg
from mcdocs.language.prose import Inline
from mcdocs.papers.audit import leaks
from mcdocs.papers.charstrings import EEXEC, encrypt
from mcdocs.papers.chunk import Chunk, Made, Request, make
from mcdocs.papers.forbidden import Forbidden, signs, telling, words
from mcdocs.papers.opened import answers_in
from mcdocs.papers.parcel import Parcel
from mcdocs.papers.said import answers, said
from mcdocs.printers.text import text
from mcdocs.problems.model import Drawn
from mcdocs.problems.seed import Seed
from mcdocs.problems.sets import draw_paper
from mcdocs.specs.course import Course

pytestmark = pytest.mark.skipif(not shutil.which("pdflatex"), reason="TeX is not installed")

SET = """\
title: Two questions
exercises:
  - title: A sum
    draw: {a: {integer: 3 to 9}, b: {integer: 3 to 9}}
    where: a != b
    function: {inputs: {x: R^2}, expr: a*x1**2*x2 + b*x1*sin(x2)}
    parts: [{ask: derivative}, {ask: shape}]
"""
IDS = frozenset(["ada-lovelace", "bo-example"])


@lru_cache(maxsize=1)
def made(folder: Path) -> tuple[dict[str, Made], dict[str, Drawn]]:
    """The papers of two students, made once."""
    (folder / "specs" / "problems").mkdir(parents=True)
    (folder / "specs" / "problems" / "two.yaml").write_text(SET)
    requests = tuple(Request(student, "", Seed.of(b"secret").at(student)) for student in sorted(IDS))
    outcome = make(Chunk(Parcel(folder), "two", requests, IDS, ("pdf", "md")))
    assert not outcome.errors
    course = Course(folder)
    drawn = {each.student: draw_paper(course.problem_set("two"), course, each.seed, each.student) for each in requests}
    return {each.request.student: each for each in outcome.made}, drawn


@pytest.fixture(scope="module")
def class_of_two(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Made], dict[str, Drawn]]:
    return made(tmp_path_factory.getbasetemp() / "audit")


@pytest.fixture
def ada(class_of_two: tuple[dict[str, Made], dict[str, Drawn]]) -> dict[str, bytes]:
    return dict(class_of_two[0]["ada-lovelace"].files)


@pytest.fixture
def bo(class_of_two: tuple[dict[str, Made], dict[str, Drawn]]) -> dict[str, bytes]:
    return dict(class_of_two[0]["bo-example"].files)


@pytest.fixture
def drawn(class_of_two: tuple[dict[str, Made], dict[str, Drawn]]) -> Drawn:
    return class_of_two[1]["ada-lovelace"]


@pytest.fixture
def forbidden(ada: dict[str, bytes], drawn: Drawn) -> Forbidden:
    formulas = answers(drawn.key)
    ink = {question: shown for question, shown in answers_in(ada["key.pdf"]).items() if question in formulas}
    said_anyway = frozenset(words(said(drawn.sheet)))
    return Forbidden("ada-lovelace", drawn.sheet.version, telling(IDS), said_anyway, ink, formulas)


def test_nothing_is_wrong_with_what_is_handed_out(ada: dict[str, bytes], forbidden: Forbidden) -> None:
    assert forbidden.ink.keys() == forbidden.formulas.keys() == {"1a"}
    assert leaks("worksheet.pdf", ada["worksheet.pdf"], forbidden) == []
    assert leaks("worksheet.md", ada["worksheet.md"], forbidden) == []


# ── leaks of each kind, planted in a paper that was right ────────────────────────────────────────────────────────────


def changed(data: bytes, change: Callable[[pikepdf.Pdf], None], **saving: object) -> bytes:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(buffer, **saving)  # type: ignore[arg-type]
    return buffer.getvalue()


def key_page(key: bytes, unmarked: bool = False) -> Callable[[pikepdf.Pdf], None]:
    def add(pdf: pikepdf.Pdf) -> None:
        with pikepdf.open(io.BytesIO(key)) as source:
            page = source.pages[0]
            if unmarked:
                content = page.Contents.read_bytes()
                for mark in (b"/McAnswer1a BMC", b"/McAnswer1b BMC", b"/McAnswer BMC", b"EMC"):
                    content = content.replace(mark, b"")
                page.Contents = pikepdf.Stream(source, content)
            pdf.pages.append(page)

    return add


def a_stray_page(pdf: pikepdf.Pdf) -> None:
    """An object that nothing refers to; saved as a whole it would go, so a page's private entry keeps it first."""
    pdf.pages[0].obj.LastSeen = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Page))


def an_attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["key.txt"] = b"nothing much"


def a_title(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = "For bo-example"


def xmp(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as metadata:
        metadata["dc:title"] = "Answers"


def a_form(pdf: pikepdf.Pdf) -> None:
    form = pikepdf.Stream(pdf, b"BT /F1 9 Tf (bo-example) Tj ET", Subtype=pikepdf.Name.Form, Type=pikepdf.Name.XObject)
    pdf.pages[0].Resources.XObject = pikepdf.Dictionary(X1=form)


def a_note(pdf: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Contents="psst", Rect=[0, 0, 1, 1])
    pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(note)])


def written(text: bytes) -> Callable[[pikepdf.Pdf], None]:
    def add(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0]
        page.Contents = pikepdf.Stream(pdf, page.Contents.read_bytes() + b"\nBT 3 Tr /Fx 9 Tf " + text + b" Tj ET")

    return add


def outline(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as titles:
        titles.root.append(pikepdf.OutlineItem("bo-example", 0))


def hidden_content(pdf: pikepdf.Pdf) -> None:
    """Optional content that no reader shows."""
    group = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="Layer"))
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=[group], D=pikepdf.Dictionary(OFF=[group]))
    pdf.pages[0].Resources.Properties = pikepdf.Dictionary(MC0=group)
    appended(b"/OC /MC0 BDC BT (bo-example) Tj ET EMC")(pdf)


def appended(text: bytes) -> Callable[[pikepdf.Pdf], None]:
    def add(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0]
        page.Contents = pikepdf.Stream(pdf, page.Contents.read_bytes() + b"\n" + text)

    return add


def copied_as(meaning: bytes) -> Callable[[pikepdf.Pdf], None]:
    """The first letter of each font is copied as something else than it is shown."""

    def add(pdf: pikepdf.Pdf) -> None:
        for font in (each for each in pdf.objects if "/BaseFont" in dir_of(each)):
            cmap = b"1 beginbfchar\n<%02X> <%b>\nendbfchar" % (int(font.FirstChar), meaning)
            font.ToUnicode = pikepdf.Stream(pdf, cmap)

    return add


def dir_of(value: pikepdf.Object) -> list[str]:
    return list(value.keys()) if isinstance(value, pikepdf.Dictionary) else []


def a_glyph(pdf: pikepdf.Pdf) -> None:
    font = next(each for each in pdf.objects if "/BaseFont" in dir_of(each))
    font.Encoding.Differences.append(pikepdf.Name("/bo-example"))


def a_font(pdf: pikepdf.Pdf) -> None:
    for font in (each for each in pdf.objects if "/FontFile" in dir_of(each)):
        program = b"%!PS-AdobeFont-1.0\n% bo-example\n"
        font.FontFile = pikepdf.Stream(pdf, program, Length1=len(program), Length2=0, Length3=0)


def a_secret_font(pdf: pikepdf.Pdf) -> None:
    for font in (each for each in pdf.objects if "/FontFile" in dir_of(each)):
        program = encrypt(b"dup /Private 8 dict dup begin /bo-example 3 RD", EEXEC)
        font.FontFile = pikepdf.Stream(pdf, program, Length1=0, Length2=len(program), Length3=0)


def a_picture(pdf: pikepdf.Pdf) -> None:
    grey = {"Width": 1, "Height": 1, "ColorSpace": pikepdf.Name.DeviceGray, "BitsPerComponent": 8}
    image = pikepdf.Stream(pdf, b"\0", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, **grey)
    pdf.pages[0].Resources.XObject = pikepdf.Dictionary(Im1=image)


def a_mask(pdf: pikepdf.Pdf) -> None:
    form = pikepdf.Stream(pdf, b"BT (something) Tj ET", Subtype=pikepdf.Name.Form, BBox=[0, 0, 1, 1])
    mask = pikepdf.Dictionary(S=pikepdf.Name.Alpha, G=form)
    pdf.pages[0].Resources.ExtGState = pikepdf.Dictionary(G=pikepdf.Dictionary(SMask=mask))


def a_pattern(pdf: pikepdf.Pdf) -> None:
    tile = pikepdf.Stream(pdf, b"BT [(bo-)10(example)] TJ ET", PatternType=1, PaintType=1, TilingType=1)
    pdf.pages[0].Resources.Pattern = pikepdf.Dictionary(P1=tile)


def a_useless_stream(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Resources.ExtGState = pikepdf.Dictionary(G=pikepdf.Dictionary(Kept=pikepdf.Stream(pdf, b"packed")))


def a_string(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Resources.ExtGState = pikepdf.Dictionary(G=pikepdf.Dictionary(Kept="for BO-Example."))


def an_odd_name(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Resources.ExtGState = pikepdf.Dictionary({"/for bo-example": pikepdf.Dictionary()})


PLANTED: dict[str, tuple[Callable[[pikepdf.Pdf], None], str]] = {
    "an attachment": (an_attachment, "of which nothing was asked"),
    "a title": (a_title, "metadata"),
    "XMP metadata": (xmp, "/Metadata"),
    "a note": (a_note, "page 1 has /Annots"),
    "another's name in a form": (a_form, "page 1 names another student: bo-example"),
    "another's name, invisibly": (written(b"(bo-example)"), "page 1 names another student: bo-example"),
    "another's name in pieces": (written(b"[(bo-)10(ex)-20(ample)]"), "page 1 names another student: bo-example"),
    "another's name in hexadecimal": (written(b"<626f2d6578616d706c65>"), "page 1 names another student: bo-example"),
    "another's name in capitals": (written(b"(BO-EXAMPLE)"), "page 1 names another student: BO-EXAMPLE"),
    "another's name in an address": (written(b"(bo-example@school.example)"), "names another student: bo-example"),
    "another's name as a replacement text": (
        appended(b"/Span <</ActualText <FEFF0062006F002D006500780061006D0070006C0065>>> BDC EMC"),
        "a stream names another student: bo-example",
    ),
    "another's name in a comment": (appended(b"% bo-example"), "a stream names another student: bo-example"),
    "another's name as a mark": (appended(b"/bo-example BMC EMC"), "a stream names another student: bo-example"),
    "a private entry": (a_stray_page, "page 1 has /LastSeen"),
    "the titles of an outline": (outline, "/Outlines, of which nothing was asked"),
    "hidden optional content": (hidden_content, "page 1 names another student: bo-example"),
    "what letters are copied as": (
        copied_as(b"0062006F002D006500780061006D0070006C0065"),
        "a stream names another student: bo-example",
    ),
    "what one letter is copied as": (copied_as(b"0062"), "a font says that"),
    "the name of a glyph": (a_glyph, "a string or a name names another student: bo-example"),
    "the text of a font program": (a_font, "a font names another student: bo-example"),
    "the secret part of a font program": (a_secret_font, "a font names another student: bo-example"),
    "a mask": (a_mask, "a drawing that no page shows"),
    "a picture": (a_picture, "a picture, of which the course has none"),
    "a picture in a page": (appended(b"BI /W 1 /H 1 /BPC 8 /CS /G ID 0 EI"), "a picture, of which the course has none"),
    "a pattern": (a_pattern, "a stream names another student: bo-example"),
    "a stream nothing needs": (a_useless_stream, "a stream of which nothing was asked"),
    "a string nothing shows": (a_string, "a string or a name names another student: BO-Example"),
    "a name written in numbers": (an_odd_name, "a string or a name names another student: bo-example"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_what_is_planted_in_a_pdf_is_found(name: str, ada: dict[str, bytes], forbidden: Forbidden) -> None:
    change, message = PLANTED[name]
    found = leaks("worksheet.pdf", changed(ada["worksheet.pdf"], change), forbidden)
    assert any(message in leak for leak in found), found


def test_a_file_built_in_another_way_is_found(ada: dict[str, bytes], forbidden: Forbidden) -> None:
    """Objects packed into streams, and a change that is appended as readers allow."""
    packed = changed(ada["worksheet.pdf"], lambda pdf: None, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert "the file holds bytes that belong to no object" in leaks("worksheet.pdf", packed, forbidden)
    update = b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\nxref\n1 1\n%010d 00000 n \ntrailer\n"
    before = int(ada["worksheet.pdf"].split(b"startxref")[1].split()[0])
    update = update % len(ada["worksheet.pdf"]) + b"<< /Root 1 0 R /Size 3 /Prev %d >>\n" % before
    update += b"startxref\n%d\n%%%%EOF\n"
    start = len(ada["worksheet.pdf"]) + update.index(b"xref")
    updated = ada["worksheet.pdf"] + update % start
    assert "the file holds more than one document" in leaks("worksheet.pdf", updated, forbidden)


@pytest.mark.parametrize("name", ["a.pdf", "a.zip", "a.ipynb"])
def test_what_cannot_be_opened_is_not_handed_out(name: str, forbidden: Forbidden) -> None:
    assert any("cannot be opened" in leak for leak in leaks(name, b"ada-lovelace: no such file", forbidden))


def test_what_stands_between_objects_is_found(ada: dict[str, bytes], forbidden: Forbidden) -> None:
    between = ada["worksheet.pdf"].replace(b"endobj\n", b"endobj\n%% bo-example\n", 1)
    found = leaks("worksheet.pdf", between, forbidden)
    assert {"the file holds bytes that belong to no object", "a comment names another student: bo-example"} <= set(
        found
    )
    within = ada["worksheet.pdf"].replace(b"<< /Type /Page ", b"<< % bo-example\n /Type /Page ", 1)
    assert "a comment names another student: bo-example" in leaks("worksheet.pdf", within, forbidden)


def test_a_page_of_the_key_is_found_by_its_mark_and_by_its_looks(ada: dict[str, bytes], forbidden: Forbidden) -> None:
    marked = changed(ada["worksheet.pdf"], key_page(ada["key.pdf"]))
    assert any("something marked as an answer" in leak for leak in leaks("worksheet.pdf", marked, forbidden))
    silent = changed(ada["worksheet.pdf"], key_page(ada["key.pdf"], unmarked=True))
    assert any("shows the answer to 1a" in leak for leak in leaks("worksheet.pdf", silent, forbidden))
    assert not any("marked" in leak for leak in leaks("worksheet.pdf", silent, forbidden))


def test_a_paper_of_somebody_else_is_found(bo: dict[str, bytes], forbidden: Forbidden) -> None:
    found = leaks("worksheet.pdf", bo["worksheet.pdf"], forbidden)
    assert "page 1 does not bear the student's id" in found
    assert "page 1 does not bear the version" in found
    assert "page 1 names another student: bo-example" in found


def test_bytes_that_no_page_shows_are_found(ada: dict[str, bytes], forbidden: Forbidden) -> None:
    paper = ada["worksheet.pdf"]
    assert leaks("worksheet.pdf", paper.replace(b"%%EOF", b"%%EOF\n" + ada["key.pdf"]), forbidden)
    hidden = paper.replace(b"xref", b"999 0 obj\n(no one refers to this)\nendobj\nxref", 1)
    assert "the file holds objects that are not in its table" in leaks("worksheet.pdf", hidden, forbidden)
    stray = with_a_stray_object(paper)
    assert "1 objects belong to no page" in leaks("worksheet.pdf", stray, forbidden)


def with_a_stray_object(data: bytes) -> bytes:
    """The paper with an object in its table that nothing refers to, as a careless split leaves it."""
    start = int(data.split(b"startxref")[1].split()[0])
    head, table = data[:start], data[start:]
    lines = table.split(b"\n")
    count = int(lines[1].split()[1])
    entry = f"{len(head):010d} 00000 n ".encode()
    lines[1] = b"0 %d" % (count + 1)
    lines.insert(2 + count, entry)
    table = b"\n".join(lines).replace(b"/Size %d" % count, b"/Size %d" % (count + 1))
    added = b"%d 0 obj\n<< /Type /Page >>\nendobj\n" % count
    table = table.replace(b"startxref\n%d" % start, b"startxref\n%d" % (start + len(added)))
    return head + added + table


def test_the_answer_is_found_in_text(ada: dict[str, bytes], drawn: Drawn, forbidden: Forbidden) -> None:
    sheet, key = ada["worksheet.md"].decode(), ada["key.md"].decode()
    line = next(line for line in key.splitlines() if line.startswith("- **1a**"))
    found = leaks("a.md", f"{sheet}\n{line}".encode(), forbidden)
    assert any("shows the answer to 1a" in leak for leak in found)
    assert any("marked as an answer" in leak for leak in found)
    assert any("shows the answer to 1a" in leak for leak in leaks("a.html", key.encode(), forbidden))
    assert leaks("a.md", sheet.replace("ada-lovelace", "").encode(), forbidden) == [
        "the text does not bear the student's id"
    ]
    assert leaks("a.md", f"{sheet} bo-example".encode(), forbidden) == ["the text names another student: bo-example"]
    assert any("marked as an answer" in leak for leak in leaks("a.md", f"{sheet}<!-- McAnswer -->".encode(), forbidden))


def test_the_answer_is_found_in_notebooks_and_archives(ada: dict[str, bytes], forbidden: Forbidden) -> None:
    sheet, key = ada["worksheet.md"].decode(), ada["key.md"].decode()
    fine = json.dumps({"cells": [{"source": sheet.splitlines(keepends=True)}]}).encode()
    wrong = json.dumps(
        {"cells": [{"source": [sheet]}, {"metadata": {"hidden": key.splitlines(keepends=True)}}]}
    ).encode()
    assert leaks("a.ipynb", fine, forbidden) == []
    assert any("shows the answer to 1a" in leak for leak in leaks("a.ipynb", wrong, forbidden))
    for content, expected in ((fine, False), (wrong, True)):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("sheet/a.ipynb", content)
        assert bool(leaks("a.zip", buffer.getvalue(), forbidden)) == expected


def test_the_answer_is_found_in_the_letters_of_a_drawing(drawn: Drawn, forbidden: Forbidden) -> None:
    """Each letter of a drawing stands in a tag of its own, and notebooks pack drawings."""

    def drawing(said: Inline) -> bytes:
        return svg(Scene((Label(1, 1, said),), 40, 2, ()))

    shown, fine = drawn.key.solutions["1a"].shown, drawn.sheet.title
    for words_in, expected in ((fine, False), (shown, True)):
        packed = {"picture.svg": {"image/svg+xml": base64.b64encode(drawing(words_in)).decode()}}
        notebook = json.dumps({"cells": [{"source": "ada-lovelace", "attachments": packed}]}).encode()
        assert bool(leaks("a.ipynb", notebook, forbidden)) == expected
        assert bool(leaks("a.zip", zipped({"ada-lovelace.svg": drawing(words_in)}), forbidden)) == expected


def zipped(files: dict[str, bytes], comment: bytes = b"", **item: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            for key, value in item.items():
                setattr(info, key, value)
            archive.writestr(info, content)
        archive.comment = comment
    return buffer.getvalue()


def picture(*chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG of one pixel that carries some chunks more."""
    head, pixels = (b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0"), (b"IDAT", zlib.compress(b"\0\0"))
    made = b"\x89PNG\r\n\x1a\n"
    for kind, data in (head, *chunks, pixels, (b"IEND", b"")):
        made += len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
    return made


ID = b"ada-lovelace "
PACKED: dict[str, tuple[str, bytes, str]] = {
    "an escape of Markdown": ("a.md", ID + rb"bo\-example", "the text names another student: bo-example"),
    "an escape of a script": ("a.py", ID + rb'"bo\x2dex\u0061mple"', "the text names another student: bo-example"),
    "an address": ("a.html", ID + b"<a href=x?bo%2Dexample>", "the text names another student: bo-example"),
    "letters with nothing between": (
        "a.md",
        ID + "bo\u00ad-exa\u200bmple".encode(),
        "names another student: bo-example",
    ),
    "letters of another width": ("a.md", ID + "ｂｏ－ｅｘａｍｐｌｅ".encode(), "names another student: bo-example"),
    "tags within a word": ("a.html", ID + b"<b>bo</b>-<i>example</i>", "the text names another student: bo-example"),
    "two bytes for a letter": ("a.csv", ID + "bo-example".encode("utf-16-le"), "names another student: bo-example"),
    "behind an archive": ("a.zip", zipped({"a.txt": ID}) + b"bo-example", "bytes that belong to no file"),
    "an entity": ("a.html", ID + b"<p>bo&#45;example</p>", "the text names another student: bo-example"),
    "base 64": (
        "a.xml",
        ID + base64.b64encode(b"this is what bo-example was asked to find out"),
        "the text, unpacked: it names another student: bo-example",
    ),
    "the text of a picture": (
        "a.png",
        picture((b"tEXt", b"Comment\0bo-example")),
        "the image names another student: bo-example",
    ),
    "the packed text of a picture": (
        "a.png",
        picture((b"zTXt", b"Comment\0\0" + zlib.compress(b"bo-example"))),
        "the image names another student: bo-example",
    ),
    "behind a picture": ("a.png", picture() + b"bo-example", "bytes follow the image"),
    "the comment of an archive": (
        "a.zip",
        zipped({"a.txt": ID}, comment=b"bo-example"),
        "the archive's comment names another student: bo-example",
    ),
    "the comment of a file": (
        "a.zip",
        zipped({"a.txt": ID}, extra=b"\xff\xff\x0a\0bo-example"),
        "a file's comment names another student: bo-example",
    ),
    "the name of a file": (
        "a.zip",
        zipped({"bo-example.txt": ID}),
        "a file's name names another student: bo-example",
    ),
    "before an archive": ("a.zip", b"bo-example" + zipped({"a.txt": ID}), "bytes that belong to no file"),
    "an archive in an archive": (
        "a.zip",
        zipped({"b.zip": zipped({"a.txt": ID + b"bo-example"})}),
        "b.zip: a.txt: the text names another student: bo-example",
    ),
}


@pytest.mark.parametrize("name", PACKED)
def test_what_is_packed_away_is_found(name: str, forbidden: Forbidden) -> None:
    file, data, message = PACKED[name]
    found = leaks(file, data, forbidden)
    assert any(message in leak for leak in found), found


def test_what_is_packed_and_right_is_fine(ada: dict[str, bytes], forbidden: Forbidden) -> None:
    assert leaks("a.png", picture((b"tEXt", b"Comment\0a plot")), forbidden) == []
    files = {"a.txt": ID, "b/": b"", "b/c.png": picture(), "worksheet.pdf": ada["worksheet.pdf"]}
    assert leaks("a.zip", zipped(files, comment=b"for ada-lovelace"), forbidden) == []


# ── what tells something ─────────────────────────────────────────────────────────────────────────────────────────────


def test_short_answers_and_what_the_sheet_says_itself_are_known_by_their_mark_alone(drawn: Drawn) -> None:
    assert set(answers(drawn.key)) == {"1a"}
    given = drawn.key.solutions["1a"].shown
    told = replace(drawn.sheet, exercises=(replace(drawn.sheet.exercises[0], text=given),))
    assert answers(replace(drawn.key, sheet=told)) == {}


@pytest.mark.parametrize(
    ("ids", "said", "expected"),
    [
        ({"ada", "ada1", "12345", "123456"}, "", ["123456", "ada1"]),
        ({"theta", "Student7"}, "the angle theta", ["student7"]),
        ({"mark", "student7"}, "Mark Example", ["student7"]),
    ],
)
def test_only_ids_that_mean_a_student_are_looked_for(ids: set[str], said: str, expected: list[str]) -> None:
    forbidden = Forbidden("me", "", telling([*ids, "me"]), frozenset(words(said)))
    assert forbidden.named(words(f"{' '.join(sorted(ids)).lower()} me {said}")) == expected


def test_numbers_that_every_paper_has_are_no_leak(ada: dict[str, bytes], forbidden: Forbidden) -> None:
    """Page numbers, points, places in the file, sizes; ids that templates, the sheet, or the student's name say."""
    numbers = frozenset(re.findall(rb"\d{6,}", ada["worksheet.pdf"]))
    others = forbidden.others | {each.decode() for each in numbers} | telling(["derivative", "page1"])
    alike = replace(forbidden, others=others, said=forbidden.said | {"points", "version", "student"})
    assert numbers
    assert leaks("worksheet.pdf", ada["worksheet.pdf"], alike) == []


def test_templates_may_say_what_a_student_is_called(tmp_path: Path) -> None:
    (tmp_path / "specs" / "problems").mkdir(parents=True)
    (tmp_path / "specs" / "problems" / "two.yaml").write_text(SET)
    ids = ("ada-lovelace", "points", "version", "student", "Mark")
    request = Request("ada-lovelace", "Mark Points", Seed.of(b"secret").at("ada"))
    outcome = make(Chunk(Parcel(tmp_path), "two", (request,), frozenset(ids), ("pdf", "md")))
    assert not outcome.errors


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"\frac{2x_1}{3}", r"{2 x_{1}} 3"),
        (r"\left(\begin{bmatrix} a & b \\ c & d \end{bmatrix}\right)", r"(a b c d)"),
        (r"\operatorname{tr}(A)", r"\mathrm{tr} A"),
    ],
)
def test_signs_are_what_is_left_without_arrangement(one: str, other: str) -> None:
    assert signs(one) == signs(other)


def test_one_entry_of_an_answer_is_recognised(forbidden: Forbidden, drawn: Drawn) -> None:
    node = drawn.key.solutions["1a"].answer.node  # type: ignore[union-attr]
    longest = max(map(text, node.entries), key=len)
    assert leaks("a.md", ID + longest.encode(), forbidden) == ["the text shows the answer to 1a"]


def test_an_entry_that_the_sheet_shows_in_another_notation_is_no_leak(tmp_path: Path) -> None:
    (tmp_path / "specs" / "problems").mkdir(parents=True)
    (tmp_path / "specs" / "problems" / "arm.yaml").write_text(
        "title: An arm\nexercises:\n  - title: E\n    function:\n      inputs: {t: R^2}\n      expr: "
        "[4*cos(t1) + 3*cos(t1 + t2), 4*sin(t1) + 3*sin(t1 + t2)]\n    parts: [{ask: derivative}]\n"
    )
    course = Course(tmp_path)
    drawn = draw_paper(course.problem_set("arm"), course, Seed.of(b"secret"), "ada-lovelace")
    ways = answers(drawn.key)["1"]
    assert all(signs(text(entry)) not in ways for entry in drawn.key.solutions["1"].answer.node.entries[2:])  # type: ignore[union-attr]
