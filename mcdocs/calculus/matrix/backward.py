"""Backpropagation: one delta for each intermediate of a scalar loss, from the last to the first, then each gradient.

delta_z is the derivative of the loss by z in z's own shape. It is collected from every place where z is used directly,
each time as the adjoint of that place's differential (Griewank and Walther, Evaluating Derivatives, section 3.2).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.adjoint import adjoint
from mcdocs.calculus.matrix.differentials import differential
from mcdocs.calculus.matrix.product import Facts
from mcdocs.calculus.matrix.products import simple
from mcdocs.calculus.matrix.transposes import transposed
from mcdocs.calculus.statement import Statement
from mcdocs.errors import NoRuleError
from mcdocs.language import nodes
from mcdocs.language.nodes import ONE, Node


@dataclass(frozen=True)
class Gradient:
    """The derivative of the loss by a variable, in the variable's own shape (denominator layout) and transposed."""

    variable: nodes.Symbol | nodes.Named
    denominator: Node
    numerator: Node


@dataclass(frozen=True)
class Backward:
    """The backward pass of a scalar formula whose intermediates are named by `let`."""

    statement: Statement

    def __post_init__(self) -> None:
        if self.statement.formula.shape != ():
            raise NoRuleError("backpropagation starts from a scalar loss", hint="make the formula a scalar")

    @property
    def intermediates(self) -> tuple[nodes.Named, ...]:
        """The intermediates in the order of the forward pass."""
        return tuple(self.statement.scope.lets.values())

    @property
    def facts(self) -> Facts:
        """What may be assumed of the inputs."""
        return frozenset(self.statement.facts)

    @cached_property
    def _by_name(self) -> dict[str, nodes.Named]:
        found: dict[str, nodes.Named] = {}
        for here in self.intermediates[::-1]:
            value = self._collected(here, found)
            if not algebra.is_zero(value):
                found[here.name] = nodes.Named(self.statement.scope.name_of_derivative("delta", here.name), value)
        return found

    @property
    def active(self) -> tuple[nodes.Named, ...]:
        """The intermediates the loss depends on, in the order of the backward pass."""
        return tuple(here for here in self.intermediates[::-1] if here.name in self._by_name)

    @property
    def deltas(self) -> tuple[nodes.Named, ...]:
        """The delta of each active intermediate, in the same order; each may use those before it."""
        return tuple(self._by_name.values())

    @cached_property
    def used_facts(self) -> tuple[tuple[str, str], ...]:
        """The facts without which a delta would be another formula."""
        facts = self.statement.facts
        without = {
            fact: Backward(replace(self.statement, facts=tuple(f for f in facts if f != fact))) for fact in facts
        }
        return tuple(fact for fact, general in without.items() if general.deltas != self.deltas)

    def gradient(self, name: str) -> Gradient:
        """The gradient by an input."""
        variable = self.statement.scope.inputs[name]
        value = self._collected(variable, self._by_name)
        return Gradient(variable, value, transposed(value, self.facts))

    def _collected(self, variable: nodes.Symbol | nodes.Named, deltas: dict[str, nodes.Named]) -> Node:
        """The sum over all places that use the variable directly: the loss, and later intermediates."""
        parts: list[Node] = []
        for user in (None, *self.intermediates):
            value = self.statement.formula if user is None else user.value
            if user is not None and user.name not in deltas:
                continue
            cotangent = ONE if user is None else nodes.Symbol(deltas[user.name].name, user.shape)
            parts += self._through(value, variable, cotangent)
        if not parts:
            return algebra.zero(variable.shape)
        back: dict[Node, Node] = {nodes.Symbol(let.name, let.shape): let for let in self.intermediates}
        back |= {nodes.Symbol(delta.name, delta.shape): delta for delta in deltas.values()}
        return replaced(simple(algebra.total(parts), self.facts), back)

    def _through(self, value: Node, variable: nodes.Symbol | nodes.Named, cotangent: Node) -> list[Node]:
        """The contributions of one place, other intermediates held fixed."""
        fixed: dict[Node, Node] = {let: nodes.Symbol(let.name, let.shape) for let in self.intermediates}
        own = nodes.Symbol(variable.name, variable.shape) if isinstance(variable, nodes.Named) else variable
        inner = differential(replaced(value, fixed), own)
        if algebra.is_zero(inner):
            return []
        names: dict[Node, Node] = {replaced(let.value, fixed): fixed[let] for let in self.intermediates}
        found = [replaced(part, names) for part in adjoint(inner, cotangent, own)]
        return [replaced(simple(part, self.facts), names) for part in found]


def replaced(node: Node, values: dict[Node, Node]) -> Node:
    """The formula with parts replaced from the outside in, never inside a name."""
    if node in values:
        return values[node]
    if isinstance(node, nodes.Named) or not node.children():
        return node
    children = node.children()
    new = tuple(replaced(child, values) for child in children)
    return node if all(a is b for a, b in zip(children, new, strict=True)) else nodes.rebuilt(node, new)
