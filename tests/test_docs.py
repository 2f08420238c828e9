"""What the documentation says is run: its commands, its specs, its Python, and its tables against those of the code.

A fence's language says what is done with it: `yaml` is a spec, written to a course (its name is in its first line) or
read as slides; `console` is commands beginning with `$` and what they print (`...` stands for anything); `pycon` is a
doctest; `python` is run; `sh` holds make targets and benches; `text` is for the eye only.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest

from bench.__main__ import BENCHES
from mcdocs.calculus.facts import FACTS
from mcdocs.documents.pieces import PIECES
from mcdocs.documents.pieces.parts import PARTS
from mcdocs.documents.variants import VARIANTS
from mcdocs.language.functions import ELEMENTWISE, STRUCTURES
from mcdocs.language.names import SIZED
from mcdocs.problems.asks import ASKS
from mcdocs.problems.asks.plants import PLANTS
from mcdocs.problems.handouts import HANDOUTS
from mcdocs.specs.draws import KINDS as DRAW_KINDS
from mcdocs.specs.function import FunctionSpec
from mcdocs.specs.lecture import LectureSpec
from mcdocs.specs.parts import PartSpec
from mcdocs.specs.problems import ExerciseSpec, ProblemSetSpec
from mcdocs.specs.slides import SlideSpec

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    "README.md",
    "docs/authoring.md",
    "docs/problems.md",
    "docs/grading.md",
    "docs/exports.md",
    "docs/editors.md",
    "docs/preview.md",
    "docs/layouts.md",
    "docs/architecture.md",
]
LANGUAGES = {"yaml", "csv", "console", "pycon", "python", "sh", "text"}


@dataclass(frozen=True)
class Snippet:
    """A fenced block of a page."""

    page: str
    line: int
    language: str
    body: str


def snippets(page: str) -> list[Snippet]:
    text = (ROOT / page).read_text(encoding="utf-8")
    found = re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [Snippet(page, text.count("\n", 0, match.start()) + 1, match[1], match[2]) for match in found]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_does_what_it_says(page: str, tmp_path: Path) -> None:
    (tmp_path / "specs" / "lectures").mkdir(parents=True)
    session: dict[str, object] = {}
    for snippet in snippets(page):
        run(snippet, tmp_path, session)


def run(snippet: Snippet, course: Path, session: dict[str, object]) -> None:
    """Do what a snippet says; `session` holds the names of the page's Python so far."""
    where = f"{snippet.page}:{snippet.line}"
    assert snippet.language in LANGUAGES, f"{where}: what is to be done with a {snippet.language!r}?"
    match snippet.language:
        case "yaml":
            keep(snippet.body, course, where)
        case "csv":
            (course / "roster.csv").write_text(snippet.body, encoding="utf-8")
        case "console":
            for command, expected in commands(snippet.body):
                printed = output(command, course)
                assert matches(printed, expected), f"{where}: {command}\n{printed}"
        case "pycon":
            test = doctest.DocTestParser().get_doctest(snippet.body, session, where, snippet.page, snippet.line)
            failures: list[str] = []
            flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
            doctest.DocTestRunner(optionflags=flags).run(test, out=failures.append, clear_globs=False)
            session.update(test.globs)
            assert not failures, "".join(failures)
        case "python":
            exec(compile(snippet.body, where, "exec"), {})
        case "sh":
            for line in filter(None, snippet.body.splitlines()):
                check_tool(line.split("#")[0].strip(), where)


def keep(body: str, course: Path, where: str) -> None:
    """Write a spec to the course under the name of its first line.

    Slides without a name get a lecture of their own, exercises a problem set.
    """
    named = re.match(r"# (specs/\w+/[\w-]+\.yaml)\n", body)
    if named:
        path = course / named[1]
    else:
        assert "- slide:" in body or "parts:" in body, f"{where}: a spec says where it belongs, or is a list"
        kind, items = ("lectures", "slides") if "- slide:" in body else ("problems", "exercises")
        path = course / "specs" / kind / "fragment.yaml"
        body = f"title: A fragment\n{items}:\n" + "".join(f"  {line}\n" for line in body.splitlines())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(body, encoding="utf-8")
    if not named:
        printed = output("mcdocs build fragment --format md", course)
        path.unlink()
        assert printed.startswith("built"), f"{where}: {printed}"


