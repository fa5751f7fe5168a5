"""Accounts whose days grow up in a known way, published day by day as syncs would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from tests.observe.warehouse.deliveries import deliver

from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, local
from adhelm.observe.warehouse import Warehouse, open_warehouse
from adhelm.observe.warehouse.types import Replace
from adhelm.understand import maturity
from adhelm.understand.maturity.types import Asked, Corrected, Maturity

FIRST = date(2026, 1, 1)
LAG = (0.2, 0.5, 0.7, 0.8, 0.9, 0.95)
"""What is known 0 to 5 days after; then all."""
BASKET = 50


def share(age: int) -> float:
    return LAG[age] if age < len(LAG) else 1.0


def total(day: date) -> int:
    """What a day of an account comes to: 34 to 46 conversions."""
    return 40 + (day.toordinal() * 7) % 13 - 6


def growing(day: date, age: int) -> tuple[int, int]:
    """Conversions and their value as known so many days after."""
    count = round(total(day) * share(age))
    return count, count * BASKET


def refunded(day: date, age: int) -> tuple[int, int]:
    """The same, but a fifth of the value is paid back from the fourth day on."""
    count, value = growing(day, age)
    return count, value * 4 // 5 if age >= 4 else value


@dataclass
class Farm:
    """A home in which days grow."""

    database: Database
    warehouse: Warehouse
    clock: SetClock
    who: Principal = field(default_factory=lambda: local("acme"))

    @property
    def parts(self) -> dict[str, Any]:
        return {
            "principal": self.who, "database": self.database, "warehouse": self.warehouse,
            "clock": self.clock,
        }  # fmt: skip

    def sync(
        self,
        today: date,
        *,
        account: str = "1",
        platform: str = "google_ads",
        how: Callable[[date, int], tuple[int, int]] = growing,
        back: int = 35,
        zone: str = "UTC",
        currency: str = "EUR",
        skip: frozenset[date] = frozenset(),
    ) -> None:
        """Publish what is known of the last days, as an API sync at nine o'clock."""
        self.clock.set(datetime.combine(today, time(9), UTC))
        days = [today - timedelta(days=n) for n in range(back + 1)]
        days = [day for day in days if day >= FIRST - timedelta(days=40) and day not in skip]
        whose = {
            "connector": platform, "platform": platform, "account_id": account,
            "level": "account",
        }  # fmt: skip
        rows = [
            {
                **whose, "entity_id": account, "date": day, "breakdown": "", "breakdown_key": "",
                "currency": currency, "account_tz": zone, "impressions": 1000, "clicks": 50,
                "spend": Decimal(100), "platform_conversions": Decimal(known[0]),
                "platform_conversion_value": Decimal(known[1]),
            }
            for day in days
            for known in [how(day, (today - day).days)]
        ]  # fmt: skip
        looked = [
            {
                **whose, "breakdown": "", "grain": "day", "start_date": begin, "end_date": end,
                "fields": "platform_conversions",
            }
            for begin, end in _runs(sorted(days))
        ]  # fmt: skip
        deliver(
            self.warehouse, principal=self.who, tables={"facts": rows, "coverage": looked},
            source="api", replace=Replace.window, allow_vanishing=True,
        )  # fmt: skip

    def grow(self, days: int, *, every: int = 1, **how: Any) -> date:
        """Sync on so many days from FIRST on; return the last of them."""
        last = FIRST
        for n in range(0, days, every):
            last = FIRST + timedelta(days=n)
            self.sync(last, **how)
        return last

    def ask(self, first: date, last: date, **asked: Any) -> Maturity:
        from adhelm.core.ads import Period

        return maturity.maturity(**self.parts, asked=Asked(Period.closed(first, last), **asked))

    def day(self, day: date, metric: str = "conversions", **asked: Any) -> Corrected:
        (one,) = self.ask(day, day, metrics=(metric,), **asked).rows
        return one


def farm(database: Database, location: str) -> Farm:
    clock = SetClock(datetime(2026, 1, 1, 9, tzinfo=UTC))
    warehouse = open_warehouse(
        location=location, database=database, clock=clock, memory_limit="1GB", threads=2
    )
    return Farm(database, warehouse, clock)


def _runs(days: list[date]) -> list[tuple[date, date]]:
    runs: list[tuple[date, date]] = []
    for day in days:
        if runs and (day - runs[-1][1]).days == 1:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs
