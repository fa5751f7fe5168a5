"""Which of the platforms' days are over: a day that still runs is no low day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from adhelm.core.clock import Clock
from adhelm.core.principal import Principal
from adhelm.understand.metrics.types import Question

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Warehouse

Account = tuple[str, str]
"""Platform and account id."""


def last_days(
    *,
    principal: Principal,
    warehouse: Warehouse,
    clock: Clock,
    as_of: date | datetime | int | None = None,
) -> Mapping[Account, date]:
    """Return each account's last local day that is over by the clock (or an `as_of` instant)."""
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
    return ended
