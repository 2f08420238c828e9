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
from mcdocs.exports.explanation import explanation
from mcdocs.exports.moodle import spellings
from mcdocs.exports.numbers import HINT, digits, margin, numbers
from mcdocs.exports.pictures import svg
from mcdocs.exports.stems import image, in_brackets, inline, names, plain, stem, title
from mcdocs.exports.table import Bundle, Item, Losses, are_alternatives, by_question, exports, items
from mcdocs.language.prose import Inline
from mcdocs.problems.model import Chosen, Drawn, Sheet, Sizes

MANIFEST = "imsmanifest.xml"
ANY = "any"  # the assessment that draws a version of each question
_RESPONSE = "response1"
_FEEDBACK = "general_fb"  # the name by which Canvas knows feedback that is the same for every answer


@exports("qti12", "QTI 1.2 package: multiple choice, short answers for shapes, essays for formulas")
def qti12(versions: Sequence[Drawn]) -> Bundle:
    """A package with an assessment for each version, and one that draws a version of each question."""
    name = versions[0].sheet.set_name
    losses = Losses()
    files: dict[str, bytes] = {}
    for drawn in versions:
        sheet = drawn.sheet
        section = element("section", *(_item(item, losses) for item in items([drawn])), ident="root_section")
        files[f"{sheet.version}/assessment.xml"] = document(_assessment(sheet, sheet.student or sheet.version, section))
        files |= pictures(drawn)
    if are_alternatives(versions):
        files[f"{ANY}/assessment.xml"] = document(_assessment(versions[0].sheet, ANY, _drawn_from(versions, losses)))
    package = {MANIFEST: document(_manifest(name, files)), **files}
    return Bundle({f"{name}-qti12.zip": zipped(package)}, losses.told())


def _manifest(name: str, files: Mapping[str, bytes]) -> Element:
    resources = element("resources")
    for place, file in enumerate((file for file in files if file.endswith(".xml")), 1):
        folder = file.partition("/")[0]
        shown = [each for each in files if each.endswith(".svg") and (folder == ANY or each.startswith(f"{folder}/"))]
        within = [element("file", href=each) for each in (file, *shown)]
        resources.append(element("resource", *within, identifier=f"resource{place}", type="imsqti_xmlv1p2", href=file))
    return manifest(name, "IMS Content", "1.1.3", resources)


def pictures(drawn: Drawn) -> Mapping[str, bytes]:
    """The pictures of a version, by their place in a package."""
    found = {exercise.number: exercise.picture for exercise in drawn.sheet.exercises if exercise.picture is not None}
    return {f"{drawn.sheet.version}/{picture_of(number)}": svg(scene) for number, scene in found.items()}


def picture_of(number: int) -> str:
    """The file of an exercise's picture, beside the questions that show it."""
    return f"picture-{number}.svg"


def manifest(name: str, schema: str, version: str, resources: Element) -> Element:
    """A manifest of a content package."""
    metadata = element("metadata", element("schema", schema), element("schemaversion", version))
    made = element("manifest", metadata, element("organizations"), resources, identifier=f"mcdocs-{token(name)}")
    made.set("xmlns", "http://www.imsglobal.org/xsd/imscp_v1p1")
    return made


def _assessment(sheet: Sheet, which: str, section: Element) -> Element:
    assessment = element("assessment", ident=f"a-{token(sheet.set_name)}-{token(which)}", title=called(sheet, which))
    if sheet.instructions:
        assessment.append(element("rubric", _material(_paragraph(sheet.instructions)), view="Candidate"))
    assessment.append(section)
    return element("questestinterop", assessment)


def called(sheet: Sheet, which: str) -> str:
    """What an assessment is called: the title of the set, and which of its versions it is."""
    return f"{plain(sheet.title)} {which}"


