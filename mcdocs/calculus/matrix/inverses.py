"""Rewrites that take identities and inverse pairs out of a chain."""

from __future__ import annotations

from mcdocs.calculus import algebra
from mcdocs.calculus.matrix.product import Facts, chain, factors_of
from mcdocs.calculus.matrix.rewrites import rewrites_pair
from mcdocs.calculus.scalar.terms import key
from mcdocs.language import nodes
from mcdocs.language.nodes import Node


@rewrites_pair("identity on the left", "eye(n) @ A")
def _identity_left(left: Node, right: Node, facts: Facts) -> list[Node] | None:
    return [right] if isinstance(left, nodes.Eye) else None


@rewrites_pair("identity on the right", "A @ eye(n)")
def _identity_right(left: Node, right: Node, facts: Facts) -> list[Node] | None:
    return [left] if isinstance(right, nodes.Eye) else None


@rewrites_pair("inverse pair", "inv(A) @ A")
def _inverse_pair(left: Node, right: Node, facts: Facts) -> list[Node] | None:
    return [nodes.Eye(left.shape[0])] if _inverts(left, right) or _inverts(right, left) else None


def _inverts(one: Node, other: Node) -> bool:
    return isinstance(one, nodes.Structure) and one.function == "inv" and key(one.arguments[0]) == key(other)


@rewrites_pair("transposed inverse pair", "A.T @ inv(A).T")
def _transposed_inverse_pair(left: Node, right: Node, facts: Facts) -> list[Node] | None:
    if not isinstance(left, nodes.Transpose) or not isinstance(right, nodes.Transpose):
        return None
    return _inverse_pair(left.argument, right.argument, facts)


@rewrites_pair("factor of an inverted product", "A @ inv(B @ A)")
def _factor_of_an_inverse(left: Node, right: Node, facts: Facts) -> list[Node] | None:
    """C (A B C)^-1 is (A B)^-1, and (A B C)^-1 A is (B C)^-1, for square factors, also transposed."""
    for inverse, other, end in ((right, left, -1), (left, right, 0)):
        turned = isinstance(inverse, nodes.Transpose)
        plain = inverse.argument if isinstance(inverse, nodes.Transpose) else inverse
        if not isinstance(plain, nodes.Structure) or plain.function != "inv":
            continue
        factors = factors_of(plain.arguments[0])
        place = -1 - end if turned else end
        if len(factors) < 2 or any(len(set(factor.shape)) > 1 for factor in factors):
            continue
        if key(algebra.transpose(other) if turned else other) == key(factors[place]):
            found = _inverse(chain(factors[1:] if place == 0 else factors[:-1]))
            return [algebra.transpose(found) if turned else found]
    return None


def _inverse(node: Node) -> Node:
    if isinstance(node, nodes.Transpose):
        return nodes.Transpose(_inverse(node.argument))
    return nodes.Structure("inv", (node,))


@rewrites_pair("orthogonal matrix", "Q.T @ Q")
def _orthogonal(left: Node, right: Node, facts: Facts) -> list[Node] | None:
    turned, plain = (left, right) if isinstance(left, nodes.Transpose) else (right, left)
    if not isinstance(turned, nodes.Transpose) or turned.argument != plain or not isinstance(plain, nodes.Symbol):
        return None
    return [nodes.Eye(plain.shape[0])] if (plain.name, "orthogonal") in facts else None
