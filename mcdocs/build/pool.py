"""A pool of processes that says when one of them dies, at whatever moment.

The standard library's `ProcessPoolExecutor` reads the results of all its processes from one pipe. When a process is
killed in the midst of writing a result, the reader waits forever for the rest, since the others hold the pipe open.
Here each process has a pipe of its own, whose end is seen at once, and a thread that waits at it.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from multiprocessing import connection
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import Empty, SimpleQueue
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class _Call:
    future: Future[Any]
    function: Callable[..., Any]
    given: tuple[object, ...]
    named: dict[str, object]


class Pool(Executor):
    """`jobs` forked processes, each of which does one call at a time.

    All are forked at once, before this process starts a thread of the pool's. A call whose process dies raises
    BrokenExecutor, as do the calls that wait and those that come later.
    """

    def __init__(self, jobs: int) -> None:
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        self._gate = threading.Lock()
        self._broken = self._closed = False
        self._processes: list[BaseProcess] = []
        ends: list[Connection] = []
        context = multiprocessing.get_context("fork")
        for _ in range(jobs):
            ours, theirs = context.Pipe()
            ends.append(ours)
            process = context.Process(target=_serve, args=(theirs, tuple(ends)), daemon=True)
            process.start()
            # Held by its process alone, the pipe ends when that does.
            theirs.close()
            self._processes.append(process)
        self._threads = [threading.Thread(target=self._wait_at, args=(end,), daemon=True) for end in ends]
        for thread in self._threads:
            thread.start()

    def submit(self, function: Callable[Given, Answer], /, *given: Given.args, **named: Given.kwargs) -> Future[Answer]:
        """Have a process call a function. Raises BrokenExecutor once a process has died."""
        future: Future[Answer] = Future()
        with self._gate:
            if self._broken:
                raise BrokenExecutor("a process of this pool has died")
            if self._closed:
                raise RuntimeError("this pool is shut down")
            self._calls.put(_Call(future, function, given, named))
        return future

    def terminate(self) -> None:
        """End the processes now, whatever they are at."""
        for process in self._processes:
            process.terminate()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more calls; the processes end when those they have are done."""
        with self._gate:
            self._closed = True
            if cancel_futures:
                for call in self._waiting():
                    call.future.cancel()
            for _ in self._threads:
                self._calls.put(None)
        if wait:
            for thread in self._threads:
                thread.join()
            for process in self._processes:
                process.join()

    def _wait_at(self, end: Connection) -> None:
        """One call after the other, by the process at the other end."""
        with end:
            while (call := self._calls.get()) is not None:
                if not call.future.set_running_or_notify_cancel():
                    continue
                try:
                    _ask(end, call)
                except Exception as error:
                    # Mostly the end of the pipe, or no memory for the answer: whatever it is, somebody waits for it.
                    return self._break(call, error)

    def _break(self, call: _Call, error: Exception) -> None:
        with self._gate:
            self._broken = True
            waiting = [each for each in self._waiting() if each.future.set_running_or_notify_cancel()]
            for _ in self._threads:
                self._calls.put(None)
        for each in (call, *waiting):
            broken = BrokenExecutor("a process died while it was called")
            broken.__cause__ = error
            each.future.set_exception(broken)

    def _waiting(self) -> list[_Call]:
        """Take the calls that no process has begun out of the queue."""
        found: list[_Call] = []
        while True:
            try:
                call = self._calls.get_nowait()
            except Empty:
                return found
            if call is not None:
                found.append(call)


def _ask(end: Connection, call: _Call) -> None:
    """Send a call and take its answer. Raises EOFError, OSError or MemoryError when no answer can be had."""
    try:
        message = pickle.dumps((call.function, call.given, call.named))
    except Exception as unsendable:
        # The fault of the call, not of the process.
        return call.future.set_exception(unsendable)
    end.send_bytes(message)
    said = end.recv_bytes()
    try:
        answer, error = pickle.loads(said)
    except Exception as unreadable:
        answer, error = None, unreadable
    if error is None:
        call.future.set_result(answer)
    else:
        call.future.set_exception(error)


def _serve(end: Connection, others: tuple[Connection, ...]) -> None:
    """What a process does until nobody calls any more.

    It ends without a word on Ctrl-C, since the main process says it, and when the main process ends.
    """
    for other in others:
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=end_with_parent, daemon=True).start()
    while True:
        try:
            end.send_bytes(_answer(end.recv_bytes()))
        except (EOFError, OSError):
            return  # nobody is at the other end any more


def _answer(message: bytes) -> bytes:
    """The pickled answer of a call and None, or None and the error it raises."""
    try:
        function, given, named = pickle.loads(message)
        return pickle.dumps((function(*given, **named), None))
    except Exception as error:
        error.add_note(f"in a process of the pool:\n{traceback.format_exc()}")
        try:
            return pickle.dumps((None, error))
        except Exception:
            return pickle.dumps((None, RuntimeError(f"an error that cannot be sent: {error!r}")))


def end_with_parent() -> None:
    """Wait until the process that started this one is gone, and go too; for a thread of its own."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
