"""Junctions: the intermediates of `let` at which several ways from the output meet and from which several go on.

Where h2 = h1 + tanh(W h1) and h1 = x + tanh(W x), four ways lead from h2 to x, and with every layer twice as many. The
differential is therefore not carried through a junction but read off at it: dh2 = J2 dh1 and dh1 = J1 dx, and the
coefficient is the product of brackets J2 J1, as long as the network is deep. From the last junction to the first each
coefficient is collected from all places where the junction is used: the reverse sweep (Griewank and Walther, Evaluating
Derivatives, section 3.2; the brackets are the local Jacobians of its section 2.2).

Where ways cross, as those through the two states of an LSTM, or a junction is a matrix, there is no short product of
brackets. Then the derivative by each such intermediate gets a name, and those before it are written with that name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.adjoint import adjoint
from mcdocs.calculus.matrix.coefficients import coefficients
from mcdocs.calculus.matrix.differentials import dependence, differential, is_linear
from mcdocs.calculus.scalar.terms import key, term_of
from mcdocs.errors import NoRuleError
from mcdocs.language import nodes
from mcdocs.language.nodes import Node

FEW_TERMS = (
    16  # make a formula a person can read, and so does a single product of brackets; more are written with names
)
MOST_TERMS = 400  # of all coefficients together; where junctions do not lie in a row these grow without bounds


@dataclass(frozen=True)
class Ways:
    """How a formula depends on a variable through its intermediates, the last of them first."""

    formula: Node
    wrt: Node

    @cached_property
    def root(self) -> Node:
        """The formula, or what it is the name of."""
        found = self.formula
        while isinstance(found, nodes.Named) and found != self.wrt:
            found = found.value
        return found

    @cached_property
    def between(self) -> tuple[nodes.Named, ...]:
        """The intermediates that depend on the variable, each after those it is made of."""
        varies = dependence(self.wrt)
        found = [part for part in nodes.distinct(self.root) if isinstance(part, nodes.Named) and varies(part)]
        return tuple(part for part in dict.fromkeys(found) if part != self.wrt)

    @cached_property
    def _steps(self) -> dict[Node, Counter[Node]]:
        """Of the root and each intermediate in turn: how often each differential occurs in its own."""
        kept = frozenset(self.between)
        steps = {self.root: _occurrences(differential(self.root, self.wrt, kept))}
        return steps | {part: _occurrences(differential(part.value, self.wrt, kept)) for part in self.between[::-1]}

    @cached_property
    def _below(self) -> dict[Node, int]:
        """The number of ways from each intermediate to the variable."""
        found: dict[Node, int] = {self.wrt: 1}
        for part, uses in reversed(self._steps.items()):
            found[part] = sum(times * found[used] for used, times in uses.items())
        return found

    @property
    def count(self) -> int:
        """The number of ways altogether: the differential, carried out, has so many terms."""
        return self._below[self.root]

    @cached_property
    def junctions(self) -> tuple[nodes.Named, ...]:
        """The junctions; none where the coefficients would have too many terms."""
        above: Counter[Node] = Counter()
        found: list[Node] = []
        for part, uses in self._steps.items():
            if _has_brackets(part) and above[part] > 1 and self._below[part] > 1:
                found.append(part)
            for used, times in uses.items():
                above[used] += times * (1 if part in found or part == self.root else above[part])
        # In a row of alike layers the last, which is used once, and the first, which uses one thing, have brackets too.
        last = [part for part, uses in self._steps.items() if any(uses[used] > 1 for used in found)]
        first = [used for part in (*found, *last) for used, times in self._steps[part].items() if times > 1]
        found = [part for part in (*found, *last, *first) if _has_brackets(part)]
        junctions = tuple(part for part in self._steps if isinstance(part, nodes.Named) and part in found)
        return junctions if self._terms(junctions) <= MOST_TERMS else ()

    def _terms(self, junctions: tuple[nodes.Named, ...]) -> int:
        """The factors in all summands of the variable's coefficient together."""
        found: Counter[Node] = Counter({self.root: 1})
        for part, uses in self._steps.items():
            for used, times in uses.items():
                found[used] += found[part] + 1 if part in junctions else found[part] * times
        return found[self.wrt]

    @property
    def are_few(self) -> bool:
        """Whether the coefficient is short without names for those of the junctions."""
        return self._terms(self.junctions) <= max(FEW_TERMS, len(self.junctions) + 2)

    @property
    def crossings(self) -> tuple[nodes.Named, ...]:
        """The same as `meeting`; none where the derivative by one is no matrix."""
        axes = len(self.root.shape)
        return () if any(axes + len(part.shape) > 2 for part in self.meeting) else self.meeting

    @cached_property
    def meeting(self) -> tuple[nodes.Named, ...]:
        """The intermediates that are used twice, or use two things; none if names leave too many summands."""
        above: Counter[Node] = Counter()
        for uses in self._steps.values():
            above.update(uses)
        found = [
            part
            for part, uses in self._steps.items()
            if isinstance(part, nodes.Named) and (above[part] > 1 or uses.total() > 1)
        ]
        return tuple(found) if self._summands(found) <= MOST_TERMS else ()

    def _summands(self, named: list[nodes.Named]) -> int:
        """The most summands that a coefficient has where it is written with the names of others."""
        found: Counter[Node] = Counter({self.root: 1})
        for part, uses in self._steps.items():
            for used, times in uses.items():
                found[used] += times if part in named else found[part] * times
        return max(found.values())


