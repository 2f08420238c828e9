"""Moodle XML: the elements each type needs, what they hold, and what Moodle's importer makes of them."""

from __future__ import annotations

import html
import importlib
import io
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as Tree

import pytest

from mcdocs.exports.explanation import explanation
from mcdocs.exports.moodle import spellings
from mcdocs.exports.numbers import digits, margin, numbers
from mcdocs.exports.pictures import svg
from mcdocs.exports.stems import image, in_brackets, inline, stem, tex, title
from mcdocs.exports.table import Item, answer_text, items
from mcdocs.problems.model import Chosen, Filled, Sizes, Value
from tests.exported import FORMATS, SIZED, assert_valid, bundle, versions, written
from tests.moodle_parts import Imported, Refused
from tests.moodle_reader import read_bank

PICTURE = "picture.svg"

# Elements that are one of few words: the DTD sees these in an attribute.
WORDS = frozenset(
    str.split(
        "single shuffleanswers answernumbering usecase responseformat responserequired questionsimplify assumepositive "
        "assumereal multiplicationsign sqrtsign complexno inversetrig logicsymbol type strictsyntax insertstars "
        "syntaxattribute forbidfloat requirelowestterms checkanswertype mustverify showvalidation autosimplify "
        "feedbackstyle answertest quiet"
    )
)


@pytest.mark.parametrize(("name", "sizes"), SIZED)
@pytest.mark.parametrize("format", ["moodle", "stack"])
def test_questions_keep_the_rules_of_moodle_xml(format: str, name: str, sizes: str) -> None:
    (content,) = bundle(format, name, sizes).files.values()
    for category in Tree.fromstring(content).iter("category"):
        assert category.findtext("text", "").startswith(f"$course$/top/{name}")
    assert_moodle_xml(content)


def assert_moodle_xml(content: bytes) -> None:
    """Fails where the DTD has something against it, made to what a DTD can see."""
    quiz = Tree.fromstring(content)
    for element in list(quiz.iter()):
        if element.tag == "question":
            element.tag = element.attrib.pop("type")
        elif element.tag == "category":
            element.tag = "category.path"
        elif element.tag == "name" and not len(element):
            element.tag = "name.of"
        elif element.tag in WORDS:
            element.set("v", element.text or "")
            element.text = None
    assert_valid(Tree.tostring(quiz), FORMATS / "moodle.dtd")


@pytest.mark.parametrize(("name", "sizes"), SIZED)
@pytest.mark.parametrize("format", ["moodle", "stack"])
def test_moodle_reads_back_what_is_asked_and_what_is_right(format: str, name: str, sizes: str) -> None:
    (content,) = bundle(format, name, sizes).files.values()
    bank = read_bank(content)
    for item, read in zip(items(versions(name, sizes)), bank.questions, strict=True):
        assert read.category == f"$course$/top/{name}/{item.question.id}"
        assert read.name == f"{item.name} {title(item)}"
        assert stem(item, in_brackets, image(item.exercise, f"@@PLUGINFILE@@/{PICTURE}")) in read.text
        assert read.feedback == explanation(item.solution, in_brackets)
        assert read.mark == (len(read.answers) if read.kind == "cloze" else item.question.points)
        assert read.idnumber
        picture = item.exercise.picture
        assert read.files == ({} if picture is None else {PICTURE: svg(picture)})
        _check_answers(format, item, read)
    assert max(Counter(read.idnumber for read in bank.questions).values()) == 1
    sheet = versions(name, sizes)[0].sheet
    said = f"<p>{inline(sheet.title, in_brackets)}</p><p>{inline(sheet.instructions, in_brackets)}</p>"
    assert bank.categories[f"$course$/top/{name}"] == said
    assert set(bank.categories.values()) == {said, ""}


