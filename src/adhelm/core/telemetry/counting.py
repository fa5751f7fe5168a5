"""What one piece of work asked of the database: statements, and the seconds they took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from adhelm.core.telemetry import tracing


@dataclass(slots=True)
class Spent:
    """What was asked of the database so far; `seconds` is the time that the answers took."""

    statements: int = 0
    seconds: float = 0.0


_current: ContextVar[Spent | None] = ContextVar("adhelm_spent", default=None)


@contextmanager
def counted() -> Iterator[Spent]:
    """Count what the block, and the threads that work for it, ask of the database."""
    spent = Spent()
    token = _current.set(spent)
    try:
        yield spent
    finally:
        _current.reset(token)


def watch(engine: sa.Engine) -> None:
    """Let the statements of an engine count."""
    sa.event.listen(engine, "before_cursor_execute", _begin)
    sa.event.listen(engine, "after_cursor_execute", _end)
    sa.event.listen(engine, "handle_error", _failed)


def _begin(*event: Any) -> None:
    _, _, statement, _, context, _ = event
    # How SQLite is told to begin is no question to it; elsewhere the driver does that unseen.
    if context is not None and not statement.startswith(("BEGIN", "PRAGMA")):
        context._adhelm_began = time.perf_counter()  # noqa: SLF001 - a place for what listeners note
        context._adhelm_span = tracing.begin_sql(statement)  # noqa: SLF001


def _end(*event: Any) -> None:
    _note(event[4])


def _failed(failure: sa.ExceptionContext) -> None:
    _note(failure.execution_context)


def _note(context: Any) -> None:
    began = getattr(context, "_adhelm_began", None)
    if began is None:
        return
    tracing.end_sql(context._adhelm_span)  # noqa: SLF001
    if (spent := _current.get()) is not None:
        spent.statements += 1
        spent.seconds += time.perf_counter() - began
