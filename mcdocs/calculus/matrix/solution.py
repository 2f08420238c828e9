"""Closed matrix notation for up to two axes: scalar by anything, anything by scalar, vector by vector."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import islice
from typing import ClassVar, Literal

from mcdocs.calculus import algebra
from mcdocs.calculus.facts import in_words
from mcdocs.calculus.layout import Aspect, Layout
from mcdocs.calculus.matrix.backward import replaced
from mcdocs.calculus.matrix.coefficients import coefficients
from mcdocs.calculus.matrix.differences import as_written, is_both_ways, variable_first
from mcdocs.calculus.matrix.differentials import MOST_LINES, differential, differential_lines
from mcdocs.calculus.matrix.indexed import Indexing, Through
from mcdocs.calculus.matrix.junctions import Sweep, Ways, swept
from mcdocs.calculus.matrix.letters import LETTERS
from mcdocs.calculus.matrix.product import Facts
from mcdocs.calculus.matrix.products import products_of, simple
from mcdocs.calculus.matrix.spelling import spelled
from mcdocs.calculus.matrix.transposes import transposed, with_one_transpose
from mcdocs.calculus.matrix.vectorised import Vectorising, multiplied_out
from mcdocs.calculus.matrix.writing import array_of
from mcdocs.calculus.partial import Line
from mcdocs.calculus.rules import free_counter
from mcdocs.calculus.scalar.length import cost, multiset, operations
from mcdocs.calculus.scalar.term import UNIT
from mcdocs.calculus.scalar.writing import one_formula
from mcdocs.calculus.statement import Statement
from mcdocs.errors import NoRuleError
from mcdocs.language import nodes, shapes
from mcdocs.language.nodes import Node

FEW = 8  # ways through the intermediates: written out, these are a formula a person can read


@dataclass(frozen=True)
class FromDifferential:
    """A statement and the differential of its formula, which every form is read off from."""

    statement: Statement

    @cached_property
    def aspect(self) -> Aspect:
        """What is differentiated by what."""
        return Aspect(self.statement.formula.shape, self.statement.wrt.shape)

    @property
    def differentiated(self) -> Node:
        """The author's formula."""
        return self.statement.formula

    @cached_property
    def facts(self) -> Facts:
        """What may be assumed."""
        return frozenset(self.statement.facts)

    def simple(self, node: Node) -> Node:
        """The normal form, with names again for what they stand for."""
        return self.renamed(simple(spelled(self.renamed(node)), self.facts))

    def turned(self, node: Node) -> Node:
        """The transpose in normal form."""
        return self.renamed(transposed(node, self.facts))

    def renamed(self, node: Node) -> Node:
        """The formula with the names of `let` for what they stand for; what has a name already keeps it."""
        lets = self.statement.scope.lets.values()
        unnamed = [let for let in lets if let.value.children() and not isinstance(let.value, nodes.Named)]
        names: dict[Node, Node] = {let.value: let for let in unnamed}
        return replaced(node, names) if names else node

    @cached_property
    def differential(self) -> Node:
        """dy, carried out."""
        return self.counted_freely(differential(self.differentiated, self.statement.wrt))

    @cached_property
    def worked_out(self) -> list[Line]:
        """dy by the rules, until only the differential of the input is left."""
        lines = differential_lines(self.differentiated, self.statement.wrt)
        return [Line(self.counted_freely(line.formula), line.rules) for line in lines]

    def counted_freely(self, node: Node) -> Node:
        """The formula with no sum counted by the name of an input, of an intermediate or of a size."""
        scope = self.statement.scope
        taken = {*scope.known(), *scope.letters()}
        for counter in {
            part.counter for part in nodes.walk(node, once=True) if isinstance(part, nodes.RangeSum)
        } & taken:
            node = nodes.recounted(node, counter, free_counter(node, taken=taken))
        return node


