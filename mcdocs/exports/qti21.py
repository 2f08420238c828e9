"""QTI 2.1 content packages. After "IMS Question & Test Interoperability: Assessment Test, Section and Item Information
Model" and its XML binding, version 2.1. Mathematics is MathML 2, which the specification has a place for.

Every item says its points (`SCORE` of `MAXSCORE`); a test adds them up. The answer is feedback after an attempt, which
systems show when the teacher lets them, and the correct response of what a person marks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from mcdocs.exports.archives import zipped
from mcdocs.exports.elements import document, element, fragment
from mcdocs.exports.moodle import spellings
from mcdocs.exports.qti12 import MANIFEST, manifest
from mcdocs.exports.stems import in_mathml, inline, names, stem, title
from mcdocs.exports.table import Bundle, Item, Losses, answer_text, exports, items
from mcdocs.language.prose import Inline
from mcdocs.problems.model import Chosen, Drawn, Sizes

NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"


@exports("qti21", "QTI 2.1 package: choices, text entries for shapes, extended texts for formulas; MathML")
def qti21(versions: Sequence[Drawn]) -> Bundle:
    """A package with an item for each question and a test for each version."""
    name = versions[0].sheet.set_name
    losses = Losses()
    files: dict[str, bytes] = {}
    tests: dict[str, list[str]] = {}
    for item in items(versions):
        version = item.drawn.sheet.version
        place = f"{version}/{item.question.id}.xml"
        files[place] = document(_item(item, losses))
        tests.setdefault(version, []).append(place)
    for drawn in versions:
        files[f"{drawn.sheet.version}/test.xml"] = document(_test(drawn, tests[drawn.sheet.version]))
    package = {MANIFEST: document(_manifest(name, files, tests)), **files}
    return Bundle({f"{name}-qti21.zip": zipped(package)}, losses.told())


def _manifest(name: str, files: Mapping[str, bytes], tests: Mapping[str, list[str]]) -> Element:
    resources = element("resources")
    for place in files:
        is_test = place.endswith("/test.xml")
        kind = "imsqti_test_xmlv2p1" if is_test else "imsqti_item_xmlv2p1"
        resource = element(
            "resource", element("file", href=place), identifier=_identifier(place), type=kind, href=place
        )
        if is_test:
            for item in tests[place.partition("/")[0]]:
                resource.append(element("dependency", identifierref=_identifier(item)))
        resources.append(resource)
    return manifest(name, "QTIv2.1 Package", "1.0.0", resources)


def _identifier(place: str) -> str:
    return f"r-{place.removesuffix('.xml').replace('/', '-')}"


def _test(drawn: Drawn, places: Sequence[str]) -> Element:
    sheet = drawn.sheet
    section = element("assessmentSection", identifier="all", title="All questions", visible="true")
    if sheet.instructions:
        section.append(element("rubricBlock", *_paragraph(sheet.instructions), view="candidate"))
    for place in places:
        href = place.partition("/")[2]
        section.append(element("assessmentItemRef", identifier=_identifier(place), href=href))
    part = element("testPart", section, identifier="part", navigationMode="nonlinear", submissionMode="simultaneous")
    total = element("setOutcomeValue", element("sum", element("testVariables", variableIdentifier="SCORE")))
    total.set("identifier", "SCORE")
    made = element(
        "assessmentTest",
        *(_outcome("SCORE", "float", "0"), part, element("outcomeProcessing", total)),
        identifier=f"t-{sheet.version}",
        title=f"{sheet.set_name} {sheet.student or sheet.version}",
    )
    made.set("xmlns", NAMESPACE)
    return made


def _item(item: Item, losses: Losses) -> Element:
    body = element("itemBody", *fragment(stem(item, in_mathml)))
    points = str(item.question.points)
    match item.solution.answer:
        case Chosen(index):
            key = f"c{index + 1}"
            declared = _declaration("identifier", key, element("mapEntry", mapKey=key, mappedValue=points))
            body.append(_choices(item))
        case Sizes(axes):
            keys = spellings(tuple(axis.size for axis in axes))
            entries = [element("mapEntry", mapKey=key, mappedValue=points, caseSensitive="false") for key in keys]
            declared = _declaration("string", keys[0], *entries)
            entry = element("textEntryInteraction", responseIdentifier="RESPONSE", expectedLength="20")
            body.append(element("p", "Answer as in 2 x 3, or scalar: ", entry))
        case _:
            declared = _declaration("string", answer_text(item.solution))
            if names(item):
                body.append(element("p", f"Names in the answer: {names(item)}."))
            body.append(element("extendedTextInteraction", responseIdentifier="RESPONSE", expectedLength="200"))
            losses.add(item, "QTI 2.1 compares text only, not formulas: they are texts, marked by hand")
    made = element(
        "assessmentItem",
        declared,
        *(_outcome("SCORE", "float", "0"), _outcome("MAXSCORE", "float", points), _outcome("FEEDBACK", "identifier")),
        *(body, _processing(declared), _feedback(item)),
        identifier=f"i-{item.drawn.sheet.version}-{item.question.id}",
        title=f"{item.question.id} {title(item)}",
        adaptive="false",
        timeDependent="false",
    )
    made.set("xmlns", NAMESPACE)
    return made


def _paragraph(prose: Inline) -> list[Element]:
    return fragment(f"<p>{inline(prose, in_mathml)}</p>")


def _declaration(kind: str, right: str, *entries: Element) -> Element:
    """What is answered: the answer that is right, and the points for each that is."""
    made = element("responseDeclaration", element("correctResponse", element("value", right)), identifier="RESPONSE")
    if entries:
        made.append(element("mapping", *entries, defaultValue="0"))
    for name, value in (("cardinality", "single"), ("baseType", kind)):
        made.set(name, value)
    return made


def _outcome(name: str, kind: str, *default: str) -> Element:
    made = element("outcomeDeclaration", identifier=name, cardinality="single", baseType=kind)
    if default:
        made.append(element("defaultValue", *(element("value", value) for value in default)))
    return made


def _choices(item: Item) -> Element:
    made = element("choiceInteraction", responseIdentifier="RESPONSE", shuffle="false", maxChoices="1")
    for place, choice in enumerate(item.question.choices, 1):
        made.append(element("simpleChoice", *_paragraph(choice), identifier=f"c{place}"))
    return made


def _processing(declared: Element) -> Element:
    """The points of what was answered, where they can be told, and the feedback.

    Written out rather than by one of the published templates, which know of no feedback.
    """
    made = element("responseProcessing")
    if declared.find("mapping") is not None:
        answered = element("not", element("isNull", element("variable", identifier="RESPONSE")))
        score = element("setOutcomeValue", element("mapResponse", identifier="RESPONSE"), identifier="SCORE")
        made.append(element("responseCondition", element("responseIf", answered, score)))
    solution = element("baseValue", "solution", baseType="identifier")
    made.append(element("setOutcomeValue", solution, identifier="FEEDBACK"))
    return made


def _feedback(item: Item) -> Element:
    made = element("modalFeedback", *_paragraph(item.solution.shown), outcomeIdentifier="FEEDBACK")
    for name, value in (("identifier", "solution"), ("showHide", "show"), ("title", "Solution")):
        made.set(name, value)
    return made
