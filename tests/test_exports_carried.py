"""A set with every kind of question, for numbers and letters as sizes, with pictures and with prose full of signs:
every format carries all of it, or says by name what it does not.
"""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as Tree

import nbformat
import pytest
from markdown_it import MarkdownIt
from test_exports_moodle import assert_moodle_xml
from test_exports_qti import (
    NO_READERS,
    QTI12,
    XHTML,
    assert_played,
    assert_qti_12,
    assert_qti_21,
    assert_read,
    assert_shown_is_xhtml,
    file_of,
    player,  # noqa: F401 - a fixture
)
from test_problem_sets import course

from mcdocs.errors import DocumentError
from mcdocs.exports import EXPORTS, Bundle
from mcdocs.exports.explanation import worth_of
from mcdocs.exports.notebook import _line
from mcdocs.exports.sizing import at_sizes, read_sizes
from mcdocs.exports.stems import in_brackets, in_dollars, in_mathml, inline, tex
from mcdocs.exports.table import Item, items
from mcdocs.language.notation import Math
from mcdocs.language.prose import Formula, Inline, Text, parse_prose
from mcdocs.problems.asks import ASKS
from mcdocs.problems.model import Drawn
from mcdocs.problems.seed import PUBLIC
from mcdocs.problems.sets import draw_set
from mcdocs.problems.shown import _split
from tests.mathjax import mathjax_page
from tests.moodle_reader import read_bank
from tests.prairielearn import assert_folder

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SIGNS = r"Градиент 梯度 مشتق % & # _ ^ ~ { } <b> \$5 and \$6, \\(a\\) \\[b\\] [[input:ans1]] {@x@} {1:SA:=2} {{x}} |"
SET = f"""\
title: '{SIGNS}'
instructions: 'Do it: {SIGNS}'
exercises:
  - title: '{SIGNS} **b** `c_d` *e* ~~s~~ $x<y$'
    text: '\\$1 and \\$2, `a_b \\\\( $` and $[[x]]$, *all $x$ of it*'
    picture: plot
    draw: {{a: {{integer: 2 to 5}}}}
    function: {{inputs: {{x: R}}, expr: a*x**2 + sin(x), at: {{x: 1}}}}
    parts: [{{ask: shape}}, {{ask: derivative}}, {{ask: value}}, {{ask: hessian}}]
  - title: Two variables
    picture: plot
    function: {{inputs: {{x: R^2}}, expr: x1**2 + x1*x2 + 2*x2**2, at: {{x: [1, 2]}}}}
    parts: [{{ask: derivative, layout: both}}, {{ask: partial}}, {{ask: value}}, {{ask: hessian}}]
  - title: Which layout
    picture: sparsity
    function: {{inputs: {{x: R^3}}, expr: ["x1*x2 + x1*x3", "x1**2 + 2*x3"]}}
    parts: [{{ask: layout}}]
  - title: Which line
    function: {{inputs: {{x: R}}, expr: x**3*exp(x**2)}}
    parts: [{{ask: error}}]
  - title: Gaps
    picture: diagram
    function: {{inputs: {{x: R^2}}, expr: ["x1**2*x2", "x1*x2 + x2**3"]}}
    parts: [{{ask: blanks}}]
  - title: Letters
    picture: graph
    function: {{inputs: {{x: R^n, A: "R^{{m x n}}", b: R^m}}, let: {{r: A @ x - b}}, expr: r.T @ r / 2, wrt: x}}
    parts: [{{ask: shape}}, {{ask: derivative, layout: both}}, {{ask: derivative, wrt: A}}, {{ask: hessian}}]
  - title: Letters in vec form
    function: {{inputs: {{X: "R^{{n x m}}", A: "R^{{m x k}}"}}, expr: X @ A, wrt: X}}
    parts: [{{ask: vec}}, {{ask: shape}}]
  - title: Three axes
    function: {{inputs: {{X: "R^{{2x2}}", b: R^2}}, expr: X @ b, wrt: X}}
    parts: [{{ask: derivative}}, {{ask: vec}}]
  - title: A matrix of numbers
    function: {{inputs: {{t: R}}, expr: [["cos(t)", "exp(t)"], ["t**2", "sinh(t)"]], at: {{t: 0}}, name: Y}}
    parts: [{{ask: value}}, {{ask: derivative}}]
  - title: Letters, which layout
    function: {{inputs: {{x: R^n, A: "R^{{m x n}}"}}, expr: sin(A @ x), wrt: x}}
    parts: [{{ask: layout}}]
  - title: Letters, which line
    function: {{inputs: {{x: R^n, A: "R^{{n x n}}"}}, expr: x.T @ A @ x, wrt: x}}
    parts: [{{ask: error}}]
  - title: Names that end in digits
    function: {{inputs: {{w1: R^2, x: R^2}}, expr: "w1[1]**2*relu(x1) + sigmoid(w1[2]*x2)", wrt: w1}}
    parts: [{{ask: derivative}}]
"""
SIZES = "n=2,m=3,k=2"


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> list[Drawn]:
    """The version of the class."""
    here = course(tmp_path_factory.mktemp("course"), SET)
    return [draw_set(here.problem_set("a-set"), here, PUBLIC)]


