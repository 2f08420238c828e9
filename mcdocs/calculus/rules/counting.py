"""Letters for the sums over whole numbers that some derivatives are."""

from __future__ import annotations

from collections.abc import Collection

from mcdocs.errors import NoRuleError
from mcdocs.language import nodes
from mcdocs.language.nodes import Node

COUNTERS = ("r", "s", "t", "q", "u", "v", "i", "j", "l")


def free_counter(*formulas: Node, taken: Collection[str] = ()) -> str:
    """A letter to count with that no formula has for anything."""
    used = {*taken}
    for part in (part for formula in formulas for part in nodes.walk(formula, once=True)):
        if isinstance(part, nodes.Symbol | nodes.Named | nodes.Counter):
            used.add(part.name)
        elif isinstance(part, nodes.RangeSum):
            used.add(part.counter)
        used.update(str(size) for size in part.shape)
    found = next((letter for letter in COUNTERS if letter not in used), None)
    if found is None:
        raise NoRuleError("the derivative needs more letters to count with than there are")
    return found
