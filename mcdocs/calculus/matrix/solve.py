"""Which normal form a statement in matrix notation has."""

from __future__ import annotations

from mcdocs.calculus.matrix.solution import MatrixSolution
from mcdocs.calculus.statement import Statement


def solve_matrix(statement: Statement) -> MatrixSolution:
    """The derivative in matrix notation; raises NoRuleError where it has no closed form."""
    solution = MatrixSolution(statement)
    _ = solution.coefficient
    return solution
