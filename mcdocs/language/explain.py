"""Why a text is not a formula, in the words of a lecturer: the explanations behind a syntax error."""

from __future__ import annotations

import keyword
import re
from types import MappingProxyType

# What stands on a keyboard for a sign copied from a page.
IN_ASCII = MappingProxyType(
    {
        "·": "write * for a product",
        "×": "write @ or * for a product",
        "⊙": "write * for the Hadamard product",
        "−": "write - for minus",
        "–": "write - for minus",
        "√": "write sqrt(...)",
        "²": "write **2",
        "³": "write **3",
        "ᵀ": "write .T",
        "⊤": "write .T",
        "′": "write .T for the transpose",
        "’": "write .T for the transpose",
        "Σ": "write sum(...), or Sigma for the letter",
        "∑": "write sum(...)",
    }
)


# What other languages have for it.
SIGNS = MappingProxyType(
    {
        "^": "write **",
        "'": "write .T",
        "\\": "write a name",
        "|": "write abs(x), norm(x) or det(X)",
        "$": "write the formula without dollar signs",
        ";": "write one formula, and name parts of it with let",
        ":": "entries are x[1]; name parts of a formula with let",
        "!": "write the product out",
        "?": "take it out",
        '"': "write the formula without quotes",
        "`": "write the formula without quotes",
        "{": "write round brackets",
        "}": "write round brackets",
    }
)


def explain(text: str, place: int) -> tuple[str, int, int, str]:
    """The message, the place, the length and the hint for a text that Python cannot read at a place."""
    reserved = re.search(r"\blambda\b", text)
    if reserved:
        return "lambda is reserved", reserved.start(), 6, "write lam for the letter lambda"
    word = next((found for found in re.finditer(r"[A-Za-z_]\w*", text) if keyword.iskeyword(found[0])), None)
    if word:
        hint = "a formula has numbers, names, + - * / ** @, .T and functions"
        return f"{word[0]} is not part of the language", word.start(), len(word[0]), hint
    dangling = re.search(r"[-+*/@]\s*$", text)
    if dangling:
        return (
            "an operand is missing after this operator",
            dangling.start(),
            1,
            "add the operand or take the operator out",
        )
    juxtaposed = re.search(r"(\d|\))\s*([A-Za-z(])|[A-Za-z]\w*\s+[A-Za-z]\w*", text)
    opened, closed = text.count("(") + text.count("["), text.count(")") + text.count("]")
    if opened != closed:
        missing, sign = ("closing", ")") if opened > closed else ("opening", "(")
        return f"a bracket has no {missing} partner", place, 1, f"add the {sign} it lacks, or take it out"
    raised = re.search(r"\d\.T\b", text)
    if raised:
        return "a number has no transpose", raised.start(), 3, "a power is transposed in brackets, as in (x**2).T"
    equals = re.search(r"(?<!axis)(?<!axis )=", text)
    if equals:
        return "a formula has no =", equals.start(), 1, "name parts of it with let"
    for sign, better in SIGNS.items():
        if sign in text:
            return f"{sign} is not part of the language", text.index(sign), 1, better
    crossed = re.search(r"\([^()\[\]]*\]|\[[^()\[\]]*\)", text)
    if crossed:
        return "this bracket closes another kind", crossed.end() - 1, 1, "( closes with ), [ with ]"
    if juxtaposed:
        found = juxtaposed.start() if juxtaposed[1] is None else juxtaposed.start(2)
        return "two factors stand side by side", found, 1, "write a * between them"
    return "this is not a formula", place, 1, "an operand or an operator is missing here"
