"""What stands in a formula by itself: numbers, names, entries of inputs, and sizes as arguments."""

from __future__ import annotations

import ast
import re
from decimal import Decimal
from fractions import Fraction

from mcdocs.errors import FormulaError, McdocsError
from mcdocs.language import functions, names, nodes, shapes
from mcdocs.language.formula_text import FormulaText
from mcdocs.language.limits import MAX_NUMBER
from mcdocs.language.names import Scope
from mcdocs.language.nodes import Node
from mcdocs.language.shapes import Size


class Operands:
    """Reads the operands of one formula text; `counters` are the letters that the sums around count with."""

    def __init__(self, text: FormulaText, scope: Scope) -> None:
        self.text = text
        self.scope = scope
        self.counters: list[str] = []

    def means_something(self, name: str) -> bool:
        """Whether a name stands for something here, be it a size."""
        return name in self.scope.known() or name in self.scope.letters() or name in self.counters

    def literal(self, start: int, length: int) -> Node:
        """The decimal number that is written there."""
        text = self.text.flat[start : start + length].replace("_", "")
        if not re.fullmatch(r"\d{1,30}|\d*\.?\d*(e[+-]?\d{1,2})?", text, re.IGNORECASE):
            hint = "numbers are written as 2, 0.5 or 1e-3, and go up to 10**12"
            raise self.text.error(f"{text[:30]} is not a decimal number", start, length, hint)
        value = Fraction(int(text)) if text.isdigit() else Fraction(Decimal(text))
        if value > MAX_NUMBER or len(str(value.denominator)) > 16:
            hint = "numbers go up to 10**12 and have at most 15 decimals"
            raise self.text.error(f"the number {text[:20]} is out of range", start, length, hint)
        return nodes.Number(value, not text.isdigit())

    def name(self, name: str, start: int, length: int) -> Node:
        """What a name stands for; raises FormulaError with the nearest known name."""
        if name in self.counters:
            return nodes.Counter(name)
        try:
            found = self.scope.look_up(name)
        except FormulaError as error:
            raise error.located(self.text.position(start, length)) from None
        if found is not None:
            return found
        if name in functions.ELEMENTWISE or name in functions.STRUCTURES:
            raise self.text.error(f"{name} is a function and needs an argument", start, length, f"write {name}(...)")
        base = re.sub(r"_?\d+$", "", name)
        if base != name and base in self.scope.inputs:
            shape = self.scope.inputs[base].shape
            hint = f"{base} is {shapes.describe(shape)}; entries need given sizes, as in {base}: R^3"
            raise self.text.error(f"{name} is not an entry of {base}", start, length, hint)
        raise self.text.error(f"unknown name {name!r}", start, length, names.suggest(name, self.scope.known()))

    def entry(self, name: str, index: ast.expr, start: int, length: int) -> Node:
        """The entry of an input at an index such as [1, 2]."""
        symbol = self.scope.inputs.get(name)
        if symbol is None:
            hint = names.suggest(name, self.scope.inputs)
            raise self.text.error(f"{name!r} is not an input, so it has no entries", start, len(name), hint)
        parts = index.elts if isinstance(index, ast.Tuple) else [index]
        where: list[int] = []
        for part in parts:
            if not isinstance(part, ast.Constant) or type(part.value) is not int:
                raise self.text.error(
                    "an index is an integer from 1", *self.text.span(part), hint=f"as in {name}[1, 2]"
                )
            where.append(part.value)
        return self.text.made(lambda: names.component(symbol, tuple(where)), start, length)

    def size(self, tree: ast.expr) -> Size:
        """A size as an argument of eye, ones and zeros: an integer or a letter."""
        start, length = self.text.span(tree)
        text = self.text.flat[start : start + length]
        try:
            sizes = [shapes.parse_space("R^{" + word.strip() + "}") for word in text.split("*")]
        except (McdocsError, ValueError):
            raise self.text.error(
                f"{text[:20]!r} is not a size", start, length, "a size is an integer or a letter"
            ) from None
        known = self.scope.letters()
        for (size,) in sizes:
            if isinstance(size, str) and size not in known:
                hint = f"sizes here are {', '.join(sorted(known))}" if known else "no input has a letter for a size"
                raise self.text.error(f"no input has the size {size}", start, length, hint)
        return shapes.times(*(size for (size,) in sizes))
