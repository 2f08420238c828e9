"""Pictures: what is drawn lies in its frame, labels stand apart, equal specs give equal scenes."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path as File

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcdocs.calculus.layout import LAYOUTS
from mcdocs.documents import blocks
from mcdocs.documents.pictures.layers import layered
from mcdocs.documents.pictures.scene import Box, Cells, Label, Path, Scene, box
from mcdocs.documents.pieces.parts import PARTS, View
from mcdocs.documents.pieces.subjects import read_subject
from mcdocs.documents.pieces.symbols import symbols_of
from mcdocs.errors import NoRuleError
from mcdocs.language.prose import Inline, Text
from mcdocs.printers.latex import latex
from mcdocs.specs.function import FunctionSpec, load_function


def spec_of(expr: object, inputs: dict[str, str], **more: object) -> FunctionSpec:
    return FunctionSpec.model_validate({"expr": expr, "inputs": inputs, **more})


def scenes_of(part: str, spec: FunctionSpec, layouts: tuple[str, ...] = LAYOUTS) -> list[Scene]:
    subject = read_subject(spec, spec.variables[0])
    view = View(subject, symbols_of(subject, spec.variables), layouts, (part,))  # type: ignore[arg-type]
    return [block.scene for block in PARTS[part](view).blocks if isinstance(block, blocks.Picture)]


def check(scene: Scene) -> None:
    """Everything lies in the frame, and no label stands on another."""
    frame = Box(0, 0, scene.width, scene.height)
    outside = [mark for mark in scene.flat if not frame.contains(box(mark))]
    assert outside == []
    labels = [mark for mark in scene.flat if isinstance(mark, Label)]
    assert [pair for pair in combinations(labels, 2) if box(pair[0]).overlaps(box(pair[1]))] == []
    assert scene.alt


def said(text: Inline) -> str:
    return "".join(run.text if isinstance(run, Text) else latex(run.math) for run in text)


# ── shape diagrams ───────────────────────────────────────────────────────────────────────────────────────────────────

SHAPED = {
    "row and column": spec_of("x1 + 2*x2", {"x": "R^2"}),
    "Jacobian": spec_of(["x1 + x2", "x2*x3"], {"x": "R^3"}),
    "scalars": spec_of("x**2", {"x": "R"}),
    "letters": spec_of("A @ x", {"x": "R^n", "A": "R^{m x n}"}),
    "slices": spec_of(["X11 + X23", "X12*X13"], {"X": "R^{2x3}"}),
    "slices of letters": spec_of("X @ a", {"X": "R^{m x n}", "a": "R^n"}),
    "blocks": spec_of([["X11", "X12*X21"], ["X22", "X11"], ["X21", "3"]], {"X": "R^{2x2}"}),
    "blocks of letters": spec_of("A @ X", {"X": "R^{n x k}", "A": "R^{m x n}"}),
    "long": spec_of("sum(x)", {"x": "R^60"}),
    "second": spec_of("x1*x2*x3", {"x": "R^3"}, order=2),
    "named": spec_of(["a*b", "c"], {"x": "R^3"}, entries=["a", "b", "c"]),
}


@pytest.mark.parametrize("spec", SHAPED.values(), ids=SHAPED)
@pytest.mark.parametrize("layouts", [LAYOUTS, ("numerator",), ("denominator",)], ids="-".join)
def test_shape_diagrams_stay_in_their_frame_with_their_labels_apart(
    spec: FunctionSpec, layouts: tuple[str, ...]
) -> None:
    (scene,) = scenes_of("diagram", spec, layouts)
    check(scene)
    assert scenes_of("diagram", spec, layouts) == [scene]


@pytest.mark.parametrize(
    ("name", "cells"),
    [("Jacobian", 6), ("slices", 6 + 1), ("blocks", 6 * 4), ("letters", 1), ("scalars", 1), ("long", 1)],
)
def test_a_derivative_is_drawn_with_its_cells_slices_and_blocks(name: str, cells: int) -> None:
    (scene,) = scenes_of("diagram", SHAPED[name], ("numerator",))
    drawn = [mark for mark in scene.flat if isinstance(mark, Cells) and mark.ink == "quiet"]
    assert sum(mark.rows * mark.columns for mark in drawn) == cells


def test_rows_and_columns_of_a_jacobian_bear_the_names_of_outputs_and_inputs() -> None:
    (scene,) = scenes_of("diagram", SHAPED["Jacobian"], ("numerator",))
    labels = [said(mark.text) for mark in scene.flat if isinstance(mark, Label)]
    assert {"f_1", "f_2", "x_1", "x_2", "x_3"} <= set(labels)


def test_a_shape_diagram_says_the_shapes_in_words() -> None:
    (scene,) = scenes_of("diagram", SHAPED["Jacobian"])
    words = r"Shapes: y 2 \times 1, x 3 \times 1, derivative 2 \times 3 in numerator layout "
    assert said(scene.alt) == words + r"and 3 \times 2 in denominator layout."


# ── graphs ───────────────────────────────────────────────────────────────────────────────────────────────────────────

NETWORKS = sorted((File(__file__).parent.parent / "specs/functions").glob("*.yaml"))
WITH_LET = [path for path in NETWORKS if load_function(path).let]


@pytest.mark.parametrize("path", WITH_LET, ids=lambda path: path.stem)
def test_the_graph_of_every_shipped_network_has_no_overlap(path: File) -> None:
    (scene,) = scenes_of("graph", load_function(path))
    check(scene)
    boxes = [mark for mark in scene.flat if isinstance(mark, Cells)]
    labels = [mark for mark in scene.flat if isinstance(mark, Label)]
    assert not any(box(one).overlaps(box(two)) for one, two in combinations(boxes, 2))
    # The label of a box lies within it, every other one outside of all.
    assert all(box(a).contains(box(b)) or not box(a).overlaps(box(b)) for a in boxes for b in labels)


def test_a_graph_shows_each_quantity_its_shape_and_its_delta() -> None:
    spec = spec_of("norm(h - t)**2", {"W": "R^{m x n}", "x": "R^n", "t": "R^m"}, let={"h": "tanh(W @ x)"}, wrt="W")
    (scene,) = scenes_of("graph", spec)
    labels = [said(mark.text) for mark in scene.flat if isinstance(mark, Label)]
    assert sorted(labels) == sorted(
        ["W", "x", "t", "h", "y", r"m \times n", r"n \times 1", r"m \times 1", r"m \times 1", r"\delta_h"]
    )
    arrows = [mark.ink for mark in scene.flat if isinstance(mark, Path) and mark.arrow]
    assert (arrows.count("quiet"), arrows.count("output")) == (4, 2)
    assert said(scene.alt) == "What is computed from what: h from W and x; y from h and t."


def test_a_graph_of_a_vector_has_no_way_back() -> None:
    (scene,) = scenes_of("graph", spec_of("z + x", {"x": "R^n"}, let={"z": "exp(x)"}))
    assert not any(isinstance(mark, Path) and mark.ink == "output" for mark in scene.flat)


def test_what_the_output_does_not_need_is_not_in_its_graph() -> None:
    spec = spec_of("sum(z)", {"x": "R^n", "a": "R"}, let={"z": "exp(x)", "unused": "a * x"}, wrt="x")
    (scene,) = scenes_of("graph", spec)
    assert not {"a", "unused"} & {said(mark.text) for mark in scene.flat if isinstance(mark, Label)}


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (spec_of("x**2", {"x": "R"}), "there are none"),
        (
            spec_of("sum(z40)", {"x": "R^n"}, let={f"z{k}": f"exp({f'z{k - 1}' if k else 'x'})" for k in range(41)}),
            "too large",
        ),
        (
            spec_of("sum(z20)", {"x": "R^n"}, let={f"z{k}": f"exp({f'z{k - 1}' if k else 'x'})" for k in range(21)}),
            "too wide",
        ),
    ],
    ids=["no let", "many nodes", "long"],
)
def test_what_has_no_graph_is_an_error(spec: FunctionSpec, message: str) -> None:
    with pytest.raises(NoRuleError, match=message):
        scenes_of("graph", spec)


@st.composite
def arrows_of(draw: st.DrawFn) -> list[tuple[str, str]]:
    """Graphs without cycles of up to 15 nodes, each node behind the first with one to three sources."""
    count = draw(st.integers(2, 15))
    found: list[tuple[str, str]] = []
    for k in range(1, count):
        sources = draw(st.sets(st.integers(max(0, k - 5), k - 1), min_size=1, max_size=3))
        found += [(f"v{source}", f"v{k}") for source in sorted(sources)]
    return found


@settings(max_examples=60, deadline=None)
@given(arrows_of())
def test_the_places_of_a_layer_stand_apart_and_lines_go_from_layer_to_layer(arrows: list[tuple[str, str]]) -> None:
    names = list(dict.fromkeys(name for arrow in arrows for name in arrow))
    names.sort(key=lambda name: int(name[1:]))
    laid = layered(names, arrows, lambda place: (0.4, 0.4) if place.passing else (1.4, 1.0))
    assert all(start.layer + 1 == end.layer for start, end in laid.lines)
    for layer in laid.order:
        for above, below in pairwise(layer):
            room = (0.4 if above.passing else 1.0) + (0.4 if below.passing else 1.4)
            assert laid.heights[above] - laid.heights[below] >= room - 1e-9
    assert sorted(place.node for place in laid.heights if not place.passing) == sorted(names)


@pytest.mark.parametrize(
    "arrows",
    [
        ["ab", "bc", "cd"],
        ["ac", "bc", "de", "ce", "cf", "ef"],
        # Given in an order in which every pair of lines crosses.
        ["ah", "bg", "cf", "de"],
        ["ad", "ae", "bd", "be", "cf", "df", "eg", "fg"],
        ["ab", "bc", "cd", "ad", "ac", "bd"],
    ],
    ids=["chain", "two inputs", "crossed", "diamond", "skips"],
)
def test_no_line_crosses_where_that_can_be_avoided(arrows: list[str]) -> None:
    pairs = [(arrow[0], arrow[1]) for arrow in arrows]
    names = sorted({letter for arrow in arrows for letter in arrow})
    expected = 0 if "ae" not in arrows else 1  # a and b both to d and e: a K(2, 2) crosses once
    assert layered(names, pairs, lambda place: (1.0, 1.0)).crossings() == expected
