"""The parts of an answer that hold together by themselves: numbers, names, brackets, fractions, matrices, norms."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
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

_ALPHABETS = ("mathbf", "boldsymbol", "bm", "vec", "mathbb", "mathcal", "underline")
_ACCENTS = {**dict.fromkeys(["hat", "widehat"], r"\hat"), **dict.fromkeys(["bar", "overline"], r"\bar")}
_ACCENTS |= dict.fromkeys(["tilde", "widetilde"], r"\tilde")
_MATRICES = ("bmatrix", "pmatrix", "matrix", "smallmatrix", "array", "Bmatrix")
_CLOSING = {"(": ")", "[": "]", r"\lbrack": r"\rbrack", r"\lVert": r"\rVert", r"\lvert": r"\rvert"}
NORMS = ("||", r"\|", r"\lVert", r"\Vert")
BARS = ("|", r"\lvert", r"\vert")
_NO_FORMULA = {
    r"\partial": "a derivative that is not carried out is no answer",
    r"\nabla": "a derivative that is not carried out is no answer",
    **dict.fromkeys([r"\dots", r"\ldots", r"\cdots", r"\vdots", r"\ddots"], "dots leave open what is meant"),
}


class Atoms(Cursor):
    """`bars` are the bars that are open, which close as they open; in a list on square brackets spaces may separate."""

    def __init__(self, found: Sequence[Token], words: Vocabulary) -> None:
        super().__init__(found)
        self.words = words
        self.bars: list[str] = []
        self.in_list = False

    def expression(self) -> Tree:
        """A sum. The grammar above this room says how."""
        raise NotImplementedError

    def factor(self) -> Tree:
        """One factor of a product. The grammar above this room says how."""
        raise NotImplementedError

    def product(self) -> Tree:
        """One term of a sum. The grammar above this room says how."""
        raise NotImplementedError

    def apart(self, read: Callable[[], Tree], in_list: bool = False) -> Tree:
        """What is read inside brackets, where bars outside do not count."""
        bars, before = self.bars, self.in_list
        self.bars, self.in_list = [], in_list
        tree = read()
        self.bars, self.in_list = bars, before
        return tree

    def atom(self) -> Tree:
        token, sign = self.here(), self.sign()
        if sign in _NO_FORMULA:
            self.fail(_NO_FORMULA[sign])
        if sign in NORMS or sign in BARS:
            self.place += 1
            return self.between_bars(sign)
        self.place += 1
        match token.kind, token.text:
            case "number", text:
                return self.number(text)
            case "word", ("eye" | "ones" | "zeros" | "commutation") as function if self.sign() == "(":
                return self.sized(function)
            case "word", text:
                return self.word(text)
            case "begin", name if name in _MATRICES:
                return self.matrix(name)
            case "sign", "(" | "[" as opening:
                return self.apart(lambda: self.bracket(opening), opening == "[" and not self.has_commas())
            case "sign", "{":
                self.place -= 1
                return self.group()
            case "command", "frac" | "dfrac" | "tfrac":
                over = self.argument()
                return trees.Factors((("", over), ("/", self.argument())))
            case "command", "sqrt":
                return self.root()
            case "command", "sum":
                return self.total()
            case "command", text if text in _ALPHABETS:
                return self.styled()
            case "command", text if text in _ACCENTS:
                letter = self.script()
                return self.name(rf"{_ACCENTS[text]}{{{letter}}}")
            case "command", text if text.isalpha():
                return self.name(f"\\{text}")
            case _:
                self.place -= 1
                self.fail(f"{self.shown()} is not expected" if token is not END else "something is missing at the end")

    def number(self, text: str) -> Tree:
        value = Fraction(Decimal(text))
        if value > MAX_NUMBER or len(str(value.denominator)) > 16:
            self.fail(f"the number {text[:20]} is out of range")
        if value == 1 and self.sign() == "_":
            return self.unsized("1")
        return trees.Leaf((nodes.Number(value, not text.isdigit()),))

    # ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def word(self, text: str) -> Tree:
        meanings = self.words.word(text)
        if meanings and self.sign() != "_":
            return trees.Leaf(meanings)
        letter, digits = re.fullmatch(r"(.*?)(\d*)", text).groups()  # type: ignore[union-attr]
        if not meanings and text == "I":
            return self.unsized("I")
        if not meanings and text == "K" and self.sign() == "_":
            self.place += 1
            sizes = tuple(map(self.size, self.script().split(",")))
            return trees.Sized("commutation", sizes)
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

    # ── brackets ─────────────────────────────────────────────────────────────────────────────────────────────────────

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

    def group(self) -> Tree:
        self.expect("{")
        tree = self.apart(self.expression)
        self.expect("}")
        return tree

    def argument(self) -> Tree:
        """An argument of a command: a group, or one sign; of `\\frac12` that is one digit."""
        token = self.here()
        if token.kind == "number" and len(token.text) > 1 and token.text.isdigit():
            self.tokens[self.place : self.place + 1] = [
                Token("number", token.text[0]),
                Token("number", token.text[1:]),
            ]
        return self.group() if self.sign() == "{" else self.atom()

    def root(self) -> Tree:
        degree: Tree | None = None
        if self.accept("["):
            degree = self.expression()
            self.expect("]")
        inside = self.argument()
        if degree is None:
            return trees.Call("sqrt", (inside,))
        return trees.Raised(inside, trees.Factors((("", trees.Leaf((nodes.ONE,))), ("/", degree))))

    def bracket(self, opening: str) -> Tree:
        """Brackets around a formula, or around entries: `[a, b]`, `[a; b]`, `[[a, b], [c, d]]`, `(a, b)`."""
        rows: list[list[Tree]] = [[]]
        semicolons = False
        while True:
            rows[-1].append(self.expression())
            if self.accept(","):
                continue
            if not self.accept(";"):
                break
            semicolons = True
            rows.append([])
        self.expect(_CLOSING[opening])
        if semicolons:
            return trees.Rows(tuple(map(tuple, rows)))
        (entries,) = rows
        if opening == "(" and len(entries) == 1:
            return entries[0]
        if all(isinstance(entry, trees.Rows) and entry.flat for entry in entries):
            return trees.Rows(tuple(entry.rows[0] for entry in entries if isinstance(entry, trees.Rows)))
        return trees.Rows((tuple(entries),), flat=True)

    def has_commas(self) -> bool:
        """Whether commas separate entries in the bracket that has just opened, so that spaces do not."""
        depth, ahead = 0, 0
        while depth >= 0 and (token := self.here(ahead)) is not END:
            if token.kind == "sign":
                depth += (token.text in "([{") - (token.text in ")]}")
                if token.text == "," and depth == 0:
                    return True
            ahead += 1
        return False

    def matrix(self, name: str) -> Tree:
        rows: list[list[Tree]] = [[]]
        while True:
            rows[-1].append(self.apart(self.expression))
            if self.accept("&"):
                continue
            if not self.accept(r"\\"):
                break
            if self.here().kind == "end":
                break
            rows.append([])
        if self.here().kind != "end" or self.take().text != name:
            self.fail(f"\\end{{{name}}} is missing")
        return trees.Rows(tuple(map(tuple, rows)))

    def between_bars(self, opening: str) -> Tree:
        self.bars.append(opening)
        inside = self.expression()
        self.bars.pop()
        self.expect(_CLOSING.get(opening, opening))
        if opening in BARS:
            return trees.Bars(inside)
        if self.accept("_") and (kind := self.script()) not in ("2", "F"):
            self.fail(f"the norm with {kind} is not used here")
        return trees.Call("norm", (inside,))

    def total(self) -> Tree:
        """A sum over index letters: `\\sum_i`, `\\sum_{i=1}^n`."""
        if not self.accept("_"):
            self.fail("a sum needs its index, as in \\sum_i")
        letters = tuple(self.script().split("=")[0].replace(",", ""))
        if self.accept("^"):
            self.script()
        if not letters or not all(map(str.isalpha, letters)):
            self.fail("the index of a sum is a letter")
        return trees.Total(letters, self.product())
