"""From text to formula: Python's expression syntax, read with `ast` under a full whitelist; nothing is evaluated.

Every error carries the place in the text, with `file` empty: who knows the file relocates it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from fractions import Fraction

from mcdocs.errors import FormulaError
from mcdocs.language import functions, names, nodes
from mcdocs.language.arrays import is_too_long, sized, stacked
from mcdocs.language.constants import plain_value
from mcdocs.language.formula_text import FormulaText
from mcdocs.language.limits import MAX_DEPTH, MAX_ENTRIES, MAX_EXPONENT, MAX_FACTORS, MAX_TERMS, is_too_large, magnitude
from mcdocs.language.names import Scope
from mcdocs.language.nodes import Node
from mcdocs.language.operands import Operands
from mcdocs.language.ranks import with_inverse

Formula = str | int | float | Sequence["Formula"]

OPERATORS: dict[type[ast.operator], tuple[Callable[[Node, Node], Node], str]] = {
    ast.Add: (nodes.Add, "+"),
    ast.Sub: (nodes.Sub, "-"),
    ast.Mult: (nodes.Mul, "*"),
    ast.Div: (nodes.Div, "/"),
    ast.Pow: (nodes.Pow, "**"),
    ast.MatMult: (nodes.MatMul, "@"),
}
DIVISOR = "a derivative cannot be checked where its formula has no value"
_PRODUCTS = (ast.Mult, ast.Div, ast.MatMult)

# what Python has and formulas have not, as an author calls it
FOREIGN: dict[type[ast.expr], str] = {
    ast.BoolOp: "and or or",
    ast.Compare: "a comparison",
    ast.IfExp: "if",
    ast.JoinedStr: "a text",
    ast.NamedExpr: ":=",
    ast.Tuple: "a list without square brackets",
    ast.UnaryOp: "this sign",
}


def parse_formula(formula: Formula, scope: Scope) -> Node:
    """The node of a formula, or of a nested list of formulas (a vector, or the rows of a matrix).

    Raises FormulaError or ShapeError with the place in the text.
    """
    if isinstance(formula, str):
        return _Reader(FormulaText(formula), scope).read()
    if isinstance(formula, bool | bytes | bytearray) or not isinstance(formula, int | float | Sequence):
        message = f"a formula is a text or a list of formulas, not {type(formula).__name__}"
        raise FormulaError(message, hint='for example "x.T @ A @ x", or ["x1*x2", "x1 + x2"]')
    if isinstance(formula, int | float):
        return parse_formula(repr(formula), scope)
    if is_too_long(formula):
        hint = "write the function in matrix notation, as in A @ x"
        raise FormulaError(f"a list has at most {MAX_ENTRIES} entries", hint=hint)
    return _list(formula, scope)


def _list(formulas: Sequence[Formula], scope: Scope) -> Node:
    """The array of a nested list, each of its formulas read."""
    lists = (list, tuple)
    return stacked([_list(part, scope) if isinstance(part, lists) else parse_formula(part, scope) for part in formulas])


class _Reader:
    """One pass over one formula text."""

    def __init__(self, text: FormulaText, scope: Scope) -> None:
        self.text = text
        self.scope = scope
        self.operands = Operands(text, scope)

    def read(self) -> Node:
        return self.convert(self.text.tree().body, 0)

    def convert(self, tree: ast.expr, depth: int) -> Node:
        start, length = self.text.span(tree)
        if depth > MAX_DEPTH:
            raise self.text.error("the formula is nested too deeply", start, hint="name parts of it with let")
        match tree:
            case ast.Name(id=name):
                return self.operands.name(name, start, length)
            case ast.BinOp():
                return self.operation(tree, depth)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return nodes.Neg(self.convert(operand, depth + 1))
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.convert(operand, depth + 1)
            case ast.Constant(value=bool() | str() | bytes() | complex() | None):
                shown = self.text.flat[start : start + length][:30]
                raise self.text.error(
                    f"{shown} is not a number", start, length, "numbers are real, such as 2, 0.5, 1e-3"
                )
            case ast.Constant():
                return self.operands.literal(start, length)
            case ast.Attribute(value=value, attr="T"):
                argument = self.convert(value, depth + 1)
                return self.text.made(lambda: nodes.Transpose(argument), start + length - 2, 2)
            case ast.Attribute(attr=attribute):
                at = self.text.column(tree.value.end_col_offset or 0)
                raise self.text.error(f".{attribute} is not part of the language", at, len(attribute) + 1, "only .T is")
            case ast.Call():
                return self.call(tree, depth)
            case ast.Subscript(value=ast.Name(id=name), slice=index):
                return self.operands.entry(name, index, start, length)
            case ast.List(elts=elements):
                parts = [self.convert(element, depth + 1) for element in elements]
                return self.text.made(lambda: stacked(parts), start, length)
            case _:
                kind = FOREIGN.get(type(tree), type(tree).__name__.lower())
                hint = "a formula has numbers, names, + - * / ** @, .T and functions"
                raise self.text.error(f"{kind} is not part of the language", start, length, hint)

    def operation(self, tree: ast.BinOp, depth: int) -> Node:
        """A chain of left-associative operations, walked down its left spine without recursion.

        A minus in front of a product belongs to the whole product, as on paper.
        """
        spine: list[ast.BinOp] = []
        here: ast.expr = tree
        while isinstance(here, ast.BinOp):
            spine.append(here)
            here = here.left
        factors = sum(isinstance(link.op, _PRODUCTS) for link in spine)
        for count, most, what in ((len(spine), MAX_TERMS, "terms"), (factors, MAX_FACTORS, "factors")):
            if count > most:
                message = f"{count + 1} {what} are too many, at most {most} are possible"
                raise self.text.error(message, self.text.indent, 1, "use sum, or split it with let")
        signs = 0
        while isinstance(spine[-1].op, _PRODUCTS) and isinstance(here, ast.UnaryOp) and isinstance(here.op, ast.USub):
            signs, here = signs + 1, here.operand
        result = self.convert(here, depth + 1 + signs)
        for link in reversed(spine):
            if not isinstance(link.op, _PRODUCTS):
                result, signs = _negated(result, signs), 0
            result = self.joined(result, link, depth)
        return _negated(result, signs)

    def joined(self, left: Node, link: ast.BinOp, depth: int) -> Node:
        right = self.convert(link.right, depth + 1)
        after = self.text.column(link.left.end_col_offset or 0)
        before = self.text.column(link.right.col_offset)
        gap = self.text.flat[after:before]
        if type(link.op) not in OPERATORS:
            place = after + len(gap) - len(gap.lstrip(" )"))
            hint = "write ** for powers" if isinstance(link.op, ast.BitXor) else "the operators are + - * / ** @"
            raise self.text.error("this operator is not part of the language", place, 1, hint)
        make, sign = OPERATORS[type(link.op)]
        place = after + max(0, gap.find(sign))
        if make is nodes.Pow:
            self.check_power(left, right, place)
        if make is nodes.Div and plain_value(right) == 0:
            raise self.text.error("this divides by zero", place, 1, DIVISOR)
        if make is nodes.MatMul:
            self.check_product(left, right, place)
        return self.text.made(lambda: make(left, right), place, len(sign))

    def check_power(self, base: Node, exponent: Node, place: int) -> None:
        size = magnitude(exponent)
        if size is not None and size > MAX_EXPONENT:
            hint = "write a letter for it: an input k: R, and x**k"
            raise self.text.error(f"the exponent is too large, at most {MAX_EXPONENT} is possible", place, 2, hint)
        if is_too_large(base, exponent):
            raise self.text.error("the power of numbers is too large", place, 2, "write a letter for it")
        if plain_value(base) == 0 and (power := plain_value(exponent)) is not None and power < 0:
            raise self.text.error("this divides by zero", place, 2, DIVISOR)

    def check_product(self, left: Node, right: Node, place: int) -> None:
        """A scalar may stand in a matrix product only when it came out of one."""
        for operand in (left, right):
            if operand.shape == () and not _is_product(operand):
                raise self.text.error(
                    "@ joins vectors and matrices, not a scalar", place, 1, "write * for a scalar factor"
                )

    def call(self, tree: ast.Call, depth: int) -> Node:
        start, length = self.text.span(tree)
        if not isinstance(tree.func, ast.Name):
            hint = "functions stand in front, as in sum(x); products are written with * or @"
            raise self.text.error("only a function of the language can be called", *self.text.span(tree.func), hint)
        name = tree.func.id
        axis = self.axis(tree, name)
        if any(isinstance(argument, ast.Starred) for argument in tree.args):
            hint = "take the * out: functions take whole vectors and matrices"
            raise self.text.error("* before an argument is not part of the language", start, length, hint)
        if name == "sum" and any(isinstance(argument, ast.GeneratorExp) for argument in tree.args):
            return self.range_sum(tree, depth)
        if name == "unvec":
            return self.unvec(tree, depth)
        if name in names.SIZED:
            sizes = tuple(self.operands.size(argument) for argument in tree.args)
            return self.text.made(lambda: sized(name, sizes), start, length)
        if name not in functions.ELEMENTWISE and name not in functions.STRUCTURES:
            known = [*functions.ELEMENTWISE, *functions.STRUCTURES, *names.SIZED]
            hint = names.suggest(name, known)
            if name in self.scope.known():
                hint = f"{name} is not a function; write {name}*(...) for a product"
            raise self.text.error(f"unknown function {name!r}", start, len(name), hint)
        arguments = tuple(self.convert(argument, depth + 1) for argument in tree.args)
        if name in functions.ELEMENTWISE:
            if len(arguments) != 1:
                message = f"{name} takes 1 argument, not {len(arguments)}"
                raise self.text.error(message, start, length, f"write {name}(x); it goes to every entry of x")
            return nodes.Apply(name, arguments[0])
        exponent = magnitude(arguments[-1]) if name == "matpow" and arguments else None
        if exponent is not None and (exponent > MAX_EXPONENT or exponent.denominator != 1):
            message = f"the exponent is too large, at most {MAX_EXPONENT} is possible"
            hint = "write a letter for it: an input k: R, and matpow(A, k)"
            if exponent.denominator != 1:
                message, hint = "the power of a matrix is a whole number", "A**1.5 is the power of each entry"
            raise self.text.error(message, *self.text.span(tree.args[-1]), hint)
        function = "vecrows" if name == "vec" and self.scope.stack_rows else name
        return self.text.made(lambda: with_inverse(nodes.Structure(function, arguments, axis)), start, length)

    def range_sum(self, tree: ast.Call, depth: int) -> Node:
        """sum(... for r in range(1, k + 1)): the sum over whole numbers from the first to below the last."""
        match tree:
            case ast.Call(
                args=[
                    ast.GeneratorExp(
                        elt=body,
                        generators=[
                            ast.comprehension(
                                target=ast.Name(id=counter) as target,
                                iter=ast.Call(func=ast.Name(id="range"), args=[first, end], keywords=[]),
                                ifs=[],
                                is_async=0,
                            )
                        ],
                    )
                ],
                keywords=[],
            ):
                if self.operands.means_something(counter):
                    place = self.text.span(target)
                    raise self.text.error(
                        f"{counter} is taken and cannot count a sum", *place, hint="choose another letter"
                    )
                bounds = self.convert(first, depth + 1), _last_of(self.convert(end, depth + 1))
                self.operands.counters.append(counter)
                value = self.convert(body, depth + 1)
                self.operands.counters.pop()
                return self.text.made(lambda: nodes.RangeSum(counter, *bounds, value), *self.text.span(tree))
            case _:
                hint = "sum(matpow(A, r) for r in range(1, k + 1))"
                raise self.text.error("this is not a sum over a range", *self.text.span(tree), hint=hint)

    def unvec(self, tree: ast.Call, depth: int) -> Node:
        start, length = self.text.span(tree)
        if len(tree.args) != 3:
            raise self.text.error("unvec takes a vector and two sizes", start, length, "unvec(v, m, n)")
        argument = self.convert(tree.args[0], depth + 1)
        rows, columns = (self.operands.size(size) for size in tree.args[1:])
        return self.text.made(lambda: nodes.Unvec(argument, rows, columns, self.scope.stack_rows), start, length)

    def axis(self, tree: ast.Call, name: str) -> int | None:
        axis = None
        for keyword in tree.keywords:
            value = keyword.value
            row = functions.STRUCTURES.get(name)
            if keyword.arg != "axis" or row is None or not row.axis:
                along = [known for known, each in functions.STRUCTURES.items() if each.axis]
                hint = f"axis is for {', '.join(along)}" if keyword.arg != "axis" or row is None else f"{name}(...)"
                raise self.text.error(f"{name} has no option {keyword.arg!r}", *self.text.span(value), hint=hint)
            if axis is not None:
                raise self.text.error("axis is given twice", *self.text.span(value), hint="take one of them out")
            if not isinstance(value, ast.Constant) or value.value not in (0, 1) or isinstance(value.value, bool):
                hint = "axis=0 gives a row, axis=1 a column"
                raise self.text.error("axis is 0 or 1", *self.text.span(value), hint=hint)
            axis = 1 if value.value else 0
        return axis


def _last_of(end: Node) -> Node:
    """The last number of a range that ends before `end`."""
    match end:
        case nodes.Add(right=nodes.Number(value=Fraction(numerator=1, denominator=1))):
            return end.left
        case nodes.Number() if end.value >= 1:
            return nodes.number(end.value - 1)
        case _:
            return nodes.Sub(end, nodes.ONE)


def _negated(node: Node, signs: int) -> Node:
    for _ in range(signs):
        node = nodes.Neg(node)
    return node


def _is_product(node: Node) -> bool:
    """Whether a scalar is a 1 x 1 matrix on paper: a product, the inverse of one, a sum with one in it."""
    match node:
        case nodes.MatMul() | nodes.Transpose():
            return True
        case nodes.Neg() | nodes.Structure(function="inv"):
            return _is_product(node.children()[0])
        case nodes.Add() | nodes.Sub():
            return _is_product(node.left) or _is_product(node.right)
        case _:
            return False
