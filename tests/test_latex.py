"""LaTeX as textbooks print it: formula in, line of mathematics out; and the notation around formulas."""

from __future__ import annotations

import re
from typing import Any

import pytest

import mcdocs
from mcdocs.language import nodes, notation
from mcdocs.language.names import Scope
from mcdocs.language.nodes import Differential, Entry, Node, Partial, Symbol
from mcdocs.language.parse import parse_formula
from mcdocs.language.shapes import parse_space
from mcdocs.printers.latex import latex

SPACES = {
    **dict.fromkeys(["s", "t", "a", "b", "alpha", "Sigma", "lam", "x_hat", "sigma_12", "rate", "x1", "x2"], "R"),
    **dict.fromkeys(["x", "y", "p_bar"], "R^n"),
    **dict.fromkeys(["A", "B"], "R^{n x n}"),
    "v": "R^3", "W": "R^{m x n}", "X": "R^{2x3}", "Z": "R^{12x2}", "theta": "R^2", "eps": "R", "g_t": "R",
}  # fmt: skip
SCOPE = Scope({name: Symbol(name, parse_space(space)) for name, space in SPACES.items()})


def parse(formula: Any) -> Node:
    return parse_formula(formula, SCOPE)


NUMBERS_AND_NAMES = [
    ("3", "3"),
    ("0.5", "0.5"),
    ("pi", r"\pi"),
    ("e", "e"),
    ("alpha", r"\alpha"),
    ("Sigma", r"\Sigma"),
    ("lam", r"\lambda"),
    ("x_hat", r"\hat{x}"),
    ("p_bar", r"\bar{p}"),
    ("sigma_12", r"\sigma_{12}"),
    ("x1", "x_1"),
    ("rate", r"\mathrm{rate}"),
    ("g_t", "g_t"),
    ("v2", "v_2"),
    ("X12", "x_{12}"),
    ("Z[11, 2]", "z_{11,2}"),
    ("theta1", r"\theta_1"),
    ("n", "n"),
]

