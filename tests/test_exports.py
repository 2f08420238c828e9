"""Exports of problem sets: what all formats owe, notebooks and worksheets for Gradescope, and the command."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pikepdf
import pytest
from typer.testing import CliRunner

from mcdocs.calculus.inputs import read_scope
from mcdocs.calculus.referee import evaluate
from mcdocs.cli import app
from mcdocs.errors import DocumentError, McdocsError
from mcdocs.exports import EXPORTS, notebook
from mcdocs.exports.numbers import numbers
from mcdocs.exports.sizing import resized
from mcdocs.exports.table import Item, answer_text, items
from mcdocs.language.parse import parse_formula
from mcdocs.language.prose import Inline, Text
from mcdocs.papers.exporting import export, fresh_versions
from mcdocs.papers.ink import Ink, read_ink
from mcdocs.printers.latex import latex
from mcdocs.problems.model import Drawn, Filled, Sheet, Value
from tests.exported import ROOT, SETS, SIZED, bundle, versions, written

# ── every format ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("format", EXPORTS)
def test_an_export_is_the_same_bytes_every_time(format: str, name: str) -> None:
    again = EXPORTS[format].make(list(fresh_versions(name, ROOT, 2)))
    assert again == bundle(format, name)
    assert again.files


_DIGESTS = """
import hashlib
from mcdocs.exports import EXPORTS
from tests.exported import versions
for name in EXPORTS:
    made = EXPORTS[name].make(versions("jacobians-by-hand"))
    print(name, hashlib.sha256(repr(sorted(made.files.items())).encode()).hexdigest(), made.warnings)
"""


def test_an_export_is_the_same_bytes_in_another_process() -> None:
    """Where the order of sets and hashes is another one."""
    runs = [
        subprocess.run(
            [sys.executable, "-c", _DIGESTS],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert len(runs[0].splitlines()) == len(EXPORTS)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("format", ["moodle", "stack", "qti12", "qti21", "prairielearn"])
def test_what_a_format_cannot_mark_is_a_warning_by_name(format: str, name: str) -> None:
    told = " ".join(bundle(format, name).warnings)
    named = {id for sentence in bundle(format, name).warnings for id in sentence.partition(":")[0].split(", ")}
    formulas = {item.question.id for item in items(versions(name)) if _by_hand(format, item)}
    assert formulas <= named
    assert ("by hand" in told) == bool(formulas)
    errors = {item.question.id for item in items(versions(name)) if item.question.kind == "error"}
    half = [sentence for sentence in bundle(format, name).warnings if "what it should be is not asked" in sentence]
    assert {id for sentence in half for id in sentence.partition(":")[0].split(", ")} == errors


def _by_hand(format: str, item: Item) -> bool:
    """Whether the format has no field that marks this answer."""
    if not isinstance(item.solution.answer, Value | Filled):
        return False
    if format in ("stack", "prairielearn"):
        return any(answer is None for answer in written(item))
    rows = numbers(item)
    return rows is None or (format == "qti12" and len(rows) * len(rows[0]) > 1)


@pytest.mark.parametrize("format", ["stack", "prairielearn"])
def test_sizes_turn_what_is_asked_for_any_size_into_what_is_marked(format: str) -> None:
    name, sizes = SIZED[-1]
    assert "by hand" in " ".join(bundle(format, name).warnings)
    assert "by hand" not in " ".join(bundle(format, name, sizes).warnings)
    asked = "".join(piece.text for piece in _prompt(versions(name, sizes)[0]) if isinstance(piece, Text))
    assert asked.endswith(" Answer entry by entry, for m = 3 and n = 2.")


def _prompt(drawn: Drawn) -> Inline:
    (item,) = [item for item in items([drawn]) if item.question.id == "2a"]
    return item.question.prompt


@pytest.mark.parametrize(
    ("formula", "shape"),
    [
        ("A @ x + n*x", (2,)),
        ("eye(n) + ones(n, n)/n", (2, 2)),
        ("kron(A, eye(m))", (6, 6)),
        ("vec(B @ A)", (6,)),
        ("sum(x) * mean(B)", ()),
    ],
)
def test_a_formula_at_given_sizes_has_the_values_it_had(formula: str, shape: tuple[int, ...]) -> None:
    node = parse_formula(formula, read_scope({"A": "R^{n x n}", "B": "R^{m x n}", "x": "R^n"}))
    sizes = {"n": 2, "m": 3}
    small = resized(node, sizes)
    assert small.shape == shape
    values = {"A": np.array([[1.0, 2], [3, 5]]), "B": np.arange(6.0).reshape(3, 2), "x": np.array([0.5, 7])}
    assert evaluate(small, values) == pytest.approx(evaluate(node, values, sizes))


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
    with open(tmp_path / f"{SETS[0]}-outline.csv", encoding="utf-8", newline="") as stream:
        outline = list(csv.DictReader(stream))
    papers = list(tmp_path.glob("*.pdf"))
    assert len(papers) == 2
    for paper in papers:
        with pikepdf.open(paper) as pdf:
            assert [int(row["page"]) for row in outline] == list(range(1, len(pdf.pages) + 1))
            for row, page in zip(outline, pdf.pages, strict=True):
                assert row["title"].replace(" ", "") in _words(page), row["question"]


def _words(page: pikepdf.Page) -> str:
    """What stands on a page, without blanks."""
    ink = Ink()
    read_ink(page.Contents.read_bytes(), page.obj.get("/Resources"), ink)
    return ink.text.replace(" ", "")


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_command_writes_folders_and_tells_what_is_lost(tmp_path: Path) -> None:
    command = ["export", "prairielearn", SETS[0], "-C", str(ROOT), "--output", str(tmp_path)]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    assert "warning: " in result.stderr
    assert list(tmp_path.glob(f"questions/{SETS[0]}/*/info.json"))


def test_what_paper_cannot_show_is_an_error_in_the_spec(tmp_path: Path) -> None:
    (tmp_path / "specs" / "problems").mkdir(parents=True)
    text = "title: 梯度\nexercises:\n  - function: {inputs: {x: R}, expr: x**2}\n    parts: [{ask: derivative}]\n"
    (tmp_path / "specs" / "problems" / "a-set.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError, match="no glyph for the character") as caught:
        export("gradescope", "a-set", tmp_path, tmp_path / "out")
    assert str(caught.value.at).endswith("a-set.yaml:1:1")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["moodel", SETS[0]], 2),
        (["moodle", "no-such-set"], 2),
        (["moodle", SETS[0], "--versions", "0"], 2),
        *((["stack", SIZED[-1][0], "--sizes", sizes], 2) for sizes in ("n", "n=1", "n=2,n=3", "n=2.5", "q=2")),
    ],
)
def test_what_cannot_be_exported_is_said(arguments: list[str], code: int, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["export", *arguments, "-C", str(ROOT), "--output", str(tmp_path)])
    assert getattr(result.exception, "exit_code", result.exit_code) == code
    assert not list(tmp_path.iterdir())
