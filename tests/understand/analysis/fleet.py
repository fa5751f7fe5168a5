"""Invented series with known truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from adhelm.understand.analysis.types import Series

FIRST = date(2026, 1, 1)
WEEK = (1.0, 1.05, 1.05, 1.0, 0.95, 0.75, 0.8)


def campaign(
    *,
    seed: int = 1,
    days: int = 90,
    impressions: float = 20_000,
    ctr: float = 0.02,
    cvr: float = 0.05,
    cpc: float = 0.8,
    noise: float = 0.08,
    name: str = "Beans",
    account: str = "1",
) -> Series:
    """Return one campaign with a weekly rhythm and Poisson counts."""
    import numpy as np

    rng = np.random.default_rng([seed, 7])
    rhythm = np.array([WEEK[(FIRST + timedelta(days=n)).weekday()] for n in range(days)])
    shown = rng.poisson(impressions * rhythm * rng.lognormal(0, noise, days))
    clicks = rng.poisson(shown * ctr)
    sales = rng.poisson(clicks * cvr)
    spend = clicks * cpc * rng.lognormal(0, 0.04, days)
    return _series(name, account, shown, clicks, sales, spend)


def account(campaigns: Sequence[Series]) -> Series:
    """Return the account that the campaigns add up to."""
    import numpy as np

    columns = [
        np.sum([[float(v or 0) for v in getattr(one, name)] for one in campaigns], axis=0)
        for name in ("impressions", "clicks", "conversions", "spend")
    ]
    summed = _series("account", campaigns[0].account_id, *columns)
    return replace(summed, level="account", entity_id=campaigns[0].account_id)


def fleet(accounts: int, *, seed: int, noise: float) -> list[Series]:
    """Return accounts of eight campaigns, large and small, in which nothing is wrong."""
    import numpy as np

    rng = np.random.default_rng(seed)
    found: list[Series] = []
    for number in range(accounts):
        group = [
            campaign(
                seed=int(rng.integers(1 << 30)),
                impressions=float(rng.lognormal(8.5, 1.2)),
                ctr=float(rng.uniform(0.005, 0.04)),
                cvr=float(rng.uniform(0.01, 0.08)),
                noise=noise,
                name=f"c{number}-{index}",
                account=f"a{number}",
            )
            for index in range(8)
        ]
        found += [account(group), *group]
    return found


def changed(one: Series, column: str, days: Sequence[int], factor: float) -> Series:
    """Return the series with one column multiplied on some days."""
    values: list[Any] = list(getattr(one, column))
    for day in days:
        kind = type(values[day])
        scaled = float(values[day]) * factor
        values[day] = Decimal(str(round(scaled, 2))) if kind is Decimal else int(scaled)
    return with_columns(one, **{column: tuple(values)})


def with_columns(one: Series, **columns: Any) -> Series:
    """Return the series with these columns instead."""
    return replace(one, **columns)


def _series(name: str, account_id: str, *columns: Any) -> Series:
    shown, clicks, sales, spend = columns
    return Series(
        platform="meta",
        account_id=account_id,
        level="campaign",
        entity_id=f"id-{name}",
        entity=name,
        currency="EUR",
        first=FIRST,
        spend=tuple(Decimal(str(round(float(value), 2))) for value in spend),
        impressions=tuple(int(value) for value in shown),
        clicks=tuple(int(value) for value in clicks),
        conversions=tuple(Decimal(int(value)) for value in sales),
    )
