"""What can be assumed of inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal

from mcdocs.errors import FormulaError, Position, ShapeError
from mcdocs.language import names, shapes
from mcdocs.language.names import Scope
from mcdocs.language.shapes import Shape

# What can be assumed of an input, and of which inputs.
FACTS: Mapping[str, Literal["square", "vector", "matrix", "any"]] = MappingProxyType(
    {
        "symmetric": "square",
        "spd": "square",
        "orthogonal": "square",
        "diagonal": "square",
        "invertible": "square",
        "distribution": "vector",
        "row-stochastic": "matrix",
        "positive": "any",
        "nonzero": "any",
    }
)
KINDS = MappingProxyType({"square": "a square matrix", "vector": "a vector", "matrix": "a matrix", "any": "any input"})


def read_facts(assume: Mapping[str, str | Sequence[str]], scope: Scope) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for name, given in assume.items():
        at = Position(f"assume.{name}", 1, 1)
        if name not in scope.inputs:
            hint = names.suggest(name, scope.inputs)
            raise FormulaError(f"assume speaks of {name!r}, which is not an input", at=at, hint=hint)
        for fact in given if isinstance(given, list | tuple | set) else [given]:
            if not isinstance(fact, str) or fact not in FACTS:
                hint = names.suggest(str(fact), FACTS)
                raise FormulaError(f"{fact!r} is not a fact that can be assumed", at=at, hint=hint)
            shape = scope.inputs[name].shape
            if not can_be(fact, shape):
                message = f"{name} is {shapes.describe(shape)} and cannot be {in_words(fact)}"
                raise ShapeError(message, at=at, hint=f"{in_words(fact)} goes with {KINDS[FACTS[fact]]}")
            found.append((name, fact))
    return tuple(found)


def can_be(fact: str, shape: Shape) -> bool:
    """Whether an input of a shape can have a fact."""
    match FACTS[fact]:
        case "square":
            return len(shape) == 2 and shape[0] == shape[1]
        case "vector":
            return len(shape) == 1
        case "matrix":
            return len(shape) == 2
        case "any":
            return True


def in_words(fact: str) -> str:
    """A fact after `is`."""
    return "a distribution" if fact == "distribution" else fact
