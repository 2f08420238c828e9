"""MathJax, which Moodle, Canvas, PrairieLearn and Jupyter run, typesets every formula in what they are given."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Tree

import pytest

from tests.exported import SIZED, bundle, unpacked
from tests.mathjax import mathjax_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BRACKETS = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
DOLLARS = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$", re.DOTALL)


def texts(format: str, name: str, sizes: str) -> Iterator[str]:
    """What is shown, as a browser reads it."""
    match format:
        case "moodle" | "stack":
            (content,) = bundle(format, name, sizes).files.values()
            yield from (html.unescape(text.text or "") for text in Tree.fromstring(content).iter("text"))
        case "qti12":
            for place, content in unpacked(format, name).items():
                if place.endswith("assessment.xml"):
                    yield from (html.unescape(text.text or "") for text in Tree.fromstring(content).iter("mattext"))
        case "prairielearn":
            for place, content in bundle(format, name, sizes).files.items():
                if place.endswith("versions.json"):
                    yield from (html.unescape(text) for each in json.loads(content) for text in _shown(each["params"]))
        case "notebook":
            for content in bundle(format, name, sizes).files.values():
                yield from (cell["source"] for cell in json.loads(content)["cells"] if cell["cell_type"] == "markdown")


def _shown(params: dict[str, object]) -> Iterator[str]:
    for value in params.values():
        if isinstance(value, str):
            yield value
    choices = params.get("choices", ())
    assert isinstance(choices, list | tuple)
    yield from (choice["text"] for choice in choices)


@pytest.fixture(scope="module")
def mathjax(browser: Browser) -> Iterator[Page]:
    """A page on which MathJax runs, and no network."""
    page = mathjax_page(browser)
    yield page
    page.close()


@pytest.mark.parametrize(("name", "sizes"), SIZED)
@pytest.mark.parametrize("format", ["moodle", "stack", "qti12", "prairielearn", "notebook"])
def test_mathjax_typesets_every_formula(format: str, name: str, sizes: str, mathjax: Page) -> None:
    pattern = DOLLARS if format in ("prairielearn", "notebook") else BRACKETS
    formulas = {first or second for text in texts(format, name, sizes) for first, second in pattern.findall(text)}
    assert len(formulas) > 30
    refused = mathjax.evaluate(
        "sources => sources.filter(source => MathJax.tex2mml(source).includes('<merror'))", sorted(formulas)
    )
    assert refused == []


def test_mathjax_refuses_what_is_no_latex(mathjax: Page) -> None:
    assert "<merror" in mathjax.evaluate(r"() => MathJax.tex2mml('\\frac{1}')")
