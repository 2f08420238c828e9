"""The table of rules, by the kind of formula they differentiate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mcdocs.errors import NoRuleError
from mcdocs.language import nodes
from mcdocs.language.nodes import Node

D = Callable[[Node], Node]
Varies = Callable[[Node], bool]


@dataclass(frozen=True)
class Rule:
    """A named rule; `applies` says for which formulas, given what varies.

    A loud one gets a line of its own in the working, a silent one is understood. A special one, for a function of what
    has a form of its own, is asked before those for any argument.
    """

    name: str
    loud: bool
    special: bool
    applies: Callable[[Node, Varies], bool]
    differential: Callable[[Node, D], Node]


RULES: dict[type[Node], list[Rule]] = {}


def rule(
    name: str,
    kind: type[Node],
    when: Callable[..., bool] = lambda node, varies: True,
    *,
    loud: bool = True,
    special: bool = False,
) -> Callable[[Callable[..., Node]], Callable[..., Node]]:
    """Enter a rule into the table, after the special ones and those of its room for its kind of formula."""

    def enter(differential: Callable[..., Node]) -> Callable[..., Node]:
        rows = RULES.setdefault(kind, [])
        rows.append(Rule(name, loud, special, when, differential))
        rows.sort(key=lambda row: not row.special)
        return differential

    return enter


def rule_for(node: Node, varies: Varies) -> Rule:
    """The first rule of the table that applies; raises NoRuleError when there is none."""
    for candidate in RULES.get(type(node), ()):
        if candidate.applies(node, varies):
            return candidate
    what = node.function if isinstance(node, nodes.Structure) else type(node).__name__.lower()
    if what == "matpow" and varies(node.children()[1]):
        hint = "whole numbers have no small changes; differentiate by the matrix"
        raise NoRuleError("no rule gives the derivative of matpow by its power", hint=hint)
    raise NoRuleError(f"no rule gives the derivative of {what} here")


def is_function(*names: str) -> Callable[[Node, Varies], bool]:
    """The condition that a formula is one of these functions of whole arrays."""
    return lambda node, varies: isinstance(node, nodes.Structure) and node.function in names


def is_plain(node: Node) -> bool:
    """Whether a formula is the variable itself, so that the chain rule has nothing to add."""
    return isinstance(node, nodes.Symbol | nodes.Entry)
