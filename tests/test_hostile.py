"""Hostile and broken formulas: each is a McdocsError at its place within seconds, never another exception."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import mcdocs
from mcdocs.errors import Errors, McdocsError

pytestmark = pytest.mark.timeout(20)  # a refusal takes milliseconds; an attack that succeeds never ends

INPUTS = {"x": "R^n", "y": "R^m", "s": "R", "A": "R^{n x n}", "X": "R^{n x k}", "v": "R^3"}


def refusal(expr: Any, inputs: Any = None, **options: Any) -> McdocsError:
    """The error, which must not be in Python's words, and which says where, what and what to do."""
    with pytest.raises(McdocsError) as caught:
        mcdocs.derive(expr, inputs or INPUTS, options.pop("wrt", "s"), **options).check  # noqa: B018
    assert caught.value.message
    assert "Traceback" not in str(caught.value)
    assert caught.value.at is not None
    assert caught.value.hint
    assert str(caught.value).replace("\n", "").isprintable()
    return caught.value


# formula, where the caret stands (column from 1), words of the message
ATTACKS = [
    ("__import__('os')", 1, "unknown function"),
    ("__import__('os').system('ls')", 1, "only a function"),
    ("exec('1')", 1, "unknown function"),
    ("eval(s)", 1, "unknown function"),
    ("open('/etc/passwd')", 1, "unknown function"),
    ("s.__class__", 2, "not part"),
    ("s.__class__.__bases__[0].__subclasses__()", 1, "only a function"),
    ("x.T.T.real", 6, "not part"),
    ("(lambda: s)()", 2, "only a function"),
    ("lambda q: q", 1, "lambda"),
    ("[s for s in x]", 1, "listcomp"),
    ("{s: s}", 1, "dict"),
    ("{s}", 1, "set"),
    ("(s, s)", 1, "square brackets"),
    ("(q := s)", 2, ":="),
    ("f'{s}'", 1, "a text"),
    ("'s'", 1, "not a number"),
    ("b's'", 1, "not a number"),
    ("s + 'a'*10**9", 5, "not a number"),
    ("3j*s", 1, "not a number"),
    ("True + s", 1, "not a number"),
    ("None", 1, "not a number"),
    ("...", 1, ""),
    ("sum(*x)", 1, "*"),
    ("sum(**x)", 7, "option"),
    ("sum(x, axis=s)", 13, "axis"),
    ("exp(s, base=2)", 13, "option"),
    ("s if s else 1", 1, "if"),
    ("s and s", 1, "and"),
    ("not s", 1, "sign"),
    ("~s", 1, "sign"),
    ("s < 2", 1, "comparison"),
    ("s/0", 2, "divides by zero"),
    ("s/(1 - 1)", 2, "divides by zero"),
    ("s*0**(1 - 2)", 4, "divides by zero"),
    ("sum(A, axis=0, axis=1)", 21, "twice"),
    ("|s|", 1, "| is not part"),
    ("x**2.T @ x + sum(A, axis=1).T @ x", 4, "no transpose"),
    ("sum(A, axis=1) +* x", 17, "not a formula"),
    ("$s$", 1, "$ is not part"),
    ("s + (v1]", 8, "another kind"),
    ("class", 1, "class is not part"),
    ("0**-1", 2, "divides by zero"),
    ("matpow(A, 2.5)", 11, "whole number"),
    ("eye(q) @ x", 5, "no input has the size q"),
    ("s == s", 1, ""),
    ("s # + 3*s", 3, "# is not part"),
    ("s = 2", 3, "no ="),
    ("s; s", 2, ""),
    ("s // 2", 3, "operator"),
    ("s % 2", 3, "operator"),
    ("s << 2", 3, "operator"),
    ("s ^ 2", 3, "operator"),
    ("await s", 1, ""),
    ("yield s", 1, ""),
    ("import os", 1, "import is not part"),
    ("s[0]", 1, "not an entry"),
    ("v[0]", 1, "not an entry"),
    ("v[4]", 1, "not an entry"),
    ("v[-1]", 3, "index"),
    ("v[1:2]", 3, "index"),
    ("v[1][1]", 1, "subscript"),
    ("v4", 1, "not an entry"),
    ("x1", 1, "not an entry"),
    ("np", 1, "unknown name"),
    ("nan", 1, "unknown name"),
    ("inf", 1, "unknown name"),
    ("np.exp(s)", 1, "only a function"),
    ("exp", 1, "needs an argument"),
    ("exp()", 1, "1 argument"),
    ("exp(s, s)", 1, "1 argument"),
    ("kron(A)", 1, "2 arguments"),
    ("s(2)", 1, "unknown function"),
    ("sin s", 1, ""),
    ("2 s", 3, ""),
    ("", 1, "empty"),
    ("   ", 1, "empty"),
    ("s +", 3, "missing"),
    ("* s", 1, ""),
    ("((s)", 1, "bracket"),
    ("s)", 2, "bracket"),
    ("s + \x00", 5, "printed"),
    ("s\x1b[31m", 2, "printed"),
    ("s + \u202es", 5, "printed"),
    ("s + \u200bs", 5, "printed"),
    ("s + \ufeff1", 5, "printed"),
]

