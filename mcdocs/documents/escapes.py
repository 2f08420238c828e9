"""How text becomes safe in each kind of output: a table of escapes, each one pass over the text.

An escape raises DocumentError for a character its output cannot show; nothing is ever dropped silently.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from types import MappingProxyType

from mcdocs.errors import DocumentError

Escape = Callable[[str], str]

# ── TeX ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

_TEX_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "\n": " ",
    "\t": " ",
    "\u2002": r"\enspace{}",
    "\u00a0": "~",
    "\u202f": r"\,",
    "\u2009": r"\,",
    "\u00ad": r"\-",
    "\u2010": "-{}",
    "\u2011": r"\mbox{-}",
    "–": "--{}",
    "—": "---{}",
    "‘": r"\textquoteleft{}",
    "’": r"\textquoteright{}",
    "“": r"\textquotedblleft{}",
    "”": r"\textquotedblright{}",
    "„": r"\quotedblbase{}",
    "‚": r"\quotesinglbase{}",
    "‹": r"\guilsinglleft{}",
    "›": r"\guilsinglright{}",
    "…": r"\textellipsis{}",
    "•": r"\textbullet{}",
    "†": r"\textdagger{}",
    "‡": r"\textdaggerdbl{}",
    "‰": r"\textperthousand{}",
    "€": r"\texteuro{}",
    "™": r"\texttrademark{}",
    "№": r"\textnumero{}",
    "½": r"\textonehalf{}",
    "¼": r"\textonequarter{}",
    "¾": r"\textthreequarters{}",
}
# What Helvetica, Palatino and Latin Modern show in the T1 and TS1 encodings.
_TEX_LATIN = (
    "¡¢£¤¥¦§¨©ª«®¯°¶·¸º»¿"
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ"
    "ĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĨĩĪīĬĭĮįİıĴĵĶķĹĺĻļĽľŁłŃńŅņŇňŊŋŌōŎŏŐőŒœŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŨũŪūŬŭŮůŰűŲų"
    "ŴŵŶŷŸŹźŻżŽžȘșȚț"
)
# Characters and, in the same order, the commands for them.
_TEX_MATHS = (
    (
        "αβγδεζηθικλμνξπρστυφχψω",
        "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon "
        "varphi chi psi omega",
    ),
    (
        "ΓΔΘΛΞΠΣΥΦΨΩ",
        "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega",
    ),
    (
        "ϵϑϕϱςµ",
        "epsilon vartheta phi varrho varsigma mu",
    ),
    (
        "≤≥≠≈≡∼≃∝≪≫≺≻⪯⪰≅",
        "leq geq neq approx equiv sim simeq propto ll gg prec succ preceq succeq cong",
    ),
    (
        "→←↔⇒⇐⇔↦↑↓⟶⟵⟹⟺",
        "rightarrow leftarrow leftrightarrow Rightarrow Leftarrow Leftrightarrow mapsto uparrow downarrow "
        "longrightarrow longleftarrow Longrightarrow Longleftrightarrow",
    ),
    (
        "∂∇∑∏∫√∞∈∉∋⊂⊆⊃⊇∪∩∅∀∃∧∨¬",
        "partial nabla sum prod int surd infty in notin ni subset subseteq supset supseteq cup cap emptyset "
        "forall exists wedge vee neg",
    ),
    (
        "⊗⊕⊙⊘∘∗⋅×÷±∓⊤⊥‖ℓ⋯⋮⋱′∥∣⟨⟩⌈⌉⌊⌋",
        "otimes oplus odot oslash circ ast cdot times div pm mp top bot Vert ell cdots vdots ddots prime "
        "parallel mid langle rangle lceil rceil lfloor rfloor",
    ),
)
_BLACKBOARD = {"ℝ": "R", "ℕ": "N", "ℤ": "Z", "ℚ": "Q", "ℂ": "C", "𝔼": "E", "ℙ": "P"}
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱᵀ", "0123456789+-niT", strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋ᵢⱼₖₙₘ", "0123456789+-ijknm", strict=True))


def _tex_table() -> dict[str, str]:
    command = {"−": "-"}
    for characters, names in _TEX_MATHS:
        command |= {char: f"\\{name}" for char, name in zip(characters, names.split(), strict=True)}
    command |= {char: rf"\mathbb{{{letter}}}" for char, letter in _BLACKBOARD.items()}
    command |= {char: f"{{}}^{{{letter}}}" for char, letter in _RAISED.items()}
    command |= {char: f"{{}}_{{{letter}}}" for char, letter in _LOWERED.items()}
    return _TEX_SPECIAL | {char: rf"\ensuremath{{{maths}}}" for char, maths in command.items()}


_TEX = _tex_table()
# What is not plain Latin; and the first of two characters that TeX would join, `--` to a dash and `,,` to a quote.
_TEX_CHARACTER = re.compile(rf"(?P<joined>-(?=-)|,(?=,)|'(?='))|[^ !'-;=?-Z\[\]a-z{_TEX_LATIN}]")


def shown() -> str:
    """Every character beyond ASCII that `tex` can show."""
    return _TEX_LATIN + "".join(char for char in _TEX if char.isprintable() and not char.isascii())


def tex(text: str) -> str:
    """Text as TeX source for pdfLaTeX in the T1 encoding; raises DocumentError for a character it cannot show."""
    return _TEX_CHARACTER.sub(_tex_character, unicodedata.normalize("NFC", text))


def _tex_character(match: re.Match[str]) -> str:
    char = match[0]
    if match["joined"]:
        return char + "{}"
    if char not in _TEX:
        raise _cannot_show(char)
    return _TEX[char]


def _cannot_show(char: str) -> DocumentError:
    name = unicodedata.name(char, "a control character")
    shown = f"{char!r} " if char.isprintable() else ""
    error = DocumentError(
        f"pdfLaTeX has no glyph for the character {shown}(U+{ord(char):04X}, {name.lower()})",
        hint="write it as mathematics between dollar signs, or with Latin letters; or build without: --format html",
    )
    error.character = char
    return error


# ── Markdown ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_MARKDOWN = re.compile(
    r"(?P<space>\s*[\n\t]\s*)"
    r"|(?P<entity>[<>&])"
    r"|(?P<special>[\\`*_\[\]#$|~])"
    r"|(?P<number>(?<!.)(?P<digits>\d{1,9})(?P<dot>[.)])(?=\s|$))"
    r"|(?P<first>(?<!.)[-+=])"
)


def markdown(text: str) -> str:
    """Text as GitHub-flavoured Markdown, on one line; raises DocumentError for a control character."""
    for char in text:
        if unicodedata.category(char) == "Cc" and char not in "\n\t":
            raise DocumentError(f"the text has a control character (U+{ord(char):04X})", hint="delete it")
    return _MARKDOWN.sub(_markdown_character, text)


def _markdown_character(match: re.Match[str]) -> str:
    match match.lastgroup:
        case "space":
            return " "
        case "entity":
            return html.escape(match[0])
        case "number":
            return f"{match['digits']}\\{match['dot']}"
        case _:
            return "\\" + match[0]


# GitHub's MathJax refuses \operatorname; |, < and > have meanings in tables and HTML.
_GITHUB = re.compile(r"\\operatorname\*?|\\[|]|[|<>]")
_GITHUB_MATHS = {"\\|": r"\Vert ", "|": r"\vert ", "<": r"\lt ", ">": r"\gt "}


def github_mathematics(latex: str) -> str:
    """LaTeX that GitHub renders, inside a table cell too."""
    return _GITHUB.sub(lambda match: _GITHUB_MATHS.get(match[0], r"\mathrm"), latex)


# ── the table ────────────────────────────────────────────────────────────────────────────────────────────────────────


def html_text(text: str) -> str:
    """Text as HTML, within elements and within quoted attributes; raises DocumentError for a control character."""
    for char in text:
        if unicodedata.category(char) == "Cc" and char not in "\n\t":
            raise DocumentError(f"the text has a control character (U+{ord(char):04X})", hint="delete it")
    return html.escape(text)


def none(text: str) -> str:
    """Text as it is, for formats without markup."""
    return text


ESCAPES: MappingProxyType[str, Escape] = MappingProxyType(
    {"tex": tex, "markdown": markdown, "html": html_text, "none": none}
)


def words_in_mathematics(text: str) -> str:
    """Text for the argument of MathJax's \\text, where only these four characters mean something."""
    return re.sub(r"[\\{}$]", r"\\\g<0>", re.sub(r"\s+", " ", text))


def comment(text: object) -> str:
    """Text on one line without control characters, for comments in the output."""
    return "".join(char if char.isprintable() else "?" for char in str(text))


def utf16_hex(text: str) -> str:
    """Text as a PDF string in hexadecimal, UTF-16 with byte order mark: bookmarks and titles in any script."""
    return (b"\xfe\xff" + text.encode("utf-16-be")).hex().upper()
