"""What every formula node is: frozen, with a shape, equal to an equal formula."""

from __future__ import annotations

from typing import Any

from mcdocs.language.shapes import Shape

set_field = object.__setattr__


class Node:
    """A formula with a shape. Equal formulas compare and hash equal.

    The hash is remembered, and so is a formula that this one was found equal to: comparing two chains of intermediates,
    each of which uses the one before twice, would take twice as long with every one.
    """

    shape: Shape
    _hash: int | None = None
    _children: tuple[Node, ...] | None = None
    _same: Node | None = None

    def parts(self) -> tuple[object, ...]:
        """The fields that make this node what it is, in order."""
        raise TypeError("Node is abstract")

    def children(self) -> tuple[Node, ...]:
        """The formulas this one is made of, in the author's order."""
        value = self._children
        if value is None:
            value = tuple([part for part in self.parts() if isinstance(part, Node)])
            set_field(self, "_children", value)
        return value

    def __hash__(self) -> int:
        value = self._hash
        if value is None:
            value = hash((type(self).__name__, self.parts()))
            set_field(self, "_hash", value)
        return value

    def __eq__(self, other: Any) -> bool:
        if self is other:
            return True
        if type(self) is not type(other) or (self._hash or hash(self)) != (other._hash or hash(other)):
            return False
        same = self._same or self
        if same is (other._same or other):
            return True
        if self.parts() != other.parts():
            return False
        set_field(other, "_same", same)
        return True

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), self.parts())


def set_shape(node: Node, shape: Shape) -> None:
    """Give a node under construction its shape, which no author writes."""
    set_field(node, "shape", shape)
