"""From text to formula: Python's expression syntax, read with `ast` under a full whitelist; nothing is evaluated.

Every error carries the place in the text, with `file` empty: who knows the file relocates it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from mcdocs.errors import FormulaError, McdocsError, Position
from mcdocs.language import functions, names, nodes, shapes
from mcdocs.language.names import Scope
from mcdocs.language.nodes import Node
from mcdocs.language.shapes import Size

MAX_LENGTH = 10_000
MAX_DEPTH = 60
MAX_TERMS = 400
MAX_EXPONENT = 200
MAX_NUMBER = 10**12
MAX_ENTRIES = 20_000

Formula = str | int | float | Sequence["Formula"]

OPERATORS: dict[type[ast.operator], tuple[Callable[[Node, Node], Node], str]] = {
    ast.Add: (nodes.Add, "+"),
    ast.Sub: (nodes.Sub, "-"),
    ast.Mult: (nodes.Mul, "*"),
    ast.Div: (nodes.Div, "/"),
    ast.Pow: (nodes.Pow, "**"),
    ast.MatMult: (nodes.MatMul, "@"),
}
IN_ASCII = {
    "·": "write * for a product",
    "×": "write @ or * for a product",
    "⊙": "write * for the Hadamard product",
    "−": "write - for minus",
    "–": "write - for minus",
    "√": "write sqrt(...)",
    "²": "write **2",
    "³": "write **3",
    "ᵀ": "write .T",
    "⊤": "write .T",
    "′": "write .T for the transpose",
    "’": "write .T for the transpose",
    "Σ": "write sum(...), or Sigma for the letter",
    "∑": "write sum(...)",
}
_PRODUCTS = (ast.Mult, ast.Div, ast.MatMult)


def parse_formula(formula: Formula, scope: Scope) -> Node:
    """The node of a formula, or of a nested list of formulas (a vector, or the rows of a matrix).

    Raises FormulaError or ShapeError with the place in the text.
    """
    if isinstance(formula, str):
        return _Reader(formula, scope).read()
    if isinstance(formula, bool | bytes | bytearray) or not isinstance(formula, int | float | Sequence):
        raise FormulaError(f"a formula is a text or a list of formulas, not {type(formula).__name__}")
    if isinstance(formula, int | float):
        return parse_formula(repr(formula), scope)
    return stacked([parse_formula(part, scope) for part in formula])


def stacked(parts: Sequence[Node]) -> Node:
    """The vector of scalars, the matrix of rows, or the tensor of matrices; raises FormulaError for ragged parts."""
    if not parts:
        raise FormulaError("an empty list has no shape")
    shape = parts[0].shape
    for part in parts:
        if part.shape != shape:
            raise FormulaError(
                f"a list mixes {shapes.describe(shape)} and {shapes.describe(part.shape)}",
                hint="every row needs the same length",
            )
    if shape == ():
        return nodes.Grid(tuple(parts), (len(parts),))
    entries: list[Node] = []
    for part in parts:
        if not isinstance(part, nodes.Grid):
            raise FormulaError("the rows of a matrix must be written out, as lists of scalar formulas")
        entries += part.entries
    if len(entries) > MAX_ENTRIES:
        raise FormulaError(f"{len(entries)} entries are too many, at most {MAX_ENTRIES} are possible")
    return nodes.Grid(tuple(entries), (len(parts), *shape))


class _Reader:
    """One pass over one formula text."""

    def __init__(self, text: str, scope: Scope) -> None:
        self.text = text
        self.scope = scope
        self.flat = re.sub(r"\s", " ", text)
        self.indent = len(self.flat) - len(self.flat.lstrip())

    def read(self) -> Node:
        if len(self.text) > MAX_LENGTH:
            hint = "split it with let, or use sum and matrix notation"
            raise self.error(f"the formula is longer than {MAX_LENGTH} characters", 0, hint=hint)
        for place, character in enumerate(self.flat):
            if not character.isprintable():
                raise self.error("a character that cannot be printed", place)
            if not character.isascii():
                hint = IN_ASCII.get(character, "formulas are written in plain letters, such as alpha for α")
                raise self.error(f"{character} is not part of the language", place, hint=hint)
        if not self.flat.strip():
            raise self.error("the formula is empty", 0)
        return self.convert(self._tree().body, 0)

    def _tree(self) -> ast.Expression:
        try:
            return ast.parse(self.flat.strip(), mode="eval")
        except SyntaxError as fault:
            place = self.indent + max(0, (fault.offset or 1) - 1)
            raise self.error(*_explain(self.flat, min(place, len(self.flat) - 1))) from None
        except (RecursionError, MemoryError, ValueError):
            raise self.error("the formula is nested too deeply", 0, hint="name parts of it with let") from None

    def error(self, message: str, place: int, length: int = 1, hint: str = "") -> FormulaError:
        return FormulaError(message, at=self.position(place, length), hint=hint)

    def position(self, place: int, length: int = 1) -> Position:
        return Position("", 1, place + 1, self.flat, max(1, length))

    def span(self, tree: ast.expr) -> tuple[int, int]:
        start = self._column(tree.col_offset)
        return start, self._column(tree.end_col_offset or 0) - start

    def _column(self, offset: int) -> int:
        """`ast` counts from the start of the stripped text."""
        return offset + self.indent

    def made(self, make: Callable[[], Node], place: int, length: int) -> Node:
        """What `make` makes; an error without a position gets this one."""
        try:
            return make()
        except McdocsError as error:
            raise error.located(self.position(place, length)) from None

    def convert(self, tree: ast.expr, depth: int) -> Node:
        start, length = self.span(tree)
        if depth > MAX_DEPTH:
            raise self.error("the formula is nested too deeply", start, hint="name parts of it with let")
        match tree:
            case ast.BinOp():
                return self.operation(tree, depth)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return nodes.Neg(self.convert(operand, depth + 1))
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.convert(operand, depth + 1)
            case ast.Constant(value=bool() | str() | bytes() | complex() | None):
                raise self.error(f"{self.flat[start : start + length][:30]} is not a number", start, length)
            case ast.Constant():
                return self.literal(start, length)
            case ast.Name(id=name):
                return self.name(name, start, length)
            case ast.Attribute(value=value, attr="T"):
                argument = self.convert(value, depth + 1)
                return self.made(lambda: nodes.Transpose(argument), start + length - 2, 2)
            case ast.Attribute(attr=attribute):
                at = self._column(tree.value.end_col_offset or 0)
                raise self.error(f".{attribute} is not part of the language", at, len(attribute) + 1, "only .T is")
            case ast.Call():
                return self.call(tree, depth)
            case ast.Subscript(value=ast.Name(id=name), slice=index):
                return self.entry(name, index, start, length)
            case ast.List(elts=elements):
                parts = [self.convert(element, depth + 1) for element in elements]
                return self.made(lambda: stacked(parts), start, length)
            case _:
                kind = type(tree).__name__.lower()
                hint = "a formula has numbers, names, + - * / ** @, .T and functions"
                raise self.error(f"{kind} is not part of the language", start, length, hint)

    def operation(self, tree: ast.BinOp, depth: int) -> Node:
        """A chain of left-associative operations, walked down its left spine without recursion.

        A minus in front of a product belongs to the whole product, as on paper.
        """
        spine: list[ast.BinOp] = []
        here: ast.expr = tree
        while isinstance(here, ast.BinOp):
            spine.append(here)
            here = here.left
        if len(spine) > MAX_TERMS:
            hint = "use sum, or split it with let"
            raise self.error(
                f"{len(spine) + 1} terms are too many, at most {MAX_TERMS} are possible", self.indent, 1, hint
            )
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
        after = self._column(link.left.end_col_offset or 0)
        before = self._column(link.right.col_offset)
        gap = self.flat[after:before]
        if type(link.op) not in OPERATORS:
            place = after + len(gap) - len(gap.lstrip(" )"))
            hint = "write ** for powers" if isinstance(link.op, ast.BitXor) else "the operators are + - * / ** @"
            raise self.error("this operator is not part of the language", place, 1, hint)
        make, sign = OPERATORS[type(link.op)]
        place = after + max(0, gap.find(sign))
        if make is nodes.Pow:
            self.check_power(left, right, place)
        if make is nodes.MatMul:
            self.check_product(left, right, place)
        return self.made(lambda: make(left, right), place, len(sign))

    def check_power(self, base: Node, exponent: Node, place: int) -> None:
        size = magnitude(exponent)
        if size is not None and size > MAX_EXPONENT:
            raise self.error(f"the exponent is too large, at most {MAX_EXPONENT} is possible", place, 2)
        height = magnitude(base)
        if height is not None and size is not None and height > 1 and size * len(str(int(height))) > 40:
            raise self.error("the power of numbers is too large", place, 2)

    def check_product(self, left: Node, right: Node, place: int) -> None:
        """A scalar may stand in a matrix product only when it came out of one."""
        for operand in (left, right):
            if operand.shape == () and not isinstance(operand, nodes.MatMul | nodes.Transpose):
                raise self.error("@ joins vectors and matrices, not a scalar", place, 1, "write * for a scalar factor")

    def literal(self, start: int, length: int) -> Node:
        text = self.flat[start : start + length].replace("_", "")
        if not re.fullmatch(r"\d{1,30}|\d*\.?\d*(e[+-]?\d{1,2})?", text, re.IGNORECASE):
            raise self.error(f"{text[:30]} is not a decimal number", start, length)
        value = Fraction(Decimal(text))
        if value > MAX_NUMBER or len(str(value.denominator)) > 16:
            raise self.error(f"the number {text[:20]} is out of range", start, length, "numbers go up to 10**12")
        return nodes.Number(value, not text.isdigit())

    def name(self, name: str, start: int, length: int) -> Node:
        try:
            found = self.scope.look_up(name)
        except FormulaError as error:
            raise error.located(self.position(start, length)) from None
        if found is not None:
            return found
        if name in functions.ELEMENTWISE or name in functions.STRUCTURES:
            raise self.error(f"{name} is a function and needs an argument", start, length, f"write {name}(...)")
        base = re.sub(r"_?\d+$", "", name)
        if base != name and base in self.scope.inputs:
            shape = self.scope.inputs[base].shape
            hint = f"{base} is {shapes.describe(shape)}; entries need given sizes, as in {base}: R^3"
            raise self.error(f"{name} is not an entry of {base}", start, length, hint)
        raise self.error(f"unknown name {name!r}", start, length, names.suggest(name, self.scope.known()))

    def entry(self, name: str, index: ast.expr, start: int, length: int) -> Node:
        symbol = self.scope.inputs.get(name)
        if symbol is None:
            hint = names.suggest(name, self.scope.inputs)
            raise self.error(f"{name!r} is not an input, so it has no entries", start, len(name), hint)
        parts = index.elts if isinstance(index, ast.Tuple) else [index]
        where: list[int] = []
        for part in parts:
            if not isinstance(part, ast.Constant) or type(part.value) is not int:
                raise self.error("an index is an integer from 1", *self.span(part), hint=f"as in {name}[1, 2]")
            where.append(part.value)
        return self.made(lambda: names.component(symbol, tuple(where)), start, length)

    def call(self, tree: ast.Call, depth: int) -> Node:
        start, length = self.span(tree)
        if not isinstance(tree.func, ast.Name):
            raise self.error("only a function of the language can be called", *self.span(tree.func))
        name = tree.func.id
        axis = self.axis(tree, name)
        if any(isinstance(argument, ast.Starred) for argument in tree.args):
            raise self.error("* before an argument is not part of the language", start, length)
        if name in names.SIZED:
            sizes = tuple(self.size(argument) for argument in tree.args)
            return self.made(lambda: _sized(name, sizes), start, length)
        if name not in functions.ELEMENTWISE and name not in functions.STRUCTURES:
            known = [*functions.ELEMENTWISE, *functions.STRUCTURES, *names.SIZED]
            hint = names.suggest(name, known)
            if name in self.scope.known():
                hint = f"{name} is not a function; write {name}*(...) for a product"
            raise self.error(f"unknown function {name!r}", start, len(name), hint)
        arguments = tuple(self.convert(argument, depth + 1) for argument in tree.args)
        if name in functions.ELEMENTWISE:
            if len(arguments) != 1:
                raise self.error(f"{name} takes 1 argument, not {len(arguments)}", start, length)
            return nodes.Apply(name, arguments[0])
        if name == "matpow" and (magnitude(arguments[-1]) or 0) > MAX_EXPONENT:
            raise self.error(
                f"the exponent is too large, at most {MAX_EXPONENT} is possible", *self.span(tree.args[-1])
            )
        function = "vecrows" if name == "vec" and self.scope.stack_rows else name
        return self.made(lambda: nodes.Structure(function, arguments, axis), start, length)

    def axis(self, tree: ast.Call, name: str) -> int | None:
        axis = None
        for keyword in tree.keywords:
            value = keyword.value
            if keyword.arg != "axis" or name not in ("sum", "mean"):
                raise self.error(f"{name} has no option {keyword.arg!r}", *self.span(value))
            if not isinstance(value, ast.Constant) or value.value not in (0, 1) or isinstance(value.value, bool):
                hint = "axis=0 gives a row, axis=1 a column"
                raise self.error("axis is 0 or 1", *self.span(value), hint=hint)
            axis = 1 if value.value else 0
        return axis

    def size(self, tree: ast.expr) -> Size:
        """A size as an argument of eye, ones and zeros: an integer or a letter."""
        start, length = self.span(tree)
        return self._made_size(self.flat[start : start + length], start, length)

    def _made_size(self, text: str, start: int, length: int) -> Size:
        try:
            sizes = [shapes.parse_space("R^{" + word.strip() + "}") for word in text.split("*")]
        except (McdocsError, ValueError):
            raise self.error(
                f"{text[:20]!r} is not a size", start, length, "a size is an integer or a letter"
            ) from None
        return shapes.times(*(size for (size,) in sizes))


def _negated(node: Node, signs: int) -> Node:
    for _ in range(signs):
        node = nodes.Neg(node)
    return node


def _sized(name: str, sizes: tuple[Size, ...]) -> Node:
    if name == "eye" and len(sizes) == 1:
        return nodes.Eye(sizes[0])
    if name in ("ones", "zeros") and 1 <= len(sizes) <= 2:
        return nodes.Ones(sizes) if name == "ones" else nodes.Zeros(sizes)
    if name == "commutation" and len(sizes) == 2:
        return nodes.Commutation(*sizes)
    raise FormulaError(f"{name} does not take {len(sizes)} sizes", hint="eye(n), ones(n), ones(n, k)")


def magnitude(node: Node) -> Fraction | None:
    """The absolute value of a formula of plain numbers, or None; bounded, since the parser bounds every part."""
    match node:
        case nodes.Number():
            return node.value
        case nodes.Neg():
            return magnitude(node.argument)
        case nodes.Add() | nodes.Sub() | nodes.Mul() | nodes.Div() | nodes.Pow():
            left, right = magnitude(node.left), magnitude(node.right)
            if left is None or right is None:
                return None
            if isinstance(node, nodes.Pow):
                return left ** int(right) if right <= MAX_EXPONENT else Fraction(MAX_NUMBER)
            if isinstance(node, nodes.Div):
                return left / right if right else None
            return left * right if isinstance(node, nodes.Mul) else left + right
        case _:
            return None


def _explain(text: str, place: int) -> tuple[str, int, int, str]:
    """Why Python could not read the text, in the words of a lecturer."""
    reserved = re.search(r"\blambda\b", text)
    if reserved:
        return "lambda is reserved", reserved.start(), 6, "write lam for the letter lambda"
    dangling = re.search(r"[-+*/@]\s*$", text)
    if dangling:
        return (
            "an operand is missing after this operator",
            dangling.start(),
            1,
            "add the operand or take the operator out",
        )
    juxtaposed = re.search(r"(\d|\))\s*([A-Za-z(])|[A-Za-z]\w*\s+[A-Za-z]\w*", text)
    opened, closed = text.count("(") + text.count("["), text.count(")") + text.count("]")
    if opened != closed:
        which = "opening" if opened > closed else "closing"
        return f"a bracket has no {'closing' if opened > closed else 'opening'} partner", place, 1, f"{which} too many"
    if "=" in text:
        return "a formula has no =", text.index("="), 1, "name parts of it with let"
    for sign, better in (("^", "**"), ("'", ".T"), ("\\", "a name")):
        if sign in text:
            return f"{sign} is not part of the language", text.index(sign), 1, f"write {better}"
    if juxtaposed:
        found = juxtaposed.start() if juxtaposed[1] is None else juxtaposed.start(2)
        return "two factors stand side by side", found, 1, "write a * between them"
    return "this is not a formula", place, 1, "an operand or an operator is missing here"
