"""Tables of identities, the two lectures about matrix notation, and the page that is made of one of them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from mcdocs.calculus.referee import judge
from mcdocs.documents.blocks import Table
from mcdocs.documents.lectures import Composition, compose, document_of
from mcdocs.documents.pieces import Lesson
from mcdocs.documents.pieces.identities import MOST_ROWS
from mcdocs.errors import Errors, McdocsError
from mcdocs.specs.course import Course
from mcdocs.specs.slides import IdentitiesSlide

COURSE = Path(__file__).parents[1]
PAGE = COURSE / "docs" / "identities.md"
LECTURES = ("identities", "backpropagation")

needs_tex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")


@pytest.fixture(scope="module", params=LECTURES)
def lecture(request: pytest.FixtureRequest) -> tuple[str, Composition]:
    return request.param, compose(COURSE / "specs" / "lectures" / f"{request.param}.yaml", COURSE)


# ── the lectures ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_everything_that_is_shown_holds(lecture: tuple[str, Composition]) -> None:
    claims = lecture[1].claims
    assert len(judge(claims)) == len(claims) > 50


def test_every_claim_knows_its_place(lecture: tuple[str, Composition]) -> None:
    for claim in lecture[1].claims:
        assert claim.at is not None
        assert claim.at.file.endswith(".yaml"), claim.what


@needs_tex
def test_tex_is_content_with_every_page(lecture: tuple[str, Composition], tmp_path: Path) -> None:
    name, composition = lecture
    (tmp_path / f"{name}.tex").write_text(composition.documents["handout.tex"], encoding="utf-8")
    command = ["pdflatex", "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", f"{name}.tex"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace", timeout=180)
    log = (tmp_path / f"{name}.log").read_text(errors="replace")
    assert run.returncode == 0, log[-2000:]
    assert not re.findall(r"Overfull .*", log)


def test_the_page_of_the_documentation_is_that_of_the_lecture(
    lecture: tuple[str, Composition], request: pytest.FixtureRequest
) -> None:
    name, composition = lecture
    if name == "identities":
        if request.config.getoption("--accept"):
            PAGE.write_text(composition.documents["notes.md"], encoding="utf-8")
        assert PAGE.read_text(encoding="utf-8") == composition.documents["notes.md"], "make identities"


def test_the_reference_deck_is_one() -> None:
    slides = [slide for slide in Course(COURSE).lecture("identities").slides if isinstance(slide, IdentitiesSlide)]
    assert sum(len(slide.rows) for slide in slides) >= 80
    assert {slide.order for slide in slides} == {1, 2}


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────────────────────

X = "inputs: {x: R^n, a: R^n, A: 'R^{n x n}', s: R, X: 'R^{k x l}'}"


def write(folder: Path, slide: str) -> Path:
    """A course with one lecture of one slide; the path of its spec, in which the slide begins at line 4."""
    for kind in ("lectures", "functions"):
        (folder / "specs" / kind).mkdir(parents=True)
    path = folder / "specs" / "lectures" / "short.yaml"
    body = "".join(f"    {line}\n" for line in slide.splitlines())
    path.write_text(f"title: Short\nslides:\n  - slide: identities\n{body}", encoding="utf-8")
    return path


def notes(folder: Path, slide: str) -> str:
    """The slide as notes, after everything in it was judged."""
    composition = compose(write(folder, slide), folder)
    assert judge(composition.claims)
    return composition.documents["notes.md"].replace(r"\mathrm", "")


@pytest.mark.parametrize(
    ("slide", "shown"),
    [
        ("wrt: x\nrows: [a.T @ x]", r"| $`a^T x`$ | $`a^T`$ | $`a`$ |"),
        ("wrt: x\nrows: [a.T @ x]", r"| Function of $`x`$ | Numerator layout  $`1 \times n`$ | Denominator layout"),
        ("wrt: x\nrows: [a.T @ x]", r"*$`x,\ a \in \mathbb{R}^{n}`$*"),
        ("wrt: x\nsubtitle: Mine\nrows: [a.T @ x]", "*Mine*"),
        ("wrt: x\nrows: [{expr: x.T @ A @ x, assume: {A: symmetric}}]", "$`x^T A x`$  ($`A`$ symmetric) | $`2x^T A`$"),
        ("wrt: x\nassume: {A: symmetric}\nrows: [x.T @ A @ x]", "$`A`$ symmetric*"),
        ("wrt: x\nassume: {A: symmetric}\nrows: [x.T @ A @ x]", "| $`x^T A x`$ | $`2x^T A`$ | $`2A x`$ |"),
        ("wrt: x\nlet: {p: softmax(x)}\nrows: [p]", r"| $`p`$ | $`{diag}(p) - p p^T`$"),
        ("wrt: x\nlet: {p: softmax(x)}\nrows: [p]", r"$`p = {softmax}(x)`$*"),
        ("wrt: x\nrows: [{expr: p, let: {p: softmax(x)}}]", r"| $`p = {softmax}(x)`$ | $`{diag}(p) - p p^T`$"),
        ("wrt: x\nrows: [{expr: ln(p), let: {p: softmax(x)}}]", r"| $`\ln(p)`$  with $`p = {softmax}(x)`$ |"),
        ("wrt: x\nrows: [s*x, {expr: s*x, wrt: s}]", r"| $`s x`$  by $`s`$ | $`x`$  $`n \times 1`$ | $`x^T`$"),
        ("wrt: s\nrows: [exp(s)]", "| Function of $`s`$ | Both layouts |"),
        ("wrt: s\nrows: ['[[s, 1], [0, s]]']", r"$`2 \times 2`$"),
        ("wrt: s\nrows: [[s, s**2]]", r"\begin{bmatrix} 1 & 2s \end{bmatrix}"),
        ("wrt: X\nrows: [X, {expr: X, inputs: {X: 'R^{2 x 3}'}}]", r"$`2 \times 3 \times 3 \times 2`$"),
        ("wrt: x\norder: 2\nrows: [x.T @ x]", r"*$`\frac{\partial^2 y}{\partial x^2}`$,  $`x \in"),
        ("wrt: x\norder: 2\nrows: [x.T @ x]", "| $`x^T x`$ | $`2I_n`$ | $`2I_n`$ |"),
    ],
)
def test_a_row_is_shown_in_both_layouts(tmp_path: Path, slide: str, shown: str) -> None:
    assert shown in notes(tmp_path, f"{X}\n{slide}")


def test_a_long_table_goes_on_on_further_slides_and_is_one_in_the_notes(tmp_path: Path) -> None:
    count = 3 * MOST_ROWS + 1
    path = write(tmp_path, f"{X}\nwrt: x\nrows:\n" + "".join(f"  - {k}*(a.T @ x)\n" for k in range(2, count + 2)))
    course = Course(tmp_path)
    document, _ = document_of(Lesson(course.lecture("short"), course))
    tables = [block for slide in document.slides for block in slide.body if isinstance(block, Table)]
    sizes = [len(table.rows) for table in tables]
    assert sum(sizes) == count
    assert max(sizes) <= MOST_ROWS
    assert max(sizes) - min(sizes) <= 1
    assert compose(path, tmp_path).documents["notes.md"].count("Numerator layout") == 1


def test_students_see_the_functions_and_gaps(tmp_path: Path) -> None:
    texts = compose(write(tmp_path, f"{X}\nwrt: x\nrows: [x.T @ x]"), tmp_path).documents
    student = texts["student.tex"].partition(r"\begin{document}")[2]
    assert student.count(r"\mcblank") == 2
    assert r"\mcin{x}^T \mcin{x}" in student


# ── wrong specs ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("slide", "line", "message", "caret"),
    [
        ("wrt: x\nrows:\n  - a.T @ x\n  - a.T @ u", 8, "'u'", "u"),
        ("wrt: x\nrows:\n  - {expr: a.T @ u}", 7, "'u'", "u"),
        ("wrt: x\nrows:\n  - X @ x", 7, "@", "@"),
        ("wrt: s\nrows:\n  - [s, 's*r']", 7, "'r'", "r"),
        ("wrt: s\nrows:\n  - {expr: v, let: {v: 's*r'}}", 7, "'r'", "r"),
        ("wrt: s\nlet: {v: s*r}\nrows: [v]", 6, "'r'", "r"),
        ("wrt: u\nrows: [a.T @ x]", 5, "'u'", "u"),
        ("wrt: x\nrows: [{expr: a.T @ x, wrt: u}]", 6, "'u'", "u"),
        ("rows: [a.T @ x]", 5, "with respect to what", "a.T @ x"),
        ("wrt: x\nrows: [{expr: a.T @ x, assume: {u: symmetric}}]", 6, "'u'", ""),
        ("wrt: x\nassume: {s: symmetric}\nrows: [a.T @ x]", 6, "symmetric", ""),
        ("wrt: x\nrows: [{expr: a.T @ x, ass: 1}]", 6, "unknown key 'ass'", "ass"),
        ("wrt: x\nrows: []", 6, "empty", "rows"),
        ("wrt: x\norder: 3\nrows: [a.T @ x]", 6, "1 or 2", "3"),
    ],
)
def test_errors_point_into_the_row(tmp_path: Path, slide: str, line: int, message: str, caret: str) -> None:
    with pytest.raises(McdocsError) as caught:
        compose(write(tmp_path, f"{X}\n{slide}"), tmp_path)
    error = caught.value
    assert error.at is not None
    assert message in error.message
    assert error.at.line == line
    start = error.at.column - 1
    assert error.at.source[start:].startswith(caret)


def test_all_wrong_rows_are_reported_at_once(tmp_path: Path) -> None:
    with pytest.raises(Errors) as caught:
        compose(write(tmp_path, f"{X}\nwrt: x\nrows:\n  - a.T @ u\n  - a.T @ x\n  - a.T @ r"), tmp_path)
    assert [each.at.line for each in caught.value.errors if each.at] == [7, 9]
