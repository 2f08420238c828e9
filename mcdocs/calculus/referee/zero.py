"""Whether a SymPy expression is zero: a ladder of tests, each bounded by the size of the expression."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

from mcdocs.calculus.referee.exact import sympy

LARGEST_COUNT = 400  # operations
LARGEST_SIMPLIFY = 40
LARGEST_EXPANSION = 2_000  # terms
DIGITS = 40
SMALLEST = 1e-25


@lru_cache(maxsize=4096)
def is_zero(expression: Any) -> bool | None:
    """True or False where that is certain, None where the bounded tests do not tell."""
    try:
        return _climb(expression)
    except (ArithmeticError, NotImplementedError, RecursionError, TypeError, ValueError, sympy().PolynomialError):
        return None  # a test SymPy cannot finish decides nothing; the numbers have decided already


def _climb(expression: Any) -> bool | None:
    sp = sympy()
    if expression == 0:
        return True
    if not expression.free_symbols:
        return _constant_is_zero(expression)
    if expression.has(sp.nan, sp.zoo, sp.oo, sp.I):
        return None
    count = expression.count_ops()
    if count > LARGEST_COUNT:
        return None
    for attempt in (_as_fraction, _as_exponentials):
        verdict = attempt(expression)
        if verdict is not None:
            return verdict
    if count <= LARGEST_SIMPLIFY and _expanded_terms(expression) <= LARGEST_EXPANSION and sp.simplify(expression) == 0:
        return True
    return None


def _as_fraction(expression: Any) -> bool | None:
    sp = sympy()
    numerator = sp.together(expression).as_numer_denom()[0]
    if _expanded_terms(numerator) > LARGEST_EXPANSION:
        return None
    expanded = sp.expand(numerator)
    if expanded != 0 and any(not power.exp.is_number for power in expanded.atoms(sp.Pow)):
        expanded = sp.powsimp(expanded)  # x x^(y - 1) is x^y
    if expanded == 0:
        return True
    return None if expanded.free_symbols or not expanded.is_Rational else False


def _as_exponentials(expression: Any) -> bool | None:
    sp = sympy()
    functions = (sp.functions.elementary.trigonometric.TrigonometricFunction, sp.exp)
    hyperbolic = sp.functions.elementary.hyperbolic.HyperbolicFunction
    if not expression.has(*functions, hyperbolic):
        return None
    return _as_fraction(expression.rewrite(sp.exp))


def _constant_is_zero(expression: Any) -> bool | None:
    if expression.is_Rational:
        return False
    value = expression.evalf(DIGITS)
    if not value.is_number or not value.is_finite:
        return None
    return None if abs(value) < SMALLEST else False


def _expanded_terms(expression: Any) -> int:
    """An upper bound for the number of terms after expansion."""
    if expression.is_Add:
        return sum(map(_expanded_terms, expression.args))
    if expression.is_Mul:
        return math.prod(map(_expanded_terms, expression.args))
    if expression.is_Pow and expression.exp.is_Integer:
        terms, times = _expanded_terms(expression.base), abs(int(expression.exp))
        return 1 if terms == 1 else math.comb(min(terms, 10_000) + min(times, 100) - 1, min(times, 100))
    return 1
