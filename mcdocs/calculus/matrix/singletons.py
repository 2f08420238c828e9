"""Axes of one entry taken away: a matrix of one column is a vector, and an array of one entry is a number.

With them a formula of matrices would be another one after it is transposed twice, since the transpose of a row is a
vector. The derivative of the plain formula has the same entries; what has been left out are axes of length one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mcdocs.calculus import algebra
from mcdocs.calculus.statement import Statement
from mcdocs.errors import McdocsError
from mcdocs.language import nodes
from mcdocs.language.names import Scope, component
from mcdocs.language.nodes import ONE, Node
from mcdocs.language.parse import parse_formula
from mcdocs.language.shapes import Shape
from mcdocs.printers.text import text


def plain_shape(shape: Shape) -> Shape:
    """The shape without its axes of one entry; that of a row stays, since it says which way it lies."""
    if all(size == 1 for size in shape):
        return ()
    return shape[:1] if len(shape) == 2 and shape[1] == 1 else shape


def without_singletons(statement: Statement) -> Statement:
    """The same question about numbers, vectors, rows and proper matrices; the statement itself if it has no others."""
    plain = _Plain()
    formula, wrt = plain.of(statement.formula), plain.symbol(statement.wrt)
    if (formula, wrt) == (statement.formula, statement.wrt):
        return statement
    scope = statement.scope
    inputs = {name: plain.symbol(symbol) for name, symbol in scope.inputs.items()}
    lets = {name: nodes.Named(name, plain.of(let.value)) for name, let in scope.lets.items()}
    facts = tuple(
        (name, fact)
        for name, fact in statement.facts
        if inputs[name] == scope.inputs[name] or fact in ("positive", "nonzero")
    )
    return replace(
        statement,
        scope=Scope(inputs, {}, lets, scope.stack_rows),
        formula=formula,
        wrt=wrt,
        facts=facts,
    )


def as_declared(node: Node, scope: Scope) -> Node:
    """A plain formula in terms of the inputs as they are declared, so that the two can be compared."""
    known: dict[Node, Node] = {}  # each part is gone through once, however many ways lead to it

    def declared_as(part: Node) -> Node:
        if part not in known:
            known[part] = _declared(part, scope, declared_as)
        return known[part]

    return declared_as(node)


def _declared(node: Node, scope: Scope, inside: Callable[[Node], Node]) -> Node:
    match node:
        case nodes.Symbol():
            declared: Node | None = scope.inputs.get(node.name)
        case nodes.Named():
            declared = scope.lets.get(node.name)
        case _:
            declared = None
    if declared is not None and declared.shape != node.shape:
        if isinstance(declared, nodes.Symbol) and not node.shape:
            return component(declared, (1,) * len(declared.shape))
        return nodes.Structure("vec" if node.shape else "sum", (declared,))
    children = node.children()
    new = tuple(map(inside, children))
    return node if all(a is b for a, b in zip(children, new, strict=True)) else nodes.rebuilt(node, new)


def readable(node: Node, scope: Scope) -> Node:
    """A plain formula whose text can be read with the inputs as they are declared: itself, where it can."""
    if all(plain_shape(symbol.shape) == symbol.shape for symbol in scope.inputs.values()):
        return node
    try:
        if plain_shape(parse_formula(text(node), scope).shape) == plain_shape(node.shape):
            return node
    except McdocsError:
        pass
    return as_declared(node, scope)


class _Plain:
    """Formulas made plain, each part once."""

    def __init__(self) -> None:
        self._known: dict[Node, Node] = {}

    def symbol(self, symbol: nodes.Symbol) -> nodes.Symbol:
        shape = plain_shape(symbol.shape)
        return symbol if shape == symbol.shape else nodes.Symbol(symbol.name, shape)

    def of(self, node: Node) -> Node:
        """The plain formula: of the plain shape, and with the same entries."""
        if node not in self._known:
            self._known[node] = self._made(node)
        return self._known[node]

    def _made(self, node: Node) -> Node:
        match node:
            case nodes.Symbol():
                return self.symbol(node)
            case nodes.Ones() | nodes.Zeros() if plain_shape(node.shape) == ():
                return ONE if isinstance(node, nodes.Ones) else nodes.ZERO
            case nodes.Ones() | nodes.Zeros():
                return type(node)(plain_shape(node.shape))
            case nodes.Eye(size=1):
                return ONE
            case nodes.Commutation() if 1 in (node.rows, node.columns):
                return self.of(nodes.Eye(node.shape[0]))
            case nodes.Unvec() if 1 in node.shape or plain_shape(node.shape) != node.shape:
                inner = self.of(node.argument)
                return algebra.transpose(inner) if node.rows == 1 and inner.shape else inner
            case nodes.Transpose() if not self.of(node.argument).shape:
                return self.of(node.argument)
            case nodes.MatMul() if () in (self.of(node.left).shape, self.of(node.right).shape):
                return nodes.Mul(self.of(node.left), self.of(node.right))
            case nodes.Structure():
                return self._function(node)
            case _:
                children = tuple(map(self.of, node.children()))
                same = all(a is b for a, b in zip(children, node.children(), strict=True))
                return node if same else nodes.rebuilt(node, children)

    def _function(self, node: nodes.Structure) -> Node:
        declared = node.arguments[0].shape
        arguments = tuple(map(self.of, node.arguments))
        if node.axis is not None:
            return self._along(node, declared, arguments[0])
        match node.function, arguments:
            case (("tr" | "det" | "diag" | "diagvec" | "vec" | "vecrows" | "sum" | "mean"), (argument,)) if (
                not argument.shape
            ):
                return argument
            case (("vec" | "vecrows"), (argument,)) if len(argument.shape) == 1:
                return argument
            case (("vec" | "vecrows"), (argument,)) if argument.shape[0] == 1:
                return algebra.transpose(argument)
            case "logdet", (argument,) if not argument.shape:
                return nodes.Apply("ln", nodes.Apply("abs", argument))
            case "norm", (argument,) if not argument.shape:
                return nodes.Apply("abs", argument)
            case "inv", (argument,) if not argument.shape:
                return nodes.Div(ONE, argument)
            case "matpow", (base, exponent) if not base.shape:
                return nodes.Pow(base, exponent)
            case "softmax", (argument,) if not argument.shape:
                return ONE
            case "logsumexp", (argument,) if not argument.shape:
                return argument
            case "kron", (left, right) if () in (left.shape, right.shape):
                return nodes.Mul(left, right)
            case _:
                return nodes.Structure(node.function, arguments)

    def _along(self, node: nodes.Structure, declared: Shape, argument: Node) -> Node:
        """Along an axis of one entry nothing happens, except that a softmax is one; along the other it is a vector."""
        if declared[node.axis or 0] == 1:
            if node.function != "softmax":
                return argument
            return nodes.Ones(argument.shape) if argument.shape else ONE
        if 1 not in declared:
            return nodes.Structure(node.function, (argument,), node.axis)
        if node.function == "softmax" and declared[0] == 1:
            return nodes.Transpose(nodes.Structure("softmax", (nodes.Transpose(argument),)))
        upright = nodes.Transpose(argument) if declared[0] == 1 else argument
        return nodes.Structure(node.function, (upright,))
