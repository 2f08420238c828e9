"""Processes that answer one question at a time and are warm when it comes; one that takes too long is ended.

They are forked from a process that has loaded everything (multiprocessing's fork server), so a fresh one costs a few
milliseconds and shares its memory with the others.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from mcdocs.build.pool import end_with_parent
from mcdocs.errors import McdocsError

MEGABYTE = 2**20
LARGEST = 512 * MEGABYTE  # address space a clerk may take beyond what it starts with
RETIRED = 110 * MEGABYTE  # resident size at which a clerk makes room for a fresh one
PATIENCE = 0.2
STARTING_SECONDS = 60.0

Answer = TypeVar("Answer")
Question = tuple[Callable[..., Any], tuple[object, ...]]


class Overtaxed(McdocsError):
    """A question that takes more time or memory than one may, or for which there is no clerk free."""


class Clerk:
    """One process that calls functions for us; made when first needed, and again after it was ended.

    A `stranger` asks what anybody may have typed: such a clerk has little memory, and makes room when it has grown.
    """

    def __init__(self, context: BaseContext, seconds: float, stranger: bool = False) -> None:
        self._stranger = stranger
        self._context = context
        self._seconds = seconds
        self._thread = ThreadPoolExecutor(1, "clerk")
        self._process: BaseProcess | None = None
        self._line: Connection | None = None
        self._closed = False

    async def ask(self, function: Callable[..., Answer], *given: object) -> Answer:
        """What the function gives. Raises Overtaxed when nothing comes in time or the process dies."""
        loop = asyncio.get_running_loop()
        answer: Answer = await loop.run_in_executor(self._thread, self._ask, (function, given))
        return answer

    def begin(self) -> None:
        """Make the process now, so that the first question finds it warm."""
        self._thread.submit(self._ask, (int, ()))

    def close(self) -> None:
        """End the process, whatever it does."""
        self._closed = True
        self._end()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _ask(self, question: Question) -> Any:
        if self._closed:
            raise Overtaxed("the preview is being stopped")
        try:
            if self._process is None or not self._process.is_alive():
                self._begin()
            assert self._line is not None
            self._line.send(question)
            if not self._line.poll(self._seconds):
                self._end()
                raise Overtaxed(f"this takes longer than {self._seconds:g} seconds", hint="make it smaller")
            outcome, stays = self._line.recv()
        except (EOFError, OSError):
            self._end()
            raise Overtaxed("this takes more memory than there is", hint="make it smaller") from None
        if not stays:
            self._end()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def _begin(self) -> None:
        self._line, theirs = self._context.Pipe()
        process: BaseProcess = self._context.Process(target=_serve, args=(theirs, self._stranger), daemon=True)  # type: ignore[attr-defined]
        process.start()
        theirs.close()
        self._process = process
        if self._line.poll(STARTING_SECONDS):
            self._line.recv()

    def _end(self) -> None:
        process, line = self._process, self._line
        self._process = self._line = None
        if process is not None:
            process.kill()
            process.join(PATIENCE)
        if line is not None:
            line.close()


class Clerks:
    """Several clerks for the same kind of question, and a short queue."""

    def __init__(self, clerks: Iterable[Clerk], most_waiting: int) -> None:
        self._all = list(clerks)
        # The last one that answered is the warmest.
        self._free: asyncio.LifoQueue[Clerk] = asyncio.LifoQueue()
        for clerk in self._all:
            self._free.put_nowait(clerk)
        self._waiting = 0
        self._most_waiting = most_waiting

    async def ask(self, function: Callable[..., Answer], *given: object) -> Answer:
        """What the function gives, by the first clerk free. Raises Overtaxed when too many are waiting already."""
        if self._waiting >= self._most_waiting:
            raise Overtaxed("too many questions at once", hint="try again in a moment")
        self._waiting += 1
        try:
            clerk = await self._free.get()
        finally:
            self._waiting -= 1
        try:
            return await clerk.ask(function, *given)
        finally:
            self._free.put_nowait(clerk)

    def close(self) -> None:
        """End all of them."""
        for clerk in self._all:
            clerk.close()


def nursery(preload: list[str]) -> BaseContext:
    """Where clerks come from: a process that has these modules loaded."""
    # Small matrices need no threads, and every thread of a clerk costs memory.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(preload)
    return context


def _serve(line: Connection, stranger: bool) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the face says that it stops, and ends its clerks
    threading.Thread(target=end_with_parent, daemon=True).start()
    if stranger:
        _limit_memory()
    line.send("ready")
    while True:
        try:
            function, given = line.recv()
        except EOFError:
            return
        try:
            outcome: Any = function(*given)
        except (MemoryError, RecursionError):
            outcome = Overtaxed("this takes more memory than there is", hint="make it smaller")
        except Exception as error:
            outcome = error
        line.send((outcome, not stranger or _resident() < RETIRED))


def _limit_memory() -> None:
    try:
        import resource  # there is none on every system; there the time is the only limit
    except ImportError:
        return
    size = _pages(0)
    limit = size + LARGEST if size else resource.RLIM_INFINITY
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _resident() -> int:
    return _pages(1)


def _pages(which: int) -> int:
    """Address space (0) or resident memory (1) of this process in bytes; nothing where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as stream:
            return int(stream.read().split()[which]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
