"""Constructors that take the trivial out at once: no zeros, ones or double signs appear. They keep the order given."""

from __future__ import annotations

from fractions import Fraction

from mcdocs.language import nodes, shapes
from mcdocs.language.nodes import ONE, SUMS, ZERO, Node, number
from mcdocs.language.shapes import Shape


def zero(shape: Shape) -> Node:
    """The zero of a shape."""
    return nodes.Zeros(shape) if shape else ZERO


def is_zero(node: Node) -> bool:
    """Whether the formula is the constant zero."""
    return type(node) is nodes.Zeros or (type(node) is nodes.Number and not node.value)


def is_one(node: Node) -> bool:
    """Whether the formula is the number one."""
    return node is ONE or (type(node) is nodes.Number and node.value == 1)


def rational(node: Node) -> Fraction | None:
    """The value of an integer, a decimal, or a quotient of them, with a sign; None for anything else."""
    match node:
        case nodes.Number():
            return node.value
        case nodes.Neg():
            value = rational(node.argument)
            return None if value is None else -value
        case nodes.Div(left=nodes.Number() as over, right=nodes.Number() as under) if under.value:
            return over.value / under.value
        case _:
            return None


def is_decimal(node: Node) -> bool:
    """Whether the author wrote the number in decimal notation."""
    return isinstance(node, nodes.Number) and node.decimal


def negative(node: Node) -> Node:
    """-node."""
    if is_zero(node):
        return node
    if isinstance(node, nodes.Neg):
        return node.argument
    return nodes.Neg(node)


def plus(left: Node, right: Node) -> Node:
    """left + right."""
    if is_zero(left) and right.shape == shapes.broadcast(left.shape, right.shape, "+"):
        return right
    if is_zero(right) and left.shape == shapes.broadcast(left.shape, right.shape, "+"):
        return left
    if isinstance(right, nodes.Neg):
        return nodes.Sub(left, right.argument)
    if isinstance(right, SUMS):
        return type(right)(plus(left, right.left), right.right)
    return nodes.Add(left, right)


def minus(left: Node, right: Node) -> Node:
    """left - right."""
    if is_zero(left) and right.shape == shapes.broadcast(left.shape, right.shape, "-"):
        return negative(right)
    if is_zero(right):
        return left
    if isinstance(right, nodes.Neg):
        return nodes.Add(left, right.argument)
    return nodes.Sub(left, right)


def total(terms: list[Node]) -> Node:
    """The sum of terms, signs hoisted; zero when there are none."""
    if not terms:
        return ZERO
    result = terms[0]
    for term in terms[1:]:
        result = plus(result, term)
    return result


def times(left: Node, right: Node) -> Node:
    """left * right: the sign in front, numbers first."""
    shape = shapes.broadcast(left.shape, right.shape, "*")
    if is_zero(left) or is_zero(right):
        return zero(shape)
    if isinstance(left, nodes.Neg):
        return negative(times(left.argument, right))
    if isinstance(right, nodes.Neg):
        return negative(times(left, right.argument))
    if is_one(left) and right.shape == shape:
        return right
    if is_one(right) and left.shape == shape:
        return left
    if isinstance(left, nodes.Ones) and right.shape == shape:
        return right
    if isinstance(right, nodes.Ones) and left.shape == shape:
        return left
    if left.shape != () and right.shape == ():
        left, right = right, left
    return _numbers_first(left, right)


def _numbers_first(left: Node, right: Node) -> Node:
    first, rest = _leading(left)
    second, others = _leading(right)
    if first is None and second is None:
        return nodes.Mul(left, right)
    if second is None:
        return nodes.Mul(left, right)
    if others is None:
        others_left = left if first is None else rest
        coefficient = second.value * (first.value if first else 1)
        decimal = second.decimal or bool(first and first.decimal)
        if others_left is None:
            return number(coefficient, decimal)
        return times(number(coefficient, decimal), others_left) if first else nodes.Mul(second, left)
    if first is None:
        return nodes.Mul(nodes.Mul(second, left), others)
    coefficient_node = number(first.value * second.value, first.decimal or second.decimal)
    return nodes.Mul(nodes.Mul(coefficient_node, rest), others) if rest else nodes.Mul(coefficient_node, others)


def _leading(node: Node) -> tuple[nodes.Number | None, Node | None]:
    """The number in front of a product and what follows it."""
    if isinstance(node, nodes.Number):
        return node, None
    if isinstance(node, nodes.Mul):
        front, rest = _leading(node.left)
        if front is not None:
            return front, node.right if rest is None else nodes.Mul(rest, node.right)
    return None, node


def over(left: Node, right: Node) -> Node:
    """left / right."""
    if is_zero(left):
        return zero(shapes.broadcast(left.shape, right.shape, "/"))
    if is_one(right):
        return left
    if isinstance(left, nodes.Neg):
        return negative(over(left.argument, right))
    if isinstance(right, nodes.Neg):
        return negative(over(left, right.argument))
    return nodes.Div(left, right)


def power(base: Node, exponent: Node) -> Node:
    """base ** exponent."""
    if is_one(exponent):
        return base
    if is_zero(exponent):
        return nodes.Ones(base.shape) if base.shape else ONE
    return nodes.Pow(base, exponent)


def less_one(exponent: Node) -> Node:
    """exponent - 1, for the power rule."""
    value = rational(exponent)
    if value is not None:
        decimal = is_decimal(exponent.argument if isinstance(exponent, nodes.Neg) else exponent)
        return number(value - 1, decimal)
    return nodes.Sub(exponent, ONE)


def product(left: Node, right: Node) -> Node:
    """left @ right: signs and numbers in front, identities and zeros gone."""
    if is_zero(left) or is_zero(right):
        return zero(shapes.product_shape(left.shape, right.shape))
    if isinstance(left, nodes.Neg):
        return negative(product(left.argument, right))
    if isinstance(right, nodes.Neg):
        return negative(product(left, right.argument))
    if isinstance(left, nodes.Eye):
        return right
    if isinstance(right, nodes.Eye):
        return left
    if left.shape == () or right.shape == ():
        return times(left, right)
    if isinstance(left, nodes.Ones) and isinstance(right, nodes.Ones):
        if shapes.product_shape(left.shape, right.shape) == ():
            return nodes.extent(right.shape[0])
    for scaled, other in ((left, right), (right, left)):
        if isinstance(scaled, nodes.Mul) and isinstance(scaled.right, nodes.Eye) and scaled.left.shape == ():
            return times(scaled.left, other)
    if isinstance(right, nodes.MatMul) and () not in (right.left.shape, right.right.shape):
        return product(product(left, right.left), right.right)
    return nodes.MatMul(left, right)


def remade(node: Node, children: tuple[Node, ...]) -> Node:
    """The same operation on other operands, with what has become trivial taken out."""
    match node:
        case nodes.Add():
            return plus(*children)
        case nodes.Sub():
            return minus(*children)
        case nodes.Mul():
            return times(*children)
        case nodes.Neg():
            return negative(*children)
        case nodes.MatMul():
            return product(*children)
        case nodes.Div() if not is_zero(children[1]):
            return over(*children)
        case _:
            return nodes.rebuilt(node, children)


def transpose(node: Node) -> Node:
    """node.T."""
    match node:
        case nodes.Transpose():
            return node.argument
        case nodes.Eye():
            return node
        case nodes.Zeros() | nodes.Ones():
            return type(node)(shapes.transpose_shape(node.shape))
        case nodes.Neg():
            return negative(transpose(node.argument))
        case _:
            return node if node.shape == () else nodes.Transpose(node)
