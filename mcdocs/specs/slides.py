"""The kinds of slides a lecture can have: one record each, told apart by the key `slide`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from mcdocs.errors import SpecError
from mcdocs.language.shapes import Shape, parse_space
from mcdocs.specs.compound import Nested  # noqa: F401 - pydantic looks here for what rows are made of
from mcdocs.specs.fields import (
    Facts,
    Formulas,
    Layout,
    Line,
    Mathematics,
    Name,
    Names,
    Order,
    Pair,
    Points,
    Prose,
    ProseList,
    Size,
    SizePair,
    Space,
    Spaces,
    SpecName,
    SpecNames,
    Truth,
)
from mcdocs.specs.function import FunctionSpec
from mcdocs.specs.identities import FormulaOrRow
from mcdocs.specs.records import Record
from mcdocs.specs.report import Found

Part = Literal[
    "function",
    "partials",
    "working",
    "value",
    "slices",
    "nested",
    "vec",
    "point",
    "diagram",
    "graph",
    "plot",
    "sparsity",
    "remark",
]

NetworkPart = Literal["forward", "graph", "backward", "gradients", "update"]

_LAYOUT = "The layout shown, or both."


def _form(value: object) -> str:
    """Whether a function is given by its name or written out; tags in brackets cannot be keys of a spec."""
    return "<spec>" if isinstance(value, dict | FunctionSpec) else "<name>"


FunctionOrName = Annotated[
    Annotated[FunctionSpec, Tag("<spec>")] | Annotated[SpecName, Tag("<name>")], Discriminator(_form)
]


def _twice(parts: Sequence[str]) -> Iterator[Found]:
    for index, part in enumerate(parts):
        if part in parts[:index]:
            yield Found(SpecError(f"the part {part!r} appears twice"), ("parts", index))


class NamedSpace(Record):
    """A name and the space it comes from, for slides about shapes."""

    name: Name = Field(description="How it is called.", examples=["v"])
    space: Space = Field(description="Where it comes from.", examples=["R^m", "R^{k x l}"])

    @property
    def shape(self) -> Shape:
        """The shape of the space."""
        return parse_space(self.space)


class SlideRecord(Record):
    """What every slide can have."""

    title: Prose = Field(default=(), description="The title of the slide.")
    subtitle: Prose = Field(default=(), description="A quiet line below the title.")
    notes: Line = Field(default="", description="Notes for the speaker.")


class TitleSlide(SlideRecord):
    """The first slide; without keys it shows the lecture's title, subtitle, author and date."""

    slide: Literal["title"]


class SectionSlide(SlideRecord):
    """A new part of the lecture begins."""

    slide: Literal["section"]
    title: Prose = Field(description="The title of the part.")


class AgendaSlide(SlideRecord):
    """What the lecture is about; ~~struck out~~ what is left out today."""

    slide: Literal["agenda"]
    items: ProseList = Field(description="The topics.", examples=[["Preliminaries", "~~Layouts~~"]])


class BulletsSlide(SlideRecord):
    """Points, and a displayed formula above them."""

    slide: Literal["bullets"]
    items: Points = Field(description="The points; an item that ends with a colon can have a list below it.")
    formula: Mathematics | None = Field(
        default=None, description="A displayed formula in LaTeX.", examples=[r"f: X \to Y"]
    )


class ExampleSlide(SlideRecord):
    """A function, its derivative with the working, in one layout or both."""

    slide: Literal["example"]
    function: FunctionOrName = Field(
        description="The name of a file in specs/functions, or the function itself.", examples=["entry-sum"]
    )
    wrt: Names = Field(default=(), description="The inputs to differentiate with respect to on this slide.")
    layout: Layout = Field(default="both", description=_LAYOUT)
    parts: tuple[Part, ...] = Field(
        default=(), description="What is shown, in this order; chosen by the function if left out."
    )
    remark: Prose = Field(default=(), description="A quiet line below.")

    def problems(self) -> Iterator[Found]:
        """A remark that would not be shown, or is to be shown and is not there."""
        if self.parts and self.remark and "remark" not in self.parts:
            hint = "add remark to the parts, or leave the parts out"
            yield Found(SpecError("this remark is not among the parts shown", hint=hint), ("remark",), True)
        for index, part in enumerate(self.parts):
            if part == "remark" and not self.remark:
                yield Found(SpecError("there is no remark to show", hint="write  remark: ..."), ("parts", index))
        yield from _twice(self.parts)


