"""Freezes, protections and breakers: begun by one at once, ended by who may approve."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.principal import Principal, Scope
from adhelm.govern.compliance.logic import placing
from adhelm.govern.compliance.service.writing import (
    author,
    changing,
    new_id,
    note,
    reason_of,
    refuse_own,
    require_decider,
)
from adhelm.govern.compliance.store import stops as kept
from adhelm.govern.compliance.types import (
    BadPlace,
    BadSetting,
    NoSuchStop,
    NotOpen,
    Place,
    Stop,
    StopKind,
)

_PREFIX = {StopKind.freeze: "frz", StopKind.protected: "prt", StopKind.breaker: "brk"}
_END = {
    StopKind.freeze: "unfreeze", StopKind.protected: "unprotect", StopKind.breaker: "close_breaker",
}  # fmt: skip

_BEGUN = {
    StopKind.freeze: "freeze", StopKind.protected: "protect", StopKind.breaker: "open_breaker",
}  # fmt: skip
_LISTED = {
    StopKind.freeze: "freeze --list", StopKind.protected: "protect --list",
    StopKind.breaker: "limits breakers",
}  # fmt: skip


def freeze(
    *, principal: Principal, database: Database, clock: Clock, place: Place, reason: str = ""
) -> Stop:
    """
    Stop all raises, creates and enables of the workspace or of one account, at once.

    It holds for whatever is written after this returns, until somebody lifts it. Where one is in
    force already, that one is returned.

    :raises BadPlace: if it is a thing in an account: that is protected instead.
    :raises Narrowed: if the principal is narrowed to other accounts.
    """
    principal.require(Scope.propose)
    placing.require_within(principal, place)
    if place.entity_id:
        raise BadPlace("a freeze is for a workspace or an account", hint="protect the thing")
    why = reason_of(reason)
    with changing(principal, database) as connection:
        return begin(connection, principal, clock, kind=StopKind.freeze, place=place, reason=why)


def protect(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    place: Place,
    reason: str,
    until: datetime | None = None,
) -> Stop:
    """
    Let nobody touch a thing in an account, and what is in it, but to pause it.

    :raises BadPlace: if it is no thing in an account.
    :raises BadSetting: if there is no reason, or it would have ended already.
    :raises Narrowed: if the principal is narrowed to other accounts.
    """
    principal.require(Scope.propose)
    placing.require_within(principal, place)
    if not place.entity_id:
        raise BadPlace("a thing in an account is protected", hint="freeze the account")
    why = reason_of(reason, needed=True)
    if until is not None and until <= clock.now():
        raise BadSetting("`until` has passed already", hint="a later instant, or none")
    with changing(principal, database) as connection:
        return begin(
            connection, principal, clock,
            kind=StopKind.protected, place=place, reason=why, until=until,
        )  # fmt: skip


def lift(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    kind: StopKind,
    stop_id: str,
    reason: str = "",
) -> Stop:
    """
    End a freeze, a protection or a breaker; a protection not by who asked for it.

    :raises NoSuchStop: if there is none of that id for the principal.
    :raises NotOpen: if it has ended.
    :raises SecondPersonNeeded: if it is a protection of their own.
    """
    require_decider(principal)
    why = reason_of(reason)
    with database.reading() as connection:
        found = _seen(connection, principal, kind, stop_id)
    if kind is StopKind.protected and found.holds(clock.now()):
        refuse_own(
            principal, database, clock,
            made_by=found.begun_by, action=_END[kind], subject=f"{kind}:{stop_id}",
        )  # fmt: skip
    with changing(principal, database) as connection:
        held = _seen(connection, principal, kind, stop_id)
        placing.require_within(principal, held.place)
        if not held.holds(clock.now()):
            raise NotOpen(f"{stop_id} has ended", hint=f"{held.ended_by} {held.end_reason}".strip())
        if kind is StopKind.breaker:
            kept.accept(connection, principal.workspace_id, held.place)
        return end(connection, principal, clock, held, why)


def get_stop(*, principal: Principal, database: Database, kind: StopKind, stop_id: str) -> Stop:
    """
    Return one freeze, protection or breaker, also one that has ended.

    :raises NoSuchStop: if there is none of that id for the principal.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        return _seen(connection, principal, kind, stop_id)


def list_stops(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    kind: StopKind,
    only_open: bool = True,
    after: tuple[datetime, str] | None = None,
    limit: int = 100,
) -> list[Stop]:
    """Return freezes, protections or breakers, the newest first."""
    principal.require(Scope.read)
    with database.reading() as connection:
        return kept.page(
            connection, principal.workspace_id, kind=kind, only_open=only_open, now=clock.now(),
            accounts=principal.accounts, after=after, limit=limit,
        )  # fmt: skip


def find_open(
    *, principal: Principal, database: Database, clock: Clock, kind: StopKind, place: Place
) -> Stop:
    """
    Return what is open for exactly this place.

    :raises NoSuchStop: if nothing is.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        found = kept.open_at(connection, principal.workspace_id, kind, place)
    if found is None or not found.holds(clock.now()):
        raise NoSuchStop(f"there is no {kind} of {place}", hint=f"see `adhelm {_LISTED[kind]}`")
    return found


def begin(
    connection: Connection,
    principal: Principal,
    clock: Clock,
    *,
    kind: StopKind,
    place: Place,
    reason: str,
    until: datetime | None = None,
) -> Stop:
    """Begin a stop in the transaction of who asks; one that is open already is kept."""
    held = kept.open_at(connection, principal.workspace_id, kind, place)
    if held is not None and held.holds(clock.now()) and _covers(held.until, until):
        return held
    if held is not None:
        replaced = _ended(principal, clock, held, "replaced by a longer one")
        kept.change(connection, principal.workspace_id, replaced)
    made = Stop(
        new_id(_PREFIX[kind]), kind, place, reason,
        begun_at=clock.now(), begun_by=author(principal), until=until,
    )  # fmt: skip
    kept.add(connection, principal.workspace_id, made)
    note(
        connection, principal, clock, action=_BEGUN[kind], subject=f"{kind}:{made.id}",
        after={"place": str(place), "until": until}, reason=reason,
    )  # fmt: skip
    return made


def end(connection: Connection, principal: Principal, clock: Clock, held: Stop, why: str) -> Stop:
    """End a stop in the transaction of who asks."""
    ended = _ended(principal, clock, held, why)
    kept.change(connection, principal.workspace_id, ended)
    note(
        connection, principal, clock, action=_END[held.kind], subject=f"{held.kind}:{held.id}",
        before={"place": str(held.place), "reason": held.reason}, reason=why,
    )  # fmt: skip
    return ended


def _covers(held: datetime | None, asked: datetime | None) -> bool:
    """Say whether what is open lasts at least as long as what is asked for."""
    return held is None or (asked is not None and asked <= held)


def _ended(principal: Principal, clock: Clock, held: Stop, why: str) -> Stop:
    return replace(
        held, open=False, ended_at=clock.now(), ended_by=author(principal), end_reason=why
    )


def _seen(connection: Connection, principal: Principal, kind: StopKind, stop_id: str) -> Stop:
    found = kept.find(connection, principal.workspace_id, kind, stop_id)
    if found is None or not placing.is_within(principal, found.place):
        raise NoSuchStop(f"there is no {kind} '{stop_id[:80]}' here")
    return found
