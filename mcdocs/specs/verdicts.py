"""What pydantic found, as errors at their places, in the words of someone who writes lectures."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, TypeAlias, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from mcdocs.errors import McdocsError, SpecError
from mcdocs.specs.records import Record
from mcdocs.specs.report import CLOSE, Found, kind_of, suggestion
from mcdocs.specs.source import Place, Source

# The keys that tell records of a list apart, what such a record is, and a kind of it that an author may mean.
_THINGS = {"slide": "slide", "ask": "question"}
_USUAL = {"slide": "example", "ask": "derivative"}

Loc: TypeAlias = tuple[int | str, ...]  # pydantic's idea of a place, which also names the members of unions


def spec_errors(error: ValidationError, source: Source, model: type[Record]) -> list[McdocsError]:
    """All that is wrong, in pydantic's order."""
    found = error.errors(include_url=False)
    unknown = [details["loc"] for details in found if details["type"] == "extra_forbidden"]
    errors = []
    for details in found:
        if details["type"] != "missing" or not _is_misspelt(details["loc"], unknown):
            errors += _translated(details, source, model)
    return errors


def _is_misspelt(missing: Loc, unknown: list[Loc]) -> bool:
    """Whether a missing key stands there under another name: the unknown key is the error to show."""
    keys = [str(loc[-1]) for loc in unknown if loc[:-1] == missing[:-1]]
    return any(get_close_matches(key, [str(missing[-1])], cutoff=CLOSE) for key in keys)


def _translated(details: ErrorDetails, source: Source, model: type[Record]) -> list[McdocsError]:
    place, owner = _resolve(details["loc"], model)
    context: dict[str, Any] = details.get("ctx", {})
    name = str(place[-1]) if place else ""
    if details["type"] not in ("mcdocs", "missing") and source.is_reported(place):
        return []
    match details["type"]:
        case "mcdocs":
            found: list[Found] = context["found"]
            return [
                source.relocate(each.error, (*place, *each.place), key=each.key)
                for each in found
                if each.key or not source.is_reported((*place, *each.place))
            ]
        case "missing":
            return [SpecError(f"{name!r} is missing", at=source.position(place[:-1]), hint=_described(owner, name))]
        case "extra_forbidden":
            at = source.position(place, key=True)
            return [SpecError(f"unknown key {name!r}", at=at, hint=suggestion(name, owner.model_fields))]
        case "literal_error":
            known = [word.strip("' ") for word in context["expected"].replace(" or ", ",").split(",")]
            message = f"{_shown(details['input'])} is not possible here"
            return [SpecError(message, at=source.position(place), hint=suggestion(str(details["input"]), known))]
        case "union_tag_invalid":
            known = [word.strip("' ") for word in context["expected_tags"].split(",")]
            tag = context["discriminator"].strip("'")
            message = f"there is no kind of {_THINGS[tag]} called {str(context['tag'])[:60]!r}"
            return [SpecError(message, at=source.position((*place, tag)), hint=suggestion(str(context["tag"]), known))]
        case "union_tag_not_found":
            tag = context["discriminator"].strip("'")
            hint = f"every {_THINGS[tag]} begins with its kind:  - {tag}: {_USUAL[tag]}"
            return [SpecError(f"{tag!r} is missing", at=source.position(place), hint=hint)]
        case "model_type" | "model_attributes_type" | "dict_type":
            message = f"a mapping is expected here, not {kind_of(details['input'])}"
            return [SpecError(message, at=source.position(place), hint=_described(owner, name))]
        case "tuple_type" | "list_type":
            message = f"a list is expected here, not {kind_of(details['input'])}"
            return [SpecError(message, at=source.position(place), hint="write a line with a dash for each item")]
        case "too_short":
            # Pydantic says so too of a list whose items are all wrong.
            return [] if details["input"] else [SpecError("this list is empty", at=source.position(place, key=True))]
        case _:
            return [SpecError(details["msg"], at=source.position(place))]


def _resolve(loc: Loc, model: type[Record]) -> tuple[Place, type[Record]]:
    """The place in the file for pydantic's location, and the record that has the last key of it.

    Pydantic also names the member of a union it tried; such steps are no keys of the file.
    """
    place: list[str | int] = []
    owner, candidates = model, [model]
    for step in loc:
        if isinstance(step, int):
            place.append(step)
        elif step.startswith("<"):
            continue
        elif len(candidates) > 1:
            candidates = [record for record in candidates if step in _kinds(record)]
        else:
            place.append(step)
            owner = candidates[0] if candidates else owner
            field = owner.model_fields.get(step)
            candidates = _records(field.annotation) if field else []
    return tuple(place), owner


def _kinds(record: type[Record]) -> tuple[str, ...]:
    """The kinds of slides or questions a record is for."""
    return next((get_args(record.model_fields[tag].annotation) for tag in _THINGS if tag in record.model_fields), ())


def _records(annotation: object) -> list[type[Record]]:
    """The records a field can hold."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return [annotation]
    return [record for part in get_args(annotation) for record in _records(part)]


def _described(owner: type[Record], name: str) -> str:
    """What a field is for, with an example."""
    field = owner.model_fields.get(name)
    if field is None or not field.description:
        return ""
    example = f", for example  {name}: {_yaml(field.examples[0])}" if field.examples else ""
    return field.description[0].lower() + field.description[1:].rstrip(".") + example


def _yaml(value: object) -> str:
    """A short value as it is written in a spec."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_yaml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_yaml(item) for item in value) + "]"
    text = str(value)
    return f'"{text}"' if any(sign in text for sign in "{}[],") else text


def _shown(value: object) -> str:
    return repr(value[:60]) if isinstance(value, str) else kind_of(value)
