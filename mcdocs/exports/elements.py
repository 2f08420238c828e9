"""XML made of elements, so that whatever an author wrote is text in it."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Tree
from xml.etree.ElementTree import Element

from mcdocs.errors import DocumentError

Tree.register_namespace("m", "http://www.w3.org/1998/Math/MathML")
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
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
        return list(Tree.fromstring(f"<div>{_checked(source)}</div>"))
    except Tree.ParseError as error:
        raise DocumentError(f"this is not well-formed: {error}") from error


def document(root: Element) -> bytes:
    """The document in UTF-8, ending in a line break. Raises DocumentError for a character that XML does not have."""
    return DECLARATION + _checked(Tree.tostring(root, encoding="unicode")).encode() + b"\n"


def _checked(source: str) -> str:
    if found := _NO_XML.search(source):
        raise DocumentError(f"the text has a control character (U+{ord(found[0]):04X})", hint="delete it")
    return source
