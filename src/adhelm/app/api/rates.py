"""How often one key, person or address may ask: a bucket each, refilled evenly over the minute.

A process counts in its memory, several of one server in memory that they share; where a Redis is
set, all count there.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import math
import mmap
import os
import struct
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from adhelm.app.api.frame import ALWAYS_OPEN, App, Receive, Scope, Send
from adhelm.app.api.problems import problem_of
from adhelm.core.errors import Unavailable
from adhelm.govern.accounts import Caller

_log = logging.getLogger(__name__)
_MINUTE_S = 60.0
_MOST_BUCKETS = 100_000


class TooManyRequests(Unavailable):
    """A key, person or address asks more often than it may."""

    code = "api.too_many_requests"
    http_status: ClassVar[int] = 429

    def __init__(self, message: str, *, hint: str, retry_after_s: int) -> None:
        super().__init__(message, hint=hint)
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one request's wish for its place in the minute."""

    limit: int
    left: int
    """Requests that may follow at once."""
    wait_s: float
    """Seconds until one more may come; 0: this one may."""
    full_s: float
    """Seconds until the whole limit is there again."""

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """The headers that tell of it."""
        told = {"limit": self.limit, "remaining": self.left, "reset": math.ceil(self.full_s)}
        return [(f"ratelimit-{name}".encode(), str(told[name]).encode()) for name in told]


class Counts(Protocol):
    """Where it is counted who asked how often."""

    def take(self, name: str, per_minute: int) -> Taken:
        """Count one request of `name`, unless the minute has no room for it."""
        ...


