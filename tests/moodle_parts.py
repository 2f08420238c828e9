"""The parts of a question in Moodle XML as its importer reads them, with the defaults it has; what is refused.

In words of our own after `question/format/xml` of Moodle, and `import_from_xml` of STACK.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

FORMATS = frozenset(str.split("html moodle_auto_format plain_text markdown wiki_like"))
# The parts of a grade that answers can be worth: whole hundredths of sixths, fifths, and the like.
FRACTIONS = frozenset(
    str.split("0 5 10 11.11111 12.5 14.28571 16.66667 20 25 30 33.33333 40 50 60 66.66667 70 75 80 90 100")
)


class Refused(Exception):
    """What Moodle would not import, or not as it was meant."""


@dataclass(frozen=True)
class Answer:
    """An answer and what it is worth, of 1."""

    text: str
    fraction: float
    tolerance: str = ""


@dataclass(frozen=True)
class Node:
    """A test of a tree: what is compared with what, the score if they are equal and if not, and where to go then."""

    test: str
    given: str
    against: str
    scores: tuple[float, float]
    following: tuple[str, str]
    feedback: str


@dataclass(frozen=True)
class Imported:
    """A question in the bank."""

    kind: str
    category: str
    name: str
    text: str
    feedback: str
    mark: float
    idnumber: str
    files: Mapping[str, bytes]
    answers: tuple[Answer, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    trees: Mapping[str, tuple[Node, ...]] = field(default_factory=dict)


def demand(held: bool, rule: str) -> None:
    """Raise Refused with the rule that is not kept."""
    if not held:
        raise Refused(rule)


def plain(question: Element, tag: str) -> str:
    """The words of <tag><text>: elements within are an error of the file."""
    found = question.find(f"{tag}/text")
    if found is None:
        return ""
    demand(not len(found), f"the text of {tag} holds no elements")
    return (found.text or "").strip()


def html_of(question: Element, tag: str) -> str:
    """The same, in a format that is known and is HTML."""
    found = question.find(tag)
    demand(found is not None and found.get("format") in FORMATS, f"{tag} says in which format it is")
    demand(found is not None and found.get("format") == "html", f"{tag} is HTML")
    return plain(question, tag)


def files_of(question: Element) -> dict[str, bytes]:
    """The files within a question, by name."""
    found: dict[str, bytes] = {}
    for file in question.iter("file"):
        name = file.get("name", "")
        demand(re.fullmatch(r"[\w.-]+", name) is not None and file.get("path") == "/", "a file has a name and a place")
        demand(file.get("encoding") == "base64" and name not in found, "a file is in base 64, and there once")
        found[name] = base64.b64decode(file.text or "", validate=True)
    return found


def number(question: Element, tag: str, default: str) -> float:
    """A number, or what it is where there is none."""
    return float(question.findtext(tag, default))


def one_of(question: Element, tag: str, words: str, default: str) -> str:
    """One of these words, or the default."""
    found = question.findtext(tag, default)
    demand(found in words.split(), f"{tag} is one of {words}, not {found}")
    return found


def answers_of(question: Element) -> tuple[Answer, ...]:
    """The answers to a question, each worth a part that Moodle has."""
    found = []
    for answer in question.findall("answer"):
        demand(answer.get("format", "html") in FORMATS, "an answer is in a format that is known")
        fraction = answer.get("fraction", "0")
        demand(fraction in FRACTIONS, f"{fraction} % is no part of the points that can be given")
        text = answer.find("text")
        demand(text is not None and not len(text), "an answer is text")
        html_of(answer, "feedback")
        said = "" if text is None else (text.text or "").strip()
        found.append(Answer(said, float(fraction) / 100, answer.findtext("tolerance", "")))
    return tuple(found)
