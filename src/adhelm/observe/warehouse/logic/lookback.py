"""How long platforms go on correcting their days: until then, a day's figures are provisional."""

from __future__ import annotations

from datetime import date, timedelta

_DAYS = {"google_ads": 30, "meta": 28, "tiktok": 28, "linkedin": 30, "x": 30}
_OTHERS = 30


def lookback_days(connector: str) -> int:
    """Return for how many days after its own a day's conversions keep moving."""
    return _DAYS.get(connector, _OTHERS)


def provisional_from(connector: str, as_of: date) -> date:
    """Return the first of the account's local days that may still change after `as_of`."""
    return as_of - timedelta(days=lookback_days(connector))
