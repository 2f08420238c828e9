"""Shuffled terms, renamed inputs and regrouped products change nothing in a result but the order."""

from __future__ import annotations

import itertools
import random
import re

import numpy as np
import pytest
from matrix_corpus import MATRIX, Case
from spellings import spellings

import mcdocs
from mcdocs.calculus.layout import LAYOUTS
from mcdocs.calculus.statement import read_statement

SPACES = {
    **dict.fromkeys(["s", "t"], "R"),
    **dict.fromkeys(["x", "y", "a", "b"], "R^n"),
    **dict.fromkeys(["A", "B", "C"], "R^{n x n}"),
    "X": "R^{n x k}", "Y": "R^{n x k}", "F": "R^{k x k}", "W": "R^{m x n}", "c": "R^m",
}  # fmt: skip


def derived(formula: str, wrt: str) -> mcdocs.Derivation:
    used = {name: space for name, space in SPACES.items() if re.search(rf"\b{name}\b", formula)}
    return mcdocs.derive(formula, {**used, wrt: SPACES[wrt]}, wrt)


def contents(latex: str) -> list[str]:
    """What is printed, without order, signs in front and brackets: equal for the same formula in another order."""
    words = re.findall(r"\\[A-Za-z]+|[A-Za-z0-9]+", latex)
    return sorted(word for word in words if word not in (r"\left", r"\right"))


# terms of one sum, and the variable
SUMS = [
    (["x**2", "3*x*t", "sin(x)*exp(x)", "5"], "x"),
    (["x*ln(x)", "-x", "1/x", "x**x"], "x"),
    (["x.T @ A @ x", "b.T @ x", "s*norm(x)**2"], "x"),
    (["norm(W @ x - c)**2", "s*norm(x)**2", "a.T @ x"], "x"),
    (["sum(exp(x))", "logsumexp(x)", "-y.T @ x"], "x"),
    (["tr(X.T @ A @ X)", "tr(X @ F)", "norm(X - Y)**2"], "X"),
    (["logdet(A)", "tr(A @ B)", "-a.T @ inv(A) @ b"], "A"),
    (["A @ x", "x*y", "(a.T @ x)*b", "x"], "x"),
    (["tr(A)", "tr(A @ A)", "det(A)"], "A"),
    (["s*A", "s**2*B", "exp(s)*C"], "s"),
]
SCALAR = {"x": "R", "t": "R"}


def summed(terms: tuple[str, ...]) -> str:
    return " + ".join(terms).replace("+ -", "- ")


@pytest.mark.parametrize(("terms", "wrt"), SUMS, ids=[" + ".join(row[0]) for row in SUMS])
def test_shuffling_terms_changes_only_their_order(terms: list[str], wrt: str) -> None:
    scalar = not any(re.search(r"[@A-Z]|sum|norm", term) for term in terms)
    if "tr(X @ F)" in terms:
        terms = [term.replace("tr(X @ F)", "tr(X.T @ Y @ F)") for term in terms]
    found = set()
    for order in itertools.islice(itertools.permutations(terms), 24):
        formula = summed(order)
        derivation = mcdocs.derive(formula, SCALAR, wrt) if scalar else derived(formula, wrt)
        found.add(tuple(tuple(contents(getattr(derivation, layout).latex)) for layout in LAYOUTS))
    assert len(found) == 1


