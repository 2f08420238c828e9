"""Worksheets for Gradescope: every question on a page of its own, so that it is in the same place for everybody, and
an outline to set the assignment up from.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace

from mcdocs.documents.sheets import Paper, Part, Problem
from mcdocs.exports.stems import title
from mcdocs.exports.table import Bundle, exports, items
from mcdocs.problems.handouts import worksheet
from mcdocs.problems.model import Drawn, Sheet

ROOM = 16  # lines to write on


@exports("gradescope", "PDF worksheets with every question on its own page, and an outline as CSV")
def gradescope(versions: Sequence[Drawn]) -> Bundle:
    """A PDF for each version, and one outline for all."""
    name = versions[0].sheet.set_name
    files = {f"{name}-{drawn.sheet.student or drawn.sheet.version}.pdf": drawn for drawn in versions}
    papers = {file: _paged(drawn.sheet) for file, drawn in files.items()}
    pages = len(list(items(versions[:1])))
    warning = "Gradescope does not read an outline from a file: enter it by hand from the CSV"
    return Bundle({f"{name}-outline.csv": _outline(versions[0])}, (warning,), papers, pages, files)


def _outline(drawn: Drawn) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(("question", "title", "points", "page"))
    for page, item in enumerate(items([drawn]), 1):
        writer.writerow((item.question.id, title(item), item.question.points, page))
    return stream.getvalue().encode()


def _paged(sheet: Sheet) -> Paper:
    """The worksheet with each question as a problem of its own, and room for it on its page."""
    paper = worksheet(sheet)
    return replace(paper, apart=True, problems=tuple(each for problem in paper.problems for each in _single(problem)))


def _single(problem: Problem) -> list[Problem]:
    return [
        replace(problem, points=part.points, parts=(replace(part, room=ROOM if part.room else 0),))
        for part in problem.parts
        if isinstance(part, Part)
    ]
