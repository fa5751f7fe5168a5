"""Limits as people set them: tightened by one, loosened by two, and never overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.principal import Principal, Scope
from adhelm.govern.compliance.logic import placing
from adhelm.govern.compliance.logic import settings as rules
from adhelm.govern.compliance.service.writing import (
    author,
    changing,
    new_id,
    note,
    reason_of,
    refuse_own,
)
from adhelm.govern.compliance.store import settings as kept
from adhelm.govern.compliance.types import (
    Changed,
    NoSuchRequest,
    NotPending,
    Place,
    Request,
    RequestState,
    Settings,
    Standing,
)

ANSWER_WITHIN = timedelta(days=7)
"""No answer within these loosens nothing."""


def standing(*, principal: Principal, database: Database, clock: Clock, place: Place) -> Standing:
    """
    Return the settings of a place, what they come to with those above it, and what waits.

    :raises Narrowed: if the principal is narrowed to other accounts.
    """
    principal.require(Scope.read)
    _require_seen(principal, place)
    with database.reading() as connection:
        return _standing(connection, principal, clock.now(), place)


def set_limits(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    place: Place,
    values: Mapping[str, object],
    reason: str = "",
    expected: int | None = None,
) -> Standing:
    """
    Set the limits of a place to these; a name that is missing, or None, is not set any more.

    What allows less holds at once. What allows more waits for a second person, in the place of
    what waited there before. `expected` is the version that the change is made from.

    :raises BadSetting: if a name or a value is none, or the limit is not set at such a place.
    :raises Changed: if somebody changed them meanwhile.
    :raises Narrowed: if the principal is narrowed to other accounts.
    """
    return _set(
        principal, database, clock, place,
        values=values, reason=reason, expected=expected, whole=True,
    )  # fmt: skip


def change_limits(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    place: Place,
    values: Mapping[str, object],
    reason: str = "",
    expected: int | None = None,
) -> Standing:
    """
    Set some limits of a place, or with None set them no more; the others stay as they are.

    :raises BadSetting: if a name or a value is none, or the limit is not set at such a place.
    :raises Changed: if somebody changed them meanwhile.
    :raises Narrowed: if the principal is narrowed to other accounts.
    """
    return _set(
        principal, database, clock, place,
        values=values, reason=reason, expected=expected, whole=False,
    )  # fmt: skip


def decide(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    request_id: str,
    confirm: bool,
    reason: str = "",
) -> Request:
    """
    Confirm (or reject) a wish to loosen limits; confirmed, they hold at once.

    :raises SecondPersonNeeded: if the principal asked for it; the refusal is in the audit.
    :raises NotPending: if it was decided, has run out, or its limits have changed since.
    :raises NoSuchRequest: if there is none of that id for the principal.
    """
    principal.require(Scope.approve)
    why = reason_of(reason)
    with database.reading() as connection:
        found = _seen(connection, principal, request_id)
    verb = "confirm" if confirm else "reject"
    if confirm:
        refuse_own(
            principal, database, clock,
            made_by=found.proposed_by, action=verb, subject=f"limits:{found.place}",
        )  # fmt: skip
    with changing(principal, database) as connection:
        asked = _pending(connection, principal, request_id, clock.now())
        if confirm:
            _loosen(connection, principal, clock.now(), asked)
        state = RequestState.confirmed if confirm else RequestState.rejected
        decided = replace(
            asked, state=state, decided_by=author(principal), decided_at=clock.now(), decision=why
        )
        kept.settle(connection, principal.workspace_id, decided)
        note(
            connection, principal, clock, action=verb, subject=f"limits:{asked.place}",
            before={name: old for name, (old, _) in asked.changes.items()},
            after={name: new for name, (_, new) in asked.changes.items()}, reason=why,
        )  # fmt: skip
    return decided


def list_settings(
    *,
    principal: Principal,
    database: Database,
    after: tuple[str, str, str] | None = None,
    limit: int = 100,
) -> list[Settings]:
    """Return the places that have limits of their own, by connector, account and thing."""
    principal.require(Scope.read)
    with database.reading() as connection:
        return kept.page(
            connection,
            principal.workspace_id,
            accounts=principal.accounts,
            after=after,
            limit=limit,
        )


def history(*, principal: Principal, database: Database, place: Place) -> list[Settings]:
    """
    Return all versions of a place's limits, the newest first.

    :raises Narrowed: if the principal is narrowed to other accounts.
    """
    principal.require(Scope.read)
    _require_seen(principal, place)
    with database.reading() as connection:
        return kept.versions(connection, principal.workspace_id, place)


def list_requests(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    state: RequestState | None = None,
    after: tuple[datetime, str] | None = None,
    limit: int = 100,
) -> list[Request]:
    """Return wishes to loosen limits, the newest first."""
    principal.require(Scope.read)
    now = clock.now()
    with database.reading() as connection:
        found = kept.requests(
            connection, principal.workspace_id, state=state, accounts=principal.accounts,
            now=now, after=after, limit=limit,
        )  # fmt: skip
    return [_as_of(one, now) for one in found]


def get_request(
    *, principal: Principal, database: Database, clock: Clock, request_id: str
) -> Request:
    """
    Return one wish to loosen limits.

    :raises NoSuchRequest: if there is none of that id for the principal.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        return _as_of(_seen(connection, principal, request_id), clock.now())