# products, grouped and ordered differently, that are the same
REGROUPED = [
    (["x*sin(x)*exp(x)", "x*(sin(x)*exp(x))", "exp(x)*x*sin(x)", "sin(x)*(x*exp(x))"], "x", SCALAR),
    (["2*x*t/3", "2*(x*t)/3", "(2/3)*x*t", "x*t*2/3"], "x", SCALAR),
    (["x**2*(x + 1)**3", "(x + 1)**3*x**2", "x*x*(x + 1)**3", "(x + 1)*x*(x + 1)**2*x"], "x", SCALAR),
    (["(x + 1)/(x*t)", "(x + 1)/x/t", "1/t*(x + 1)/x"], "x", SCALAR),
    (["x.T @ A @ B @ x", "x.T @ (A @ B) @ x", "x.T @ (A @ (B @ x))", "(A.T @ x).T @ B @ x"], "x", None),
    (["W @ A @ x", "W @ (A @ x)", "(W @ A) @ x"], "x", None),
    (["tr(A @ B @ C)", "tr(B @ C @ A)", "tr(C @ A @ B)", "tr(A @ (B @ C))", "tr((A @ B @ C).T)"], "A", None),
    (["tr(X.T @ A @ X)", "tr(X @ X.T @ A)", "tr(A @ X @ X.T)", "tr(A @ (X @ X.T))"], "X", None),
    (["a.T @ A @ b", "b.T @ A.T @ a", "tr(A @ b @ a.T)", "tr(b @ a.T @ A)"], "A", None),
    (["sum(x*y*a)", "sum(a*x*y)", "sum(x*(y*a))", "a.T @ (x*y)", "(x*a).T @ y"], "x", None),
    (["norm(x - a)**2", "(x - a).T @ (x - a)", "sum((x - a)**2)", "norm(a - x)**2"], "x", None),
    (["norm(X)**2", "tr(X.T @ X)", "tr(X @ X.T)", "sum(X*X)", "sum(X**2)"], "X", None),
    (["s*(a.T @ x)*b", "b*(s*(a.T @ x))", "(s*b)*(x.T @ a)"], "x", None),
    (["x*y*a", "a*y*x", "y*(a*x)"], "x", None),
    (["diag(a) @ x", "a*x", "x*a", "diag(x) @ a"], "x", None),
    (["2*x.T @ A @ x", "x.T @ (2*A) @ x", "(x.T @ A @ x)*2", "x.T @ A @ x + x.T @ A @ x"], "x", None),
]  # fmt: skip


@pytest.mark.parametrize(("formulas", "wrt", "inputs"), REGROUPED, ids=[row[0][0] for row in REGROUPED])
def test_regrouping_products_changes_nothing_but_order(
    formulas: list[str], wrt: str, inputs: dict[str, str] | None
) -> None:
    found = {}
    for formula in formulas:
        derivation = mcdocs.derive(formula, inputs, wrt) if inputs else derived(formula, wrt)
        found[formula] = contents(derivation.denominator.latex)
    assert len({tuple(words) for words in found.values()}) == 1, found


# sums and products that stand in several places, so that each can be spelled otherwise; with facts where there are any
REPEATED = [
    ("sum((X + Y) @ (X + Y).T)", "X"), ("tr(A @ (X + Y) @ (X + Y).T)", "X"), ("logdet((X + Y).T @ (X + Y))", "X"),
    ("tr(inv((A + B) @ (A + B).T) @ C)", "A"), ("a.T @ inv((A + B).T @ (A + B)) @ b", "A"),
    ("exp(-(x - a).T @ inv(A + B) @ (x - a)/2)/sqrt(det(A + B))", "x"), ("logdet((X + Y) @ (X + Y).T + A)", "X"),
    ("exp(-(x - a).T @ inv(A + B) @ (x - a)/2)/sqrt(det(A + B))", "A"), ("(A + x @ x.T) @ (x + y)", "x"),
    ("sum(tanh(W @ x + c)*(W @ x + c))", "x"),
    ("sigmoid(W @ x + c)*tanh(W @ x + c)", "x"), ("logsumexp(A @ x + b) - y.T @ (A @ x + b)", "x"),
    ("-sum(y*ln(softmax(A @ x + b)))", "A"), ("(x.T @ A @ x)/(x.T @ (A + B) @ x)", "x"),
    ("tr(X.T @ (A + B) @ X @ (F + F.T)) + tr((F + F.T) @ X.T @ (B + A) @ X)", "X"), ("kron(A + B, x) @ y", "x"),
    ("norm(X @ F - Y)**2 + s*norm(X)**2 + s*tr(X.T @ X)", "X"), ("norm(x + y + a)*(a + x + y)", "x"),
    ("x.T @ (A + A.T) @ x + x.T @ (B + A) @ x", "x"), ("tr((X*Y).T @ (Y*X))", "X"), ("sum((X*Y + X) @ F)", "X"),
    ("(x + y)*(y + x)*(a*b)", "x"), ("(x + y) @ (x + y).T @ a", "x"), ("det((A + B) @ C)*tr(C @ (A + B))", "A"),
    ("matpow(A + B, 3) @ x", "x"), ("tr(matpow(A + B, 3) @ C)", "A"), ("a.T @ ((x + y)*(x + y)*exp(x + y))", "x"),
    ("x.T @ inv(A + B) @ C @ inv(A + B) @ x", "x"), ("x.T @ inv(A + B) @ C @ inv(A + B) @ x", "A"),
]  # fmt: skip
SPELLED = [*MATRIX[::3], *(Case(formula, wrt, lambda: None) for formula, wrt in REPEATED)]
SPELLINGS = 5


