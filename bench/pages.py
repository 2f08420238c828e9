"""Whether an HTML slide of a long lecture is slower to build, larger, or slower to turn to than one of a short."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.measure import Times, side_by_side
from bench.report import Row

SHORT, LONG = 50, 500
REPETITIONS = 2
AIM = 1.2

SLIDE = """
  - slide: example
    title: Function {number}
    function:
      inputs: {{x: R^3}}
      expr: [x1**2*x2 + {number}*x3, exp(x1*x2)/{number}]
    layout: numerator
"""


def pages() -> Iterator[Row]:
    """Three rows, each a slide of the long lecture by one of the short: time to build, size, time to turn to it."""
    with tempfile.TemporaryDirectory() as folder:
        courses = {f"{count} slides": course(Path(folder) / str(count), count) for count in (SHORT, LONG)}
        built = {name: partial(build, place) for name, place in courses.items()}
        times = side_by_side(built, REPETITIONS, warm_up=False)
        yield row("building a slide", {name: each(taken, count_of(name)) for name, taken in times.items()})
        sizes = {name: (place / "build/lectures/long/slides.html").stat().st_size for name, place in courses.items()}
        yield growth(sizes)
        if chromium := shutil.which("chromium"):
            turned = {
                name: turning(place / "build/lectures/long/slides.html", chromium) for name, place in courses.items()
            }
            yield row("turning to a slide", turned)


def course(folder: Path, count: int) -> Path:
    """A course with one lecture of so many slides, no two alike."""
    lectures = folder / "specs" / "lectures"
    lectures.mkdir(parents=True)
    slides = "".join(SLIDE.format(number=number) for number in range(2, count + 2))
    (lectures / "long.yaml").write_text(f"title: Long\nslides:{slides}", encoding="utf-8")
    return folder


def build(course: Path) -> None:
    """From cold, derived and verified."""
    shutil.rmtree(course / "build", ignore_errors=True)
    command = [sys.executable, "-m", "mcdocs", "build", "--format", "html", "--course", str(course)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def count_of(name: str) -> int:
    return int(name.split()[0])


def each(times: Times, count: int) -> Times:
    """The times of a whole as those of one of its parts."""
    return Times(times.median / count, times.fastest / count, times.slowest / count, times.repetitions)


def row(name: str, times: dict[str, Times]) -> Row:
    ratio = times[f"{LONG} slides"].median / times[f"{SHORT} slides"].median
    return Row(name, times, ratio=ratio, aim=f"at most {AIM:g}", met=ratio <= AIM)


def growth(sizes: dict[str, int]) -> Row:
    """The bytes of a slide, beside what every document has: letters, style sheets, scripts."""
    short, long = sizes[f"{SHORT} slides"], sizes[f"{LONG} slides"]
    added = (long - short) / (LONG - SHORT)
    document = short - SHORT * added
    notes = {"a slide": f"{added / 1e3:.1f} kB", "every document": f"{document / 1e3:.0f} kB"}
    ratio = (long / LONG) / (short / SHORT)
    return Row("size for each slide", ratio=ratio, aim=f"at most {AIM:g}", met=ratio <= AIM, notes=notes)


def turning(page: Path, chromium: str) -> Times:
    """Seconds from the key to the slide laid out, for the last slides of the lecture, each asked for by its number."""
    from playwright.sync_api import sync_playwright  # development only

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        shown = browser.new_page(viewport={"width": 1280, "height": 720})
        shown.goto(page.as_uri())
        shown.wait_for_selector("html[data-ready]")
        seconds: list[float] = shown.evaluate(TURNING)
        browser.close()
    return Times.of(seconds)


TURNING = """async () => {
  const count = document.querySelectorAll('.slide').length;
  const found = [];
  for (let number = count - 30; number <= count; number += 1) {
    const start = performance.now();
    for (const key of [...String(number), 'Enter']) {
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    }
    document.querySelector(`#slide-${number}.current`).getBoundingClientRect();
    found.push((performance.now() - start) / 1000);
    await new Promise((done) => setTimeout(done));
  }
  return found;
}"""
