"""The rules of differentiation, stated on differentials: one function a rule, under the name a textbook gives it.

A rule takes a formula and `d`, which gives the differential of a part, and returns the differential of the whole. They
hold for scalars (with dx = 1 they give the partial derivative), entry by entry for vectors and matrices, and for
matrix products alike. Source: Magnus and Neudecker, Matrix Differential Calculus, chapter 8; any calculus book.

Importing a room here enters its rules in the table.
"""

from mcdocs.calculus.rules import (  # noqa: F401 - they enter it
    arithmetic,
    elementwise,
    kronecker,
    matrices,
    norms,
    powers,
    softmax,
)
from mcdocs.calculus.rules.counting import free_counter
from mcdocs.calculus.rules.elementwise import substitute
from mcdocs.calculus.rules.norms import inner_product
from mcdocs.calculus.rules.table import RULES, D, Rule, rule_for

__all__ = ["RULES", "D", "Rule", "free_counter", "inner_product", "rule_for", "substitute"]
