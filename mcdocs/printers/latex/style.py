"""How to print, and the marks every room of this printer uses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from mcdocs.printers.lettering import name_latex


@dataclass(frozen=True)
class Style:
    """How to print: with colour macros or without, the command for upright names, and what is an output or an input.

    `labels` says whether the format can set labels beside the rows and above the columns of a matrix. `slash` sets
    fractions in one line, as in exponents.
    """

    colours: bool = False
    labels: bool = False
    operator: str = r"\operatorname"
    blank: str = r"\_\_\_"
    outputs: frozenset[str] = frozenset()
    inputs: frozenset[str] = frozenset()
    index: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    slash: bool = False

    @cached_property
    def in_a_line(self) -> Style:
        """The same style with fractions in one line."""
        return replace(self, slash=True)


PLAIN = Style()


def coloured(latex: str, name: str, style: Style) -> str:
    if style.colours and name in style.outputs:
        return rf"\mcout{{{latex}}}"
    if style.colours and name in style.inputs:
        return rf"\mcin{{{latex}}}"
    return latex


def size(size: object) -> str:
    return "".join(name_latex(word) if word.isidentifier() else word for word in str(size).split("*"))


def brackets(inside: str, left: str = "(", right: str = ")") -> str:
    """Brackets that grow only where the content is tall, so that a line stays calm."""
    tall = any(mark in inside for mark in (r"\frac", r"\begin", r"\sum", r"\mcmatrix"))
    return rf"\left{left}{inside}\right{right}" if tall else f"{left}{inside}{right}"


def braced(above: str) -> str:
    return above if len(above) == 1 else f"{{{above}}}"


def matrix(rows: list[list[str]]) -> str:
    lines = r" \\ ".join(" & ".join(row) for row in rows)
    return rf"\begin{{bmatrix}} {lines} \end{{bmatrix}}"
