"""LaTeX mathematics that authors write in prose: read by the grammar of mathematics, so that TeX never fails on it.

An allow-list of commands (`commands`) keeps everything out that is not mathematics; the grammar (arguments, groups,
scripts, cells) keeps out what would stop TeX in the middle of a build.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NoReturn

from mcdocs.errors import FormulaError, Position
from mcdocs.language.commands import ARGUMENTS, DELIMITERS, ENVIRONMENTS, LETTERS, SIGNS, SYMBOLS, TEXTS
from mcdocs.language.notation import Raw

MAX_LENGTH = 2_000
MAX_DEPTH = 20

_TOKEN = re.compile(r"\s+|\\[A-Za-z]+|\\.|[A-Za-z0-9+\-*/=<>()\[\]|,.;:!?'{}^_&]", re.DOTALL)
_SAFE_TEXT = re.compile(r"[A-Za-z0-9 .,;:!?'()+=/-]*")
_KNOWN = [*sorted(SYMBOLS), *ARGUMENTS, *sorted(TEXTS), "left", "right", "begin", "end"]


@dataclass(frozen=True)
class _Token:
    text: str
    start: int


def parse_mathematics(latex: str) -> Raw:
    """A displayed formula in LaTeX; raises FormulaError, with the column, for what is not on the list or ill-formed."""
    stripped = latex.strip()
    start = latex.index(stripped)
    if stripped.startswith("$"):
        at = Position("", 1, start + 1, latex)
        raise FormulaError("a displayed formula is written without dollar signs", at=at, hint="delete them")
    check_mathematics(latex, start, start + len(stripped))
    return Raw(stripped)


def check_mathematics(text: str, start: int, end: int) -> None:
    """Check `text[start:end]`; raises FormulaError with the column in `text`."""
    if end - start > MAX_LENGTH:
        at = Position("", 1, start + 1, text, end - start)
        raise FormulaError(f"a formula of {end - start} characters, at most {MAX_LENGTH} are possible", at=at)
    _Mathematics(text, start, end).check()


class _Mathematics:
    """A recursive descent over the tokens; the closing `_Token` of each level is what its caller waits for."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.end = end
        self.start = start
        self.depth = 0
        self.tokens = self._tokens(start)
        self.index = 0

    def check(self) -> None:
        if not self.tokens:
            self._fail("there is no mathematics here", _Token(self.text[self.start : self.end], self.start))
        self._list()
        if token := self._peek():
            self._fail(_STRAY[token.text], token)

    def _tokens(self, index: int) -> list[_Token]:
        tokens = []
        while index < self.end:
            match = _TOKEN.match(self.text, index, self.end)
            if not match:
                sign = self.text[index]
                self._fail(f"{sign!r} is not used in mathematics", _Token(sign, index), _UNUSED.get(sign, ""))
            if not match[0].isspace():
                tokens.append(_Token(match[0], index))
            index = match.end()
            # The argument of \text is read as it stands: spaces count, and it holds no mathematics.
            if match[0][1:] in TEXTS and match[0][0] == "\\":
                tokens.append(token := self._text_argument(match[0], index))
                index = token.start + len(token.text)
        return tokens

    def _text_argument(self, command: str, index: int) -> _Token:
        starred = command == r"\operatorname" and self.text.startswith("*", index)
        opening = re.compile(r"\s*\{").match(self.text, index + starred, self.end)
        closing = self.text.find("}", index, self.end)
        if not opening or closing < 0:
            self._fail(f"{command} needs its text in braces", _Token(command, index - len(command)))
        safe = _SAFE_TEXT.match(self.text, opening.end(), closing)
        if not safe or safe.end() != closing:
            bad = safe.end() if safe else opening.end()
            sign = self.text[bad]
            hint = "letters, digits, spaces and . , ; : ! ? ' ( ) + = / - are possible"
            self._fail(f"{sign!r} is not possible inside {command}", _Token(sign, bad), hint)
        return _Token(self.text[index : closing + 1], index)

    def _peek(self) -> _Token | None:
        return self.tokens[self.index] if self.index < len(self.tokens) else None

    def _take(self) -> _Token | None:
        token = self._peek()
        self.index += 1
        return token

    def _list(self) -> None:
        """Items up to something that closes a level or separates cells; scripts may follow each item."""
        self.depth += 1
        if self.depth > MAX_DEPTH and (token := self._peek()):
            self._fail(f"more than {MAX_DEPTH} levels of braces", token)
        scripts: set[str] = set()
        while (token := self._peek()) and token.text not in _CLOSERS:
            self.index += 1
            if token.text in ("^", "_", "'"):
                self._script(token, scripts)
            else:
                scripts = set()
                self._item(token)
        self.depth -= 1

    def _script(self, token: _Token, scripts: set[str]) -> None:
        # TeX reads x' as x^{\prime}: x'' and x'^2 are fine, x^2' and x'_1^2 and x^2^3 stop it.
        before = self.tokens[self.index - 2] if self.index > 1 else _Token("", 0)
        after_prime = before.text == "'" and before.start + 1 == token.start
        taken = scripts if not after_prime else scripts - {"'"}
        if token.text in taken or (token.text != "_" and taken & {"^", "'"}):
            self._fail(f"a second {token.text} at the same sign", token, "group with braces: {x^a}^b")
        scripts.add(token.text)
        if token.text != "'":
            self._argument(token)

    def _argument(self, owner: _Token) -> None:
        token = self._take()
        if token is None or token.text in _CLOSERS or token.text in ("^", "_", "'"):
            self._fail(f"something is missing after {owner.text}", owner)
        name = token.text[1:]
        if token.text[0] == "\\" and name not in LETTERS and (token.text in SIGNS or name in _KNOWN):
            self._fail(f"{token.text} needs braces around it here", token, f"write {owner.text}{{{token.text}...}}")
        self._item(token)

    def _item(self, token: _Token) -> None:
        if token.text == "{":
            self._list()
            self._close("}", token)
        elif token.text[0] == "\\" and token.text not in SIGNS:
            self._command(token)

    def _command(self, token: _Token) -> None:
        name = token.text[1:]
        if name in SYMBOLS:
            return
        elif name in TEXTS:
            self.index += 1
        elif name in ARGUMENTS:
            following = self._peek()
            if name == "sqrt" and following and following.text == "[":
                self._root(following)
            for _ in range(ARGUMENTS[name]):
                self._argument(token)
        elif name == "left":
            self._delimiter(token)
            self._list()
            self._delimiter(self._close(r"\right", token))
        elif name == "begin":
            self._environment(token)
        else:
            close = get_close_matches(name, _KNOWN, n=1, cutoff=0.7)
            hint = f"did you mean \\{close[0]}?" if close else "only commands of mathematics are possible"
            self._fail(f"{token.text[:40]} is not a command for mathematics in a text", token, hint)

    def _root(self, opening: _Token) -> None:
        self.index += 1
        while (token := self._take()) and token.text != "]":
            if not (token.text.isalnum() or token.text in "+-/"):
                self._fail("the degree of a root is a number or a letter", token)
        if token is None:
            self._fail("this [ is never closed", opening)

    def _delimiter(self, owner: _Token) -> None:
        token = self._take()
        if token is None or token.text not in DELIMITERS:
            hint = r"write \left( ... \right), or \left. for no bracket"
            self._fail(f"a bracket is missing after {owner.text}", token or owner, hint)

    def _environment(self, begin: _Token) -> None:
        name = self._environment_name(begin)
        if name not in ENVIRONMENTS:
            hint = f"possible are {', '.join(ENVIRONMENTS)}"
            self._fail(f"the environment {name[:40]!r} is not possible in a text", begin, hint)
        self._refuse_option(r"\begin{" + name + "}", "[")
        columns = 1
        self._list()
        while (token := self._peek()) and token.text in _CELLS:
            self.index += 1
            columns = columns + 1 if token.text == "&" else 1
            if columns > ENVIRONMENTS[name]:
                self._fail(f"{name} has room for {ENVIRONMENTS[name]} columns", token)
            if token.text == r"\\":
                self._refuse_option(token.text, "[*")
            self._list()
        end = self._close(r"\end", begin)
        if self._environment_name(end) != name:
            self._fail(rf"\begin{{{name}}} is closed by another \end", end)

    def _refuse_option(self, command: str, signs: str) -> None:
        """TeX takes \\\\[...] for a distance and \\begin{aligned}[...] for a place, and stops where it is none."""
        following = self._peek()
        if following and following.text in signs:
            self._fail(f"{following.text} directly after {command}", following, f"write {{{following.text}}}")

    def _environment_name(self, owner: _Token) -> str:
        opening = self._take()
        letters = []
        while opening and opening.text == "{" and (token := self._take()) and token.text.isalpha():
            letters.append(token.text)
        if not letters or token is None or token.text != "}":
            self._fail(f"{owner.text} needs the name of an environment in braces", owner)
        return "".join(letters)

    def _close(self, closer: str, opener: _Token) -> _Token:
        token = self._take()
        if token is None or token.text != closer:
            self._fail(f"this {opener.text} is never closed", opener, f"add {closer}")
        return token

    def _fail(self, message: str, token: _Token, hint: str = "") -> NoReturn:
        at = Position("", 1, token.start + 1, self.text, max(1, len(token.text)))
        raise FormulaError(message, at=at, hint=hint)


_CELLS = ("&", r"\\")
_CLOSERS = ("}", r"\right", r"\end", *_CELLS)
_STRAY = {
    "}": "this } closes nothing",
    r"\right": r"\right without \left",
    r"\end": r"\end without \begin",
    "&": r"& separates the cells of a matrix: it stands inside \begin{bmatrix} ... \end{bmatrix}",
    r"\\": r"\\ ends a row of a matrix: it stands inside \begin{bmatrix} ... \end{bmatrix}",
}
_UNUSED = {
    "%": "% begins a comment in TeX; write \\text{ per cent}",
    "#": "# is for definitions in TeX; write \\text{number}",
    "$": "the dollar signs stand around the mathematics",
    '"': "write two primes: x''",
}
