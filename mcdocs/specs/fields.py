"""The types of the fields of specs: a reader for the author's value, and what JSON Schema tells an editor about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from mcdocs.calculus.facts import FACTS
from mcdocs.language import notation, prose, shapes
from mcdocs.specs import draws, readers
from mcdocs.specs.compound import Nested, list_of, mapping_of, nested_of, one_or_list_of, or_mapping_of, pair_of
from mcdocs.specs.report import Read, Report


@dataclass(frozen=True, eq=False)
class Reader:
    """Gives a field its reader and its JSON Schema."""

    read: Read[object]
    schema: dict[str, Any]

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self._checked)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return dict(self.schema)

    def _checked(self, value: object) -> object:
        report = Report()
        result = self.read(value, report)
        if report:
            # Pydantic knows one error per validator; all of them travel in its context.
            raise PydanticCustomError("mcdocs", "{count} errors", {"count": len(report), "found": report})
        return result


# Editors take `2024` for a number; here it is what the author typed.
_TEXT = {"type": ["string", "number"], "pattern": r"\S"}
_NAME = {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_]{0,29}$"}
_SPEC_NAME = {"type": ["string", "number"], "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$"}
_SPACE = {"type": "string", "pattern": r"^\s*R\s*(\^\s*(\{[^{}]+\}|\w+))?\s*$"}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": 1}


def _two(items: dict[str, Any]) -> dict[str, Any]:
    return {**_list(items), "minItems": 2, "maxItems": 2}


def _nested(items: dict[str, Any]) -> dict[str, Any]:
    # Three levels are spelled out; a tensor beyond that is rare enough for an editor to let pass.
    return {"anyOf": [items, _list({"anyOf": [items, _list({"anyOf": [items, _list({})]})]})]}


def _mapping(values: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "propertyNames": _NAME, "additionalProperties": values, "minProperties": 1}


def _either(*schemas: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": list(schemas)}


def _keys(required: str, **keys: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": keys, "required": [required], "additionalProperties": False}


_FACT = {"type": "string", "enum": list(FACTS)}
_PLANTED = {"type": "string", "enum": list(readers.PLANTED)}
_LISTED = {**_mapping(_list(_TEXT)), "propertyNames": _TEXT, "maxProperties": 1}
_POINT = _either(_TEXT, _LISTED)
_COUNT = {"type": "integer", "minimum": 1, "maximum": 100}
_NUMBERS = _either(_TEXT, _list(_TEXT))
_DRAW = _either(
    _keys("integer", integer=_NUMBERS, **{"except": _NUMBERS}),
    _keys("rational", rational=_NUMBERS, denominators=_NUMBERS, **{"except": _NUMBERS}),
    _keys("choice", choice=_list(_TEXT)),
    _keys("size", size=_NUMBERS, **{"except": _NUMBERS}),
    _keys("permutation", permutation=_list(_TEXT), take=_COUNT),
)

Line = Annotated[str, Reader(readers.read_text, _TEXT)]
Name = Annotated[str, Reader(readers.read_name, _NAME)]
Names = Annotated[tuple[str, ...], Reader(one_or_list_of(readers.read_name), _either(_NAME, _list(_NAME)))]
Pair = Annotated[tuple[str, str], Reader(pair_of(readers.read_name), _two(_NAME))]
Space = Annotated[str, Reader(readers.read_space, _SPACE)]
Spaces = Annotated[dict[str, str], Reader(mapping_of(readers.read_space), _mapping(_SPACE))]
Size = Annotated[shapes.Size, Reader(readers.read_size, _TEXT)]
SizePair = Annotated[tuple[shapes.Size, shapes.Size], Reader(pair_of(readers.read_size), _two(_TEXT))]
Formula = Annotated[Nested, Reader(nested_of(readers.read_text), _nested(_TEXT))]
Formulas = Annotated[dict[str, str], Reader(mapping_of(readers.read_text), _mapping(_TEXT))]
Values = Annotated[dict[str, Nested], Reader(mapping_of(nested_of(readers.read_text)), _mapping(_nested(_TEXT)))]
Forms = Annotated[
    Nested | dict[str, Nested],
    Reader(or_mapping_of(nested_of(readers.read_text)), _either(_nested(_TEXT), _mapping({}))),
]
Entries = Annotated[
    Nested | dict[str, Nested],
    Reader(or_mapping_of(nested_of(readers.read_name)), _either(_nested(_NAME), _mapping({}))),
]
Facts = Annotated[
    dict[str, tuple[str, ...]],
    Reader(mapping_of(one_or_list_of(readers.read_fact)), _mapping(_either(_FACT, _list(_FACT)))),
]
Planted = Annotated[tuple[str, ...], Reader(one_or_list_of(readers.read_planted), _either(_PLANTED, _list(_PLANTED)))]
Prose = Annotated[prose.Inline, Reader(readers.read_prose, _TEXT)]
ProseList = Annotated[tuple[prose.Inline, ...], Reader(list_of(readers.read_prose), _list(_TEXT))]
Points = Annotated[tuple[readers.Point, ...], Reader(list_of(readers.read_point), _list(_POINT))]
Mathematics = Annotated[notation.Raw, Reader(readers.read_mathematics, _TEXT)]
SpecName = Annotated[str, Reader(readers.read_spec_name, _SPEC_NAME)]
SpecNames = Annotated[tuple[str, ...], Reader(list_of(readers.read_spec_name), _list(_SPEC_NAME))]
Truth = Annotated[bool, Reader(readers.read_truth, {"type": "boolean"})]
Order = Annotated[int, Reader(readers.read_order, {"type": "integer", "enum": [1, 2]})]
Count = Annotated[int, Reader(readers.read_count, _COUNT)]
Counts = Annotated[tuple[int, ...], Reader(one_or_list_of(readers.read_count), _either(_COUNT, _list(_COUNT)))]
Draws = Annotated[dict[str, draws.Draw], Reader(mapping_of(draws.read_draw), _mapping(_DRAW))]
Conditions = Annotated[tuple[str, ...], Reader(one_or_list_of(readers.read_text), _either(_TEXT, _list(_TEXT)))]

Layout = Literal["numerator", "denominator", "both"]
