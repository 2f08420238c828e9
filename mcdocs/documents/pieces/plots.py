"""Plots of a function with its derivative: of one variable the curve and a tangent, of two the levels and the gradient.

The numbers come from the formula and from the derivative that are printed; nothing else is evaluated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from math import isfinite, nan
from typing import Any

from mcdocs.documents import blocks
from mcdocs.documents.pictures.curves import Curve, traced
from mcdocs.documents.pictures.level_lines import level_plot, levels
from mcdocs.documents.pictures.plot import HEIGHT, WIDTH, Tangent
from mcdocs.documents.pictures.plot import plot as curve_plot
from mcdocs.documents.pictures.scene import Point, Scene
from mcdocs.documents.pictures.ticks import rounded, written
from mcdocs.documents.pieces.parts import Shown, View, equals, part
from mcdocs.documents.pieces.subjects import Subject
from mcdocs.documents.pieces.symbols import Symbols
from mcdocs.errors import McdocsError, NoRuleError
from mcdocs.language import nodes
from mcdocs.language.names import Scope
from mcdocs.language.nodes import Node
from mcdocs.language.notation import Answer, Math, Name
from mcdocs.language.parse import parse_formula
from mcdocs.language.prose import Formula, Inline, Text
from mcdocs.language.shapes import Shape

# A plot takes thousands of values; those of longer formulas would take seconds.
MOST_NODES = 600
# Where a tangent is drawn if nobody says where: the first of these where it is seen well.
_PLACES = (1.0, 0.5, 2.0, -1.0, 1.5, -0.5, 3.0, -2.0, 0.0, 0.25, 4.0)


@part
def plot(view: View) -> Shown:
    """The curve of a function of one variable with a tangent, or level lines of two variables with the gradient."""
    return Shown((blocks.Picture(plotted(view.subject, view.symbols)),))


def plotted(subject: Subject, symbols: Symbols) -> Scene:
    """The plot of a subject's function; raises NoRuleError for what has none, or none that could be read."""
    if not can_be_plotted(subject):
        hint = "leave out the part 'plot', or give every other input a value with at"
        message = "only scalar functions of one variable, or of a vector of two, that are not too long, can be plotted"
        raise NoRuleError(message, at=subject.at, hint=hint)
    values = _Values(subject)
    scene = _curve(values, symbols) if subject.statement.wrt.shape == () else _levels(values, symbols)
    if scene is None:
        hint = "leave out the part 'plot', or say with at where it is to be seen"
        raise NoRuleError("a plot of this function would show nothing", at=subject.at, hint=hint)
    return scene


def can_be_plotted(subject: Subject) -> bool:
    """Whether the function goes from R or R^2 to R once all other inputs have their values, and is no giant."""
    others = set(subject.spec.inputs) - {subject.statement.wrt.name} - set(subject.spec.at)
    aspect = subject.aspect
    if any(True for _ in islice(nodes.walk(subject.statement.formula), MOST_NODES, None)):
        return False
    return aspect.order == 1 and aspect.output == () and aspect.input in ((), (2,)) and not others


@dataclass(frozen=True)
class _Values:
    """The numbers of a function and of its derivative, not a number where they have none."""

    subject: Subject

    @cached_property
    def point(self) -> Mapping[str, Any]:
        """The value of each input that has one in the spec's `at`."""
        found = {}
        for name, text in self.subject.spec.at.items():
            try:
                found[name] = _number(parse_formula(text, Scope({})))
            except McdocsError as error:
                raise self.subject.spec.relocate(error, "at", name) from None
        return found

    @cached_property
    def value(self) -> Callable[[Any], float]:
        """The function at a value of the variable."""
        statement = self.subject.statement
        return self._at(_source(statement.formula, statement.scope, ()), ())

    @cached_property
    def slope(self) -> Callable[[Any], Any]:
        """The derivative, in the shape of the variable."""
        derivative = self.subject.derivation.denominator
        return self._at(derivative.numpy, derivative.shape)

    def _at(self, source: str, shape: Shape) -> Callable[[Any], Any]:
        import numpy as np  # loaded for plots only, for start-up time

        from mcdocs.calculus.evaluate import evaluate

        scope, name = self.subject.statement.scope, self.subject.statement.wrt.name

        def at(x: Any) -> Any:
            try:
                found = evaluate(source, scope, shape, {**self.point, name: x})
            except (ArithmeticError, np.linalg.LinAlgError):
                return nan if shape == () else (nan,) * 2
            return float(found) if shape == () else tuple(map(float, found))

        return at


