"""Readers of single values: a name, a space, a line of prose.

YAML's own idea of a value is not used: `y`, `off`, `1e3` and `0.5` are what the author typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mcdocs.calculus.facts import FACTS
from mcdocs.errors import FormulaError, McdocsError, ShapeError, SpecError
from mcdocs.language.mathematics import parse_mathematics
from mcdocs.language.names import check_name
from mcdocs.language.notation import Raw
from mcdocs.language.prose import Inline, Text, parse_prose
from mcdocs.language.shapes import Size, parse_space
from mcdocs.specs.report import Report, kind_of, suggestion

PLANTED = ("sign", "factor", "transpose", "term")
_SPEC_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


@dataclass(frozen=True)
class Point:
    """An item of a list of bullets and the items below it."""

    text: Inline
    points: tuple[Inline, ...] = ()


def read_text(value: object, report: Report) -> str:
    """A text that is not empty."""
    if not isinstance(value, str):
        # `- Why: because` is a mapping for YAML; nobody who writes it knows.
        hint = "a text with a colon and a space in it must be in quotes" if isinstance(value, dict) else ""
        report(SpecError(f"a text is expected here, not {kind_of(value)}", hint=hint))
        return ""
    if not value.strip():
        report(SpecError("this text is empty", hint="write it, or take the key out"))
    return value


def read_name(value: object, report: Report) -> str:
    """A name that formulas can use."""
    text = read_text(value, report)
    if not report:
        try:
            check_name(text, "a variable")
        except FormulaError as error:
            report(error)
    return text


def read_spec_name(value: object, report: Report) -> str:
    """The name of a spec: that of its file, without folder and ending."""
    text = read_text(value, report)
    if not report and (problem := spec_name_problem(text)):
        report(problem)
    return text


def spec_name_problem(text: str) -> McdocsError | None:
    """What keeps a text from being the name of a spec; names are checked before they become paths."""
    if _SPEC_NAME.fullmatch(text):
        return None
    hint = "letters, digits, - and _; the name of a file in specs/ without its folder and .yaml"
    return SpecError(f"{text[:60]!r} is not the name of a spec", hint=hint)


def read_space(value: object, report: Report) -> str:
    """A space such as `R^{2x3}`."""
    text = read_text(value, report)
    if not report:
        try:
            parse_space(text)
        except ShapeError as error:
            report(error)
    return text


def read_size(value: object, report: Report) -> Size:
    """A whole number or a letter."""
    text = read_text(value, report)
    if not report:
        try:
            (size,) = parse_space("R^{" + text + "}")
            return size
        except (ShapeError, ValueError):
            report(ShapeError(f"{text[:60]!r} is not a size", hint="a size is a whole number or a letter"))
    return 1


def read_prose(value: object, report: Report) -> Inline:
    """A line of text with inline mathematics."""
    text = read_text(value, report)
    if not report:
        try:
            return parse_prose(text)
        except FormulaError as error:
            report(error)
    return ()


def read_point(value: object, report: Report) -> Point:
    """An item, or an item with a list below it: `{text: [items]}`, whose text ends with the colon."""
    if not isinstance(value, dict):
        return Point(read_prose(value, report))
    if len(value) != 1 or not isinstance(items := next(iter(value.values())), list):
        hint = "put a text with a colon in quotes; or begin a list below it, with dashes"
        report(SpecError("an item is a text, or a text with a list below it", hint=hint))
        return Point(())
    (text,) = value
    head = read_prose(text, found := Report())
    report.at_key(text, found)
    points = []
    for index, item in enumerate(items):
        points.append(read_prose(item, found := Report()))
        for each in found:
            report(each.error, text, index, *each.place)
    return Point((*head, Text(":")), tuple(points))


def read_mathematics(value: object, report: Report) -> Raw:
    """A displayed formula in LaTeX."""
    text = read_text(value, report)
    if not report:
        try:
            return parse_mathematics(text)
        except FormulaError as error:
            report(error)
    return Raw("")


def read_fact(value: object, report: Report) -> str:
    """A fact about an input."""
    text = read_text(value, report)
    if not report and text not in FACTS:
        report(SpecError(f"{text[:60]!r} is not a fact mcdocs knows", hint=suggestion(text, FACTS)))
    return text


def read_planted(value: object, report: Report) -> str:
    """A kind of mistake that can be planted."""
    text = read_text(value, report)
    if not report and text not in PLANTED:
        report(SpecError(f"{text[:60]!r} is not possible here", hint=suggestion(text, PLANTED)))
    return text


def read_truth(value: object, report: Report) -> bool:
    """`true` or `false`; YAML 1.1's `yes` and `off` are left to those who like puzzles."""
    if value not in ("true", "false", True, False):
        report(SpecError("this is either true or false"))
    return value in ("true", True)


def read_order(value: object, report: Report) -> int:
    """1 or 2."""
    if value not in ("1", "2", 1, 2):
        hint = "1 is the derivative, 2 the Hessian; higher orders are not derived"
        report(SpecError("the order of a derivative is 1 or 2", hint=hint))
    return 2 if value in ("2", 2) else 1


def read_count(value: object, report: Report) -> int:
    """A whole number from 1 to 100."""
    if isinstance(value, int) or (isinstance(value, str) and re.fullmatch(r"-?[0-9]+", value)):
        digits = str(value)
        if len(digits) < 9 and 1 <= int(digits) <= 100:
            return int(digits)
        report(SpecError("this number runs from 1 to 100"))
    else:
        shown = repr(value[:40]) if isinstance(value, str) else kind_of(value)
        report(SpecError(f"a whole number is expected here, not {shown}"))
    return 1
