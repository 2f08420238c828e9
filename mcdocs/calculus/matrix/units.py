"""Components, and lists of formulas, beside arrays of symbolic size, by unit vectors.

An entry of the variable is e' x, of a matrix e' X f; in what is printed it is an entry again. A list is the sum of its
formulas times e, a list of rows that of its formulas times e f'.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from mcdocs.calculus import algebra
from mcdocs.calculus.layout import Layout
from mcdocs.calculus.matrix.backward import replaced
from mcdocs.calculus.matrix.second import SecondDifferentialSolution, SecondSolution
from mcdocs.calculus.matrix.solution import IndexSolution, MatrixSolution
from mcdocs.calculus.matrix.tangents import TangentSolution
from mcdocs.calculus.partial import Line
from mcdocs.calculus.statement import Statement
from mcdocs.errors import NoRuleError
from mcdocs.language import nodes, shapes
from mcdocs.language.names import Scope
from mcdocs.language.nodes import ONE, ZERO, Node
from mcdocs.language.shapes import Shape, Size

Whole = MatrixSolution | IndexSolution | SecondSolution | SecondDifferentialSolution | TangentSolution


@dataclass(frozen=True)
class UnitSolution:
    """A solution by unit vectors; `components` are what their products with the variable stand for."""

    whole: Whole
    components: dict[Node, Node]

    @property
    def statement(self) -> Statement:
        """The statement with unit vectors."""
        return self.whole.statement

    @property
    def form(self) -> Literal["matrix", "index"]:
        """How the derivative is written."""
        return self.whole.form

    @property
    def differentiated(self) -> Node:
        """The formula with unit vectors, or its derivative."""
        return self.whole.differentiated

    def value(self, layout: Layout) -> Node:
        """The derivative as printed in a layout."""
        return replaced(self.whole.value(layout), self.components)

    @property
    def lines(self) -> list[Line]:
        """The working."""
        return [Line(replaced(line.formula, self.components), line.rules) for line in self.whole.lines]


def by_units(statement: Statement) -> tuple[Statement, dict[Node, Node]]:
    """The statement with each component of the variable as a product, and what each product is.

    Raises NoRuleError for arrays of three axes.
    """
    products: dict[Node, Node] = {
        part: _product(part)
        for part in nodes.walk(statement.formula, once=True)
        if isinstance(part, nodes.Entry) and part.of == statement.wrt
    }
    formula = _through_names(statement.formula, products)
    scope = statement.scope
    lets = {name: nodes.Named(name, _through_names(let.value, products)) for name, let in scope.lets.items()}
    written = replace(statement, formula=formula, scope=Scope(scope.inputs, scope.entries, lets, scope.stack_rows))
    return written, {product: entry for entry, product in products.items()}


def _product(entry: nodes.Entry) -> Node:
    if len(entry.index) > 2:
        raise NoRuleError("a component of an array of three axes has no matrix notation")
    if all(size == 1 for size in entry.of.shape):
        return nodes.Structure("sum", (entry.of,))
    first, *second = (_unit(place, size) for place, size in zip(entry.index, entry.of.shape, strict=True))
    found = algebra.product(algebra.transpose(first), entry.of)
    return algebra.product(found, second[0]) if found.shape else found


def _unit(place: int, size: Size) -> Node:
    return nodes.Grid(tuple(ONE if i == place else ZERO for i in range(1, int(size) + 1)), (size,))


def _sum(entries: tuple[Node, ...], shape: Shape) -> Node:
    """A list of formulas, or of rows of formulas, as a sum."""
    if len(shape) > 2:
        raise NoRuleError("a list of matrices beside arrays of symbolic size has no matrix notation")
    assert shapes.is_given(shape)
    terms = []
    for entry, index in zip(entries, shapes.indices(shape), strict=True):
        first, *second = (_unit(place, size) for place, size in zip(index, shape, strict=True))
        unit = algebra.product(first, algebra.transpose(second[0])) if second else first
        if not algebra.is_zero(entry):
            terms.append(algebra.times(entry, unit))
    return algebra.total(terms) if terms else algebra.zero(shape)


def _through_names(node: Node, values: dict[Node, Node]) -> Node:
    """The formula with parts replaced, in what its names stand for as well."""
    if node in values:
        return values[node]
    if isinstance(node, nodes.Named):
        return nodes.Named(node.name, _through_names(node.value, values))
    children = node.children()
    new = tuple(_through_names(child, values) for child in children)
    if isinstance(node, nodes.Grid):
        return _sum(new, node.shape)
    return node if all(a is b for a, b in zip(children, new, strict=True)) else nodes.rebuilt(node, new)
