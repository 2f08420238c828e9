"""What is on show: the last good version of each lecture, what is wrong with the newest, and who is looking."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Any

from mcdocs.preview.clerks import Clerk, Overtaxed
from mcdocs.preview.faults import Fault, faults
from mcdocs.preview.versions import Listed, Version, compose, listing, verify

Event = dict[str, Any]
LIST = ""  # the name under which the list of lectures is looked at


class Show:
    """What a page shows, what is wrong with its files now, and whether the referee has agreed."""

    def __init__(self) -> None:
        self.version = Version()
        self.faults: tuple[Fault, ...] = ()
        self.checked = False
        self.saves = 0

    def state(self) -> Event:
        """All a page needs to know whether it is up to date."""
        return {
            "frame": self.version.frame if self.version.slides else "",
            "keys": self.version.keys,
            "faults": [fault.data for fault in self.faults],
            "checked": self.checked,
        }


class Stage:
    """All that can be looked at in a course. `composer` makes versions, `referee` verifies what was shown."""

    def __init__(self, course: Path, composer: Clerk, referee: Clerk) -> None:
        self.course = course
        self._composer = composer
        self._referee = referee
        self._shows: dict[str, Show] = {}
        self._audience: dict[str, set[asyncio.Queue[Event]]] = {}
        self._composing = asyncio.Lock()
        self._verifying: set[asyncio.Task[None]] = set()

    async def listing(self) -> tuple[Listed, ...]:
        """The lectures and problem sets there are."""
        return await self._composer.ask(listing, str(self.course))

    async def show(self, name: str) -> Show:
        """What is at `lectures/NAME` or `problems/NAME`, made now if nobody looked at it since its files changed."""
        async with self._composing:
            if name not in self._shows:
                await self._compose(name)
            return self._shows[name]

    def is_shown(self, name: str) -> bool:
        """Whether somebody has been looking at it, though its file may be gone for the moment."""
        return name in self._shows

    async def changed(self) -> None:
        """Files were saved: make what is being looked at, forget the rest, and tell the audience."""
        async with self._composing:
            watched = [name for name in self._shows if self._audience.get(name)]
            self._shows = {name: self._shows[name] for name in watched}
            for name in watched:
                await self._compose(name)
        self._tell(LIST, {"listing": True})

    @contextmanager
    def audience(self, name: str) -> Iterator[asyncio.Queue[Event]]:
        """Be told what happens to a lecture, for as long as the block lasts."""
        queue: asyncio.Queue[Event] = asyncio.Queue()
        seats = self._audience.setdefault(name, set())
        seats.add(queue)
        try:
            yield queue
        finally:
            seats.discard(queue)

    async def _compose(self, name: str) -> None:
        show = self._shows.setdefault(name, Show())
        try:
            version = await self._composer.ask(compose, str(self.course), *name.split("/", 1))
        except Overtaxed as error:
            version = Version(faults=tuple(faults(error)))
        before, show.faults, show.checked = show.version, version.faults, False
        show.saves += 1
        if version.slides:
            show.version = version
            pairs = zip_longest(version.keys, version.slides, before.keys[: len(version.keys)])
            fresh = {key: slide for key, slide, earlier in pairs if key != earlier}
            self._tell(name, {**show.state(), "fresh": fresh})
            task = asyncio.create_task(self._verify(name, show, show.saves))
            self._verifying.add(task)
            task.add_done_callback(self._verifying.discard)
        else:
            self._tell(name, show.state())

    async def _verify(self, name: str, show: Show, save: int) -> None:
        try:
            found = await self._referee.ask(verify, str(self.course), show.version.claims)
        except Overtaxed as error:
            found = tuple(faults(error))
        if show.saves == save:
            show.faults, show.checked = found, not found
            self._tell(name, show.state())

    def _tell(self, name: str, event: Event) -> None:
        for queue in self._audience.get(name, ()):
            queue.put_nowait(event)


async def told(stage: Stage, name: str, closing: asyncio.Event) -> AsyncIterator[Event]:
    """First the state of a lecture, then everything that happens to it, until the server closes."""
    with stage.audience(name) as queue:
        if name != LIST:
            yield (await stage.show(name)).state()
        end = asyncio.create_task(closing.wait())
        get = asyncio.create_task(queue.get())
        try:
            while end not in (await asyncio.wait({get, end}, return_when=asyncio.FIRST_COMPLETED))[0]:
                event, get = get.result(), asyncio.create_task(queue.get())
                yield event
        finally:
            get.cancel()
            end.cancel()
