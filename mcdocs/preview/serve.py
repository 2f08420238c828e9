"""`mcdocs preview`, from the course's folder to a page that follows every save. Start reading here."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mcdocs.errors import MissingToolError, UsageError
from mcdocs.preview.clerks import Clerk, Clerks, nursery

LOOPBACK = "127.0.0.1"
PORT = 8200
TRIED = 20  # ports after the usual one that are tried when it is taken
COMPOSING_SECONDS = 300.0  # the first version of a very long lecture
ANSWERING_SECONDS = 10.0
AT_ONCE = 2
MOST_WAITING = 8

Say = Callable[[str], None]


def preview(course: Path, port: int | None, say: Say) -> None:
    """Serve a course until told to stop by Ctrl-C or SIGTERM; `say` is told the address.

    Raises UsageError when the port cannot be had, MissingToolError when the extra `preview` is not installed.
    """
    try:
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
        import watchfiles  # noqa: F401
    except ModuleNotFoundError as error:
        hint = "install it with  pip install 'mcdocs[preview]'"
        raise MissingToolError(f"the preview needs {error.name}", hint=hint) from None
    with listening(port) as door:
        asyncio.run(_serve(course.resolve(), door, say))


def listening(port: int | None) -> socket.socket:
    """A socket of this machine only. Without a port the usual one, or the next that is free. Raises UsageError."""
    wanted = range(PORT, PORT + TRIED) if port is None else [port]
    for number in wanted:
        door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((LOOPBACK, number))
            door.listen()
            return door
        except OSError as error:
            door.close()
            if error.errno != errno.EADDRINUSE:
                raise UsageError(
                    f"port {number} cannot be used: {error.strerror}", hint="name another: --port 8200"
                ) from None
    if port is None:
        raise UsageError(f"the ports {PORT} to {PORT + TRIED - 1} are all in use", hint="name another: --port 9000")
    hint = "another preview may be running; stop it, name another port, or leave --port out"
    raise UsageError(f"port {port} is in use", hint=hint)


async def _serve(course: Path, door: socket.socket, say: Say) -> None:
    # Imported here: the command line starts without them.
    import uvicorn

    from mcdocs.preview.app import application
    from mcdocs.preview.pages import Pages
    from mcdocs.preview.stage import Stage
    from mcdocs.preview.watch import saves

    closing = asyncio.Event()
    context = nursery(["mcdocs.preview.warm"])
    composer, referee = Clerk(context, COMPOSING_SECONDS), Clerk(context, COMPOSING_SECONDS)
    answering = [Clerk(context, ANSWERING_SECONDS, stranger=True) for _ in range(AT_ONCE)]
    clerks = Clerks(answering, MOST_WAITING)
    stage = Stage(course, composer, referee)
    config = uvicorn.Config(
        application(stage, Pages(course), clerks, closing),
        log_level="critical",
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=1,
        ws="none",
    )

    class Server(uvicorn.Server):
        """Without signal handlers of its own: ours end what is open first."""

        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    server = Server(config)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, closing.set)

    async def follow() -> None:
        async for _ in saves(course, closing):
            await stage.changed()

    async def stop() -> None:
        await closing.wait()
        server.should_exit = True

    for clerk in (composer, referee):
        clerk.begin()
    say(f"http://localhost:{door.getsockname()[1]}/")
    watching, stopping = asyncio.create_task(follow()), asyncio.create_task(stop())
    try:
        await server.serve(sockets=[door])
    finally:
        closing.set()
        for each in (composer, referee, clerks):
            each.close()
        for task in (watching, stopping):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
