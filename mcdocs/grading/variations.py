"""What a mistake may make of a formula: other variables, inner functions taken for variables, terms left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.printers.precedence import summands

MAX_VARIANTS = 60
_FUNCTIONS = nodes.Apply | nodes.Structure | nodes.Pow
_SUMS = nodes.Add | nodes.Sub


def replaced(node: Node, old: Node, new: Node) -> Node:
    """The formula with a part of it replaced wherever it occurs."""
    if node == old:
        return new
    children = tuple(replaced(child, old, new) for child in node.children())
    return node if children == node.children() else nodes.rebuilt(node, children)


def occurs(part: Node, whole: Node) -> bool:
    """Whether a formula is a part of another one, or its entries are."""
    return any(each == part or (isinstance(each, nodes.Entry) and each.of == part) for each in nodes.walk(whole))


def variables(formula: Node, whole: bool) -> list[Node]:
    """What a formula can be differentiated by: its inputs as a whole, or their entries."""
    found = [part for part in nodes.walk(formula) if isinstance(part, nodes.Symbol | nodes.Entry)]
    inputs: list[Node] = [part.of if isinstance(part, nodes.Entry) and whole else part for part in found]
    return list(dict.fromkeys(inputs))[:MAX_VARIANTS]


def activations(formula: Node, variable: Node) -> Iterator[nodes.Apply]:
    """The functions in a formula that are applied to an array, entry by entry, and depend on the variable."""
    found = dict.fromkeys(part for part in nodes.walk(formula) if isinstance(part, nodes.Apply) and part.shape)
    return (part for part in found if occurs(variable, part))


def inner_functions(formula: Node, variable: Node) -> Iterator[Node]:
    """The inner functions of a formula that depend on the variable, the largest first; the variable itself is none.

    They are a function or a power, or stand in one or below a stroke, as a whole or as a term of a sum, have a name of
    their own, or occur twice as in r.T @ r.
    """
    arguments: set[Node] = set()
    count: Counter[Node] = Counter()
    for part in nodes.walk(formula):
        count[part] += 1
        if isinstance(part, _FUNCTIONS):
            arguments.update(part.children())
        if isinstance(part, nodes.Div):
            arguments.add(part.right)
        if isinstance(part, _SUMS | nodes.Neg) and part in arguments:
            arguments.update(part.children())
    for part, times in list(count.items())[:MAX_VARIANTS]:
        inside = part in arguments or times > 1 or isinstance(part, _FUNCTIONS | nodes.Named)
        turned = isinstance(part, nodes.Transpose) and part.argument == variable
        if inside and part not in (formula, variable) and part.children() and not turned and occurs(variable, part):
            yield part


def without_the_inner(formula: Node, inner: Node, variable: Node) -> Iterator[Node]:
    """What the derivative becomes where that of `inner` is left out; in it, a symbol of that name stands for it."""
    stand_in = nodes.Symbol("inner", inner.shape)
    outer = replaced(formula, inner, stand_in)
    derivative = nodes.Partial(outer, stand_in)
    if not occurs(variable, outer):
        yield derivative
    elif inner.shape == variable.shape:
        yield nodes.Add(derivative, nodes.Partial(outer, variable))
    if inner.shape == () and variable.shape and not occurs(variable, outer):
        yield nodes.Mul(derivative, nodes.Ones(variable.shape))


def with_a_term_changed(node: Node, flip: bool = False) -> Iterator[tuple[Node, Node]]:
    """The formula with one term of a sum in it left out, or with its sign changed; each with that term."""
    if isinstance(node, nodes.Tensor):
        for place, term in enumerate(node.terms):
            kept = (replace(term, coefficient=nodes.Neg(term.coefficient)),) if flip else ()
            rest = (*node.terms[:place], *kept, *node.terms[place + 1 :])
            yield replace(node, terms=(term,)), replace(node, terms=rest)
        return
    count = 0
    done: set[Node] = set()
    inside = {part.left for part in nodes.walk(node) if isinstance(part, _SUMS)}
    for part in nodes.walk(node):
        if not isinstance(part, _SUMS) or part in done or part in inside:
            continue
        done.add(part)
        terms = summands(part)
        for place in range(len(terms)):
            changed = [
                (minus != (flip and at == place), term) for at, (minus, term) in enumerate(terms) if flip or at != place
            ]
            count += 1
            if count > MAX_VARIANTS:
                return
            yield terms[place][1], replaced(node, part, _sum(changed))


def _sum(terms: list[tuple[bool, Node]]) -> Node:
    (minus, total), *rest = terms
    total = nodes.Neg(total) if minus else total
    for minus, term in rest:
        total = nodes.Sub(total, term) if minus else nodes.Add(total, term)
    return total
