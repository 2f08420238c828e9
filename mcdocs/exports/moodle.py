"""Moodle XML with the question types every Moodle has.

The format is that of Moodle's own documentation, "Moodle XML format"; there is no published schema.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element

from mcdocs.exports.elements import document, element
from mcdocs.exports.explanation import explanation, marking
from mcdocs.exports.numbers import HINT, Numbers, digits, margin, numbers
from mcdocs.exports.pictures import svg
from mcdocs.exports.stems import image, in_brackets, inline, names, stem, title
from mcdocs.exports.table import Bundle, Item, Losses, answer_text, exports, items
from mcdocs.language.prose import Inline
from mcdocs.language.shapes import Shape
from mcdocs.problems.model import Chosen, Drawn, Sheet, Sizes

_PICTURE = "picture.svg"


@exports("moodle", "Moodle XML: multiple choice, short answers for shapes, numbers for values, essays for formulas")
def moodle(versions: Sequence[Drawn]) -> Bundle:
    """One question for each question of each version, in a category for each question."""
    return bank(versions, versions[0].sheet.set_name, question)


def bank(versions: Sequence[Drawn], name: str, make: Callable[[Item, Losses], Element]) -> Bundle:
    """A file of questions; versions of one question stand beside each other in a category, to be drawn from."""
    quiz = element("quiz", _category(versions[0].sheet))
    losses = Losses()
    if versions[0].sheet.student:
        losses.add("students", "Moodle gives anybody any version; the names of the questions say whose each is")
    for item in items(versions):
        quiz.append(_category(item.drawn.sheet, item.question.id))
        quiz.append(make(item, losses))
    return Bundle({f"{name}.xml": document(quiz)}, losses.told())


def _category(sheet: Sheet, id: str = "") -> Element:
    """A place in the question bank: that of the set, which bears its instructions, or in it that of a question."""
    path = f"$course$/top/{sheet.set_name}" + (f"/{id}" if id else "")
    made = element("question", element("category", text_of(path)), type="category")
    if not id:
        made.append(html_of("info", f"<p>{inline(sheet.title, in_brackets)}</p>{paragraph(sheet.instructions)}"))
    return made


def question(item: Item, losses: Losses) -> Element:
    """The question as the type that fits; adds to `losses` what that type cannot do."""
    if (found := numbers(item)) is not None:
        return _numerical(item, found[0][0]) if len(found) == len(found[0]) == 1 else _cloze(item, found, losses)
    match item.solution.answer:
        case Chosen(index):
            losses.of_choice(item)
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


def paragraph(prose: Inline) -> str:
    """A line of prose as HTML, or nothing for none."""
    return f"<p>{inline(prose, in_brackets)}</p>" if prose else ""


def head(item: Item, kind: str, body: str = "") -> Element:
    """What all questions begin with."""
    made = element("question", type=kind)
    made.append(element("name", text_of(_name(item))))
    made.append(_text(item, body))
    made.append(html_of("generalfeedback", explanation(item.solution, in_brackets)))
    made.append(element("defaultgrade", f"{item.question.points}.0000000"))
    made.append(element("penalty", "0.3333333"))
    made.append(element("hidden", "0"))
    made.append(element("idnumber", f"{item.drawn.sheet.version} {item.question.id} {item.drawn.sheet.set_name}"[:100]))
    return made


def _name(item: Item) -> str:
    """What it is called in the bank. Moodle cuts out what looks like a tag, and what is more than it has room for."""
    whose = f" {item.drawn.sheet.student}" if item.drawn.sheet.student else ""
    return re.sub(r"<(?=\S)", "< ", f"{item.name}{whose} {title(item)}")[:255]


def _text(item: Item, body: str) -> Element:
    """The text of a question; a picture is a file in it."""
    made = html_of("questiontext", stem(item, in_brackets, image(item.exercise, f"@@PLUGINFILE@@/{_PICTURE}")) + body)
    if item.exercise.picture is not None:
        content = base64.b64encode(svg(item.exercise.picture)).decode()
        made.append(element("file", content, name=_PICTURE, path="/", encoding="base64"))
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


def _numerical(item: Item, number: float) -> Element:
    made = head(item, "numerical", f"<p>{HINT}</p>")
    answer = element("answer", text_of(digits(number)), fraction="100", format="moodle_auto_format")
    answer.extend([html_of("feedback", ""), element("tolerance", margin(number))])
    made.append(answer)
    for name, value in (("unitgradingtype", "0"), ("unitpenalty", "0.1"), ("showunits", "3"), ("unitsleft", "0")):
        made.append(element(name, value))
    return made


def _cloze(item: Item, rows: Numbers, losses: Losses) -> Element:
    """A field for each entry, in a table that has the shape of the answer."""
    losses.add(item, "there is a field for each entry, so that the shape of the answer is told, and a point for each")
    cells = ("".join(f"<td>{{1:NUMERICAL:={digits(each)}:{margin(each)}}}</td>" for each in row) for row in rows)
    table = "".join(f"<tr>{row}</tr>" for row in cells)
    return head(item, "cloze", f"<p>{HINT}</p><table><tbody>{table}</tbody></table>")


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
    made.append(html_of("graderinfo", f"{marking(item.solution, in_brackets)}<p><code>{typed}</code></p>"))
    made.append(html_of("responsetemplate", ""))
    return made
