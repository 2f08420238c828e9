"""Determinants, inverses and powers of matrices (Magnus and Neudecker, chapters 8 and 9)."""

from __future__ import annotations

from mcdocs.calculus.algebra import is_one, is_zero, less_one, minus, negative, product, rational, times, total, zero
from mcdocs.calculus.rules.counting import free_counter
from mcdocs.calculus.rules.table import D, Varies, is_function, rule
from mcdocs.calculus.scalar.tidy import tidy
from mcdocs.language import nodes
from mcdocs.language.nodes import Node, number


@rule(
    "determinant of a power",
    nodes.Structure,
    lambda node, varies: is_function("det", "logdet")(node, varies) and _is_constant_power(node.arguments[0], varies),
    special=True,
)
def _determinant_of_power(node: nodes.Structure, d: D) -> Node:
    base, exponent = node.arguments[0].children()
    plain = nodes.Structure(node.function, (base,))
    return d(nodes.Pow(plain, exponent) if node.function == "det" else nodes.Mul(exponent, plain))


@rule(
    "determinant of the inverse",
    nodes.Structure,
    lambda node, varies: is_function("det", "logdet")(node, varies) and is_function("inv")(node.arguments[0], varies),
    special=True,
)
def _determinant_of_inverse(node: nodes.Structure, d: D) -> Node:
    plain = nodes.Structure(node.function, node.arguments[0].children())
    return d(nodes.Div(nodes.ONE, plain) if node.function == "det" else nodes.Neg(plain))


@rule(
    "determinant of the transpose",
    nodes.Structure,
    lambda node, varies: is_function("det", "logdet")(node, varies) and isinstance(node.arguments[0], nodes.Transpose),
    special=True,
)
def _determinant_of_transpose(node: nodes.Structure, d: D) -> Node:
    return d(nodes.Structure(node.function, node.arguments[0].children()))


@rule(
    "trace of a power",
    nodes.Structure,
    lambda node, varies: is_function("tr")(node, varies) and _is_constant_power(node.arguments[0], varies),
    special=True,
)
def _trace_of_power(node: nodes.Structure, d: D) -> Node:
    base, exponent = node.arguments[0].children()
    lower = less_one(exponent)
    raised = base if is_one(lower) else nodes.Structure("matpow", (base, lower))
    return times(exponent, nodes.Structure("tr", (product(raised, d(base)),)))


def _is_constant_power(node: Node, varies: Varies) -> bool:
    return is_function("matpow")(node, varies) and not varies(node.children()[1])


@rule("Jacobi's formula", nodes.Structure, is_function("det"))
def _determinant(node: nodes.Structure, d: D) -> Node:
    return times(node, _trace_with_inverse(node.arguments[0], d))


@rule("differential of the log-determinant", nodes.Structure, is_function("logdet"))
def _log_determinant(node: nodes.Structure, d: D) -> Node:
    return _trace_with_inverse(node.arguments[0], d)


def _trace_with_inverse(argument: Node, d: D) -> Node:
    return nodes.Structure("tr", (product(nodes.Structure("inv", (argument,)), d(argument)),))


@rule("differential of the inverse", nodes.Structure, is_function("inv"))
def _inverse(node: nodes.Structure, d: D) -> Node:
    return negative(product(product(node, d(node.arguments[0])), node))


@rule(
    "power of a diagonal matrix",
    nodes.Structure,
    lambda node, varies: is_function("matpow")(node, varies) and is_function("diag")(node.arguments[0], varies),
)
def _power_of_diagonal(node: nodes.Structure, d: D) -> Node:
    (vector,) = node.arguments[0].children()
    return d(nodes.Structure("diag", (nodes.Pow(vector, node.arguments[1]),)))


@rule(
    "power of a matrix",
    nodes.Structure,
    lambda node, varies: _is_constant_power(node, varies) and _small(node.arguments[1]),
)
def _matrix_power(node: nodes.Structure, d: D) -> Node:
    base, exponent = node.arguments
    count = int(rational(exponent) or 0)
    inner = d(base)
    return total([product(product(_raised(base, i), inner), _raised(base, count - 1 - i)) for i in range(count)])


@rule(
    "power of the inverse",
    nodes.Structure,
    lambda node, varies: _is_constant_power(node, varies) and _is_negative(node.arguments[1]),
)
def _negative_power(node: nodes.Structure, d: D) -> Node:
    base, exponent = node.arguments
    inverse = nodes.Structure("inv", (base,))
    return d(inverse if rational(exponent) == -1 else nodes.Structure("matpow", (inverse, negative(exponent))))


@rule(
    "power of a matrix",
    nodes.Structure,
    lambda node, varies: _is_constant_power(node, varies) and _counts(node.arguments[1]),
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


def _is_negative(exponent: Node) -> bool:
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
