"""Slides from specs. Importing a room below enters its kinds of slides in the table."""

from mcdocs.documents.pieces import conventions, elementwise, examples, layouts, tensors, words
from mcdocs.documents.pieces.table import PIECES, Lesson, Piece, made, piece

__all__ = [
    "PIECES", "Lesson", "Piece", "conventions", "elementwise", "examples", "layouts", "made", "piece", "tensors", "words"
]  # fmt: skip
