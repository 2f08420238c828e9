"""A paper and a key for every student of a class. `assign` is the story; start reading here.

What a student gets depends on the secret, the set and the student alone, so papers are made in any order and in any
company. What is recorded is not made again: a run that was interrupted goes on where it stopped.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil
from pathlib import Path

from mcdocs.build.fingerprints import digest
from mcdocs.build.folder import claimed, publish
from mcdocs.build.report import Assigned, Noted, Report, Started, Waiting, silent
from mcdocs.errors import DocumentError, McdocsError, raise_all
from mcdocs.papers.chunk import Chunk, Made, Request, make
from mcdocs.papers.crew import Crew
from mcdocs.papers.desk import Desk, Order
from mcdocs.papers.records import Records
from mcdocs.problems.manifest import Version

MOST_AT_ONCE = 100
MOST_RETRIES = 8
MOST_REPORTED = 20


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
        requests = desk.requests(records, only)
        try:
            if only in records.versions:
                _reprint(desk, requests[0], records, work)
                return report(Assigned(1, order.folder / "students" / only))
            wanted = [request for request in requests if not desk.is_made(request, records)]
            desk.note(records, len(wanted), report)
            report(Started(len(wanted)))
            _make_all(desk, wanted, records, crew, work, report)
        finally:
            shutil.rmtree(work, ignore_errors=True)
        records.publish(desk.manifest())


def _make_all(desk: Desk, wanted: list[Request], records: Records, crew: Crew, work: Path, report: Report) -> None:
    """Make papers, round by round: who drew what somebody else has gets another seed, and is made once more."""
    owners = {_key(version): student for student, version in records.versions.items()}
    errors: list[McdocsError] = []
    done, shared = 0, 0
    for retry in range(MOST_RETRIES + 1):
        again: list[Request] = []
        for outcome in crew.map(make, _chunks(desk, wanted, records, crew.workers, work)):
            errors += [error for error in outcome.errors if str(error) not in map(str, errors)]
            kept = []
            for made in outcome.made:
                owner = owners.setdefault(_key(made), made.request.student)
                taken = owner != made.request.student
                if taken and desk.is_roomy() and retry < MOST_RETRIES:
                    seed = desk.order.seed(made.request.student, retry + 1)
                    again.append(replace(made.request, seed=seed, attempts=()))
                else:
                    shared += taken
                    kept.append(made)
            desk.hand_out(kept, records)
            done += len(kept)
            report(Assigned(len(kept), desk.order.folder / "students"))
            if len(errors) >= MOST_REPORTED:
                raise_all(errors)
        if not again:
            break
        wanted = again
    raise_all(errors)
    if shared:
        report(Noted(f"{shared} students have a version that somebody else has too: draw from more to avoid it"))


def _chunks(desk: Desk, wanted: Sequence[Request], records: Records, workers: int, work: Path) -> Iterator[Chunk]:
    size = max(1, min(MOST_AT_ONCE, ceil(len(wanted) / workers)))
    for begin in range(0, len(wanted), size):
        yield desk.chunk(wanted[begin : begin + size], records, work)


def _reprint(desk: Desk, request: Request, records: Records, work: Path) -> None:
    """Make recorded papers again. Raises DocumentError, and changes nothing, when they would not be the same."""
    outcome = make(desk.chunk([request], records, work))
    raise_all(list(outcome.errors))
    (made,) = outcome.made
    recorded = records.versions[request.student].files
    if any(recorded.get(name) not in (None, digest(content)) for name, content in made.files.items()):
        hint = f"bring back what has changed since: {desk.changes(records)}"
        message = f"the papers of {request.student} would not be those that were handed out"
        raise DocumentError(message, hint=hint)
    publish(desk.folder_of(request.student), made.files)


def _key(version: Version | Made) -> str:
    """What two papers with the same questions have in common."""
    return digest(repr([sorted(values.items()) for values in version.draws]).encode())