# numbers, sizes and names out of bounds
SIZES = [
    ("9**9**9**9", 5, "too large"),
    ("10**10**10", 3, "too large"),
    ("s**10**10", 2, "too large"),
    ("s**999999", 2, "too large"),
    ("2**199*3**199*s", 2, "too large"),
    ("1" * 40 + "*s", 1, "number"),
    ("s + " + "1" * 5000, 5, "too many digits"),
    ("1e400*s", 1, "number"),
    ("1e-400*s", 1, "number"),
    ("0x10*s", 1, "number"),
    ("eye(0)*s", 5, "size"),
    ("eye(-1)*s", 5, "size"),
    ("eye(10**30)*s", 5, "size"),
    ("eye(99999999999)*s", 5, "size"),
    ("eye(s+1)*s", 5, "size"),
    ("ones(2, 2, 2)*s", 1, "sizes"),
    ("matpow(A, 10**9)", 11, "too large"),
]


@pytest.mark.parametrize(("formula", "column", "words"), ATTACKS + SIZES, ids=repr)
def test_what_is_no_formula_is_refused_at_its_place(formula: str, column: int, words: str) -> None:
    error = refusal(formula)
    assert words in error.message
    assert error.at is not None
    assert (error.at.line, error.at.column) == (1, column)


LOOKALIKES = {
    "fullwidth digit": "s + ２",
    "fullwidth letter": "ｓ + 1",
    "Cyrillic homoglyph": "ехр(s)",
    "Greek letter": "α*s",
    "mathematical italic": "𝑠 + 1",
    "Arabic digit": "s**٣",
    "superscript": "s²",
    "Roman numeral": "Ⅷ*s",
    "minus sign": "s − 1",
    "middle dot": "2·s",
    "ligature": "ﬁ + s",
    "combining accent": "s\u0301 + 1",
    "emoji": "s + 😀",
    "lone surrogate": "s + \ud800",
}


@pytest.mark.parametrize("formula", LOOKALIKES.values(), ids=LOOKALIKES.keys())
def test_letters_that_only_look_like_the_languages_own_are_refused(formula: str) -> None:
    error = refusal(formula)
    assert error.at is not None
    assert error.at.line == 1


def _nested(formula: Any, depth: int) -> Any:
    for _ in range(depth):
        formula = [formula]
    return formula


HUGE: dict[str, Any] = {
    "ten thousand terms": " + ".join(["s"] * 10_000),
    "two thousand terms": "+".join(["s"] * 2_000),
    "a list of a thousand lists": _nested("s", 1_000),
    "a product of a thousand factors": "*".join(["s"] * 1_000),
    "a megabyte": "s + " * 250_000 + "s",
    "a megabyte of spaces": "s" + " " * 1_000_000 + "+",
    "a megabyte of brackets": "(" * 500_000 + "s" + ")" * 500_000,
    "nested brackets": "(" * 300 + "s" + ")" * 300,
    "nested lists": "[" * 150 + "s" + "]" * 150,
    "nested functions": "sin(" * 150 + "s" + ")" * 150,
    "two thousand minus signs": "-" * 2_000 + "s",
    "a tower of powers": "**".join(["s"] * 150),
    "a chain of transposes": "A" + ".T" * 1_500,
    "a name of a megabyte": "s" * 1_000_000,
    "a number of 5000 digits": "9" * 5_000 + "*s",
}


