"""QTI 2.1 content packages. After "IMS Question & Test Interoperability: Assessment Test, Section and Item Information
Model" and its XML binding, version 2.1. Mathematics is MathML, which the specification has a place for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from mcdocs.exports.archives import zipped
from mcdocs.exports.elements import document, element, fragment
from mcdocs.exports.moodle import spellings
from mcdocs.exports.qti12 import MANIFEST, manifest
from mcdocs.exports.stems import in_mathml, inline, names, stem, title
from mcdocs.exports.table import Bundle, Item, Losses, exports, items
from mcdocs.problems.model import Chosen, Drawn, Sizes

NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_TEMPLATES = "http://www.imsglobal.org/question/qti_v2p1/rptemplates"


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
    return "r-" + place.removesuffix(".xml").replace("/", "-")


def _test(drawn: Drawn, places: Sequence[str]) -> Element:
    section = element("assessmentSection", identifier="all", title="All questions", visible="true")
    for place in places:
        href = place.partition("/")[2]
        section.append(element("assessmentItemRef", identifier=_identifier(place), href=href))
    part = element("testPart", section, identifier="part", navigationMode="nonlinear", submissionMode="simultaneous")
    sheet = drawn.sheet
    shown = f"{sheet.set_name} {sheet.student or sheet.version}"
    made = element("assessmentTest", part, identifier=f"t-{sheet.version}", title=shown)
    made.set("xmlns", NAMESPACE)
    return made


def _item(item: Item, losses: Losses) -> Element:
    body = element("itemBody", *fragment(stem(item, in_mathml)))
    processing: Element | None = None
    match item.solution.answer:
        case Chosen(index):
            declared = _declaration("identifier", f"c{index + 1}")
            body.append(_choices(item))
            processing = element("responseProcessing", template=f"{_TEMPLATES}/match_correct")
        case Sizes(axes):
            accepted = spellings(tuple(axis.size for axis in axes))
            declared = _declaration("string", accepted[0])
            declared.append(_mapping(accepted))
            body.append(
                element("p", "Answer as in 2 x 3, or scalar: ", element("textEntryInteraction", **_response("20")))
            )
            processing = element("responseProcessing", template=f"{_TEMPLATES}/map_response")
        case _:
            declared = _declaration("string")
            if names(item):
                body.append(element("p", f"Names in the answer: {names(item)}."))
            body.append(element("extendedTextInteraction", **_response("200")))
            what = "QTI 2.1 compares text only, not formulas: they are texts, marked by hand"
            losses.add(item, what)
    score = element("outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    score.append(element("defaultValue", element("value", "0")))
    made = element("assessmentItem", declared, score, body)
    if processing is not None:
        made.append(processing)
    made.set("xmlns", NAMESPACE)
    for name, value in (
        *(("identifier", f"i-{item.drawn.sheet.version}-{item.question.id}"), ("adaptive", "false")),
        *(("title", f"{item.question.id} {title(item)}"), ("timeDependent", "false")),
    ):
        made.set(name, value)
    return made


def _response(length: str) -> dict[str, str]:
    return {"responseIdentifier": "RESPONSE", "expectedLength": length}


def _declaration(kind: str, *right: str) -> Element:
    made = element("responseDeclaration", identifier="RESPONSE", cardinality="single", baseType=kind)
    if right:
        made.append(element("correctResponse", *(element("value", answer) for answer in right)))
    return made


def _mapping(accepted: Sequence[str]) -> Element:
    made = element("mapping", defaultValue="0")
    for answer in accepted:
        made.append(element("mapEntry", mapKey=answer, mappedValue="1", caseSensitive="false"))
    return made


def _choices(item: Item) -> Element:
    made = element("choiceInteraction", responseIdentifier="RESPONSE", shuffle="false", maxChoices="1")
    for place, choice in enumerate(item.question.choices, 1):
        simple = element("simpleChoice", identifier=f"c{place}")
        for child in fragment(f"<p>{inline(choice, in_mathml)}</p>"):
            simple.append(child)
        made.append(simple)
    return made
