"""What is drawn for an exercise: kinds of draws, conditions, numbers in print, and errors at their places."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from test_problem_sets import course

from mcdocs.errors import Errors, FormulaError, McdocsError, SpecError
from mcdocs.printers.latex import latex
from mcdocs.problems.draws import MOST_TRIES, drawn_values, space
from mcdocs.problems.seed import Seed
from mcdocs.specs.conditions import read_condition
from mcdocs.specs.drawn import Filling, drawn_function
from mcdocs.specs.draws import KINDS, Draw, read_draw
from mcdocs.specs.function import FunctionSpec
from mcdocs.specs.problems import ExerciseSpec, ProblemSetSpec
from mcdocs.specs.report import Report
from mcdocs.specs.validate import read

SET = """\
title: T
exercises:
  - draw: {DRAW}
    function: {{inputs: {{x: R^2}}, expr: {EXPR}}}
    parts: [{{ask: derivative}}]
"""


def draw(text: object) -> Draw:
    report = Report()
    found = read_draw(text, report)
    assert not report, report[0].error
    return found


def exercise(draws: str, expr: str = "a*x1*x2", where: str = "") -> ExerciseSpec:
    text = SET.format(DRAW=draws, EXPR=expr) + (f"    where: {where}\n" if where else "")
    return read(text, "set.yaml", ProblemSetSpec).exercises[0]


# ── the table ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "options"),
    [
        ({"integer": "2 to 5"}, ("2", "3", "4", "5")),
        ({"integer": "-2 to 2", "except": ["0", "1"]}, ("-2", "-1", "2")),
        ({"integer": "-2 to 0", "except": "-1"}, ("-2", "0")),
        ({"integer": ["5", "2", "5"]}, ("5", "2")),
        ({"size": "2 to 3"}, ("2", "3")),
        ({"rational": "0 to 1", "denominators": ["2", "3"]}, ("1/3", "1/2", "2/3")),
        ({"rational": "-1/2 to 1/2", "denominators": "2"}, ("-1/2", "1/2")),
        ({"rational": ["1/2", "2/4", "3"]}, ("1/2", "3")),
        ({"choice": ["sin", "cos"]}, ("sin", "cos")),
        ({"permutation": ["x1", "x2**2"]}, ("x1", "x2**2")),
    ],
)
def test_a_draw_has_its_options(written: dict[str, object], options: tuple[str, ...]) -> None:
    found = draw(written)
    assert found.options == options
    assert found.kind in written


@pytest.mark.parametrize(
    "written",
    [{"integer": "2 to 5"}, {"permutation": ["a", "b", "c", "d"]}, {"permutation": ["a", "b", "c", "d"], "take": "2"}],
)
def test_the_ways_of_a_draw_are_all_different(written: dict[str, object]) -> None:
    found = draw(written)
    assert len({found.way(index) for index in range(found.count)}) == found.count


def test_every_kind_of_draw_is_tried_above_and_counts_its_ways() -> None:
    assert set(KINDS) == {"integer", "size", "rational", "choice", "permutation"}
    assert draw({"permutation": ["a", "b", "c", "d"]}).count == 24
    assert draw({"permutation": ["a", "b", "c", "d"], "take": "2"}).count == 12
    assert draw({"permutation": ["a", "b", "c"], "take": "2"}).names("p") == ("p1", "p2")
    assert space(exercise("{a: {integer: 2 to 4}, b: {choice: [x1, x2]}}", "a*b")) == 6


@pytest.mark.parametrize(
    ("written", "place", "message"),
    [
        ("2 to 6", (), "a mapping is expected here, not a text"),
        ({}, (), "what is drawn is missing"),
        ({"interger": "2 to 6"}, ("interger",), "unknown key 'interger'"),
        ({"integer": "2 to 6", "excpet": "3"}, ("excpet",), "unknown key 'excpet'"),
        ({"integer": "2 to 6", "choice": ["a"]}, ("choice",), "only one thing can be drawn"),
        ({"integer": "two to six"}, ("integer",), "not a range of numbers"),
        ({"integer": "6 to 2"}, ("integer",), "this range is empty"),
        ({"integer": "1 to 9999999"}, ("integer",), "not a range of numbers"),
        ({"integer": "1 to 900000"}, ("integer",), "too many numbers"),
        ({"integer": "1/2 to 3"}, ("integer",), "not a whole number"),
        ({"integer": ["1", "x"]}, ("integer", 1), "not a number that can be drawn"),
        ({"integer": "1 to 2", "except": ["1"]}, ("integer",), "at least two options"),
        ({"integer": "-4 to 4", "except": ["0", "7"]}, ("except", 1), "7 is not among the numbers that are drawn"),
        ({"integer": "2 to 6", "except": "0"}, ("except",), "0 is not among"),
        ({"integer": "2 to 6", "except": "5/2"}, ("except",), "5/2 is not among"),
        ({"integer": ["2", "3", "5"], "except": ["4"]}, ("except", 0), "4 is not among"),
        ({"size": "2 to 4", "except": "1"}, ("except",), "1 is not among"),
        ({"rational": ["1/2", "2/3", "3/4"], "except": "1/3"}, ("except",), "1/3 is not among"),
        ({"rational": "0 to 2", "except": ["1", "5/2"]}, ("except", 1), "5/2 is not among"),
        ({"size": "0 to 3"}, ("size",), "sizes run from 1"),
        ({"rational": "0 to 1", "denominators": ["0"]}, ("denominators",), "denominators run from 1"),
        ({"rational": "0 to 1000", "denominators": ["7"]}, ("rational",), "too many fractions"),
        ({"choice": "sin"}, ("choice",), "a list is expected"),
        ({"choice": ["sin", "sin"]}, ("choice", 1), "is there twice"),
        ({"choice": ["x1) + (x2", "x1"]}, ("choice", 0), "not a formula"),
        ({"permutation": ["x1", "x1 +"]}, ("permutation", 1), "an operand is missing"),
        ({"permutation": list("abcdefghij")}, ("permutation",), "orders are too many"),
        ({"permutation": ["a", "b"], "take": "3"}, ("take",), "take is a number from 1 to 2"),
        ({"permutation": ["a", "b"], "take": "²"}, ("take",), "take is a number from 1 to 2"),
        ({"permutation": ["a", "b"], "take": "1" * 5000}, ("take",), "take is a number from 1 to 2"),
    ],
)
def test_a_wrong_draw_is_told_at_its_place(written: object, place: tuple[object, ...], message: str) -> None:
    report = Report()
    read_draw(written, report)
    assert report
    assert (report[0].place, message in report[0].error.message) == (place, True), report[0].error.message


# ── conditions ───────────────────────────────────────────────────────────────────────────────────────────────────────

VALUES = {"a": "4", "b": "-6", "q": "2/3", "f": "sin", "g": "cos"}
NUMBERS = frozenset("abq")
WORDS = {"f": ("sin", "cos"), "g": ("sin", "cos")}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("a != b", True),
        ("a == 4", True),
        ("b < 0 < a", True),
        ("a < b < 10", False),
        ("gcd(a, b) == 2", True),
        ("abs(b) > a and max(a, b, 1) == a", True),
        ("not a == 4 or min(a, b) == -6", True),
        ("a in [2, 4]", True),
        ("a not in (2, 4)", False),
        ("q * 3 == 2", True),
        ("q == 2/3", True),
        ("b % a == 2", True),
        ("b**2 - 4*a > 0", True),
        ("a / (a - 4) == 1", False),  # a division by zero satisfies nothing
        ("f != g", True),
        ("f == sin", True),
        ("f in [cos]", False),
    ],
)
def test_a_condition_is_worked_out_exactly(text: str, holds: bool) -> None:
    assert read_condition(text, NUMBERS, WORDS).holds(VALUES) is holds


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("a", 1, "this is no condition"),
        ("a + b", 1, "this is no condition"),
        ("a = b", 3, ""),
        ("c != a", 1, "'c' is not drawn"),
        ("f < g", 1, "words can only be compared"),
        ("f == a", 1, "cannot be compared"),
        ("a and b", 1, "a comparison is expected"),
        ("f + 1 == 2", 1, "a number is expected"),
        ("a**b == 1", 4, "powers go up to 4"),
        ("a**9**9**9 == 1", 4, "powers go up to 4"),
        ("((a**4)**4)**4 == 1", 1, "powers of powers go up to 16"),
        ("(" * 18 + "a" + "**4)" * 18 + " == 1", 2, "powers of powers go up to 16"),
        ("gdc(a, b) == 1", 1, "unknown function 'gdc'"),
        ("abs(a, b) == 1", 1, "abs takes 1 argument"),
        ("a.real == 1", 1, "not part of a condition"),
        ("__import__('os') == 1", 1, "unknown function"),
        ("[x for x in a] == 1", 1, "not part of a condition"),
        ("a == 'sin'", 6, "not part of a condition"),
        ("a == 1e300", 6, "too large"),
        ("a == True", 6, "not part of a condition"),
        ("(" * 30 + "a" + ")" * 30 + " == " + "-" * 30 + "1", 1, "nested too deeply"),
        ("a == 1 or " * 40 + "a == 2", 1, "longer than 300 characters"),
        ("a is b", 1, "conditions compare with"),
        ("a in b", 6, "a list of values"),
    ],
)
def test_what_is_no_condition_is_told_at_its_place(text: str, column: int, message: str) -> None:
    with pytest.raises(FormulaError) as caught:
        read_condition(text, NUMBERS, WORDS)
    assert caught.value.at is not None
    assert message in caught.value.message
    assert message in ("", "nested too deeply") or caught.value.at.column == column


def test_draws_satisfy_the_conditions_and_reach_everything_that_does() -> None:
    spec = exercise("{a: {integer: 2 to 4}, b: {integer: 2 to 4}}", "a*x1 + b*x2", "a < b")
    numbers = Seed.of(b"test").numbers()
    found = {(values["a"], values["b"]) for values in (drawn_values(spec, numbers) for _ in range(60))}
    assert found == {("2", "3"), ("2", "4"), ("3", "4")}


def test_a_condition_that_is_never_true_is_an_error_of_the_spec() -> None:
    with pytest.raises(SpecError, match="none of 3 draws satisfies this condition") as caught:
        exercise("{a: {integer: 2 to 4}}", where="a > 7")
    assert str(caught.value.at) == "set.yaml:6:12"


def test_a_condition_that_is_true_far_from_the_first_draws_is_found() -> None:
    draws = "{a: {integer: 1 to 1000}, b: {integer: 1 to 1000}, c: {integer: 1 to 1000}}"
    samples = exercise(draws, "a*x1 + b*x2 + c", "[a > 700, b > a]").samples()
    assert samples
    assert all(700 < int(values["a"]) < int(values["b"]) for values in samples)


def test_samples_have_every_word_and_the_ends_of_all_numbers() -> None:
    samples = exercise("{a: {integer: 2 to 9}, f: {choice: [sin, cos]}, g: {choice: [sin, cos]}}",
                       "f(a*x1) + g(x2)", "f != g").samples()  # fmt: skip
    assert {values["a"] for values in samples} >= {"2", "9"}
    assert {(values["f"], values["g"]) for values in samples} == {("sin", "cos"), ("cos", "sin")}


def test_a_condition_that_is_hardly_ever_true_ends_with_an_error() -> None:
    spec = exercise("{a: {integer: 1 to 150}, b: {integer: 1 to 100}}", "a*x1 + b*x2", "a == b == 1")
    with pytest.raises(SpecError, match=f"{MOST_TRIES:,} draws in a row do not satisfy this condition"):
        drawn_values(spec, Seed.of(b"hardly").numbers())


# ── in print ─────────────────────────────────────────────────────────────────────────────────────────────────────────

PRINTED = [
    ("a*x1 + b*x2", {"a": "1", "b": "-3"}, "x_1 - 3x_2"),
    ("a*x1 - b*x2", {"a": "-1", "b": "-3"}, "-x_1 + 3x_2"),
    ("a*x1 + b*x2", {"a": "0", "b": "2"}, "2x_2"),
    ("a*x1 - b*x2", {"a": "2", "b": "0"}, "2x_1"),
    ("a*b*x1", {"a": "2", "b": "-3"}, "-6x_1"),
    ("a*p", {"a": "4", "p": "x1*x2"}, "4x_1 x_2"),
    ("a*p", {"a": "4", "p": "x1 + x2"}, "4(x_1 + x_2)"),
    ("x1 + p", {"p": "x2 - x1"}, "x_1 + x_2 - x_1"),
    ("x1**a", {"a": "1"}, "x_1"),
    ("x1**(a + b)", {"a": "2", "b": "3"}, "x_1^5"),
    ("x1**a", {"a": "-2"}, "x_1^{-2}"),
    ("a**2*x1", {"a": "-3"}, "9x_1"),
    ("q*x1", {"q": "2/3"}, r"\frac{2}{3} x_1"),
    ("x1/a", {"a": "1"}, "x_1"),
    ("a/b*x1", {"a": "4", "b": "6"}, r"\frac{2}{3} x_1"),
    ("f(a*x1)", {"f": "sin", "a": "1"}, r"\sin x_1"),
    ("p + x2", {"p": "a*x1**b", "a": "-2", "b": "3"}, "-2x_1^3 + x_2"),
    (
        "p*x2",
        {"p": "a*x1 + f(q*x1)", "a": "3", "q": "1/2", "f": "sin"},
        r"\left(3x_1 + \sin\left(\frac{1}{2} x_1\right)\right) x_2",
    ),
    ("a*f(x1) + b", {"f": "exp", "a": "-1", "b": "-2"}, "-e^{x_1} - 2"),
]


@pytest.mark.parametrize(("expr", "values", "expected"), PRINTED)
def test_drawn_numbers_print_as_a_person_writes_them(expr: str, values: dict[str, str], expected: str) -> None:
    spec = FunctionSpec(inputs={"x": "R^2"}, expr=expr)
    assert latex(drawn_function(spec, values).statement("x").formula) == expected


def test_what_the_author_wrote_stays_where_nothing_is_drawn() -> None:
    spec = FunctionSpec(inputs={"x": "R^2"}, expr="x2*3 + 0*x1")
    assert latex(drawn_function(spec, {}).statement("x").formula) == r"x_2 \cdot 3 + 0x_1"


def test_sizes_and_inputs_of_a_drawn_name_are_drawn() -> None:
    spec = FunctionSpec(inputs={"X": "R^{n x k}", "lam": "R", "b": "R^k"}, expr="lam * X @ b", wrt=["X"])
    found = drawn_function(spec, {"k": "2", "lam": "3"})
    assert found.inputs == {"X": "R^{n x 2}", "b": "R^2"}
    assert latex(found.statement("X").formula) == "3X b"


# ── errors ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_place_in_a_filled_text_is_found_again() -> None:
    filling = Filling.of("a*x1 + a*y", {"a": "(-12)"})
    assert filling.filled == "((-12))*x1 + ((-12))*y"
    places = {filling.filled[place]: filling.place(place) for place in (8, 21)}
    assert places == {"x": 2, "y": 9}
    assert filling.place(3) == 0


def errors_of(text: str) -> Iterator[McdocsError]:
    with pytest.raises(McdocsError) as caught:
        read(text, "set.yaml", ProblemSetSpec)
    yield from caught.value.errors if isinstance(caught.value, Errors) else [caught.value]


@pytest.mark.parametrize(
    ("draws", "expr", "place", "message"),
    [
        ("{a: {integer: 10 to 12}}", "a*x1 + a*y", "4:49", "unknown name 'y'"),
        ("{a: {integer: -12 to -10}}", "a*x1 + x3", "4:47", "x[3] is not an entry"),
        ("{f: {choice: [sin, cos]}}", "f(x1) + sn(x2)", "4:48", "unknown function 'sn'"),
        ("{f: {choice: [sin, csc]}}", "x2 + f(x1)", "4:45", "unknown function 'csc'"),
        ("{p: {choice: [a*x1, x2]}}", "p", "4:40", "unknown name 'a'"),
        ("{a: {integer: 2 to 3}, p: {choice: [a*x4, x2]}}", "p", "4:40", "x[4] is not an entry"),
        ("{p: {permutation: [x1, x4]}}", "p1*x2", "4:40", "x[4] is not an entry"),
        ("{a: {integer: [2, 3, 400]}}", "x1**a", "4:42", "the exponent is too large"),
        ("{x1: {integer: 2 to 3}}", "x1", "3:12", "'x1' cannot be drawn: it is a component of x"),
        ("{x: {integer: 2 to 3}}", "x1", "3:12", "'x' cannot be drawn: it is an input"),
        ("{e: {integer: 2 to 3}}", "e*x1", "3:12", "'e' cannot be drawn"),
        ("{sin: {integer: 2 to 3}}", "x1", "3:12", "is a function and cannot be the name"),
        ("{a: {integer: 2 til 3}}", "a*x1", "3:25", "not a range"),
    ],
)
def test_errors_of_drawn_functions_are_at_their_place(draws: str, expr: str, place: str, message: str) -> None:
    first = next(errors_of(SET.format(DRAW=draws, EXPR=expr)))
    assert (str(first.at), message in first.message) == (f"set.yaml:{place}", True), str(first)


@pytest.mark.parametrize("function", ["polar", "{inputs: {v: R^2}, entries: [r, t], expr: r*cos(t)}"])
def test_a_name_that_a_component_has_cannot_be_drawn(function: str, tmp_path: Path) -> None:
    (tmp_path / "specs" / "functions").mkdir(parents=True)
    (tmp_path / "specs" / "functions" / "polar.yaml").write_text(
        "inputs: {v: R^2}\nentries: [r, t]\nexpr: r*cos(t)\n", encoding="utf-8"
    )
    text = f"title: T\nexercises:\n  - draw: {{r: {{integer: 2 to 3}}}}\n    function: {function}\n"
    here = course(tmp_path, f"{text}    parts: [{{ask: derivative}}]\n")
    with pytest.raises(SpecError, match="'r' cannot be drawn: it is a component of v") as caught:
        here.problem_set("a-set")
    assert str(caught.value.at).endswith(":3:12")


def test_draws_of_other_kinds_than_numbers_are_words_in_conditions(tmp_path: Path) -> None:
    spec = exercise("{f: {choice: [sin, cos]}, g: {choice: [sin, cos]}}", "f(x1) + g(x2)", "f != g")
    assert {drawn_values(spec, Seed.of(bytes([k])).numbers())["f"] for k in range(8)} == {"sin", "cos"}


@pytest.mark.parametrize(
    ("values", "asked", "inputs"),
    [
        ({"f": "X @ b"}, (), ["X", "b"]),
        ({"f": "X.T @ c"}, (), ["X", "c"]),
        ({"f": "X.T @ c"}, ("b",), ["X", "b", "c"]),
        ({"f": "m*X @ b"}, (), ["X", "A", "b"]),
        ({"f": "c"}, (), ["X", "c"]),
        ({"q": "2"}, (), ["X", "A", "b", "c"]),
    ],
)
def test_inputs_that_only_other_draws_would_use_are_left_out(
    values: dict[str, str], asked: tuple[str, ...], inputs: list[str]
) -> None:
    spaces = {"X": "R^{n x k}", "A": "R^{m x n}", "b": "R^k", "c": "R^n"}
    expr = "q*tr(X.T @ X)" if "q" in values else "f"
    spec = FunctionSpec(inputs=spaces, expr=expr, assume={"A": ["positive"]})
    found = drawn_function(spec, values, frozenset(asked))
    assert list(found.inputs) == inputs
    assert set(found.assume) <= set(inputs)
