"""Problem sets drawn: every kind of question, its answer judged, its points, its mistakes, and what is drawn again."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from mcdocs.calculus.layout import LAYOUTS
from mcdocs.calculus.referee import Equal, Unequal, judge, refutes
from mcdocs.calculus.statement import read_statement
from mcdocs.errors import Errors, McdocsError, RefereeError, SpecError
from mcdocs.language.nodes import Grid, Node
from mcdocs.language.notation import Blank, Coloured, Math, Matrix, Relation
from mcdocs.language.parse import parse_formula
from mcdocs.language.prose import Inline, Text
from mcdocs.printers.latex import latex
from mcdocs.problems.asks import ASKS
from mcdocs.problems.asks.plants import PLANTS, planted
from mcdocs.problems.model import Chosen, Drawn, Filled, Question, Sizes, Solution, Value
from mcdocs.problems.seed import PUBLIC, Seed
from mcdocs.problems.sets import draw_set
from mcdocs.specs.course import Course
from mcdocs.specs.problems import ProblemSetSpec

ROOT = Path(__file__).parent.parent
SETS = [path.stem for path in sorted((ROOT / "specs" / "problems").glob("*.yaml"))]

# A function for each kind of question, and the answers the textbook has.
ASKED = {
    "shape": ("inputs: {x: R^3}\n    expr: [x1*x2, x3]", "", ["2 x 3"]),
    "derivative": (
        "inputs: {x: R^n, A: 'R^{n x n}'}\n    expr: x.T @ A @ x\n    wrt: x",
        "layout: denominator",
        ["(A + A^T) x"],
    ),
    "partial": ("inputs: {x: R^2}\n    expr: [x1**2 * x2, x2]", "of: 1, by: 1", ["2x_1 x_2"]),
    "value": ("inputs: {x: R^2}\n    expr: x1**2 * x2", "at: {x: [3, 5]}", [r"\begin{bmatrix} 30 & 9 \end{bmatrix}"]),
    "hessian": (
        "inputs: {x: R^2}\n    expr: x1**2 * x2",
        "",
        [r"\begin{bmatrix} 2x_2 & 2x_1 \\ 2x_1 & 0 \end{bmatrix}"],
    ),
    "layout": ("inputs: {x: R^2}\n    expr: [x1*x2, x1]", "", ["0", "1"]),
    "error": ("inputs: {x: R}\n    expr: x**2 * exp(x**2)", "", ["0", "1"]),
    "blanks": ("inputs: {x: R^2}\n    expr: [x1*x2, 3*x1]", "count: 1", ["x_1", "x_2", "3"]),
    "vec": ("inputs: {X: 'R^{n x k}', A: 'R^{m x n}'}\n    expr: A @ X\n    wrt: X", "", [r"I_k \otimes A"]),
}


def course(folder: Path, text: str, name: str = "a-set") -> Course:
    (folder / "specs" / "problems").mkdir(parents=True, exist_ok=True)
    (folder / "specs" / "problems" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return Course(folder)


def one(folder: Path, function: str, part: str, draw: str = "") -> Drawn:
    """A set of one exercise, drawn."""
    drawn = f"\n    draw: {draw}" if draw else ""
    text = (
        f"title: T\nexercises:\n  - title: E{drawn}\n    function:\n      {indented(function)}\n    parts: [{part}]\n"
    )
    here = course(folder, text)
    return draw_set(here.problem_set("a-set"), here, PUBLIC)


def indented(function: str) -> str:
    return function.replace("\n    ", "\n      ")


def only(drawn: Drawn) -> tuple[Question, Solution]:
    (question,) = drawn.sheet.exercises[0].questions
    return question, drawn.key.solutions[question.id]


def plain(math: Math) -> Math:
    return plain(math.body) if isinstance(math, Coloured) else math


def words(text: Inline) -> str:
    return "".join(piece.text if isinstance(piece, Text) else latex(piece.math) for piece in text)


def answers(solution: Solution) -> list[str]:
    match solution.answer:
        case Value(node=node):
            return [latex(node)]
        case Sizes(axes=axes):
            return [" x ".join(str(axis.size) for axis in axes)]
        case Chosen(index=index):
            return [str(index)]
        case Filled(values=values):
            return [latex(value) for value in values]


# ── the kinds of questions ───────────────────────────────────────────────────────────────────────────────────────────


def test_every_kind_of_question_is_tried() -> None:
    assert set(ASKED) == set(ASKS)


@pytest.mark.parametrize("kind", ASKED)
def test_the_answer_is_that_of_the_textbook_and_the_referee_agrees(kind: str, tmp_path: Path) -> None:
    function, keys, expected = ASKED[kind]
    drawn = one(tmp_path, function, f"{{ask: {kind}{', ' * bool(keys)}{keys}}}")
    question, solution = only(drawn)
    assert question.kind == kind
    assert set(answers(solution)) <= set(expected)
    assert judge(drawn.claims)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("student", ["", "s1", "s2"])
def test_shipped_sets_are_right_and_their_points_add_up(name: str, student: str) -> None:
    here = Course(ROOT)
    drawn = draw_set(here.problem_set(name), here, PUBLIC, student)
    judge(drawn.claims)
    assert 6 <= len(drawn.sheet.exercises) <= 10
    for exercise in drawn.sheet.exercises:
        for question in exercise.questions:
            solution = drawn.key.solutions[question.id]
            earned = sum(line.points for line in solution.working)
            assert earned == (0 if question.choices else question.points), "a choice earns its points, not its reasons"
            assert all(2 * line.points % 1 == 0 for line in solution.working)
            assert solution.shown
            shown = {latex(math.math) for math in solution.mistakes}
            assert latex_of(solution) not in shown, "a mistake to look for is no right answer"


def latex_of(solution: Solution) -> str:
    return latex(solution.answer.node) if isinstance(solution.answer, Value) else ""


def test_the_first_mistake_to_look_for_is_the_answer_in_the_other_layout(tmp_path: Path) -> None:
    _, solution = only(one(tmp_path, *ASKED["value"][:1], "{ask: value, at: {x: [3, 5]}}"))
    mistake = solution.mistakes[0]
    assert words(mistake.why) == "denominator layout"
    assert latex(mistake.math) == r"\begin{bmatrix} 30 \\ 9 \end{bmatrix}"


@pytest.mark.parametrize(
    ("function", "ask", "layouts_differ"),
    [
        ("inputs: {x: R^2}\n    expr: exp(x1*x2) - 4*x1**2*x2", "hessian", False),
        ("inputs: {x: R^2}\n    expr: [x2*exp(x1*x2), x1*exp(x1*x2)]", "derivative", False),
        ("inputs: {x: R^2}\n    expr: [x2*exp(x1*x2), x2*exp(x1*x2)]", "derivative", True),
        ("inputs: {x: R^n, A: 'R^{n x n}'}\n    expr: (A + A.T) @ x", "derivative", False),
    ],
)
def test_a_symmetric_answer_in_another_form_is_no_mistake_to_look_for(
    function: str, ask: str, layouts_differ: bool, tmp_path: Path
) -> None:
    _, solution = only(one(tmp_path, function, f"{{ask: {ask}}}"))
    assert any(words(mistake.why).endswith("layout") for mistake in solution.mistakes) is layouts_differ


@pytest.mark.parametrize(
    ("space", "expr", "at", "answer"),
    [
        ("R^n", "sum(exp(x))", "zeros(n)", "1"),
        ("R^n", "sum(x**2)", "ones(n)", "2"),
        ("'R^{n x n}'", "sum(x**2)", "eye(n)", "2"),
    ],
)
def test_a_point_of_drawn_size_is_written_as_zeros_ones_or_the_identity(
    space: str, expr: str, at: str, answer: str, tmp_path: Path
) -> None:
    function = f"inputs: {{x: {space}}}\n    expr: {expr}"
    _, solution = only(one(tmp_path, function, f"{{ask: value, at: {{x: {at}}}}}", "{n: {size: 2 to 3}}"))
    assert isinstance(solution.answer, Value)
    assert isinstance(solution.answer.node, Grid)
    assert {latex(entry) for entry in solution.answer.node.entries} - {"0"} == {answer}


def test_a_single_mistake_to_plant_needs_no_brackets(tmp_path: Path) -> None:
    function = "inputs: {x: R^n, A: 'R^{n x n}', b: R^n}\n    expr: x.T @ A @ x - 3*b.T @ x\n    wrt: x"
    drawn = one(tmp_path, function, "{ask: error, mistakes: sign}")
    assert words(only(drawn)[1].shown).endswith("a sign is wrong")


def test_both_layouts_are_two_questions_the_second_worth_a_point(tmp_path: Path) -> None:
    drawn = one(tmp_path, "inputs: {x: R^2}\n    expr: x1*x2", "{ask: derivative, layout: both, points: 3}")
    questions = drawn.sheet.exercises[0].questions
    assert [(each.id, each.points) for each in questions] == [("1a", 3), ("1b", 1)]
    assert [drawn.key.solutions[each.id].layout for each in questions] == list(LAYOUTS)


def test_a_question_may_be_put_in_other_words_with_other_room(tmp_path: Path) -> None:
    part = "{ask: derivative, prompt: 'What is $y$ sensitive to?', room: 9, points: 7}"
    question, _ = only(one(tmp_path, "inputs: {x: R}\n    expr: x**2", part))
    assert (words(question.prompt), question.room, question.points) == ("What is y sensitive to?", 9, 7)


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("at $x = a$, not at a", "at x = {-3}, not at a"),
        (r"$\alpha + a^a$", r"\alpha + {-3}^{-3}"),
        (r"$\text{a man } q$", r"\text{a man } {\frac{1}{2}}"),
        (r"$x \in \mathbb{R}^n$", r"x \in \mathbb{R}^{2}"),
        ("$f(x)$", "f(x)"),
    ],
)
def test_drawn_numbers_stand_in_the_authors_words(prompt: str, expected: str, tmp_path: Path) -> None:
    text = f"""\
