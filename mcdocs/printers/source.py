"""A NumPy function around an expression: what a person pastes into a notebook."""

from __future__ import annotations

from mcdocs.language import functions, nodes
from mcdocs.language.names import Scope
from mcdocs.language.nodes import Node
from mcdocs.language.shapes import Shape
from mcdocs.printers.numpy import COMMUTATION, numpy


def function_source(node: Node, scope: Scope, name: str, shape: Shape) -> str:
    """The source of a function `name` of all inputs that returns `node` as an array of `shape`."""
    parts = list(nodes.walk(node))
    lines = ["import numpy as np", ""]
    lines += dict.fromkeys(definition for part in parts if (definition := _definition(part)))
    lines.append(f"def {name}({', '.join(scope.inputs)}):")
    lines += [f"    {line}" for line in _sizes(parts, scope)]
    for let in _lets(node):
        lines.append(f"    {let.name} = {numpy(let.value)}")
    if isinstance(node, nodes.Ones | nodes.Zeros) and not node.shape:
        lines.append("    return 0.0")
    else:
        value = numpy(node)
        reshaped = len(shape) == 2 and shape[0] == 1
        lines.append(f"    return {f'np.reshape({value}, (1, -1))' if reshaped else value}")
    return "\n".join(lines) + "\n"


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


def _lets(node: Node) -> list[nodes.Named]:
    """The intermediates used, each after those it uses itself."""
    found: dict[str, nodes.Named] = {}

    def visit(here: Node) -> None:
        if isinstance(here, nodes.Named) and here.name in found:
            return
        for child in here.children():
            visit(child)
        if isinstance(here, nodes.Named):
            found[here.name] = here

    visit(node)
    return list(found.values())


def _sizes(parts: list[Node], scope: Scope) -> list[str]:
    """Where the letters of eye, ones and zeros come from."""
    needed: dict[str, None] = {}
    for part in parts:
        if isinstance(part, nodes.Dimension):
            needed[part.letter] = None
        if isinstance(part, nodes.Eye | nodes.Ones | nodes.Zeros | nodes.Tensor | nodes.Commutation | nodes.Unvec):
            extents = (size for _, size in part.extents) if isinstance(part, nodes.Tensor) else part.shape
            for size in extents:
                needed.update(dict.fromkeys(word for word in str(size).split("*") if not word.isdigit()))
    lines = []
    for letter in needed:
        for symbol in scope.inputs.values():
            if letter in symbol.shape:
                lines.append(f"{letter} = {symbol.name}.shape[{symbol.shape.index(letter)}]")
                break
    return lines
