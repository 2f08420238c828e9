"""Typed answers: everything our LaTeX printer prints reads back to an equal value, and so does what people type."""

from __future__ import annotations

from collections.abc import Iterator

import matrix_corpus as corpus
import pytest

import mcdocs
from mcdocs.calculus.derive import Derivative
from mcdocs.calculus.inputs import read_scope
from mcdocs.calculus.referee import Equal, judge
from mcdocs.errors import McdocsError, ShapeError
from mcdocs.grading.reading import read
from mcdocs.language import nodes
from mcdocs.printers.text import text

LETTERS = read_scope(
    {
        "x": "R^n",
        "y": "R^n",
        "A": "R^{n x n}",
        "B": "R^{n x n}",
        "X": "R^{n x k}",
        "W": "R^{m x n}",
        "s": "R",
        "t": "R",
        "lam": "R",
        "mu_k": "R",
    }
)
GIVEN = read_scope({"x": "R^3", "X": "R^{2x3}", "z": "R", "a": "R"})
SQUARE = ("n", "n")


def _corpus() -> list[corpus.Case]:
    groups = ("SCALAR_BY_VECTOR", "SCALAR_BY_MATRIX", "VECTOR_BY_VECTOR", "BY_SCALAR", "CHAINS", "OPEN", "SECOND")
    return [case for group in groups for case in getattr(corpus, group)]


def _printed(case: corpus.Case) -> Iterator[Derivative]:
    try:
        found = mcdocs.derive(
            case.formula, inputs=case.inputs, wrt=case.wrt, let=case.let, assume=case.assume, order=case.order
        )
    except McdocsError:
        return  # the corpus has formulas without a closed form too
    for each in (found.numerator, found.denominator, found.vec):
        # the index notation of three axes and more is nothing anybody types
        if each is not None and not isinstance(each.node, nodes.Tensor):
            yield each


@pytest.mark.parametrize("case", _corpus(), ids=str)
def test_what_our_documents_print_reads_back_to_an_equal_value(case: corpus.Case) -> None:
    for each in _printed(case):
        for source in (each.latex, each.text):
            found = read(source, each.statement.scope, each.node.shape)
            usual = [reading.node for reading in found if reading.standing == "usual"]
            assert usual, source
            for node in usual:
                if node != each.node:
                    judge([Equal(each.node, node, source, assume=each.statement.facts)])


