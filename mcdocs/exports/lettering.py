"""Prose with formulas as one line of letters, for images: scripts raised and lowered, fractions with a slash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from types import MappingProxyType
from typing import Literal

from mcdocs.language.notation import Math
from mcdocs.language.prose import Formula, Inline
from mcdocs.printers.latex import Style, latex
from mcdocs.printers.mathml.elements import Element
from mcdocs.printers.mathml.reading import read

Role = Literal["", "output", "input"]

_ROLES: tuple[Role, ...] = ("output", "input")
_STYLE = Style(colours=True, labels=True)
_SCRIPT, _UP, _DOWN = 0.7, 0.36, -0.2  # of the size of the letters they belong to
_SPACED = frozenset("=≠≈<>≤≥∈→↦+−±×⊙⊗∘")
_ACCENTS = MappingProxyType({"^": "\u0302", "¯": "\u0304", "~": "\u0303", "˙": "\u0307", "→": "\u20d7"})


@dataclass(frozen=True)
class Letters:
    """Letters of one look; `size` and `rise` are in em of the line, `role` is whose colour they have."""

    text: str
    size: float = 1.0
    rise: float = 0.0
    slanted: bool = False
    bold: bool = False
    role: Role = ""


def letters(line: Inline) -> list[Letters]:
    """The line from left to right; neighbours of one look are one."""
    found: list[Letters] = []
    for piece in line:
        if isinstance(piece, Formula):
            found += _formula(piece.math)
        else:
            found.append(Letters(piece.text, slanted=piece.style == "emphasis", bold=piece.style == "strong"))
    looks = groupby(found, key=lambda each: replace(each, text=""))
    return [replace(look, text="".join(each.text for each in group)) for look, group in looks]


def _formula(math: Math) -> Iterator[Letters]:
    return _set(read(latex(math, _STYLE)), Letters(""))


def _set(element: Element, look: Letters) -> Iterator[Letters]:
    """An element of MathML in letters that look so."""
    for role in _ROLES:
        if ("class", role) in element.attributes:
            look = replace(look, role=role)
    match element.tag, element.children:
        case "mspace", _:
            yield replace(look, text="\u2009")
        case _, ():
            yield _leaf(element, look)
        case "msub", (base, below):
            yield from (*_set(base, look), *_set(below, _script(look, _DOWN)))
        case "msup", (base, above):
            yield from (*_set(base, look), *_set(above, _script(look, _UP)))
        case "msubsup", (base, below, above):
            yield from (*_set(base, look), *_set(below, _script(look, _DOWN)), *_set(above, _script(look, _UP)))
        case "mfrac", (over, under):
            yield from (*_grouped(over, look), replace(look, text="/"), *_grouped(under, look))
        case "msqrt", _:
            yield from (replace(look, text="√("), *_all(element, look), replace(look, text=")"))
        case "mover", (base, accent) if accent.text() in _ACCENTS:
            *first, last = _set(base, look)
            yield from (*first, replace(last, text=last.text + _ACCENTS[accent.text()]))
        case "mtable", rows:
            for place, row in enumerate(rows):
                yield from (replace(look, text="; "),) if place else ()
                for column, cell in enumerate(row.children):
                    yield from (replace(look, text=", "),) if column else ()
                    yield from _set(cell, look)
        case _:
            yield from _all(element, look)


def _all(element: Element, look: Letters) -> Iterator[Letters]:
    for child in element.children:
        yield from _set(child, look)


def _leaf(element: Element, look: Letters) -> Letters:
    name = element.tag == "mi" and len(element.words) == 1 and ("mathvariant", "normal") not in element.attributes
    spaced = element.words in _SPACED and ("form", "prefix") not in element.attributes
    return replace(look, text=f"\u2009{element.words}\u2009" if spaced else element.words, slanted=name)


def _script(look: Letters, rise: float) -> Letters:
    return replace(look, size=_SCRIPT * look.size, rise=look.rise + rise * look.size)


def _grouped(element: Element, look: Letters) -> Iterator[Letters]:
    """A part of a fraction, in brackets where it is more than one thing."""
    if element.tag == "mrow" and len(element.children) > 1:
        yield from (replace(look, text="("), *_all(element, look), replace(look, text=")"))
    else:
        yield from _set(element, look)
