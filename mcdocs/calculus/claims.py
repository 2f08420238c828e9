"""What a derivation claims, line by line, in the words of the referee."""

from __future__ import annotations

import itertools
from itertools import pairwise
from typing import TYPE_CHECKING

from mcdocs.calculus.grid import GridSolution
from mcdocs.calculus.layout import LAYOUTS
from mcdocs.calculus.matrix.singletons import as_declared
from mcdocs.calculus.referee.claims import ArrayDerivativeIs, Claim, DerivativeIs, Equal, Stacking
from mcdocs.calculus.steps import names_in_result, shows_vec
from mcdocs.errors import FormulaError, Position
from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.language.parse import parse_formula
from mcdocs.printers.text import text

if TYPE_CHECKING:
    from mcdocs.calculus.derive import Derivation

MAX_EXACT = 100


def claims_of(derivation: Derivation, what: str, at: Position | None) -> tuple[Claim, ...]:
    """The value in each layout as an array, and of written-out derivatives every line of every entry."""
    statement = derivation.solution.statement
    claims: list[Claim] = [
        ArrayDerivativeIs(
            of=statement.formula,
            wrt=statement.wrt,
            value=_as_printed(derivation.solution.value(layout), derivation),
            layout=layout,
            what=f"{what} ({layout} layout)",
            at=at,
            assume=statement.facts,
            order=statement.order,
        )
        for layout in LAYOUTS
    ]
    if statement.formula != derivation.statement.formula:
        plain = as_declared(statement.formula, derivation.statement.scope)
        label = f"{what} (without axes of one entry)"
        claims.append(Equal(derivation.statement.formula, plain, label, at, derivation.statement.facts))
    if shows_vec(derivation):
        claims += vec_claims(derivation, what, at)
    if isinstance(derivation.solution, GridSolution):
        return (*claims, *_partial_claims(derivation.solution, what, at))
    return (*claims, *_line_claims(derivation, what, at))


def vec_claims(derivation: Derivation, what: str, at: Position | None) -> list[Claim]:
    """The vec form, where there is one."""
    if derivation.vec is None:
        return []
    statement, value = derivation.solution.statement, derivation.vec.node
    order: Stacking = "rows" if statement.scope.stack_rows else "columns"
    of, by, label = statement.formula, statement.wrt, f"{what} (vec form)"
    return [ArrayDerivativeIs(of, by, value, "numerator", label, at, statement.facts, statement.order, stacking=order)]


def _as_printed(value: Node, derivation: Derivation) -> Node:
    """The value read back from its text, so that what is printed is what is checked; index notation has no text."""
    if any(isinstance(part, nodes.Tensor) for part in nodes.walk(value, once=True)):
        return value
    scope = derivation.solution.statement.scope
    try:
        for named in names_in_result(derivation):
            scope = scope.with_let(named.name, parse_formula(text(named.value), scope))
        return parse_formula(text(value), scope)
    except FormulaError:
        return value  # longer, or with larger numbers, than an author may write


def _line_claims(derivation: Derivation, what: str, at: Position | None) -> list[Claim]:
    """Each line of the working equals the one before, and the first is the differential of the formula."""
    statement = derivation.solution.statement
    first = nodes.Differential(derivation.solution.differentiated)
    lines = [first, *(line.formula for line in derivation.lines)]
    return [
        Equal(before, after, f"{what}: line {number}", at, statement.facts, (statement.wrt.name,))
        for number, (before, after) in enumerate(pairwise(lines), 1)
    ]


def _partial_claims(solution: GridSolution, what: str, at: Position | None) -> list[Claim]:
    """Each line of each partial derivative; of large grids only those that are not constant zero are left out."""
    statement = solution.statement
    claims: list[Claim] = []
    count = len(solution.inputs)
    if len(solution.partials) > MAX_EXACT:
        return claims
    for place, value in enumerate(solution.partials):
        formula, variable = solution.to_differentiate[place // count], solution.inputs[place % count]
        label = f"{what}: derivative by {text(variable)}"
        claims.append(DerivativeIs(formula, variable, value, label, at, statement.facts))
        lines = solution.partial_lines(place)
        claims += [
            Equal(before.formula, after.formula, f"{label}, line {number}", at, statement.facts)
            for number, (before, after) in enumerate(itertools.pairwise(lines), 2)
        ]
    return claims
