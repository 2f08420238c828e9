"""Questions that show a derivative: which layout is it in, and what stood in its gaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mcdocs.calculus.layout import LAYOUTS, Layout
from mcdocs.documents.pieces.derivatives import head_of
from mcdocs.documents.pieces.parts import equals
from mcdocs.documents.pieces.subjects import Subject
from mcdocs.documents.pieces.symbols import laid, quotient
from mcdocs.errors import SpecError
from mcdocs.language import nodes
from mcdocs.language.notation import Blank, Math, Relation, Sign
from mcdocs.language.prose import Text
from mcdocs.printers.latex import latex
from mcdocs.problems.asks.rubric import shared
from mcdocs.problems.asks.table import Degenerate, Posed, Task, asks, entries_of, is_nought
from mcdocs.problems.asks.words import in_layout, sentence
from mcdocs.problems.asks.workings import plain_value, view_of
from mcdocs.problems.model import (
    BlanksField,
    ChoiceField,
    Chosen,
    Filled,
    Mistake,
    Question,
    RubricLine,
    Solution,
)
from mcdocs.specs.parts import BlanksPart, LayoutPart


@asks("layout")
def layout(part: LayoutPart, task: Task) -> Iterator[Posed]:
    """In which layout a derivative is shown."""
    subject = task.subject(part)
    chosen = task.numbers.below(len(LAYOUTS))
    shown, other = (plain_value(subject, LAYOUTS[place]) for place in (chosen, 1 - chosen))
    if latex(shown) == latex(other):
        raise Degenerate("the derivative is the same in both layouts")
    head = head_of(view_of(subject, task, LAYOUTS[chosen]))
    points = part.points or 1
    question = Question(
        "",
        "layout",
        sentence("In which layout is this derivative written?"),
        points,
        ChoiceField(len(LAYOUTS)),
        displays=(equals(head, shown),),
        choices=tuple((Text(f"{each} layout"),) for each in LAYOUTS),
        room=0,
    )
    lines = [RubricLine(other, sentence(f"in {LAYOUTS[1 - chosen]} layout"), head)]
    answer = sentence(f"{LAYOUTS[chosen]} layout")
    solution = Solution("", Chosen(chosen), answer, tuple(lines), (), subject.statement)
    yield Posed(question, solution, subject.claims())


@asks("blanks")
def blanks(part: BlanksPart, task: Task) -> Iterator[Posed]:
    """What belongs in the gaps of a derivative."""
    subject = task.subject(part)
    (asked,) = task.layouts(part.layout)
    if not subject.aspect.axes(asked):
        hint = "ask for it:  {ask: derivative}"
        raise SpecError("a derivative of one entry has no gaps to fill", at=part.position("ask"), hint=hint)
    partials = entries_of(subject, part).partials
    # Zeros are part of the pattern a student is to see: at most one gap is one.
    places = [place for place, value in enumerate(partials) if not is_nought((value,))]
    noughts = [place for place in range(len(partials)) if place not in places]
    gaps = task.numbers.shuffled(places)[: part.count]
    if noughts and len(gaps) > 1 and task.numbers.below(2):
        gaps[-1] = task.numbers.choice(noughts)
    if len(gaps) < part.count:
        raise Degenerate(f"the derivative has fewer than {part.count} entries that are not zero")
    gaps.sort(key=_reading_order(subject, asked).index)
    shown: list[Math] = list(partials)
    for number, place in enumerate(gaps, 1):
        shown[place] = Blank(number)
    head, points = head_of(view_of(subject, task, asked)), part.points or part.count
    values = tuple(partials[place] for place in gaps)
    whole = plain_value(subject, asked)
    scope = subject.statement.scope
    numbers = " and ".join(f"({number})" for number in range(1, len(gaps) + 1))
    if len(gaps) > 2:
        numbers = f"(1) to ({len(gaps)})"
    prompt = sentence(f"What belongs in the gaps {numbers} of the derivative{in_layout(subject, asked)}?")
    question = Question(
        "",
        "blanks",
        prompt,
        points,
        BlanksField(len(gaps), scope),
        displays=(equals(head, laid(shown, subject.aspect, asked)),),
        room=max(2, len(gaps)),
    )
    mistakes = _in_the_other(subject, gaps, asked)
    lines = [
        RubricLine(value, sentence(f"gap ({number})"), _asked_for(subject, task, place))
        for number, (place, value) in enumerate(zip(gaps, values, strict=True), 1)
    ]
    answer, worked = sentence(equals(head, whole)), shared(lines, points)
    solution = Solution("", Filled(values, scope), answer, worked, mistakes, subject.statement, asked)
    yield Posed(question, solution, subject.claims())


def _reading_order(subject: Subject, layout: Layout) -> list[int]:
    """The places of the partial derivatives in the order in which they are read in a layout."""
    count = len(subject.grid.partials)
    grid = subject.aspect.arranged([nodes.number(place) for place in range(count)], layout)
    assert isinstance(grid, nodes.Grid)
    return [int(entry.value) for entry in grid.entries if isinstance(entry, nodes.Number)]


def _in_the_other(subject: Subject, gaps: Sequence[int], layout: Layout) -> tuple[Mistake, ...]:
    """What belongs into the same gaps of the other layout, where that is as large."""
    other = LAYOUTS[1 - LAYOUTS.index(layout)]
    if len({tuple(axis.size for axis in subject.aspect.printed(each)) for each in LAYOUTS}) > 1:
        return ()
    here, there = _reading_order(subject, layout), _reading_order(subject, other)
    swapped = tuple(subject.grid.partials[there[here.index(gap)]] for gap in gaps)
    if [latex(value) for value in swapped] == [latex(subject.grid.partials[gap]) for gap in gaps]:
        return ()
    comma: Sign = "comma"
    return (Mistake(sentence(f"{other} layout"), Relation(swapped, (comma,) * (len(swapped) - 1))),)


def _asked_for(subject: Subject, task: Task, place: int) -> Math:
    """The partial derivative at a place, not carried out."""
    inputs = subject.grid.inputs
    return quotient(subject, task.symbols(subject).outputs[place // len(inputs)], inputs[place % len(inputs)])
