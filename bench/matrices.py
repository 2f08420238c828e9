"""Standard matrix derivatives with symbolic sizes: mcdocs against SymPy's matrix expressions, judged by numbers."""

from __future__ import annotations

import itertools
import statistics
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
import sympy as sp  # type: ignore[import-untyped]

import mcdocs
from bench.cases import CASES, Case
from bench.measure import Times, TookTooLong, at_most, forget, side_by_side
from bench.report import Row
from mcdocs.language.shapes import parse_space

AIM = 0.010
REPETITIONS = 3
LIMIT = 5.0
SIZES = {"n": 3, "m": 2, "p": 4}


def matrices() -> Iterator[Row]:
    """A row for each case, and one for all of them."""
    rows = [compared(case) for case in CASES]
    yield from rows
    ours, theirs = ([row.times[name].median for row in rows if name in row.times] for name in ("mcdocs", "SymPy"))
    both = [row for row in rows if row.speedup is not None]
    tally = {name: dict(Counter(row.notes[name].split(",")[0] for row in rows)) for name in ("mcdocs", "SymPy")}
    yield Row(
        f"median of {len(rows)}",
        {"mcdocs": Times.of(ours), "SymPy": Times.of(theirs)},
        speedup=statistics.median(row.speedup for row in both if row.speedup),
        aim=f"under {AIM * 1e3:g} ms",
        met=statistics.median(ours) < AIM,
        notes=tally,
    )


def compared(case: Case) -> Row:
    """One case: working and both layouts printed by mcdocs, the one result printed by SymPy."""
    scalar = best_way(case)

    def ours() -> str:
        found = mcdocs.derive(case.expr, inputs=case.inputs, wrt=case.wrt)
        working = "".join(step.latex for step in found.steps)
        return max(found.numerator.latex, found.denominator.latex, key=len) if working else ""

    contestants: dict[str, Callable[[], str]] = {
        "mcdocs": ours,
        "SymPy": partial(sympy_latex, case, matrix_symbols(case), scalar),
    }
    values: dict[str, Callable[[Case, Mapping[str, Any]], Any]] = {
        "mcdocs": our_value,
        "SymPy": partial(sympy_value, scalar=scalar),
    }
    judged = {name: judge(case, run, values[name]) for name, run in contestants.items()}
    answering = {name: contestants[name] for name, (_, length) in judged.items() if length}
    times = side_by_side(answering, REPETITIONS, forget)
    both = len(times) == 2
    return Row(
        case.name,
        times,
        speedup=times["SymPy"].median / times["mcdocs"].median if both else None,
        notes={name: verdict + f", {length} characters" * bool(length) for name, (verdict, length) in judged.items()},
    )


def matrix_symbols(case: Case) -> dict[str, Any]:
    """The inputs as SymPy's matrix symbols; a vector is a column."""
    sizes = {name: sp.Symbol(name, integer=True, positive=True) for name in SIZES}
    found = {}
    for name, space in case.inputs.items():
        rows, columns = (*parse_space(space), 1)[:2]
        found[name] = sp.MatrixSymbol(name, sizes[str(rows)], sizes.get(str(columns), columns))
    return found


def entry(matrix: Any) -> Any:
    """The one entry of a 1 x 1 matrix."""
    return matrix[0, 0]


def trace(matrix: Any) -> Any:
    """Its trace."""
    return sp.Trace(matrix)


def best_way(case: Case) -> Callable[[Any], Any]:
    """SymPy knows two ways to make a scalar of a 1 x 1 matrix; the one it gets right where there is one."""
    symbols = matrix_symbols(case)
    for scalar in (entry, trace):
        run = partial(sympy_latex, case, symbols, scalar)
        if judge(case, run, partial(sympy_value, scalar=scalar))[0] == "right":
            return scalar
    return entry


def sympy_derivative(case: Case, symbols: Mapping[str, Any], scalar: Callable[[Any], Any]) -> Any:
    """What SymPy makes of the case."""
    found = case.sympy(scalar, **symbols).diff(symbols[case.wrt])
    if found.has(sp.Derivative):
        raise NotImplementedError("the derivative is not carried out")
    return found


