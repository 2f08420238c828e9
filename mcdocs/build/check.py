"""Check a course without typesetting it: derive every spec and verify every line it would show."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from mcdocs.build.engine import ENGINE, Engine
from mcdocs.build.report import Checked, Finished, Noted, Report, Started, silent
from mcdocs.build.workers import Workers, all_of, processes


def check(
    functions: Sequence[Path],
    targets: Sequence[Path],
    course: Path,
    *,
    jobs: int = 1,
    report: Report = silent,
    engine: Engine = ENGINE,
) -> None:
    """Check every function, lecture and problem set, `jobs` at a time. Raises the errors of all of them together."""
    if functions or targets:
        report(Started(len(functions) + len(targets)))
        asyncio.run(_check_all(functions, targets, course, jobs, report, engine))


async def _check_all(
    functions: Sequence[Path], targets: Sequence[Path], course: Path, jobs: int, report: Report, engine: Engine
) -> None:
    with processes(min(jobs, len(functions) + len(targets))) as pool:
        workers = Workers(pool, jobs)

        async def one(spec: Path, is_function: bool) -> None:
            try:
                if is_function:
                    claims = await workers.think(engine.examine, spec, course)
                else:
                    composed = await workers.think(engine.compose, spec, course)
                    claims = composed.claims
                    for message in dict.fromkeys(map(str, composed.refused.values())):
                        report(Noted(message))
                await workers.think(engine.judge, claims)
                report(Checked(spec))
            finally:
                report(Finished(str(spec)))

        specs = [*((spec, True) for spec in functions), *((spec, False) for spec in targets)]
        await all_of(*(one(spec, is_function) for spec, is_function in specs))