# ── what people type ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2s", "2*s"),
        ("2 s t", "2*s*t"),
        ("st", "s*t"),
        ("s^2", "s**2"),
        ("s²", "s**2"),
        ("s^{-1}", "s**-1"),
        ("-s^2", "-s**2"),
        ("s*-t", "s*(-t)"),
        ("s(1+t)", "s*(1 + t)"),
        ("(s+t)(s-t)", "(s + t)*(s - t)"),
        ("1/2 s", "1/2*s"),
        ("1/(2s)", "1/(2*s)"),
        ("0.5s", "0.5*s"),
        ("√s", "sqrt(s)"),
        ("sqrt s", "sqrt(s)"),
        (r"\sqrt{s}", "sqrt(s)"),
        (r"\sqrt[3]{s}", "s**(1/3)"),
        (r"\frac12 s", "1/2*s"),
        (r"\dfrac{s}{t}", "s/t"),
        ("|s|", "abs(s)"),
        ("e^{2s}", "exp(2*s)"),
        ("e^s t", "exp(s)*t"),
        ("exp(s)t", "exp(s)*t"),
        ("log(s)", "ln(s)"),
        ("ln s", "ln(s)"),
        (r"\ln s^2", "ln(s**2)"),
        (r"2s(1+\ln s^2)", "2*s*(1 + ln(s**2))"),
        ("sin 2s", "sin(2*s)"),
        ("sin^2 s", "sin(s)**2"),
        ("sin(s)^2", "sin(s)**2"),
        ("sin s cos s", "sin(s)*cos(s)"),
        (r"\sin s\cos t", "sin(s)*cos(t)"),
        ("λ s", "lam*s"),
        (r"\lambda s", "lam*s"),
        ("lambda s", "lam*s"),
        (r"\mu_k s", "mu_k*s"),
        ("mu_k s", "mu_k*s"),
        ("𝑠 + 𝐭", "s + t"),
        ("s − t", "s - t"),
        ("$2s$", "2*s"),
        (r"\( 2s \)", "2*s"),
        ("2s.", "2*s"),
    ],
)
def test_scalars_as_people_type_them(typed: str, meant: str) -> None:
    assert [text(reading.node) for reading in read(typed, LETTERS, ())] == [meant]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("x^T(A + A^T)", "x.T @ (A + A.T)"),
        ("x'(A+A')", "x.T @ (A + A.T)"),
        ("xᵀA", "x.T @ A"),
        (r"x^\top A", "x.T @ A"),
        (r"\mathbf{x}^{\mathsf{T}} \mathbf{A}", "x.T @ A"),
        ("x^TAx", "x.T @ A @ x"),
        ("xx'", "x @ x.T"),
        ("x·y", "x.T @ y"),
        (r"x \odot y", "x*y"),
        ("x.*y", "x*y"),
        ("A x^T y", "A*(x.T @ y)"),
        ("A^{-T}", "inv(A).T"),
        ("A^-1 x", "inv(A) @ x"),
        ("A ⊗ B", "kron(A, B)"),
        ("A + I", "A + eye(n)"),
        ("A + s I", "A + s*eye(n)"),
        ("I_n", "eye(n)"),
        ("K_{mn}", "commutation(m, n)"),
        ("K_{m,n}", "commutation(m, n)"),
        (r"\mathbf{1}^T X", "ones(n).T @ X"),
        ("||x||", "norm(x)"),
        (r"\lVert x \rVert_2^2", "norm(x)**2"),
        ("tr(A)x", "tr(A)*x"),
        ("diag(x)y", "diag(x) @ y"),
        (r"\operatorname{diag}(x)", "diag(x)"),
        ("σ(x)", "sigmoid(x)"),
        (r"\sigma(W x)", "sigmoid(W @ x)"),
        (r"\sum_i x_i y_i", "sum(x*y)"),
        (r"\sum_{i=1}^{n} x_i^2", "sum(x**2)"),
        (r"\nabla f = 2x", "2*x"),
        ("dy/dx = 2x", "2*x"),
        (r"\frac{\partial f}{\partial x} = x^T A", "x.T @ A"),
    ],
)
def test_arrays_as_people_type_them(typed: str, meant: str) -> None:
    usual = [text(reading.node) for reading in read(typed, LETTERS, SQUARE) if reading.standing == "usual"]
    assert usual == [meant]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("x_1 x_2", "x1*x2"),
        ("x1x2", "x1*x2"),
        ("2x1", "2*x1"),
        ("x_{12}", "X12"),
        ("x_{1,2}", "X12"),
        ("x12", "X12"),
        ("X_{1,2}", "X12"),
        ("x₁²", "x1**2"),
        ("[x1, 2; z, a]", "[[x1, 2], [z, a]]"),
        ("[[x1, 2], [z, a]]", "[[x1, 2], [z, a]]"),
        ("[x1; x2]", "[x1, x2]"),
        ("[[x1, x2]]", "[[x1, x2]]"),
        ("[[x1], [x2]]", "[x1, x2]"),
        (r"\begin{bmatrix} x_1 & 2 \\ z & a \end{bmatrix}", "[[x1, 2], [z, a]]"),
        (r"\begin{pmatrix} x_1 \\ x_2 \\ \end{pmatrix}", "[x1, x2]"),
        ("[2x1 x2, a z]", "[2*x1*x2, a*z]"),
    ],
)
def test_entries_and_lists_as_people_type_them(typed: str, meant: str) -> None:
    assert [text(reading.node) for reading in read(typed, GIVEN, (2, 2))] == [meant]


@pytest.mark.parametrize(
    ("typed", "ways"),
    [
        ("1/2s", {"1/2*s", "1/(2*s)"}),
        ("s/ t s", {"s/t*s", "s/(t*s)"}),
        ("s^1/2", {"s**1/2", "s**(1/2)"}),
        ("s^-1/2", {"s**-1/2", "s**(-1/2)"}),
        ("e^2s", {"exp(2)*s", "exp(2*s)"}),
        ("ln s t", {"ln(s)*t", "ln(s*t)"}),
        (r"\sin^{-1} s", {"sin(s)**-1", "arcsin(s)"}),
    ],
)
def test_what_can_be_read_in_two_ways_is_not_decided_by_the_reader(typed: str, ways: set[str]) -> None:
    assert {text(reading.node) for reading in read(typed, LETTERS, ()) if reading.standing == "usual"} == ways


