"""The pages of the preview, and what they ask for while they are open."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from mcdocs.errors import McdocsError
from mcdocs.preview.clerks import Clerks, Overtaxed
from mcdocs.preview.faults import faults
from mcdocs.preview.guard import Guard, content_policy
from mcdocs.preview.pages import Pages, live_script
from mcdocs.preview.playground import answer
from mcdocs.preview.stage import LIST, Event, Show, Stage, told
from mcdocs.preview.versions import KINDS
from mcdocs.specs.readers import spec_name_problem

LARGEST_QUESTION = 64_000  # bytes
SOON = 2.0  # seconds after which somebody who waits for a long lecture is told so

_META_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n?')
_SLIDE = '<section class="slide'


def application(stage: Stage, pages: Pages, clerks: Clerks, closing: asyncio.Event) -> Starlette:
    """The preview of one course; `clerks` answer the playground, `closing` ends what is still open."""

    under_way: set[asyncio.Task[Show]] = set()

    async def index(_: Request) -> Response:
        return _html(pages.first(await stage.listing(), live=True, root="/"))

    def known(name: str) -> bool:
        """Whether there is a spec of that name, `lectures/talk`."""
        kind, _, word = name.partition("/")
        return kind in KINDS and not spec_name_problem(word) and (stage.course / "specs" / f"{name}.yaml").is_file()

    async def shown(request: Request) -> Response:
        name = request.url.path.strip("/")
        if not known(name):
            return _html(pages.missing("there is no such page"), status=404)
        making = asyncio.create_task(stage.show(name))
        under_way.add(making)
        making.add_done_callback(under_way.discard)
        by_hand = request.headers.get("sec-fetch-mode") == "navigate"
        done, _ = await asyncio.wait({making}, timeout=SOON if by_hand else None)
        return _html(live(name, making.result(), pages) if done else pages.waiting(name, made=False))

    async def events(request: Request) -> Response:
        name = request.query_params.get("show", LIST)
        if name != LIST and not known(name) and not stage.is_shown(name):
            return PlainTextResponse("there is no such page", status_code=404)
        stream = _stream(told(stage, name, closing))
        return StreamingResponse(stream, media_type="text/event-stream")

    async def asset(request: Request) -> Response:
        path = pages.assets().get(request.path_params["name"])
        return FileResponse(path) if path else PlainTextResponse("there is no such file", status_code=404)

    async def nothing(_: Request) -> Response:
        return Response(status_code=204)

    async def playground(_: Request) -> Response:
        return _html(pages.playground("served", "/"))

    async def ask(request: Request) -> Response:
        if request.headers.get("content-type", "").split(";")[0] != "application/json":
            return PlainTextResponse("a question is JSON", status_code=415)
        body = await _bounded(request, LARGEST_QUESTION)
        if body is None:
            return PlainTextResponse("this question is too long", status_code=413)
        try:
            question = json.loads(body)
        except (ValueError, RecursionError):
            return PlainTextResponse("this is not JSON", status_code=400)
        try:
            return JSONResponse(await clerks.ask(answer, question))
        except Overtaxed as error:
            return JSONResponse({"faults": [fault.data for fault in faults(error)], "overtaxed": True})

    routes = [
        Route("/", index),
        *(Route(f"/{kind}/{{name}}/", shown) for kind in KINDS),
        Route("/events", events),
        Route("/favicon.ico", nothing),
        Route("/playground/", playground),
        Route("/playground/answer", ask, methods=["POST"]),
        Route("/assets/{name:path}", asset),
    ]
    return Starlette(routes=routes, middleware=[Middleware(Guard)], exception_handlers=_handlers(pages))


def live(name: str, show: Show, pages: Pages) -> str:
    """The page of a lecture that follows what is saved; an empty one where nothing good was ever saved."""
    version = show.version
    if not version.slides:
        return pages.waiting(name)
    keyed = [
        slide.replace(_SLIDE, f'<section data-key="{key}" class="slide', 1)
        for slide, key in zip(version.slides, version.keys, strict=True)
    ]
    page = "".join(part for pair in zip(version.shell, [*keyed, ""], strict=True) for part in pair)
    page = _META_POLICY.sub("", page)
    head, body, tail = page.rpartition("</body>")
    return f"{head}{live_script(name, version.frame)}\n{body}{tail}"


async def _stream(events: AsyncIterator[Event]) -> AsyncIterator[str]:
    async for event in events:
        yield f"data: {json.dumps(event)}\n\n"


async def _bounded(request: Request, most: int) -> bytes | None:
    """The body of a request, or None when it is longer; no more than that is ever held."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            return None
    return body


def _html(page: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(page, status, {"Content-Security-Policy": content_policy([page])})


def _handlers(pages: Pages) -> dict[int | type[Exception], Callable[[Request, Exception], Awaitable[Response]]]:
    async def missing(_: Request, __: Exception) -> Response:
        return _html(pages.missing("there is no such page"), status=404)

    async def wrong(_: Request, error: Exception) -> Response:
        found = faults(error) if isinstance(error, McdocsError) else []
        return _html(
            pages.missing("; ".join(fault.message for fault in found) or "this page cannot be shown"), status=500
        )

    return {404: missing, McdocsError: wrong}
