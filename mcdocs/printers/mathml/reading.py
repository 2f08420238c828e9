"""LaTeX as the printer writes it, and as authors may write it, read as a MathML tree.

The grammar is that of `language.mathematics` with the marks of the LaTeX printer: `\\mcout`, `\\mcin`, `\\mcblank`,
`\\mcmatrix`. So brackets, signs and spaces are decided once, by the LaTeX printer, and a formula is the same in a PDF
and on a page. What is not in the grammar raises ValueError: nothing is printed as its own source.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from mcdocs.language.commands import TEXTS
from mcdocs.printers.mathml import marks, signs
from mcdocs.printers.mathml.elements import EMPTY, Element, element, leaf, row, wrapped
from mcdocs.printers.mathml.matrices import labelled, table
from mcdocs.printers.mathml.pieces import Piece, in_alphabet, joined

_TOKEN = re.compile(r"\s+|\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|.", re.DOTALL)
_TEXT = re.compile(r"\*?\s*\{([^}]*)\}")
_ENDS = frozenset({"}", r"\right", r"\end", "&", r"\\", ""})
_ROLES = {"mcout": "output", "mcin": "input"}
_FENCES = {"pmatrix": "()", "bmatrix": "[]", "vmatrix": "||", "Vmatrix": "‖‖", "Bmatrix": "{}"}


def read(latex: str) -> Element:
    """The MathML of a formula in LaTeX, without the `math` element around it; raises ValueError outside the grammar."""
    reader = _Reader(latex)
    found = reader.line()
    if reader.token:
        raise ValueError(f"{reader.token!r} ends nothing in {latex!r}")
    return found


class _Reader:
    """A recursive descent; `token` is the one to be read next, blanks are skipped but in text."""

    def __init__(self, latex: str) -> None:
        self.latex = latex
        self.index = 0
        self.token = ""
        self.next()

    def next(self) -> str:
        """The token read, after moving on to the next one."""
        here = self.token
        while match := _TOKEN.match(self.latex, self.index):
            self.index = match.end()
            if not match[0].isspace():
                self.token = match[0]
                return here
        self.token = ""
        return here

    def expect(self, token: str) -> None:
        if self.token != token:
            raise ValueError(f"{token!r} is missing before {self.latex[self.index :]!r} in {self.latex!r}")
        self.next()

    # ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def line(self, ends: frozenset[str] = _ENDS) -> Element:
        """Everything up to what closes a level."""
        return joined(self.pieces(ends))

    def pieces(self, ends: frozenset[str] = _ENDS) -> list[Piece]:
        found: list[Piece] = []
        while self.token not in ends:
            if self.token in ("^", "_", "'"):
                base = found.pop() if found and found[-1].kind != "space" else Piece(EMPTY)
                found.append(self.script(base))
            else:
                found.append(self.piece(found[-1] if found else None))
        return found

    def script(self, base: Piece) -> Piece:
        mark = self.next()
        if mark == "'":
            return replace(base, primes=base.primes + 1)
        script = self.argument()
        return replace(base, below=script) if mark == "_" else replace(base, above=script)

    def argument(self) -> Element:
        """One sign, or a line in braces."""
        return joined([self.piece(None)])

    def braced(self) -> Element:
        self.expect("{")
        found = self.line()
        self.expect("}")
        return found

    def piece(self, before: Piece | None) -> Piece:
        token = self.next()
        if not token:
            raise ValueError(f"something is missing at the end, in {self.latex!r}")
        if token == "{":
            inner = self.pieces()
            self.expect("}")
            return inner[0] if len(inner) == 1 else Piece(joined(inner))
        if token[0] == "\\" and token[1:].isalpha():
            return self.command(token[1:], before)
        found = marks.written(token, before)
        if not found:
            raise ValueError(f"{token!r} is not mathematics in {self.latex!r}")
        return found

    # ── commands ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def command(self, name: str, before: Piece | None) -> Piece:
        if found := marks.named(name, before):
            return found
        if name in TEXTS:
            return self.words(name)
        if name in signs.ACCENTS or name in signs.UNDERS:
            return Piece(self.accent(name))
        if name in signs.ALPHABETS or name in ("mathrm", "mathit"):
            return Piece(in_alphabet(self.argument(), name))
        if name in _ROLES:
            return self.coloured(_ROLES[name])
        if name not in _COMMANDS:
            raise ValueError(f"\\{name} is not known in {self.latex!r}")
        return Piece(_COMMANDS[name](self))

    def words(self, name: str) -> Piece:
        # The text stands as it is, blanks included: it is read from where this command ended.
        start = self.latex.rindex("\\" + name, 0, self.index) + len(name) + 1
        match = _TEXT.match(self.latex, start)
        if not match:
            raise ValueError(f"\\{name} has no text in {self.latex!r}")
        self.index = match.end()
        self.next()
        if name == "operatorname":
            return Piece(leaf("mi", match[1], mathvariant="normal"), "function")
        style = {"textbf": "strong", "textit": "emphasis"}.get(name)
        text = re.sub(r"^ +| +$", lambda blanks: "\u00a0" * len(blanks[0]), match[1])
        return Piece(leaf("mtext", text, **({"class": style} if style else {})))

    def accent(self, name: str) -> Element:
        below = name in signs.UNDERS
        char = signs.UNDERS[name] if below else signs.ACCENTS[name]
        mark = leaf("mo", char, stretchy="true" if name in signs.WIDE else "false")
        inner = self.argument()
        if below:
            return element("munder", inner, mark, accentunder="true")
        return element("mover", inner, mark, accent="true")

    def coloured(self, role: str) -> Piece:
        """A coloured thing: a script that follows joins those inside, and has the colour around it."""
        self.expect("{")
        inner = self.pieces()
        self.expect("}")
        if len(inner) == 1:
            (only,) = inner
            below = only.below and wrapped(only.below, role)
            above = only.above and wrapped(only.above, role)
            return replace(only, element=wrapped(only.element, role), below=below, above=above)
        return Piece(wrapped(joined(inner), role))

    def root(self) -> Element:
        if self.token != "[":
            return element("msqrt", self.argument())
        self.next()
        degree = joined(self.pieces(frozenset({"]", ""})))
        self.expect("]")
        return element("mroot", self.argument(), degree)

    def fraction(self, **attributes: str) -> Element:
        over, under = self.argument(), self.argument()
        return element("mfrac", over, under, **attributes)

    def binomial(self) -> Element:
        return row(leaf("mo", "("), self.fraction(linethickness="0"), leaf("mo", ")"))

    def stacked(self, tag: str) -> Element:
        mark, base = self.argument(), self.argument()
        return element(tag, base, mark)

    def fenced(self) -> Element:
        left = self.delimiter("prefix")
        inner = self.line()
        self.expect(r"\right")
        right = self.delimiter("postfix")
        return row(*left, inner, *right)

    def delimiter(self, form: str) -> tuple[Element, ...]:
        token = self.next()
        name = token[1:] if token[1:].isalpha() else token
        for known in (signs.OPENING, signs.CLOSING, signs.UPRIGHTS, signs.DELIMITERS):
            if name in known:
                return (leaf("mo", known[name], form=form, fence="true", stretchy="true"),) if known[name] else ()
        raise ValueError(f"{token!r} is not a bracket in {self.latex!r}")

    def environment(self) -> Element:
        name = self.name()
        rows = self.rows(frozenset({r"\end"}))
        self.expect(r"\end")
        if self.name() != name:
            raise ValueError(f"{name} is closed by another \\end in {self.latex!r}")
        if name == "cases":
            return row(leaf("mo", "{", form="prefix"), table(rows, "cases"))
        if name == "aligned":
            return table(rows, "aligned")
        if name not in _FENCES:
            return table(rows, "matrix" if name == "matrix" else "small matrix")
        left, right = tuple(_FENCES[name])
        return row(leaf("mo", left, form="prefix"), table(rows, "matrix"), leaf("mo", right, form="postfix"))

    def name(self) -> str:
        self.expect("{")
        letters = ""
        while self.token not in ("}", ""):
            letters += self.next()
        self.expect("}")
        return letters

    def rows(self, ends: frozenset[str]) -> list[list[Element]]:
        rows: list[list[Element]] = [[]]
        while self.token not in ends and self.token:
            rows[-1].append(self.line())
            separator = self.token
            if separator == "&":
                self.next()
                if self.token in ends or self.token == r"\\":
                    rows[-1].append(EMPTY)
            if separator == r"\\" or self.token == r"\\":
                self.next()
                rows.append([])
        return [cells for cells in rows if cells]

    def labelled(self) -> Element:
        """A matrix with labels: the brackets embrace the entries only, and are drawn by the style sheet."""
        self.braced()
        self.expect("{")
        above = self.rows(frozenset({"}"}))
        self.expect("}")
        self.expect("{")
        rows = self.rows(frozenset({"}"}))
        self.expect("}")
        return labelled(above[0] if above else [], rows)

    def blank(self) -> Element:
        return element("mspace", **{"class": "blank", "width": "3em", "height": "0.9em", "depth": "0.2em"})


_COMMANDS: dict[str, Callable[[_Reader], Element]] = {
    "frac": _Reader.fraction,
    "dfrac": lambda reader: element("mstyle", reader.fraction(), displaystyle="true"),
    "tfrac": lambda reader: element("mstyle", reader.fraction(), displaystyle="false"),
    "binom": _Reader.binomial,
    "overset": lambda reader: reader.stacked("mover"),
    "underset": lambda reader: reader.stacked("munder"),
    "sqrt": _Reader.root,
    "phantom": lambda reader: element("mphantom", reader.argument()),
    "boxed": lambda reader: wrapped(row(reader.argument()), "boxed"),
    "left": _Reader.fenced,
    "begin": _Reader.environment,
    "mcmatrix": _Reader.labelled,
    "mcblank": _Reader.blank,
}
