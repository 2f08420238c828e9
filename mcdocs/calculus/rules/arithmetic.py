"""Sums, products, quotients and transposes, and what is linear in what it is applied to."""

from __future__ import annotations

from mcdocs.calculus.algebra import is_zero, minus, negative, over, plus, power, product, times, transpose, zero
from mcdocs.calculus.rules.counting import free_counter
from mcdocs.calculus.rules.table import D, is_function, rule
from mcdocs.language import nodes
from mcdocs.language.nodes import Node, number


@rule("sum rule", nodes.Add, loud=False)
def _sum(node: nodes.Add, d: D) -> Node:
    return plus(d(node.left), d(node.right))


@rule("sum rule", nodes.Sub, loud=False)
def _difference(node: nodes.Sub, d: D) -> Node:
    return minus(d(node.left), d(node.right))


@rule("sum rule", nodes.Neg, loud=False)
def _negative(node: nodes.Neg, d: D) -> Node:
    return negative(d(node.argument))


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


@rule("linearity", nodes.Structure, is_function("sum", "mean", "tr", "vec", "vecrows", "diag", "diagvec"), loud=False)
def _linear(node: nodes.Structure, d: D) -> Node:
    inner = d(node.arguments[0])
    return zero(node.shape) if is_zero(inner) else nodes.Structure(node.function, (inner,), node.axis)


@rule("linearity", nodes.Unvec, loud=False)
def _unstacked(node: nodes.Unvec, d: D) -> Node:
    return nodes.rebuilt(node, (d(node.argument),))


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
