"""Plots and patterns: curves where the function is defined and nowhere else, nice numbers, answers apart."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_pictures import SHAPED, check, said, scenes_of, spec_of

from mcdocs.documents.pictures.curves import clipped, traced
from mcdocs.documents.pictures.level_lines import joined, levels
from mcdocs.documents.pictures.plot import HEIGHT, WIDTH, thinned
from mcdocs.documents.pictures.scene import Cells, Dot, Group, Label, Mark, Path, Scene
from mcdocs.documents.pictures.ticks import ticks, written
from mcdocs.errors import NoRuleError
from mcdocs.printers.latex import latex
from mcdocs.specs.function import FunctionSpec


def total(function: Callable[[float], float]) -> Callable[[float], float]:
    """The function with nan and inf in place of Python's errors."""

    def value(x: float) -> float:
        try:
            return float(function(x))
        except OverflowError:
            return math.inf
        except ArithmeticError:
            return math.nan
        except ValueError:
            return math.nan

    return value


# ── curves ───────────────────────────────────────────────────────────────────────────────────────────────────────────

# A function; the poles and the holes of its picture; how many pieces it has.
CURVES: dict[str, tuple[Callable[[float], float], list[float], list[float], int]] = {
    "square": (lambda x: x**2, [], [], 1),
    "logarithm": (math.log, [0.0], [], 1),
    "logarithm of the logarithm": (lambda x: math.log(math.log(x)), [1.0], [], 1),
    "reciprocal": (lambda x: 1 / x, [0.0], [], 2),
    "double pole": (lambda x: 1 / x**2, [0.0], [], 2),
    "double pole anywhere": (lambda x: 1 / (x - 0.37) ** 2, [0.37], [], 2),
    "tangent": (math.tan, [-4.71239, -1.5708, 1.5708, 4.71239], [], 5),
    "root": (math.sqrt, [], [], 1),
    "half circle": (lambda x: math.sqrt(1 - x * x), [], [], 1),
    "removable": (lambda x: math.sin(x) / x, [], [0.0], 1),
    "x^2 ln x^2": (lambda x: x * x * math.log(x * x), [], [0.0], 1),
    "sign": (lambda x: (x > 0) - (x < 0), [], [], 2),
    "steep": (lambda x: math.tanh(1e4 * x), [], [], 1),
    "oscillating": (lambda x: math.sin(1 / x), [], [], 2),
    "overflowing": (lambda x: math.exp(200 * x), [], [], 1),
    "constant": (lambda x: 3.0, [], [], 1),
    "tiny": (lambda x: 1e-12 * x * x, [], [], 1),
    "far off": (lambda x: math.log(x - 50), [50.0], [], 1),
}


@pytest.mark.parametrize(("function", "poles", "holes", "pieces"), CURVES.values(), ids=CURVES)
def test_poles_and_holes_are_found_and_pieces_are_apart(
    function: Callable[[float], float], poles: list[float], holes: list[float], pieces: int
) -> None:
    curve = traced(total(function))
    assert curve is not None
    assert list(curve.poles) == pytest.approx(poles, abs=1e-4)
    assert [x for x, _ in curve.holes] == pytest.approx(holes, abs=1e-4)
    assert len(curve.pieces) == pieces


@pytest.mark.parametrize("name", CURVES)
def test_a_curve_goes_through_values_of_the_function_and_past_no_pole(name: str) -> None:
    function = total(CURVES[name][0])
    curve = traced(function)
    assert curve is not None
    height = curve.up[1] - curve.up[0]
    for piece in curve.pieces:
        assert all(curve.up[0] - 1e-9 * height <= y <= curve.up[1] + 1e-9 * height for _, y in piece)
        assert all(a[0] <= b[0] for a, b in pairwise(piece))
        assert not any(piece[0][0] < pole < piece[-1][0] for pole in curve.poles)
        inner = piece[1:-1]  # ends may be cut at the frame, between two values
        assert all(not math.isfinite(v := function(x)) or abs(v - y) <= 1e-6 * height for x, y in inner)


