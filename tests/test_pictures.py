"""Pictures: what is drawn lies in its frame, labels stand apart, equal specs give equal scenes."""

from __future__ import annotations

from itertools import combinations

import pytest

from mcdocs.calculus.layout import LAYOUTS
from mcdocs.documents import blocks
from mcdocs.documents.pictures.scene import Box, Cells, Label, Scene, box
from mcdocs.documents.pieces.parts import PARTS, View
from mcdocs.documents.pieces.subjects import read_subject
from mcdocs.documents.pieces.symbols import symbols_of
from mcdocs.language.prose import Inline, Text
from mcdocs.printers.latex import latex
from mcdocs.specs.function import FunctionSpec


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
    "long": spec_of("sum(x)", {"x": "R^500"}),
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
