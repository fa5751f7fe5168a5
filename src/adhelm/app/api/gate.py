"""How many requests are worked on at once: so many, so many wait, and further ones are told so.

Many that come at once wait their turn. A queue that does not empty is another matter: it makes
everybody late and helps nobody, so it is kept as short as a few times the work on one request.
What is always open does not pass here, and a live stream only counts its own kind.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Collection, MutableMapping
from typing import Any

from starlette.responses import Response

from adhelm.app.api.frame import ALWAYS_OPEN, App, Receive, Scope, Send
from adhelm.app.api.problems import problem

_UNREAD_S = 30.0
_BURST_S = 0.5
"""A queue that was empty as lately as that comes of many who asked at once."""
_LEAST_WAIT_S = 0.1
_TIMES_THE_WORK = 4
_WEIGHT = 0.1
"""Of the latest request in what work is thought to take."""
_WAITED_S = 0.005
"""Who waits longer is better off with another process."""


class Places:
    """Places for a number of requests, and a queue in front of them; of one event loop."""

    def __init__(
        self, places: int, *, waiting: int = 0, wait_s: float = 0,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        """`wait_s`: of the longest wait; `now_s`: seconds of a clock that never goes back."""
        self._free = places
        self._most_waiting = waiting
        self._wait_s = wait_s
        self._now_s = now_s
        self._queue: deque[asyncio.Future[None]] = deque()
        self._empty_at = -math.inf
        self._work_s = 0.0

    @property
    def patience_s(self) -> float:
        """Seconds for which who comes now would wait."""
        if not self._queue or self._now_s() - self._empty_at < _BURST_S:
            return self._wait_s
        return min(self._wait_s, max(_LEAST_WAIT_S, _TIMES_THE_WORK * self._work_s))

    async def enter(self) -> bool:
        """Take a place, waiting for one if need be; false if there is none in time."""
        if self._free > 0:
            self._free -= 1
            return True
        if len(self._queue) >= self._most_waiting:
            return False
        if not self._queue:
            self._empty_at = self._now_s()
        patience_s = self.patience_s
        turn = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            async with asyncio.timeout(patience_s):
                await turn
        except TimeoutError:
            return self._gave_up(turn)
        except asyncio.CancelledError:
            if self._gave_up(turn):
                self.leave()
            raise
        return True

    def leave(self, after_s: float | None = None) -> None:
        """Give the place to who waits longest; `after_s`: seconds for which it was worked there."""
        if after_s is not None:
            self._work_s += _WEIGHT * (after_s - self._work_s)
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
        streams: int = 100, uploads: int = 4, uploaded: Collection[str] = (), several: bool = False,
    ) -> None:  # fmt: skip
        """
        `uploaded`: paths to which files are sent, which may take long to come.

        `several`: other processes listen at the same address.
        """
        self._app = app
        self._several = several
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
        came = time.perf_counter()
        if not await places.enter():
            await self._busy()(scope, receive, send)
            return
        began = time.perf_counter()
        elsewhere = self._several and began - came > _WAITED_S
        await _Stay(places, began, elsewhere=elsewhere).run(self._app, scope, receive, send)

    def _busy(self) -> Response:
        headers = {"retry-after": "1", **({"connection": "close"} if self._several else {})}
        return problem(
            503, code="api.busy", title="too much is asked at once", hint="try again in a moment",
            headers=headers,
        )  # fmt: skip

    def _places_for(self, scope: Scope) -> Places:
        if scope["method"] == "POST" and scope["path"] in self._uploaded:
            return self._uploads
        return self._streams if scope["path"].endswith("/events") else self._work


class _Stay:
    """One request's time in its place, which it leaves once."""

    def __init__(self, places: Places, began: float, *, elsewhere: bool) -> None:
        """`elsewhere`: who asked shall come again by another connection."""
        self._places = places
        self._began = began
        self._elsewhere = elsewhere
        self._here = True

    async def run(self, app: App, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: MutableMapping[str, Any]) -> None:
            if self._elsewhere and message["type"] == "http.response.start":
                # Another process, which has time, is the first to take a new connection.
                message["headers"] = [*message["headers"], (b"connection", b"close")]
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
            self._places.leave(time.perf_counter() - self._began)
