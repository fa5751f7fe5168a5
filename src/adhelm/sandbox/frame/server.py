"""Serving on a local port, with a line to each connection so that it can be cut."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, MutableMapping
from typing import Any, Self

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from adhelm.core.errors import Unavailable

Peer = tuple[str, int]
_LINES: dict[Peer, asyncio.BaseTransport] = {}
_PATIENCE = 10.0
_BACKLOG = 128


class CannotListen(Unavailable):
    """The port is taken, or the machine does not allow it."""

    code = "sandbox.cannot_listen"


class _Line(H11Protocol):
    """HTTP/1.1 whose connections can be found by their peer."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the connection."""
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn says Transport
        self._peer: Peer = tuple(transport.get_extra_info("peername") or ("", 0))[:2]
        _LINES[self._peer] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        _LINES.pop(self._peer, None)
        super().connection_lost(exc)


def cut(scope: MutableMapping[str, Any]) -> None:
    """Break the connection of a request at once, without a word."""
    line = _LINES.get(tuple(scope.get("client") or ("", 0))[:2])
    if isinstance(line, asyncio.WriteTransport):
        line.abort()


class Server:
    """One uvicorn on 127.0.0.1: in this thread (`run`) or in one of its own (`with`)."""

    def __init__(self, app: Callable[..., Any], *, port: int = 0) -> None:
        self._socket = _listen(port)
        self.port = int(self._socket.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        config = uvicorn.Config(
            app, http=_Line, ws="none", lifespan="off", log_level="critical", access_log=False
        )
        self._uvicorn = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._uvicorn.run, kwargs={"sockets": [self._socket]}, daemon=True
        )

    def run(self) -> None:
        """Serve until interrupted."""
        self._uvicorn.run(sockets=[self._socket])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._uvicorn.should_exit = True
        self._thread.join(_PATIENCE)
        self._socket.close()


def _listen(port: int) -> socket.socket:
    # Named as TCP, so that asyncio turns Nagle off: headers and body are two writes.
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(("127.0.0.1", port))
    except OSError as error:
        made.close()
        raise CannotListen(f"port {port}: {error.strerror}", hint="another --port") from error
    made.listen(_BACKLOG)
    return made
