"""Functions of one variable: short arguments stand without brackets, as in `\\ln x`."""

from __future__ import annotations

from mcdocs.language import functions, nodes
from mcdocs.language.nodes import Node
from mcdocs.printers.latex.style import Style, braced, brackets
from mcdocs.printers.latex.table import formula, prints, prints_entry


@prints_entry(nodes.Apply)
@prints(nodes.Apply)
def _applied(node: nodes.Apply, style: Style) -> str:
    row = functions.ELEMENTWISE[node.function]
    if node.function == "exp" and (node.shape == () or style.index):
        return f"e^{braced(formula(node.argument, style.in_a_line))}"
    if node.function == "sqrt":
        return rf"\sqrt{{{formula(node.argument, style)}}}"
    if node.function == "abs":
        return rf"\left\lvert {formula(node.argument, style)} \right\rvert"
    command = row.latex.replace(r"\operatorname", style.operator)
    if not row.bare or (node.shape != () and not style.index):
        return command + brackets(formula(node.argument, style))
    return command + argument(node.argument, style)


def is_bare(node: Node) -> bool:
    """Whether a function prints its argument without brackets, so that a following factor would be swallowed."""
    if isinstance(node, nodes.Pow) and isinstance(node.left, nodes.Apply):
        node = node.left
    if not isinstance(node, nodes.Apply) or node.function == "exp" or not functions.ELEMENTWISE[node.function].bare:
        return False
    return _is_short(node.argument)


def closed(node: Node, style: Style) -> str:
    """A function with brackets around its argument, because another factor follows."""
    if isinstance(node, nodes.Pow) and isinstance(node.left, nodes.Apply):
        row = functions.ELEMENTWISE[node.left.function]
        above = braced(formula(node.right, style.in_a_line))
        if isinstance(node.right, nodes.Number) and node.right.value.denominator == 1:
            return f"{row.latex}^{above}{brackets(formula(node.left.argument, style))}"
        return f"{brackets(formula(node.left, style))}^{above}"
    assert isinstance(node, nodes.Apply)
    return functions.ELEMENTWISE[node.function].latex + brackets(formula(node.argument, style))


def argument(node: Node, style: Style) -> str:
    """The argument of a function: bare when it is a short monomial such as `x`, `x^2`, `2x`; else in brackets."""
    inner = formula(node, style)
    return f" {inner}" if _is_short(node) else brackets(inner)


def _is_short(node: Node) -> bool:
    match node:
        case nodes.Number() | nodes.Constant() | nodes.Symbol() | nodes.Entry() | nodes.Named():
            return True
        case nodes.Pow(left=base, right=nodes.Number() | nodes.Symbol()):
            return not isinstance(base, nodes.Number) and _is_short(base)
        case nodes.Mul(left=nodes.Number() | nodes.Constant(), right=right):
            return _is_short(right) and not isinstance(right, nodes.Number)
        case nodes.Apply(function="abs" | "sqrt"):
            return True
        case _:
            return False
