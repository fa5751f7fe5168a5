"""What is known of a workspace's budgets, bids and statuses: the facts that limits are held to.

It is read once for a batch and then kept up with what is written meanwhile, by whomever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from adhelm.act.publishing.logic.values import as_text, of_text
from adhelm.act.publishing.service.desk import Desk, whole
from adhelm.act.publishing.store import actions, things, values
from adhelm.act.publishing.store.things import Known, Told
from adhelm.act.publishing.store.values import Seen, Thing
from adhelm.act.publishing.types import Action, Value
from adhelm.core.ads import Level
from adhelm.core.db import Connection
from adhelm.core.principal import Principal
from adhelm.govern.compliance import types as compliance
from adhelm.govern.compliance.types import ENABLED, PAUSED, Change, Field, Written
from adhelm.observe import ingest
from adhelm.observe import warehouse as warehouses
from adhelm.observe.warehouse import MissingRate, Snapshot

_BACK = timedelta(days=8)
"""Longer than any wait after a change."""
_BUDGETS = (Field.daily_budget, Field.lifetime_budget)
_FRESH = ("campaigns", "ad_groups", "campaign_daily")
"""Streams whose success makes an account's data fresh."""
_BELOW = frozenset({Level.ad, Level.keyword})
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """An account as limits see it."""

    key: Key
    currency: str
    zone: str
    data_at: datetime | None
    """When budgets and figures were read last."""
    quality: str
    """The check that its data fail; '' if none."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What one or several things spend from."""

    key: str
    """Within the account."""
    field: Field
    owners: tuple[Thing, ...]