@pytest.mark.parametrize(
    "function",
    [lambda x: math.log(-x * x - 1), lambda x: math.sin(1000 * x), lambda x: math.nan, lambda x: math.inf],
    ids=["nowhere defined", "too fast", "nan", "inf"],
)
def test_what_would_show_nothing_has_no_curve(function: Callable[[float], float]) -> None:
    assert traced(total(function)) is None


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(-5, 5), min_size=1, max_size=5), st.integers(-30, 30))
def test_any_polynomial_over_another_has_a_curve_that_stops_at_the_pole(coefficients: list[int], tenths: int) -> None:
    pole = tenths / 10

    def numerator(x: float) -> float:
        return sum(c * x**k for k, c in enumerate(coefficients))

    curve = traced(total(lambda x: numerator(x) / (x - pole)))
    assert curve is not None
    assert curve.across[0] < curve.across[1]
    assert curve.up[0] < curve.up[1]
    if abs(numerator(pole)) > 0.01:
        assert not any(piece[0][0] < pole - 1e-6 and pole + 1e-6 < piece[-1][0] for piece in curve.pieces)


def test_lines_are_cut_at_the_frame() -> None:
    parts = clipped([(0.0, -2.0), (1.0, 2.0), (2.0, 0.0), (3.0, 4.0)], (-1.0, 1.0))
    assert parts == [((0.25, -1.0), (0.75, 1.0)), ((1.5, 1.0), (2.0, 0.0), (2.25, 1.0))]


def test_points_that_make_no_difference_are_left_out() -> None:
    straight = [(k / 10, k / 10) for k in range(11)]
    assert thinned(straight) == ((0.0, 0.0), (1.0, 1.0))
    assert (1.0, 1.0) in thinned([*straight, (2.0, 0.0)])


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=200, deadline=None)
@given(st.floats(-1e9, 1e9), st.floats(1e-9, 1e9), st.integers(3, 9))
@example(680429297.0, 1.192092896e-07, 3)
def test_ticks_are_multiples_of_1_2_or_5_and_neither_few_nor_many(start: float, length: float, most: int) -> None:
    if start + length == start:
        return
    found = ticks(start, start + length, most)
    assert len(found) <= most + 1
    steps = {b - a for a, b in pairwise(found)}
    assert len(steps) <= 1
    for step in steps:
        while step >= 10:
            step /= 10
        while step < 1:
            step *= 10
        assert step in (1, 2, 5)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(0), "0"),
        (Fraction(-3, 2), "-1.5"),
        (Fraction(2000), "2000"),
        (Fraction(20000), r"2 \cdot 10^4"),
        (Fraction(1, 100000), r"10^{-5}"),
    ],
)
def test_numbers_at_ticks_have_few_digits(value: Fraction, expected: str) -> None:
    assert latex(written(value)) == expected


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────────────

PLOTTED = {
    "the lecture's": spec_of("x**2 * ln(x**2)", {"x": "R"}),
    "logarithm": spec_of("ln(x)", {"x": "R"}),
    "reciprocal": spec_of("1/x", {"x": "R"}),
    "tangent": spec_of("tan(x)", {"x": "R"}, at={"x": "0"}),
    "kink": spec_of("abs(x)", {"x": "R"}, at={"x": "0"}),
    "large": spec_of("10**6 * x**9", {"x": "R"}),
    "constant": spec_of("0*x + 7", {"x": "R"}),
    "other inputs": spec_of("a*x**2", {"x": "R", "a": "R"}, wrt="x", at={"x": "1", "a": "3"}),
    "matrix": spec_of("det(x * A)", {"x": "R", "A": "R^{2x2}"}, wrt="x", at={"x": "1", "A": [["1", "0"], ["2", "3"]]}),
    "let": spec_of("s*(1 - s)", {"z": "R"}, let={"s": "1/(1 + exp(-z))"}),
    "two variables": spec_of("x1**2 + x1*x2 + 2*x2**2", {"x": "R^2"}, at={"x": ["1", "0.5"]}),
    "saddle": spec_of("x1*x2", {"x": "R^2"}),
    "named": spec_of("a**2 - b", {"x": "R^2"}, entries=["a", "b"]),
    "norm": spec_of("norm(x)", {"x": "R^2"}),
    "quadrant": spec_of("ln(x1) - 1/x2", {"x": "R^2"}),
    "flat": spec_of("0*x1 + 2", {"x": "R^2"}),
    "quadratic form": spec_of(
        "x.T @ A @ x", {"x": "R^2", "A": "R^{2x2}"}, wrt="x", at={"x": ["0", "0"], "A": [["2", "1"], ["1", "3"]]}
    ),
}


