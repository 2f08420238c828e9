"""QTI packages: valid by what is published, and played by readers of others.

Judges: the DTD of QTI 1.2 by IMS, those of XHTML and MathML 2 by W3C, the rules of QTI 2.1 in `formats/qti21.dtd`.
Readers: pyslet, the checks of qti-package-maker for Canvas and Blackboard, and a player in which items are answered.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as Tree

import pytest
import qti_convert
from lxml import etree
from qti_package_maker.common import package_integrity
from test_problem_sets import course

from mcdocs.exports import EXPORTS
from mcdocs.exports.moodle import spellings
from mcdocs.exports.numbers import digits, margin, numbers
from mcdocs.exports.table import Item, answer_text, items
from mcdocs.problems.model import Chosen, Sizes
from mcdocs.problems.seed import PUBLIC
from mcdocs.problems.sets import draw_set
from tests.exported import FORMATS, PUBLISHED, ROOT, SETS, assert_valid, bundle, dtd, unpacked, versions

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

QTI12 = ROOT / ".venv" / "schemas" / "ims_qtiasiv1p2p1.dtd"
MATHML = PUBLISHED / "XX-MathML2-20031104" / "mathml2.dtd"
XHTML = PUBLISHED / "REC-xhtml1-20020801" / "xhtml1-strict.dtd"
PLAYER = ROOT / ".venv" / "readers" / "node_modules" / "@citolab" / "qti-components" / "cdn" / "index.js"
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")
PLACES = ("{*}testPart", "{*}assessmentSection", "{*}assessmentItemRef")
NAMESPACE = {"q": "http://www.imsglobal.org/xsd/imsqti_v2p1"}
NO_READERS = "what reads exports is not there: make readers installs it"


def documents(name: str) -> Iterator[tuple[str, bytes]]:
    """The items and tests of a QTI 2.1 package."""
    yield from ((place, content) for place, content in unpacked("qti21", name).items() if place != "imsmanifest.xml")


def file_of(item: Item) -> str:
    return f"{item.drawn.sheet.version}/{item.question.id}.xml"


# ── published schemas, and rules written down ────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(not QTI12.exists(), reason=NO_READERS)
@pytest.mark.parametrize("name", SETS)
def test_qti_12_is_valid_by_the_published_dtd(name: str) -> None:
    assessments = [content for place, content in unpacked("qti12", name).items() if place.endswith("assessment.xml")]
    assert len(assessments) == 3  # two versions, and one that draws from both
    for content in assessments:
        assert_qti_12(content)


def assert_qti_12(assessment: bytes) -> None:
    """Fails where the DTD has something against it; what Canvas wants in an extension is not for it to know."""
    root = etree.fromstring(assessment)
    for extension in root.iter("selection_extension"):
        extension.clear()
    assert_valid(etree.tostring(root), QTI12)


@pytest.mark.skipif(not XHTML.exists(), reason=NO_READERS)
@pytest.mark.parametrize("name", SETS)
def test_what_qti_12_shows_is_xhtml(name: str) -> None:
    for place, content in unpacked("qti12", name).items():
        if place.endswith("assessment.xml"):
            assert_shown_is_xhtml(content)


def assert_shown_is_xhtml(assessment: bytes) -> None:
    """Fails where XHTML 1.0 Strict has something against what questions show."""
    for text in Tree.fromstring(assessment).iter("mattext"):
        page = f"<html xmlns='http://www.w3.org/1999/xhtml'><head><title/></head><body>{_block(text)}</body></html>"
        assert_valid(page.encode(), XHTML)


def _block(text: Tree.Element) -> str:
    content = text.text or ""
    return content if content.startswith("<p>") else f"<p>{content}</p>"


@pytest.mark.parametrize("name", SETS)
def test_qti_21_keeps_the_rules_of_the_specification(name: str) -> None:
    for _, content in documents(name):
        assert_qti_21(content)


def assert_qti_21(content: bytes) -> None:
    """Fails where the DTD has something against it, without its mathematics, which has a DTD of its own.

    Identifiers are names; those of a test, its parts, sections and items are all different.
    """
    root = etree.fromstring(content)
    named = [value for each in root.iter() for key, value in each.items() if key.lower().endswith("identifier")]
    assert [name for name in named if not IDENTIFIER.fullmatch(name)] == []
    if root.tag.endswith("assessmentTest"):
        own = [each.get("identifier") for each in root.iter("{*}assessmentTest", *PLACES) if each.get("identifier")]
        assert len(set(own)) == len(own)
    for math in root.iter("{http://www.w3.org/1998/Math/MathML}math"):
        tail = math.tail
        math.clear()
        math.tag, math.tail = f"{{{NAMESPACE['q']}}}math", tail
    assert_valid(_plain(root), FORMATS / "qti21.dtd")


@pytest.mark.skipif(not MATHML.exists(), reason=NO_READERS)
@pytest.mark.parametrize("name", SETS)
def test_mathematics_in_qti_21_is_valid_by_the_published_dtd_of_mathml_2(name: str) -> None:
    found = 0
    for _, content in documents(name):
        for math in etree.fromstring(content).iter("{http://www.w3.org/1998/Math/MathML}math"):
            math.tail = None
            assert_valid(_plain(math), MATHML)
            found += 1
    assert found > 50


def _plain(root: Any) -> bytes:
    """The element with its namespace as the default, since DTDs know no prefixes."""
    namespace = etree.QName(root).namespace
    source = etree.tostring(root, encoding="unicode")
    copy = etree.fromstring(source)
    for element in copy.iter():
        element.tag = etree.QName(element).localname
    etree.cleanup_namespaces(copy)
    if namespace == "http://www.w3.org/1998/Math/MathML":
        copy.set("xmlns", namespace)
    return bytes(etree.tostring(copy))


STRUCK = """\
title: Styles
instructions: "Plain, **strong**, *emphasis*, `code`, ~~struck~~, and a < b & c."
exercises:
  - title: "*All* of them"
    text: "Not ~~this~~, but `x < y` & **that**."
    function: {inputs: {x: R}, expr: x**3}
    parts: [{ask: derivative}]