class CountsInMemory:
    """Counts of one process."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        """`now_s`: seconds of a clock that never goes back."""
        self._now_s = now_s
        self._free_at: dict[str, float] = {}
        self._lock = threading.Lock()

    def take(self, name: str, per_minute: int) -> Taken:
        """Count one request of `name`, unless the minute has no room for it."""
        with self._lock:
            now = self._now_s()
            taken, free_at = _counted(per_minute, self._free_at.get(name, 0.0), now)
            if len(self._free_at) >= _MOST_BUCKETS:
                self._free_at = {one: at for one, at in self._free_at.items() if at > now}
            self._free_at[name] = free_at
        return taken


class CountsTogether:
    """
    Counts of processes that were forked from the one that made this.

    A table of places in memory that all of them see, each a mark of the name and the moment at
    which its bucket is full again; the system frees the lock of a process that dies.
    """

    _PLACE = struct.Struct("=Qd")
    _PLACES = 2**16
    _NEAR = 16
    """A name has one of so many neighbouring places; if all are taken, the fullest bucket goes."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        """`now_s`: seconds of a clock that never goes back, the same in all processes."""
        self._now_s = now_s
        self._table = mmap.mmap(-1, self._PLACES * self._PLACE.size)
        self._between_threads = threading.Lock()
        self._between_processes, name = tempfile.mkstemp()
        Path(name).unlink()
        weakref.finalize(self, os.close, self._between_processes)

    def take(self, name: str, per_minute: int) -> Taken:
        """Count one request of `name`, unless the minute has no room for it."""
        mark = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest()) or 1
        with self._alone():
            now = self._now_s()
            at, free_at = self._place_of(mark, now)
            taken, free_at = _counted(per_minute, free_at, now)
            self._PLACE.pack_into(self._table, at, mark, free_at)
        return taken

    def _place_of(self, mark: int, now: float) -> tuple[int, float]:
        size, first = self._PLACE.size, mark % self._PLACES
        near = [(first + step) % self._PLACES * size for step in range(self._NEAR)]
        kept = [(at, *self._PLACE.unpack_from(self._table, at)) for at in near]
        for at, whose, free_at in kept:
            if whose == mark:
                return at, free_at
        at, _, _ = min(kept, key=lambda place: place[2])
        return at, now

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._between_threads:
            fcntl.lockf(self._between_processes, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._between_processes, fcntl.LOCK_UN)


class CountsInRedis:
    """Counts that several processes share; while Redis is away, each counts for itself."""

    # The same sum as in memory, in one step on the server and by its clock.
    _SCRIPT = """
    local t = redis.call('TIME'); local now = t[1] + t[2] / 1e6
    local each, minute = tonumber(ARGV[1]), tonumber(ARGV[2])
    local free = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
    local allowed = free + each - now <= minute + each / 2
    if allowed then
        free = free + each
        redis.call('SET', KEYS[1], string.format('%.6f', free), 'PX', math.ceil((free-now)*1000))
    end
    return {allowed and 1 or 0, string.format('%.6f', free - now)}
    """

    def __init__(self, url: str) -> None:
        """
        Count in the Redis at `url`.

        :raises ModuleNotFoundError: if the extra `redis` is not installed.
        """
        import redis

        self._lost: type[Exception] = redis.RedisError
        self._client: Any = redis.Redis.from_url(
            url, socket_timeout=1, socket_connect_timeout=1, max_connections=50
        )
        self._script = self._client.register_script(self._SCRIPT)
        self._own = CountsInMemory()

    def take(self, name: str, per_minute: int) -> Taken:
        """Count one request of `name`, unless the minute has no room for it."""
        each = _MINUTE_S / per_minute
        try:
            found = self._script(keys=[f"adhelm:rate:{name}"], args=[each, _MINUTE_S])
        except self._lost as error:
            _log.warning("requests are counted here while Redis is away: %s", error)
            return self._own.take(name, per_minute)
        return _taken(per_minute, bool(found[0]), float(found[1]))


@dataclass(frozen=True, slots=True)
class Rates:
    """The limits of a minute, by who asks; 0: none."""

    counts: Counts
    key: int = 0
    person: int = 0
    address: int = 0


class ByAddress:
    """An ASGI middleware that counts the requests of each address."""

    def __init__(self, app: App, *, rates: Rates) -> None:
        self._app = app
        self._rates = rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, if its address has not asked too often."""
        counted = scope["type"] == "http" and scope["path"] not in ALWAYS_OPEN
        if not (counted and self._rates.address):
            await self._app(scope, receive, send)
            return
        address = (scope.get("client") or ("unknown", 0))[0]
        take, limit = self._rates.counts.take, self._rates.address
        if isinstance(self._rates.counts, CountsInRedis):
            taken = await run_in_threadpool(take, f"address:{address}", limit)
        else:
            taken = take(f"address:{address}", limit)
        scope["state"]["rate"] = taken
        if taken.wait_s:
            await problem_of(_refusal(taken, "this address"))(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def admit(request: Request, caller: Caller) -> None:
    """
    Count a request of a key or person.

    :raises TooManyRequests: if the minute has no room for it.
    """
    rates: Rates | None = getattr(request.app.state, "rates", None)
    if rates is None:
        return
    who, limit, name = "you", rates.person, f"person:{caller.person_id}"
    if caller.key is not None:
        who, limit, name = "this key", rates.key, f"key:{caller.key.id}"
    if not limit:
        return
    taken = rates.counts.take(name, limit)
    request.state.rate = taken
    if taken.wait_s:
        raise _refusal(taken, who)


def _counted(per_minute: int, free_at: float, now: float) -> tuple[Taken, float]:
    # Each request moves the moment at which the bucket is full again; it may be a minute away.
    each = _MINUTE_S / per_minute
    full_at = max(free_at, now)
    allowed = full_at + each - now <= _MINUTE_S + each / 2
    if allowed:
        full_at += each
    return _taken(per_minute, allowed, full_at - now), full_at


def _taken(per_minute: int, allowed: bool, full_s: float) -> Taken:  # noqa: FBT001 - of this file
    each = _MINUTE_S / per_minute
    left = max(0, math.floor((_MINUTE_S - full_s) / each + 0.5))
    wait_s = 0.0 if allowed else max(full_s + each / 2 - _MINUTE_S, 0.001)
    return Taken(per_minute, left, wait_s, full_s)


def _refusal(taken: Taken, who: str) -> TooManyRequests:
    seconds = math.ceil(taken.wait_s)
    return TooManyRequests(
        f"{who} may ask {taken.limit} times a minute",
        hint=f"try again in {seconds} s",
        retry_after_s=seconds,
    )
