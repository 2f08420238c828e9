"""Answers that are numbers, which every system can mark: the value of a derivative at a point."""

from __future__ import annotations

import math

from mcdocs.exports.table import Item
from mcdocs.exports.writing import written_out
from mcdocs.problems.model import Value

Numbers = tuple[tuple[float, ...], ...]
"""Numbers in rows, as printed: a vector is a column, a scalar one row of one."""

HINT = "Type numbers, right to three digits, such as 0.667."
_PART = 0.005


def numbers(item: Item) -> Numbers | None:
    """The entries of the answer where a value is asked for and all of them are numbers, else None.

    Where a formula is asked for, a number is none: a field for one would tell that the answer is constant.
    """
    if item.question.kind != "value" or not isinstance(item.solution.answer, Value):
        return None
    from mcdocs.calculus.referee import evaluate  # imported when an answer is measured, for start-up time
    from mcdocs.errors import RefereeError

    written = written_out(item.solution.answer.node)
    if written is None:
        return None
    try:
        found = tuple(tuple(float(evaluate(entry, {})) for entry in row) for row in written.rows)
    except RefereeError:  # a name without a value: the point leaves it free
        return None
    return found if all(map(math.isfinite, (number for row in found for number in row))) else None


def digits(number: float) -> str:
    """A number with as many digits as say it: 0.3333333 for a third."""
    return f"{number:.7g}"


def margin(number: float) -> str:
    """How far off an answer may be: half a percent, or as much of 1 where the answer is zero."""
    return digits(_PART * (abs(number) or 1))
