"""How incidents go on from one data version to the next: opened, resolved, withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from adhelm.core.ads import Period
from adhelm.understand.analysis.types import Incident, Life, State

# An incident whose days end so near to the end of the data may still go on.
_STILL = timedelta(days=1)
_GAP = timedelta(days=2)


def state_of(one: Incident, last: date) -> State:
    """Return whether an incident may still go on; `last` is the last day with data."""
    return State.open if (one.last_date or one.date) >= last - _STILL else State.resolved


def same(one: Incident, before: Incident) -> bool:
    """Say whether two searches found one thing: of one entity, on days that touch."""
    if one.id == before.id:
        return True
    if _who(one) != _who(before) or (one.score > 0) != (before.score > 0):
        return False
    metrics = {one.metric, *one.also} & {before.metric, *before.also}
    near = one.date <= (before.last_date or before.date) + _GAP
    return bool(metrics) and near and before.date <= (one.last_date or one.date) + _GAP


def named(found: Iterable[Incident], before: Sequence[Life]) -> list[Incident]:
    """Return what was found, each under the name that it was first told by."""
    taken: set[str] = set()
    made = []
    for one in sorted(found, key=lambda each: (each.date, each.id)):
        alike = [life for life in before if life.id not in taken and same(one, life.incident)]
        exact = [life for life in alike if life.id == one.id]
        kept = (exact or alike)[:1]
        name = kept[0].id if kept else one.id
        taken.add(name)
        # Days do not know the hour that hours had told.
        since = one.since or next((life.incident.since for life in kept), None)
        made.append(replace(one, id=name, since=since))
    return made


def lived(
    found: Sequence[Incident],
    before: Sequence[Life],
    *,
    period: Period,
    version: int,
    at: datetime,
) -> list[Life]:
    """
    Return the lives that a search over `period` changed or confirmed.

    What is not found again although its days were examined is withdrawn: figures were restated.
    """
    last = period.end - timedelta(days=1)
    known = {life.id: life for life in before}
    made = [_lived(one, known.get(one.id), state_of(one, last), version, at) for one in found]
    there = {life.id for life in made}
    for life in before:
        examined = (life.incident.last_date or life.incident.date) >= period.start
        if life.id not in there and examined and life.state is not State.withdrawn:
            made.append(
                replace(life, state=State.withdrawn, seen_version=version, seen_at=at, closed_at=at)
            )
    return made


def _lived(one: Incident, life: Life | None, state: State, version: int, at: datetime) -> Life:
    closed = None if state is State.open else at
    if life is None:
        return Life(one, state, version, at, version, at, closed)
    if closed is not None and life.state is state:
        closed = life.closed_at
    return replace(
        life, incident=one, state=state, seen_version=version, seen_at=at, closed_at=closed
    )


def _who(one: Incident) -> tuple[str, ...]:
    return one.platform, one.account_id, one.level, one.entity_id