@pytest.mark.parametrize("spec", PLOTTED.values(), ids=PLOTTED)
def test_plots_stay_in_their_frame_with_their_labels_apart(spec: FunctionSpec) -> None:
    (scene,) = scenes_of("plot", spec)
    check(scene)
    assert scenes_of("plot", spec) == [scene]


def test_a_tangent_touches_the_curve_with_the_slope_of_the_derivative() -> None:
    (scene,) = scenes_of("plot", spec_of("x**2", {"x": "R"}, at={"x": "1"}))
    (tangent,) = (mark for mark in scene.flat if isinstance(mark, Path) and mark.ink == "plain")
    (dot,) = (mark for mark in scene.flat if isinstance(mark, Dot))
    (x, y), (far_x, far_y) = tangent.points[0], tangent.points[-1]
    off = (far_x - x) * (dot.y - y) - (far_y - y) * (dot.x - x)
    assert abs(off) < 0.05
    assert "slope 2 at x = 1" in [said(mark.text) for mark in scene.flat if isinstance(mark, Label)]


def test_no_tangent_is_drawn_where_there_is_no_derivative() -> None:
    (scene,) = scenes_of("plot", spec_of("1/x + abs(x - 1)/abs(x - 1)", {"x": "R"}))
    assert scene.width > WIDTH
    assert scene.height > HEIGHT


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (spec_of("ln(-x**2 - 1)", {"x": "R"}), "would show nothing"),
        (spec_of("sin(1000*x)", {"x": "R"}), "would show nothing"),
        (spec_of("ln(-1 - x1**2 - x2**2)", {"x": "R^2"}), "would show nothing"),
        (spec_of("x1 + x2 + x3", {"x": "R^3"}), "can be plotted"),
        (spec_of("a*x", {"x": "R", "a": "R"}, wrt="x"), "can be plotted"),
        (spec_of(["x", "x**2"], {"x": "R"}), "can be plotted"),
        (spec_of("x**3", {"x": "R"}, order=2), "can be plotted"),
        (spec_of("ln(x)", {"x": "R"}, at={"x": "-1"}), "no value at this point"),
        (spec_of(" + ".join(f"sin({k}*x)" for k in range(2, 202)), {"x": "R"}), "not too long"),
    ],
    ids=["nowhere", "fast", "nowhere in the plane", "three", "parameter", "vector", "second", "outside", "long"],
)
def test_what_has_no_plot_is_an_error(spec: FunctionSpec, message: str) -> None:
    with pytest.raises(NoRuleError, match=message):
        scenes_of("plot", spec)


# Texts at which a sampler could stumble: overflow, underflow, poles everywhere, no values.
HOSTILE = [
    "exp(exp(exp(x)))", "x**200", "1/(x**200)", "tan(100*x)", "ln(ln(ln(x)))", "1/sin(x)", "sqrt(-x**2)", "0*x",
    "1/(0*x)", "exp(-exp(x))", "10**12 * x**60", "sign(sin(x))", "1/cosh(50*x)", "arcsin(x)*sqrt(x)", "x**x",
    "(-1)**0.5*x", "abs(x)**0.1", "1/ln(x)", "sin(1/x)/x", "10**12*x + 10**12", "sqrt(x)*sqrt(1 - x)*sqrt(x - 1)",
]  # fmt: skip


