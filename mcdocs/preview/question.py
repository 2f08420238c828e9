"""What is typed into the playground, read field by field; errors point to a line and column of the field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mcdocs.arguments import Nested, formula
from mcdocs.calculus.derive import Derivation, derive
from mcdocs.errors import Errors, FormulaError, McdocsError, Position

LONGEST = 10_000  # characters of a field
FIELDS = ("expr", "inputs", "wrt", "let", "assume")


@dataclass(frozen=True)
class Question:
    """The texts of the fields. `inputs`, `let` and `assume` have a line `name: value` for each."""

    expr: str
    inputs: str
    wrt: str = ""
    let: str = ""
    assume: str = ""
    order: int = 1
    places: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, data: Any) -> Question:
        """The question in JSON data. Raises FormulaError for data that is none: a page of ours never sends it."""
        if not isinstance(data, dict):
            raise FormulaError("a question is a mapping")
        texts = {name: data.get(name, "") for name in FIELDS}
        for name, text in texts.items():
            if not isinstance(text, str):
                raise FormulaError(f"{name} must be a text")
            if len(text) > LONGEST:
                raise FormulaError(f"{name} is longer than {LONGEST} characters")
        if data.get("order", 1) not in (1, 2):
            raise FormulaError("the order of a derivative is 1 or 2")
        return cls(**texts, order=int(data.get("order", 1)))

    def derived(self) -> Derivation:
        """The derivation; raises McdocsError, the file of its position being the field at fault."""
        inputs, assume = self.pairs("inputs"), {name: _words(text) for name, text in self.pairs("assume").items()}
        lets = {name: self.nested("let", name, text) for name, text in self.pairs("let").items()}
        try:
            return derive(
                self.nested("expr", "", self.expr), inputs, self.wrt.strip() or None, lets, assume, self.order
            )
        except McdocsError as error:
            for single in error.errors if isinstance(error, Errors) else [error]:
                single.at = self.located(single.at)
            raise

    def nested(self, part: str, name: str, text: str) -> Nested:
        """A formula, or a list of them in brackets."""
        if not text.strip():
            raise FormulaError(
                "a formula is missing", at=self.position(part, *self.places.get((part, name), (1, 1)), 1)
            )
        try:
            return formula(text)
        except FormulaError as error:
            error.at = self.located(
                Position(f"<{part}.{name}>" if name else f"<{part}>", 1, error.at.column if error.at else 1, text)
            )
            raise

    def pairs(self, part: str) -> dict[str, str]:
        """The lines `name: value` of a field by name. Raises FormulaError for a line that is none, or a name twice."""
        found: dict[str, str] = {}
        for number, column, line in _lines(getattr(self, part)):
            match = re.match(r"\s*([^:=\s]+)\s*[:=]\s*(?=\S)", line)
            if not match:
                hint = f"write a line for each:  {_EXAMPLES[part]}"
                raise FormulaError(
                    "a name, a colon and a value are expected",
                    at=self.position(part, number, column, len(line)),
                    hint=hint,
                )
            name = match[1]
            if name in found:
                at = self.position(part, number, column + line.index(name), len(name))
                raise FormulaError(f"{name} stands here twice", at=at)
            self.places[part, name] = (number, column + match.end())
            found[name] = line[match.end() :].rstrip()
        return found

    def position(self, part: str, line: int, column: int, length: int = 1) -> Position:
        """A place in a field."""
        lines = getattr(self, part).splitlines() or [""]
        return Position(part, line, column, lines[line - 1] if line <= len(lines) else "", max(1, length))

    def located(self, at: Position | None) -> Position | None:
        """The place in a field of a place in the text that `derive` was given."""
        if at is None:
            return None
        part, _, name = at.file.strip("<>").partition(".")
        if part not in FIELDS:
            return None
        line, column = self.places.get((part, name), (1, 1))
        if part == "expr" or (part, name) not in self.places:
            return self._inside(part, at)
        value = self.position(part, line, 1).source[column - 1 :]
        offset = max(0, value.find(at.source)) if at.source else 0
        return self.position(part, line, column + offset + at.column - 1, at.length)

    def _inside(self, part: str, at: Position) -> Position:
        """The place in a text that may have several lines, of which the error knows one formula."""
        text = re.sub(r"\s", " ", getattr(self, part))
        start = max(0, text.find(at.source)) if at.source else 0
        before = getattr(self, part)[: start + at.column - 1].split("\n")
        return self.position(part, len(before), len(before[-1]) + 1, at.length)

    def spec(self) -> str:
        """The same as a function of a course, in YAML."""
        lines = ["# yaml-language-server: $schema=../.schema/function.json", "inputs:"]
        lines += [f"  {name}: {_quoted(space)}" for name, space in self.pairs("inputs").items()]
        if lets := self.pairs("let"):
            lines += ["let:", *(f"  {name}: {_quoted(text)}" for name, text in lets.items())]
        if facts := self.pairs("assume"):
            lines += ["assume:", *(f"  {name}: [{', '.join(_words(text))}]" for name, text in facts.items())]
        lines += ["expr:" + _nested(formula(self.expr))]
        lines += [f"wrt: {self.wrt.strip()}"] if self.wrt.strip() else []
        lines += ["order: 2"] if self.order == 2 else []
        return "\n".join(lines) + "\n"


_EXAMPLES: Mapping[str, str] = {"inputs": "x: R^n", "let": "z: W @ x", "assume": "A: symmetric"}


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    """The lines of a field that say something, with number and first column; semicolons separate too."""
    for number, line in enumerate(text.splitlines(), 1):
        column = 1
        for part in line.split(";"):
            if part.strip():
                yield number, column, part
            column += len(part) + 1


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[,\s]+", text.strip("[] ")) if word]


def _nested(value: Nested) -> str:
    """A formula as YAML after its key: in place, or with a line for each formula or row."""
    if isinstance(value, str):
        return " " + _quoted(" ".join(value.split()))
    return "".join(f"\n  - {_flow(part)}" for part in value)


def _flow(value: Nested) -> str:
    return _quoted(value) if isinstance(value, str) else "[" + ", ".join(_flow(part) for part in value) + "]"


def _quoted(text: str) -> str:
    """A text that YAML reads as it stands, or in single quotes."""
    if re.fullmatch(r"[A-Za-z0-9(][\w\s().^*/+@-]*(?<!\s)", text) and " #" not in text:
        return text
    return "'" + text.replace("'", "''") + "'"
