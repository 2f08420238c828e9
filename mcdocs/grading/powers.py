"""Powers, transposes and indices: what may stand above, below and behind a factor."""

from __future__ import annotations

import re
from abc import abstractmethod

from mcdocs.grading import trees
from mcdocs.grading.atoms import Atoms
from mcdocs.grading.trees import MINUS_ONE, Tree, negative, side_by_side
from mcdocs.language.nodes import Constant

_TRANSPOSED = ("T", "H", r"\top", r"\intercal", r"\dagger", "t", r"\prime")
_CLOSING = {"(": ")", "{": "}"}


class Powers(Atoms):
    """A factor with everything that is attached to it; `loose` is the place after an exponent without brackets."""

    loose = -1

    @abstractmethod
    def function(self, ahead: int = 0) -> str:
        """The function that begins here, if one does. The grammar above this room says which."""

    @abstractmethod
    def applied(self, function: str) -> Tree:
        """A function with its argument. The grammar above this room says how."""

    @abstractmethod
    def goes_on(self) -> bool:
        """Whether a name follows that could belong to what came before. The grammar above this room says when."""

    def raised(self, base: Tree) -> Tree:
        while True:
            if turned := self.accept("'", ".T"):
                base = trees.Turned(base, dotted=turned == ".T")
            elif total := self.accept(".sum()", ".mean()"):
                base = trees.Call(total[1:-2], (base,))
            elif self.accept(".dot"):
                base = trees.Factors((("", base), (".", self.atom())))
            elif sign := self.accept("^", "**", ".^"):
                base = self.power(base, sign)
            elif self.sign() == "_" and not isinstance(base, trees.Leaf):
                self.place += 1
                slots = re.findall(r"\(([a-z]+)\)|([^,()])", self.script())
                base = trees.Indexed(base, tuple(first or second for first, second in slots))
            else:
                return base

    def power(self, base: Tree, sign: str) -> Tree:
        start = self.place
        if sign == "^" and (turned := self.turned(base)) is not None:
            return turned
        self.place = start
        if sign == "^" and self.sign() == "{" and self.sign(1) in (r"\odot", r"\circ"):
            self.place += 2
            exponent = self.expression()
            self.expect("}")
            return trees.Raised(base, exponent, elementwise=True)
        bracketed = self.sign() in ("{", "(")
        exponent = self.exponent()
        raised = trees.Raised(base, exponent, elementwise=sign == ".^")
        if sign == "^" and not bracketed and not self.here().spaced:
            self.loose = self.place
            return self.with_what_follows(raised)
        return raised

    def with_what_follows(self, raised: trees.Raised) -> Tree:
        """A name after an exponent of e without brackets may belong to it: `e^2x`."""
        is_e = isinstance(raised.base, trees.Leaf) and raised.base.meanings == (Constant("e"),)
        if not is_e or not self.goes_on():
            return raised
        following = self.factor()
        inside = trees.Raised(raised.base, side_by_side(raised.exponent, following))
        return trees.Either((side_by_side(raised, following), inside))

    def turned(self, base: Tree) -> Tree | None:
        """x^T, x^{-T}: a transpose, or None where the exponent is a formula."""
        closing = _CLOSING.get(self.accept("(", "{"), "")
        minus = bool(self.accept("-"))
        text = self.shown()
        if text not in _TRANSPOSED:
            return None
        meanings = self.words.word(text)
        self.place += 1
        if closing and not self.accept(closing):
            return None
        turned = trees.Turned(trees.Raised(base, MINUS_ONE) if minus else base)
        if not meanings:
            return turned
        exponent: Tree = trees.Leaf(meanings)
        powered = trees.Raised(base, negative(exponent) if minus else exponent)
        if text == "t":
            return powered
        if all(node.shape for node in meanings):
            return turned  # no power of a matrix T
        return trees.Either((powered, turned))

    def exponent(self) -> Tree:
        """What stands after ^ or **: a bracket, or one number or name with its sign."""
        if self.sign() == "{":
            return self.group()
        minus = self.minus()
        function = self.function()
        exponent = self.applied(function) if function and self.sign(1) == "(" else self.atom()
        while self.accept("**", "^"):
            exponent = trees.Raised(exponent, self.nested(self.exponent))
        return negative(exponent) if minus else exponent
