"""Which normal form a statement in matrix notation has."""

from __future__ import annotations

from mcdocs.calculus.extent import check_extent
from mcdocs.calculus.layout import Aspect
from mcdocs.calculus.matrix.differentials import dependence
from mcdocs.calculus.matrix.junctions import FEW_TERMS, Ways
from mcdocs.calculus.matrix.second import SecondDifferentialSolution, SecondSolution
from mcdocs.calculus.matrix.second_chains import SecondChain
from mcdocs.calculus.matrix.singletons import without_singletons
from mcdocs.calculus.matrix.solution import IndexSolution, MatrixSolution
from mcdocs.calculus.matrix.tangents import TangentSolution
from mcdocs.calculus.matrix.tensor_chains import TensorChain
from mcdocs.calculus.statement import Statement
from mcdocs.errors import FormulaError, Position
from mcdocs.language import nodes


def solve_matrix(statement: Statement) -> MatrixSolution | IndexSolution | SecondSolution | TangentSolution:
    """The derivative in matrix notation, in index notation from three axes on.

    Raises NoRuleError where it has none, FormulaError for a formula that is too long with its intermediates.
    """
    statement = without_singletons(statement)
    varies = dependence(statement.wrt)
    constant = [part for part in nodes.intermediates(statement.formula) if not varies(part)]
    solution: MatrixSolution | IndexSolution | SecondSolution | TangentSolution
    by_scalar = not statement.wrt.shape and (statement.order == 2 or len(statement.formula.shape) == 2)
    ways = Ways(statement.formula, statement.wrt)
    if by_scalar and ways.count > FEW_TERMS:
        check_extent(statement.formula, (*constant, *ways.between))
        solution = TangentSolution(statement)
    elif statement.order == 2 and not statement.formula.shape and ways.count > FEW_TERMS and ways.crossings:
        check_extent(statement.formula, (*constant, *ways.crossings))
        solution = SecondChain(statement)
    elif statement.order == 2:
        arrays = statement.formula.shape and statement.wrt.shape
        if arrays and ways.count > FEW_TERMS:
            message = (
                f"{ways.count:,} ways lead through the intermediates, too many for the second derivative of an array"
            )
            hint = "derive a shorter stretch of the chain, or a scalar that is made of it"
            raise FormulaError(message, at=Position("expr", 1, 1), hint=hint)
        check_extent(statement.formula, constant)
        solution = SecondDifferentialSolution(statement) if arrays else SecondSolution(statement)
    elif len(Aspect(statement.formula.shape, statement.wrt.shape).axes("numerator")) > 2:
        chain = TensorChain(statement)
        names = chain.ways.meeting if chain.ways.count > FEW_TERMS else ()
        check_extent(statement.formula, (*constant, *names))
        solution = chain if names else IndexSolution(statement)
    else:
        solution = MatrixSolution(statement)
        check_extent(statement.formula, (*constant, *solution.ways.junctions, *solution.ways.crossings))
        if solution.sweep is None:
            check_extent(statement.formula, constant)
    solution.value("numerator")
    return solution
