"""Question folders for PrairieLearn: `info.json`, `question.html` and a `server.py` that draws one of our versions.

After PrairieLearn's documentation, "Question configuration", "Question template", `server.py` and the elements named
below. Our numbers are drawn here and verified, so that `server.py` only chooses.
"""

from __future__ import annotations

import html
import json
import keyword
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from mcdocs.exports.assumed import assumed, settled
from mcdocs.exports.explanation import explanation, marking
from mcdocs.exports.pictures import svg
from mcdocs.exports.stems import (
    in_dollars,
    in_words,
    inline,
    names,
    names_typed,
    repeated,
    scalars,
    stem,
    title,
    unwritten,
)
from mcdocs.exports.table import Bundle, Item, Losses, by_question, exports
from mcdocs.exports.writing import Rows, written_out
from mcdocs.printers.text import text
from mcdocs.problems.model import BlanksField, Chosen, Drawn, Filled, FormulaField, Sizes, Value

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "mcdocs/prairielearn")
# What a name cannot be in an answer there: words of Python, the constants and functions that PrairieLearn knows, and
# SymPy's names of one letter.
RESERVED = frozenset(keyword.kwlist) | frozenset(
    str.split(
        "e i j pi infty E I N S Q O exp log ln sqrt factorial abs sgn sign max min Abs Max Min cos sin tan sec cot csc "
        "cosh sinh tanh acos asin atan arccos arcsin arctan acosh asinh atanh atan2 arctan2"
    )
)

_SERVER = '''"""One of the versions that mcdocs drew and verified, chosen by the seed of the variant."""

import json
import pathlib
import random
import re


def generate(data):
    place = pathlib.Path(data["options"]["question_path"], "versions.json")
    versions = json.loads(place.read_text(encoding="utf-8"))
    chosen = random.Random(data["variant_seed"]).choice(versions)
    data["params"].update(chosen["params"])
    data["correct_answers"].update(chosen["correct_answers"])
'''
_SPELLING = '''

def parse(data):
    """2x3 for all the ways to write that shape: 2 x 3, (2, 3), 2 by 3, R^{2x3}."""
    typed = data["submitted_answers"].get("answer")
    if isinstance(typed, str):
        bare = typed.strip().removeprefix("R").removeprefix("^").strip("(){}[] ")
        sizes = [size.strip() for size in bare.replace("by", "x").replace("×", "x").replace(",", "x").split("x")]
        data["submitted_answers"]["answer"] = "scalar" if sizes in ([""], ["1", "1"]) else "x".join(sizes)
'''
_SETTLING = '''

def parse(data):
    """Entries that others tell, by what may be assumed, in those: A21 as A12 of a symmetric A."""
    same = data["params"]["same"]
    for answer in data["submitted_answers"].values():
        if isinstance(answer, dict) and answer.get("_type") == "sympy":
            answer["_value"] = re.sub(r"[A-Za-z_]\\w*", lambda name: same.get(name[0], name[0]), answer["_value"])
            answer["_variables"] = data["params"]["variables"].split(", ")
            answer["_assumptions"] = data["params"]["assumptions"]
'''
_STEM = "<pl-question-panel>\n{{{params.stem}}}\n</pl-question-panel>\n"
_SYMBOLIC = """{{#params.rows}}<div class="d-flex flex-wrap">
{{#cells}}<pl-symbolic-input answers-name="{{name}}" variables="{{params.variables}}" label="{{label}}" size="30">\
</pl-symbolic-input>
{{/cells}}</div>
{{/params.rows}}"""
_CHOICE = """<pl-multiple-choice answers-name="answer" order="fixed">
{{#params.choices}}<pl-answer correct="{{correct}}">{{{text}}}</pl-answer>
{{/params.choices}}</pl-multiple-choice>
"""
_SHAPE = """<p>Answer as in 2x3, or <em>scalar</em>.</p>
<pl-string-input answers-name="answer" remove-spaces="true" ignore-case="true"></pl-string-input>
"""
_BY_HAND = """<pl-rich-text-editor file-name="answer.html"></pl-rich-text-editor>
<pl-manual-grading-only>{{{params.marking}}}</pl-manual-grading-only>
"""
_ANSWER = "<pl-answer-panel>{{{params.solution}}}</pl-answer-panel>\n"


@exports("prairielearn", "PrairieLearn question folders with symbolic input, one folder a question")
def prairielearn(versions: Sequence[Drawn]) -> Bundle:
    """A folder for each question, with all versions of it."""
    files: dict[str, bytes] = {}
    losses = Losses()
    losses.add("points", "a question's folder has no place for them: give them in the assessment")
    for what in ("title", "instructions") if versions[0].sheet.instructions else ("title",):
        losses.add(what, "questions stand alone in PrairieLearn: say it in the assessment")
    if versions[0].sheet.student:
        losses.add("students", "PrairieLearn gives anybody any version, which may be somebody else's")
    for id, group in by_question(versions).items():
        folder = f"questions/{group[0].drawn.sheet.set_name}/{id}"
        for name, content in _folder(group, losses).items():
            files[f"{folder}/{name}"] = content.encode()
        for item in group:
            if item.exercise.picture is not None:
                files[f"{folder}/clientFilesQuestion/{_picture(item)}"] = svg(item.exercise.picture)
    return Bundle(files, losses.told())


