"""Problem sets on paper: what worksheets show and do not show, what keys show, TeX that fits, many in one file."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from mcdocs.build.run import build
from mcdocs.documents.blocks import Block, Columns, Document, Line, Row, Working
from mcdocs.documents.formats import load_format
from mcdocs.documents.render import fragment, inline, render
from mcdocs.documents.sheets import Papers, Part, Problem, Solved
from mcdocs.errors import Errors
from mcdocs.language.prose import Text
from mcdocs.papers.ink import Ink, read_ink
from mcdocs.problems.asks import ASKS
from mcdocs.problems.compose import compose
from mcdocs.problems.handouts import HANDOUTS, answer_key, worksheet
from mcdocs.problems.model import Drawn
from mcdocs.problems.seed import PUBLIC
from mcdocs.problems.sets import draw_set
from mcdocs.problems.shown import shown
from mcdocs.problems.solutions import solutions
from mcdocs.specs.course import Course

ROOT = Path(__file__).parent.parent
SETS = sorted((ROOT / "specs" / "problems").glob("*.yaml"))

needs_tex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")

EVERY_KIND = """\
title: A set of every kind
instructions: Use **numerator** layout, 50% of the time & no _less_.
exercises:
  - title: Two functions
    text: About the function $f$ below.
    function: {inputs: {x: R^2}, expr: ["3*x1**2 * x2", exp(x1)]}
    parts:
      - {ask: shape}
      - {ask: derivative, layout: both}
      - {ask: partial, of: 1, by: 2}
      - {ask: value, at: {x: [0, 2]}}
  - title: A curve
    function: {inputs: {t: R}, expr: [t**2, sin(t)]}
    parts: [{ask: layout}]
  - title: Gaps
    function: {inputs: {x: R^2}, expr: [x1*x2, x1**2]}
    parts: [{ask: blanks, count: 3}]
  - title: A quadratic form
    function: {inputs: {x: R^n, A: "R^{n x n}"}, expr: x.T @ A @ x, wrt: x}
    parts: [{ask: hessian}]
  - title: Somebody else's
    function: {inputs: {x: R}, expr: x**2 * exp(x**2)}
    parts: [{ask: error}]
  - title: Stacked
    function: {inputs: {X: "R^{n x k}", A: "R^{m x n}"}, expr: A @ X, wrt: X, name: Y}
    parts: [{ask: vec}]