@pytest.mark.parametrize("case", SPELLED, ids=str)
def test_other_spellings_change_nothing_but_order(case: Case) -> None:
    inputs = case.inputs or {n: space for n, space in SPACES.items() if re.search(rf"\b{n}\b", case.formula)}
    asked = {"inputs": inputs, "wrt": case.wrt, "let": case.let, "assume": case.assume}
    statement = read_statement(case.formula, **asked)
    expected = contents(mcdocs.derive(case.formula, **asked).denominator.latex)
    for other in spellings(statement.formula, random.Random(str(case)), SPELLINGS):
        assert contents(mcdocs.derive(other, **asked).denominator.latex) == expected, other


def test_a_product_of_sums_is_symmetric_in_whatever_order_they_are_written() -> None:
    found = derived("tr(A @ (X + Y) @ (Y + X).T)", "X")
    assert found.denominator.text == "(A + A.T) @ (Y + X)"


RENAMED = MATRIX[::7]


@pytest.mark.parametrize("case", RENAMED, ids=str)
def test_renaming_inputs_renames_them_in_the_result_and_changes_nothing_else(case: Case) -> None:
    """The new names sort in the opposite order, so that nothing may hang on the alphabet."""
    inputs = case.inputs
    new = {name: f"{'ZzYyXxWwVvUu'[place]}q" for place, name in enumerate(sorted(inputs))}

    def renamed(text: str) -> str:
        return re.sub(r"(?<![\w.])[A-Za-z]\w*", lambda word: new.get(word[0], word[0]), text)

    original = mcdocs.derive(case.formula, inputs, case.wrt, let=case.let, assume=case.assume)
    other = mcdocs.derive(
        renamed(case.formula),
        {new[name]: space for name, space in inputs.items()},
        new[case.wrt],
        let={name: renamed(value) for name, value in case.let.items()},
        assume={new[name]: fact for name, fact in case.assume.items()},
    )
    for layout in LAYOUTS:
        here, there = getattr(original, layout).text, getattr(other, layout).text
        assert sorted(re.findall(r"\w+|[^\w\s]", renamed(here))) == sorted(re.findall(r"\w+|[^\w\s]", there))
    # the name of a rule may have words that are names of inputs: "a scalar is its transpose"
    assert all(
        there.rule in (here.rule, renamed(here.rule)) for here, there in zip(original.steps, other.steps, strict=True)
    )


def test_deriving_again_gives_the_same_text_in_another_order_of_inputs() -> None:
    shuffled = random.Random(3)
    for case in MATRIX[3::11]:
        names = list(case.inputs.items())
        printed = set()
        for _ in range(3):
            shuffled.shuffle(names)
            derivation = mcdocs.derive(case.formula, dict(names), case.wrt, let=case.let, assume=case.assume)
            printed.add((derivation.numerator.text, derivation.denominator.text, len(derivation.steps)))
        assert len(printed) == 1


def test_layouts_are_transposes_of_each_other() -> None:
    rng = np.random.default_rng(1)
    for formula, wrt in (("W @ (x*x)", "x"), ("X.T @ A @ X", "X"), ("tr(X.T @ A @ X)", "X"), ("s*X", "s")):
        used = {name: space for name, space in SPACES.items() if re.search(rf"\b{name}\b", formula)}
        derivation = mcdocs.derive(formula, used, wrt)
        sizes = {"n": 3, "k": 2, "m": 4}
        values = {
            name: rng.normal(size=[sizes[letter] for letter in re.findall(r"\b[nkm]\b", space)])
            for name, space in used.items()
        }
        numerator = derivation.numerator.evaluate(**values)
        np.testing.assert_allclose(derivation.denominator.evaluate(**values), numerator.T)
