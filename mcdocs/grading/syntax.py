"""From tokens to a tree: one grammar for the formula language as people type it and for the LaTeX we print."""

from __future__ import annotations

from collections.abc import Sequence

from mcdocs.grading import trees
from mcdocs.grading.atoms import BARS, NORMS
from mcdocs.grading.cursor import END
from mcdocs.grading.products import TIMES, Products
from mcdocs.grading.tokens import Token
from mcdocs.grading.trees import MINUS_ONE, Tree, is_number, negative, side_by_side
from mcdocs.grading.vocabulary import CALLED, Vocabulary
from mcdocs.language import functions

_CLOSING = {"(": ")", "[": "]"}
_ALONG = ("sum", "mean", "softmax", "logsumexp")
_AXES = {"0": 0, "1": 1, "col": 0, "row": 1}
_BEGINS_ANEW = ("frac", "dfrac", "tfrac", "sum", "sqrt")


def parse(found: Sequence[Token], words: Vocabulary) -> Tree:
    """The tree of an answer. Raises FormulaError, in words a student can read, for what is not a formula."""
    reader = _Syntax(found, words)
    tree = reader.expression()
    if reader.sign() == ",":
        reader.fail("a comma separates the entries of a list in brackets; decimals are written 0.5")
    if reader.here() is not END:
        reader.fail(f"{reader.shown()} is not expected")
    return tree


class _Syntax(Products):
    """A recursive descent."""

    # ── sums and factors ─────────────────────────────────────────────────────────────────────────────────────────────

    def expression(self) -> Tree:
        tree = self.nested(self._sum)
        if self.accept(r"\over"):
            return trees.Factors((("", tree), ("/", self.expression())))
        return tree

    def _sum(self) -> Tree:
        terms = [(self.minus(), self.product())]
        while self.sign() in ("+", "-") and not self.ends_entry():
            terms.append((self.minus(), self.product()))
        return terms[0][1] if len(terms) == 1 and not terms[0][0] else trees.Terms(tuple(terms))

    def begins_factor(self) -> bool:
        """Whether another factor follows side by side; an open bar is closed before one of its kind opens again."""
        token, sign = self.here(), self.sign()
        if sign in NORMS or sign in BARS:
            return sign in (r"\lvert", r"\lVert") or sign not in self.bars
        if token.kind == "command":
            return sign not in TIMES and token.text not in ("\\", "rvert", "rVert", "rbrack", "rangle", "over")
        return token.kind in ("number", "word", "begin") or sign in ("(", "[", "{")

    # ── functions ────────────────────────────────────────────────────────────────────────────────────────────────────

    def factor(self) -> Tree:
        return self.nested(self._factor)

    def _factor(self) -> Tree:
        function = "" if self.begins_sum() else self.function()
        return self.applied(function) if function else self.raised(self.atom())

    def function(self, ahead: int = 0) -> str:
        """The function that begins here, if one does; a name of the question is none."""
        token = self.here(ahead)
        if token.kind not in ("word", "command"):
            return ""
        if token.text == "sigma":
            taken = self.words.printed.get((r"\sigma", ""))
            follows = self.sign(ahead + (2 if self.sign(ahead + 1) == "'" else 1))
            return "sigmoid" if follows == "(" and not taken else ""
        if token.kind == "word":
            if token.text == "t" and self.sign(ahead + 1) == "(" and not self.words.word("t"):
                return "T"  # as R writes it
            return "" if self.words.word(token.text) else CALLED.get(token.text, "")
        return CALLED.get(token.text, "") if token.text not in ("vec", "sqrt", "sum") else ""

    def applied(self, function: str) -> Tree:
        token = self.take()
        if self.sign() == "'" and self.sign(1) == "(" and function in functions.ELEMENTWISE:
            self.place += 1
            function += "'"
        power: Tree | None = None
        if self.accept("^", "**"):
            power = self.exponent()
        axis = self.axis(function) if self.accept("_") else None
        if self.sign() in ("(", "["):
            call = self.called(function, axis)
            # sin(x)^2 is the square of the sine, as everybody writes it
            call = call if power is not None else self.raised(call)
        else:
            call = self.bare(function, typed=token.kind == "word")
        if power is None:
            return call
        powered = trees.Raised(call, power)
        if power == MINUS_ONE and f"arc{function}" in functions.ELEMENTWISE and isinstance(call, trees.Call):
            return trees.Either((powered, trees.Call(f"arc{function}", call.arguments)))
        return powered

    def axis(self, function: str) -> int | None:
        """What our print has below a function: whether it works along rows or columns, or stacks rows."""
        below = self.script()
        if (function, below) in (("vec", "r"), ("ln", "e")):
            return None
        if function not in _ALONG or below not in _AXES:
            self.fail(f"{function} with {below} below it is not used here")
        return _AXES[below]

    def called(self, function: str, axis: int | None = None) -> Tree:
        closing = _CLOSING[self.take().text]
        arguments: list[Tree] = []
        while True:
            if self.here().text == "axis":
                self.place += 1
                self.expect("=")
                axis = {"0": 0, "1": 1}.get(self.take().text)
            else:
                arguments.append(self.apart(self.expression))
            if not self.accept(","):
                break
        self.expect(closing)
        return self.call(function, tuple(arguments), axis)

    def call(self, function: str, arguments: tuple[Tree, ...], axis: int | None = None) -> Tree:
        if function == "dot":
            if len(arguments) != 2:
                self.fail("dot takes 2 arguments")
            return trees.Factors((("", arguments[0]), (".", arguments[1])))
        if function == "outer":
            if len(arguments) != 2:
                self.fail("outer takes 2 arguments")
            return side_by_side(arguments[0], trees.Turned(arguments[1]))
        if function in ("T", "array"):
            return trees.Turned(arguments[0]) if function == "T" else arguments[0]
        stacked = function == "vec" and self.words.scope.stack_rows
        return trees.Call("vecrows" if stacked else function, arguments, axis)

    def bare(self, function: str, typed: bool) -> Tree:
        """A function without brackets: its argument is one short product such as `2x^2`, as a textbook prints it.

        What comes after that is left open where two people would read it differently.
        """
        if not (self.begins_factor() or self.sign() == "-"):
            self.fail(f"{function} needs an argument")
        minus = self.minus()
        argument = self.factor()
        if is_number(argument) and self.goes_on():
            gap = typed and self.here().spaced
            number, argument = argument, side_by_side(argument, self.factor())
            if gap:
                near = side_by_side(self.call(function, (number,)), argument.factors[1][1])
                return trees.Either((self.call(function, (argument,)), near))
        if minus:
            return self.call(function, (negative(argument),))
        if self.goes_on():
            following = self.factor()
            far = self.call(function, (side_by_side(argument, following),))
            return trees.Either((side_by_side(self.call(function, (argument,)), following), far))
        if self.sign() == "/" and self.here(1).kind in ("number", "word") and not self.function(1):
            gap = self.take().spaced and self.here().spaced
            under = self.factor()
            outside = trees.Factors((("", self.call(function, (argument,))), ("/", under)))
            inside = self.call(function, (trees.Factors((("", argument), ("/", under))),))
            return trees.Either((outside, inside), "settled" if gap else "open")
        return self.call(function, (argument,))

    def goes_on(self) -> bool:
        """Whether a name follows that could belong to the argument; a function, a bracket, a fraction begin anew."""
        if self.function() or self.here().kind not in ("word", "command") or self.ends_entry():
            return False
        return self.begins_factor() and self.here().text not in _BEGINS_ANEW
