"""The one id that joins an API call, the tasks it starts, the calls they make and the audit."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Work:
    """What is being worked on, and, once that is known, for whom; log lines carry all three."""

    request_id: str = ""
    workspace_id: str = ""
    actor: str = ""
    refusals: int = 0
    """Attempts that were refused amid it and are in the audit."""


_NONE = Work()
_current: ContextVar[Work] = ContextVar("adhelm_request", default=_NONE)


def request_id() -> str:
    """Return the id of the request that is being worked on; '' outside of any."""
    return _current.get().request_id


def current() -> Work:
    """Return what is being worked on; empty outside of any request."""
    return _current.get()


@contextmanager
def working_on(request: str = "") -> Iterator[str]:
    """Work on a request; one without an id is given one."""
    token = _current.set(Work(request or uuid.uuid4().hex))
    try:
        yield _current.get().request_id
    finally:
        _current.reset(token)


def working_for(workspace_id: str, actor: str) -> None:
    """Say for whom the current request is worked on; outside of any, nobody needs to know."""
    # Changed in place: who asks is found out in another thread, whose context is a copy.
    work = _current.get()
    if work is not _NONE:
        work.workspace_id, work.actor = workspace_id, actor


def note_refusal() -> None:
    """Say that a refused attempt of the current request is in the audit, or will be."""
    work = _current.get()
    if work is not _NONE:
        work.refusals += 1
