"""What the process says of itself: one line an event, as JSON for machines or text for people.

Every line carries the request it belongs to, the workspace and the actor, and no secrets: they
are taken out at the root, whichever part or library wrote the line.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from typing import IO, Any

from adhelm.core.http.redaction import MASK, RedactingFilter, redact
from adhelm.core.request import current

_QUIET = ("httpx", "httpcore", "uvicorn.access", "alembic.runtime.plugins")
"""Loggers whose lines ours replace (a call, a request is logged once), or nobody needs."""
_Event = MutableMapping[str, Any]
_OWN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


def set_up(*, form: str = "json", level: str = "info", stream: IO[str] | None = None) -> None:
    """
    Let everything that is logged in this process come out in one form.

    `form`: `json` (one object a line) or `text`; `stream`: standard error if none is given.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.addFilter(RedactingFilter())
    handler.setFormatter(_formatter(form))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error"):
        # Its own handlers would write the same line once more, in another form.
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True


def _formatter(form: str) -> logging.Formatter:
    from structlog.stdlib import ProcessorFormatter

    return ProcessorFormatter(
        foreign_pre_chain=[_with_trace],
        processors=[_known, _as_json if form == "json" else _as_text],
    )


def _with_trace(_: object, __: str, event: _Event) -> _Event:
    # Already without secrets: the handler's filter wrote it. The formatter forgets it hereafter.
    return {**event, "exception": event["_record"].exc_text}


def _known(_: object, level: str, event: _Event) -> _Event:
    """Add where a line comes from and whom it is about."""
    record: logging.LogRecord = event["_record"]
    work = current()
    about = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": level,
        "event": event["event"],
        "logger": record.name,
        "request_id": work.request_id,
        "workspace": work.workspace_id,
        "actor": work.actor,
        **_extras(record.__dict__),
        "exception": event.get("exception"),
    }
    return {key: value for key, value in about.items() if key == "event" or value not in {"", None}}


def _extras(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the caller handed over in `extra`, as JSON has it and without secrets."""
    return {
        key: value if isinstance(value, (int, float)) else _masked(key, str(value))
        for key, value in values.items()
        if key not in _OWN and not key.startswith("_")
    }


def _masked(name: str, text: str) -> str:
    # A value that looks like nothing is a secret if its name says so.
    return MASK if MASK in redact(f"{name}=x") else redact(text)


def _as_json(_: object, __: str, event: _Event) -> str:
    # Escapes whatever is no text on every terminal, half characters included.
    return json.dumps(event, default=str)


def _as_text(_: object, __: str, event: _Event) -> str:
    head = f"{event.pop('at')} {event.pop('level'):7} {_one_line(event.pop('event'))}"
    trace = event.pop("exception", "")
    rest = "".join(f" {key}={_one_line(value)}" for key, value in event.items())
    return f"{head}{rest}\n{trace}" if trace else head + rest


def _one_line(value: object) -> str:
    # What somebody else wrote must not look like a line of its own.
    shown = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in str(value))
    return shown.encode("utf-8", "backslashreplace").decode()
