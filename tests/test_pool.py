"""Processes that die: between two calls, in one, and in the midst of the answer, which is where nobody notices."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from mcdocs.build.pool import Pool
from mcdocs.build.workers import processes
from mcdocs.errors import DocumentError, UsageError
from mcdocs.papers.crew import LIVES, this_machine

MUCH = 1_000_000  # bytes, more than a pipe holds


def die() -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def die_while_answering() -> bytes:
    def half(end: Connection, answer: bytes) -> None:
        os.write(end.fileno(), bytes(answer[: len(answer) // 2]))
        die()

    Connection._send = half  # type: ignore[attr-defined]
    return bytes(MUCH)


def leave() -> bytes:
    os._exit(0)


DEATHS = [die, die_while_answering, leave]


def fail() -> None:
    raise UsageError("wrong", hint="right")


class Unreadable:
    """Sent well, it cannot be read."""

    def __reduce__(self) -> tuple[Callable[[], None], tuple[()]]:
        return fail, ()


def once(task: tuple[Path, Callable[[], bytes], int]) -> int:
    """Die in the way given when called for the first time."""
    flag, death, number = task
    if number == 3 and not flag.exists():
        flag.touch()
        death()
    return number * len(bytes(MUCH))


@pytest.mark.parametrize("death", DEATHS)
def test_a_call_whose_process_dies_says_so_and_so_do_those_after_it(death: Callable[[], bytes]) -> None:
    with processes(2) as pool:
        assert pool.submit(len, bytes(MUCH)).result() == MUCH
        with pytest.raises(BrokenExecutor):
            pool.submit(death).result()
        with pytest.raises(BrokenExecutor):
            pool.submit(len, b"").result()


@pytest.mark.parametrize("death", DEATHS)
def test_tasks_are_done_although_a_process_dies(tmp_path: Path, death: Callable[[], bytes]) -> None:
    tasks = [(tmp_path / "died", death, number) for number in range(12)]
    assert list(this_machine(2).map(once, tasks)) == [number * MUCH for number in range(12)]
    assert (tmp_path / "died").exists()


@pytest.mark.parametrize("death", DEATHS)
def test_tasks_that_always_kill_their_process_are_given_up(death: Callable[[], bytes]) -> None:
    with pytest.raises(DocumentError, match="keep dying"):
        list(this_machine(2).map(death_of, [death] * (LIVES + 1)))


def death_of(death: Callable[[], bytes]) -> bytes:
    return death()


def test_an_error_comes_back_with_where_it_was_raised() -> None:
    with processes(1) as pool, pytest.raises(UsageError, match="wrong") as caught:
        pool.submit(fail).result()
    assert "in fail" in caught.value.__notes__[0]


@pytest.mark.parametrize("unsendable", [lambda: None, Unreadable()], ids=["written", "read"])
def test_what_cannot_be_sent_is_an_error_of_its_call_alone(unsendable: object) -> None:
    with processes(1) as pool:
        assert pool.submit(id, unsendable).exception()
        assert pool.submit(len, b"abc").result() == 3


def test_calls_nobody_waits_for_are_dropped_when_the_pool_is_left() -> None:
    waiting = []
    with suppress(KeyError), processes(1) as pool:
        waiting += [pool.submit(signal.pause) for _ in range(3)]
        raise KeyError
    assert len(waiting) == 3
    assert all(future.done() for future in waiting)


def test_a_pool_that_is_shut_down_takes_no_calls() -> None:
    pool = Pool(1)
    pool.shutdown()
    with pytest.raises(RuntimeError):
        pool.submit(len, b"")
