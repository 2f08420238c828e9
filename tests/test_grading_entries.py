"""Answers of three axes and more, and answers by their entries: index notation, with its axes or with a head."""

from __future__ import annotations

from typing import Any

import pytest

from mcdocs.calculus.derive import solve
from mcdocs.calculus.layout import Layout
from mcdocs.calculus.statement import read_statement
from mcdocs.grading.grade import grade
from mcdocs.grading.marks import Mark
from mcdocs.printers.latex import latex
from mcdocs.problems.model import FormulaField, Question, Solution, Value

ASKED: dict[str, tuple[Any, dict[str, str], str]] = {
    "Ax by A": ("A @ x", {"A": "R^{m x n}", "x": "R^n"}, "A"),
    "AXB": ("A @ X @ B", {"A": "R^{p x m}", "X": "R^{m x n}", "B": "R^{n x q}"}, "X"),
    "XX": ("X @ X", {"X": "R^{n x n}"}, "X"),
    "X'": ("X.T", {"X": "R^{m x n}"}, "X"),
    "tanh Wx by W": ("tanh(W @ x)", {"W": "R^{m x n}", "x": "R^n"}, "W"),
    "softmax": ("softmax(W @ x)", {"W": "R^{m x n}", "x": "R^n"}, "W"),
    "|x| A": ("norm(x)*A", {"A": "R^{m x n}", "x": "R^k"}, "x"),
    "vec X": ("vec(X)", {"X": "R^{m x n}"}, "X"),
    "given sizes": ("W @ x", {"W": "R^{2x3}", "x": "R^3"}, "W"),
    "written out": (["X11*X12", "X21"], {"X": "R^{2x2}"}, "X"),
    "matrix by vector": ([["x1*x2", "x2"], ["x1", "x1**2"]], {"x": "R^2"}, "x"),
    "Ax by x": ("A @ x", {"A": "R^{m x n}", "x": "R^n"}, "x"),
    "squares": ("x.T @ x", {"x": "R^n"}, "x"),
    "sum": ("sum(x)", {"x": "R^n"}, "x"),
    "exponentials": ("sum(exp(x))", {"x": "R^n"}, "x"),
    "quadratic form": ("x.T @ A @ x", {"A": "R^{n x n}", "x": "R^n"}, "x"),
}


def key(asked: str, layout: Layout) -> Solution:
    statement = read_statement(*ASKED[asked])
    found = getattr(solve(statement), layout)
    return Solution("1", Value(found.node, found.shape, statement.scope), (), (), (), statement, layout=layout)


def marked(asked: str, layout: Layout, typed: str) -> Mark:
    solution = key(asked, layout)
    assert isinstance(solution.answer, Value)
    question = Question("1", "derivative", (), 4, FormulaField(solution.answer.scope))
    return grade(question, solution, typed)


@pytest.mark.parametrize("layout", ["numerator", "denominator"])
@pytest.mark.parametrize("asked", ASKED)
def test_the_answer_as_the_key_prints_it_is_right(asked: str, layout: Layout) -> None:
    answer = key(asked, layout).answer
    assert isinstance(answer, Value)
    assert marked(asked, layout, latex(answer.node)).status == "right"


