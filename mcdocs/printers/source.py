"""A NumPy function around an expression: what a person pastes into a notebook."""

from __future__ import annotations

import re

from mcdocs.language import functions, nodes
from mcdocs.language.names import Scope
from mcdocs.language.nodes import Node
from mcdocs.language.shapes import Shape
from mcdocs.printers.numpy import numpy, size
from mcdocs.printers.numpy.arrays import COMMUTATION
from mcdocs.printers.repeated import named

RESERVED = ("e", "np")  # as what the constant and the library are called


def function_source(node: Node, scope: Scope, name: str, shape: Shape) -> str:
    """The source of a function `name` of all inputs that returns `node` as an array of `shape`."""
    node = named(node, {*scope.known(), *scope.letters(), *RESERVED})
    parts = list(nodes.walk(node, once=True))
    lines = ["import numpy as np", ""]
    lines += dict.fromkeys(definition for part in parts if (definition := _definition(part)))
    lines.append(f"def {name}({', '.join(scope.inputs)}):")
    body = [
        *(f"{let.name} = {numpy(let.value)}" for let in nodes.intermediates(node)),
        f"return {_returned(node, shape)}",
    ]
    lines += [f"    {line}" for line in (*_sizes(body, scope), *_plain_inputs(parts, scope), *body)]
    return "\n".join(lines) + "\n"


def _returned(node: Node, shape: Shape) -> str:
    """The expression, as an array of the shape wanted."""
    value = "0.0" if isinstance(node, nodes.Zeros) and not node.shape else numpy(node)
    reshaped = _reshaped(node, shape)
    if reshaped is None:
        return value
    comma = "," if len(reshaped) == 1 else ""
    return f"np.reshape({value}, ({', '.join(map(size, reshaped))}{comma}))"


def _reshaped(node: Node, shape: Shape) -> Shape | None:
    """The shape wanted, where that of the expression has other axes of one entry; -1 where only one counts."""
    own = node.shape[1:] if len(node.shape) == 2 and node.shape[0] == 1 else node.shape
    if own == shape or 1 not in shape:
        return None
    return tuple(size if size == 1 else -1 for size in shape) if sum(size != 1 for size in shape) == 1 else shape


def _plain_inputs(parts: list[Node], scope: Scope) -> list[str]:
    """A matrix of one column that the expression takes for a vector, an array of one entry for a number."""
    found: dict[str, str] = {}
    for part in parts:
        if isinstance(part, nodes.Symbol) and part.name in scope.inputs:
            declared = scope.inputs[part.name].shape
            if part.shape != declared:
                found[part.name] = "[:, 0]" if part.shape else f"[{', '.join('0' for _ in declared)}]"
    return [f"{name} = {name}{index}" for name, index in found.items()]


def _definition(node: Node) -> str:
    """The source of the function a formula calls that NumPy does not have."""
    match node:
        case nodes.Apply():
            return functions.ELEMENTWISE[node.function].define
        case nodes.Structure():
            return functions.STRUCTURES[node.function].define
        case nodes.Commutation():
            return COMMUTATION
        case _:
            return ""


def _sizes(body: list[str], scope: Scope) -> list[str]:
    """Where the letters in the body that are sizes come from."""
    used = {word for line in body for word in re.findall(r"[A-Za-z]\w*", re.sub(r"'[^']*'", "", line))}
    places: dict[str, str] = {}
    for symbol in scope.inputs.values():
        for axis, letter in enumerate(symbol.shape):
            if letter in used and letter not in scope.inputs:
                places.setdefault(str(letter), f"{symbol.name}.shape[{axis}]")
    return [f"{letter} = {place}" for letter, place in places.items()]