def _source(node: Node, scope: Scope, shape: Shape) -> str:
    from mcdocs.printers.source import function_source

    return function_source(node, scope, "derivative", shape)


def _number(node: Node) -> Any:
    from mcdocs.calculus.evaluate import evaluate

    return evaluate(_source(node, Scope({}), node.shape), Scope({}), node.shape, {})


# ── one variable ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _curve(values: _Values, symbols: Symbols) -> Scene | None:
    subject, at = values.subject, values.point.get(values.subject.statement.wrt.name)
    place = None if at is None else float(at)
    if place is not None and not isfinite(values.value(place)):
        message = "the function has no value at this point"
        raise NoRuleError(message, at=subject.spec.position("at"), hint="choose another point, or leave it out")
    curve = traced(values.value, place)
    if curve is None:
        return None
    x = Name(subject.statement.wrt.name, "input")
    tangent = _tangent(values, curve, x, place)
    words: list[Text | Formula] = [Text("Plot of "), Formula(equals(symbols.output, subject.statement.formula))]
    words += [Text(" for "), Formula(x), Text(" from "), _about(curve.across[0]), Text(" to "), _about(curve.across[1])]
    for pole in curve.poles:
        words += [Text(", with an asymptote at "), Formula(equals(x, written(rounded(pole)[0])))]
    if tangent is not None:
        words += [Text(", and its tangent: "), *tangent.text]
    return curve_plot(curve, (x, symbols.output), tangent, (*words, Text(".")))


def _about(value: float) -> Formula:
    return Formula(written(rounded(value)[0]))


def _tangent(values: _Values, curve: Curve, x: Math, place: float | None) -> Tangent | None:
    """The tangent at the point asked for, or where it is seen well; none where the function has no derivative."""
    places = _PLACES if place is None else (place,)
    found = [(at, values.value(at), values.slope(at)) for at in places]
    good = [each for each in found if all(map(isfinite, each)) and (place is not None or _well_seen(curve, *each))]
    if not good:
        return None
    at, y, slope = good[0]
    (shown, exact), (where, _) = rounded(slope), rounded(at)
    text: Inline = (
        Text("slope " if exact else "slope about "),
        Formula(Answer(written(shown))),
        Text(" at "),
        Formula(equals(x, written(where))),
    )
    return Tangent((at, y), slope, text)


def _well_seen(curve: Curve, x: float, y: float, slope: float) -> bool:
    """Whether a place is well inside the picture and its tangent neither level nor steep."""
    width, height = (end - start for start, end in (curve.across, curve.up))
    inside = abs(x - sum(curve.across) / 2) < 0.4 * width and abs(y - sum(curve.up) / 2) < 0.42 * height
    return inside and 0.12 < abs(slope) * (width / WIDTH) / (height / HEIGHT) < 3


# ── two variables ────────────────────────────────────────────────────────────────────────────────────────────────────


def _levels(values: _Values, symbols: Symbols) -> Scene | None:
    statement = values.subject.statement
    at = values.point.get(statement.wrt.name)
    place: Point | None = None if at is None else (float(at[0]), float(at[1]))
    shown = levels(lambda x, y: values.value([x, y]), lambda x, y: values.slope([x, y]), place)
    if shown is None:
        return None
    first, second = (Name(name, "input") for name in _names(statement.wrt.name, statement.wrt.labels))
    words: list[Text | Formula] = [Text("Level lines of "), Formula(equals(symbols.output, statement.formula))]
    for joint, name, (start, end) in ((" for ", first, shown.across), (" and ", second, shown.up)):
        words += [Text(joint), Formula(name), Text(" from "), _about(start), Text(" to "), _about(end)]
    words.append(Text(", with arrows along the gradient, perpendicular to them."))
    return level_plot(shown, (first, second), place, tuple(words))


def _names(name: str, labels: tuple[str, ...]) -> tuple[str, ...]:
    return labels or (f"{name}1", f"{name}2")
