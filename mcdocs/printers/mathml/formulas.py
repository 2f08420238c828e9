"""Formulas and the notation around them as MathML, with their words and their LaTeX."""

from __future__ import annotations

import html
from dataclasses import replace

from mcdocs.language.notation import Math
from mcdocs.printers.latex import PLAIN, Style, latex
from mcdocs.printers.mathml.reading import read
from mcdocs.printers.speech import spoken

_MARKED = Style(colours=True, labels=True, blank=r"\mcblank")


def mathml(math: Math, slash: bool = False) -> str:
    """The `math` element of a formula or of notation, labelled with its words, annotated with its LaTeX.

    With `slash` fractions are set in one line, as within words. Outputs and inputs have the classes `output` and
    `input`. Raises TypeError for a kind nothing prints.
    """
    tree = read(latex(math, replace(_MARKED, slash=slash))).written()
    words = html.escape(spoken(math))
    source = html.escape(latex(math, PLAIN), quote=False)
    annotation = f'<annotation encoding="application/x-tex">{source}</annotation>'
    return f'<math aria-label="{words}"><semantics>{tree}{annotation}</semantics></math>'
