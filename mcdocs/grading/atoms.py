"""The parts of an answer that hold together by themselves: brackets, fractions, roots, matrices, norms, sums."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from mcdocs.grading import trees
from mcdocs.grading.cursor import END, T
from mcdocs.grading.sums import Sums
from mcdocs.grading.tokens import Token
from mcdocs.grading.trees import Tree
from mcdocs.grading.vocabulary import Vocabulary
from mcdocs.language import nodes

_ALPHABETS = ("mathbf", "boldsymbol", "bm", "vec", "mathbb", "mathcal", "underline")
_ACCENTS = {**dict.fromkeys(["hat", "widehat"], r"\hat"), **dict.fromkeys(["bar", "overline"], r"\bar")}
_ACCENTS |= dict.fromkeys(["tilde", "widetilde"], r"\tilde")
_MATRICES = ("bmatrix", "pmatrix", "matrix", "smallmatrix", "array", "Bmatrix")
_CLOSING = {
    "(": ")",
    "[": "]",
    "{": "}",
    r"\lbrack": r"\rbrack",
    r"\lVert": r"\rVert",
    r"\lvert": r"\rvert",
}
MAX_SPACED = 20  # lists without commas in an answer: each is read twice
NORMS = ("||", r"\|", r"\lVert", r"\Vert")
BARS = ("|", r"\lvert", r"\vert")
_NO_FORMULA = {
    r"\partial": "a derivative that is not carried out is no answer",
    r"\nabla": "a derivative that is not carried out is no answer",
    **dict.fromkeys([r"\dots", r"\ldots", r"\cdots", r"\vdots", r"\ddots"], "dots leave open what is meant"),
}


class Atoms(Sums, ABC):
    """`bars` are the bars that are open, which close as they open; in a `list` a gap is a product or, `by_space`,
    separates entries, and `gaps` says that there was one."""

    def __init__(self, found: Sequence[Token], words: Vocabulary) -> None:
        super().__init__(found, words)
        self.bars: list[str] = []
        self.in_list = self.by_space = self.gaps = False
        self.spaced = 0

    @abstractmethod
    def factor(self) -> Tree:
        """One factor of a product. The grammar above this room says how."""

    @abstractmethod
    def begins_factor(self) -> bool:
        """Whether another factor follows side by side. The grammar above this room says when."""

    def apart(self, read: Callable[[], T], in_list: bool = False, by_space: bool = False) -> T:
        """What is read inside brackets, where bars and gaps outside do not count."""
        before = self.bars, self.in_list, self.by_space, self.gaps
        self.bars, self.in_list, self.by_space, self.gaps = [], in_list, by_space, False
        tree = read()
        self.bars, self.in_list, self.by_space, self.gaps = before
        return tree

    def ends_entry(self) -> bool:
        """Whether the gap here ends an entry of a list; a sign with a gap on both sides stands between terms."""
        if not self.in_list or not self.here().spaced:
            return False
        if self.sign() in ("+", "-") and self.here(1).spaced:
            return False
        self.gaps = True
        return self.by_space

    def atom(self) -> Tree:
        token, sign = self.here(), self.sign()
        if self.begins_sum():
            self.place += 1
            return self.total()
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
                return self.counted(text) or self.word(text)
            case "begin", name if name in _MATRICES:
                return self.matrix(name)
            case "sign", "(" | "[" | "{" as opening:
                return self.bracket(opening)
            case "command", "frac" | "dfrac" | "tfrac":
                over = self.argument()
                return trees.Factors((("", over), ("/", self.argument())))
            case "command", "langle":
                return self.inner_product()
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

    def inner_product(self) -> Tree:
        """`\\langle a, b \\rangle`, after it has opened."""
        left = self.apart(self.expression)
        self.expect(",")
        right = self.apart(self.expression)
        self.expect(r"\rangle")
        return trees.Call("inner", (left, right))

    def bracket(self, opening: str) -> Tree:
        """Brackets around a formula, or around entries: `[a, b]`, `[a; b]`, `[a b]`, `[[a, b], [c, d]]`, `(a, b)`."""
        begin = self.place
        in_list = opening == "[" and not self.has_commas()
        products, gaps = self.apart(lambda: self.entries(opening), in_list)
        if not gaps:
            return products
        self.spaced += 1
        if self.spaced > MAX_SPACED:
            self.fail("the entries of a list are separated by commas")
        self.place = begin
        entries, _ = self.apart(lambda: self.entries(opening), in_list, by_space=True)
        if isinstance(entries, trees.Spaced) or not isinstance(products, trees.Rows):
            return entries  # rows below each other, as NumPy shows them
        if not isinstance(entries, trees.Rows):
            return products
        return trees.Spaced(products, entries)

    def entries(self, opening: str) -> tuple[Tree, bool]:
        """What stands in brackets, and whether it has gaps that may separate entries."""
        rows: list[list[Tree]] = [[]]
        semicolons = False
        while True:
            rows[-1].append(self.expression())
            if self.accept(",") or (self.ends_entry() and (self.begins_factor() or self.sign() in ("+", "-"))):
                if self.sign() == _CLOSING[opening]:
                    break  # a comma after the last entry
                continue
            if not self.accept(";"):
                break
            if self.sign() == _CLOSING[opening]:
                break
            semicolons = True
            rows.append([])
        self.expect(_CLOSING[opening])
        if semicolons:
            return trees.Rows(tuple(map(tuple, rows))), self.gaps
        (entries,) = rows
        if opening != "[" and len(entries) == 1:
            return entries[0], self.gaps
        return _stacked(entries) or trees.Rows((tuple(entries),), flat=True), self.gaps

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
            # nothing in a cell is a zero, as in a diagonal matrix
            empty = self.sign() in ("&", r"\\") or (self.here().kind == "end" and len(rows[-1]) > 0)
            rows[-1].append(trees.Leaf((nodes.ZERO,)) if empty else self.apart(self.expression))
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
        if opening in BARS and self.sign() != "_":
            return trees.Bars(inside)
        if self.accept("_") and (kind := self.script()) not in ("2", "F"):
            self.fail(f"the norm with {kind} is not used here")
        return trees.Call("norm", (inside,))


def _stacked(entries: Sequence[Tree]) -> Tree | None:
    """The matrix whose rows are lists on one level, if these are."""
    rows = [(entry.products, entry.entries) if isinstance(entry, trees.Spaced) else (entry, entry) for entry in entries]
    ways = [[row for row in way if isinstance(row, trees.Rows) and row.flat] for way in zip(*rows, strict=True)]
    if any(len(way) < len(entries) for way in ways):
        return None
    products, apart = (trees.Rows(tuple(row.rows[0] for row in way)) for way in ways)
    return products if products == apart else trees.Spaced(products, apart)
