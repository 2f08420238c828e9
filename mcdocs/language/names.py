"""Names an author can give: how they are formed, and which component of an input a name such as `x1` or `X12` means."""

from __future__ import annotations

import difflib
import keyword
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from mcdocs.errors import FormulaError
from mcdocs.language import functions, shapes
from mcdocs.language.nodes import Constant, Dimension, Entry, Named, Node, Symbol

MAX_NAME = 30
SIZED = ("eye", "ones", "zeros", "commutation", "unvec")
CONSTANTS = ("pi", "e")
IN_SOURCE = ("np", "range")  # what the NumPy source we print calls
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_COMPONENT = re.compile(r"([A-Za-z][A-Za-z_]*?)_?(\d+)")
# What a person is likely to type for a function of the table.
SYNONYMS = MappingProxyType(
    {
        "log": "ln",
        "asin": "arcsin",
        "acos": "arccos",
        "atan": "arctan",
        "trace": "tr",
        "inverse": "inv",
        "sigma": "sigmoid",
        "logistic": "sigmoid",
        "transpose": "x.T",
        "ReLU": "relu",
        "lambda": "lam",
        "identity": "eye",
        "I": "eye",
        "dot": "x.T @ y",
        "slogdet": "logdet",
        "max": "relu",
    }
)


@dataclass(frozen=True)
class Scope:
    """What names mean in a formula: inputs, names given to their components, and intermediates of `let`."""

    inputs: Mapping[str, Symbol]
    entries: Mapping[str, Entry] = field(default_factory=dict)
    lets: Mapping[str, Named] = field(default_factory=dict)
    stack_rows: bool = False

    def look_up(self, name: str) -> Node | None:
        """The formula a name stands for, or None."""
        found = self.lets.get(name) or self.inputs.get(name) or self.entries.get(name)
        if found is not None:
            return found
        if name in CONSTANTS and name not in self.letters():
            return Constant(name)
        return self._component(name) or (Dimension(name) if name in self.letters() else None)

    def letters(self) -> set[str]:
        """The symbolic sizes of the inputs."""
        return {size for symbol in self.inputs.values() for size in symbol.shape if isinstance(size, str)}

    def with_let(self, name: str, value: Node) -> Scope:
        """This scope with one more intermediate."""
        return Scope(self.inputs, self.entries, {**self.lets, name: Named(name, value)}, self.stack_rows)

    def name_of_derivative(self, prefix: str, name: str) -> str:
        """What the derivative by an intermediate is called: `delta_z` or `J_z`, and longer where that is taken."""
        found = f"{prefix}_{name}"
        while self.look_up(found) is not None:
            found += "d"
        return found

    def _component(self, name: str) -> Entry | None:
        match = _COMPONENT.fullmatch(name)
        symbol = self.inputs.get(match[1]) if match else None
        if match is None or symbol is None or not shapes.is_given(symbol.shape) or not symbol.shape:
            return None
        digits = match[2]
        if len(symbol.shape) == 1:
            index: tuple[int, ...] = (int(digits),) if len(digits) < 6 else (0,)
        elif len(digits) == len(symbol.shape) and max(symbol.shape) <= 9:
            index = tuple(map(int, digits))
        else:
            return None
        return component(symbol, index)

    def owner(self, name: str) -> str | None:
        """The input that has a component which looks like this name on paper: x of given size, for `x1` and `x_1`."""
        try:
            found = self._component(name)
        except FormulaError:
            return None
        return found.of.name if found is not None and not found.of.labels else None

    def known(self) -> list[str]:
        """Every name that can be written, for hints."""
        return [*self.lets, *self.entries, *self.inputs]


@lru_cache(maxsize=50_000)
def component(symbol: Symbol, index: tuple[int, ...]) -> Entry:
    """The entry of an input at an index from 1; raises FormulaError when it has no such entry."""
    inside = len(index) == len(symbol.shape) and all(
        isinstance(size, int) and 1 <= i <= size for i, size in zip(index, symbol.shape, strict=True)
    )
    if not inside:
        where = ", ".join(map(str, index))
        raise FormulaError(
            f"{symbol.name}[{where}] is not an entry of {symbol.name}, which is {shapes.describe(symbol.shape)}",
            hint="entries are counted from 1; the sizes must be given as integers",
        )
    return Entry(symbol, index, entry_name(symbol, index))


def entry_name(symbol: Symbol, index: tuple[int, ...]) -> str:
    """How the formula language writes an entry: its own name, `x1`, `X12`, or `X[1, 12]` where digits run together."""
    sizes: Any = symbol.shape
    if symbol.labels:
        place = 0
        for i, size in zip(index, sizes, strict=True):
            place = place * size + i - 1
        return symbol.labels[place]
    if len(index) == 1 or max(sizes) <= 9:
        if symbol.name[-1].isdigit():
            return f"{symbol.name}[{', '.join(map(str, index))}]"
        return symbol.name + "".join(map(str, index))
    return f"{symbol.name}[{', '.join(map(str, index))}]"


def check_name(name: str, what: str) -> str:
    """The name itself; raises FormulaError when it cannot be a name."""
    if not _NAME.fullmatch(name) or len(name) > MAX_NAME:
        hint = f"a name is a letter followed by letters, digits or _ (at most {MAX_NAME}); write alpha for α"
        raise FormulaError(f"{name[:40]!r} cannot be the name of {what}", hint=hint)
    if name in functions.ELEMENTWISE or name in functions.STRUCTURES or name in SIZED:
        raise FormulaError(f"{name!r} is a function and cannot be the name of {what}", hint="choose another name")
    if keyword.iskeyword(name) or name in IN_SOURCE:
        raise FormulaError(
            f"{name!r} is reserved and cannot be the name of {what}",
            hint="write lam for lambda" if name == "lambda" else "choose another name",
        )
    return name


def suggest(name: str, known: Iterable[str]) -> str:
    """A hint for an unknown name."""
    if name in SYNONYMS:
        return f"write {SYNONYMS[name]}"
    words = list(known)
    near = difflib.get_close_matches(name, words, 1, 0.6)
    if near:
        return f"did you mean {near[0]}?"
    return f"known here: {', '.join(words[:12])}" if words else ""
