"""Whether a formula is right. `judged` weighs everything the answer can mean against what is right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from mcdocs.calculus.components import components
from mcdocs.calculus.referee import Equal, judge
from mcdocs.errors import McdocsError
from mcdocs.grading.attempts import Attempt, Target
from mcdocs.grading.diagnoses import diagnosed
from mcdocs.grading.marks import Mark, right, undecided, wrong
from mcdocs.grading.measuring import bench, compare, printed
from mcdocs.grading.reading import read
from mcdocs.grading.readings import Reading
from mcdocs.language import nodes, shapes
from mcdocs.language.names import Scope
from mcdocs.language.nodes import Node
from mcdocs.printers.text import text

NEAR = 2e-2  # a decimal this near is not called wrong


@dataclass(frozen=True)
class Policy:
    """How answers are marked: `credits` are parts of the points by diagnosis, instead of the table's.

    `tolerance` is the relative error up to which rounded decimals are right; zero asks for exact answers.
    """

    credits: Mapping[str, Fraction]
    tolerance: float = 0.0


EXACT = Policy({})


def judged(answer: str, target: Target, scope: Scope, policy: Policy = EXACT) -> Mark:
    """The mark of a typed formula. Whatever was written, this answers."""
    try:
        found = read(answer, with_components(scope), target.node.shape, target.solution.layout)
    except McdocsError as error:
        hint = f" ({error.hint})" if error.hint else ""
        return undecided(f"could not be read: {error.message}{hint}")
    try:
        marks = [(reading, _mark(Attempt(target, reading), policy)) for reading in found]
    except McdocsError as error:
        return undecided(f"could not be judged: {error.message}", text(found[0].node))
    usual = [(reading, mark) for reading, mark in marks if reading.standing == "usual"] or marks
    if all(mark.status == "right" for _, mark in usual):
        return usual[0][1]
    equal = [mark for reading, mark in marks if reading.standing == "equal" and mark.status == "right"]
    if equal and len(usual) == 1:
        return equal[0]
    if any(mark.status == "right" for _, mark in marks):
        return undecided(_ways(found))
    for _, mark in marks:
        if mark.status == "undecided":
            return mark
    return usual[0][1]


def with_components(scope: Scope) -> Scope:
    """The scope with the components of its intermediates, which our working names as those of inputs: u1, u2."""
    lets = dict(scope.lets)
    for let in scope.lets.values():
        if let.shape and len(let.shape) < 3 and shapes.is_given(let.shape):
            lets |= {part.name: part for part in components(let) if isinstance(part, nodes.Named)}
    return replace(scope, lets=lets)


def _ways(found: tuple[Reading, ...]) -> str:
    ways = [text(reading.node) for reading in found]
    return f"can be read as {', or as '.join(ways[:3])}, and not all of these are right"


def _mark(attempt: Attempt, policy: Policy) -> Mark:
    understood = text(attempt.reading.node)
    comparison = attempt.comparison
    if comparison is not None and comparison.same:
        if not comparison.defined:
            return undecided("equals the answer where it is defined, but is not defined everywhere", understood)
        return _confirmed(attempt, understood)
    gap = _gap(attempt)
    if gap <= policy.tolerance:
        return right(understood, "rounded")
    if gap <= NEAR and _has_decimals(attempt.reading.node):
        return undecided("seems to be rounded, where the exact value is asked for", understood)
    row, said = diagnosed(attempt)
    if row is None:
        return wrong("not equal to the answer", understood)
    return wrong(said, understood, row.name, policy.credits.get(row.name, row.credit))


def _confirmed(attempt: Attempt, understood: str) -> Mark:
    """Right, if the referee agrees too: exactly where sizes are given, where they are letters at other sizes."""
    target, node, taken = attempt.target, attempt.reading.node, ""
    if attempt.reading.flat:
        is_row = target.node.shape[:1] == (1,)
        taken = f"taken as a {'row' if is_row else 'column'}"
        if isinstance(node, nodes.Grid):
            node = nodes.Grid(node.entries, target.node.shape)
        elif is_row:
            node = nodes.Transpose(node)
    if node == target.node:
        return right(understood, taken)
    statement = target.solution.statement
    facts = statement.facts if statement is not None else ()
    inputs: tuple[Node, ...] = tuple(statement.scope.inputs.values()) if statement is not None else ()
    try:
        if all(shapes.is_given(each.shape) for each in (*inputs, node)):
            judge([Equal(target.node, node, "", assume=facts)])
            return right(understood, taken)
        others = bench(target.node, (*inputs, node), facts, target.solution.point)
        again = compare(printed(others.measure(target.node)), printed(others.measure(node)))
    except McdocsError as error:
        if _has_decimals(node):
            return undecided("seems to be rounded, where the exact value is asked for", understood)
        return undecided(f"equals the answer at the points that were tried, but: {error.message}", understood)
    if again is None or not (again.same and again.defined):
        return undecided("equals the answer at some points, but not at others", understood)
    return right(understood)


def _has_decimals(node: Node) -> bool:
    return any(isinstance(part, nodes.Number) and part.decimal for part in nodes.walk(node))


def _gap(attempt: Attempt) -> float:
    """The largest relative error; infinite where there is none to speak of."""
    if attempt.comparison is None or not attempt.comparison.defined:
        return np.inf
    worst = 0.0
    for expected, found in zip(attempt.target.measured.values, attempt.measured.values, strict=True):
        usable = np.isfinite(expected)
        scale = np.maximum(np.abs(expected[usable]), 1e-300)
        gaps = np.abs(expected[usable] - found[usable]) / scale
        worst = max(worst, float(gaps.max(initial=0.0)))
    return worst
