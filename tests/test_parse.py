"""The parser: an author's order and brackets kept, names and entries read, places of errors right."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from mcdocs.errors import McdocsError
from mcdocs.language import nodes
from mcdocs.language.names import Scope
from mcdocs.language.nodes import Add, Apply, Constant, Div, Entry, MatMul, Mul, Neg, Node, Number, Pow, Sub, Symbol
from mcdocs.language.parse import parse_formula
from mcdocs.language.shapes import parse_space

SPACES = {
    "s": "R", "t": "R", "x": "R^3", "y": "R^n", "A": "R^{n x n}", "X": "R^{2x3}", "W": "R^{m x n}", "Z": "R^{12x2}",
    "x1": "R^2",
}  # fmt: skip
INPUTS = {name: Symbol(name, parse_space(space)) for name, space in SPACES.items()}
SCOPE = Scope(INPUTS)
s, t, x, y, A, X, W, Z, x_1 = INPUTS.values()


def parse(formula: Any) -> Node:
    return parse_formula(formula, SCOPE)


def num(value: int) -> Number:
    return Number(Fraction(value))


def entry(name: str, symbol: Symbol, *index: int) -> Entry:
    return Entry(symbol, index, name)


READINGS: list[tuple[Any, Node]] = [
    ("s", s),
    ("  s  ", s),
    ("(s)", s),
    ("s\n+ t", Add(s, t)),
    ("+s", s),
    ("s + t", Add(s, t)),
    ("t + s", Add(t, s)),
    ("s - t + s", Add(Sub(s, t), s)),
    ("s - (t + s)", Sub(s, Add(t, s))),
    ("s*t", Mul(s, t)),
    ("t*s", Mul(t, s)),
    ("s*(t*s)", Mul(s, Mul(t, s))),
    ("s/t", Div(s, t)),
    ("s/t*s", Mul(Div(s, t), s)),
    ("s/(t*s)", Div(s, Mul(t, s))),
    ("-s", Neg(s)),
    ("--s", Neg(Neg(s))),
    ("-s*t", Neg(Mul(s, t))),
    ("(-s)*t", Neg(Mul(s, t))),
    ("s*-t", Mul(s, Neg(t))),
    ("-s/t", Neg(Div(s, t))),
    ("-s + t", Add(Neg(s), t)),
    ("-s*t + t", Add(Neg(Mul(s, t)), t)),
    ("-s*t*s - t", Sub(Neg(Mul(Mul(s, t), s)), t)),
    ("-s**2", Neg(Pow(s, num(2)))),
    ("(-s)**2", Pow(Neg(s), num(2))),
    ("s**-2", Pow(s, Neg(num(2)))),
    ("s**t**2", Pow(s, Pow(t, num(2)))),
    ("(s**t)**2", Pow(Pow(s, t), num(2))),
    ("2*s**3", Mul(num(2), Pow(s, num(3)))),
    ("0.5*s", Mul(Number(Fraction(1, 2), True), s)),
    (".5*s", Mul(Number(Fraction(1, 2), True), s)),
    ("1e-3", Number(Fraction(1, 1000), True)),
    ("1_000", num(1000)),
    ("2.0", Number(Fraction(2), True)),
    ("pi*s", Mul(Constant("pi"), s)),
    ("e**s", Pow(Constant("e"), s)),
    ("sin(s)", Apply("sin", s)),
    ("sin(s)**2", Pow(Apply("sin", s), num(2))),
    ("ln(s*t)", Apply("ln", Mul(s, t))),
    ("W @ y", MatMul(W, y)),
    ("-W @ y", Neg(MatMul(W, y))),
    ("W @ A @ y", MatMul(MatMul(W, A), y)),
    ("W @ (A @ y)", MatMul(W, MatMul(A, y))),
    ("2*W @ y", MatMul(Mul(num(2), W), y)),
    ("A.T", nodes.Transpose(A)),
    ("A.T.T", nodes.Transpose(nodes.Transpose(A))),
    ("y.T @ A @ y", MatMul(MatMul(nodes.Transpose(y), A), y)),
    ("y.T @ y @ (y.T @ y)", MatMul(MatMul(nodes.Transpose(y), y), MatMul(nodes.Transpose(y), y))),
    ("x2", entry("x2", x, 2)),
    ("x_2", entry("x2", x, 2)),
    ("x[2]", entry("x2", x, 2)),
    ("X12", entry("X12", X, 1, 2)),
    ("X[1, 2]", entry("X12", X, 1, 2)),
    ("Z[11, 2]", entry("Z[11, 2]", Z, 11, 2)),
    ("x1", x_1),
    ("x1[2]", entry("x1[2]", x_1, 2)),
    ("n*s", Mul(nodes.Dimension("n"), s)),
    ("sum(X, axis=0)", nodes.Structure("sum", (X,), 0)),
    ("norm(y)**2", Pow(nodes.Structure("norm", (y,)), num(2))),
    ("kron(A, W)", nodes.Structure("kron", (A, W))),
    ("eye(n) + A", Add(nodes.Eye("n"), A)),
    ("eye(3)", nodes.Eye(3)),
    ("ones(n)", nodes.Ones(("n",))),
    ("ones(2, n)", nodes.Ones((2, "n"))),
    ("zeros(n*m)", nodes.Zeros(("m*n",))),
    (3, num(3)),
    (0.25, Number(Fraction(1, 4), True)),
    (-2, Neg(num(2))),
    (["s", "t**2"], nodes.Grid((s, Pow(t, num(2))), (2,))),
    ("[s, t]", nodes.Grid((s, t), (2,))),
    ([["s", 1], [0, "t"]], nodes.Grid((s, num(1), num(0), t), (2, 2))),
    ([[["s"], ["t"]]], nodes.Grid((s, t), (1, 2, 1))),
]


@pytest.mark.parametrize(("formula", "node"), READINGS, ids=[repr(row[0]) for row in READINGS])
def test_formulas_are_read_in_the_authors_order(formula: Any, node: Node) -> None:
    assert parse(formula) == node


SHAPES = [
    ("y.T", (1, "n")),
    ("y.T.T", ("n",)),
    ("y.T @ y", ()),
    ("y @ y.T", ("n", "n")),
    ("W @ y", ("m",)),
    ("y.T @ W.T", (1, "m")),
    ("s*A", ("n", "n")),
    ("A*s", ("n", "n")),
    ("y + 1", ("n",)),
    ("1/y", ("n",)),
    ("exp(W)", ("m", "n")),
    ("sum(W)", ()),
    ("sum(W, axis=0)", (1, "n")),
    ("sum(W, axis=1)", ("m",)),
    ("mean(W, axis=1)", ("m",)),
    ("vec(W)", ("m*n",)),
    ("vec(X)", (6,)),
    ("diag(y)", ("n", "n")),
    ("diagvec(A)", ("n",)),
    ("kron(A, W)", ("m*n", "n*n")),
    ("kron(y, y)", ("n*n",)),
    ("kron(X, X)", (4, 9)),
    ("matpow(A, 3)", ("n", "n")),
    ("softmax(y)", ("n",)),
    ("logsumexp(y)", ()),
    ("tr(A) + det(A) + logdet(A) + norm(W)", ()),
    ("y.T @ y @ y.T @ y", ()),
    ("W.T @ W", ("n", "n")),
]


@pytest.mark.parametrize(("formula", "shape"), SHAPES, ids=[row[0] for row in SHAPES])
def test_every_formula_has_the_shape_of_its_mathematics(formula: str, shape: tuple[Any, ...]) -> None:
    assert parse(formula).shape == shape


HINTS = [
    ("log(s)", "ln"),
    ("s^2", "**"),
    ("2s", "*"),
    ("sin(2s)", "*"),
    ("s t", "*"),
    ("A'", ".T"),
    ("lambda*s", "lam"),
    ("trace(A)", "tr"),
    ("transpose(A)", ".T"),
    ("Y", "y"),
    ("sigmod(s)", "sigmoid"),
    ("s(t)", "s*(...)"),
    ("y2", "R^3"),
    ("y*A", "@"),
    ("s @ A", "*"),
    ("exp", "exp(...)"),
]


@pytest.mark.parametrize(("formula", "hint"), HINTS, ids=[row[0] for row in HINTS])
def test_common_slips_come_with_what_to_write_instead(formula: str, hint: str) -> None:
    with pytest.raises(McdocsError) as caught:
        parse(formula)
    assert hint in caught.value.hint


PLACES = [
    ("s + q", 5, 1),
    ("s + quux*t", 5, 4),
    ("  s + q", 7, 1),
    ("s +\n q", 6, 1),
    ("sin(s) + cosh(qq)", 15, 2),
    ("A @ X", 3, 1),
    ("(A + A) @ (X)", 9, 1),
    ("A  @  X", 4, 1),
    ("s + det(W)*t", 5, 6),
    ("s**1000", 2, 2),
    ("y.dot(y)", 1, 5),
    ("s + α", 5, 1),
]


@pytest.mark.parametrize(("formula", "column", "length"), PLACES, ids=[repr(row[0]) for row in PLACES])
def test_errors_underline_the_part_at_fault(formula: str, column: int, length: int) -> None:
    with pytest.raises(McdocsError) as caught:
        parse(formula)
    at = caught.value.at
    assert at is not None
    assert (at.line, at.column, at.length) == (1, column, length)


def test_names_of_entries_and_intermediates_are_read_before_constants() -> None:
    labelled = Symbol("X", (1, 2), ("p", "q"))
    scope = Scope({"X": labelled}, {"p": Entry(labelled, (1, 1), "p")}).with_let("e", num(2))
    assert parse_formula("p + e", scope) == Add(Entry(labelled, (1, 1), "p"), nodes.Named("e", num(2)))


def test_rows_may_be_asked_for_when_stacking() -> None:
    scope = Scope(INPUTS, stack_rows=True)
    assert parse_formula("vec(X)", scope) == nodes.Structure("vecrows", (X,))
