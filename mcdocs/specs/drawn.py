"""A function with what was drawn in place of the names of draws; its errors point to the text the author wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import PrivateAttr

from mcdocs.calculus import algebra
from mcdocs.calculus.statement import Statement
from mcdocs.errors import Errors, McdocsError, raise_all
from mcdocs.language import limits, nodes, shapes
from mcdocs.language.nodes import Node
from mcdocs.specs.compound import Nested, leaves
from mcdocs.specs.function import FunctionSpec

# A name, not the exponent of a number such as 1e3.
_NAME = re.compile(r"(?<![\w.])[A-Za-z]\w*")
_BARE = re.compile(r"\w+", re.ASCII)
_NUMBER = re.compile(r"-?\d+(/\d+)?")


@dataclass(frozen=True)
class Filling:
    """A text in which names were replaced; `pieces` are where each begins and ends in `filled` and in `text`."""

    text: str
    filled: str
    pieces: tuple[tuple[int, int, int, int], ...]

    @classmethod
    def of(cls, text: str, values: Mapping[str, str]) -> Filling:
        """The text with values for names, in brackets where they are more than a word."""
        filled, end = "", 0
        pieces: list[tuple[int, int, int, int]] = []
        for match in _NAME.finditer(text):
            if match[0] not in values:
                continue
            filled += text[end : match.start()]
            value = values[match[0]]
            value = value if _BARE.fullmatch(value) else f"({value})"
            pieces.append((len(filled), len(filled) + len(value), match.start(), match.end()))
            filled, end = filled + value, match.end()
        return cls(text, filled + text[end:], tuple(pieces))

    def placed(self, error: McdocsError) -> McdocsError:
        """The error of the filled text with its place in the author's text."""
        if error.at and self.pieces:
            first = self.place(error.at.column - 1)
            last = self.place(error.at.column - 1 + error.at.length, end=True)
            error.at = replace(error.at, source=self.text, column=first + 1, length=max(1, last - first))
            error.message += f" (in {self.filled.strip()[:60]})"
        return error

    def place(self, filled: int, *, end: bool = False) -> int:
        """The place in the author's text of one in the filled text; within a value the beginning or end of its name."""
        shift = 0
        for first, last, begin, finish in self.pieces:
            if filled < first or (end and filled == first):
                break
            if filled < last or (end and filled == last):
                return finish if end else begin
            shift = finish - last
        return filled + shift


class DrawnFunction(FunctionSpec):
    """A function spec with values for the names of draws."""

    _fillings: dict[str, Filling] = PrivateAttr(default_factory=dict)

    @property
    def fills(self) -> bool:
        """Whether anything was drawn for it."""
        return any(filling.pieces for filling in self._fillings.values())

    def statement(self, variable: str) -> Statement:
        """The statement with numbers as a person writes them: no coefficient 1, no `+ -3`, no term of zero."""
        found = super().statement(variable)
        if not self.fills:
            return found
        memory: dict[Node, Node] = {}
        lets = {name: _as_written(let, memory) for name, let in found.scope.lets.items()}
        scope = replace(found.scope, lets=lets)
        return replace(found, scope=scope, formula=_as_written(found.formula, memory))

    def relocate(self, error: McdocsError, *place: str | int, key: bool = False) -> McdocsError:
        """The error of a filled text, where the author's text has it."""
        for each in error.errors if isinstance(error, Errors) else [error]:
            if each.at and (filling := self._fillings.get(each.at.source)):
                filling.placed(each)
        return super().relocate(error, *place, key=key)


def drawn_function(spec: FunctionSpec, values: Mapping[str, str], asked: frozenset[str] = frozenset()) -> DrawnFunction:
    """The function with what was drawn. An input that bears a drawn name is no input any more but that value.

    Inputs that only other draws would have used are left out, except those that are `asked` about.
    Raises what is wrong with it now that sizes and values are known, at its place.
    """
    fillings: dict[str, Filling] = {}
    values = resolved(values)

    def fill(text: str) -> str:
        filling = Filling.of(text, values)
        fillings[re.sub(r"\s", " ", filling.filled)] = filling
        return filling.filled

    fields: dict[str, Any] = {name: getattr(spec, name) for name in type(spec).model_fields}
    fields["inputs"] = {name: _space(space, values) for name, space in spec.inputs.items() if name not in values}
    fields["output"] = _space(spec.output, values) if spec.output else None
    fields["expr"] = _nested(spec.expr, fill)
    fields["let"] = {name: fill(text) for name, text in spec.let.items()}
    fields["assume"] = {name: facts for name, facts in spec.assume.items() if name not in values}
    fields["wrt"] = tuple(name for name in spec.wrt if name not in values)
    fields["at"] = {name: _nested(value, fill) for name, value in spec.at.items() if name not in values}
    if spec.show is not None:
        forms = spec.show
        fields["show"] = (
            {name: _nested(form, fill) for name, form in forms.items()}
            if isinstance(forms, dict)
            else _nested(forms, fill)
        )
    gone = _unused(spec, fields, asked) if any(not _NUMBER.fullmatch(value) for value in values.values()) else set()
    for field in ("inputs", "assume", "at"):
        fields[field] = {name: value for name, value in fields[field].items() if name not in gone}
    drawn = DrawnFunction.model_construct(**fields)
    drawn._source, drawn._place, drawn._fillings = spec._source, spec._place, fillings
    raise_all([drawn.relocate(found.error, *found.place, key=found.key) for found in drawn.problems()])
    return drawn


