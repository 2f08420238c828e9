"""What a source would work out more than once gets a name, as a person would give it one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from types import MappingProxyType

from mcdocs.language import nodes
from mcdocs.language.nodes import Node

MOST_NAMES = 6
MOST_PARTS = 2_000  # beyond, nobody reads the source
# how people call what these functions give
CALLED = MappingProxyType({"softmax": "p", "sigmoid": "p", "tanh": "h", "relu": "h", "det": "D", "norm": "r"})
OTHERS = ("u", "v", "w", "q", "g", "f")
COSTLY = frozenset({"softmax", "logsumexp", "det", "logdet", "matpow", "norm"})


def named(node: Node, taken: Collection[str]) -> Node:
    """The formula with a name for each function of more than a name that occurs twice, none of them in `taken`."""
    parts = list(nodes.walk(node, once=True))
    used = {*taken, *(part.name for part in parts if isinstance(part, nodes.Named))}
    if len(parts) > MOST_PARTS:
        return node
    for _ in range(MOST_NAMES):
        found = _repeated(node)
        if found is None:
            break
        name = _free(CALLED.get(found.function, ""), used)
        used.add(name)
        node = _replaced(node, found, nodes.Named(name, found), {})
    return node


def _repeated(node: Node) -> nodes.Apply | nodes.Structure | None:
    """The outermost function that occurs at least twice; None if there is none."""
    counts: Counter[Node] = Counter()
    for part in nodes.walk(node, once=True):
        counts.update(part.children())
    for part in nodes.walk(node, once=True):
        if isinstance(part, nodes.Apply | nodes.Structure) and counts[part] > 1 and _is_worth_a_name(part):
            return part
    return None


def _is_worth_a_name(node: nodes.Apply | nodes.Structure) -> bool:
    if isinstance(node, nodes.Structure) and node.function not in COSTLY:
        return False
    plain = nodes.Symbol | nodes.Named | nodes.Entry | nodes.Number | nodes.Constant | nodes.Dimension
    if all(isinstance(child, plain) for child in node.children()):
        return False
    return not any(isinstance(part, nodes.Counter) for part in nodes.walk(node, once=True))


def _free(wish: str, used: Collection[str]) -> str:
    wishes = [wish] * bool(wish) + [other for other in OTHERS if other != wish]
    plain = next((word for word in wishes if word not in used), None)
    return plain or next(f"u{i}" for i in range(1, len(used) + 2) if f"u{i}" not in used)


def _replaced(node: Node, old: Node, new: Node, done: dict[int, Node]) -> Node:
    """The formula with `new` in place of `old`, each part looked at once."""
    if node == old:
        return new
    if id(node) not in done:
        children = node.children()
        changed = tuple(_replaced(child, old, new, done) for child in children)
        same = all(a is b for a, b in zip(children, changed, strict=True))
        done[id(node)] = node if same else nodes.rebuilt(node, changed)
    return done[id(node)]
