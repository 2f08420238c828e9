"""STACK questions: names and inputs hang together, and Maxima marks answers by the trees as they should be."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as Tree

import pytest
from test_problem_sets import course

from mcdocs.calculus.inputs import read_scope
from mcdocs.exports import EXPORTS
from mcdocs.exports.stems import scalars
from mcdocs.exports.table import Item
from mcdocs.language.parse import parse_formula
from mcdocs.printers.maxima import maxima
from mcdocs.problems.seed import PUBLIC
from mcdocs.problems.sets import draw_set
from tests.exported import SIZED, point_for, questions, written

MAXIMA = shutil.which("maxima")
needs_maxima = pytest.mark.skipif(MAXIMA is None, reason="Maxima is not installed: make readers installs it")


def stack_questions(name: str, sizes: str) -> list[tuple[Item, Tree.Element]]:
    return [(item, each) for item, each in questions("stack", name, sizes) if each.get("type") == "stack"]


@pytest.mark.parametrize(("name", "sizes"), SIZED)
def test_inputs_and_trees_hang_together(name: str, sizes: str) -> None:
    """Every input and every tree that is placed in a text is there, and each tree ends."""
    for _, question in stack_questions(name, sizes):
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
                assert node.findtext("sans") in inputs
                following = node.findtext("falsenextnode")
                assert following == "-1" or places.index(following) > places.index(node.findtext("name"))
            assert tree.findall("node")[0].findtext("truescore") == "1.0000000"


@pytest.mark.parametrize(("name", "sizes"), SIZED)
def test_the_names_of_an_answer_are_told_and_allowed_and_those_of_intermediates_refused(name: str, sizes: str) -> None:
    for item, question in stack_questions(name, sizes):
        stem = question.findtext("questiontext/text") or ""
        told = re.search(r"Names in the answer: ([\w, ]+?)(?:, and formulas instead of ([\w, ]+))?\.", stem)
        assert told
        shown, hidden = told[1].split(", "), [] if told[2] is None else told[2].split(", ")
        assert shown == scalars(item)
        answers = (question.findtext("questionvariables/text") or "").partition("ta1:")[2]
        used = set(re.findall(r"\b[A-Za-z]\w*", answers)) - KNOWN
        assert used <= set(shown)
        for each in question.findall("input"):
            assert (each.findtext("allowwords") or "").split(",") == shown
            assert (each.findtext("forbidwords") or "").split(",") == ["diff", "int", *hidden]
            assert ("Type each row" in stem) == (each.findtext("type") == "varmatrix")
            assert (each.findtext("forbidfloat") == "1") == (item.question.kind == "value")


NAMES = """\
title: Names
exercises:
  - title: Taken
    function: {inputs: {ta1: R, gamma: R}, expr: ta1**2 * gamma, wrt: ta1}
    parts: [{ask: derivative}]
  - title: Long
    function: {inputs: {lam: R, Sigma: "R^{2x2}", x_hat: R^2}, expr: lam**2 * x_hat.T @ Sigma @ x_hat, wrt: lam}
    parts: [{ask: derivative}]
  - title: With a subscript
    function: {inputs: {x_1: R, b: R}, expr: x_1**2 * b, wrt: x_1}
    parts: [{ask: derivative}]
  - title: Three axes
    function: {inputs: {X: "R^{2x2}", b: R^2}, expr: X @ b, wrt: X, name: z}
    parts: [{ask: derivative}]
  - title: Brackets
    function: {inputs: {w1: R^2, X: "R^{2 x 10}"}, expr: "w1[1]**2 * X[1, 10]", wrt: w1}
    parts: [{ask: derivative}]
  - title: Two of one name
    function: {inputs: {w1: R^2, w1_1: R}, expr: "w1[1]**2 * w1_1", wrt: w1}
    parts: [{ask: derivative}]
"""


def test_names_that_stack_takes_for_something_else_are_told_and_others_allowed(tmp_path: Path) -> None:
    here = course(tmp_path, NAMES)
    made = EXPORTS["stack"].make([draw_set(here.problem_set("a-set"), here, PUBLIC)])
    (content,) = made.files.values()
    taken, apart, twice = made.warnings
    assert taken.startswith("1: Maxima takes gamma, ta1 for something else")
    assert twice.startswith("6: Maxima takes w1_1 for something else")
    assert apart.startswith("4: STACK compares entry by entry, and the answer is no matrix of elementary formulas")
    long, subscripted, brackets = Tree.fromstring(content).iter("input")
    assert long.findtext("allowwords") == "lam,Sigma11,Sigma12,Sigma21,Sigma22,x_hat1,x_hat2"
    assert long.findtext("options") == "consolidatesubscripts"
    assert subscripted.findtext("allowwords") == "x_1,b"
    assert not subscripted.findtext("options")  # else x_1 would be read as x1
    assert (brackets.findtext("allowwords") or "").startswith("w1_1,w1_2,X_1_1,X_1_2,")
    assert not brackets.findtext("options")
    assert "ta1:matrix([2*w1_1*X_1_10,0]);" in content.decode()


FIELDS = """\
title: "{1:NUMERICAL:=3}"
exercises:
  - title: Fields
    text: "Not [[input:ans1]], {@ta1@}, {#ta1#} nor {2:NUMERICAL:=1}, and a < b."
    function: {inputs: {x: R^2}, expr: x1*x2, at: {x: [1, 2]}}
    parts: [{ask: derivative}, {ask: value, at: {x: [1, 2]}}]
