"""A connection that speaks HTTP/2, passed on as it is to whoever understands it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Protocol

from adhelm.sandbox.frame.calls import Call, Outcome

Ask = Callable[[Call], Outcome]


class Front(Protocol):
    """A server of HTTP/2 on another port of this machine, which asks the sandbox for answers."""

    port: int

    def close(self) -> None:
        """Stop at once."""
        ...


class Passage:
    """One connection on its way to a front; what comes before the front stands is kept."""

    def __init__(self, near: asyncio.Transport, port: Callable[[], Awaitable[int]]) -> None:
        self._near = near
        self._far: asyncio.Transport | None = None
        self._waiting = bytearray()
        self._opening = asyncio.get_running_loop().create_task(self._open(port))

    def take(self, data: bytes) -> None:
        """Pass on what the caller sent."""
        if self._far is None:
            self._waiting += data
        else:
            self._far.write(data)

    def close(self) -> None:
        """Let go of the front: the caller is gone."""
        self._opening.cancel()
        if self._far is not None:
            self._far.abort()

    async def _open(self, port: Callable[[], Awaitable[int]]) -> None:
        loop = asyncio.get_running_loop()
        try:
            number = await port()
            far, _ = await loop.create_connection(lambda: _Back(self._near), "127.0.0.1", number)
        except OSError:
            self._near.abort()
            return
        far.write(bytes(self._waiting))
        self._far = far


class _Back(asyncio.Protocol):
    """What the front says, passed back."""

    def __init__(self, near: asyncio.Transport) -> None:
        self._near = near

    def data_received(self, data: bytes) -> None:
        """Pass it back."""
        self._near.write(data)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's own
        """End."""
        with contextlib.suppress(OSError):
            self._near.close()
