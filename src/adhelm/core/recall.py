"""What was read and is still so: the database says for next to nothing that nobody wrote since."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

T = TypeVar("T")
_MOST = 4096


class Mark:
    """A mark of a SQLite file that changes with every transaction that anybody commits."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None
        self._own = ""

    def __call__(self) -> str | None:
        """Return it, and whose it is: each connection counts for itself; None if nobody knows."""
        # It counts what others than this very connection commit, so nothing is written through it.
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = sqlite3.connect(
                        self._path, isolation_level=None, check_same_thread=False
                    )
                    # Opened anew it counts anew: an old number must not mean the same again.
                    self._own = uuid.uuid4().hex
                found: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
            except sqlite3.Error:
                return None
        return f"{self._own}:{found}"

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


class Recall:
    """What was found under a name, until the mark changes."""

    def __init__(self, mark: Callable[[], object]) -> None:
        """`mark` says what changes with every write; None: it is not known."""
        self._mark = mark
        self._lock = Lock()
        self._of: object = None
        self._kept: dict[Hashable, Any] = {}

    def through(self, name: Hashable, read: Callable[[], T]) -> T:
        """Return what `read` finds, or found since the last write."""
        # Asked before it is read: what is written meanwhile shows in the next mark.
        mark = self._mark()
        if mark is None:
            return read()
        with self._lock:
            if mark != self._of:
                self._kept.clear()
                self._of = mark
            elif name in self._kept:
                return cast("T", self._kept[name])
        found = read()
        with self._lock:
            if mark == self._of:
                self._kept[name] = found
                while len(self._kept) > _MOST:
                    del self._kept[next(iter(self._kept))]
        return found
