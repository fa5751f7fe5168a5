"""Places for processes that count: one has it while it lives, and the next one goes on there.

The system frees a place when its process dies, however it dies. What was counted there stays, so
that sums over all places are exact, and there are never more places than processes at one time.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path


class Slots:
    """The places in a folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self._mine: tuple[int, int] | None = None
        self._held: int | None = None

    def mine(self) -> int:
        """Return the number of this process's place; a forked process takes one of its own."""
        if self._mine is None or self._mine[0] != os.getpid():
            self._mine = (os.getpid(), self._taken())
        return self._mine[1]

    def processes(self) -> Iterator[tuple[int, int]]:
        """Yield the number of each place that is taken, and the id of the process that has it."""
        for path in sorted(self._folder.glob("slot-*.lock")):
            if (pid := _holder(path)) is not None:
                yield int(path.stem.removeprefix("slot-")), pid

    def close(self) -> None:
        """Give the place up."""
        if self._held is not None:
            os.close(self._held)
        self._mine = self._held = None

    def _taken(self) -> int:
        if self._held is not None:
            # Inherited by a fork: the lock is the parent's for as long as either keeps it open.
            os.close(self._held)
        for number in count():
            handle = os.open(self._folder / f"slot-{number}.lock", os.O_RDWR | os.O_CREAT, 0o600)
            if _locked(handle, fcntl.LOCK_EX):
                os.truncate(handle, 0)
                os.pwrite(handle, str(os.getpid()).encode(), 0)
                self._held = handle
                return number
            os.close(handle)
        raise AssertionError("counting has no end")


def _holder(path: Path) -> int | None:
    handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        if _locked(handle, fcntl.LOCK_SH):
            return None
        written = os.pread(handle, 20, 0)
        return int(written) if written.isdigit() else None
    finally:
        os.close(handle)


def _locked(handle: int, how: int) -> bool:
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