@pytest.mark.parametrize("formula", HUGE.values(), ids=HUGE.keys())
def test_formulas_beyond_all_measure_are_refused_within_seconds(formula: Any) -> None:
    error = refusal(formula)
    assert error.at is not None
    assert error.at.line == 1


# what would fill the memory of the machine if it were counted out
ENORMOUS = [
    ("A @ x", {"A": "R^{1000x1000}", "x": "R^1000"}, "A"),
    ("A.T", {"A": "R^{100x100}"}, "A"),
    ("vec(A)", {"A": "R^{1000x1000}"}, "A"),
    ("exp(A)", {"A": "R^{300x300}"}, "A"),
    ("kron(x, x)", {"x": "R^1000"}, "x"),
    ("commutation(100, 100)*s", {"s": "R"}, "s"),
    ("ones(10000, 10000)*s", {"s": "R"}, "s"),
]


@pytest.mark.parametrize(("formula", "inputs", "wrt"), ENORMOUS, ids=[row[0] for row in ENORMOUS])
def test_derivatives_too_large_to_be_checked_are_refused_before_they_are_counted_out(
    formula: str, inputs: dict[str, str], wrt: str
) -> None:
    with pytest.raises(McdocsError, match="too large to be checked") as caught:
        mcdocs.derive(formula, inputs, wrt).check  # noqa: B018
    errors = caught.value.errors if isinstance(caught.value, Errors) else [caught.value]
    assert {error.hint for error in errors} == {"use letters for sizes"}


# names that on paper, or in the text of the working, mean two things at once
AMBIGUOUS: list[tuple[str, dict[str, str], dict[str, str], str, str]] = [
    ("x1*x2", {"x": "R^2", "x1": "R"}, {}, "<inputs.x1>:1:1", "x1 is an input and a component of x"),
    ("x_1*x2", {"x": "R^2", "x_1": "R"}, {}, "<inputs.x_1>:1:1", "a component of x"),
    ("x11*x[11]", {"x": "R^12", "x11": "R"}, {}, "<inputs.x11>:1:1", "a component of x"),
    ("X12*det(X)", {"X": "R^{2x2}", "X12": "R^3"}, {}, "<inputs.X12>:1:1", "a component of X"),
    ("x1*x2", {"x": "R^2"}, {"x1": "3"}, "<let.x1>:1:1", "x1 is an intermediate and a component of x"),
    ("x*dx", {"x": "R", "dx": "R"}, {}, "<inputs.dx>:1:1", "dx is the differential of x"),
    ("x*dx", {"x": "R"}, {"dx": "x**2"}, "<let.dx>:1:1", "dx is the differential of x"),
]


@pytest.mark.parametrize(("formula", "inputs", "let", "where", "words"), AMBIGUOUS, ids=[row[3] for row in AMBIGUOUS])
def test_names_that_would_mean_two_things_are_refused(
    formula: str, inputs: dict[str, str], let: dict[str, str], where: str, words: str
) -> None:
    error = refusal(formula, inputs, wrt=next(iter(inputs)), let=let)
    assert (str(error.at), words in error.message) == (where, True), str(error)


@pytest.mark.parametrize(
    ("formula", "inputs"),
    [
        ("x1*sum(x)", {"x": "R^n", "x1": "R"}),
        ("x9*x1*x2", {"x": "R^2", "x9": "R"}),
        ("W1 @ x", {"x": "R^2", "W": "R^{2x2}", "W1": "R^{3x2}"}),
        ("dx*x1", {"x": "R^2", "dx1": "R", "dx": "R"}),
    ],
)
def test_names_that_only_resemble_components_are_fine(formula: str, inputs: dict[str, str]) -> None:
    wrt = list(inputs)[-1]
    assert mcdocs.derive(formula, inputs, wrt).check.points


