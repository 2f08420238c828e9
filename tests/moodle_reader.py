"""What Moodle makes of a file in its XML format: the bank after the import. Raises Refused for what it does not import,
or not as it was meant.

Not what Moodle shows: nothing here renders or marks a question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from xml.etree import ElementTree as Tree
from xml.etree.ElementTree import Element

from tests.moodle_parts import Answer, Imported, answers_of, demand, files_of, html_of, number, one_of, plain
from tests.stack_reader import stack

NUMBER = r"-?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][-+]?\d+)?"
FIELD = re.compile(r"\{(\d*):(NUMERICAL|NM|MULTICHOICE|MC|SHORTANSWER|SA|MW)(?:_\w+)?:(.*?)(?<!\\)\}")
PLACED = re.compile(r"@@PLUGINFILE@@/([^\"'\s>]+)")
MOST = {"name": 255, "idnumber": 100}


@dataclass
class Bank:
    """All that a file brings: categories with what is said about them, and questions."""

    categories: dict[str, str] = field(default_factory=dict)
    questions: list[Imported] = field(default_factory=list)


def read_bank(content: bytes) -> Bank:
    """The bank after the import. Raises Refused."""
    quiz = Tree.fromstring(content)
    demand(quiz.tag == "quiz", "the file begins with <quiz>")
    bank, category = Bank(), ""
    for question in quiz:
        demand(question.tag == "question", "a quiz has questions only")
        kind = question.get("type", "")
        if kind == "category":
            category = _category(question, bank)
        else:
            demand(kind in KINDS, f"{kind} is no type of question")
            demand(bool(category), "questions stand in a category")
            bank.questions.append(_read(question, kind, category))
    ids = [(each.category, each.idnumber) for each in bank.questions if each.idnumber]
    demand(len(set(ids)) == len(ids), "an id number stands once in a category: the second one is dropped")
    return bank


def _category(question: Element, bank: Bank) -> str:
    path = plain(question, "category")
    context, *names = re.split(r"(?<!/)/(?!/)", path)
    demand(re.fullmatch(r"\$[a-z]+\$", context) is not None, "a category begins with a context, $course$")
    demand(names[:1] == ["top"] and len(names) > 1, "every category is below the one called top")
    demand(all(name and len(name) <= MOST["name"] for name in names), "a category has a name")
    said = html_of(question, "info") if question.find("info") is not None else ""
    bank.categories[path] = bank.categories.get(path, "") or said  # what it says first is kept
    return path


def _read(question: Element, kind: str, category: str) -> Imported:
    name, idnumber = plain(question, "name"), question.findtext("idnumber", "")
    demand(bool(name), "a question has a name")
    demand(len(name) <= MOST["name"] and len(idnumber) <= MOST["idnumber"], "names and id numbers are not too long")
    demand(not re.search(r"<[a-zA-Z/!?]", name), "what looks like a tag is cut out of a name")
    text = html_of(question, "questiontext")
    files = files_of(question)
    demand(set(PLACED.findall(text)) == set(files), "each file is shown, and each that is shown is there")
    read = Imported(
        kind,
        category,
        name,
        text,
        html_of(question, "generalfeedback"),
        number(question, "defaultgrade", "1"),
        idnumber,
        files,
    )
    demand(0 <= number(question, "penalty", "0.3333333") <= 1, "a penalty is a part of the points")
    return KINDS[kind](question, read)


# ── the types that Moodle has ────────────────────────────────────────────────────────────────────────────────────────


def _multichoice(question: Element, read: Imported) -> Imported:
    answers = answers_of(question)
    demand(sum(bool(answer.text) for answer in answers) >= 2, "there are two choices at least")
    demand(max(answer.fraction for answer in answers) == 1, "one choice is worth all points")
    options = {
        "single": one_of(question, "single", "true false", "true"),
        "shuffleanswers": one_of(question, "shuffleanswers", "true false", "false"),
        "answernumbering": one_of(question, "answernumbering", "abc ABCD 123 iii IIII none", "abc"),
    }
    return replace(read, answers=answers, options=options)


def _shortanswer(question: Element, read: Imported) -> Imported:
    answers = answers_of(question)
    demand(all(answer.text and "*" not in answer.text for answer in answers), "an asterisk stands for anything")
    demand(any(answer.fraction == 1 for answer in answers), "one answer is worth all points")
    return replace(read, answers=answers, options={"usecase": one_of(question, "usecase", "0 1", "0")})


def _numerical(question: Element, read: Imported) -> Imported:
    answers = answers_of(question)
    for answer in answers:
        demand(re.fullmatch(NUMBER, answer.text) is not None, f"{answer.text} is no number")
        demand(float(answer.tolerance or 0) > 0, "an answer may be off a little")
    demand(any(answer.fraction == 1 for answer in answers), "one answer is worth all points")
    options = {
        "unitgradingtype": one_of(question, "unitgradingtype", "0 1 2", "0"),
        "showunits": one_of(question, "showunits", "0 1 2 3", "3"),
    }
    return replace(read, answers=answers, options=options)


def _cloze(question: Element, read: Imported) -> Imported:
    """The fields are in the text; a question is worth what they are worth together."""
    fields = FIELD.findall(read.text)
    demand(bool(fields), "a cloze has a field")
    demand(len(re.findall(r"\{\d*:", read.text)) == len(fields), "every field is one that is read")
    answers = []
    for weight, kind, alternatives in fields:
        demand(kind in ("NUMERICAL", "NM"), "our fields are numbers")
        match = re.fullmatch(rf"=({NUMBER}):({NUMBER})", alternatives)
        demand(match is not None, f"{alternatives} is no number with how far off it may be")
        if match:
            answers.append(Answer(match[1], float(weight or 1), match[2]))
    return replace(read, answers=tuple(answers), mark=sum(answer.fraction for answer in answers))


def _essay(question: Element, read: Imported) -> Imported:
    options = {
        "responseformat": one_of(
            question, "responseformat", "editor editorfilepicker plain monospaced noinline", "editor"
        ),
        "responserequired": one_of(question, "responserequired", "0 1", "1"),
        "attachments": one_of(question, "attachments", "0 1 2 3 -1", "0"),
        "attachmentsrequired": one_of(question, "attachmentsrequired", "0 1 2 3", "0"),
        "graderinfo": html_of(question, "graderinfo"),
        "responsetemplate": html_of(question, "responsetemplate"),
    }
    demand(int(question.findtext("responsefieldlines", "15")) > 0, "there is room for an answer")
    return replace(read, options=options)


KINDS: Mapping[str, Callable[[Element, Imported], Imported]] = {
    "multichoice": _multichoice,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "cloze": _cloze,
    "essay": _essay,
    "stack": stack,
}
