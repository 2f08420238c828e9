"""Hessians of scalars through long chains: the gradient by backpropagation, and that differentiated as a chain itself.

The deltas of the backward pass are intermediates like those of the forward pass, and the derivatives by both get names:
reverse over reverse (Griewank and Walther, Evaluating Derivatives, section 5.1).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from mcdocs.calculus.matrix.junctions import Sweep
from mcdocs.calculus.matrix.second import SecondSolution
from mcdocs.calculus.matrix.solution import MatrixSolution
from mcdocs.calculus.matrix.tensor_chains import TensorChain
from mcdocs.language import nodes


@dataclass(frozen=True)
class NamedSweep(MatrixSolution):
    """A derivative with a name for that by each intermediate at which ways meet or part."""

    @cached_property
    def sweep(self) -> Sweep:
        """The coefficients from junction to junction, by name."""
        ways = self.ways
        return Sweep(ways.root, ways.wrt, ways.crossings, self.simple, self.turned, self._name_of_derivative)


@dataclass(frozen=True)
class SecondChain(SecondSolution):
    """The second derivative of a scalar by a vector or a matrix, through intermediates and their deltas."""

    @cached_property
    def first(self) -> NamedSweep:
        """The gradient, with a delta for each intermediate."""
        return NamedSweep(super().first.statement)

    @cached_property
    def second(self) -> NamedSweep | TensorChain:
        """The derivative of the gradient, in which deltas are intermediates."""
        statement = super().second.statement
        scope = statement.scope
        deltas = {part.name: part for part in nodes.intermediates(self.differentiated) if part.name not in scope.lets}
        kind = NamedSweep if len(statement.wrt.shape) < 2 else TensorChain
        return kind(replace(statement, scope=replace(scope, lets={**scope.lets, **deltas})))
