"""A paper and a key for every student of a class. `assign` is the story; start reading here.

What a student gets depends on the secret, the set and the student alone, so papers are made in any order and in any
company. What is recorded is not made again: a run that was interrupted goes on where it stopped.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from math import ceil
from pathlib import Path

from mcdocs.build.fingerprints import digest
from mcdocs.build.folder import claimed, publish
from mcdocs.build.report import Assigned, Noted, Report, Started, Waiting, silent
from mcdocs.errors import DocumentError, McdocsError, raise_all
from mcdocs.papers.chunk import Request, make
from mcdocs.papers.crew import Crew
from mcdocs.papers.desk import MOST_REPORTED, Desk, Order
from mcdocs.papers.records import Records
from mcdocs.papers.wanted import Wanted

MOST_AT_ONCE = 125  # what a run of TeX costs by itself is less than a tenth of the time of so many papers
MOST_RETRIES = 8


def assign(order: Order, crew: Crew, report: Report = silent, only: str = "") -> None:
    """Make the papers that are not made yet, or those of one student, and the manifest.

    Raises what is wrong with the set; UsageError for a student nobody knows, and when the secret is not that of the
    manifest; MissingToolError without TeX; DocumentError when one student's papers would not be those recorded. What is
    wrong with single papers is raised after all that can be made was made, and then no manifest is written.
    """
    desk = Desk.of(order)
    with claimed(order.output, lambda: report(Waiting(order.output))) as private:
        work = private / f"work-{os.getpid()}"
        records = desk.records()
        try:
            if only in records.versions:
                _reprint(desk, desk.request(only, records, again=True), records, work)
                return report(Assigned(1, order.folder / "students" / only))
            wanted = desk.wanted(records, only)
            desk.note(records, len(wanted), report)
            report(Started(len(wanted)))
            _make_all(desk, wanted, records, crew, work, report)
        finally:
            shutil.rmtree(work, ignore_errors=True)
        if kept := records.publish(desk.manifest()):
            message = f"there are other questions than before; the manifest of the earlier papers is kept as {kept}"
            report(Noted(message))


def _make_all(desk: Desk, students: Wanted, records: Records, crew: Crew, work: Path, report: Report) -> None:
    """Make papers, round by round: who drew what somebody else has gets another seed, and is made once more."""
    ids = desk.ids(records)
    errors: list[McdocsError] = []
    shared, count = 0, len(students)
    wanted: Iterator[Request] = (desk.request(each, records) for each in students)
    for retry in range(MOST_RETRIES + 1):
        again: list[Request] = []
        size = max(1, min(MOST_AT_ONCE, ceil(count / crew.workers)))
        chunks = (desk.chunk(requests, ids, work) for requests in _by(size, wanted))
        for outcome in crew.map(make, chunks):
            errors += [error for error in outcome.errors if str(error) not in map(str, errors)]
            kept = []
            for made in outcome.made:
                taken = records.owner(made.request.student, made.draws) != made.request.student
                if taken and desk.is_roomy() and retry < MOST_RETRIES:
                    seed = desk.order.seed(made.request.student, retry + 1)
                    again.append(replace(made.request, seed=seed, attempts=()))
                else:
                    shared += taken
                    kept.append(made)
            desk.hand_out(kept, records)
            report(Assigned(len(kept), desk.order.folder / "students"))
            if len(errors) >= MOST_REPORTED:
                raise_all(errors)
        if not again:
            break
        wanted, count = iter(again), len(again)
    raise_all(errors)
    if shared:
        report(Noted(f"{shared} students have a version that somebody else has too: draw from more to avoid it"))


def _by(size: int, requests: Iterator[Request]) -> Iterator[list[Request]]:
    while some := list(islice(requests, size)):
        yield some


def _reprint(desk: Desk, request: Request, records: Records, work: Path) -> None:
    """Make recorded papers again. Raises DocumentError, and changes nothing, when they would not be the same."""
    outcome = make(desk.chunk([request], desk.ids(records), work))
    raise_all(list(outcome.errors))
    (made,) = outcome.made
    recorded = records.versions[request.student]
    says = (recorded.code, recorded.attempts, [dict(values) for values in recorded.draws])
    if says != (made.code, made.attempts, [dict(values) for values in made.draws]) and not desk.has_changed(records):
        raise records.changed(request.student)
    if any(recorded.files.get(name) not in (None, digest(content)) for name, content in made.files.items()):
        hint = f"bring back what has changed since: {desk.changes(records)}"
        message = f"the papers of {request.student} would not be those that were handed out"
        raise DocumentError(message, hint=hint)
    publish(desk.folder_of(request.student), made.files)
