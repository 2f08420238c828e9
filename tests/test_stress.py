"""Sweeping a set before it is handed out: what it reports, and what it calls unfit."""

from __future__ import annotations

import re
from concurrent.futures import Executor, Future
from fractions import Fraction
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mcdocs.cli import app
from mcdocs.errors import McdocsError, RefereeError, SpecError
from mcdocs.language.nodes import Number
from mcdocs.papers import stress as room
from mcdocs.papers.crew import Crew
from mcdocs.papers.stress import Found, stress, summary, ugliness


class Here(Executor):
    """Does what it is given at once."""

    def submit(self, work, /, *given, **named):  # type: ignore[no-untyped-def]
        done: Future[object] = Future()
        done.set_result(work(*given, **named))
        return done


HERE = Crew(Here, 1, ())
SET = """\
title: Powers
exercises:
  - draw: {a: {integer: [%s]}, n: {integer: 2 to 3}}
    function: {inputs: {x: R^2}, expr: a*x1**n*x2}
    parts: [{ask: derivative}]
"""


def written(folder: Path, numbers: str) -> Path:
    (folder / "specs" / "problems").mkdir(parents=True)
    (folder / "specs" / "problems" / "powers.yaml").write_text(SET % numbers)
    return folder


def test_a_good_set_is_called_nothing(tmp_path: Path) -> None:
    course = written(tmp_path, ", ".join(map(str, range(2, 300))))
    found = stress(course, "powers", 25, HERE)
    assert found.wrong == ()
    assert found.lines[0].startswith("25 papers drawn")
    assert all(re.search(r"\d to \d+.*, half of them up to \d", line) for line in found.lines[2:])
    assert re.search(r"lines of working: \d+ to \d+, half of them up to \d+$", "\n".join(found.lines), re.MULTILINE)


@pytest.mark.parametrize(
    ("numbers", "message"),
    [("2, 3", "papers are the same as another one"), ("2000, 3000, 4000", "question 1 has the number")],
)
def test_what_nobody_wants_to_hand_out_is_named(numbers: str, message: str, tmp_path: Path) -> None:
    found = stress(written(tmp_path, numbers), "powers", 12, HERE)
    assert any(message in wrong for wrong in found.wrong)


def test_denominators_are_ugly_where_they_stand_below_a_formula(tmp_path: Path) -> None:
    course = written(tmp_path, "1/37, 2/37, 3/37")
    spec = course / "specs" / "problems" / "powers.yaml"
    spec.write_text(spec.read_text("utf-8").replace("integer: [1", "rational: [1"), "utf-8")
    found = stress(course, "powers", 12, HERE)
    assert any("question 1 has the denominator 37" in wrong for wrong in found.wrong)


def test_a_failure_of_verification_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def judge(_: object) -> None:
        raise RefereeError("the key is wrong")

    monkeypatch.setattr(room, "judge", judge)
    found = stress(written(tmp_path, "2, 3"), "powers", 5, HERE)
    assert found.wrong == ("5 of 5 papers fail",)
    assert [error.message for error in found.errors] == ["the key is wrong"]


def test_a_set_that_is_wrong_itself_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="there is no problem set called 'powers'"):
        stress(tmp_path, "powers", 5, HERE)


def test_working_of_very_different_length_is_named() -> None:
    papers = [Found(seed, draws=(((("a", str(seed))),),), length=100, lines=lines) for seed, lines in enumerate((4, 9))]
    assert summary(papers).wrong == ("the working takes from 4 to 9 lines: that is not equally hard",)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (Fraction(3), ""),
        (Fraction(7, 20), ""),
        (Fraction(1, 21), "the denominator 21"),
        (Fraction(1000), ""),
        (Fraction(1001), "the number 1001"),
    ],
)
def test_numbers_are_ugly_when_they_are_large(value: Fraction, reason: str) -> None:
    assert ugliness(Number(value)) == reason


@pytest.mark.parametrize(("numbers", "code"), [("2, 3", 1), (", ".join(map(str, range(2, 300))), 0)])
def test_the_command_leaves_with_1_for_an_unfit_set(numbers: str, code: int, tmp_path: Path) -> None:
    course = written(tmp_path, numbers)
    done = CliRunner().invoke(app, ["stress", "powers", "-n", "8", "-j", "1", "-C", str(course)])
    assert done.exit_code == code, done.output
    assert "8 papers drawn" in done.output


def test_a_set_is_given_by_its_name_or_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, "2, 3, 4, 5")
    for folder, given in (".", "powers"), (".", "specs/problems/powers.yaml"), ("specs/problems", "powers.yaml"):
        monkeypatch.chdir(tmp_path / folder)
        assert CliRunner().invoke(app, ["stress", given, "-n", "1", "-j", "1"]).exit_code == 0


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("specs/problems/other.yaml", "there is no file"),
        ("specs/functions/f.yaml", "is not a problem set"),
        ("powrs", "there is no problem set"),
    ],
)
def test_what_is_no_set_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, message: str) -> None:
    written(tmp_path, "2, 3")
    (tmp_path / "specs" / "functions").mkdir()
    (tmp_path / "specs" / "functions" / "f.yaml").write_text("inputs: {x: R}\nexpr: x**2\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(McdocsError, match=message):
        CliRunner().invoke(app, ["stress", given, "-n", "1", "-j", "1"], catch_exceptions=False)