def _set(
    principal: Principal,
    database: Database,
    clock: Clock,
    place: Place,
    *,
    values: Mapping[str, object],
    reason: str,
    expected: int | None,
    whole: bool,
) -> Standing:
    principal.require(Scope.propose)
    placing.require_within(principal, place)
    why = reason_of(reason)
    with changing(principal, database) as connection:
        held = _settings(connection, principal.workspace_id, place)
        if expected is not None and expected != held.version:
            raise Changed(
                f"the limits of {place} were changed meanwhile: version {held.version}",
                hint="read them again, then change them",
            )
        raw = values if whole else {**held.values, **values}
        wanted = rules.parse(raw, place)
        _apply(connection, principal, clock, held=held, wanted=wanted, why=why)
        return _standing(connection, principal, clock.now(), place)


def _apply(
    connection: Connection,
    principal: Principal,
    clock: Clock,
    *,
    held: Settings,
    wanted: Mapping[str, Any],
    why: str,
) -> None:
    """Let hold at once what allows less, and ask a second person for what allows more."""
    loose = rules.loosened(held.values, wanted, held.place)
    now = {name: value for name, value in wanted.items() if name not in loose}
    now |= {name: held.values[name] for name in loose if name in held.values}
    moved = rules.changed(held.values, now)
    if moved:
        made = Settings(
            held.place, held.version + 1, now, clock.now(), author(principal), reason=why
        )
        kept.add(connection, principal.workspace_id, made)
        after = {name: now.get(name) for name in moved}
        _noted(connection, principal, clock, action="tighten", held=held, after=after, why=why)
    changes = {name: (held.values.get(name), wanted.get(name)) for name in loose}
    if changes and not _waits(connection, principal, clock, held.place, changes):
        _supersede(connection, principal, clock, held.place)
        _ask(connection, principal, clock, place=held.place, changes=changes, why=why)
        after = {name: new for name, (_, new) in changes.items()}
        _noted(connection, principal, clock, action="ask", held=held, after=after, why=why)


def _ask(
    connection: Connection,
    principal: Principal,
    clock: Clock,
    *,
    place: Place,
    changes: Mapping[str, tuple[object, object]],
    why: str,
) -> None:
    at = clock.now()
    made = Request(
        new_id("lrq"), place, changes, RequestState.pending, why,
        proposed_by=author(principal), proposed_at=at, expires_at=at + ANSWER_WITHIN,
    )  # fmt: skip
    kept.ask(connection, principal.workspace_id, made)


