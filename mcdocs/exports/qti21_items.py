"""The items of QTI 2.1: a question each, with how it is answered, marked and explained.

Rules are written out rather than taken from the published templates, which know of no feedback.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from mcdocs.exports.elements import element, fragment
from mcdocs.exports.explanation import explanation
from mcdocs.exports.moodle import spellings
from mcdocs.exports.numbers import HINT, Numbers, digits, margin, numbers
from mcdocs.exports.qti12 import picture_of
from mcdocs.exports.stems import image, in_mathml, inline, names, stem, title
from mcdocs.exports.table import Item, Losses, answer_text
from mcdocs.language.prose import Inline
from mcdocs.problems.model import Chosen, Sizes

NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_RESPONSE = "RESPONSE"


@dataclass(frozen=True)
class Answering:
    """How a question is answered: what is declared, where it is typed, and the rules that give points for it."""

    declared: tuple[Element, ...]
    typed: tuple[Element, ...]
    marked: tuple[Element, ...] = ()


def item_of(item: Item, losses: Losses) -> Element:
    """A question with what is right, its points and its feedback."""
    answering = _answering(item, losses)
    shown = image(item.exercise, picture_of(item.exercise.number))
    points = str(item.question.points)
    outcomes = (outcome("SCORE", "float", "0"), outcome("MAXSCORE", "float", points))
    made = element(
        "assessmentItem",
        *(*answering.declared, *outcomes, outcome("FEEDBACK", "identifier")),
        element("itemBody", *fragment(stem(item, in_mathml, shown)), *answering.typed),
        element("responseProcessing", *answering.marked, assign("FEEDBACK", _base("identifier", "solution"))),
        _feedback(item),
        identifier=f"i-{item.drawn.sheet.version}-{item.question.id}",
        title=f"{item.question.id} {title(item)}",
        adaptive="false",
        timeDependent="false",
    )
    made.set("xmlns", NAMESPACE)
    unstruck(made, item, losses)
    return made


def unstruck(made: Element, about: Item | str, losses: Losses) -> None:
    """Text that is struck out in plain letters, and a word about it."""
    for struck in made.iter("del"):
        struck.tag = "span"
        losses.add(about, "QTI 2.1 strikes nothing out: such text stands as it is")


def _answering(item: Item, losses: Losses) -> Answering:
    if (rows := numbers(item)) is not None:
        return _numeric(item, rows, losses)
    match item.solution.answer:
        case Chosen(index):
            losses.of_choice(item)
            return _mapped("identifier", {f"c{index + 1}": item.question.points}, _choices(item))
        case Sizes(axes):
            keys = dict.fromkeys(spellings(tuple(axis.size for axis in axes)), item.question.points)
            return _mapped("string", keys, element("p", "Answer as in 2 x 3, or scalar: ", _entry(_RESPONSE, "20")))
        case _:
            losses.add(item, "QTI 2.1 compares text only, not formulas: they are texts, marked by hand")
            told = (element("p", f"Names in the answer: {names(item)}."),) if names(item) else ()
            typed = element("extendedTextInteraction", responseIdentifier=_RESPONSE, expectedLength="200")
            return Answering((_declaration(_RESPONSE, "string", answer_text(item.solution)),), (*told, typed))


def _mapped(kind: str, keys: Mapping[str, int], typed: Element) -> Answering:
    """Points for each of these answers, the first of which is shown as the right one."""
    mapping = element("mapping", defaultValue="0")
    for key, points in keys.items():
        mapping.append(element("mapEntry", mapKey=key, mappedValue=str(points), caseSensitive="false"))
    declared = _declaration(_RESPONSE, kind, next(iter(keys)), mapping)
    answered = element("not", element("isNull", element("variable", identifier=_RESPONSE)))
    return Answering((declared,), (typed,), (_when(answered, element("mapResponse", identifier=_RESPONSE)),))


def _numeric(item: Item, rows: Numbers, losses: Losses) -> Answering:
    """A field for each number; all the points where all of them are near enough."""
    if len(rows) * len(rows[0]) > 1:
        losses.add(item, "there is a field for each entry, so that the shape of the answer is told")
    declared, lines, near = [], [], []
    for row, entries in enumerate(rows, 1):
        line = element("p")
        for column, number in enumerate(entries, 1):
            name = f"{_RESPONSE}_{row}_{column}"
            declared.append(_declaration(name, "float", digits(number)))
            line.append(_entry(name, "12"))
            near += _bounds(name, number)
        lines.append(line)
    points = element("variable", identifier="MAXSCORE")
    return Answering(tuple(declared), (element("p", HINT), *lines), (_when(element("and", *near), points),))


def _bounds(name: str, number: float) -> list[Element]:
    """Between which numbers an answer is right: players do not know the tolerance that `equal` can have."""
    off = float(margin(number))
    bounds = (("gte", number - off), ("lte", number + off))
    return [element(tag, element("variable", identifier=name), _base("float", digits(bound))) for tag, bound in bounds]


def paragraph(prose: Inline) -> list[Element]:
    """A line of prose in XHTML."""
    return fragment(f"<p>{inline(prose, in_mathml)}</p>")


def _declaration(name: str, kind: str, right: str, *mapping: Element) -> Element:
    made = element("responseDeclaration", element("correctResponse", element("value", right)), *mapping)
    for attribute, value in (("identifier", name), ("cardinality", "single"), ("baseType", kind)):
        made.set(attribute, value)
    return made


def _entry(name: str, length: str) -> Element:
    return element("textEntryInteraction", responseIdentifier=name, expectedLength=length)


def outcome(name: str, kind: str, *default: str) -> Element:
    """What an attempt results in, and its value before."""
    made = element("outcomeDeclaration", identifier=name, cardinality="single", baseType=kind)
    if default:
        made.append(element("defaultValue", *(element("value", value) for value in default)))
    return made


def _choices(item: Item) -> Element:
    made = element("choiceInteraction", responseIdentifier=_RESPONSE, shuffle="false", maxChoices="1")
    for place, choice in enumerate(item.question.choices, 1):
        made.append(element("simpleChoice", *paragraph(choice), identifier=f"c{place}"))
    return made


def _when(condition: Element, score: Element) -> Element:
    return element("responseCondition", element("responseIf", condition, assign("SCORE", score)))


def assign(name: str, value: Element) -> Element:
    """A rule that gives an outcome a value."""
    return element("setOutcomeValue", value, identifier=name)


def _base(kind: str, value: str) -> Element:
    return element("baseValue", value, baseType=kind)


def _feedback(item: Item) -> Element:
    told = fragment(explanation(item.solution, in_mathml))
    made = element("modalFeedback", *told, outcomeIdentifier="FEEDBACK")
    for name, value in (("identifier", "solution"), ("showHide", "show"), ("title", "Solution")):
        made.set(name, value)
    return made