"""


@pytest.mark.parametrize("format", ["moodle", "stack"])
def test_what_looks_like_a_field_in_prose_is_none(format: str, tmp_path: Path) -> None:
    here = course(tmp_path, FIELDS)
    (content,) = EXPORTS[format].make([draw_set(here.problem_set("a-set"), here, PUBLIC)]).files.values()
    for question in Tree.fromstring(content).iter("question"):
        text = question.findtext("questiontext/text") or question.findtext("info/text") or ""
        inputs = len(question.findall("input"))
        assert text.count("[[input:") == text.count("[[validation:") == inputs
        assert not re.search(r"\{[@#]", text)
        assert len(re.findall(r"\{\d+:", text)) == (2 if question.get("type") == "cloze" else 0)
        if inputs or question.get("type") == "essay":
            assert "a &lt; b" in text


KNOWN = frozenset(str.split("ta1 ta2 ta3 ta4 ta5 ta6 matrix sin cos tan exp log sqrt abs signum tanh sinh cosh pi e"))


# ── what Maxima makes of it ──────────────────────────────────────────────────────────────────────────────────────────

# `same` is what the answer test AlgEquiv asks: matrices of one size whose entries differ by what simplifies to zero.
_DEFINED = """display2d:false$ fpprintprec:12$ ratprint:false$ linel:10000$
entries(m) := if matrixp(m) then apply(append, args(m)) else [m]$
zero(e) := block([simple: fullratsimp(e)], is(simple = 0) or is(radcan(simple) = 0))$
same(a, b) := if matrixp(a) # matrixp(b) then false
  else if not matrixp(a) then zero(a - b)
  else if length(a) # length(b) or length(first(args(a))) # length(first(args(b))) then false
  else every(zero, entries(a - b))$
"""


def asked_of_maxima(lines: Sequence[str]) -> str:
    """What Maxima prints for these statements; each question begins with a clean sheet."""
    command = [str(MAXIMA), "--very-quiet", "--batch-string=" + "\n".join([_DEFINED, *lines])]
    run = subprocess.run(command, capture_output=True, text=True, timeout=200, check=True)
    return run.stdout


def variables(question: Tree.Element) -> list[str]:
    return (question.findtext("questionvariables/text") or "").replace(";", "$").splitlines()


@needs_maxima
@pytest.mark.parametrize(("name", "sizes"), SIZED)
def test_maxima_understands_the_answers_as_we_do(name: str, sizes: str) -> None:
    lines, expected = [], []
    for item, question in stack_questions(name, sizes):
        lines += variables(question)
        for number, answer in enumerate(written(item), 1):
            point, values = point_for([entry for row in answer.rows for entry in row])
            where = "".join(f", {symbol}={value}" for symbol, value in point.items())
            lines.append(f"print(float(ev(entries(ta{number}){where})))$")
            expected += values
        lines.append("kill(values)$")
    printed = re.findall(r"^\[(.*)\]", asked_of_maxima(lines), re.MULTILINE)
    numbers = [float(word) for line in printed for word in line.split(",")]
    assert numbers == pytest.approx(expected, rel=1e-8)


FORMS = {
    "{0}": 1.0,
    "expand({0})": 1.0,
    "fullratsimp({0})": 1.0,
    "factor({0})": 1.0,
    "transpose({0})": 0.5,
    "(-1)*({0})": 0.5,
    "{0}+1": 0.0,
    "2*({0})": 0.0,
    "matrix([1,2,3,4,5,6,7])": 0.0,
}
"""What a student may type, made of the answer, and the part of the points for it, unless it is the answer itself."""
SCALAR_FORMS = {form: worth for form, worth in FORMS.items() if "transpose" not in form}


@needs_maxima
@pytest.mark.parametrize(("name", "sizes"), SIZED)
def test_the_trees_give_equivalent_forms_all_points_other_layouts_half_and_wrong_answers_none(
    name: str, sizes: str
) -> None:
    lines, expected = [], []
    found = stack_questions(name, sizes)
    for item, question in found[: len(found) // 2] if sizes else found:  # long answers of one version are enough
        lines += variables(question)
        for tree, field in zip(question.findall("prt"), question.findall("input"), strict=True):
            answer = (tree.findtext("node/tans")) or ""
            for form, worth in (FORMS if field.findtext("type") == "varmatrix" else SCALAR_FORMS).items():
                typed = form.format(answer)
                tests = [f"same(typed, {node.findtext('tans')})" for node in tree.findall("node")]
                lines.append(f"typed: {typed}$ print([same(typed, {answer}), {', '.join(tests)}])$")
                scores = [float(node.findtext("truescore") or 0) for node in tree.findall("node")]
                expected.append((f"{item.name}: {form}", scores, worth))
        lines.append("kill(values)$")
    printed = re.findall(r"^\[((?:true|false).*)\]", asked_of_maxima(lines), re.MULTILINE)
    assert len(printed) == len(expected)
    for line, (what, scores, worth) in zip(printed, expected, strict=True):
        equal, *passed = [word.strip() == "true" for word in line.split(",")]
        given = next((score for score, yes in zip(scores, passed, strict=True) if yes), 0.0)
        assert given == (1.0 if equal else worth), what


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
    assert maxima(parse_formula(formula, read_scope(dict.fromkeys("xyz", "R")))) == meant
