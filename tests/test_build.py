"""The build: what is made again, that nothing half-made is published, and what is said when something is wrong."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mcdocs.build.check import check
from mcdocs.build.engine import Composed, Engine
from mcdocs.build.folder import claimed, publish
from mcdocs.build.plan import spec_files
from mcdocs.build.report import Built, Checked, Event, Started, Waiting
from mcdocs.build.run import build
from mcdocs.build.texlog import marks, problems
from mcdocs.errors import (
    DocumentError,
    Errors,
    FormulaError,
    McdocsError,
    MissingToolError,
    OutputError,
    Position,
    RefereeError,
    SpecError,
    UsageError,
)

needs_tex = pytest.mark.skipif(not shutil.which("pdflatex"), reason="TeX is not installed")

# A toy course: a lecture names one function a line, a function is a line of TeX. `claims` are its lines; a line that
# says `wrong` is refused by the referee, one that says `broken` cannot be derived.
TEX = r"""\documentclass{article}
\usepackage{look}
\begin{document}
%s\end{document}
"""
SLIDE = "%%%% mcdocs: slide %d %s:%d:1\n\\typeout{mcdocs: slide %d}\n%s\n\\newpage\n"


def compose(spec: Path, course: Path) -> Composed:
    with (course / "derived").open("a") as log:
        log.write(f"{spec.stem}\n")
    functions = [course / "specs" / "functions" / f"{name}.txt" for name in spec.read_text().split()]
    lines = [function.read_text().strip() for function in functions]
    for number, line in enumerate(lines, start=1):
        if "broken" in line:
            raise Errors([SpecError(f"{line} cannot be derived", at=Position(str(spec), number, 1))] * 2)
        if "bug" in line:
            raise ZeroDivisionError(line)
        if "dies" in line:
            os._exit(9)
        time.sleep(float(line.removeprefix("sleep ")) if line.startswith("sleep") else 0)
    slides = "".join(SLIDE % (n, spec, n, n, line) for n, line in enumerate(lines, start=1))
    look = course / "look.sty"
    return Composed(
        texts={
            "slides.tex": TEX % slides,
            "handout.tex": TEX % (SLIDE % (1, spec, 1, 1, lines[0])),
            "notes.md": "\n".join(lines) + "\n",
        },
        support={"look.sty": look.read_bytes()},
        files=(spec, look, *functions),
        claims="\n".join(lines).encode(),
    )


def compose_and_change(spec: Path, course: Path) -> Composed:
    composed = compose(spec, course)
    (course / "specs" / "functions" / "three.txt").write_text("later")
    return composed


def examine(spec: Path, course: Path) -> bytes:
    return spec.read_bytes()


def judge(claims: bytes) -> None:
    for line in claims.decode().splitlines():
        if "wrong" in line:
            raise RefereeError(f"{line} is not so")


def warm() -> None:
    raise ZeroDivisionError("a referee that cannot be loaded is found when it is asked")


ENGINE = Engine(compose, examine, judge, warm)


class Toy:
    """A course in a folder, and what its builds said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output = folder / "build"
        self.events: list[Event] = []
        (folder / "specs" / "functions").mkdir(parents=True)
        (folder / "specs" / "lectures").mkdir()
        (folder / "look.sty").write_text("% quiet\n")
        for name in ("one", "two", "three"):
            self.function(name, name)
        self.lecture("first", "one two")
        self.lecture("second", "three")

    def function(self, name: str, line: str) -> None:
        (self.folder / "specs" / "functions" / f"{name}.txt").write_text(line)

    def lecture(self, name: str, functions: str) -> None:
        (self.folder / "specs" / "lectures" / f"{name}.yaml").write_text(functions)

    def build(self, **options: object) -> list[str]:
        """Build, and give the names of the files that were built."""
        self.events = []
        (self.folder / "derived").unlink(missing_ok=True)
        specs = spec_files(self.folder, "lectures")
        settings = {"report": self.events.append, "engine": ENGINE, "jobs": 2, "output": self.output} | options
        try:
            build(specs, self.folder, settings.pop("output"), **settings)  # type: ignore[arg-type]
        finally:
            built = sorted(f"{event.path.parent.name}/{event.path.name}" for event in self.built())
        return built

    def built(self) -> list[Built]:
        return [event for event in self.events if isinstance(event, Built)]

    def derived(self) -> list[str]:
        log = self.folder / "derived"
        return sorted(log.read_text().split()) if log.exists() else []

    def path(self, name: str) -> Path:
        return self.output / "lectures" / name

    def files(self) -> dict[str, bytes]:
        """Everything published, and anything else that lies about."""
        found = self.output.rglob("*")
        return {
            str(path.relative_to(self.output)): path.read_bytes()
            for path in found
            if path.is_file() and ".state" not in path.parts[len(self.output.parts) :][:1]
        }


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    return Toy(tmp_path)


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A TeX that takes no time: it copies the document, and fails on `\\undefined`."""
    fake = tmp_path / "bin" / "pdflatex"
    fake.parent.mkdir()
    fake.write_text(
        "#!/bin/sh\n"
        'for name; do :; done; base=${name%.tex}; echo run >> "$0.runs"; echo "mcdocs: slide 1" > $base.log\n'
        r'if grep -q "\\\\undefined" $name; then echo "./$name:6: Undefined control sequence." >> $base.log; exit 1; fi'
        "\ncp $name $base.pdf\n"
    )
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")


def tex_runs(toy: Toy) -> int:
    runs = toy.folder / "bin" / "pdflatex.runs"
    count = len(runs.read_text().split()) if runs.exists() else 0
    runs.unlink(missing_ok=True)
    return count


FIRST = [
    "first/handout.pdf",
    "first/handout.tex",
    "first/look.sty",
    "first/notes.md",
    "first/slides.pdf",
    "first/slides.tex",
]
SECOND = [name.replace("first", "second") for name in FIRST]


@pytest.mark.usefixtures("fast")
class TestWhatIsMadeAgain:
    def test_everything_at_first_and_then_nothing(self, toy: Toy) -> None:
        assert toy.build() == FIRST + SECOND
        assert tex_runs(toy) == 4
        before = toy.files()
        assert toy.build() == []
        assert (toy.derived(), tex_runs(toy), toy.events) == ([], 0, [])
        assert toy.files() == before

    # What is changed, which lectures are derived again, how often TeX runs, and what is published.
    CHANGES: tuple[tuple[str, Callable[[Toy], object], list[str], int, list[str]], ...] = (
        (
            "a function two lectures away",
            lambda toy: toy.function("three", "III"),
            ["second"],
            2,
            [name for name in SECOND if "look" not in name],
        ),
        (
            "a function the handout does not show",
            lambda toy: toy.function("two", "II"),
            ["first"],
            1,
            ["first/notes.md", "first/slides.pdf", "first/slides.tex"],
        ),
        ("a lecture, to the same effect", lambda toy: toy.lecture("first", "one two\n"), ["first"], 0, []),
        ("a function no lecture shows", lambda toy: toy.function("four", "IV"), [], 0, []),
        (
            "the style",
            lambda toy: (toy.folder / "look.sty").write_text("% loud\n"),
            ["first", "second"],
            4,
            [name for name in FIRST + SECOND if name.endswith(("pdf", "sty"))],
        ),
        ("a time, not a content", lambda toy: os.utime(toy.folder / "look.sty", (1, 1)), [], 0, []),
        ("a lost PDF", lambda toy: toy.path("first/slides.pdf").unlink(), ["first"], 1, ["first/slides.pdf"]),
        (
            "a PDF cut short",
            lambda toy: toy.path("first/slides.pdf").write_text("%PDF"),
            ["first"],
            1,
            ["first/slides.pdf"],
        ),
        ("a lost page of notes", lambda toy: toy.path("first/notes.md").unlink(), ["first"], 0, ["first/notes.md"]),
        (
            "a template of the course's own",
            lambda toy: (toy.folder / "templates").mkdir() or (toy.folder / "templates" / "new.tex").write_text(""),
            ["first", "second"],
            0,
            [],
        ),
    )

    @pytest.mark.parametrize(
        ("change", "derived", "runs", "published"), [row[1:] for row in CHANGES], ids=[r[0] for r in CHANGES]
    )
    def test_only_what_shows_the_change(
        self, toy: Toy, change: Callable[[Toy], object], derived: list[str], runs: int, published: list[str]
    ) -> None:
        toy.build()
        tex_runs(toy)
        change(toy)
        assert toy.build() == published
        assert (toy.derived(), tex_runs(toy)) == (derived, runs)
        assert toy.build() == []
        assert toy.derived() == []

    def test_a_spec_that_changes_during_the_build_is_built_again(self, toy: Toy) -> None:
        toy.build(names=["second"], engine=Engine(compose_and_change, examine, judge, warm))
        assert b"later" not in toy.path("second/notes.md").read_bytes()
        assert "second/notes.md" in toy.build()
        assert b"later" in toy.path("second/notes.md").read_bytes()

    @pytest.mark.parametrize(
        "state", ["", "{", "[]", "null", '{"version": 1}', '{"version": 2, "targets": 3, "files": {}}']
    )
    def test_a_state_that_makes_no_sense_costs_a_rebuild(self, toy: Toy, state: str) -> None:
        toy.build()
        (toy.output / ".state" / "state.json").write_text(state)
        # All was made again and came out the same, so no file was touched.
        times = {path: path.stat().st_mtime_ns for path in toy.output.glob("lectures/*/*")}
        assert toy.build() == FIRST + SECOND
        assert times == {path: path.stat().st_mtime_ns for path in toy.output.glob("lectures/*/*")}

    def test_only_the_lectures_and_formats_asked_for(self, toy: Toy) -> None:
        assert toy.build(names=["second"], formats=["md"]) == ["second/notes.md"]
        assert tex_runs(toy) == 0
        assert toy.build(names=["second"], formats=["md"]) == []
        assert toy.build(names=["second"], formats=["pdf"]) == ["second/handout.pdf", "second/slides.pdf"]
        assert toy.build() == sorted(FIRST + [n for n in SECOND if n.endswith(("tex", "sty"))])

    def test_a_name_there_is_not(self, toy: Toy) -> None:
        with pytest.raises(UsageError, match="no lecture named 'frist'") as caught:
            toy.build(names=["frist"])
        assert caught.value.hint == "did you mean 'first'?"


@pytest.mark.usefixtures("fast")
class TestNothingWrongIsPublished:
    # What a function says, and the error it makes.
    WRONG = (
        ("wrong", RefereeError, "wrong is not so"),
        ("broken", Errors, "broken cannot be derived"),
        (r"\undefined", DocumentError, "TeX stopped at slide 1: Undefined control sequence."),
        ("dies", DocumentError, "a worker process died"),
    )

    @pytest.mark.parametrize(("line", "kind", "message"), WRONG, ids=[row[0] for row in WRONG])
    def test_the_lecture_stays_as_it_was(self, toy: Toy, line: str, kind: type[McdocsError], message: str) -> None:
        toy.build()
        before = {name: content for name, content in toy.files().items() if "second" in name}
        toy.function("three", line)
        with pytest.raises(McdocsError) as caught:
            toy.build()
        assert message in str(caught.value)
        assert str(caught.value).startswith(str(toy.folder / "specs" / "lectures" / "second.yaml"))
        assert {name: content for name, content in toy.files().items() if "second" in name} == before
        toy.function("three", "right")
        assert "second/slides.pdf" in toy.build()

    def test_the_other_lectures_are_built_and_all_errors_told(self, toy: Toy) -> None:
        toy.lecture("third", "one")
        toy.function("two", "wrong")
        toy.function("three", "broken")
        with pytest.raises(Errors) as caught:
            toy.build()
        assert [type(error) for error in caught.value.errors] == [RefereeError, SpecError]
        assert {str(event.path.parent.name) for event in toy.built()} == {"third"}

    def test_the_referee_and_tex_are_both_heard(self, toy: Toy) -> None:
        toy.function("three", r"wrong \undefined")
        with pytest.raises(Errors) as caught:
            toy.build(names=["second"])
        assert {type(error) for error in caught.value.errors} == {RefereeError, DocumentError}

    def test_a_bug_of_ours_is_no_error_of_the_author(self, toy: Toy) -> None:
        toy.function("three", "bug")
        with pytest.raises(ZeroDivisionError):
            toy.build()
        assert {str(event.path.parent.name) for event in toy.built()} == {"first"}

    def test_what_tex_made_of_a_wrong_document_is_kept_until_it_is_right(self, toy: Toy) -> None:
        toy.function("three", r"\undefined")
        with pytest.raises(DocumentError) as caught:
            toy.build()
        kept = toy.output / ".state" / "failed" / "lectures" / "second" / "slides"
        assert str(kept) in str(caught.value)
        assert (kept / "slides.log").is_file()
        toy.function("three", "right")
        toy.build()
        assert not kept.exists()
        assert not list(toy.output.glob(".state/work-*"))


class TestTheOutputFolder:
    @pytest.mark.usefixtures("fast")
    def test_places_that_cannot_be_written(self, toy: Toy, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("in the way")
        places = {
            "/proc/build": "/proc/build",
            str(tmp_path / "file" / "build"): "file",
            str(tmp_path / "file"): "file",
        }
        for place, named in places.items():
            with pytest.raises(OutputError, match=named) as caught:
                toy.build(output=Path(place))
            assert caught.value.hint
            assert caught.value.exit_code == 1

    @pytest.mark.usefixtures("fast")
    def test_a_folder_where_a_file_must_be(self, toy: Toy) -> None:
        toy.path("second/slides.pdf").mkdir(parents=True)
        with pytest.raises(OutputError, match=re.escape("second/slides.pdf")) as caught:
            toy.build()
        assert "a folder is where a file must be" in caught.value.hint
        assert sorted(path.name for path in toy.path("second").iterdir()) == ["slides.pdf"]

    def test_a_full_disk_changes_nothing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        publish(tmp_path, {"a": b"old", "b": b"old"})
        write = Path.write_bytes

        def full(path: Path, content: bytes) -> int:
            if path.name == ".b.new":
                write(path, content[:1])
                raise OSError(28, "No space left on device", str(path))
            return write(path, content)

        monkeypatch.setattr(Path, "write_bytes", full)
        with pytest.raises(OutputError, match="No space left") as caught:
            publish(tmp_path, {"a": b"new", "b": b"new"})
        assert "make room" in caught.value.hint
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old", "b": b"old"}

    def test_a_second_build_waits_and_says_so(self, tmp_path: Path) -> None:
        told: list[Event] = []
        with (
            claimed(tmp_path, lambda: None),
            pytest.raises(OutputError, match="another build"),
            claimed(tmp_path, lambda: told.append(Waiting(tmp_path)), 0.2),
        ):
            pass
        with claimed(tmp_path, lambda: told.append(Waiting(tmp_path))):
            pass
        assert told == [Waiting(tmp_path)]

    KILLS = ((signal.SIGKILL, -9), (signal.SIGINT, 130), (signal.SIGTERM, 130))

    @pytest.mark.parametrize(("how", "code"), KILLS, ids=["killed", "interrupted", "terminated"])
    def test_a_build_that_is_killed_leaves_the_old_files_whole(self, toy: Toy, how: signal.Signals, code: int) -> None:
        slow = "import sys; sys.path[:0] = [%r, %r]; from test_build import one_build; one_build(%r)"
        script = slow % (*map(str, Path(__file__).parents[:2]), str(toy.folder))
        (toy.folder / "bin").mkdir()
        shell = f"#!/bin/sh\necho $$ > {toy.folder}/tex.pid\nfor name; do :; done; exec sleep 60\n"
        quick = "#!/bin/sh\nfor name; do :; done; cp $name ${name%.tex}.pdf\n"
        tex = toy.folder / "bin" / "pdflatex"
        tex.write_text(quick)
        tex.chmod(0o755)
        environment = os.environ | {"PATH": f"{tex.parent}:{os.environ['PATH']}"}
        run = [sys.executable, "-c", script]
        subprocess.run(run, check=True, env=environment, cwd=toy.folder)
        before = toy.files()
        toy.function("three", "III")
        tex.write_text(shell)
        process = subprocess.Popen(run, env=environment, cwd=toy.folder, stderr=subprocess.PIPE, text=True)
        pid = int(_eventually(lambda: (toy.folder / "tex.pid").read_text().strip()))
        (toy.path("second") / ".slides.pdf.new").write_text("half")
        process.send_signal(how)
        _, said = process.communicate(timeout=60)
        assert process.returncode == code
        assert "Traceback" not in said
        if how != signal.SIGKILL:
            _eventually(lambda: not Path(f"/proc/{pid}").exists())
            (toy.path("second") / ".slides.pdf.new").unlink()
        else:
            os.kill(pid, signal.SIGKILL)
            (toy.path("second") / ".slides.pdf.new").write_text("half")
            before["lectures/second/.slides.pdf.new"] = b"half"
        assert toy.files() == before
        tex.write_text(quick)
        subprocess.run(run, check=True, env=environment, cwd=toy.folder, timeout=60)
        assert b"III" in toy.path("second/slides.pdf").read_bytes()
        assert not [name for name in toy.files() if name.endswith(".new")]
        assert not list(toy.output.glob(".state/work-*"))


def one_build(folder: str) -> None:
    """What a subprocess of the tests above runs: one build, as the command line runs it."""
    from mcdocs.cli.app import stoppable

    try:
        with stoppable():
            course = Path(folder)
            build(spec_files(course, "lectures"), course, course / "build", jobs=2, engine=ENGINE)
    except BaseException as error:
        sys.exit(getattr(error, "exit_code", 1))


def _eventually(look: Callable[[], object]) -> str:
    for _ in range(600):
        try:
            if found := look():
                return str(found)
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError("it did not happen within a minute")


class TestTeX:
    @needs_tex
    def test_documents_are_the_same_bytes_on_every_run(self, toy: Toy) -> None:
        toy.build(names=["first"])
        once = hashlib.sha256(toy.path("first/slides.pdf").read_bytes()).hexdigest()
        toy.build(names=["first"], output=toy.folder / "elsewhere-and-deeper" / "build")
        again = toy.folder / "elsewhere-and-deeper" / "build" / "lectures" / "first" / "slides.pdf"
        assert hashlib.sha256(again.read_bytes()).hexdigest() == once

    @needs_tex
    def test_the_published_tex_compiles_where_it_lies(self, toy: Toy) -> None:
        toy.build(names=["first"], formats=["tex"])
        run = ["pdflatex", "-interaction=nonstopmode", "slides.tex"]
        assert subprocess.run(run, cwd=toy.path("first"), stdout=subprocess.DEVNULL, check=False).returncode == 0

    # A line on the second slide, and what is said about it at the second line of the spec.
    LINES = (
        (r"\nosuchcommand", "TeX stopped at slide 2: Undefined control sequence."),
        (r"$x", "TeX stopped at slide 2: Missing $ inserted."),
        (r"\noindent\rule{30cm}{1pt}", "slide 2 does not fit: "),
        (r"\PackageError{mcdocs}{slide 2 does not fit: it is too high}{}", "slide 2 does not fit: it is too high"),
        (r"\input{/etc/passwd}", "TeX lacks the file '/etc/passwd"),
        (r"\immediate\openout3=/tmp/mcdocs-was-here ", "TeX cannot write"),
        (r"\loop\iftrue\repeat", "TeX was not done with"),
    )

    @needs_tex
    @pytest.mark.parametrize(("line", "message"), LINES, ids=[row[0] for row in LINES])
    def test_what_tex_says_is_told_at_the_slide_in_the_spec(
        self, toy: Toy, line: str, message: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("mcdocs.build.tex.typeset.__defaults__", (3.0,))
        toy.function("two", line)
        toy.lecture("first", "one\ntwo")
        with pytest.raises(McdocsError) as caught:
            toy.build(names=["first"])
        assert message in caught.value.message
        if caught.value.at and "was not done" not in message:
            assert (caught.value.at.line, caught.value.at.source) == (2, "two")
        assert not toy.path("first/slides.pdf").exists()

    def test_without_tex_all_but_the_pdfs_is_made(self, toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(toy.folder))
        with pytest.raises(MissingToolError, match="no PDFs were made") as caught:
            toy.build()
        assert "sudo apt-get install" in caught.value.hint
        assert sorted(str(e.path.name) for e in toy.built()) == 2 * ["handout.tex"] or len(toy.built()) == 8
        with pytest.raises(MissingToolError):
            toy.build()
        assert toy.derived() == []
        monkeypatch.undo()

    LOG = (
        (
            "Overfull \\vbox (3.0pt too high) has occurred while \\output is active",
            "slide 2 does not fit: 3.0pt too high",
        ),
        ("Overfull \\hbox (12.34pt too wide) in paragraph at lines 5--6", "slide 2 does not fit: 12.3pt too wide"),
    )

    @pytest.mark.parametrize(("line", "message"), LOG)
    def test_boxes_that_are_too_full_are_found_by_the_slide_before_them(self, line: str, message: str) -> None:
        tex = "%% mcdocs: slide 1 a.yaml:3:5\n\n%% mcdocs: slide 2 b: c.yaml:7:9\n"
        slides = marks(tex, lambda file, number: f"{file} {number}")
        found = problems(
            f"mcdocs: slide 2\n{line}\n{line.replace('3', '1')}\nmcdocs: slide 1\n", lambda: slides, failed=False
        )
        assert [(error.message, error.at) for error in found] == [(message, Position("b: c.yaml", 7, 9, "b: c.yaml 7"))]

    def test_without_the_slides_number_the_line_of_the_tex_tells(self) -> None:
        slides = marks("%% mcdocs: slide 1 a.yaml:3:5\n\n%% mcdocs: slide 2 a.yaml:7:9\n\n", lambda *_: "")
        (error,) = problems("./slides.tex:4: Undefined control sequence.\nl.4 \\foo\n", lambda: slides, failed=True)
        assert (error.message, error.at) == (
            "TeX stopped at slide 2: Undefined control sequence.",
            Position("a.yaml", 7, 9),
        )
        assert error.hint == r"TeX had read: \foo"


class TestCheck:
    def test_every_spec_is_judged_though_one_is_wrong(self, toy: Toy) -> None:
        functions = sorted((toy.folder / "specs" / "functions").iterdir())
        events: list[Event] = []
        toy.function("one", "wrong")
        lectures = spec_files(toy.folder, "lectures")
        with pytest.raises(RefereeError, match="wrong is not so"):
            check(functions, lectures, toy.folder, jobs=2, report=events.append, engine=ENGINE)
        assert events[0] == Started(5)
        assert {event.spec.stem for event in events if isinstance(event, Checked)} == {"two", "three", "second"}

    def test_what_several_specs_share_is_told_once(self, tmp_path: Path) -> None:
        course = tmp_path / "specs"
        (course / "functions").mkdir(parents=True)
        (course / "problems").mkdir()
        (course / "functions" / "own.yaml").write_text("title: T\ninputs: {x: R}\nexpr: x**\n")
        for name in ("a", "b"):
            text = "title: T\nexercises:\n  - {function: own, parts: [{ask: derivative}]}\n"
            (course / "problems" / f"{name}.yaml").write_text(text)
        with pytest.raises(FormulaError) as caught:
            check(sorted((course / "functions").iterdir()), sorted((course / "problems").iterdir()), tmp_path)
        assert caught.value.at is not None
        assert caught.value.at.file.endswith("own.yaml")


def test_an_unchanged_build_imports_nothing_heavy(toy: Toy) -> None:
    build(spec_files(toy.folder, "lectures"), toy.folder, toy.output, formats=["md"], engine=ENGINE)
    script = (
        "import sys; from pathlib import Path; from mcdocs.build.run import build;"
        "from mcdocs.build.plan import spec_files; import mcdocs.cli, mcdocs.progress;"
        "course = Path(sys.argv[1]); build(spec_files(course, 'lectures'), course, course / 'build', formats=['md']);"
        "print([m for m in ('sympy', 'numpy', 'pydantic', 'jinja2', 'yaml', 'rich', 'asyncio') if m in sys.modules])"
    )
    run = [sys.executable, "-c", script, str(toy.folder)]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout == "[]\n"
