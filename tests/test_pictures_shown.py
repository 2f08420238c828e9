"""Every kind of picture on paper and in a real browser: typeset without complaints, no word cut off or on another."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kitchen_sink import slide, words
from test_formats import typeset
from test_pages import opened, page_of
from test_pictures import SHAPED, WITH_LET, scenes_of, spec_of
from test_plots import PATTERNS, PLOTTED

from mcdocs.documents import blocks
from mcdocs.specs.function import load_function

if TYPE_CHECKING:
    from playwright.sync_api import Browser

needs_tex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")


@cache
def album() -> blocks.Document:
    """Every picture of these tests, a slide each."""
    networks = {path.stem: load_function(path) for path in WITH_LET}
    networks["long names"] = spec_of(
        "sum(prediction_error**2)",
        {"Weights_hidden": "R^{12x100}", "observation": "R^100", "target_values": "R^12"},
        let={"hidden_state": "tanh(Weights_hidden @ observation)", "prediction_error": "hidden_state - target_values"},
        wrt="Weights_hidden",
        name="Loss_total",
    )
    parts = {"diagram": SHAPED, "graph": networks, "plot": PLOTTED}
    parts["sparsity"] = {name: spec for name, (spec, _) in PATTERNS.items()}
    scenes = [
        (name, scene) for part, specs in parts.items() for name in specs for scene in scenes_of(part, specs[name])
    ]
    return blocks.Document(
        words("Pictures"),
        tuple(slide(name, blocks.Picture(scene), line=place) for place, (name, scene) in enumerate(scenes, 1)),
    )


@needs_tex
def test_every_picture_is_typeset_without_complaints(tmp_path: Path) -> None:
    run, log = typeset(album(), tmp_path)
    assert run.returncode == 0, log[-2000:]
    assert not re.findall(r"^(?:Overfull|Underfull|.*Missing character|LaTeX Font Warning).*", log, re.M)


# Words that leave the canvas of their picture or lie on each other, a hair's breadth aside.
CLUTTER = """() => [...document.querySelectorAll('.slide')].flatMap((slide, place) => {
  location.hash = `#/${place + 1}`;
  slide.style.display = 'grid';
  const canvas = slide.querySelector('.canvas').getBoundingClientRect();
  const inked = [...slide.querySelectorAll('.word')].map((word) => {
    const range = document.createRange();
    range.selectNodeContents(word);
    return [word.textContent, range.getBoundingClientRect()];
  });
  const hair = 0.06 * canvas.width / slide.querySelector('svg').viewBox.baseVal.width;
  const out = inked.filter(([, box]) => box.left < canvas.left - hair || box.right > canvas.right + hair
    || box.top < canvas.top - hair || box.bottom > canvas.bottom + hair);
  const pairs = inked.flatMap(([a, one], i) => inked.slice(i + 1).filter(([, two]) =>
    one.left < two.right - hair && two.left < one.right - hair && one.top < two.bottom - hair
    && two.top < one.bottom - hair).map(([b]) => `${a} on ${b}`));
  return [...out.map(([text]) => `${place + 1}: ${text} is cut off`), ...pairs.map((text) => `${place + 1}: ${text}`)];
})"""


def test_in_a_browser_no_word_is_cut_off_or_lies_on_another(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, page_of(album())) as page:
        assert page.locator(".canvas").count() == len(album().slides)
        assert page.evaluate(CLUTTER) == []