def sympy_latex(case: Case, symbols: Mapping[str, Any], scalar: Callable[[Any], Any]) -> str:
    """The same, printed."""
    return str(sp.latex(sympy_derivative(case, symbols, scalar)))


# ── the judge ────────────────────────────────────────────────────────────────────────────────────────────────────────


def judge(case: Case, run: Callable[[], str], value: Callable[[Case, Mapping[str, Any]], Any]) -> tuple[str, int]:
    """`right`, `wrong`, `refused` or `unclear` (it has no value), and the length of the LaTeX if there is any."""
    try:
        with at_most(LIMIT):
            length = len(run())
    except (Exception, TookTooLong):
        return "refused", 0
    arrays = random_arrays(case)
    truth = numeric_derivative(case, arrays)
    try:
        with at_most(LIMIT):
            found = np.asarray(value(case, arrays), dtype=float)
    except (Exception, TookTooLong):
        return "unclear", length
    return ("right" if agrees(found, truth) else "wrong"), length


def random_arrays(case: Case) -> dict[str, np.ndarray]:
    """Inputs of pairwise distinct sizes, the same on every run; positive (definite) where the case needs it."""
    chance = np.random.default_rng(7)
    found = {}
    for name, space in case.inputs.items():
        array = chance.uniform(0.5, 1.5, [SIZES[str(size)] for size in parse_space(space)])
        found[name] = array + 3 * np.eye(len(array)) if name in case.domain else array
    return found


def numeric_derivative(case: Case, arrays: Mapping[str, np.ndarray], step: float = 1e-6) -> np.ndarray:
    """Central differences: the axes of the output, then those of the input."""
    columns = []
    for place in np.ndindex(arrays[case.wrt].shape):
        moved = [{**arrays, case.wrt: arrays[case.wrt].copy()} for _ in range(2)]
        moved[0][case.wrt][place] += step
        moved[1][case.wrt][place] -= step
        above, below = (np.asarray(case.numpy(**each)) for each in moved)
        columns.append((above - below) / (2 * step))
    whole = np.stack(columns, axis=-1)
    return whole.reshape(*whole.shape[:-1], *arrays[case.wrt].shape)


def agrees(found: np.ndarray, truth: np.ndarray) -> bool:
    """Whether the numbers are those of the derivative, with the axes in whatever order."""
    found, truth = found.squeeze(), truth.squeeze()
    if sorted(found.shape) != sorted(truth.shape):
        return False
    orders = itertools.permutations(range(truth.ndim))
    turned = (truth.transpose(order) for order in orders)
    return any(each.shape == found.shape and np.allclose(found, each, rtol=1e-5, atol=1e-6) for each in turned)


def our_value(case: Case, arrays: Mapping[str, Any]) -> Any:
    return mcdocs.derive(case.expr, inputs=case.inputs, wrt=case.wrt).numerator.evaluate(**arrays)


def sympy_value(case: Case, arrays: Mapping[str, Any], scalar: Callable[[Any], Any]) -> Any:
    """SymPy's result at a point: sizes first, then each entry of it with numbers for the matrices."""
    symbols = matrix_symbols(case)
    sizes = {sp.Symbol(name, integer=True, positive=True): size for name, size in SIZES.items()}
    result = sympy_derivative(case, symbols, scalar).subs(sizes)
    explicit = result.as_explicit() if hasattr(result, "as_explicit") else result
    values = {}
    for name, symbol in symbols.items():
        values[symbol.subs(sizes)] = sp.ImmutableMatrix(arrays[name].reshape(len(arrays[name]), -1))
    if not hasattr(explicit, "shape"):
        return _number(explicit, values)
    entries = [_number(explicit[place], values) for place in np.ndindex(*map(int, explicit.shape))]
    return np.reshape(entries, [int(size) for size in explicit.shape])


def _number(entry: Any, values: Mapping[Any, Any]) -> float:
    written_out = entry.replace(lambda part: isinstance(part, sp.Trace), lambda part: sp.trace(part.arg.as_explicit()))
    return float(sp.N(written_out.xreplace(values).doit()))
