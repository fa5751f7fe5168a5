"""Read the accounts of a plan anew, and take note of values that others have set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from adhelm.act.publishing.logic import idling
from adhelm.act.publishing.logic.values import differ
from adhelm.act.publishing.service import books as known
from adhelm.act.publishing.service import facts
from adhelm.act.publishing.service.books import AccountFacts, Books, Key
from adhelm.act.publishing.service.desk import Desk, whole
from adhelm.act.publishing.store import things, values
from adhelm.act.publishing.store.values import Seen
from adhelm.act.publishing.types import Plan
from adhelm.core.clock import today
from adhelm.core.principal import Principal
from adhelm.govern import compliance
from adhelm.govern.compliance.types import Figures, Reading
from adhelm.observe import ingest
from adhelm.observe.ingest.types import NothingAssigned, UnknownAccount

FRESH_FOR = timedelta(minutes=10)
_WANTED = ("campaigns", "ad_groups", "campaign_daily", "changes")
_UNSURE = timedelta(hours=1)
"""A sync that began before our write may publish the value before it afterwards."""
_DAYS = 2
_WEEKS = timedelta(weeks=5)
_WHOLE = Decimal("0.98")
"""Hours that come to less of their day are older than it."""


def refresh(desk: Desk, principal: Principal, plan: Plan) -> None:
    """
    Sync what a plan is about, unless that was done in the last ten minutes.

    What does not come through leaves the data as old as they are: limits see to the rest.
    """
    seeing = whole(principal)
    accounts = known.account_facts(desk, seeing)
    keys = {(item.change.connector, item.change.account_id) for item in plan.items}
    now = desk.clock.now()
    old = [key for key in sorted(keys) if _is_old(accounts, key, now - FRESH_FOR)]
    for connector in sorted({connector for connector, _ in old}):
        names = [account for each, account in old if each == connector]
        _sync(desk, seeing, connector, [accounts[connector, one] for one in names])
    if old:
        watch(principal=seeing, desk=desk)


def watch(*, principal: Principal, desk: Desk) -> int:
    """
    Take note of what budgets, bids and statuses are by the last sync; return how many are new.

    The breakers are told what the accounts came to.
    """
    books = known.load(desk, principal)
    told: dict[values.Thing, set[str]] = defaultdict(set)
    for thing, name in books.history:
        told[thing].add(name)
    found: list[Seen] = []
    for thing, one in books.things.items():
        if thing[2] not in {"campaign", "ad_group"}:
            continue
        fields = {*one.values, *told[thing]}
        found += [
            Seen(thing, name, one.values.get(name), one.at, ours=False)
            for name in sorted(fields)
            if _is_new(books, thing, name)
        ]
    with desk.database.durable() as connection:
        values.add(connection, principal.workspace_id, found)
    _judge(desk, principal, books)
    return len(found)


def _judge(desk: Desk, principal: Principal, books: Books) -> None:
    """Let the breakers look at what the accounts came to, as it is now known."""
    now = desk.clock.now()
    days = things.days(books.snapshot, since=now.date() - _WEEKS)
    hours = things.hours(books.snapshot, since=now.date() - _WEEKS)
    enabled = {key for key, budget in books.budgets() if facts.in_force_now(books, budget, now=now)}
    readings = [
        Reading(
            connector=key[0],
            account_id=key[1],
            data_version=books.snapshot.version.version,
            days=tuple(days.get(key, ())),
            today=today(desk.clock, account.zone),
            enabled=key in enabled,
            **_idle(hours.get(key), days.get(key, ()), account),
        )
        for key, account in books.accounts.items()
    ]
    compliance.judge_sync(desk.database, principal.workspace_id, readings, desk.clock)


def _idle(
    hours: things.Hours | None, days: Sequence[Figures], account: AccountFacts
) -> dict[str, Decimal | None]:
    """Return how long an account has not spent; nothing where hours lag behind days."""
    spending = [one for one in days if one.spend > 0]
    if hours is None or account.data_at is None or not spending:
        return {}
    last = spending[-1]
    if hours.by_day.get(last.day, Decimal(0)) < last.spend * _WHOLE:
        return {}
    idle, usual = idling.pauses(hours.spent, zone=account.zone, at=account.data_at)
    return {"idle_hours": idle, "usual_idle_hours": usual}


def _is_new(books: Books, thing: values.Thing, name: str) -> bool:
    seen = books.history.get((thing, name))
    one = books.things[thing]
    if not seen:
        return name in one.values
    last = seen[-1]
    waits = _UNSURE if last.ours else timedelta(0)
    return differ(last.value, one.values.get(name)) and one.at - last.at > waits


def _is_old(accounts: Mapping[Key, AccountFacts], key: Key, moment: datetime) -> bool:
    account = accounts.get(key)
    return account is not None and (account.data_at is None or account.data_at < moment)


def _sync(
    desk: Desk, principal: Principal, connector: str, accounts: Sequence[AccountFacts]
) -> None:
    offered = {one.name for one in ingest.capabilities(desk.platforms, connector)}
    since = min(today(desk.clock, one.zone) for one in accounts) - timedelta(days=_DAYS)
    try:
        ingest.sync(
            **desk.reaching(principal), accounts=sorted(one.key[1] for one in accounts),
            only=[one for one in _WANTED if one in offered], since=since,
        )  # fmt: skip
    except (NothingAssigned, UnknownAccount):
        return