def _folder(group: Sequence[Item], losses: Losses) -> Mapping[str, str]:
    first = group[0]
    info: dict[str, Any] = {
        "uuid": str(uuid.uuid5(_NAMESPACE, f"{first.drawn.sheet.set_name}/{first.question.id}")),
        "title": f"{first.question.id} {title(first)}",
        "topic": "Matrix calculus",
        "tags": [first.drawn.sheet.set_name],
        "type": "v3",
        "singleVariant": len(group) == 1,
    }
    found = [_version(item) for item in group]
    template = _template(first)
    if template is _CHOICE:
        losses.of_choice(first)
    if any(version is None for version in found):
        losses.add(first, f"{_why_by_hand(first)}: they are texts, marked by hand")
        info["gradingMethod"] = "Manual"
        template = _BY_HAND
        found = [_by_hand(item) for item in group]
    elif template is _SYMBOLIC and any(version and len(version["correct_answers"]) > 1 for version in found):
        if isinstance(first.solution.answer, Value):
            why = "there is one input for each entry, so that the shape of the answer is told, and each counts alike"
            losses.add(first, why)
    return {
        "info.json": json.dumps(info, indent=2, ensure_ascii=False) + "\n",
        "question.html": _STEM + template + _ANSWER,
        "server.py": _SERVER + _parsing(template, found),
        "versions.json": json.dumps(found, indent=1, ensure_ascii=False) + "\n",
    }


def _parsing(template: str, found: Sequence[dict[str, Any] | None]) -> str:
    """What is done with an answer before it is marked, where something is."""
    if template is _SHAPE:
        return _SPELLING
    return _SETTLING if any(version and version["params"].get("same") for version in found) else ""


def _why_by_hand(item: Item) -> str:
    if clash := sorted(_taken(item)):
        return f"PrairieLearn takes {', '.join(clash)} for something else (rename them)"
    if beyond := assumed(item).beyond:
        return f"PrairieLearn does not know that {' and '.join(beyond)}"
    return f"PrairieLearn has an input for each entry, and {unwritten(item)}"


def _taken(item: Item) -> set[str]:
    field = item.question.field
    if not isinstance(field, FormulaField | BlanksField):
        return set()
    return set(field.scope.known()) & RESERVED | repeated(item)


def _template(item: Item) -> str:
    match item.solution.answer:
        case Chosen():
            return _CHOICE
        case Sizes():
            return _SHAPE
        case _:
            return _SYMBOLIC


def _version(item: Item) -> dict[str, Any] | None:
    """What one version puts into the page, and its answers; None where PrairieLearn cannot mark them."""
    match item.solution.answer:
        case Chosen(index):
            choices = [
                {"correct": "true" if place == index else "false", "text": inline(choice, in_dollars)}
                for place, choice in enumerate(item.question.choices)
            ]
            data = _data(item, {})
            data["params"]["choices"] = choices
            return data
        case Sizes(axes):
            shape = "x".join(str(axis.size).replace("*", "") for axis in axes) or "scalar"
            return _data(item, {"answer": shape})
        case Value(node=node):
            return _symbolic(item, written_out(node))
        case Filled(values=values):
            entries = [written_out(value) for value in values]
            if any(entry is None or not entry.is_scalar for entry in entries):
                return None
            return _symbolic(item, Rows(tuple((entry.rows[0][0],) for entry in entries if entry is not None)))


def _symbolic(item: Item, answer: Rows | None) -> dict[str, Any] | None:
    """An input for each entry; the row and the column are in its name."""
    facts = assumed(item)
    if answer is None or _taken(item) or facts.beyond:
        return None
    variables = scalars(item)
    assumptions = {name: {"positive" if name in facts.positive else "real": True} for name in variables}
    rows, answers = [], {}
    for row, entries in enumerate(settled(answer, facts.same).rows, 1):
        cells = []
        for column, entry in enumerate(entries, 1):
            name = "answer" if answer.is_scalar else f"answer_{row}_{column}"
            label = "" if answer.is_scalar else f"({row}, {column})"
            if isinstance(item.solution.answer, Filled):
                label = f"({row})"
            cells.append({"name": name, "label": label})
            answers[name] = _formula(text(entry), assumptions)
        rows.append({"cells": cells})
    data = _data(item, answers)
    data["params"]["stem"] += f"<p>{names_typed(item)}</p>"
    data["params"] |= {"rows": rows, "variables": ", ".join(variables)}
    if facts.same:
        same = {name: f"({text(node)})" for name, node in facts.same.items()}
        data["params"] |= {"same": same, "assumptions": assumptions}
    return data


def _formula(formula: str, assumptions: Mapping[str, Any]) -> dict[str, Any]:
    """A formula as PrairieLearn stores those of SymPy, its variables real: sqrt(x**2) is abs(x) then."""
    return {"_type": "sympy", "_value": formula, "_variables": list(assumptions), "_assumptions": dict(assumptions)}


def _by_hand(item: Item) -> dict[str, Any]:
    """What a version says that a person marks."""
    data = _data(item, {})
    if names(item):
        data["params"]["stem"] += f"<p>Names in the answer: {names(item)}.</p>"
    data["params"]["marking"] = marking(item.solution, in_dollars)
    return data


def _data(item: Item, answers: Mapping[str, Any]) -> dict[str, Any]:
    stated, solved = stem(item, in_dollars, _figure(item)), explanation(item.solution, in_dollars)
    return {"params": {"stem": stated, "solution": solved}, "correct_answers": dict(answers)}


def _figure(item: Item) -> str:
    if item.exercise.picture is None:
        return ""
    words = html.escape(in_words(item.exercise.picture.alt))
    return f'<pl-figure file-name="{_picture(item)}" alt="{words}"></pl-figure>'


def _picture(item: Item) -> str:
    """Each version has a picture of its own."""
    return f"picture-{item.drawn.sheet.version}.svg"
