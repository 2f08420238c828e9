"""A problem set of the course: `specs/problems/<name>.yaml`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field

from mcdocs.errors import McdocsError, Position, SpecError
from mcdocs.language.names import CONSTANTS
from mcdocs.specs.compound import leaves
from mcdocs.specs.conditions import Condition, read_condition
from mcdocs.specs.drawn import drawn_function
from mcdocs.specs.draws import Draw
from mcdocs.specs.fields import Conditions, Draws, Prose
from mcdocs.specs.function import FunctionSpec
from mcdocs.specs.parts import PartSpec, ValuePart
from mcdocs.specs.records import Record
from mcdocs.specs.report import Found, suggestion
from mcdocs.specs.slides import FunctionOrName
from mcdocs.specs.validate import load

MOST_TRIED = 20_000
ENOUGH = 5_000
_WORD = re.compile(r"[A-Za-z]\w*")


class ExerciseSpec(Record):
    """A function, what is drawn in it, and what is asked about it."""

    title: Prose = Field(default=(), description="What the exercise is called.", examples=["A quadratic form"])
    text: Prose = Field(default=(), description="What you want to say about it, in one line.")
    picture: Literal["diagram", "graph", "plot", "sparsity"] | None = Field(
        default=None,
        description="A picture below what is given; sheets show its frame, without what students are to find.",
        examples=["plot"],
    )
    draw: Draws = Field(
        default_factory=dict,
        description="What is different for each student: a name and what it is drawn from.",
        examples=[{"a": "{integer: 2 to 6, except: 4}"}, {"f": "{choice: [sin, cos]}"}],
    )
    where: Conditions = Field(
        default=(), description="Conditions on what is drawn.", examples=["a != b", ["a < b", "f != g"]]
    )
    function: FunctionOrName = Field(
        description="The function, with drawn names where they belong; or the name of a file in specs/functions, whose "
        "inputs and sizes of a drawn name are drawn.",
        examples=["ridge"],
    )
    parts: tuple[PartSpec, ...] = Field(min_length=1, description="What is asked, in order.")

    @property
    def names(self) -> dict[str, Draw]:
        """The names formulas can use, each with the draw it comes from."""
        return {name: draw for given, draw in self.draw.items() for name in draw.names(given)}

    @property
    def asked(self) -> frozenset[str]:
        """The inputs that parts name: to differentiate by, or with a value at a point."""
        points = [name for part in self.parts if isinstance(part, ValuePart) for name in part.at]
        return frozenset((*(part.wrt for part in self.parts if part.wrt is not None), *points))

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions of `where`; raises FormulaError, at its place in the file, for one that cannot be read."""
        numbers = frozenset(name for name, draw in self.names.items() if draw.is_numeric)
        words = {name: draw.options for name, draw in self.names.items() if not draw.is_numeric}
        found = []
        for index, text in enumerate(self.where):
            try:
                found.append(read_condition(text, numbers, words))
            except McdocsError as error:
                raise self.relocate(error, "where", *([index] if len(self.where) > 1 else [])) from None
        return tuple(found)

    def problems(self) -> Iterator[Found]:
        """Drawn names that mean something else already."""
        function = self.function if isinstance(self.function, FunctionSpec) else None
        for name, draw in self.draw.items():
            for each in draw.names(name):
                taken = "a number of its own" if each in CONSTANTS else ""
                if function and not taken:
                    taken = _meaning(each, function)
                if not taken and (each in self.draw) and each != name:
                    taken = "drawn too"
                if taken:
                    hint = "choose another name"
                    yield Found(SpecError(f"{each!r} cannot be drawn: it is {taken}", hint=hint), ("draw", name), True)
        if function and function.order != 1:
            hint = "leave it out, and ask for it:  {ask: hessian}"
            yield Found(SpecError("the order is what a part asks for", hint=hint), ("function", "order"), True)
        if function:
            words = _words(function)
            for name, draw in self.draw.items():
                if draw.take and name in words and name not in function.inputs:
                    each = ", ".join(draw.names(name)[:3])
                    yield Found(SpecError(f"{name!r} stands for several formulas: write {each}"), ("draw", name), True)
        if self.where and not self.draw:
            yield Found(SpecError("nothing is drawn, so there is nothing to ask of it"), ("where",), True)

    def misuses(self, function: FunctionSpec) -> list[McdocsError]:
        """What draws and parts say about the function that it does not have."""
        errors: list[McdocsError] = []
        letters = {size for shape in function.shapes.values() for size in shape if isinstance(size, str)}
        for name, draw in self.draw.items() if isinstance(self.function, str) else ():
            if taken := next(filter(None, (_named_component(each, function) for each in draw.names(name))), ""):
                message, hint = f"{name!r} cannot be drawn: it is {taken}", "choose another name"
                errors.append(SpecError(message, at=self._key("draw", name), hint=hint))
        for name, draw in self.draw.items():
            if draw.kind != "size" and letters.intersection(draw.names(name)):
                hint = f"draw it with  {name}: {{size: 2 to 4}}"
                errors.append(SpecError(f"{name!r} is a size in the function", at=self._key("draw", name), hint=hint))
        words = _words(function) | {word for part in self.parts for word in _point_words(part)}
        words |= {word for draw in self.draw.values() for option in draw.options for word in _WORD.findall(option)}
        for name, draw in self.draw.items():
            if not words.intersection(draw.names(name)):
                hint = "write it where it belongs in the function, or take it out"
                errors.append(SpecError(f"{name!r} is drawn but not used", at=self._key("draw", name), hint=hint))
        for part in self.parts:
            if part.wrt is not None and part.wrt not in function.inputs:
                hint = suggestion(part.wrt, function.inputs)
                errors.append(SpecError(f"{part.wrt!r} is not an input", at=part.position("wrt"), hint=hint))
            if shown := next((each for each in self.parts if _gives_away(each, part, function)), None):
                hint = "ask it in an exercise of its own"
                message = f"the part {shown.ask!r} shows the answer to {part.ask!r}"
                errors.append(SpecError(message, at=part.position("ask"), hint=hint))
            if isinstance(part, ValuePart) and not (part.at or function.at):
                hint = "say it here:  at: {x: 0}"
                errors.append(SpecError("the point is missing", at=part.position("ask"), hint=hint))
        return errors

    def _key(self, *place: str) -> Position:
        return self.position(*place, key=True)

    def readings(self) -> list[McdocsError]:
        """What is wrong with the conditions and, for what can be drawn, with the formulas."""
        try:
            for values in self.samples():
                if isinstance(self.function, FunctionSpec):
                    if errors := drawn_function(self.function, values, self.asked).readings():
                        return errors
        except McdocsError as error:
            return [error]
        return []

    def samples(self) -> list[Mapping[str, str]]:
        """Some of what can be drawn: together they have every word, and the least and the largest of all numbers.

        Raises SpecError when nothing satisfies the conditions.
        """
        wanted = {(name, option) for name, draw in self.names.items() for option in draw.telling}
        found: list[Mapping[str, str]] = []
        tried = 0
        for values in self._scattered():
            tried += 1
            if not self.admits(values):
                continue
            if new := wanted.intersection(values.items()):
                wanted -= new
            if new or not found:
                found.append(values)
            if not wanted or (found and tried > ENOUGH):
                break
        if not found:
            raise self.unsatisfied(f"none of {tried:,} draws satisfies")
        return found

    def _scattered(self) -> Iterator[Mapping[str, str]]:
        """Everything that can be drawn where that is not too much, otherwise what lies far apart."""
        counts = [draw.count for draw in self.draw.values()]
        whole = math.prod(counts)
        # Steps of the golden section fall everywhere, and in none of the places before.
        step = 1 if whole <= MOST_TRIED else int(whole * 0.6180339887) | 1
        while math.gcd(step, whole) > 1:
            step += 1
        for turn in range(min(whole, MOST_TRIED)):
            place = turn * step % whole
            values: dict[str, str] = {}
            for (name, draw), count in zip(self.draw.items(), counts, strict=True):
                place, index = divmod(place, count)
                values |= dict(zip(draw.names(name), draw.way(index), strict=True))
            yield values

    def admits(self, values: Mapping[str, str]) -> bool:
        """Whether drawn values satisfy all conditions."""
        return all(condition.holds(values) for condition in self.conditions)

    def unsatisfied(self, message: str) -> SpecError:
        """The error of conditions that are hardly ever true."""
        what = "this condition" if len(self.where) == 1 else "these conditions"
        return SpecError(f"{message} {what}", at=self.position("where"), hint="draw from more, or ask for less")


