"""The tokens of a typed answer: the formula language, LaTeX, and what keyboards and phones make of either."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from mcdocs.errors import FormulaError
from mcdocs.grading.vocabulary import Vocabulary
from mcdocs.printers.lettering import GREEK

MAX_TOKENS = 3_000


@dataclass(frozen=True)
class Token:
    """One sign: a `number`, a `word`, a `command` (without its backslash), `begin` and `end` of an environment, or a
    `sign`. `spaced` says that white space came before it."""

    kind: str
    text: str
    spaced: bool = False


# What a keyboard cannot say in ASCII, as the commands that mean the same.
SIGNS = {
    **dict.fromkeys("·⋅•∙", r"\cdot "),
    "×": r"\times ",
    "⊙": r"\odot ",
    "∘": r"\odot ",
    "⊗": r"\otimes ",
    "⊘": r"\oslash ",
    **dict.fromkeys("−–—‐‑", "-"),
    "÷": "/",
    "≈": r"\approx ",
    "…": r"\dots ",
    "∕": "/",
    "⟨": r"\langle ",
    "⟩": r"\rangle ",
    "√": r"\sqrt ",
    "∂": r"\partial ",
    "∇": r"\nabla ",
    "∑": r"\sum ",
    "‖": r"\| ",
    "∥": r"\| ",
    **dict.fromkeys("⊤⊺", "^{T}"),
    **dict.fromkeys("\u2061\u2062\u2063\u2064\u200b\ufeff", " "),
    **dict.fromkeys("′’‘`´", "'"),
    **dict.fromkeys("“”", '"'),
    "ϕ": r"\phi ",
    "ϵ": r"\epsilon ",
    "𝟏": r"\mathbf{1}",
    "𝟙": r"\mathbf{1}",
}
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿˣᵀᵗ", "0123456789+-()nxTt", strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋ᵢⱼₖₙₘₓ", "0123456789+-ijknmx", strict=True))

# Commands that change how a formula looks and not what it says.
_LOOKS = frozenset(
    str.split("""
    boxed left right big Big bigl bigr Bigl Bigr bigg Bigg displaystyle textstyle limits nolimits quad qquad
    """)
)
_TEXTS = ("operatorname", "mathrm", "text", "mathsf", "textrm", "mathop", "mathit")

_FRACTIONS = dict(zip("½⅓⅔¼¾", ("1/2", "1/3", "2/3", "1/4", "3/4"), strict=True))
_MIXED = re.compile(rf"(\d*)([{''.join(_FRACTIONS)}])")

_SAID_BEFORE = re.compile(
    r"\A(?:the\s+)?(?:answer|ans|solution|result|gradient|jacobian|hessian|derivative)\b\s*(?:is\b)?\s*[:=]?\s*",
    re.IGNORECASE,
)
_RAISED_TOP = re.compile(r"\^\s*(?:\{\s*)?[⊤⊺ᵀ](?:\s*\})?")
_AT_THE_END = re.compile(r"(?:\\[,;!: ]|[.;,\s])+\Z")
_NEW_ROW = re.compile(r"\\cr\b|\\\\\s*\[\s*-?[\d.]+\s*[a-z]{2}\s*\]")
_ELEMENT_OF = re.compile(r"\\in\s*\\mathbb\s*\{?R\}?.*\Z", re.DOTALL)
_LIBRARY = re.compile(r"(?:np|numpy|math|torch|jnp)\.(?:linalg\.)?(?=[A-Za-z])")
_TRANSPOSE = re.compile(r"\.transpose\(\)")
_NUMBER = re.compile(r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2}(?![\w^.]))?")
_POWER_OF_TEN = re.compile(r"[\d.]+[eE][+-]?\d+(?=[A-Za-z(\\])")
_INDICES = frozenset("ijklmnpqrs")
_RUN = re.compile(r"[A-Za-z]+\d*")
_COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([a-z]+)\*?\}(\{[lcr|\s]*\})?")
_UPRIGHT = re.compile(rf"\\(?:{'|'.join(_TEXTS)})\*?\s*(?:\{{\s*([A-Za-z]+\d*)\s*\}}|([A-Za-z]))")
_OPERATOR = re.compile(r"%\*%|\.dot(?=\()|\.(?:sum|mean)\(\)|\*\*|\|\||\.T\b|\.\*|\./|\.\^|[-+*/@^_()\[\]{}|,;=&':]")


def tokens(text: str, vocabulary: Vocabulary) -> list[Token]:
    """The tokens of an answer. Raises FormulaError for signs that have no meaning here."""
    return _Scanner(plain(text), vocabulary).scan()


def plain(text: str) -> str:
    """The text in ASCII, with commands for the signs that are not, and without what marks it as mathematics."""
    text = _RAISED_TOP.sub("⊤", text)
    text = _MIXED.sub(lambda match: f"{{{match[1] or 0}+{_FRACTIONS[match[2]]}}}", _TRANSPOSE.sub(".T", text))
    words: list[str] = []
    for run in re.findall(f"[{''.join(_RAISED)}]+|[{''.join(_LOWERED)}]+|.", text, re.DOTALL):
        if run[0] in _RAISED:
            words.append(f"^{{{''.join(map(_RAISED.__getitem__, run))}}}")
        elif run[0] in _LOWERED:
            words.append(f"_{{{''.join(map(_LOWERED.__getitem__, run))}}}")
        elif run.isascii():
            words.append(run)
        else:
            words.append(SIGNS.get(run) or _transliterated(run))
    line = _SAID_BEFORE.sub("", "".join(words).strip(), count=1)
    for opening, closing in (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]")):
        if line.startswith(opening) and line.endswith(closing) and len(line) > len(opening + closing):
            line = line[len(opening) : -len(closing)].strip()
    for mark in ("**", "`"):
        if line.startswith(mark) and line.endswith(mark):
            line = line.strip(mark)
    line = _NEW_ROW.sub(r"\\\\ ", _ELEMENT_OF.sub("", line))
    if "&" in line and r"\begin" not in line:
        line = rf"\begin{{bmatrix}}{line}\end{{bmatrix}}"
    return line if line.endswith("..") else _AT_THE_END.sub("", line)


def _transliterated(sign: str) -> str:
    """A letter of another alphabet: Greek by its name, styled letters (as phones make them) by their plain form."""
    folded = unicodedata.normalize("NFKC", sign)
    name = unicodedata.name(folded[0], "") if folded else ""
    word = re.fullmatch(r"GREEK (SMALL|CAPITAL) LETTER (?:FINAL )?(\w+)", name)
    if word:
        letter = {"LAMDA": "lambda"}.get(word[2], word[2].lower())
        letter = letter if word[1] == "SMALL" else letter.capitalize()
        if letter in GREEK:
            return rf"\{letter} "
    return folded if folded.isascii() else sign


class _Scanner:
    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        self.words = vocabulary
        self.found: list[Token] = []
        self.place = 0
        self.spaced = False

    def scan(self) -> list[Token]:
        while self.place < len(self.text):
            if self.text[self.place].isspace() or (self.text[self.place] == "~" and "\\" in self.text):
                self.place += 1
                self.spaced = True
                continue
            self.one()
            if len(self.found) > MAX_TOKENS:
                raise FormulaError("the answer is too long to be read")
        return self.found

    def one(self) -> None:
        text, place = self.text, self.place
        if match := _LIBRARY.match(text, place):
            self.place = place = match.end()
        if match := _ENVIRONMENT.match(text, place):
            self.add(match[1], match[2], match.end())
        elif match := _UPRIGHT.match(text, place):
            if "T" in match.groups() and self.is_exponent():
                return self.add("command", "top", match.end())
            self.add("word", match[1] or match[2], match.end())
        elif match := _COMMAND.match(text, place):
            self.command(match[1], match.end())
        elif match := _POWER_OF_TEN.match(text, place):
            raise FormulaError(f"{match[0]} is a number or a product", hint="write 10**-3, or * for a product")
        elif match := _NUMBER.match(text, place):
            self.add("number", match[0], match.end())
        elif text.startswith("...", place):
            self.add("command", "dots", place + 3)
        elif text[place].isalpha() and text[place].isascii():
            self.letters()
        elif match := _OPERATOR.match(text, place):
            self.add("sign", match[0], match.end())
        else:
            raise FormulaError(f"{text[place]!r} is not read in a formula")

    def add(self, kind: str, text: str, end: int) -> None:
        self.found.append(Token(kind, text, self.spaced))
        self.place, self.spaced = end, False

    def command(self, name: str, end: int) -> None:
        if name in _LOOKS or name in tuple(",;:! "):
            self.place = end
            self.spaced = self.spaced or name in ("quad", "qquad")
            # \left. and \right. are brackets that are not there
            if name in ("left", "right") and self.text.startswith(".", end):
                self.place += 1
            return
        if name in ("{", "}"):
            name = {"{": "(", "}": ")"}[name]
            self.add("sign", name, end)
        else:
            self.add("command", name, end)

    def letters(self) -> None:
        """The words that letters and digits without a gap fall into: the fewest that all mean something."""
        for name in self.words.long_names:
            after = self.place + len(name)
            if self.text.startswith(name, self.place) and not re.match(r"\w", self.text[after : after + 1]):
                return self.add("word", name, after)
        if self.text[self.place] == "T" and self.is_exponent() and not self.words.word("T"):
            return self.add("word", "T", self.place + 1)
        match = _RUN.match(self.text, self.place)
        assert match is not None
        run = match[0]
        if len(run) > 60:
            raise FormulaError(f"{run[:20]}... is no name that occurs in the question")
        below = bool(self.found) and self.found[-1].text == "_"
        if below and len(run) == 2 and set(run) <= _INDICES:
            return self.add("word", run, self.place + 2)
        best = splits(run, self.words)
        if below and not best and (cut := self.indices_of(run)):
            return self.add("word", run[:cut], self.place + cut)
        if len(best) > 1:
            raise FormulaError(f"{run} can be read in several ways; write * between factors")
        for word in best[0] if best else [run]:
            self.add("word", word, self.place + len(word))

    def indices_of(self, run: str) -> int:
        """How many letters of a run are a subscript, as the i in `a_ix_i`: one or two, if the rest is words."""
        return next((cut for cut in (1, 2) if set(run[:cut]) <= _INDICES and splits(run[cut:], self.words)), 0)

    def is_exponent(self) -> bool:
        before = [token.text for token in self.found[-3:]]
        while before and before[-1] in ("-", "{", "("):
            before.pop()
        return bool(before) and before[-1] == "^"


def splits(run: str, words: Vocabulary) -> list[list[str]]:
    """The ways to cut a run of letters and digits into the fewest words that mean something."""
    ways: list[list[list[str]]] = [[[]]]
    for end in range(1, len(run) + 1):
        here: list[list[str]] = []
        for start in range(max(0, end - 30), end):
            # digits belong to the letter before them
            if run[start].isalpha() and not run[end : end + 1].isdigit() and words.is_word(run[start:end]):
                here += [[*way, run[start:end]] for way in ways[start]]
        fewest = min(map(len, here), default=0)
        ways.append([way for way in here if len(way) == fewest][:3])
    return ways[-1]
