"""A derivation as a notebook shows it: the working with its rules, then both layouts, in MathML and no script."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import TYPE_CHECKING

from mcdocs.calculus.layout import LAYOUTS
from mcdocs.language import nodes
from mcdocs.language.notation import Math, Quotient, Sizes
from mcdocs.printers.mathml import mathml

if TYPE_CHECKING:
    from mcdocs.calculus.derive import Derivation

_QUIET = "color: #636e7c; padding: .25em 0 .25em 2em; text-align: left"
_RIGHT = "padding: .25em .3em .25em 0; text-align: right"
_LEFT = "padding: .25em 0; text-align: left"


def shown(derivation: Derivation) -> str:
    """The table in HTML. Styles stand in its elements: a notebook is shown in places with styles of their own."""
    statement = derivation.statement
    output = nodes.Symbol("y", statement.formula.shape)
    straight = len(statement.scope.inputs) == 1 and statement.wrt.shape == ()
    asked = Quotient(output, statement.wrt, straight, statement.order)
    by_differentials = derivation.numerator.form != "grid" and statement.order == 1
    head: Math = nodes.Differential(output) if by_differentials else asked
    rows = [
        _row(head if place == 0 else None, line.formula, ", ".join(line.rules))
        for place, line in enumerate(derivation.lines)
    ]
    for layout in LAYOUTS:
        result = getattr(derivation, layout)
        axes = result.aspect.printed(layout)
        size = mathml(Sizes(axes)) if axes else "scalar"
        rows.append(_row(asked, result.node, f"{layout} layout, ", size))
    return _table(rows)


def _row(head: Math | None, math: Math, words: str, more: str = "") -> str:
    left = mathml(head) if head is not None else ""
    cells = [(_RIGHT, left), (_RIGHT, "="), (_LEFT, mathml(math)), (_QUIET, html.escape(words) + more)]
    return "<tr>" + "".join(f'<td style="{style}">{content}</td>' for style, content in cells) + "</tr>"


def _table(rows: Iterable[str]) -> str:
    return f'<table style="border: 0; margin: .5em 0">{"".join(rows)}</table>'