NOWHERE = ["(-1)**0.5*x", "tan(100*x)", "sqrt(-x**2)", "1/(0*x)", "sqrt(x)*sqrt(1 - x)*sqrt(x - 1)"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_functions_have_a_picture_in_its_frame_or_a_clear_error(text: str) -> None:
    spec = spec_of(text, {"x": "R"})
    if text in NOWHERE:
        with pytest.raises(NoRuleError, match="would show nothing"):
            scenes_of("plot", spec)
        return
    (scene,) = scenes_of("plot", spec)
    check(scene)
    curves = [mark for mark in scene.flat if isinstance(mark, Path) and mark.ink == "output"]
    assert all(math.isfinite(value) for curve in curves for point in curve.points for value in point)


# ── level lines ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_point_of_a_level_line_has_its_level() -> None:
    found = levels(lambda x, y: x * x + 2 * y * y, lambda x, y: (2 * x, 4 * y))
    assert found is not None
    assert len({level for level, _ in found.lines}) > 3
    for level, line in found.lines:
        assert all(abs(x * x + 2 * y * y - level) < 0.01 for x, y in line)


def test_levels_within_the_window_are_closed_and_no_line_crosses_a_pole() -> None:
    round_ones = levels(lambda x, y: math.hypot(x, y), lambda x, y: (x, y))
    assert round_ones is not None
    assert all(line[0] == line[-1] for level, line in round_ones.lines if 0 < level < 2)
    pole = levels(lambda x, y: 1 / (x - 0.01), lambda x, y: (-1 / (x - 0.01) ** 2, 0.0))
    assert pole is not None
    assert all(level * (line[0][0] - 0.01) > 0 for level, line in pole.lines)


def test_segments_that_share_ends_become_one_line() -> None:
    a, b, c, d = (0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)
    assert [set(line) for line in joined([(c, d), (a, b), (b, c)])] == [{a, b, c, d}]
    (ring,) = joined([(a, b), (c, d), (b, c), (d, a)])
    assert ring[0] == ring[-1]
    assert len(ring) == 5


def test_gradients_are_perpendicular_to_level_lines_in_the_picture() -> None:
    (scene,) = scenes_of("plot", spec_of("x1 + 2*x2", {"x": "R^2"}))
    arrows = [mark.points for mark in scene.flat if isinstance(mark, Path) and mark.arrow]
    lines = [mark.points for mark in scene.flat if isinstance(mark, Path) and mark.ink == "output"]
    (x, y), (far_x, far_y) = arrows[0]
    for line in lines:
        along = line[-1][0] - line[0][0], line[-1][1] - line[0][1]
        across = along[0] * (far_x - x) + along[1] * (far_y - y)
        assert abs(across) < 0.01 * math.hypot(*along) * math.hypot(far_x - x, far_y - y) + 0.01


# ── patterns ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def filled(scene: Scene) -> int:
    return sum(isinstance(mark, Cells) and (mark.ink, mark.look) == ("plain", "solid") for mark in scene.flat)


PATTERNS = {
    "Jacobian": (spec_of(["x1 + x2", "x2*x3"], {"x": "R^3"}), 4),
    "elementwise": (spec_of("exp(x)", {"x": "R^4"}), 4),
    "matrix": (spec_of("X.T", {"X": "R^{2x3}"}), 6),
    "diagonal of any size": (spec_of("sigmoid(x)", {"x": "R^n"}), 0),
}


@pytest.mark.parametrize(("spec", "count"), PATTERNS.values(), ids=PATTERNS)
def test_a_pattern_has_a_mark_for_each_entry_that_can_be_other_than_zero(spec: FunctionSpec, count: int) -> None:
    (scene,) = scenes_of("sparsity", spec, ("numerator",))
    check(scene)
    assert filled(scene) == count
    (both,) = scenes_of("sparsity", spec)
    check(both)
    assert filled(both) == 2 * count


def test_patterns_of_the_two_layouts_are_transposes() -> None:
    found = [scenes_of("sparsity", PATTERNS["Jacobian"][0], (layout,))[0] for layout in ("numerator", "denominator")]
    numerator, denominator = (
        [
            (mark.x, mark.y)
            for mark in scene.flat
            if isinstance(mark, Cells) and (mark.ink, mark.look) == ("plain", "solid")
        ]
        for scene in found
    )
    across = {(round((x - numerator[0][0]) / 1.1), round((numerator[0][1] - y) / 1.1)) for x, y in numerator}
    down = {(round((denominator[0][1] - y) / 1.1), round((x - denominator[0][0]) / 1.1)) for x, y in denominator}
    assert across == down == {(0, 0), (1, 0), (1, 1), (2, 1)}


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (spec_of("sum(x)", {"x": "R^3"}), "of an array by an array"),
        (spec_of("A @ x", {"A": "R^{m x n}", "x": "R^n"}, wrt="x"), "not known"),
        (spec_of("x*x", {"x": "R^60"}), "too fine"),
    ],
    ids=["scalar", "dense", "large"],
)
def test_what_has_no_pattern_is_an_error(spec: FunctionSpec, message: str) -> None:
    with pytest.raises(NoRuleError, match=message):
        scenes_of("sparsity", spec)


