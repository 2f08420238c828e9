"""Where the work is done: Python in worker processes, TeX in its own, never more than `jobs` things at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from mcdocs.build.engine import flat
from mcdocs.build.pool import Pool
from mcdocs.errors import DocumentError, McdocsError, raise_all

Answer = TypeVar("Answer")


class Workers:
    """One pool for the whole build."""

    def __init__(self, pool: Pool, jobs: int) -> None:
        self._pool = pool
        self._slots = asyncio.Semaphore(jobs)

    async def think(self, function: Callable[..., Answer], *given: object) -> Answer:
        """Call a function in a worker process. Raises what it raises; DocumentError when its process dies."""
        async with self._slots:
            try:
                call = asyncio.get_running_loop().run_in_executor(self._pool, _attempt, function, given)
                outcome = await call
            except BrokenExecutor:
                hint = "is the machine out of memory? Build with fewer jobs: -j 1"
                raise DocumentError("a worker process died", hint=hint) from None
        if isinstance(outcome, _Failed):
            raise_all(outcome.errors)
            raise AssertionError("a failure has errors")
        return outcome

    def foresee(self, function: Callable[[], None]) -> None:
        """Call a function in a worker that would be idle; whatever comes of it is found again when it is needed."""
        self._pool.submit(function)

    async def typeset(self, work: Callable[[], Awaitable[Answer]]) -> Answer:
        """Wait for a place, then for the work."""
        async with self._slots:
            return await work()


@contextmanager
def processes(jobs: int) -> Iterator[Pool]:
    """A pool of `jobs` forked processes, which do not outlive the block, whatever ends it."""
    pool = Pool(jobs)
    try:
        yield pool
    except BaseException:
        pool.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


async def all_of(*work: Awaitable[Answer]) -> list[Answer]:
    """The answers of all, in order. Waits for all of them, then raises all their errors together, each once.

    What is wrong with a function is wrong with everything that names it.
    """
    answers = await asyncio.gather(*work, return_exceptions=True)
    errors = [single for answer in answers if isinstance(answer, McdocsError) for single in flat(answer)]
    for answer in answers:
        if isinstance(answer, BaseException) and not isinstance(answer, McdocsError):
            raise answer
    raise_all(list({str(error): error for error in errors}.values()))
    return [answer for answer in answers if not isinstance(answer, BaseException)]


@dataclass(frozen=True)
class _Failed:
    """Errors on their way between processes, as a list: several in one exception do not survive it."""

    errors: list[McdocsError]


def _attempt(function: Callable[..., Answer], given: tuple[object, ...]) -> Answer | _Failed:
    try:
        return function(*given)
    except McdocsError as error:
        return _Failed(flat(error))
