"""The files of JSON Schema in a course, which the first line of every spec names to the editor."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mcdocs.build.folder import publish
from mcdocs.specs.schema import FOLDER, schema_text


def write_schemas(kinds: Iterable[str], output: Path | None, course: Path | None) -> list[Path]:
    """Write the schema of each kind to `output`, or where the specs of the course look for it; gives the paths.

    A file that is right already is left as it is. Raises OutputError.
    """
    folder = output or (course or Path()) / "specs" / FOLDER
    publish(folder, {f"{kind}.json": schema_text(kind).encode() for kind in kinds})
    return [folder / f"{kind}.json" for kind in kinds]
