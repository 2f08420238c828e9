"""XML made of elements, so that whatever an author wrote is text in it."""

from __future__ import annotations

from xml.etree import ElementTree as Tree
from xml.etree.ElementTree import Element

from mcdocs.errors import DocumentError

Tree.register_namespace("m", "http://www.w3.org/1998/Math/MathML")
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def element(tag: str, *children: Element | str, **attributes: str) -> Element:
    """An element; a text among its children stands alone. A trailing _ of an attribute's name is not part of it."""
    made = Element(tag, {name.rstrip("_"): value for name, value in attributes.items()})
    for child in children:
        if isinstance(child, str):
            made.text = (made.text or "") + child
        else:
            made.append(child)
    return made


def fragment(source: str) -> list[Element]:
    """The elements of a piece of XHTML. Raises DocumentError for what is not well-formed."""
    try:
        return list(Tree.fromstring(f"<div>{source}</div>"))
    except Tree.ParseError as error:
        raise DocumentError(f"this is not well-formed: {error}") from error


def document(root: Element) -> bytes:
    """The document as indented UTF-8, ending in a line break."""
    return DECLARATION + Tree.tostring(root, encoding="unicode").encode() + b"\n"