@dataclass(slots=True)
class Books:
    """The workspace's values, as far as anybody looked."""

    accounts: Mapping[Key, AccountFacts]
    things: Mapping[Thing, Known]
    snapshot: Snapshot
    history: dict[tuple[Thing, str], list[Seen]] = made(default_factory=dict)
    pending: dict[tuple[Thing, str], Value] = made(default_factory=dict)
    """What is on its way, and may be there already."""
    last: int = 0
    rates: dict[tuple[str, str, date], Decimal | None] = made(default_factory=dict)
    edits: Mapping[Thing, Sequence[Told]] = made(default_factory=dict)
    """Who changed what on the platforms of late."""
    owners: dict[tuple[Key, str], list[Thing]] = made(default_factory=dict)
    """Account and budget -> the things whose own it is."""
    exposure: tuple[object, Decimal | None] | None = None
    """The day's exposure, and what it was made from."""

    def take(self, found: Sequence[Seen]) -> None:
        """Take note of values that were found."""
        for one in found:
            self.history.setdefault((one.thing, one.field), []).append(one)
            self.last = max(self.last, one.number)

    def keep_up(self, connection: Connection, workspace_id: str) -> None:
        """Take note of all that was found or sent since this was last up to date."""
        self.take(values.newer(connection, workspace_id, self.last))
        self.look_up_pending(connection, workspace_id)

    def look_up_pending(self, connection: Connection, workspace_id: str) -> None:
        """Take note of all that is on its way at this moment."""
        flying = actions.in_flight(connection, workspace_id)
        self.pending = {(thing_of(one.change), one.change.field.value): one.change.after
                        for one in flying}  # fmt: skip

    def current(self, thing: Thing, what: Field) -> Value:
        """Return a field's value as last seen; None if it has none."""
        seen = self.history.get((thing, what.value))
        if seen:
            return of_text(what, seen[-1].value)
        known = self.things.get(thing)
        return of_text(what, known.values.get(what.value)) if known else None

    def current_of(self, change: Change) -> Value:
        """Return the value of the field that a change is of, as last seen."""
        return self.current(thing_of(change), change.field)

    def written(self, thing: Thing, what: Field) -> list[Written]:
        """Return the amounts that a field has had, the oldest first."""
        seen = self.history.get((thing, what.value)) or self._first(thing, what)
        found = [(one.at, of_text(what, one.value), one.ours) for one in seen]
        return [Written(at, value, ours) for at, value, ours in found if isinstance(value, Decimal)]

    def enabled(self, thing: Thing) -> list[tuple[datetime, bool]]:
        """Return since when a thing, and its campaign, were enabled or not."""
        known = self.things.get(thing)
        own = self._switched(thing)
        if known is None or thing[2] == "campaign" or not known.campaign_id:
            return own
        above = self._switched((*thing[:2], "campaign", known.campaign_id))
        moments = sorted({at for at, _ in (*own, *above)})
        return [(at, _is_on(own, at) and _is_on(above, at)) for at in moments]

    def budget(self, thing: Thing) -> Budget | None:
        """Return what a thing spends from: its own budget, or its campaign's."""
        for one in self._upwards(thing):
            for what in _BUDGETS:
                if self.current(one, what) is not None:
                    key = self._budget_key(one)
                    return Budget(key, what, tuple(self.owners.get((one[:2], key), [one])))
        return None

    def budgets(self) -> Iterator[tuple[Key, Budget]]:
        """Yield every budget of the workspace once."""
        for (account, key), things_ in self.owners.items():
            for what in _BUDGETS:
                if any(self.current(one, what) is not None for one in things_):
                    yield account, Budget(key, what, tuple(things_))
                    break

    def unseen(self, thing: Thing, what: Field) -> list[Seen]:
        """Return the value that the last sync brought of a field, if nobody took note of it yet."""
        return [] if (thing, what.value) in self.history else self._first(thing, what)

    def place(self, change: Change) -> compliance.Thing:
        """Return where limits and stops of a change are looked for: the thing, and all above it."""
        ids = () if not change.entity_id else tuple(
            each[3] for each in self._upwards(thing_of(change))
        )  # fmt: skip
        return compliance.Thing(change.connector, change.account_id, ids)

    def rate(self, base: str, quote: str, day: date) -> Decimal | None:
        """Return what one unit of a currency costs in another on a day; None if nobody knows."""
        if not quote or base == quote:
            return Decimal(1)
        key = (base, quote, day)
        if key not in self.rates:
            try:
                found = warehouses.rate_on(self.snapshot, day=day, base=base, quote=quote)
                self.rates[key] = found.rate
            except MissingRate:
                self.rates[key] = None
        return self.rates[key]

    def _first(self, thing: Thing, what: Field) -> list[Seen]:
        known = self.things.get(thing)
        text = known.values.get(what.value) if known else None
        return [Seen(thing, what.value, text, known.at, ours=False)] if known and text else []

    def _switched(self, thing: Thing) -> list[tuple[datetime, bool]]:
        seen = self.history.get((thing, Field.status.value)) or self._first(thing, Field.status)
        pending = self.pending.get((thing, Field.status.value))
        found = [(one.at, one.value == ENABLED) for one in seen]
        return [*found, (found[-1][0], True)] if pending == ENABLED and found else found

    def _upwards(self, thing: Thing) -> Iterator[Thing]:
        yield thing
        known = self.things.get(thing)
        if known and known.ad_group_id and thing[2] in {"ad", "keyword"}:
            yield (*thing[:2], "ad_group", known.ad_group_id)
        if known and known.campaign_id and thing[2] != "campaign":
            yield (*thing[:2], "campaign", known.campaign_id)

    def _budget_key(self, thing: Thing) -> str:
        known = self.things.get(thing)
        return budget_key(known) if known else f"{thing[2]}/{thing[3]}"


def load(desk: Desk, principal: Principal, *, changes: Iterable[Change] = ()) -> Books:
    """Read the books of the principal's workspace, with the ads and keywords that are meant."""
    seeing = whole(principal)
    ids = {one.entity_id for one in changes if one.level in _BELOW and one.entity_id}
    facts = account_facts(desk, seeing)
    pinned = warehouses.snapshot(desk.warehouse, principal=seeing)
    every = sorted(f"{one[0]}/{one[1]}" for one in facts)
    key = (seeing.workspace_id, pinned.version.version, tuple(every), tuple(sorted(ids)))
    known = desk.remember(key, lambda: things.known(pinned, every, ids))
    since = desk.clock.now() - _BACK
    edits = desk.remember(("edits", *key[:2]), lambda: things.edits(pinned, since=since))
    with desk.database.reading() as connection:
        mine = _made(actions.made(connection, seeing.workspace_id))
        known = {**mine, **known}
        books = Books(accounts=facts, things=known, snapshot=pinned, edits=edits)
        for thing, one in known.items():
            if thing[2] in {"campaign", "ad_group"}:
                books.owners.setdefault((thing[:2], budget_key(one)), []).append(thing)
        found = values.since(connection, seeing.workspace_id, moment=since)
        books.take(found)
        books.look_up_pending(connection, seeing.workspace_id)
    return books


