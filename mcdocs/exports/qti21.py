"""QTI 2.1 content packages. After "IMS Question & Test Interoperability: Assessment Test, Section and Item Information
Model" and its XML binding, version 2.1. Mathematics is MathML 2, which the specification has a place for.

Every item says its points (`SCORE` of `MAXSCORE`); a test adds them up. The answer is feedback after an attempt, which
systems show when the teacher lets them, and the correct response of what a person marks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from mcdocs.exports.archives import zipped
from mcdocs.exports.elements import document, element, fragment
from mcdocs.exports.moodle import spellings
from mcdocs.exports.numbers import HINT, Numbers, digits, margin, numbers
from mcdocs.exports.qti12 import MANIFEST, manifest, picture_of, pictures
from mcdocs.exports.stems import image, in_mathml, inline, names, stem, title
from mcdocs.exports.table import Bundle, Item, Losses, answer_text, exports, items
from mcdocs.language.prose import Inline
from mcdocs.problems.model import Chosen, Drawn, Sizes

NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_RESPONSE = "RESPONSE"


@exports("qti21", "QTI 2.1 package: choices, text entries for shapes, extended texts for formulas; MathML")
def qti21(versions: Sequence[Drawn]) -> Bundle:
    """A package with an item for each question and a test for each version."""
    name = versions[0].sheet.set_name
    losses = Losses()
    files: dict[str, bytes] = {}
    tests: dict[str, list[str]] = {}
    beside: dict[str, str] = {}
    shown: dict[str, bytes] = {}
    for item in items(versions):
        version = item.drawn.sheet.version
        place = f"{version}/{item.question.id}.xml"
        files[place] = document(_item(item, losses))
        tests.setdefault(version, []).append(place)
        if item.exercise.picture is not None:
            beside[place] = f"{version}/{picture_of(item.exercise.number)}"
    for drawn in versions:
        files[f"{drawn.sheet.version}/test.xml"] = document(_test(drawn, tests[drawn.sheet.version], losses))
        shown |= pictures(drawn)
    package = {MANIFEST: document(_manifest(name, files, tests, beside)), **files, **shown}
    return Bundle({f"{name}-qti21.zip": zipped(package)}, losses.told())


def _manifest(
    name: str, files: Mapping[str, bytes], tests: Mapping[str, list[str]], beside: Mapping[str, str]
) -> Element:
    """Items with the pictures `beside` them, and tests that depend on items."""
    resources = element("resources")
    for place in files:
        is_test = place.endswith("/test.xml")
        kind = "imsqti_test_xmlv2p1" if is_test else "imsqti_item_xmlv2p1"
        resource = element(
            "resource", element("file", href=place), identifier=_identifier(place), type=kind, href=place
        )
        if place in beside:
            resource.append(element("file", href=beside[place]))
        if is_test:
            for item in tests[place.partition("/")[0]]:
                resource.append(element("dependency", identifierref=_identifier(item)))
        resources.append(resource)
    return manifest(name, "QTIv2.1 Package", "1.0.0", resources)


def _identifier(place: str) -> str:
    return f"r-{place.removesuffix('.xml').replace('/', '-')}"


def _test(drawn: Drawn, places: Sequence[str], losses: Losses) -> Element:
    sheet = drawn.sheet
    section = element("assessmentSection", identifier="all", title="All questions", visible="true")
    if sheet.instructions:
        section.append(element("rubricBlock", *_paragraph(sheet.instructions), view="candidate"))
    for place in places:
        href = place.partition("/")[2]
        section.append(element("assessmentItemRef", identifier=_identifier(place), href=href))
    part = element("testPart", section, identifier="part", navigationMode="nonlinear", submissionMode="simultaneous")
    total = _set("SCORE", element("sum", element("testVariables", variableIdentifier="SCORE")))
    made = element(
        "assessmentTest",
        *(_outcome("SCORE", "float", "0"), part, element("outcomeProcessing", total)),
        identifier=f"t-{sheet.version}",
        title=f"{sheet.set_name} {sheet.student or sheet.version}",
    )
    made.set("xmlns", NAMESPACE)
    _unstruck(made, "instructions", losses)
    return made


@dataclass(frozen=True)
class Answering:
    """How a question is answered: what is declared, where it is typed, and the rules that give points for it."""

    declared: tuple[Element, ...]
    typed: tuple[Element, ...]
    marked: tuple[Element, ...] = ()


def _item(item: Item, losses: Losses) -> Element:
    answering = _answering(item, losses)
    shown = image(item.exercise, picture_of(item.exercise.number))
    points = str(item.question.points)
    outcomes = (_outcome("SCORE", "float", "0"), _outcome("MAXSCORE", "float", points))
    made = element(
        "assessmentItem",
        *(*answering.declared, *outcomes, _outcome("FEEDBACK", "identifier")),
        element("itemBody", *fragment(stem(item, in_mathml, shown)), *answering.typed),
        element("responseProcessing", *answering.marked, _set("FEEDBACK", _base("identifier", "solution"))),
        _feedback(item),
        identifier=f"i-{item.drawn.sheet.version}-{item.question.id}",
        title=f"{item.question.id} {title(item)}",
        adaptive="false",
        timeDependent="false",
    )
    made.set("xmlns", NAMESPACE)
    _unstruck(made, item, losses)
    return made


def _unstruck(made: Element, about: Item | str, losses: Losses) -> None:
    for struck in made.iter("del"):
        struck.tag = "span"
        losses.add(about, "QTI 2.1 strikes nothing out: such text stands as it is")


def _answering(item: Item, losses: Losses) -> Answering:
    if (rows := numbers(item)) is not None:
        return _numeric(item, rows, losses)
    match item.solution.answer:
        case Chosen(index):
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


def _paragraph(prose: Inline) -> list[Element]:
    return fragment(f"<p>{inline(prose, in_mathml)}</p>")


def _declaration(name: str, kind: str, right: str, *mapping: Element) -> Element:
    made = element("responseDeclaration", element("correctResponse", element("value", right)), *mapping)
    for attribute, value in (("identifier", name), ("cardinality", "single"), ("baseType", kind)):
        made.set(attribute, value)
    return made


def _entry(name: str, length: str) -> Element:
    return element("textEntryInteraction", responseIdentifier=name, expectedLength=length)


def _outcome(name: str, kind: str, *default: str) -> Element:
    made = element("outcomeDeclaration", identifier=name, cardinality="single", baseType=kind)
    if default:
        made.append(element("defaultValue", *(element("value", value) for value in default)))
    return made


def _choices(item: Item) -> Element:
    made = element("choiceInteraction", responseIdentifier=_RESPONSE, shuffle="false", maxChoices="1")
    for place, choice in enumerate(item.question.choices, 1):
        made.append(element("simpleChoice", *_paragraph(choice), identifier=f"c{place}"))
    return made


# Rules are written out rather than taken from the published templates, which know of no feedback.


def _when(condition: Element, score: Element) -> Element:
    return element("responseCondition", element("responseIf", condition, _set("SCORE", score)))


def _set(name: str, value: Element) -> Element:
    return element("setOutcomeValue", value, identifier=name)


def _base(kind: str, value: str) -> Element:
    return element("baseValue", value, baseType=kind)


def _feedback(item: Item) -> Element:
    made = element("modalFeedback", *_paragraph(item.solution.shown), outcomeIdentifier="FEEDBACK")
    for name, value in (("identifier", "solution"), ("showHide", "show"), ("title", "Solution")):
        made.set(name, value)
    return made
