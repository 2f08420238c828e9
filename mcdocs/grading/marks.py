"""What grading says about an answer."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Status = Literal["right", "wrong", "undecided"]


@dataclass(frozen=True)
class Mark:
    """Right, wrong, or for a person to decide; `credit` is the part of the points, None while it is undecided.

    `feedback` is a sentence for the student, `diagnosis` the name of the mistake in the table, `understood` the answer
    as it was read, in the formula language.
    """

    status: Status
    credit: Fraction | None
    feedback: str = ""
    diagnosis: str = ""
    understood: str = ""


def right(understood: str = "", feedback: str = "") -> Mark:
    """All points."""
    return Mark("right", Fraction(1), feedback, "", understood)


def wrong(feedback: str, understood: str = "", diagnosis: str = "", credit: Fraction = Fraction(0)) -> Mark:
    """Not right; perhaps worth a part of the points."""
    return Mark("wrong", credit, feedback, diagnosis, understood)


def undecided(feedback: str, understood: str = "") -> Mark:
    """For a person to decide."""
    return Mark("undecided", None, feedback, "", understood)
