"""QTI 1.2 content packages, which most learning systems import (Canvas, Blackboard, Brightspace, ILIAS).

After the specification "IMS Question & Test Interoperability: ASI XML Binding", version 1.2, and "IMS Content
Packaging", version 1.1. Mathematics is LaTeX for MathJax.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from mcdocs.exports.archives import zipped
from mcdocs.exports.elements import document, element
from mcdocs.exports.moodle import spellings
from mcdocs.exports.stems import in_brackets, inline, names, stem, title
from mcdocs.exports.table import Bundle, Item, Losses, exports, items
from mcdocs.language.prose import Inline
from mcdocs.problems.model import Chosen, Drawn, Sizes

MANIFEST = "imsmanifest.xml"
_FEEDBACK = "general_fb"  # the name by which Canvas knows feedback that is the same for every answer


@exports("qti12", "QTI 1.2 package: multiple choice, short answers for shapes, essays for formulas")
def qti12(versions: Sequence[Drawn]) -> Bundle:
    """A package with an assessment for each version."""
    name = versions[0].sheet.set_name
    losses = Losses()
    files: dict[str, bytes] = {}
    for drawn in versions:
        files[f"{drawn.sheet.version}/assessment.xml"] = document(_assessment(drawn, losses))
    package = {MANIFEST: document(_manifest(name, files)), **files}
    return Bundle({f"{name}-qti12.zip": zipped(package)}, losses.told())


def _manifest(name: str, files: Mapping[str, bytes]) -> Element:
    resources = element("resources")
    for place, file in enumerate(files, 1):
        resources.append(
            element(
                "resource",
                element("file", href=file),
                identifier=f"resource{place}",
                type="imsqti_xmlv1p2",
                href=file,
            )
        )
    return manifest(name, "IMS Content", "1.1.3", resources)


def manifest(name: str, schema: str, version: str, resources: Element) -> Element:
    """A manifest of a content package."""
    metadata = element("metadata", element("schema", schema), element("schemaversion", version))
    made = element("manifest", metadata, element("organizations"), resources, identifier=f"mcdocs-{token(name)}")
    made.set("xmlns", "http://www.imsglobal.org/xsd/imscp_v1p1")
    return made


def _assessment(drawn: Drawn, losses: Losses) -> Element:
    section = element("section", ident="root_section")
    for item in items([drawn]):
        section.append(_item(item, losses))
    sheet = drawn.sheet
    shown = f"{sheet.set_name} {sheet.student or sheet.version}"
    assessment = element("assessment", ident=f"a-{token(sheet.set_name)}-{sheet.version}", title=shown)
    if sheet.instructions:
        assessment.append(element("rubric", _material(_paragraph(sheet.instructions)), view="Candidate"))
    assessment.append(section)
    return element("questestinterop", assessment)


def token(name: str) -> str:
    """A name as systems take it for an identifier: letters, digits, points and dashes."""
    return re.sub(r"[^A-Za-z0-9._-]", "-", name)


def _paragraph(prose: Inline) -> str:
    return f"<p>{inline(prose, in_brackets)}</p>"


def _item(item: Item, losses: Losses) -> Element:
    match item.solution.answer:
        case Chosen(index):
            kind, response = "multiple_choice_question", _choices(item)
            processing = _processing(f"c{index + 1}")
        case Sizes(axes):
            kind, response = "short_answer_question", _line()
            processing = _processing(*spellings(tuple(axis.size for axis in axes)))
        case _:
            kind, response, processing = "essay_question", _line(rows="10"), _processing()
            what = "QTI 1.2 compares text only, not formulas: they are essays, marked by hand"
            losses.add(item, what)
    body = stem(item, in_brackets)
    if kind == "essay_question" and names(item):
        body += f"<p>Names in the answer: {names(item)}.</p>"
    if kind == "short_answer_question":
        body += "<p>Answer as in 2 x 3, or <em>scalar</em>.</p>"
    return element(
        "item",
        _metadata(kind, item),
        element("presentation", _material(body), response),
        processing,
        element("itemfeedback", element("flow_mat", _material(_paragraph(item.solution.shown))), ident=_FEEDBACK),
        ident=f"i-{item.drawn.sheet.version}-{item.question.id}",
        title=f"{item.question.id} {title(item)}",
    )


def _metadata(kind: str, item: Item) -> Element:
    fields = {"question_type": kind, "points_possible": str(item.question.points)}
    made = element("qtimetadata")
    for label, entry in fields.items():
        made.append(element("qtimetadatafield", element("fieldlabel", label), element("fieldentry", entry)))
    return element("itemmetadata", made)


def _material(content: str) -> Element:
    return element("material", element("mattext", content, texttype="text/html"))


def _choices(item: Item) -> Element:
    rendering = element("render_choice")
    for place, choice in enumerate(item.question.choices, 1):
        rendering.append(element("response_label", _material(inline(choice, in_brackets)), ident=f"c{place}"))
    return element("response_lid", rendering, ident="response1", rcardinality="Single")


def _line(rows: str = "1") -> Element:
    label = element("response_label", ident="answer1")
    return element("response_str", element("render_fib", label, rows=rows), ident="response1", rcardinality="Single")


def _processing(*right: str) -> Element:
    """The solution whatever is answered, and all points for any of these; without any, points are not decided here."""
    score = element("decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
    solution = element("displayfeedback", feedbacktype="Response", linkrefid=_FEEDBACK)
    always = element("respcondition", element("conditionvar", element("other")), solution, continue_="Yes")
    made = element("resprocessing", element("outcomes", score), always)
    for answer in right:
        condition = element("conditionvar", element("varequal", answer, respident="response1"))
        points = element("setvar", "100", action="Set", varname="SCORE")
        made.append(element("respcondition", condition, points, continue_="No"))
    return made