class ProblemSetSpec(Record):
    """A problem set: its exercises, and what stands above them."""

    title: Prose = Field(description="The title of the set.", examples=["Jacobians by hand"])
    instructions: Prose = Field(default=(), description="What is expected, in a few sentences.")
    layout: Literal["numerator", "denominator"] = Field(
        default="numerator", description="The layout of all answers, where a part does not say another one."
    )
    exercises: tuple[ExerciseSpec, ...] = Field(min_length=1, description="The exercises, in order.")

    def readings(self) -> list[McdocsError]:
        """What is wrong with the formulas and conditions of any exercise."""
        return [error for exercise in self.exercises for error in exercise.readings()]


def _meaning(name: str, function: FunctionSpec) -> str:
    """What a name means in a function already; nothing if it is free to be drawn."""
    if name in function.inputs:
        return "an input"
    if name in function.let:
        return "a name in the function"
    if name == function.name:
        return "the name of the output, unless `name` gives it another one"
    base = name.rstrip("0123456789").rstrip("_")
    if base != name and base in function.inputs and function.shapes[base]:
        return f"a component of {base}"
    return _named_component(name, function)


def _named_component(name: str, function: FunctionSpec) -> str:
    """Whose component the spec gives this name, if any."""
    for input, nested in function.entry_names.items():
        if any(entry == name for entry, _ in leaves(nested)):
            return f"a component of {input}"
    return ""


# What shows a derivative, and what is then no question any more.
_SHOWS: dict[str, frozenset[str]] = {
    "layout": frozenset({"shape", "derivative", "partial", "blanks", "error", "layout"}),
    "blanks": frozenset({"shape", "derivative", "partial", "blanks"}),
    "error": frozenset({"derivative", "partial", "error"}),
}


def _gives_away(shown: PartSpec, asked: PartSpec, function: FunctionSpec) -> bool:
    """Whether one part shows what another asks for."""
    same = (shown.wrt or function.variables[0]) == (asked.wrt or function.variables[0])
    return shown is not asked and same and asked.ask in _SHOWS.get(shown.ask, ())


def _words(function: FunctionSpec) -> set[str]:
    """Every name in a function's formulas and spaces."""
    nested = [function.expr, *function.let.values(), *function.at.values(), *function.inputs.values(), *function.inputs]
    return {word for each in nested for text, _ in leaves(each) for word in _WORD.findall(text)}


def _point_words(part: PartSpec) -> set[str]:
    values = part.at.values() if isinstance(part, ValuePart) else ()
    return {word for value in values for text, _ in leaves(value) for word in _WORD.findall(text)}


def load_problem_set(path: Path | str) -> ProblemSetSpec:
    """Read a problem set, without the functions it names (`Course.problem_set` reads those too).

    Raises SpecError, FormulaError or ShapeError at its place, or all of them as Errors.
    """
    return load(Path(path), ProblemSetSpec)