SCALARS = [
    ("s + t", "s + t"),
    ("s - t - 1", "s - t - 1"),
    ("s - (t + 1)", "s - (t + 1)"),
    ("-s", "-s"),
    ("-(s + t)", "-(s + t)"),
    ("-s*t", "-s t"),
    ("s*(-t)", "s(-t)"),
    ("2*s", "2s"),
    ("s*2", r"s \cdot 2"),
    ("2*3", r"2 \cdot 3"),
    ("2*s*t", "2s t"),
    ("2*(s + t)", "2(s + t)"),
    ("(s + t)*(s - t)", "(s + t)(s - t)"),
    ("s*(t + 1)", "s(t + 1)"),
    ("s/t", r"\frac{s}{t}"),
    ("(s + 1)/(t - 1)", r"\frac{s + 1}{t - 1}"),
    ("1/2*s", r"\frac{1}{2} s"),
    ("s/t*2", r"\frac{s}{t} \cdot 2"),
    ("(s/t)**2", r"\left(\frac{s}{t}\right)^2"),
    ("s**2", "s^2"),
    ("s**-1", "s^{-1}"),
    ("s**(1/2)", "s^{1/2}"),
    ("s**((t + 1)/2)", "s^{(t + 1)/2}"),
    ("s**(t/(2*a))", "s^{t/(2a)}"),
    ("s**10", "s^{10}"),
    ("s**(t + 1)", "s^{t + 1}"),
    ("s**t**2", "s^{t^2}"),
    ("(s**t)**2", "(s^t)^2"),
    ("(-s)**2", "(-s)^2"),
    ("(s + t)**2", "(s + t)^2"),
    ("(2*s)**2", "(2s)^2"),
    ("2**s", "2^s"),
    ("s*2**t", r"s \cdot 2^t"),
    ("exp(s)", "e^s"),
    ("exp(-s**2/2)", "e^{-s^2/2}"),
    ("exp(s/t)", "e^{s/t}"),
    ("exp(s)**2", "(e^s)^2"),
    ("2*exp(s)", "2e^s"),
    ("e**s", "e^s"),
    ("s*exp(s)", "s e^s"),
    ("ln(s)", r"\ln s"),
    ("ln(2*s)", r"\ln 2s"),
    ("ln(s**2)", r"\ln s^2"),
    ("ln(s*t)", r"\ln(s t)"),
    ("ln(s + t)", r"\ln(s + t)"),
    ("ln(s/t)", r"\ln\left(\frac{s}{t}\right)"),
    ("ln(s)**2", r"\ln^2 s"),
    ("ln(s)**t", r"(\ln s)^t"),
    ("ln(s)**-1", r"(\ln s)^{-1}"),
    ("ln(s**2)*t", r"\ln(s^2) t"),
    ("t*ln(s)", r"t \ln s"),
    ("ln(s)*sin(t)", r"\ln s \sin t"),
    ("ln(abs(s))", r"\ln \left\lvert s \right\rvert"),
    ("ln(ln(s))", r"\ln(\ln s)"),
    ("sin(s)", r"\sin s"),
    ("sin(2*s)", r"\sin 2s"),
    ("sin(s)**2", r"\sin^2 s"),
    ("sin(s)**2*t", r"\sin^2(s) t"),
    ("sin(s**2)", r"\sin s^2"),
    ("sin(s + 1)", r"\sin(s + 1)"),
    ("sin(cos(s))", r"\sin(\cos s)"),
    ("sin(-s)", r"\sin(-s)"),
    ("sin(s)*(1 + t)", r"\sin(s)(1 + t)"),
    ("cosh(s)", r"\cosh s"),
    ("tanh(s)**2", r"\tanh^2 s"),
    ("1 - tanh(s)**2", r"1 - \tanh^2 s"),
    ("arctan(s)", r"\arctan s"),
    ("arcsin(s)**2", r"\arcsin^2 s"),
    ("sqrt(s)", r"\sqrt{s}"),
    ("sqrt(s + t)", r"\sqrt{s + t}"),
    ("sqrt(s)**2", r"\sqrt{s}^2"),
    ("1/(2*sqrt(s))", r"\frac{1}{2 \sqrt{s}}"),
    ("abs(s)", r"\left\lvert s \right\rvert"),
    ("abs(s)**2", r"\left\lvert s \right\rvert^2"),
    ("sigmoid(s)", r"\sigma(s)"),
    ("sigmoid(s)*(1 - sigmoid(s))", r"\sigma(s)(1 - \sigma(s))"),
    ("sigmoid(s)**2", r"\sigma(s)^2"),
    ("relu(s)", r"\operatorname{relu}(s)"),
    ("softplus(s)", r"\operatorname{softplus}(s)"),
    ("s**2*(2*s/s**2) + 2*s*ln(s**2)", r"s^2 \frac{2s}{s^2} + 2s \ln s^2"),
    ("x1**2 + x1*ln(x2) + exp(x2*s)", r"x_1^2 + x_1 \ln x_2 + e^{x_2 s}"),
    ("v1**v2", "v_1^{v_2}"),
    ("v1*v2*v3", "v_1 v_2 v_3"),
]