@dataclass(frozen=True)
class MatrixSolution(FromDifferential):
    """The derivative read off from the differential; `wrt` may also be an intermediate of `let`."""

    form: ClassVar[Literal["matrix"]] = "matrix"

    @cached_property
    def ways(self) -> Ways:
        """How the formula depends on the variable through its intermediates."""
        return Ways(self.statement.formula, self.statement.wrt)

    @cached_property
    def contributions(self) -> list[Node]:
        """One summand of the coefficient for each occurrence of the variable, in normal form."""
        return self._written_out if self.sweep is None else self.sweep.stages[-1].get(self.statement.wrt, [])

    @cached_property
    def _written_out(self) -> list[Node]:
        """The summands with the differential carried through all intermediates."""
        return [self.simple(part) for part in coefficients(self.differential, self.statement.wrt)]

    @cached_property
    def sweep(self) -> Sweep | None:
        """The coefficients from junction to junction; None where there is none, or where written out is as short."""
        found = swept(self.ways, self.simple, self.turned, self._name_of_derivative)
        if found is None or self.ways.count > FEW:
            return found
        short = self._collected(found.stages[-1].get(self.statement.wrt, []))
        return found if cost(short) < cost(self._collected(self._written_out)) else None

    def _name_of_derivative(self, name: str) -> str:
        """A delta for what a scalar is differentiated by, as in backpropagation; of a vector a Jacobian."""
        return self.statement.scope.name_of_derivative("J" if self.aspect.output else "delta", name)

    @cached_property
    def coefficient(self) -> Node:
        """The whole coefficient of the differential."""
        return self._collected(self.contributions)

    def _collected(self, contributions: list[Node]) -> Node:
        """The sum of the summands in the form a person writes."""
        if not contributions:
            shape = self.aspect.shape("numerator")
            return algebra.zero(self.aspect.input if not self.aspect.output else shape)
        plain = self.simple(algebra.total(contributions))
        parts = [variable_first(part, self.statement.wrt, self.facts) for part in contributions]
        if parts == contributions:
            return plain
        turned = self.renamed(as_written(self.simple(algebra.total(parts)), self.statement.formula, self.facts))
        return plain if is_both_ways(turned) or cost(turned) > cost(plain) else turned

    def value(self, layout: Layout) -> Node:
        """The derivative as printed in a layout."""
        own = (
            "numerator" if self.aspect.output or not self.aspect.input else "denominator"
        )  # a gradient has the input's own shape
        return with_one_transpose(self.coefficient if layout == own else self._transposed, self.facts)

    @cached_property
    def _transposed(self) -> Node:
        """The coefficient in the other layout."""
        return self.turned(self.coefficient)

    @cached_property
    def lines(self) -> list[Line]:
        """dy from the first rule to the form the derivative is read off from."""
        if not self.contributions:
            return [Line(algebra.zero(self.statement.formula.shape), ("constant rule",))]
        lines = self._lines_to_coefficients()
        general = self if not self.facts else replace(self, statement=replace(self.statement, facts=()))
        single = [general._with_differential(part) for part in general.contributions]
        self._append(lines, algebra.total(single), self._reordering if self.sweep is None else "chain rule")
        if general.coefficient != self.coefficient:
            self._append(lines, general._with_differential(general.coefficient), "collect terms")
            self._append(lines, self._with_differential(self.coefficient), self._assumed)
        else:
            self._append(lines, self._with_differential(self.coefficient), "collect terms")
        return lines

    def _lines_to_coefficients(self) -> list[Line]:
        """The rules, down to the differential of the input, or of junctions and then through one after the other."""
        if self.sweep is None:
            return [Line(self.renamed(line.formula), line.rules) for line in self.worked_out]
        kept: frozenset[Node] = frozenset(self.sweep.junctions)
        worked_out = differential_lines(self.sweep.formula, self.statement.wrt, kept)
        lines = [Line(self.renamed(self.counted_freely(line.formula)), line.rules) for line in worked_out]
        *stages, _ = self.sweep.stages
        for place, stage in enumerate(stages[:MOST_LINES]):
            terms = [self._with_differential(algebra.total(found), part) for part, found in stage.items()]
            self._append(lines, algebra.total(terms), "chain rule" if place else self._reordering)
        return lines

    @property
    def _assumed(self) -> str:
        return ", ".join(f"{name} is {in_words(fact)}" for name, fact in self.statement.facts)

    @property
    def _reordering(self) -> str:
        if not self.aspect.input:
            return "simplify"
        if not self.aspect.output:
            return "a scalar is its transpose" if len(self.aspect.input) == 1 else "cyclic property of the trace"
        return "move the differential to the right"

    def _append(self, lines: list[Line], formula: Node, rule: str) -> None:
        same = len(self.contributions) == 1 and len(self.aspect.input) < 2
        if formula == lines[-1].formula or (same and multiset(formula) == multiset(lines[-1].formula)):
            lines[-1] = Line(formula, lines[-1].rules)
        else:
            lines.append(Line(formula, (rule,)))

    def _with_differential(self, part: Node, wrt: Node | None = None) -> Node:
        """The summand of dy whose coefficient is `part`, by the variable or by an intermediate."""
        wrt = wrt or self.statement.wrt
        dx = nodes.Differential(wrt)
        if not wrt.shape:
            if isinstance(part, nodes.Neg):
                return nodes.Neg(self._with_differential(part.argument, wrt))
            return dx if algebra.is_one(part) else nodes.Mul(part, dx)
        if self.aspect.output:
            return algebra.product(part, dx)
        factor = self.turned(part)
        return algebra.product(factor, dx) if len(wrt.shape) == 1 else _trace(factor, dx, self.facts)


