"""Powers entry by entry."""

from __future__ import annotations

from mcdocs.calculus.algebra import less_one, over, plus, power, times
from mcdocs.calculus.rules.table import D, is_plain, rule
from mcdocs.calculus.scalar.tidy import tidy
from mcdocs.language import nodes
from mcdocs.language.nodes import Node, number


@rule("power rule", nodes.Pow, lambda node, varies: not varies(node.right) and is_plain(node.left), loud=False)
def _power_of_variable(node: nodes.Pow, d: D) -> Node:
    return _power_rule(node, d)


@rule("power rule", nodes.Pow, lambda node, varies: not varies(node.right))
def _power(node: nodes.Pow, d: D) -> Node:
    return _power_rule(node, d)


def _power_rule(node: nodes.Pow, d: D) -> Node:
    lower = less_one(node.right)
    if isinstance(node.right, nodes.Add | nodes.Sub):
        lower = tidy(lower)[0]
    return times(times(node.right, power(node.left, lower)), d(node.left))


@rule("exponential rule", nodes.Pow, lambda node, varies: not varies(node.left))
def _exponential(node: nodes.Pow, d: D) -> Node:
    return times(times(node, _ln(node.left)), d(node.right))


@rule("general power rule", nodes.Pow)
def _general_power(node: nodes.Pow, d: D) -> Node:
    u, v = node.left, node.right
    return times(node, plus(times(d(v), _ln(u)), times(v, over(d(u), u))))


def _ln(node: Node) -> Node:
    return number(1) if node == nodes.Constant("e") else nodes.Apply("ln", node)