title: T
exercises:
  - draw: {{a: {{integer: [-3, 9]}}, q: {{rational: [1/2, 9]}}, n: {{size: [2, 9]}}, f: {{choice: [sin, cos]}}}}
    where: [a < 9, q < 9, n < 9]
    function: {{inputs: {{x: R^n}}, expr: a*q*sum(f(x))}}
    parts: [{{ask: derivative, prompt: '{prompt}'}}]
"""
    here = course(tmp_path, text)
    question, _ = only(draw_set(here.problem_set("a-set"), here, PUBLIC))
    assert words(question.prompt) == expected


def test_what_may_be_assumed_is_said(tmp_path: Path) -> None:
    function = (
        "inputs: {x: R^n, A: 'R^{n x n}'}\n    expr: x.T @ A @ x\n    assume: {A: [symmetric, invertible]}\n    wrt: x"
    )
    drawn = one(tmp_path, function, "{ask: derivative, layout: denominator}")
    assert words(drawn.sheet.exercises[0].text).strip() == "Assume that A is symmetric and invertible."
    assert answers(only(drawn)[1]) == ["2A x"]


def test_gaps_stand_for_what_was_there(tmp_path: Path) -> None:
    drawn = one(tmp_path, "inputs: {x: R^2}\n    expr: [x1**2 * x2, exp(x1)]", "{ask: blanks, count: 2}")
    question, solution = only(drawn)
    (display,) = question.displays
    shown = plain(display)
    assert isinstance(shown, Relation)
    grid = shown.items[1]
    assert isinstance(grid, Matrix)
    gaps = [cell for row in grid.rows for cell in row if isinstance(cell, Blank)]
    assert [gap.number for gap in gaps] == [1, 2], "gaps are counted as they are read"
    assert isinstance(solution.answer, Filled)
    whole = latex(drawn.key.solutions[question.id].statement.formula) and words(solution.shown)
    assert all(latex(value) in whole for value in solution.answer.values)


@pytest.mark.parametrize(
    ("function", "numerator", "denominator"),
    [
        ("inputs: {X: 'R^{m x n}', A: 'R^{m x n}'}\n    expr: tr(A.T @ X)\n    wrt: X", "vec(A)^T", "vec(A)"),
        ("inputs: {t: R, A: 'R^{m x n}'}\n    expr: sin(t)*A\n    wrt: t", r"vec(\cos(t) A)", r"vec(\cos(t) A)^T"),
        ("inputs: {X: 'R^{2x2}'}\n    expr: X11*X22", "[x_22 0 0 x_11]", "[x_22; 0; 0; x_11]"),
    ],
)
def test_a_matrix_on_one_side_alone_is_stacked_too(
    function: str, numerator: str, denominator: str, tmp_path: Path
) -> None:
    drawn = one(tmp_path, function, "{ask: vec, layout: both}")
    judge(drawn.claims)
    assert [plainly(solution) for solution in drawn.key.solutions.values()] == [numerator, denominator]


def plainly(solution: Solution) -> str:
    """The answer in one line, brackets for matrices."""
    (answer,) = answers(solution)
    for ugly, plain in (
        (r"\begin{bmatrix} ", "["),
        (r" \end{bmatrix}", "]"),
        (r" \\ ", "; "),
        (" & ", " "),
        (r"\operatorname", ""),
        ("{", ""),
        ("}", ""),
    ):
        answer = answer.replace(ugly, plain)
    return answer


# ── planted mistakes ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", PLANTS)
def test_every_kind_of_mistake_is_planted_and_found_wrong(kind: str, tmp_path: Path) -> None:
    function = "inputs: {x: R^n, A: 'R^{n x n}', b: R^n}\n    expr: x.T @ A @ x - 3*b.T @ x\n    wrt: x"
    drawn = one(tmp_path, function, f"{{ask: error, mistakes: [{kind}]}}")
    question, solution = only(drawn)
    (claim,) = [claim for claim in drawn.claims if isinstance(claim, Unequal)]
    judge(drawn.claims)
    assert refutes(claim.equal)
    assert isinstance(solution.answer, Chosen)
    wrong = question.displays[solution.answer.index]
    assert latex(wrong).endswith(latex(claim.equal.right))
    assert words(solution.shown).startswith(f"line {solution.answer.index + 1}: ")


@pytest.mark.parametrize(
    ("formula", "kind", "expected"),
    [
        ("x - y", "sign", ["x + y"]),
        ("-x", "sign", ["x"]),
        ("2*x*cos(x**2)", "factor", [r"x \cos x^2", r"2 \cos x^2"]),
        ("cos(x)*exp(sin(x))", "factor", [r"\cos x", r"e^{\sin x}"]),
        ("x/sqrt(x**2 + 1)", "factor", []),
        ("3*sin(2*x + y)", "factor", [r"\sin(2x + y)"]),
        ("x + sin(2*x + y)", "term", ["x", r"\sin(2x + y)"]),
        ("sin(2*x + y)", "sign", [r"\sin(2x - y)"]),
        ("x + y + x*y", "term", ["x + y", "x + x y", "y + x y"]),
        ("A @ v", "transpose", ["A^T v"]),
        ("A.T @ v", "transpose", ["A v"]),
        ("x + 2", "term", ["x", "2"]),
        ("x*(2 + y)", "factor", ["x", "2 + y"]),
    ],
)
def test_a_mistake_is_made_in_every_place(formula: str, kind: str, expected: list[str]) -> None:
    scope = read_statement("x", {"x": "R", "y": "R", "A": "R^{n x n}", "v": "R^n"}, "x").scope
    assert {latex(wrong) for wrong in planted(parse_formula(formula, scope), kind)} == set(expected)


def test_derivatives_in_one_line_each_are_shown_beside_each_other(tmp_path: Path) -> None:
    question, solution = only(one(tmp_path, "inputs: {x: R^2}\n    expr: [3*x1*x2, x1**2]", "{ask: error}"))
    assert words(question.prompt).startswith("One of these derivatives is wrong.")
    heads = [plain(display) for display in question.displays]
    assert [latex(head.items[0]) for head in heads if isinstance(head, Relation)] == [
        rf"\frac{{\partial f_{i}}}{{\partial x_{j}}}" for i in (1, 2) for j in (1, 2)
    ]
    (line,) = solution.working
    assert isinstance(solution.answer, Chosen)
    assert line.head is not None
    assert latex(line.head) == latex(heads[solution.answer.index].items[0])  # type: ignore[union-attr]


def test_two_partial_derivatives_nobody_names_are_different_ones(tmp_path: Path) -> None:
    drawn = one(tmp_path, "inputs: {x: R^2}\n    expr: x1*x2**2", "{ask: partial}, {ask: partial}")
    assert len({solution.entry for solution in drawn.key.solutions.values()}) == 2


def test_a_line_that_was_to_be_wrong_and_is_right_is_an_error() -> None:
    statement = read_statement("x + x", {"x": "R"})
    twice = parse_formula("2*x", statement.scope)
    with pytest.raises(RefereeError, match="meant to be wrong, but it is right"):
        judge([Unequal(Equal(statement.formula, twice, "a line"))])


# ── what depends on what ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_draw_depends_on_seed_and_student_alone() -> None:
    here = Course(ROOT)
    spec = here.problem_set("jacobians-by-hand")
    again = Course(ROOT)
    first = draw_set(spec, here, Seed.of(b"secret"), "s1")
    assert draw_set(again.problem_set("jacobians-by-hand"), again, Seed.of(b"secret"), "s1") == first
    others = [draw_set(spec, here, Seed.of(b"secret"), "s2"), draw_set(spec, here, Seed.of(b"other"), "s1")]
    assert all(other.draws != first.draws and other.sheet.version != first.sheet.version for other in others)


def test_an_exercise_added_behind_changes_nothing_before(tmp_path: Path) -> None:
    exercise = """\
  - draw: {a: {integer: 2 to 900}}
    function: {inputs: {x: R}, expr: a*x**2}
    parts: [{ask: derivative}]
