"""Time things side by side: interleaved repetitions, so that a slow moment of the machine hits all of them alike."""

from __future__ import annotations

import gc
import resource
import signal
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any


@dataclass(frozen=True)
class Times:
    """The seconds of some repetitions: their median, the fastest and the slowest."""

    median: float
    fastest: float
    slowest: float
    repetitions: int

    @classmethod
    def of(cls, seconds: list[float]) -> Times:
        """The summary of at least one repetition."""
        return cls(statistics.median(seconds), min(seconds), max(seconds), len(seconds))


class TookTooLong(BaseException):
    """What was timed ran into its limit. No plain exception, so that nobody on the way can take it for his own."""


def side_by_side(
    contestants: Mapping[str, Callable[[], Any]],
    repetitions: int,
    before: Callable[[], Any] = gc.collect,
    warm_up: bool = True,
) -> dict[str, Times]:
    """Each contestant in turn, again and again, after one run each that does not count.

    `before` runs before every one of them and is not timed.
    """
    for run in contestants.values() if warm_up else ():
        run()
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for repetition in range(repetitions):
        # The order turns round, so that nobody always runs in somebody's wake.
        names = list(contestants)[:: -1 if repetition % 2 else 1]
        for name in names:
            before()
            seconds[name].append(timed(contestants[name]))
    return {name: Times.of(each) for name, each in seconds.items()}


def timed(run: Callable[[], Any]) -> float:
    """The seconds a call takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise TookTooLong in the body when it takes longer."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TookTooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def memory_at_most(size: int) -> Iterator[None]:
    """Raise MemoryError in the body when the process takes more than `size` bytes."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def forget() -> None:
    """Empty the caches of mcdocs and of SymPy, so that no repetition is answered from memory."""
    for name, module in list(sys.modules.items()):
        if name.startswith("mcdocs."):
            for value in list(vars(module).values()):
                if callable(clear := getattr(value, "cache_clear", None)):
                    clear()
    if "sympy" in sys.modules:
        from sympy.core.cache import clear_cache  # type: ignore[import-untyped]

        clear_cache()
    gc.collect()
