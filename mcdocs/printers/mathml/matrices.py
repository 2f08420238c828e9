"""Tables of mathematics: matrices, and those with labels at their rows and columns."""

from __future__ import annotations

from mcdocs.printers.mathml.elements import EMPTY, Element, element


def table(rows: list[list[Element]], style: str) -> Element:
    """Rows of cells; `style` is its class."""
    lines = [element("mtr", *(element("mtd", cell) for cell in cells)) for cells in rows]
    return element("mtable", *lines, **{"class": style})


def labelled(above: list[Element], rows: list[list[Element]]) -> Element:
    """A matrix with labels above its columns, if there are any, and each row's label first, which may be empty."""
    beside = any(cells[0] != EMPTY for cells in rows)
    lines = []
    if above:
        blanks = [element("mtd", EMPTY)] if beside else []
        labels = [element("mtd", element("mpadded", label, height="0", depth="0", voffset="0.6em")) for label in above]
        lines.append(element("mtr", *blanks, *labels, **{"class": "labels"}))
    for place, (label, *cells) in enumerate(rows):
        ends = " ".join(["top"] * (place == 0) + ["bottom"] * (place == len(rows) - 1))
        entries = []
        for column, cell in enumerate(cells):
            sides = " ".join(["left"] * (column == 0) + ["right"] * (column == len(cells) - 1))
            marks = " ".join(filter(None, [sides, ends])) if sides else ""
            entries.append(element("mtd", cell, **({"class": marks} if marks else {})))
        first = [element("mtd", label, **{"class": "label"})] if beside else []
        lines.append(element("mtr", *first, *entries))
    matrix = element("mtable", *lines, **{"class": "labelled"})
    return element("mrow", matrix, **{"class": "room-above"}) if above else matrix
