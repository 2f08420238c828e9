"""A class graded: tables of answers as they come, a table of marks, and answers that never end or kill a process."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from mcdocs.build.fingerprints import digest
from mcdocs.cli import app
from mcdocs.errors import SpecError
from mcdocs.gradebook import judges
from mcdocs.gradebook.answers import read_answers
from mcdocs.gradebook.results import safe
from mcdocs.gradebook.run import grade_class
from mcdocs.grading.grade import grade
from mcdocs.problems.manifest import Manifest, lines_of
from mcdocs.problems.seed import PUBLIC
from mcdocs.problems.sets import draw_paper, paper_seed
from mcdocs.problems.versions import Version
from mcdocs.specs.course import Course

SET = """
title: Two exercises
exercises:
  - draw: {a: {integer: 2 to 6}}
    function: {inputs: {x: R}, expr: sin(a*x**2)}
    parts:
      - ask: derivative
      - ask: value
        at: {x: 1}
  - function: {inputs: {x: R^n, A: "R^{n x n}"}, expr: x.T @ A @ x, wrt: x}
    parts:
      - {ask: derivative, points: 3}
"""
STUDENTS = ("ada", "emmy", "sofia")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course")
    (folder / "specs" / "problems").mkdir(parents=True)
    (folder / "specs" / "problems" / "two.yaml").write_text(SET)
    spec, versions = Course(folder).problem_set("two"), {}
    for student in STUDENTS:
        seed = paper_seed(PUBLIC, "two", student)
        drawn = draw_paper(spec, Course(folder), seed, student)
        version = Version(student, "", drawn.sheet.version, seed, drawn.attempts, drawn.draws, {}, "")
        versions[student] = version
    manifest = Manifest("two", "specs/problems/two.yaml", "0", "code", {}, versions)
    (folder / "manifest.json").write_text("".join(lines_of(manifest, versions.values())))
    return folder


def a_of(course: Path, student: str) -> str:
    """What was drawn for a student."""
    drawn = draw_paper(Course(course).problem_set("two"), Course(course), paper_seed(PUBLIC, "two", student), student)
    return drawn.draws[0]["a"]


def graded(course: Path, answers: str | bytes, tmp_path: Path, **more: Any) -> Mapping[tuple[str, str], dict[str, str]]:
    path = tmp_path / "answers.csv"
    path.write_bytes(answers if isinstance(answers, bytes) else answers.encode())
    outcome = grade_class(course / "manifest.json", path, course, **more)
    rows = list(csv.DictReader(io.StringIO("".join(outcome.table))))
    return {(row["student"], row["part"]): row for row in rows}


def test_a_class_is_graded_by_the_numbers_of_each_student(course: Path, tmp_path: Path) -> None:
    answers = "student,part,answer\n" + "".join(
        f"{student},1a,2*{a_of(course, student)} x cos({a_of(course, student)} x^2)\n{student},2,(A+A')x\n"
        for student in STUDENTS
    )
    rows = graded(course, answers, tmp_path)
    for student in STUDENTS:
        assert rows[student, "1a"]["status"] == "right"
        assert rows[student, "1b"]["status"] == "missing"
        assert rows[student, "2"]["diagnosis"] == "other layout"
        assert (rows[student, "total"]["points"], rows[student, "total"]["out of"]) == ("5.5", "9")


FORMS = {
    "long": "student,part,answer\nada,2,x'(A+A')\n",
    "long, other names": "Student ID,Question,Response\nada,2,\"x'(A+A')\"\n",
    "wide": "student,1a,1b,2\nada,,,x'(A+A')\n",
    "wide, with columns that are no parts": "id,name,2,2b,time\nada,Ada,x'(A+A'),z,12:00\n",
    "semicolons": "student;part;answer\nada;2;x'(A+A')\n",
    "tabs": "student\tpart\tanswer\nada\t2\tx'(A+A')\n",
    "marked and ended as on Windows": b"\xef\xbb\xbfstudent,part,answer\r\nada,2,x'(A+A')\r\n\r\n",
    "a broken line": "student,part,answer\nada,2,\"x'(A+\nA')\"\n",
    "short rows": "student,part,answer\nemmy\nada,2,x'(A+A')\nsofia,1a\n",
    "ids in capitals": "student,part,answer\nADA,2,x'(A+A')\n",
    "as Excel is told the separator": "sep=;\nID number;part;answer\nada;2;x'(A+A')\n",
    "commas at the end": "student,part,answer,\nada,2,x'(A+A'),,,\n",
    "twice the same": "student,part,answer\nada,2,x'(A+A')\nada,2,x'(A+A')\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_tables_of_answers_as_they_come(course: Path, tmp_path: Path, form: str) -> None:
    rows = graded(course, FORMS[form], tmp_path)
    assert rows["ada", "2"]["status"] == "right"
    assert rows["emmy", "2"]["status"] == "missing"


def test_rows_that_belong_nowhere_are_said_and_the_rest_is_graded(course: Path, tmp_path: Path) -> None:
    text = "student,part,answer\nbob,1a,x\nada,7z,x\n,2,x\nada,2,x'(A+A')\nemmy,2,x'A\nemmy,2,x'\n"
    rows = graded(course, text, tmp_path)
    assert "row 2: there is no such student" in rows["bob", "1a"]["feedback"]
    assert "row 3: there is no part '7z'" in rows["ada", "7z"]["feedback"]
    assert "row 4: the student is missing" in rows["", "2"]["feedback"]
    assert rows["ada", "2"]["status"] == "right"
    assert rows["emmy", "2"]["status"] == "undecided"
    assert "several different answers" in rows["emmy", "2"]["feedback"]
    assert rows["emmy", "total"]["feedback"] == "1 to be decided by a person"


def test_an_answer_without_quotes_is_put_together_again(tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_text("student,part,answer\nada,1a,[2x, 3, [4]]\nbo,1a,3,,\n")
    assert [answer.text for answer in read_answers(tmp_path / "answers.csv", ["1a"])] == ["[2x, 3, [4]]", "3"]


@pytest.mark.parametrize(
    "text", ["student,1a,2\nada,[2x, 3],x\nemmy,,x'(A+A')\n", "answer,student,part\nx'(A+A'),emmy,2\n[1, 2],ada,2\n"]
)
def test_a_row_with_too_many_fields_is_said_and_the_rest_is_graded(course: Path, tmp_path: Path, text: str) -> None:
    rows = graded(course, text, tmp_path)
    (wrong,) = (row for row in rows.values() if row["status"] == "error")
    assert "has 4 fields, the first line has 3: an answer with ',' in it needs quotes" in wrong["feedback"]
    assert rows["emmy", "2"]["status"] == "right"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "no column is called 'student'"),
        (b"a,b\n1,2\n", "no column is called 'student'"),
        (b"student,mark\nada,2\n", "no column holds answers"),
        (b"student,part,answer\nada,2,\xff\n", "not UTF-8"),
        (b'student,part,answer\nbo,2,x\nada,2,"x\nbo,3,y\n', ":3:7: .* a quote is opened and never closed"),
        (b'student,part,answer\nada,2,"x"y\n', ":2:7: .* expected after"),
    ],
)
def test_what_is_no_table_of_answers_is_said(tmp_path: Path, text: bytes, said: str) -> None:
    (tmp_path / "answers.csv").write_bytes(text)
    with pytest.raises(SpecError, match=said):
        list(read_answers(tmp_path / "answers.csv", ["1a"]))


def test_a_set_that_has_changed_since_is_noticed(course: Path, tmp_path: Path) -> None:
    for name in ("specs/problems/two.yaml", "manifest.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text((course / name).read_text().replace("2 to 6", "20 to 60"))
    with pytest.raises(SpecError, match="has changed since"):
        graded(tmp_path, "student,part,answer\n", tmp_path)


def _handed_out(course: Path, folder: Path) -> Path:
    """A copy of the course whose manifest knows the files its papers were made from."""
    spec = (course / "specs" / "problems" / "two.yaml").read_bytes()
    (folder / "specs" / "problems").mkdir(parents=True)
    (folder / "specs" / "problems" / "two.yaml").write_bytes(spec)
    manifest = (
        (course / "manifest.json").read_text().replace('"sources": {}', f'"sources": {{"{NAME}": "{digest(spec)}"}}')
    )
    (folder / "manifest.json").write_text(manifest)
    return folder


NAME = "specs/problems/two.yaml"


@pytest.mark.parametrize(("old", "new"), [("sin(a*x**2)", "sin(a*x**3)"), ("points: 3", "points: 5")])
def test_another_question_with_the_same_numbers_is_noticed(course: Path, tmp_path: Path, old: str, new: str) -> None:
    folder = _handed_out(course, tmp_path)
    (folder / NAME).write_text((folder / NAME).read_text().replace(old, new))
    with pytest.raises(SpecError, match=r"two.yaml:1:1: this has changed since the papers were made"):
        graded(folder, "student,part,answer\n", tmp_path)
    assert graded(folder, "student,part,answer\n", tmp_path, changed=True)["ada", "2"]["status"] == "missing"


def test_a_table_to_fill_in_has_a_row_for_each_student_and_a_column_for_each_part(course: Path, tmp_path: Path) -> None:
    command = ["grade", str(course / "manifest.json"), str(tmp_path / "answers.csv"), "--template"]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    assert next(_table(tmp_path / "answers.csv")) == {"student": "ada", "name": "", "1a": "", "1b": "", "2": ""}
    (tmp_path / "answers.csv").write_text("student,1a,1b,2\nada,,,x'(A+A')\n")
    refused = CliRunner().invoke(app, command)
    assert getattr(refused.exception, "exit_code", 0) == 2
    assert CliRunner().invoke(app, command[:-1]).exit_code == 0
    assert next(row for row in _table(tmp_path / "graded.csv") if row["part"] == "2")["status"] == "right"


# ── answers that take too long, or more ──────────────────────────────────────────────────────────────────────────────


def _treacherous(question: Any, solution: Any, text: str, policy: Any) -> Any:
    """What an answer nobody thought of might do to the process that judges it."""
    while text == "loop":
        pass
    if text == "die":
        os._exit(9)
    return grade(question, solution, text, policy)


@pytest.mark.parametrize("jobs", [1, 3])
def test_an_answer_that_never_ends_or_kills_its_process_stops_nothing(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    monkeypatch.setattr(judges, "grade", _treacherous)
    text = "student,1a,1b,2\nada,loop,x,x'(A+A')\nemmy,die,loop,die\nsofia,,,x'(A+A')\n"
    rows = graded(course, text, tmp_path, jobs=jobs, limit=0.5)
    for key in [("ada", "1a"), ("emmy", "1a"), ("emmy", "1b"), ("emmy", "2")]:
        assert rows[key]["status"] == "undecided"
        assert rows[key]["points"] == ""
    assert "longer than 0.5 seconds" in rows["ada", "1a"]["feedback"]
    assert rows["ada", "1b"]["status"] == "wrong"
    assert rows["ada", "2"]["status"] == rows["sofia", "2"]["status"] == "right"


def test_a_megabyte_of_text_is_left_to_a_person(course: Path, tmp_path: Path) -> None:
    rows = graded(course, f"student,part,answer\nada,2,{'x+' * 500_000}x\nada,1a,9**9**9\n", tmp_path)
    assert rows["ada", "2"]["status"] == rows["ada", "1a"]["status"] == "undecided"
    assert len(rows["ada", "2"]["answer"]) < 2_000


# ── the table of marks ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("cell", ["=1+1", "+x", "-2x", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "＝1+1"])
def test_no_cell_is_taken_for_a_formula_by_a_spreadsheet(cell: str) -> None:
    assert safe(cell)[0] not in "=+-@\t\r＝"


def test_what_cannot_be_printed_is_not(course: Path, tmp_path: Path) -> None:
    rows = graded(course, b"student,part,answer\nada,2,=x\x07y\n", tmp_path)
    assert rows["ada", "2"]["answer"] == "'=x\N{REPLACEMENT CHARACTER}y"


def test_the_command_writes_the_table_and_counts(course: Path, tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_text("student,part,answer\nada,2,(A+A')x\nemmy,2,?\n")
    command = ["grade", str(course / "manifest.json"), str(tmp_path / "answers.csv"), "-C", str(course), "-j", "1"]
    result = CliRunner().invoke(app, [*command, "--credit", "other layout=1/3"])
    assert result.exit_code == 0, result.output
    assert "0 right, 1 wrong, 1 undecided, 7 missing, 0 error" in result.output
    rows = {(row["student"], row["part"]): row for row in _table(tmp_path / "graded.csv")}
    assert rows["ada", "2"]["points"] == "1"


@pytest.mark.parametrize("credit", ["sign", "sign=2", "sign=x", "sins=1/2"])
def test_credits_that_make_no_sense_are_refused(course: Path, tmp_path: Path, credit: str) -> None:
    (tmp_path / "answers.csv").write_text("student,part,answer\n")
    command = ["grade", str(course / "manifest.json"), str(tmp_path / "answers.csv"), "-C", str(course)]
    result = CliRunner().invoke(app, [*command, "--credit", credit])
    assert getattr(result.exception, "exit_code", 0) == 2


def _table(path: Path) -> Iterator[dict[str, str]]:
    with open(path, newline="") as stream:
        yield from csv.DictReader(stream)
