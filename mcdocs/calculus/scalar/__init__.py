"""Scalar formulas in textbook form. Importing a room here enters its rows in the tables of `terms` and `rewrites`."""

from mcdocs.calculus.scalar import brackets, finishing, powers, trigonometry  # noqa: F401
