"""Run TeX: once (our templates need no second pass), in a folder of its own, without access to anything outside it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mcdocs.build.folder import writing
from mcdocs.build.packages import TEX, how_to_install_tex
from mcdocs.build.texlog import marks, problems
from mcdocs.errors import DocumentError, MissingToolError, raise_all

TIMEOUT = 120.0

_OPTIONS = ("-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "-file-line-error")
_EPOCH = "946684800"


@dataclass(frozen=True)
class Job:
    """A document to typeset: its `.tex` and the files it needs beside it, in the empty folder `work`."""

    name: str
    tex: str
    support: Mapping[str, bytes]
    work: Path
    course: Path


async def typeset(job: Job, timeout: float = TIMEOUT) -> bytes:
    """The PDF of a document, the same bytes on every run.

    Raises DocumentError at the place in the spec when TeX stops or a slide does not fit, MissingToolError when TeX
    lacks a file, OutputError when the folder cannot be written.
    """
    with writing(job.work):
        job.work.mkdir(parents=True)
        for name, content in job.support.items():
            (job.work / name).write_bytes(content)
        (job.work / f"{job.name}.tex").write_text(job.tex, encoding="utf-8")
    code = await _run(job, timeout)
    log, pdf = job.work / f"{job.name}.log", job.work / f"{job.name}.pdf"
    with writing(log):
        text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    failed = code != 0 or not pdf.exists()
    found = problems(text, lambda: marks(job.tex, lambda file, line: _source(job.course, file, line)), failed)
    for error in found:
        if isinstance(error, MissingToolError) and not error.hint:
            error.hint = how_to_install_tex()
    raise_all(found)
    return pdf.read_bytes()


async def _run(job: Job, timeout: float) -> int:
    process = await asyncio.create_subprocess_exec(
        TEX,
        *_OPTIONS,
        f"{job.name}.tex",
        cwd=job.work,
        env=_environment(job.work),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(timeout):
            return await process.wait()
    except TimeoutError:
        hint = "is there a loop in a template of yours?"
        raise DocumentError(f"TeX was not done with {job.name}.tex after {timeout:g} s", hint=hint) from None
    finally:
        if process.returncode is None:
            # The whole group: pdflatex may be waiting for a font maker it started.
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


def _environment(work: Path) -> dict[str, str]:
    """Only what TeX needs, so that no setting of the user's changes a document."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": os.environ.get("HOME", str(work)),
        "LC_ALL": "C",
        "TEXMFOUTPUT": str(work),
        "openin_any": "p",
        "openout_any": "p",
        "SOURCE_DATE_EPOCH": _EPOCH,
        "FORCE_SOURCE_DATE": "1",
        # The log is read by line: TeX must not wrap it.
        "max_print_line": "1000",
        "error_line": "254",
        "half_error_line": "238",
    }


def _source(course: Path, file: str, line: int) -> str:
    """A line of a spec for the caret; nothing when the spec has changed or gone meanwhile."""
    for path in (Path(file), course / file):
        if path.is_file():
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
            return lines[line - 1] if 0 < line <= len(lines) else ""
    return ""
