"""The rows of a table of identities: a formula alone, or with what it says differently from its slide."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from mcdocs.specs.compound import Nested
from mcdocs.specs.fields import Facts, Formula, Formulas, Name, Spaces
from mcdocs.specs.records import Record


class IdentityRow(Record):
    """One formula of a table of identities."""

    expr: Formula = Field(description="The formula.", examples=["x.T @ A @ x"])
    wrt: Name | None = Field(default=None, description="The input to differentiate by, if not the slide's.")
    inputs: Spaces = Field(default_factory=dict, description="Inputs beside, or instead of, the slide's.")
    let: Formulas = Field(default_factory=dict, description="Names for intermediate results.")
    assume: Facts = Field(default_factory=dict, description="Facts about inputs.", examples=[{"A": "symmetric"}])

    @classmethod
    def of(cls, row: IdentityRow | Nested) -> IdentityRow:
        """A row that may be a formula alone; it keeps no place of its own then."""
        return row if isinstance(row, IdentityRow) else cls(expr=row)


def _form(value: object) -> str:
    """Whether a row says more than its formula; tags in brackets cannot be keys of a spec."""
    return "<row>" if isinstance(value, dict | IdentityRow) else "<formula>"


FormulaOrRow = Annotated[
    Annotated[IdentityRow, Tag("<row>")] | Annotated[Formula, Tag("<formula>")], Discriminator(_form)
]
