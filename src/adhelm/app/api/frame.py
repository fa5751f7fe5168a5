"""What surrounds every request: an id, whence it comes, headers that keep browsers safe."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import unquote_plus

from adhelm.app.api.problems import problem, unexpected
from adhelm.core.request import working_on
from adhelm.core.written import is_unwritable

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

ALWAYS_OPEN = frozenset({"/health", "/health/live", "/health/ready", "/metrics"})
"""What answers however much else is asked: neither counted nor made to wait."""
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

    def __init__(self, app: App, *, trusted_proxies: Sequence[str] = ()) -> None:
        self._app = app
        self._proxies = [ip_network(proxy) for proxy in trusted_proxies]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, with its id around it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # One dict for all that this request finds out, whoever wraps the scope further in.
        scope.setdefault("state", {})
        headers = dict(scope["headers"])
        self._see_through_proxies(scope, headers)
        given = headers.get(b"x-request-id", b"")
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

        if _is_unwritable(scope):
            refused = problem(
                422, code="request.bad_text", title="the address holds NUL or half of a character",
                hint="text as UTF-8, without %00",
            )  # fmt: skip
            await refused(scope, receive, sending)
        else:
            try:
                await self._app(scope, receive, sending)
            except Exception as error:
                if status:
                    raise
                # Here and no further out: the answer still gets the id that the log has.
                await unexpected(scope, error)(scope, receive, sending)
        took = (time.perf_counter() - began) * 1000
        _log.info("%s %s %s %.1f ms", scope["method"], scope["path"], status, took)

    def _see_through_proxies(self, scope: Scope, headers: dict[bytes, bytes]) -> None:
        """Put in the place of a trusted proxy whom it speaks for, and how it was spoken to."""
        if not (self._proxies and scope.get("client") and self._is_trusted(scope["client"][0])):
            return
        passed = headers.get(b"x-forwarded-for", b"").decode("latin-1").split(",")
        # The last one that none of ours has written; what stands before it anybody may invent.
        for address in reversed([one.strip() for one in passed]):
            if not address:
                break
            scope["client"] = (address, 0)
            if not self._is_trusted(address):
                break
        if headers.get(b"x-forwarded-proto") in {b"http", b"https"}:
            scope["scheme"] = headers[b"x-forwarded-proto"].decode()

    def _is_trusted(self, address: str) -> bool:
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self._proxies)


def _is_unwritable(scope: Scope) -> bool:
    query = unquote_plus(scope["query_string"].decode("latin-1"))
    return is_unwritable(scope["path"]) or is_unwritable(query)


def _added(scope: Scope, request_id: str) -> list[tuple[bytes, bytes]]:
    added = [*_HEADERS, (b"x-request-id", request_id.encode())]
    if scope["path"].startswith("/api/"):
        added += [_API_ONLY, (b"cache-control", b"no-store")]
    if (rate := scope["state"].get("rate")) is not None:
        added += rate.headers
    added += scope["state"].get("cookies", ())
    return added
