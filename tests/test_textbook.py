"""Derivatives of a calculus course, in the form the book prints; the forms of the lecture's slides exactly."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

import mcdocs

INPUTS = dict.fromkeys(["x", "a", "b", "w", "y"], "R")

# formula, the book's form
BOOK = [
    # polynomials and powers
    ("5", "0"),
    ("x", "1"),
    ("3*x + 2", "3"),
    ("x**3 - 4*x + 7", "3x^2 - 4"),
    ("5*x**4 - 3*x**2 + x/2", r"20x^3 - 6x + \frac{1}{2}"),
    ("a*x**2 + b*x + y", "2a x + b"),
    ("x**4/4 - x**3/3 + x**2/2", "x^3 - x^2 + x"),
    ("(x**2 + 1)*(x**3 - 2*x)", "5x^4 - 3x^2 - 2"),
    ("(3*x - 1)*(2*x + 5)", "12x + 13"),
    ("x*(x - 1)*(x - 2)", "3x^2 - 6x + 2"),
    ("(x**2 + 1)**3", "6x(x^2 + 1)^2"),
    ("(2*x + 1)**5", "10(2x + 1)^4"),
    ("(1 - x)**10", "-10(1 - x)^9"),
    ("x**2*(x - 1)**3", "x(x - 1)^2(5x - 2)"),
    ("(x + 1)**2*(x - 1)**3", "(x + 1)(x - 1)^2(5x + 1)"),
    ("(x - a)**2/2", "x - a"),
    ("x**-3", "-3x^{-4}"),
    ("x**(1/3)", r"\frac{1}{3} x^{-2/3}"),
    ("x**(3/2)", r"\frac{3}{2} x^{1/2}"),
    ("x**a", "a x^{a - 1}"),
    ("x**(a - 1)", "(a - 1) x^{a - 2}"),
    ("x**(a + 1)/(a + 1)", "x^a"),
    ("pi*x**2", r"2 \pi x"),
    ("4/3*pi*x**3", r"4 \pi x^2"),
    ("0.5*x**2", "x"),
    # roots
    ("sqrt(x)", r"\frac{1}{2 \sqrt{x}}"),
    ("sqrt(2*x + 1)", r"\frac{1}{\sqrt{2x + 1}}"),
    ("sqrt(x**2 + 1)", r"\frac{x}{\sqrt{x^2 + 1}}"),
    ("sqrt(1 - x**2)", r"-\frac{x}{\sqrt{1 - x^2}}"),
    ("x*sqrt(x)", r"\frac{3}{2} \sqrt{x}"),
    ("x/sqrt(x**2 + 1)", r"\frac{1}{(x^2 + 1)^{3/2}}"),
    ("1/sqrt(1 - x**2)", r"\frac{x}{(1 - x^2)^{3/2}}"),
    ("sqrt(1 + sqrt(x))", r"\frac{1}{4 \sqrt{x} \sqrt{1 + \sqrt{x}}}"),
    # quotients
    ("1/x", r"-\frac{1}{x^2}"),
    ("1/x**2", r"-\frac{2}{x^3}"),
    ("1/(x**2 + 1)", r"-\frac{2x}{(x^2 + 1)^2}"),
    ("x/(x + 1)", r"\frac{1}{(x + 1)^2}"),
    ("(x + 1)/(x - 1)", r"-\frac{2}{(x - 1)^2}"),
    ("x/(x**2 + 1)", r"\frac{1 - x^2}{(x^2 + 1)^2}"),
    ("x**2/(x**2 + 1)", r"\frac{2x}{(x^2 + 1)^2}"),
    ("x/(x**2 - 1)", r"-\frac{x^2 + 1}{(x^2 - 1)^2}"),
    ("(x**3 + 1)/(x**2 + 1)", r"\frac{x^4 + 3x^2 - 2x}{(x^2 + 1)^2}"),
    ("(a*x)/(b + x)", r"\frac{a b}{(b + x)^2}"),
    ("(x/(x + 1))**2", r"\frac{2x}{(x + 1)^3}"),
    ("x + 1/x", r"1 - \frac{1}{x^2}"),
    ("1/(1 + 1/x)", r"\frac{1}{(x + 1)^2}"),
    # exponentials and logarithms
    ("exp(x)", "e^x"),
    ("exp(2*x)", "2e^{2x}"),
    ("exp(-x**2)", "-2x e^{-x^2}"),
    ("exp(-x**2/2)", "-x e^{-x^2/2}"),
    ("exp(1/x)", r"-\frac{e^{1/x}}{x^2}"),
    ("exp(sqrt(x))", r"\frac{e^{\sqrt{x}}}{2 \sqrt{x}}"),
    ("(x**2 - 2*x + 2)*exp(x)", "x^2 e^x"),
    ("2**x", r"2^x \ln 2"),
    ("a**x", r"a^x \ln a"),
    ("ln(x)", r"\frac{1}{x}"),
    ("ln(2*x)", r"\frac{1}{x}"),
    ("ln(x**2 + 1)", r"\frac{2x}{x^2 + 1}"),
    ("ln(ln(x))", r"\frac{1}{x \ln x}"),
    ("ln(x)**2", r"\frac{2 \ln x}{x}"),
    ("1/ln(x)", r"-\frac{1}{x \ln^2 x}"),
    ("x*ln(x) - x", r"\ln x"),
    ("ln(x)/x", r"\frac{1 - \ln x}{x^2}"),
    ("ln(x)/x**2", r"\frac{1 - 2 \ln x}{x^3}"),
    ("ln(x + sqrt(x**2 + 1))", r"\frac{1}{\sqrt{x^2 + 1}}"),
    ("ln(abs(x))", r"\frac{1}{x}"),
    ("ln(exp(x) + exp(-x))", r"\frac{e^x - e^{-x}}{e^x + e^{-x}}"),
    ("x**x", r"x^x(\ln x + 1)"),
    ("x**sin(x)", r"x^{\sin x}\left(\cos x \ln x + \frac{\sin x}{x}\right)"),
    # trigonometric and hyperbolic functions
    ("sin(x)", r"\cos x"),
    ("cos(x)", r"-\sin x"),
    ("tan(x)", r"\frac{1}{\cos^2 x}"),
    ("sin(2*x)", r"2 \cos 2x"),
    ("sin(x**2)", r"2x \cos x^2"),
    ("sin(x)**2", r"2 \sin x \cos x"),
    ("sin(x)*cos(x)", r"\cos^2 x - \sin^2 x"),
    ("x**2*cos(x)", r"2x \cos x - x^2 \sin x"),
    ("sin(x)/x", r"\frac{x \cos x - \sin x}{x^2}"),
    ("sin(x)/cos(x)", r"\frac{1}{\cos^2 x}"),
    ("sin(x)/(1 + cos(x))", r"\frac{1}{1 + \cos x}"),
    ("-ln(sigmoid(x))", r"\sigma(x) - 1"),
    ("abs(x)**3", r"3x\left\lvert x \right\rvert"),
    ("ln(cos(x))", r"-\tan x"),
    ("exp(sin(x))", r"e^{\sin x} \cos x"),
    ("sin(cos(x))", r"-\cos(\cos x) \sin x"),
    ("sin(x)**2 + cos(x)**2", "0"),
    ("arcsin(x)", r"\frac{1}{\sqrt{1 - x^2}}"),
    ("arctan(x)", r"\frac{1}{1 + x^2}"),
    ("arctan(2*x)", r"\frac{2}{1 + 4x^2}"),
    ("arccos(2*x)", r"-\frac{2}{\sqrt{1 - 4x^2}}"),
    ("x*arcsin(x) + sqrt(1 - x**2)", r"\arcsin x"),
    ("sinh(x)", r"\cosh x"),
    ("cosh(2*x)", r"2 \sinh 2x"),
    ("tanh(x)", r"1 - \tanh^2 x"),
    ("ln(cosh(x))", r"\tanh x"),
    # machine learning
    ("sigmoid(x)", r"\sigma(x)(1 - \sigma(x))"),
    ("sigmoid(w*x + b)", r"w \sigma(w x + b)(1 - \sigma(w x + b))"),
    ("ln(sigmoid(x))", r"1 - \sigma(x)"),
    ("-ln(1 - sigmoid(x))", r"\sigma(x)"),
    ("-y*ln(sigmoid(x)) - (1 - y)*ln(1 - sigmoid(x))", r"\sigma(x) - y"),
    ("sigmoid(x)*(1 - sigmoid(x))", r"\sigma(x)(1 - \sigma(x))(1 - 2 \sigma(x))"),
    ("softplus(x)", r"\sigma(x)"),
    ("relu(x)", r"\operatorname{step}(x)"),
    ("1/(1 + exp(-x))", r"\frac{e^{-x}}{(1 + e^{-x})^2}"),
    ("exp(x)/(1 + exp(x))", r"\frac{e^x}{(1 + e^x)^2}"),
    ("exp(x)/(1 + exp(x))**2", r"\frac{e^x(1 - e^x)}{(1 + e^x)^3}"),
]


@pytest.mark.parametrize(("formula", "book"), BOOK, ids=[row[0] for row in BOOK])
def test_a_calculus_course_is_printed_as_in_the_book(formula: str, book: str) -> None:
    derivation = mcdocs.derive(formula, INPUTS, "x")
    assert derivation.numerator.latex == book
    assert derivation.denominator.latex == book
    assert derivation.steps[-1].latex == book


# where books differ from each other, any of their forms
EITHER = [
    ("x**2/(x + 1)", [r"\frac{x^2 + 2x}{(x + 1)^2}", r"\frac{x(x + 2)}{(x + 1)^2}"]),
    ("x**3/(x - 1)", [r"\frac{x^2(2x - 3)}{(x - 1)^2}", r"\frac{2x^3 - 3x^2}{(x - 1)^2}"]),
    ("(x - 1)**2/(x + 1)", [r"\frac{(x - 1)(x + 3)}{(x + 1)^2}", r"\frac{x^2 + 2x - 3}{(x + 1)^2}"]),
    ("(2*x + 3)/(x**2 + 1)", [r"\frac{2 - 6x - 2x^2}{(x^2 + 1)^2}", r"-\frac{2x^2 + 6x - 2}{(x^2 + 1)^2}",
                             r"-\frac{2(x^2 + 3x - 1)}{(x^2 + 1)^2}", r"\frac{-2x^2 - 6x + 2}{(x^2 + 1)^2}"]),
    ("(x**2 + 3*x)/(x**3 - 1)", [r"-\frac{x^4 + 6x^3 + 2x + 3}{(x^3 - 1)^2}"]),
    ("(x**2 + 1)**2*(3*x - 2)**3", ["(x^2 + 1)(3x - 2)^2(21x^2 - 8x + 9)"]),
    ("(x**4 + 3*x**2 - 2)/x**2", [r"2x + \frac{4}{x^3}", r"\frac{2x^4 + 4}{x^3}", r"\frac{2(x^4 + 2)}{x^3}"]),
    ("arctan(1/x)", [r"-\frac{1}{x^2 + 1}", r"-\frac{1}{1 + x^2}"]),
    ("arcsin(x/2)", [r"\frac{1}{\sqrt{4 - x^2}}", r"\frac{1}{2 \sqrt{1 - \frac{x^2}{4}}}"]),
    ("arcsin(sqrt(x))", [r"\frac{1}{2 \sqrt{x} \sqrt{1 - x}}", r"\frac{1}{2 \sqrt{x(1 - x)}}"]),
    ("x**(1/x)", [r"x^{1/x} \frac{1 - \ln x}{x^2}", r"\frac{x^{1/x}(1 - \ln x)}{x^2}"]),
    ("x**(x**2)", [r"x^{x^2}(2x \ln x + x)", r"x^{x^2 + 1}(2 \ln x + 1)"]),
    ("abs(x)/x", ["0"]),
    ("ln(x)**a", [r"\frac{a(\ln x)^{a - 1}}{x}", r"\frac{a (\ln x)^{a - 1}}{x}"]),
    ("x**0.5", ["0.5x^{-0.5}", r"\frac{1}{2} x^{-1/2}"]),
    ("1/x - 1/x**2", [r"-\frac{1}{x^2} + \frac{2}{x^3}", r"\frac{2}{x^3} - \frac{1}{x^2}"]),
    ("x**2*exp(x)", ["x e^x(x + 2)", "x(x + 2) e^x", "e^x(x^2 + 2x)"]),
    ("exp(x)/x", [r"\frac{e^x(x - 1)}{x^2}", r"\frac{(x - 1) e^x}{x^2}"]),
    ("x*tanh(x)", [r"x(1 - \tanh^2 x) + \tanh x", r"\tanh x + x(1 - \tanh^2 x)"]),
    ("exp(x)/(x**2 + 1)", [r"\frac{e^x(x^2 - 2x + 1)}{(x^2 + 1)^2}", r"\frac{e^x(x - 1)^2}{(x^2 + 1)^2}"]),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "books"), EITHER, ids=[row[0] for row in EITHER])
def test_where_books_differ_one_of_their_forms_is_printed(formula: str, books: list[str]) -> None:
    assert mcdocs.derive(formula, INPUTS, "x").numerator.latex in books


def lines(expr: Any, inputs: dict[str, str], wrt: str | None = None) -> list[str]:
    return [step.latex for step in mcdocs.derive(expr, inputs, wrt).steps]


# ── the lecture's own slides ─────────────────────────────────────────────────────────────────────────────────────────


def test_slide_4_shows_the_product_rule_line_and_then_the_tidied_one() -> None:
    assert lines("x**2*ln(x**2)", {"x": "R"}) == [r"x^2 \frac{2x}{x^2} + 2x \ln x^2", r"2x(1 + \ln x^2)"]


def matrix(*rows: str) -> str:
    inside = r" \\ ".join(rows)
    return rf"\begin{{bmatrix}} {inside} \end{{bmatrix}}"


SLIDES: list[tuple[str, Any, str, str, str]] = [
    (
        "slide 5",
        "x1**2 + x1*ln(x2) + exp(x2*x3) + 2*x3",
        "R^3",
        matrix(r"2x_1 + \ln x_2 & \frac{x_1}{x_2} + x_3 e^{x_2 x_3} & x_2 e^{x_2 x_3} + 2"),
        matrix(r"2x_1 + \ln x_2", r"\frac{x_1}{x_2} + x_3 e^{x_2 x_3}", "x_2 e^{x_2 x_3} + 2"),
    ),
    (
        "slide 6",
        ["3*x**2 + x", "exp(x)", "ln(x)"],
        "R",
        matrix("6x + 1", "e^x", r"\frac{1}{x}"),
        matrix(r"6x + 1 & e^x & \frac{1}{x}"),
    ),
    (
        "slides 7 and 8",
        ["x1 + x1*x2 + x1*x3", "x1**2 + 2*x3"],
        "R^3",
        matrix("1 + x_2 + x_3 & x_1 & x_1", "2x_1 & 0 & 2"),
        matrix("1 + x_2 + x_3 & 2x_1", "x_1 & 0", "x_1 & 2"),
    ),
    (
        "slide 10",
        [["cos(x)", "sin(x)"], ["exp(x)", "tanh(x)"]],
        "R",
        matrix(r"-\sin x & \cos x", r"e^x & 1 - \tanh^2 x"),
        matrix(r"-\sin x & e^x", r"\cos x & 1 - \tanh^2 x"),
    ),
    ("slide 9", "sum(x)", "R^{3x4}", r"\mathbf{1}\mathbf{1}^T", r"\mathbf{1}\mathbf{1}^T"),
    ("slide 14, identity", "x", "R^3", "I_3", "I_3"),
]


@pytest.mark.parametrize(("slide", "expr", "space", "numerator", "denominator"), SLIDES, ids=[row[0] for row in SLIDES])
def test_slides_of_the_lecture_come_out_exactly(
    slide: str, expr: Any, space: str, numerator: str, denominator: str
) -> None:
    derivation = mcdocs.derive(expr, {"x": space}, "x")
    assert derivation.numerator.latex == numerator
    assert derivation.denominator.latex == denominator


UNPRINTED = (r"1 \cdot", r"\cdot 1 ", "+ -", "- -", "+ 0", "^1 ")


@pytest.mark.parametrize("formula", [row[0] for row in BOOK])
def test_no_line_of_working_repeats_the_one_before_or_prints_what_no_book_does(formula: str) -> None:
    found = lines(formula, INPUTS, "x")
    assert all(one != other for one, other in pairwise(found))
    assert not [line for line in found for mark in UNPRINTED if mark in line]


# the shortest and the strangest: what a person writes down at once has a single line
CANCELLING = ["(x**2 - 1)/(x - 1)", "(x**3 - 8)/(x - 2)", "ln(x + sqrt(1 + x**2))"]


@pytest.mark.parametrize("formula", [*(row[0] for row in BOOK[::2]), *CANCELLING])
def test_second_derivatives_pass_the_referee_line_by_line(formula: str) -> None:
    assert mcdocs.derive(formula, INPUTS, "x", order=2).check.max_error < 1e-5


@pytest.mark.parametrize("formula", ["x**3 - 4*x + 7", "sin(x)", "exp(2*x)", "x**a", "a*x + b", "cos(3*x + 1)", "1/x"])
def test_what_a_person_writes_down_at_once_has_one_line(formula: str) -> None:
    assert len(lines(formula, INPUTS, "x")) == 1
