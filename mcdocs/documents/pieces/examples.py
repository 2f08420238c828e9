"""Examples: a function and its derivative, in parts, on as many slides as read well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mcdocs.calculus.referee.claims import Claim
from mcdocs.documents import blocks
from mcdocs.documents.blocks import Block
from mcdocs.documents.mapping import coloured
from mcdocs.documents.pieces import measure
from mcdocs.documents.pieces.derivatives import partials, value
from mcdocs.documents.pieces.parts import PARTS, View
from mcdocs.documents.pieces.plots import can_be_plotted
from mcdocs.documents.pieces.subjects import Subject, layouts_of, read_subject
from mcdocs.documents.pieces.symbols import Symbols, symbols_of
from mcdocs.documents.pieces.table import Lesson, Piece, page, piece, title_of
from mcdocs.documents.pieces.tensors import MOST_SLICES
from mcdocs.errors import NoRuleError
from mcdocs.language import shapes
from mcdocs.language.prose import Formula, Inline, Text
from mcdocs.specs.slides import ExampleSlide

READABLE = 0.85
CRAMPED = 0.6
COMFORTABLE = 1.0
ROOMY = 1.2
LARGEST = 1.75
# How much smaller a slide may become for a picture that nobody asked for.
SHRUNK = 0.55


@piece("example")
def example(slide: ExampleSlide, lesson: Lesson) -> Piece:
    """The derivatives of a function by the inputs asked for, each in its parts."""
    (spec,) = lesson.course.functions_of(slide)
    variables = slide.wrt or spec.variables
    subjects = [read_subject(spec, name) for name in variables]
    symbols = symbols_of(subjects[0], variables)
    pages: list[tuple[Block, ...]] = []
    claims: list[Claim] = []
    for subject in subjects:
        parts = slide.parts or parts_for(subject, bool(slide.remark))
        view = View(subject, symbols, layouts_of(slide.layout), parts, slide.remark)
        question, rest, said = _blocks(view)
        claims += (*subject.claims(), *said)
        if not slide.parts:
            rest = _with_picture(view, question, rest)
        # A picture of the whole function is the same for each of its inputs.
        pages += [body for body in paged(question, rest) if body not in pages]
    subtitle = _subtitle(slide, symbols)
    made = [page(slide, body, spec.title or title_of(slide.function)) for body in pages]
    shown = tuple(coloured(replace(each, subtitle=subtitle), *symbols.colours()) for each in made)
    return Piece(shown, tuple(claims))


def parts_for(subject: Subject, has_remark: bool) -> tuple[str, ...]:
    """What is shown of a function when the author does not say: what its shapes call for."""
    aspect = subject.aspect
    tensor = len(aspect.axes("numerator")) > 2
    small = shapes.is_given(aspect.input) and shapes.is_given(aspect.output)
    if not subject.written_out:
        parts = ["function", "working", "value", *(["vec"] if subject.derivation.vec else [])]
    elif aspect.output == () and aspect.order == 1 and len(aspect.input) < 2:
        parts = ["function", "working", "value"] if aspect.input else ["function", "working"]
    elif tensor and small:
        few = shapes.times(*aspect.input) in range(MOST_SLICES + 1) and aspect.order == 1
        parts = ["function", *(["slices"] if few else []), "nested"]
    else:
        parts = ["function", "partials", "value"] if aspect.order == 1 else ["function", "value"]
    if subject.spec.at:
        parts.append("point")
    return (*parts, "remark") if has_remark else tuple(parts)


def _blocks(view: View) -> tuple[tuple[Block, ...], tuple[tuple[Block, ...], ...], tuple[Claim, ...]]:
    """The question, then the blocks of each further part, and what they claim; a short grid joins its values."""
    if _chains(view):
        names = tuple(name for name in view.parts if name != "partials")
        view = replace(view, chained=True)
    else:
        names = view.parts
    shown = [(name, PARTS[name](view)) for name in names]
    question = tuple(block for name, each in shown if name == "function" for block in each.blocks)
    rest = tuple(each.blocks for name, each in shown if name != "function" and each.blocks)
    return question, rest, tuple(claim for _, each in shown for claim in each.claims)


def _chains(view: View) -> bool:
    """Whether the symbolic grid and the values fit in one line, `dy/dx = [...] = [...]`."""
    if "partials" not in view.parts or "value" not in view.parts or len(view.layouts) != 1:
        return False
    if len(view.subject.aspect.axes(view.layouts[0])) > 2 or not view.subject.written_out:
        return False
    together = value(replace(view, chained=True)).blocks
    apart = (*partials(view).blocks, *value(view).blocks)
    return measure.scale(measure.stacked(together)) >= min(COMFORTABLE, measure.scale(measure.stacked(apart)))


def paged(
    question: Sequence[Block], rest: Sequence[tuple[Block, ...]], readable: float = READABLE, cramped: float = CRAMPED
) -> list[tuple[Block, ...]]:
    """The blocks on as few pages as stay readable; the blocks of a part stay together where they fit on one page.

    The first page has the question, the others have it again where there is room. Below the scale `readable` a page
    takes nothing more; below `cramped` the question stands alone, and a working is divided.
    """
    pages: list[list[Block]] = [[]]
    units = [tuple(part) for part in rest]
    while units:
        unit = units.pop(0)
        longer = [*pages[-1], *unit]
        quiet = all(isinstance(block, blocks.Paragraph) for block in unit)
        if quiet or scale(arranged(_lead(question, longer, len(pages) == 1), longer)) >= readable:
            pages[-1] = longer
        elif len(unit) > 1 and not (pages[-1] and scale(unit) >= readable):
            units = [(block,) for block in unit] + units
        elif scale(unit) < cramped and len(halves := _halves(unit[0])) > 1:
            units = [(half,) for half in halves] + units
        elif pages[-1] or scale(arranged(question, unit)) < cramped:
            pages.append(list(unit))
        else:
            pages[-1] = list(unit)
    return [arranged(_lead(question, page, not number), page) for number, page in enumerate(pages)]


def _with_picture(
    view: View, question: Sequence[Block], rest: tuple[tuple[Block, ...], ...]
) -> tuple[tuple[Block, ...], ...]:
    """The parts with a picture among them, where there is room for it beside or between them; otherwise as they are."""
    picture = _offered(view)
    plain = paged(question, rest)
    least = min(scale(body) for body in plain)
    best, room = rest, max(READABLE, SHRUNK * min(least, LARGEST))
    for place in range(len(rest) + 1) if picture else ():
        parts = (*rest[:place], picture, *rest[place:])
        pages = paged(question, parts)
        if len(pages) == len(plain) and (found := min(scale(body) for body in pages)) > room:
            best, room = parts, found
    return best


def _offered(view: View) -> tuple[Block, ...]:
    """The picture that suits a function: a plot of one variable or two, otherwise the shapes, where there are any."""
    aspect = view.subject.aspect
    part = "plot" if can_be_plotted(view.subject) else "diagram"
    if part == "diagram" and not (aspect.output or aspect.input):
        return ()
    try:
        return PARTS[part](view).blocks
    except NoRuleError:
        return ()  # a function nobody could read a plot of


def _halves(block: Block) -> tuple[Block, ...]:
    """A working in two, where a line begins with an equals sign if there is such a line; anything else as it is."""
    if not isinstance(block, blocks.Working) or len(block.lines) < 2:
        return (block,)
    middle = len(block.lines) / 2
    places = range(1, len(block.lines))
    cut = min(places, key=lambda place: (block.lines[place].continued, abs(place - middle)))
    return replace(block, lines=block.lines[:cut], shape=None), replace(block, lines=block.lines[cut:])


def _lead(question: Sequence[Block], taken: Sequence[Block], first: bool) -> Sequence[Block]:
    if first:
        return question
    bare, full = (scale(arranged(lead, taken)) for lead in ((), question))
    return question if full >= min(ROOMY, 0.95 * bare) else ()


def arranged(question: Sequence[Block], rest: Sequence[Block]) -> tuple[Block, ...]:
    """The question above the rest, or beside it where that makes everything larger; a diagram beside what it shows."""
    notes = tuple(block for block in rest if isinstance(block, blocks.Paragraph))
    pictures = tuple(block for block in rest if isinstance(block, blocks.Picture))
    core = tuple(block for block in rest if block not in (*notes, *pictures))
    below = (*question, *rest)
    ways: list[tuple[Block, ...]] = []
    left = [item for block in question for item in (block.items if isinstance(block, blocks.Row) else (block,))]
    if pictures:
        ways.append((beside(question, pictures), *core, *notes))
        ways.append((beside(left, pictures), *core, *notes))
        ways.append((beside((*left, *core), pictures), *notes))
        ways.append((*question, beside(core, pictures), *notes))
    else:
        ways.append((beside(left, core), *notes))
    best = max((below, *(way for way in ways if blocks.Columns((), ()) not in way)), key=scale)
    return best if scale(best) >= (1.0 if pictures else 1.05) * scale(below) else below


def beside(left: Sequence[Block], right: Sequence[Block]) -> blocks.Columns:
    """Two columns as wide as what is in them; without columns where one has nothing in it."""
    if not left or not right:
        return blocks.Columns((), ())
    return blocks.Columns((tuple(left), tuple(right)), (measure.stacked(left)[0], measure.stacked(right)[0]))


def scale(body: Sequence[Block]) -> float:
    """How far a page's blocks can be enlarged."""
    return measure.scale(measure.stacked(body))


def _subtitle(slide: ExampleSlide, symbols: Symbols) -> Inline:
    """Where the function goes from where, then what the author says."""
    words: Inline = (Text("\u2002·\u2002"), *slide.subtitle) if slide.subtitle else ()
    return (Formula(symbols.map()), *words)
