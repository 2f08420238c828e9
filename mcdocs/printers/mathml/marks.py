"""Pieces of a line that are one mark: a digit or letter, a sign, a bracket, a space; by their tables in `signs`.

What stands before a mark says whether a minus is a sign or an operation, and whether an upright bar opens or closes.
"""

from __future__ import annotations

from mcdocs.printers.mathml import signs
from mcdocs.printers.mathml.elements import leaf
from mcdocs.printers.mathml.pieces import Piece, sign, space

_OPERATIONS = {"-": "−", "+": "+", "*": "∗"}
_RELATIONS = {"=": "=", "<": "<", ">": ">", ":": ":"}


def written(token: str, before: Piece | None) -> Piece | None:
    """The mark a token writes as it is; None where it is no mathematics."""
    if token[0].isdigit():
        return Piece(leaf("mn", token))
    if token.isalpha():
        return Piece(leaf("mi", token))
    if token in _OPERATIONS:
        return Piece(sign(_OPERATIONS[token], before), "sign")
    if token in _RELATIONS:
        return Piece(leaf("mo", _RELATIONS[token]), "sign")
    if token in signs.OPENING:
        return Piece(leaf("mo", signs.OPENING[token], stretchy="false"), "open")
    if token in signs.CLOSING:
        return Piece(leaf("mo", signs.CLOSING[token], stretchy="false"), "close")
    if token in signs.UPRIGHTS:
        return _upright(token, before)
    if token[0] == "\\" and token[1:] in signs.SPACES:
        return Piece(space(signs.SPACES[token[1:]]), "space")
    if token in (",", ";"):
        return Piece(leaf("mo", token, separator="true"), "sign")
    if token in (".", "!", "?", "/"):
        return Piece(leaf("mo", token, lspace="0", rspace="0"))
    return None


def named(name: str, before: Piece | None) -> Piece | None:
    """The mark a command stands for; None where it stands for more than one, or for nothing."""
    if name in signs.ITALIC:
        return Piece(leaf("mi", signs.ITALIC[name]))
    if name in signs.UPRIGHT:
        return Piece(leaf("mi", signs.UPRIGHT[name], mathvariant="normal"))
    if name in signs.BINARY:
        return Piece(sign(signs.BINARY[name], before), "sign")
    if name in signs.RELATIONS:
        return Piece(leaf("mo", signs.RELATIONS[name], stretchy="false"), "sign")
    if name in signs.LARGE:
        return Piece(leaf("mo", signs.LARGE[name]), "integral" if name in signs.INTEGRALS else "large")
    if name in signs.FUNCTIONS:
        return Piece(leaf("mi", signs.FUNCTIONS[name]), "function")
    if name in signs.LIMITS:
        return Piece(leaf("mo", signs.LIMITS[name], lspace="0", rspace="0", movablelimits="true"), "limits")
    if name in signs.OPENING:
        return Piece(leaf("mo", signs.OPENING[name], stretchy="false", form="prefix"), "open")
    if name in signs.CLOSING:
        return Piece(leaf("mo", signs.CLOSING[name], stretchy="false", form="postfix"), "close")
    if name in signs.UPRIGHTS:
        return _upright("|" if name == "vert" else r"\|", before)
    if name in signs.SPACES:
        return Piece(space(signs.SPACES[name]), "space")
    return None


def _upright(token: str, before: Piece | None) -> Piece:
    opens = before is None or before.kind in ("sign", "open")
    form, kind = ("prefix", "open") if opens else ("postfix", "close")
    return Piece(leaf("mo", signs.UPRIGHTS[token], stretchy="false", form=form), kind)
