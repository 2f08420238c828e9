"""What stands behind `mcdocs assign`: from its arguments to an order and a crew."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mcdocs.build.report import Noted, Report
from mcdocs.errors import UsageError
from mcdocs.papers.assign import assign
from mcdocs.papers.crew import cluster, this_machine
from mcdocs.papers.desk import Order
from mcdocs.papers.records import MANIFEST
from mcdocs.papers.secret import default_secret, read_secret
from mcdocs.specs.roster import Roster, read_roster


def run(
    course: Path,
    name: str,
    output: Path,
    *,
    roster: Path | None,
    only: str,
    secret: Path | None,
    scheduler: str,
    formats: Sequence[str],
    jobs: int,
    report: Report,
) -> None:
    """Make the papers of a class.

    Raises UsageError without a roster, unless one student of the manifest is asked for; and what `assign` raises.
    """
    recorded = (output / "problems" / name / MANIFEST).exists()
    if roster is None and not (only and recorded):
        raise UsageError("whose papers? Name the list of the class: --roster FILE", hint="a CSV file: id,name")
    students = read_roster(roster) if roster else Roster()
    given = b""
    if roster or secret:
        place = secret or default_secret(course)
        if recorded and not place.exists():  # a new one would be no use, and in the way of the old one
            hint = (
                "put it back, or name it: --secret FILE; one student's papers are printed again without it: --only ID"
            )
            raise UsageError(f"the secret of these papers is not in {place}", hint=hint)
        given, is_new = read_secret(place)
        if is_new:
            report(
                Noted(f"wrote a new secret to {place}: with it alone the same papers can be drawn again, so keep it")
            )
    order = Order(course, name, output, students, given, tuple(formats), away=bool(scheduler))
    crew = cluster(scheduler) if scheduler else this_machine(jobs)
    assign(order, crew, report, only)
