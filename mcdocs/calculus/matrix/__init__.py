"""Derivatives in matrix notation. Importing a room here enters its rows in the tables of `products` and `rewrites`."""

from mcdocs.calculus.matrix import (  # noqa: F401
    centring,
    diagonals,
    distributions,
    hadamard,
    inverses,
    kronecker,
    outer_products,
    powers,
    stacked_sums,
    totals,
    transposes,
    unvec,
)
