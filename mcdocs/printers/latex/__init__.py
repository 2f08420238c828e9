"""Formulas and the notation around them in LaTeX. Importing a room here enters its kinds of nodes in the table."""

from mcdocs.printers.latex import applied, arrays, atoms, operations  # noqa: F401
from mcdocs.printers.latex.arrays import tensor_body
from mcdocs.printers.latex.notation import latex
from mcdocs.printers.latex.style import PLAIN, Style
from mcdocs.printers.latex.wide import in_any_document

__all__ = ["PLAIN", "Style", "in_any_document", "latex", "tensor_body"]
