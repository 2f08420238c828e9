"""Derivatives in matrix notation. Importing a room here enters its rows in the tables of `products` and `rewrites`."""

from mcdocs.calculus.matrix import diagonals, hadamard, inverses, kronecker, totals, transposes  # noqa: F401
