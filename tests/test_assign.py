"""Papers for a class: the same bytes whatever happens on the way, recorded so that they can be printed again."""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest

from mcdocs.build.report import Event, Noted
from mcdocs.documents.sheets import Paper
from mcdocs.errors import DocumentError, LeakError, MissingToolError, OutputError, SpecError, UsageError
from mcdocs.papers import assign as assigning
from mcdocs.papers import chunk
from mcdocs.papers.assign import assign
from mcdocs.papers.crew import Crew, cluster, this_machine
from mcdocs.papers.desk import Order
from mcdocs.papers.ink import Ink, read_ink
from mcdocs.papers.parcel import Parcel
from mcdocs.papers.secret import default_secret, read_secret
from mcdocs.problems.manifest import read_manifest
from mcdocs.problems.seed import Seed
from mcdocs.problems.sets import draw_set
from mcdocs.specs.course import Course
from mcdocs.specs.roster import Student


class Here(Executor):
    """Does what it is given at once, in this process: no time is lost with starting others."""

    def submit(self, work: Callable[..., object], /, *given: object, **named: object) -> Future[object]:  # type: ignore[override]
        done: Future[object] = Future()
        done.set_result(work(*given, **named))
        return done


HERE = Crew(Here, 1, ())
needs_tex = pytest.mark.skipif(not shutil.which("pdflatex"), reason="TeX is not installed")

SECRET = b"a secret of the tests"
SET = """\
title: A sum
exercises:
  - draw: {a: {integer: 2 to 60}}
    function: {inputs: {x: R^2}, expr: a*x1**2*x2}
    parts: [{ask: derivative}]
"""
CLASS = [Student("ada", "Ada Łovelace"), Student("bo", "李明"), Student("cy"), Student("di", "D'i & Co_{}\\%$#")]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    (tmp_path / "course" / "specs" / "problems").mkdir(parents=True)
    (tmp_path / "course" / "specs" / "problems" / "sum.yaml").write_text(SET)
    return tmp_path / "course"


def order(course: Path, students: Sequence[Student] = CLASS, out: str = "build", **other: object) -> Order:
    return Order(course, "sum", course / out, students, **{"secret": SECRET, **other})  # type: ignore[arg-type]


