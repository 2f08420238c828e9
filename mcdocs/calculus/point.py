"""The exact value of a formula at a point: `cos(0)` is 1, `exp(2)` stays e^2; nothing is rounded."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from math import isqrt

from mcdocs.calculus import algebra
from mcdocs.calculus.rules import substitute
from mcdocs.calculus.scalar.tidy import tidy
from mcdocs.errors import FormulaError
from mcdocs.language import functions, nodes
from mcdocs.language.names import Scope
from mcdocs.language.nodes import Node, number
from mcdocs.language.parse import parse_formula

KINKS = frozenset({"abs", "relu", "sign", "step"})


def at_point(node: Node, values: Mapping[Node, Node]) -> Node:
    """The formula with numbers for its variables, worked out exactly as far as possible.

    Raises FormulaError where it is not defined (a division by zero, the logarithm of zero).
    """
    return _value(substitute(node, dict(values)))


def check_differentiable(formula: Node, values: Mapping[Node, Node]) -> None:
    """Raises FormulaError where a formula has no real value at a point, or a kink."""
    found = at_point(formula, values)
    for part in nodes.walk(formula, once=True):
        if isinstance(part, nodes.Apply) and part.function in KINKS:
            inside = at_point(part.argument, values)
            if any(_is_nought(entry) for entry in (inside.entries if isinstance(inside, nodes.Grid) else (inside,))):
                raise FormulaError(f"the derivative is not defined at this point: {part.function} has a kink at 0")
    if any(isinstance(part, nodes.Symbol | nodes.Entry | nodes.Dimension) for part in nodes.walk(found, once=True)):
        return
    import numpy as np  # imported here: slow to load

    from mcdocs.calculus.evaluate import evaluate
    from mcdocs.printers.source import function_source

    shape, scope = found.shape, Scope({})
    try:
        value = evaluate(function_source(found, scope, "derivative", shape), scope, shape, {})
    except TypeError:  # a root of a negative number is complex in Python
        value = np.full((), np.nan)
    if not np.isfinite(value).all():
        raise FormulaError("the function has no real value at this point")


def _value(node: Node) -> Node:
    children = node.children()
    if isinstance(node, nodes.Named):
        return _value(node.value)
    if children:
        node = nodes.rebuilt(node, tuple(_value(child) for child in children))
    match node:
        case nodes.Div() if _is_nought(node.right):
            raise FormulaError("the derivative is not defined at this point: division by zero")
        case nodes.Apply():
            return _function(node)
        case nodes.Pow():
            return _power(node)
        case nodes.Grid():
            return node
        case _ if node.shape == ():
            return tidy(node)[0]
        case _:
            return node


def _is_nought(node: Node) -> bool:
    return algebra.rational(tidy(node)[0]) == 0


@cache
def _exact(function: str) -> dict[Node, Node]:
    scope = Scope({})
    table = functions.ELEMENTWISE[function].exact
    return {tidy(parse_formula(argument, scope))[0]: parse_formula(value, scope) for argument, value in table.items()}


def _function(node: nodes.Apply) -> Node:
    row, argument = functions.ELEMENTWISE[node.function], node.argument
    value = algebra.rational(argument)
    if isinstance(argument, nodes.Neg) and (row.odd or row.even):
        inner = _function(nodes.Apply(node.function, argument.argument))
        return inner if row.even else algebra.negative(inner)
    if argument in _exact(node.function):
        return _exact(node.function)[argument]
    if value is None:
        return node
    if (node.function == "ln" and value <= 0) or (node.function == "sqrt" and value < 0):
        raise FormulaError(f"the derivative is not defined at this point: {node.function} of {value}")
    match node.function:
        case "abs" | "relu" if value > 0:
            return argument
        case "relu" | "step":
            return number(0 if value <= 0 else 1)
        case "sign":
            return number((value > 0) - (value < 0))
        case "sqrt":
            over, under = isqrt(value.numerator), isqrt(value.denominator)
            return number(Fraction(over, under)) if Fraction(over**2, under**2) == value else node
        case _:
            return node


def _power(node: nodes.Pow) -> Node:
    base, exponent = algebra.rational(node.left), algebra.rational(node.right)
    if base is None or exponent is None:
        return tidy(node)[0]
    if base == 0 and exponent < 0:
        raise FormulaError("the derivative is not defined at this point: division by zero")
    if exponent.denominator == 1 and abs(exponent) * max(1, base.numerator.bit_length()) < 200:
        return number(base ** int(exponent))
    if exponent.denominator == 2 and base >= 0:
        root = _function(nodes.Apply("sqrt", number(base)))
        value = algebra.rational(root)
        return number(value**exponent.numerator) if value is not None else node
    return node