# formula, column of the caret, what the message names
MISFITS = [
    ("x.T @ y", 5, ["(1 x n)", "(m)"]),
    ("A @ y", 3, ["(n x n)", "(m)"]),
    ("A @ X @ A", 7, ["(n x k)", "(n x n)"]),
    ("x @ x", 3, ["(n)"]),
    ("s + A @ (x + y)", 12, ["(n)", "(m)"]),
    ("x + y", 3, ["(n)", "(m)"]),
    ("x + x.T", 3, ["(n)", "(1 x n)"]),
    ("A*X", 2, ["(n x n)", "(n x k)"]),
    ("X/A", 2, ["(n x k)", "(n x n)"]),
    ("s @ A", 3, ["scalar"]),
    ("det(X)", 1, ["square", "(n x k)"]),
    ("s*det(X)", 3, ["square", "(n x k)"]),
    ("inv(X)", 1, ["square", "(n x k)"]),
    ("logdet(x)", 1, ["square", "(n)"]),
    ("tr(X)", 1, ["square", "(n x k)"]),
    ("matpow(X, 2)", 1, ["square", "(n x k)"]),
    ("matpow(A, x)", 1, ["scalar", "(n)"]),
    ("diag(A)", 1, ["vector", "(n x n)"]),
    ("diagvec(x)", 1, ["square", "(n)"]),
    ("softmax(A)", 1, ["vector", "(n x n)"]),
    ("sum(x, axis=0)", 1, ["matrix", "(n)"]),
]


@pytest.mark.parametrize(("formula", "column", "named"), MISFITS, ids=[row[0] for row in MISFITS])
def test_shapes_that_do_not_fit_are_named_under_a_caret(formula: str, column: int, named: list[str]) -> None:
    error = refusal(formula)
    assert error.at is not None
    assert error.at.column == column
    assert str(error).splitlines()[2].index("^") == column + 1
    assert [word for word in named if word not in error.message] == []


SPACES = ["R^0", "R^-1", "R^{0 x 3}", "R^{3 x -1}", "R^10001", f"R^{10**30}", "R^{n x}",
          "R^{n x n x n x n x n x n x n}",
          "R^{2.5}", "R^", "Q", "", "R^{__import__}", "R^{n+1}", "R^\u0662", "R^{n;m}", "R" * 10**6]  # fmt: skip


@pytest.mark.parametrize("space", SPACES, ids=lambda space: repr(space[:20]))
def test_sizes_out_of_range_and_spaces_that_are_none_are_refused(space: str) -> None:
    error = refusal("1", {"x": space, "s": "R"})
    assert error.at is not None
    assert "inputs.x" in error.at.file


NAMES = ["lambda", "None", "True", "class", "import", "def", "np", "__class__", "_x", "exp", "sum", "eye", "derivative",
         "x y", "x-1", "1x", "", "é", "x" * 31, "x\n", "ｘ", "os;", "return", "with"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=repr)
@pytest.mark.parametrize("formula", ["s**2", "s**2 + 0*{}"])
def test_names_that_python_would_misread_are_refused_or_harmless(name: str, formula: str) -> None:
    try:
        derivation = mcdocs.derive(formula.format(name), {"s": "R", name: "R"}, "s")
    except McdocsError as error:
        place = error.at
    else:
        place = None
        assert derivation.numerator.evaluate(**{"s": 3.0, name: 1.0}) == 6.0
    assert place is None or place.line == 1


NEEDED = ["np", "softmax", "logsumexp", "n", "derivative", "e", "pi", "u", "dx", "delta", "float", "S", "K"]


@pytest.mark.parametrize("name", NEEDED)
def test_names_the_numpy_source_needs_itself_are_refused_or_harmless(name: str) -> None:
    value = np.array([0.5, 0.25])
    expected = np.exp(value) + np.exp(value) / np.exp(value).sum()
    try:
        derivation = mcdocs.derive(f"logsumexp({name}) + sum(exp({name}))", {name: "R^m"}, name)
    except McdocsError as error:
        found = expected if error.at else np.zeros(2)
    else:
        found = derivation.denominator.evaluate(**{name: value})
    np.testing.assert_allclose(found, expected)