@pytest.mark.parametrize(
    ("typed", "usual", "other"),
    [
        ("A*B", "A*B", "A @ B"),
        ("A**2", "A**2", "matpow(A, 2)"),
        ("A^2", "matpow(A, 2)", "A**2"),
        ("A + s", "A + s", "A + s*eye(n)"),
        ("1/A", "1/A", "1*inv(A)"),
    ],
)
def test_a_convention_settles_what_somebody_may_have_meant_otherwise(typed: str, usual: str, other: str) -> None:
    found = read(typed, LETTERS, SQUARE)
    assert [text(reading.node) for reading in found if reading.standing == "usual"] == [usual]
    assert other in [text(reading.node) for reading in found if reading.standing != "usual"]


@pytest.mark.parametrize(
    ("typed", "usual", "other"),
    [
        ("s/t s", "s/t*s", "s/(t*s)"),
        ("1/(s + t) 2s", "1/(s + t)*2*s", "1/((s + t)*2*s)"),
        ("s^3/2", "s**3/2", "s**(3/2)"),
        ("e^s/2", "exp(s)/2", "exp(s/2)"),
        ("e^-s^2/2", "exp(-s**2)/2", "exp(-s**2/2)"),
        ("e^-s^2/2 + s^2/2 + s^3/3 + s^4/4 + s^5/5 + s^6/6", None, None),
    ],
)
def test_a_convention_settles_how_far_a_slash_reaches(typed: str, usual: str | None, other: str | None) -> None:
    found = read(typed, LETTERS, ())
    said = [text(reading.node) for reading in found if reading.standing == "usual"]
    assert len(said) == 1
    assert usual in (None, said[0])
    assert other in (None, *(text(reading.node) for reading in found if reading.standing == "unusual"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("u + 1", "unknown name u"),
        ("2 + ", "missing at the end"),
        ("(s", ") is missing"),
        ("s)", ") is not expected"),
        ("9**9**9", "power is too large"),
        ("9^9^9", "power is too large"),
        ("s^999999999", "power is too large"),
        ("99999999999999999999999", "out of range"),
        ("0,5 s", "decimals are written 0.5"),
        ("1e-3s", "a number or a product"),
        (r"\frac{\partial f}{\partial x}", "not carried out"),
        ("s + ... + t", "dots leave open"),
        (r"x_1 + \cdots + x_n", "unknown name x_1"),
        ("__import__('os').system('true')", "not read"),
        ("lambda: 0", "not expected"),
        (r"\input{/etc/passwd}", "unknown name input"),
        (r"\write18{ls}", "unknown name write"),
        ("s" * 4001, "at most 4000 are read"),
        ("(" * 300 + "s", "nested too deeply"),
        ("-" * 300 + "(" * 100, "nested too deeply"),
        ("\x00", "not read"),
        ("s<t", "not read"),
    ],
)
def test_what_is_no_formula_is_said_in_words_a_student_can_read(typed: str, said: str) -> None:
    with pytest.raises(McdocsError) as caught:
        read(typed, LETTERS, ())
    assert said in caught.value.message


def test_two_columns_side_by_side_fit_no_product() -> None:
    with pytest.raises(ShapeError, match="the shapes do not fit"):
        read("x y", LETTERS, ())


def test_sizes_of_identities_in_a_kronecker_product_are_told_by_what_is_asked_for() -> None:
    scope = read_scope({"X": "R^{2x2}"})
    (found,) = read("I⊗X + X^T⊗I", scope, (4, 4))
    assert text(found.node) == "kron(eye(2), X) + kron(X.T, eye(2))"


def test_an_identity_without_neighbours_needs_its_size() -> None:
    with pytest.raises(McdocsError, match="not clear"):
        read("tr(I)", LETTERS, ())
    assert text(read("I", LETTERS, SQUARE)[0].node) == "eye(n)"


def test_a_name_of_the_question_is_no_function() -> None:
    scope = read_scope({"sigma": "R", "x": "R"})
    assert text(read("σ(x+1)", scope, ())[0].node) == "sigma*(x + 1)"


def test_what_python_only_warns_of_is_read_in_silence(recwarn: pytest.WarningsRecorder) -> None:
    with pytest.raises(McdocsError):
        read("2in s", LETTERS, ())
    assert not recwarn.list
