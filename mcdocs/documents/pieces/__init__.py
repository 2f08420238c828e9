"""Slides from specs. Importing a room here enters its kinds of slides in the table."""

from mcdocs.documents.pieces import (  # noqa: F401
    conventions,
    elementwise,
    examples,
    graphs,
    identities,
    layouts,
    network,
    patterns,
    pictures,
    plots,
    tensors,
    words,
)
from mcdocs.documents.pieces.table import PIECES, Lesson, Piece, made

__all__ = ["PIECES", "Lesson", "Piece", "made"]
