"""Live streams of events: one look into the database for all of them, none held for any.

A listener has a place of its own in its workspace's events. Who reads slowly is not fed until it
has read, and goes on from its place; nothing is dropped.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from starlette.concurrency import run_in_threadpool

from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError, Unavailable
from adhelm.core.events import Told, last_seq, told_since
from adhelm.core.principal import Principal

_PAGE = 200
_AHEAD = 100
_MOST_OF_ONE = 10
_log = logging.getLogger(__name__)
Check = Callable[[], Principal]
"""Says who listens, if they still may; raises an `AdhelmError` if not."""
Sees = Callable[[Principal, Told], bool]


class TooManyStreams(Unavailable):
    """One asker has as many live streams as one may have."""

    code = "events.too_many"
    http_status: ClassVar[int] = 429
    retry_after_s: ClassVar[int] = 10


@dataclass(eq=False, slots=True)
class Listener:
    """One live stream: who listens, and what it has been told so far."""

    principal: Principal
    check: Check
    place: int
    checked: float
    since: int
    told: asyncio.Queue[Told | str] = field(default_factory=asyncio.Queue)
    """Events, and at the end the code of why it ends."""


class Streams:
    """The live streams of one process."""

    def __init__(
        self, *, sees: Sees, poll_s: float = 0.5, check_s: float = 2, heartbeat_s: float = 15
    ) -> None:
        """
        `sees` says which events are for whom.

        Seconds: `poll_s` between two looks for events; `check_s` between two looks whether who
        listens still may; `heartbeat_s` without an event until a sign of life.
        """
        self._sees = sees
        self._poll_s = poll_s
        self._check_s = check_s
        self._heartbeat_s = heartbeat_s
        self._listeners: set[Listener] = set()
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._drained = False

    def __len__(self) -> int:
        return len(self._listeners)

    async def open(
        self, database: Database, *, principal: Principal, check: Check, after: int | None
    ) -> Listener:
        """
        Let somebody listen, to what comes after an event's number or after now.

        :raises TooManyStreams: if they have ten streams already.
        """
        mine = [one for one in self._listeners if one.principal.id == principal.id]
        if len(mine) >= _MOST_OF_ONE:
            raise TooManyStreams(f"{_MOST_OF_ONE} live streams are enough", hint="close one")
        last = await run_in_threadpool(_last, database, principal.workspace_id)
        # A number that is still to come was given out by a database that is no more.
        place = last if after is None else min(after, last)
        listener = Listener(principal, check, place, time.monotonic(), since=place)
        self._listeners.add(listener)
        if self._drained:
            self._end_all()
            return listener
        self._loop = asyncio.get_running_loop()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._feed(database))
        return listener

    async def lines(self, listener: Listener) -> AsyncIterator[bytes]:
        """Yield the stream as `text/event-stream` has it, until it ends or nobody listens."""
        try:
            yield f"retry: 3000\nid: {listener.since}\n\n".encode()
            while True:
                try:
                    async with asyncio.timeout(self._heartbeat_s):
                        told = await listener.told.get()
                except TimeoutError:
                    yield f": alive\nid: {listener.place}\n\n".encode()
                    continue
                yield _written(told)
                if isinstance(told, str):
                    return
        finally:
            self._listeners.discard(listener)

    def drain(self) -> None:
        """End all streams, now and to come; may be called from a signal handler or a thread."""
        self._drained = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._end_all)

    def _end_all(self) -> None:
        for listener in self._listeners:
            listener.told.put_nowait("server.stopping")

    async def _feed(self, database: Database) -> None:
        while self._listeners and not self._drained:
            full = False
            try:
                full = await self._feed_once(database)
            except Exception:  # noqa: BLE001 - nobody else feeds the listeners
                # The database may be away for a while; every listener keeps its place.
                _log.exception("live streams cannot be fed")
            if not full:
                await asyncio.sleep(self._poll_s)

    async def _feed_once(self, database: Database) -> bool:
        ready = [one for one in self._listeners if one.told.qsize() < _AHEAD]
        places: dict[str, int] = {}
        for one in ready:
            workspace = one.principal.workspace_id
            places[workspace] = min(places.get(workspace, one.place), one.place)
        due = [one for one in self._listeners if time.monotonic() - one.checked >= self._check_s]
        found, ended = await run_in_threadpool(_look, database, places, due)
        for one, code in ended.items():
            one.told.put_nowait(code)
            self._listeners.discard(one)
        for one in ready:
            if one not in ended:
                self._tell(one, found)
        return len(found) == _PAGE

    def _tell(self, listener: Listener, found: Sequence[Told]) -> None:
        for told in found:
            if told.workspace_id == listener.principal.workspace_id and told.seq > listener.place:
                listener.place = told.seq
                if self._sees(listener.principal, told):
                    listener.told.put_nowait(told)


def _last(database: Database, workspace_id: str) -> int:
    with database.reading() as connection:
        return last_seq(connection, workspace_id=workspace_id)


def _look(
    database: Database, places: Mapping[str, int], due: Sequence[Listener]
) -> tuple[list[Told], dict[Listener, str]]:
    """Return what happened, and the listeners that may listen no more, with the reason."""
    ended = {}
    for listener in due:
        try:
            listener.principal = listener.check()
        except Unavailable:
            continue
        except AdhelmError as error:
            ended[listener] = error.code
        listener.checked = time.monotonic()
    with database.reading() as connection:
        return told_since(connection, places, limit=_PAGE), ended


def _written(told: Told | str) -> bytes:
    import orjson

    if isinstance(told, str):
        return b"event: end\ndata: " + orjson.dumps({"code": told}) + b"\n\n"
    body = {"at": told.at.isoformat(), **told.payload}
    return f"id: {told.seq}\nevent: {told.name}\ndata: ".encode() + orjson.dumps(body) + b"\n\n"