class ElementwiseSlide(SlideRecord):
    """Functions applied entry by entry, whose Jacobian is diagonal."""

    slide: Literal["elementwise"]
    functions: SpecNames = Field(description="Names of files in specs/functions.", examples=[["identity", "sigmoid"]])
    general: Truth = Field(default=True, description="Whether the general statement is shown first.")


class LayoutSizes(Record):
    """The letters of the table of layouts."""

    vector_input: Size = Field(default="n", description="The size of the vector x.")
    vector_output: Size = Field(default="m", description="The size of the vector y.")
    matrix_input: SizePair = Field(default=("p", "q"), description="The rows and columns of the matrix X.")
    matrix_output: SizePair = Field(default=("m", "n"), description="The rows and columns of the matrix Y.")


class LayoutTableSlide(SlideRecord):
    """The shapes of all derivatives of scalars, vectors and matrices in both layouts."""

    slide: Literal["layout-table"]
    sizes: LayoutSizes = Field(default_factory=LayoutSizes, description="The letters used.")


class ConventionSlide(SlideRecord):
    """One derivative of symbolic size, written out with dots."""

    slide: Literal["convention"]
    output: NamedSpace = Field(description="What is differentiated.", examples=[{"name": "v", "space": "R^m"}])
    input: NamedSpace = Field(description="The variable.", examples=[{"name": "s", "space": "R"}])
    layout: Layout = Field(default="both", description=_LAYOUT)
    items: Points = Field(default=(), description="Points beside it.")
    indices: Pair | None = Field(
        default=None, description="Letters for the row and the column of the entry shown.", examples=[["i", "j"]]
    )
    reverse: Truth = Field(
        default=False, description="Whether the derivative the other way round stands beside it: ds/dv beside dv/ds."
    )


class UpdateRuleSlide(SlideRecord):
    """Gradient descent: why the gradient is wanted in the parameter's own shape."""

    slide: Literal["update-rule"]
    loss: Name = Field(default="L", description="How the loss is called.")
    parameter: NamedSpace = Field(description="The parameter.", examples=[{"name": "w", "space": "R^n"}])
    rate: Name = Field(default="eta", description="How the learning rate is called.")
    items: Points = Field(default=(), description="Points beside it.")


class NetworkSlide(SlideRecord):
    """A layer or network with a scalar loss: the derivatives with respect to its parameters by the chain rule."""

    slide: Literal["dense-layer", "network"]
    function: FunctionOrName = Field(description="A function with `let` and a scalar output.", examples=["dense-layer"])
    wrt: Names = Field(default=(), description="The parameters, in the order shown.", examples=[["b", "W", "x"]])
    layout: Layout = Field(default="both", description=_LAYOUT)
    parts: tuple[NetworkPart, ...] = Field(default=(), description="What is shown, in this order; all if left out.")
    opening: Truth = Field(
        default=True, description="Whether a slide with the title comes first; false after a section of that title."
    )

    def problems(self) -> Iterator[Found]:
        """Parts that appear twice; what would stand on a slide that is left out."""
        yield from _twice(self.parts)
        if not self.opening:
            for key in ("title", "subtitle", "notes"):
                if getattr(self, key):
                    yield Found(SpecError(f"{key} is for the opening slide, which is left out"), (key,))


class IdentitiesSlide(SlideRecord):
    """A table of formulas and their derivatives in both layouts, continued on further slides where it is long."""

    slide: Literal["identities"]
    inputs: Spaces = Field(
        default_factory=dict,
        description="The inputs of all rows and the spaces they come from.",
        examples=[{"x": "R^n", "A": "R^{n x n}"}],
    )
    wrt: Name | None = Field(default=None, description="The input to differentiate by.", examples=["x"])
    let: Formulas = Field(
        default_factory=dict, description="Names for intermediate results of all rows.", examples=[{"p": "softmax(z)"}]
    )
    assume: Facts = Field(default_factory=dict, description="Facts about the inputs.", examples=[{"A": "symmetric"}])
    order: Order = Field(default=1, description="1 for derivatives, 2 for second derivatives.", examples=[2])
    rows: tuple[FormulaOrRow, ...] = Field(
        min_length=1,
        description="The formulas; each its own, or with `wrt`, `inputs`, `let` or `assume` of its own.",
        examples=[["a.T @ x", {"expr": "x.T @ A @ x", "assume": {"A": "symmetric"}}]],
    )


SlideSpec = Annotated[
    TitleSlide
    | SectionSlide
    | AgendaSlide
    | BulletsSlide
    | ExampleSlide
    | ElementwiseSlide
    | LayoutTableSlide
    | ConventionSlide
    | UpdateRuleSlide
    | NetworkSlide
    | IdentitiesSlide,
    Field(discriminator="slide"),
]
