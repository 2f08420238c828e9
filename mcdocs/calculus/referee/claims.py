"""What can be claimed of displayed mathematics, as data, and the verdict on it.

Facts are pairs of an input's name and a word of `points.FACTS`: `(("A", "symmetric"),)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mcdocs.errors import Position
from mcdocs.language.nodes import Node, Partial

Layout = Literal["numerator", "denominator"]
Stacking = Literal["columns", "rows"]
Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Equal:
    """Two displayed expressions are equal wherever the left one is defined.

    Differentials and derivatives in them are worked out; entries of inputs move independently. `varying` names the
    inputs that have a differential, the others are constant; None lets every input vary.
    """

    left: Node
    right: Node
    what: str
    at: Position | None = None
    assume: Facts = ()
    varying: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Unequal:
    """Two displayed expressions are not equal: a mistake that was planted is one. `equal` is what is to be refuted."""

    equal: Equal

    @property
    def what(self) -> str:
        """What is claimed, for messages."""
        return self.equal.what

    @property
    def at(self) -> Position | None:
        """Where it is claimed."""
        return self.equal.at


@dataclass(frozen=True)
class DerivativeIs:
    """The partial derivative of a scalar with respect to a scalar input, component or let name is `value`."""

    of: Node
    wrt: Node
    value: Node
    what: str
    at: Position | None = None
    assume: Facts = ()


@dataclass(frozen=True)
class ArrayDerivativeIs:
    """The derivative of `of` by `wrt` (a Symbol, Entry or Named) is `value` as printed in `layout`.

    The numerator shape is of.shape + reversed(wrt.shape), once more reversed(wrt.shape) for `order` 2; the
    denominator shape is all of that reversed. Where one axis remains, it is printed as a column if it is a row index of
    the layout (numerator: the output's) and as a (1, n) row if not.

    With `stacking`, the value is the matrix of vec(of) by vec(wrt), both stacked by columns or by rows; for a scalar's
    second derivative it is that of the stacked gradient by vec(wrt).
    """

    of: Node
    wrt: Node
    value: Node
    layout: Layout
    what: str
    at: Position | None = None
    assume: Facts = ()
    order: int = 1
    stacking: Stacking | None = None


@dataclass(frozen=True)
class ValueIs:
    """`of` is `value` at a point: pairs of a Symbol or Entry and the formula of its value; derivatives come first."""

    of: Node
    point: tuple[tuple[Node, Node], ...]
    value: Node
    what: str
    at: Position | None = None
    assume: Facts = ()


Positive = Equal | DerivativeIs | ArrayDerivativeIs | ValueIs
Claim = Positive | Unequal


@dataclass(frozen=True)
class Verdict:
    """A claim that stands: `proved` exactly or found equal at so many `points`, up to a relative `max_error`."""

    proved: bool
    points: int
    max_error: float

    def __and__(self, other: Verdict) -> Verdict:
        """The verdict on both claims: proved if both are, with the fewer points and the larger error."""
        return Verdict(
            self.proved and other.proved, min(self.points, other.points), max(self.max_error, other.max_error)
        )


def reference(claim: Positive) -> Node:
    """The formula the claim is about, from its first principles: what `value_of` must equal."""
    match claim:
        case Equal():
            return claim.left
        case DerivativeIs():
            return Partial(claim.of, claim.wrt)
        case ArrayDerivativeIs():
            derivative = claim.of
            for _ in range(claim.order):
                derivative = Partial(derivative, claim.wrt)
            return derivative
        case ValueIs():
            return claim.of


def value_of(claim: Positive) -> Node:
    """The formula whose truth is claimed."""
    return claim.right if isinstance(claim, Equal) else claim.value


def domain_of(claim: Positive) -> Node:
    """The formula that must be defined at a point for the claim to say anything there."""
    return claim.left if isinstance(claim, Equal) else claim.of


def inputs_of(claim: Positive) -> tuple[Node, ...]:
    """Further formulas whose inputs need values."""
    match claim:
        case DerivativeIs() | ArrayDerivativeIs():
            return (claim.wrt,)
        case ValueIs():
            return tuple(node for pair in claim.point for node in pair)
        case Equal():
            return ()
