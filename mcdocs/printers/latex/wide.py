"""Matrices of more columns than amsmath's environments hold, for LaTeX that goes into other people's documents."""

from __future__ import annotations

import re

MOST_COLUMNS = 10  # amsmath's MaxMatrixCols; our own templates have no such limit
_INNERMOST = re.compile(r"\\begin\{bmatrix\} ((?:(?!\\begin\{bmatrix\}).)*?) \\end\{bmatrix\}")


def in_any_document(latex: str) -> str:
    """The same with each wide matrix as an array, which holds as many columns as it says."""
    return _INNERMOST.sub(_as_array, latex) if latex.count("&") >= MOST_COLUMNS else latex


def _as_array(matrix: re.Match[str]) -> str:
    columns = max(row.count("&") + 1 for row in matrix[1].split(r" \\ "))
    if columns <= MOST_COLUMNS:
        return matrix[0]
    return rf"\left[\begin{{array}}{{{'c' * columns}}} {matrix[1]} \end{{array}}\right]"
