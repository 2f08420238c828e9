"""What can be drawn for an exercise: a table with one reader for each kind, from what an author writes to the options.

Options are texts of the formula language, so that a drawn thing is put where its name stands in a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, perm
from typing import Literal, TypeAlias, get_args

from mcdocs.errors import FormulaError, SpecError
from mcdocs.language.formula_text import FormulaText
from mcdocs.language.shapes import MAX_SIZE
from mcdocs.specs.compound import list_of
from mcdocs.specs.ranges import MOST_OPTIONS, bounds, integers, listed, texts, without
from mcdocs.specs.readers import read_text
from mcdocs.specs.report import Report, kind_of, suggestion

DrawKind = Literal["integer", "rational", "choice", "size", "permutation"]
Make: TypeAlias = Callable[[object, Mapping[str, object], Report], tuple[str, ...]]

MOST_ORDERS = 50_000


@dataclass(frozen=True)
class Draw:
    """One of `options`, or with `take` so many different ones in a random order, under numbered names."""

    kind: DrawKind
    options: tuple[str, ...]
    take: int | None = None

    def names(self, name: str) -> tuple[str, ...]:
        """What formulas can use: the name, or `p1`, `p2`, ... of a permutation p."""
        return (name,) if self.take is None else tuple(f"{name}{place}" for place in range(1, self.take + 1))

    @property
    def count(self) -> int:
        """In how many ways this can be drawn."""
        return len(self.options) if self.take is None else perm(len(self.options), self.take)

    def way(self, index: int) -> tuple[str, ...]:
        """The way of that number, from 0: what stands under the names."""
        if self.take is None:
            return (self.options[index],)
        left, found = list(self.options), []
        for _ in range(self.take):
            index, place = divmod(index, len(left))
            found.append(left.pop(place))
        return tuple(found)

    @property
    def telling(self) -> tuple[str, ...]:
        """The options that show whether a formula can be read with all of them: every word, the ends of numbers."""
        if not self.is_numeric:
            return self.options
        return (min(self.options, key=Fraction), max(self.options, key=Fraction))

    @property
    def is_numeric(self) -> bool:
        """Whether a number is drawn, which conditions can calculate with."""
        return self.kind in ("integer", "rational", "size")


KINDS: dict[str, tuple[Make, tuple[str, ...]]] = {}
"""For each kind of draw its reader, and the keys that may stand beside it."""


def kind(*beside: str) -> Callable[[Make], Make]:
    """Enter a function under its name as a kind of draw."""

    def enter(make: Make) -> Make:
        KINDS[make.__name__] = (make, beside)
        return make

    return enter


def read_draw(value: object, report: Report) -> Draw:
    """`{integer: 2 to 6, except: 4}` and its like."""
    nothing = Draw("integer", ("1",))
    if not isinstance(value, dict):
        hint = "for example  a: {integer: 2 to 6}  or  f: {choice: [sin, cos]}"
        report(SpecError(f"a mapping is expected here, not {kind_of(value)}", hint=hint))
        return nothing
    found = [key for key in value if key in KINDS]
    if not found:
        key = next(iter(value), "")
        hint = suggestion(str(key), KINDS)
        report(
            SpecError("what is drawn is missing", hint=hint) if not key else _unknown(key, KINDS),
            *_first(value),
            key=True,
        )
        return nothing
    if len(found) > 1:
        report(SpecError(f"only one thing can be drawn under a name, not {' and '.join(found)}"), found[1], key=True)
        return nothing
    (name,) = found
    make, beside = KINDS[name]
    for key in value:
        if key != name and key not in beside:
            report(_unknown(key, (*beside, name)), key, key=True)
    if report:
        return nothing
    options = make(value[name], value, report)
    take = _taken(value, len(options), report) if name == "permutation" else None
    if not report and len(options) < 2 and not (take and take > 1):
        report(SpecError("there is nothing to draw from: at least two options are needed"), name)
    if len(options) > MOST_OPTIONS:
        report(SpecError(f"{len(options)} options are too many, at most {MOST_OPTIONS} are possible"), name)
    draw = Draw(next(each for each in get_args(DrawKind) if each == name), options, take)
    if take and draw.count > MOST_ORDERS:
        report(SpecError(f"{draw.count:,} orders are too many", hint="list fewer formulas, or take fewer"), name)
    return draw


def _first(value: Mapping[str, object]) -> tuple[str, ...]:
    return (str(next(iter(value))),) if value else ()


def _unknown(key: object, known: object) -> SpecError:
    words = list(known) if isinstance(known, dict | tuple) else []
    return SpecError(f"unknown key {str(key)[:40]!r}", hint=suggestion(str(key), words))


# ── the table ────────────────────────────────────────────────────────────────────────────────────────────────────────


@kind("except")
def integer(value: object, draw: Mapping[str, object], report: Report) -> tuple[str, ...]:
    """`{integer: -4 to 4, except: [0, 1]}`, or a list of integers."""
    return texts(without(integers(value, "integer", report), draw, report))


@kind("except")
def size(value: object, draw: Mapping[str, object], report: Report) -> tuple[str, ...]:
    """`{size: 2 to 4}`, for a letter in the inputs' spaces."""
    found = integers(value, "size", report)
    if not report and not all(1 <= each <= MAX_SIZE for each in found):
        report(SpecError(f"sizes run from 1 to {MAX_SIZE}"), "size")
    return texts(without(found, draw, report))


