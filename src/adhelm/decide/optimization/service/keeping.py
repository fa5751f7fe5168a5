"""Keep what is recommended, tell of it, and note what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from adhelm.core import later
from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database, lock_in_transaction
from adhelm.core.principal import Principal, Scope
from adhelm.decide.optimization.logic.renewing import (
    QUIET,
    as_of,
    awake,
    renewed,
    superseded,
)
from adhelm.decide.optimization.store import kept as store
from adhelm.decide.optimization.types import (
    BadDraft,
    BadSnooze,
    Draft,
    NoSuchRecommendation,
    NotOpen,
    Past,
    Recommendation,
    State,
    Wanted,
)
from adhelm.govern import audit

_NOW, _WORSENS = "now", "worsens"
_MOST_KEY, _MOST_REASON, _MOST_OPEN = 300, 1000, 1000


def record(
    *,
    principal: Principal,
    connection: Connection,
    clock: Clock,
    source: str,
    drafts: Sequence[Draft],
    complete: bool = False,
) -> list[Recommendation]:
    """
    Keep what a source recommends, in the caller's transaction; the same key keeps its id.

    What was dismissed or taken lately stays so. With `complete` this is all that the source has to
    say: whatever else of it is open expires.

    :raises BadDraft: if two drafts have one key, or one has none.
    """
    principal.require(Scope.propose)
    _check(drafts)
    workspace, at = principal.workspace_id, clock.now()
    lock_in_transaction(connection, f"optimization {workspace}")
    keys = {one.key for one in drafts}
    known = store.newest(connection, workspace, source=source, keys=keys)
    made = list(renewed(drafts, known, source=source, at=at))
    over = []
    if complete:
        before = store.still_open(connection, workspace, source=source)
        over = [superseded(one, at=at) for one in before if one.key not in keys]
    entries = {one.id: one.entries for one in known.values()}
    news = [one for one in (*made, *over) if one.entries > entries.get(one.id, 0)]
    by = f"{principal.actor} {principal.id}"
    store.put(connection, workspace, [*made, *over])
    store.add_past(connection, workspace, [(one, by) for one in news], at=at)
    return made


def recommendation(
    *, principal: Principal, database: Database, clock: Clock, recommendation_id: str
) -> Recommendation:
    """
    Return one recommendation as it stands.

    :raises NoSuchRecommendation: if there is none of that id in the workspace.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        found = store.one(connection, principal.workspace_id, recommendation_id)
    return as_of(_seen(principal, found, recommendation_id), clock.now())