def files(folder: Path) -> dict[str, bytes]:
    """Everything in a folder that is not private to the build."""
    found = (path for path in folder.rglob("*") if path.is_file() and ".state" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def notes(order: Order, only: str = "") -> list[str]:
    """Assign, and give what was noted."""
    told: list[Event] = []
    assign(order, HERE, told.append, only)
    return [event.message for event in told if isinstance(event, Noted)]


@needs_tex
class TestPapers:
    def test_everybody_gets_a_worksheet_and_there_is_a_key(self, course: Path) -> None:
        assert notes(order(course)) == ["TeX cannot print a name: the id alone is on the papers of bo"]
        found = files(course / "build")
        papers = {f"problems/sum/students/{each.id}/{kind}.pdf" for each in CLASS for kind in ("worksheet", "key")}
        assert set(found) == papers | {"problems/sum/manifest.json"}
        manifest = read_manifest(course / "build" / "problems" / "sum" / "manifest.json")
        assert list(manifest.versions) == ["ada", "bo", "cy", "di"]
        assert manifest.versions["ada"].name == "Ada Łovelace"
        assert SECRET not in found["problems/sum/manifest.json"]
        for student, version in manifest.versions.items():
            text = shown(found[f"problems/sum/students/{student}/worksheet.pdf"])
            assert {student, version.code} <= set(text.split())

    def test_tex_reads_no_key_before_the_last_worksheet_is_out(
        self, course: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        together: list[list[str]] = []
        real = chunk.for_many

        def spied(papers: Sequence[Paper], *rest: Any) -> str:
            together.append([each.kind for each in papers])
            return real(papers, *rest)

        monkeypatch.setattr(chunk, "for_many", spied)
        assign(order(course), HERE)
        assert together[0] == ["worksheet"] * len(CLASS) + ["key"] * len(CLASS)
        assert all(kinds == sorted(kinds, reverse=True) for kinds in together)

    def test_a_name_tex_cannot_print_is_on_the_markdown(self, course: Path) -> None:
        assert notes(order(course, formats=("md",))) == []
        folder = course / "build" / "problems" / "sum" / "students" / "bo"
        assert f"Name: {CLASS[1].name}" in (folder / "worksheet.md").read_text(encoding="utf-8")

    def test_papers_depend_neither_on_the_order_nor_on_the_company(self, course: Path) -> None:
        assign(order(course), this_machine(2))
        assign(order(course, [CLASS[3], CLASS[0]], "other"), HERE)
        first, other = files(course / "build"), files(course / "other")
        assert {name: first[name] for name in other if "students" in name} == {
            name: content for name, content in other.items() if "students" in name
        }
        assign(order(course, [*reversed(CLASS), Student("eve")], "other"), HERE)
        grown = files(course / "other")
        assert {name: grown[name] for name in first if "students" in name} == {
            name: content for name, content in first.items() if "students" in name
        }
        assert "problems/sum/students/eve/key.pdf" in grown

    def test_what_is_made_stays_and_what_was_changed_is_made_again(self, course: Path) -> None:
        assign(order(course), HERE)
        before = files(course / "build")
        paper = course / "build" / "problems" / "sum" / "students" / "cy" / "key.pdf"
        other = paper.parent.parent / "ada" / "key.pdf"
        paper.write_bytes(b"spoilt")
        then = other.stat().st_mtime_ns
        assign(order(course), HERE)
        assert files(course / "build") == before
        assert other.stat().st_mtime_ns == then

    def test_one_student_is_printed_again_from_the_manifest_alone(self, course: Path) -> None:
        assign(order(course), HERE)
        before = files(course / "build")
        shutil.rmtree(course / "build" / "problems" / "sum" / "students")
        assign(order(course, [], secret=b""), HERE, only="ada")
        assert files(course / "build") == {
            name: before[name] for name in before if "students/" not in name or "/ada/" in name
        }

    def test_what_would_not_be_the_same_is_not_printed_again(self, course: Path) -> None:
        assign(order(course), HERE)
        before = files(course / "build")
        spec = course / "specs" / "problems" / "sum.yaml"
        spec.write_text(SET.replace("x1**2", "x1**3"))
        with pytest.raises(DocumentError, match=r"ada would not be .*(?s:.)*changed since: specs/problems/sum.yaml"):
            assign(order(course), HERE, only="ada")
        assert files(course / "build") == before
        assert "4 papers are made anew" in notes(order(course))[1]

    @pytest.mark.parametrize(
        ("what", "value"), [("draws", [{"a": "61"}]), ("version", "AAAAAAAA"), ("attempts", [1]), ("name", "Eve")]
    )
    def test_a_record_that_was_changed_is_noticed(self, what: str, value: object, course: Path) -> None:
        """With the secret any change is, in whatever form the manifest was saved; without it what the seed tells."""
        assign(order(course, CLASS[:2]), HERE)
        path = course / "build" / "problems" / "sum" / "manifest.json"
        before = files(course / "build")
        data = json.loads(path.read_text("utf-8"))
        data["students"]["ada"][what] = value
        path.write_text(json.dumps(data, indent=2), "utf-8")
        changed = "would not be those" if what == "name" else r"manifest.json:\d+:\d+: the record of 'ada' was changed"
        with pytest.raises((SpecError, DocumentError), match=changed):
            assign(order(course, [], secret=b""), HERE, only="ada")
        assign(order(course, [], secret=b""), HERE, only="bo")
        for only in ("", "bo"):
            with pytest.raises(SpecError, match="the record of 'ada' was changed"):
                assign(order(course, CLASS[:2]), HERE, only=only)
        found = files(course / "build")
        assert {name: found[name] for name in before if "students" in name} == {
            name: before[name] for name in before if "students" in name
        }

    def test_a_student_nobody_knows_is_an_error(self, course: Path) -> None:
        with pytest.raises(UsageError, match=r"nobody is called 'adda'(?s:.)*did you mean 'ada'"):
            assign(order(course), HERE, only="adda")

    def test_another_secret_than_that_of_the_manifest_is_refused(self, course: Path) -> None:
        assign(order(course, CLASS[:1]), HERE)
        with pytest.raises(UsageError, match="the secret is not the one"):
            assign(order(course, secret=b"another secret of the tests"), HERE)

    def test_who_draws_what_somebody_has_gets_another_version_for_good(self, course: Path) -> None:
        twins = [Student("ada"), Student("zoe")]
        secret = next(secret for secret in map(b"secret %d".__mod__, range(10_000)) if alike(course, secret, twins))
        assign(order(course, twins, secret=secret), HERE)
        draws = {student: each.draws for student, each in manifest(course).versions.items()}
        assert draws["ada"] != draws["zoe"]
        before = files(course / "build")
        assign(order(course, [*twins, Student("bea")], secret=secret), HERE)
        assert {
            name: content
            for name, content in files(course / "build").items()
            if "students" in name and "bea" not in name
        } == {name: content for name, content in before.items() if "students" in name}

    def test_too_few_versions_are_noted_and_shared(self, course: Path) -> None:
        (course / "specs" / "problems" / "sum.yaml").write_text(SET.replace("2 to 60", "2 to 3"))
        found = notes(order(course, [Student(each) for each in ("ada", "bo", "cy")]))
        assert found[0] == "there are at most 2 versions for 3 students"
        assert found[1].startswith("1 students have a version that somebody else has too")

    def test_what_is_wrong_with_a_paper_says_whose_it_is(self, course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def look(files: object, drawn: chunk.Drawn, ids: object) -> None:
            if drawn.sheet.student == "bo":
                raise LeakError("a leak")

        monkeypatch.setattr(chunk, "_look_through", look)
        monkeypatch.setattr(assigning, "MOST_AT_ONCE", 2)
        with pytest.raises(LeakError, match=r"a leak \(on the papers of bo\)"):
            assign(order(course), HERE)
        made = {path.name for path in (course / "build" / "problems" / "sum" / "students").iterdir()}
        assert made == {"cy", "di"}
        assert not (course / "build" / "problems" / "sum" / "manifest.json").exists()


def test_the_manifest_of_papers_with_other_questions_is_kept(course: Path) -> None:
    made, spec = order(course, formats=("md",)), course / "specs" / "problems" / "sum.yaml"
    assign(made, HERE)
    before = files(course / "build")
    spec.write_text(SET.replace("A sum", "The sum"))
    assert not any("is kept" in note for note in notes(made)), "another title is no other question"
    spec.write_text(SET.replace("2 to 60", "100 to 190"))
    assert any("is kept" in note for note in notes(made))
    (kept,) = (course / "build" / "problems" / "sum").glob("manifest-*.json")
    handed_out = json.loads(before["problems/sum/manifest.json"])["students"]
    assert {name: each["draws"] for name, each in json.loads(kept.read_text())["students"].items()} == {
        name: each["draws"] for name, each in handed_out.items()
    }


def shown(data: bytes) -> str:
    import io

    import pikepdf

    ink = Ink()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            read_ink(page.Contents.read_bytes(), page.Resources, ink)
    return ink.text


def manifest(course: Path) -> assigning.Manifest:
    return read_manifest(course / "build" / "problems" / "sum" / "manifest.json")


def alike(course: Path, secret: bytes, students: Sequence[Student]) -> bool:
    here = Course(course)
    spec, seed = here.problem_set("sum"), Seed.of(secret)
    return len({repr(draw_set(spec, here, seed, each.id).draws) for each in students}) == 1


class TestWithoutTeX:
    @pytest.fixture(autouse=True)
    def nowhere(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", "/nowhere")

    def test_pdfs_are_refused_before_anything_is_made(self, course: Path) -> None:
        with pytest.raises(MissingToolError, match=r"--format md") as caught:
            assign(order(course), HERE)
        assert caught.value.exit_code == 3
        assert not (course / "build").exists()

    def test_markdown_is_made(self, course: Path) -> None:
        assign(order(course, formats=("md",)), HERE)
        sheet = (course / "build" / "problems" / "sum" / "students" / "ada" / "worksheet.md").read_text("utf-8")
        assert "Ada Łovelace" in sheet


# ── interruptions ────────────────────────────────────────────────────────────────────────────────────────────────────

RUN = """
import sys
from pathlib import Path
from mcdocs.papers import assign as assigning
from mcdocs.papers.crew import this_machine
from mcdocs.papers.desk import Order
from mcdocs.specs.roster import Student

assigning.MOST_AT_ONCE = 1
students = [Student(f"student{number}") for number in range(5)]
order = Order(Path(sys.argv[1]), "sum", Path(sys.argv[2]), students, b"a secret of the tests")
assigning.assign(order, this_machine(2))
"""


@needs_tex
def test_a_run_that_is_killed_again_and_again_comes_to_the_same_bytes(course: Path) -> None:
    run = [sys.executable, "-c", RUN, str(course), str(course / "killed")]
    for papers in (1, 3):
        killed = subprocess.Popen(run, start_new_session=True)
        deadline = time.monotonic() + 60
        while len(list((course / "killed").glob("problems/*/students/*/key.pdf"))) < papers and killed.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.002)
        os.killpg(killed.pid, signal.SIGKILL)
        killed.wait()
        assert not (course / "killed" / "problems" / "sum" / "manifest.json").exists()
    subprocess.run(run, check=True, timeout=60)
    assign(order(course, [Student(f"student{number}") for number in range(5)], "undisturbed"), HERE)
    assert files(course / "killed") == files(course / "undisturbed")


def test_half_a_record_is_no_record(course: Path) -> None:
    from mcdocs.papers.records import Records

    assign(order(course, CLASS[:2], formats=("md",)), HERE)
    folder = course / "build" / "problems" / "sum"
    text = (folder / "manifest.json").read_text("utf-8")
    lines = [line.strip().rstrip(",") for line in text.splitlines() if '"seed"' in line]
    (folder / "manifest.json").unlink()
    (folder / ".manifest.json.journal").write_text(f"{lines[0]}\n{lines[1][:90]}", "utf-8")
    assert list(Records(folder).versions) == ["ada"]


# ── crews ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def double(number: int) -> int:
    return 2 * number


class TestCrew:
    def test_results_come_in_order_and_few_tasks_are_in_hand(self) -> None:
        taken: list[int] = []

        def tasks() -> Iterator[int]:
            for number in range(40):
                taken.append(number)
                yield number

        for done, result in enumerate(this_machine(2).map(double, tasks())):
            assert result == 2 * done
            assert len(taken) <= done + 7


class TestCluster:
    @pytest.fixture
    def dask(self) -> Iterator[object]:
        distributed = pytest.importorskip("distributed")
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=logging.ERROR
        ) as here:
            yield here

    @needs_tex
    def test_a_cluster_makes_the_same_papers_though_a_worker_is_killed(
        self, dask: object, course: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(assigning, "MOST_AT_ONCE", 1)
        pids = [worker.process.process.pid for worker in dask.workers.values()]  # type: ignore[attr-defined]
        killed: list[int] = []

        def kill(event: Event) -> None:
            if isinstance(event, assigning.Assigned) and not killed:
                killed.append(pids[0])
                os.kill(pids[0], signal.SIGKILL)

        students = [Student(f"student{number}") for number in range(6)]
        there = order(course, students, "cluster", away=True)
        assign(there, cluster(dask.scheduler_address), kill)  # type: ignore[attr-defined]
        assert killed
        monkeypatch.undo()
        assign(order(course, students, "here"), HERE)
        assert files(course / "cluster") == files(course / "here")

    def test_errors_from_far_away_name_the_files_of_the_author(self, course: Path) -> None:
        spec = course / "specs" / "problems" / "sum.yaml"
        away = Parcel(course, {"specs/problems/sum.yaml": SET.replace("expr: a*x1", "expr: a*x3").encode()})
        request = chunk.Request("ada", "", Seed.of(SECRET))
        outcome = chunk.make(chunk.Chunk(away, "sum", (request,), frozenset(), ("md",)))
        (error,) = outcome.errors
        assert error.at is not None
        assert error.at.file == str(spec)

    def test_nobody_at_the_address_is_an_error(self, monkeypatch: pytest.MonkeyPatch) -> None:
        pytest.importorskip("distributed")
        monkeypatch.setattr("mcdocs.papers.crew.CONNECTING", 0.5)
        with pytest.raises(UsageError, match=r"no scheduler answers at tcp://127\.0\.0\.1:9"):
            cluster("tcp://127.0.0.1:9")

    def test_without_dask_it_says_what_to_install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "distributed", None)
        with pytest.raises(MissingToolError, match=r"mcdocs\[cluster\]"):
            cluster("tcp://127.0.0.1:9")


# ── the secret ───────────────────────────────────────────────────────────────────────────────────────────────────────


class TestSecret:
    def test_it_is_made_once_for_its_owner_and_kept_out_of_repositories(self, tmp_path: Path) -> None:
        place = default_secret(tmp_path)
        secret, is_new = read_secret(place)
        assert is_new
        assert len(secret) == 64
        assert place.stat().st_mode & 0o777 == 0o600
        assert (place.parent / ".gitignore").read_text() == "*\n"
        assert read_secret(place) == (secret, False)

    @pytest.mark.parametrize(
        ("content", "mode", "message"),
        [(b"short", 0o600, "a secret of 5 bytes can be guessed"), (b"x" * 40, 0o644, "others can read the secret")],
    )
    def test_one_that_can_be_known_is_refused(self, content: bytes, mode: int, message: str, tmp_path: Path) -> None:
        place = tmp_path / "secret"
        place.write_bytes(content)
        place.chmod(mode)
        with pytest.raises(SpecError, match=message):
            read_secret(place)

    def test_a_place_that_cannot_be_written_is_an_error(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises((OutputError, SpecError), match="file"):
            read_secret(tmp_path / "file" / "secret")


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────────────


def mcdocs(course: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mcdocs", *arguments]
    return subprocess.run(command, cwd=course, capture_output=True, text=True, check=False, timeout=120)


def test_the_command_makes_papers_from_a_roster(course: Path) -> None:
    (course / "roster.csv").write_text("\ufeffid;name\r\nada;Ada Example\r\nbo;Bo Example\r\n", "utf-8")
    done = mcdocs(course, "assign", "specs/problems/sum.yaml", "--roster", "roster.csv", "--format", "md")
    assert done.returncode == 0, done.stderr
    assert "note: wrote a new secret to .mcdocs/secret" in done.stderr
    assert "made the papers of 2 students" in done.stdout
    again = mcdocs(course, "assign", "sum", "--only", "bo", "--format", "md")
    assert again.returncode == 0, again.stderr
    data = json.loads((course / "build" / "problems" / "sum" / "manifest.json").read_text("utf-8"))
    assert list(data["students"]) == ["ada", "bo"]
    (course / ".mcdocs" / "secret").unlink()
    lost = mcdocs(course, "assign", "sum", "--roster", "roster.csv", "--format", "md")
    assert (lost.returncode, "the secret of these papers is not in" in lost.stderr) == (2, True), lost.stderr
    assert not (course / ".mcdocs" / "secret").exists(), "a new secret would be in the way of the old one"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["sum"], 2, "whose papers?"),
        (["some", "--roster", "r.csv"], 2, "there is no problem set named 'some'"),
        (["sum", "--roster", "no.csv"], 1, "no.csv:1:1: cannot be read"),
        (["sum", "--roster", "r.csv", "--only", "x", "--format", "md"], 2, "nobody is called 'x'"),
    ],
)
def test_what_the_command_needs_is_said(arguments: list[str], code: int, message: str, course: Path) -> None:
    (course / "r.csv").write_text("id\nada\n")
    done = mcdocs(course, "assign", *arguments)
    assert (done.returncode, message in done.stderr) == (code, True), done.stderr
