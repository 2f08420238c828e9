"""What went wrong in an answer that is not right: a table, one decorated function for each diagnosis.

They are asked in the order in which they stand here, and the first that knows is believed. A diagnosis answers a
sentence to the student, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from mcdocs.errors import McdocsError
from mcdocs.grading.attempts import Attempt, paper_shape
from mcdocs.grading.measuring import Measured, alike, bench, compare, printed, ratios
from mcdocs.grading.variations import (
    activations,
    inner_functions,
    replaced,
    variables,
    with_a_term_changed,
    without_the_inner,
)
from mcdocs.language import nodes, shapes
from mcdocs.language.nodes import Node
from mcdocs.language.notation import Coloured, Math
from mcdocs.language.prose import Text
from mcdocs.printers.text import text

Diagnose = Callable[[Attempt], str]


@dataclass(frozen=True)
class Diagnosis:
    """A row of the table: what the mistake is called, what it is worth of the points, and what knows it."""

    name: str
    credit: Fraction
    diagnose: Diagnose


DIAGNOSES: dict[str, Diagnosis] = {}


def diagnosis(name: str, credit: str = "0") -> Callable[[Diagnose], Diagnose]:
    """Enter a function as the one that knows a mistake, and the part of the points that the mistake leaves."""

    def enter(function: Diagnose) -> Diagnose:
        DIAGNOSES[name] = Diagnosis(name, Fraction(credit), function)
        return function

    return enter


def diagnosed(attempt: Attempt) -> tuple[Diagnosis | None, str]:
    """The first diagnosis that fits, and what it says."""
    for row in DIAGNOSES.values():
        try:
            said = row.diagnose(attempt)
        except McdocsError:  # what cannot be measured is no sign of a mistake
            continue
        if said:
            return row, said
    return None, ""


# ── shapes and layouts ───────────────────────────────────────────────────────────────────────────────────────────────


@diagnosis("other layout", "1/2")
def _other_layout(attempt: Attempt) -> str:
    turned = compare(attempt.target.measured, attempt.measured.turned())
    if turned is None or not turned.same or not turned.defined:
        return ""
    layout = attempt.target.solution.layout
    return f"this is right in the other layout: its transpose is the answer{f' in {layout} layout' if layout else ''}"


@diagnosis("other layout, sign", "1/4")
def _other_layout_and_sign(attempt: Attempt) -> str:
    turned = compare(attempt.target.measured, -attempt.measured.turned())
    if attempt.target.node.shape == () or turned is None or not turned.same or not turned.defined or _sign(attempt):
        return ""
    return "the sign is wrong, and it is in the other layout"


# ── the derivation ───────────────────────────────────────────────────────────────────────────────────────────────────


@diagnosis("chain rule", "1/2")
def _chain(attempt: Attempt) -> str:
    """An inner derivative left out: in f(u(x)) the differential du is taken to be dx, or the derivative is by u."""
    if attempt.target.asked is None:
        return ""
    formula, variable = attempt.target.asked
    for inner in inner_functions(formula, variable):
        for derivative in without_the_inner(formula, inner, variable):
            constant = _is_constant(attempt, derivative, inner)
            if not constant and _alike(attempt, derivative, {"inner": inner}):
                return _without(inner)
    for applied in activations(formula, variable):
        kept = nodes.Symbol("inner", applied.shape)
        # f(z) taken as z + (f(z) - z), where what is in brackets does not vary
        skipped = nodes.Partial(replaced(formula, applied, nodes.Add(applied.argument, kept)), variable)
        if _alike(attempt, skipped, {"inner": nodes.Sub(applied, applied.argument)}):
            return f"the derivative of {text(applied)} is missing (chain rule)"
    return ""


def _without(inner: Node) -> str:
    return f"the inner derivative of {text(inner)} is missing (chain rule)"


@diagnosis("not derived")
def _the_function_itself(attempt: Attempt) -> str:
    if attempt.target.asked is None or attempt.target.solution.point:
        return ""
    formula, _ = attempt.target.asked
    return "this is the function itself" if _alike(attempt, formula) else ""


# ── constant factors and signs ───────────────────────────────────────────────────────────────────────────────────────


@diagnosis("sign", "1/2")
def _sign(attempt: Attempt) -> str:
    negated = compare(attempt.target.measured, -attempt.measured)
    return "the sign is wrong" if negated is not None and negated.same and negated.defined else ""


@diagnosis("factor", "1/2")
def _factor(attempt: Attempt) -> str:
    numbers = ratios(attempt.target.measured, attempt.measured)
    if not numbers:
        return ""
    found = numbers[0]
    if any(abs(other - found) > 1e-7 * abs(found) for other in numbers):
        return _size_as_factor(attempt, numbers)
    near = Fraction(found).limit_denominator(60)
    nice = abs(float(near) - found) < 1e-7 * abs(found) and abs(near.numerator) <= 60
    if attempt.target.solution.point and (not nice or near not in (2, Fraction(1, 2), -2, Fraction(-1, 2))):
        return ""  # any two numbers have a ratio
    sign = ", and the sign is wrong" if found < 0 else ""
    near = abs(near)
    if not nice:
        return f"a constant factor is wrong{sign}"
    if near.numerator == 1:
        return f"a factor {near.denominator} is missing{sign}"
    if near.denominator == 1:
        return f"a factor {near} is too much{sign}"
    return f"a constant factor is wrong: this is {near} times the answer{sign}"


def _size_as_factor(attempt: Attempt, numbers: tuple[float, ...]) -> str:
    """A letter of a size that was forgotten, as the n of a mean, or is too much."""
    samples = attempt.target.bench.samples
    for letter in samples[0].sizes:
        for power, said in ((1, "is too much"), (-1, "is missing")):
            by = [float(sample.sizes[letter]) ** power for sample in samples]
            if all(abs(number - size) <= 1e-7 * size for number, size in zip(numbers, by, strict=True)):
                return f"a factor {letter} {said}"
    return ""


# ── other derivatives ────────────────────────────────────────────────────────────────────────────────────────────────


@diagnosis("other variable")
def _wrong_variable(attempt: Attempt) -> str:
    if attempt.target.asked is None:
        return ""
    formula, variable = attempt.target.asked
    for other in variables(formula, whole=isinstance(variable, nodes.Symbol)):
        if other != variable and _alike(attempt, nodes.Partial(formula, other)):
            return f"this is the derivative by {text(other)}; asked is the one by {text(variable)}"
    return ""


@diagnosis("product rule")
def _factors_derived_apart(attempt: Attempt) -> str:
    """(uv)' taken as u'v', the mistake every beginner makes."""
    if attempt.target.asked is None:
        return ""
    formula, variable = attempt.target.asked
    if formula.shape != () or variable.shape != () or not isinstance(formula, nodes.Mul | nodes.Div):
        return ""
    parts = (nodes.Partial(formula.left, variable), nodes.Partial(formula.right, variable))
    rule = "product" if isinstance(formula, nodes.Mul) else "quotient"
    if _alike(attempt, type(formula)(*parts)):
        return f"the two factors are derived each on its own; the {rule} rule has two terms"
    return ""


