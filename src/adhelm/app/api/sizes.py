"""How large a body may be, and how long it may take: it is read whole before anything works on it.

A sender that is slow, or does not end, so keeps no thread and no connection of the database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from adhelm.app.api.frame import App, Receive, Scope, Send
from adhelm.app.api.problems import problem

_MOST_HELD = 64 * 1024**2
_READ_ANYWAY = 16 * 1024**2
_SLOWEST_S = 30.0


@dataclass(slots=True)
class _Body:
    """What came, and whether that was all that may."""

    content: bytes = b""
    size: int = 0
    gone: bool = False


class Sizes:
    """An ASGI middleware that reads bodies, and refuses what is too large."""

    def __init__(
        self, app: App, *, most_bytes: int, streamed: Mapping[str, int] | None = None
    ) -> None:
        """`streamed`: path to bytes, for routes that read what is large themselves."""
        self._app = app
        self._most = most_bytes
        self._streamed = dict(streamed or {})
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body of one request, then pass it on."""
        if scope["type"] != "http" or _has_none(scope):
            await self._app(scope, receive, send)
            return
        if most := self._streamed.get(scope["path"]):
            await self._pass_on(scope, receive, send, most)
            return
        try:
            async with asyncio.timeout(_SLOWEST_S):
                body = await self._read(scope, receive)
        except TimeoutError:
            await _too_slow()(scope, receive, send)
            return
        if body.gone:
            return
        if body.size > self._most:
            await _too_large(self._most)(scope, receive, send)
            return
        self._held += body.size
        try:
            if self._held > _MOST_HELD:
                await _too_many()(scope, receive, send)
            else:
                await self._app(scope, _again(body.content, receive), send)
        finally:
            self._held -= body.size

    async def _read(self, scope: Scope, receive: Receive) -> _Body:
        headers = dict(scope["headers"])
        announced = _announced(headers)
        if announced > self._most and b"expect" in headers:
            return _Body(size=announced)
        body, pieces = _Body(), []
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return _Body(gone=True)
            body.size += len(message.get("body", b""))
            if max(body.size, announced) <= self._most:
                pieces.append(message.get("body", b""))
            # Who is answered while still sending may never read why: some is read and dropped.
            if not message.get("more_body") or body.size > _READ_ANYWAY:
                body.content, body.size = b"".join(pieces), max(body.size, announced)
                return body

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send, most: int) -> None:
        if _announced(dict(scope["headers"])) > most:
            await _too_large(most)(scope, receive, send)
            return
        await self._app(scope, _bounded(receive, most), send)


def _has_none(scope: Scope) -> bool:
    headers = dict(scope["headers"])
    return b"content-length" not in headers and b"transfer-encoding" not in headers


def _announced(headers: Mapping[bytes, bytes]) -> int:
    length = headers.get(b"content-length", b"0")
    return int(length) if length.isdigit() else 0


def _again(content: bytes, receive: Receive) -> Receive:
    given = False

    async def receiving() -> MutableMapping[str, Any]:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": content, "more_body": False}

    return receiving


def _bounded(receive: Receive, most: int) -> Receive:
    seen = 0

    async def receiving() -> MutableMapping[str, Any]:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            return {"type": "http.disconnect"}
        return message

    return receiving


def _too_large(most: int) -> Response:
    return problem(
        413, code="request.too_large", title="the body is too large",
        hint=f"at most {most:,} bytes", headers={"connection": "close"},
    )  # fmt: skip


def _too_slow() -> Response:
    return problem(
        408, code="request.too_slow", title="the body did not come to its end",
        hint=f"send it within {_SLOWEST_S:.0f} s", headers={"connection": "close"},
    )  # fmt: skip


def _too_many() -> Response:
    return problem(
        503, code="api.busy", title="too much is being sent at once", hint="try again in a moment",
        headers={"retry-after": "1"},
    )  # fmt: skip
