"""Sums, products, quotients and powers, as a textbook sets them."""

from __future__ import annotations

import re
from dataclasses import replace

from mcdocs.language import functions, nodes
from mcdocs.language.nodes import Node
from mcdocs.printers.latex.applied import argument, closed, is_bare
from mcdocs.printers.latex.style import Style, braced, brackets
from mcdocs.printers.latex.table import binding_in, formula, inside, prints, prints_entry
from mcdocs.printers.precedence import ATOM, POWER, PRODUCT, SUM, binding, summands


@prints_entry(nodes.Neg)
@prints(nodes.Neg)
def _negative(node: nodes.Neg, style: Style) -> str:
    return "-" + inside(node.argument, PRODUCT, style)


@prints_entry(nodes.Add, nodes.Sub)
@prints(nodes.Add, nodes.Sub)
def _sum(node: Node, style: Style) -> str:
    (_, first), *rest = summands(node)
    words = [inside(first, SUM, style)]
    for subtracted, term in rest:
        if isinstance(term, nodes.Neg) and not subtracted:
            subtracted, term = True, term.argument
        least = SUM if isinstance(term, nodes.Structure) and term.function == "kron" else PRODUCT
        words.append(f" {'-' if subtracted else '+'} {inside(term, least, style)}")
    return "".join(words)


def _factors(node: Node) -> list[Node]:
    """The factors of a chain of products from the left, all `*` with a scalar on one side, or all `@`."""
    if isinstance(node, nodes.MatMul):
        return [*_factors(node.left), node.right]
    if isinstance(node, nodes.Mul) and () in (node.left.shape, node.right.shape):
        left = _factors(node.left) if isinstance(node.left, nodes.Mul) and node.left.shape == () else [node.left]
        return [*left, node.right]
    return [node]


@prints_entry(nodes.Mul)
@prints(nodes.Mul, nodes.MatMul)
def _product(node: nodes.Mul | nodes.MatMul, style: Style) -> str:
    if isinstance(node, nodes.Mul) and () not in (node.left.shape, node.right.shape) and not style.index:
        return rf"{inside(node.left, PRODUCT, style)} \odot {inside(node.right, POWER, style)}"
    if style.index and isinstance(node, nodes.Mul):
        factors = [*_index_factors(node.left), node.right]
    else:
        factors = _factors(node)
    words: list[str] = []
    for place, factor in enumerate(factors):
        following = factors[place + 1] if place + 1 < len(factors) else None
        words.append(_factor(factor, following, factors[:place], style))
    return _juxtaposed(words, factors)


def _index_factors(node: Node) -> list[Node]:
    return [*_index_factors(node.left), node.right] if isinstance(node, nodes.Mul) else [node]


def _factor(factor: Node, following: Node | None, before: list[Node], style: Style) -> str:
    first = not before
    hadamard = isinstance(factor, nodes.Mul) and () not in (factor.left.shape, factor.right.shape) and not style.index
    if is_bare(factor) and following is not None and not is_bare(following):
        return closed(factor, style)
    if isinstance(factor, nodes.MatMul) and factor.shape == () and not following:
        if all(other.shape == () for other in before):
            return formula(factor, style)
    if _is_sum(factor) and not following:
        if all(other.shape == () for other in before):
            return formula(factor, style)
    inner_product = isinstance(factor, nodes.MatMul) and factor.shape == ()
    if hadamard or inner_product or (not first and isinstance(factor, nodes.Mul | nodes.MatMul)):
        return brackets(formula(factor, style))
    marginal = isinstance(factor, nodes.Structure) and factor.function == "sum" and factor.axis is not None
    return inside(factor, PRODUCT if first or marginal else PRODUCT + 1, style)


def _is_sum(node: Node) -> bool:
    """Whether a formula is printed with a sum sign in front."""
    if isinstance(node, nodes.Structure):
        return node.function == "sum" and node.axis is None
    return isinstance(node, nodes.RangeSum)


# Behind a number it would be read as the other half of a mixed one.
_FRACTION = re.compile(r"\\frac\{\d+\}\{\d+\}")


