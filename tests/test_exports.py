"""Exports of problem sets, read by a published schema or by a library that knows the format.

The DTD of QTI 1.2 and the JSON schema of notebooks are published, and judge. QTI 2.1 and content packages are read by
pyslet, Moodle XML by moodle-xml-parser, the answers of STACK by Maxima and those of PrairieLearn by SymPy.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree as Tree

import nbformat
import pytest
import sympy
from lxml import etree
from moodle_xml_parser import parser as moodle_reader
from typer.testing import CliRunner

from mcdocs.calculus.referee import evaluate
from mcdocs.cli import app
from mcdocs.errors import McdocsError
from mcdocs.exports import EXPORTS, Bundle, notebook
from mcdocs.exports.table import Item, answer_text, items
from mcdocs.exports.writing import written_out
from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.papers.exporting import export, fresh_versions
from mcdocs.printers.latex import latex
from mcdocs.printers.maxima import maxima
from mcdocs.problems.model import Chosen, Drawn, Filled, Sheet, Sizes, Value
from mcdocs.specs.course import Course

ROOT = Path(__file__).parents[1]
SETS = Course(ROOT).problem_sets()
DTD = ROOT / ".venv" / "schemas" / "ims_qtiasiv1p2p1.dtd"
MAXIMA = shutil.which("maxima")
PLACES = {"x": 0.7, "y": 1.3, "z": 0.4}


@cache
def versions(name: str) -> list[Drawn]:
    return list(fresh_versions(name, ROOT, 2))


@cache
def bundle(format: str, name: str) -> Bundle:
    return EXPORTS[format].make(versions(name))


def questions(format: str, name: str) -> list[tuple[Item, Tree.Element]]:
    """Each question of an export in Moodle XML, beside what it was made from."""
    (content,) = bundle(format, name).files.values()
    found = [each for each in Tree.fromstring(content) if each.get("type") != "category"]
    return list(zip(items(versions(name)), found, strict=True))


def unpacked(format: str, name: str) -> Mapping[str, bytes]:
    (content,) = bundle(format, name).files.values()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {entry: archive.read(entry) for entry in archive.namelist()}


# ── every format ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("format", EXPORTS)
def test_an_export_is_the_same_bytes_every_time(format: str, name: str) -> None:
    again = EXPORTS[format].make(list(fresh_versions(name, ROOT, 2)))
    assert again == bundle(format, name)
    assert again.files


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("format", ["moodle", "stack", "qti12", "qti21", "prairielearn"])
def test_what_a_format_cannot_mark_is_a_warning_by_name(format: str, name: str) -> None:
    told = " ".join(bundle(format, name).warnings)
    named = {id for sentence in bundle(format, name).warnings for id in sentence.partition(":")[0].split(", ")}
    formulas = {
        item.question.id
        for item in items(versions(name))
        if isinstance(item.solution.answer, Value | Filled)
        and (format in ("moodle", "qti12", "qti21") or any(answer is None for answer in _written(item)))
    }
    assert formulas <= named
    assert ("by hand" in told) == bool(formulas)


def _written(item: Item) -> list[Any]:
    match item.solution.answer:
        case Value(node=node):
            return [written_out(node)]
        case Filled(values=values):
            return [written_out(value) for value in values]
        case _:
            return []


# ── Moodle and STACK ─────────────────────────────────────────────────────────────────────────────────────────────────


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
        for number, answer in enumerate(_written(item), 1):
            point, values = _point([entry for row in answer.rows for entry in row])
            where = "".join(f", {symbol}={value}" for symbol, value in point.items())
            lines.append(f"print(float(ev(entries(ta{number}){where})))$")
            expected += values
        lines.append("kill(values)$")
    command = [str(MAXIMA), "--very-quiet", "--batch-string=" + "\n".join(lines)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=100, check=True)
    numbers = [float(word) for line in re.findall(r"^\[(.*)\]", run.stdout, re.MULTILINE) for word in line.split(",")]
    assert numbers == pytest.approx(expected, rel=1e-8)


_MAXIMA = "display2d:false$ fpprintprec:12$ entries(m):=if matrixp(m) then apply(append, args(m)) else [m]$"


def _point(entries: Sequence[Node]) -> tuple[dict[str, float], list[float]]:
    """Some numbers for the names in formulas, and the values of the formulas there."""
    import numpy as np

    arrays: dict[str, Any] = {}
    point: dict[str, float] = {}
    for part in (part for entry in entries for part in nodes.walk(entry)):
        symbol = part.of if isinstance(part, nodes.Entry) else part
        if isinstance(symbol, nodes.Symbol) and symbol.name not in arrays:
            size = int(np.prod([int(size) for size in symbol.shape]))
            arrays[symbol.name] = (np.arange(size) * 0.17 + 0.6 + 0.1 * len(arrays)).reshape(symbol.shape)
        if isinstance(part, nodes.Entry):
            point[part.name] = float(arrays[part.of.name][tuple(i - 1 for i in part.index)])
        elif isinstance(part, nodes.Symbol):
            point[part.name] = float(arrays[part.name])
    return point, [float(evaluate(entry, arrays)) for entry in entries]


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


# ── QTI ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(not DTD.exists(), reason="the DTD of QTI 1.2 is not there: scripts/setup-readers fetches it")
@pytest.mark.parametrize("name", SETS)
def test_qti_12_is_valid_by_the_published_dtd(name: str) -> None:
    with open(DTD, encoding="utf-8", errors="replace") as stream:
        dtd = etree.DTD(stream)
    assessments = [content for place, content in unpacked("qti12", name).items() if place.endswith("assessment.xml")]
    assert len(assessments) == 2
    for content in assessments:
        assert dtd.validate(etree.fromstring(content)), dtd.error_log.filter_from_errors()


@pytest.mark.parametrize("name", SETS)
def test_a_reader_of_qti_21_reads_every_item_and_test(name: str) -> None:
    from pyslet.qtiv2 import xml as qti

    for place, content in unpacked("qti21", name).items():
        if place != "imsmanifest.xml":
            document = qti.QTIDocument()
            document.read(src=io.BytesIO(content))
            kind = "AssessmentTest" if place.endswith("test.xml") else "AssessmentItem"
            assert type(document.root).__name__ == kind


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("format", ["qti12", "qti21"])
def test_a_reader_of_content_packages_finds_every_file_in_the_manifest(format: str, name: str) -> None:
    from pyslet import imscpv1p2 as packaging

    files = unpacked(format, name)
    document = packaging.ManifestDocument()
    document.read(src=io.BytesIO(files["imsmanifest.xml"]))
    listed = [str(resource.href) for resource in document.root.Resources.Resource]
    assert sorted(listed) == sorted(set(files) - {"imsmanifest.xml"})


@pytest.mark.parametrize("name", SETS)
def test_qti_21_says_what_is_right_where_it_can_mark(name: str) -> None:
    namespace = {"q": "http://www.imsglobal.org/xsd/imsqti_v2p1"}
    files = unpacked("qti21", name)
    for item in items(versions(name)):
        root = Tree.fromstring(files[f"{item.drawn.sheet.version}/{item.question.id}.xml"])
        right = root.findtext("q:responseDeclaration/q:correctResponse/q:value", None, namespace)
        match item.solution.answer:
            case Chosen(index):
                assert right == f"c{index + 1}"
            case Sizes():
                assert right == answer_text(item.solution)
            case _:
                assert right is None


# ── PrairieLearn ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", SETS)
def test_prairielearn_folders_generate_every_version(name: str, tmp_path: Path) -> None:
    files = bundle("prairielearn", name).files
    for place, content in files.items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_bytes(content)
    groups: dict[str, list[Item]] = {}
    for item in items(versions(name)):
        groups.setdefault(item.question.id, []).append(item)
    for id, group in groups.items():
        folder = tmp_path / "questions" / name / id
        info = json.loads((folder / "info.json").read_text())
        assert {"uuid", "title", "topic", "type"} <= set(info)
        assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", info["uuid"])
        assert info["type"] == "v3"
        made = [_generated(folder, seed) for seed in range(20)]
        stored = json.loads((folder / "versions.json").read_text())
        assert {json.dumps(each, sort_keys=True) for each in made} == {
            json.dumps(each, sort_keys=True) for each in stored
        }
        template = (folder / "question.html").read_text()
        for item, data in zip(group, stored, strict=True):
            _check_names(template, data, info)
            if "pl-symbolic-input" in template:
                _check_answers(item, data)


def _generated(folder: Path, seed: int) -> dict[str, Any]:
    module = ModuleType("server")
    module.__file__ = str(folder / "server.py")
    exec(compile((folder / "server.py").read_text(), module.__file__, "exec"), module.__dict__)
    data: dict[str, Any] = {"variant_seed": seed, "params": {}, "correct_answers": {}}
    module.generate(data)
    return {"params": data["params"], "correct_answers": data["correct_answers"]}


def _check_names(template: str, data: Mapping[str, Any], info: Mapping[str, Any]) -> None:
    """What the page asks for has an answer, unless a person marks it."""
    if info.get("gradingMethod") == "Manual":
        assert data["correct_answers"] == {}
    elif "pl-symbolic-input" in template:
        named = {cell["name"] for row in data["params"]["rows"] for cell in row["cells"]}
        assert named == set(data["correct_answers"])
    elif "pl-multiple-choice" in template:
        assert [choice["correct"] for choice in data["params"]["choices"]].count("true") == 1
    else:
        assert set(data["correct_answers"]) == {"answer"}


def _check_answers(item: Item, data: Mapping[str, Any]) -> None:
    """SymPy reads the answers as PrairieLearn does, and finds our numbers."""
    entries = [entry for answer in _written(item) for row in answer.rows for entry in row]
    point, values = _point(entries)
    names = {word.strip(): sympy.Symbol(word.strip()) for word in data["params"]["variables"].split(",")}
    known = {**names, "e": sympy.E, "ln": sympy.log, "abs": sympy.Abs, "pi": sympy.pi}
    found = [sympy.sympify(answer, locals=known) for answer in data["correct_answers"].values()]
    numbers = [float(each.subs({known[symbol]: value for symbol, value in point.items()})) for each in found]
    assert numbers == pytest.approx(values)


# ── notebooks and Gradescope ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", SETS)
def test_notebooks_are_valid_by_the_published_schema(name: str) -> None:
    files = bundle("notebook", name).files
    assert len(files) == 4
    for content in files.values():
        nbformat.validate(nbformat.reads(content.decode(), as_version=4))


@pytest.mark.parametrize("name", SETS)
def test_the_notebook_of_a_student_holds_no_answer_and_the_key_holds_all(name: str) -> None:
    files = bundle("notebook", name).files
    for drawn in versions(name):
        stem = f"{name}-{drawn.sheet.version}"
        student, key = (_source(files[f"{stem}{kind}.ipynb"]) for kind in ("", "-key"))
        for item in items([drawn]):
            answer = answer_text(item.solution)
            assert f"answer_{item.question.id} = {answer!r}" in key
            assert f'answer_{item.question.id} = ""' in student
            if isinstance(item.solution.answer, Value) and len(answer) > 8:
                assert answer not in student
                # unless a question shows it, to ask something else
                shown = latex(item.solution.answer.node)
                assert shown not in student or any(shown in latex(math) for math in item.question.displays)


@pytest.mark.parametrize("name", SETS)
def test_mathematics_stands_in_notebooks_as_it_is(name: str) -> None:
    """Notebooks take mathematics out before they read Markdown: an entity in it would be shown as one."""
    for content in bundle("notebook", name).files.values():
        for maths in re.findall(r"\$+[^$]+\$+", _source(content)):
            assert "&amp;" not in maths
            assert "<" not in maths


def _source(content: bytes) -> str:
    return "\n".join(cell["source"] for cell in json.loads(content)["cells"])


@pytest.mark.parametrize("format", ["notebook", "gradescope"])
def test_what_students_get_is_looked_through(format: str) -> None:
    made = bundle(format, SETS[0])
    assert {drawn.sheet.version for drawn in made.sheets.values()} == {each.sheet.version for each in versions(SETS[0])}


def test_an_answer_in_what_students_get_stops_the_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = notebook._worksheet

    def careless(sheet: Sheet) -> list[dict[str, Any]]:
        (solution,) = [each for each in solutions if each.id == "1"]
        return [*honest(sheet), notebook._code("hint", answer_text(solution))]

    solutions = [item.solution for item in items(versions("jacobians-by-hand")[:1])]
    monkeypatch.setattr(notebook, "_worksheet", careless)
    with pytest.raises(McdocsError) as caught:
        export("notebook", "jacobians-by-hand", ROOT, tmp_path)
    assert "shows the answer to 1" in str(caught.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", SETS)
def test_gradescope_has_a_page_for_each_question_and_an_outline(name: str) -> None:
    made = bundle("gradescope", name)
    (outline,) = made.files.values()
    rows = [line.split(",") for line in outline.decode().splitlines()[1:]]
    asked = [item.question for item in items(versions(name)[:1])]
    assert [row[0] for row in rows] == [question.id for question in asked]
    assert made.pages == len(asked)
    for paper in made.papers.values():
        assert paper.apart
        assert all(len(problem.parts) == 1 for problem in paper.problems)


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="TeX is not installed: make tex installs it")
def test_the_pages_of_gradescope_are_the_same_for_everybody(tmp_path: Path) -> None:
    command = ["export", "gradescope", SETS[0], "-C", str(ROOT), "--versions", "2", "--output", str(tmp_path)]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    assert len(list(tmp_path.glob("*.pdf"))) == 2  # each was counted: as many pages as questions


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_command_writes_folders_and_tells_what_is_lost(tmp_path: Path) -> None:
    command = ["export", "prairielearn", SETS[0], "-C", str(ROOT), "--output", str(tmp_path)]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    assert "warning: " in result.stderr
    assert list(tmp_path.glob(f"questions/{SETS[0]}/*/info.json"))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["moodel", SETS[0]], 2), (["moodle", "no-such-set"], 1), (["moodle", SETS[0], "--versions", "0"], 2)],
)
def test_what_cannot_be_exported_is_said(arguments: list[str], code: int, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["export", *arguments, "-C", str(ROOT), "--output", str(tmp_path)])
    assert getattr(result.exception, "exit_code", result.exit_code) == code
    assert not list(tmp_path.iterdir())
