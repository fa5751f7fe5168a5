"""Answers nobody needs to be sent again: 304 to who has what a GET would show."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from typing import Any

from adhelm.app.api.frame import App, Receive, Scope, Send

_OK, _NOT_MODIFIED = 200, 304
_OF_THE_BODY = frozenset({b"content-length", b"content-type", b"content-encoding"})


class Conditional:
    """An ASGI middleware that compares the tag of an answer with `If-None-Match`."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on; leave out the body of an answer that is there already."""
        known = dict(scope.get("headers", ())).get(b"if-none-match")
        if scope["type"] != "http" or scope["method"] != "GET" or not known:
            await self._app(scope, receive, send)
            return
        tags = {tag.strip().removeprefix(b"W/") for tag in known.split(b",")}
        same = False

        async def sending(message: MutableMapping[str, Any]) -> None:
            nonlocal same
            if message["type"] == "http.response.start":
                tag = _tag(message.get("headers", ()))
                same = message["status"] == _OK and bool(tag) and (tag in tags or b"*" in tags)
                if same:
                    kept = [one for one in message["headers"] if one[0] not in _OF_THE_BODY]
                    message = {**message, "status": _NOT_MODIFIED, "headers": kept}
            elif same:
                message = {**message, "body": b""}
            await send(message)

        await self._app(scope, receive, sending)


def _tag(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    return dict(headers).get(b"etag", b"").removeprefix(b"W/")