def test_wrt_that_is_no_input_is_refused_with_what_there_is() -> None:
    for wrt in ("q", "x1", "z", "", "__class__"):
        error = refusal("x.T @ x", wrt=wrt, let={"z": "x.T @ x"})
        assert error.at is not None
        assert "not an input" in error.message


def test_more_intermediates_than_anybody_writes_are_refused_at_once() -> None:
    error = refusal("s", let={f"z{k}": "s" for k in range(9_000)})
    assert (str(error.at), "9000 intermediates are too many" in error.message) == ("<let>:1:1", True)


LETS = [
    ({"z": "z + s"}, "circle"),
    ({"z": "w + s", "w": "z*s"}, "circle"),
    ({"z": "w", "w": "q", "q": "z"}, "circle"),
    ({"s": "2"}, "already"),
    ({"z": "q"}, "unknown name"),
    ({"z": "x + y"}, "(n)"),
    ({"exp": "s"}, "function"),
    ({"z 1": "s"}, "name"),
    ({"z": ""}, "empty"),
    ({"z": "__import__('os')"}, "unknown function"),
]


@pytest.mark.parametrize(("let", "words"), LETS, ids=repr)
def test_let_that_is_cyclic_or_broken_is_refused_where_it_stands(let: dict[str, str], words: str) -> None:
    error = refusal("s", let=let)
    assert words in error.message
    assert error.at is not None
    assert error.at.file.startswith("<let") or error.at.file.startswith("let")


@pytest.mark.parametrize(
    ("assume", "words"),
    [({"B": "symmetric"}, "B"), ({"A": "nice"}, "nice"), ({"x": "symmetric"}, "vector"), ({"X": "spd"}, "matrix")],
    ids=repr,
)
def test_assumptions_about_nothing_are_refused(assume: dict[str, str], words: str) -> None:
    assert words in refusal("x.T @ A @ x", wrt="x", assume=assume).message


BAD_VALUES: list[tuple[dict[str, Any], str]] = [
    ({"x": [1.0, 2.0, 3.0], "A": [[1.0] * 4] * 4}, "n"),
    ({"x": [1.0] * 3, "A": [[1.0] * 3] * 4}, "A"),
    ({"x": [1.0] * 3}, "A"),
    ({"x": [1.0] * 3, "A": [[1.0] * 3] * 3, "q": 1.0}, "q"),
    ({"x": 1.0, "A": [[1.0] * 3] * 3}, "x"),
    ({"x": "abc", "A": [[1.0] * 3] * 3}, "x"),
    ({"x": [[1.0], [2.0, 3.0]], "A": [[1.0] * 3] * 3}, "x"),
    ({"x": None, "A": [[1.0] * 3] * 3}, "x"),
    ({"x": [1j] * 3, "A": [[1.0] * 3] * 3}, "x"),
]


@pytest.mark.parametrize(("values", "named"), BAD_VALUES, ids=range(len(BAD_VALUES)))
def test_values_whose_sizes_clash_are_refused_by_name(values: dict[str, Any], named: str) -> None:
    derivation = mcdocs.derive("x.T @ A @ x", {"x": "R^n", "A": "R^{n x n}"}, "x")
    with pytest.raises(McdocsError) as caught:
        derivation.numerator.evaluate(**values)
    assert named in caught.value.message


@pytest.mark.parametrize(
    ("formula", "space", "value"),
    [("(-1)**0.5*s", "R", 2.0), ("(1 - 2)**(1/2)*s", "R^2", [1.0, 2.0]), ("s**1.5", "R", -1.0)],
)
def test_roots_of_negative_numbers_have_no_value(formula: str, space: str, value: Any) -> None:
    result = mcdocs.derive(formula, {"s": space}, "s").numerator.evaluate(s=value)
    assert np.isnan(result).any()
    assert result.dtype == float


