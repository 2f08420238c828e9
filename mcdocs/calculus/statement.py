"""What is asked: a formula, its inputs, and with respect to what it is differentiated; read from an author's texts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mcdocs.calculus.extent import check_levels
from mcdocs.calculus.facts import read_facts
from mcdocs.calculus.inputs import in_part, read_scope, refuse_component
from mcdocs.errors import FormulaError, McdocsError, Position, ShapeError, raise_all
from mcdocs.language import names, nodes
from mcdocs.language.limits import MAX_INTERMEDIATES
from mcdocs.language.names import Scope
from mcdocs.language.nodes import Node
from mcdocs.language.parse import Formula, parse_formula

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
    check_levels(formula)
    if wrt is None:
        if len(scope.inputs) != 1:
            hint = f"give wrt, one of {', '.join(scope.inputs)}"
            raise FormulaError("with respect to what?", at=Position("wrt", 1, 1), hint=hint)
        wrt = next(iter(scope.inputs))
    if type(order) is not int or order not in (1, 2):
        message = f"derivatives of order {str(order)[:20]} are not supported"
        raise FormulaError(message, at=Position("order", 1, 1), hint="order is 1 or 2")
    facts = read_facts(assume or {}, scope)
    variable = in_part("wrt", lambda: _variable(scope, wrt))
    for varying in (variable.name, *scope.lets):
        _check_differential(scope, varying)
    return Statement(scope, formula, variable, order, facts)


def _check_kinds(inputs: object, wrt: object, let: object, assume: object) -> None:
    """Raises FormulaError for what is no mapping of names, or no name."""
    for part, given in (("inputs", inputs), ("let", let), ("assume", assume)):
        if not given:
            continue
        if not isinstance(given, Mapping):
            hint = f"for example {part}={EXAMPLES[part]}"
            message = f"{part} is a mapping of names, not {type(given).__name__}"
            raise FormulaError(message, at=Position(part, 1, 1), hint=hint)
        for name in given:
            if not isinstance(name, str):
                message = f"a name in {part} is a text, not {type(name).__name__}"
                raise FormulaError(message, at=Position(part, 1, 1), hint=f"for example {part}={EXAMPLES[part]}")
    if wrt is not None and not isinstance(wrt, str):
        message = f"wrt is the name of an input, not {type(wrt).__name__}"
        raise FormulaError(message, at=Position("wrt", 1, 1), hint="derive by one at a time")


def _read_lets(scope: Scope, let: Mapping[str, Formula], errors: list[McdocsError]) -> tuple[Scope, set[str]]:
    """The scope with all intermediates, each after those it uses, and the names of those that cannot be read.

    What is wrong with single ones is added to `errors`; raises FormulaError for a cycle.
    """
    if len(let) > MAX_INTERMEDIATES:
        message = f"{len(let)} intermediates are too many, at most {MAX_INTERMEDIATES} are possible"
        raise FormulaError(message, at=Position("let", 1, 1), hint="use matrices, or take out what is not used")
    for name in let:
        in_part(f"let.{name}", lambda name=name: names.check_name(name, "an intermediate"))  # type: ignore[misc]
        if name in scope.inputs or name in scope.entries:
            hint = "choose another name for the intermediate"
            raise FormulaError(f"{name!r} is an input already", at=Position(f"let.{name}", 1, 1), hint=hint)
        refuse_component(scope, name, f"let.{name}", "an intermediate")
        if name in scope.letters():
            hint = f"call the size or the intermediate something other than {name}"
            raise ShapeError(f"{name} is both a size and an intermediate", at=Position(f"let.{name}", 1, 1), hint=hint)
    uses = {name: [other for other in _words(formula) if other in let] for name, formula in let.items()}
    done: list[str] = []

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            cycle = " -> ".join([*path[path.index(name) :], name])
            hint = "each intermediate is made of inputs and of others that come before it"
            raise FormulaError(f"let goes round in a circle: {cycle}", at=Position(f"let.{name}", 1, 1), hint=hint)
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
            value = in_part(f"let.{name}", lambda name=name, here=here: parse_formula(let[name], here))  # type: ignore[misc]
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
            return in_part("expr", lambda: parse_formula(expr, scope))
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
            in_part("expr", lambda: parse_formula(formula, scope))
        except McdocsError as error:
            errors.append(error)


def _words(formula: Formula) -> list[str]:
    if isinstance(formula, str):
        return re.findall(r"[A-Za-z_]\w*", formula)
    if isinstance(formula, Sequence):
        return [word for part in formula for word in _words(part)]
    return []


def _check_differential(scope: Scope, variable: str) -> None:
    """Raises FormulaError for a name that, in the working, could not be told from the differential of another."""
    name = f"d{variable}"
    for part, known in (("inputs", scope.inputs), ("let", scope.lets)):
        if name in known:
            message = f"{name} is the differential of {variable} in the working, and cannot be a name beside it"
            at = Position(f"{part}.{name}", 1, 1)
            raise FormulaError(message, at=at, hint=f"call it something else, such as {variable}d")


def _variable(scope: Scope, name: str) -> nodes.Symbol:
    if name not in scope.inputs:
        hint = names.suggest(name, scope.inputs)
        message = f"{name!r} is not an input, so nothing can be differentiated by it"
        raise FormulaError(message, at=Position("wrt", 1, 1), hint=hint)
    return scope.inputs[name]