@diagnosis("symmetric", "1/2")
def _as_if_symmetric(attempt: Attempt) -> str:
    """Right for a symmetric matrix, which nobody said it is."""
    statement = attempt.target.solution.statement
    if statement is None or attempt.target.solution.point:
        return ""
    inputs: tuple[Node, ...] = tuple(statement.scope.inputs.values())
    for name, symbol in statement.scope.inputs.items():
        if len(symbol.shape) != 2 or symbol.shape[0] != symbol.shape[1] or symbol == statement.wrt:
            continue
        special = bench(attempt.target.node, inputs, (*statement.facts, (name, "symmetric")))
        measured = printed(special.measure(attempt.target.node))
        found = printed(special.measure(attempt.reading.node))
        compared = [compare(measured, each) for each in (found, found.turned())]
        if any(each is not None and each.same and each.defined for each in compared):
            return f"this holds only where {name} is symmetric"
    return ""


# ── parts of the answer ──────────────────────────────────────────────────────────────────────────────────────────────


@diagnosis("shape")
def _shape(attempt: Attempt) -> str:
    if attempt.comparison is not None:
        return ""
    return f"the shape is {attempt.shape}; it should be {paper_shape(attempt.target.node)}"


@diagnosis("entry", "1/2")
def _entry(attempt: Attempt) -> str:
    """All but one entry right, in an array of given size."""
    comparison, shape = attempt.comparison, attempt.target.node.shape
    if comparison is None or not comparison.defined or not shapes.is_given(shape) or not shape:
        return ""
    (differing,) = comparison.differing
    places = list(zip(*differing.nonzero(), strict=True))
    if len(places) != 1 or differing.size < 2:
        return ""
    index = [int(i) + 1 for i in places[0]]
    index = index[:1] if len(index) == 2 and differing.shape[1] == 1 else index
    index = index[1:] if len(index) == 2 and differing.shape[0] == 1 else index
    return f"only entry ({', '.join(map(str, index))}) is wrong"


@diagnosis("term", "1/2")
def _term(attempt: Attempt) -> str:
    """One term of the answer left out, or with the wrong sign."""
    for term, without in with_a_term_changed(attempt.target.node):
        if _equals(attempt, without):
            return f"a term is missing: {text(term)}"
    for term, flipped in with_a_term_changed(attempt.target.node, flip=True):
        if _equals(attempt, flipped):
            return f"the sign of a term is wrong: {text(term)}"
    return ""


@diagnosis("slip", "1/2")
def _slip(attempt: Attempt) -> str:
    """A mistake that the key warns of; a single number may have come about in other ways."""
    if attempt.target.solution.point and attempt.target.node.shape == ():
        return ""
    for mistake in attempt.target.solution.mistakes:
        if mistake.value is not None and _equals(attempt, mistake.value):
            return "".join(piece.text if isinstance(piece, Text) else _typed(piece.math) for piece in mistake.why)
    return ""


def _typed(math: Math) -> str:
    match math:
        case Coloured(body):
            return _typed(body)
        case Node():
            return text(math)
        case _:
            raise TypeError(f"a mistake does not speak of {type(math).__name__}")


# ── what the functions above ask ─────────────────────────────────────────────────────────────────────────────────────


def _alike(attempt: Attempt, node: Node, more: dict[str, Node] | None = None) -> bool:
    return alike(attempt.target.bench.measure(node, more), attempt.measured)


def _is_constant(attempt: Attempt, node: Node, inner: Node) -> bool:
    """Whether a derivative is the same at all points: many an answer is a constant by accident."""
    measured = attempt.target.bench.measure(node, {"inner": inner})
    return all(len(value) > 1 and bool((value == value[:1]).all()) for value in measured.values)


def _equals(attempt: Attempt, node: Node) -> bool:
    measured: Measured = printed(attempt.target.bench.measure(node))
    found = compare(measured, attempt.measured)
    return found is not None and found.same and found.defined
