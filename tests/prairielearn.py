"""A question's folder as PrairieLearn takes it: by the rules written down in `formats/prairielearn.json`, and by what
its elements check when a page is prepared, in words of our own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import chevron
import jsonschema
from lxml import html

from tests.exported import FORMATS

# What a formula may call, and what no name may be called.
FUNCTIONS = frozenset(
    str.split(
        "exp log ln sqrt factorial abs sgn max min sign Abs Max Min cos sin tan sec cot csc cosh sinh tanh arccos "
        "arcsin arctan acos asin atan arctan2 atan2 atanh acosh asinh"
    )
)
CONSTANTS = frozenset(str.split("pi e infty i j _Exp1 _ImaginaryUnit"))


@cache
def rules() -> dict[str, Any]:
    """What is written down, by what it is about."""
    found: dict[str, Any] = json.loads((FORMATS / "prairielearn.json").read_text(encoding="utf-8"))
    return found


def assert_keeps(about: Mapping[str, Any], value: object) -> None:
    """Fails where the value does not keep these rules."""
    jsonschema.Draft202012Validator({**rules(), **about}).validate(value)


def assert_folder(folder: Path) -> None:
    """Fails where PrairieLearn would refuse the folder, or any version of its question."""
    info = json.loads((folder / "info.json").read_text(encoding="utf-8"))
    assert_keeps(rules()["info"], info)
    template = (folder / "question.html").read_text(encoding="utf-8")
    for data in json.loads((folder / "versions.json").read_text(encoding="utf-8")):
        page = html.fragment_fromstring(chevron.render(template, data), create_parent="div")
        assert_page(page, data, folder)
        asked = [name for element in page.iter() if (name := element.get("answers-name"))]
        assert len(set(asked)) == len(asked)
        assert not set(asked) & set(data["params"])  # multiple choice keeps its choices there
        assert bool(asked) == (info.get("gradingMethod", "Internal") == "Internal")
        assert bool(asked) != bool(list(page.iter("pl-rich-text-editor")))
        choices = {element.get("answers-name") for element in page.iter("pl-multiple-choice")}
        assert set(data["correct_answers"]) == set(asked) - choices  # which say themselves what is right


def assert_page(page: html.HtmlElement, data: Mapping[str, Any], folder: Path) -> None:
    """Fails where an element would refuse what it is given."""
    for element in page.iter():
        if str(element.tag).startswith("pl-"):
            assert_keeps(rules()["elements"][element.tag], dict(element.attrib))
    for figure in page.iter("pl-figure"):
        assert (folder / "clientFilesQuestion" / figure.get("file-name")).is_file()
    for choice in page.iter("pl-multiple-choice"):
        assert {element.tag for element in choice} == {"pl-answer"}
        shown = [re.sub(r"<pl-answer[^>]*>", "", html.tostring(each, encoding="unicode")).strip() for each in choice]
        assert len(set(shown)) == len(shown) >= 2
        assert [each.get("correct") for each in choice].count("true") == 1
    for field in page.iter("pl-symbolic-input"):
        answer = data["correct_answers"][field.get("answers-name")]
        assert_keeps(rules()["answer"], answer)
        names = set(answer["_variables"])
        assert field.get("variables").split(", ") == answer["_variables"]
        assert not names & (FUNCTIONS | CONSTANTS)
        assert set(answer["_assumptions"]) <= names
        called = set(re.findall(r"[A-Za-z_]\w*(?=\()", answer["_value"]))
        assert called <= FUNCTIONS
        assert set(re.findall(r"[A-Za-z_]\w*", answer["_value"])) - called <= names | {"pi", "e"}