@pytest.mark.parametrize(
    ("asked", "typed"),
    [
        *(("Ax by A", typed) for typed in (r"[x_k \delta_{ij}]_{ikj}", "[δ_ij x_k]_ikj", r"[\delta_{ac} x_b]_{abc}")),
        *(("Ax by A", typed) for typed in ("(x_k δ_ij)_{i,k,j}", "∂y_i/∂A_jk = δ_ij x_k", "dy_i/dA_jk = x_k δ_ij")),
        ("Ax by A", r"\frac{\partial y_i}{\partial A_{jk}} = \delta_{ij} x_k"),
        ("AXB", r"\frac{\partial Y_{ij}}{\partial X_{kl}} = A_{ik} B_{lj}"),
        ("AXB", "[A_ik B_lj]_{ijlk}"),
        ("AXB", r"\left[\sum_r A_{ir} \delta_{rk} B_{lj}\right]_{ijlk}"),
        ("XX", r"[\delta_{ik} X_{lj} + \delta_{jl} X_{ik}]_{ijlk}"),
        ("X'", r"[\delta_{il} \delta_{jk}]_{ijlk}"),
        ("tanh Wx by W", r"[\delta_{ij} (1 - \tanh((Wx)_i)^2) x_k]_{ikj}"),
        ("tanh Wx by W", r"[\delta_{ij} x_k - \delta_{ij} \tanh^2((Wx)_i) x_k]_{ikj}"),
        ("|x| A", r"\left[\frac{x_l a_{ij}}{\|x\|}\right]_{ijl}"),
        ("given sizes", "[δ_ij x_k]_{ikj}"),
        ("given sizes", "[[[x1, 0], [x2, 0], [x3, 0]], [[0, x1], [0, x2], [0, x3]]]"),
        ("written out", "[[[X12, 0], [X11, 0]], [[0, 1], [0, 0]]]"),
        ("written out", "[[x12, 0; x11, 0], [0, 1; 0, 0]]"),
        ("Ax by x", r"[a_{ij}]_{ij}"),
        ("Ax by x", r"\frac{\partial y_i}{\partial x_j} = a_{ij}"),
        ("squares", "∂f/∂x_i = 2x_i"),
        ("squares", "[2 x_i]_i"),
        ("squares", "2 x_i"),
        *(("squares", typed) for typed in (r"[2x_1, \dots, 2x_n]", "(2x_1, 2x_2, ..., 2x_n)", "[2x_1, …, 2x_n]")),
        ("sum", "[1, ..., 1]"),
        ("exponentials", r"\left[e^{x_{1}}, \ldots, e^{x_{n}}\right]"),
        ("quadratic form", r"\frac{\partial f}{\partial x_k} = \sum_j a_{kj} x_j + \sum_i a_{ik} x_i"),
        ("quadratic form", "[∑_j (a_ij + a_ji) x_j]_i"),
    ],
)
def test_entries_of_a_derivative_are_right_under_any_letters(asked: str, typed: str) -> None:
    assert marked(asked, "numerator", typed).status == "right"


@pytest.mark.parametrize(
    ("asked", "typed", "diagnosis"),
    [
        ("Ax by A", r"[-x_k \delta_{ij}]_{ikj}", "sign"),
        ("Ax by A", r"[2 x_k \delta_{ij}]_{ikj}", "factor"),
        ("Ax by A", r"[x_k]_{k}", "shape"),
        ("AXB", "[A_ik B_lj]_{klji}", "other layout"),
        ("AXB", "[A_ki B_jl]_{klij}", "shape"),
        ("XX", r"[\delta_{ik} X_{lj}]_{ijlk}", "term"),
        ("given sizes", "[[[x1, 0], [x2, 0], [x3, 0]], [[0, x1], [0, x2], [0, x2]]]", "entry"),
        ("Ax by x", r"\frac{\partial y_i}{\partial x_j} = a_{ji}", "other layout"),
        ("squares", "∂f/∂x_i = x_i", "factor"),
        ("squares", "[x_1, ..., x_n]", "factor"),
        ("squares", "-[2x_1, ..., 2x_n]", "sign"),
    ],
)
def test_wrong_entries_are_told_what_went_wrong(asked: str, typed: str, diagnosis: str) -> None:
    mark = marked(asked, "numerator", typed)
    assert (mark.status, mark.diagnosis) == ("wrong", diagnosis), mark


@pytest.mark.parametrize(
    ("asked", "typed", "said"),
    [
        ("Ax by A", r"x_k \delta_{ij}", "need their axes"),
        ("Ax by A", r"[x_k \delta_{ij}]_{iij}", "labels two axes"),
        ("Ax by A", r"[x \delta_{ij}]_{ij}", "stands among entries"),
        ("Ax by A", r"[\delta_{ab}]_{c}", "is not clear"),
        ("X'", r"[\delta_{ik} \delta_{jl}]_{ijlk}", "count differently"),
        ("Ax by A", r"[x_k + \exp(\delta_{ij})]_{ikj}", "need their axes"),
        ("AXB", r"[(A_{ij} + B_{kl})^2]_{ijlk}", "not read"),
        ("squares", "[2x_1, 2x_3, ..., 2x_n]", "unknown name x_1"),
        ("squares", "[2x_1, ..., 2x_m]", "unknown name x_1"),
        ("squares", "[2x_1, ..., 2x_n].T", "can be read as"),
    ],
)
def test_entries_that_leave_something_open_are_left_to_a_person(asked: str, typed: str, said: str) -> None:
    mark = marked(asked, "numerator", typed)
    assert mark.status == "undecided"
    assert said in mark.feedback
