"""Mistakes to look for: the slip a function gives occasion for, what comes out with it, and that it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcdocs.calculus.referee import Equal, refutes
from mcdocs.language.nodes import Node
from mcdocs.language.notation import Coloured, Math
from mcdocs.language.prose import Inline, Text
from mcdocs.printers.latex import latex
from mcdocs.problems.asks.oversights import OVERSIGHTS
from mcdocs.problems.asks.slips import SLIPS
from mcdocs.problems.model import Mistake, Solution, Value
from mcdocs.problems.seed import PUBLIC
from mcdocs.problems.sets import draw_set
from mcdocs.specs.course import Course

ROOT = Path(__file__).parents[1]

# by the slip: a function, what is asked, what the key says, and what comes out
SLIPPED = {
    "inner_derivative": [
        ("{inputs: {x: R}, expr: sin(3*x**2)}", "derivative", "the inner derivative of 3x^2 is missing", r"\cos 3x^2"),
        (
            "{inputs: {x: R^2}, let: {u: '[x1*x2, x1**2]'}, expr: exp(u)}",
            "derivative",
            "the inner derivatives of u_1 and u_2 are missing",
            r"\begin{bmatrix} e^{u_1} & e^{u_1} \\ e^{u_2} & 0 \end{bmatrix}",
        ),
        (
            "{inputs: {x: R}, expr: [sin(2*x), cos(x**2), exp(x)]}",
            "derivative",
            "the inner derivative of 2x is missing",
            r"\begin{bmatrix} \cos 2x \\ -2x \sin x^2 \\ e^x \end{bmatrix}",
        ),
        ("{inputs: {x: R}, expr: exp(5*x)}", "value, at: {x: 0}", "the inner derivative of 5x is missing", "1"),
        (
            "{inputs: {x: R^2}, expr: exp(x1*x2)}",
            "partial, by: 1",
            "the inner derivative of x_1 x_2 is missing",
            "e^{x_1 x_2}",
        ),
        ("{inputs: {x: R}, expr: exp(2*x)}", "hessian", "the inner derivative of 2x is missing", "2e^{2x}"),
    ],
    "product": [
        (
            "{inputs: {x: R}, expr: x*exp(x)}",
            "derivative",
            "the product rule is missing, both factors are differentiated on their own",
            "e^x",
        ),
        (
            "{inputs: {x: R}, expr: (x + 1)/(x + 2)}",
            "derivative",
            "the quotient rule is missing, both factors are differentiated on their own",
            "1",
        ),
    ],
    "minus": [
        (
            "{inputs: {x: R}, expr: x + cos(x)}",
            "derivative",
            r"the minus sign of the derivative of \cos x is missing",
            r"1 + \sin x",
        ),
        (
            "{inputs: {x: R}, expr: x + 1/x}",
            "derivative",
            r"the minus sign of the derivative of \frac{1}{x} is missing",
            r"1 + \frac{1}{x^2}",
        ),
    ],
    "exponent": [
        (
            "{inputs: {x: R^2}, expr: x1**3 + x2**3 + x1*x2**2}",
            "derivative",
            "the factor 3 of the power rule is missing",
            r"\begin{bmatrix} x_1^2 + x_2^2 & x_2^2 + 2x_1 x_2 \end{bmatrix}",
        ),
        (
            "{inputs: {x: R, k: R}, expr: x**k, wrt: x}",
            "derivative",
            "the factor k of the power rule is missing",
            "x^{k - 1}",
        ),
    ],
    "mixed": [
        (
            "{inputs: {x: R^2}, expr: x1**2*x2}",
            "hessian",
            "the mixed derivatives are missing",
            r"\begin{bmatrix} 2x_2 & 0 \\ 0 & 0 \end{bmatrix}",
        ),
    ],
    "activation": [
        (
            "{inputs: {W: 'R^{m x n}', x: R^n, t: R^m}, let: {h: tanh(W @ x)}, expr: norm(h - t)**2/2, wrt: x}",
            "derivative, layout: denominator",
            r"the derivative of \tanh(W x) is missing",
            "W^T(h - t)",
        ),
    ],
    "symmetric": [
        (
            "{inputs: {x: R^n, A: 'R^{n x n}'}, expr: x.T @ A @ x, wrt: x}",
            "derivative",
            "this holds only where A is symmetric",
            "2x^T A",
        ),
    ],
    "inner": [
        (
            "{inputs: {x: R^n, W: 'R^{m x n}', c: R^m}, expr: norm(W @ x - c)**2, wrt: x}",
            "derivative, layout: denominator",
            "the inner derivative of W x - c is missing",
            "2(W x - c)",
        ),
        (
            "{inputs: {x: R^n, w: R^n}, expr: ln(1 + exp(w.T @ x)), wrt: w}",
            "derivative, layout: denominator",
            "the inner derivative of w^T x is missing",
            r"\frac{e^{w^T x}}{1 + e^{w^T x}}",
        ),
    ],
    "factor": [
        (
            "{inputs: {x: R^n, c: R^n}, expr: 3*x.T @ c + x.T @ x, wrt: x}",
            "derivative",
            "the factor 2 is missing",
            "(3c + x)^T",
        ),
    ],
    "sign_or_term": [
        (
            "{inputs: {x: R^n, a: R^n, b: R^n}, expr: a.T @ x + b.T @ x, wrt: x}",
            "derivative",
            "a sign is wrong",
            "(a - b)^T",
        ),
    ],
}


def asked(function: str, ask: str, folder: Path) -> Solution:
    (folder / "specs" / "problems").mkdir(parents=True)
    text = f"title: T\nexercises:\n  - title: E\n    function: {function}\n    parts: [{{ask: {ask}}}]\n"
    (folder / "specs" / "problems" / "a-set.yaml").write_text(text)
    course = Course(folder)
    return draw_set(course.problem_set("a-set"), course, PUBLIC).key.solutions["1"]


def slips(solution: Solution) -> list[Mistake]:
    """The mistakes to look for that are not only in the other layout."""
    return [mistake for mistake in solution.mistakes if not words(mistake.why).endswith("layout")]


def plain(math: Math) -> Math:
    return plain(math.body) if isinstance(math, Coloured) else math


def words(text: Inline) -> str:
    return "".join(piece.text if isinstance(piece, Text) else latex(plain(piece.math)) for piece in text)


def test_every_slip_has_a_function_that_gives_occasion_for_it() -> None:
    assert {*SLIPS, *OVERSIGHTS} <= {*SLIPPED}


@pytest.mark.parametrize(("function", "ask", "why", "comes_out"), [row for rows in SLIPPED.values() for row in rows])
def test_the_key_warns_of_the_slip_and_says_what_comes_out(
    function: str, ask: str, why: str, comes_out: str, tmp_path: Path
) -> None:
    (mistake,) = slips(asked(function, ask, tmp_path))
    assert (words(mistake.why), latex(plain(mistake.math))) == (why, comes_out)


@pytest.mark.parametrize(
    ("function", "ask"),
    [
        ("{inputs: {x: R^2}, expr: 3*x1 - x2}", "derivative"),
        ("{inputs: {x: R}, expr: exp(x + 2)}", "value, at: {x: 1}"),
        ("{inputs: {x: R^n, A: 'R^{m x n}'}, expr: A @ x, wrt: x}", "derivative"),
        ("{inputs: {x: R^2}, expr: x1**2 + x2**2}", "hessian"),
    ],
)
def test_where_nothing_can_go_wrong_or_nothing_comes_of_it_the_key_warns_of_nothing(
    function: str, ask: str, tmp_path: Path
) -> None:
    assert not slips(asked(function, ask, tmp_path))


@pytest.mark.parametrize("name", ["jacobians-by-hand", "matrix-identities-and-backprop", "shapes-and-layouts"])
@pytest.mark.parametrize("student", ["s1", "s2", "s3"])
def test_no_mistake_to_look_for_in_the_shipped_sets_is_right(name: str, student: str) -> None:
    course = Course(ROOT)
    solutions = draw_set(course.problem_set(name), course, PUBLIC, student).key.solutions.values()
    compared = [
        (solution.answer.node, mistake.value, solution)
        for solution in solutions
        for mistake in solution.mistakes
        if isinstance(solution.answer, Value) and isinstance(mistake.value, Node)
    ]
    assert compared
    for right, wrong, solution in compared:
        assert solution.statement is not None
        differs = right.shape != wrong.shape or refutes(Equal(right, wrong, "", assume=solution.statement.facts))
        assert differs, latex(wrong)
