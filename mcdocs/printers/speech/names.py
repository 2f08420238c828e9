"""How names and sizes are read: letters, Greek letters, capitals, accents, indices."""

from __future__ import annotations

import re

from mcdocs.printers.lettering import lettered

_ACCENTED = re.compile(r"\\(hat|bar|tilde)\{(.*)\}")
_COMMAND = re.compile(r"\\mathrm\{(.*)\}|\\([A-Za-z]+)|(.+)")


def name_spoken(name: str, index: str = "") -> str:
    """`x_hat12` is "x hat sub 1 2"; a further index joins the subscript."""
    letter, subscript = lettered(name)
    below = [part for part in (*subscript.split(","), *index.split(",")) if part]
    return " sub ".join(filter(None, [_letter(letter), " ".join(map(_subscript, below))]))


def _letter(latex: str) -> str:
    if accented := _ACCENTED.fullmatch(latex):
        return f"{_letter(accented[2])} {accented[1]}"
    match = _COMMAND.fullmatch(latex)
    assert match, "lettering writes nothing else"
    word = match[1] or (match[2] or "").removeprefix("var") or match[3]
    capital = (match[2] or len(word) == 1) and word[0].isupper()
    return f"capital {word if len(word) == 1 else word.lower()}" if capital else word


def _subscript(latex: str) -> str:
    """A subscript letter by letter; a word stays a word."""
    letter, _, below = latex.partition("_")
    if below:
        return f"{_letter(letter)} sub {_subscript(below.strip('{}'))}"
    if latex.startswith("\\"):
        return _letter(latex)
    return " ".join(map(_letter, latex)) if latex.isalnum() else latex


def size_spoken(size: object) -> str:
    """A size: a number, a letter, or a product of them."""
    return " times ".join(name_spoken(word) if word.isidentifier() else word for word in str(size).split("*"))


def shape_spoken(shape: tuple[object, ...]) -> str:
    return " by ".join(map(size_spoken, shape))