def _drawn_from(versions: Sequence[Drawn], losses: Losses) -> Element:
    """For each question a section of which one version is drawn, with its points as Canvas wants them."""
    whole = element("section", ident="root_section")
    for id, group in by_question(versions).items():
        points = element("selection_extension", element("points_per_item", str(group[0].question.points)))
        selection = element("selection", element("selection_number", "1"), points)
        ordering = element("selection_ordering", selection)
        asked = (_item(item, losses, f"../{item.drawn.sheet.version}/") for item in group)
        whole.append(element("section", ordering, *asked, ident=f"group-{id}", title=f"{id} {title(group[0])}"))
    return whole


def token(name: str) -> str:
    """A name as systems take it for an identifier: letters, digits, points and dashes."""
    return re.sub(r"[^A-Za-z0-9._-]", "-", name)


def _paragraph(prose: Inline) -> str:
    return f"<p>{inline(prose, in_brackets)}</p>"


def _item(item: Item, losses: Losses, beside: str = "") -> Element:
    """A question; its picture lies `beside` it, or in that folder."""
    kind, response, right, hint = _asked(item, losses)
    shown = image(item.exercise, beside + picture_of(item.exercise.number))
    body = stem(item, in_brackets, shown) + (f"<p>{hint}</p>" if hint else "")
    return element(
        "item",
        _metadata(kind, item),
        element("presentation", _material(body), response),
        _processing(right),
        element(
            "itemfeedback", element("flow_mat", _material(explanation(item.solution, in_brackets))), ident=_FEEDBACK
        ),
        ident=f"{'any' if beside else 'i'}-{item.drawn.sheet.version}-{item.question.id}",
        title=f"{item.question.id} {title(item)}",
    )


def _asked(item: Item, losses: Losses) -> tuple[str, Element, Sequence[Element], str]:
    """The type as Canvas names it, where it is answered, the conditions of all points, and how to answer."""
    if (rows := numbers(item)) is not None and len(rows) == len(rows[0]) == 1:
        return "numerical_question", _line(fibtype="Decimal"), (_near(rows[0][0]),), HINT
    match item.solution.answer:
        case Chosen(index):
            losses.of_choice(item)
            return "multiple_choice_question", _choices(item), (_equal(f"c{index + 1}"),), ""
        case Sizes(axes):
            right = tuple(map(_equal, spellings(tuple(axis.size for axis in axes))))
            return "short_answer_question", _line(), right, "Answer as in 2 x 3, or <em>scalar</em>."
        case _:
            losses.add(item, "QTI 1.2 compares text and single numbers only: they are essays, marked by hand")
            hint = f"Names in the answer: {names(item)}." if names(item) else ""
            return "essay_question", _line(rows="10"), (), hint


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
    return element("response_lid", rendering, ident=_RESPONSE, rcardinality="Single")


def _line(**attributes: str) -> Element:
    rendering = element("render_fib", element("response_label", ident="answer1"), **attributes)
    return element("response_str", rendering, ident=_RESPONSE, rcardinality="Single")


def _equal(answer: str) -> Element:
    return element("varequal", answer, respident=_RESPONSE)


def _near(number: float) -> Element:
    """The number itself, or one in the margin around it."""
    off = float(margin(number))
    least, most = (element(tag, digits(bound)) for tag, bound in (("vargte", number - off), ("varlte", number + off)))
    for bound in (least, most):
        bound.set("respident", _RESPONSE)
    return element("or", _equal(digits(number)), element("and", least, most))


def _processing(right: Sequence[Element]) -> Element:
    """The solution whatever is answered, and all points for any of these; without any, points are not decided here."""
    score = element("decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
    solution = element("displayfeedback", feedbacktype="Response", linkrefid=_FEEDBACK)
    always = element("respcondition", element("conditionvar", element("other")), solution, continue_="Yes")
    made = element("resprocessing", element("outcomes", score), always)
    for condition in right:
        points = element("setvar", "100", action="Set", varname="SCORE")
        made.append(element("respcondition", element("conditionvar", condition), points, continue_="No"))
    return made
