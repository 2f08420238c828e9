"""Pictures as SVG files that stand alone, for systems that show images: no style sheet, no script, no font of ours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import assert_never
from xml.etree.ElementTree import Element

from mcdocs.documents.pictures.scene import Cells, Dot, Label, Path, Point, Scene
from mcdocs.exports.elements import document, element
from mcdocs.exports.lettering import Letters, letters

UNIT = 16  # pixels for an em
# By day as on slides; templates/html/theme/colours.css has them too, and a test holds the two equal.
COLOURS = MappingProxyType(
    {"output": "#b4460a", "input": "#165fa8", "plain": "#1b2430", "quiet": "#636e7c", "line": "#c9d0d8"}
)
_PAPER, _TINT = "#ffffff", "0.14"
_WEIGHTS = MappingProxyType({"hair": 0.04, "thin": 0.07, "thick": 0.15})
_FONTS = "Latin Modern Math, STIX Two Math, STIX Two Text, Cambria Math, Times New Roman, serif"
_MIDDLE = 0.33  # how far below the middle of its letters a line of text stands


@dataclass(frozen=True)
class Canvas:
    """Where a point of the scene, whose y runs upwards, is in the image."""

    height: float

    def x(self, across: float) -> str:
        return _number(across * UNIT)

    def y(self, up: float) -> str:
        return _number((self.height - up) * UNIT)


def svg(scene: Scene) -> bytes:
    """The scene as the content of an SVG file, as large as its letters want on a page of 16 pixels an em."""
    width, height = _number(scene.width * UNIT), _number(scene.height * UNIT)
    root = element("svg", width=width, height=height, viewBox=f"0 0 {width} {height}")
    root.set("xmlns", "http://www.w3.org/2000/svg")
    root.set("font-family", _FONTS)
    canvas = Canvas(scene.height)
    for mark in scene.flat:
        match mark:
            case Cells():
                root.extend(_cells(mark, canvas))
            case Path():
                root.extend(_path(mark, canvas))
            case Dot():
                root.append(_dot(mark, canvas))
            case Label():
                root.append(_label(mark, canvas))
            case _:
                assert_never(mark)
    return document(root)


def _number(value: float) -> str:
    return f"{round(value, 2):g}"


def _painted(tag: str, fill: str, stroke: str, weight: float, **attributes: str) -> Element:
    made = element(tag, fill=fill, stroke=stroke, **attributes)
    if stroke != "none":
        made.set("stroke-width", _number(weight * UNIT))
        made.set("stroke-linejoin", "round")
    return made


def _cells(mark: Cells, canvas: Canvas) -> Iterable[Element]:
    colour = COLOURS[mark.ink]
    fill = {"tinted": colour, "solid": colour, "open": "none", "paper": _PAPER}[mark.look]
    stroke = colour if mark.look in ("tinted", "open") else "none"
    place = {"x": canvas.x(mark.x), "y": canvas.y(mark.y + mark.height)}
    made = _painted("rect", fill, stroke, 0.05, **place, width=_number(mark.width * UNIT))
    made.set("height", _number(mark.height * UNIT))
    if mark.look == "tinted":
        made.set("fill-opacity", _TINT)
    yield made
    if mark.look != "solid" and mark.rows + mark.columns > 2:
        top, left = mark.y + mark.height, mark.x
        across = [mark.y + row * mark.height / mark.rows for row in range(1, mark.rows)]
        down = [left + column * mark.width / mark.columns for column in range(1, mark.columns)]
        lines = [((left, y), (left + mark.width, y)) for y in across] + [((x, mark.y), (x, top)) for x in down]
        yield _painted("path", "none", colour, 0.05, d="".join(_line(line, canvas) for line in lines))


def _path(mark: Path, canvas: Canvas) -> Iterable[Element]:
    colour = COLOURS[mark.ink]
    if mark.filled:
        made = _painted("path", colour, "none", 0, d=_line(mark.points, canvas, curved=mark.curved))
        made.set("fill-opacity", _TINT)
        yield made
        return
    shaft = _painted("path", "none", colour, _WEIGHTS[mark.weight], d=_line(mark.shaft, canvas, curved=mark.curved))
    if mark.dashed:
        shaft.set("stroke-dasharray", f"{_number(0.3 * UNIT)} {_number(0.24 * UNIT)}")
    yield shaft
    if mark.head:
        yield _painted("path", colour, "none", 0, d=_line(mark.head, canvas))


def _line(points: Iterable[Point], canvas: Canvas, *, curved: bool = False) -> str:
    words = []
    for place, (x, y) in enumerate(points):
        command = "M" if place == 0 else "L" if not curved else "C" if place % 3 == 1 else " "
        words.append(f"{command}{canvas.x(x)} {canvas.y(y)}")
    return "".join(words)


def _dot(mark: Dot, canvas: Canvas) -> Element:
    colour = COLOURS[mark.ink]
    fill, stroke = (_PAPER, colour) if mark.look == "paper" else (colour, "none")
    place = {"cx": canvas.x(mark.x), "cy": canvas.y(mark.y), "r": _number(mark.radius * UNIT)}
    return _painted("circle", fill, stroke, 0.07, **place)


def _label(mark: Label, canvas: Canvas) -> Element:
    """A line of letters; those of scripts are shifted, and the next ones back again."""
    made = element("text", x=canvas.x(mark.x), y=canvas.y(mark.y - _MIDDLE * mark.size), fill=COLOURS[mark.ink])
    made.set("text-anchor", mark.anchor)
    height = 0.0
    for run in letters(mark.text):
        made.append(_span(run, mark.size, height))
        height = run.rise
    return made


def _span(run: Letters, size: float, height: float) -> Element:
    made = element("tspan", run.text)
    made.set("font-size", _number(run.size * size * UNIT))
    if run.rise != height:
        made.set("dy", _number((height - run.rise) * size * UNIT))
    if run.slanted:
        made.set("font-style", "italic")
    if run.bold:
        made.set("font-weight", "bold")
    if run.role:
        made.set("fill", COLOURS[run.role])
    return made
