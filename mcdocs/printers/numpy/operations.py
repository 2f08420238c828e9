"""Sums, products entry by entry, quotients, powers, transposes."""

from __future__ import annotations

from mcdocs.language import nodes
from mcdocs.language.constants import plain_value
from mcdocs.language.nodes import ONE, Node
from mcdocs.printers.numpy.arrays import number
from mcdocs.printers.numpy.table import Written, is_flat, writes, written
from mcdocs.printers.precedence import ATOM, POWER, PRODUCT, SIGN, SUM, summands
from mcdocs.printers.text import decimal


@writes(nodes.Neg)
def _negative(node: nodes.Neg) -> Written:
    return Written(f"-{written(node.argument).inside(PRODUCT)}", SUM)


@writes(nodes.Add, nodes.Sub)
def _sum(node: nodes.Add | nodes.Sub) -> Written:
    (_, first), *rest = summands(node)
    words = [written(first).inside(SUM)]
    words += [f" {'-' if subtracted else '+'} {written(term).inside(PRODUCT)}" for subtracted, term in rest]
    return Written("".join(words), SUM)


@writes(nodes.Mul)
def _product(node: nodes.Mul) -> Written:
    return times(node.left, node.right)


@writes(nodes.Div)
def _quotient(node: nodes.Div) -> Written:
    value = plain_value(node)
    if value is not None and not (_is_decimal(node.left) or _is_decimal(node.right)):
        return number(value)
    return Written(f"{written(node.left).scaled()} / {written(node.right).scaled(SIGN)}", PRODUCT)


def times(left: Node, right: Node) -> Written:
    """A product entry by entry; that with a reciprocal is a quotient."""
    divisor = _reciprocal(right)
    if divisor is not None:
        return _quotient(nodes.Div(left, divisor))
    divisor = _reciprocal(left) if left.shape == () != right.shape else None
    if divisor is not None:
        return _quotient(nodes.Div(right, divisor))
    return Written(f"{written(left).scaled()} * {written(right).scaled(SIGN)}", PRODUCT)


def _reciprocal(node: Node) -> Node | None:
    """What one is divided by, also where the quotient stands transposed; no number that has a decimal."""
    match node:
        case nodes.Div(left=left) if left == ONE:
            value = plain_value(node.right)
            return None if value is not None and 1000 % value.numerator == 0 else node.right
        case nodes.Transpose(argument=nodes.Div(left=left, right=right)) if left == ONE and right.shape != ():
            return nodes.Transpose(right)
        case _:
            return None


def _is_decimal(node: Node) -> bool:
    return isinstance(node, nodes.Number) and node.decimal


@writes(nodes.Pow)
def _power(node: nodes.Pow) -> Written:
    base = node.left
    # NumPy refuses whole numbers to negative powers, so that a plain one becomes a float
    whole = isinstance(base, nodes.Number) and base.value.denominator == 1
    left = f"{decimal(base.value)}.0" if isinstance(base, nodes.Number) and whole else written(base).inside(ATOM)
    return Written(f"{left}**{written(node.right).inside(POWER)}", POWER)


@writes(nodes.Transpose)
def _transpose(node: nodes.Transpose) -> Written:
    whole = written(node.argument)
    return whole if is_flat(node.argument) else Written(f"{whole.inside(ATOM)}.T")