"""
    short = course(tmp_path / "short", "title: T\nexercises:\n" + exercise)
    long = course(tmp_path / "long", "title: T\nexercises:\n" + exercise + exercise)
    first, both = (draw_set(here.problem_set("a-set"), here, PUBLIC).draws for here in (short, long))
    assert both[0] == first[0]
    assert both[1] != both[0]


def test_attempts_pass_over_draws(tmp_path: Path) -> None:
    here = Course(ROOT)
    spec = here.problem_set("jacobians-by-hand")
    first = draw_set(spec, here, PUBLIC)
    second = draw_set(spec, here, PUBLIC, attempts=[attempt + 1 for attempt in first.attempts])
    assert second.draws != first.draws
    assert all(later > earlier for later, earlier in zip(second.attempts, first.attempts, strict=True))


def test_a_sheet_knows_no_solution() -> None:
    here = Course(ROOT)
    drawn = draw_set(here.problem_set("jacobians-by-hand"), here, PUBLIC)
    assert pickle.loads(pickle.dumps(drawn)) == drawn
    assert not any(isinstance(part, Solution | Value) for part in everything(drawn.sheet))


def everything(value: object) -> Iterator[object]:
    yield value
    if isinstance(value, tuple):
        for part in value:
            yield from everything(part)
    elif hasattr(value, "__dataclass_fields__") and not isinstance(value, Node):
        for name in value.__dataclass_fields__:
            yield from everything(getattr(value, name))


# ── what is drawn again, and what cannot be set ──────────────────────────────────────────────────────────────────────

NOTHING_TO_ASK = [
    ("inputs: {x: R, a: R}\n    expr: a**2", "{ask: derivative, wrt: x}", "the derivative is zero"),
    ("inputs: {x: R}\n    expr: exp(x)", "{ask: derivative}", "the function is its own derivative"),
    ("inputs: {x: R^2}\n    expr: x1**2 + x2**2", "{ask: value, at: {x: [0, 0]}}", "zero at the point"),
    ("inputs: {x: R}\n    expr: ln(x)", "{ask: value, at: {x: 0}}", "ln of 0"),
    ("inputs: {x: R}\n    expr: ln(x)", "{ask: value, at: {x: -1}}", "ln of -1"),
    ("inputs: {x: R}\n    expr: ln(x - pi)", "{ask: value, at: {x: 1}}", "no real value"),
    ("inputs: {x: R}\n    expr: arctan(x)*x**(1/3)", "{ask: value, at: {x: -1}}", "no real value"),
    ("inputs: {x: R^2}\n    expr: relu(x1 - x2) + x1**2", "{ask: value, at: {x: [1, 1]}}", "kink at 0"),
    ("inputs: {x: R}\n    expr: 1/x", "{ask: value, at: {x: 0}}", "division by zero"),
    ("inputs: {x: R^2}\n    expr: x**2", "{ask: layout}", "the same in both layouts"),
    ("inputs: {x: R}\n    expr: x**2", "{ask: error}", "a single line"),
    ("inputs: {x: R^2}\n    expr: [x1, 3]", "{ask: partial, of: 2}", "asked for is zero"),
    ("inputs: {x: R^2}\n    expr: [x1, 3]", "{ask: blanks, count: 3}", "fewer than 3 entries"),
]


@pytest.mark.parametrize(("function", "part", "reason"), NOTHING_TO_ASK)
def test_what_asks_for_nothing_cannot_be_set(function: str, part: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="exercise 1 cannot be set") as caught:
        one(tmp_path, function, part)
    assert reason in caught.value.message
    assert caught.value.at is not None
    assert caught.value.at.file.endswith("a-set.yaml")
    assert caught.value.at.source[caught.value.at.column - 1 :].startswith(
        part.split(": ")[1].rstrip("}").split(",")[0]
    )


def test_degenerate_draws_are_drawn_again(tmp_path: Path) -> None:
    found = [
        one(tmp_path, f"inputs: {{x: R}}\n    expr: f(x) + {k}", "{ask: derivative}", "{f: {choice: [sin, exp]}}")
        for k in range(3)
    ]
    assert all(drawn.draws[0]["f"] in ("sin", "exp") for drawn in found)
    again = one(tmp_path, "inputs: {x: R}\n    expr: f(x)", "{ask: derivative}", "{f: {choice: [exp, cos]}}")
    assert again.draws[0]["f"] == "cos"


WRONG = [
    ("parts: [{ask: derivatif}]", "7:19", "there is no kind of question called 'derivatif'"),
    ("parts: [{points: 2}]", "7:13", "'ask' is missing"),
    ("parts: []", "7:5", "this list is empty"),
    ("parts: [{ask: shape, points: 0}]", "7:34", "runs from 1 to 100"),
    ("parts: [{ask: shape, points: many}]", "7:34", "a whole number is expected"),
    ("parts: [{ask: shape, point: 2}]", "7:26", "unknown key 'point'"),
    ("parts: [{ask: error, mistakes: [sing]}]", "7:37", "'sing' is not possible here"),
    ("parts: [{ask: error, mistakes: sing}]", "7:36", "'sing' is not possible here"),
    ("parts: [{ask: value, at: {x: zeros(3)}}]", "7:34", "'x' is a vector (2), these numbers are a vector (3)"),
    ("parts: [{ask: blanks, layout: both}]", "7:35", "gaps are filled in one layout"),
    ("parts: [{ask: derivative, wrt: z}]", "7:36", "'z' is not an input"),
    ("parts: [{ask: value}]", "7:19", "the point is missing"),
    ("parts: [{ask: value, at: {z: 1}}]", "7:31", "'z' is not an input"),
    ("parts: [{ask: value, at: {x: [1]}}]", "7:34", "'x' is a vector (2), these numbers are a vector (1)"),
    ("parts: [{ask: value, at: {x: [1, 2 + b]}}]", "7:42", "unknown name 'b'"),
    ("parts: [{ask: partial, of: 3}]", "7:32", "the output has no such entry"),
    ("parts: [{ask: hessian}]", "7:19", "the Hessian of a scalar"),
    ("parts: [{ask: vec}]", "7:19", "there is nothing to stack"),
    ("parts: [{ask: error, mistakes: []}]", "7:36", "this list is empty"),
    ("parts: [{ask: shape, layout: both}, {ask: shape, wrt: x}]", "7:47", "this is asked for in part 1 already"),
    ("parts: [{ask: partial, of: 1, by: 2}, {ask: partial, of: 1, by: 2}]", "7:49", "asked for in part 1 already"),
    (
        "parts: [{ask: value, at: {x: [1, 2]}}, {ask: value, at: {x: [1, 3]}}, {ask: value, at: {x: [1, 2]}}]",
        "7:81",
        "this is asked for in part 1 already",
    ),
    ("parts: [{ask: derivative}, {ask: layout}]", "7:19", "the part 'layout' shows the answer to 'derivative'"),
    ("parts: [{ask: shape}]\n    where: 1 < 2", "8:5", "nothing is drawn"),
    (
        "parts: [{ask: shape}]\n  - function: {inputs: {x: R}, expr: x**2, order: 2}\n    parts: [{ask: hessian}]",
        "8:44",
        "the order is what a part asks for",
    ),
    (
        "parts: [{ask: shape}]\n  - draw: {p: {permutation: [x1, x2]}}\n"
        "    function: {inputs: {x: R^2}, expr: p**2}\n    parts: [{ask: shape}]",
        "8:12",
        "'p' stands for several formulas: write p1, p2",
    ),
    (
        "parts: [{ask: shape}]\n  - draw: {a: {integer: 2 to 3}}\n    where: a !=\n"
        "    function: {inputs: {x: R}, expr: a*x}\n    parts: [{ask: shape}]",
        "9:15",
        "this condition cannot be read",
    ),
    (
        "parts: [{ask: shape}]\n  - draw: {a: {integr: 2 to 3}}\n"
        "    function: {inputs: {x: R}, expr: a*x}\n    parts: [{ask: shape}]",
        "8:16",
        "unknown key 'integr'",
    ),
    ("parts: [{ask: shape}]\n    draw: {q: {integer: 1 to 3}}", "8:12", "'q' is drawn but not used"),
    (
        "parts: [{ask: shape}]\n  - draw: {n: {integer: 2 to 3}}\n    function: {inputs: {x: R^n}, expr: n*sum(x)}\n"
        "    parts: [{ask: shape}]",
        "8:12",
        "'n' is a size in the function",
    ),
    (
        "parts: [{ask: shape}]\n  - function: {inputs: {x: R^n}, expr: x**2}\n    parts: [{ask: partial}]",
        "9:19",
        "'partial' asks for single entries",
    ),
    (
        "parts: [{ask: shape}]\n  - function: {inputs: {x: R}, expr: x**2}\n    parts:\n"
        "      - {ask: derivative, layout: numerator}\n      - {ask: derivative, layout: denominator}",
        "11:15",
        "this is asked for in part 1 already",
    ),
    (
        "parts: [{ask: shape}]\n  - function: {inputs: {x: R^2, y: R^2}, expr: x.T @ y}\n    parts: [{ask: shape}]",
        "8:33",
        "the output would be called 'y', which is an input",
    ),
]

TWO_FUNCTIONS = """\
title: T
exercises:
  - title: E
    function:
      inputs: {x: R^2}
      expr: [x1*x2, x1]
