"""Sums as people write them: `\\sum_i x_i^2`, `\\sum_{i=1}^n a_i x_i`, `\\sum x_i`, `\\sum_{r=0}^{k-1} X^r`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace

from mcdocs.grading import trees
from mcdocs.grading.entrywise import free_letters
from mcdocs.grading.naming import Naming
from mcdocs.grading.tokens import Token
from mcdocs.grading.trees import Tree
from mcdocs.grading.vocabulary import Vocabulary
from mcdocs.language import nodes

_DIVIDING = ("/", "d")


class Sums(Naming, ABC):
    """`counters` are the letters of the sums that are being read: in an exponent they are numbers."""

    def __init__(self, found: Sequence[Token], words: Vocabulary) -> None:
        super().__init__(found, words)
        self.counters: list[str] = []

    @abstractmethod
    def expression(self) -> Tree:
        """A sum of terms. The grammar above this room says how."""

    @abstractmethod
    def product(self) -> Tree:
        """One term of a sum. The grammar above this room says how."""

    @abstractmethod
    def group(self) -> Tree:
        """A formula in braces. The grammar above this room says how."""

    def begins_sum(self) -> bool:
        """Whether `sum_{i=1}^n` or a letter Sigma is meant as the sign of a sum: no input is called so."""
        token = self.here()
        if (token.kind, token.text) == ("command", "Sigma"):
            return not any(letter == r"\Sigma" for letter, _ in self.words.printed)
        if (token.kind, token.text) != ("word", "sum") or self.sign(1) not in ("_", "^"):
            return False
        below = (each.text for each in self.tokens[self.place + 2 : self.place + 4] if each.kind != "sign")
        return next(below, "").isalpha() and not self.words.word("sum")

    def total(self) -> Tree:
        """The sum after its sign. What follows without an index of the sum stands outside: it is the same there."""
        letters: tuple[str, ...] = ()
        first = last = None
        while sign := self.accept("_", "^"):
            if sign == "_":
                letters, first = self.below()
            else:
                last = self.group() if self.sign() == "{" else self.bound()
        self.counters += letters
        body = self.product()
        del self.counters[len(self.counters) - len(letters) :]
        if not letters and not (letters := tuple(sorted(free_letters(body)))):
            self.fail("a sum needs its index, as in \\sum_i")
        return _drawn_together(trees.Total(letters, body, first, last))

    def bound(self) -> Tree:
        """A number or a name without braces above the sign; a `_` after it belongs to the sign."""
        token = self.take()
        if token.kind == "number":
            return self.number(token.text)
        if not (meanings := self.words.word(token.text)):
            self.fail(f"{token.text} is not a size that occurs in the question")
        return trees.Leaf(meanings)

    def below(self) -> tuple[tuple[str, ...], Tree | None]:
        """What stands below the sign: the letters, and from where they count if that is said."""
        braced = bool(self.accept("{"))
        letters: list[str] = []
        while self.here().kind == "word" or (braced and self.sign() == ","):
            letters += self.take().text.strip(",")
            if not braced:
                break
        first = self.expression() if braced and self.accept("=") else None
        if braced:
            self.expect("}")
        if not letters or not all(map(str.isalpha, letters)):
            self.fail("the index of a sum is a letter")
        return tuple(letters), first

    def counted(self, text: str) -> Tree | None:
        """The letter of a sum as the number it counts with."""
        return trees.Leaf((nodes.Counter(text),)) if text in self.counters and self.sign() != "_" else None


def _drawn_together(total: trees.Total) -> Tree:
    """The sum over those factors alone that stand between the first and the last with its letters."""
    match total.body:
        case trees.Factors(factors):
            own = [place for place, (_, factor) in enumerate(factors) if set(total.letters) & free_letters(factor)]
        case _:
            return total
    if not own:
        return total
    first, last = own[0], own[-1] + 1
    while last < len(factors) and factors[last][0] in _DIVIDING:
        last += 1  # what divides the terms may as well stay with them
    sign = factors[first][0]
    if sign in _DIVIDING or last - first == len(factors):
        return total
    kept = (("", factors[first][1]), *factors[first + 1 : last])
    body = kept[0][1] if len(kept) == 1 else trees.Factors(kept)
    return trees.Factors((*factors[:first], (sign, replace(total, body=body)), *factors[last:]))