def test_the_set_asks_every_kind_of_question(versions: list[Drawn]) -> None:
    assert {item.question.kind for item in items(versions)} == set(ASKS)


# ── carried, or told ─────────────────────────────────────────────────────────────────────────────────────────────────


_TAGS = re.compile(r"</?(?:p|span|strong|em|del|code|ul|ol|li|img|table|tbody|tr|td|pl-[a-z-]+)\b[^<>]*>")


def content(made: Bundle) -> str:
    """Everything that the files say, as it is read."""
    found = [*_texts(made.files), *(text for paper in made.papers.values() for text in _said(paper))]
    return letters(html.unescape(_TAGS.sub("", " ".join(found))))


def letters(text: str) -> str:
    """Letters and digits alone: formats differ in blanks, brackets and how they escape signs."""
    return "".join(filter(str.isalnum, text))


def _texts(files: Any) -> Iterator[str]:
    for place, data in files.items():
        if place.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                yield from _texts({name: archive.read(name) for name in archive.namelist()})
        elif place.endswith(".xml"):
            root = Tree.fromstring(data)
            yield "".join(root.itertext())
            yield from (value for each in root.iter() for value in each.attrib.values())
        elif place.endswith((".json", ".ipynb")):
            yield from _strings(json.loads(data))
        else:
            yield data.decode()


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (text for each in value.values() for text in _strings(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in _strings(each))
    else:
        yield str(value)


def _said(value: Any) -> Iterator[str]:
    """Texts and formulas of a paper."""
    if isinstance(value, Formula):
        yield tex(value.math)
    elif isinstance(value, str | int):
        yield str(value)
    elif isinstance(value, tuple | list):
        yield from (text for each in value for text in _said(each))
    elif is_dataclass(value) and type(value).__module__.startswith(("mcdocs.documents", "mcdocs.language.prose")):
        yield from (text for each in fields(value) for text in _said(getattr(value, each.name)))
    elif type(value).__module__.startswith("mcdocs.language"):
        yield tex(value)


def pieces(format: str, prose: Inline) -> Iterator[str]:
    """What must be found of a line of prose."""
    for piece in prose:
        yield from formula(format, piece.math) if isinstance(piece, Formula) else [piece.text]


def formula(format: str, math: Math) -> Iterator[str]:
    yield "".join(Tree.fromstring(in_mathml(math, False)).itertext()) if format == "qti21" else tex(math)


def expected(format: str, item: Item, by_hand: bool) -> Iterator[str]:
    """What a student must see of a question, and what a teacher must find of its answer."""
    exercise, question, solution = item.exercise, item.question, item.solution
    yield from (*pieces(format, exercise.title), *pieces(format, exercise.text), *pieces(format, question.prompt))
    for math in exercise.given:
        yield from formula(format, math)
    of_lines = question.kind == "error" and format in ("notebook", "gradescope")  # whose numbers are the choices
    for math in question.displays:
        sides = _split(math) if of_lines else [math]
        yield from (text for side in sides for text in formula(format, side))
    for choice in () if of_lines else question.choices:
        yield from pieces(format, choice)
    if format == "gradescope":  # paper holds questions only
        return
    yield from pieces(format, solution.shown)
    for line in solution.working:
        yield from (*formula(format, line.math), *pieces(format, line.rule))
    if format == "notebook" or (format in ("moodle", "prairielearn") and by_hand):
        yield from (worth_of(line) for line in solution.working if line.points)
        yield from (text for slip in solution.mistakes for text in formula(format, slip.math))


def _about(warning: str) -> list[str]:
    return warning.partition(":")[0].split(", ")


@pytest.mark.parametrize("sizes", ["", SIZES])
@pytest.mark.parametrize("format", EXPORTS)
def test_all_of_a_set_is_carried_or_told(format: str, sizes: str, versions: list[Drawn]) -> None:
    drawn = at_sizes(versions, read_sizes(sizes)) if sizes else versions
    made = EXPORTS[format].make(drawn)
    found = content(made)
    told = {about for warning in made.warnings for about in _about(warning)}
    by_hand = {about for warning in made.warnings if "by hand" in warning for about in _about(warning)}
    for item in items(drawn):
        lost = [text for text in expected(format, item, item.question.id in by_hand) if letters(text) not in found]
        assert lost == [], (format, item.question.id)
        if item.exercise.picture is not None and format != "gradescope":
            assert any(place.endswith(".svg") for place in _places(made)) or "svg" in found
    for what, prose in (("title", drawn[0].sheet.title), ("instructions", drawn[0].sheet.instructions)):
        if what not in told:
            assert all(letters(text) in found for text in pieces(format, prose)), what
    if "points" not in told:
        assert all(str(item.question.points) in found for item in items(drawn))


def _places(made: Bundle) -> Iterator[str]:
    for place, data in made.files.items():
        yield place
        if place.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                yield from archive.namelist()


@pytest.mark.parametrize("format", EXPORTS)
def test_nothing_is_said_about_instructions_that_there_are_not(format: str, versions: list[Drawn]) -> None:
    silent = [replace(drawn, sheet=replace(drawn.sheet, instructions=())) for drawn in versions]
    assert "instructions" not in " ".join(EXPORTS[format].make(silent).warnings)


@pytest.mark.parametrize("format", EXPORTS)
def test_where_anybody_may_get_the_numbers_of_anybody_it_is_told(format: str, versions: list[Drawn]) -> None:
    mine = [replace(drawn, sheet=replace(drawn.sheet, student="s1034")) for drawn in versions]
    made = EXPORTS[format].make(mine)
    told = [warning for warning in made.warnings if warning.startswith("students: ")]
    assert bool(told) == (format in ("moodle", "stack", "prairielearn"))
    named = "s1034" in content(made) or any("s1034" in place for place in (*made.files, *made.papers))
    assert named == (format != "prairielearn")


# ── valid, whatever an author writes ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("sizes", ["", SIZES])
@pytest.mark.parametrize("format", ["moodle", "stack"])
def test_moodle_xml_of_it_keeps_the_rules(format: str, sizes: str, versions: list[Drawn]) -> None:
    drawn = at_sizes(versions, read_sizes(sizes)) if sizes else versions
    (data,) = EXPORTS[format].make(drawn).files.values()
    assert_moodle_xml(data)
    assert len(read_bank(data).questions) == len(list(items(drawn)))


def test_items_of_it_are_read_and_played(versions: list[Drawn], player: Page) -> None:  # noqa: F811
    (data,) = EXPORTS["qti21"].make(versions).files.values()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for item in items(versions):
            content = archive.read(file_of(item))
            assert_read(file_of(item), content)
            shown = letters(assert_played(item, content, player))
            assert all(letters(piece.text) in shown for piece in item.exercise.text if isinstance(piece, Text))


@pytest.mark.skipif(not (XHTML.exists() and QTI12.exists()), reason=NO_READERS)
@pytest.mark.parametrize("format", ["qti12", "qti21"])
def test_packages_of_it_are_valid(format: str, versions: list[Drawn]) -> None:
    (data,) = EXPORTS[format].make(versions).files.values()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for place in archive.namelist():
            if place.endswith("assessment.xml"):
                assert_qti_12(archive.read(place))
                assert_shown_is_xhtml(archive.read(place))
            elif format == "qti21" and place.endswith(".xml") and place != "imsmanifest.xml":
                assert_qti_21(archive.read(place))


@pytest.mark.parametrize("sizes", ["", SIZES])
def test_folders_of_it_keep_the_rules_of_prairielearn(sizes: str, versions: list[Drawn], tmp_path: Path) -> None:
    drawn = at_sizes(versions, read_sizes(sizes)) if sizes else versions
    for place, data in EXPORTS["prairielearn"].make(drawn).files.items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_bytes(data)
    for info in tmp_path.rglob("info.json"):
        assert_folder(info.parent)


def test_notebooks_of_it_are_valid(versions: list[Drawn]) -> None:
    for data in EXPORTS["notebook"].make(versions).files.values():
        nbformat.validate(nbformat.reads(data.decode(), as_version=4))


@pytest.mark.parametrize("format", ["moodle", "stack", "qti12", "qti21"])
def test_a_character_that_xml_does_not_have_is_an_error(format: str, versions: list[Drawn]) -> None:
    title = parse_prose("a\x07b")
    spoiled = [replace(drawn, sheet=replace(drawn.sheet, instructions=title)) for drawn in versions]
    with pytest.raises(DocumentError, match=r"control character \(U\+0007\)"):
        EXPORTS[format].make(spoiled)


# ── text is text ─────────────────────────────────────────────────────────────────────────────────────────────────────

_DELIMITERS = r"{tex: {inlineMath: [['$', '$'], ['\\(', '\\)']], displayMath: [['$$', '$$'], ['\\[', '\\]']]}}"
PROSE = [
    r"costs \$5 and \$6, not \$\$7\$\$",
    r"\\(a\\) and \\[b\\] and \\begin\{matrix\}1\\end\{matrix\}".replace(r"\{", "{").replace(r"\}", "}"),
    r"`\$5 and \$6` and **\$5**, *\$6*",
    "$x$ and \\$5, then $y_1$ and \\$",
    "*all $x$ of it* ~~or $y$~~",
]


@pytest.fixture(scope="module")
def mathjax(browser: Browser) -> Iterator[Page]:
    """A page on which MathJax looks for formulas in dollars and in brackets."""
    page = mathjax_page(browser, _DELIMITERS)
    yield page
    page.close()


_TYPESET = """async source => {
    document.body.innerHTML = source
    await MathJax.typesetPromise()
    return document.querySelectorAll("mjx-container").length
}"""


@pytest.mark.parametrize("source", PROSE)
@pytest.mark.parametrize("kind", ["brackets", "dollars", "markdown"])
def test_mathjax_finds_the_formulas_in_prose_and_no_others(kind: str, source: str, mathjax: Page) -> None:
    prose = parse_prose(source)
    match kind:
        case "markdown":
            shown = MarkdownIt().render(_line(prose))
        case _:
            shown = inline(prose, in_brackets if kind == "brackets" else in_dollars)
    formulas = sum(isinstance(piece, Formula) for piece in prose)
    assert mathjax.evaluate(_TYPESET, shown) == formulas, shown


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("`co_de <x> \\$ *`", "<code>co_de &lt;x&gt; \\$ *</code>"),
        ("*a $x$ b*", "<em>a</em> <em>$x$</em> <em>b</em>"),
        ("1. <b> & [c](d) # _e_ *f*", "1. &lt;b&gt; &amp; [c](d) # _e_ <em>f</em>"),
    ],
)
def test_prose_in_notebooks_is_read_by_markdown_as_it_was_meant(source: str, shown: str) -> None:
    assert MarkdownIt().renderInline(_line(parse_prose(source))) == shown