def _waits(
    connection: Connection,
    principal: Principal,
    clock: Clock,
    place: Place,
    changes: Mapping[str, tuple[object, object]],
) -> bool:
    """Say whether the same is asked for already, by the same hands."""
    return any(
        _as_of(one, clock.now()).state is RequestState.pending
        and dict(one.changes) == dict(changes)
        and one.proposed_by == author(principal)
        for one in kept.pending(connection, principal.workspace_id, place)
    )


def _supersede(connection: Connection, principal: Principal, clock: Clock, place: Place) -> None:
    for one in kept.pending(connection, principal.workspace_id, place):
        gone = replace(
            one, state=RequestState.superseded, decided_by=author(principal),
            decided_at=clock.now(),
        )  # fmt: skip
        kept.settle(connection, principal.workspace_id, gone)


def _loosen(connection: Connection, principal: Principal, now: datetime, asked: Request) -> None:
    held = _settings(connection, principal.workspace_id, asked.place)
    if any(held.values.get(name) != old for name, (old, _) in asked.changes.items()):
        raise NotPending(
            f"the limits of {asked.place} have changed since this was asked for",
            hint="ask for it anew",
        )
    wanted = {**held.values, **{name: new for name, (_, new) in asked.changes.items()}}
    made = Settings(
        asked.place, held.version + 1, rules.parse(wanted, asked.place), now,
        asked.proposed_by, confirmed_by=author(principal), reason=asked.reason,
    )  # fmt: skip
    kept.add(connection, principal.workspace_id, made)


def _standing(
    connection: Connection, principal: Principal, now: datetime, place: Place
) -> Standing:
    above = {Place(), Place(place.connector, place.account_id), place}
    found = kept.newest(connection, principal.workspace_id, above)
    of_place = next((one for one in found if one.place == place), Settings(place, 0, {}))
    waiting = [_as_of(one, now) for one in kept.pending(connection, principal.workspace_id, place)]
    return Standing(
        settings=of_place,
        effective=rules.limits_of((one.place, one.values) for one in found if one.place in above),
        pending=next((one for one in waiting if one.state is RequestState.pending), None),
    )


def _settings(connection: Connection, workspace_id: str, place: Place) -> Settings:
    found = kept.newest(connection, workspace_id, {place})
    return next((one for one in found if one.place == place), Settings(place, 0, {}))


def _pending(
    connection: Connection, principal: Principal, request_id: str, now: datetime
) -> Request:
    found = _as_of(_seen(connection, principal, request_id), now)
    if found.state is not RequestState.pending:
        raise NotPending(f"{request_id} is {found.state}", hint="ask for it anew")
    placing.require_within(principal, found.place)
    return found


def _seen(connection: Connection, principal: Principal, request_id: str) -> Request:
    found = kept.request(connection, principal.workspace_id, request_id)
    if found is None or not placing.is_within(principal, found.place):
        raise NoSuchRequest(
            f"nobody has asked for '{request_id[:80]}' here", hint="see `adhelm limits pending`"
        )
    return found


def _as_of(request: Request, now: datetime) -> Request:
    """Return a wish as it stands at an instant: what nobody answered in time has run out."""
    if request.state is RequestState.pending and now >= request.expires_at:
        return replace(request, state=RequestState.expired)
    return request


def _require_seen(principal: Principal, place: Place) -> None:
    if place.sort != "workspace":
        placing.require_within(principal, place)


def _noted(
    connection: Connection,
    principal: Principal,
    clock: Clock,
    *,
    action: str,
    held: Settings,
    after: Mapping[str, Any],
    why: str,
) -> None:
    note(
        connection, principal, clock, action=action, subject=f"limits:{held.place}",
        before={name: held.values.get(name) for name in after}, after=after, reason=why,
    )  # fmt: skip
