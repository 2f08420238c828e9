"""The same derivatives by SymPy's other route: every matrix written out in symbols, every entry differentiated.

mcdocs derives them for letters, once, for all sizes.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import Any

import sympy as sp  # type: ignore[import-untyped]

import mcdocs
from bench.cases import CASES, Case
from bench.measure import Times, TookTooLong, at_most, forget, memory_at_most, side_by_side
from bench.report import Row
from mcdocs.language.shapes import parse_space

SIZES = (10, 20, 40)
MEMORY = 3 * 2**30
"""Bytes that SymPy gets."""
LIMIT = 0.4
"""Seconds that SymPy gets for one derivative; a case that runs into it is not tried at larger sizes."""


def components() -> Iterator[Row]:
    """A row for each size, over the cases that SymPy finishes there."""
    cases = list(CASES)
    for size in SIZES:
        with memory_at_most(MEMORY):
            done = [row for case in cases if (row := compared(case, size))]
        names = {row.name for row in done}
        given_up = [case.name for case in cases if case.name not in names]
        cases = [case for case in cases if case.name in names]
        yield from summary(size, done, given_up)


def summary(size: int, rows: list[Row], given_up: list[str]) -> Iterator[Row]:
    """The median over the cases both finish, and what was given up."""
    times = {
        name: Times.of([row.times[name].median for row in rows if name in row.times]) for name in ("mcdocs", "SymPy")
    }
    notes = {
        "finished by SymPy": f"{len(rows)} of {len(CASES)}",
        "characters of LaTeX": {name: round(median(row.notes[name] for row in rows)) for name in ("mcdocs", "SymPy")},
        f"not within {LIMIT:g} s": " | ".join(given_up) or "none",
    }
    speedups = [row.speedup for row in rows if row.speedup is not None]
    yield Row(f"n = {size}", times, speedup=median(speedups), notes=notes)


def compared(case: Case, size: int) -> Row | None:
    """One case at one size; nothing when SymPy cannot or does not finish."""
    written = written_out(case, size)
    if written is None:
        return None

    def ours() -> str:
        found = mcdocs.derive(case.expr, inputs=case.inputs, wrt=case.wrt)
        return found.numerator.latex + "".join(step.latex for step in found.steps)

    def theirs() -> str:
        value, variables = written
        return str(sp.latex(value.jacobian(variables)))

    try:
        forget()
        with at_most(LIMIT):
            length = len(theirs())
        lengths = {"mcdocs": len(mcdocs.derive(case.expr, inputs=case.inputs, wrt=case.wrt).numerator.latex)}
    except (Exception, TookTooLong):
        return None
    times = side_by_side({"mcdocs": ours, "SymPy": theirs}, 1, forget, warm_up=False)
    return Row(case.name, times, times["SymPy"].median / times["mcdocs"].median, notes={**lengths, "SymPy": length})


def written_out(case: Case, size: int) -> tuple[Any, Any] | None:
    """The formula's entries in symbols, and those of the variable, as columns; None when SymPy takes too long."""
    arrays = {}
    for name, space in case.inputs.items():
        rows, columns = ([size for _ in parse_space(space)] + [1])[:2]
        arrays[name] = sp.Matrix(rows, columns, lambda i, j, name=name: sp.Symbol(f"{name}{i + 1}_{j + 1}", real=True))
    try:
        with at_most(LIMIT):
            value = case.sympy(lambda matrix: matrix[0, 0], **arrays)
            value = value.as_explicit() if hasattr(value, "as_explicit") else value
            value = value.doit() if hasattr(value, "doit") else value
            entries = sp.Matrix([value]) if not hasattr(value, "shape") else sp.Matrix(value).reshape(len(value), 1)
    except (Exception, TookTooLong):
        return None
    return entries, arrays[case.wrt].reshape(len(arrays[case.wrt]), 1)
