"""A cache in the memory of this process, bounded in number and bytes."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from adhelm.core.cache.keys import Kept


class LocalCache:
    """Keeps what was used last; everything is forgotten after its time."""

    shared = False

    def __init__(
        self,
        *,
        most: int = 4096,
        most_bytes: int = 64 * 1024**2,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._monotonic = monotonic
        self._lock = Lock()
        self._kept: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self._bytes = 0

    def get(self, name: Kept) -> bytes | None:
        """Return what is kept under a name; None if nothing is."""
        with self._lock:
            found = self._kept.get(name.key)
            if found is None:
                return None
            until, value = found
            if until <= self._monotonic():
                self._drop(name.key)
                return None
            self._kept.move_to_end(name.key)
            return value

    def put(self, name: Kept, value: bytes, *, seconds: float) -> None:
        """Keep a value for some seconds; one that is larger than a tenth of all is not kept."""
        if len(value) > self._most_bytes // 10:
            return
        with self._lock:
            self._drop(name.key)
            self._kept[name.key] = (self._monotonic() + seconds, value)
            self._bytes += len(value)
            while len(self._kept) > self._most or self._bytes > self._most_bytes:
                self._drop(next(iter(self._kept)))

    def forget(self, name: Kept) -> None:
        """Forget what is kept under a name."""
        with self._lock:
            self._drop(name.key)

    def close(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._bytes = 0

    def _drop(self, key: str) -> None:
        if (found := self._kept.pop(key, None)) is not None:
            self._bytes -= len(found[1])
