"""Errors as data for a page: where, what, what to do, and the line with the place in it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from mcdocs.errors import Errors, McdocsError

LONGEST = 400  # characters of a line that are shown


@dataclass(frozen=True)
class Fault:
    """One error; `column` counts from 1 within `source`, `length` characters are meant."""

    file: str
    line: int
    column: int
    length: int
    source: str
    message: str
    hint: str

    @property
    def data(self) -> dict[str, Any]:
        """The same as JSON data."""
        return asdict(self)


def faults(error: McdocsError) -> list[Fault]:
    """The single errors in an error, in order, each once."""
    singles = (
        [single for part in error.errors for single in faults(part)] if isinstance(error, Errors) else [_fault(error)]
    )
    return list(dict.fromkeys(singles))


def _fault(error: McdocsError) -> Fault:
    at = error.at
    if at is None:
        return Fault("", 0, 0, 0, "", error.message, error.hint)
    # A window around the place when the line is long, so that the caret stays in sight.
    left = max(0, at.column - LONGEST // 2) if len(at.source) > LONGEST else 0
    source = at.source.expandtabs(1)[left : left + LONGEST]
    column = at.column - left
    return Fault(
        at.file, at.line, column, max(1, min(at.length, len(source) - column + 1)), source, error.message, error.hint
    )
