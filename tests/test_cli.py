"""The command line: what it prints, where, and the exit code it leaves with."""

from __future__ import annotations

import importlib.metadata
import json
import os
import subprocess
import sys
import types
from pathlib import Path

import numpy as np
import pytest
import yaml

import mcdocs
from mcdocs import arguments, cli
from mcdocs.build import doctor, starters
from mcdocs.errors import FormulaError, McdocsError, MissingToolError, NoRuleError, Position, UsageError

ROOT = Path(__file__).parents[1]


def run(*words: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    paths = {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "mcdocs", *words],
        cwd=cwd,
        env={**os.environ, **paths, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def leave(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Run the command line in this process; gives its exit code."""
    monkeypatch.setattr(sys, "argv", ["mcdocs", *words])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    return int(caught.value.code or 0)


# The words, the exit code, and what stands on stderr.
USAGE = (
    (("bild",), 2, "No such command 'bild'. Did you mean 'build'?"),
    (("build", "--no-such-option"), 2, "No such option"),
    (("build", "-j", "0"), 2, "-j"),
    (("build", "-C", "/nowhere"), 2, "the folder /nowhere is no course"),
    (("-C", "/nowhere", "build"), 2, "the folder /nowhere is no course"),
    (("check", "-C", "/nowhere"), 2, "mcdocs new lecture"),
    (("derive", "x"), 2, "--input"),
    (("derive", "x*y", "-i", "x=R", "-i", "y=R"), 1, "with respect to what?"),
    (("derive", "x", "-i", "x", "--wrt", "x"), 2, "-i needs name=value, not 'x'"),
    (("derive", "x", "-i", "x=R", "-i", "x=R", "--wrt", "x"), 2, "-i gives 'x' twice"),
    (("derive", "x", "-i", "x=R", "--wrt", "x", "--at", "x=?"), 2, "--at needs numbers"),
    (("derive", "x", "-i", "x=R", "--wrt", "x", "--at", "x=[1, NaN]"), 2, "--at needs numbers"),
    (("derive", "x", "-i", "x=R", "--at", f"x=1{'0' * 400}"), 2, "--at needs numbers"),
    (("new", "function", "../escape"), 2, "is not the name of a spec"),
    (("new", "poem", "x"), 2, "poem"),
)


@pytest.mark.parametrize(("words", "code", "said"), USAGE, ids=[" ".join(row[0]) for row in USAGE])
def test_wrong_usage_is_explained(
    words: tuple[str, ...], code: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert leave(monkeypatch, *words) == code
    printed = capsys.readouterr()
    assert said in printed.err
    assert "Traceback" not in printed.err
    assert printed.out == ""


def test_help_is_there_at_once_and_imports_nothing_heavy() -> None:
    script = (
        "import sys, contextlib; from mcdocs import cli; sys.argv = ['mcdocs', '--help']\n"
        "with contextlib.suppress(SystemExit): cli.main()\n"
        "heavy = {'sympy', 'numpy', 'pydantic', 'jinja2', 'yaml', 'rich', 'asyncio'}\n"
        "print(heavy & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("set()\n")
    assert all(verb in done.stdout for verb in ("build", "check", "derive", "new", "doctor", "Exit codes"))


def test_the_version_is_that_of_the_package() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, f"mcdocs {mcdocs.__version__}\n")
    assert importlib.metadata.version("mcdocs") == mcdocs.__version__


def test_help_says_in_a_whole_sentence_what_each_command_does() -> None:
    commands = run("--help", COLUMNS="80").stdout.partition("Commands:")[2].partition("Exit codes")[0]
    lines = [line for line in commands.splitlines() if line.strip()]
    assert len(lines) >= 12
    assert [line for line in lines if not line.endswith(".") or line.endswith("...")] == []


class TestErrors:
    AT = Position("specs/functions/a.yaml", 3, 7, "expr: x**", 3)
    # An error, its exit code, and all that is printed.
    KINDS = (
        (
            FormulaError("an operand is missing", at=AT, hint="write one"),
            1,
            "specs/functions/a.yaml:3:7: an operand is missing\n  expr: x**\n        ^^^\n  hint: write one\n",
        ),
        (UsageError("what?"), 2, "what?\n"),
        (MissingToolError("no TeX"), 3, "no TeX\n"),
    )

    @pytest.mark.parametrize(("error", "code", "printed"), KINDS, ids=[type(row[0]).__name__ for row in KINDS])
    def test_errors_are_printed_as_they_are_written(
        self,
        error: McdocsError,
        code: int,
        printed: str,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        def fail(**_: object) -> None:
            raise error

        monkeypatch.setattr(cli, "app", fail)
        assert leave(monkeypatch) == code
        assert capsys.readouterr().err == printed

    def test_a_bug_of_ours_asks_to_be_reported(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def fail(**_: object) -> None:
            raise ZeroDivisionError("division by zero")

        monkeypatch.setattr(cli, "app", fail)
        monkeypatch.delenv("MCDOCS_DEBUG", raising=False)
        assert leave(monkeypatch) == 1
        printed = capsys.readouterr().err
        assert printed.startswith("internal error: ZeroDivisionError: division by zero\n")
        assert "report" in printed
        monkeypatch.setenv("MCDOCS_DEBUG", "1")
        with pytest.raises(ZeroDivisionError):
            cli.main()

    def test_a_reader_that_leaves_early_is_no_error(self) -> None:
        command = f"{sys.executable} -m mcdocs --help | head -n 1"
        done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stdout.startswith("Usage: mcdocs")
        assert done.stderr == ""

    @pytest.mark.parametrize(
        ("words", "redirected", "code", "said"),
        [
            ("schema function", "> /dev/full", 1, "cannot print: No space left on device"),
            ("schema function", ">&-", 0, ""),
            ("schema function", "2>&- <&-", 0, ""),
            ("check -C COURSE", ">&- 2>&-", 0, ""),
            ("derive 'x +' -i x=R", ">&-", 1, "<expr>:1:3: an operand is missing"),
        ],
    )
    def test_where_nothing_can_be_printed_nothing_breaks(
        self, words: str, redirected: str, code: int, said: str, tmp_path: Path
    ) -> None:
        starters.begin("function", "f", tmp_path)
        command = f"{sys.executable} -m mcdocs {words.replace('COURSE', str(tmp_path))} {redirected}"
        done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
        assert (done.returncode, said in done.stderr) == (code, True), done.stderr
        assert [word for word in ("Traceback", "internal") if word in done.stderr] == []


class Side:
    """One layout of a derivation, as `mcdocs.derive` gives it."""

    def __init__(self, shape: tuple[int | str, ...], text: str) -> None:
        self.shape, self.text, self.latex, self.numpy, self.form = shape, text, "a^T", "a", "matrix"

    def evaluate(self, **values: object) -> object:
        with np.errstate(divide="ignore"):
            return 1 / np.asarray(values["x"])


def fake_derive(expr: object, **given: object) -> object:
    """What the command line hands to `mcdocs.derive` comes back in the working."""
    if expr == "x +":
        raise FormulaError("an operand is missing", at=Position("<expr>", 1, 4, "x +"))
    if expr == "strange(x)":
        raise NoRuleError("no rule for strange")
    steps = [types.SimpleNamespace(rule="given", latex="", text=json.dumps([expr, given], sort_keys=True))]
    check = types.SimpleNamespace(proved=True, points=5, max_error=1.5e-15)
    ends = [
        types.SimpleNamespace(rule=f"read off, {layout} layout", latex="", text=text)
        for layout, text in (("numerator", "a.T"), ("denominator", "a"))
    ]
    found = {"numerator": Side((1, "n"), "a.T"), "denominator": Side(("n",), "a"), "vec": None, "where": ()}
    return types.SimpleNamespace(**found, steps=steps, read_off=ends, check=check)


class TestDerive:
    @pytest.fixture(autouse=True)
    def _fake(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(mcdocs, "derive", fake_derive, raising=False)

    WORDS = (
        "derive",
        "a @ z",
        "-i",
        "x=R^n",
        "-i",
        "a = R^n",
        "--wrt",
        "x",
        "--let",
        "z=2 * x",
        "--assume",
        "a=positive",
        "--assume",
        "a=nonzero",
    )

    def test_prints_both_layouts_and_how_they_were_checked(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert leave(monkeypatch, *self.WORDS) == 0
        assert capsys.readouterr().out == (
            "numerator layout (1 x n)\n  a.T\ndenominator layout (n)\n  a\n\n"
            "proved equal; checked at 5 points, largest error 1.5e-15\n"
        )

    def test_prints_json_with_the_names_python_has(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert (
            leave(monkeypatch, *self.WORDS, "--json", "--layout", "denominator", "--at", "x=[2, 0]", "--at", "a=0") == 0
        )
        data = json.loads(capsys.readouterr().out)
        assert list(data) == ["denominator", "steps", "read_off", "check"]
        assert [step["text"] for step in data["read_off"]] == ["a"]
        assert data["denominator"] == {
            "shape": ["n"],
            "latex": "a^T",
            "text": "a",
            "numpy": "a",
            "form": "matrix",
            "value": [0.5, None],
        }
        assert data["check"] == {"proved": True, "points": 5, "max_error": 1.5e-15}
        expr, given = json.loads(data["steps"][0]["text"])
        assert expr == "a @ z"
        assert given == {
            "inputs": {"x": "R^n", "a": "R^n"},
            "wrt": "x",
            "let": {"z": "2 * x"},
            "assume": {"a": ["positive", "nonzero"]},
            "order": 1,
        }

    def test_shows_the_working_when_asked(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert leave(monkeypatch, *self.WORDS, "--steps") == 0
        given, *ends = capsys.readouterr().out.splitlines()[:3]
        assert given.startswith(f'{"given":<28}  ["a @ z"')
        assert ends == ["read off, numerator layout    a.T", "read off, denominator layout  a"]

    def test_a_formula_may_begin_with_a_minus(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert leave(monkeypatch, "derive", "-x", "-i", "x=R", "--wrt", "x", "--steps") == 0
        assert '["-x"' in capsys.readouterr().out

    # The formula, and all that is printed on stderr.
    WRONG = (
        ("x +", "<expr>:1:4: an operand is missing\n  x +\n     ^\n"),
        ("strange(x)", "no rule for strange\n"),
    )

    @pytest.mark.parametrize(("expr", "printed"), WRONG)
    def test_what_cannot_be_derived_is_an_error(
        self, expr: str, printed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert leave(monkeypatch, "derive", expr, "-i", "x=R", "--wrt", "x") == 1
        assert capsys.readouterr() == ("", printed)


FORMULAS = (
    ("x + 1", "x + 1"),
    ("[x1, x2]", ["x1", "x2"]),
    (" [ [a, f(b, c)], [sum(X, axis=0), x[1,2]] ] ", [["a", "f(b, c)"], ["sum(X, axis=0)", "x[1,2]"]]),
    ("[a] + b", "[a] + b"),
    ("[]", [""]),
)


def test_a_value_that_does_not_exist_is_undefined() -> None:
    done = run("derive", "[ln(x), x**2]", "-i", "x=R", "--layout", "numerator", "--at", "x=0")
    assert "  = [undefined, 0.0]" in done.stdout.splitlines()


@pytest.mark.parametrize(("text", "nested"), FORMULAS)
def test_a_formula_in_brackets_is_a_list(text: str, nested: object) -> None:
    assert arguments.formula(text) == nested


def test_a_bracket_left_open_is_shown() -> None:
    with pytest.raises(FormulaError, match="a bracket is not closed"):
        arguments.formula("[a, [b]")


class TestNew:
    @pytest.mark.parametrize("what", ["function", "lecture"])
    def test_writes_a_spec_once(
        self, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        words = ("new", what, "dense-layer", "-C", str(tmp_path))
        assert leave(monkeypatch, *words) == 0
        path = tmp_path / "specs" / f"{what}s" / "dense-layer.yaml"
        assert capsys.readouterr().out == f"wrote {path}\n"
        assert yaml.safe_load(path.read_text())["title"] == "Dense layer"
        path.write_text("mine")
        assert leave(monkeypatch, *words) == 2
        assert "is there already" in capsys.readouterr().err
        assert path.read_text() == "mine"

    def test_a_folder_that_cannot_be_written(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert leave(monkeypatch, "new", "function", "f", "-C", "/proc") == 1

    def test_what_it_writes_is_right(self, tmp_path: Path) -> None:
        from mcdocs.specs.course import Course

        starters.begin("function", "f", tmp_path)
        starters.begin("lecture", "l", tmp_path)
        course = Course(tmp_path)
        assert course.function("f").inputs == {"x": "R^3"}
        assert len(course.lecture("l").slides) == 4


class TestDoctor:
    def test_says_what_there_is(self) -> None:
        done = run("doctor")
        assert "ok      python" in done.stdout
        assert "ok      sympy" in done.stdout

    def test_names_the_command_for_what_is_missing(self, tmp_path: Path) -> None:
        done = run("doctor", cwd=tmp_path, PATH=str(tmp_path))
        assert done.returncode == 3
        assert "MISSING pdflatex" in done.stdout
        assert "sudo apt-get install --no-install-recommends texlive-latex-base" in done.stdout
        assert "MISSING course" in done.stdout
        assert "npm" not in done.stdout  # `make site` brings its own
        assert done.stderr == ""

    def test_what_only_one_command_needs_is_not_wrong(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(doctor, "PREVIEW", ("no-such-package",))
        (preview,) = [finding for finding in doctor.examine(tmp_path, tmp_path) if finding.what == "preview"]
        assert (preview.found, preview.optional) == ("", True)
        assert "pip install 'mcdocs[preview]'" in preview.remedy


def test_letters_a_pdf_has_not_are_no_matter_for_a_browser(tmp_path: Path) -> None:
    (tmp_path / "specs" / "lectures").mkdir(parents=True)
    (tmp_path / "specs" / "problems").mkdir()
    lecture = "title: 矩阵\nslides:\n  - slide: title\n  - {slide: example, function: {inputs: {x: R}, expr: x**2}}\n"
    (tmp_path / "specs" / "lectures" / "a.yaml").write_text(lecture, encoding="utf-8")
    exercise = "{text: 'A שלום', function: {inputs: {x: R}, expr: x**2*exp(x)}, parts: [{ask: derivative}]}"
    (tmp_path / "specs" / "problems" / "b.yaml").write_text(f"title: B\nexercises:\n  - {exercise}\n", encoding="utf-8")
    places = ("specs/lectures/a.yaml:1:8: pdfLaTeX has no glyph", "specs/problems/b.yaml:3:15: pdfLaTeX has no glyph")
    for words, code in ((("check",), 0), (("build", "--format", "html", "--format", "md"), 0), (("build",), 1)):
        done = run(*words, cwd=tmp_path)
        assert done.returncode == code, done.stderr
        told = [place in done.stderr for place in places]
        assert told == [words != ("build", "--format", "html", "--format", "md")] * 2, done.stderr
    made = sorted(path.name for path in (tmp_path / "build").rglob("*.*") if ".state" not in str(path))
    assert made == ["key.md", "notes.md", "slides.html", "solutions.html", "worksheet.md"]


def test_problem_sets_are_begun_checked_and_built(tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    assert run("build", "--only", "problems", cwd=tmp_path).stdout == (
        "nothing to do: all problem sets are as their specs say\n"
    )
    assert run("new", "problems", "week-one", cwd=tmp_path).stdout == "wrote specs/problems/week-one.yaml\n"
    assert run("check", cwd=tmp_path).stdout == "right specs/problems/week-one.yaml\n"
    built = run("build", "week-one", "--format", "md", cwd=tmp_path).stdout
    assert [line.split()[1] for line in built.splitlines()] == [
        "build/problems/week-one/worksheet.md",
        "build/problems/week-one/key.md",
    ]
