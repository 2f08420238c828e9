"""The output folder: one build at a time, files put in place in one step, errors that say which path and what to do."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from mcdocs.errors import OutputError

_HINTS = {
    errno.EACCES: "give yourself the right to write there, or choose another folder with --output",
    errno.EPERM: "give yourself the right to write there, or choose another folder with --output",
    errno.EROFS: "the disk is read-only: choose another folder with --output",
    errno.ENOSPC: "the disk is full: make room and build again; what was built before is untouched",
    errno.EDQUOT: "your disk quota is used up: make room and build again; what was built before is untouched",
    errno.EEXIST: "a file is where a folder must be: move it away, or choose another folder with --output",
    errno.ENOTDIR: "a file is where a folder must be: move it away, or choose another folder with --output",
    errno.EISDIR: "a folder is where a file must be: move it away, or choose another folder with --output",
}


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn the system's refusal to write into an `OutputError` that names the path."""
    try:
        yield
    except OSError as error:
        place = error.filename if isinstance(error.filename, str) else path
        hint = _HINTS.get(error.errno or 0, "choose another folder with --output")
        raise OutputError(f"cannot write {place}: {error.strerror or error}", hint=hint) from error


@contextmanager
def claimed(output: Path, waiting: Callable[[], None], patience: float = 120.0) -> Iterator[Path]:
    """Hold the output folder for one build; yields its private `.state` folder.

    Calls `waiting` once when another build holds it. Raises OutputError when that one is not done after `patience`
    seconds, or when the folder cannot be written.
    """
    private = output / ".state"
    with writing(private):
        private.mkdir(parents=True, exist_ok=True)
        lock = os.open(private / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        _acquire(lock, output, waiting, patience)
        with writing(output):
            _sweep(output, private)
        yield private
    finally:
        os.close(lock)


def _acquire(lock: int, output: Path, waiting: Callable[[], None], patience: float) -> None:
    deadline = time.monotonic() + patience
    told = False
    while True:
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                hint = "wait until it is done, stop it, or build into another folder with --output"
                raise OutputError(f"another build has been writing to {output} for a while", hint=hint) from None
            if not told:
                waiting()
                told = True
            time.sleep(0.1)


def _sweep(output: Path, private: Path) -> None:
    """Remove what a killed build left: a work folder says that there was one, so look for half-written files too."""
    left = list(private.glob("work-*"))
    for work in left:
        # TeX may still be writing there; what cannot be removed now is removed next time.
        shutil.rmtree(work, ignore_errors=True)
    if left:
        for litter in output.glob("*/*/.*.new"):
            litter.unlink()


def publish(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Put a set of files in place: all are written beside their places first, so a full disk changes nothing.

    A file whose content is the same is left as it is. Raises OutputError.
    """
    fresh: list[tuple[Path, Path]] = []
    try:
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            for name, content in contents.items():
                place = folder / name
                _refuse_folder(place)
                if not _holds(place, content):
                    new = folder / f".{name}.new"
                    fresh.append((new, place))
                    new.write_bytes(content)
            for new, place in fresh:
                os.replace(new, place)
    finally:
        for new, _ in fresh:
            _discard(new)


def publish_lines(place: Path, lines: Iterable[str]) -> None:
    """Put a file in place, written line by line, in one step as `publish` does. Raises OutputError."""
    fresh = place.with_name(f".{place.name}.new")
    try:
        with writing(place):
            place.parent.mkdir(parents=True, exist_ok=True)
            _refuse_folder(place)
            with open(fresh, "w", encoding="utf-8", newline="") as stream:
                stream.writelines(lines)
            os.replace(fresh, place)
    finally:
        _discard(fresh)


def _refuse_folder(place: Path) -> None:
    if place.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(place))


def _holds(place: Path, content: bytes) -> bool:
    try:
        return place.stat().st_size == len(content) and place.read_bytes() == content
    except OSError:
        return False


def _discard(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        # The write has failed with an error of its own already; the next build sweeps what is left.
        return
