"""Drawn numbers in what an author says about an exercise: `$x = a$` says `x = 3` on the paper that drew 3."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from mcdocs.documents.mapping import mapped_inline
from mcdocs.language.nodes import number
from mcdocs.language.notation import Math, Raw
from mcdocs.language.prose import Inline
from mcdocs.printers.latex import latex
from mcdocs.specs.problems import ExerciseSpec

# Words and commands stay what they are; only a letter that stands for itself can be a drawn name.
_PIECE = re.compile(r"\\text\s*\{[^{}]*\}|\\(?:mathrm|operatorname)\s*\{[^{}]*\}|\\[A-Za-z]+|\\.|[A-Za-z]")


def worded(text: Inline, exercise: ExerciseSpec, values: Mapping[str, str]) -> Inline:
    """The text with drawn numbers for their names in its mathematics."""
    numbers = {
        name: f"{{{latex(number(Fraction(values[name])))}}}"
        for name, draw in exercise.names.items()
        if draw.is_numeric and len(name) == 1
    }

    def change(math: Math) -> Math:
        if not isinstance(math, Raw):
            return math
        return replace(math, latex=_PIECE.sub(lambda piece: numbers.get(piece[0], piece[0]), math.latex))

    return mapped_inline(text, change) if numbers else text
