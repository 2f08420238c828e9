"""What powers, functions and bars make of formulas, once it is known what these are."""

from __future__ import annotations

from mcdocs.errors import FormulaError
from mcdocs.grading.joining import Choose
from mcdocs.grading.unifying import Sizes
from mcdocs.grading.variations import replaced
from mcdocs.language import functions, nodes
from mcdocs.language.limits import MAX_EXPONENT, is_too_large, magnitude
from mcdocs.language.names import Scope
from mcdocs.language.nodes import Node
from mcdocs.language.parse import parse_formula

_SQUARE = ("tr", "det", "logdet", "inv", "diagvec", "matpow")
_RECIPROCAL = {"sec": "cos", "csc": "sin", "cot": "tan", "sech": "cosh", "csch": "sinh", "coth": "tanh"}


def raised(base: Node, exponent: Node, elementwise: bool, choose: Choose) -> Node:
    """A power: of a square matrix a product with itself, of everything else entry by entry."""
    height = magnitude(exponent)
    if (height is not None and height > MAX_EXPONENT) or is_too_large(base, exponent):
        raise FormulaError("the power is too large")
    if base == nodes.Constant("e"):
        return nodes.Apply("exp", exponent)
    square = len(base.shape) == 2 and base.shape[0] == base.shape[1]
    if elementwise or not square or exponent.shape != ():
        return nodes.Pow(base, exponent)
    if exponent == nodes.Neg(nodes.ONE):
        return nodes.Structure("inv", (base,))
    if isinstance(exponent, nodes.Neg):
        return nodes.Structure("matpow", (nodes.Structure("inv", (base,)), exponent.argument))
    power = nodes.Structure("matpow", (base, exponent))
    return nodes.Pow(base, exponent) if choose(2, "settled") else power


def applied(function: str, arguments: tuple[Node, ...], axis: int | None, sizes: Sizes) -> Node:
    """A function of the language, one of the few others that people write, or with a stroke the derivative of one."""
    name = function.rstrip("'")
    if name in (*functions.ELEMENTWISE, *_RECIPROCAL, "adj"):
        if len(arguments) != 1:
            raise FormulaError(f"{name} takes 1 argument, not {len(arguments)}")
        (argument,) = arguments
        if name == "adj":
            determinant, inverse = (nodes.Structure(part, arguments) for part in ("det", "inv"))
            return nodes.Mul(determinant, inverse)
        if below := _RECIPROCAL.get(name):
            return nodes.Div(nodes.ONE, nodes.Apply(below, argument))
        return nodes.Apply(name, argument) if name == function else _derivative(name, argument)
    if function == "inner":
        return _inner_product(*arguments)
    if function == "matpow" and len(arguments) == 2 and (magnitude(arguments[1]) or 0) > MAX_EXPONENT:
        raise FormulaError("the power is too large")
    if function in _SQUARE and arguments and len(arguments[0].shape) == 2:
        sizes.fit(arguments[0].shape[:1], arguments[0].shape[1:])
    return nodes.Structure(function, arguments, axis)


def _inner_product(left: Node, right: Node) -> Node:
    """Of vectors a'b, of matrices tr(A'B)."""
    product = nodes.MatMul(nodes.Transpose(left), right)
    return product if len(left.shape) == len(right.shape) == 1 else nodes.Structure("tr", (product,))


def _derivative(function: str, argument: Node) -> Node:
    """The derivative of an elementwise function, entry by entry."""
    variable = nodes.Symbol("u", argument.shape)
    derivative = parse_formula(functions.ELEMENTWISE[function].derivative, Scope({"u": variable}))
    return replaced(derivative, variable, argument)


def between_bars(node: Node, choose: Choose) -> Node:
    """What stands between single bars: its absolute value, or the norm of a vector, the determinant of a matrix."""
    absolute = nodes.Apply("abs", node)
    if node.shape == ():
        return absolute
    other = "norm" if len(node.shape) == 1 else "det"
    return absolute if choose(2, "either") else nodes.Structure(other, (node,))
