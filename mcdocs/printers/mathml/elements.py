"""MathML elements as values: what the reader builds, and how they are written."""

from __future__ import annotations

import html
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Element:
    """A MathML element with its attributes in order; a leaf has `words`, every other one children."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Element, ...] = ()
    words: str = ""

    def text(self) -> str:
        """The characters within."""
        return self.words + "".join(child.text() for child in self.children)

    def written(self) -> str:
        """The element as markup."""
        attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in self.attributes)
        inside = html.escape(self.words, quote=False) + "".join(child.written() for child in self.children)
        return f"<{self.tag}{attributes}>{inside}</{self.tag}>"


EMPTY = Element("mrow")


def leaf(tag: str, words: str, **attributes: str) -> Element:
    return Element(tag, tuple(attributes.items()), (), words)


def element(tag: str, *children: Element, **attributes: str) -> Element:
    return Element(tag, tuple(attributes.items()), children)


def row(*children: Element) -> Element:
    """The elements in a row; a single one is itself."""
    return children[0] if len(children) == 1 else Element("mrow", (), children)


def wrapped(inner: Element, style: str) -> Element:
    """The element with a class, its own where it has none yet."""
    if any(name == "class" for name, _ in inner.attributes):
        return Element("mrow", (("class", style),), (inner,))
    return replace(inner, attributes=(*inner.attributes, ("class", style)))
