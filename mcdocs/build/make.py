"""Make the stale targets: derive, then typeset and verify at the same time, then publish everything or nothing."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from mcdocs.build.engine import Composed, Engine, flat
from mcdocs.build.fingerprints import Fingerprints, digest
from mcdocs.build.folder import publish, writing
from mcdocs.build.plan import Target, stale_outputs, target_inputs, wanted
from mcdocs.build.report import Built, Finished, Report
from mcdocs.build.state import STATE_FILE, Output, Record, State
from mcdocs.build.tex import Job, typeset
from mcdocs.build.workers import Workers, all_of, processes
from mcdocs.errors import DocumentError, McdocsError, MissingToolError, OutputError, Position, raise_all


@dataclass(frozen=True)
class Workshop:
    """What making a target needs beside the target. `private` is the build's own folder in the output."""

    engine: Engine
    course: Path
    private: Path
    formats: Collection[str]
    common_inputs: str
    state: State
    fingerprints: Fingerprints
    report: Report

    @property
    def work(self) -> Path:
        """Where TeX runs. Its name is this process's, so that TeX left over from a killed build cannot disturb it."""
        return self.private / f"work-{os.getpid()}"

    @property
    def failed(self) -> Path:
        """Where what TeX made of wrong documents is kept."""
        return self.private / "failed"

    @property
    def state_file(self) -> Path:
        """Where the state is saved."""
        return self.private / STATE_FILE


def make_all(targets: Sequence[Target], shop: Workshop, jobs: int) -> None:
    """Make these targets, `jobs` things at a time. Raises the errors of all, after all that can be made was made."""
    asyncio.run(_make_all(targets, shop, jobs))


async def _make_all(targets: Sequence[Target], shop: Workshop, jobs: int) -> None:
    with processes(min(jobs, len(targets) + 1)) as pool:
        workers = Workers(pool, jobs)
        if jobs > len(targets):
            workers.foresee(shop.engine.warm)
        await all_of(*(make(target, shop, workers) for target in targets))


async def make(target: Target, shop: Workshop, workers: Workers) -> None:
    """Make one target: every document of it is published or, when anything is wrong, none. Raises McdocsError.

    Only where TeX lacks something are the other documents published, before the MissingToolError.
    """
    began = time.monotonic()
    try:
        shutil.rmtree(shop.failed / target.name, ignore_errors=True)
        composed = await workers.think(shop.engine.compose, target.spec, shop.course)
        raise_all([error for name, error in composed.refused.items() if wanted(_outputs(name), shop.formats)])
        made_from = origins(composed)
        names = _to_make(target, made_from, shop)
        contents = {name: content for name, content in _written(composed).items() if name in names}
        seconds = dict.fromkeys(contents, time.monotonic() - began)
        missing: list[McdocsError] = []

        async def pdf(name: str) -> None:
            start = time.monotonic()
            try:
                contents[name] = await workers.typeset(lambda: _typeset(target, composed, Path(name).stem, shop))
            except MissingToolError as error:
                missing.append(error)
            seconds[name] = time.monotonic() - start

        verdict = workers.think(shop.engine.judge, composed.claims)
        await all_of(verdict, *(pdf(name) for name in names if name not in contents))
        publish(target.folder, contents)
        _remember(target, composed, made_from, contents, shop)
        for name in contents:
            shop.report(Built(target.folder / name, seconds[name]))
        raise_all(missing)
    except McdocsError as error:
        raise_all(_placed(error, target))
    finally:
        shop.report(Finished(target.name))


def origins(composed: Composed) -> dict[str, str]:
    """For every output of a target the hash of what it is made from: its own content, or the TeX and its support."""
    made_from = {name: digest(content) for name, content in _written(composed).items()}
    support = sorted(made_from[name] for name in composed.support)
    for name in composed.texts:
        for pdf in _outputs(name)[1:]:
            made_from[pdf] = digest("\n".join([made_from[name], *support]).encode())
    return made_from


def _outputs(text: str) -> list[str]:
    """The files that are made of a text: itself, and of TeX a PDF."""
    return [text, f"{Path(text).stem}.pdf"] if text.endswith(".tex") else [text]


def _to_make(target: Target, made_from: dict[str, str], shop: Workshop) -> list[str]:
    stale = set(stale_outputs(made_from, shop.state.targets.get(target.name), target.folder))
    return [name for name in wanted(made_from, shop.formats) if name in stale]


def _written(composed: Composed) -> dict[str, bytes]:
    """The outputs that are published as they were composed."""
    return {name: text.encode() for name, text in composed.texts.items()} | dict(composed.support)


async def _typeset(target: Target, composed: Composed, document: str, shop: Workshop) -> bytes:
    """The PDF of one document. Raises as `typeset` does; what TeX left is kept when the document is wrong."""
    work = shop.work / target.name / document
    try:
        return await typeset(Job(document, composed.texts[f"{document}.tex"], composed.support, work, shop.course))
    except McdocsError as error:
        if not isinstance(error, OutputError):
            kept = shop.failed / target.name / document
            with writing(kept):
                kept.parent.mkdir(parents=True, exist_ok=True)
                work.rename(kept)
            for single in flat(error):
                if isinstance(single, DocumentError):
                    single.hint = "; ".join(filter(None, [single.hint, f"what TeX made is in {kept}"]))
        raise


def _remember(
    target: Target, composed: Composed, made_from: dict[str, str], published: Collection[str], shop: Workshop
) -> None:
    """Record what was published.

    When a file changed meanwhile, or a document was refused that nobody asked for, the record says so: the next build
    makes it again, and is told.
    """
    settled = shop.fingerprints.unchanged(composed.files) and not composed.refused
    inputs = target_inputs(shop.common_inputs, composed.files, shop.fingerprints) if settled else ""
    old = shop.state.targets.get(target.name)
    outputs = {name: output for name, output in old.outputs.items() if name in made_from} if old else {}
    with writing(target.folder):
        for name in published:
            status = (target.folder / name).stat()
            outputs[name] = Output(made_from[name], status.st_size, status.st_mtime_ns)
    files = tuple(str(path.absolute()) for path in composed.files)
    shop.state.targets[target.name] = Record(inputs, files, made_from, outputs)
    with writing(shop.state_file):
        shop.state.save(shop.state_file, shop.fingerprints)


def _placed(error: McdocsError, target: Target) -> list[McdocsError]:
    """The errors, each once (the slides and the handout overflow alike), each at a place in the lecture or its spec."""
    about_the_machine = (OutputError, MissingToolError)
    unique: dict[tuple[str, str], McdocsError] = {}
    for single in flat(error):
        unique.setdefault((str(single.at), single.message), single)
    return [
        single if isinstance(single, about_the_machine) else single.located(Position(str(target.spec), 1, 1))
        for single in unique.values()
    ]
