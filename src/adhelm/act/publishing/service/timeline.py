"""What was changed in a workspace, by whomever, in one line of time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from adhelm.act.publishing.logic import bodies
from adhelm.act.publishing.logic.telling import alike, plainly
from adhelm.act.publishing.service.desk import Desk
from adhelm.act.publishing.service.reading import logs
from adhelm.act.publishing.store import timeline as kept
from adhelm.act.publishing.store.values import Thing
from adhelm.act.publishing.types import ActionState, Logged
from adhelm.core.principal import Principal, Scope
from adhelm.observe import ingest
from adhelm.observe import warehouse as warehouses

Place = tuple[datetime, int, str]
"""Where a page ended: the instant, whose list it was, and its key in that list."""
_OURS, _TOLD, _FOUND = 0, 1, 2
_LAST = "zzzz"
_SAME = timedelta(minutes=15)
"""What the platform tells within so long of what we wrote is what we wrote."""
_SEEN = timedelta(hours=48)
"""What a sync finds so long after the platform's history told of it is the same change."""
_AROUND = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One change of one thing, by whomever."""

    place: Place
    by: str
    """'ours', 'others' or 'platform'."""
    who: str
    thing: Thing
    field: str
    before: str | None
    after: str | None
    name: str = ""
    platform: str = ""
    currency: str = ""
    """Of the account."""
    state: str = ""
    """Of ours: what became of it."""
    reason: str = ""
    plan_id: str = ""
    action_id: str = ""
    undo_of: str = ""


def timeline(
    *,
    principal: Principal,
    desk: Desk,
    by: str = "",
    accounts: Collection[str] = (),
    before: Place | None = None,
    limit: int = 100,
) -> tuple[list[Turn], Place | None]:
    """
    Return all that was changed, the newest first, and where the next page begins.

    It merges ours, other people's and the platforms' own changes; `accounts` are 'connector/id',
    none: all. What a platform tells of our own changes, and what a sync found that the platform
    had told already, is left out, so that a page may be short.
    """
    principal.require(Scope.read)
    seen = _seen(principal, accounts)
    currencies = {
        (one.account.connector, one.account.account.id): one.account.account.currency
        for one in ingest.reached_accounts(principal=principal, database=desk.database)
    }
    desk_ = _Reader(principal, desk, seen, currencies)
    merged = sorted(
        (one for rank in _asked(by) for one in desk_.page(rank, before, limit)),
        key=lambda one: (-one.place[0].timestamp(), one.place[1]),
    )[:limit]
    more = merged[-1].place if len(merged) == limit else None
    told = [one for one in desk_.without_echoes(merged) if by in {"", one.by}]
    return desk_.named(told), more


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the three lists for one principal."""

    principal: Principal
    desk: Desk
    accounts: Collection[str] | None
    currencies: Mapping[tuple[str, str], str]

    def page(self, rank: int, before: Place | None, limit: int) -> Sequence[Turn]:
        """Return the next turns of one of the lists."""
        if rank == _OURS:
            return self._ours(before, limit)
        place = _in_list(rank, before)
        if rank == _TOLD:
            return [self._told(one) for one in self._changes(place, limit)]
        with self.desk.database.reading() as connection:
            found = kept.found(
                connection, self.principal.workspace_id, accounts=self.accounts, before=place,
                limit=limit,
            )  # fmt: skip
        return [self._found(one) for one in found]

    def without_echoes(self, merged: Sequence[Turn]) -> list[Turn]:
        """Leave out what tells of a change that is in another list already."""
        theirs = [one for one in merged if one.place[1] != _OURS]
        if not theirs:
            return list(merged)
        newest, oldest = theirs[0].place[0], theirs[-1].place[0]
        ours = self._ours((newest + _SAME, _OURS, _LAST), _AROUND)
        told = [
            self._told(one)
            for one in self._changes(kept.Before.whole(newest + timedelta(seconds=1)), _AROUND)
            if one.at >= oldest - _SEEN
        ]
        return [one for one in merged if not _is_echo(one, ours, told)]

    def named(self, turns: Sequence[Turn]) -> list[Turn]:
        """Return turns with what their things are called."""
        nameless = {one.thing for one in turns if not one.name}
        if not nameless:
            return list(turns)
        known = kept.names(self._snapshot(), nameless)
        return [
            one
            if one.name
            else replace(
                one,
                name=known.get(one.thing, (one.thing[3], ""))[0],
                platform=known.get(one.thing, ("", one.thing[0]))[1],
            )
            for one in turns
        ]

    def _ours(self, before: Place | None, limit: int) -> list[Turn]:
        narrowed = self.accounts
        if narrowed is not None and not narrowed:
            return []
        asker = self.principal if narrowed is None else _narrowed(self.principal, narrowed)
        at = (before[0], before[2] if before[1] == _OURS else _LAST) if before else None
        found = logs(
            principal=asker, database=self.desk.database, before=at, limit=limit,
        )  # fmt: skip
        return [_our_turn(one, one.action.settled_at) for one in found if one.action.settled_at]

    def _changes(self, place: kept.Before | None, limit: int) -> list[kept.Change]:
        return kept.told(self._snapshot(), accounts=self.accounts, before=place, limit=limit)

    def _snapshot(self) -> Any:
        return warehouses.snapshot(self.desk.warehouse, principal=self.principal)

    def _told(self, one: kept.Change) -> Turn:
        currency = self.currencies.get(one.thing[:2], "")
        field, before, after = plainly(one.field, one.old, one.new, currency=currency)
        return Turn(
            place=(one.at, _TOLD, one.key), by="others" if one.actor else "platform",
            who=one.actor, thing=one.thing, field=field, before=before, after=after,
            currency=currency,
        )  # fmt: skip

    def _found(self, one: kept.Change) -> Turn:
        return Turn(
            place=(one.at, _FOUND, one.key), by="others", who="found by a sync", thing=one.thing,
            field=one.field, before=one.old, after=one.new,
            currency=self.currencies.get(one.thing[:2], ""),
        )  # fmt: skip


