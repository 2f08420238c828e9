"""The inputs of a statement: their names, their spaces, and the names of their entries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from mcdocs.errors import FormulaError, McdocsError, Position, ShapeError, raise_all
from mcdocs.language import names, nodes, shapes
from mcdocs.language.names import Scope
from mcdocs.language.shapes import Shape

Read = TypeVar("Read")

MAX_INPUTS = 50


def read_scope(
    inputs: Mapping[str, str], entries: Mapping[str, object] | None = None, stack_rows: bool = False
) -> Scope:
    """The inputs with their shapes and the names of their components."""
    if not inputs:
        hint = "for example inputs: {x: R^3}"
        raise FormulaError("a function needs at least one input", at=Position("inputs", 1, 1), hint=hint)
    if len(inputs) > MAX_INPUTS:
        message = f"{len(inputs)} inputs are too many, at most {MAX_INPUTS} are possible"
        raise FormulaError(message, at=Position("inputs", 1, 1), hint="put numbers that belong together in a vector")
    symbols: dict[str, nodes.Symbol] = {}
    letters: set[str] = set()
    errors: list[McdocsError] = []
    for name, text in inputs.items():
        try:
            shape: Shape = in_part(f"inputs.{name}", lambda name=name, text=text: _input_shape(name, text))  # type: ignore[misc]
        except McdocsError as error:
            errors.append(error)
            continue
        symbols[name] = nodes.Symbol(name, shape)
        letters |= {size for size in shape if isinstance(size, str)}
    raise_all(errors)
    for name in letters & set(symbols):
        hint = f"call the size or the input something other than {name}"
        raise ShapeError(f"{name} is both a size and an input", at=Position(f"inputs.{name}", 1, 1), hint=hint)
    labels = _read_labels(symbols, entries or {})
    symbols = {name: replace(symbol, labels=labels.get(name, ())) for name, symbol in symbols.items()}
    named: dict[str, nodes.Entry] = {}
    for name in labels:
        shape = symbols[name].shape
        assert shapes.is_given(shape)
        for index in shapes.indices(shape):
            entry = names.component(symbols[name], index)
            named[entry.name] = entry
    scope = Scope(symbols, named, {}, stack_rows)
    for name in symbols:
        refuse_component(scope, name, f"inputs.{name}", "an input")
    for name, entry in named.items():
        refuse_component(scope, name, f"entries.{entry.of.name}", f"an entry of {entry.of.name}")
    return scope


def refuse_component(scope: Scope, name: str, part: str, what: str) -> None:
    """Raises FormulaError for a name that, on paper, looks like a component of an input: no reader could tell."""
    if owner := scope.owner(name):
        hint = f"call it, or {owner}, something else"
        raise FormulaError(f"{name} is {what} and a component of {owner}", at=Position(part, 1, 1), hint=hint)


def _input_shape(name: str, text: object) -> Shape:
    names.check_name(name, "an input")
    if not isinstance(text, str):
        raise ShapeError(f"the space of {name} must be a text", hint="for example R^3")
    shape = shapes.parse_space(text)
    for size in shape:
        if isinstance(size, str):
            names.check_name(size, "a size")
    return shape


def _read_labels(symbols: Mapping[str, nodes.Symbol], entries: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """The names of the components of inputs, checked to fit and to be distinct."""
    found: dict[str, tuple[str, ...]] = {}
    taken = set(symbols)
    for name, nested in entries.items():
        at = Position(f"entries.{name}", 1, 1)
        symbol = symbols.get(name)
        if symbol is None:
            raise FormulaError(f"entries are given for {name!r}, which is not an input", at=at)
        labels: list[str] = []
        shape = _flatten(nested, labels)
        if shape != symbol.shape:
            message = f"the entries of {name} form {shapes.describe(shape)}, but it is {shapes.describe(symbol.shape)}"
            raise ShapeError(message, at=at)
        for label in labels:
            in_part(f"entries.{name}", lambda label=label: names.check_name(label, "an entry"))  # type: ignore[misc]
            if label in taken:
                raise FormulaError(f"the name {label!r} is used twice", at=at)
            taken.add(label)
        found[name] = tuple(labels)
    return found


def _flatten(nested: object, labels: list[str]) -> Shape:
    if isinstance(nested, str):
        labels.append(nested)
        return ()
    if not isinstance(nested, Sequence) or not nested:
        raise ShapeError("entries are a list of names, or a list of rows of names")
    inner = {_flatten(part, labels) for part in nested}
    if len(inner) != 1:
        raise ShapeError("the rows of entries have different lengths")
    return (len(nested), *inner.pop())


def in_part(part: str, read: Callable[[], Read]) -> Read:
    """What `read` reads; an error is placed in that part of the statement."""
    try:
        return read()
    except McdocsError as error:
        at = error.at or Position("", 1, 1)
        error.at = replace(at, file=part)
        raise
