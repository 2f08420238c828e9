"""The differential of a formula, one loud rule deeper from line to line."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from mcdocs.calculus import algebra
from mcdocs.calculus.partial import ALL, MOST_LINES, Line, variables
from mcdocs.calculus.rules import rule_for
from mcdocs.language import nodes
from mcdocs.language.nodes import Node


def differential(node: Node, wrt: Node) -> Node:
    """d(node), carried out down to d(wrt); intermediates of `let` stay names in the factors."""
    return _to_depth(node, wrt, ALL)[0]


def differential_lines(node: Node, wrt: Node) -> list[Line]:
    """The lines from the first rule until only d(wrt) is left."""
    lines: list[Line] = []
    depth = 1
    while True:
        formula, rules, pending = _to_depth(node, wrt, depth)
        if not lines or formula != lines[-1].formula:
            lines.append(Line(formula, tuple(rules)))
        if not pending:
            return lines
        depth = depth + 1 if depth < MOST_LINES else ALL


@lru_cache(maxsize=100_000)
def is_linear(node: Node) -> bool:
    """Whether a formula contains a differential."""
    return isinstance(node, nodes.Differential) or any(is_linear(child) for child in node.children())


def contains(node: Node, wrt: Node) -> bool:
    """Whether a formula depends on a variable, which may be an intermediate of `let`."""
    if node == wrt:
        return True
    if isinstance(wrt, nodes.Symbol):
        return wrt in variables(node) or any(isinstance(v, nodes.Entry) and v.of == wrt for v in variables(node))
    return any(contains(child, wrt) for child in node.children())


def _to_depth(node: Node, wrt: Node, depth: int) -> tuple[Node, list[str], bool]:
    rules: list[str] = []
    quiet: list[str] = []
    pending = False

    def varies(part: Node) -> bool:
        return contains(part, wrt)

    def at(level: int) -> Callable[[Node], Node]:
        def d(part: Node) -> Node:
            nonlocal pending
            if part == wrt:
                return nodes.Differential(part)
            if not varies(part):
                return algebra.zero(part.shape)
            if isinstance(part, nodes.Named):
                part = part.value
                return d(part)
            rule = rule_for(part, varies)
            if not rule.loud:
                quiet.append(rule.name)
                return rule.differential(part, d)
            if level == 0:
                if all(child == wrt or not varies(child) for child in part.children()):
                    rules.append(rule.name)
                    return rule.differential(part, d)
                pending = True
                return nodes.Differential(part)
            if level == 1:
                rules.append(rule.name)
            return rule.differential(part, at(level - 1))

        return d

    formula = at(depth)(node)
    return formula, list(dict.fromkeys(rules or quiet)) or ["constant rule"], pending
