"""The names in an answer: letters with subscripts, in any alphabet, entries, `I`, ones, sizes; and numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from mcdocs.grading import trees
from mcdocs.grading.cursor import END, Cursor
from mcdocs.grading.tokens import Token
from mcdocs.grading.trees import Tree
from mcdocs.grading.vocabulary import Vocabulary, split
from mcdocs.language import nodes, shapes
from mcdocs.language.limits import MAX_NUMBER
from mcdocs.language.shapes import Size
from mcdocs.printers.lettering import name_latex

MAX_DIGITS = 20  # of the denominator: as many as a computer prints, and some


class Naming(Cursor):
    """`words` are those of the question."""

    def __init__(self, found: Sequence[Token], words: Vocabulary) -> None:
        super().__init__(found)
        self.words = words

    def number(self, text: str) -> Tree:
        value = Fraction(Decimal(text))
        if value > MAX_NUMBER or len(str(value.denominator)) > MAX_DIGITS:
            self.fail(f"the number {text[:20]} is out of range")
        if value == 1 and self.sign() == "_":
            return self.unsized("1")
        return trees.Leaf((nodes.Number(value, not text.isdigit()),))

    def word(self, text: str) -> Tree:
        meanings = self.words.word(text)
        if meanings and self.sign() != "_":
            return trees.Leaf(meanings)
        letter, digits = re.fullmatch(r"(.*?)(\d*)", text).groups()  # type: ignore[union-attr]
        if not meanings and text == "I":
            return self.unsized("I")
        if not meanings and text == "K" and self.sign() == "_":
            self.place += 1
            below = self.script()
            letters = [below] if "," in below or len(below) != 2 else list(below)
            return trees.Sized("commutation", tuple(self.size(each) for part in letters for each in part.split(",")))
        return self.name(name_latex(letter), digits)

    def name(self, letter: str, digits: str = "") -> Tree:
        """A name by its printed letter, with the subscript that follows or whose `digits` were typed after it."""
        letter = split(letter)[0]
        below = digits
        if not digits and self.accept("_"):
            below = re.sub(r"[{}\s]", "", self.script())
        if found := self.words.printed.get((letter, below)):
            return trees.Leaf(found)
        if letter == r"\pi" and not below:
            return trees.Leaf((nodes.Constant("pi"),))
        own, _, index = below.rpartition(",") if re.match(r"\d", below) else ("", "", below)
        letters = tuple(index.replace(",", ""))
        bases = [self.words.printed.get((each, own), ()) for each in dict.fromkeys((letter, letter.upper()))]
        fitting = tuple(node for base in bases for node in base if len(node.shape) == len(letters))
        if letters and fitting and all(map(str.isalpha, letters)):
            return trees.Indexed(trees.Leaf(fitting), letters)
        if letter == r"\delta" and len(letters) == 2 and all(map(str.isalpha, letters)):
            return trees.Delta(*letters)
        plain = re.sub(r"\\mathrm|[\\{}]", "", letter)
        self.fail(f"unknown name {plain}{'_' if below and not digits else ''}{below}")

    def styled(self) -> Tree:
        """A letter in another alphabet: bold ones are a vector, everything else is the plain letter."""
        braced = bool(self.accept("{"))
        token = self.take()
        if braced:
            self.expect("}")
        if token.kind == "number" and token.text == "1":
            return self.unsized("1")
        if token.kind == "number" and token.text == "0":
            return trees.Leaf((nodes.ZERO,))
        if token.kind == "word":
            return self.word(token.text)
        return self.name(f"\\{token.text}")

    def unsized(self, kind: str) -> Tree:
        if not self.accept("_"):
            return trees.Unsized(kind)
        size = self.size(self.script())
        return trees.Sized("eye" if kind == "I" else "ones", (size,))

    def sized(self, function: str) -> Tree:
        self.expect("(")
        sizes: list[Size] = []
        words: list[str] = []
        while self.sign() not in (")",) and self.here() is not END:
            if self.accept(","):
                sizes.append(self.size("".join(words)))
                words = []
            else:
                words.append(self.take().text)
        self.expect(")")
        return trees.Sized(function, (*sizes, self.size("".join(words))))

    def size(self, text: str) -> Size:
        """A size as it is printed: `3`, `n`, or the product `mn`."""
        letters = self.words.scope.letters()
        words = re.findall(r"\d+|\\?[A-Za-z]+_?\d*", re.sub(r"[{}\s]", "", text.replace("*", " ")))
        if len(words) == 1 and words[0] not in letters and not words[0].isdigit():
            words = re.findall(r"\d+|[A-Za-z]", words[0])
        if not words or not all(word in letters or (word.isdigit() and 0 < int(word[:9]) < 10_000) for word in words):
            self.fail(f"{text[:20]} is not a size that occurs in the question")
        return shapes.times(*(int(word) if word.isdigit() else word for word in words))

    def script(self) -> str:
        """A subscript, or another short argument, as plain text."""
        if not self.accept("{"):
            return self.shown_and_taken()
        words: list[str] = []
        while not self.accept("}"):
            if self.here() is END:
                self.fail("a brace is not closed")
            words.append(self.shown_and_taken())
        return "".join(words)

    def shown_and_taken(self) -> str:
        text = self.shown()
        self.place += 1
        return text
