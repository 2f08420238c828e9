"""Moodle XML with the question types every Moodle has.

The format is that of Moodle's own documentation, "Moodle XML format"; there is no published schema.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from mcdocs.exports.elements import document, element
from mcdocs.exports.stems import in_brackets, inline, names, stem, title
from mcdocs.exports.table import Bundle, Item, Losses, answer_text, exports, items
from mcdocs.language.shapes import Shape
from mcdocs.problems.model import Chosen, Drawn, Sizes


@exports("moodle", "Moodle XML: multiple choice, short answers for shapes, essays for formulas")
def moodle(versions: Sequence[Drawn]) -> Bundle:
    """One question for each question of each version, in a category for each question."""
    quiz = element("quiz")
    losses = Losses()
    for item in items(versions):
        quiz.append(category(item))
        quiz.append(question(item, losses))
    return Bundle({f"{versions[0].sheet.set_name}.xml": document(quiz)}, losses.told())


def category(item: Item) -> Element:
    """The place of a question in the question bank: versions of one question beside each other, to be drawn from."""
    path = f"$course$/top/{item.drawn.sheet.set_name}/{item.question.id}"
    return element("question", element("category", text_of(path)), type="category")


def question(item: Item, losses: Losses) -> Element:
    """The question as the type that fits; adds to `losses` what that type cannot do."""
    match item.solution.answer:
        case Chosen(index):
            return _multichoice(item, index)
        case Sizes(axes):
            return _shortanswer(item, tuple(axis.size for axis in axes))
        case _:
            why = "Moodle by itself cannot tell whether formulas are equal (the format 'stack' can)"
            losses.add(item, f"{why}: they are essays, marked by hand")
            return _essay(item)


def text_of(content: str) -> Element:
    return element("text", content)


def html_of(tag: str, content: str, **attributes: str) -> Element:
    """An element that holds HTML."""
    return element(tag, text_of(content), format="html", **attributes)


def head(item: Item, kind: str, body: str = "") -> Element:
    """What all questions begin with."""
    made = element("question", type=kind)
    made.append(element("name", text_of(f"{item.name} {title(item)}"[:255])))
    made.append(html_of("questiontext", stem(item, in_brackets) + body))
    made.append(html_of("generalfeedback", f"<p>{inline(item.solution.shown, in_brackets)}</p>"))
    made.append(element("defaultgrade", f"{item.question.points}.0000000"))
    made.append(element("penalty", "0.3333333"))
    made.append(element("hidden", "0"))
    return made


def _multichoice(item: Item, index: int) -> Element:
    made = head(item, "multichoice")
    for name, value in (("single", "true"), ("shuffleanswers", "false"), ("answernumbering", "none")):
        made.append(element(name, value))
    for place, choice in enumerate(item.question.choices):
        answer = html_of("answer", inline(choice, in_brackets), fraction="100" if place == index else "0")
        answer.append(html_of("feedback", ""))
        made.append(answer)
    return made


def _shortanswer(item: Item, shape: Shape) -> Element:
    made = head(item, "shortanswer", "<p>Answer as in 2 x 3, or <em>scalar</em>.</p>")
    made.append(element("usecase", "0"))
    for accepted in spellings(shape):
        answer = element("answer", text_of(accepted), fraction="100", format="moodle_auto_format")
        answer.append(html_of("feedback", ""))
        made.append(answer)
    return made


def spellings(shape: Shape) -> tuple[str, ...]:
    """How a shape may be written; `*` stands for anything in Moodle, so it is in none of them."""
    if not shape:
        return ("scalar", "1 x 1", "1x1", "R")
    sizes = [str(size).replace("*", "") for size in shape]
    forms = ("{}", "({})", "R^{{{}}}")
    joined = [sign.join(sizes) for sign in (" x ", "x", ", ", ",", " by ", " × ", "×")]
    return tuple(dict.fromkeys(form.format(each) for form in forms for each in joined))


def _essay(item: Item) -> Element:
    hint = f"<p>Names in the answer: {names(item)}.</p>" if names(item) else ""
    made = head(item, "essay", hint)
    for name, value in (
        *(("responseformat", "editor"), ("responserequired", "1"), ("responsefieldlines", "5")),
        *(("attachments", "0"), ("attachmentsrequired", "0")),
    ):
        made.append(element(name, value))
    typed = html.escape(answer_text(item.solution))
    rubric = f"<p>{inline(item.solution.shown, in_brackets)}</p><p><code>{typed}</code></p>"
    made.append(html_of("graderinfo", rubric))
    made.append(html_of("responsetemplate", ""))
    return made