def _check_answers(format: str, item: Item, read: Imported) -> None:
    right = [answer.text for answer in read.answers if answer.fraction == 1]
    rows = numbers(item)
    match item.solution.answer:
        case Chosen(index):
            assert read.kind == "multichoice"
            assert [answer.fraction for answer in read.answers].index(1) == index
            assert [answer.text for answer in read.answers] == [
                inline(each, in_brackets) for each in item.question.choices
            ]
        case Sizes(axes):
            assert read.kind == "shortanswer"
            assert right == list(spellings(tuple(axis.size for axis in axes)))
            assert answer_text(item.solution) in right
        case Value() | Filled() if format == "stack" and all(found is not None for found in written(item)):
            assert read.kind == "stack"
            assert len(read.inputs) == len(read.trees) == len(written(item))
            assert all(nodes[0].scores == (1, 0) for nodes in read.trees.values())
        case _ if rows and format == "moodle":
            entries = [entry for row in rows for entry in row]
            assert read.kind == ("numerical" if len(entries) == 1 else "cloze")
            assert [answer.text for answer in read.answers] == [digits(entry) for entry in entries]
            assert [answer.tolerance for answer in read.answers] == [margin(entry) for entry in entries]
        case _:
            assert read.kind == "essay"
            assert answer_text(item.solution) in html.unescape(read.options["graderinfo"])


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('fraction="100"', 'fraction="99"'),
        ('format="html"', 'format="htm"'),
        ("<category><text>$course$/top/", "<category><text>$course$/"),
        ("<single>true", "<single>yes"),
        ("<tolerance>0", "<tolerance>-0"),
        ("<responseformat>editor", "<responseformat>pen"),
        ("<name><text>", "<name><text><b>b</b>"),
        ("</defaultgrade><penalty>0.3", "</defaultgrade><penalty>3"),
        ("</questiontext>", '<file name="a.svg" path="/" encoding="base64">AA==</file></questiontext>'),
    ],
)
def test_the_reader_refuses_a_file_that_is_spoiled(right: str, wrong: str) -> None:
    here = bundle("moodle", "jacobians-by-hand").files
    _refused(*here.values(), right=right, wrong=wrong)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("[[input:ans1]]", "[[input:ans2]]"),
        ("[[validation:ans1]]", ""),
        ("[[feedback:prt1]]", "[[feedback:prt2]]"),
        ("<falsenextnode>1", "<falsenextnode>0"),
        ("<sans>ans1", "<sans>ans7"),
        ("<truescore>1.0000000", "<truescore>4"),
        ("<allowwords>", "<allowwords>x[1, 2],"),
        ("<tans>ta1</tans><boxsize>", "<boxsize>"),
        ("<insertstars>1", "<insertstars>true"),
    ],
)
def test_the_reader_refuses_a_stack_question_that_is_spoiled(right: str, wrong: str) -> None:
    here = bundle("stack", "jacobians-by-hand").files
    _refused(*here.values(), right=right, wrong=wrong)


def _refused(content: bytes, *, right: str, wrong: str) -> None:
    source = content.decode()
    assert right in source
    with pytest.raises(Refused):
        read_bank(source.replace(right, wrong).encode())


# ── a reader of others ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def papers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[bytes], Any]:
    """What amc2moodle, which makes papers of Moodle's questions, reads in a file; here it converts no pictures."""
    monkeypatch.setitem(sys.modules, "wand.image", SimpleNamespace(Image=None))  # ImageMagick
    quiz = importlib.import_module("amc2moodle.moodle2amc._quiz")
    monkeypatch.chdir(tmp_path)  # where it writes files
    return lambda content: quiz.Quiz(io.BytesIO(content))._reshape()


@pytest.mark.parametrize(("name", "sizes"), SIZED)
@pytest.mark.parametrize("format", ["moodle", "stack"])
def test_a_reader_of_others_finds_choices_numbers_and_essays(
    format: str, name: str, sizes: str, papers: Callable[[bytes], Any]
) -> None:
    (content,) = bundle(format, name, sizes).files.values()
    found, categories = papers(content)
    kinds = ("multichoice", "numerical", "essay")
    bank = read_bank(content)
    known = [(item, read) for item, read in zip(items(versions(name, sizes)), bank.questions, strict=True)]
    known = [(item, read) for item, read in known if read.kind in kinds]
    assert set(categories) == {path.removeprefix("$course$/").replace("/", "-") for path in bank.categories}
    for (item, read), paper in zip(known, found.findall("question"), strict=True):
        assert paper.get("qname").startswith(item.name)
        assert paper.get("category") == f"top-{name}-{item.question.id}"
        assert all(tex(math) in html.unescape("".join(paper.itertext())) for math in item.exercise.given)
        match read.kind:
            case "multichoice":
                right = [choice.tag for choice in paper.find("choices")].index("correctchoice")
                assert [answer.fraction for answer in read.answers].index(1) == right
            case "numerical":
                assert float(paper.find("AMCnumericChoices").get("target")) == float(read.answers[0].text)
            case _:
                assert paper.find("open") is not None
