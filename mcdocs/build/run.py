"""A build, from the specs to the published documents. Start reading here."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from mcdocs.build.engine import ENGINE, Engine, flat
from mcdocs.build.fingerprints import Fingerprints
from mcdocs.build.folder import claimed
from mcdocs.build.packages import tex_missing
from mcdocs.build.plan import FORMATS, course_inputs, is_current, select
from mcdocs.build.report import Report, Started, Waiting, silent
from mcdocs.build.state import STATE_FILE, State
from mcdocs.errors import McdocsError, raise_all


def build(
    specs: Iterable[Path],
    course: Path,
    output: Path,
    *,
    names: Sequence[str] = (),
    formats: Collection[str] = FORMATS,
    jobs: int = 1,
    report: Report = silent,
    engine: Engine = ENGINE,
) -> None:
    """Make what is stale of the targets `names` (all of `specs` when empty) in `output`, `jobs` things at a time.

    Raises UsageError for an unknown name, OutputError when `output` cannot be written, and, after everything that can
    be made was made, the errors of all of them together. With a MissingToolError all but the PDFs was made.
    """
    targets = select(specs, names, output)
    without_tex = tex_missing()
    possible = [kind for kind in formats if kind != "pdf" or not without_tex]
    with claimed(output, lambda: report(Waiting(output))) as private:
        state = State.load(private / STATE_FILE)
        fingerprints = Fingerprints(state.files)
        common = course_inputs(course, fingerprints)
        stale = [each for each in targets if not is_current(each, possible, state, common, fingerprints)]
        errors: list[McdocsError] = []
        if stale:
            # Imported here: a build with nothing to do starts no workers and no TeX.
            from mcdocs.build.make import Workshop, make_all

            report(Started(len(stale)))
            shop = Workshop(engine, course, private, possible, common, state, fingerprints, report)
            try:
                make_all(stale, shop, jobs)
            except McdocsError as error:
                errors = flat(error)
            finally:
                shutil.rmtree(shop.work, ignore_errors=True)
        made = [each for each in targets if each.name in state.targets]
        if (
            without_tex
            and "pdf" in formats
            and not all(is_current(each, formats, state, common, fingerprints) for each in made)
        ):
            errors.append(without_tex)
    raise_all(errors)
