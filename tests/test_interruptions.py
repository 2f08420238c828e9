"""A class made by the command itself, disturbed in every way: killed, without room to write, twice at the same time."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SET = """\
title: A sum
exercises:
  - draw: {a: {integer: 2 to 900}}
    function: {inputs: {x: R^2}, expr: a*x1**2*x2}
    parts: [{ask: derivative}]
"""
STUDENTS = 60
# As the command does it, with few papers at a time, so that there is much to interrupt.
RUN = """
import sys
from mcdocs.papers import assign
assign.MOST_AT_ONCE = 3
from mcdocs.cli import main
sys.argv[0] = "mcdocs"
main()
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("interrupted")
    (folder / "specs" / "problems").mkdir(parents=True)
    (folder / "specs" / "problems" / "sum.yaml").write_text(SET)
    (folder / "roster.csv").write_text("id\n" + "".join(f"student{number}\n" for number in range(STUDENTS)))
    (folder / "secret").write_text("a secret of the tests\n")
    (folder / "secret").chmod(0o600)
    return folder


def command(output: Path) -> list[str]:
    arguments = ["assign", "sum", "--roster", "roster.csv", "--secret", "secret", "--format", "md", "-j", "2"]
    return [sys.executable, "-c", RUN, *arguments, "--output", str(output)]


def start(course: Path, output: Path) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen(command(output), cwd=course, stdout=subprocess.DEVNULL, stderr=pipe, text=True)


def papers(output: Path) -> dict[str, bytes]:
    """Everything in a folder that is not private to the build."""
    found = (path for path in output.rglob("*") if path.is_file() and ".state" not in path.parts)
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in found}


def wait_for(output: Path, students: int, run: subprocess.Popen[str]) -> None:
    """Until so many students have their papers, or there are no more to come."""
    deadline = time.monotonic() + 120
    while len(list(output.glob("problems/sum/students/*/key.md"))) < students and run.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.002)


def workers(run: subprocess.Popen[str]) -> list[int]:
    return [int(each) for each in Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()]


@pytest.fixture(scope="module")
def undisturbed(course: Path) -> dict[str, bytes]:
    run = start(course, course / "undisturbed")
    assert run.wait(120) == 0, run.communicate()[1]
    return papers(course / "undisturbed")


def test_ten_kills_change_nothing(course: Path, undisturbed: dict[str, bytes]) -> None:
    """Eight of the whole run, each after a few papers more, then two of its workers, which it replaces by itself."""
    output = course / "killed"
    for killed in range(8):
        run = start(course, output)
        wait_for(output, 1 + 6 * killed, run)
        run.kill()
        run.communicate()
        assert not (output / "problems" / "sum" / "manifest.json").exists()
    run = start(course, output)
    for students in (46, 52):
        wait_for(output, students, run)
        for worker in workers(run)[:1]:
            os.kill(worker, signal.SIGKILL)
    error = run.communicate(timeout=120)[1]
    assert run.returncode == 0, error
    assert papers(output) == undisturbed


def test_two_runs_at_once_make_the_same_papers(course: Path, undisturbed: dict[str, bytes]) -> None:
    runs = [start(course, course / "twice") for _ in range(2)]
    for run in runs:
        error = run.communicate(timeout=120)[1]
        assert run.returncode == 0, error
    assert papers(course / "twice") == undisturbed


def test_no_room_to_write_is_said_and_costs_nothing(course: Path, undisturbed: dict[str, bytes]) -> None:
    output = course / "full"

    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000))

    full = subprocess.run(
        command(output), cwd=course, capture_output=True, text=True, check=False, preexec_fn=no_room, timeout=120
    )
    assert full.returncode == 1
    assert "cannot write" in full.stderr
    assert "Traceback" not in full.stderr
    assert not (output / "problems" / "sum" / "manifest.json").exists()
    run = start(course, output)
    assert run.wait(120) == 0, run.communicate()[1]
    assert papers(output) == undisturbed


def test_a_file_in_the_way_is_said(course: Path) -> None:
    (course / "taken" / "problems" / "sum").mkdir(parents=True)
    (course / "taken" / "problems" / "sum" / "students").write_text("in the way")
    run = start(course, course / "taken")
    error = run.communicate(timeout=120)[1]
    assert run.returncode == 1
    assert "cannot write" in error
    assert "Traceback" not in error