"""


@pytest.mark.parametrize(("rest", "place", "message"), WRONG)
def test_what_is_wrong_with_a_set_is_told_at_its_place(rest: str, place: str, message: str, tmp_path: Path) -> None:
    here = course(tmp_path, f"{TWO_FUNCTIONS}    {rest}\n")
    with pytest.raises(McdocsError) as caught:
        draw_set(here.problem_set("a-set"), here, PUBLIC)
    first = caught.value.errors[0] if isinstance(caught.value, Errors) else caught.value
    assert first.at is not None
    assert (f"{first.at.line}:{first.at.column}", message in first.message) == (place, True), str(first)


def test_an_error_of_some_draws_says_which(tmp_path: Path) -> None:
    with pytest.raises(McdocsError) as caught:
        one(tmp_path, "inputs: {X: 'R^{n x n}'}\n    expr: f", "{ask: partial}", "{f: {choice: [tr(X), det(X)]}}")
    assert "this was with f = " in caught.value.hint


def test_a_set_names_functions_and_draws_their_inputs(tmp_path: Path) -> None:
    (tmp_path / "specs" / "functions").mkdir(parents=True)
    function = """\
title: Ridge
inputs: {w: R^n, X: "R^{m x n}", y: R^m, lam: R}
expr: norm(X @ w - y)**2 + lam*norm(w)**2
wrt: w
name: L
"""
    (tmp_path / "specs" / "functions" / "ridge.yaml").write_text(function)
    text = """\