def resolved(values: Mapping[str, str]) -> Mapping[str, str]:
    """The values with numbers and functions that were drawn for their names in formulas that were drawn as well."""
    plain = {name: value for name, value in values.items() if _NUMBER.fullmatch(value) or _BARE.fullmatch(value)}
    if not plain or len(plain) == len(values):
        return values
    return {name: value if name in plain else Filling.of(value, plain).filled for name, value in values.items()}


def _unused(spec: FunctionSpec, fields: Mapping[str, Any], asked: frozenset[str]) -> set[str]:
    """Inputs in no formula, of which nothing is said elsewhere, whose sizes are not numbers in a formula either."""
    written = [text for each in (fields["expr"], *fields["let"].values()) for text, _ in leaves(each)]
    words = {word for text in written for word in re.findall(r"[A-Za-z]\w*", text)}
    named = spec.entries if isinstance(spec.entries, dict) else {}
    kept = words | asked | set(named) | {spec.variables[0], *spec.wrt}
    return {
        name
        for name, space in fields["inputs"].items()
        if name not in kept
        and not words.intersection(map(str, shapes.parse_space(space)))
        and not any(re.fullmatch(rf"{re.escape(name)}\d+", word) for word in words)
    }


def _space(space: str, values: Mapping[str, str]) -> str:
    """The space with drawn sizes for letters."""
    sizes = (values.get(size, size) if isinstance(size, str) else size for size in shapes.parse_space(space))
    return shapes.space(tuple(int(size) if str(size).isdigit() else size for size in sizes))


def _nested(value: Nested, fill: Any) -> Nested:
    return fill(value) if isinstance(value, str) else tuple(_nested(part, fill) for part in value)


# ── as a person writes it ────────────────────────────────────────────────────────────────────────────────────────────


def _as_written(node: Any, memory: dict[Node, Node]) -> Any:
    """The formula with signs joined, numbers gathered, and what is multiplied by one or by zero taken out."""
    if node not in memory:
        children = tuple(_as_written(child, memory) for child in node.children())
        memory[node] = _joined(node, children) if children else node
    return memory[node]


def _joined(node: Node, children: tuple[Node, ...]) -> Node:
    match node:
        case nodes.Pow() if (power := _power(*children)) is not None:
            return power
        case nodes.Add() | nodes.Sub() | nodes.Div() if (number := _number(node, *children)) is not None:
            return number
        case nodes.Pow():
            return algebra.power(*children)
        case nodes.Mul() if algebra.rational(children[0]) is not None and isinstance(product := children[1], nodes.Mul):
            # a number in front of a product needs no brackets
            return algebra.times(algebra.times(children[0], product.left), product.right)
        case _:
            return algebra.remade(node, children)


def _number(node: Node, left: Node, right: Node) -> Node | None:
    """A sum, a difference or a quotient of numbers, carried out."""
    first, second = algebra.rational(left), algebra.rational(right)
    if first is None or second is None or algebra.is_decimal(left) or algebra.is_decimal(right):
        return None
    match node:
        case nodes.Add():
            return nodes.number(first + second)
        case nodes.Sub():
            return nodes.number(first - second)
        case _:
            return nodes.number(first / second) if second else None


def _power(base: Node, exponent: Node) -> Node | None:
    """A small power of whole numbers, carried out."""
    value, height = algebra.rational(base), algebra.rational(exponent)
    if value is None or height is None or height.denominator != 1 or not 0 <= height <= limits.MAX_EXPONENT:
        return None
    return nodes.number(value ** int(height)) if abs(value) ** int(height) <= limits.MAX_NUMBER else None
