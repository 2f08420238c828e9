"""Pictures in problem sets: whole in the key, without what is to be found on the sheet, typeset on both."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_formats import needs_tex
from test_handouts import typeset
from test_problem_sets import course, everything

from mcdocs.documents.formats import load_format
from mcdocs.documents.pictures.scene import Group
from mcdocs.documents.render import render
from mcdocs.errors import NoRuleError, SpecError
from mcdocs.language.notation import Answer
from mcdocs.problems.handouts import HANDOUTS
from mcdocs.problems.model import Drawn
from mcdocs.problems.seed import PUBLIC
from mcdocs.problems.sets import draw_set

PICTURED = """\
title: Pictures
exercises:
  - title: A tangent
    picture: plot
    draw: {a: {integer: 2 to 5}}
    function: {inputs: {x: R}, expr: x**2 * ln(a*x**2), at: {x: 1}}
    parts: [{ask: derivative}]
  - title: Levels
    picture: plot
    function: {inputs: {x: R^2}, expr: x1**2 + x1*x2 + 2*x2**2}
    parts: [{ask: derivative}]
  - title: A layer
    picture: graph
    function: {inputs: {x: R^n, W: "R^{m x n}", t: R^m}, let: {h: tanh(W @ x)}, expr: norm(h - t)**2/2, wrt: W}
    parts: [{ask: derivative}]
  - title: Shapes
    picture: diagram
    function: {inputs: {x: R^3}, expr: [x1*x2, x3]}
    parts: [{ask: shape}]
  - title: Zeros
    picture: sparsity
    function: {inputs: {x: R^3}, expr: [x1*x2, x3]}
    parts: [{ask: derivative}]
  - title: Nothing to see
    function: {inputs: {x: R}, expr: x**3}
    parts: [{ask: derivative}]
"""


@pytest.fixture
def drawn(tmp_path: Path) -> Drawn:
    here = course(tmp_path, PICTURED)
    return draw_set(here.problem_set("a-set"), here, PUBLIC)


def test_sheets_lack_what_keys_show_in_pictures(drawn: Drawn) -> None:
    for exercise in drawn.sheet.exercises[:5]:
        whole = drawn.key.pictures[exercise.number]
        assert exercise.picture is not None
        assert (exercise.picture.width, exercise.picture.height) == (whole.width, whole.height)
        answers = [mark for mark in whole.marks if isinstance(mark, Group) and mark.answer]
        assert [mark for mark in whole.marks if mark not in exercise.picture.marks] == answers
        assert bool(answers) == (exercise.title[0] != drawn.sheet.exercises[2].title[0])
    assert set(drawn.key.pictures) == {1, 2, 3, 4, 5}


def test_no_answer_is_left_in_the_pictures_of_a_sheet(drawn: Drawn) -> None:
    assert not any(isinstance(part, Answer) for part in everything(drawn.sheet))


def test_the_tangent_is_at_the_functions_own_point(drawn: Drawn) -> None:
    text = render(HANDOUTS["key.md"].of(drawn.key), load_format("markdown"))
    assert re.search(r"its tangent: slope .* at \$`x = 1`\$", text)


@needs_tex
@pytest.mark.parametrize("name", ["worksheet.tex", "key.tex", "solutions.tex"])
def test_pictures_are_typeset_without_complaints(name: str, drawn: Drawn, tmp_path: Path) -> None:
    handout = HANDOUTS[name]
    log = typeset(render(handout.of(drawn.key), load_format(handout.format)), tmp_path)
    assert not re.findall(r"^(?:Overfull|.*Missing character).*", log, re.M)


def test_what_cannot_be_pictured_is_told_and_other_draws_are_tried(tmp_path: Path) -> None:
    here = course(tmp_path, PICTURED.replace("picture: graph", "picture: plot"))
    with pytest.raises(NoRuleError, match="can be plotted") as caught:
        draw_set(here.problem_set("a-set"), here, PUBLIC)
    assert caught.value.at is not None
    nowhere = PICTURED.replace("ln(a*x**2), at: {x: 1}", "ln(-1 - a*x**2)")
    here = course(tmp_path, nowhere, "nowhere")
    with pytest.raises(SpecError, match="would show nothing"):
        draw_set(here.problem_set("nowhere"), here, PUBLIC)
