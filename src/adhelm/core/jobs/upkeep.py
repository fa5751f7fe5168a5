"""What is forgotten, and when: jobs that ended long ago, and what was told of jobs."""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta

import sqlalchemy as sa

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError
from adhelm.core.events import forget
from adhelm.core.jobs.queue import purge
from adhelm.core.jobs.telling import CHANGED

_HOURLY_S = 3600.0
_TOLD_FOR = timedelta(days=1)
_log = logging.getLogger(__name__)


class Upkeep:
    """Forgets, at most once an hour and not by two threads at once."""

    def __init__(self, keep: timedelta = timedelta(days=30)) -> None:
        """`keep`: how long jobs that ended are kept, with their errors and logs."""
        self._keep = keep
        self._next = 0.0
        self._lock = threading.Lock()

    def do(self, database: Database, clock: Clock) -> int:
        """Forget what is old, if it is time for that; say how many jobs."""
        if time.monotonic() < self._next or not self._lock.acquire(blocking=False):
            return 0
        try:
            self._next = time.monotonic() + _HOURLY_S
            return self._forget(database, clock)
        except (AdhelmError, sa.exc.DBAPIError):
            _log.warning("old jobs could not be forgotten this time")
            return 0
        finally:
            self._lock.release()

    def _forget(self, database: Database, clock: Clock) -> int:
        now, gone = clock.now(), 0
        with database.transaction() as connection:
            # For live screens only: whoever was away for longer asks for the jobs anew.
            forget(connection, names=[CHANGED], before=now - _TOLD_FOR)
        while True:
            with database.transaction() as connection:
                found = purge(connection, ended_before=now - self._keep)
            gone += found
            if not found:
                return gone
