"""A pair of Jupyter notebooks: one to be handed out, which knows no answer, and one with the key.

After the notebook format 4.5 of nbformat.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence
from typing import Any

from mcdocs.documents.escapes import markdown
from mcdocs.documents.filters import snug
from mcdocs.documents.pictures.scene import Scene
from mcdocs.exports.explanation import worth_of
from mcdocs.exports.pictures import svg
from mcdocs.exports.stems import in_words, tex
from mcdocs.exports.table import Bundle, answer_text, exports
from mcdocs.language.notation import Math
from mcdocs.language.prose import Formula, Inline, Text
from mcdocs.problems.model import Drawn, Exercise, Key, Question, Sheet, Solution

Cell = dict[str, Any]
_PICTURE = "picture.svg"


@exports("notebook", "Jupyter notebooks: one for students, without answers, and one with the key")
def notebook(versions: Sequence[Drawn]) -> Bundle:
    """Two notebooks for each version."""
    files: dict[str, bytes] = {}
    sheets: dict[str, Drawn] = {}
    for drawn in versions:
        name = f"{drawn.sheet.set_name}-{drawn.sheet.student or drawn.sheet.version}"
        sheets[f"{name}.ipynb"] = drawn
        files[f"{name}.ipynb"] = _notebook(_worksheet(drawn.sheet))
        files[f"{name}-key.ipynb"] = _notebook(_key(drawn.key))
    return Bundle(files, sheets=sheets)


def _worksheet(sheet: Sheet) -> list[Cell]:
    """What a student gets; a sheet knows no solution, by type."""
    cells = [_opening(sheet)]
    for exercise in sheet.exercises:
        cells.append(_given(exercise, exercise.picture))
        for question in exercise.questions:
            cells += [_asked(question), _code(f"answer_{question.id}", f'answer_{question.id} = ""')]
    return cells


def _key(key: Key) -> list[Cell]:
    cells = [_opening(key.sheet, " - key")]
    for exercise in key.sheet.exercises:
        cells.append(_given(exercise, key.pictures.get(exercise.number)))
        for question in exercise.questions:
            solution = key.solutions[question.id]
            source = f"answer_{question.id} = {answer_text(solution)!r}"
            cells += [_asked(question), _solved(question, solution), _code(f"answer_{question.id}", source)]
    return cells


def _opening(sheet: Sheet, more: str = "") -> Cell:
    whose = f"{sheet.set_name}, version {sheet.version}" + (f", {sheet.student}" if sheet.student else "")
    return _markdown("opening", f"# {_line(sheet.title)}{more}", whose, _line(sheet.instructions))


def _given(exercise: Exercise, picture: Scene | None) -> Cell:
    heading = f"## {exercise.number} {_line(exercise.title)}"
    shown = map(_displayed, exercise.given)
    image = f"![{markdown(in_words(picture.alt))}](attachment:{_PICTURE})" if picture else ""
    cell = _markdown(f"exercise_{exercise.number}", heading, _line(exercise.text), *shown, image)
    if picture:
        cell["attachments"] = {_PICTURE: {"image/svg+xml": base64.b64encode(svg(picture)).decode()}}
    return cell


def _asked(question: Question) -> Cell:
    points = f"*{question.points} {'point' if question.points == 1 else 'points'}*"
    below = list(map(_displayed, question.displays))
    if question.kind == "error":
        below = [_listed([_dollars(line) for line in question.displays])]
    elif question.choices:
        below.append(_listed(list(map(_line, question.choices))))
    prompt = f"**{question.id}** {_line(question.prompt)} {points}"
    return _markdown(f"question_{question.id}", prompt, *below)


def _solved(question: Question, solution: Solution) -> Cell:
    lines = []
    for line in solution.working:
        head = "" if line.continued else f"{tex(line.head) if line.head is not None else ''} = "
        points = f" **{worth_of(line)}**" if line.points else ""
        lines.append(f"- ${head}{tex(line.math)}$ {_line(line.shares or line.rule)}{points}")
    slips = (f"*Mistake to look for:* {_line(slip.why)}: {_dollars(slip.math)}" for slip in solution.mistakes)
    return _markdown(f"solution_{question.id}", _line(solution.shown), "\n".join(lines), *slips)


# ── Markdown as notebooks read it: mathematics between dollars, as it is ─────────────────────────────────────────────

_STYLES = {"strong": "**", "emphasis": "*", "strike": "~~"}


def _line(prose: Inline) -> str:
    words = []
    for piece in prose:
        if isinstance(piece, Text) and piece.style == "code":
            words.append(f"`{piece.text}`")  # a backtick ends code in prose too
            continue
        mark = _STYLES.get(piece.style, "")
        before, core, after = ("", _dollars(piece.math), "") if isinstance(piece, Formula) else snug(piece.text)
        inside = core if isinstance(piece, Formula) else _outside_mathematics(markdown(core))
        words.append(f"{before}{mark}{inside}{mark}{after}" if inside else before)
    return "".join(words)


def _outside_mathematics(source: str) -> str:
    """Text in which MathJax finds no formula: it looks for dollars and backslashes within one element."""
    return re.sub(r"\\[$\\]", r"<span>\g<0></span>", source)


def _dollars(math: Math) -> str:
    return f"${tex(math)}$"


def _displayed(math: Math) -> str:
    return f"$${tex(math)}$$"


def _listed(entries: Sequence[str]) -> str:
    return "\n".join(f"{number}. {entry}" for number, entry in enumerate(entries, 1))


def _markdown(id: str, *paragraphs: str) -> Cell:
    return {"cell_type": "markdown", "id": id, "metadata": {}, "source": "\n\n".join(filter(None, paragraphs))}


def _code(id: str, source: str) -> Cell:
    return {"cell_type": "code", "execution_count": None, "id": id, "metadata": {}, "outputs": [], "source": source}


def _notebook(cells: Sequence[Cell]) -> bytes:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    whole = {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()
