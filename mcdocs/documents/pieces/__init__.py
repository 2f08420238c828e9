"""Slides from specs. Importing a room here enters its kinds of slides in the table."""

from mcdocs.documents.pieces import conventions, elementwise, examples, layouts, network, tensors, words  # noqa: F401
from mcdocs.documents.pieces.table import PIECES, Lesson, Piece, made

__all__ = ["PIECES", "Lesson", "Piece", "made"]
