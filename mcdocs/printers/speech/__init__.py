"""Formulas and the notation around them in words, as a lecturer reads them aloud: for those who hear a slide."""

from mcdocs.printers.speech.notation import spoken

__all__ = ["spoken"]
