"""Oversights in a derivation in matrix notation, as a table: what the whole derivative becomes where one is made.

As with `slips`, the same engine works out what comes out, and the referee says whether it is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from mcdocs.calculus import algebra
from mcdocs.calculus.derive import solve
from mcdocs.calculus.layout import Layout
from mcdocs.calculus.partial import variables
from mcdocs.calculus.rules.elementwise import substitute
from mcdocs.calculus.statement import Statement
from mcdocs.documents.pieces.subjects import Subject
from mcdocs.errors import McdocsError
from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.language.prose import Inline
from mcdocs.problems.asks.slips import without_the_inner
from mcdocs.problems.asks.words import sentence

Oversight = Callable[[Subject, Layout], Iterator[tuple[Inline, Node]]]
OVERSIGHTS: dict[str, Oversight] = {}

_STAND_IN = "inner"
_ACTIVATIONS = ("sigmoid", "tanh", "relu", "softplus", "sin", "cos", "arctan")


def oversight(make: Oversight) -> Oversight:
    """Enter a function that knows how a derivative comes out wrong in a layout, and why."""
    OVERSIGHTS[make.__name__] = make
    return make


@oversight
def activation(subject: Subject, layout: Layout) -> Iterator[tuple[Inline, Node]]:
    """An elementwise function differentiated as if it were its argument: df(z) = dz."""
    statement = subject.statement
    for part in _parts(statement):
        if not isinstance(part, nodes.Apply) or part.function not in _ACTIVATIONS or not part.shape:
            continue
        # f(z) taken as z + (f(z) - z), where what is in brackets does not vary; under its own name it stays a name
        named = next((each for each in _parts(statement) if isinstance(each, nodes.Named) and each.value == part), part)
        name = named.name if isinstance(named, nodes.Named) else _STAND_IN
        taken = nodes.Named(name, nodes.Add(part.argument, nodes.Symbol(_STAND_IN, part.shape)))
        found = _value(_with(statement, {named: taken}), layout)
        if found is not None:
            yield sentence("the derivative of ", part, " is missing"), substitute(found, {taken: named})


@oversight
def symmetric(subject: Subject, layout: Layout) -> Iterator[tuple[Inline, Node]]:
    """A square matrix taken to be symmetric, as in d(x'Ax) = 2x'A dx."""
    statement = subject.statement
    for name, symbol in statement.scope.inputs.items():
        if len(symbol.shape) == 2 and symbol.shape[0] == symbol.shape[1] and symbol != statement.wrt:
            found = _value(replace(statement, facts=(*statement.facts, (name, "symmetric"))), layout)
            if found is not None:
                yield sentence("this holds only where ", symbol, " is symmetric"), found


@oversight
def inner_derivative(subject: Subject, layout: Layout) -> Iterator[tuple[Inline, Node]]:
    """The derivative by an inner function, without that of the inner function."""
    statement, wrt = subject.statement, subject.statement.wrt
    if statement.order > 1:
        return
    kinds = nodes.Apply | nodes.Structure
    inner = [child for part in _parts(statement) if isinstance(part, kinds) for child in part.children()]
    inner += [part for part in _parts(statement) if isinstance(part, nodes.Named)]
    fitting = [
        u for u in dict.fromkeys(inner) if u != wrt and wrt in variables(u) and not isinstance(u, nodes.Transpose)
    ]
    # a vector where one varies, from the outside; a scalar from the inside, as w'x
    alike = [u for u in fitting if len(u.shape) == len(wrt.shape)]
    for u in (*alike, *reversed([u for u in fitting if u not in alike])):
        stand_in = nodes.Symbol(_STAND_IN, u.shape)
        outer = replace(_with(statement, {u: stand_in}), wrt=stand_in)
        if wrt not in variables(outer.formula):
            found = _value(outer, layout)
            if found is not None:
                yield without_the_inner(u), substitute(found, {stand_in: u})


@oversight
def factor(subject: Subject, layout: Layout) -> Iterator[tuple[Inline, Node]]:
    """A number in front of a term forgotten, where the derivative brings one: that of a square."""
    given = {
        child
        for part in nodes.walk(subject.statement.formula, once=True)
        if isinstance(part, nodes.Mul | nodes.Div | nodes.MatMul)
        for child in part.children()
    }
    for number, rest in _without_number(subject.derivation.solution.value(layout)):
        if number not in given:
            yield sentence("the factor ", number, " is missing"), rest


@oversight
def sign_or_term(subject: Subject, layout: Layout) -> Iterator[tuple[Inline, Node]]:
    """The sign of one of two terms lost, or one of them forgotten."""
    whole = subject.derivation.solution.value(layout)
    turned = isinstance(whole, nodes.Transpose)
    match whole.argument if isinstance(whole, nodes.Transpose) else whole:
        case nodes.Add(left, right) | nodes.Sub(left, right) as node:
            flipped = nodes.Sub if isinstance(node, nodes.Add) else nodes.Add
            for why, wrong in (("a sign is wrong", flipped(left, right)), ("a term is missing", left)):
                yield sentence(why), nodes.Transpose(wrong) if turned else wrong


def _parts(statement: Statement) -> list[Node]:
    """The parts of a formula that vary, parents before children."""
    walked = dict.fromkeys(nodes.walk(statement.formula, once=True))
    return [part for part in walked if part != statement.formula and statement.wrt in variables(part)]


def _with(statement: Statement, instead: dict[Node, Node]) -> Statement:
    """The statement with parts of the formula, and of intermediates in it, replaced."""
    lets = {name: substitute(value, instead) for name, value in statement.scope.lets.items()}
    kept = {name: value for name, value in lets.items() if isinstance(value, nodes.Named)}
    scope = replace(statement.scope, lets=kept)
    return replace(statement, scope=scope, formula=substitute(statement.formula, instead))


def _value(statement: Statement, layout: Layout) -> Node | None:
    """The derivative where the engine has one in matrix notation."""
    try:
        found = solve(statement).solution.value(layout)
    except McdocsError:
        return None
    return None if any(isinstance(part, nodes.Tensor) for part in nodes.walk(found)) else found


def _without_number(node: Node) -> Iterator[tuple[Node, Node]]:
    """The numbers in front of the terms, other than 1, each with the formula without it; the last term first."""
    match node:
        case nodes.Mul(nodes.Number() as number, rest):
            yield number, rest
        case nodes.Mul(nodes.Div(nodes.Number() as number, under), rest) if not algebra.is_one(number):
            yield number, nodes.Mul(nodes.Div(nodes.ONE, under), rest)
        case nodes.Mul(left, right) | nodes.MatMul(left, right) | nodes.Div(left, right):
            yield from ((number, type(node)(rest, right)) for number, rest in _without_number(left))
        case nodes.Add(left, right) | nodes.Sub(left, right):
            yield from ((number, type(node)(left, rest)) for number, rest in _without_number(right))
            yield from ((number, type(node)(rest, right)) for number, rest in _without_number(left))
        case nodes.Neg(argument) | nodes.Transpose(argument):
            yield from ((number, type(node)(rest)) for number, rest in _without_number(argument))