def _juxtaposed(words: list[str], factors: list[Node]) -> str:
    """Factors side by side: a dot only between what would run together."""
    line = words[0]
    for word, before in zip(words[1:], factors, strict=False):
        if word[0].isdigit() or (isinstance(before, nodes.Number) and _FRACTION.match(word)):
            line += rf" \cdot {word}"
        elif word.startswith((r"\left", "(")) or (isinstance(before, nodes.Number) and word[0].isalpha()):
            line += word
        elif word.startswith(r"\mathrm{d}") or isinstance(before, nodes.Differential):
            line += rf" \, {word}"
        elif isinstance(before, nodes.Number) and word.startswith((r"\mcin", r"\mcout")):
            line += word
        else:
            line += f" {word}"
    return line


@prints_entry(nodes.Div)
@prints(nodes.Div)
def _quotient(node: nodes.Div, style: Style) -> str:
    if node.right.shape != () and not style.index:
        return rf"{inside(node.left, PRODUCT, style)} \oslash {inside(node.right, POWER, style)}"
    if style.slash:
        over = inside(node.left, PRODUCT, style)
        under = formula(node.right, style)
        plain = isinstance(node.right, nodes.Number | nodes.Symbol | nodes.Entry | nodes.Named | nodes.Constant)
        return f"{over}/{under if plain or binding(node.right) >= POWER else brackets(under)}"
    if node.shape != () and not style.index and any(map(_is_fraction, nodes.walk(node.left, once=True))):
        front, array = _scalar_in_front(node.left)
        return rf"\frac{{{formula(front, style)}}}{{{formula(node.right, style)}}} {inside(array, PRODUCT, style)}"
    return rf"\frac{{{formula(node.left, style)}}}{{{formula(node.right, style)}}}"


def _is_fraction(node: Node) -> bool:
    """Whether an array stands over a scalar: a fraction of which there should be none within another."""
    return isinstance(node, nodes.Div) and node.left.shape != () and node.right.shape == ()


def _scalar_in_front(node: Node) -> tuple[Node, Node]:
    """The scalar in front of an array, or one, and the array."""
    match node:
        case nodes.Mul(left=scalar, right=array) if scalar.shape == ():
            return scalar, array
        case nodes.MatMul(left=left, right=right) if () not in (left.shape, right.shape):
            scalar, array = _scalar_in_front(left)
            return scalar, nodes.MatMul(array, right)
        case _:
            return nodes.ONE, node


@prints_entry(nodes.Pow)
@prints(nodes.Pow)
def _power(node: nodes.Pow, style: Style) -> str:
    above = formula(node.right, style.in_a_line)
    base = node.left
    if node.shape != () and not style.index:
        above = rf"\odot {above if binding(node.right) >= POWER else brackets(above)}"
    if isinstance(base, nodes.Apply) and functions.ELEMENTWISE[base.function].bare and base.function != "exp":
        if (
            isinstance(node.right, nodes.Number)
            and node.right.value.denominator == 1
            and (base.shape == () or style.index)
        ):
            return functions.ELEMENTWISE[base.function].latex + f"^{braced(above)}" + argument(base.argument, style)
    if isinstance(base, nodes.Apply) and not functions.ELEMENTWISE[base.function].bare and base.function != "sqrt":
        return f"{formula(base, style)}^{braced(above)}"
    bare = isinstance(base, nodes.Apply) and base.function not in ("abs", "sqrt") and base.shape == ()
    holds = binding_in(base, style) >= ATOM and not isinstance(base, nodes.Differential)
    if isinstance(base, nodes.Apply) and functions.ELEMENTWISE[base.function].bare and bare:
        holds = False
    inner = formula(base, style)
    return f"{inner if holds else brackets(inner)}^{braced(above)}"


@prints_entry(nodes.Transpose)
def _transposed_at(node: nodes.Transpose, style: Style) -> str:
    return formula(node.argument, replace(style, index=style.index[::-1]))


@prints(nodes.Transpose)
def _transposed(node: nodes.Transpose, style: Style) -> str:
    base = node.argument
    if isinstance(base, nodes.Structure) and base.function == "inv":
        return f"{inside(base.arguments[0], ATOM, style)}^{{-T}}"
    holds = binding_in(base, style) >= ATOM and not isinstance(base, nodes.Differential)
    inner = formula(base, style)
    return f"{inner if holds else brackets(inner)}^T"
