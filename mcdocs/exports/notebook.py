"""A pair of Jupyter notebooks: one to be handed out, which knows no answer, and one with the key.

After the notebook format 4.5 of nbformat.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from mcdocs.exports.stems import asked, given, in_dollars, inline
from mcdocs.exports.table import Bundle, answer_text, exports
from mcdocs.problems.model import Drawn, Exercise, Key, Question, Sheet, Solution

Cell = dict[str, Any]


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
        cells.append(_given(exercise))
        for question in exercise.questions:
            cells += [_asked(question), _code(f"answer_{question.id}", f'answer_{question.id} = ""')]
    return cells


def _key(key: Key) -> list[Cell]:
    cells = [_opening(key.sheet, " - key")]
    for exercise in key.sheet.exercises:
        cells.append(_given(exercise))
        for question in exercise.questions:
            solution = key.solutions[question.id]
            source = f"answer_{question.id} = {answer_text(solution)!r}"
            cells += [_asked(question), _solved(question, solution), _code(f"answer_{question.id}", source)]
    return cells


def _opening(sheet: Sheet, more: str = "") -> Cell:
    told = f"\n\n{inline(sheet.instructions, in_dollars)}" if sheet.instructions else ""
    whose = f"{sheet.set_name}, version {sheet.version}" + (f", {sheet.student}" if sheet.student else "")
    return _markdown("opening", f"# {inline(sheet.title, in_dollars)}{more}\n\n{whose}{told}")


def _given(exercise: Exercise) -> Cell:
    title = inline(exercise.title, in_dollars)
    return _markdown(f"exercise_{exercise.number}", f"## {exercise.number} {title}\n\n{given(exercise, in_dollars)}")


def _asked(question: Question) -> Cell:
    points = f"*{question.points} {'point' if question.points == 1 else 'points'}*"
    choices = "".join(f"<li>{inline(choice, in_dollars)}</li>" for choice in question.choices)
    listed = f"<ol>{choices}</ol>" if choices and question.kind != "error" else ""
    return _markdown(f"question_{question.id}", f"**{question.id}** {points}\n\n{asked(question, in_dollars)}{listed}")


def _solved(question: Question, solution: Solution) -> Cell:
    lines = [inline(solution.shown, in_dollars)]
    for line in solution.working:
        head = f"{in_dollars(line.head, False)} = " if line.head is not None else "= "
        points = f" ({line.points})" if line.points else ""
        lines.append(f"- {head}{in_dollars(line.math, False)} {inline(line.rule, in_dollars)}{points}")
    return _markdown(f"solution_{question.id}", "\n".join([lines[0], "", *lines[1:]]))


def _markdown(id: str, source: str) -> Cell:
    return {"cell_type": "markdown", "id": id, "metadata": {}, "source": source}


def _code(id: str, source: str) -> Cell:
    return {"cell_type": "code", "execution_count": None, "id": id, "metadata": {}, "outputs": [], "source": source}


def _notebook(cells: Sequence[Cell]) -> bytes:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    whole = {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()
