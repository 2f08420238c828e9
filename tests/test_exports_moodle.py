"""Moodle XML, with and without STACK: read by moodle-xml-parser, its answers by Maxima."""

from __future__ import annotations

import re
import shutil
import subprocess
from xml.etree import ElementTree as Tree

import pytest
from moodle_xml_parser import parser as moodle_reader

from mcdocs.exports.table import Item, answer_text, items
from mcdocs.printers.maxima import maxima
from mcdocs.problems.model import Chosen, Sizes
from tests.exported import SETS, bundle, point_for, versions, written

MAXIMA = shutil.which("maxima")


def questions(format: str, name: str) -> list[tuple[Item, Tree.Element]]:
    """Each question of an export in Moodle XML, beside what it was made from."""
    (content,) = bundle(format, name).files.values()
    found = [each for each in Tree.fromstring(content) if each.get("type") != "category"]
    return list(zip(items(versions(name)), found, strict=True))


@pytest.mark.parametrize("name", SETS)
def test_moodle_questions_have_what_their_type_needs(name: str) -> None:
    for item, question in questions("moodle", name):
        for needed in ("name/text", "questiontext/text", "generalfeedback/text", "defaultgrade"):
            assert question.find(needed) is not None
        assert question.findtext("defaultgrade") == f"{item.question.points}.0000000"
        kind, answers = question.get("type"), question.findall("answer")
        match item.solution.answer:
            case Chosen(index):
                assert kind == "multichoice"
                assert [answer.get("fraction") for answer in answers].index("100") == index
            case Sizes():
                assert kind == "shortanswer"
                assert answer_text(item.solution) in [answer.findtext("text") for answer in answers]
            case _:
                assert kind == "essay"
                assert answer_text(item.solution) in _unescaped(question.findtext("graderinfo/text"))


def _unescaped(content: str | None) -> str:
    return (content or "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@pytest.mark.parametrize("name", SETS)
def test_a_reader_of_moodle_xml_finds_the_choices(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    (content,) = bundle("moodle", name).files.values()
    found = moodle_reader.parse_string(content.decode())["multichoice"]
    chosen = [item for item in items(versions(name)) if isinstance(item.solution.answer, Chosen)]
    assert len(found) == len(chosen)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("name", SETS)
def test_stack_questions_hang_together(name: str) -> None:
    """Every input and every tree that is placed in a text is there, and each tree ends."""
    for _, question in questions("stack", name):
        if question.get("type") != "stack":
            continue
        text = question.findtext("questiontext/text") or ""
        inputs = {each.findtext("name") for each in question.findall("input")}
        assert set(re.findall(r"\[\[input:(\w+)\]\]", text)) == inputs
        assert set(re.findall(r"\[\[validation:(\w+)\]\]", text)) == inputs
        feedback = question.findtext("specificfeedback/text") or ""
        trees = question.findall("prt")
        assert set(re.findall(r"\[\[feedback:(\w+)\]\]", feedback)) == {tree.findtext("name") for tree in trees}
        assert sum(float(tree.findtext("value") or 0) for tree in trees) == pytest.approx(1)
        for tree in trees:
            places = [node.findtext("name") for node in tree.findall("node")]
            for node in tree.findall("node"):
                assert node.findtext("answertest") == "AlgEquiv"
                assert node.findtext("sans") in inputs
                following = node.findtext("falsenextnode")
                assert following == "-1" or places.index(following) > places.index(node.findtext("name"))
            assert tree.findall("node")[0].findtext("truescore") == "1.0000000"


@pytest.mark.parametrize("name", SETS)
def test_stack_says_which_names_an_answer_has_and_refuses_those_of_intermediates(name: str) -> None:
    for _, question in questions("stack", name):
        if question.get("type") != "stack":
            continue
        told = re.search(
            r"Names in the answer: ([\w, ]+?)(?:, and formulas instead of ([\w, ]+))?\.", _stem_of(question)
        )
        assert told
        shown, hidden = set(told[1].split(", ")), set((told[2] or "").split(", ")) - {""}
        answers = (question.findtext("questionvariables/text") or "").partition("ta1:")[2]
        assert set(re.findall(r"(?!sin|cos|tan|exp|log|ta\d|matrix|sqrt|abs|pi|e\b)\b[a-z]\w*", answers)) <= shown
        for each in question.findall("input"):
            assert set((each.findtext("forbidwords") or "").split(",")) == {"diff", "int", *hidden}


def _stem_of(question: Tree.Element) -> str:
    return question.findtext("questiontext/text") or ""


@pytest.mark.skipif(MAXIMA is None, reason="Maxima is not installed: scripts/setup-readers installs it")
@pytest.mark.parametrize("name", SETS)
def test_maxima_understands_the_answers_as_we_do(name: str) -> None:
    lines, expected = [_MAXIMA], []
    for item, question in questions("stack", name):
        if question.get("type") != "stack":
            continue
        lines += (question.findtext("questionvariables/text") or "").replace(";", "$").splitlines()
        for number, answer in enumerate(written(item), 1):
            point, values = point_for([entry for row in answer.rows for entry in row])
            where = "".join(f", {symbol}={value}" for symbol, value in point.items())
            lines.append(f"print(float(ev(entries(ta{number}){where})))$")
            expected += values
        lines.append("kill(values)$")
    command = [str(MAXIMA), "--very-quiet", "--batch-string=" + "\n".join(lines)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=100, check=True)
    numbers = [float(word) for line in re.findall(r"^\[(.*)\]", run.stdout, re.MULTILINE) for word in line.split(",")]
    assert numbers == pytest.approx(expected, rel=1e-8)


_MAXIMA = "display2d:false$ fpprintprec:12$ entries(m):=if matrixp(m) then apply(append, args(m)) else [m]$"


@pytest.mark.parametrize(
    ("formula", "meant"),
    [
        ("2*x*exp(x*y)", "2*x*exp(x*y)"),
        ("-x**2/(y + 1)", "-x^2/(y+1)"),
        ("(x + y)**2 - (x - y)", "(x+y)^2-(x-y)"),
        ("x/(y*z)", "x/(y*z)"),
        ("x**-1", "x^(-1)"),
        ("(x**y)**z", "(x^y)^z"),
        ("ln(x) + pi*e", "log(x)+%pi*%e"),
        ("arctan(x)*sign(y)", "atan(x)*signum(y)"),
        ("0.5*x", "0.5*x"),
    ],
)
def test_formulas_in_the_notation_of_maxima(formula: str, meant: str) -> None:
    from mcdocs.calculus.inputs import read_scope
    from mcdocs.language.parse import parse_formula

    assert maxima(parse_formula(formula, read_scope(dict.fromkeys("xyz", "R")))) == meant