def _is_settled(node: Node) -> bool:
    """Whether a scalar in normal form is multiplied by a bracket that it does not have yet: nothing is to be done."""
    if not isinstance(node, nodes.Mul) or node.left.shape or not isinstance(node.right, nodes.Add | nodes.Sub):
        return False
    term = term_of(node.left)
    return not node.right.shape and key(node.right) not in term.above | term.below


def _has_brackets(part: Node) -> bool:
    """Whether a formula is an intermediate whose local derivatives are matrices, vectors or numbers."""
    return isinstance(part, nodes.Named) and len(part.shape) < 2


def _occurrences(dy: Node) -> Counter[Node]:
    """How often each differential occurs."""
    if isinstance(dy, nodes.Differential):
        return Counter([dy.of])
    found: Counter[Node] = Counter()
    for child in dy.children():
        if is_linear(child):
            found += _occurrences(child)
    return found


def reached(node: Node, ends: frozenset[Node]) -> set[Node]:
    """Those of the ends that a formula leads to without going through another."""
    found, seen = set[Node](), set[int]()
    stack = [node]
    while stack:
        part = stack.pop()
        if part in ends:
            found.add(part)
        elif id(part) not in seen:
            seen.add(id(part))
            stack += part.children()
    return found


Simplify = Callable[[Node], Node]
Naming = Callable[[str], str]


@dataclass(frozen=True)
class Sweep:
    """The coefficients of a formula's differential, from that of its last junction to that of the variable.

    With `naming` that of each junction gets a name, made of the junction's; without it they are multiplied out.
    """

    formula: Node
    wrt: Node
    junctions: tuple[nodes.Named, ...]
    simple: Simplify
    turned: Simplify
    naming: Naming | None = None

    @cached_property
    def stages(self) -> tuple[dict[Node, list[Node]], ...]:
        """The summands of the coefficients of the differentials dy is written with, one junction less at each stage."""
        ends = frozenset((*self.junctions, self.wrt))
        led_to = reached(self.formula, ends)
        here = {part: found for part in (*self.junctions, self.wrt) if part in led_to and (found := self._first(part))}
        stages = [here]
        for place, junction in enumerate(self.junctions):
            if junction not in here:
                continue
            summands = here[junction]  # each is in normal form
            whole = self.simple(algebra.total(summands)) if len(summands) > 1 else summands[0]
            coefficient = self._named(junction, whole)
            after = {part: list(found) for part, found in here.items() if part != junction}
            led_to = reached(junction.value, ends)
            for part in [part for part in (*self.junctions[place + 1 :], self.wrt) if part in led_to]:
                found = [
                    summand if _is_settled(summand) else self.simple(summand)
                    for summand in self._passed(coefficient, junction, part)
                ]
                if found:
                    after[part] = [*found, *after.get(part, [])]
            here = {part: after[part] for part in (*self.junctions[place + 1 :], self.wrt) if part in after}
            stages.append(here)
        return tuple(stages)

    def _named(self, junction: nodes.Named, coefficient: Node) -> Node:
        """The coefficient under a name, unless it is as short as one."""
        if self.naming is None or isinstance(coefficient, nodes.Named) or not coefficient.children():
            return coefficient
        return nodes.Named(self.naming(junction.name), coefficient)

    def _first(self, part: Node) -> list[Node]:
        return [self.simple(summand) for summand in coefficients(self._step(self.formula, part), part)]

    def _step(self, node: Node, part: Node) -> Node:
        """The differential of a formula by a junction or the variable, all other junctions held."""
        return differential(node, part, held=frozenset(self.junctions) - {part})

    def _passed(self, coefficient: Node, junction: nodes.Named, part: Node) -> list[Node]:
        """What the coefficient of a junction adds to that of a part the junction is made of."""
        step = self._step(junction.value, part)
        if algebra.is_zero(step):
            return []
        is_gradient = not self.formula.shape
        once = self.naming is not None or (part.shape and (len(part.shape) == 2 or _occurrences(step)[part] == 1))
        if is_gradient and once:
            return adjoint(step, coefficient, part)
        bracket = self.simple(algebra.total(coefficients(step, part)))
        if not junction.shape:
            scaled = bracket if is_gradient or not part.shape else algebra.transpose(bracket)
            return [algebra.product(coefficient, scaled)]
        if not is_gradient:
            return [algebra.product(coefficient, bracket)]
        if not part.shape:
            return [algebra.product(algebra.transpose(coefficient), bracket)]
        return [algebra.product(self.turned(bracket), coefficient)]


def swept(ways: Ways, simple: Simplify, turned: Simplify, naming: Naming) -> Sweep | None:
    """The sweep over the junctions of a formula; None if it has none, or if a coefficient has no form in the language.

    `simple` brings a coefficient into normal form, `turned` its transpose. Where brackets would make a long formula the
    coefficients get names, by `naming`.
    """
    if len(ways.root.shape) > 1:
        return None
    brackets = Sweep(ways.root, ways.wrt, ways.junctions, simple, turned)
    names = replace(brackets, junctions=ways.crossings, naming=naming)
    for sweep in (brackets,) if ways.are_few else (names, brackets):
        try:
            if sweep.junctions and sweep.stages:
                return sweep
        except NoRuleError:
            continue
    return None
