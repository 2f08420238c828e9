"""What a comparison found, as a table to read and as data to keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bench.measure import Times


@dataclass(frozen=True)
class Row:
    """One comparison: the times of each contestant, a ratio, what was aimed at, and whether it was met.

    `speedup` is other / mcdocs, where more is better; `ratio` is mcdocs / other, where less is better.
    """

    name: str
    times: Mapping[str, Times] = field(default_factory=dict)
    speedup: float | None = None
    ratio: float | None = None
    aim: str = ""
    met: bool | None = None
    notes: Mapping[str, Any] = field(default_factory=dict)


def as_data(row: Row) -> dict[str, Any]:
    """The row for a JSON file."""
    return asdict(row)


def as_table(title: str, rows: Iterable[Row]) -> str:
    """Rows below each other, one column for each contestant."""
    rows = list(rows)
    contestants = list(dict.fromkeys(name for row in rows for name in row.times))
    header = [title, *contestants, "ratio", "aim", ""]
    lines = [header]
    for row in rows:
        cells = [_times(row.times[name]) if name in row.times else "" for name in contestants]
        lines.append([row.name, *cells, _ratio(row), row.aim, {True: "met", False: "MISSED", None: ""}[row.met]])
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    padded = [[cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines]
    printed = ["  ".join(line).rstrip() for line in padded]
    printed.insert(1, "-" * max(map(len, printed)))
    for place, row in reversed(list(enumerate(rows, 2))):
        if row.notes:
            printed.insert(place + 1, "    " + ", ".join(f"{name}: {value}" for name, value in row.notes.items()))
    return "\n".join(printed)


def _ratio(row: Row) -> str:
    if row.speedup is not None:
        return f"{row.speedup:.1f} x faster"
    return "" if row.ratio is None else f"{row.ratio:.2f}"


def _times(times: Times) -> str:
    spread = f"({_seconds(times.fastest)} – {_seconds(times.slowest)})"
    return f"{_seconds(times.median)} {spread}"


def _seconds(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1e3:.1f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.0f} us"
