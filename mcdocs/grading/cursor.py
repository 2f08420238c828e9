"""A place among the tokens of an answer, and the moves a grammar makes there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NoReturn, TypeVar

from mcdocs.errors import FormulaError
from mcdocs.grading.tokens import Token

T = TypeVar("T")

MAX_DEPTH = 60
END = Token("end", "the end")


class Cursor:
    """Raises FormulaError, in words a student can read, for everything that is not expected."""

    def __init__(self, found: Sequence[Token]) -> None:
        self.tokens = list(found)
        self.place = 0
        self.depth = 0

    def here(self, ahead: int = 0) -> Token:
        at = self.place + ahead
        return self.tokens[at] if at < len(self.tokens) else END

    def sign(self, ahead: int = 0) -> str:
        """The sign or command at this place, empty for anything else."""
        token = self.here(ahead)
        return {"sign": token.text, "command": f"\\{token.text}"}.get(token.kind, "")

    def take(self) -> Token:
        token = self.here()
        self.place += 1
        return token

    def accept(self, *signs: str) -> str:
        """The sign here, taken, if it is one of these; otherwise nothing."""
        found = self.sign()
        if not found or found not in signs:
            return ""
        self.place += 1
        return found

    def expect(self, sign: str) -> None:
        if not self.accept(sign):
            self.fail(f"{sign} is missing before {self.shown()}")

    def minus(self) -> bool:
        """Take the signs that stand here; whether they make a minus."""
        minus = False
        while sign := self.accept("+", "-"):
            minus ^= sign == "-"
        return minus

    def shown(self) -> str:
        return self.sign() or self.here().text

    def fail(self, message: str) -> NoReturn:
        raise FormulaError(message)

    def nested(self, read: Callable[[], T]) -> T:
        """What `read` reads, one level deeper."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail("it is nested too deeply")
        result = read()
        self.depth -= 1
        return result
