"""The one door: which platform a call is for, whether a fault is due, what is written down."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, MutableMapping, Sequence
from typing import TYPE_CHECKING, Any

from adhelm.sandbox.frame import control, faults
from adhelm.sandbox.frame.calls import Call, Platform, Reply, json_reply
from adhelm.sandbox.frame.faults import BENT, Fault, Faults
from adhelm.sandbox.frame.journal import Journal
from adhelm.sandbox.frame.server import cut
from adhelm.sandbox.frame.world import World

if TYPE_CHECKING:
    from starlette.applications import Starlette

_log = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Openers = Callable[[World], Sequence[Platform]]

_INSTEAD = frozenset({"500", "429", "html", "retired_version"})


class Frame:
    """An ASGI application that plays every platform, one call after the other."""

    def __init__(self, world: World, openers: Openers) -> None:
        self._openers = openers
        self.faults = Faults()
        self.journal = Journal()
        self._control: Starlette = control.routes(self)
        self.begin(world)

    def begin(self, world: World) -> None:
        """Start over with another world: no edits, no tokens, no faults."""
        self.world = world
        self.faults.clear()
        self._platforms = {one.prefix: one for one in self._openers(world)}

    @property
    def prefixes(self) -> Iterable[str]:
        """Return the first parts of the platforms' paths."""
        return self._platforms

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        prefix = scope["path"].lstrip("/").partition("/")[0]
        if prefix == "_sandbox":
            await self._control(scope, receive, send)
            return
        platform = self._platforms.get(prefix)
        call = await _call(scope, receive, prefix)
        if platform is None:
            await _send(send, json_reply({"error": f"no platform at /{prefix}"}, 404))
            return
        await self._play(platform, call, scope, send)

    async def _play(self, platform: Platform, call: Call, scope: Scope, send: Send) -> None:
        prefix = platform.prefix
        fault = self.faults.due(prefix, call.path, call.method)
        if fault is None and self.world.limits.over(prefix):
            fault = Fault("429")
        mode = fault.mode if fault else ""
        reply = self._reply(platform, call, mode)
        if fault is not None and mode in BENT:
            changed = faults.bent(reply, fault)
            # What it is about is not in this answer: it waits for the next.
            fault.seen -= changed is None
            reply, mode = changed or reply, mode if changed else ""
        lost = mode in {"drop", "timeout_after_commit"}
        self.journal.note(
            call,
            platform=prefix,
            at=self.world.clock.now().isoformat(),
            status=0 if lost else reply.status,
            size=len(reply.body),
            fault=mode,
        )
        if lost:
            cut(scope)
        else:
            await _send(send, reply, half=mode == "truncated")

    @staticmethod
    def _reply(platform: Platform, call: Call, mode: str) -> Reply:
        if mode == "drop":
            return Reply(0)
        if mode in _INSTEAD:
            return faults.html() if mode == "html" else platform.trouble(call, mode)
        try:
            return platform.answer(call)
        except Exception:  # noqa: BLE001 - said in the log
            # A call that nobody foresaw: the platform answers as it does when it breaks.
            _log.exception("%s %s", call.method, call.path)
            return platform.trouble(call, "500")


async def _call(scope: Scope, receive: Receive, prefix: str) -> Call:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    body = b""
    more = True
    while more:
        part = await receive()
        body += part.get("body", b"")
        more = part.get("more_body", False)
    raw = scope["raw_path"].decode("latin-1").lstrip("/").partition("/")[2]
    return Call(
        method=scope["method"],
        path="/" + raw,
        query_text=scope["query_string"].decode("latin-1"),
        headers=headers,
        body=body,
        root=f"http://{headers.get('host', '127.0.0.1')}/{prefix}",
    )


async def _send(send: Send, reply: Reply, *, half: bool = False) -> None:
    headers = [
        (b"content-type", reply.kind.encode()),
        (b"content-length", str(len(reply.body)).encode()),
        *((name.encode(), value.encode()) for name, value in reply.headers.items()),
    ]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    body = reply.body[: len(reply.body) // 2] if half else reply.body
    await send({"type": "http.response.body", "body": body, "more_body": half})
