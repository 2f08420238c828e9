"""Prose with inline mathematics: `**strong**`, `*emphasis*`, `~~struck out~~`, `` `code` ``, `$mathematics$`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mcdocs.language.notation import Math

Style = Literal["plain", "strong", "emphasis", "strike", "code"]


@dataclass(frozen=True)
class Text:
    """A run of text in one style; it is escaped for its format."""

    text: str
    style: Style = "plain"


@dataclass(frozen=True)
class Formula:
    """Mathematics within a line of text; struck out where `style` says so."""

    math: Math
    style: Style = "plain"


Inline = tuple[Text | Formula, ...]
