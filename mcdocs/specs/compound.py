"""Readers of lists and mappings, made from readers of what is in them."""

from __future__ import annotations

from typing import TypeAlias

from mcdocs.errors import SpecError
from mcdocs.language.shapes import MAX_AXES
from mcdocs.specs.readers import read_name
from mcdocs.specs.report import Read, Report, T, kind_of

Nested: TypeAlias = str | tuple["Nested", ...]


def list_of(read: Read[T]) -> Read[tuple[T, ...]]:
    """A reader of lists of at least one item."""

    def read_list(value: object, report: Report) -> tuple[T, ...]:
        if not isinstance(value, list | tuple):
            hint = "write [a, b], or a line with a dash for each item"
            report(SpecError(f"a list is expected here, not {kind_of(value)}", hint=hint))
            return ()
        if not value:
            report(SpecError("this list is empty", hint="write its items, or take the key out"))
        items = []
        for index, item in enumerate(value):
            items.append(read(item, found := Report()))
            report.below(index, found)
        return tuple(items)

    return read_list


def pair_of(read: Read[T]) -> Read[tuple[T, ...]]:
    """A reader of lists of two items."""
    read_list = list_of(read)

    def read_pair(value: object, report: Report) -> tuple[T, ...]:
        items = read_list(value, report)
        if not report and len(items) != 2:
            report(SpecError(f"two items are expected here, not {len(items)}"))
        return items

    return read_pair


def one_or_list_of(read: Read[T]) -> Read[tuple[T, ...]]:
    """A reader of lists for which a single item needs no brackets."""
    read_list = list_of(read)

    def read_either(value: object, report: Report) -> tuple[T, ...]:
        return (read(value, report),) if isinstance(value, str) else read_list(value, report)

    return read_either


def mapping_of(read: Read[T]) -> Read[dict[str, T]]:
    """A reader of mappings from names."""

    def read_mapping(value: object, report: Report) -> dict[str, T]:
        if not isinstance(value, dict):
            hint = "write {name: value}, or a line  name: value  for each"
            report(SpecError(f"a mapping is expected here, not {kind_of(value)}", hint=hint))
            return {}
        if not value:
            report(SpecError("this mapping is empty", hint="write its entries, or take the key out"))
        result = {}
        for name, item in value.items():
            read_name(name, found := Report())
            report.at_key(name, found)
            result[name] = read(item, found := Report())
            report.below(name, found)
        return result

    return read_mapping


def or_mapping_of(read: Read[T]) -> Read[T | dict[str, T]]:
    """A reader of one value, or of a mapping from names to such values."""
    read_mapping = mapping_of(read)

    def read_either(value: object, report: Report) -> T | dict[str, T]:
        return read_mapping(value, report) if isinstance(value, dict) else read(value, report)

    return read_either


def nested_of(read: Read[str]) -> Read[Nested]:
    """A reader of one value, or of lists of lists of them that fill a vector, a matrix or a tensor."""

    def read_nested(value: object, report: Report) -> Nested:
        result = read_level(value, report, 0)
        if not report:
            _check_rows(result, report)
        return result

    def read_level(value: object, report: Report, level: int) -> Nested:
        if not isinstance(value, list | tuple):
            return read(value, report)
        if level == MAX_AXES:
            report(SpecError(f"at most {MAX_AXES} levels of lists are possible"))
            return ()
        if not value:
            report(SpecError("this list is empty", hint="write its items, or take the key out"))
        items = []
        for index, item in enumerate(value):
            items.append(read_level(item, found := Report(), level + 1))
            report.below(index, found)
        return tuple(items)

    return read_nested


def shape_of(nested: Nested) -> tuple[int, ...]:
    """The shape of a nested value whose rows are alike."""
    return () if isinstance(nested, str) else (len(nested), *shape_of(nested[0]))


def leaves(nested: Nested, *place: int) -> list[tuple[str, tuple[int, ...]]]:
    """The texts of a nested value in order, each with its indices from 0."""
    if isinstance(nested, str):
        return [(nested, place)]
    return [leaf for index, item in enumerate(nested) for leaf in leaves(item, *place, index)]


def _check_rows(nested: Nested, report: Report) -> None:
    """Report the first row that is not as long as the one before it."""
    if isinstance(nested, str):
        return
    for index, item in enumerate(nested):
        _check_rows(item, found := Report())
        report.below(index, found)
        if report:
            return
        first, here = shape_of(nested[0]), shape_of(item)
        if here != first:
            message = f"this row has {_described(here)}, the first one {_described(first)}"
            report(SpecError(message, hint="all rows are equally long"), index)
            return


def _described(shape: tuple[int, ...]) -> str:
    sizes = " x ".join(map(str, shape))
    return "no list in it" if not shape else f"{sizes} entr{'y' if sizes == '1' else 'ies'}"
