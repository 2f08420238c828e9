"""The closed set of blocks a document is made of. A format is a folder with one template per block, named as here.

Blocks hold mathematics as trees and text as text; they know nothing of LaTeX, HTML or Markdown.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from mcdocs.documents.pictures.scene import Scene
from mcdocs.errors import Position
from mcdocs.language.notation import Axis, Math
from mcdocs.language.prose import Inline


@dataclass(frozen=True)
class Paragraph:
    """A line or more of text; `quiet` is the grey remark below a formula."""

    text: Inline
    quiet: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list of points; `numbered` counts them."""

    items: tuple[Inline, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Display:
    """One displayed formula, centred, with the shape of its value beside it on a badge when `shape` is given."""

    math: Math
    shape: tuple[Axis, ...] | None = None
    caption: Inline = ()


@dataclass(frozen=True)
class Row:
    """Displayed formulas side by side: the function, its input, its slices."""

    items: tuple[Display, ...]


@dataclass(frozen=True)
class Line:
    """One line of working and the name of the rule that gave it; `continued` goes on with the sum of the line above.

    `points` is what the line is worth in the key of a problem set, or the last `sharing` lines together; 0 says
    that it is among those of a line below.
    """

    math: Math
    rule: Inline = ()
    continued: bool = False
    points: Fraction = Fraction(0)
    sharing: int = 1


@dataclass(frozen=True)
class Working:
    """`head = first line = second line ...`, aligned at the equals signs, rule names grey at the right.

    `shape` is that of the value. On slides the lines appear one at a time.
    """

    head: Math
    lines: tuple[Line, ...]
    shape: tuple[Axis, ...] | None = None


@dataclass(frozen=True)
class Result:
    """A derivative, the eye's first stop: `label` names the layout, `shape` is on a badge beside it."""

    label: str
    math: Math
    shape: tuple[Axis, ...]


@dataclass(frozen=True)
class Columns:
    """Blocks side by side; `widths` are shares of the page's width."""

    columns: tuple[tuple[Block, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True)
class Table:
    """A table with a header row; the first `stub` columns are headings. An empty cell continues the one above.

    `stacked` says that its cells are long: on a slide those of a row stand below each other, behind their headings.
    """

    header: tuple[Inline, ...]
    rows: tuple[tuple[Inline, ...], ...]
    stub: int = 1
    stacked: bool = False


@dataclass(frozen=True)
class Picture:
    """A scene, with words for those who do not see it; as wide as it is drawn, in em of its letters."""

    scene: Scene


Block = Paragraph | Bullets | Display | Row | Working | Result | Columns | Table | Picture


@dataclass(frozen=True)
class Slide:
    """One slide: a bold title, a quiet line below it, and blocks. `kind` is `title`, `section` or `content`.

    `at` is where the spec asks for it, for errors; `notes` are for the speaker.
    """

    title: Inline
    body: tuple[Block, ...]
    at: Position
    subtitle: Inline = ()
    kind: Literal["title", "section", "content"] = "content"
    notes: str = ""


@dataclass(frozen=True)
class Document:
    """A lecture ready to be typeset. `reveal` shows working line by line (one PDF page each)."""

    title: Inline
    slides: tuple[Slide, ...]
    subtitle: Inline = ()
    author: str = ""
    date: str = ""
    reveal: bool = True
