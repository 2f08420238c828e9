"""What stands around formulas, in words, and mathematics that authors wrote."""

from __future__ import annotations

import re
import unicodedata

from mcdocs.language import notation
from mcdocs.language.nodes import Node
from mcdocs.language.notation import Math
from mcdocs.printers.mathml.elements import Element, row
from mcdocs.printers.mathml.reading import read
from mcdocs.printers.speech.formulas import formula_spoken
from mcdocs.printers.speech.names import name_spoken, size_spoken

_SIGNS = {
    "=": " equals ",
    "in": " in ",
    "leftarrow": " becomes ",
    "rightarrow": " to ",
    "to": " to ",
    "comma": ", ",
    "quad": "; ",
    "odot": " entrywise times ",
    "minus": " minus ",
    "thin": " ",
}


def spoken(math: Math) -> str:
    """A formula or notation in words; raises TypeError for a kind nothing reads."""
    if isinstance(math, Node):
        return formula_spoken(math)
    match math:
        case notation.Coloured() | notation.Answer():
            return spoken(math.body)
        case notation.Space(axes=()):
            return "R"
        case notation.Space():
            return f"R to the {_axes(math.axes)}"
        case notation.Sizes():
            return _axes(math.axes) or "scalar"
        case notation.Map():
            return f"{name_spoken(math.name)} from {spoken(math.source)} to {spoken(math.target)}"
        case notation.Relation():
            signs = (*(_SIGNS[sign] for sign in math.signs), "")
            return "".join(spoken(item) + sign for item, sign in zip(math.items, signs, strict=True))
        case notation.Name():
            return name_spoken(math.name)
        case notation.Quotient():
            which = "second derivative" if math.order == 2 else "derivative"
            return f"the {which} of {spoken(math.output)} with respect to {spoken(math.input)}"
        case notation.Applied():
            return f"{spoken(math.function)} of {', '.join(map(spoken, math.arguments))}"
        case notation.Matrix():
            return _matrix(math)
        case notation.Dots():
            return "and so on"
        case notation.Blank():
            return f"blank {math.number}" if math.number else "blank"
        case notation.Sum():
            return f"the sum over {' and '.join(map(name_spoken, math.indices))} of {spoken(math.body)}"
        case notation.Raw():
            return tree_spoken(read(math.latex))
        case _:
            raise TypeError(f"spoken() does not know {type(math).__name__}")


def _axes(axes: tuple[notation.Axis, ...]) -> str:
    return " by ".join(size_spoken(axis.size) for axis in axes)


def _matrix(math: notation.Matrix) -> str:
    rows = [[spoken(cell) for cell in row] for row in math.rows]
    height, width = len(rows), len(rows[0])
    beside = [spoken(label) for label in math.row_labels] or [f"row {place}" for place in range(1, height + 1)]
    lines = "; ".join(f"{label}: {', '.join(row)}" for label, row in zip(beside, rows, strict=True))
    if width == 1 and not math.row_labels:
        return f"the vector with entries {', '.join(row[0] for row in rows)}, end vector"
    if height == 1 and not math.column_labels:
        return f"the row with entries {', '.join(rows[0])}, end row"
    above = f" with columns {', '.join(map(spoken, math.column_labels))}" if math.column_labels else ""
    return f"the {height} by {width} matrix{above}, {lines}; end matrix"


# ── mathematics that authors wrote ───────────────────────────────────────────────────────────────────────────────────

_WORDS = {
    sign: words
    for sign, _, words in (
        line.strip().partition(" ")
        for line in """
        = equals
        + plus
        − minus
        ∈ in
        → to
        ↦ maps to
        ← becomes
        ⇒ implies
        ∂ partial
        × times
        ⋅ times
        ∗ times
        ⊙ entrywise times
        ⊘ entrywise over
        ⊗ Kronecker times
        ≤ at most
        ≥ at least
        < less than
        > greater than
        ≠ not equal to
        ≈ approximately
        ∑ the sum
        ∏ the product
        ∫ the integral
        ( open bracket
        ) close bracket
        [ open bracket
        ] close bracket
        { open brace
        } close brace
        | bar
        ‖ norm bar
        / over
        ′ prime
        … and so on
        ⋯ and so on
        ⋮ and so on
        ⋱ and so on
        ∣ such that
        ⟨ open angle bracket
        ⟩ close angle bracket
        """.strip().splitlines()
    )
}

