"""Formulas in the formula language: the inverse of the parser."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.language.shapes import Shape
from mcdocs.printers.precedence import ATOM, POWER, PRODUCT, SIGN, SUM, binding, summands

_OPERATORS = {nodes.Mul: "*", nodes.Div: "/", nodes.MatMul: " @ "}


def text(node: Node) -> str:
    """The formula as an author types it. `d(...)` and `d(...)/d(...)` are derivatives not carried out."""
    match node:
        case nodes.Number():
            return decimal(node.value)
        case nodes.Constant() | nodes.Symbol() | nodes.Entry() | nodes.Named():
            return node.name
        case nodes.Dimension():
            return node.letter
        case nodes.Ones():
            return f"ones({_sizes(node.shape)})"
        case nodes.Zeros():
            return f"zeros({_sizes(node.shape)})"
        case nodes.Commutation():
            return f"commutation({node.rows}, {node.columns})"
        case nodes.Eye():
            return f"eye({node.size})"
        case nodes.Differential(of=nodes.Symbol() | nodes.Named() as of):
            return f"d{of.name}"
        case nodes.Differential():
            return f"d({text(node.of)})"
        case nodes.Partial():
            return f"d({text(node.of)})/d{text(node.wrt)}"
        case nodes.Neg():
            return "-" + _inside(node.argument, PRODUCT)
        case nodes.Add() | nodes.Sub():
            return _sum(node)
        case nodes.Mul() | nodes.Div() | nodes.MatMul():
            return _product(node)
        case nodes.Pow():
            return f"{_inside(node.left, ATOM)}**{_exponent(node.right)}"
        case nodes.Transpose():
            return f"{_inside(node.argument, ATOM)}.T"
        case nodes.Counter():
            return node.name
        case nodes.RangeSum():
            return f"sum({text(node.body)} for {node.counter} in range({text(node.first)}, {text(end_of(node.last))}))"
        case nodes.Unvec():
            return f"unvec({text(node.argument)}, {node.rows}, {node.columns})"
        case nodes.Apply():
            return f"{node.function}({text(node.argument)})"
        case nodes.Structure():
            inside = ", ".join(map(text, node.arguments))
            axis = "" if node.axis is None else f", axis={node.axis}"
            return f"{node.function.removesuffix('rows')}({inside}{axis})"
        case nodes.Tensor():
            return _tensor(node)
        case nodes.Grid():
            return _nested(node.entries, node.shape)
        case _:
            raise TypeError(f"text() does not know {type(node).__name__}")


def end_of(last: Node) -> Node:
    """Where a range that includes its last number ends in Python."""
    match last:
        case nodes.Number():
            return nodes.number(last.value + 1)
        case nodes.Sub(right=nodes.Number(value=value)) if value == 1:
            return last.left
        case _:
            return nodes.Add(last, nodes.ONE)


def decimal(value: Fraction) -> str:
    """A number whose denominator has only the factors 2 and 5, in decimal notation."""
    if value.denominator == 1:
        return str(value.numerator)
    return format((Decimal(value.numerator) / Decimal(value.denominator)).normalize(), "f")


def _inside(node: Node, least: int) -> str:
    return text(node) if binding(node) >= least else f"({text(node)})"


def _sum(node: Node) -> str:
    (_, first), *rest = summands(node)
    words = [_inside(first, SUM)]
    for subtracted, term in rest:
        words.append(f" {'-' if subtracted else '+'} {_inside(term, PRODUCT)}")
    return "".join(words)


def _product(node: Node) -> str:
    """A chain of products from the left; the sign of the whole stands in front of it, so a factor's is bracketed."""
    words: list[str] = []
    while isinstance(node, nodes.Mul | nodes.Div | nodes.MatMul):
        words += [_inside(node.right, SIGN), _OPERATORS[type(node)]]
        multiplied, node = isinstance(node, nodes.Mul), node.left
        if multiplied and isinstance(node, nodes.MatMul):  # not needed, but x.T @ x*A misleads the eye
            break
    words.append(_inside(node, ATOM if isinstance(node, nodes.MatMul) else PRODUCT))
    return "".join(reversed(words))


def _exponent(node: Node) -> str:
    if isinstance(node, nodes.Neg) and binding(node.argument) >= POWER:
        return f"-{text(node.argument)}"
    return _inside(node, POWER)


def _sizes(shape: Shape) -> str:
    return ", ".join(map(str, shape))


def _nested(entries: tuple[Node, ...], shape: Shape) -> str:
    if len(shape) == 1:
        return f"[{', '.join(map(text, entries))}]"
    count = len(entries) // int(shape[0])
    rows = [_nested(entries[start : start + count], shape[1:]) for start in range(0, len(entries), count)]
    return f"[{', '.join(rows)}]"


def _tensor(node: nodes.Tensor) -> str:
    """Index notation, outside the language: `[A[i,k]*delta[j,l]] at [i,j,l,k]`."""
    words: list[str] = []
    for term in node.terms:
        negative = isinstance(term.coefficient, nodes.Neg)
        size = term.coefficient.argument if isinstance(term.coefficient, nodes.Neg) else term.coefficient
        factors = [] if size == nodes.ONE else [_inside(size, PRODUCT)]
        plain, differentials = term.parted()
        factors += map(_indexed, plain)
        factors += [f"delta[{_slot(first)},{_slot(second)}]" for first, second in term.deltas]
        factors += map(_indexed, differentials)
        sign = (" - " if words else "-") if negative else " + " if words else ""
        words.append(sign + ("*".join(factors) or "1"))
    return f"[{''.join(words) or '0'}] at [{','.join(map(_slot, node.axes))}]"


def _indexed(factor: nodes.IndexFactor) -> str:
    of, index, power = factor
    raised = "" if power == 1 else f"**({power})"
    return f"{_inside(of, ATOM)}[{','.join(map(_slot, index))}]{raised}"


def _slot(slot: str) -> str:
    return f"({','.join(slot)})" if len(slot) > 1 else slot or "1"
