"""Derivations in notebooks: they show themselves, and the gallery runs as a reader would run it."""

from __future__ import annotations

import html.parser
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import mcdocs

GALLERY = Path(__file__).parent.parent / "docs" / "gallery.ipynb"


class Elements(html.parser.HTMLParser):
    """Counts elements, and sees that each is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize(
    ("expr", "inputs", "order"),
    [
        ("x**2 * ln(x**2)", {"x": "R"}, 1),
        ("x.T @ x", {"x": "R^n"}, 1),
        ("x.T @ x", {"x": "R^n"}, 2),
        (["x1*x2", "x1"], {"x": "R^2"}, 1),
        ("inv(X)", {"X": "R^{n x n}"}, 1),
    ],
)
def test_a_derivation_shows_its_working_and_both_layouts(expr: str, inputs: dict[str, str], order: int) -> None:
    found = mcdocs.derive(expr, inputs=inputs, order=order)
    shown = found._repr_html_()
    elements = Elements()
    elements.feed(shown)
    assert elements.open == []
    assert elements.seen.count("tr") == len(found.steps) + len(found.read_off)
    assert "numerator layout" in shown
    assert "denominator layout" in shown
    for result in (found.numerator, found.denominator):
        assert f">{result.latex}<".replace("&", "&amp;") in shown, "the LaTeX stands beside the MathML"
        assert result._repr_latex_() == f"$\\displaystyle {result.latex}$"
    assert found._repr_latex_().startswith("$$")


def test_the_gallery_runs() -> None:
    gallery = nbformat.read(GALLERY, as_version=4)
    assert not any(cell.get("outputs") for cell in gallery.cells), "outputs are made, not kept"
    NotebookClient(gallery, timeout=60, resources={"metadata": {"path": str(GALLERY.parent.parent)}}).execute()
    outputs = [output for cell in gallery.cells for output in cell.get("outputs", [])]
    shown = [output.data for output in outputs if output.output_type == "execute_result"]
    assert sum("text/html" in data and "text/latex" in data for data in shown) == 7
    assert any("@ cannot join" in output.get("text", "") for output in outputs)
