"""The one id that joins an API call, the tasks it starts, the calls they make and the audit."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("adhelm_request", default="")


def request_id() -> str:
    """Return the id of the request that is being worked on; '' outside of any."""
    return _current.get()


@contextmanager
def working_on(request: str = "") -> Iterator[str]:
    """Work on a request; one without an id is given one."""
    token = _current.set(request or uuid.uuid4().hex)
    try:
        yield _current.get()
    finally:
        _current.reset(token)
