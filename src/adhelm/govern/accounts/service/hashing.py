"""Checks passwords a few at a time: each takes 64 MiB and a processor's time on purpose."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from adhelm.govern.accounts.logic import passwords
from adhelm.govern.accounts.types import TooManySignIns

AT_ONCE = max(2, len(os.sched_getaffinity(0)))
_ADMITTED = 3 * AT_ONCE
_admitted, _at_work = BoundedSemaphore(_ADMITTED), BoundedSemaphore(AT_ONCE)


def hashed(password: str) -> str:
    """
    Return the hash of a password.

    :raises TooManySignIns: if too many wait already.
    """
    with _turn():
        return passwords.hashed(password)


def fits(password: str, kept: str) -> bool:
    """
    Say whether a password has this hash.

    :raises TooManySignIns: if too many wait already.
    """
    with _turn():
        return passwords.fits(password, kept)


@contextmanager
def _turn() -> Iterator[None]:
    # Who waits holds one of the process's threads: the others have work to do.
    if not _admitted.acquire(blocking=False):
        raise TooManySignIns(
            "many people sign in at this moment", hint="try again in a second", retry_after_s=1
        )
    try:
        with _at_work:
            yield
    finally:
        _admitted.release()