"""


def course(folder: Path, text: str) -> Course:
    (folder / "specs" / "problems").mkdir(parents=True)
    (folder / "specs" / "problems" / "week-one.yaml").write_text(text, encoding="utf-8")
    return Course(folder)


@pytest.fixture
def drawn(tmp_path: Path) -> Drawn:
    here = course(tmp_path, EVERY_KIND)
    return draw_set(here.problem_set("week-one"), here, PUBLIC)


def test_every_kind_of_question_is_in_the_set(drawn: Drawn) -> None:
    kinds = {question.kind for exercise in drawn.sheet.exercises for question in exercise.questions}
    assert kinds == set(ASKS)


@pytest.mark.parametrize("name", [name for name in HANDOUTS if name.endswith(".md")])
def test_markdown_reads_as_it_should(name: str, drawn: Drawn, golden: Callable[[str, str], None]) -> None:
    # Where the course stands is in no document.
    golden(f"problem-set-{name}", render(HANDOUTS[name].of(drawn.key), load_format("markdown")))


@pytest.mark.parametrize("format", ["sheet", "markdown"])
def test_a_worksheet_shows_no_answer_and_its_key_shows_all(format: str, drawn: Drawn) -> None:
    papers = Papers((worksheet(drawn.sheet),)), Papers((answer_key(drawn.key),))
    # What the macros of a format are called is no secret.
    questions, answers = (render(each, load_format(format)).split(r"\begin{document}")[-1] for each in papers)
    for secret in ("6x_1 x_2", r"I_k \otimes A", "line 1:", "line 2:", "entry by entry"):
        without_colours = [re.sub(r"\\mc(in|out)\{([^{}]*)\}", r"\2", text) for text in (questions, answers)]
        assert secret not in without_colours[0]
    assert r"I_k \otimes A" in answers
    for text in (questions, answers):
        assert "week-one" in text
        assert drawn.sheet.version in text


def test_a_worksheet_is_made_of_parts_that_know_no_answer(drawn: Drawn) -> None:
    parts = [part for problem in worksheet(drawn.sheet).problems for part in problem.parts]
    assert {type(part) for part in parts} == {Part}
    solved = [part for problem in answer_key(drawn.key).problems for part in problem.parts]
    assert [part.id for part in solved if isinstance(part, Solved)] == list(drawn.key.solutions)


def test_questions_render_on_their_own(drawn: Drawn) -> None:
    question = drawn.sheet.exercises[2].questions[0]
    html, markdown = (fragment(shown(question), load_format(name)) for name in ("html", "markdown"))
    assert "<math" in html
    assert "```math" in markdown
    assert "What belongs in the gaps" in inline(question.prompt, load_format("html"))


# ── TeX ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def typeset(text: str, folder: Path) -> str:
    """The log of one run of TeX; the PDF is `paper.pdf` in the folder."""
    (folder / "paper.tex").write_text(text, encoding="utf-8")
    run = subprocess.run(
        ["pdflatex", "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "paper.tex"],
        cwd=folder,
        capture_output=True,
        timeout=60,
        env=os.environ | {"openin_any": "p", "openout_any": "p", "max_print_line": "1000"},
    )
    log = (folder / "paper.log").read_text(errors="replace")
    assert run.returncode == 0, log[-2000:]
    return log


@needs_tex
@pytest.mark.parametrize("name", [name for name in HANDOUTS if name.endswith(".tex")])
def test_every_kind_of_question_fits_in_print(name: str, drawn: Drawn, tmp_path: Path) -> None:
    document = HANDOUTS[name].of(drawn.key)
    if isinstance(document, Document):
        document = replace(document, reveal=False)
    log = typeset(render(document, load_format(HANDOUTS[name].format)), tmp_path)
    assert not re.findall(r"Overfull.*|Undefined.*|LaTeX Warning.*", log)


@needs_tex
@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_shipped_sets_fit_in_print(path: Path, tmp_path: Path) -> None:
    here = Course(ROOT)
    spec = here.problem_set(path.stem)
    drawn = [draw_set(spec, here, PUBLIC, student) for student in ("s1", "s2", "s3")]
    papers = [paper for each in drawn for paper in (worksheet(each.sheet), answer_key(each.key))]
    log = typeset(render(Papers(tuple(papers)), load_format("sheet")), tmp_path)
    assert not re.findall(r"Overfull.*|Undefined.*|LaTeX Warning.*", log)


@needs_tex
def test_every_page_of_a_student_says_whose_it_is(drawn: Drawn, tmp_path: Path) -> None:
    import pikepdf

    ids = ["s-1034", "Łódź_7", "a%b"]
    papers = tuple(replace(worksheet(drawn.sheet), student=each) for each in ids)
    typeset(render(Papers(papers), load_format("sheet")), tmp_path)
    with pikepdf.open(tmp_path / "paper.pdf") as pdf:
        owners = [str(page.obj["/McPaper"]) for page in pdf.pages]
    of = [f"{each}/worksheet" for each in ids]
    assert list(dict.fromkeys(owners)) == of
    assert owners == sorted(owners, key=of.index)


@needs_tex
def test_the_class_worksheet_is_nobodys(drawn: Drawn, tmp_path: Path) -> None:
    import pikepdf

    typeset(render(Papers((worksheet(drawn.sheet),)), load_format("sheet")), tmp_path)
    with pikepdf.open(tmp_path / "paper.pdf") as pdf:
        assert all("/McPaper" not in page.obj for page in pdf.pages)


@needs_tex
@pytest.mark.parametrize("student_name", ["", "Ada " * 50, "W" * 200])
@pytest.mark.parametrize("kind", ["worksheet", "key"])
def test_long_names_and_titles_fit(kind: str, student_name: str, drawn: Drawn, tmp_path: Path) -> None:
    paper = worksheet(drawn.sheet) if kind == "worksheet" else answer_key(drawn.key)
    long = (Text("A title that goes on and on " * 6),)
    first = replace(paper.problems[0], title=long, text=long)
    paper = replace(paper, name="x" * 100, student="student-number-" * 6, title=long, problems=(first,))
    paper = replace(paper, student_name=student_name)
    log = typeset(render(Papers((paper,)), load_format("sheet")), tmp_path)
    assert not re.findall(r"Overfull.*", log)


@needs_tex
def test_no_page_of_a_key_begins_with_a_mistake_to_look_for(tmp_path: Path) -> None:
    course = Course(Path(__file__).parents[1])
    key = answer_key(draw_set(course.problem_set("matrix-identities-and-backprop"), course, PUBLIC).key)
    first, many = key.problems[:7], key.problems[2:]  # the same at every height of a page
    papers = [replace(key, problems=(*first[count:], *many, *many)) for count in range(len(first))]
    typeset(render(Papers(tuple(papers)), load_format("sheet")), tmp_path)
    with pikepdf.open(tmp_path / "paper.pdf") as pdf:
        tops = [words_of(page).split("version", 1)[-1][:90] for page in pdf.pages]
    assert len(tops) > 40
    assert not [top for top in tops if "mistake" in top]


def words_of(page: pikepdf.Page) -> str:
    """The text of a page in the order in which it is set: the head, then what stands below it."""
    read_ink(page.Contents.read_bytes(), page.Resources, ink := Ink())
    return ink.text


@needs_tex
def test_a_formula_too_wide_for_the_paper_is_an_error_at_its_exercise(tmp_path: Path) -> None:
    terms = " + ".join(f"sin(x{place})*exp(x{place})" for place in range(1, 19))
    rows = ", ".join(f"{terms} + {number}*x1" for number in range(2, 4))
    text = f"""\
