"""The mark of one answer. `grade` asks the room for its kind of answer; start reading here."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from mcdocs.errors import McdocsError
from mcdocs.grading import choices, formulas, sizes
from mcdocs.grading.attempts import Target
from mcdocs.grading.formulas import EXACT, Policy
from mcdocs.grading.gaps import separated
from mcdocs.grading.marks import Mark, undecided, wrong
from mcdocs.language.names import Scope
from mcdocs.problems.model import Chosen, Filled, Question, Sizes, Solution, Value

MAX_LENGTH = 20_000
BLANK = wrong("no answer")


def grade(question: Question, solution: Solution, answer: str, policy: Policy = EXACT) -> Mark:
    """The mark of a typed answer to a question. It answers whatever was written, and raises nothing."""
    if not answer.strip():
        return BLANK
    if len(answer) > MAX_LENGTH:
        return undecided(f"the answer has {len(answer):,} characters, which is too long to be read")
    try:
        mark = _mark(question, solution, answer, policy)
    except (McdocsError, RecursionError, MemoryError, ArithmeticError, ValueError) as error:
        return undecided(f"could not be judged: {type(error).__name__}")
    if mark.diagnosis in policy.credits and mark.status == "wrong":
        return replace(mark, credit=policy.credits[mark.diagnosis])
    return mark


def _mark(question: Question, solution: Solution, answer: str, policy: Policy) -> Mark:
    expected = solution.answer
    match expected:
        case Value():
            return formulas.judged(answer, Target(expected.node, solution), expected.scope, policy)
        case Sizes(axes):
            scope = solution.statement.scope if solution.statement is not None else Scope({})
            return sizes.judged(answer, tuple(axis.size for axis in axes), scope)
        case Chosen(index) if question.kind != "error":
            return choices.judged(answer, index, question.choices)
        case Chosen():
            return choices.with_correction(answer, expected, solution, question.choices, policy)
        case Filled():
            return _filled(expected, solution, answer, policy)


def _filled(expected: Filled, solution: Solution, answer: str, policy: Policy) -> Mark:
    """Each gap for itself; they count alike."""
    parts = separated(answer, len(expected.values))
    if parts is None:
        return undecided(f"{len(expected.values)} entries are asked for: separate them with semicolons")
    marks = [
        formulas.judged(part, Target(node, solution, whole=False), expected.scope, policy) if part.strip() else BLANK
        for part, node in zip(parts, expected.values, strict=True)
    ]
    said = "; ".join(f"({at}) {mark.feedback}" for at, mark in enumerate(marks, 1) if mark.feedback)
    understood = "; ".join(mark.understood for mark in marks)
    if any(mark.status == "undecided" for mark in marks):
        return undecided(said, understood)
    if all(mark.status == "right" for mark in marks):
        return Mark("right", Fraction(1), said, "", understood)
    credit = sum((mark.credit or Fraction(0) for mark in marks), Fraction(0)) / len(marks)
    diagnosis = next((mark.diagnosis for mark in marks if mark.diagnosis), "")
    return Mark("wrong", credit, said, diagnosis, understood)
