"""The closed family of errors. Each was written to be read by a lecturer at midnight: where, what, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Position:
    """A place in a text: `line` and `column` count from 1, `length` characters are underlined.

    `source` is the text of that line, without its line break.
    """

    file: str
    line: int
    column: int
    source: str = ""
    length: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def caret(self) -> str:
        """The source line with the place underlined; a window of it when the line is long."""
        start = max(0, self.column - 1)
        # what moves a cursor, changes colours or turns the writing around must not reach a terminal
        shown, left = "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in self.source), 0
        if len(shown) > 120:
            left = max(0, min(start - 60, len(shown) - 120))
            shown = shown[left : left + 120]
        width = max(1, min(self.length, len(shown) - (start - left)))
        return f"  {shown}\n  {' ' * (start - left)}{'^' * width}"


class McdocsError(Exception):
    """What went wrong, where, and a hint. The base of every error mcdocs raises on purpose."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, at: Position | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        self.hint = hint

    def located(self, at: Position) -> McdocsError:
        """This error with a position, unless it has one already."""
        if self.at is None:
            self.at = at
        return self

    def __str__(self) -> str:
        lines = [f"{self.at}: {self.message}" if self.at else self.message]
        if self.at and self.at.source:
            lines.append(self.at.caret())
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)


class FormulaError(McdocsError):
    """A formula that is not in the language."""


class ShapeError(McdocsError):
    """Operands whose shapes do not fit."""


class NoRuleError(McdocsError):
    """A formula in the language for which no rule gives an answer."""


class RefereeError(McdocsError):
    """A displayed line that an independent check contradicts."""


class SpecError(McdocsError):
    """A YAML file that does not say what a spec must say."""


class DocumentError(McdocsError):
    """A document that cannot be typeset as asked: a slide too full, a template that fails, TeX that stops.

    `character` is the one that cannot be shown, where that is what is wrong.
    """

    character: str = ""


class LeakError(McdocsError):
    """Something a student would get with an answer in it, or with another student's name on it."""


class OutputError(McdocsError):
    """A file or folder that cannot be written."""


class UsageError(McdocsError):
    """A command that was not given what it needs."""

    exit_code = 2


class MissingToolError(McdocsError):
    """A program outside Python that is not installed."""

    exit_code = 3


class Errors(McdocsError):
    """Several errors at once, in the order of their places."""

    def __init__(self, errors: list[McdocsError]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors
        self.at = errors[0].at if errors else None

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)


def raise_all(errors: list[McdocsError]) -> None:
    """Raise what was collected: nothing, the one error, or all of them together."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise Errors(errors)