title: Wide
exercises:
  - function: {{inputs: {{x: R}}, expr: x**2}}
    parts: [{{ask: derivative}}]
  - function: {{inputs: {{x: R^18}}, expr: [{rows}]}}
    parts: [{{ask: shape}}]
"""
    course(tmp_path, text)
    specs = [tmp_path / "specs" / "problems" / "week-one.yaml"]
    with pytest.raises(Errors) as caught:
        build(specs, tmp_path, tmp_path / "build", formats=["pdf"])
    on_paper, on_slides = caught.value.errors
    assert on_paper.message == "exercise 2 does not fit: a formula is too wide for the page"
    assert "does not fit" in on_slides.message
    for error in (on_paper, on_slides):
        assert error.at is not None
        assert (Path(error.at.file).name, error.at.line) == ("week-one.yaml", 5)


# ── composing ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_set_is_composed_of_all_its_documents_and_files() -> None:
    made = compose(ROOT / "specs" / "problems" / "jacobians-by-hand.yaml", ROOT)
    assert set(made.documents) == set(HANDOUTS)
    assert made.claims
    names = {path.name for path in made.files}
    assert {"jacobians-by-hand.yaml", "sheet.tex", "papers.tex", "papers.md", "look.tex"} <= names


def test_derivatives_beside_each_other_are_large_on_slides(tmp_path: Path) -> None:
    """A Jacobian with a wrong entry is a row of four on the slide of the exercise, and lines to number on paper."""
    course = Course(Path(__file__).parents[1])
    drawn = draw_set(course.problem_set("jacobians-by-hand"), course, PUBLIC)
    asked = drawn.sheet.exercises[7].questions[0]
    slides = [each for each in solutions(drawn.key).slides if each.title[0] == Text("8\u2002")]
    rows = [block for block in slides[0].body if isinstance(block, Row)]
    row = next(each for each in rows if len(each.items) == len(asked.displays))
    assert [item.caption for item in row.items] == list(asked.choices)


def test_slides_of_solutions_have_the_question_and_what_the_author_says(drawn: Drawn) -> None:
    document = HANDOUTS["solutions.tex"].of(drawn.key)
    assert isinstance(document, Document)
    text = render(replace(document, reveal=False), load_format("markdown"))
    slides = text.split("\n## ")
    (first,) = [slide for slide in slides if "About the function" in slide]
    assert all(f"({question.id[1]})" in first for question in drawn.sheet.exercises[0].questions), "first all is asked"
    alone, *answered = [len(slide) for slide in slides if "In which layout is this" in slide]
    assert answered, "a puzzle is shown, and then its answer"
    assert alone < min(answered), "a puzzle is shown alone first"
    assert r"I_k \otimes A" in text


def test_a_working_is_divided_evenly_and_what_it_begins_with_is_not_alone() -> None:
    course = Course(ROOT)
    key = draw_set(course.problem_set("matrix-identities-and-backprop"), course, PUBLIC).key
    divided = 0
    for id, solution in key.solutions.items():
        titled = [slide for slide in solutions(key).slides if slide.title[0] == Text(f"{id}\u2002")]
        slides = [slide for slide in titled if slide.subtitle != titled[0].subtitle] or titled
        pages = [sum(len(lines_in(block)) for block in slide.body) for slide in slides]
        if len(slides) > 1 and not solution.working[0].rule:
            divided += 1
            assert pages[0] > 1
            assert sum(pages) == len(solution.working)
    assert divided


def lines_in(block: Block) -> Sequence[Line]:
    match block:
        case Working(lines=lines):
            return lines
        case Columns(columns=columns):
            return [line for column in columns for inner in column for line in lines_in(inner)]
        case _:
            return ()


def test_what_stands_above_an_exercise_is_the_authors(drawn: Drawn) -> None:
    (first, *_) = worksheet(drawn.sheet).problems
    assert isinstance(first, Problem)
    assert first.text[0] == Text("About the function ")
