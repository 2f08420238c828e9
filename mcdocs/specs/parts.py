"""What an exercise can ask for: one record each, told apart by the key `ask`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from mcdocs.errors import SpecError
from mcdocs.specs.compound import Nested  # noqa: F401 - pydantic looks here for what values are made of
from mcdocs.specs.fields import Count, Counts, Layout, Name, Planted, Prose
from mcdocs.specs.fields import Values as PointValues
from mcdocs.specs.records import Record
from mcdocs.specs.report import Found

_BY = "The input to differentiate by; the function's first one if left out."
_LAYOUT = "The layout asked for; that of the set if left out. `both` asks twice, the second time for 1 point."


class PartRecord(Record):
    """What every part can have."""

    points: Count | None = Field(default=None, description="What it is worth; if left out, what is usual.")
    prompt: Prose = Field(default=(), description="The question in your own words.")
    room: Count | None = Field(default=None, description="How many lines of handwriting it gets on paper.")
    wrt: Name | None = Field(default=None, description=_BY)


class LaidOut(PartRecord):
    """A part whose answer depends on the layout."""

    layout: Layout | None = Field(default=None, description=_LAYOUT)


class ShapePart(LaidOut):
    """The shape of the derivative."""

    ask: Literal["shape"]


class DerivativePart(LaidOut):
    """The derivative, with the working."""

    ask: Literal["derivative"]


class PartialPart(PartRecord):
    """One entry of the derivative: of an output by an input; drawn among those that are not zero if left out."""

    ask: Literal["partial"]
    of: Counts = Field(default=(), description="Which output, counted from 1; of a matrix [row, column].")
    by: Counts = Field(default=(), description="Which entry of the input, counted from 1; of a matrix [row, column].")

    @property
    def fixed(self) -> bool:
        """Whether the author says which entry."""
        return bool(self.of or self.by)


class ValuePart(LaidOut):
    """The derivative at a point."""

    ask: Literal["value"]
    at: PointValues = Field(
        default_factory=dict,
        description="The point; the function's own `at` if left out. Drawn names stand for their numbers.",
        examples=[{"x": ["1", "0", "a"]}],
    )


class HessianPart(PartRecord):
    """The second derivative of a scalar."""

    ask: Literal["hessian"]


class LayoutPart(PartRecord):
    """The derivative is shown: in which layout?"""

    ask: Literal["layout"]


class ErrorPart(PartRecord):
    """The working is shown with one line that is wrong: which?"""

    ask: Literal["error"]
    mistakes: Planted = Field(default=(), description="What may be wrong; anything that fits the function if left out.")


class BlanksPart(LaidOut):
    """The derivative is shown with gaps."""

    ask: Literal["blanks"]
    count: Count = Field(default=2, description="How many gaps.")

    def problems(self) -> Iterator[Found]:
        """A grid with gaps is shown in one layout."""
        if self.layout == "both":
            yield Found(SpecError("gaps are filled in one layout", hint="numerator or denominator"), ("layout",))


class VecPart(LaidOut):
    """The derivative of vec Y by vec X, as one matrix."""

    ask: Literal["vec"]


PartSpec = Annotated[
    ShapePart | DerivativePart | PartialPart | ValuePart | HessianPart | LayoutPart | ErrorPart | BlanksPart | VecPart,
    Field(discriminator="ask"),
]
