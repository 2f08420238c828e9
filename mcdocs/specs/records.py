"""The base of all records: frozen, closed, and aware of where each of its fields stands in the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from pydantic import BaseModel, ConfigDict, PrivateAttr, model_validator
from pydantic_core import PydanticCustomError

from mcdocs.errors import McdocsError, Position
from mcdocs.specs.report import Found, Report
from mcdocs.specs.source import Place, Source


class Record(BaseModel):
    """A mapping of a spec. Unknown keys are errors.

    A record made in Python and not read from a file has no source: its positions are empty.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    _source: Source | None = PrivateAttr(default=None)
    _place: Place = PrivateAttr(default=())

    @property
    def source(self) -> Source | None:
        """The file this record was read from."""
        return self._source

    def position(self, *place: str | int, key: bool = False) -> Position:
        """Where a field stands, or an item in it: `position("expr", 0, 1)`; the record itself without arguments."""
        if self._source is None:
            return Position("", 1, 1)
        return self._source.position((*self._place, *place), key=key)

    def excerpt(self) -> tuple[Position, str]:
        """Where this record begins in its file, and how it is written there; nothing of one made in Python."""
        return self._source.excerpt(self._place) if self._source else (Position("", 1, 1), "")

    def relocate(self, error: McdocsError, *place: str | int, key: bool = False) -> McdocsError:
        """The error of a text in a field, its column within the text turned into a place in the file."""
        if self._source is None:
            return error
        return self._source.relocate(error, (*self._place, *place), key=key)

    def closer(self, error: McdocsError) -> McdocsError:
        """The error of a document made from this record, at the character that is wrong, if it is one."""
        return self._source.closer(error) if self._source else error

    def problems(self) -> Iterator[Found]:
        """What is wrong between fields that are each right; places are relative to this record."""
        return iter(())

    def readings(self) -> list[McdocsError]:
        """What is wrong with the formulas in this record, at their places."""
        return []

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        if found := Report(self.problems()):
            raise PydanticCustomError("mcdocs", "{count} errors", {"count": len(found), "found": found})
        return self

    def attach(self, source: Source, place: Place = ()) -> None:
        """Tell this record, and the records in it, where they stand."""
        self._source, self._place = source, place
        for name in type(self).model_fields:
            for below, record in _records(getattr(self, name)):
                record.attach(source, (*place, name, *below))


def _records(value: object) -> Iterator[tuple[Place, Record]]:
    if isinstance(value, Record):
        yield (), value
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            if isinstance(item, Record):
                yield (index,), item
