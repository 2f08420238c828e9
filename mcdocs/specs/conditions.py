"""Conditions on what is drawn: `a != b`, `gcd(a, b) == 1`, `a < b and f != g`.

Python's expression syntax, read with `ast` under a full whitelist and worked out with exact fractions by the functions
below; nothing is evaluated by Python. What a condition means is known when it is read, so working it out cannot fail.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from mcdocs.errors import FormulaError
from mcdocs.language import names
from mcdocs.language.formula_text import FormulaText

Kind = Literal["number", "word", "truth"]
Drawn = Fraction | str | bool

MAX_LENGTH = 300
MAX_DEPTH = 20
MAX_POWER = 4
MAX_DEGREE = 16  # of powers within powers: more would be numbers of a million digits
LARGEST = 10**9

_COMPARISONS: dict[type[ast.cmpop], Callable[[Fraction, Fraction], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_EQUALITIES: dict[type[ast.cmpop], bool] = {ast.Eq: True, ast.NotEq: False}
_MEMBERSHIPS: dict[type[ast.cmpop], bool] = {ast.In: True, ast.NotIn: False}
_OPERATIONS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: lambda left, right: Fraction(left % right),
}
_FUNCTIONS: dict[str, Callable[[list[Fraction]], Fraction]] = {
    "abs": lambda values: abs(values[0]),
    "min": lambda values: min(values),
    "max": lambda values: max(values),
    "gcd": lambda values: Fraction(math.gcd(*(value.numerator for value in values))),
}


@dataclass(frozen=True)
class Condition:
    """A condition as typed, and the names in it."""

    text: str
    uses: frozenset[str]
    _tree: ast.expr = field(repr=False, compare=False)

    def holds(self, values: Mapping[str, str]) -> bool:
        """Whether drawn values satisfy it; a division by zero satisfies nothing."""
        try:
            return bool(_worked_out(self._tree, values))
        except ZeroDivisionError:
            return False


def read_condition(text: str, numbers: frozenset[str], words: Mapping[str, tuple[str, ...]]) -> Condition:
    """The condition on drawn `numbers`, and on `words` with what they are chosen from.

    Raises FormulaError, with the place in the text, for what is not in the language or makes no sense.
    """
    source = FormulaText(text)
    if len(text) > MAX_LENGTH:
        raise source.error(f"the condition is longer than {MAX_LENGTH} characters", 0, hint="write it as several")
    try:
        tree = source.tree().body
    except FormulaError as error:
        error.message, error.hint = "this condition cannot be read", "as in  a != b  or  gcd(a, b) == 1 and a < 5"
        raise
    reader = _Reader(source, numbers, words)
    if reader.kind(tree, 0) != "truth":
        raise source.error("this is no condition", *source.span(tree), hint="compare it with something: a != b")
    return Condition(text, frozenset(reader.uses), tree)


class _Reader:
    """One pass over a condition, that knows of every part whether it is a number, a word or a truth."""

    def __init__(self, source: FormulaText, numbers: frozenset[str], words: Mapping[str, tuple[str, ...]]) -> None:
        self.source = source
        self.numbers = numbers
        self.words = words
        self.options = {option for options in words.values() for option in options}
        self.uses: set[str] = set()

    def kind(self, tree: ast.expr, depth: int) -> Kind:
        if depth > MAX_DEPTH:
            raise self.fault("the condition is nested too deeply", tree)
        match tree:
            case ast.BoolOp(values=parts):
                return self.all_are("truth", parts, depth, "truth")
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self.all_are("truth", [operand], depth, "truth")
            case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
                return self.all_are("number", [operand], depth, "number")
            case ast.Compare():
                return self.comparison(tree, depth)
            case ast.BinOp(op=ast.Pow(), left=base, right=ast.Constant(value=int() as exponent)) if (
                not isinstance(exponent, bool) and 0 < exponent <= MAX_POWER
            ):
                if _degree(tree) > MAX_DEGREE:
                    raise self.fault(f"powers of powers go up to {MAX_DEGREE} here", tree)
                return self.all_are("number", [base], depth, "number")
            case ast.BinOp(op=ast.Pow()):
                raise self.fault(f"powers go up to {MAX_POWER} here, and are written as a number", tree.right)
            case ast.BinOp(op=operation) if type(operation) in _OPERATIONS:
                return self.all_are("number", [tree.left, tree.right], depth, "number")
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _FUNCTIONS and arguments:
                if name == "abs" and len(arguments) > 1:
                    raise self.fault("abs takes 1 argument", tree)
                return self.all_are("number", arguments, depth, "number")
            case ast.Call(func=ast.Name(id=name)):
                raise self.fault(f"unknown function {name!r}", tree, names.suggest(name, _FUNCTIONS))
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                if not abs(number) <= LARGEST:
                    raise self.fault("this number is too large", tree)
                return "number"
            case ast.Name(id=name):
                return self.name(name, tree)
            case _:
                raise self.fault("this is not part of a condition", tree, "as in  a != b  or  gcd(a, b) == 1 and a < 5")

    def name(self, name: str, tree: ast.expr) -> Kind:
        if name in self.numbers:
            self.uses.add(name)
            return "number"
        if name in self.words:
            self.uses.add(name)
            return "word"
        if name in self.options:
            return "word"
        raise self.fault(f"{name!r} is not drawn", tree, names.suggest(name, [*self.numbers, *self.words]))

    def comparison(self, tree: ast.Compare, depth: int) -> Kind:
        left = self.kind(tree.left, depth + 1)
        for sign, part in zip(tree.ops, tree.comparators, strict=True):
            if type(sign) in _MEMBERSHIPS:
                if not isinstance(part, ast.List | ast.Tuple) or not part.elts:
                    raise self.fault("a list of values is expected here", part, "as in  a not in [2, 4]")
                self.all_are(left, part.elts, depth, left)
                continue
            right = self.kind(part, depth + 1)
            if left != right or "truth" in (left, right):
                raise self.fault("these two cannot be compared", tree)
            if left == "word" and type(sign) not in _EQUALITIES:
                raise self.fault("words can only be compared with == and !=", tree)
            if type(sign) not in _EQUALITIES and type(sign) not in _COMPARISONS:
                raise self.fault("conditions compare with == != < <= > >= and in", tree)
        return "truth"

    def all_are(self, wanted: Kind, parts: list[ast.expr], depth: int, result: Kind) -> Kind:
        words: dict[Kind, str] = {"number": "a number", "word": "a word", "truth": "a comparison"}
        for part in parts:
            if self.kind(part, depth + 1) != wanted:
                raise self.fault(f"{words[wanted]} is expected here", part)
        return result

    def fault(self, message: str, tree: ast.expr, hint: str = "") -> FormulaError:
        return self.source.error(message, *self.source.span(tree), hint=hint)


def _degree(tree: ast.expr) -> int:
    """To what power the numbers in a part of a condition are raised at most, the powers around it apart."""
    inside = max((_degree(part) for part in ast.iter_child_nodes(tree) if isinstance(part, ast.expr)), default=1)
    match tree:
        case ast.BinOp(op=ast.Pow(), right=ast.Constant(value=int() as exponent)):
            return inside * exponent
        case _:
            return inside


def _worked_out(tree: ast.expr, values: Mapping[str, str]) -> Drawn:
    """The value of a part of a condition that was read."""
    match tree:
        case ast.BoolOp(op=ast.And()):
            return all(_worked_out(part, values) for part in tree.values)
        case ast.BoolOp():
            return any(_worked_out(part, values) for part in tree.values)
        case ast.UnaryOp(op=ast.Not()):
            return not _worked_out(tree.operand, values)
        case ast.UnaryOp(op=ast.USub()):
            return -_number(tree.operand, values)
        case ast.UnaryOp():
            return _number(tree.operand, values)
        case ast.Compare():
            return _compared(tree, values)
        case ast.BinOp(op=ast.Pow(), right=ast.Constant(value=int() as exponent)):
            return Fraction(_number(tree.left, values) ** exponent)
        case ast.BinOp():
            return _OPERATIONS[type(tree.op)](_number(tree.left, values), _number(tree.right, values))
        case ast.Call(func=ast.Name(id=name)):
            return _FUNCTIONS[name]([_number(part, values) for part in tree.args])
        case ast.Constant(value=int() | float() as number):
            return Fraction(str(number))
        case ast.Name(id=name):
            return _plain(values[name]) if name in values else name
        case _:
            raise TypeError(f"a condition was read that has a {type(tree).__name__} in it")


def _compared(tree: ast.Compare, values: Mapping[str, str]) -> bool:
    left = _worked_out(tree.left, values)
    for sign, part in zip(tree.ops, tree.comparators, strict=True):
        if isinstance(part, ast.List | ast.Tuple):
            among = left in [_worked_out(each, values) for each in part.elts]
            if among is not _MEMBERSHIPS[type(sign)]:
                return False
            continue
        right = _worked_out(part, values)
        if type(sign) in _EQUALITIES:
            if (left == right) is not _EQUALITIES[type(sign)]:
                return False
        elif not (isinstance(left, Fraction) and isinstance(right, Fraction) and _COMPARISONS[type(sign)](left, right)):
            return False
        left = right
    return True


def _number(tree: ast.expr, values: Mapping[str, str]) -> Fraction:
    value = _worked_out(tree, values)
    assert isinstance(value, Fraction)
    return value


def _plain(text: str) -> Drawn:
    try:
        return Fraction(text)
    except ValueError:
        return text
