"""The audit of papers: nothing is wrong with what is handed out, and every kind of leak that is planted is found."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pikepdf
import pytest

from mcdocs.papers.audit import Forbidden, answers_in, leaks, signs, telling
from mcdocs.papers.chunk import Chunk, Made, Request, make
from mcdocs.papers.parcel import Parcel
from mcdocs.papers.said import answers, said
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
    others = telling(IDS - {"ada-lovelace"}, said(drawn.sheet))
    return Forbidden("ada-lovelace", drawn.sheet.version, others, ink, formulas)


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


PLANTED: dict[str, tuple[Callable[[pikepdf.Pdf], None], str]] = {
    "an attachment": (an_attachment, "of which nothing was asked"),
    "a title": (a_title, "metadata"),
    "XMP metadata": (xmp, "/Metadata"),
    "a note": (a_note, "page 1 has /Annots"),
    "another's name in a form": (a_form, "page 1 names another student: bo-example"),
    "another's name, invisibly": (written(b"(bo-example)"), "page 1 names another student: bo-example"),
    "another's name in pieces": (written(b"[(bo-)10(ex)-20(ample)]"), "page 1 names another student: bo-example"),
    "another's name in hexadecimal": (written(b"<626f2d6578616d706c65>"), "page 1 names another student: bo-example"),
    "a private entry": (a_stray_page, "page 1 has /LastSeen"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_what_is_planted_in_a_pdf_is_found(name: str, ada: dict[str, bytes], forbidden: Forbidden) -> None:
    change, message = PLANTED[name]
    found = leaks("worksheet.pdf", changed(ada["worksheet.pdf"], change), forbidden)
    assert any(message in leak for leak in found), found


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


# ── what tells something ─────────────────────────────────────────────────────────────────────────────────────────────


def test_short_answers_and_what_the_sheet_says_itself_are_known_by_their_mark_alone(drawn: Drawn) -> None:
    assert set(answers(drawn.key)) == {"1a"}
    given = drawn.key.solutions["1a"].shown
    told = replace(drawn.sheet, exercises=(replace(drawn.sheet.exercises[0], text=given),))
    assert answers(replace(drawn.key, sheet=told)) == {}


@pytest.mark.parametrize(
    ("ids", "said", "expected"),
    [
        ({"ada", "ada1", "12345", "123456"}, "", {"ada1", "123456"}),
        ({"theta", "student7"}, "the angle theta", {"student7"}),
    ],
)
def test_only_ids_that_mean_a_student_are_looked_for(ids: set[str], said: str, expected: set[str]) -> None:
    assert telling(frozenset(ids), said) == expected


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
