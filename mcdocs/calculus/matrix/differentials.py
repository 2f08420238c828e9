"""The differential of a formula, one loud rule deeper from line to line."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from mcdocs.calculus import algebra
from mcdocs.calculus.partial import ALL, Line
from mcdocs.calculus.rules import rule_for
from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.language.ranks import is_singular

NONE: frozenset[Node] = frozenset()
MOST_LINES = (
    3  # of the first rules or junctions; of a deep network, whose lines are as long, the others follow at once,
)
MOST_NAMES = 2  # under the name of the rule that goes through all of them if they are more than this


def differential(node: Node, wrt: Node, kept: frozenset[Node] = NONE, held: frozenset[Node] = NONE) -> Node:
    """d(node), carried out down to d(wrt); intermediates of `let` stay names in the factors.

    The differentials of intermediates that are `kept` stay names too, and those that are `held` do not vary.
    """
    return _to_depth(node, wrt, ALL, kept, held)[0]


def differential_lines(node: Node, wrt: Node, kept: frozenset[Node] = NONE) -> list[Line]:
    """The lines from the first rule until only d(wrt), and the differentials kept, are left."""
    lines: list[Line] = []
    said, depth = 0, 1
    while True:
        formula, rules, pending = _to_depth(node, wrt, depth, kept, NONE, said)
        if not lines or formula != lines[-1].formula:
            many = depth == ALL and len(rules) > MOST_NAMES
            lines.append(Line(formula, ("chain rule",) if many else tuple(rules)))
        if not pending:
            return lines
        said, depth = depth, depth + 1 if depth < MOST_LINES else ALL


@lru_cache(maxsize=100_000)
def is_linear(node: Node) -> bool:
    """Whether a formula contains a differential."""
    return isinstance(node, nodes.Differential) or any(is_linear(child) for child in node.children())


def dependence(wrt: Node, held: frozenset[Node] = NONE) -> Callable[[Node], bool]:
    """Whether formulas depend on a variable or intermediate of `let` otherwise than through what is held.

    Each part is looked at once, however many ways lead to it. A differential dx does not vary with x, and the
    determinant of x x' is zero for all x.
    """
    known: dict[Node, bool] = {wrt: True, **dict.fromkeys(held, False)}

    def varies(part: Node) -> bool:
        found = known.get(part)
        if found is None:
            own = isinstance(part, nodes.Entry) and part.of == wrt
            inner = () if isinstance(part, nodes.Differential) or _is_zero_by_rank(part) else part.children()
            found = known[part] = own or any(varies(child) for child in inner)
        return found

    return varies


def _is_zero_by_rank(node: Node) -> bool:
    return isinstance(node, nodes.Structure) and node.function == "det" and is_singular(node.arguments[0])


def _to_depth(
    node: Node, wrt: Node, depth: int, kept: frozenset[Node], held: frozenset[Node], said: int = 0
) -> tuple[Node, list[str], bool]:
    """The differential `depth` loud rules deep, those below the first `said`, and whether anything is left."""
    rules: list[str] = []
    quiet: list[str] = []
    pending = False
    varies = dependence(wrt, held)

    def at(level: int) -> Callable[[Node], Node]:
        def d(part: Node) -> Node:
            nonlocal pending
            if part == wrt or part in kept:
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
                if all(child == wrt or child in kept or not varies(child) for child in part.children()):
                    rules.append(rule.name)
                    return rule.differential(part, d)
                pending = True
                return nodes.Differential(part)
            if level <= depth - said:
                rules.append(rule.name)
            return rule.differential(part, at(level - 1))

        return d

    formula = at(depth)(node)
    return formula, list(dict.fromkeys(rules or quiet)) or ["constant rule"], pending
