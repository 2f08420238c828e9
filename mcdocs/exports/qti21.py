"""QTI 2.1 content packages. After "IMS Question & Test Interoperability: Assessment Test, Section and Item Information
Model" and its XML binding, version 2.1. Mathematics is MathML 2, which the specification has a place for.

Every item says its points (`SCORE` of `MAXSCORE`); a test adds them up. The answer is feedback after an attempt, which
systems show when the teacher lets them, and the correct response of what a person marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from mcdocs.exports.archives import zipped
from mcdocs.exports.elements import document, element
from mcdocs.exports.qti12 import ANY, MANIFEST, called, manifest, picture_of, pictures
from mcdocs.exports.qti21_items import NAMESPACE, assign, item_of, outcome, paragraph, unstruck
from mcdocs.exports.table import Bundle, Item, Losses, are_alternatives, by_question, exports, items
from mcdocs.problems.model import Drawn, Sheet


@exports("qti21", "QTI 2.1 package: choices, numbers, text entries for shapes, extended texts for formulas; MathML")
def qti21(versions: Sequence[Drawn]) -> Bundle:
    """A package with an item for each question, a test for each version, and one that draws a version of each."""
    name = versions[0].sheet.set_name
    losses = Losses()
    files: dict[str, bytes] = {}
    needs: dict[str, list[Item]] = {}
    for drawn in versions:
        folder, asked = drawn.sheet.version, list(items([drawn]))
        files |= {_place(item): document(item_of(item, losses)) for item in asked}
        test = _test(drawn.sheet, folder, drawn.sheet.student or folder, _references(asked, within=True))
        needs[f"{folder}/test.xml"] = asked
        files[f"{folder}/test.xml"] = document(_told(test, losses))
        files |= pictures(drawn)
    if are_alternatives(versions):
        test = _test(versions[0].sheet, ANY, ANY, (_one_of(id, group) for id, group in by_question(versions).items()))
        needs[f"{ANY}/test.xml"] = list(items(versions))
        files[f"{ANY}/test.xml"] = document(_told(test, losses))
    package = {MANIFEST: document(_manifest(name, versions, needs)), **files}
    return Bundle({f"{name}-qti21.zip": zipped(package)}, losses.told())


def _place(item: Item) -> str:
    return f"{item.drawn.sheet.version}/{item.question.id}.xml"


def _identifier(place: str) -> str:
    return f"r-{place.removesuffix('.xml').replace('/', '-')}"


def _manifest(name: str, versions: Sequence[Drawn], needs: Mapping[str, Sequence[Item]]) -> Element:
    """Items with their pictures, and tests, which need items."""
    resources = element("resources", *map(_listed, items(versions)))
    for place, asked in needs.items():
        depends = (element("dependency", identifierref=_identifier(_place(item))) for item in asked)
        resources.append(_resource(place, "imsqti_test_xmlv2p1", *depends))
    return manifest(name, "QTIv2.1 Package", "1.0.0", resources)


def _listed(item: Item) -> Element:
    picture = f"{item.drawn.sheet.version}/{picture_of(item.exercise.number)}"
    beside = () if item.exercise.picture is None else (element("file", href=picture),)
    return _resource(_place(item), "imsqti_item_xmlv2p1", *beside)


def _resource(place: str, kind: str, *more: Element) -> Element:
    return element("resource", element("file", href=place), *more, identifier=_identifier(place), type=kind, href=place)


def _test(sheet: Sheet, id: str, which: str, asked: Iterable[Element]) -> Element:
    """A test that says what is to be done and adds up the points."""
    section = element("assessmentSection")
    if sheet.instructions:
        section.append(element("rubricBlock", *paragraph(sheet.instructions), view="candidate"))
    section.extend(asked)
    part = element("testPart", _named(section, "all", "All questions"), identifier="part")
    part.attrib.update({"navigationMode": "nonlinear", "submissionMode": "simultaneous"})
    total = assign("SCORE", element("sum", element("testVariables", variableIdentifier="SCORE")))
    made = element(
        "assessmentTest",
        *(outcome("SCORE", "float", "0"), part, element("outcomeProcessing", total)),
        identifier=f"t-{id}",
        title=called(sheet, which),
    )
    made.set("xmlns", NAMESPACE)
    return made


def _one_of(id: str, group: Sequence[Item]) -> Element:
    """A section of which each student gets one question."""
    section = element("assessmentSection", element("selection", select="1"), *_references(group, within=False))
    return _named(section, f"q-{id}", f"Question {id}")


def _named(section: Element, id: str, title: str) -> Element:
    section.attrib.update({"identifier": id, "title": title, "visible": "true"})
    return section


def _references(asked: Sequence[Item], *, within: bool) -> Iterator[Element]:
    """Items as a test refers to them, from within their folder or from another one."""
    for item in asked:
        place = _place(item)
        href = place.partition("/")[2] if within else f"../{place}"
        yield element("assessmentItemRef", identifier=_identifier(place), href=href)


def _told(test: Element, losses: Losses) -> Element:
    unstruck(test, "instructions", losses)
    return test
