"""Typed answers graded: right in any form, wrong with what went wrong, undecided where a person should look."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from mcdocs.calculus.derive import solve
from mcdocs.calculus.layout import Layout
from mcdocs.calculus.statement import Statement, read_statement
from mcdocs.grading.diagnoses import DIAGNOSES
from mcdocs.grading.formulas import Policy
from mcdocs.grading.grade import grade
from mcdocs.grading.marks import Mark
from mcdocs.language import nodes
from mcdocs.language.notation import Axis, Coloured
from mcdocs.language.parse import parse_formula
from mcdocs.language.prose import Formula, Text
from mcdocs.problems.model import (
    Answer,
    BlanksField,
    ChoiceField,
    Chosen,
    Filled,
    FormulaField,
    Mistake,
    Question,
    Sizes,
    SizesField,
    Solution,
    Value,
)
from mcdocs.problems.seed import PUBLIC
from mcdocs.problems.sets import draw_set
from mcdocs.specs.course import Course

Marker = Callable[[str], Mark]


def solved(statement: Statement, answer: Answer, **more: Any) -> Solution:
    return Solution("1", answer, (), (), (), statement, **more)


def derivative(
    expr: Any, inputs: dict[str, str], wrt: str, layout: Layout = "numerator", warns_of: str = "", **more: Any
) -> Marker:
    """What marks an answer to: find this derivative. The key warns of an answer, as of a slip."""
    statement = read_statement(expr, inputs, wrt, **more)
    found = getattr(solve(statement), layout)
    question = Question("1", "derivative", (), 4, FormulaField(statement.scope))
    solution = solved(statement, Value(found.node, found.shape, statement.scope), layout=layout)
    if warns_of:
        wrong = parse_formula(warns_of, statement.scope)
        mistake = Mistake(
            (Text("a slip with "), Formula(Coloured(statement.wrt, frozenset(), frozenset()))), wrong, wrong
        )
        solution = replace(solution, mistakes=(mistake,))
    return lambda text: grade(question, solution, text)


SQUARE = {"x": "R^n", "A": "R^{n x n}"}
LEAST = {"W": "R^{m x n}", "x": "R^n", "c": "R^m"}
ASKED: dict[str, Marker] = {
    "x^2 ln x^2": derivative("x**2*ln(x**2)", {"x": "R"}, "x"),
    "sin 3x^2": derivative("sin(3*x**2)", {"x": "R"}, "x"),
    "x sin 2x": derivative("x*sin(2*x)", {"x": "R"}, "x"),
    "e^-x": derivative("exp(-x)", {"x": "R"}, "x"),
    "x^3 / y": derivative("x**3/y", {"x": "R", "y": "R"}, "x"),
    "sigmoid": derivative("sigmoid(3*x)", {"x": "R"}, "x"),
    "|x|": derivative("x*abs(x)", {"x": "R"}, "x"),
    "x'Ax row": derivative("x.T @ A @ x", SQUARE, "x"),
    "x'Ax column": derivative("x.T @ A @ x", SQUARE, "x", "denominator"),
    "x'Ax symmetric": derivative("x.T @ A @ x", SQUARE, "x", assume={"A": "symmetric"}),
    "least squares": derivative("norm(W @ x - c)**2", LEAST, "x", "denominator"),
    "logistic": derivative("ln(1 + exp(a.T @ x))", {"a": "R^n", "x": "R^n"}, "x", "denominator"),
    "tr AX": derivative("tr(A @ X)", {"A": "R^{k x n}", "X": "R^{n x k}"}, "X"),
    "ln det X": derivative("logdet(X)", {"X": "R^{n x n}"}, "X", "denominator"),
    "Wx": derivative("W @ x", {"W": "R^{m x n}", "x": "R^n"}, "x"),
    "tanh Wx": derivative("tanh(W @ x)", {"W": "R^{m x n}", "x": "R^n"}, "x"),
    "gradient": derivative("x1**2*x2", {"x": "R^2"}, "x"),
    "jacobian": derivative(["x1*x2*exp(x3)", "x1**2 + sin(x2*x3)"], {"x": "R^3"}, "x"),
    "e^u": derivative("sum(exp(u))", {"x": "R^2"}, "x", let={"u": ["x1*x2", "3*x1"]}),
    "squares": derivative(["x1**2", "x2**2"], {"x": "R^2"}, "x"),
    "squares of x": derivative("x**2", {"x": "R^3"}, "x"),
    "gradient column": derivative("x1**2*x2", {"x": "R^2"}, "x", "denominator"),
    "determinant": derivative("det(X)", {"X": "R^{2x2}"}, "X"),
    "1 / 3x^2": derivative("1/(3*x**2)", {"x": "R"}, "x"),
    "tan": derivative("tan(x)", {"x": "R"}, "x"),
    "length": derivative("norm(x)", {"x": "R^n"}, "x", "denominator"),
    "sum of |x|": derivative("sum(abs(x))", {"x": "R^n"}, "x", "denominator"),
    "layer": derivative("sigmoid(W @ x + b)", {"W": "R^{m x n}", "x": "R^n", "b": "R^m"}, "x"),
    "weighted squares": derivative("c * x**2", {"x": "R^n", "c": "R^n"}, "x"),
    "mean": derivative("mean(x**2)", {"x": "R^n"}, "x", "denominator"),
    "sum": derivative("sum(x)", {"x": "R^n"}, "x", "denominator"),
    "softmax": derivative("softmax(z)", {"z": "R^n"}, "z"),
    "ln sin": derivative("ln(sin(x))", {"x": "R"}, "x"),
    "T'X": derivative("tr(T.T @ X)", {"T": "R^{m x n}", "X": "R^{m x n}"}, "X"),
    "Gauss": derivative("exp(-x**2/2)", {"x": "R"}, "x"),
    "sin x1x2": derivative("sin(x1*x2)", {"x": "R^2"}, "x", "denominator"),
    "scaled": derivative("a*(b.T @ x)**2", {"x": "R^n", "b": "R^n", "a": "R"}, "x", "denominator"),
    "softened": derivative("logsumexp(x)", {"x": "R^n"}, "x", "denominator"),
    "power": derivative(
        "a.T @ matpow(X, k) @ b", {"a": "R^n", "b": "R^n", "X": "R^{n x n}", "k": "R"}, "X", "denominator"
    ),
    "outer": derivative("c.T @ W @ x", {"W": "R^{m x n}", "x": "R^n", "c": "R^m"}, "W", "denominator"),
    "slip": derivative("x**2 * sin(x)", {"x": "R"}, "x", warns_of="x * sin(x) + x**2 * cos(x)"),
    "y - Xw": derivative("norm(y - X @ w)**2", {"w": "R^n", "X": "R^{m x n}", "y": "R^m"}, "w", "denominator"),
}

RIGHT = {
    "scaled": [
        *(r"2a\left(\sum_{i=1}^n b_i x_i\right) b", r"2a \sum_{i=1}^{n} b_i x_i\, b", "2a(∑^n_{i=1} b_ix_i)b"),
        *(r"2a \sum_{j=1}^{n} b_j x_j \cdot b", "2a sum_{i=1}^n(b_i x_i) b", "2a(Σ_{i=1}^n b_i x_i)b", "2ab Σ b_i x_i"),
        *(
            r"2a\langle b, x\rangle b",
            "2a⟨b, x⟩b",
            r"2ab \sum_i b_i x_i",
            r"\sum_{i=1}^n 2a b_i x_i b",
            "2a (b*x).sum() b",
        ),
        *(r"\begin{pmatrix} 2ab_1\, (b^Tx) \\ \vdots \\ 2ab_n\, (b^Tx) \end{pmatrix}", "[2ab_i Σ_{k=1}^n b_kx_k]_i"),
    ],
    "softened": [
        *(r"\frac{e^{x}}{\sum_{i=1}^n e^{x_i}}", r"\left[\frac{e^{x_i}}{\sum_{j=1}^n e^{x_j}}\right]_i"),
        *(r"\frac{\partial y}{\partial x_i} = \frac{e^{x_i}}{\sum_{k=1}^n e^{x_k}}", "np.exp(x)/np.exp(x).sum()"),
        *("Exp(x)/sum(Exp(x))", "e^x / Σ_i e^{x_i}"),
    ],
    "power": [
        r"\sum_{r=0}^{k-1} (X^T)^r a b^T (X^T)^{k-1-r}",
        r"\sum_{s=1}^{k} (X^T)^{s-1} a b^T (X^T)^{k-s}",
        r"\left(\sum_{r=0}^{k-1} X^r b a^T X^{k-1-r}\right)^T",
    ],
    "outer": ["c x^T", "np.outer(c, x)", "outer(c, x)", r"c \mathbf{x}^\intercal"],
    "x^2 ln x^2": [
        *("2*x*(1 + ln(x**2))", "2x(1+ln x^2)", "2x+2x ln(x^2)", "2x ln(x²) + 2x", "2x(ln(x^2)+1)", "x(2+2 ln(x^2))"),
        *(r"2x(1+\ln x^2)", r"2x\left(1 + \ln\left(x^{2}\right)\right)", "2x + 4x ln|x|", "f'(x) = 2x(1+ln x^2)"),
        *("2x(ln x^2 + ln e)", "2.0x(1 + ln x^2)", "2x·(1+ln(x^2))", "x ln(x^4) + 2x"),
    ],
    "sin 3x^2": ["6x cos(3x^2)", "cos(3x^2)*6x", "6x cos 3x^2", r"6x\cos 3x^2", "3·2x·cos(3x²)", "6x sin(pi/2 - 3x^2)"],
    "x sin 2x": ["sin(2x)+2x cos(2x)", "sin 2x + 2x cos 2x", "2 sin x cos x + 2x(1 - 2 sin^2 x)"],
    "e^-x": ["-exp(-x)", "-e^{-x}", "-1/e^x", "-e^(-x)"],
    "x^3 / y": ["3x^2/y", "3x^2 y^-1", r"\frac{3x^2}{y}", "3x²/y"],
    "sigmoid": [
        "3sigmoid(3x)(1-sigmoid(3x))",
        "3σ(3x)(1-σ(3x))",
        "3e^{-3x}/(1+e^{-3x})^2",
        "3 sigma(3x)(1 - sigma(3x))",
    ],
    "|x|": ["2|x|", "2abs(x)", "2x sign(x)", "2 sqrt(x^2)", "|x| + x sign(x)"],
    "x'Ax row": ["x^T(A+A^T)", "x'(A+A')", "x'A + x'A'", "x^TA+(Ax)^T", "((A+A')x)'", r"x^\top(A + A^\top)"],
    "x'Ax column": ["(A+A')x", "Ax+A'x", "(A+A^T)x", r"(\mathbf{A} + \mathbf{A}^\top)\mathbf{x}", "A x + (x' A)'"],
    "x'Ax symmetric": ["2x'A", "x'(A+A')", "2x'A'", "2(Ax)'"],
    "least squares": [
        *("2*W.T.dot(W.dot(x) - c)", "2 np.dot(W.T, W @ x - c)", "2 t(W) %*% (W %*% x - c)", "2W^H(Wx - c)"),
        *("2W'Wx\n- 2W'c", "2W⁢'(Wx - c)", r"2W^{\mathsf T}(Wx - c)\,."),
        *("2W'(Wx-c)", "2W'Wx - 2W'c", "2W^T(Wx-c)", "-2W'(c - Wx)", "2 W^T W x - 2 W^T c + 0"),
    ],
    "logistic": ["a e^{a'x}/(1+e^{a'x})", "σ(a'x)a", "a/(1+e^{-a'x})", "sigmoid(x'a) a"],
    "tr AX": ["A", r"\mathbf{A}", "A I", "(A')'"],
    "ln det X": ["X^{-T}", "inv(X)'", "(X^T)^{-1}", "(X^{-1})^T", "inv(X.T)"],
    "Wx": ["W", "I W", "W I_n"],
    "tanh Wx": [
        "diag(1 - tanh(W@x)**2) @ W",
        r"\operatorname{diag}(1-\tanh(Wx)^{\odot 2})W",
        "diag(1 - tanh(Wx).^2) W",
    ],
    "gradient": [
        "[[2x1x2, x1^2]]",
        "[2x1x2, x1^2]",
        "(2x_1x_2, x_1^2)",
        *("x1[2x2, x1]", "2*[x1*x2, x1**2/2]", "(1/2)[4x1x2, 2x1^2]", "[4x1x2, 2x1^2]/2", r"x_1\left[2x_2, x_1\right]"),
        *("-[-2x1x2, -x1^2]", "[2x1x2, 0] + [0, x1^2]"),
        r"\begin{bmatrix}2x_1x_2 & x_1^2\end{bmatrix}",
    ],
    "jacobian": [
        "[x2 e^x3, x1 e^x3, x1 x2 e^x3; 2x1, x3 cos(x2 x3), x2 cos(x2 x3)]",
        "[[x2*exp(x3), x1*exp(x3), x1*x2*exp(x3)], [2*x1, x3*cos(x2*x3), x2*cos(x2*x3)]]",
        r"\begin{bmatrix} x_2 e^{x_3} & x_1 e^{x_3} & x_1 x_2 e^{x_3} \\ 2x_1 & x_3\cos(x_2x_3) & x_2\cos(x_2x_3)"
        r"\end{bmatrix}",
    ],
    "e^u": [
        "[[x2 e^u1 + 3e^u2, x1 e^u1]]",
        r"[[x_2 e^{u_1} + 3e^{u_2}, x_1 e^{x_1 x_2}]]",
        "[x2 exp(x1 x2) + 3exp(3x1), x1 e^u1]",
    ],
    "squares": [
        *("[2x1, 0; 0, 2x2]", "diag([2x1, 2x2])", "2 diag(x)", "[[2*x1, 0], [0, 2*x2]]", "[2x1 0; 0 2x2]"),
        *("2x1, 0; 0, 2x2", "2x1 0; 0 2x2", "{{2x1, 0}, {0, 2x2}}", "[[2x1 0]\n [0 2x2]]", "diag(2x1, 2x2)"),
        *("np.array([[2*x1, 0], [0, 2*x2]])", "np.diag([2*x1, 2*x2])", "[2x1, 0; 0, 2x2;]", "[[2x1, 0], [0, 2x2],]"),
        *("2x1 0\n0 2x2", "2x1, 0\n0, 2x2", "[2x1, 0]\n[0, 2x2]", "[2x1 0\n0 2x2]", "Matrix([[2*x1, 0], [0, 2*x2]])"),
        *(r"\begin{bmatrix} 2x_1 & \\ & 2x_2 \end{bmatrix}", r"2x_1 & 0 \\ 0 & 2x_2"),
        *(
            r"\begin{pmatrix} 2x_1 & 0 \cr 0 & 2x_2 \end{pmatrix}",
            r"\begin{bmatrix} 2x_1 & 0 \\[4pt] 0 & 2x_2 \end{bmatrix}",
        ),
        r"\begin{bmatrix} 2x_1 & 0 \\ 0 & 2x_2 \end{bmatrix} \in \mathbb{R}^{2 \times 2}",
    ],
    "squares of x": [r"2\operatorname{diag}(x_1, x_2, x_3)", "diag(2x₁, 2x₂, 2x₃)"],
    "gradient column": [
        *("[2x1x2, x1^2]^T", "(2x1x2, x1^2)^T", "[2*x1*x2, x1**2].T", "[2x1x2 x1^2]'", "2x1x2, x1^2", "x1[2x2, x1]^T"),
        *("2x1x2\nx1^2", "[2x1x2,\n x1^2]", "`[2x1x2, x1^2]`", r"\boxed{[2x_1x_2, x_1^2]}", "[2x1x2, x1^2]^⊤"),
        *("[2x1x2; x1^2]", "[2x1 x2; x1^2]", "[[2x1x2], [x1^2]]", "gradient: [2x1x2, x1^2]", "[2x1x2, x1^2]ᵀ"),
        r"\begin{bmatrix} 2x_1x_2 & x_1^2 \end{bmatrix}^{\mathsf T}",
    ],
    "determinant": ["[X22 -X12; -X21 X11]", "adj(X)", "|X| X^-1", "det(X) X⁻¹", "[x22, -x12; -x21, x11]"],
    "1 / 3x^2": [
        *("-2/(3x^3)", r"{-2 \over 3x^3}", "-6x/(3x^2)^2", "-2 ÷ (3x^3)", "-2/(3x^2) 1/x", "-2x^-3/3", "-⅔ x^-3"),
        *("= -2/(3x^3)", "df/dx = -2/(3x^3)", "d/dx (1/(3x^2)) = -2/(3x^3)"),
    ],
    "tan": ["sec^2 x", "sec(x)^2", r"\sec^2(x)", "1 + tan(x)^2", "1/cos^2 x"],
    "length": ["x/|x|", "x/||x||_2", "x/|x|_2", "1/||x|| x", "x ||x||^-1", r"\frac{x}{\left\| x \right\|_2}"],
    "sum of |x|": ["sign(x)", "x/|x|", "sgn(x)"],
    "layer": [
        *("diag(σ(Wx+b)(1-σ(Wx+b)))W", "diag(σ'(Wx+b))W", r"\operatorname{diag}(\sigma'(Wx+b))W"),
        "diag(sigmoid(W @ x + b)*(1 - sigmoid(W @ x + b))) @ W",
    ],
    "mean": ["2x/n", "2/n x", r"\frac{2}{n}x", "1/n * 2x"],
    "sum": ["ones(n)", r"\mathbf{1}", "𝟏", "1_n"],
    "softmax": ["diag(softmax(z)) (I - 1 softmax(z)')", "diag(softmax(z)) - softmax(z) softmax(z)^T"],
    "ln sin": ["cos x / sin x", "cos x/sin x", "cot x", r"\frac{\cos x}{\sin x}"],
    "T'X": ["T'", "T^T", r"T^{\mathsf{T}}", "T.T"],
    "Gauss": ["-x e^{-x^2/2}", "-xe^(-x²/2)", "-x exp(-x^2/2)", "-x/e^{x^2/2}"],
    "weighted squares": ["diag(2 c x)", "2diag(c)diag(x)", "2 diag(c ⊙ x)"],
}

WRONG = {
    ("x^2 ln x^2", "2x ln(x^2)"): "term",
    ("x^2 ln x^2", "2x - 2x ln(x^2)"): "term",
    ("x^2 ln x^2", "-2x(1+ln x^2)"): "sign",
    ("x^2 ln x^2", "x(1+ln(x^2))"): "factor",
    ("x^2 ln x^2", "x^2 ln(x^2)"): "not derived",
    ("x^2 ln x^2", "x"): "",
    ("x^2 ln x^2", "0"): "",
    ("sin 3x^2", "cos(3x^2)"): "chain rule",
    ("sin 3x^2", "3cos(3x^2)"): "chain rule",
    ("sin 3x^2", "-6x cos(3x^2)"): "sign",
    ("sin 3x^2", "12x cos(3x^2)"): "factor",
    ("sin 3x^2", "sin(6x)"): "",
    ("x sin 2x", "sin 2x + x cos 2x"): "chain rule",
    ("x sin 2x", "2cos(2x)"): "product rule",
    ("x sin 2x", "2x cos(2x)"): "term",
    ("x sin 2x", "sin(2x) - 2x cos(2x)"): "term",
    ("e^-x", "e^{-x}"): "chain rule",
    ("e^-x", "-e^x"): "",
    ("x^3 / y", "-x^3/y^2"): "other variable",
    ("x^3 / y", "3x^2"): "",
    ("sigmoid", "sigmoid(3x)(1-sigmoid(3x))"): "chain rule",
    ("sigmoid", "3sigmoid(3x)"): "term",
    ("|x|", "2x"): "",
    ("x'Ax row", "(A+A')x"): "other layout",
    ("x'Ax row", "-(A+A')x"): "other layout, sign",
    ("x'Ax row", "x'A"): "term",
    ("x'Ax row", "2x'A"): "symmetric",
    ("x'Ax row", "x'Ax"): "not derived",
    ("x'Ax row", "A + A'"): "shape",
    ("x'Ax row", "x x'"): "other variable",
    ("x'Ax column", "x'(A+A')"): "other layout",
    ("x'Ax column", "2Ax"): "symmetric",
    ("x'Ax symmetric", "2Ax"): "other layout",
    ("least squares", "2(Wx-c)"): "chain rule",
    ("least squares", "2(Wx-c)'W"): "other layout",
    ("least squares", "W'(Wx-c)"): "factor",
    ("least squares", "2W'Wx"): "term",
    ("least squares", "2W'(Wx+c)"): "term",
    ("logistic", "σ(a'x)"): "chain rule",
    ("logistic", "σ(a'x)x"): "other variable",
    ("logistic", "a'σ(a'x)"): "other layout",
    ("tr AX", "A'"): "other layout",
    ("tr AX", "X"): "other variable",
    ("ln det X", "X^{-1}"): "other layout",
    ("Wx", "W'"): "other layout",
    ("Wx", "x"): "shape",
    ("tanh Wx", "diag(1 - tanh(Wx).^2)"): "chain rule",
    ("tanh Wx", "W"): "chain rule",
    ("tanh Wx", "W'diag(1 - tanh(Wx).^2)"): "other layout",
    ("gradient", "[2x1x2; x1^2]"): "other layout",
    ("gradient", "x1[2x2; x1]"): "other layout",
    ("gradient", "-[2x1x2, x1^2]"): "sign",
    ("gradient", "2[2x1x2, x1^2]"): "factor",
    ("gradient", "[2x1x2, 2x1]"): "entry",
    ("gradient", "x1^2"): "shape",
    ("jacobian", "[x2 e^x3, x1 e^x3, x1 x2 e^x3; 2x1, x3 cos(x2 x3), cos(x2 x3)]"): "entry",
    ("jacobian", "[x2 e^x3, 2x1; x1 e^x3, x3 cos(x2 x3); x1 x2 e^x3, x2 cos(x2 x3)]"): "other layout",
    ("jacobian", "[1, 2, 3]"): "shape",
    ("squares", "[2x1, 2x2]"): "shape",
    ("squares", "[2x1 2x2]"): "shape",
    ("squares", "[2x1 0; 0 x2]"): "entry",
    ("gradient column", "[2x1x2; x1^2]^T"): "other layout",
    ("gradient", "[2x1x2, x1^2]^T"): "other layout",
    ("gradient", "[2x1x2, x1^2]'"): "other layout",
    ("scaled", r"a\left(\sum_{i=1}^n b_i x_i\right) b"): "factor",
    ("scaled", r"\begin{pmatrix} 2ab_1 (b^Tx) & \cdots & 2ab_n (b^Tx) \end{pmatrix}"): "other layout",
    ("scaled", r"2a \sum x_i"): "shape",
    ("power", r"\sum_{r=0}^{k-1} X^r b a^T X^{k-1-r}"): "other layout",
    ("outer", "outer(x, c)"): "other layout",
    ("slip", "x sin x + x^2 cos x"): "slip",
    ("slip", "2x sin x + x^3 cos x"): "",
    ("gradient column", "[[2x1x2, x1^2]]"): "other layout",
    ("1 / 3x^2", "-1/(9x^4)"): "chain rule",
    ("sin x1x2", "[cos(x1x2); cos(x1x2)]"): "chain rule",
    ("mean", "2x"): "factor",
    ("mean", "2x/n^2"): "factor",
    ("y - Xw", "2(Xw - y)"): "chain rule",
    ("length", "x/|x|^2"): "",
    ("squares", "[2x1, 0; 0, x2]"): "entry",
}

UNDECIDED = {
    ("x^2 ln x^2", "2x+4x ln(x)"): "not defined everywhere",
    ("x^2 ln x^2", "derivative of the product"): "unknown name",
    ("x^2 ln x^2", "2x(1+ln(x^2)) + 0.0000001"): "rounded",
    ("x^2 ln x^2", "~2x(1+ln(x^2))"): "not read",
    ("sin 3x^2", "6x cos 3 x^2"): "can be read as",
    ("x^3 / y", "3x^2/yx/x"): "can be read as",
    ("x^3 / y", "2.96x^2/y"): "rounded",
    ("least squares", "2W(Wx-c)"): "shapes do not fit",
    ("ln det X", "(1/X)'"): "can be read as",
    ("gradient", "[2x1x2, x1^2].T"): "can be read as",
    ("x'Ax symmetric", "2x'A where A = A'"): "what follows 'where' is not read",
    ("gradient", "[2x1 x2 x1^2]"): "separated by commas",
    ("sum", "1"): "can be read as",
    ("scaled", r"2a(\sum_{i=2}^n b_i x_i) b"): "begins with the first",
    ("scaled", r"2a(\sum_{i=0}^n b_i x_i) b"): "begins with the first",
    ("scaled", r"2a(\sum_{i=1}^{n-1} b_i x_i) b"): "the sum over i goes to n - 1, and there are n entries",
    ("scaled", r"2a(\sum_{i=1}^5 b_i x_i) b"): "goes to 5",
    ("softened", r"[e^{x_i} / \sum_{j=2}^n e^{x_j}]_i"): "begins with the first",
    ("scaled", r"2a(\sum_{i=1}^n i b_i x_i) b"): "",
    ("scaled", r"2a(\sum_{i \ne j} b_i x_i) b"): "",
    ("scaled", r"2a(\sum_{i=1}^{n b_i x_i) b"): "",
    ("Gauss", "-x e^-x^2/2"): "can be read as",
}


@pytest.mark.parametrize(("asked", "typed"), [(asked, each) for asked, all_ in RIGHT.items() for each in all_])
def test_equivalent_forms_are_right(asked: str, typed: str) -> None:
    mark = ASKED[asked](typed)
    assert (mark.status, mark.credit) == ("right", 1), mark


@pytest.mark.parametrize(("asked", "typed", "diagnosis"), [(*key, said) for key, said in WRONG.items()])
def test_wrong_answers_are_told_what_went_wrong(asked: str, typed: str, diagnosis: str) -> None:
    mark = ASKED[asked](typed)
    assert (mark.status, mark.diagnosis) == ("wrong", diagnosis), mark
    assert mark.feedback
    assert mark.understood
    assert mark.credit == (DIAGNOSES[diagnosis].credit if diagnosis else 0)


@pytest.mark.parametrize(("asked", "typed", "said"), [(*key, said) for key, said in UNDECIDED.items()])
def test_what_a_person_should_look_at_gets_no_points_and_no_zero(asked: str, typed: str, said: str) -> None:
    mark = ASKED[asked](typed)
    assert (mark.status, mark.credit) == ("undecided", None), mark
    assert said in mark.feedback


def test_every_diagnosis_has_an_answer_that_shows_it() -> None:
    assert set(DIAGNOSES) == set(WRONG.values()) - {""}


def test_the_page_on_grading_lists_the_diagnoses_in_their_order() -> None:
    page = (Path(__file__).parents[1] / "docs" / "grading.md").read_text()
    listed = re.findall(r"^\| `([a-z, ]+)` \| [^|]+ \| ([\d/]+) \|$", page, re.MULTILINE)
    assert listed == [(name, str(row.credit)) for name, row in DIAGNOSES.items()]


@pytest.mark.parametrize(
    ("asked", "typed", "said"),
    [
        ("sin 3x^2", "cos(3x^2)", "3*x**2"),
        ("least squares", "W'(Wx-c)", "a factor 2 is missing"),
        ("mean", "2x", "a factor n is too much"),
        ("mean", "2x/n^2", "a factor n is missing"),
        ("jacobian", "[x2 e^x3, x1 e^x3, x1 x2 e^x3; 2x1, x3 cos(x2 x3), cos(x2 x3)]", "(2, 3)"),
        ("x sin 2x", "2x cos(2x)", "sin(2*x)"),
        ("x'Ax row", "A + A'", "n x n; it should be 1 x n"),
        ("x'Ax row", "2x'A", "where A is symmetric"),
        ("gradient", "[2x1x2, x1^2]", "taken as a row"),
        ("slip", "x sin x + x^2 cos x", "a slip with x"),
    ],
)
def test_feedback_says_which(asked: str, typed: str, said: str) -> None:
    assert said in ASKED[asked](typed).feedback


HOSTILE = [
    *("9**9**9", "9^9^9^9", "x**10**10", "1e308*1e308", "1/0", "0**-1", "exp(exp(exp(exp(x))))", "(1/0)/(1/0)"),
    *("x" * 1_000_000, "(" * 5_000, "[" * 500, "-" * 3_000 + "x", "x^" * 500 + "x", "sin " * 500 + "x", "|" * 501),
    *("x+" * 1_900 + "x", "((x+1)^200)^200", "\\frac{" * 300, "{" * 999, "a/b" * 500, "x/x x" * 200),
    *("__import__('os').system('true')", "exec('1')", "open('/etc/passwd').read()", "lambda: 0", "x if x else x"),
    *(r"\input{/etc/passwd}", r"\immediate\write18{ls}", r"\def\x{\x\x}\x", "=cmd|' /C calc'!A0", "\x00", "🙂", "٣x"),
    *("eye(9999) @ ones(9999, 9999)", "kron(eye(500), eye(500))", "ones(99999999999)", "I_{999999999}", "%s" * 50),
]


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("asked", ["x^2 ln x^2", "x'Ax row"])
def test_hostile_answers_are_never_right_and_raise_nothing(asked: str, typed: str) -> None:
    assert ASKED[asked](typed).status in ("wrong", "undecided")


def test_an_empty_answer_is_wrong() -> None:
    assert ASKED["sin 3x^2"](" \n").feedback == "no answer"


# ── other kinds of answers ───────────────────────────────────────────────────────────────────────────────────────────

STATEMENT = read_statement(["x1**2*x2", "sin(x3)"], {"x": "R^3", "A": "R^{n x k}"}, "x")


def _shape(*axes: int | str) -> Marker:
    question = Question("1", "shape", (), 1, SizesField(STATEMENT.scope))
    solution = solved(STATEMENT, Sizes(tuple(Axis(size) for size in axes)), layout="numerator")
    return lambda text: grade(question, solution, text)


@pytest.mark.parametrize(
    ("axes", "typed", "status"),
    [
        *(((3, 1), typed, "right") for typed in ("3 x 1", "3x1", "(3, 1)", "R^{3x1}", "3 by 1", "3×1", "[3,1]")),
        *(((3, 1), typed, "right") for typed in (r"\mathbb{R}^{3 \times 1}", "$3 \\times 1$", "ℝ^{3×1}", "3*1")),
        *(((3, 1), typed, "right") for typed in ("column vector with 3 entries", "R^{3 x 1}")),
        *(((3, 1), typed, "right") for typed in ("3-by-1", "a 3x1 matrix", "it is a 3 x 1 matrix", "shape: (3, 1)")),
        *(
            ((3, 1), typed, "right")
            for typed in ("3 rows and 1 column", "1 column, 3 rows", "three by one", "3 х 1", "3⨉1")
        ),
        *(((3, 1), typed, "wrong") for typed in ("1 row, 3 columns", "the shape is 1 x 3")),
        *(((3, 1), typed, "wrong") for typed in ("1 x 3", "3 x 2", "scalar", "3 x 1 x 1", "1 x 1")),
        *(((3, 1), typed, "undecided") for typed in ("3", "(3,)", "R^3", "a vector", "big", "3 x", "x", "-3 x 1")),
        *(((1, 3), typed, "right") for typed in ("1 x 3", "row of length 3", "a row vector, 3 entries")),
        *(((), typed, "right") for typed in ("scalar", "1 x 1", "1", "R", "a single number", "()", r"\mathbb{R}")),
        *(((), typed, "wrong") for typed in ("3", "2 x 2")),
        *((("k", "n"), typed, "right") for typed in ("k x n", "kxn", "(k, n)", "R^{k x n}", r"k \times n")),
        (("k", "n"), "n x k", "wrong"),
        *((("k", "n"), typed, "right") for typed in ("K x N", "same as A^T", "k rows, n columns")),
        *((("n", "k"), typed, "right") for typed in ("same as A", "the same shape as A")),
        (("k", "n"), "k x m", "undecided"),
        *((("n", "k", "n"), typed, "undecided") for typed in ("nkn", "n^2 x k")),
        (("n", "k", "n"), "kkn", "wrong"),
        *((("k*n", 2), typed, "right") for typed in ("kn x 2", "k*n x 2", "nk x 2")),
        ((2, 2, 3), "2 x 2 x 3", "right"),
        ((2, 2, 3), "3 x 2 x 2", "wrong"),
    ],
)
def test_shapes_as_people_type_them(axes: tuple[int | str, ...], typed: str, status: str) -> None:
    assert _shape(*axes)(typed).status == status


def test_the_shape_in_the_other_layout_is_told() -> None:
    assert _shape(3, 1)("1 x 3").diagnosis == "other layout"


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        *((typed, "right") for typed in ("2", "b", "B", "(b)", "denominator layout", "Denominator", "option 2", "2.")),
        *((typed, "wrong") for typed in ("1", "a)", "numerator layout", "num")),
        *((typed, "right") for typed in ("It is the denominator layout.", "the second", "second", "2nd", "two")),
        *((typed, "wrong") for typed in ("the numerator layout", "first", "option one")),
        *(
            (typed, "undecided")
            for typed in ("0", "3", "layout", "both", "?", "d" * 300, "not the numerator", "1 or 2")
        ),
    ],
)
def test_choices_as_people_type_them(typed: str, status: str) -> None:
    choices = ((Text("numerator layout"),), (Text("denominator layout"),))
    question = Question("1", "layout", (), 1, ChoiceField(2), choices=choices)
    assert grade(question, solved(STATEMENT, Chosen(1)), typed).status == status


@pytest.mark.parametrize(
    ("function", "inputs", "typed", "status", "feedback"),
    [
        (function, inputs, typed.format(n=line, right=right), status, feedback)
        for function, inputs, line, right in (
            ("x**2 * exp(3*x)", {"x": "R"}, 1, "3*x**2*exp(3*x) + 2*x*exp(3*x)"),
            ("x.T @ A @ x", {"x": "R^n", "A": "R^{n x n}"}, 1, "dx.T @ A @ x + x.T @ A @ dx"),
        )
        for typed, status, feedback in (
            ("{n}", "right", ""),
            ("line {n}: {right}", "right", "the line and what it should be are right"),
            ("{n}; it should be {right}", "right", "the line and what it should be are right"),
            ("{n}\ndy = {right}", "right", "the line and what it should be are right"),
            ("line {n}: 2*({right})", "right", "the line is right, what it should be is not"),
            ("line {n}: a sign is wrong", "right", "for a person to read"),
            ("line 2: {right}", "wrong", "not the right choice"),
            ("nothing: {right}", "undecided", "could not be read"),
        )
    ],
)
def test_a_wrong_line_and_what_it_should_be(
    function: str, inputs: dict[str, str], typed: str, status: str, feedback: str, tmp_path: Path
) -> None:
    (tmp_path / "specs" / "problems").mkdir(parents=True)
    spaces = ", ".join(f'{name}: "{space}"' for name, space in inputs.items())
    (tmp_path / "specs" / "problems" / "one.yaml").write_text(
        f"title: T\nexercises:\n  - function: {{inputs: {{{spaces}}}, expr: '{function}', wrt: x}}\n"
        "    parts: [{ask: error, mistakes: [factor, transpose]}]\n"
    )
    course = Course(tmp_path)
    for attempt in range(20):
        drawn = draw_set(course.problem_set("one"), course, PUBLIC, attempts=[attempt])
        solution = drawn.key.solutions["1"]
        assert isinstance(solution.answer, Chosen)
        if solution.answer.index == 0:
            break
    mark = grade(drawn.sheet.exercises[0].questions[0], solution, typed)
    assert mark.status == status, mark
    assert feedback in mark.feedback


@pytest.mark.parametrize(
    ("typed", "status", "credit"),
    [
        ("2x1x2; x1^2; cos(x3)", "right", Fraction(1)),
        ("2x1x2, x1^2, cos x_3", "right", Fraction(1)),
        ("2x1x2\nx1^2\ncos(x3)\n", "right", Fraction(1)),
        ("(1) 2x1x2; (2) x1^2; (3) cos(x3)", "right", Fraction(1)),
        ("(1) 2x1x2 (2) x1^2 (3) cos(x3)", "right", Fraction(1)),
        ("(2) x1^2\n(1) 2x1x2\n(3) cos(x3)", "right", Fraction(1)),
        ("1. 2x1x2\n2. x1^2\n3. cos(x3)", "right", Fraction(1)),
        ("a) 2x1x2, b) x1^2, c) cos(x3)", "right", Fraction(1)),
        ("gap 1: 2x1x2; gap 2: x1^2; gap 3: cos(x3)", "right", Fraction(1)),
        ("[2x1x2, x1^2, cos(x3)]", "right", Fraction(1)),
        ("2x1x2 | x1^2 | cos(x3)", "right", Fraction(1)),
        ("(1) 2x1x2; (2) x1^3; (3) cos(x3)", "wrong", Fraction(2, 3)),
        ("2x1x2; x1; cos(x3)", "wrong", Fraction(2, 3)),
        ("x1x2; x1; sin(x3)", "wrong", Fraction(1, 6)),
        ("2x1x2; ; cos(x3)", "wrong", Fraction(2, 3)),
        ("2x1x2; x1^2; cos(q)", "undecided", None),
        ("2x1x2; x1^2", "undecided", None),
    ],
)
def test_each_gap_counts_for_itself(typed: str, status: str, credit: Fraction | None) -> None:
    scope = STATEMENT.scope
    x1, x2, x3 = (scope.look_up(f"x{i}") for i in (1, 2, 3))
    assert x1 is not None
    assert x2 is not None
    assert x3 is not None
    two = nodes.number(2)
    values = (nodes.Mul(nodes.Mul(two, x1), x2), nodes.Pow(x1, two), nodes.Apply("cos", x3))
    question = Question("1", "blanks", (), 3, BlanksField(3, scope))
    mark = grade(question, solved(STATEMENT, Filled(values, scope)), typed)
    assert (mark.status, mark.credit) == (status, credit), mark


# ── policy ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _value(text: str, **policy: Any) -> Mark:
    statement = read_statement("exp(x)*x", {"x": "R"}, "x")
    x = statement.scope.inputs["x"]
    two = nodes.number(2)
    answer = nodes.Mul(nodes.number(3), nodes.Apply("exp", two))
    question = Question("1", "value", (), 2, FormulaField(statement.scope))
    solution = solved(statement, Value(answer, (), statement.scope), layout="numerator", point=((x, two),))
    return grade(question, solution, text, Policy(policy.get("credits", {}), policy.get("tolerance", 0.0)))


@pytest.mark.parametrize(
    ("typed", "tolerance", "status"),
    [
        *((typed, 0.0, "right") for typed in ("3e^2", "6e^2/2", "f'(2) = 3e^2", "3e^2 ≈ 22.17")),
        ("22,17", 0.0, "undecided"),
        ("22.17", 0.0, "undecided"),
        ("22.17", 1e-3, "right"),
        ("22.9", 1e-3, "wrong"),
        ("22", 1e-3, "wrong"),
        ("e^2 + 2e^2", 0.0, "right"),
        ("e^2", 0.0, "wrong"),
        ("-3e^2", 0.0, "wrong"),
    ],
)
def test_rounded_decimals_are_right_only_where_that_was_said(typed: str, tolerance: float, status: str) -> None:
    assert _value(typed, tolerance=tolerance).status == status


def test_a_policy_says_what_a_mistake_is_worth() -> None:
    assert _value("-3e^2").credit == Fraction(1, 2)
    assert _value("-3e^2", credits={"sign": Fraction(3, 4)}).credit == Fraction(3, 4)
