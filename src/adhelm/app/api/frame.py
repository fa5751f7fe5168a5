"""What surrounds every request: its id, its size, its time, and headers that keep browsers safe."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import unquote_plus

from adhelm.app.api.problems import problem
from adhelm.core.request import working_on
from adhelm.core.web import is_unwritable

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_BYTES = 2 * 1024**2
_log = logging.getLogger("adhelm.api")
_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)
_API_ONLY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")


class Frame:
    """An ASGI middleware around the whole application."""

    def __init__(self, app: App, *, most_bytes: int = MOST_BYTES) -> None:
        self._app = app
        self._most = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, with its id around it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"x-request-id", b"")
        with working_on(given.decode() if _ID.fullmatch(given) else "") as request_id:
            await self._within(scope, receive, send, request_id)

    async def _within(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
        began, status = time.perf_counter(), 0

        async def sending(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *_added(scope, request_id)]
            await send(message)

        if _announced(scope) > self._most:
            too_large = problem(
                413, code="request.too_large", title="the body is too large",
                hint=f"at most {self._most:,} bytes",
            )  # fmt: skip
            await too_large(scope, receive, sending)
        elif _is_unwritable(scope):
            refused = problem(
                422, code="request.bad_text", title="the address holds NUL or half of a character",
                hint="text as UTF-8, without %00",
            )  # fmt: skip
            await refused(scope, receive, sending)
        else:
            await self._app(scope, self._bounded(receive), sending)
        took = (time.perf_counter() - began) * 1000
        _log.info("%s %s %s %.1f ms", scope["method"], scope["path"], status, took)

    def _bounded(self, receive: Receive) -> Receive:
        seen = 0

        async def receiving() -> MutableMapping[str, Any]:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            # Said nothing of its size and does not end: the rest is not read.
            if seen > self._most:
                return {"type": "http.disconnect"}
            return message

        return receiving


def _announced(scope: Scope) -> int:
    length = dict(scope["headers"]).get(b"content-length", b"0")
    return int(length) if length.isdigit() else 0


def _is_unwritable(scope: Scope) -> bool:
    query = unquote_plus(scope["query_string"].decode("latin-1"))
    return is_unwritable(scope["path"]) or is_unwritable(query)


def _added(scope: Scope, request_id: str) -> list[tuple[bytes, bytes]]:
    added = [*_HEADERS, (b"x-request-id", request_id.encode())]
    if scope["path"].startswith("/api/"):
        added += [_API_ONLY, (b"cache-control", b"no-store")]
    return added
