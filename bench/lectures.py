"""Building the course's lectures from cold, and again with nothing changed, against TeX alone on the same files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.measure import side_by_side
from bench.report import Row

COURSE = Path(__file__).resolve().parents[1]
REPETITIONS = 3
COLD_AIM, UNCHANGED_AIM = 1.3, 0.5
JOBS = len(os.sched_getaffinity(0))


def lectures() -> Iterator[Row]:
    """Two rows; one that says why when nothing can be measured: there is no TeX, or the lectures are wrong."""
    if not shutil.which("pdflatex"):
        yield Row("cold build", notes={"not measured": "there is no pdflatex here"})
        return
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        built = place / "built"
        try:
            build(built)
        except subprocess.CalledProcessError as error:
            yield Row("cold build", notes={"not measured": error.stderr.decode().strip().splitlines()[0]})
            return
        documents = sorted(built.glob("lectures/*/*.tex"))
        contestants = {
            "mcdocs": lambda: build(Path(tempfile.mkdtemp(dir=place))),
            "pdflatex": lambda: typeset(documents, Path(tempfile.mkdtemp(dir=place))),
        }
        times = side_by_side(contestants, REPETITIONS, warm_up=False)
        ratio = times["mcdocs"].median / times["pdflatex"].median
        yield Row(
            "cold build", times, ratio=ratio, aim=f"at most {COLD_AIM:g}", met=ratio <= COLD_AIM,
            notes={"documents": len(documents), "at a time": JOBS},
        )  # fmt: skip
        again = side_by_side({"mcdocs": lambda: build(built)}, 9)
        median = again["mcdocs"].median
        yield Row("unchanged build", again, aim=f"under {UNCHANGED_AIM:g} s", met=median < UNCHANGED_AIM)


def build(output: Path) -> None:
    """What `make slides` runs, into a folder of its own."""
    command = [sys.executable, "-m", "mcdocs", "build", "--only", "lectures", "--output", str(output)]
    subprocess.run(command, check=True, cwd=COURSE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def typeset(documents: list[Path], work: Path) -> None:
    """One run of pdflatex for each document, as many at a time as mcdocs runs."""

    def one(document: Path) -> None:
        folder = work / document.parent.name / document.stem
        folder.mkdir(parents=True)
        for file in document.parent.iterdir():
            if file.suffix not in (".pdf", ".md") and (file == document or file.suffix != ".tex"):
                shutil.copy(file, folder)
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", document.name]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)

    with ThreadPoolExecutor(JOBS) as pool:
        list(pool.map(one, documents))
