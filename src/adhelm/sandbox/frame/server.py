"""Serving on a local port: one thread, one call after the other."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import threading
from collections.abc import Awaitable, Callable
from typing import Protocol, Self

from adhelm.core.errors import Unavailable
from adhelm.sandbox.frame.calls import Call, Outcome
from adhelm.sandbox.frame.line import Asked, BadRequest, Requests, SpeaksHttp2, head
from adhelm.sandbox.frame.passage import Ask, Front, Passage

_log = logging.getLogger(__name__)
_PATIENCE = 10.0
_BACKLOG = 128


class CannotListen(Unavailable):
    """The port is taken, or the machine does not allow it."""

    code = "sandbox.cannot_listen"


class Answering(Protocol):
    """Something that answers calls."""

    def answer(self, call: Call) -> Outcome:
        """Answer one call, whose path still has the platform's prefix."""
        ...


class Server:
    """One port of 127.0.0.1: served in this thread (`run`) or in one of its own (`with`)."""

    def __init__(
        self, app: Answering, *, port: int = 0, http2: Callable[[Ask], Front] | None = None
    ) -> None:
        """`http2` opens, at the first caller that speaks it, what understands that."""
        self._app = app
        self._http2 = http2
        self._front: asyncio.Task[Front] | None = None
        self._socket = _listen(port)
        self.port = int(self._socket.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._lines: set[_Line] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self.run, daemon=True)

    def run(self) -> None:
        """Serve until interrupted."""
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(self._serve())

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(_PATIENCE)
        return self

    def __exit__(self, *_: object) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(_PATIENCE)
        self._socket.close()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        listening = await self._loop.create_server(
            lambda: _Line(self._app, self._lines, self._front_port), sock=self._socket
        )
        self._ready.set()
        try:
            await self._stop.wait()
        finally:
            listening.close()
            for line in list(self._lines):
                line.cut()
            if self._front is not None:
                with contextlib.suppress(OSError):
                    (await self._front).close()

    async def _front_port(self) -> int:
        """
        Return the port of the front; the first caller waits until it stands.

        :raises OSError: if there is none.
        """
        if self._front is None:
            self._front = asyncio.get_running_loop().create_task(self._open_front())
        return (await asyncio.shield(self._front)).port

    async def _open_front(self) -> Front:
        if self._http2 is None:
            raise OSError("nothing here understands HTTP/2")
        try:
            # Its imports take seconds: other calls are answered meanwhile.
            return await asyncio.to_thread(self._http2, self._ask)
        except ImportError as error:
            _log.warning("gRPC needs adhelm[google-sdk]: %s", error)
            raise OSError(str(error)) from error

    def _ask(self, call: Call) -> Outcome:
        """Answer a call of another thread, in turn with all others."""
        if self._loop is None:
            raise RuntimeError("the server does not run")

        async def answered() -> Outcome:
            return self._app.answer(call)

        return asyncio.run_coroutine_threadsafe(answered(), self._loop).result()


class _Line(asyncio.Protocol):
    """One connection."""

    def __init__(
        self, app: Answering, lines: set[_Line], front: Callable[[], Awaitable[int]]
    ) -> None:
        self._app = app
        self._lines = lines
        self._front = front
        self._passage: Passage | None = None
        self._requests = Requests()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
        self._lines.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's own
        """End."""
        self._transport = None
        self._lines.discard(self)
        if self._passage is not None:
            self._passage.close()

    def data_received(self, data: bytes) -> None:
        """Answer each request that is complete."""
        if self._passage is not None:
            self._passage.take(data)
            return
        try:
            self._answer_all(data)
        except SpeaksHttp2 as other:
            if self._transport is not None:
                self._passage = Passage(self._transport, self._front)
                self._passage.take(other.data)
        except BadRequest:
            if self._transport is not None:
                self._transport.write(head(400, {"content-length": "0", "connection": "close"}))
                self._transport.close()

    def cut(self) -> None:
        """Break the connection at once, without a word."""
        if self._transport is not None:
            self._transport.abort()
            self._transport = None

    def _answer_all(self, data: bytes) -> None:
        for asked in self._requests.feed(data):
            if self._transport is None:
                return
            self._answer(self._transport, asked)
        if self._transport is not None and self._requests.wants_to_be_told():
            self._transport.write(head(100, {}))

    def _answer(self, transport: asyncio.Transport, asked: Asked) -> None:
        outcome = self._app.answer(_call(asked))
        if outcome.lost:
            self.cut()
            return
        reply = outcome.reply
        length = str(len(reply.body))
        start = head(
            reply.status, {"content-type": reply.kind, "content-length": length, **reply.headers}
        )
        body = b"" if asked.method == "HEAD" else reply.body
        if outcome.half:
            body = body[: len(body) // 2]
        transport.write(start + body)
        if asked.last or outcome.half:
            transport.close()
            self._transport = None


def _call(asked: Asked) -> Call:
    path, _, query = asked.target.partition("?")
    if not path.startswith("/"):
        # The form that proxies are sent: http://host/path.
        path = "/" + path.partition("://")[2].partition("/")[2]
    root = f"http://{asked.headers.get('host', '127.0.0.1')}"
    return Call(asked.method, path, query, asked.headers, asked.body, root)


def _listen(port: int) -> socket.socket:
    # Named as TCP, so that asyncio turns Nagle off.
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(("127.0.0.1", port))
    except OSError as error:
        made.close()
        raise CannotListen(f"port {port}: {error.strerror}", hint="another --port") from error
    made.listen(_BACKLOG)
    return made
