"""Which of the platforms' days are over: one that runs, or ran when it was read, is no low day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from adhelm.core.ads import PLATFORMS
from adhelm.core.clock import Clock
from adhelm.core.principal import Principal
from adhelm.understand.metrics.store.reported import cut_short
from adhelm.understand.metrics.types import Question

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Snapshot, Warehouse

_LOOK_BACK = timedelta(days=35)
Account = tuple[str, str]
"""Platform and account id."""


def last_days(
    *,
    principal: Principal,
    warehouse: Warehouse,
    clock: Clock,
    as_of: date | datetime | int | None = None,
) -> Mapping[Account, date]:
    """
    Return each account's last local day that is over by the clock (or an `as_of` instant).

    Where the last reported day was read while it ran, and not since, it is the one before.
    """
    from adhelm.observe import warehouse as warehouses
    from adhelm.understand.metrics.service import ask

    question = Question(
        metrics=("impressions",), by=("platform", "account_id", "timezone"), as_of=as_of
    )
    answer = ask(principal=principal, warehouse=warehouse, clock=clock, question=question)
    now = min(clock.now(), as_of) if isinstance(as_of, datetime) else clock.now()
    ended: dict[Account, date] = {}
    for row in answer.dicts():
        zone = ZoneInfo(row["timezone"] or "UTC")
        yesterday = now.astimezone(zone).date() - timedelta(days=1)
        key = (row["platform"], row["account_id"])
        ended[key] = min(yesterday, ended.get(key, yesterday))
    return _read_whole(ended, warehouses.snapshot(warehouse, principal=principal, as_of=as_of))


def _read_whole(ended: Mapping[Account, date], pinned: Snapshot) -> Mapping[Account, date]:
    if not ended:
        return ended
    latest = max(ended.values())
    short = cut_short(pinned, since=latest - _LOOK_BACK, until=latest)
    found: dict[Account, date] = {}
    for (platform, account_id), day in ended.items():
        connector = PLATFORMS[platform].connector if platform in PLATFORMS else platform
        ran = short.get(f"{connector}/{account_id}", date.max)
        found[platform, account_id] = min(day, ran - timedelta(days=1))
    return found