def _trace(factor: Node, dx: Node, facts: Facts) -> Node:
    """tr(factor @ dx), its scalars in front."""
    if algebra.is_zero(factor):
        return nodes.ZERO
    parts = products_of(factor, facts)
    if len(parts) != 1:
        return nodes.Structure("tr", (algebra.product(factor, dx),))
    whole = array_of([replace(parts[0], scalar=UNIT)], factor.shape)
    trace = nodes.Structure("tr", (algebra.product(whole, dx),))
    return algebra.times(one_formula(parts[0].scalar), trace)


@dataclass(frozen=True)
class IndexSolution(FromDifferential):
    """A derivative of three axes or more, in index notation."""

    form: ClassVar[Literal["index"]] = "index"

    @cached_property
    def tensor(self) -> Node:
        """The derivative in numerator layout."""
        return self.tensor_of(self.differential, (self.statement.wrt,))

    def tensor_of(self, dy: Node, by: tuple[Node, ...], through: Sequence[Through] = ()) -> Node:
        """What dy, linear in the differential of each of `by`, has for each of their entries.

        To dy is added what leads `through` intermediates: the derivative by one, and the differential of that.
        """
        scope = self.statement.scope
        counters = {
            part.counter
            for each in (dy, *(step for _, step in through))
            for part in nodes.walk(each, once=True)
            if isinstance(part, nodes.RangeSum)
        }
        taken = {*scope.letters(), *scope.inputs, *scope.lets} | counters
        letters = iter([letter for letter in LETTERS if letter not in taken])
        output = tuple(islice(letters, len(self.aspect.output)))
        inputs = {each: tuple(islice(letters, len(each.shape))) for each in by}
        sizes = dict(zip(output, self.aspect.output, strict=True))
        for each, index in inputs.items():
            sizes |= zip(index, each.shape, strict=True)
        if algebra.is_zero(dy) and not through:
            axes = output + tuple(letter for index in inputs.values() for letter in index[::-1])
            return nodes.Tensor((), axes, tuple(sizes.items()))
        steps = [(derivative, self.renamed(step)) for derivative, step in through]
        return Indexing(output, inputs, self.facts, sizes, tuple(letters)).tensor(self.renamed(dy), steps)

    @cached_property
    def vectorised(self) -> Node:
        """The matrix of vec(output) by vec(input), stacked as the statement says; NoRuleError where there is none."""
        if max(len(self.aspect.output), len(self.aspect.input)) > 2:
            raise NoRuleError("vec is of a matrix, not of a tensor")
        if algebra.is_zero(self.differential):
            return nodes.Zeros((shapes.times(*self.aspect.output), shapes.times(*self.aspect.input)))
        read = Vectorising(self.statement.wrt, self.statement.scope.stack_rows)
        opened = multiplied_out(self.differential)
        ways = [self.differential] if opened in (None, self.differential) else [self.differential, opened]
        return min((simple(read.coefficient(way), self.facts) for way in ways if way is not None), key=operations)

    def vectorised_in(self, layout: Layout) -> Node:
        """The vec form, or its transpose."""
        return self.vectorised if layout == "numerator" else transposed(self.vectorised, self.facts)

    def value(self, layout: Layout) -> Node:
        """The derivative with its axes in the order of a layout."""
        return self.tensor if layout == "numerator" else with_axes(self.tensor, lambda axes: axes[::-1])

    @cached_property
    def lines(self) -> list[Line]:
        """dY by the rules, until only the differential of the input is left, and then entry by entry."""
        if algebra.is_zero(self.differential):
            return [Line(algebra.zero(self.statement.formula.shape), ("constant rule",))]
        return [*self.worked_out, Line(summed_with(self.tensor, self.statement.wrt), ("in index notation",))]


def with_axes(node: Node, order: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Node:
    """A sum of tensors with their axes in another order."""
    return _tensor_by_tensor(node, lambda tensor: nodes.Tensor(tensor.terms, order(tensor.axes), tensor.extents))


def summed_with(node: Node, wrt: Node) -> Node:
    """The derivative, in numerator layout, as the coefficient of the entries of d(wrt): dY_ij = sum T_ijlk dX_kl."""
    count = len(wrt.shape)

    def summed(tensor: nodes.Tensor) -> Node:
        factor = (nodes.Differential(wrt), tensor.axes[-count:][::-1], Fraction(1))
        terms = tuple(replace(term, factors=(*term.factors, factor)) for term in tensor.terms)
        return nodes.Tensor(terms, tensor.axes[:-count], tensor.extents)

    return _tensor_by_tensor(node, summed)


def _tensor_by_tensor(node: Node, change: Callable[[nodes.Tensor], Node]) -> Node:
    """A sum of tensors, with each of them changed in the same way."""
    if isinstance(node, nodes.Tensor):
        return change(node)
    children = tuple(_tensor_by_tensor(child, change) for child in node.children() if child.shape)
    scalars = tuple(child for child in node.children() if not child.shape)
    return nodes.rebuilt(node, (*scalars, *children))
