"""A cache in Redis (`adhelm[redis]`), shared by all processes and machines of an installation."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from typing import Any

from adhelm.core.cache.keys import Kept
from adhelm.core.errors import Invalid, Unavailable

_log = logging.getLogger(__name__)
_WAIT_S = 0.25
"""Longest wait for Redis: a cache that is slower than that is none."""
_AVOIDED_S = 5.0
_GONE = b""
"""What stands for a value that was forgotten: nothing may be kept there for a while."""
_GONE_S = 60


class RedisMissing(Invalid):
    """Redis is wanted, and its client is not installed."""

    code = "cache.redis_missing"


class RedisUnavailable(Unavailable):
    """Redis does not answer, and what must be forgotten there cannot be."""

    code = "cache.redis_unavailable"


class RedisCache:
    """Keeps values in Redis; while that does not answer, nothing is found and nothing kept."""

    shared = True

    def __init__(
        self, url: str, *, version: str = "", monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """
        Connect on first use; processes of another `version` keep theirs apart.

        :raises RedisMissing: if the client is not installed.
        """
        try:
            import redis
        except ModuleNotFoundError as error:
            raise RedisMissing(
                "Redis is not installed", hint="pip install 'adhelm[redis]'"
            ) from error
        self._errors = redis.RedisError
        self._redis: Any = redis.Redis.from_url(
            url, socket_timeout=_WAIT_S, socket_connect_timeout=_WAIT_S
        )
        self._version = version
        self._monotonic = monotonic
        self._avoided_until = 0.0

    def get(self, name: Kept) -> bytes | None:
        """Return what is kept under a name; None if nothing is, or Redis does not answer."""
        found: bytes | None = self._tried(lambda: self._redis.get(self._key(name)))
        return found or None

    def put(self, name: Kept, value: bytes, *, seconds: float) -> None:
        """Keep a value for some seconds, unless it was forgotten a moment ago."""
        # Whoever read the value before it was forgotten may come here after that.
        lifetime = max(1, math.ceil(seconds * 1000))
        self._tried(lambda: self._redis.set(self._key(name), value, px=lifetime, nx=True))

    def forget(self, name: Kept) -> None:
        """
        Forget what is kept under a name, in all processes, before this returns.

        :raises RedisUnavailable: if Redis does not say that it has.
        """
        try:
            self._redis.set(self._key(name), _GONE, ex=_GONE_S)
        except self._errors as error:
            raise RedisUnavailable(
                "Redis does not answer, so that something that has ended might live on there",
                hint="try again; check ADHELM_REDIS__URL",
            ) from error

    def close(self) -> None:
        """Close the connections."""
        self._redis.close()

    def _key(self, name: Kept) -> str:
        return f"{name.key}:{self._version}"

    def _tried(self, ask: Callable[[], Any]) -> Any:
        if self._monotonic() < self._avoided_until:
            return None
        try:
            return ask()
        except self._errors as error:
            # Not at every request: each would wait for it.
            self._avoided_until = self._monotonic() + _AVOIDED_S
            _log.warning("Redis does not answer, so nothing is kept: %s", type(error).__name__)
            return None