@pytest.mark.parametrize("spec", [PLOTTED["the lecture's"], PLOTTED["saddle"]], ids=["curve", "levels"])
def test_what_students_are_to_find_is_apart_in_a_plot(spec: FunctionSpec) -> None:
    (scene,) = scenes_of("plot", spec)
    (answer,) = (mark for mark in scene.marks if isinstance(mark, Group) and mark.answer)
    assert answer.marks


# ── goldens ──────────────────────────────────────────────────────────────────────────────────────────────────────────

DRAWN = {
    "diagram": SHAPED["Jacobian"],
    "graph": spec_of("norm(h - t)**2", {"W": "R^{m x n}", "x": "R^n", "t": "R^m"}, let={"h": "tanh(W @ x)"}, wrt="W"),
    "plot": spec_of("x**2 - 1/x", {"x": "R"}, at={"x": "1"}),
    "sparsity": PATTERNS["Jacobian"][0],
}


@pytest.mark.parametrize("part", DRAWN)
def test_scenes_are_drawn_as_accepted(part: str, golden: Callable[[str, str], None]) -> None:
    (scene,) = scenes_of(part, DRAWN[part], ("numerator",))
    lines = [f"# {part}: {scene.width:g} x {scene.height:g}", "", said(scene.alt), "", *written_marks(scene.marks)]
    golden(f"picture-{part}.md", "\n".join(lines) + "\n")


def written_marks(marks: Iterable[Mark], indent: str = "") -> Iterator[str]:
    """A line for each mark: what it is, where it is, how it looks."""
    for mark in marks:
        match mark:
            case Group():
                yield f"{indent}- {'answer' if mark.answer else 'group'}"
                yield from written_marks(mark.marks, indent + "  ")
            case Cells():
                size = f"{mark.width:g} x {mark.height:g} in {mark.rows} x {mark.columns}"
                yield f"{indent}- cells at {mark.x:g}, {mark.y:g}: {size}, {mark.look} {mark.ink}"
            case Path():
                ways = [way for way in ("dashed", "arrow", "curved", "filled") if getattr(mark, way)]
                points = " ".join(f"({x:g}, {y:g})" for x, y in mark.points)
                yield f"{indent}- {' '.join([mark.weight, *ways])} {mark.ink} path: {points}"
            case Dot():
                yield f"{indent}- {mark.look} {mark.ink} dot at {mark.x:g}, {mark.y:g}"
            case Label():
                look = f"{'small ' if mark.small else ''}{mark.ink}"
                yield f"{indent}- {look} label at {mark.x:g}, {mark.y:g} ({mark.anchor}): {said(mark.text)}"
