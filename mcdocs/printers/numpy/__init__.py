"""Formulas as NumPy source a person would paste into a notebook: vectors and rows are 1-D arrays.

Importing a room here enters its kinds of nodes in the table.
"""

from mcdocs.printers.numpy import arrays, chains, operations, tensors  # noqa: F401
from mcdocs.printers.numpy.table import numpy, size

__all__ = ["numpy", "size"]
