"""Processes that grade, each answer under a hard time limit: one that takes longer is ended, and the batch goes on."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import connection
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from mcdocs.build.engine import flat
from mcdocs.errors import McdocsError, raise_all
from mcdocs.grading.formulas import Policy
from mcdocs.grading.grade import grade
from mcdocs.grading.marks import Mark, undecided
from mcdocs.problems.model import Key, Question

DRAWING = 120.0  # seconds a paper may take to be drawn again
MEMORY = 3 << 30  # bytes a judge may take beyond what it began with


@dataclass(frozen=True)
class Script:
    """The answers of one student: pairs of a question's id and what was written; `make` draws the key again."""

    student: str
    make: Callable[[], Key]
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Graded:
    """The questions of a student's paper, and the marks of the answers, in their order."""

    student: str
    questions: tuple[Question, ...]
    marks: tuple[Mark, ...]


def judged(scripts: Iterable[Script], policy: Policy, jobs: int, limit: float) -> Iterator[Graded]:
    """The scripts graded, as they are done; each answer takes at most `limit` seconds.

    Raises what drawing a key raises.
    """
    waiting = iter(scripts)
    judges: list[_Judge] = []
    try:
        while True:
            while len(judges) < jobs and (script := next(waiting, None)) is not None:
                judges.append(_Judge(policy, limit, script))
            if not judges:
                return
            soonest = min(judge.deadline for judge in judges)
            connection.wait([judge.end for judge in judges], max(0.0, soonest - time.monotonic()))
            for judge in judges:
                judge.listen()
            for judge in [judge for judge in judges if judge.is_done()]:
                yield judge.graded()
                following = next(waiting, None)
                if following is None:
                    judge.dismiss()
                    judges.remove(judge)
                else:
                    judge.begin(following)
    finally:
        for judge in judges:
            judge.dismiss()


@dataclass
class _Judge:
    """One process and the script it is at."""

    policy: Policy
    limit: float
    script: Script
    deadline: float = 0.0
    questions: tuple[Question, ...] | None = None
    marks: list[Mark] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.start()
        self.begin(self.script)

    def start(self) -> None:
        context = multiprocessing.get_context("fork")
        self.end, other = context.Pipe()
        self.process: BaseProcess = context.Process(target=_work, args=(other, self.end, self.policy, self.limit))
        self.process.daemon = True
        self.process.start()
        other.close()

    def begin(self, script: Script) -> None:
        self.script, self.questions, self.marks = script, None, []
        self.hand_over()

    def hand_over(self) -> None:
        """Give the process what is left of the script."""
        self.drawn = False
        self.deadline = time.monotonic() + DRAWING
        self.end.send(Script(self.script.student, self.script.make, self.script.answers[len(self.marks) :]))

    def is_done(self) -> bool:
        return self.questions is not None and len(self.marks) == len(self.script.answers)

    def graded(self) -> Graded:
        return Graded(self.script.student, self.questions or (), tuple(self.marks))

    def listen(self) -> None:
        """Take in what the process has said, or give up on what it is at."""
        try:
            while not self.is_done() and self.end.poll():
                said = self.end.recv()
                self.deadline = time.monotonic() + self.limit
                if isinstance(said, Mark):
                    self.marks.append(said)
                elif isinstance(said, list):
                    raise_all(said)
                else:
                    self.questions, self.drawn = said, True
        except (EOFError, OSError):
            return self.give_up("judging it failed: the process died")
        if not self.is_done() and time.monotonic() > self.deadline:
            self.give_up(f"judging it took longer than {self.limit:g} seconds")

    def give_up(self, why: str) -> None:
        self.dismiss()
        if not self.drawn:
            raise McdocsError(f"the paper of {self.script.student!r} could not be drawn again")
        self.marks.append(undecided(why))
        self.start()
        if not self.is_done():
            self.hand_over()

    def dismiss(self) -> None:
        self.end.close()
        self.process.kill()
        self.process.join()


def _work(end: Connection, other: Connection, policy: Policy, limit: float) -> None:
    """What a process does: a script is drawn, its questions are sent, then a mark for each answer."""
    other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _bound_memory()
    while True:
        try:
            script: Script = end.recv()
        except EOFError:
            return
        # Should the main process be gone, nobody else ends this one.
        signal.setitimer(signal.ITIMER_REAL, DRAWING + 5)
        try:
            key = script.make()
        except McdocsError as error:
            end.send(flat(error))
            continue
        questions = {question.id: question for each in key.sheet.exercises for question in each.questions}
        end.send(tuple(questions.values()))
        for part, text in script.answers:
            signal.setitimer(signal.ITIMER_REAL, limit + 5)
            end.send(grade(questions[part], key.solutions[part], text, policy))
        signal.setitimer(signal.ITIMER_REAL, 0)


def _bound_memory() -> None:
    """An answer that asks for more memory than a paper ever needs fails alone, not the machine."""
    with suppress(OSError, ValueError):
        with open("/proc/self/statm") as stream:
            taken = int(stream.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
