"""Lectures: the real one from its spec to every document, what it claims, and what is said when a spec is wrong."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from mcdocs.calculus.referee import judge
from mcdocs.documents.lectures import Composition, compose, compose_function, document_of
from mcdocs.documents.pieces import PIECES, Lesson
from mcdocs.documents.render import plain
from mcdocs.documents.variants import VARIANTS
from mcdocs.errors import Errors, McdocsError, NoRuleError, RefereeError, ShapeError
from mcdocs.specs.course import Course

COURSE = Path(__file__).parents[1]
LECTURE = COURSE / "specs" / "lectures" / "matrix-calculus.yaml"
FUNCTIONS = sorted((COURSE / "specs" / "functions").glob("*.yaml"))

needs_tex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")


@pytest.fixture(scope="module")
def lecture() -> Composition:
    return compose(LECTURE, COURSE)


def write(folder: Path, slides: str, **functions: str) -> Path:
    """A course with one lecture; the path of its spec."""
    for kind in ("lectures", "functions"):
        (folder / "specs" / kind).mkdir(parents=True)
    for name, text in functions.items():
        (folder / "specs" / "functions" / f"{name}.yaml").write_text(text, encoding="utf-8")
    path = folder / "specs" / "lectures" / "short.yaml"
    path.write_text(f"title: Short\nslides:\n{slides}", encoding="utf-8")
    return path


# ── the real lecture ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_notes_read_as_accepted(lecture: Composition, golden: Callable[[str, str], None]) -> None:
    golden("matrix-calculus.md", lecture.documents["notes.md"])


def test_every_variant_is_written(lecture: Composition) -> None:
    assert (
        set(lecture.documents)
        == set(VARIANTS)
        == {"slides.tex", "handout.tex", "student.tex", "slides.html", "notes.md"}
    )


def test_everything_that_is_shown_holds(lecture: Composition) -> None:
    assert len(judge(lecture.claims)) == len(lecture.claims) > 100


def test_every_claim_knows_its_place(lecture: Composition) -> None:
    for claim in lecture.claims:
        assert claim.at is not None
        assert claim.at.file.endswith(".yaml"), claim.what


def test_what_it_was_made_from_is_listed(lecture: Composition) -> None:
    shown = [path for path in FUNCTIONS if f"function: {path.stem}\n" in LECTURE.read_text(encoding="utf-8")]
    assert shown
    assert {LECTURE, *shown} <= {path.resolve() for path in lecture.files}
    assert {"slide.tex", "slide.md"} <= {path.name for path in lecture.files}


def test_slides_keep_the_order_of_the_spec() -> None:
    course = Course(COURSE)
    spec = course.lecture("matrix-calculus")
    document, _ = document_of(Lesson(spec, course))
    lines = [slide.at.line for slide in document.slides]
    assert lines == sorted(lines)
    asked = [plain(slide.title) for slide in spec.slides if slide.title and slide.slide not in ("dense-layer",)]
    shown = list(dict.fromkeys(plain(slide.title) for slide in document.slides))
    assert [title for title in shown if title in asked] == list(dict.fromkeys(asked))


@needs_tex
@pytest.mark.parametrize("name", ["handout", "student"])
def test_tex_is_content_with_every_page(lecture: Composition, name: str, tmp_path: Path) -> None:
    (tmp_path / f"{name}.tex").write_text(lecture.documents[f"{name}.tex"], encoding="utf-8")
    command = ["pdflatex", "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", f"{name}.tex"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace", timeout=120)
    log = (tmp_path / f"{name}.log").read_text(errors="replace")
    assert run.returncode == 0, log[-2000:]
    assert not re.findall(r"Overfull .*", log)


# ── variants ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_the_slides_appear_step_by_step(lecture: Composition) -> None:
    assert [name for name, variant in VARIANTS.items() if variant.reveal] == ["slides.tex", "slides.html"]


def test_students_see_the_question_and_gaps_for_the_answer(lecture: Composition) -> None:
    texts = (lecture.documents[f"{name}.tex"] for name in ("handout", "student"))
    handout, student = (text.partition(r"\begin{document}")[2] for text in texts)
    question, answer = r"\sum_i \sum_j", "6\\mcin{x} + 1"
    assert question in handout
    assert question in student
    assert answer in handout
    assert answer not in student
    assert r"\mcblank" not in handout
    column = r"\begin{bmatrix} \mcblank \\ \mcblank \\ \mcblank \end{bmatrix}"
    assert column in student


def test_notes_say_everything_once(lecture: Composition) -> None:
    notes = lecture.documents["notes.md"]
    headings = re.findall(r"^## (.*)", notes, re.MULTILINE)
    assert sum("Vector valued function of a matrix" in heading for heading in headings) == 2
    assert notes.count(r"x_1^2 + x_1 \ln x_2") == 1


# ── single functions ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", FUNCTIONS, ids=lambda path: path.stem)
def test_every_function_of_the_course_holds(path: Path) -> None:
    composition = compose_function(path, COURSE)
    assert composition.files == (path,)
    assert not composition.documents
    assert judge(composition.claims)


# ── wrong specs ──────────────────────────────────────────────────────────────────────────────────────────────────────

EXAMPLE = "  - slide: example\n    function: f\n"


@pytest.mark.parametrize(
    ("function", "place", "message", "caret"),
    [
        ("inputs: {x: R}\nexpr: x**2 + sin(z)\n", "f.yaml:2:18", "z", "z"),
        ("inputs: {x: R}\nexpr: 'x**2 + sin(z)'\n", "f.yaml:2:19", "z", "z"),
        ("inputs: {x: R^3}\nexpr:\n  - [x1, x2]\n  - [x3, x4]\n", "f.yaml:4:10", "x[4]", "x4"),
        ("inputs: {x: R}\nlet: {u: ln(q)}\nexpr: u**2\n", "f.yaml:2:13", "q", "q"),
        ("inputs: {x: R^2}\noutput: R^3\nexpr: [x1, x2]\n", "f.yaml:2:9", "declared", "R^3"),
        ("inputs: {x: R}\nexpr: x**2\nshow: 2*w\n", "f.yaml:3:9", "w", "w"),
        ("inputs: {x: R^2}\nexpr: x1*x2\nshow: [x2, x1, 0]\n", "f.yaml:3:7", "derivative", "[x2, x1, 0]"),
        ("inputs: {A: 'R^{2x3}', B: 'R^{2x3}'}\nexpr: A @ B\n", "f.yaml:2:9", "@", "@"),
        ("inputs: {x: R}\nexpr: ln(x)\nat: {x: 0}\n", "f.yaml:3", "not defined", ""),
    ],
)
def test_errors_point_into_the_yaml(tmp_path: Path, function: str, place: str, message: str, caret: str) -> None:
    path = write(tmp_path, EXAMPLE, f=function)
    with pytest.raises(McdocsError) as caught:
        compose(path, tmp_path)
    error = caught.value
    assert error.at is not None
    assert place in str(error.at)
    assert message in error.message
    if caret:
        start = error.at.column - 1
        assert error.at.source[start : start + error.at.length].startswith(caret[: error.at.length])


def test_all_wrong_slides_are_reported_at_once(tmp_path: Path) -> None:
    wrong = "inputs: {x: R}\nexpr: %s\n"
    path = write(tmp_path, EXAMPLE + EXAMPLE.replace("f\n", "g\n"), f=wrong % "q + 1", g=wrong % "x + )")
    with pytest.raises(Errors) as caught:
        compose(path, tmp_path)
    assert [Path(each.at.file).name for each in caught.value.errors if each.at] == ["f.yaml", "g.yaml"]


def test_a_form_that_is_asked_for_is_shown_and_must_be_true(tmp_path: Path) -> None:
    form = "inputs: {x: R}\nexpr: x**2*ln(x**2)\nshow: %s\n"
    path = write(tmp_path, EXAMPLE, f=form % "x*(2 + 4*ln(abs(x)))")
    right = compose(path, tmp_path)
    judge(right.claims)
    assert r"x(2 + 4 \ln" in right.documents["notes.md"]
    (tmp_path / "specs/functions/f.yaml").write_text(form % "x*(2 + 3*ln(abs(x)))")
    with pytest.raises((RefereeError, Errors)) as caught:
        judge(compose(path, tmp_path).claims)
    assert "f.yaml:3:7" in str(caught.value)


def test_an_output_of_another_shape_is_a_shape_error(tmp_path: Path) -> None:
    path = write(tmp_path, EXAMPLE, f="inputs: {x: R^2}\noutput: R\nexpr: x\n")
    with pytest.raises(ShapeError, match="declared to be a scalar"):
        compose(path, tmp_path)


def test_a_kind_of_slide_that_nothing_makes_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "  - slide: agenda\n    items: [one]\n")
    monkeypatch.delitem(PIECES, "agenda")
    with pytest.raises(NoRuleError) as caught:
        compose(path, tmp_path)
    assert str(caught.value.at).endswith("short.yaml:3:12")
