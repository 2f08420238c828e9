"""MathML: everything that is printed or may be written in prose becomes MathML Core, with its LaTeX and its words."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from fractions import Fraction
from typing import get_args

import pytest
from kitchen_sink import DYDX, JACOBIAN, axes, equal, x, x1, y

from mcdocs.language import commands, nodes, notation
from mcdocs.language.mathematics import parse_mathematics
from mcdocs.language.nodes import Node, Symbol, number
from mcdocs.language.notation import Math
from mcdocs.printers.latex import latex
from mcdocs.printers.mathml.formulas import mathml
from mcdocs.printers.mathml.reading import read
from mcdocs.printers.speech import spoken

A, v = Symbol("A", ("n", "n")), Symbol("v", ("n",))
s, t = Symbol("s"), Symbol("t")
TERM = nodes.IndexTerm(number(2), ((A, ("i", "k"), Fraction(1)), (v, ("k",), Fraction(2))), (("i", "j"),))

# Each kind of formula and of notation: a sample, its LaTeX's MathML in short, its words.
SAMPLES: list[tuple[Math, str, str]] = [
    (number(Fraction(1, 2), True), "0.5", "0.5"),
    (nodes.Constant("pi"), "π", "pi"),
    (Symbol("Sigma"), "Σ", "capital sigma"),
    (Symbol("x_hat12"), "x^^_12", "x hat sub 1 2"),
    (x1, "x_1", "x sub 1"),
    (nodes.Named("h1", v), "h_1", "h sub 1"),
    (nodes.Ones(("n",)), "𝟏", "the vector of ones"),
    (nodes.Zeros(("n",)), "0", "0"),
    (nodes.Eye("n"), "I_n", "the identity matrix of size n"),
    (nodes.Commutation("m", "n"), "K_(m,n)", "the commutation matrix K m n"),
    (nodes.Dimension("n"), "n", "n"),
    (nodes.Counter("r"), "r", "r"),
    (nodes.Differential(v), "(dv)", "d v"),
    (nodes.Partial(nodes.Mul(s, t), s), "(∂/(∂s)(st))", "the derivative of open bracket s times t close bracket with "
     "respect to s"),
    (nodes.Neg(s), "(−s)", "minus s"),
    (nodes.Add(s, t), "(s+t)", "s plus t"),
    (nodes.Sub(s, nodes.Add(t, s)), "(s−(t+s))", "s minus open bracket t plus s close bracket"),
    (nodes.Mul(v, v), "(v⊙v)", "v entrywise times v"),
    (nodes.Div(s, nodes.Add(s, t)), "s/(s+t)", "the fraction s over s plus t, end fraction"),
    (nodes.Pow(s, number(2)), "s^2", "s squared"),
    (nodes.MatMul(A, v), "(Av)", "capital A times v"),
    (nodes.Transpose(A), "A^T", "capital A transpose"),
    (nodes.Unvec(nodes.Structure("vec", (A,)), "n", "n"), "(vec_(n×n)^(−1)(vec(A)))",
     "the n by n matrix whose columns, stacked, are vec of capital A, end matrix"),
    (nodes.Apply("ln", s), "(ln s)", "the logarithm of s"),
    (nodes.Structure("inv", (A,)), "A^(−1)", "capital A inverse"),
    (nodes.RangeSum("r", number(1), s, nodes.Structure("matpow", (A, nodes.Counter("r")))), "(∑_(r=1)^sA^r)",
     "the sum from r equals 1 to s of capital A to the power r, end sum"),
    (nodes.Grid((s, t), (2,)), "([s;t])", "the vector with entries s, t, end vector"),
    (nodes.Tensor((TERM,), ("i", "j"), (("i", "n"), ("j", "n"), ("k", "n"))), "",
     "the tensor whose entry at i, j is the sum over k of 2 times capital A at i k times v at k squared "
     "times delta i j, end tensor"),
    (notation.Space(axes(("m",), ("n",))), "ℝ^(m×n)", "R to the m by n"),
    (notation.Sizes(axes((2,), (3,))), "(2×3)", "2 by 3"),
    (notation.Map("f", notation.Space(()), notation.Space(axes((2,)))), "(f:ℝ→ℝ^2)", "f from R to R to the 2"),
    (equal(y, x), "(y=x)", "y equals x"),
    (notation.Name("f_1", "output"), "f_1", "f sub 1"),
    (DYDX, "(∂y)/(∂x)", "the derivative of y with respect to x"),
    (notation.Applied(notation.Name("f"), (x,)), "(f(x))", "f of x"),
    (JACOBIAN, "", "the 2 by 3 matrix with columns x sub 1, x sub 2, x sub 3, f sub 1: 1 plus x sub 2 plus x sub 3, "
     "x sub 1, x sub 1; f sub 2: 2 times x sub 1, 0, 2; end matrix"),
    (notation.Dots("vertical"), "⋮", "and so on"),
    (notation.Blank(3), " _((3))", "blank 3"),
    (notation.Answer(s), "s", "s"),
    (notation.Sum(("i",), notation.Name("x_i")), "(∑_ix_i)", "the sum over i of x sub i"),
    (notation.Raw(r"\nabla f^{-1} \in \mathbb{R}^2"), "(∇f^( (−1))∈ℝ^2)", "nabla f inverse in R squared"),
    (notation.Coloured(nodes.Pow(x1, number(2)), frozenset(), frozenset({"x"})), "x_1^2", "x sub 1 squared"),
]  # fmt: skip


def concrete(kind: type[Node]) -> set[type[Node]]:
    below = kind.__subclasses__()
    return set().union(*map(concrete, below)) if below else {kind}


def test_there_is_a_sample_of_every_kind() -> None:
    kinds = {kind for kind in get_args(Math) if kind is not Node} | concrete(Node)
    assert {type(math) for math, _, _ in SAMPLES} == kinds


def tree(math: Math) -> ElementTree.Element:
    return ElementTree.fromstring(mathml(math))


def short(element: ElementTree.Element) -> str:
    """A MathML tree on one line: scripts as _ and ^, fractions as /, rows in brackets."""
    parts = [short(child) for child in element]
    match element.tag:
        case "mrow" | "mpadded":
            return f"({''.join(parts)})"
        case "msub" | "munder":
            return "{}_{}".format(*parts)
        case "msup" | "mover":
            return "{}^{}".format(*parts)
        case "msubsup" | "munderover":
            return "{}_{}^{}".format(*parts)
        case "mfrac":
            return "{}/{}".format(*parts)
        case "mtable":
            return ";".join(parts)
        case "mspace":
            return " "
        case _:
            return (element.text or "") + "".join(parts)


@pytest.mark.parametrize(("math", "expected", "words"), SAMPLES, ids=[type(math).__name__ for math, _, _ in SAMPLES])
def test_every_kind_is_printed_with_its_latex_and_its_words(math: Math, expected: str, words: str) -> None:
    root = tree(math)
    (semantics,) = root
    shown, annotation = semantics
    assert root.attrib["aria-label"] == spoken(math) == words
    assert (annotation.attrib["encoding"], annotation.text) == ("application/x-tex", latex(math))
    if expected:
        assert short(shown) == expected


def test_what_nothing_prints_is_an_error() -> None:
    class Unknown(Node):
        shape = ()

        def parts(self) -> tuple[object, ...]:
            return ()

    for printer in (mathml, spoken):
        with pytest.raises(TypeError, match="does not know Unknown"):
            printer(Unknown())


# ── colours, scripts, matrices ───────────────────────────────────────────────────────────────────────────────────────


def test_a_power_of_an_entry_has_the_colour_of_what_is_around_it() -> None:
    shown = tree(notation.Coloured(nodes.Pow(x1, number(2)), frozenset(), frozenset({"x"})))[0][0]
    assert (shown.tag, [part.attrib.get("class") for part in shown]) == ("msubsup", ["input", "input", None])


def test_brackets_of_a_labelled_matrix_stand_at_its_entries() -> None:
    (table,) = tree(JACOBIAN)[0][0]
    classes = [[cell.attrib.get("class") for cell in row] for row in table]
    assert classes[1:] == [["label", "left top", None, "right top"], ["label", "left bottom", None, "right bottom"]]
    assert [len(row) for row in table] == [4, 4, 4]


@pytest.mark.parametrize(
    ("formula", "forms"),
    [
        ("-x", ["prefix"]),
        ("a - x", ["infix"]),
        ("a = -x", [None, "prefix"]),
        ("(-x)", [None, "prefix", None]),
        (r"\ln -x", ["prefix"]),
        ("a^{-1} - b", ["prefix", "infix"]),
    ],
)
def test_a_sign_knows_whether_it_joins_or_negates(formula: str, forms: list[str | None]) -> None:
    root = ElementTree.fromstring(read(formula).written())
    assert [sign.attrib.get("form") for sign in root.iter("mo")] == forms


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (r"\ln x", "(ln x)"),
        (r"2\ln x", "(2 ln x)"),
        (r"\ln(x)", "(ln(x))"),
        (r"\ln 2\sin x", "(ln 2 sin x)"),
        (r"\max_x f", "(max_x f)"),
        ("x''", "x^′′"),
        ("x'^2", "x^(′2)"),
        ("f'(x) + f^2", "(f^( ′)(x)+f^( 2))"),
        ("0.5 x_{ij}", "(0.5x_(ij))"),
        (r"\sqrt[3]{x}", "x3"),
        (r"\text{ if } x", "(\u00a0if\u00a0x)"),
        (r"\begin{cases} a & b \\ c & d \end{cases}", "({ab;cd)"),
        (r"\mathbf{1}^T", "𝟏^T"),
        (r"\mathbb{R}, \mathcal{L}, \boldsymbol{\mu}", "(ℝ,ℒ,𝝁)"),
        (r"\left. x \right|_0", "(x|)_0"),
    ],
)
def test_lines_are_set_as_tex_sets_them(formula: str, expected: str) -> None:
    assert short(ElementTree.fromstring(read(formula).written())) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (r"\underline{x} + \vec{y}", "x underlined plus y arrow"),
        ("f'(x)", "f prime open bracket x close bracket"),
        ("f''^2", "f double prime squared"),
        ("A^{-T} x^*", "capital A inverse transpose x star"),
        (r"\sum_{i=1}^n x_i", "the sum from i equals 1 to n of x sub i"),
        (r"\int_X f", "the integral over capital X of f"),
        (r"\{x \mid x > 0\}", "open brace x such that x greater than 0 close brace"),
    ],
)
def test_what_authors_write_is_read_as_it_is_said(formula: str, expected: str) -> None:
    assert spoken(notation.Raw(formula)) == expected


def test_a_subscript_keeps_its_own_subscript() -> None:
    assert spoken(notation.Name("delta_z1")) == "delta sub z sub 1"


# ── everything an author may write ───────────────────────────────────────────────────────────────────────────────────

ALL_COMMANDS = [
    *(rf"x \{name} y" for name in sorted(commands.SYMBOLS)),
    *(rf"x^\{name}" for name in sorted(commands.LETTERS)),
    *(rf"\{name}" + "{a}" * count + "^2" for name, count in commands.ARGUMENTS.items()),
    *(rf"\{name}{{a b}} x" for name in sorted(commands.TEXTS)),
    *(f"a{sign}b" for sign in sorted(commands.SIGNS - {r"\{", r"\}"})),
    r"\{a\}",
    *(rf"\begin{{{name}}} a & b \\ c & \end{{{name}}}" for name in commands.ENVIRONMENTS),
    *(rf"\left{sign} x \right{sign}" for sign in sorted(commands.DELIMITERS)),
    r"\operatorname*{argmax}_x f",
    "a,b;c:d.e!f?g/h*i<j>k|l|",
]
CORE = {
    *(
        "mrow",
        "mi",
        "mn",
        "mo",
        "mtext",
        "mspace",
        "mfrac",
        "msqrt",
        "mroot",
        "mstyle",
        "mpadded",
        "mphantom",
        "mtable",
    ),
    *("mtr", "mtd", "msub", "msup", "msubsup", "munder", "mover", "munderover", "math", "semantics", "annotation"),
}


@pytest.mark.parametrize("formula", ALL_COMMANDS)
def test_everything_that_may_be_written_in_prose_is_mathml_core(formula: str) -> None:
    written = mathml(parse_mathematics(formula))
    root = ElementTree.fromstring(written)
    assert {element.tag for element in root.iter()} <= CORE
    assert all(element.attrib.get("mathvariant") in (None, "normal") for element in root.iter())
    root[0].remove(root[0][1])
    assert "\\" not in "".join(root.itertext()).replace("\\", "", "backslash" in formula)
    assert root.attrib["aria-label"]


@pytest.mark.parametrize("formula", [r"\unheard x", r"\frac{a", "a}", "&", r"\left(x", r"\begin{bmatrix}a\end{cases}"])
def test_what_is_outside_the_grammar_is_never_printed_as_its_source(formula: str) -> None:
    with pytest.raises(ValueError, match="in '"):
        read(formula)


def test_what_authors_write_cannot_leave_its_formula() -> None:
    written = mathml(parse_mathematics(r"a < b > c \text{'quoted'}"))
    assert ElementTree.fromstring(written).tag == "math"
    assert "<b" not in written
