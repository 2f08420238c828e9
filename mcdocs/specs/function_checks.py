"""What is wrong between the fields of a function spec that are each right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mcdocs.calculus.facts import FACTS, can_be, in_words
from mcdocs.errors import ShapeError, SpecError
from mcdocs.language.names import Scope
from mcdocs.language.nodes import Symbol
from mcdocs.language.shapes import Shape, describe, is_given
from mcdocs.specs.compound import Nested, leaves, shape_of
from mcdocs.specs.report import Found, suggestion

if TYPE_CHECKING:
    from mcdocs.specs.function import FunctionSpec

# Facts that only square matrices can have.
_KINDS = {"square": "a square matrix", "matrix": "a matrix", "vector": "a vector"}


def function_problems(spec: FunctionSpec) -> Iterator[Found]:
    """All of them, each with its place in the spec."""
    yield from _unknown_inputs(spec)
    yield from _clashes(spec)
    yield from _facts(spec)
    yield from _entries(spec)
    yield from _point(spec)


def _unknown_inputs(spec: FunctionSpec) -> Iterator[Found]:
    """Names that should be those of inputs."""
    for index, name in enumerate(spec.wrt):
        yield from _unknown(spec, name, ("wrt", index), key=False)
        if name in spec.wrt[:index]:
            yield Found(SpecError(f"{name!r} is there twice", hint="name each input once"), ("wrt", index))
    for field, names in (("assume", spec.assume), ("at", spec.at)):
        for name in names:
            yield from _unknown(spec, name, (field, name), key=True)
    for field, value in (("entries", spec.entries), ("show", spec.show)):
        if isinstance(value, dict):
            for name in value:
                yield from _unknown(spec, name, (field, name), key=True)
    if isinstance(spec.show, dict):
        for name in spec.show:
            if name in spec.inputs and name not in spec.variables:
                yield Found(SpecError(f"nothing is differentiated with respect to {name!r}"), ("show", name), True)


def _unknown(spec: FunctionSpec, name: str, place: tuple[str | int, ...], key: bool) -> Iterator[Found]:
    if name not in spec.inputs:
        yield Found(SpecError(f"{name!r} is not an input", hint=suggestion(name, spec.inputs)), place, key)


def _clashes(spec: FunctionSpec) -> Iterator[Found]:
    """Names that already mean something else."""
    for name in spec.let:
        if name in spec.inputs:
            yield Found(SpecError(f"{name!r} is an input already", hint="choose another name"), ("let", name), True)
    if spec.name in spec.inputs or spec.name in spec.let:
        what, field = ("an input", "inputs") if spec.name in spec.inputs else ("an intermediate result", "let")
        given = "name" in spec.model_fields_set
        hint = "choose another name" if given else f"write  name: {_free_name(spec)}  below it, or rename this"
        called = "is" if given else "would be"
        error = SpecError(f"the output {called} called {spec.name!r}, which is {what}", hint=hint)
        yield Found(error, ("name",) if given else (field, spec.name), not given)
    unnamed = {name: Symbol(name, shape) for name, shape in spec.shapes.items() if name not in spec.entry_names}
    if owner := Scope(unnamed).owner(spec.name):
        hint = "choose another name"
        yield Found(SpecError(f"the output is called like a component of {owner}", hint=hint), ("name",))


def _free_name(spec: FunctionSpec) -> str:
    """A name for the output that means nothing else."""
    taken = {*spec.inputs, *spec.let, *(name for given in spec.entry_names.values() for name, _ in leaves(given))}
    return next((name for name in ("z", "f", "L", "u") if name not in taken), "output")


def _facts(spec: FunctionSpec) -> Iterator[Found]:
    for name, facts in spec.assume.items():
        shape = spec.shapes.get(name)
        for fact in facts:
            if shape is not None and fact in FACTS and not can_be(fact, shape):
                message = f"only {_KINDS[FACTS[fact]]} can be {in_words(fact)}, {name!r} is {describe(shape)}"
                hint = f"take it out, or declare {name} as {_KINDS[FACTS[fact]]}"
                yield Found(ShapeError(message, hint=hint), ("assume", name))


def _entries(spec: FunctionSpec) -> Iterator[Found]:
    if spec.entries is None:
        return
    arrays = [name for name, shape in spec.shapes.items() if shape]
    if not isinstance(spec.entries, dict) and len(arrays) != 1:
        message = f"{len(arrays)} inputs have components: it is not clear whose names these are"
        hint = "write entries: {NAME: [...]} with the name of the input" if arrays else "leave entries out"
        yield Found(SpecError(message, hint=hint), ("entries",), True)
        return
    taken = dict.fromkeys([*spec.inputs, *spec.let, spec.name], "is taken already")
    for name, nested in spec.entry_names.items():
        place: tuple[str | int, ...] = ("entries", name) if isinstance(spec.entries, dict) else ("entries",)
        if name in spec.inputs:
            yield from _misfit(name, spec.shapes[name], nested, place, "names")
        for leaf, indices in leaves(nested):
            if leaf in taken:
                yield Found(SpecError(f"the name {leaf!r} {taken[leaf]}"), (*place, *indices))
            taken.setdefault(leaf, "appears twice")


def _point(spec: FunctionSpec) -> Iterator[Found]:
    for name, nested in spec.at.items():
        if name in spec.inputs:
            yield from _misfit(name, spec.shapes[name], nested, ("at", name), "numbers")


def _misfit(name: str, shape: Shape, nested: Nested, place: tuple[str | int, ...], what: str) -> Iterator[Found]:
    """A value that is not laid out like its input."""
    given = shape_of(nested)
    if not is_given(shape):
        if len(given) == len(shape) and what == "numbers":
            return
        message = f"{name!r} is {describe(shape)}: {what} need an input whose sizes are numbers"
        yield Found(ShapeError(message), place)
    elif given != shape:
        message = f"{name!r} is {describe(shape)}, these {what} are {describe(given)}"
        hint = "a vector is [a, b, c], a matrix a list of its rows: [[a, b], [c, d]]"
        yield Found(ShapeError(message, hint=hint), place)