ARRAYS = [
    ("x.T", "x^T"),
    ("x.T @ x", "x^T x"),
    ("x.T @ A @ x", "x^T A x"),
    ("A.T", "A^T"),
    ("(A + B).T", "(A + B)^T"),
    ("(A @ B).T", "(A B)^T"),
    ("A.T.T", "(A^T)^T"),
    ("A @ (x + y)", "A(x + y)"),
    ("(A + B) @ x", "(A + B) x"),
    ("2*A @ x", "2A x"),
    ("s*A @ x", "s A x"),
    ("(x.T @ y)*x", "(x^T y) x"),
    ("x @ x.T", "x x^T"),
    ("x.T @ y @ x.T @ y", "x^T y x^T y"),
    ("A @ (B @ x)", "A(B x)"),
    ("-A @ x", "-A x"),
    ("A/s", r"\frac{A}{s}"),
    ("x*y", r"x \odot y"),
    ("x*y*x", r"x \odot y \odot x"),
    ("A*(B @ A)", r"A \odot (B A)"),
    ("x*(y + x)", r"x \odot (y + x)"),
    ("s*x*y", r"s x \odot y"),
    ("x/y", r"x \oslash y"),
    ("1/x", r"1 \oslash x"),
    ("x**2", r"x^{\odot 2}"),
    ("x**(s - 1)", r"x^{\odot (s - 1)}"),
    ("exp(x)", r"\exp(x)"),
    ("ln(x)", r"\ln(x)"),
    ("sqrt(x)", r"\sqrt{x}"),
    ("sigmoid(W @ x)", r"\sigma(W x)"),
    ("tanh(x)**2", r"\tanh(x)^{\odot 2}"),
    ("inv(A)", "A^{-1}"),
    ("inv(A + B)", "(A + B)^{-1}"),
    ("inv(A) @ x", "A^{-1} x"),
    ("inv(A).T", "A^{-T}"),
    ("inv(A @ B).T", "(A B)^{-T}"),
    ("inv(A.T)", "(A^T)^{-1}"),
    ("inv(inv(A))", "(A^{-1})^{-1}"),
    ("inv(matpow(A, 2))", "(A^2)^{-1}"),
    ("matpow(A, 2)", "A^2"),
    ("matpow(A, s - 1)", "A^{s - 1}"),
    ("matpow(A, 2).T", "(A^2)^T"),
    ("matpow(A + B, 3)", "(A + B)^3"),
    ("matpow(A.T, 2)", "(A^T)^2"),
    ("matpow(inv(A), 2)", "(A^{-1})^2"),
    ("det(A)", r"\det(A)"),
    ("det(A)**2", r"\det(A)^2"),
    ("logdet(A)", r"\ln \left\lvert \det A \right\rvert"),
    ("tr(A @ B)", r"\operatorname{tr}(A B)"),
    ("norm(x)", r"\left\lVert x \right\rVert"),
    ("norm(A @ x - y)**2", r"\left\lVert A x - y \right\rVert^2"),
    ("sum(x)", r"\sum_i x_i"),
    ("sum(x)**2", r"\left(\sum_i x_i\right)^2"),
    ("sum(x)*y", r"\left(\sum_i x_i\right) y"),
    ("2*sum(x)", r"2 \sum_i x_i"),
    ("sum(x)/n", r"\frac{\sum_i x_i}{n}"),
    ("sum(x + y)", r"\sum_i (x_i + y_i)"),
    ("sum(x*y)", r"\sum_i x_i y_i"),
    ("sum(x**2)", r"\sum_i x_i^2"),
    ("sum(exp(x))", r"\sum_i e^{x_i}"),
    ("sum(A)", r"\sum_i \sum_j a_{ij}"),
    ("sum(A @ x)", r"\sum_i (A x)_{i}"),
    ("sum(s*x)", r"\sum_i s x_i"),
    ("sum(x/norm(x))", r"\sum_i \frac{x_i}{\left\lVert x \right\rVert}"),
    ("sum(x - mean(x))", r"\sum_i (x_i - \operatorname{mean}(x))"),
    ("sum((x.T @ y)*x)", r"\sum_i (x^T y) x_i"),
    ("sum(A, axis=0)", r"\mathbf{1}^T A"),
    ("sum(A, axis=1)", r"A \mathbf{1}"),
    ("sum(A + B, axis=1)", r"(A + B) \mathbf{1}"),
    ("sum(A*B, axis=1)", r"(A \odot B) \mathbf{1}"),
    ("sum(A*B, axis=0)", r"\mathbf{1}^T (A \odot B)"),
    ("sum(A, axis=1).T", r"(A \mathbf{1})^T"),
    ("sum(A, axis=1)**2", r"(A \mathbf{1})^{\odot 2}"),
    ("mean(x)", r"\operatorname{mean}(x)"),
    ("diag(x)", r"\operatorname{diag}(x)"),
    ("diagvec(A)", r"\operatorname{diagvec}(A)"),
    ("vec(W)", r"\operatorname{vec}(W)"),
    ("kron(A, B)", r"A \otimes B"),
    ("kron(A + B, A @ B)", r"(A + B) \otimes A B"),
    ("kron(A, B) @ vec(A)", r"(A \otimes B) \operatorname{vec}(A)"),
    ("softmax(x)", r"\operatorname{softmax}(x)"),
    ("logsumexp(x)", r"\operatorname{logsumexp}(x)"),
    ("eye(n)", "I_n"),
    ("A + s*eye(n)", "A + s I_n"),
    ("eye(12)", "I_{12}"),
    ("ones(n)", r"\mathbf{1}"),
    ("ones(1, n)", r"\mathbf{1}^T"),
    ("ones(n, n)", r"\mathbf{1}\mathbf{1}^T"),
    ("zeros(n)", "0"),
    ("[s, t]", r"\begin{bmatrix} s \\ t \end{bmatrix}"),
    ("[[s, t], [1, s/t]]", r"\begin{bmatrix} s & t \\ 1 & \frac{s}{t} \end{bmatrix}"),
]
TABLE = NUMBERS_AND_NAMES + SCALARS + ARRAYS


