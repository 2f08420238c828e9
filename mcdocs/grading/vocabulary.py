"""What names mean in a typed answer: as the formula language writes them, and as our documents print them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from mcdocs.errors import McdocsError
from mcdocs.language import functions, names, shapes
from mcdocs.language.names import SYNONYMS, Scope
from mcdocs.language.nodes import Node
from mcdocs.printers.latex.atoms import entry_latex
from mcdocs.printers.lettering import GREEK, name_latex

MAX_ENTRIES = 400

FUNCTIONS = frozenset({*functions.ELEMENTWISE, *functions.STRUCTURES}) - {"vecrows"}
_OWN = {word: other for word, other in SYNONYMS.items() if other in FUNCTIONS and word not in ("max", "sigma")}
_NUMPY = {**dict.fromkeys(("matrix", "Matrix", "tensor"), "array"), "dot": "dot", "matmul": "dot", "outer": "outer"}
_CAPITALS = {name.capitalize(): name for name in functions.ELEMENTWISE if name != "step"} | {"Log": "ln"}
_SPELT = {"Tr": "tr", "Det": "det", "Diag": "diag", "sgn": "sign", "adjugate": "adj", "transpose": "T"}
_MORE = ("array", "adj", "sec", "csc", "cot", "sech", "csch", "coth")
CALLED = {**{name: name for name in (*FUNCTIONS, *_MORE)}, **_CAPITALS, **_OWN, **_NUMPY, **_SPELT}
"""The words that may stand before an argument, and the function each means; `T` is the transpose, and of a NumPy
`array` its argument is meant."""

_BOTH = {r"\varphi": r"\phi", r"\varepsilon": r"\epsilon", r"\vartheta": r"\theta", r"\lam": r"\lambda"}


@dataclass(frozen=True)
class Vocabulary:
    """The words of one question."""

    scope: Scope

    @cached_property
    def printed(self) -> dict[tuple[str, str], tuple[Node, ...]]:
        """What each printed name means, by letter and subscript: `x_{12}` is an entry of X."""
        found: dict[tuple[str, str], tuple[Node, ...]] = {}

        def enter(latex: str, node: Node) -> None:
            key = split(latex)
            if node not in found.get(key, ()):
                found[key] = (*found.get(key, ()), node)

        for name in self.scope.known():
            node = self.scope.look_up(name)
            assert node is not None
            enter(name_latex(name), node)
        for letter in self.scope.letters():
            if letter not in self.scope.known():
                node = self.scope.look_up(letter)
                assert node is not None
                enter(name_latex(letter), node)
        for symbol in self.scope.inputs.values():
            if symbol.shape and shapes.is_given(symbol.shape) and int(shapes.times(*symbol.shape)) <= MAX_ENTRIES:
                for index in shapes.indices(symbol.shape):
                    entry = names.component(symbol, index)
                    enter(entry_latex(entry), entry)
                    for separator in ("", ",") if max(index) <= 9 else (",",):
                        below = separator.join(map(str, index))
                        enter(name_latex(symbol.name, below), entry)
                        if not symbol.labels:
                            enter(name_latex(split(entry_latex(entry))[0], below), entry)
        return found

    def word(self, text: str) -> tuple[Node, ...]:
        """What a typed word means, if anything."""
        try:
            node = self.scope.look_up(text)
        except McdocsError:  # the name of an entry outside of an input
            return ()
        return () if node is None else (node,)

    def is_word(self, text: str) -> bool:
        """Whether a run of letters and digits is one word: a name, a function, a letter of the Greek alphabet."""
        return bool(self.word(text)) or text in CALLED or text in names.SIZED or text in ("I", "lambda", *GREEK)

    @cached_property
    def long_names(self) -> tuple[str, ...]:
        """Names with an underscore inside, the longest first: they cannot be told from subscripts."""
        return tuple(sorted((name for name in self.scope.known() if "_" in name), key=len, reverse=True))


def split(latex: str) -> tuple[str, str]:
    """Letter and subscript of a printed name, without the braces, spaces and alphabets that mean nothing."""
    letter, _, below = latex.partition("_")
    below = re.sub(r"[{}\s]|\\mathrm", "", below)
    return _BOTH.get(letter, letter), below
