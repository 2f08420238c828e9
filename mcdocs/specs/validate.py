"""A file -> a record, or all that is wrong with it at once, each error at its place."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from mcdocs.errors import McdocsError, SpecError, raise_all
from mcdocs.specs.compose import Mapping, compose
from mcdocs.specs.lines import Lines, check_characters, read_text
from mcdocs.specs.records import Record
from mcdocs.specs.report import kind_of
from mcdocs.specs.source import Source, plain
from mcdocs.specs.verdicts import spec_errors

R = TypeVar("R", bound=Record)


def load(path: Path, model: type[R]) -> R:
    """Read a spec file; raises what is wrong with it: one McdocsError, or several as Errors."""
    return read(read_text(path), str(path), model)


def read(text: str, file: str, model: type[R]) -> R:
    """Read the text of a spec file; `file` is how errors call it."""
    lines = Lines.of(text, file)
    raise_all(check_characters(text, lines))
    root, errors = compose(text, lines)
    if root is None:
        raise_all(errors)
    elif not isinstance(root, Mapping):
        hint = "the first line of a spec is  key: value"
        errors.append(SpecError(f"a spec is a mapping, not {kind_of(plain(root))}", at=lines.at(root.start), hint=hint))
    else:
        source = Source(lines, root)
        try:
            record = model.model_validate(plain(root))
        except ValidationError as error:
            errors += spec_errors(error, source, model)
            errors += _readings(error, source, model)
        else:
            record.attach(source)
            errors += [] if errors else record.readings()
            if not errors:
                return record
    raise_all(_in_order(errors))
    raise AssertionError("a file without a record has errors")


def _readings(error: ValidationError, source: Source, model: type[R]) -> list[McdocsError]:
    """What is wrong with the formulas of a file whose other keys are wrong too, so that all is told at once."""
    broken = {fault["loc"][0] for fault in error.errors() if fault["loc"]}
    values = plain(source.root)
    assert isinstance(values, dict)
    try:
        record = model.model_validate({key: value for key, value in values.items() if key not in broken})
    except ValidationError:
        return []  # too little is left to read a formula
    record.attach(source)
    return record.readings()


def _in_order(errors: list[McdocsError]) -> list[McdocsError]:
    return sorted(errors, key=lambda error: (error.at.line, error.at.column) if error.at else (0, 0))
