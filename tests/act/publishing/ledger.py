"""Two platforms in this process, which keep a ledger of all that was ever set on them.

What goes wrong is chosen from outside: the next write is lost, refused, or answered with a yes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from adhelm.connectors.contract import (
    Account,
    AccountTotal,
    Address,
    Applied,
    Connector,
    Fetch,
    Live,
    Mapped,
    NotThere,
    Page,
    Part,
    RateLimited,
    Refused,
    SetBudget,
    SetStatus,
    Status,
    Stream,
    Transient,
)
from adhelm.core.ads import Level, Money, Period
from adhelm.core.clock import SetClock

FAULTS = ("lost_before", "lost_after", "refused", "says_yes", "too_often", "killed_before",
          "killed_after")  # fmt: skip
STREAMS = (
    Stream("campaigns", "campaigns as they are", ("entities",), dated=False),
    Stream("ad_groups", "ad groups as they are", ("entities",), dated=False),
)


class Killed(BaseException):
    """The process is gone at this instant."""


@dataclass(frozen=True, slots=True)
class Set:
    """One value that was set."""

    at: datetime
    key: tuple[str, str, str]
    """Account, level, entity."""
    field: str
    before: Any
    after: Any
    ours: bool


@dataclass
class Thing:
    """A campaign or an ad set."""

    name: str
    budget: Decimal
    status: Status
    campaign_id: str


@dataclass
class Ledger:
    """What the platforms have, and how it came to be."""

    clock: SetClock
    accounts: dict[str, tuple[str, Account]] = field(default_factory=dict)
    """Id -> connector and account."""
    things: dict[tuple[str, str, str], Thing] = field(default_factory=dict)
    sets: list[Set] = field(default_factory=list)
    fault: str = ""

    def set(self, key: tuple[str, str, str], field_: str, value: Any, *, ours: bool) -> None:
        thing = self.things[key]
        before = getattr(thing, field_)
        setattr(thing, field_, value)
        self.sets.append(Set(self.clock.now(), key, field_, before, value, ours))

    def connector(self, name: str) -> Connector:
        return Connector(
            name=name,
            title=name,
            credential=(Part("access_token", "any"),),
            address=Address(f"https://{name}.example"),
            hosts=(),
            open_reader=lambda _: LedgerReader(self, name),
            open_writer=lambda _: LedgerWriter(self, name),
        )


class LedgerReader:
    """Reads accounts and things as they are."""

    streams: Sequence[Stream] = STREAMS

    def __init__(self, ledger: Ledger, connector: str) -> None:
        self._ledger = ledger
        self.connector = connector

    def accounts(self) -> Sequence[Account]:
        return [one for connector, one in self._ledger.accounts.values()
                if connector == self.connector]  # fmt: skip

    def pages(self, fetch: Fetch, *, cursor: str | None = None) -> Iterator[Page]:
        level = fetch.stream.name.removesuffix("s")
        rows = [
            {
                "level": level, "entity_id": entity, "campaign_id": thing.campaign_id,
                "ad_group_id": entity if level == "ad_group" else None, "name": thing.name,
                "status": {"enabled": "ACTIVE", "paused": "PAUSED"}[thing.status.value],
                "attributes": json.dumps({"daily_budget": str(thing.budget)}),
            }
            for (account, each, entity), thing in self._ledger.things.items()
            if account == fetch.account.id and each == level
        ]  # fmt: skip
        yield Page(json.dumps(rows).encode(), None)

    def rows(self, fetch: Fetch, body: bytes) -> Mapped:
        rows = [{**row, "platform": self.connector} for row in json.loads(body)]
        return Mapped({"entities": rows})

    def totals(self, account: Account, period: Period) -> Sequence[AccountTotal]:
        return []

    def close(self) -> None:
        return


class LedgerWriter:
    """Writes the ledger, unless something goes wrong."""

    offers: Mapping[type, frozenset[Level]] = {}

    def __init__(self, ledger: Ledger, connector: str) -> None:
        self._ledger = ledger
        self.connector = connector

    def live(self, account: Account, level: Level, entity_id: str) -> Live:
        thing = self._ledger.things.get((account.id, level.value, entity_id))
        if thing is None:
            raise NotThere("there is none")
        return Live(
            level, entity_id, thing.name, thing.status, thing.status.value,
            daily_budget=Money(thing.budget, account.currency),
        )  # fmt: skip

    def apply(self, account: Account, mutation: Any) -> Applied:
        fault, self._ledger.fault = self._ledger.fault, ""
        if fault == "killed_before":
            raise Killed
        if fault == "lost_before":
            raise Transient("no answer")
        if fault == "refused":
            raise Refused("no", hint="never")
        if fault == "too_often":
            raise RateLimited("later", retry_after_s=60)
        if fault != "says_yes":
            self._set(account, mutation)
        if fault == "lost_after":
            raise Transient("no answer")
        if fault == "killed_after":
            raise Killed
        return Applied(mutation.entity_id)

    def close(self) -> None:
        return

    def _set(self, account: Account, mutation: Any) -> None:
        key = (account.id, mutation.level.value, mutation.entity_id)
        match mutation:
            case SetBudget():
                self._ledger.set(key, "budget", mutation.amount.amount, ours=True)
            case SetStatus():
                self._ledger.set(key, "status", mutation.status, ours=True)
            case _:
                raise AssertionError(mutation)
