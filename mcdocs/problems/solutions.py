"""Slides for going through a set in class: each exercise as it was set, then how its questions are answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise, repeat

from mcdocs.documents import blocks
from mcdocs.documents.blocks import Block, Display, Document, Paragraph, Slide
from mcdocs.documents.pieces import measure
from mcdocs.documents.pieces.examples import arranged, scale
from mcdocs.language.prose import Formula, Inline, Text
from mcdocs.problems.model import Exercise, Key, Question, RubricLine, Solution
from mcdocs.problems.shown import shown, workings

READABLE = 1.1
"""The scale of slides below which a working goes on to the next one."""
MOST_PAGES = 4
LONELY = 0.7
"""How much a page with a single step counts, where each could have two."""


def solutions(key: Key) -> Document:
    """Each exercise on a slide of its own, so that the class can think; then its workings line by line."""
    sheet = key.sheet
    slides = [Slide(sheet.title, (), sheet.exercises[0].at, (Text("Solutions"),), kind="title")]
    for exercise in sheet.exercises:
        slides.append(_set(exercise))
        for question in exercise.questions:
            slides += _answered(exercise, question, key.solutions[question.id])
        if exercise.number in key.pictures:
            body = (*_formulas(exercise), blocks.Picture(key.pictures[exercise.number]))
            slides.append(Slide(_title(str(exercise.number), exercise), body, exercise.at, _spaces(exercise)))
    return Document(sheet.title, tuple(slides))


def _set(exercise: Exercise) -> Slide:
    """The exercise as it was set; a puzzle with its question first, then what it is about."""
    said = (Paragraph(exercise.text),) if exercise.text else ()
    picture = () if exercise.picture is None else (blocks.Picture(exercise.picture),)
    asked = tuple(map(_asked, exercise.questions))
    puzzle = _in_class(exercise.questions[0]) if len(exercise.questions) == 1 else ()
    if puzzle:
        body = (*said, *asked, *arranged(_formulas(exercise), (*picture, *puzzle)))
    else:
        body = arranged((*said, *_formulas(exercise)), (*picture, *asked))
    return Slide(_title(str(exercise.number), exercise), body, exercise.at, _spaces(exercise))


def _in_class(question: Question) -> tuple[Block, ...]:
    """What a question shows; derivatives that do not follow from each other stand side by side, so as to be large."""
    found = shown(question)
    if question.kind != "error" or len(found) < len(question.displays):
        return found
    return (blocks.Row(tuple(map(Display, question.displays, repeat(None), question.choices))),)


def _asked(question: Question) -> Paragraph:
    letter = question.id.lstrip("0123456789")
    return Paragraph((Text(f"({letter})\u2002"), *question.prompt) if letter else question.prompt)


def _answered(exercise: Exercise, question: Question, solution: Solution) -> list[Slide]:
    """The answer to a question, which is repeated below the title; a puzzle among others is shown alone first."""
    title = _title(question.id, exercise)
    given, displays = _formulas(exercise), _in_class(question)
    alone = [(*given, *displays)] if question.choices and len(exercise.questions) > 1 else []
    answer = (Paragraph(_strong(solution.shown)),) if question.choices else ()
    leads = ((*given, *displays, *answer), (*displays, *answer), answer)
    pages = [*alone, *_pages(leads, solution.working)]
    return [Slide(title, page, exercise.at, question.prompt) for page in pages]


def _strong(text: Inline) -> Inline:
    return tuple(replace(run, style="strong") if isinstance(run, Text) else run for run in text)


def _title(number: str, exercise: Exercise) -> Inline:
    return (Text(f"{number}\u2002"), *exercise.title)


def _spaces(exercise: Exercise) -> Inline:
    """Where everything comes from: on a slide the quiet line below the title, so that the formulas can be large."""
    return (Formula(exercise.given[0]),)


def _formulas(exercise: Exercise) -> tuple[Block, ...]:
    """What is given beside the spaces."""
    return (blocks.Row(tuple(map(Display, exercise.given[1:]))),)


# ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _pages(leads: Sequence[tuple[Block, ...]], working: Sequence[RubricLine]) -> list[tuple[Block, ...]]:
    """The working on as few pages as are readable, each as well filled as the others.

    `leads` are what may stand above it, the most first: a page has the first that leaves the working large.
    """
    steps = list(_steps(working))
    best, most = [_page(leads, (), steps)], 0.0
    for count in range(1, min(len(steps), MOST_PAGES) + 1):
        for cuts in combinations(range(1, len(steps)), count - 1):
            ends = list(pairwise((0, *cuts, len(steps))))
            found = [_page(leads, steps[:first], steps[first:last]) for first, last in ends]
            lonely = len(steps) >= 2 * count and any(last - first == 1 for first, last in ends)
            here = _legible(found) * (LONELY if lonely else 1)
            if here > 1.05 * most:
                best, most = found, here
        if most >= READABLE:
            break
    return best


def _page(
    leads: Sequence[tuple[Block, ...]], before: Sequence[Sequence[RubricLine]], steps: Sequence[Sequence[RubricLine]]
) -> tuple[Block, ...]:
    """Steps on a page; the first goes on with the head of those before it where it has none."""
    heads = [line.head for step in before for line in step if line.head is not None]
    first, *rest = (line for step in steps for line in step)
    if first.head is None and heads:
        first = replace(first, head=heads[-1])
    told = workings([first, *rest])
    bodies = [arranged(lead, told) for lead in leads]
    wanted = min(READABLE, 0.95 * max(map(scale, bodies)))
    return next(body for body in bodies if scale(body) >= wanted)


def _legible(pages: Sequence[tuple[Block, ...]]) -> float:
    """How large the smallest page is; pages that a wide line makes small had better not be full as well."""
    tallest = max(measure.stacked(page)[1] for page in pages)
    return min(map(scale, pages)) * min(1.0, measure.PAGE[1] / tallest / READABLE)


def _steps(working: Sequence[RubricLine]) -> Iterator[list[RubricLine]]:
    """The lines, each with those that go on with its sum; one that only says what is done is with the next."""
    step: list[RubricLine] = []
    for line in working:
        if not line.continued and any(before.rule for before in step):
            yield step
            step = []
        step.append(line)
    if step:
        yield step
