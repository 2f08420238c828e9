"""The text of a formula, which knows its places: what reads it says where something is wrong."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable

from mcdocs.errors import FormulaError, McdocsError, Position
from mcdocs.language.explain import IN_ASCII, explain
from mcdocs.language.limits import MAX_LENGTH, MAX_NUMBER
from mcdocs.language.nodes import Node

# Python reads no longer ones.
_ENDLESS = re.compile(r"\d{1000,}")


class FormulaText:
    """One formula as typed; `flat` is the text on one line. Places are counted from 0 in it."""

    def __init__(self, text: str) -> None:
        self.flat = re.sub(r"\s", " ", text)
        self.indent = len(self.flat) - len(self.flat.lstrip())

    def tree(self) -> ast.Expression:
        """The text as Python's syntax tree; raises FormulaError for what is not a Python expression in ASCII."""
        if len(self.flat) > MAX_LENGTH:
            hint = "split it with let, or use sum and matrix notation"
            raise self.error(f"the formula is longer than {MAX_LENGTH} characters", 0, hint=hint)
        for place, character in enumerate(self.flat):
            if not character.isprintable():
                hint = "delete it; it may have come along when the formula was copied"
                raise self.error(f"the character U+{ord(character):04X} cannot be printed", place, hint=hint)
            if not character.isascii():
                hint = IN_ASCII.get(character, "formulas are written in plain letters, such as alpha for α")
                raise self.error(f"{character} is not part of the language", place, hint=hint)
            if character == "#":
                hint = "what stands behind it would be lost: a comment goes into a line of its own"
                raise self.error("# is not part of the language", place, hint=hint)
        if not self.flat.strip():
            raise self.error("the formula is empty", 0, hint="for example x.T @ A @ x")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SyntaxWarning)  # of `2in x`: what is wrong with it is said here
                return ast.parse(self.flat.strip(), mode="eval")
        except SyntaxError as fault:
            if digits := _ENDLESS.search(self.flat):
                message, hint = "this number has too many digits", f"numbers go up to 10**{len(str(MAX_NUMBER)) - 1}"
                raise self.error(message, digits.start(), len(digits[0]), hint) from None
            if "too many nested" in fault.msg:
                raise self.error("the formula is nested too deeply", 0, hint="name parts of it with let") from None
            place = self.indent + max(0, (fault.offset or 1) - 1)
            raise self.error(*explain(self.flat, min(place, len(self.flat) - 1))) from None
        except (RecursionError, MemoryError, ValueError):
            raise self.error("the formula is nested too deeply", 0, hint="name parts of it with let") from None

    def error(self, message: str, place: int, length: int = 1, hint: str = "") -> FormulaError:
        """The error at a place."""
        return FormulaError(message, at=self.position(place, length), hint=hint)

    def position(self, place: int, length: int = 1) -> Position:
        """The position, for errors, of so many characters at a place."""
        return Position("", 1, place + 1, self.flat, max(1, length))

    def span(self, tree: ast.expr) -> tuple[int, int]:
        """Where a part of the tree begins, and how long it is."""
        start = self.column(tree.col_offset)
        return start, self.column(tree.end_col_offset or 0) - start

    def column(self, offset: int) -> int:
        """The place of an offset of `ast`, which counts from the start of the stripped text."""
        return offset + self.indent

    def made(self, make: Callable[[], Node], place: int, length: int) -> Node:
        """What `make` makes; an error without a position gets this one."""
        try:
            return make()
        except McdocsError as error:
            raise error.located(self.position(place, length)) from None
