"""The mixed-product property, where it takes identities away (Magnus and Neudecker, chapter 2)."""

from __future__ import annotations

from mcdocs.calculus.matrix.product import Facts, chain
from mcdocs.calculus.matrix.rewrites import rewrites_pair
from mcdocs.language import nodes
from mcdocs.language.nodes import Node


@rewrites_pair("mixed product of crossed identities", "kron(eye(n), A) @ kron(B, eye(n))")
def _crossed(left: Node, right: Node, facts: Facts) -> list[Node] | None:
    """(I (x) A)(B (x) I) is B (x) A."""
    match left, right:
        case (
            nodes.Structure(function="kron", arguments=(a, b)),
            nodes.Structure(function="kron", arguments=(c, d)),
        ):
            if isinstance(a, nodes.Eye) and isinstance(d, nodes.Eye):
                return [nodes.Structure("kron", (c, b))]
            if isinstance(b, nodes.Eye) and isinstance(c, nodes.Eye):
                return [nodes.Structure("kron", (a, d))]
    return None


@rewrites_pair("mixed product of equal identities", "kron(eye(n), A) @ kron(eye(n), B)")
def _equal(left: Node, right: Node, facts: Facts) -> list[Node] | None:
    """(I (x) A)(I (x) B) is I (x) A B."""
    match left, right:
        case (
            nodes.Structure(function="kron", arguments=(a, b)),
            nodes.Structure(function="kron", arguments=(c, d)),
        ):
            if isinstance(a, nodes.Eye) and a == c:
                return [nodes.Structure("kron", (a, chain([b, d])))]
            if isinstance(b, nodes.Eye) and b == d:
                return [nodes.Structure("kron", (chain([a, c]), b))]
    return None
