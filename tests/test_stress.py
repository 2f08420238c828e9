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
from mcdocs.papers.objections import Found, Take, summarised
from mcdocs.papers.stress import stress, ugliness


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
    assert (found.wrong, found.failures) == ((), ())
    assert found.lines[0].startswith("25 papers drawn")
    assert all(re.search(r"\d to \d+.*, half of them up to \d", line) for line in found.lines[1:4])
    versions, passed, lines = found.lines[-1].split()[1:4]
    assert int(versions) > 20
    assert passed == "0"
    assert int(lines) > 0


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ("2, 3", "papers are the same as another one"),
        ("2000, 3000, 4000", "question 1 has a number over 1000 in 12 papers, up to 9000 with a = 3000, n = 3"),
    ],
)
def test_what_nobody_wants_to_hand_out_is_named(numbers: str, message: str, tmp_path: Path) -> None:
    found = stress(written(tmp_path, numbers), "powers", 12, HERE)
    assert any(message in wrong for wrong in found.wrong)


def test_denominators_are_ugly_where_they_stand_below_a_formula(tmp_path: Path) -> None:
    course = written(tmp_path, "1/37, 2/37, 3/37")
    spec = course / "specs" / "problems" / "powers.yaml"
    spec.write_text(spec.read_text("utf-8").replace("integer: [1", "rational: [1"), "utf-8")
    found = stress(course, "powers", 12, HERE)
    assert any("question 1 has a denominator over 20 in" in wrong for wrong in found.wrong)
    assert any(", up to 37 with a = " in wrong for wrong in found.wrong)


def test_a_failure_of_verification_is_reported_once_with_what_was_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds = iter(range(100))

    def judge(_: object) -> None:
        if (seed := next(seeds)) % 2:
            raise RefereeError(f"should be {seed}.5, but it is {-seed}")

    monkeypatch.setattr(room, "judge", judge)
    found = stress(written(tmp_path, "2, 3"), "powers", 6, HERE)
    assert found.wrong[0] == "3 of 6 papers fail"
    (failure,) = found.failures
    assert re.search(
        r"should be 1\.5, but it is -1\n  in 3 papers; the first of them drew 1 with a = \d, n = \d$", failure
    )


def test_a_set_that_is_wrong_itself_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="there is no problem set called 'powers'"):
        stress(tmp_path, "powers", 5, HERE)


@pytest.mark.parametrize(("lines", "uneven"), [((4, 9), True), ((4, 8), False), ((1, 3), False), ((1, 4), True)])
def test_an_exercise_that_is_harder_for_some_is_named(lines: tuple[int, int], uneven: bool) -> None:
    other = Take("A long one", (), lines=30)
    papers = [
        Found(seed, (other, Take("A short one", (("a", str(seed)),), lines=count)), 100)
        for seed, count in enumerate(lines)
    ]
    first = "1 line" if lines[0] == 1 else f"{lines[0]} lines"
    said = f"exercise 2 takes {first} of working with a = 0, and {lines[1]} with a = 1: that is not equally hard"
    assert summarised(papers).wrong == ((said,) if uneven else ())


def test_a_failure_leaves_the_other_papers_in_the_report() -> None:
    found = summarised([Found(0, errors=[SpecError("broken")]), Found(1, (Take("One", ()),), 5)])
    assert found.wrong == ("1 of 2 papers fail",)
    assert found.failures == ("broken\n  in 1 paper",)
    assert found.lines[0] == "2 papers drawn, 1 of them different"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (Fraction(3), None),
        (Fraction(7, 20), None),
        (Fraction(1, 21), "denominator"),
        (Fraction(1000), None),
        (Fraction(1001), "number"),
    ],
)
def test_numbers_are_ugly_when_they_are_large(value: Fraction, reason: str | None) -> None:
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
