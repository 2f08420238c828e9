"""What was saved. Folders are watched, not files: an editor that saves by renaming replaces the file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

QUIET_MS = 15  # a save of several files, or a file that is still being written, is one change
LONGEST_MS = 300
LOOK_MS = 400  # how often it is looked whether the folders are still those that are watched


async def saves(course: Path, closing: asyncio.Event) -> AsyncIterator[None]:
    """One item for every save of specs or templates, also when the folders themselves come and go."""
    from watchfiles import awatch  # the extra `preview` has it

    behind = False  # whether something may have happened while nothing was watched
    while not closing.is_set():
        folders = _folders(course)
        if not folders:
            await asyncio.sleep(LOOK_MS / 1000)
            continue
        watched = awatch(
            *folders,
            debounce=LONGEST_MS,
            step=QUIET_MS,
            rust_timeout=LOOK_MS,
            yield_on_timeout=True,
            stop_event=closing,
            watch_filter=None,
        )
        try:
            async for changes in watched:
                if behind or any(_counts(Path(path)) for _, path in changes):
                    behind = False
                    yield
                if _folders(course) != folders:
                    break
        except OSError:
            await asyncio.sleep(LOOK_MS / 1000)
        behind = True


def _folders(course: Path) -> dict[Path, int]:
    """The folders there are now, each with its number on the disk: one made again is another one."""
    found: dict[Path, int] = {}
    for folder in (course / "specs", course / "templates"):
        with suppress(OSError):
            found[folder] = folder.stat().st_ino
    return found


def _counts(path: Path) -> bool:
    """Whether a file can be part of a lecture: not what editors put beside it while they save."""
    return not path.name.startswith((".", "#", "4913")) and not path.name.endswith(
        ("~", ".swp", ".swx", ".tmp", ".bak")
    )
