"""What a build tells its face while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Waiting:
    """Another build holds the output folder."""

    folder: Path


@dataclass(frozen=True)
class Started:
    """So many targets or specs are to be done."""

    count: int


@dataclass(frozen=True)
class Built:
    """A file was published; `seconds` is how long it took to make."""

    path: Path
    seconds: float


@dataclass(frozen=True)
class Checked:
    """A spec was derived and every line of it verified."""

    spec: Path


@dataclass(frozen=True)
class Finished:
    """A target or spec is done, well or not."""

    name: str


@dataclass(frozen=True)
class Assigned:
    """So many more students have their papers, in a folder."""

    count: int
    folder: Path


@dataclass(frozen=True)
class Swept:
    """So many more papers were gone through: drawn, verified and thrown away, or graded."""

    count: int


@dataclass(frozen=True)
class Noted:
    """Something that is not wrong, but may surprise."""

    message: str


Event = Waiting | Started | Built | Checked | Finished | Assigned | Swept | Noted
Report = Callable[[Event], None]


def silent(_: Event) -> None:
    """The report nobody reads."""
