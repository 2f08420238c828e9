"""What occurs in the formulas of a claim, so far as it decides where they are judged."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from mcdocs.calculus.referee.elementary import KINKED
from mcdocs.calculus.referee.numbers import parts_in_order
from mcdocs.errors import RefereeError
from mcdocs.language.nodes import (
    Apply,
    Commutation,
    Dimension,
    Eye,
    Node,
    Number,
    Ones,
    RangeSum,
    Structure,
    Symbol,
    Unvec,
    Zeros,
)
from mcdocs.language.shapes import Shape

MOST_NUMBERS = 8
DEEP = 6  # functions within functions, from which on matrices are drawn smaller too


@dataclass(frozen=True)
class Inventory:
    """What occurs in formulas: inputs by name, letters of sizes, numbers, powers of matrices, kinks; and a seed.

    `deep` says that functions stand within functions, as those of the layers of a network.
    """

    symbols: dict[str, Shape]
    letters: tuple[str, ...]
    numbers: tuple[float, ...]
    powers: frozenset[str]
    kinked: bool
    deep: bool
    seed: int

    @staticmethod
    def of(nodes: Sequence[Node]) -> Inventory:
        """RefereeError if one name has two shapes."""
        symbols: dict[str, Shape] = {}
        letters: set[str] = set()
        numbers: set[float] = set()
        powers: set[str] = set()
        kinked = False
        levels: dict[Node, int] = {}
        digest = hashlib.blake2b(digest_size=8)
        for node in parts_in_order(*nodes):
            digest.update(type(node).__name__.encode())
            levels[node] = max((levels.get(part, 0) for part in node.children()), default=0) + _is_function(node)
            match node:
                case Symbol():
                    if symbols.setdefault(node.name, node.shape) != node.shape:
                        raise RefereeError(f"{node.name} stands for inputs of different shapes")
                    digest.update(f"{node.name}{node.shape}".encode())
                    letters |= _letters(node.shape)
                case Ones() | Zeros() | Eye() | Commutation() | Unvec():
                    letters |= _letters(node.shape)
                case Dimension():
                    letters |= _letters((node.letter,))
                case Number():
                    digest.update(str(node.value).encode())
                    if 1e-6 < abs(node.value) < 1e6:
                        numbers.add(abs(float(node.value)))
                case Apply():
                    kinked = kinked or node.function in KINKED
                case Structure(function="matpow"):
                    powers |= _inputs_in(node.arguments[1])
                case RangeSum():
                    powers |= _inputs_in(node.first, node.last)
        seed = int.from_bytes(digest.digest(), "big")
        return Inventory(
            symbols,
            tuple(sorted(letters)),
            tuple(sorted(numbers, reverse=True))[:MOST_NUMBERS],
            frozenset(powers),
            kinked,
            max(levels.values(), default=0) >= DEEP,
            seed,
        )


def _is_function(node: Node) -> bool:
    return isinstance(node, Apply) or (isinstance(node, Structure) and node.function == "softmax")


def _inputs_in(*formulas: Node) -> set[str]:
    return {below.name for below in parts_in_order(*formulas) if isinstance(below, Symbol)}


def _letters(shape: Shape) -> set[str]:
    return {part for size in shape if isinstance(size, str) for part in size.split("*") if not part.isdigit()}