def _our_turn(one: Logged, at: datetime) -> Turn:
    change = one.action.change
    record = bodies.change_record(change)
    return Turn(
        place=(at, _OURS, one.action.id), by="ours", who=one.who.hand,
        thing=(change.connector, change.account_id, change.level.value, change.entity_id),
        field=change.field.value, before=record["before"], after=record["after"],
        name=change.name or change.entity_id, platform=change.platform, currency=change.currency,
        state=one.action.state.value, reason=one.reason, plan_id=one.action.plan_id,
        action_id=one.action.id, undo_of=one.undo_of,
    )  # fmt: skip


def _is_echo(one: Turn, ours: Iterable[Turn], told: Iterable[Turn]) -> bool:
    at, rank, _ = one.place
    if rank == _OURS:
        return False
    done = (each for each in ours if each.state == ActionState.done and _is_same(one, each))
    if any(abs(each.place[0] - at) <= _SAME for each in done):
        return True
    if rank == _TOLD:
        return False
    return any(timedelta(0) <= at - each.place[0] <= _SEEN for each in told if _is_same(one, each))


def _is_same(one: Turn, other: Turn) -> bool:
    return one.thing == other.thing and one.field == other.field and alike(one.after, other.after)


def _asked(by: str) -> tuple[int, ...]:
    if by == "ours":
        return (_OURS,)
    return (_TOLD, _FOUND) if by else (_OURS, _TOLD, _FOUND)


def _in_list(rank: int, before: Place | None) -> kept.Before | None:
    """Return where a list goes on: lists of one instant come one after the other."""
    if before is None:
        return None
    at, last, key = before
    if rank == last:
        return kept.Before(at, key)
    return kept.Before.whole(at) if rank < last else kept.Before.all_of(at)


def _seen(principal: Principal, accounts: Collection[str]) -> Collection[str] | None:
    """Return the accounts that are asked for and may be seen; None: all."""
    wanted, may = set(accounts), principal.accounts
    if may is None:
        return wanted or None
    return wanted & set(may) if wanted else may


def _narrowed(principal: Principal, accounts: Collection[str]) -> Principal:
    return replace(principal, accounts=frozenset(accounts))
