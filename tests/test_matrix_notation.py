"""Matrix notation against plain NumPy: each formula of the corpus, both layouts, symbolic and given sizes.

The judge is the tests' own: four-point differences of a hand-written function, and Python itself on the printed text,
with vectors as columns. Nothing of mcdocs/calculus/referee is used.
"""

from __future__ import annotations

import math
import re
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from columns import COLUMNS, read_in_columns
from differences import arranged, assert_close, derivative
from matrix_corpus import (
    MATRIX,
    OPEN,
    POSITIVE,
    SECOND,
    Case,
)

import mcdocs
from mcdocs.calculus.layout import LAYOUTS
from mcdocs.errors import NoRuleError
from mcdocs.language.parse import parse_formula
from mcdocs.language.shapes import parse_space

SIZES = {"n": 4, "k": 3, "m": 5, "p": 2}
Array = np.ndarray


@cache
def derived(case: Case, given: bool = False) -> mcdocs.Derivation:
    """The derivation, with letters for the sizes or with `SIZES` in their place."""

    def sized(text: str) -> str:
        return re.sub(r"(?<=[\^{( ])[nkmp](?=[\s)}]|$)", lambda letter: str(SIZES[letter[0]]), text) if given else text

    def formula(text: str) -> str:
        return re.sub(r"(eye|ones)\(.*?\)", lambda match: sized(match[0]), text)

    inputs = {name: sized(space) for name, space in case.inputs.items()}
    let = {name: formula(value) for name, value in case.let.items()}
    return mcdocs.derive(formula(case.formula), inputs, case.wrt, let=let, assume=dict(case.assume), order=case.order)


def number(size: int | str) -> int:
    """The number a symbolic size such as `k*n` stands for."""
    return math.prod(SIZES.get(word) or int(word) for word in str(size).split("*"))


def point(case: Case) -> dict[str, Array]:
    """Random values of pairwise distinct sizes that honour what is assumed."""
    rng = np.random.default_rng(sum(map(ord, str(case))))
    values: dict[str, Array] = {}
    for name, space in case.inputs.items():
        shape = tuple(SIZES[str(size)] for size in parse_space(space))
        value = rng.uniform(0.4, 1.3, shape)
        values[name] = value if name in POSITIVE else value * rng.choice((-1, 1), shape)
        match case.assume.get(name):
            case "symmetric":
                values[name] = value + value.T
            case "spd":
                values[name] = value @ value.T + np.eye(len(value))
            case "diagonal":
                values[name] = np.diag(np.diagonal(value))
            case None if name == "P":
                values[name] = value @ value.T + np.eye(len(value)) + 0.1 * rng.uniform(-1, 1, shape)
    return values


def expected(case: Case, layout: str) -> Array:
    values = point(case)
    entries = derivative(case.function, values, case.wrt, case.order)
    inputs = values[case.wrt].ndim
    return arranged(entries, entries.ndim - case.order * inputs, inputs, layout)


# ── what is printed, read by Python with every vector a column ───────────────────────────────────────────────────────


def read_by_python(text: str, case: Case) -> Array:
    values = {name: value[:, None] if value.ndim == 1 else value for name, value in point(case).items()}
    return read_in_columns(text, {**SIZES, **values}, case.let)


def on_paper(value: Array, case: Case, layout: str) -> tuple[int, ...]:
    """The shape on paper: a derivative of one axis is a row where that axis counts columns."""
    if value.ndim != 1:
        return value.shape
    by_vector = point(case)[case.wrt].ndim == 1
    return (1, value.size) if by_vector == (layout == "numerator") else (value.size, 1)


OUTSIDE = r"(?=[^()]*(?:\([^()]*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)[^()]*)*\)[^()]*)*$)"  # of brackets


def read_in_index_notation(found: mcdocs.Derivative, case: Case, shape: tuple[int, ...]) -> Array:
    """`[A[i,k]*delta[j,l]] at [i,j,l,k]`, entry by entry; an index of a term that is not an axis is summed over.

    In `[A[p,q]*delta[i,k]] at [(i,p),...]` the letters i and p count one axis, p the faster.
    """
    body, axes = re.fullmatch(r"\[(.*)\] at \[(.*)\]", found.text).groups()
    sizes_of = {letter: number(size) for letter, size in found.node.extents}
    body = re.sub(r"(?<=[\[,])\(([a-z](?:,[a-z])+)\)", lambda slot: counted(slot[1], sizes_of), body)
    slots = re.findall(r"\(.*?\)|[a-z]", axes)
    shape_of_letters = [sizes_of[letter] for letter in re.findall("[a-z]", axes)]
    values = {name: value[:, None] if value.ndim == 1 else value for name, value in point(case).items()}
    names = {**COLUMNS, **SIZES, **values, "delta": np.eye(20)}
    for name, formula in case.let.items():
        names[name] = eval(formula, names)
    result = np.zeros(shape)
    for term in re.split(rf" \+ {OUTSIDE}", re.sub(rf" - {OUTSIDE}", " + -", body)):
        used = dict.fromkeys(re.findall(r"[a-z]", "".join(re.findall(r"\[([_a-z0-9*+]+(?:,[_a-z0-9*+]+)*)\]", term))))
        free = [letter for letter in used if letter not in axes]
        indexed = re.sub(r"(?<=[\[,])([a-z])(?=[,\]])", r"_\1", term)
        code = compile(indexed, "<printed>", "eval")
        sizes = [extent(letter, code, names) for letter in free]
        for index in np.ndindex(*shape_of_letters):
            place = {f"_{letter}": i for letter, i in zip(re.findall("[a-z]", axes), index, strict=True)}
            entry = tuple(eval(counted(slot.strip("()"), sizes_of), place) for slot in slots)
            for more in np.ndindex(*sizes):
                summed = {f"_{letter}": i for letter, i in zip(free, more, strict=True)}
                result[entry] += np.sum(eval(code, {**names, **place, **summed}))
    return result