_ACCENTS = {
    "^": "hat", "~": "tilde", "¯": "bar", "→": "arrow", "˙": "dot", "¨": "double dot",
    "_": "underlined", "⏞": "with a brace above", "⏟": "with a brace below",
}  # fmt: skip
_PRIMES = {"′": "prime", "′′": "double prime", "′′′": "triple prime"}
_LARGE = ("∑", "∏", "∫")


def tree_spoken(tree: Element) -> str:
    """A MathML tree in words, from its structure alone."""
    parts = [tree_spoken(child) for child in tree.children]
    match tree.tag:
        case "mi" | "mn" | "mo" | "mtext":
            return _word(tree.words)
        case "mfrac":
            return f"the fraction {parts[0]} over {parts[1]}, end fraction"
        case "msqrt":
            return f"the square root of {' '.join(parts)}, end root"
        case "mroot":
            return f"the root of order {parts[1]} of {parts[0]}, end root"
        case "munder" | "mover" if _is_accent(tree):
            return f"{parts[0]} {_ACCENTS[tree.children[1].words]}"
        case "munder" | "msub" if tree.children[0].words in _LARGE:
            return f"{parts[0]} over {parts[1]} of"
        case "munderover" | "msubsup" if tree.children[0].words in _LARGE:
            return f"{parts[0]} from {parts[1]} to {parts[2]} of"
        case "msub" | "munder":
            return f"{parts[0]} sub {parts[1]}"
        case "msup" | "mover":
            return f"{parts[0]} {_raised(tree.children[1], parts[1])}"
        case "msubsup" | "munderover":
            return f"{parts[0]} sub {parts[1]} {_raised(tree.children[2], parts[2])}"
        case "mtable":
            return f"the matrix {'; '.join(f'row {place}: {row}' for place, row in enumerate(parts, 1))}; end matrix"
        case "mtr":
            return ", ".join(parts)
        case "mspace" | "mphantom":
            return "blank" if ("class", "blank") in tree.attributes else ""
        case _:
            return re.sub(r" (?=[,;:.])", "", " ".join(filter(None, parts)))


def _is_accent(tree: Element) -> bool:
    return {"accent", "accentunder"}.intersection(name for name, _ in tree.attributes) != set()


def _raised(above: Element, words: str) -> str:
    if len(above.children) > 1 and above.children[0].text() in ("", *_PRIMES):  # a space beside a leaning letter
        first, rest = above.children[0], row(*above.children[1:])
        return " ".join(filter(None, [first.text() and _raised(first, ""), _raised(rest, tree_spoken(rest))]))
    match above.text():
        case "2":
            return "squared"
        case "T" | "⊤":
            return "transpose"
        case "−1":
            return "inverse"
        case "−T" | "−⊤":
            return "inverse transpose"
        case "∗" | "*":
            return "star"
        case primes if primes in _PRIMES:
            return _PRIMES[primes]
        case _:
            return f"to the power {words}"


def _word(text: str) -> str:
    if text in _WORDS:
        return _WORDS[text]
    if len(text) != 1 or text.isascii():
        return f"capital {text}" if len(text) == 1 and text.isupper() else text
    plain = unicodedata.normalize("NFKC", text)
    name = unicodedata.name(text, text).lower()
    if plain != text and plain.isalnum():
        return plain if name.startswith("double-struck") else _word(plain)
    return name.removeprefix("greek small letter ").replace("greek capital letter", "capital").removesuffix(" symbol")
