"""What stands side by side in a line, with the spaces and scripts that TeX would give it."""

from __future__ import annotations

from dataclasses import dataclass

from mcdocs.printers.mathml import signs
from mcdocs.printers.mathml.elements import Element, element, leaf, row

# How far letters lean over their right edge: Chromium sets what is above them as if they stood upright.
_LEANING = {"f": "0.15"}


@dataclass(frozen=True)
class Piece:
    """A thing in a line: its element, how it behaves, and its scripts, which a later one may join.

    `kind` is `ord`, `function` (a space apart from its neighbours), `limits` (the same, its scripts above and below),
    `large`, `sign` (a binary operator or relation), `open`, `close` or `space`.
    """

    element: Element
    kind: str = "ord"
    below: Element | None = None
    above: Element | None = None
    primes: int = 0


def joined(pieces: list[Piece]) -> Element:
    """Pieces side by side as one element."""
    found: list[Element] = []
    for place, piece in enumerate(pieces):
        before = pieces[place - 1] if place else None
        if _apart(before, piece):
            found.append(space("0.167"))
        found.append(_scripted(piece))
    return row(*found)


def _apart(before: Piece | None, piece: Piece) -> bool:
    """Whether TeX sets a thin space between: around the names of functions, but not at a bracket that opens."""
    if before is None or "space" in (before.kind, piece.kind) or "sign" in (before.kind, piece.kind):
        return False
    named = ("function", "limits")
    return (before.kind in named and piece.kind != "open") or (piece.kind in named and before.kind != "open")


def _scripted(piece: Piece) -> Element:
    above = piece.above
    if piece.primes:
        primes = leaf("mo", "′" * piece.primes, lspace="0", rspace="0", **{"class": "prime"})
        above = row(primes, above) if above else primes
    if above and piece.element.text() in _LEANING:
        above = row(space(_LEANING[piece.element.text()]), above)
    under, over, both = ("munder", "mover", "munderover") if piece.kind in ("large", "limits") else (
        "msub", "msup", "msubsup")  # fmt: skip
    if piece.below and above:
        return element(both, piece.element, piece.below, above)
    if piece.below:
        return element(under, piece.element, piece.below)
    return element(over, piece.element, above) if above else piece.element


def sign(sign: str, before: Piece | None) -> Element:
    """An operator; in front of a thing alone it is that thing's sign."""
    if before is None or before.kind in ("sign", "open", "large", "function"):
        return leaf("mo", sign, form="prefix", lspace="0", rspace="0")
    return leaf("mo", sign, form="infix")


def space(em: str) -> Element:
    """A space of so many em."""
    return element("mspace", width=f"{em}em")


def in_alphabet(inner: Element, alphabet: str) -> Element:
    """Letters in another alphabet, as by \\\\mathbf."""
    if alphabet == "mathit":
        return inner
    text = inner.text()
    if not text:
        return inner
    tag = "mn" if text[0].isdigit() else "mi"
    if alphabet != "mathrm":
        text = signs.lettered(text, alphabet)
    return leaf(tag, text, **({"mathvariant": "normal"} if tag == "mi" else {}))
