"""Partial derivatives of scalar formulas, whole or a few rules deep, for the lines of the working."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from mcdocs.calculus.rules import rule_for
from mcdocs.calculus.scalar.arranging import arranged
from mcdocs.calculus.scalar.length import multiset
from mcdocs.calculus.scalar.tidy import collected_form, tidy
from mcdocs.language import nodes
from mcdocs.language.nodes import ONE, ZERO, Node

Variable = nodes.Symbol | nodes.Entry

MOST_LINES = 6
ALL = 10_000


@dataclass(frozen=True)
class Line:
    """One line of working: a formula equal to the line before, and the rules that led to it."""

    formula: Node
    rules: tuple[str, ...]


@lru_cache(maxsize=200_000)
def variables(node: Node) -> frozenset[Node]:
    """The inputs and entries of inputs a formula contains."""
    if isinstance(node, nodes.Symbol | nodes.Entry):
        return frozenset((node,))
    children = node.children()
    if not children:
        return frozenset()
    return frozenset().union(*map(variables, children))


def partial(node: Node, wrt: Variable) -> Node:
    """The partial derivative of a scalar formula with respect to a scalar variable, as the rules give it."""

    def d(part: Node) -> Node:
        if wrt not in variables(part):
            return ZERO
        if part == wrt:
            return ONE
        if isinstance(part, nodes.Named):
            return d(part.value)
        return rule_for(part, varies).differential(part, d)

    def varies(part: Node) -> bool:
        return wrt in variables(part)

    return d(node)


def simplified(node: Node, wrt: Variable) -> Node:
    """The partial derivative in its final form."""
    return tidy(partial(node, wrt))[0]


def working(node: Node, wrt: Variable, wanted: Node | None = None) -> list[Line]:
    """The lines from the first rule to the final form (`wanted`, if the author asked for one); at least one."""
    lines: list[Line] = []
    depth = 1
    while True:
        formula, rules, pending = _expanded(node, wrt, depth)
        lines.append(Line(arranged(formula), tuple(rules)))
        if not pending:
            break
        depth = depth + 1 if depth < MOST_LINES else ALL
    raw = lines[-1].formula
    final, stages = tidy(formula)
    if final != raw:
        if multiset(final) == multiset(raw):
            lines[-1] = Line(final, lines[-1].rules)
        else:
            lines.append(Line(final, _named(stages, formula)))
    if wanted is not None and wanted != lines[-1].formula:
        lines.append(Line(wanted, ("rewrite",)))
    return lines


def _named(stages: tuple[str, ...], formula: Node) -> tuple[str, ...]:
    """The stages that led to the final form; factoring is named with the cancelling before it, if there was any."""
    if stages != ("factor",):
        return stages
    return stages if multiset(collected_form(formula)) == multiset(formula) else ("simplify", *stages)


def _expanded(node: Node, wrt: Variable, depth: int) -> tuple[Node, list[str], bool]:
    """The derivative `depth` loud rules deep, the rules of the last level, and whether anything is left."""
    rules: list[str] = []
    pending = False

    def varies(part: Node) -> bool:
        return wrt in variables(part)

    def at(level: int) -> Callable[[Node], Node]:
        def d(part: Node) -> Node:
            nonlocal pending
            if part == wrt:
                return ONE
            if not varies(part):
                return ZERO
            if isinstance(part, nodes.Named):
                return d(part.value)
            rule = rule_for(part, varies)
            if not rule.loud:
                if level == depth or not rules:
                    quiet.append(rule.name)
                return rule.differential(part, d)
            if level == 0 and _loudness(part, wrt) > 1:
                pending = True
                return nodes.Partial(part, wrt)
            if level <= 1 and rule.name not in rules:
                rules.append(rule.name)
            return rule.differential(part, at(max(0, level - 1)))

        return d

    quiet: list[str] = []
    formula = at(depth)(node)
    return formula, rules or list(dict.fromkeys(quiet)) or ["constant rule"], pending


def _loudness(node: Node, wrt: Variable) -> int:
    """How many loud rules lie within each other in the derivative of a formula."""
    if wrt not in variables(node) or node == wrt:
        return 0
    if isinstance(node, nodes.Named):
        return _loudness(node.value, wrt)
    rule = rule_for(node, lambda part: wrt in variables(part))
    return rule.loud + max((_loudness(child, wrt) for child in node.children()), default=0)
