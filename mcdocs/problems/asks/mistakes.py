"""The question that shows a working with one line that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mcdocs.calculus.grid import GridSolution
from mcdocs.calculus.partial import Line
from mcdocs.calculus.referee.claims import Equal, Unequal
from mcdocs.documents.pieces.derivatives import rules
from mcdocs.documents.pieces.parts import equals
from mcdocs.documents.pieces.subjects import Subject
from mcdocs.documents.pieces.symbols import quotient
from mcdocs.errors import RefereeError
from mcdocs.language import nodes
from mcdocs.language.nodes import Node
from mcdocs.language.notation import Math
from mcdocs.language.prose import Text
from mcdocs.printers.latex import latex
from mcdocs.problems.asks.plants import PLANTS, WHY, planted
from mcdocs.problems.asks.table import Degenerate, Posed, Task, asks
from mcdocs.problems.asks.words import sentence
from mcdocs.problems.model import ChoiceField, Chosen, Question, RubricLine, Solution, Value
from mcdocs.specs.parts import ErrorPart

FEWEST_LINES = 2
MOST_LINES = 6
MOST_TRIED = 12


@dataclass(frozen=True)
class _Shown:
    """What is shown right but for one line: lines that follow from each other, or beside each other, each with a head.

    `varying` are the inputs whose differentials are in the lines.
    """

    prompt: str
    heads: tuple[Math, ...]
    lines: tuple[Line, ...]
    varying: tuple[str, ...] | None = None


@asks("error")
def error(part: ErrorPart, task: Task) -> Iterator[Posed]:
    """Which line of a working is wrong, or which of several partial derivatives."""
    subject = task.subject(part)
    shown = _working(subject, task)
    if len(shown.lines) < FEWEST_LINES:
        raise Degenerate("the working has a single line, so there is no wrong one to find")
    place, kind, wrong, claim = _plant(shown, part.mistakes or tuple(PLANTS), subject, task)
    formulas = [line.formula for line in shown.lines]
    formulas[place] = wrong
    question = Question(
        "",
        "error",
        sentence(shown.prompt),
        part.points or 2,
        ChoiceField(len(formulas)),
        displays=tuple(equals(head, formula) for head, formula in zip(shown.heads, formulas, strict=True)),
        choices=tuple((Text(f"line {number}"),) for number in range(1, len(formulas) + 1)),
        room=2,
    )
    right = shown.lines[place]
    line = RubricLine(right.formula, rules(right), shown.heads[place])
    answer = sentence(f"line {place + 1}: {WHY[kind]}")
    solution = Solution("", Chosen(place, _correction(right.formula, subject)), answer, (line,), (), subject.statement)
    yield Posed(question, solution, (*subject.claims(), claim))


def _correction(formula: Node, subject: Subject) -> Value | None:
    """The right line as a formula that can be typed, with inputs named dx for differentials; None if it cannot be."""
    scope, found = subject.statement.scope, set(nodes.walk(formula))
    free = {part: part.of for part in found if isinstance(part, nodes.Differential)}
    typed: dict[Node, nodes.Symbol] = {
        part: nodes.Symbol(f"d{of.name}", of.shape)
        for part, of in free.items()
        if isinstance(of, nodes.Symbol | nodes.Named) and scope.look_up(f"d{of.name}") is None
    }
    if len(typed) < len(free) or any(isinstance(part, nodes.Partial | nodes.Tensor) for part in found):
        return None
    node = _with_symbols(formula, typed)
    inputs = {**scope.inputs, **{symbol.name: symbol for symbol in typed.values()}}
    return Value(node, node.shape, replace(scope, inputs=inputs))


def _with_symbols(node: Node, typed: Mapping[Node, Node]) -> Node:
    if node in typed:
        return typed[node]
    # An intermediate is typed by its name, whatever is in it.
    if isinstance(node, nodes.Named) or not node.children():
        return node
    return nodes.rebuilt(node, tuple(_with_symbols(child, typed) for child in node.children()))


def _working(subject: Subject, task: Task) -> _Shown:
    """The working to be spoilt: written out, that of one of the partial derivatives with most lines, or all of them."""
    symbols, solution = task.symbols(subject), subject.derivation.solution
    prompt = "One line of this working is wrong. Which one, and what should it be?"
    if not isinstance(solution, GridSolution):
        lines, by = tuple(subject.derivation.lines), (subject.statement.wrt.name,)
        return _Shown(prompt, (nodes.Differential(symbols.output),) * len(lines), lines, by)
    every = solution.all_lines
    heads = [quotient(subject, y, x) for y in symbols.outputs for x in solution.inputs]
    most = max(map(len, every))
    if most >= FEWEST_LINES and most >= min(len(every), MOST_LINES):
        place = task.numbers.choice([each for each, found in enumerate(every) if len(found) == most])
        return _Shown(prompt, (heads[place],) * most, tuple(every[place]))
    # What is zero at a glance is there as well, but not alone.
    places = (
        sorted(task.numbers.shuffled(range(len(every)))[:MOST_LINES]) if len(every) > MOST_LINES else range(len(every))
    )
    prompt = "One of these derivatives is wrong. Which one, and what should it be?"
    return _Shown(prompt, tuple(heads[each] for each in places), tuple(every[each][-1] for each in places))


def _plant(shown: _Shown, kinds: Sequence[str], subject: Subject, task: Task) -> tuple[int, str, Node, Unequal]:
    """A line, the kind of its mistake, the wrong line, and the claim that it is wrong; Degenerate if there is none."""
    printed = {latex(line.formula) for line in shown.lines}
    found = [
        (place, kind, wrong)
        for kind in kinds
        for place, line in enumerate(shown.lines)
        for wrong in planted(line.formula, kind)
        if latex(wrong) not in printed
    ]
    # Every kind of mistake is as likely as the others, however many places there are for it.
    order = task.numbers.shuffled(sorted({kind for _, kind, _ in found}))
    candidates = [each for kind in order for each in task.numbers.shuffled([one for one in found if one[1] == kind])]
    for place, kind, wrong in candidates[:MOST_TRIED]:
        what = f"the mistake in line {place + 1} of the working of {subject.spec.name}"
        facts = subject.statement.facts
        claim = Equal(shown.lines[place].formula, wrong, what, subject.at, facts, shown.varying)
        if _is_wrong(claim):
            return place, kind, wrong, Unequal(claim)
    raise Degenerate("no line of the working can be made wrong in a believable way")


def _is_wrong(claim: Equal) -> bool:
    """Whether the referee finds it wrong; what it cannot tell is no mistake to show."""
    from mcdocs.calculus.referee import refutes  # imported here: NumPy and SymPy are slow to load

    try:
        return refutes(claim)
    except RefereeError:
        return False