def thing_of(change: Change) -> Thing:
    """Return the thing that a change is of."""
    return change.connector, change.account_id, change.level.value, change.entity_id


def budget_key(known: Known) -> str:
    """Return what is the same for all that spend from a thing's own budget."""
    return f"budget/{known.budget_id}" if known.budget_id else f"{known.thing[2]}/{known.thing[3]}"


def seen_of(
    action: Action,
    books: Books,
    *,
    at: datetime,
    value: Value,
    ours: bool,
    field: Field | None = None,
) -> list[Seen]:
    """Return a value that was found, for every thing that has it: a shared budget is several's."""
    what = field or action.change.field
    thing = thing_of(action.change)
    budget = books.budget(thing) if what in _BUDGETS else None
    sharing = budget.owners if budget and thing in budget.owners else (thing,)
    return [Seen(one, what.value, as_text(value), at, ours=ours) for one in sharing]


def _made(found: Sequence[Action]) -> dict[Thing, Known]:
    """Return what we have made, which no sync has brought yet, under what it was made."""
    told: dict[Thing, Known] = {}
    above = {"campaign": "", "ad_group": ""}
    for action in found:
        change, level = action.change, action.change.level.value
        above[level] = change.entity_id
        budget = as_text(change.after)
        values_: dict[str, str | None] = {Field.status.value: PAUSED}
        if budget:
            values_[Field.daily_budget.value] = budget
        thing = thing_of(change)
        told[thing] = Known(
            thing=thing,
            platform=change.platform,
            name=change.name,
            campaign_id=above["campaign"],
            ad_group_id=above["ad_group"] if level != "campaign" else "",
            values=values_,
            budget_id="",
            at=action.settled_at or action.sent_at or _NEVER,
        )
    return told


def account_facts(desk: Desk, principal: Principal) -> dict[Key, AccountFacts]:
    """Return the accounts that are the workspace's today, as limits see them."""
    fresh = _fresh(desk, principal)
    failing = _failing(desk, principal)
    found = {}
    for one in ingest.owned_accounts(
        principal=principal, database=desk.database, since=desk.clock.now().date()
    ):
        key, account = (one.connector, one.account.id), one.account
        found[key] = AccountFacts(
            key, account.currency, account.timezone, fresh.get(key), failing.get(key, "")
        )
    return found


def _fresh(desk: Desk, principal: Principal) -> dict[Key, datetime | None]:
    found: dict[Key, list[datetime | None]] = {}
    for one in ingest.stream_states(principal=principal, database=desk.database):
        if one.stream in _FRESH:
            # What failed since is not fresh, whatever came before.
            good = None if one.error else one.succeeded_at
            found.setdefault((one.connector, one.account_id), []).append(good)
    return {
        key: None if None in several else min(each for each in several if each)
        for key, several in found.items()
    }


def _failing(desk: Desk, principal: Principal) -> dict[Key, str]:
    """Return the newest verdict of each check of an account that did not pass."""
    newest: dict[tuple[str, str], tuple[bool, str]] = {}
    for one in warehouses.quality_results(desk.warehouse, principal=principal, limit=500):
        result = one.result
        told = (result.passed or result.severity == "info", result.message)
        newest.setdefault((result.check, result.scope), told)
    found = {}
    for (_, scope), (passed, message) in newest.items():
        connector, _, account_id = scope.partition(" ")
        if not passed and account_id:
            found[connector, account_id] = message
    return found


def _is_on(switched: Sequence[tuple[datetime, bool]], at: datetime) -> bool:
    before = [on for moment, on in switched if moment <= at]
    # Nothing is known of before the first sign: at worst it was enabled.
    return before[-1] if before else True
