"""STACK questions: names and inputs hang together, and Maxima marks answers by the trees as they should be."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
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
from mcdocs.problems.model import Drawn
from mcdocs.problems.seed import PUBLIC
from mcdocs.problems.sets import draw_set
from tests.exported import SIZED, point_for, questions, written
from tests.moodle_reader import read_bank

MAXIMA = shutil.which("maxima")
needs_maxima = pytest.mark.skipif(MAXIMA is None, reason="Maxima is not installed: make readers installs it")


def stack_questions(name: str, sizes: str) -> list[tuple[Item, Tree.Element]]:
    return [(item, each) for item, each in questions("stack", name, sizes) if each.get("type") == "stack"]


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
    asked: list[Asked] = []
    found = stack_questions(name, sizes)
    for item, question in found[: len(found) // 2] if sizes else found:  # long answers of one version are enough
        trees, fields = question.findall("prt"), question.findall("input")
        assert sum(float(tree.findtext("value") or 0) for tree in trees) == pytest.approx(1)
        for tree, field in zip(trees, fields, strict=True):
            forms = FORMS if field.findtext("type") == "varmatrix" else SCALAR_FORMS
            answer = field.findtext("tans") or ""
            asked += [Asked(item.name, question, tree, form.format(answer), worth) for form, worth in forms.items()]
    for each, (equal, given) in zip(asked, marked(asked), strict=True):
        assert given == (1.0 if equal else each.worth), (each.what, each.typed)


@dataclass(frozen=True)
class Asked:
    """Something typed into the input of a tree, and the part of the points it is worth, unless it is the answer."""

    what: str
    question: Tree.Element
    tree: Tree.Element
    typed: str
    worth: float


def marked(asked: Sequence[Asked]) -> list[tuple[bool, float]]:
    """Whether each is the answer itself, and the part of the points that its tree gives."""
    lines = []
    for place, each in enumerate(asked):
        number = (each.tree.findtext("name") or "").removeprefix("prt")
        nodes = each.tree.findall("node")
        tests = [f"same({node.findtext('sans')}, {node.findtext('tans')})" for node in nodes]
        settled = (each.tree.findtext("feedbackvariables/text") or "").replace(";", "$").splitlines()
        if place == 0 or asked[place - 1].tree is not each.tree:
            lines += ["kill(values)$", *variables(each.question)]
        lines += [f"ans{number}: {each.typed}$", *settled]
        lines.append(f"print([same(ans{number}, ta{number}), {', '.join(tests)}])$")
    printed = re.findall(r"^\[((?:true|false).*)\]", asked_of_maxima(lines), re.MULTILINE)
    found = []
    for each, line in zip(asked, printed, strict=True):
        equal, *passed = [word.strip() == "true" for word in line.split(",")]
        scores = [float(node.findtext("truescore") or 0) for node in each.tree.findall("node")]
        found.append((equal, next((score for score, yes in zip(scores, passed, strict=True) if yes), 0.0)))
    return found


ASSUMED = """\
title: What may be assumed
exercises:
  - title: Symmetric
    function: {inputs: {x: R^2, A: "R^{2x2}"}, assume: {A: symmetric}, expr: x.T @ A @ x, wrt: x}
    parts: [{ask: derivative}]
  - title: Diagonal
    function: {inputs: {x: R^2, A: "R^{2x2}"}, assume: {A: diagonal}, expr: x.T @ A @ x, wrt: x}
    parts: [{ask: derivative}]
  - title: A distribution
    function: {inputs: {z: R, t: R^3}, assume: {t: distribution}, expr: sum(t)*z**2 + t1*z, wrt: z}
    parts: [{ask: derivative}]
  - title: Rows that add up to one
    function: {inputs: {z: R^2, P: "R^{2x2}"}, assume: {P: row-stochastic}, expr: P @ z, wrt: z}
    parts: [{ask: derivative}]
  - title: Positive
    function: {inputs: {x: R}, assume: {x: positive}, expr: sqrt(x**2)*x}
    parts: [{ask: derivative}]
  - title: Invertible
    function: {inputs: {x: R^2, A: "R^{2x2}"}, assume: {A: invertible}, expr: A @ x, wrt: x}
    parts: [{ask: derivative}]
  - title: Orthogonal
    function: {inputs: {x: R^2, H: "R^{2x2}"}, assume: {H: orthogonal}, expr: norm(H @ x)**2, wrt: x}
    parts: [{ask: derivative}]
"""
TYPED = {
    "1": {
        "matrix([2*x1*A11+2*x2*A21, 2*x1*A12+2*x2*A22])": 1.0,
        "matrix([2*x1*A11+2*x2*A12, 2*x1*A12+2*x2*A22])": 1.0,
        "matrix([2*x1*A11+2*x2*A21],[2*x1*A12+2*x2*A22])": 0.5,
        "matrix([2*x1*A11+2*x2*A22, 2*x1*A12+2*x2*A22])": 0.0,
    },
    "2": {"matrix([2*x1*A11, 2*x2*A22])": 1.0, "matrix([2*x1*A11+A12*x2, 2*x2*A22])": 1.0, "matrix([x1, x2])": 0.0},
    "3": {"2*z+t1": 1.0, "2*z*(t1+t2+t3)+t1": 1.0, "2*z+1-t2-t3": 1.0, "2*z+t2": 0.0},
    "4": {
        "matrix([P11,P12],[P21,P22])": 1.0,
        "matrix([P11,1-P11],[1-P22,P22])": 1.0,
        "matrix([P11,P21],[P12,P22])": 0.5,
    },
    "5": {"2*x": 1.0, "2*sqrt(x^2)": 1.0, "2*abs(x)": 1.0, "-2*x": 0.5, "x": 0.0},
    "6": {"matrix([A11,A12],[A21,A22])": 1.0, "matrix([A11,A12],[A12,A22])": 0.0},
}
"""By question what may be typed, in Maxima, and the part of the points for it."""


@pytest.fixture
def assuming(tmp_path: Path) -> Drawn:
    here = course(tmp_path, ASSUMED)
    return draw_set(here.problem_set("a-set"), here, PUBLIC)


@needs_maxima
def test_what_may_be_assumed_is_known_to_the_trees(assuming: Drawn) -> None:
    made = EXPORTS["stack"].make([assuming])
    (content,) = made.files.values()
    assert made.warnings == ("7: STACK does not know that H is orthogonal: they are essays, marked by hand",)
    assert [question.kind for question in read_bank(content).questions] == ["stack"] * 6 + ["essay"]
    asked = []
    for number, question in zip(TYPED, Tree.fromstring(content).iterfind("question[@type='stack']"), strict=True):
        (tree,) = question.findall("prt")
        asked += [Asked(number, question, tree, typed, worth) for typed, worth in TYPED[number].items()]
    for each, (_, given) in zip(asked, marked(asked), strict=True):
        assert given == each.worth, (each.what, each.typed)


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
