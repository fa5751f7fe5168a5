"""Look at what the sources say, and make alerts of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from adhelm.act.alerts.service.post import Post
from adhelm.act.alerts.service.raising import absorb
from adhelm.act.alerts.service.sources import KEPT, Scene, asker
from adhelm.act.alerts.store import deliveries
from adhelm.act.alerts.types import Alert, Signal, Source
from adhelm.core import jobs
from adhelm.core.db import Connection
from adhelm.core.errors import AdhelmError
from adhelm.core.http import redact
from adhelm.core.principal import Principal, Scope

if TYPE_CHECKING:
    from datetime import datetime

    from adhelm.observe.warehouse import Warehouse

LOOK, WATCH, PACE = "alerts.look", "alerts.watch", "alerts.pace"
_EVERY = timedelta(minutes=15)
_ATTACHED = timedelta(days=30)
"""So long a message can be sent again with what was attached to it."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look came to."""

    began: Sequence[Alert]
    signals: int
    troubles: dict[str, str] = field(default_factory=dict)
    """Source -> why it could not be asked: its alerts stay as they are."""


def look(
    *,
    principal: Principal,
    post: Post,
    warehouse: Callable[[], Warehouse],
    sources: Sequence[Source] = KEPT,
) -> Looked:
    """
    Ask the sources and make alerts of what they say.

    A source that cannot be asked says nothing: its alerts neither begin nor end.
    """
    principal.require(Scope.write)
    scene = Scene(replace(principal, accounts=None), post.database, warehouse(), post.clock)
    signals: list[Signal] = []
    answered: list[Source] = []
    troubles: dict[str, str] = {}
    for source in sources:
        try:
            signals += list(asker(source)(scene))
        except AdhelmError as error:
            troubles[source.value] = redact(error.message)
        else:
            answered.append(source)

    def drawn(signal: Signal) -> Signal:
        from adhelm.act.alerts.service.sources.incidents import drawn as with_chart

        return with_chart(scene, signal)

    began = absorb(principal=principal, post=post, signals=signals, sources=answered, drawn=drawn)
    return Looked(began, len(signals), troubles)


def see_to_it(connection: Connection, workspace_id: str, now: datetime) -> None:
    """Let somebody look every quarter of an hour; forget what was attached long ago."""
    deliveries.forget_attachments(connection, workspace_id, now - _ATTACHED)
    try:
        jobs.get_schedule(connection, workspace_id=workspace_id, name=WATCH)
    except jobs.NoSuchSchedule:
        jobs.schedule(
            connection, workspace_id=workspace_id, name=WATCH, kind=WATCH, payload={},
            every=_EVERY, first_at=now + _EVERY,
        )  # fmt: skip
