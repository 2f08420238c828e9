"""Who does the work: processes of this machine, or a Dask cluster. Both are a `concurrent.futures` executor.

Tasks are handed out a few at a time and their results taken in order, so that memory does not grow with their number.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from mcdocs.build.workers import processes
from mcdocs.errors import DocumentError, MissingToolError, UsageError

Task = TypeVar("Task")
Result = TypeVar("Result")

LIVES = 3
CONNECTING = 15.0  # seconds
_IN_HAND = 3  # tasks for each worker: the one it does, and two that wait


@dataclass(frozen=True)
class Crew:
    """`executor` opens an executor that does `workers` tasks at a time.

    A future raises one of `broken` when its worker died; so many `lives` has the executor.
    """

    executor: Callable[[], AbstractContextManager[Executor]]
    workers: int
    broken: tuple[type[BaseException], ...]
    lives: int = 1

    def map(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """The results in the order of the tasks. A task whose worker dies is done again, in the end by a new executor.

        Raises what `work` raises; DocumentError when workers keep dying.
        """
        waiting = iter(tasks)
        given: deque[Task] = deque()
        deaths = 0
        while True:
            try:
                with self.executor() as executor:
                    futures = deque(executor.submit(work, task) for task in given)
                    yield from self._results(work, waiting, given, futures, executor)
                    return
            except self.broken:
                deaths += 1
                if deaths >= self.lives:
                    hint = "are they out of memory? On this machine, take fewer at a time: -j 1"
                    raise DocumentError("worker processes keep dying", hint=hint) from None

    def _results(
        self,
        work: Callable[[Task], Result],
        waiting: Iterator[Task],
        given: deque[Task],
        futures: deque[Future[Result]],
        executor: Executor,
    ) -> Iterator[Result]:
        """Results one by one; `given` holds the tasks that have none yet, so that they can be given again."""
        while True:
            while len(futures) < _IN_HAND * self.workers and (task := next(waiting, None)) is not None:
                given.append(task)
                futures.append(executor.submit(work, task))
            if not futures:
                return
            result = futures[0].result()
            futures.popleft()
            given.popleft()
            yield result


def this_machine(jobs: int) -> Crew:
    """Processes of this machine, `jobs` at a time."""
    return Crew(lambda: processes(jobs), jobs, (BrokenExecutor,), lives=LIVES)


def cluster(address: str) -> Crew:
    """The workers of a Dask scheduler, which look after each other: a task of a worker that dies goes to another one.

    Raises MissingToolError when `distributed` is not installed, UsageError when nobody answers or there is no worker.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        hint = "install it with: pip install 'mcdocs[cluster]'"
        raise MissingToolError("Dask's distributed is not installed", hint=hint) from None

    def connected() -> Any:
        try:
            return Client(address, timeout=CONNECTING, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError, TimeoutError) as error:
            hint = "start one with: dask scheduler, and workers with: dask worker ADDRESS"
            raise UsageError(f"no scheduler answers at {address}: {error}", hint=hint) from None

    @contextmanager
    def executor() -> Iterator[Executor]:
        with connected() as client:
            yield client.get_executor(pure=False)

    with connected() as client:
        workers = sum(client.nthreads().values())
    if not workers:
        raise UsageError(f"the scheduler at {address} has no workers", hint="start some: dask worker ADDRESS")
    return Crew(executor, workers, (KilledWorker, CancelledError))
