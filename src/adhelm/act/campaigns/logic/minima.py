"""The least a platform takes, from the one file of facts, in any currency and for any days."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, Decimal
from typing import Any

from adhelm.core.ads import minor_units

DOLLARS = "USD"


@dataclass(frozen=True, slots=True)
class Minima:
    """What one platform publishes."""

    source: str
    url: str
    per_day: Mapping[str, Decimal] = field(default_factory=dict)
    total: Mapping[str, Decimal] = field(default_factory=dict)
    listed: frozenset[str] = frozenset()
    """Currencies that `per_day` holds for; empty: all."""
    elsewhere: Mapping[str, Decimal] = field(default_factory=dict)
    smallest_units: int = 0


def read(text: str) -> Mapping[str, Minima]:
    """Read the file of facts: platform -> its minima."""
    return {name: _minima(table) for name, table in tomllib.loads(text).items()}


def least(
    minima: Minima | None, *, currency: str, days: int, dollar: Decimal | None
) -> Decimal | None:
    """
    Return the least total for so many days; None where the platform publishes none that is known.

    `dollar` is what one US dollar costs in `currency`, None if no rate is known. What is converted
    is rounded up to the currency's minor unit.
    """
    if minima is None:
        return None
    unit = Decimal(1).scaleb(-minor_units(currency))
    if minima.smallest_units:
        return unit * minima.smallest_units * days
    daily = minima.per_day
    if minima.listed and currency not in minima.listed:
        daily = minima.elsewhere
    per_day = _in(daily, currency, dollar)
    total = _in(minima.total, currency, dollar)
    if (daily and per_day is None) or (minima.total and total is None):
        return None
    found = max((per_day or Decimal(0)) * days, total or Decimal(0))
    return found.quantize(unit, rounding=ROUND_CEILING)


def least_budget(
    minima: Minima | None, *, currency: str, dollar: Decimal | None, lifetime: bool = False
) -> Decimal | None:
    """
    Return the least budget of a day, or of a whole flight; None where none is known.

    Amounts and `dollar` as in `least`.
    """
    if minima is None:
        return None
    if not lifetime:
        alone = replace(minima, total={})
        return least(alone, currency=currency, days=1, dollar=dollar) or None
    return least(replace(minima, per_day={}, elsewhere={}), currency=currency, days=1,
                 dollar=dollar) or None  # fmt: skip


def _in(amounts: Mapping[str, Decimal], currency: str, dollar: Decimal | None) -> Decimal | None:
    if currency in amounts:
        return amounts[currency]
    if DOLLARS in amounts and dollar is not None:
        return amounts[DOLLARS] * dollar
    return None


def _minima(table: Mapping[str, Any]) -> Minima:
    return Minima(
        source=str(table["source"]),
        url=str(table["url"]),
        per_day=_amounts(table.get("per_day", {})),
        total=_amounts(table.get("total", {})),
        listed=frozenset(table.get("listed", ())),
        elsewhere=_amounts(table.get("per_day_elsewhere", {})),
        smallest_units=int(table.get("smallest_units_per_day", 0)),
    )


def _amounts(table: Mapping[str, str]) -> Mapping[str, Decimal]:
    return {currency: Decimal(amount) for currency, amount in table.items()}