"""


@pytest.mark.skipif(not (XHTML.exists() and QTI12.exists()), reason=NO_READERS)
def test_all_that_authors_write_in_prose_is_valid_and_what_cannot_be_struck_out_is_told(tmp_path: Path) -> None:
    here = course(tmp_path, STRUCK)
    drawn = draw_set(here.problem_set("a-set"), here, PUBLIC)
    for format in ("qti12", "qti21"):
        made = EXPORTS[format].make([drawn])
        (content,) = made.files.values()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                if name.endswith("assessment.xml"):
                    assert_qti_12(archive.read(name))
                    assert_shown_is_xhtml(archive.read(name))
                elif format == "qti21" and name != "imsmanifest.xml":
                    assert_qti_21(archive.read(name))
        assert ("strikes nothing out" in " ".join(made.warnings)) == (format == "qti21")


# ── readers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", SETS)
def test_a_reader_of_qti_21_reads_every_item_and_test(name: str) -> None:
    for place, content in documents(name):
        assert_read(place, content)


def assert_read(place: str, content: bytes) -> None:
    """Fails where pyslet reads something else than an item, or a test."""
    from pyslet.qtiv2 import xml as qti

    document = qti.QTIDocument()
    document.read(src=io.BytesIO(content))
    kind = "AssessmentTest" if place.endswith("test.xml") else "AssessmentItem"
    assert type(document.root).__name__ == kind


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("format", ["qti12", "qti21"])
def test_a_reader_of_content_packages_finds_every_file_in_the_manifest(format: str, name: str) -> None:
    from pyslet import imscpv1p2 as packaging

    files = unpacked(format, name)
    assert_valid(_plain(etree.fromstring(files["imsmanifest.xml"])), FORMATS / "imscp.dtd")
    document = packaging.ManifestDocument()
    document.read(src=io.BytesIO(files["imsmanifest.xml"]))
    listed = [str(resource.href) for resource in document.root.Resources.Resource]
    assert sorted(listed) == sorted(set(files) - {"imsmanifest.xml"})


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("format", ["qti12", "qti21"])
def test_a_check_for_canvas_and_blackboard_finds_nothing_in_packages(format: str, name: str, tmp_path: Path) -> None:
    (content,) = bundle(format, name).files.values()
    (tmp_path / "package.zip").write_bytes(content)
    assert package_integrity.check_package(str(tmp_path / "package.zip")) == []


@pytest.mark.parametrize("name", SETS)
def test_one_test_draws_a_version_of_each_question(name: str) -> None:
    asked = list(items(versions(name)[:1]))
    test = Tree.fromstring(unpacked("qti21", name)["any/test.xml"])
    sections = test.findall("q:testPart/q:assessmentSection/q:assessmentSection", NAMESPACE)
    assert [section.get("identifier") for section in sections] == [f"q-{item.question.id}" for item in asked]
    for section in sections:
        chosen = section.find("q:selection", NAMESPACE)
        assert chosen is not None
        assert chosen.get("select") == "1"
        hrefs = [item.get("href", "") for item in section.findall("q:assessmentItemRef", NAMESPACE)]
        assert len(hrefs) == 2
        assert all(href.removeprefix("../") in unpacked("qti21", name) for href in hrefs)
    groups = Tree.fromstring(unpacked("qti12", name)["any/assessment.xml"]).findall("assessment/section/section")
    for item, group in zip(asked, groups, strict=True):
        assert len(group.findall("item")) == 2
        assert group.findtext("selection_ordering/selection/selection_number") == "1"
        points = group.findtext("selection_ordering/selection/selection_extension/points_per_item")
        assert points == str(item.question.points)


def test_versions_of_students_are_not_drawn_from() -> None:
    mine = [
        replace(drawn, sheet=replace(drawn.sheet, student=f"s{number}"))
        for number, drawn in enumerate(versions(SETS[0]))
    ]
    for format in ("qti12", "qti21"):
        (content,) = EXPORTS[format].make(mine).files.values()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert not [place for place in archive.namelist() if place.startswith("any/")]


@pytest.mark.parametrize("name", SETS)
def test_qti_says_what_is_right_and_shows_it_afterwards(name: str) -> None:
    files = unpacked("qti21", name)
    for item in items(versions(name)):
        root = Tree.fromstring(files[file_of(item)])
        right = root.findtext("q:responseDeclaration/q:correctResponse/q:value", None, NAMESPACE)
        match item.solution.answer:
            case Chosen(index):
                assert right == f"c{index + 1}"
            case _ if rows := numbers(item):
                assert right == digits(rows[0][0])
            case _:
                assert right == answer_text(item.solution)


# ── a player ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_PLAY = """async ([xml, answers]) => {
    const item = document.createElement("qti-item"), container = document.createElement("item-container")
    container.itemXML = xml
    item.append(container)
    const connected = new Promise(done => item.addEventListener("qti-assessment-item-connected", done, {once: true}))
    document.body.replaceChildren(item)
    const assessed = (await connected).detail
    await assessed.updateComplete
    const outcome = name => assessed.getOutcome(name)?.value
    return {
        most: outcome("MAXSCORE"),
        shown: assessed.querySelector("qti-item-body").innerText,
        marked: answers.map(answer => {
            for (const [name, value] of Object.entries(answer)) assessed.updateResponseVariable(name, value)
            assessed.processResponse()
            return [outcome("SCORE"), outcome("FEEDBACK")]
        }),
    }
}"""


@pytest.fixture(scope="module")
def player(browser: Browser) -> Iterator[Page]:
    """A page that knows the elements of QTI 3, and no network."""
    if not PLAYER.exists():
        pytest.skip(NO_READERS)
    page = browser.new_page()
    page.route("**/*", lambda route: route.fulfill(body="<!doctype html><body></body>", content_type="text/html"))
    page.goto("http://player.invalid/")
    page.add_script_tag(content=PLAYER.read_text(encoding="utf-8"), type="module")
    page.wait_for_function("!!customElements.get('qti-assessment-item')")
    yield page
    page.close()


@pytest.mark.parametrize("name", SETS)
def test_a_player_gives_the_points_to_right_answers_only(name: str, player: Page) -> None:
    files = unpacked("qti21", name)
    for item in items(versions(name)):
        assert "\\" not in assert_played(item, files[file_of(item)], player)  # the LaTeX of a formula


def assert_played(item: Item, xml: bytes, player: Page) -> str:
    """Fails where the player gives other points than a question is worth; answers what it shows."""
    right, wrong = _answers(item)
    played = player.evaluate(_PLAY, [qti_convert.upgrade_item(xml.decode()), [*right, *wrong]])
    points = str(item.question.points)
    assert played["most"] == points, item.name
    expected = [points] * len(right) + ["0"] * len(wrong)
    assert [str(score) for score, _ in played["marked"]] == expected, item.name
    assert {feedback for _, feedback in played["marked"]} == {"solution"}
    shown = str(played["shown"])
    assert item.question.prompt[0].text.strip() in shown
    return shown


def _answers(item: Item) -> tuple[list[dict[str, str | None]], list[dict[str, str | None]]]:
    """Answers that are right and some that are wrong, by the names of responses."""
    wrong: list[dict[str, str | None]] = [{"RESPONSE": "something else"}, {"RESPONSE": None}]
    match item.solution.answer:
        case Chosen(index):
            return [{"RESPONSE": f"c{index + 1}"}], wrong
        case Sizes(axes):
            return [{"RESPONSE": each} for each in spellings(tuple(axis.size for axis in axes))], wrong
        case _ if rows := numbers(item):
            named = {f"RESPONSE_{i}_{j}": each for i, row in enumerate(rows, 1) for j, each in enumerate(row, 1)}
            last = list(named)[-1]
            near = {name: digits(each + 0.9 * float(margin(each))) for name, each in named.items()}
            return (
                [{name: digits(each) for name, each in named.items()}, near],
                [{**near, last: digits(named[last] + 1.1 * float(margin(named[last])))}, dict.fromkeys(named)],
            )
        case _:
            return [], wrong


@pytest.mark.parametrize(
    "spoil",
    [
        lambda item: item.set("baseType", "text"),
        lambda item: item.remove(item[0]),
        lambda item: item.insert(0, item[-1]),
        lambda item: item.append(etree.Element("p")),
        lambda item: item.attrib.pop("identifier"),
    ],
)
def test_the_rules_written_down_refuse_a_declaration_that_is_spoiled(spoil: Callable[[Any], object]) -> None:
    source = "<responseDeclaration identifier='RESPONSE' cardinality='single' baseType='string'><correctResponse>"
    source += "<value>2 x 3</value></correctResponse><mapping><mapEntry mapKey='2 x 3' mappedValue='1'/></mapping>"
    declaration = etree.fromstring(f"{source}</responseDeclaration>")
    judge = dtd(FORMATS / "qti21.dtd")
    assert judge.validate(declaration), judge.error_log
    spoil(declaration)
    assert not judge.validate(declaration)
