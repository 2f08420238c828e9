"""One document with every block, every inline style and every kind of slide, to be rendered in every format."""

from __future__ import annotations

from mcdocs.documents import blocks
from mcdocs.documents.pictures.scene import Cells, Dot, Group, Label, Path, framed
from mcdocs.errors import Position
from mcdocs.language import nodes
from mcdocs.language.nodes import Apply, Entry, Grid, Node, Symbol, number
from mcdocs.language.notation import (
    Axis,
    Blank,
    Dots,
    Map,
    Math,
    Matrix,
    Name,
    Quotient,
    Raw,
    Relation,
    Role,
    Space,
    Sum,
)
from mcdocs.language.prose import Formula, Inline, Text


def words(text: str) -> Inline:
    """Plain text as a line of prose."""
    return (Text(text),)


def axes(output: tuple[int | str, ...] = (), input: tuple[int | str, ...] = ()) -> tuple[Axis, ...]:
    """The axes of a derivative in numerator layout: the output's, then the input's."""
    return (*(Axis(size, "output") for size in output), *(Axis(size, "input") for size in input))


def equal(*items: Math) -> Relation:
    """`first = second = ...`"""
    return Relation(items, ("=",) * (len(items) - 1))


def column(*items: Math) -> Matrix:
    return Matrix(tuple((item,) for item in items))


def names(letter: str, count: int, role: Role) -> tuple[Name, ...]:
    return tuple(Name(f"{letter}_{i}", role) for i in range(1, count + 1))


def slide(title: str, *body: blocks.Block, subtitle: Inline = (), line: int = 1, **more: object) -> blocks.Slide:
    """A slide asked for at a line of a lecture spec."""
    return blocks.Slide(words(title), body, Position("specs/lectures/sink.yaml", line, 5), subtitle, **more)  # type: ignore[arg-type]


X = Symbol("x", (3,))
x1, x2, x3 = (Entry(X, (i,), f"x{i}") for i in (1, 2, 3))
y, x = Name("y", "output"), Name("x", "input")
DYDX = Quotient(y, x)
# Every mark in every look.
SCENE = framed(
    (
        Cells(0, 0, 6, 4, "output", rows=2, columns=3),
        Cells(0, 4.2, 6, 0.2, "input", "solid"),
        Cells(7, 0, 3, 2, "line", "open"),
        Cells(7.5, 0.5, 1, 1, "plain", "paper"),
        Path(((7, 3), (9, 4), (10, 3)), "quiet", "hair", dashed=True),
        Path(((0, -2), (2, 0), (6, -4), (10, -2)), "input", "thick", arrow=True, curved=True),
        Path(((0, -4), (2, -4), (2, -3)), "output", filled=True),
        Dot(9, 0.5, 0.2, "input"),
        Dot(9, 1.5, 0.2, "output", "paper"),
        Label(5, -4.5, (Text("a & b "), Formula(y)), small=True),
        Group((Label(10, -4, (Formula(Name("x_1", "input")),), "end"),), answer=True),
    ),
    (Text("Two by three "), Text("cells", "strong"), Text(" & lines")),
)
JACOBIAN = Matrix(
    (
        (nodes.Add(nodes.Add(number(1), x2), x3), x1, x1),
        (nodes.Mul(number(2), x1), number(0), number(2)),
    ),
    names("f", 2, "output"),
    names("x", 3, "input"),
)
GRADIENT: tuple[Node, ...] = (
    nodes.Add(nodes.Mul(number(2), x1), Apply("ln", x2)),
    nodes.Add(nodes.Div(x1, x2), nodes.Mul(x3, Apply("exp", nodes.Mul(x2, x3)))),
    nodes.Add(nodes.Mul(x2, Apply("exp", nodes.Mul(x2, x3))), number(2)),
)
SPECIAL = r"50% of A_1 & B#2 cost $5 {or} ~3^2 \input{/etc/passwd} <b>|`tick`* -- naïve “Łódź” α → ≤ ℝ³"

STYLES: Inline = (
    Text("plain "),
    Text("strong", "strong"),
    Text(" "),
    Text("emphasis", "emphasis"),
    Text(" "),
    Text("struck out words", "strike"),
    Text(" "),
    Text("code_1 `x`", "code"),
    Text(" "),
    Formula(equal(y, nodes.Pow(x1, number(2)))),
    Text(" "),
    Formula(DYDX, "strike"),
    Text(" "),
    Formula(x, "strong"),
)

SINK = blocks.Document(
    title=words("Every block & more"),
    subtitle=words("one of each"),
    author="A. Lecturer",
    date="2025",
    slides=(
        slide("Every block & more", kind="title", subtitle=words("one of each"), line=1),
        slide("A part", kind="section", subtitle=words("quiet"), line=2),
        slide(
            "Paragraphs & bullets",
            blocks.Paragraph(STYLES),
            blocks.Paragraph(words(SPECIAL), quiet=True),
            blocks.Bullets((STYLES, words("second"))),
            blocks.Bullets((words("first"), words("second")), numbered=True),
            subtitle=(Text("with "), Formula(Map("f", Space(axes(input=(3,)), "input"), Space((), "output")))),
            notes="Say this, 100% & slowly.",
            line=3,
        ),
        slide(
            "Displays",
            blocks.Display(equal(y, Sum(("i", "j"), Name("x_ij", "input"))), axes(), words("a caption with 5 < 6 | 7")),
            blocks.Row(
                (
                    blocks.Display(Relation((x, Space(axes(input=(3,)))), ("in",))),
                    blocks.Display(equal(x, column(x1, x2, x3)), axes(input=(3,)), words("input")),
                    blocks.Display(Raw(r"a < b"), caption=words("raw")),
                )
            ),
            line=4,
        ),
        slide(
            "Working & results",
            blocks.Working(
                DYDX,
                (
                    blocks.Line(
                        nodes.Add(nodes.Mul(x1, nodes.Div(number(1), x1)), nodes.Mul(number(1), Apply("ln", x1))),
                        words("product rule"),
                    ),
                    blocks.Line(nodes.Add(number(1), Apply("ln", x1)), (Text("cancel "), Formula(x1))),
                    blocks.Line(nodes.Add(Apply("ln", x1), number(1))),
                ),
                shape=(),
            ),
            blocks.Result("numerator layout", equal(DYDX, JACOBIAN), axes((2,), (3,))),
            blocks.Result("denominator layout", equal(DYDX, Matrix(((Blank(), Blank()),) * 3)), axes((2,), (3,))[::-1]),
            blocks.Paragraph(words("after the working")),
            line=5,
        ),
        slide(
            "Columns, a table and a picture",
            blocks.Columns(
                (
                    (
                        blocks.Table(
                            (words("layout"), words(""), (Text("scalar "), Formula(y))),
                            (
                                (words("scalar"), words("numerator"), (Formula(DYDX), Text(" a | scalar"))),
                                (words(""), words("denominator"), words("the same")),
                                (words("vector"), words("numerator"), words("row")),
                            ),
                            stub=2,
                        ),
                    ),
                    (
                        blocks.Picture(SCENE),
                        blocks.Display(Matrix(((Dots("horizontal"),), (Dots("vertical"),), (Dots("diagonal"),)))),
                        blocks.Display(Grid((x1, x2, x3, x1), (2, 2))),
                    ),
                ),
                (0.6, 0.4),
            ),
            line=6,
        ),
    ),
)