title: T
exercises:
  - function: ridge
    draw: {lam: {integer: 2 to 3}}
    parts: [{ask: derivative, layout: denominator}]
"""
    here = course(tmp_path, text)
    drawn = draw_set(here.problem_set("a-set"), here, PUBLIC)
    assert words(drawn.sheet.exercises[0].title) == "Ridge"
    assert all("lambda" not in latex(math) for math in drawn.sheet.exercises[0].given)
    assert f"+ {2 * int(drawn.draws[0]['lam'])}w" in words(drawn.key.solutions["1"].shown)
    with pytest.raises(SpecError, match="there is no function called 'rigde'"):
        course(tmp_path, text.replace("ridge", "rigde"), "other").problem_set("other")


def test_all_exercises_of_a_set_that_are_wrong_are_told() -> None:
    here = Course(ROOT)
    spec = here.problem_set("jacobians-by-hand")
    parts = spec.exercises[0].parts
    broken = tuple(each.model_copy(update={"parts": (replace_wrt(parts[0]),)}) for each in spec.exercises[:2])
    with pytest.raises(Errors) as caught:
        draw_set(ProblemSetSpec.model_construct(title=spec.title, exercises=broken, layout="numerator"), here, PUBLIC)
    assert len(caught.value.errors) == 2


def replace_wrt(part: object) -> object:
    return part.model_copy(update={"wrt": "nothing"})  # type: ignore[attr-defined]
