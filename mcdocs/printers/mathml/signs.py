"""What each LaTeX command of mathematics is in Unicode, and how it behaves in a line. One row adds one sign."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


def _rows(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


# Letters: identifiers in italics, but for capital Greek letters and signs, which stand upright as in TeX.
ITALIC: Mapping[str, str] = MappingProxyType(
    _rows("""
    alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ
    nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω
    imath ı jmath ȷ
    """)
)
UPRIGHT: Mapping[str, str] = MappingProxyType(
    _rows("""
    Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
    ell ℓ hbar ℏ Re ℜ Im ℑ aleph ℵ partial ∂ nabla ∇ infty ∞ emptyset ∅ varnothing ∅ prime ′ top ⊤ bot ⊥ intercal ⊺
    dagger † forall ∀ exists ∃ neg ¬ lnot ¬ backslash \\
    dots … ldots … cdots ⋯ vdots ⋮ ddots ⋱ bullet ∙ star ⋆
    """)
)
# Operators between two things.
BINARY: Mapping[str, str] = MappingProxyType(
    _rows("""
    ast ∗ circ ∘ cdot ⋅ times × div ÷ pm ± mp ∓ odot ⊙ oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ wedge ∧ vee ∨ cap ∩ cup ∪
    setminus ∖ land ∧ lor ∨
    """)
)
# Relations and arrows.
RELATIONS: Mapping[str, str] = MappingProxyType(
    _rows("""
    perp ⟂ parallel ∥ le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ ll ≪ gg ≫ approx ≈ equiv ≡ sim ∼ simeq ≃ cong ≅ propto ∝ mid ∣
    in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ therefore ∴ because ∵
    to → rightarrow → leftarrow ← leftrightarrow ↔ longrightarrow ⟶ longleftarrow ⟵ Rightarrow ⇒ Leftarrow ⇐
    Leftrightarrow ⇔ Longrightarrow ⟹ mapsto ↦ longmapsto ⟼ implies ⟹ iff ⟺ uparrow ↑ downarrow ↓ nearrow ↗ searrow ↘
    hookrightarrow ↪ colon :
    """)
)
# Large operators, whose limits stand below and above in a display.
LARGE: Mapping[str, str] = MappingProxyType(
    _rows("sum ∑ prod ∏ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ int ∫ iint ∬ oint ∮")
)
INTEGRALS = frozenset({"int", "iint", "oint"})
# Functions with an upright name; the second kind takes limits.
FUNCTIONS: Mapping[str, str] = MappingProxyType(
    {name: name for name in str.split("ln log exp sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth")}
    | {name: name for name in str.split("dim ker deg arg")}
)
LIMITS: Mapping[str, str] = MappingProxyType(
    {name: name for name in str.split("min max inf sup lim det gcd Pr")}
    | {"limsup": "lim\u2009sup", "liminf": "lim\u2009inf"}
)
# Brackets: opening, closing, and those that are both.
OPENING: Mapping[str, str] = MappingProxyType(_rows(r"lvert | lVert ‖ langle ⟨ lfloor ⌊ lceil ⌈ lbrace { ( ( [ [ \{ {"))
CLOSING: Mapping[str, str] = MappingProxyType(_rows(r"rvert | rVert ‖ rangle ⟩ rfloor ⌋ rceil ⌉ rbrace } ) ) ] ] \} }"))
UPRIGHTS: Mapping[str, str] = MappingProxyType(_rows(r"vert | Vert ‖ | | \| ‖"))
# What a bracket after \left or \right may be written as beyond those.
DELIMITERS: Mapping[str, str] = MappingProxyType(_rows("< ⟨ > ⟩ / /") | {".": ""})
# Accents, each above or below what it belongs to.
ACCENTS: Mapping[str, str] = MappingProxyType(
    _rows("hat ^ widehat ^ bar ¯ tilde ~ widetilde ~ vec → dot ˙ ddot ¨ overline ¯ overrightarrow → overbrace ⏞")
)
UNDERS: Mapping[str, str] = MappingProxyType(_rows("underline _ underbrace ⏟"))
WIDE = frozenset({"widehat", "widetilde", "overline", "overrightarrow", "overbrace", "underline", "underbrace"})
# Spaces in em.
SPACES: Mapping[str, str] = MappingProxyType(
    {",": "0.167", ":": "0.222", ";": "0.278", "!": "-0.167", " ": "0.25", "quad": "1", "qquad": "2"}
)

# Where an alphabet begins among Unicode's mathematical letters: capitals, small letters, digits, Greek, capital Greek.
ALPHABETS: Mapping[str, tuple[int, int, int, int, int]] = MappingProxyType(
    {
        "mathbf": (0x1D400, 0x1D41A, 0x1D7CE, 0x1D6C2, 0x1D6A8),
        "boldsymbol": (0x1D468, 0x1D482, 0x1D7CE, 0x1D736, 0x1D71C),
        "mathbb": (0x1D538, 0x1D552, 0x1D7D8, 0, 0),
        "mathcal": (0x1D49C, 0x1D4B6, 0, 0, 0),
        "mathsf": (0x1D5A0, 0x1D5BA, 0x1D7E2, 0, 0),
    }
)
# Letters that had a place before the alphabets were added.
ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {"𝔺": "ℂ", "𝔿": "ℍ", "𝕅": "ℕ", "𝕇": "ℙ", "𝕈": "ℚ", "𝕉": "ℝ", "𝕑": "ℤ"}
    | {"𝒝": "ℬ", "𝒠": "ℰ", "𝒡": "ℱ", "𝒣": "ℋ", "𝒤": "ℐ", "𝒧": "ℒ", "𝒨": "ℳ", "𝒭": "ℛ"}
    | {"𝒺": "ℯ", "𝒼": "ℊ", "𝓄": "ℴ"}
)
_GREEK = "αβγδεζηθικλμνξοπρςστυφχψω"
_CAPITALS = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡ\u03f4ΣΤΥΦΧΨΩ"


def lettered(text: str, alphabet: str) -> str:
    """The text in an alphabet of Unicode's mathematical letters; characters it does not have stay as they are."""
    capital, small, digit, greek, capital_greek = ALPHABETS[alphabet]

    def one(char: str) -> str:
        for first, letters in ((capital, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), (small, "abcdefghijklmnopqrstuvwxyz"),
                               (digit, "0123456789"), (greek, _GREEK), (capital_greek, _CAPITALS)):  # fmt: skip
            if first and char in letters:
                found = chr(first + letters.index(char))
                return ELSEWHERE.get(found, found)
        return char

    return "".join(map(one, text))
