"""How names look in mathematics: Greek letters, subscripts, accents."""

from __future__ import annotations

import re
from functools import lru_cache

GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "zeta",
        "eta",
        "theta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "pi",
        "rho",
        "sigma",
        "tau",
        "upsilon",
        "phi",
        "chi",
        "psi",
        "omega",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Pi",
        "Sigma",
        "Upsilon",
        "Phi",
        "Psi",
        "Omega",
        "ell",
    ]
)
SPELLINGS = {"lam": "lambda", "Lam": "Lambda", "epsilon": "varepsilon", "phi": "varphi", "eps": "varepsilon"}
ACCENTS = {"hat": r"\hat", "bar": r"\bar", "tilde": r"\tilde"}


@lru_cache(maxsize=4096)
def lettered(name: str) -> tuple[str, str]:
    """The LaTeX of a name in two parts, letter and subscript: `x_hat12` is `\\hat{x}` and `12`."""
    letter, *subscripts = [part for part in name.split("_") if part] or [name]
    digits = re.fullmatch(r"(.*?[A-Za-z])(\d+)", letter)
    if digits:
        letter, subscripts = digits[1], [digits[2], *subscripts]
    accent = ""
    if subscripts and subscripts[0].rstrip("0123456789") in ACCENTS:
        word = subscripts.pop(0)
        accent = word.rstrip("0123456789")
        subscripts = ([word[len(accent) :]] if word != accent else []) + subscripts
    for suffix in ACCENTS:
        if not accent and letter.endswith(suffix) and len(letter) > len(suffix):
            stem = letter[: -len(suffix)]
            if len(stem) == 1 or stem in GREEK or stem in SPELLINGS:
                letter, accent = stem, suffix
    word = _letter(letter)
    return (f"{ACCENTS[accent]}{{{word}}}" if accent else word), ",".join(name_latex(part) for part in subscripts)


def _letter(word: str) -> str:
    word = SPELLINGS.get(word, word)
    if word in GREEK or word in ("varepsilon", "varphi"):
        return "\\" + word
    if len(word) == 1 or word.isdigit():
        return word
    return rf"\mathrm{{{word}}}"


def name_latex(name: str, index: str = "") -> str:
    """The LaTeX of a name, with a further index joined to its subscript."""
    letter, subscript = lettered(name)
    below = ",".join(part for part in (subscript, index) if part)
    if not below:
        return letter
    return f"{letter}_{below}" if len(below) == 1 else f"{letter}_{{{below}}}"