def counted(letters: str, sizes: dict[str, int]) -> str:
    """Letters that count one axis together, as the number they stand for: `i,p` is `_i*4+_p`."""
    first, *others = letters.split(",")
    whole = f"_{first}"
    for letter in others:
        whole = f"{whole}*{sizes[letter]}+_{letter}" if "+" not in whole else f"{sizes[letter]}*{whole}+_{letter}"
    return whole


def extent(letter: str, code: Any, names: dict[str, Any]) -> int:
    """How far an index runs: to the first that is out of range, with all others at the start."""
    first = {f"_{other}": 0 for other in "ijklpqrstuvw"}
    for size in range(20):
        try:
            eval(code, {**names, **first, f"_{letter}": size})
        except IndexError:
            return size
    raise AssertionError(f"{letter} is an index of nothing")


# ── the tests ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("case", MATRIX, ids=str)
def test_matrix_formulas_have_the_right_derivative_in_both_layouts_at_any_size(case: Case) -> None:
    for layout in LAYOUTS:
        found, wanted = getattr(derived(case), layout), expected(case, layout)
        assert tuple(map(number, found.shape)) == wanted.shape
        assert_close(found.evaluate(**point(case)), wanted)


@pytest.mark.parametrize("case", MATRIX, ids=str)
def test_matrix_formulas_have_the_right_derivative_for_given_sizes(case: Case) -> None:
    for layout in LAYOUTS:
        found, wanted = getattr(derived(case, given=True), layout), expected(case, layout)
        assert found.shape == wanted.shape
        assert_close(found.evaluate(**point(case)), wanted)


@pytest.mark.parametrize("case", MATRIX, ids=str)
def test_two_axes_at_most_are_closed_formulas_whose_text_says_the_same(case: Case) -> None:
    scope = derived(case).statement.scope
    for layout in LAYOUTS:
        found, wanted = getattr(derived(case), layout), expected(case, layout)
        assert found.form == "matrix"
        assert parse_formula(found.text, scope).shape == found.node.shape
        printed, paper = read_by_python(found.text, case), on_paper(wanted, case, layout)
        assert_close(
            (printed if printed.size == wanted.size else np.broadcast_to(printed, paper)).reshape(wanted.shape), wanted
        )


@pytest.mark.parametrize("case", MATRIX, ids=str)
def test_matrix_workings_name_their_rules_and_pass_the_referee(case: Case) -> None:
    derivation = derived(case)
    assert derivation.steps
    assert all(step.rule and step.latex and step.text for step in derivation.steps)
    lines = [step.latex for step in derivation.steps]
    assert all(line != following for line, following in pairwise(lines))
    assert derivation.check.points >= 1
    assert derivation.check.max_error < 1e-6


@pytest.mark.parametrize("case", [*MATRIX, *OPEN], ids=str)
def test_workings_end_with_what_is_read_off_in_each_layout_and_in_vec_form(case: Case) -> None:
    try:
        derivation = derived(case)
    except NoRuleError:
        return
    results = [derivation.numerator, derivation.denominator, *([derivation.vec] if derivation.vec else [])]
    rules = ["numerator layout", "denominator layout", "vec form, columns stacked"]
    assert [step.rule for step in derivation.read_off] == [f"read off, {rule}" for rule in rules[: len(results)]]
    for step, result in zip(derivation.read_off, results, strict=True):
        assert step.text == result.text
        head, _, value = step.latex.partition(" = ")
        assert head.startswith((r"\frac{\partial", r"\frac{\mathrm{d}"))
        assert value == result.latex


@pytest.mark.parametrize("case", OPEN, ids=str)
def test_what_is_read_off_in_index_notation_is_said_in_indices_before(case: Case) -> None:
    try:
        derivation = derived(case)
    except NoRuleError:
        return
    last, said = derivation.steps[-1], [step for step in derivation.steps if step.rule == "in index notation"]
    moves = derivation.numerator.form == "index" and last.rule != "constant rule"
    assert said == ([last] if moves else [])
    for step in said:
        assert f"d{case.wrt}[" in step.text


UNFINISHED = ("+ -", "--", r"1 \cdot", r"\cdot 1", "(1F)", "1X", r"}^{-1}^", "^2^", r"\frac{\frac", "None")


@pytest.mark.parametrize("case", MATRIX, ids=str)
def test_matrix_results_are_printed_without_leftovers(case: Case) -> None:
    for layout in LAYOUTS:
        latex = getattr(derived(case), layout).latex
        assert not [mark for mark in UNFINISHED if mark in latex]
        assert latex.count("{") == latex.count("}")
        assert latex.count("(") == latex.count(")")


@pytest.mark.parametrize("case", [*OPEN, *SECOND], ids=str)
def test_index_notation_says_the_same_as_the_numbers(case: Case) -> None:
    found = derived(case).denominator
    wanted = expected(case, "denominator")
    assert found.form == ("index" if wanted.ndim > 2 else "matrix")
    if found.form == "index":
        assert_close(read_in_index_notation(found, case, wanted.shape), wanted, 1e-4)


@pytest.mark.parametrize("case", [*OPEN, *SECOND], ids=str)
def test_what_has_no_rule_yet_is_refused_and_never_answered_wrongly(case: Case) -> None:
    for given in (False, True):
        try:
            derivation = derived(case, given)
        except NoRuleError:
            continue
        for layout in LAYOUTS:
            assert_close(getattr(derivation, layout).evaluate(**point(case)), expected(case, layout), 1e-4)
        assert derivation.steps
        assert derivation.check.max_error < 1e-4
