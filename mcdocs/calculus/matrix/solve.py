"""Which normal form a statement in matrix notation has."""

from __future__ import annotations

from mcdocs.calculus.layout import Aspect
from mcdocs.calculus.matrix.second import SecondSolution
from mcdocs.calculus.matrix.singletons import without_singletons
from mcdocs.calculus.matrix.solution import IndexSolution, MatrixSolution
from mcdocs.calculus.statement import Statement


def solve_matrix(statement: Statement) -> MatrixSolution | IndexSolution | SecondSolution:
    """The derivative in matrix notation, in index notation from three axes on; raises NoRuleError where it has none."""
    statement = without_singletons(statement)
    solution: MatrixSolution | IndexSolution | SecondSolution
    if statement.order == 2:
        solution = SecondSolution(statement)
    elif len(Aspect(statement.formula.shape, statement.wrt.shape).axes("numerator")) > 2:
        solution = IndexSolution(statement)
    else:
        solution = MatrixSolution(statement)
    solution.value("numerator")
    return solution
