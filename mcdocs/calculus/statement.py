"""What is asked: a formula, its inputs, and with respect to what it is differentiated; read from an author's texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal

from mcdocs.errors import FormulaError, McdocsError, Position, ShapeError, raise_all
from mcdocs.language import names, nodes, shapes
from mcdocs.language.names import Scope
from mcdocs.language.nodes import Node
from mcdocs.language.parse import Formula, parse_formula
from mcdocs.language.shapes import Shape

# What can be assumed of an input, and of which inputs.
FACTS: Mapping[str, Literal["square", "vector", "matrix", "any"]] = MappingProxyType(
    {
        "symmetric": "square",
        "spd": "square",
        "orthogonal": "square",
        "diagonal": "square",
        "invertible": "square",
        "distribution": "vector",
        "row-stochastic": "matrix",
        "positive": "any",
        "nonzero": "any",
    }
)
MAX_INPUTS = 50
MOST_READ = 200_000  # parts of a formula with its intermediates written out
MAX_PARTS = 6_000  # the same, where the intermediates are not differentiated one by one
MAX_LEVELS = 100  # of intermediates that use one another
EXAMPLES = {"inputs": '{"x": "R^n"}', "let": '{"z": "W @ x"}', "assume": '{"A": "symmetric"}'}


@dataclass(frozen=True)
class Statement:
    """A formula to differentiate `order` times with respect to `wrt`; `facts` are pairs of a name and a fact."""

    scope: Scope
    formula: Node
    wrt: nodes.Symbol
    order: int = 1
    facts: tuple[tuple[str, str], ...] = ()


def read_statement(
    expr: Formula,
    inputs: Mapping[str, str],
    wrt: str | None = None,
    let: Mapping[str, Formula] | None = None,
    assume: Mapping[str, str | Sequence[str]] | None = None,
    order: int = 1,
    entries: Mapping[str, object] | None = None,
    stack_rows: bool = False,
) -> Statement:
    """The statement of an author's texts.

    Raises an McdocsError whose position has as its file the part at fault (`expr`, `inputs.x`, `let.z`, ...), or all
    that is wrong as Errors.
    """
    _check_kinds(inputs, wrt, let, assume)
    scope = read_scope(inputs, entries, stack_rows)
    errors: list[McdocsError] = []
    scope, unread = _read_lets(scope, let or {}, errors)
    formula = _read_formula(expr, scope, unread, errors)
    check_extent(formula, MOST_READ)
    if wrt is None:
        if len(scope.inputs) != 1:
            raise FormulaError("with respect to what?", hint=f"give wrt, one of {', '.join(scope.inputs)}")
        wrt = next(iter(scope.inputs))
    if type(order) is not int or order not in (1, 2):
        raise FormulaError(f"derivatives of order {order} are not supported", hint="order is 1 or 2")
    facts = _read_facts(assume or {}, scope)
    return Statement(scope, formula, _in_part("wrt", lambda: _variable(scope, wrt)), order, facts)


def _check_kinds(inputs: object, wrt: object, let: object, assume: object) -> None:
    """Raises FormulaError for what is no mapping of names, or no name."""
    for part, given in (("inputs", inputs), ("let", let), ("assume", assume)):
        if not given:
            continue
        if not isinstance(given, Mapping):
            hint = f"for example {part}={EXAMPLES[part]}"
            raise FormulaError(f"{part} is a mapping of names, not {type(given).__name__}", hint=hint)
        for name in given:
            if not isinstance(name, str):
                raise FormulaError(f"a name in {part} is a text, not {type(name).__name__}")
    if wrt is not None and not isinstance(wrt, str):
        raise FormulaError(f"wrt is the name of an input, not {type(wrt).__name__}", hint="derive by one at a time")


def check_extent(formula: Node, most: int = MAX_PARTS, apart: Collection[Node] = ()) -> None:
    """Raises FormulaError for a formula that is too long once its intermediates are written out.

    Intermediates that are differentiated `apart` are written out once, however often they are used.
    """
    count, depth = _extent(formula, frozenset(apart))
    if count > most or depth > MAX_LEVELS:
        what = f"{count:,} parts" if count > most else f"{depth} levels"
        hint = "derive shorter stretches of the chain, or show a scalar loss as a network, one intermediate at a time"
        raise FormulaError(f"written out, the intermediates make {what}", at=Position("expr", 1, 1), hint=hint)


@lru_cache(maxsize=16)
def _extent(formula: Node, apart: frozenset[Node]) -> tuple[int, int]:
    """The parts of a formula with its intermediates written out, and how many of these lie within each other."""
    sizes: dict[int, tuple[int, int]] = {}
    once = 0
    for part in nodes.distinct(formula):
        count, depth = 1, 0
        for child in part.children():
            below, levels = sizes[id(child)]
            count += below
            depth = max(depth, levels)
        if part in apart:
            once += count
            count = 1
        sizes[id(part)] = count, depth + isinstance(part, nodes.Named)
    count, depth = sizes[id(formula)]
    return count + once, depth


def read_scope(
    inputs: Mapping[str, str], entries: Mapping[str, object] | None = None, stack_rows: bool = False
) -> Scope:
    """The inputs with their shapes and the names of their components."""
    if not inputs:
        raise FormulaError("a function needs at least one input", hint="for example inputs: {x: R^3}")
    if len(inputs) > MAX_INPUTS:
        raise FormulaError(f"{len(inputs)} inputs are too many, at most {MAX_INPUTS} are possible")
    symbols: dict[str, nodes.Symbol] = {}
    letters: set[str] = set()
    errors: list[McdocsError] = []
    for name, text in inputs.items():
        try:
            shape: Shape = _in_part(f"inputs.{name}", lambda name=name, text=text: _input_shape(name, text))  # type: ignore[misc]
        except McdocsError as error:
            errors.append(error)
            continue
        symbols[name] = nodes.Symbol(name, shape)
        letters |= {size for size in shape if isinstance(size, str)}
    raise_all(errors)
    for name in letters & set(symbols):
        hint = f"call the size or the input something other than {name}"
        raise ShapeError(f"{name} is both a size and an input", hint=hint)
    labels = _read_labels(symbols, entries or {})
    symbols = {name: replace(symbol, labels=labels.get(name, ())) for name, symbol in symbols.items()}
    named: dict[str, nodes.Entry] = {}
    for name in labels:
        shape = symbols[name].shape
        assert shapes.is_given(shape)
        for index in shapes.indices(shape):
            entry = names.component(symbols[name], index)
            named[entry.name] = entry
    return Scope(symbols, named, {}, stack_rows)


def _input_shape(name: str, text: object) -> Shape:
    names.check_name(name, "an input")
    if not isinstance(text, str):
        raise ShapeError(f"the space of {name} must be a text", hint="for example R^3")
    return shapes.parse_space(text)


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
            _in_part(f"entries.{name}", lambda label=label: names.check_name(label, "an entry"))  # type: ignore[misc]
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


def _read_lets(scope: Scope, let: Mapping[str, Formula], errors: list[McdocsError]) -> tuple[Scope, set[str]]:
    """The scope with all intermediates, each after those it uses, and the names of those that cannot be read.

    What is wrong with single ones is added to `errors`; raises FormulaError for a cycle.
    """
    for name in let:
        _in_part(f"let.{name}", lambda name=name: names.check_name(name, "an intermediate"))  # type: ignore[misc]
        if name in scope.inputs or name in scope.entries:
            raise FormulaError(f"{name!r} is an input already", at=Position(f"let.{name}", 1, 1))
    uses = {name: [other for other in _words(formula) if other in let] for name, formula in let.items()}
    done: list[str] = []

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            cycle = " -> ".join([*path[path.index(name) :], name])
            raise FormulaError(f"let goes round in a circle: {cycle}", at=Position(f"let.{name}", 1, 1))
        if name not in done:
            for other in uses[name]:
                visit(other, (*path, name))
            done.append(name)

    for name in let:
        visit(name, ())
    unread: set[str] = set()
    for name in done:
        here = scope
        if unread & set(uses[name]):
            unread.add(name)
            continue
        try:
            value = _in_part(f"let.{name}", lambda name=name, here=here: parse_formula(let[name], here))  # type: ignore[misc]
        except McdocsError as error:
            errors.append(error)
            unread.add(name)
        else:
            scope = scope.with_let(name, value)
    return scope, unread


def _read_formula(expr: Formula, scope: Scope, unread: set[str], errors: list[McdocsError]) -> Node:
    """The formula; raises what is wrong with it and with the intermediates, all at once."""
    if not errors:
        try:
            return _in_part("expr", lambda: parse_formula(expr, scope))  # type: ignore[no-any-return]
        except McdocsError as error:
            whole = error
    _check_formulas(expr, scope, unread, errors)
    raise_all(errors)
    raise whole


def _check_formulas(formula: Formula, scope: Scope, unread: set[str], errors: list[McdocsError]) -> None:
    """Add what is wrong with each single formula of a nested list, unless it uses an intermediate that is wrong."""
    if isinstance(formula, Sequence) and not isinstance(formula, str | bytes):
        for part in formula:
            _check_formulas(part, scope, unread, errors)
    elif not unread & set(_words(formula)):
        try:
            _in_part("expr", lambda: parse_formula(formula, scope))
        except McdocsError as error:
            errors.append(error)


def _words(formula: Formula) -> list[str]:
    if isinstance(formula, str):
        return re.findall(r"[A-Za-z_]\w*", formula)
    if isinstance(formula, Sequence):
        return [word for part in formula for word in _words(part)]
    return []


def _read_facts(assume: Mapping[str, str | Sequence[str]], scope: Scope) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for name, given in assume.items():
        at = Position(f"assume.{name}", 1, 1)
        if name not in scope.inputs:
            hint = names.suggest(name, scope.inputs)
            raise FormulaError(f"assume speaks of {name!r}, which is not an input", at=at, hint=hint)
        for fact in given if isinstance(given, list | tuple | set) else [given]:
            if not isinstance(fact, str) or fact not in FACTS:
                hint = names.suggest(str(fact), FACTS)
                raise FormulaError(f"{fact!r} is not a fact that can be assumed", at=at, hint=hint)
            shape = scope.inputs[name].shape
            if not can_be(fact, shape):
                raise ShapeError(f"{name} is {shapes.describe(shape)} and cannot be {in_words(fact)}", at=at)
            found.append((name, fact))
    return tuple(found)


def can_be(fact: str, shape: Shape) -> bool:
    """Whether an input of a shape can have a fact."""
    match FACTS[fact]:
        case "square":
            return len(shape) == 2 and shape[0] == shape[1]
        case "vector":
            return len(shape) == 1
        case "matrix":
            return len(shape) == 2
        case "any":
            return True


def in_words(fact: str) -> str:
    """A fact after `is`."""
    return "a distribution" if fact == "distribution" else fact


def _variable(scope: Scope, name: str) -> nodes.Symbol:
    if name not in scope.inputs:
        hint = names.suggest(name, scope.inputs)
        message = f"{name!r} is not an input, so nothing can be differentiated by it"
        raise FormulaError(message, at=Position("wrt", 1, 1), hint=hint)
    return scope.inputs[name]


def _in_part(part: str, read: Callable[[], Any]) -> Any:
    """What `read` reads; an error is placed in that part of the statement."""
    try:
        return read()
    except McdocsError as error:
        at = error.at or Position("", 1, 1)
        error.at = replace(at, file=part)
        raise
