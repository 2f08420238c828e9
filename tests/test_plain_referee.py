"""The referee without NumPy and SymPy: it agrees with what is right, and with nothing that is wrong."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import matrix_corpus
import pytest

import mcdocs
from mcdocs.calculus.referee.claims import ArrayDerivativeIs, Equal, Positive, Unequal, Verdict
from mcdocs.calculus.referee.plain.judge import POINTS, TooLarge, judge
from mcdocs.errors import RefereeError
from mcdocs.language import nodes

ROOT = Path(__file__).parent.parent
CORPUS = [*matrix_corpus.MATRIX, *matrix_corpus.OPEN, *matrix_corpus.SECOND][::4]


@pytest.mark.parametrize("case", CORPUS, ids=str)
def test_it_agrees_with_the_engine(case: matrix_corpus.Case) -> None:
    found = mcdocs.derive(case.formula, case.inputs, case.wrt, case.let, case.assume, case.order)
    verdict = judge(found.claims(str(case)))
    assert verdict.points == POINTS
    assert not verdict.proved


# Formulas of given sizes, where every entry is judged by its own lines, and of what the corpus has little of.
GIVEN = [
    ("x**2 * ln(x**2)", {"x": "R"}, 1),
    (["x1 + x1*x2 + x1*x3", "x1**2 + 2*x3"], {"x": "R^3"}, 1),
    ([["cos(x)", "sin(x)"], ["-sin(x)", "cos(x)"]], {"x": "R"}, 1),
    ("arcsin(x) + arccos(x)*arctan(x)", {"x": "R"}, 1),
    ("relu(x) + abs(x) + softplus(x)*step(x)", {"x": "R"}, 1),
    ("sinh(x)*cosh(x)/tanh(x)", {"x": "R"}, 2),
    ("sum(X, axis=0)", {"X": "R^{2x3}"}, 1),
    ("mean(X, axis=1)", {"X": "R^{2x3}"}, 1),
    ("x**x", {"x": "R"}, 1),
    ("matpow(X, 3)", {"X": "R^{n x n}"}, 1),
    ("sum(X**3)", {"X": "R^{n x k}"}, 2),
]


@pytest.mark.parametrize(("formula", "inputs", "order"), GIVEN)
def test_it_agrees_entry_by_entry(formula: str, inputs: dict[str, str], order: int) -> None:
    assert judge(mcdocs.derive(formula, inputs, order=order).claims("f")).points == POINTS


@pytest.mark.parametrize("case", CORPUS[::3], ids=str)
def test_it_refutes_what_is_wrong(case: matrix_corpus.Case) -> None:
    found = mcdocs.derive(case.formula, case.inputs, case.wrt, case.let, case.assume, case.order)
    for claim in found.claims("f"):
        for change in (lambda node: nodes.Add(node, nodes.ONE), lambda node: nodes.Mul(nodes.number(2), node)):
            wrong = changed(claim, change)
            if _is_zero(claim) and not isinstance(change(nodes.ONE), nodes.Add):
                continue
            with pytest.raises(RefereeError, match="should be"):
                judge([wrong])


def changed(claim: Positive | Unequal, change: object) -> Positive:
    assert not isinstance(claim, Unequal)
    assert callable(change)
    if isinstance(claim, Equal):
        return replace(claim, right=change(claim.right))
    return replace(claim, value=change(claim.value))


def _is_zero(claim: Positive | Unequal) -> bool:
    """Whether twice the value is the value."""
    assert not isinstance(claim, Unequal)
    value = claim.right if isinstance(claim, Equal) else claim.value
    return (
        isinstance(value, nodes.Zeros) or value == nodes.ZERO or (isinstance(value, nodes.Tensor) and not value.terms)
    )


def test_formulas_without_inputs_have_sizes_all_the_same() -> None:
    n, turn = nodes.Dimension("n"), nodes.Commutation("m", "n")
    for left, right in ((n, n), (turn, turn), (nodes.MatMul(turn, nodes.Commutation("n", "m")), nodes.Eye("m*n"))):
        assert judge([Equal(left, right, "a constant")]).points >= 3
    with pytest.raises(RefereeError):
        judge([Equal(n, nodes.number(2), "a size")])


def test_an_orthogonal_matrix_is_not_its_own_transpose() -> None:
    derivation = mcdocs.derive("A @ x", {"A": "R^{n x n}", "x": "R^n"}, "x", assume={"A": "orthogonal"})
    right = derivation.claims("A x")[0]
    assert isinstance(right, ArrayDerivativeIs)
    assert judge([right]).points >= 3
    with pytest.raises(RefereeError):
        judge([replace(right, value=nodes.Transpose(right.value))])


def test_what_is_too_large_for_it_is_not_called_right() -> None:
    with pytest.raises(TooLarge):
        judge(mcdocs.derive("x**2", {"x": "R^500"}).claims("f"))


def test_a_formula_without_a_point_is_not_called_right() -> None:
    with pytest.raises(RefereeError, match="no real point"):
        judge(mcdocs.derive("ln(-exp(x))", {"x": "R"}).claims("f"))


def test_neither_it_nor_the_playground_needs_a_library_the_browser_lacks() -> None:
    script = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("numpy", "sympy", "mpmath", "pydantic", "starlette", "typer"):
            raise ModuleNotFoundError(name, name=name)
sys.meta_path.insert(0, Absent())
from mcdocs.preview.playground import answer, by_numbers
found = answer({"expr": "x.T @ A @ x", "inputs": "x: R^n; A: R^{n x n}", "wrt": "x", "check": True}, by_numbers)
print(found["check"]["points"], found["denominator"]["text"])
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == f"{POINTS} (A + A.T) @ x\n"


def test_verdicts_are_joined_by_the_weakest() -> None:
    claims = mcdocs.derive("x.T @ x", {"x": "R^n"}).claims("f")
    assert judge(claims) == Verdict(False, POINTS, max(judge([claim]).max_error for claim in claims))
