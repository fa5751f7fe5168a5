"""How many requests are worked on at once: so many, so many wait, and further ones are told so.

What is always open does not pass here, and a live stream only counts its own kind.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Collection, MutableMapping
from typing import Any

from adhelm.app.api.frame import ALWAYS_OPEN, App, Receive, Scope, Send
from adhelm.app.api.problems import problem

_UNREAD_S = 30.0


class Places:
    """Places for a number of requests, and a queue in front of them; of one event loop."""

    def __init__(self, places: int, *, waiting: int = 0, wait_s: float = 0) -> None:
        self._free = places
        self._most_waiting = waiting
        self._wait_s = wait_s
        self._queue: deque[asyncio.Future[None]] = deque()

    async def enter(self) -> bool:
        """Take a place, waiting for one if need be; false if there is none in time."""
        if self._free > 0:
            self._free -= 1
            return True
        if len(self._queue) >= self._most_waiting:
            return False
        turn = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            async with asyncio.timeout(self._wait_s):
                await turn
        except TimeoutError:
            return self._gave_up(turn)
        except asyncio.CancelledError:
            if self._gave_up(turn):
                self.leave()
            raise
        return True

    def leave(self) -> None:
        """Give the place to who waits longest."""
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

    def _gave_up(self, turn: asyncio.Future[None]) -> bool:
        # The place may have come in the very moment in which the wait was over.
        if turn.done() and not turn.cancelled():
            return True
        if turn in self._queue:
            self._queue.remove(turn)
        return False


class Gate:
    """An ASGI middleware that lets so many requests work at once."""

    def __init__(
        self, app: App, *, at_work: int = 12, waiting: int = 64, wait_s: float = 2,
        streams: int = 100, uploads: int = 4, uploaded: Collection[str] = (),
    ) -> None:  # fmt: skip
        """`uploaded`: paths to which files are sent, which may take long to come."""
        self._app = app
        self._uploads = Places(uploads)
        self._uploaded = frozenset(uploaded)
        self._work = Places(at_work, waiting=waiting, wait_s=wait_s)
        self._streams = Places(streams)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on when there is a place for it."""
        if scope["type"] != "http" or scope["path"] in ALWAYS_OPEN:
            await self._app(scope, receive, send)
            return
        places = self._places_for(scope)
        if not await places.enter():
            busy = problem(
                503, code="api.busy", title="too much is asked at once",
                hint="try again in a moment", headers={"retry-after": "1"},
            )  # fmt: skip
            await busy(scope, receive, send)
            return
        await _Stay(places).run(self._app, scope, receive, send)

    def _places_for(self, scope: Scope) -> Places:
        if scope["method"] == "POST" and scope["path"] in self._uploaded:
            return self._uploads
        return self._streams if scope["path"].endswith("/events") else self._work


class _Stay:
    """One request's time in its place, which it leaves once."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._here = True

    async def run(self, app: App, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.body" and not message.get("more_body"):
                # The work is done; who reads slowly holds nobody else up.
                self._leave()
                await send(message)
            else:
                async with asyncio.timeout(_UNREAD_S):
                    await send(message)

        try:
            await app(scope, receive, sending)
        finally:
            self._leave()

    def _leave(self) -> None:
        if self._here:
            self._here = False
            self._places.leave()
