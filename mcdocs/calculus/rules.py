"""The rules of differentiation, stated on differentials: one function a rule, under the name a textbook gives it.

A rule takes a formula and `d`, which gives the differential of a part, and returns the differential of the whole. They
hold for scalars (with dx = 1 they give the partial derivative), entry by entry for vectors and matrices, and for
matrix products alike. Source: Magnus and Neudecker, Matrix Differential Calculus, chapter 8; any calculus book.

A silent rule is understood in the working; a loud one gets a line of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache

from mcdocs.calculus.algebra import (
    is_one,
    is_zero,
    less_one,
    minus,
    negative,
    over,
    plus,
    power,
    product,
    rational,
    times,
    total,
    transpose,
    zero,
)
from mcdocs.calculus.scalar.tidy import tidy
from mcdocs.errors import NoRuleError
from mcdocs.language import functions, nodes
from mcdocs.language.names import Scope
from mcdocs.language.nodes import Node, Symbol, number
from mcdocs.language.parse import parse_formula

D = Callable[[Node], Node]
Varies = Callable[[Node], bool]


@dataclass(frozen=True)
class Rule:
    """A named rule; `applies` says for which formulas, given what varies."""

    name: str
    loud: bool
    applies: Callable[[Node, Varies], bool]
    differential: Callable[[Node, D], Node]


RULES: dict[type[Node], list[Rule]] = {}


def rule(
    name: str, kind: type[Node], when: Callable[..., bool] = lambda node, varies: True, loud: bool = True
) -> Callable[[Callable[..., Node]], Callable[..., Node]]:
    """Enter a rule into the table, after those already there for its kind of formula."""

    def enter(differential: Callable[..., Node]) -> Callable[..., Node]:
        RULES.setdefault(kind, []).append(Rule(name, loud, when, differential))
        return differential

    return enter


def rule_for(node: Node, varies: Varies) -> Rule:
    """The first rule of the table that applies; raises NoRuleError when there is none."""
    for candidate in RULES.get(type(node), ()):
        if candidate.applies(node, varies):
            return candidate
    what = node.function if isinstance(node, nodes.Structure) else type(node).__name__.lower()
    if what == "matpow" and varies(node.children()[1]):
        hint = "whole numbers have no small changes; differentiate by the matrix"
        raise NoRuleError("no rule gives the derivative of matpow by its power", hint=hint)
    raise NoRuleError(f"no rule gives the derivative of {what} here")


# ── sums ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@rule("sum rule", nodes.Add, loud=False)
def _sum(node: nodes.Add, d: D) -> Node:
    return plus(d(node.left), d(node.right))


@rule("sum rule", nodes.Sub, loud=False)
def _difference(node: nodes.Sub, d: D) -> Node:
    return minus(d(node.left), d(node.right))


@rule("sum rule", nodes.Neg, loud=False)
def _negative(node: nodes.Neg, d: D) -> Node:
    return negative(d(node.argument))


# ── products and quotients ───────────────────────────────────────────────────────────────────────────────────────────


@rule("constant multiple rule", nodes.Mul, lambda node, varies: not varies(node.left), loud=False)
def _constant_left(node: nodes.Mul, d: D) -> Node:
    return times(node.left, d(node.right))


@rule("constant multiple rule", nodes.Mul, lambda node, varies: not varies(node.right), loud=False)
def _constant_right(node: nodes.Mul, d: D) -> Node:
    return times(d(node.left), node.right)


@rule("product rule", nodes.Mul)
def _product(node: nodes.Mul, d: D) -> Node:
    """u v w ... : each factor differentiated in turn, the last one first."""
    factors = _chain_of_factors(node)
    found: Node = zero(node.shape)
    for place in range(len(factors) - 1, -1, -1):
        inner = d(factors[place])
        if not is_zero(inner):
            term = inner if place == 0 else factors[0]
            for other, factor in enumerate(factors[1:], 1):
                term = times(term, inner if other == place else factor)
            found = plus(found, term)
    return found


def _chain_of_factors(node: Node) -> list[Node]:
    found: list[Node] = []
    while isinstance(node, nodes.Mul):
        found.append(node.right)
        node = node.left
    return [node, *reversed(found)]


@rule("constant multiple rule", nodes.Div, lambda node, varies: not varies(node.right), loud=False)
def _constant_divisor(node: nodes.Div, d: D) -> Node:
    return over(d(node.left), node.right)


@rule("reciprocal rule", nodes.Div, lambda node, varies: not varies(node.left))
def _reciprocal(node: nodes.Div, d: D) -> Node:
    return negative(over(times(node.left, d(node.right)), power(node.right, number(2))))


@rule("quotient rule", nodes.Div)
def _quotient(node: nodes.Div, d: D) -> Node:
    u, v = node.left, node.right
    return over(minus(times(d(u), v), times(u, d(v))), power(v, number(2)))


@rule("constant multiple rule", nodes.MatMul, lambda node, varies: not varies(node.left), loud=False)
def _constant_left_factor(node: nodes.MatMul, d: D) -> Node:
    return product(node.left, d(node.right))


@rule("constant multiple rule", nodes.MatMul, lambda node, varies: not varies(node.right), loud=False)
def _constant_right_factor(node: nodes.MatMul, d: D) -> Node:
    return product(d(node.left), node.right)


@rule("product rule", nodes.MatMul)
def _matrix_product(node: nodes.MatMul, d: D) -> Node:
    return plus(product(d(node.left), node.right), product(node.left, d(node.right)))


@rule("transpose", nodes.Transpose, loud=False)
def _transposed(node: nodes.Transpose, d: D) -> Node:
    return transpose(d(node.argument))


# ── functions of whole vectors and matrices (Magnus and Neudecker, chapters 8 and 9; Matrix Cookbook, section 2) ──────


def _is(*functions_: str) -> Callable[[Node, Varies], bool]:
    return lambda node, varies: isinstance(node, nodes.Structure) and node.function in functions_


@rule(
    "trace of a Kronecker product",
    nodes.Structure,
    lambda node, varies: _is("tr")(node, varies) and _is_square_kronecker(node.arguments[0], varies),
)
def _trace_of_kronecker(node: nodes.Structure, d: D) -> Node:
    left, right = node.arguments[0].children()
    return d(nodes.Mul(nodes.Structure("tr", (left,)), nodes.Structure("tr", (right,))))


@rule(
    "norm of a Kronecker product",
    nodes.Structure,
    lambda node, varies: _is("norm")(node, varies) and _is("kron")(node.arguments[0], varies),
)
def _norm_of_kronecker(node: nodes.Structure, d: D) -> Node:
    left, right = node.arguments[0].children()
    return d(nodes.Mul(nodes.Structure("norm", (left,)), nodes.Structure("norm", (right,))))


@rule(
    "determinant of a Kronecker product",
    nodes.Structure,
    lambda node, varies: _is("det")(node, varies) and _is_square_kronecker(node.arguments[0], varies),
)
def _determinant_of_kronecker(node: nodes.Structure, d: D) -> Node:
    left, right = node.arguments[0].children()
    first = nodes.Pow(nodes.Structure("det", (left,)), nodes.extent(right.shape[0]))
    second = nodes.Pow(nodes.Structure("det", (right,)), nodes.extent(left.shape[0]))
    return d(nodes.Mul(first, second))


def _is_constant_power(node: Node, varies: Varies) -> bool:
    return _is("matpow")(node, varies) and not varies(node.children()[1])


def _is_square_kronecker(node: Node, varies: Varies) -> bool:
    return _is("kron")(node, varies) and all(
        len(part.shape) == 2 and part.shape[0] == part.shape[1] for part in node.children()
    )


@rule(
    "determinant of a power",
    nodes.Structure,
    lambda node, varies: _is("det", "logdet")(node, varies) and _is_constant_power(node.arguments[0], varies),
)
def _determinant_of_power(node: nodes.Structure, d: D) -> Node:
    base, exponent = node.arguments[0].children()
    plain = nodes.Structure(node.function, (base,))
    return d(nodes.Pow(plain, exponent) if node.function == "det" else nodes.Mul(exponent, plain))


@rule(
    "trace of a power",
    nodes.Structure,
    lambda node, varies: _is("tr")(node, varies) and _is_constant_power(node.arguments[0], varies),
)
def _trace_of_power(node: nodes.Structure, d: D) -> Node:
    base, exponent = node.arguments[0].children()
    lower = less_one(exponent)
    raised = base if is_one(lower) else nodes.Structure("matpow", (base, lower))
    return times(exponent, nodes.Structure("tr", (product(raised, d(base)),)))


@rule("linearity", nodes.Structure, _is("sum", "mean", "tr", "vec", "vecrows", "diag", "diagvec"), loud=False)
def _linear(node: nodes.Structure, d: D) -> Node:
    inner = d(node.arguments[0])
    return zero(node.shape) if is_zero(inner) else nodes.Structure(node.function, (inner,), node.axis)


@rule("linearity", nodes.Unvec, loud=False)
def _unstacked(node: nodes.Unvec, d: D) -> Node:
    return nodes.rebuilt(node, (d(node.argument),))


@rule("norm", nodes.Structure, _is("norm"))
def _norm(node: nodes.Structure, d: D) -> Node:
    (argument,) = node.arguments
    return over(inner_product(argument, d(argument)), node)


def inner_product(left: Node, right: Node) -> Node:
    """The sum of the products of entries: left.T @ right for vectors, tr(left.T @ right) for matrices."""
    if left.shape == ():
        return times(left, right)
    if isinstance(left, nodes.Ones) or isinstance(right, nodes.Ones):
        return nodes.Structure("sum", (right if isinstance(left, nodes.Ones) else left,))
    if isinstance(left, nodes.Structure) and isinstance(right, nodes.Structure):
        if left.function == right.function and left.function in ("vec", "vecrows"):
            return inner_product(left.arguments[0], right.arguments[0])
    if len(left.shape) == 1:
        return product(transpose(left), right)
    if left.shape[0] == 1:
        return product(left, transpose(right))
    return nodes.Structure("tr", (product(transpose(left), right),))


@rule("Jacobi's formula", nodes.Structure, _is("det"))
def _determinant(node: nodes.Structure, d: D) -> Node:
    return times(node, _trace_with_inverse(node.arguments[0], d))


@rule("differential of the log-determinant", nodes.Structure, _is("logdet"))
def _log_determinant(node: nodes.Structure, d: D) -> Node:
    return _trace_with_inverse(node.arguments[0], d)


def _trace_with_inverse(argument: Node, d: D) -> Node:
    return nodes.Structure("tr", (product(nodes.Structure("inv", (argument,)), d(argument)),))


@rule("differential of the inverse", nodes.Structure, _is("inv"))
def _inverse(node: nodes.Structure, d: D) -> Node:
    return negative(product(product(node, d(node.arguments[0])), node))


@rule(
    "power of a diagonal matrix",
    nodes.Structure,
    lambda node, varies: _is("matpow")(node, varies) and _is("diag")(node.arguments[0], varies),
)
def _power_of_diagonal(node: nodes.Structure, d: D) -> Node:
    (vector,) = node.arguments[0].children()
    return d(nodes.Structure("diag", (nodes.Pow(vector, node.arguments[1]),)))


@rule(
    "power of a matrix",
    nodes.Structure,
    lambda node, varies: node.function == "matpow" and not varies(node.arguments[1]) and _small(node.arguments[1]),
)
def _matrix_power(node: nodes.Structure, d: D) -> Node:
    base, exponent = node.arguments
    count = int(rational(exponent) or 0)
    inner = d(base)
    return total([product(product(_raised(base, i), inner), _raised(base, count - 1 - i)) for i in range(count)])


@rule(
    "power of the inverse",
    nodes.Structure,
    lambda node, varies: (
        _is("matpow")(node, varies) and not varies(node.arguments[1]) and is_negative(node.arguments[1])
    ),
)
def _negative_power(node: nodes.Structure, d: D) -> Node:
    base, exponent = node.arguments
    return d(nodes.Structure("matpow", (nodes.Structure("inv", (base,)), negative(exponent))))


@rule(
    "power of a matrix",
    nodes.Structure,
    lambda node, varies: _is("matpow")(node, varies) and not varies(node.arguments[1]) and _counts(node.arguments[1]),
)
def _power_over_a_range(node: nodes.Structure, d: D) -> Node:
    """X ... dX ... X with the differential in each place in turn (Magnus and Neudecker, section 9.14)."""
    base, exponent = node.arguments
    inner = d(base)
    if is_zero(exponent) or is_zero(inner):
        return zero(node.shape)
    counter = free_counter(node, inner)
    at = nodes.Counter(counter)
    before, after = (tidy(power)[0] for power in (minus(at, nodes.ONE), minus(exponent, at)))
    left, right = (nodes.Structure("matpow", (base, power)) for power in (before, after))
    return nodes.RangeSum(counter, nodes.ONE, exponent, product(product(left, inner), right))


@rule("sum rule", nodes.RangeSum, lambda node, varies: not varies(node.first) and not varies(node.last), loud=False)
def _range_sum(node: nodes.RangeSum, d: D) -> Node:
    inner = d(node.body)
    if is_zero(inner):
        return zero(node.shape)
    counter = node.counter
    if any(isinstance(part, nodes.RangeSum) and part.counter == counter for part in nodes.walk(inner, once=True)):
        counter = free_counter(node, inner)
        inner = nodes.counted(inner, node.counter, nodes.Counter(counter))
    return nodes.RangeSum(counter, node.first, node.last, inner)


COUNTERS = ("r", "s", "t", "q", "u", "v", "i", "j", "l")


def free_counter(*formulas: Node, taken: Collection[str] = ()) -> str:
    """A letter to count with that no formula has for anything."""
    used = {*taken}
    for part in (part for formula in formulas for part in nodes.walk(formula, once=True)):
        if isinstance(part, nodes.Symbol | nodes.Named | nodes.Counter):
            used.add(part.name)
        elif isinstance(part, nodes.RangeSum):
            used.add(part.counter)
        used.update(str(size) for size in part.shape)
    found = next((letter for letter in COUNTERS if letter not in used), None)
    if found is None:
        raise NoRuleError("the derivative needs more letters to count with than there are")
    return found


def is_negative(exponent: Node) -> bool:
    """Whether an exponent is written with a minus in front."""
    return isinstance(tidy(exponent)[0], nodes.Neg)


def _counts(exponent: Node) -> bool:
    value = rational(exponent)
    return value is None or value.denominator == 1


def _small(exponent: Node) -> bool:
    value = rational(exponent)
    return value is not None and value.denominator == 1 and 1 <= value <= 8


def _raised(base: Node, exponent: int) -> Node:
    if exponent < 2:
        return base if exponent else nodes.Eye(base.shape[0])
    return nodes.Structure("matpow", (base, number(exponent)))


@rule("product rule", nodes.Structure, _is("kron"))
def _kronecker(node: nodes.Structure, d: D) -> Node:
    left, right = node.arguments
    first, second = d(left), d(right)
    one = zero(node.shape) if is_zero(first) else nodes.Structure("kron", (first, right))
    other = zero(node.shape) if is_zero(second) else nodes.Structure("kron", (left, second))
    return plus(one, other)


def _along_axis(function: str) -> Callable[[Node, Varies], bool]:
    return lambda node, varies: (
        _is(function)(node, varies) and isinstance(node, nodes.Structure) and node.axis is not None
    )


@rule("differential of the softmax", nodes.Structure, _along_axis("softmax"))
def _softmax_along_axis(node: nodes.Structure, d: D) -> Node:
    """S * (dZ - (S * dZ) 1 1') within rows: each row has its own weighted mean taken off."""
    inner = d(node.arguments[0])
    rows, columns = node.shape
    weighted = nodes.Structure("sum", (times(node, inner),), node.axis)
    row, column = nodes.Ones((1, columns)), nodes.Ones((rows,))
    return times(node, minus(inner, product(weighted, row) if node.axis == 1 else product(column, weighted)))


@rule("differential of the log-sum-exp", nodes.Structure, _along_axis("logsumexp"))
def _log_sum_exp_along_axis(node: nodes.Structure, d: D) -> Node:
    (argument,) = node.arguments
    weights = nodes.Structure("softmax", (argument,), node.axis)
    return nodes.Structure("sum", (times(weights, d(argument)),), node.axis)


@rule("differential of the softmax", nodes.Structure, _is("softmax"))
def _softmax(node: nodes.Structure, d: D) -> Node:
    inner = d(node.arguments[0])
    return minus(times(node, inner), times(product(transpose(node), inner), node))


@rule("differential of the log-sum-exp", nodes.Structure, _is("logsumexp"))
def _log_sum_exp(node: nodes.Structure, d: D) -> Node:
    return product(transpose(nodes.Structure("softmax", node.arguments)), d(node.arguments[0]))


# ── powers ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _is_plain(node: Node) -> bool:
    """Whether a formula is the variable itself, so that the chain rule has nothing to add."""
    return isinstance(node, nodes.Symbol | nodes.Entry)


def _is_squared_norm(node: Node, varies: Varies) -> bool:
    return (
        isinstance(node, nodes.Pow)
        and rational(node.right) == 2
        and isinstance(node.left, nodes.Structure)
        and node.left.function == "norm"
    )


@rule(
    "norm of a Kronecker product",
    nodes.Pow,
    lambda node, varies: _is_squared_norm(node, varies) and _is("kron")(node.left.children()[0], varies),
)
def _squared_norm_of_kronecker(node: nodes.Pow, d: D) -> Node:
    left, right = node.left.children()[0].children()
    two = number(2)
    return d(nodes.Mul(*(nodes.Pow(nodes.Structure("norm", (part,)), two) for part in (left, right))))


@rule("squared norm", nodes.Pow, _is_squared_norm)
def _squared_norm(node: nodes.Pow, d: D) -> Node:
    (argument,) = node.left.children()
    return times(number(2), inner_product(argument, d(argument)))


@rule("power rule", nodes.Pow, lambda node, varies: not varies(node.right) and _is_plain(node.left), loud=False)
def _power_of_variable(node: nodes.Pow, d: D) -> Node:
    return _power_rule(node, d)


@rule("power rule", nodes.Pow, lambda node, varies: not varies(node.right))
def _power(node: nodes.Pow, d: D) -> Node:
    return _power_rule(node, d)


def _power_rule(node: nodes.Pow, d: D) -> Node:
    lower = less_one(node.right)
    if isinstance(node.right, nodes.Add | nodes.Sub):
        lower = tidy(lower)[0]
    return times(times(node.right, power(node.left, lower)), d(node.left))


@rule("exponential rule", nodes.Pow, lambda node, varies: not varies(node.left))
def _exponential(node: nodes.Pow, d: D) -> Node:
    return times(times(node, _ln(node.left)), d(node.right))


@rule("general power rule", nodes.Pow)
def _general_power(node: nodes.Pow, d: D) -> Node:
    u, v = node.left, node.right
    return times(node, plus(times(d(v), _ln(u)), times(v, over(d(u), u))))


def _ln(node: Node) -> Node:
    return number(1) if node == nodes.Constant("e") else nodes.Apply("ln", node)


# ── functions of the table ───────────────────────────────────────────────────────────────────────────────────────────


@rule(
    "logarithm of an absolute value",
    nodes.Apply,
    lambda node, varies: (
        node.function == "ln" and isinstance(node.argument, nodes.Apply) and node.argument.function == "abs"
    ),
)
def _log_absolute(node: nodes.Apply, d: D) -> Node:
    inner = node.argument.children()[0]
    return over(d(inner), inner)


@rule("standard derivative", nodes.Apply, lambda node, varies: _is_plain(node.argument), loud=False)
def _standard(node: nodes.Apply, d: D) -> Node:
    return scaled(outer_derivative(node), d(node.argument))


@rule("chain rule", nodes.Apply)
def _chain(node: nodes.Apply, d: D) -> Node:
    return scaled(outer_derivative(node), d(node.argument))


@cache
def _table_derivative(function: str) -> tuple[Symbol, Node]:
    u = Symbol("u")
    return u, parse_formula(functions.ELEMENTWISE[function].derivative, Scope({"u": u}))


def outer_derivative(node: nodes.Apply) -> Node:
    """f'(argument), from the table; a function that is its own derivative keeps the author's formula."""
    u, derivative = _table_derivative(node.function)
    if node.function in ("arcsin", "arccos", "arctan") and node.shape == () and not _is_plain(node.argument):
        square = tidy(nodes.Pow(node.argument, number(2)))[0]
        replaced = substitute(derivative, {nodes.Pow(u, number(2)): square})
        return tidy(replaced)[0] if node.function == "arctan" else replaced
    return substitute(derivative, {u: node.argument})


def substitute(node: Node, values: dict[Node, Node]) -> Node:
    """The formula with some of its parts replaced; what comes out trivial is taken out."""
    if node in values:
        return values[node]
    children = node.children()
    replaced = tuple(substitute(child, values) for child in children)
    return node if all(a is b for a, b in zip(children, replaced, strict=True)) else nodes.rebuilt(node, replaced)


def scaled(derivative: Node, inner: Node) -> Node:
    """derivative * inner, written as one fraction where the derivative is one: (1/u) du is du/u."""
    if isinstance(derivative, nodes.Neg):
        return negative(scaled(derivative.argument, inner))
    if is_zero(inner) or is_zero(derivative):
        return zero(inner.shape)
    if isinstance(derivative, nodes.Div) and inner.shape == derivative.shape:
        return over(times(derivative.left, inner), derivative.right)
    if is_one(inner):
        return derivative
    return times(derivative, inner)
