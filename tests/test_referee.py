"""The referee's verdicts: what is right passes in every layout, every planted error is caught."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

import mcdocs
from mcdocs.calculus.referee import ArrayDerivativeIs, DerivativeIs, Equal, ValueIs, Verdict, judge
from mcdocs.errors import Errors, Position, RefereeError
from mcdocs.language import nodes
from mcdocs.language.names import Scope
from mcdocs.language.nodes import Differential, Grid, Named, Node, Partial, Symbol, number
from mcdocs.language.parse import parse_formula
from mcdocs.language.shapes import parse_space

SPACES = {
    "x": "R^n",
    "y": "R^n",
    "b": "R^m",
    "W": "R^{m x n}",
    "A": "R^{n x n}",
    "X": "R^{n x k}",
    "B": "R^{m x n}",
    "s": "R",
    "t": "R",
}


def scope(spaces: dict[str, str]) -> Scope:
    return Scope({name: Symbol(name, parse_space(space)) for name, space in spaces.items()})


def formula(text: Any, **spaces: str) -> Node:
    return parse_formula(text, scope({**SPACES, **spaces}))


def symbol(name: str, **spaces: str) -> Symbol:
    return scope({**SPACES, **spaces}).inputs[name]


def verdict(claim: Any) -> Verdict:
    (found,) = judge([claim])
    return found


def refused(claim: Any, match: str = ".") -> None:
    with pytest.raises(RefereeError, match=match):
        judge([claim])


def derivative(of: str, value: str, by: str = "s") -> DerivativeIs:
    return DerivativeIs(formula(of), symbol(by), formula(value), of)


def array_derivative(of: Any, by: str, value: Any, layout: Any = "numerator", **options: Any) -> ArrayDerivativeIs:
    spaces = options.pop("spaces", {})
    return ArrayDerivativeIs(
        formula(of, **spaces), symbol(by, **spaces), formula(value, **spaces), layout, str(of), **options
    )


# ── scalars ──────────────────────────────────────────────────────────────────────────────────────────────────────────

RIGHT = [
    ("s**2 * ln(s**2)", "2*s*(1 + ln(s**2))"),
    ("s**t", "t * s**(t - 1)"),
    ("t**s", "t**s * ln(t)"),
    ("s**s", "s**s * (ln(s) + 1)"),
    ("tan(s)", "1 + tan(s)**2"),
    ("sin(s)**2", "sin(2*s)"),
    ("tanh(s)", "1/cosh(s)**2"),
    ("sigmoid(3*s + 1)", "3*sigmoid(3*s + 1)*(1 - sigmoid(3*s + 1))"),
    ("sqrt(s**2 + t**2)", "s/sqrt(s**2 + t**2)"),
    ("(s**2 + 1)/(s**3 - s)", "-(s**4 + 4*s**2 - 1)/(s**3 - s)**2"),
    ("ln((1 + s)/(1 - s))", "2/(1 - s**2)"),
    ("exp(-50*s**2)", "-100*s*exp(-50*s**2)"),
    ("(1 + s)**100", "100*(1 + s)**99"),
    ("1e9 * s", "1e9"),
]


@pytest.mark.parametrize(("of", "value"), RIGHT)
def test_right_derivatives_of_scalars_pass(of: str, value: str) -> None:
    found = verdict(derivative(of, value))
    assert found.points >= 3
    assert found.max_error < 1e-9


def test_most_are_proved_and_not_only_sampled() -> None:
    proved = [verdict(derivative(of, value)).proved for of, value in RIGHT]
    assert sum(proved) >= len(RIGHT) - 2


@pytest.mark.parametrize(("of", "value"), RIGHT)
@pytest.mark.parametrize("planted", ["-({})", "2*({})", "({}) * 1.0001", "({}) + s*1e-3", "({}) * s"])
def test_planted_errors_in_scalars_are_caught(of: str, value: str, planted: str) -> None:
    refused(derivative(of, planted.format(value)))


@pytest.mark.parametrize(
    ("of", "value"),
    [
        ("sin(3*s)", "cos(3*s)"),
        ("ln(s**2)", "1/s**2"),
        ("abs(s)", "1"),
        ("relu(2*s)", "step(2*s)"),
        ("s * exp(-60)", "2 * exp(-60)"),
        ("s + 1/10**12", "1 + 1/10**12"),
        ("relu(s) * exp(-60)", "2 * step(s) * exp(-60)"),
        ("exp(-60*s**2 - 60)", "-60*s*exp(-60*s**2 - 60)"),
        ("s / t", "1 / t + 0 * s * t**2 + s - s + 1/10**9"),
    ],
)
def test_other_wrong_derivatives_are_caught(of: str, value: str) -> None:
    refused(derivative(of, value))


def test_kinked_functions_are_judged_by_numbers() -> None:
    for of, value in [
        ("abs(s)", "sign(s)"),
        ("relu(3*s - 1)", "3*step(3*s - 1)"),
        ("sign(s)", "0"),
        ("abs(s)**3", "3*s*abs(s)"),
        ("abs(t/s) * s * t * sign(s)", "0"),
        ("abs(t/s) * s * t * sign(s)", "sin(s)*abs(s)*t - t*s*sign(s)*sin(s)"),
    ]:
        found = verdict(derivative(of, value))
        assert not found.proved
        assert found.points >= 3


def test_a_line_that_narrows_the_domain_is_refused() -> None:
    refused(Equal(formula("ln(s**2)"), formula("2*ln(s)"), "line 2"), "is not defined at s = ")
    refused(Equal(formula("sqrt(s**2)"), formula("s"), "line 2"))
    verdict(Equal(formula("2*ln(s)"), formula("ln(s**2)"), "line 2"))
    verdict(Equal(formula("sqrt(s**2)"), formula("abs(s)"), "line 2"))
    verdict(Equal(formula("ln(s**2)"), formula("2*ln(s)"), "line 2", assume=(("s", "positive"),)))


def test_derivatives_by_components_and_let_names() -> None:
    spaces = {"x": "R^3"}
    x2 = formula("x2", **spaces)
    of = formula("x1**2 + x1*ln(x2) + exp(x2*x3)", **spaces)
    assert verdict(DerivativeIs(of, x2, formula("x1/x2 + x3*exp(x2*x3)", **spaces), "y")).proved
    refused(DerivativeIs(of, x2, formula("x1/x2 + exp(x2*x3)", **spaces), "y"), "y: .*should be")
    z = Named("z", formula("s**2 + 1"))
    h = Named("h", nodes.Apply("exp", z))
    assert verdict(DerivativeIs(h, symbol("s"), nodes.Mul(nodes.Mul(number(2), symbol("s")), h), "h")).proved
    verdict(DerivativeIs(nodes.Mul(h, z), z, nodes.Add(nodes.Mul(h, z), h), "by z"))
    refused(DerivativeIs(nodes.Mul(h, z), z, nodes.Mul(h, z), "by z"))


def test_displayed_derivatives_are_worked_out() -> None:
    s, t = symbol("s"), symbol("t")
    product = nodes.Mul(nodes.Apply("sin", s), nodes.Apply("exp", nodes.Mul(s, t)))
    rule = nodes.Add(
        nodes.Mul(Partial(nodes.Apply("sin", s), s), nodes.Apply("exp", nodes.Mul(s, t))),
        nodes.Mul(nodes.Apply("sin", s), Partial(nodes.Apply("exp", nodes.Mul(s, t)), s)),
    )
    assert verdict(Equal(Partial(product, s), rule, "product rule")).proved
    refused(Equal(Partial(product, t), rule, "product rule"))
    second = Partial(Partial(product, s), t)
    value = formula("(cos(s)*s + sin(s) + s*t*sin(s))*exp(s*t)")
    assert verdict(Equal(second, value, "mixed")).proved
    refused(Equal(second, nodes.Mul(value, formula("1.0001")), "mixed"))


# ── arrays ───────────────────────────────────────────────────────────────────────────────────────────────────────────

IDENTITIES: list[tuple[str, str, str, str]] = [
    ("x.T @ A @ x", "x", "x.T @ (A + A.T)", "(A + A.T) @ x"),
    ("W @ x + b", "x", "W", "W.T"),
    ("b.T @ W @ x", "W", "x @ b.T", "b @ x.T"),
    ("logdet(A)", "A", "inv(A)", "inv(A).T"),
    ("det(A)", "A", "det(A) * inv(A)", "det(A) * inv(A).T"),
    ("tr(inv(A) @ A.T)", "A", "inv(A).T - inv(A) @ A.T @ inv(A)", "inv(A) - (inv(A) @ A.T @ inv(A)).T"),
    ("tr(matpow(A, 3))", "A", "3*matpow(A, 2)", "3*matpow(A, 2).T"),
    ("sigmoid(W @ x + b)", "x", "diag(sigmoid(W @ x + b)*(1 - sigmoid(W @ x + b))) @ W", ""),
    ("norm(x)", "x", "x.T/norm(x)", "x/norm(x)"),
    ("x/norm(x)", "x", "eye(n)/norm(x) - x @ x.T/norm(x)**3", "eye(n)/norm(x) - x @ x.T/norm(x)**3"),
    ("softmax(x)", "x", "diag(softmax(x)) - softmax(x) @ softmax(x).T", "diag(softmax(x)) - softmax(x) @ softmax(x).T"),
    ("logsumexp(x) - y.T @ x", "x", "(softmax(x) - y).T", "softmax(x) - y"),
    ("norm(X)**2", "X", "2*X.T", "2*X"),
    ("sum(X, axis=0)", "s", "zeros(1, k)", "zeros(k)"),
    ("s**2 * x", "s", "2*s*x", "2*s*x.T"),
    ("mean(x)", "x", "ones(1, n)/sum(ones(n))", "ones(n)/sum(ones(n))"),
    ("relu(x)", "x", "diag(step(x))", "diag(step(x))"),
    ("s * X", "s", "X", "X.T"),
]


@pytest.mark.parametrize(("of", "by", "numerator", "denominator"), IDENTITIES)
def test_identities_pass_in_both_layouts(of: str, by: str, numerator: str, denominator: str) -> None:
    for layout, value in (("numerator", numerator), ("denominator", denominator)):
        if value:
            found = verdict(array_derivative(of, by, value, layout))
            assert found.points >= 6
            assert found.max_error < 1e-8


SYMMETRIC = ("x/norm(x)", "softmax(x)", "relu(x)")
PLANTED = [
    (of, by, planted.format(numerator))
    for of, by, numerator, _ in IDENTITIES
    for planted in ("-({})", "2*({})", "({}) * 1.0001", "({}).T")
    if "zeros" not in numerator and not (of in SYMMETRIC and planted == "({}).T")
]


@pytest.mark.parametrize(("of", "by", "value"), PLANTED)
def test_planted_errors_in_identities_are_caught(of: str, by: str, value: str) -> None:
    refused(array_derivative(of, by, value))


SMALL = [
    ("exp(-40)*(y.T @ x)", "x", "exp(-40)*y.T"),
    ("10**-12*sum(x)", "x", "10**-12*ones(1, n)"),
    ("10**10*s + sum(x)*10**-8", "x", "10**-8*ones(1, n)"),
]


@pytest.mark.parametrize(("of", "by", "value"), SMALL)
@pytest.mark.parametrize("planted", ["-({})", "2*({})", "0*({})", "({})*1.01"])
def test_small_numbers_are_no_rounding_errors(of: str, by: str, value: str, planted: str) -> None:
    assert verdict(array_derivative(of, by, value)).points >= 6
    refused(array_derivative(of, by, planted.format(value)))


NOTHING = [
    ("sum(x - mean(x))", "x", "zeros(1, n)"),
    ("s*(0.1 + 0.2 - 0.3)*sum(x)", "x", "zeros(1, n)"),
    ("sum(softmax(x)) + ln(exp(s)) - s", "x", "zeros(1, n)"),
    ("sum(x - x)*(y.T @ softmax(50*x))", "x", "zeros(1, n)"),
    ("logdet(A) + logdet(inv(A))", "A", "zeros(n, n)"),
    ("tr(inv(A) @ A)", "A", "zeros(n, n)"),
    ("abs(y.T @ (x - x))", "x", "zeros(1, n)"),
    ("sum(relu(x - x)) + abs(s - s)", "x", "zeros(1, n)"),
    ("norm(y - y)*sum(x)", "x", "zeros(1, n)"),
    ("(x - x - mean(x)).T @ softmax(y*50)", "y", "zeros(1, n)"),
]


@pytest.mark.parametrize(("of", "by", "value"), NOTHING)
def test_what_cancels_is_zero_and_nothing_else(of: str, by: str, value: str) -> None:
    assert verdict(array_derivative(of, by, value)).points >= 6
    refused(array_derivative(of, by, f"{value} + 10**-9"))


def test_second_derivatives_are_compared_at_eight_points_too() -> None:
    assert mcdocs.derive("tr(inv(A))", {"A": "R^{n x n}"}, order=2).check.points >= 8
    assert mcdocs.derive("1/norm(x)", {"x": "R^n"}, order=2).check.points >= 8


def test_a_stretch_of_zeros_is_no_kink() -> None:
    assert verdict(array_derivative("sum(abs(relu(x)))", "x", "step(x).T")).points >= 32
    refused(array_derivative("sum(abs(relu(x)))", "x", "sign(x).T"))


def test_what_holds_by_an_assumed_fact_holds_up_to_rounding() -> None:
    assert verdict(array_derivative("A.T @ A @ x", "x", "eye(n)", assume=(("A", "orthogonal"),))).points >= 6
    assert verdict(array_derivative("sum(x)*(y.T @ x)", "y", "x.T", assume=(("x", "distribution"),))).points >= 6
    refused(array_derivative("A.T @ A @ x", "x", "eye(n) + 10**-9*A", assume=(("A", "orthogonal"),)))


def test_orthogonal_matrices_are_not_always_their_own_transpose() -> None:
    orthogonal = (("A", "orthogonal"),)
    assert verdict(array_derivative("A @ x", "x", "inv(A).T", assume=orthogonal)).points >= 6
    refused(array_derivative("A @ x", "x", "A.T", assume=orthogonal))
    refused(array_derivative("G @ x", "x", "G.T", assume=(("G", "orthogonal"),), spaces={"G": "R^{2x2}", "x": "R^2"}))


def test_inverses_that_agree_up_to_rounding_errors_agree() -> None:
    spaces = {"C": "R^{n x n}", "D": "R^{n x n}"}
    left, right = formula("inv(C @ D)", **spaces), formula("inv(D) @ inv(C)", **spaces)
    assert verdict(Equal(Differential(left), Differential(right), "inverse of a product")).points >= 6


def test_a_column_is_no_row() -> None:
    refused(array_derivative("x.T @ x", "x", "2*x"), r"should be 1 x (\d+), not \1 x 1")
    refused(array_derivative("x.T @ x", "x", "2*x.T", "denominator"), r"should be (\d+) x 1, not 1 x \1")
    refused(array_derivative("s * x", "s", "x.T"), r"should be (\d+) x 1, not 1 x \1")


def test_transposed_jacobians_of_square_shape_are_caught() -> None:
    refused(array_derivative("A @ x", "x", "A.T"))
    refused(array_derivative("A @ x", "x", "A", "denominator"))


def test_tensors_are_read_by_the_layout_rule() -> None:
    spaces = {"X": "R^{2x3}"}
    of = ["sum(X)", "X11*X22*X23", "X12*X21", "X13*X21*X22"]
    table = {(2, 1, 1): "X22*X23", (2, 2, 2): "X11*X23", (2, 2, 3): "X11*X22", (3, 1, 2): "X21", (3, 2, 1): "X12"}
    table |= {(4, 1, 3): "X21*X22", (4, 2, 1): "X13*X22", (4, 2, 2): "X13*X21"}
    table |= {(1, i, j): "1" for i in (1, 2) for j in (1, 2, 3)}
    entry = {key: formula(text, **spaces) for key, text in table.items()}
    zero = number(0)
    numerator = [entry.get((y, i, j), zero) for y in (1, 2, 3, 4) for j in (1, 2, 3) for i in (1, 2)]
    denominator = [entry.get((y, i, j), zero) for i in (1, 2) for j in (1, 2, 3) for y in (1, 2, 3, 4)]
    node, x = formula(of, **spaces), symbol("X", **spaces)
    for layout, entries, shape in (("numerator", numerator, (4, 3, 2)), ("denominator", denominator, (2, 3, 4))):
        claim: dict[str, Any] = {"of": node, "wrt": x, "layout": layout, "what": "tensor"}
        assert verdict(ArrayDerivativeIs(value=Grid(tuple(entries), shape), **claim)).proved
        for place in range(0, 24, 5):
            wrong = list(entries)
            wrong[place] = nodes.Add(wrong[place], formula("X11/1000", **spaces))
            refused(ArrayDerivativeIs(value=Grid(tuple(wrong), shape), **claim))
    refused(ArrayDerivativeIs(node, x, Grid(tuple(numerator), (4, 2, 3)), "numerator", "tensor"), "4 x 3 x 2")
    by_rows = [entry.get((y, i, j), zero) for y in (1, 2, 3, 4) for i in (1, 2) for j in (1, 2, 3)]
    stacked = ArrayDerivativeIs(node, x, Grid(tuple(by_rows), (4, 6)), "numerator", "vec", stacking="rows")
    assert verdict(stacked).proved
    refused(ArrayDerivativeIs(node, x, Grid(tuple(by_rows), (4, 6)), "numerator", "vec", stacking="columns"))


@pytest.mark.parametrize(
    ("value", "stacking", "layout"),
    [
        ("kron(X.T, W)", "columns", "numerator"),
        ("kron(X, W.T)", "columns", "denominator"),
        ("kron(W, X.T)", "rows", "numerator"),
        ("kron(W.T, X)", "rows", "denominator"),
    ],
)
def test_vectorised_jacobians(value: str, stacking: Any, layout: Any) -> None:
    of, by = "W @ A @ X", "A"
    verdict(array_derivative(of, by, value, layout, stacking=stacking))
    other = "rows" if stacking == "columns" else "columns"
    refused(array_derivative(of, by, value, layout, stacking=other))


def test_second_derivatives() -> None:
    verdict(array_derivative("x.T @ A @ x", "x", "A + A.T", order=2))
    refused(array_derivative("x.T @ A @ x", "x", "2 * A", order=2))
    verdict(array_derivative("x.T @ A @ x", "x", "2 * A", order=2, assume=(("A", "symmetric"),)))
    logistic = "sum(softplus(W @ x)) - b.T @ W @ x"
    hessian = "W.T @ diag(sigmoid(W @ x)*(1 - sigmoid(W @ x))) @ W"
    verdict(array_derivative(logistic, "x", hessian, "denominator", order=2))
    refused(array_derivative(logistic, "x", f"1.0001 * {hessian}", order=2))
    verdict(array_derivative("s**3 * x", "s", "6*s*x", order=2))
    verdict(array_derivative("x.T @ A @ x", "x", "A + A.T", order=2, spaces={"x": "R^30", "A": "R^{30x30}"}))
    refused(array_derivative("x.T @ A @ x", "x", "A + A", order=2, spaces={"x": "R^30", "A": "R^{30x30}"}))


def test_large_inputs_are_judged_along_directions() -> None:
    spaces = {"X": "R^{40x30}", "A": "R^{40x40}"}
    of = "tr(X.T @ A @ X)"
    assert verdict(array_derivative(of, "X", "X.T @ (A + A.T)", spaces=spaces)).points >= 3
    refused(array_derivative(of, "X", "2 * X.T @ A", spaces=spaces))
    refused(array_derivative(of, "X", "1.0001 * X.T @ (A + A.T)", spaces=spaces))
    many = [f"x[{i}]**2" for i in range(1, 101)]
    diagonal = [[f"2*x[{i}]" if i == j else "0" for j in range(1, 101)] for i in range(1, 101)]
    verdict(array_derivative(many, "x", diagonal, spaces={"x": "R^100"}))
    diagonal[17][60] = "x[3]/10000"
    refused(array_derivative(many, "x", diagonal, spaces={"x": "R^100"}))


def test_derivatives_by_let_names_of_a_layer() -> None:
    z = Named("z", formula("W @ x + b"))
    h = Named("h", nodes.Apply("sigmoid", z))
    loss = nodes.Structure("sum", (nodes.Mul(h, h),))
    delta = nodes.Mul(nodes.Mul(number(2), h), nodes.Mul(h, nodes.Sub(number(1), nodes.Mul(number(1), h))))
    verdict(ArrayDerivativeIs(loss, z, delta, "denominator", "delta"))
    verdict(ArrayDerivativeIs(loss, symbol("W"), nodes.MatMul(delta, formula("x.T")), "denominator", "dL/dW"))
    refused(ArrayDerivativeIs(loss, symbol("x"), nodes.MatMul(formula("W.T"), h), "denominator", "dL/dx"))


def test_lines_with_differentials() -> None:
    x, a = symbol("x"), symbol("A")
    dx, da = Differential(x), Differential(a)
    left = Differential(formula("x.T @ A @ x"))
    only_x = nodes.Add(
        nodes.MatMul(nodes.MatMul(nodes.Transpose(dx), a), x), nodes.MatMul(nodes.MatMul(nodes.Transpose(x), a), dx)
    )
    verdict(Equal(left, only_x, "A is constant", varying=("x",)))
    refused(Equal(left, only_x, "A varies"))
    verdict(Equal(left, nodes.Add(only_x, nodes.MatMul(nodes.MatMul(nodes.Transpose(x), da), x)), "A varies"))
    inverse = nodes.Structure("inv", (a,))
    verdict(Equal(Differential(inverse), nodes.Neg(nodes.MatMul(nodes.MatMul(inverse, da), inverse)), "inverse"))
    refused(Equal(Differential(inverse), nodes.MatMul(nodes.MatMul(inverse, da), inverse), "inverse"))
    s, t = symbol("s"), symbol("t")
    product = Differential(nodes.Mul(s, t))
    rule = nodes.Add(nodes.Mul(t, Differential(s)), nodes.Mul(s, Differential(t)))
    assert verdict(Equal(product, rule, "product")).proved
    refused(Equal(product, nodes.Mul(t, Differential(s)), "product"))
    verdict(Equal(product, nodes.Mul(t, Differential(s)), "product", varying=("s",)))


def test_facts_hold_for_values_and_not_for_derivatives() -> None:
    facts = (("A", "symmetric"),)
    verdict(array_derivative("x.T @ A @ x", "x", "2 * x.T @ A", assume=facts))
    verdict(array_derivative("tr(A @ A)", "A", "2*A", assume=facts))
    verdict(Equal(formula("inv(A)"), formula("A.T"), "orthogonal", assume=(("A", "orthogonal"),)))
    refused(Equal(formula("inv(A)"), formula("A.T"), "orthogonal", assume=facts))


def test_values_at_a_point() -> None:
    spaces = {"x": "R^2"}
    s, x1 = symbol("s"), formula("x1", **spaces)
    grid = formula([["-sin(s)", "cos(s)"], ["exp(s)", "1 - tanh(s)**2"]])
    at_zero = ((s, number(0)),)
    verdict(ValueIs(grid, at_zero, formula([["0", "1"], ["1", "1"]]), "at s = 0"))
    refused(ValueIs(grid, at_zero, formula([["0", "1"], ["1", "0"]]), "at s = 0"), "entry 4 should be 1")
    quarter = ((s, formula("pi/2")),)  # which no float is
    verdict(ValueIs(formula([["cos(s)", "sin(s)"]]), quarter, formula([["0", "1"]]), "at s = pi/2"))
    verdict(
        ValueIs(Partial(formula("x1**2*x2", **spaces), x1), ((x1, number(3)),), formula("6*x2", **spaces), "x1 = 3")
    )
    refused(ValueIs(formula("ln(s)"), at_zero, number(0), "at 0"), "no real point found")


# ── the face ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_failing_claim_is_named_with_its_place() -> None:
    at = Position("f.yaml", 3, 5, "  y: s**2")
    wrong = DerivativeIs(formula("s**2"), symbol("s"), formula("s"), "the derivative of y", at)
    with pytest.raises(RefereeError, match=r"f.yaml:3:5: the derivative of y: should be .* at s = ") as one:
        judge([derivative("s", "1"), wrong])
    assert one.value.at == at
    with pytest.raises(Errors) as both:
        judge([wrong, derivative("s", "1"), derivative("sin(s)", "s")])
    assert len(both.value.errors) == 2


def test_shapes_must_agree() -> None:
    refused(Equal(formula("x"), formula("A"), "line"), "the shape should be")
    refused(Equal(formula("x"), formula("x.T"), "line"), "the shape should be")
    verdict(Equal(formula("x.T"), formula("ones(1, n) * sum(ones(1)) - ones(1, n) + x.T"), "line"))


def test_what_cannot_be_evaluated_is_no_pass() -> None:
    x, big = Symbol("x"), Symbol("x", (2,))
    refused(Equal(x, nodes.Structure("sum", (big,)), "two shapes"), "different shapes")
    refused(derivative("ln(-s**2)", "2/s"), "no real point found")
    refused(Equal(formula("(1e11 + s) - 1e11"), formula("abs(s)"), "lost digits"))


def test_claims_pickle_and_verdicts_are_the_same_on_every_run() -> None:
    claim = array_derivative("x.T @ A @ x", "x", "x.T @ (A + A.T)")
    assert pickle.loads(pickle.dumps(claim)) == claim
    other = array_derivative("x.T @ A @ x", "x", "x.T @ (A + A.T)")
    assert verdict(claim) == verdict(other)
    assert Verdict(True, 8, 1e-9) & Verdict(False, 6, 1e-12) == Verdict(False, 6, 1e-9)


def test_large_powers_and_products_do_not_stall_the_exact_judge() -> None:
    verdict(
        derivative(
            "(1 + s + t)**30 * (1 + s*t)**30", "30*(1 + s + t)**29*(1 + s*t)**30 + 30*t*(1 + s + t)**30*(1 + s*t)**29"
        )
    )
    huge = nodes.Pow(number(9), nodes.Pow(number(9), number(9)))
    refused(Equal(nodes.Mul(symbol("s"), huge), nodes.Mul(huge, symbol("s")), "powers"), "no real point found")