def test_where_a_matrix_has_no_inverse_the_derivative_has_no_value() -> None:
    derivation = mcdocs.derive("inv(A) @ x", {"x": "R^n", "A": "R^{n x n}"}, "x")
    with pytest.raises(McdocsError, match="no value"):
        derivation.numerator.evaluate(x=[1.0, 2.0], A=[[1.0, 1.0], [1.0, 1.0]])


BAD_ARGUMENTS: list[tuple[Any, Any, dict[str, Any]]] = [
    (None, {"s": "R"}, {}),
    ({}, {"s": "R"}, {}),
    ([], {"s": "R"}, {}),
    ([["s"], ["s", "s"]], {"s": "R"}, {}),
    ([[[["s"]], "s"]], {"s": "R"}, {}),
    (["x"], {"s": "R", "x": "R^n"}, {}),
    (b"s", {"s": "R"}, {}),
    (True, {"s": "R"}, {}),
    (float("nan"), {"s": "R"}, {}),
    (float("inf"), {"s": "R"}, {}),
    (10**400, {"s": "R"}, {}),
    ("s", {}, {}),
    ("s", {"s": None}, {}),
    ("s", {"s": 3}, {}),
    ("s", {f"s{i}": "R" for i in range(1000)}, {}),
    ("s", {"s": "R"}, {"order": 0}),
    ("s", {"s": "R"}, {"order": 3}),
    ("s", {"s": "R"}, {"let": {"z": None}}),
    ("s", {"s": "R", "t": "R"}, {"wrt": None}),
    ("s", "s", {}),
    ("s", ["s"], {}),
    ("s", {5: "R"}, {}),
    ("s", {"s": "R"}, {"wrt": 5}),
    ("s", {"s": "R"}, {"wrt": ["s"]}),
    ("s", {"s": "R"}, {"order": 1.0}),
    ("s", {"s": "R"}, {"order": True}),
    ("s", {"s": "R"}, {"let": "z"}),
    ("s", {"s": "R"}, {"let": {5: "s"}}),
    ("s", {"s": "R"}, {"assume": "s"}),
    ("s", {"s": "R"}, {"assume": {5: "positive"}}),
    ("s", {"s": "R"}, {"assume": {"s": None}}),
    ("s", {"s": "R"}, {"assume": {"s": [None]}}),
    ("z499", {"s": "R"}, {"let": {"z0": "s", **{f"z{i}": f"z{i - 1}*s" for i in range(1, 500)}}}),
    ("x1*sum(exp(x))", {"x": "R^10000"}, {"wrt": "x"}),
    ("x1*softmax(x)", {"x": "R^60"}, {"wrt": "x"}),
    (["s"] * 100_000, {"s": "R"}, {}),
]


@pytest.mark.parametrize(("expr", "inputs", "options"), BAD_ARGUMENTS, ids=range(len(BAD_ARGUMENTS)))
def test_arguments_of_the_wrong_kind_are_refused(expr: Any, inputs: Any, options: dict[str, Any]) -> None:
    with pytest.raises(McdocsError) as caught:
        mcdocs.derive(expr, inputs, **{"wrt": "s", **options})
    for error in caught.value.errors if isinstance(caught.value, Errors) else [caught.value]:
        assert error.at is not None
        assert error.hint


@pytest.mark.parametrize(
    ("expr", "options", "where", "underlined"),
    [
        ("s", {"wrt": "q"}, "<wrt>:1:1", "q"),
        ("a", {"let": {"a": "b", "b": "a + s"}}, "<let.a>:1:1", "b"),
        ("s", {"assume": {"q": "symmetric"}}, "<assume.q>:1:1", "symmetric"),
        ("tr(matpow(A, s))", {}, "<expr>:1:1", "tr(matpow(A, s))"),
    ],
)
def test_what_is_wrong_beside_the_formula_is_underlined_too(
    expr: str, options: dict[str, Any], where: str, underlined: str
) -> None:
    error = refusal(expr, **options)
    assert error.at is not None
    assert (str(error.at), error.at.source, error.at.length) == (where, underlined, len(underlined))
