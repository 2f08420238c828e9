"""The Jacobian of a random system, derived and printed, against SymPy's `Matrix.jacobian` and `latex`."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import sympy  # type: ignore[import-untyped]

import mcdocs
from bench.measure import side_by_side
from bench.report import Row

SIZES = ((5, 5, 25), (20, 20, 11), (50, 100, 5))
"""Outputs, inputs, repetitions."""

AIM = 5.0
GROWTH = 1.3


def systems() -> Iterator[Row]:
    """Each size, with new systems in every repetition; SymPy is given expressions that are read already.

    Then how the time for a non-zero entry grows with the size.
    """
    each: list[float] = []
    for outputs, inputs, repetitions in SIZES:
        texts = [system(outputs, inputs, random.Random(seed)) for seed in range(repetitions + 1)]
        names = {f"x{i}": sympy.Symbol(f"x{i}", real=True) for i in range(1, inputs + 1)}
        known = {**names, "ln": sympy.log}
        read = [sympy.Matrix([sympy.sympify(text, known) for text in formulas]) for formulas in texts]
        variables = sympy.Matrix(list(names.values()))
        contestants = {
            "mcdocs": partial(ours, iter(texts), f"R^{inputs}"),
            "SymPy": partial(theirs, iter(read), variables),
        }
        times = side_by_side(contestants, repetitions)
        count = sum(len(set(re.findall(r"x\d+", text))) for formulas in texts for text in formulas) / len(texts)
        each.append(times["mcdocs"].median / count)
        speedup = times["SymPy"].median / times["mcdocs"].median
        yield Row(
            f"Jacobian {outputs} x {inputs}",
            times,
            speedup=speedup,
            aim=f"at least {AIM:g} times faster",
            met=speedup >= AIM,
            notes={"non-zero entries": round(count), "us for each": round(each[-1] * 1e6)},
        )
    growth = max(each[1:]) / each[0]
    yield Row("time for a non-zero entry", ratio=growth, aim=f"at most {GROWTH:g}", met=growth <= GROWTH)


def ours(systems: Iterator[list[str]], space: str) -> str:
    """The Jacobian of the next system, read, derived and printed by mcdocs."""
    return mcdocs.derive(next(systems), inputs={"x": space}, wrt="x").numerator.latex


def theirs(systems: Iterator[Any], variables: Any) -> str:
    """The Jacobian of the next system, derived and printed by SymPy."""
    return str(sympy.latex(next(systems).jacobian(variables)))


def system(outputs: int, inputs: int, chance: random.Random) -> list[str]:
    """Formulas in at most six of the inputs each: sums of polynomials, exponentials, sines, products, quotients."""
    formulas = []
    for _ in range(outputs):
        some = chance.sample(range(1, inputs + 1), min(inputs, chance.randint(2, 6)))
        terms = [_term([f"x{i}" for i in some], chance) for _ in range(chance.randint(2, 4))]
        formulas.append(" + ".join(terms))
    return formulas


def _term(names: list[str], chance: random.Random) -> str:
    kinds: list[Callable[[], str]] = [
        lambda: f"{chance.randint(2, 9)}*{chance.choice(names)}**{chance.randint(2, 5)}",
        lambda: f"{chance.choice(names)}*{chance.choice(names)}",
        lambda: f"exp({chance.choice(names)}*{chance.choice(names)})",
        lambda: f"sin({chance.choice(names)} + {chance.choice(names)}**2)",
        lambda: f"{chance.choice(names)}**2*cos({chance.choice(names)})",
        lambda: f"{chance.choice(names)}/(1 + {chance.choice(names)}**2)",
        lambda: f"(1 + {chance.choice(names)}**2)*ln(2 + {chance.choice(names)}**2)",
        lambda: f"{chance.choice(names)}*exp(-{chance.choice(names)})*sin({chance.choice(names)})",
    ]
    return chance.choice(kinds)()