@pytest.mark.parametrize(("formula", "printed"), TABLE, ids=[row[0] for row in TABLE])
def test_formulas_are_printed_as_textbooks_print_them(formula: str, printed: str) -> None:
    assert latex(parse(formula)) == printed


def test_derivatives_not_carried_out_are_printed_with_d() -> None:
    assert latex(Differential(parse("x"))) == r"\mathrm{d}x"
    assert latex(Differential(parse("A @ x"))) == r"\mathrm{d}(A x)"
    assert latex(Partial(parse("s*t"), parse("s"))) == r"\frac{\partial}{\partial s}(s t)"
    assert latex(Partial(parse("s"), parse("t"))) == r"\frac{\partial s}{\partial t}"


def test_a_tensor_of_three_axes_is_printed_as_a_column_of_matrices() -> None:
    entries = tuple(parse(str(i)) for i in range(8))
    first, second = (r"\begin{bmatrix} 0 & 1 \\ 2 & 3 \end{bmatrix}", r"\begin{bmatrix} 4 & 5 \\ 6 & 7 \end{bmatrix}")
    assert latex(nodes.Grid(entries, (2, 2, 2))) == rf"\begin{{bmatrix}} {first} \\ {second} \end{{bmatrix}}"


def test_named_entries_are_printed_under_their_own_names() -> None:
    labelled = Symbol("X", (1, 2), ("x5", "q"))
    assert [latex(Entry(labelled, (1, i), name)) for i, name in ((1, "x5"), (2, "q"))] == ["x_5", "q"]


def test_spaces_and_maps_are_printed_with_their_sizes() -> None:
    axes = (notation.Axis("n"), notation.Axis(3))
    assert latex(notation.Space(axes)) == r"\mathbb{R}^{n \times 3}"
    map_ = notation.Map("f", notation.Space(()), notation.Space(axes))
    assert latex(map_) == r"f: \mathbb{R} \to \mathbb{R}^{n \times 3}"


def test_an_unknown_node_raises_instead_of_printing_its_name() -> None:
    with pytest.raises(TypeError):
        latex(Node())


def index_form(formula: str, wrt: str, order: int = 1) -> str:
    spaces = {"X": "R^{n x k}", "A": "R^{n x n}"}
    inputs = {name: space for name, space in spaces.items() if name in formula}
    return mcdocs.derive(formula, inputs, wrt, order=order).denominator.latex


def test_a_sum_before_a_kronecker_delta_is_bracketed() -> None:
    printed = index_form("tr(X.T @ A @ X)", "X", 2)
    assert re.search(r"\(a_\{(\w)(\w)\} \+ a_\{\2\1\}\)|\(A \+ A\^T\)_\{\w\w\}", printed)


def test_index_letters_are_never_those_of_a_size() -> None:
    fraction, indexed = index_form("mean(X**2, axis=1)", "X").split("x_", 1)
    assert r"\frac{2}{k}" in fraction
    assert "k" not in indexed.split("}")[0]


def test_matrices_of_many_columns_compile_with_amsmath_alone() -> None:
    derivation = mcdocs.derive(["x1*x12", "x2"], {"x": "R^12"})
    assert r"\begin{array}{cccccccccccc}" in derivation.numerator.latex
    assert r"\begin{bmatrix}" in derivation.denominator.latex
    assert "bmatrix" in mcdocs.derive(["x1*x9", "x2"], {"x": "R^10"}).numerator.latex


def test_a_scalar_in_index_notation_has_no_axes_to_label() -> None:
    steps = mcdocs.derive("sum(T**2)", {"T": "R^{2x3x2}"}).steps
    line = next(step.latex for step in steps if step.rule == "in index notation")
    assert line == r"\left[\sum_{i,j,k} 2 T_{ijk} (\mathrm{d}T)_{ijk}\right]"
