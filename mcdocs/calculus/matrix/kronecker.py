"""The mixed-product property, where it takes identities away (Magnus and Neudecker, chapter 2)."""

from __future__ import annotations

from mcdocs.calculus.matrix.product import Facts, chain
from mcdocs.calculus.matrix.rewrites import rewrites_pair
from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.language.shapes import Size


@rewrites_pair("mixed product of crossed identities", "kron(eye(n), A) @ kron(B, eye(n))")
def _crossed(left: Node, right: Node, facts: Facts) -> list[Node] | None:
    """(I (x) A)(B (x) I) is B (x) A."""
    match left, right:
        case (
            nodes.Structure(function="kron", arguments=(a, b)),
            nodes.Structure(function="kron", arguments=(c, d)),
        ) if _meet(a, c) and _meet(b, d):
            if isinstance(a, nodes.Eye) and isinstance(d, nodes.Eye):
                return [nodes.Structure("kron", (c, b))]
            if isinstance(b, nodes.Eye) and isinstance(c, nodes.Eye):
                return [nodes.Structure("kron", (a, d))]
    return None


@rewrites_pair("mixed product of equal identities", "kron(eye(n), A) @ kron(eye(n), B)")
def _equal(left: Node, right: Node, facts: Facts) -> list[Node] | None:
    """(I (x) A)(I (x) B) is I (x) A B, unless that is a number."""
    match left, right:
        case (
            nodes.Structure(function="kron", arguments=(a, b)),
            nodes.Structure(function="kron", arguments=(c, d)),
        ) if _meet(a, c) and _meet(b, d):
            if isinstance(a, nodes.Eye) and a == c and (inner := chain([b, d])).shape:
                return [nodes.Structure("kron", (a, inner))]
            if isinstance(b, nodes.Eye) and b == d and (inner := chain([a, c])).shape:
                return [nodes.Structure("kron", (inner, b))]
    return None


def _meet(left: Node, right: Node) -> bool:
    """Whether as many columns meet as many rows, which the sizes of whole Kronecker products do not say."""
    return _columns(left) == right.shape[0]


def _columns(node: Node) -> Size:
    return node.shape[1] if len(node.shape) == 2 else 1
