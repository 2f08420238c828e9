"""Who may talk to the preview: this machine's browser, about the preview's own pages, and nobody else.

The server listens on the loopback address only. That does not keep a web page elsewhere from asking it: a name that its
owner points to 127.0.0.1 (DNS rebinding) or a form sent across sites. So the name asked for and the page that asks are
looked at (OWASP, Cross-Site Request Forgery Prevention, "Verifying Origin").
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NAMES = frozenset({"localhost", "127.0.0.1", "::1"})

_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}
_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<source>.*?)</script>", re.DOTALL | re.IGNORECASE)


class Guard:
    """Refuses what does not come from the preview's own pages, and tells browsers to be strict with what is sent."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def strict(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", content_policy(()))
            await send(message)

        if problem := refusal(Headers(scope=scope)):
            await PlainTextResponse(problem, status_code=403)(scope, receive, strict)
        else:
            await self.app(scope, receive, strict)


def refusal(headers: Headers) -> str:
    """Why a request is refused; empty for one that is answered."""
    host = headers.get("host", "")
    if _name(f"//{host}") not in NAMES:
        return "this preview answers to localhost only"
    origin = headers.get("origin")
    if origin is not None and origin not in (f"http://{host}", f"https://{host}"):
        return "this preview answers its own pages only"
    if (
        headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
        and headers.get("sec-fetch-mode") != "navigate"
    ):
        return "this preview answers its own pages only"
    return ""


def content_policy(pages: Iterable[str]) -> str:
    """What a page may load: nothing from elsewhere, and only the inline scripts it was sent with."""
    scripts = [
        match["source"] for page in pages for match in _SCRIPT.finditer(page) if "src=" not in match["attributes"]
    ]
    hashes = sorted({f"'sha256-{_digest(source)}'" for source in scripts})
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self'", *hashes]),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "frame-src 'self'",
            "frame-ancestors 'self'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _digest(source: str) -> str:
    return base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()


def _name(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
