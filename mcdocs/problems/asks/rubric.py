"""What the lines of a working earn: points by what a step is worth, at the finest in halves, that add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from mcdocs.calculus.rules import RULES
from mcdocs.calculus.steps import RULE as READ_OFF
from mcdocs.documents.filters import in_halves
from mcdocs.language.prose import Inline, Text
from mcdocs.problems.model import RubricLine

HALF = Fraction(1, 2)

RESULT = "result"
NAMED = "where"
DIFFERENTIATED = 3
HANDWORK = 1
WORTH = {
    "a scalar is its transpose": 2,
    "cyclic property of the trace": 2,
    READ_OFF: 2,
    "in numerator layout": 2,
    "in denominator layout": 2,
    "entry by entry": DIFFERENTIATED,
    "differentiate again": DIFFERENTIATED,
    RESULT: DIFFERENTIATED,
}
"""What steps are worth beside each other; a rule of differentiation is `DIFFERENTIATED`, all else is `HANDWORK`."""


@dataclass(frozen=True)
class _Unit:
    """Lines that are marked together: one, or several beside each other that are worth the same."""

    places: tuple[int, ...]
    worth: int


def shared(lines: Sequence[RubricLine], points: int) -> tuple[RubricLine, ...]:
    """The lines with points, by what each is worth.

    A line that only says what is done or what a name stands for earns nothing, unless it is the last. Lines that
    stand beside each other and are worth the same earn the same; where that is no half point each, the last of them
    has what they earn together. A working of a single line is told apart into its rules and the result.
    """
    steps = [place for place, line in enumerate(lines) if not line.continued]
    steps = [place for place in steps if _earns(lines[place]) or place == steps[-1]]
    found = list(lines)
    if len(steps) == 1:
        line = lines[steps[0]]
        found[steps[0]] = replace(line, points=Fraction(points), shares=_told_apart(line.rule, points))
        return tuple(found)
    units = _units(lines, steps)
    for unit, halves in zip(units, _halves(units, 2 * points), strict=True):
        count = len(unit.places)
        if halves % count:
            for place in unit.places:
                found[place] = replace(lines[place], sharing=0)
            found[unit.places[-1]] = replace(lines[unit.places[-1]], points=halves * HALF, sharing=count)
            continue
        for place in unit.places:
            found[place] = replace(lines[place], points=halves * HALF / count)
    return tuple(found)


def _earns(line: RubricLine) -> bool:
    return _names(line.rule) not in ([], [NAMED])


def _units(lines: Sequence[RubricLine], steps: Sequence[int]) -> list[_Unit]:
    """What is marked together: of lines with heads of their own, which do not follow from each other, those alike."""
    units: list[_Unit] = []
    for place in steps:
        worth = _worth(lines[place].rule)
        before = units[-1] if units else None
        beside = before and lines[place].head is not None and lines[before.places[-1]].head is not None
        if before and beside and before.worth == worth and place != steps[-1]:
            units[-1] = _Unit((*before.places, place), worth)
        else:
            units.append(_Unit((place,), worth))
    return units


def _halves(units: Sequence[_Unit], halves: int) -> list[int]:
    """Half points for each unit, by largest remainders. The last one, which is the answer, has one at least.

    Units of several lines have one for each line, or two, and so on, where they can.
    """
    total = sum(unit.worth * len(unit.places) for unit in units)
    quotas = [Fraction(halves * unit.worth * len(unit.places), total) for unit in units]
    steps = [len(unit.places) if quota >= len(unit.places) else 1 for unit, quota in zip(units, quotas, strict=True)]
    found = [int(quota / step) * step for quota, step in zip(quotas, steps, strict=True)]
    found[-1] = max(found[-1], 1)
    missing = [(quota - have) / step for quota, have, step in zip(quotas, found, steps, strict=True)]
    for place in sorted(range(len(units)), key=lambda place: (-missing[place], -place)):
        if missing[place] > 0 and sum(found) + steps[place] <= halves:
            found[place] += steps[place]
    found[-1] += halves - sum(found)
    return found


def _worth(rule: Inline) -> int:
    """What a line is worth beside the others: its rules of differentiation together, or the most of the rest."""
    worths = [_worth_of(name) for name in _names(rule)]
    return sum(each for each in worths if each == DIFFERENTIATED) or max(worths, default=HANDWORK)


def _worth_of(name: str) -> int:
    return WORTH.get(name, DIFFERENTIATED if name in _differentiating() else HANDWORK)


@cache
def _differentiating() -> frozenset[str]:
    """The rules that get a line of their own in a working."""
    loud = {rule.name for rules in RULES.values() for rule in rules if rule.loud}
    quiet = {rule.name for rules in RULES.values() for rule in rules if not rule.loud}
    return frozenset(loud - quiet)


def _told_apart(rule: Inline, points: int) -> Inline:
    """The rules that led to a result in one line, each with its share, and that of the result; nothing for one."""
    names = [*_names(rule), RESULT]
    if _worth(rule) < DIFFERENTIATED or points < len(names):
        return ()
    units = [_Unit((place,), _worth_of(name)) for place, name in enumerate(names)]
    shares = _halves(units, 2 * points)
    told = [f"{name} {in_halves(share * HALF)}" for name, share in zip(names, shares, strict=True) if share]
    return (Text(", ".join(told)),)


def _names(rule: Inline) -> list[str]:
    """The names of the rules of a line."""
    text = "".join(piece.text for piece in rule if isinstance(piece, Text))
    return [name for name in map(str.strip, text.split(",")) if name]
