"""Slides from specs: what each kind and each part of an example shows, as LaTeX without colours."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from mcdocs.calculus.referee import Claim, judge
from mcdocs.documents import blocks
from mcdocs.documents.mapping import mapped, mapped_slide
from mcdocs.documents.pictures.scene import Group
from mcdocs.documents.pieces import PIECES, Lesson, Piece, made
from mcdocs.documents.pieces.examples import parts_for
from mcdocs.documents.pieces.parts import PARTS
from mcdocs.documents.pieces.subjects import read_subject
from mcdocs.documents.render import plain
from mcdocs.documents.variants import for_students, without_answers
from mcdocs.errors import McdocsError, NoRuleError, RefereeError, SpecError
from mcdocs.language.notation import Math
from mcdocs.language.prose import Inline, Text
from mcdocs.printers.latex import Style, latex
from mcdocs.specs.course import Course
from mcdocs.specs.function import load_function
from mcdocs.specs.lecture import LectureSpec
from mcdocs.specs.slides import Part, SlideSpec
from mcdocs.specs.validate import read

COURSE = Course(Path(__file__).parents[1])


def show(slide: str, course: Course = COURSE) -> Piece:
    """The piece of one slide, given as the lines of its spec."""
    lines = "".join(f"\n    {line}" for line in slide.strip().splitlines())
    spec = read(f"title: A lecture\nslides:\n  -{lines[4:]}\n", "lecture.yaml", LectureSpec)
    return made(spec.slides[0], Lesson(spec, course))


def example(function: str, *lines: str) -> Piece:
    return show("\n".join(["slide: example", f"function: {{{function}}}", *lines]))


def mathematics(piece: Piece) -> list[str]:
    """All formulas of the bodies, in order."""
    found: list[str] = []

    def note(math: Math) -> Math:
        found.append(latex(math))
        return math

    for slide in piece.slides:
        for block in slide.body:
            mapped(block, note)
    return found


def written(text: Inline) -> str:
    return "".join(run.text if isinstance(run, Text) else f"${latex(run.math)}$" for run in text)


def matrix(*rows: str) -> str:
    return r"\begin{bmatrix} " + r" \\ ".join(rows) + r" \end{bmatrix}"


def by(output: str, input: str) -> str:
    return rf"\frac{{\partial {output}}}{{\partial {input}}}"


GAP = r"\_\_\_"
STRAIGHT = r"\frac{\mathrm{d}y}{\mathrm{d}x} = "
ROUND = by("y", "x") + " = "


# ── the tables are complete ──────────────────────────────────────────────────────────────────────────────────────────


def test_every_kind_of_slide_is_made() -> None:
    records = get_args(get_args(SlideSpec)[0])
    kinds = {kind for record in records for kind in get_args(record.model_fields["slide"].annotation)}
    assert kinds == set(PIECES)


def test_every_part_of_an_example_is_shown() -> None:
    assert set(get_args(Part)) == set(PARTS)


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_title_slide_is_the_lectures() -> None:
    (slide,) = show("slide: title").slides
    assert (slide.kind, plain(slide.title)) == ("title", "A lecture")


def test_what_is_struck_out_of_the_agenda_stays() -> None:
    (slide,) = show("slide: agenda\nitems: [Examples, ~~Layouts~~]").slides
    assert slide.body == (blocks.Bullets(((Text("Examples"),), (Text("Layouts", "strike"),))),)
    assert plain(slide.title) == "Agenda"


def test_points_can_have_points_below_them() -> None:
    piece = show("slide: bullets\ntitle: T\nitems:\n  - 'first':\n    - inner\n  - second\nformula: y = f(x)")
    display, bullets = piece.slides[0].body
    assert isinstance(display, blocks.Display)
    assert isinstance(bullets, blocks.Bullets)
    assert list(map(written, bullets.items)) == ["first:", "– inner", "second"]


# ── examples ─────────────────────────────────────────────────────────────────────────────────────────────────────────

JACOBIAN = "inputs: {x: R^3}, expr: [x1 + x1*x2 + x1*x3, x1**2 + 2*x3]"
GRADIENT = "inputs: {x: R^2}, expr: x1*x2**2"
QUADRATIC = "inputs: {x: R^n, A: 'R^{n x n}'}, expr: x.T @ A @ x, wrt: x"
VALUES = matrix("1 + x_2 + x_3 & x_1 & x_1", "2x_1 & 0 & 2")
FORMULAS = matrix("x_1 + x_1 x_2 + x_1 x_3", "x_1^2 + 2x_3")
SHOWN = [
    ("inputs: {x: R}, expr: x**2*ln(x**2)", "working", r"x^2 \frac{2x}{x^2} + 2x \ln x^2"),
    ("inputs: {x: R}, expr: x**2*ln(x**2)", "working", r"2x(1 + \ln x^2)"),
    (GRADIENT, "working", by("y", "x_2")),
    (GRADIENT, "value", ROUND + matrix("x_2^2 & 2x_1 x_2")),
    (GRADIENT, "value", ROUND + matrix("x_2^2", "2x_1 x_2")),
    (JACOBIAN, "value", ROUND + VALUES),
    (JACOBIAN, "function", "y = f(x) = " + matrix("f_1", "f_2") + " = " + FORMULAS),
    ("inputs: {X: 'R^{2x2}'}, expr: sum(X)", "function", r"y = f(X) = \sum_i \sum_j x_{ij}"),
    ("inputs: {x: R}, expr: [sin(x), x]", "value", STRAIGHT + matrix(r"\cos x", "1")),
    ("inputs: {x: R}, expr: [sin(x), x], at: {x: 0}", "point", r"x = 0 \qquad " + STRAIGHT + matrix("1", "1")),
    ("inputs: {x: R^2}, expr: [x1**x2, x1], at: {x: [2, 3]}", "point", r"12 & 8 \ln 2"),
    (QUADRATIC, "value", ROUND + "x^T(A + A^T)"),
    (QUADRATIC, "working", r"\mathrm{d}(x^T A x)"),
    (QUADRATIC + ", order: 2", "working", r"\mathrm{d}((A + A^T) x)"),
    (QUADRATIC + ", order: 2", "working", r"\mathrm{d}\left(\frac{\partial y}{\partial x}\right)"),
    ("inputs: {x: R}, expr: sin(x), order: 2", "value", r"\frac{\mathrm{d}^2 y}{\mathrm{d}x^2} = -\sin x"),
    ("inputs: {x: R}, expr: sigmoid(x)**2, name: L", "value", r"\frac{\mathrm{d}L}{\mathrm{d}x}"),
]


@pytest.mark.parametrize(("function", "part", "expected"), SHOWN)
def test_an_example_shows(function: str, part: str, expected: str) -> None:
    piece = example(function, f"parts: [{part}]")
    assert any(expected in math for math in mathematics(piece)), mathematics(piece)
    judge(piece.claims)


def test_partials_and_values_join_in_one_line_where_there_is_room() -> None:
    piece = example(JACOBIAN, "layout: denominator", "parts: [function, partials, value]")
    grid = matrix(
        *(rf"\frac{{\partial f_1}}{{\partial x_{j}}} & \frac{{\partial f_2}}{{\partial x_{j}}}" for j in (1, 2, 3))
    )
    values = matrix("1 + x_2 + x_3 & 2x_1", "x_1 & 0", "x_1 & 2")
    assert f"{ROUND}{grid} = {values}" in mathematics(piece)


def test_a_jacobian_bears_the_names_of_its_rows_and_columns() -> None:
    (slide,) = example(JACOBIAN, "layout: numerator", "parts: [value]").slides
    (result,) = (block for block in slide.body if isinstance(block, blocks.Result))
    assert result.label == "numerator layout"
    assert [(axis.size, axis.role) for axis in result.shape] == [(2, "output"), (3, "input")]
    assert "\\mcmatrix{3}{x_1 & x_2 & x_3}{f_1 &" in latex(result.math, Style(labels=True))


MATRIX = (
    "inputs: {X: 'R^{2x3}'}, entries: [[x1, x2, x3], [x4, x5, x6]], expr: [sum(X), x1*x5*x6, x2*x4, x3*x4*x5], vec: %s"
)


def test_a_tensor_is_shown_in_slices_and_nested() -> None:
    piece = example(MATRIX % "rows", "layout: numerator", "parts: [slices, nested]")
    shown = mathematics(piece)
    assert by("y", "x_4") + " = " + matrix("1", "0", "x_2", "x_3 x_5") in shown
    grids = matrix("1 & 1", "1 & 1", "1 & 1"), matrix("x_5 x_6 & 0", "0 & x_1 x_6", "0 & x_1 x_5")
    assert any(r" \\ ".join(grids) in math for math in shown)
    judge(piece.claims)


@pytest.mark.parametrize(
    ("order", "names", "said"), [("rows", "123456", "row by row"), ("columns", "142536", "columns")]
)
def test_vec_stacks_as_the_spec_says_and_says_so(order: str, names: str, said: str) -> None:
    piece = example(MATRIX % order, "layout: numerator", "parts: [vec]")
    stacked = r"\operatorname{vec}(X) = " + matrix(" & ".join(f"x_{name}" for name in names)) + "^T"
    assert any(stacked in math for math in mathematics(piece))
    remarks = [block for slide in piece.slides for block in slide.body if isinstance(block, blocks.Paragraph)]
    assert said in written(remarks[0].text)
    judge(piece.claims)


@pytest.mark.parametrize("function", [
    "inputs: {x: R}, expr: x**3",
    "inputs: {x: R^2, a: R}, expr: sum(x**2)*exp(a)",
    "inputs: {X: 'R^{2x2}'}, expr: X @ X",
    "inputs: {x: R^2}, expr: x1**2*x2 + exp(x1*x2), order: 2",
    "inputs: {x: R^2}, let: {u: x1*x2, v: exp(u)}, expr: u*v + v**2",
    "inputs: {x: R^n, W: 'R^{m x n}', b: R^m}, let: {z: W @ x + b}, expr: sigmoid(z), wrt: [x, b]",
    "inputs: {x: R^3}, expr: [x1*x2, x2*x3, x1 + x3, x1**x2, sin(x1*x3), exp(x1 + x2)]",
])  # fmt: skip
def test_parts_are_chosen_by_the_function(function: str) -> None:
    piece = example(function)
    assert piece.slides
    assert all(slide.body for slide in piece.slides)
    judge(piece.claims)


def test_what_does_not_fit_goes_on_a_further_slide_of_the_same_title() -> None:
    piece = example(MATRIX % "rows", "title: Much", "parts: [function, partials, slices, nested, vec]")
    assert len(piece.slides) > 3
    assert {plain(slide.title) for slide in piece.slides} == {"Much"}


def test_input_and_output_bear_their_colours_everywhere() -> None:
    (slide,) = example("inputs: {x: R, c: R}, expr: c*x, wrt: x", "parts: [function]").slides
    (display,) = slide.body
    assert isinstance(display, blocks.Display)
    assert latex(display.math, Style(colours=True)) == r"\mcout{y} = c \mcin{x}"


def test_too_many_slices_are_an_error() -> None:
    with pytest.raises(NoRuleError, match="16 slices"):
        example("inputs: {X: 'R^{4x4}'}, expr: X @ X", "parts: [slices]")


def test_what_has_no_entries_is_not_written_out() -> None:
    with pytest.raises(NoRuleError, match="entry by entry"):
        example("inputs: {x: R^n}, expr: x.T @ x", "parts: [partials]")


# ── what is long ─────────────────────────────────────────────────────────────────────────────────────────────────────

LONG = "inputs: {x: R^4}, expr: " + " + ".join(
    f"x1*x2*{function}(x{i}*x{j})" for i, j in ((1, 2), (2, 3), (3, 4)) for function in ("sin", "exp", "cosh")
)


def workings(piece: Piece) -> list[blocks.Working]:
    return [block for slide in piece.slides for block in slide.body if isinstance(block, blocks.Working)]


def test_a_factor_that_is_taken_out_is_named() -> None:
    (working,) = workings(example("inputs: {x: R}, expr: x**2*ln(x**2)", "parts: [working]"))
    assert [written(line.rule) for line in working.lines] == ["product rule, chain rule", "simplify, factor out $2x$"]


def test_a_long_sum_goes_on_in_the_next_line_with_its_sign() -> None:
    lines = [line for working in workings(example(LONG, "parts: [working]")) for line in working.lines]
    continued = [latex(line.math) for line in lines if line.continued]
    assert continued
    assert all(math.startswith(("+", "-")) for math in continued)
    assert not any(line.rule for line in lines if line.continued)


def test_a_long_working_is_divided() -> None:
    expression = "*".join(f"{function}(x)" for function in ("sin", "cos", "exp", "tanh", "cosh", "ln", "sqrt"))
    piece = example(f"inputs: {{x: R}}, expr: {expression} + sin(cos(exp(x)))", "parts: [function, working]")
    assert len(piece.slides) > 1
    assert len({latex(working.head) for working in workings(piece)}) == 1


def test_a_row_that_is_too_wide_is_a_transposed_column() -> None:
    shown = mathematics(example(LONG, "parts: [value]", "layout: numerator"))
    assert any(math.endswith("^T") for math in shown)


# ── claims ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("part", ["working", "value", "slices", "vec", "point", "nested"])
def test_a_wrong_final_form_is_refused_whatever_is_shown_of_it(part: str) -> None:
    wrong = "inputs: {x: R^2}, expr: [x1*x2, x1**2], show: [[x2, x1], [3*x1, 0]], at: {x: [1, 2]}"
    claims: tuple[Claim, ...] = example(wrong, f"parts: [{part}]").claims
    with pytest.raises(McdocsError) as caught:
        judge(claims)
    errors = getattr(caught.value, "errors", [caught.value])
    assert all(isinstance(error, RefereeError) for error in errors)


# ── students ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("part", "expected"), [
    ("value", ROUND + matrix(*[" & ".join([GAP] * 3)] * 2)),
    ("slices", by("y", "x_3") + " = " + matrix(GAP, GAP)),
    ("function", "x = " + matrix("x_1", "x_2", "x_3")),
])  # fmt: skip
def test_answers_become_gaps_of_their_shape(part: str, expected: str) -> None:
    piece = example(JACOBIAN, "layout: numerator", f"parts: [{part}]")
    blank = Piece(tuple(mapped_slide(slide, without_answers) for slide in piece.slides))
    assert expected in mathematics(blank)


# ── layouts ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def sizes(*shapes: str) -> list[str]:
    """Shapes such as `m n` as they are printed; a scalar has none."""
    return [r" \times ".join(shape.split()) for shape in shapes]


TYPES = [
    ("x", sizes("", "m 1", "m n"), sizes("", "1 m", "n m")),
    ("x", sizes("1 n", "m n", "m n n"), sizes("n 1", "n m", "n n m")),
    ("X", sizes("q p", "m q p", "m n q p"), sizes("p q", "p q m", "p q n m")),
]


def test_the_table_of_layouts_has_no_empty_cell() -> None:
    (slide,) = show("slide: layout-table").slides
    table = slide.body[0]
    assert isinstance(table, blocks.Table)
    assert [written(row[1]) for row in table.rows] == ["numerator", "denominator"] * 3
    for number, (input, numerator, denominator) in enumerate(TYPES):
        first, second = table.rows[2 * number : 2 * number + 2]
        outputs = ("y", "y", "Y")
        assert [written(cell) for cell in first[2::2]] == [f"${by(output, input)}$" for output in outputs]
        assert second[2::2] == ((), (), ())
        assert [written(cell).strip("$") for cell in first[3::2]] == numerator
        assert [written(cell).strip("$") for cell in second[3::2]] == denominator


@pytest.mark.parametrize("space", ["R^n", "'R^{p x q}'"])
def test_only_the_denominator_layout_fits_the_update_rule(space: str) -> None:
    (slide,) = show(f"slide: update-rule\nparameter: {{name: w, space: {space}}}").slides
    display, table = slide.body
    assert isinstance(display, blocks.Display)
    assert isinstance(table, blocks.Table)
    assert latex(display.math) == r"w \leftarrow w - \eta \, \frac{\partial L}{\partial w}"
    assert [written(row[2]) for row in table.rows[1:]] == ["has to be transposed", "fits"]


# ── conventions ──────────────────────────────────────────────────────────────────────────────────────────────────────

V_BY_S = (
    "slide: convention\noutput: {name: v, space: R^m}\ninput: {name: s, space: R}\nlayout: numerator\nreverse: true"
)
S_BY_M = "slide: convention\noutput: {name: s, space: R}\ninput: {name: M, space: 'R^{k x l}'}\nindices: [i, j]"


def test_symbolic_columns_and_rows_have_dots() -> None:
    column, row = mathematics(show(V_BY_S))
    by_s = [by(f"v_{i}", "s") for i in ("1", "2", "m")]
    assert column.endswith(matrix(*by_s[:2], r"\vdots", by_s[2]))
    of_s = [by("s", f"v_{i}") for i in ("1", "2", "m")]
    assert row.endswith(matrix(" & ".join([*of_s[:2], r"\cdots", of_s[2]])))


def test_a_matrix_keeps_its_own_indices_in_denominator_layout() -> None:
    (slide,) = show(S_BY_M).slides
    (columns,) = slide.body
    assert isinstance(columns, blocks.Columns)
    (numerator, *left), (denominator, *right) = columns.columns
    assert isinstance(numerator, blocks.Result)
    assert isinstance(denominator, blocks.Result)

    def ds(i: str, j: str) -> str:
        return by("s", f"m_{{{i},{j}}}")

    middle = rf"\vdots & {ds('i', 'j')} & \vdots"
    rows = rf"{ds('1', '1')} & \cdots & {ds('1', 'l')}", middle, rf"{ds('k', '1')} & \cdots & {ds('k', 'l')}"
    assert latex(denominator.math).endswith(matrix(*rows))
    rows = rf"{ds('1', '1')} & \cdots & {ds('k', '1')}", middle, rf"{ds('1', 'l')} & \cdots & {ds('k', 'l')}"
    assert latex(numerator.math).endswith(matrix(*rows))
    said = [written(block.text) for block in (*left, *right) if isinstance(block, blocks.Paragraph)]
    assert said == [f"Row $j$, column $i$: ${ds('i', 'j')}$", f"Row $i$, column $j$: ${ds('i', 'j')}$"]


def test_a_convention_of_three_axes_is_an_error() -> None:
    with pytest.raises(NoRuleError, match="three axes"):
        show("slide: convention\noutput: {name: v, space: R^m}\ninput: {name: M, space: 'R^{k x l}'}")


# ── networks ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_network_is_passed_forward_and_backward_and_updated() -> None:
    piece = show("slide: network\nfunction: dense-layer\nlayout: both")
    assert [plain(slide.title) for slide in piece.slides[1:]] == [
        "Forward pass",
        "Computational graph",
        "Backward pass",
        "Gradients",
        "Update",
    ]
    shown = mathematics(piece)
    assert rf"\delta_z = {by('L', 'z')}" in shown
    assert rf"W \leftarrow W - \eta \, {by('L', 'W')} = W - \eta \, \delta_z x^T" in shown
    table = piece.slides[-1].body[-1]
    assert isinstance(table, blocks.Table)
    assert [written(row[2]) for row in table.rows[1:]] == ["has to be transposed", "fits"]


@pytest.mark.parametrize(
    ("function", "part", "message"),
    [
        ("{inputs: {X: 'R^{2x2}'}, expr: det(X), order: 2}", "vec", "written out entry by entry is not stacked"),
        ("{inputs: {x: R^n}, expr: x.T @ x}", "partials", "cannot be written out entry by entry"),
        ("{inputs: {A: 'R^{n x n}'}, expr: inv(A)}", "slices", "cannot be written out entry by entry"),
    ],
)
def test_a_part_that_a_function_cannot_have_says_what_to_do(function: str, part: str, message: str) -> None:
    with pytest.raises(NoRuleError, match=message) as caught:
        show(f"slide: example\nfunction: {function}\nparts: [{part}]")
    assert caught.value.hint


def test_a_network_without_intermediates_is_refused_at_its_formula() -> None:
    with pytest.raises(NoRuleError, match="a network needs let") as caught:
        show("slide: network\nfunction: {inputs: {x: R}, expr: x**2}")
    assert caught.value.hint


def test_a_network_shows_the_parts_asked_for_in_their_order() -> None:
    piece = show("slide: network\nfunction: dense-layer\nparts: [graph, forward]")
    assert [plain(slide.title) for slide in piece.slides[1:]] == ["Computational graph", "Forward pass"]


def test_a_network_whose_section_is_open_begins_with_the_forward_pass() -> None:
    piece = show("slide: network\nfunction: dense-layer\nopening: false\nparts: [forward]")
    assert [(plain(slide.title), slide.kind) for slide in piece.slides] == [("Forward pass", "content")]


def test_students_find_the_deltas_and_gradients_themselves() -> None:
    piece = show("slide: network\nfunction: dense-layer")
    blank = Piece(tuple(mapped_slide(slide, without_answers) for slide in piece.slides))
    shown = mathematics(blank)
    assert shown.count(GAP) == 2 + 2 * 3
    assert any(math.endswith(rf"- \eta \, {GAP}") for math in shown)
    assert "W x + b" in shown


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def pictures(piece: Piece) -> list[blocks.Picture]:
    def inside(body: tuple[blocks.Block, ...]) -> list[blocks.Picture]:
        columns = [column for block in body if isinstance(block, blocks.Columns) for column in block.columns]
        return [block for block in body if isinstance(block, blocks.Picture)] + [
            picture for column in columns for picture in inside(column)
        ]

    return [picture for slide in piece.slides for picture in inside(slide.body)]


@pytest.mark.parametrize(
    ("function", "words"),
    [
        ("inputs: {x: R}, expr: x**2*ln(x**2)", "Plot of "),
        ("inputs: {x: R^2}, expr: x1**2 + 3*x2**2", "Level lines of "),
        ("inputs: {x: R^3}, expr: [x1*x2, x3]", "Shapes: "),
        ("inputs: {x: R^n}, expr: sum(x)", "Shapes: "),
    ],
)
def test_an_example_is_offered_the_picture_that_suits_it(function: str, words: str) -> None:
    (picture,) = pictures(example(function))
    assert picture.scene.alt[0] == Text(words)
    assert pictures(example(function, "parts: [function]")) == []


@pytest.mark.parametrize("path", sorted((COURSE.folder / "specs/functions").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_picture_that_nobody_asked_for_takes_no_page(path: Path) -> None:
    spec = load_function(path)
    for name in spec.variables:
        parts = parts_for(read_subject(spec, name), has_remark=False)
        asked = show(f"slide: example\nfunction: {path.stem}\nwrt: {name}\nparts: [{', '.join(parts)}]")
        offered = show(f"slide: example\nfunction: {path.stem}\nwrt: {name}")
        assert len(offered.slides) == len(asked.slides)


def test_a_function_without_a_readable_plot_is_shown_without_one() -> None:
    assert pictures(example("inputs: {x: R}, expr: sin(1000*x)")) == []


def test_students_draw_the_tangent_themselves() -> None:
    slides = example("inputs: {x: R}, expr: x**2", "parts: [function, plot]").slides
    blank = for_students(blocks.Document((), slides))
    (full,), (left,) = pictures(Piece(slides)), pictures(Piece(blank.slides))
    assert (left.scene.width, left.scene.height) == (full.scene.width, full.scene.height)
    assert [mark for mark in full.scene.marks if mark not in left.scene.marks] == [
        mark for mark in full.scene.marks if isinstance(mark, Group)
    ]


# ── elementwise functions ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_diagonal_jacobian_multiplies_entry_by_entry() -> None:
    piece = show("slide: elementwise\nfunctions: [identity, sigmoid]")
    shown = mathematics(piece)
    assert r"\mathrm{d}Y = f'(X) \odot \mathrm{d}X" in shown
    assert any(math.endswith(matrix("1 & 0 & 0", "0 & 1 & 0", "0 & 0 & 1")) for math in shown)
    product = by("y", "x") + r" \, \mathrm{d}x = " + matrix("1", "1", "1") + r" \odot \mathrm{d}x"
    assert product in shown
    judge(piece.claims)


def test_a_function_that_mixes_entries_is_not_elementwise(tmp_path: Path) -> None:
    folder = tmp_path / "specs" / "functions"
    folder.mkdir(parents=True)
    (folder / "mixing.yaml").write_text("inputs: {x: R^2}\nexpr: [x1, x1 + x2]\n")
    with pytest.raises(SpecError, match="output 2 depends on entry 1") as caught:
        show("slide: elementwise\nfunctions: [mixing]", Course(tmp_path))
    assert str(caught.value.at) == "lecture.yaml:4:17"


# ── any size ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("order", "said", "numerator", "denominator"),
    [
        ("rows", "row by row", r"A \otimes B^T", r"A^T \otimes B"),
        ("columns", "columns", r"B^T \otimes A", r"B \otimes A^T"),
    ],
)
def test_a_tensor_of_any_size_is_shown_in_vec_form_too(order: str, said: str, numerator: str, denominator: str) -> None:
    spaces = "inputs: {X: 'R^{m x n}', A: 'R^{p x m}', B: 'R^{n x q}'}"
    found = example(f"{spaces}, expr: A @ X @ B, wrt: X, name: Y, vec: {order}")
    shown = mathematics(found)
    head = r"\frac{\partial \operatorname{vec}(Y)}{\partial \operatorname{vec}(X)} = "
    assert f"{head}{numerator}" in shown
    assert f"{head}{denominator}" in shown
    words = [
        written(block.text) for slide in found.slides for block in slide.body if isinstance(block, blocks.Paragraph)
    ]
    assert any(said in text for text in words)
    judge(found.claims)


def test_an_axis_counted_by_two_letters_is_explained() -> None:
    found = example("inputs: {X: 'R^{m x n}', A: 'R^{p x q}'}, expr: 'kron(X, A)', wrt: X")
    words = [
        written(block.text) for slide in found.slides for block in slide.body if isinstance(block, blocks.Paragraph)
    ]
    assert "An axis $(ir)$ is counted by its letters together, $r$ the fastest." in words


@pytest.mark.parametrize(
    ("space", "expected"),
    [("R^{m x n}", r"\mathrm{d}Y = 2X \odot \mathrm{d}X"), ("R^{2 x 3}", r"\mathrm{d}Y = 2X \odot \mathrm{d}X")],
)
def test_a_matrix_of_functions_has_a_short_form_beside_its_jacobian(space: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "specs/functions").mkdir(parents=True)
    (tmp_path / "specs/functions/squares.yaml").write_text(f"inputs: {{X: '{space}'}}\nexpr: X**2\nname: Y\n")
    found = show("slide: elementwise\nfunctions: [squares]", Course(tmp_path))
    shown = mathematics(found)
    assert expected in shown
    assert any(r"2 \operatorname{diag}(\operatorname{vec}(X))" in line for line in shown)
    judge(found.claims)
