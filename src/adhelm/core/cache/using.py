"""What a cache does, whichever it is, and the usual way to use one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from adhelm.core.cache.keys import Kept
from adhelm.core.cache.local import LocalCache
from adhelm.core.cache.shared import RedisCache


class Cache(Protocol):
    """Keeps answers under names for a while; may forget any of them at any time."""

    shared: bool
    """Whether all processes see the same: only then does `forget` hold everywhere."""

    def get(self, name: Kept) -> bytes | None:
        """Return what is kept under a name; None if nothing is."""
        ...

    def put(self, name: Kept, value: bytes, *, seconds: float) -> None:
        """Keep a value for some seconds."""
        ...

    def forget(self, name: Kept) -> None:
        """Forget what is kept under a name."""
        ...

    def close(self) -> None:
        """Give back what it holds."""
        ...


def open_cache(url: str, *, version: str = "") -> Cache:
    """
    Return the cache of this installation: Redis at a URL, or without one this process's own.

    `version` is that of the program: what another one keeps in the same Redis is not read.

    :raises RedisMissing: if Redis is wanted and its client is not installed.
    """
    return RedisCache(url, version=version) if url else LocalCache()


def through(cache: Cache, name: Kept, make: Callable[[], bytes], *, seconds: float) -> bytes:
    """Return what is kept under a name, or make it and keep it."""
    found = cache.get(name)
    if found is None:
        found = make()
        cache.put(name, found, seconds=seconds)
    return found
