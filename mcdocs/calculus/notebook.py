"""A derivation as a notebook shows it: the working with its rules, then what is read off, in MathML and no script."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import TYPE_CHECKING

from mcdocs.calculus.steps import ends_in_differential, head_of_working, names_in_result, output_of, read_off
from mcdocs.language.notation import Math, Sizes
from mcdocs.printers.mathml.formulas import mathml

if TYPE_CHECKING:
    from mcdocs.calculus.derive import Derivation

_QUIET = "color: #636e7c; padding: .25em 0 .25em 2em; text-align: left"
_RIGHT = "padding: .25em .3em .25em 0; text-align: right"
_LEFT = "padding: .25em 0; text-align: left"


def shown(derivation: Derivation) -> str:
    """The table in HTML. Styles stand in its elements: a notebook is shown in places with styles of their own."""
    head, follows = head_of_working(derivation, output_of(derivation.statement)), ends_in_differential(derivation)
    rows = [
        _row(head if place == 0 else None, line.formula, ", ".join(line.rules))
        for place, line in enumerate(derivation.lines)
    ]
    for each in read_off(derivation):
        size = mathml(Sizes(each.axes)) if each.axes else "scalar"
        rows.append(_row(each.head, each.node, f"{each.rule if follows else each.label}, ", size))
    rows += [_row(named, named.value, "where") for named in names_in_result(derivation)]
    return _table(rows)


def _row(head: Math | None, math: Math, words: str, more: str = "") -> str:
    left = mathml(head) if head is not None else ""
    cells = [(_RIGHT, left), (_RIGHT, "="), (_LEFT, mathml(math)), (_QUIET, html.escape(words) + more)]
    return "<tr>" + "".join(f'<td style="{style}">{content}</td>' for style, content in cells) + "</tr>"


def _table(rows: Iterable[str]) -> str:
    return f'<table style="border: 0; margin: .5em 0">{"".join(rows)}</table>'
