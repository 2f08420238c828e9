"""Numbers as an author lists them: ranges such as `2 to 6`, lists, and what is left out of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from mcdocs.errors import SpecError
from mcdocs.specs.compound import one_or_list_of
from mcdocs.specs.readers import read_text
from mcdocs.specs.report import Report

MOST_OPTIONS = 2_000
LARGEST = 10**6
_RANGE = re.compile(r"\s*(\S+)\s+to\s+(\S+)\s*")
_NUMBER = re.compile(r"[+-]?\d{1,12}(?:/0*[1-9]\d{0,11})?")


def integers(value: object, key: str, report: Report) -> list[Fraction]:
    """The integers of a range or a list."""
    if isinstance(value, str) and (single := number(value)) is not None:
        found = [single]
        fault = single if single.denominator != 1 else None
    elif isinstance(value, str) and (ends := bounds(value, key, report)):
        first, last = ends
        found = [Fraction(each) for each in range(int(first), int(last) + 1)] if last - first < MOST_OPTIONS else []
        if not found:
            hint = f"draw from fewer, or list some:  {key}: [2, 3, 5]"
            report(SpecError(f"these are too many numbers, at most {MOST_OPTIONS:,} are possible", hint=hint), key)
        fault = next((end for end in ends if end.denominator != 1), None)
    else:
        found = [] if isinstance(value, str) else listed(value, key, report)
        fault = next((each for each in found if each.denominator != 1), None)
    if fault is not None:
        report(SpecError(f"{fault} is not a whole number", hint="fractions are drawn with  rational:"), key)
    return found


def bounds(value: str, key: str, report: Report) -> tuple[Fraction, Fraction] | None:
    """The ends of a range, the first below the last; None, and a report, for anything else."""
    match = _RANGE.fullmatch(value)
    ends = [number(word) for word in match.groups()] if match else []
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        hint = f"write  {key}: 2 to 6  or list the numbers:  {key}: [2, 3, 5]"
        if match and all(_NUMBER.fullmatch(word) for word in match.groups()):
            hint = f"numbers go up to {LARGEST:,}"
        report(SpecError(f"{value[:40]!r} is not a range of numbers", hint=hint), key)
        return None
    if ends[0] >= ends[1]:
        report(SpecError(f"this range is empty: {ends[0]} is not below {ends[1]}"), key)
        return None
    return ends[0], ends[1]


def listed(value: object, key: str, report: Report) -> list[Fraction]:
    """The numbers of a list, or the one that stands alone."""
    items = one_or_list_of(read_text)(value, found := Report())
    report.below(key, found)
    numbers = []
    for place, item in enumerate(items):
        each = number(item)
        if each is None and not report:
            where = (key, place) if isinstance(value, list | tuple) else (key,)
            hint = f"numbers up to {LARGEST}, such as -3 or 2/3"
            report(SpecError(f"{item[:40]!r} is not a number that can be drawn", hint=hint), *where)
        numbers.append(each if each is not None else Fraction(1))
    return numbers


def number(text: str) -> Fraction | None:
    """The number that a text writes: an integer or a fraction, of at most LARGEST."""
    if not _NUMBER.fullmatch(text.strip()):
        return None
    value = Fraction(text.strip())
    return value if abs(value) <= LARGEST and value.denominator <= LARGEST else None


def without(
    found: list[Fraction], draw: Mapping[str, object], report: Report, within: tuple[Fraction, Fraction] | None = None
) -> list[Fraction]:
    """The numbers but those under `except`, each once.

    To leave out what is not drawn anyway is a slip, and reported; of fractions `within` a range only what is beyond it.
    """
    if "except" not in draw:
        return list(dict.fromkeys(found))
    written, known = draw["except"], len(report)
    excluded = listed(written, "except", report)
    for place, each in enumerate(excluded if len(report) == known else ()):
        if not (within[0] <= each <= within[1] if within else each in found):
            where = ("except", place) if isinstance(written, list | tuple) else ("except",)
            hint = "take it out of except, or draw from more"
            report(SpecError(f"{each} is not among the numbers that are drawn", hint=hint), *where)
    return [each for each in dict.fromkeys(found) if each not in excluded]


def texts(numbers: list[Fraction]) -> tuple[str, ...]:
    """The numbers as formulas write them."""
    return tuple(map(str, numbers))
