"""Formulas as trees: walked through, and built again with other parts."""

from __future__ import annotations

from collections.abc import Iterator

from mcdocs.language.nodes.arrays import Grid, IndexTerm, Tensor
from mcdocs.language.nodes.atoms import Counter, Named
from mcdocs.language.nodes.node import Node
from mcdocs.language.nodes.operations import Apply, RangeSum, Structure, Unvec


def rebuilt(node: Node, children: tuple[Node, ...]) -> Node:
    """The same operation on other operands."""
    match node:
        case Structure():
            return Structure(node.function, children, node.axis)
        case Grid():
            return Grid(children, node.shape)
        case Tensor():
            rest = iter(children)
            terms = tuple(
                IndexTerm(
                    next(rest), tuple((next(rest), index, power) for _, index, power in term.factors), term.deltas
                )
                for term in node.terms
            )
            return Tensor(terms, node.axes, node.extents)
        case Apply():
            return Apply(node.function, children[0])
        case Named():
            return Named(node.name, children[0])
        case Unvec():
            return Unvec(children[0], node.rows, node.columns, node.by_rows)
        case RangeSum():
            return RangeSum(node.counter, *children)
        case _:
            return type(node)(*children) if children else node


def counted(node: Node, counter: str, value: Node) -> Node:
    """The formula with a value for a counter, except in a sum that counts with the same name."""
    if isinstance(node, Counter) and node.name == counter:
        return value
    children = node.children()
    if isinstance(node, RangeSum) and node.counter == counter:
        first, last = (counted(bound, counter, value) for bound in (node.first, node.last))
        return RangeSum(counter, first, last, node.body)
    new = tuple(counted(child, counter, value) for child in children)
    return node if all(a is b for a, b in zip(children, new, strict=True)) else rebuilt(node, new)


def recounted(node: Node, counter: str, new: str) -> Node:
    """The formula with another letter for a counter, in the sums that count with it."""
    children = tuple(recounted(child, counter, new) for child in node.children())
    if isinstance(node, RangeSum) and node.counter == counter:
        first, last, body = children
        return RangeSum(new, first, last, counted(body, counter, Counter(new)))
    return rebuilt(node, children) if any(a is not b for a, b in zip(children, node.children(), strict=True)) else node


def walk(node: Node, once: bool = False) -> Iterator[Node]:
    """The node and everything below it, parents before children; into `let` definitions too.

    Each occurrence is given, or with `once` each object only where it is met first.
    """
    stack = [node]
    met: set[int] = set()
    while stack:
        here = stack.pop()
        if once:
            if id(here) in met:
                continue
            met.add(id(here))
        yield here
        stack.extend(reversed(here.children()))


def distinct(node: Node) -> list[Node]:
    """The node and everything below it, each object once however often it is used, children before parents."""
    found: dict[int, Node] = {}
    stack = [(node, False)]
    while stack:
        here, ready = stack.pop()
        if ready:
            found.setdefault(id(here), here)
        elif id(here) not in found:
            stack.append((here, True))
            stack.extend((child, False) for child in here.children())
    return list(found.values())


def intermediates(node: Node) -> list[Named]:
    """The names in a formula, each once and after those its own value uses."""
    return [part for part in dict.fromkeys(distinct(node)) if isinstance(part, Named)]
