"""Moodle XML: the elements each type needs, what they hold, and what a reader of others makes of them."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Tree

import pytest
from moodle_xml_parser import parser as moodle_reader

from mcdocs.exports.moodle import spellings
from mcdocs.exports.numbers import digits, margin, numbers
from mcdocs.exports.table import answer_text, items
from mcdocs.problems.model import Chosen, Sizes
from tests.exported import FORMATS, SETS, SIZED, assert_valid, bundle, questions, versions

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


@pytest.mark.parametrize("name", SETS)
def test_what_is_right_in_a_question_is_the_answer(name: str) -> None:
    for item, question in questions("moodle", name):
        kind, answers = question.get("type"), question.findall("answer")
        right = [answer.findtext("text") for answer in answers if answer.get("fraction") == "100"]
        match item.solution.answer:
            case Chosen(index):
                assert kind == "multichoice"
                assert [answer.get("fraction") for answer in answers].index("100") == index
            case Sizes(axes):
                assert kind == "shortanswer"
                assert right == list(spellings(tuple(axis.size for axis in axes)))
                assert answer_text(item.solution) in right
            case _ if (rows := numbers(item)) and len(rows) == len(rows[0]) == 1:
                assert kind == "numerical"
                assert right == [digits(rows[0][0])]
                assert question.findtext("answer/tolerance") == margin(rows[0][0])
            case _ if rows:
                assert kind == "cloze"
                found = re.findall(r"\{1:NUMERICAL:=([^:]+):([^}]+)\}", question.findtext("questiontext/text") or "")
                assert found == [(digits(number), margin(number)) for row in rows for number in row]
            case _:
                assert kind == "essay"
                assert answer_text(item.solution) in _unescaped(question.findtext("graderinfo/text"))


def _unescaped(content: str | None) -> str:
    return (content or "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@pytest.mark.parametrize("name", SETS)
def test_a_question_bears_its_points_its_answer_and_an_id_of_its_own(name: str) -> None:
    found = questions("moodle", name)
    for item, question in found:
        assert question.findtext("defaultgrade") == f"{item.question.points}.0000000"
        assert question.findtext("generalfeedback/text")
    ids = [question.findtext("idnumber") or "" for _, question in found]
    assert len(set(ids)) == len(ids)
    assert max(map(len, ids)) <= 100


@pytest.mark.parametrize("name", SETS)
def test_the_category_of_a_set_says_its_title_and_its_instructions(name: str) -> None:
    (content,) = bundle("moodle", name).files.values()
    first = Tree.fromstring(content)[0]
    assert first.findtext("category/text") == f"$course$/top/{name}"
    said = first.findtext("info/text") or ""
    assert said.count("<p>") == 2


@pytest.mark.parametrize("name", SETS)
def test_a_reader_of_moodle_xml_finds_the_choices(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    (content,) = bundle("moodle", name).files.values()
    found = moodle_reader.parse_string(content.decode())["multichoice"]
    chosen = [item for item in items(versions(name)) if isinstance(item.solution.answer, Chosen)]
    assert len(found) == len(chosen)
    assert capsys.readouterr().out == ""
