"""Prose: styles, inline mathematics, and an allow-list that keeps TeX out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcdocs.errors import FormulaError, Position
from mcdocs.language.mathematics import parse_mathematics
from mcdocs.language.notation import Raw
from mcdocs.language.prose import Formula, Inline, Text, parse_prose

PROSE: list[tuple[str, Inline]] = [
    ("plain", (Text("plain"),)),
    ("  spaces at the ends  ", (Text("spaces at the ends"),)),
    ("two\nlines\n", (Text("two lines"),)),
    ("**strong** text", (Text("strong", "strong"), Text(" text"))),
    ("an *emphasised* word", (Text("an "), Text("emphasised", "emphasis"), Text(" word"))),
    ("~~gone~~", (Text("gone", "strike"),)),
    ("~~gone $x^2$ too~~", (Text("gone ", "strike"), Formula(Raw("x^2"), "strike"), Text(" too", "strike"))),
    ("`code *as is*` here", (Text("code *as is*", "code"), Text(" here"))),
    ("let $x \\in X$.", (Text("let "), Formula(Raw("x \\in X")), Text("."))),
    ("$x$$y$", (Formula(Raw("x")), Formula(Raw("y")))),
    ("5\\$ and 6\\$", (Text("5$ and 6$"),)),
    ("\\*not emphasised\\*", (Text("*not emphasised*"),)),
    ("a backslash \\\\ here", (Text("a backslash \\ here"),)),
    ("2*3*4 and snake_case_name", (Text("2*3*4 and snake_case_name"),)),
    ("2 * 3 ** 4", (Text("2 * 3 ** 4"),)),
    ("f* and g*", (Text("f* and g*"),)),
    ("about ~ 3", (Text("about ~ 3"),)),
    ("a < b & c > d # {e} % f^g", (Text("a < b & c > d # {e} % f^g"),)),
    ("Größe, naïve, 数学", (Text("Größe, naïve, 数学"),)),
    ("", ()),
]

NOT_PROSE = [
    ("5$ and more", 2, "this $ has no partner"),
    ("$5 and $6", 1, "this $ has no partner"),
    ("$ x $", 1, "this $ has no partner"),
    ("$x\\$", 1, "this $ has no partner"),
    ("$$x$$", 1, "$$ is not used in a text"),
    ("a **b", 3, "** opens here and never closes"),
    ("a *b", 3, "* opens here and never closes"),
    ("a ~~b", 3, "~~ opens here and never closes"),
    ("a `b", 3, "` opens here and never closes"),
    ("a `` b", 3, "there is nothing between these marks"),
    ("a **** b", 3, "there is nothing between these marks"),
    ("**a *b* c**", 5, "* opens inside **"),
    ("**a `b`**", 5, "` opens inside **"),
    ("see \\input{/etc/passwd}", 5, "\\input is not used in a text"),
    ("\\write18{ls}", 1, "\\write is not used in a text"),
    ("\\frac{1}{2}", 1, "\\frac is not used in a text"),
    ("the end \\", 9, "\\ is not used in a text"),
    ("a $\\frac{1}$", 4, "something is missing after \\frac"),
    ("x" * 5001, 1, "at most 5000"),
]

MATHEMATICS = [
    r"x",
    r"f: X \to Y, \qquad x \mapsto y = f(x)",
    r"\frac{\partial y}{\partial x_{ij}}",
    r"\frac12 x^2 + \sqrt[3]{x}",
    r"\sum_{i=1}^n \prod_j x_{ij}^2",
    r"x' + x'' + x'^2 + x_1'",
    r"\left( \frac{a}{b} \right]_0^1 + \left. x \right|_{x = 0}",
    r"\begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix}^\top",
    r"\begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}",
    r"\operatorname{vec}(X) \in \mathbb{R}^{m \times n}, \operatorname*{argmin}_x f",
    r"\lVert x \rVert, \|x\|, \{ x \}",
    r"\hat{x} \bar y \tilde{\mathbf{W}} \vec{v}",
    r"e^{x_2 x_3}\, \mathrm{d}x \; \ldots \! \dots",
    r"\begin{pmatrix} x_1 \\ \vdots \\ x_n \end{pmatrix}",
    r"{x^a}^b",
    r"\begin{aligned} y &= Wx + b \\ z &= \sigma(y) \end{aligned}",
]

NOT_MATHEMATICS = [
    (r"\input{/etc/passwd}", 1, r"\input is not a command"),
    (r"x + \write18{rm}", 5, r"\write is not a command"),
    (r"\def\x{y}", 1, r"\def is not a command"),
    (r"\csname input\endcsname", 1, r"\csname is not a command"),
    (r"\catcode`\%=12", 9, "'`' is not used"),
    (r"\href{javascript:x}{y}", 1, r"\href is not a command"),
    (r"\begin{verbatim} x \end{verbatim}", 1, "'verbatim' is not possible"),
    (r"\begin{filecontents*}", 1, r"\begin needs the name"),
    ("^^5cinput", 1, "something is missing"),
    (r"x \\ y", 3, r"\\ ends a row"),
    ("x & y", 3, "& separates the cells"),
    ("x % y", 3, "'%' is not used"),
    ("x # y", 3, "'#' is not used"),
    ("$x$", 1, "without dollar signs"),
    ("x $ y", 3, "'$' is not used"),
    ("x ~ y", 3, "'~' is not used"),
    ("α + 1", 1, "'α' is not used"),
    (r"x \: \\[99cm] y", 6, r"\\ ends a row"),
    (r"\begin{matrix} x \\[9cm] y \end{matrix}", 20, r"[ directly after \\"),
    (r"\begin{aligned}[t] x \end{aligned}", 16, r"[ directly after \begin{aligned}"),
    ("x' ^2", 4, "a second ^"),
    (r"x_\sum", 3, r"\sum needs braces"),
    (r"x^\,", 3, r"\, needs braces"),
    (r"\begin{matrix} x \\* y \end{matrix}", 20, r"* directly after \\"),
    ("{x", 1, "this { is never closed"),
    ("x}", 2, "this } closes nothing"),
    ("x^", 2, "something is missing after ^"),
    ("x^2^3", 4, "a second ^"),
    ("x_1_2", 4, "a second _"),
    ("x^2'", 4, "a second '"),
    ("x'_1'", 5, "a second '"),
    ("x'_1^2", 5, "a second ^"),
    (r"x^\frac12", 3, r"\frac needs braces"),
    (r"\frac{1}", 1, r"something is missing after \frac"),
    (r"\sqrt[3 x", 6, "this [ is never closed"),
    (r"\sqrt[\frac]{x}", 7, "the degree of a root"),
    (r"\left( x", 1, r"this \left is never closed"),
    (r"\left x \right)", 7, r"a bracket is missing after \left"),
    (r"x \right)", 3, r"\right without \left"),
    (r"\begin{matrix} x", 1, r"this \begin is never closed"),
    (r"\begin{matrix} x \end{cases}", 18, "closed by another"),
    (r"\begin x", 1, r"\begin needs the name"),
    (r"x \end{matrix}", 3, r"\end without \begin"),
    (r"\begin{cases} a & b & c \end{cases}", 21, "cases has room for 2 columns"),
    (r"\left( \begin{matrix} a \right) \end{matrix}", 8, r"this \begin is never closed"),
    (r"\text{\input{x}}", 7, "is not possible inside \\text"),
    (r"\text{a $b$}", 9, "'$' is not possible inside"),
    (r"\text x", 1, r"\text needs its text in braces"),
    (r"\alhpa", 1, r"\alhpa is not a command"),
    ("{" * 30 + "}" * 30, 21, "more than 20 levels"),
    ("x" * 2001, 1, "at most 2000"),
    (" ", 1, "no mathematics"),
    ("x\\", 2, "is not used in mathematics"),
]


@pytest.mark.parametrize(("text", "runs"), PROSE, ids=[text[:20] for text, _ in PROSE])
def test_prose_is_read_as_runs(text: str, runs: Inline) -> None:
    assert parse_prose(text) == runs


@pytest.mark.parametrize(("text", "column", "message"), NOT_PROSE, ids=[case[0][:20] for case in NOT_PROSE])
def test_what_is_no_prose_is_told_with_its_column(text: str, column: int, message: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse_prose(text)
    assert message in caught.value.message
    assert caught.value.at is not None
    assert caught.value.at.column == column


@pytest.mark.parametrize("latex", MATHEMATICS)
def test_mathematics_is_kept_as_it_is(latex: str) -> None:
    assert parse_mathematics(latex) == Raw(latex)
    assert parse_prose(f"so ${latex}$") == (Text("so "), Formula(Raw(latex)))


@pytest.mark.parametrize(("latex", "column", "message"), NOT_MATHEMATICS, ids=[c[0][:20] for c in NOT_MATHEMATICS])
def test_what_is_no_mathematics_is_told_with_its_column(latex: str, column: int, message: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse_mathematics(latex)
    assert message in caught.value.message
    assert caught.value.at is not None
    assert caught.value.at.column == column


def test_a_misspelt_command_gets_a_hint() -> None:
    with pytest.raises(FormulaError) as caught:
        parse_mathematics(r"\alhpa")
    assert caught.value.hint == r"did you mean \alpha?"


@given(st.text(st.sampled_from("ab *~`$\\_{}^&'[]()\n") | st.characters(codec="utf-8"), max_size=40))
def test_any_text_is_read_or_refused_within_it(text: str) -> None:
    try:
        shown = parse_prose(text)
    except FormulaError as error:
        shown = error.at
    if isinstance(shown, Position):
        assert 1 <= shown.column <= len(text) + 1
    else:
        assert all(isinstance(run, Text | Formula) for run in shown or ())


PIECES = str.split(r"x 1 { } ^ _ ' & \\ \frac \left( \right) \alpha [ ] \begin{matrix} \end{matrix} \sqrt")


@given(st.lists(st.sampled_from(PIECES)))
def test_any_mathematics_is_read_or_refused(words: list[str]) -> None:
    latex = " ".join(words)
    try:
        read = parse_mathematics(latex)
    except FormulaError as error:
        read = error.at
    assert read == Raw(latex) or isinstance(read, Position)