@kind("denominators", "except")
def rational(value: object, draw: Mapping[str, object], report: Report) -> tuple[str, ...]:
    """`{rational: 0 to 2, denominators: [2, 3]}`: the fractions in lowest terms with such a denominator, or a list."""
    if not isinstance(value, str):
        return texts(without(listed(value, "rational", report), draw, report))
    ends = bounds(value, "rational", report)
    below = integers(draw.get("denominators", ["2", "3", "4"]), "denominators", report)
    if report or ends is None:
        return ()
    if not all(1 <= each <= 100 for each in below):
        report(SpecError("denominators run from 1 to 100"), "denominators")
        return ()
    first, last = ends
    if (last - first) * sum(map(int, below)) > MOST_OPTIONS:
        report(SpecError(f"these are too many fractions, at most {MOST_OPTIONS} are possible"), "rational")
        return ()
    found = {
        Fraction(over, int(under))
        for under in below
        for over in range(-int(-first * under // 1), int(last * under // 1) + 1)
        if gcd(over, int(under)) == 1
    }
    return texts(without(sorted(found), draw, report, ends))


@kind()
def choice(value: object, draw: Mapping[str, object], report: Report) -> tuple[str, ...]:
    """`{choice: [sin, cos, exp]}`: functions, to be written `f(x)`, or whole formulas."""
    return _formulas(value, "choice", report)


@kind("take")
def permutation(value: object, draw: Mapping[str, object], report: Report) -> tuple[str, ...]:
    """`{permutation: [x1**2, x2*x3, exp(x1)]}`: the formulas in another order; `take: 2` has two of them."""
    return _formulas(value, "permutation", report)


# ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _formulas(value: object, key: str, report: Report) -> tuple[str, ...]:
    items = list_of(read_text)(value, found := Report())
    report.below(key, found)
    for place, item in enumerate(items):
        if not report and item in items[:place]:
            report(SpecError(f"{item[:40]!r} is there twice"), key, place)
        elif not report:
            try:
                FormulaText(item).tree()
            except FormulaError as error:
                report(error, key, place)
    return tuple(item.strip() for item in items)


def _taken(draw: Mapping[str, object], count: int, report: Report) -> int:
    if "take" not in draw:
        return count
    text = draw["take"]
    if isinstance(text, str) and text in map(str, range(1, count + 1)):
        return int(text)
    report(SpecError(f"take is a number from 1 to {count}, how many of the formulas are used"), "take")
    return count