def history(*, principal: Principal, database: Database, recommendation_id: str) -> list[Past]:
    """
    Return what a recommendation said and became, the newest first.

    :raises NoSuchRecommendation: if there is none of that id in the workspace.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        found = store.one(connection, principal.workspace_id, recommendation_id)
        _seen(principal, found, recommendation_id)
        return store.past(connection, principal.workspace_id, recommendation_id)


def open_recommendations(
    *, principal: Principal, database: Database, clock: Clock, wanted: Wanted | None = None
) -> list[Recommendation]:
    """Return what is open and not put off, the newest first, at most a thousand."""
    asked = replace(wanted or Wanted(), state=State.open, snoozed=False)
    return page(principal=principal, database=database, clock=clock, wanted=asked, limit=_MOST_OPEN)


def page(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    wanted: Wanted,
    limit: int,
    after: tuple[datetime, str] | None = None,
) -> list[Recommendation]:
    """Return recommendations, the newest first, from behind `after` (made at, id) on."""
    principal.require(Scope.read)
    accounts = None if principal.accounts is None else sorted(principal.accounts)
    with database.reading() as connection:
        found = store.page(
            connection, principal.workspace_id, wanted, now=clock.now(), accounts=accounts,
            limit=limit, after=after,
        )  # fmt: skip
    return [as_of(one, clock.now()) for one in found]


def take(
    *,
    principal: Principal,
    connection: Connection,
    clock: Clock,
    recommendation_id: str,
    plan_id: str,
) -> Recommendation:
    """
    Note, in the caller's transaction, that a plan was made of a recommendation.

    :raises NoSuchRecommendation: if there is none of that id in the workspace.
    :raises NotOpen: if it was taken, dismissed or has expired.
    """
    principal.require(Scope.propose)
    before = _held(principal, connection, clock, recommendation_id)
    return _closed(
        principal, connection, clock, before,
        state=State.taken, plan_id=plan_id, reason=f"plan {plan_id}",
    )  # fmt: skip


def release(
    *,
    principal: Principal,
    connection: Connection,
    clock: Clock,
    recommendation_id: str,
    plan_id: str,
    reason: str,
) -> Recommendation:
    """
    Open again, in the caller's transaction, what was taken by a plan that came to nothing.

    Nothing happens if it was not taken by that plan.

    :raises NoSuchRecommendation: if there is none of that id in the workspace.
    """
    principal.require(Scope.propose)
    workspace = principal.workspace_id
    lock_in_transaction(connection, f"optimization {workspace}")
    found = store.one(connection, workspace, recommendation_id)
    before = _seen(principal, found, recommendation_id)
    if before.state is not State.taken or before.plan_id != plan_id:
        return before
    opened = replace(
        before, state=State.open, plan_id="", closed_at=None, closed_by="",
        reason=reason[:_MOST_REASON], entries=before.entries + 1,
    )  # fmt: skip
    return _noted(principal, connection, clock, before, opened)


def dismiss(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    recommendation_id: str,
    reason: str = "",
) -> Recommendation:
    """
    Note that nobody wants a recommendation; it is not given again for 30 days.

    :raises NoSuchRecommendation: if there is none of that id in the workspace.
    :raises NotOpen: if it was taken, dismissed or has expired.
    """
    principal.require(Scope.propose)
    with database.transaction() as connection:
        before = _held(principal, connection, clock, recommendation_id)
        return _closed(
            principal, connection, clock, before,
            state=State.dismissed, reason=reason[:_MOST_REASON],
        )  # fmt: skip


def snooze(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    recommendation_id: str,
    until: str,
    zone: str = "UTC",
) -> Recommendation:
    """
    Put a recommendation off: `1h`, `3d`, `tomorrow` in `zone`, an instant, or `worsens`.

    It stays open, and no autopilot takes it meanwhile. It has worsened when a quarter more is at
    stake; after 30 days it is told of all the same. `now` ends it.

    :raises NoSuchRecommendation: if there is none of that id in the workspace.
    :raises NotOpen: if it was taken, dismissed or has expired.
    :raises BadSnooze: if that says no time to come, or nothing is expected that could worsen.
    """
    principal.require(Scope.propose)
    with database.transaction() as connection:
        before = _held(principal, connection, clock, recommendation_id)
        after = _put_off(before, until, now=clock.now(), zone=zone)
        ends = after.snoozed_until
        said = f"put off until {ends:%Y-%m-%d %H:%M} UTC" if ends else "not put off any more"
        if after.snoozed_effect is not None:
            said = "put off until it worsens"
        return _noted(
            principal, connection, clock, before, replace(after, entries=before.entries + 1),
            action="recommendation.snooze", said=said,
        )  # fmt: skip


def _put_off(one: Recommendation, text: str, *, now: datetime, zone: str) -> Recommendation:
    word = text.strip().lower()
    if word == _NOW:
        return awake(one)
    if word == _WORSENS:
        if one.effect is None:
            raise BadSnooze("nothing is expected of it, so it cannot be seen to worsen", hint="3d")
        at_stake = f"{one.effect.expected:f}"
        return replace(one, snoozed_until=now + QUIET, snoozed_effect=at_stake)
    try:
        ends = later.until(word, now=now, zone=zone)
    except ValueError as error:
        raise BadSnooze(str(error), hint="1h, 3d, tomorrow, worsens or an instant") from error
    return replace(one, snoozed_until=ends, snoozed_effect=None)


def _check(drafts: Sequence[Draft]) -> None:
    keys = [one.key for one in drafts]
    if len(set(keys)) < len(keys):
        raise BadDraft("two drafts have the same key", hint="one key for each piece of advice")
    if not all(0 < len(key) <= _MOST_KEY for key in keys):
        raise BadDraft("a draft's key is empty or too long", hint=f"up to {_MOST_KEY} characters")


def _seen(principal: Principal, found: Recommendation | None, id_: str) -> Recommendation:
    if found is None or (
        principal.accounts is not None and not principal.accounts & {found.account}
    ):
        raise NoSuchRecommendation(f"there is no recommendation {id_[:64]}", hint="adhelm rec ls")
    return found


def _held(principal: Principal, connection: Connection, clock: Clock, id_: str) -> Recommendation:
    lock_in_transaction(connection, f"optimization {principal.workspace_id}")
    found = store.one(connection, principal.workspace_id, id_)
    now = as_of(_seen(principal, found, id_), clock.now())
    if now.state is not State.open:
        raise NotOpen(
            f"recommendation {id_[:64]} is {now.state.value}"
            + (f": {now.reason}" if now.reason else ""),
            hint="adhelm rec ls --state open",
        )
    return now


def _closed(
    principal: Principal, connection: Connection, clock: Clock, before: Recommendation, **more: Any
) -> Recommendation:
    by = f"{principal.actor} {principal.id}"
    closed: dict[str, Any] = {
        "closed_at": clock.now(), "closed_by": by, "entries": before.entries + 1,
    }  # fmt: skip
    after = awake(replace(before, **closed, **more))
    return _noted(principal, connection, clock, before, after)


def _noted(
    principal: Principal,
    connection: Connection,
    clock: Clock,
    before: Recommendation,
    after: Recommendation,
    *,
    action: str = "",
    said: str = "",
) -> Recommendation:
    by, told = f"{principal.actor} {principal.id}", replace(after, reason=said or after.reason)
    store.put(connection, principal.workspace_id, [after])
    store.add_past(connection, principal.workspace_id, [(told, by)], at=clock.now())
    audit.record(
        connection,
        principal=principal,
        clock=clock,
        action=action or f"recommendation.{after.state.value}",
        subject=f"recommendation {after.id}",
        before={"state": before.state.value},
        after={"state": after.state.value, "plan_id": after.plan_id},
        reason=told.reason,
    )
    return after
