"""The computational graph of a function with intermediate results, from its formulas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mcdocs.calculus.statement import Statement
from mcdocs.documents import blocks
from mcdocs.documents.pictures.computational_graph import Kind, Vertex, computational_graph
from mcdocs.documents.pictures.scene import Scene
from mcdocs.documents.pieces.parts import Shown, View, part
from mcdocs.documents.pieces.symbols import column
from mcdocs.errors import NoRuleError, Position
from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.language.notation import Name, Role
from mcdocs.language.prose import Formula, Text

MOST_VERTICES = 32
WIDEST = 62.0


@part
def graph(view: View) -> Shown:
    """What is computed from what, with the shapes that flow forward and, of a scalar, the deltas that return."""
    statement, spec = view.subject.statement, view.subject.spec
    return Shown((blocks.Picture(graph_of(statement, spec.name, view.symbols.variables, view.subject.at)),))


def graph_of(statement: Statement, name: str, variables: Sequence[str], at: Position) -> Scene:
    """The graph of a statement whose output is called `name`; raises NoRuleError without `let`, or beyond a slide."""
    if not statement.scope.lets:
        hint = "name intermediate results with let, or leave out the part 'graph'"
        raise NoRuleError("a graph shows intermediate results, and there are none", at=at, hint=hint)
    vertices = _vertices(statement, name, variables)
    if len(vertices) > MOST_VERTICES:
        hint = "leave out the part 'graph', or name fewer intermediate results"
        raise NoRuleError(f"a graph of {len(vertices)} nodes is too large for a slide", at=at, hint=hint)
    scene = computational_graph(vertices, _in_words(vertices), backward=statement.formula.shape == ())
    if scene.width > WIDEST:
        raise NoRuleError("the graph is too wide for a slide", at=at, hint="name fewer intermediate results")
    return scene


def _vertices(statement: Statement, name: str, variables: Sequence[str]) -> list[Vertex]:
    """The inputs, the intermediate results and the output, of those on which the output depends."""
    scope, scalar = statement.scope, statement.formula.shape == ()
    values: dict[str, Node] = {let.name: let.value for let in scope.lets.values()}
    needed = dict.fromkeys(_needed(statement.formula, values))
    vertices = []
    for input in scope.inputs.values():
        if input.name in needed:
            role: Role = "input" if input.name in variables else "plain"
            kind: Kind = "variable" if input.name in variables else "constant"
            vertices.append(Vertex(input.name, Name(input.name, role), kind, column(input.shape, role)))
    for let in scope.lets.values():
        if let.name in needed:
            delta = Name(f"delta_{let.name}") if scalar else None
            axes, uses = column(let.shape, "plain"), tuple(dict.fromkeys(used(let.value)))
            vertices.append(Vertex(let.name, Name(let.name), "intermediate", axes, uses, delta))
    # The output may be called like something it is computed from.
    uses, axes = tuple(dict.fromkeys(used(statement.formula))), column(statement.formula.shape, "output")
    return [*vertices, Vertex("", Name(name, "output"), "result", axes, uses)]


def used(node: Node) -> Iterator[str]:
    """The names of inputs and intermediate results that a formula uses directly."""
    match node:
        case nodes.Named() | nodes.Symbol():
            yield node.name
        case nodes.Entry():
            yield node.of.name
        case _:
            for child in node.children():
                yield from used(child)


def _needed(formula: Node, values: dict[str, Node]) -> Iterator[str]:
    for name in dict.fromkeys(used(formula)):
        yield name
        if name in values:
            yield from _needed(values[name], values)


def _in_words(vertices: Sequence[Vertex]) -> tuple[Text | Formula, ...]:
    """`Computational graph: z from W, x and b; L from z.`"""
    maths = {vertex.name: vertex.math for vertex in vertices}
    words: list[Text | Formula] = [Text("What is computed from what: ")]
    computed = [vertex for vertex in vertices if vertex.uses]
    for place, vertex in enumerate(computed):
        words += [*([Text("; ")] if place else []), Formula(vertex.math), Text(" from ")]
        for number, name in enumerate(vertex.uses):
            joint = "" if not number else " and " if number == len(vertex.uses) - 1 else ", "
            words += [*([Text(joint)] if joint else []), Formula(maths[name])]
    return (*words, Text("."))