def commands(body: str) -> list[tuple[str, str]]:
    """The commands of a console, each with what it prints."""
    parts = re.split(r"^\$ (.*)\n", body, flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def output(command: str, course: Path) -> str:
    """What a command prints in the course, errors first: they are what a reader looks for."""
    program, *arguments = shlex.split(command)
    assert program == "mcdocs", command
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}
    run = [sys.executable, "-m", "mcdocs", *arguments]
    done = subprocess.run(run, cwd=course, env=environment, capture_output=True, text=True, check=False, timeout=120)
    return done.stderr + done.stdout


def matches(printed: str, expected: str) -> bool:
    """Whether the lines are those expected, in any order: specs are checked side by side.

    `...` stands for anything within a line; a line of it alone says that there may be more lines.
    """
    left = [line.rstrip() for line in printed.splitlines() if line.strip()]
    for line in filter(str.strip, expected.splitlines()):
        if line.strip() == "...":
            return True
        pattern = ".*".join(map(re.escape, line.rstrip().split("...")))
        found = next((each for each in left if re.fullmatch(pattern, each)), None)
        if found is None:
            return False
        left.remove(found)
    return not left


def check_tool(command: str, where: str) -> None:
    words = command.split()
    if words[0] == "make":
        targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        assert words[1] in targets, f"{where}: make has no target {words[1]}"
    else:
        assert words[:3] == [".venv/bin/python", "-m", "bench"], f"{where}: what is {words[0]}?"
        assert set(words[3:]) <= set(BENCHES), f"{where}: there is no bench {words[3:]}"


# ── the tables of the documentation name every row of the code's ─────────────────────────────────────────────────────

AUTHORING = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
SLIDES = list(get_args(get_args(SlideSpec)[0]))


@pytest.mark.parametrize(
    ("what", "names"),
    [
        ("functions", [*ELEMENTWISE, *STRUCTURES, *SIZED]),
        ("facts", FACTS),
        ("keys of a function", FunctionSpec.model_fields),
        ("keys of a lecture", LectureSpec.model_fields),
        ("kinds of slides", PIECES),
        ("keys of slides", sorted({name for record in SLIDES for name in record.model_fields})),
        ("parts of an example", PARTS),
        ("documents", [name.replace(".tex", ".pdf") for name in VARIANTS]),
    ],
)
def test_authoring_names_all(what: str, names: list[str]) -> None:
    hidden = {"vecrows"}  # how `vec` is called inside when a spec stacks rows
    missing = [name for name in names if f"`{name}`" not in AUTHORING and f"`{name}(" not in AUTHORING]
    assert not set(missing) - hidden, f"{what} that docs/authoring.md does not name"


PROBLEMS = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
PARTS_ASKED = list(get_args(get_args(PartSpec)[0]))


@pytest.mark.parametrize(
    ("what", "names"),
    [
        ("keys of a set", ProblemSetSpec.model_fields),
        ("keys of an exercise", ExerciseSpec.model_fields),
        ("kinds of questions", ASKS),
        ("keys of questions", sorted({name for record in PARTS_ASKED for name in record.model_fields} - {"ask"})),
        ("mistakes", PLANTS),
        ("documents", [name.replace(".tex", ".pdf") for name in HANDOUTS]),
    ],
)
def test_the_page_on_problem_sets_names_all(what: str, names: list[str]) -> None:
    missing = [name for name in names if f"`{name}`" not in PROBLEMS]
    assert not missing, f"{what} that docs/problems.md does not name"


def test_the_page_on_problem_sets_names_every_kind_of_draw() -> None:
    assert not [kind for kind in DRAW_KINDS if f"{{{kind}: " not in PROBLEMS]


def test_errors_that_are_explained_exist() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "mcdocs").rglob("*.py"))
    table = AUTHORING.split("| it says | because |")[1]
    for words in re.findall(r'"([^"]+)"', table):
        assert words in code, f"no error says {words!r}"


def test_architecture_names_every_room() -> None:
    architecture = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = [path for path in (ROOT / "mcdocs").rglob("*.py") if path.stem not in ("__init__", "__main__")]
    missing = [path.relative_to(ROOT).as_posix() for path in rooms if f"`{path.stem}`" not in architecture]
    assert not missing, "rooms that docs/architecture.md does not name"


def test_links_lead_somewhere() -> None:
    for page in [*PAGES, "CHANGELOG.md", "CONTRIBUTING.md"]:
        for target in re.findall(r"\]\(([^)#]+)", (ROOT / page).read_text(encoding="utf-8")):
            if "://" not in target:
                assert (ROOT / page).parent.joinpath(target).exists(), f"{page} links to {target}"
