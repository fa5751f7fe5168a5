"""Make hourly series from rows of hours: what is over and reported, and what was not collected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from adhelm.core.ads import Period
from adhelm.core.errors import AdhelmError
from adhelm.observe import warehouse as warehouses
from adhelm.understand.analysis import store
from adhelm.understand.analysis.service.reading import ACCOUNT, METRICS, STOPPED, Source
from adhelm.understand.analysis.store import Reported
from adhelm.understand.analysis.types import Hours, Series, Young
from adhelm.understand.metrics import QuestionRefused

_DAYS = 32
_HOURS = 24
# The days before at whose same hour is looked at what was known: beyond the longest break.
_EARLIER_DAYS = (1, 2, 3, 4, 5, 7, 10, 14)
_YOUNG_DAYS = 3
# An hour's figures arrive some time after it is over.
_GRACE = timedelta(minutes=30)
_ZERO = {name: Decimal(0) if name in {"spend", "conversions"} else 0 for name in METRICS}
Row = Mapping[str, Any]
Key = tuple[Any, ...]


def read_hours(source: Source, last: date, series: Sequence[Series]) -> list[Hours]:
    """
    Return the hours of the weeks up to the running day, of accounts whose hours are collected.

    `last` is the last day of the days that are examined; what is known of their `series` (the
    calendar, how late conversions come) holds for their hours too.
    """
    period = Period(last - timedelta(days=_DAYS - 2), last + timedelta(days=3))
    try:
        accounts, _ = source.rows((*ACCOUNT, "connector", "timezone", "hour"), period)
    except QuestionRefused:
        # Nobody collects hours here: days are all there is.
        return []
    by = (*ACCOUNT, "campaign_id", "campaign", "campaign_status", "hour")
    campaigns, _ = source.rows(by, period)
    reported = _reported(source, period)
    earlier = _earlier(source, last, _grouped(accounts, ACCOUNT), reported)
    return hours_of(accounts, campaigns, series, reported, period=period, earlier=earlier)


def hours_of(
    accounts: Iterable[Row],
    campaigns: Iterable[Row],
    series: Iterable[Series],
    reported: Mapping[str, Reported],
    *,
    period: Period,
    earlier: Mapping[Key, tuple[Young, ...]] = MappingProxyType({}),
) -> list[Hours]:
    """Return hourly series from rows of accounts' and campaigns' hours."""
    known = {(one.platform, one.account_id, one.currency, one.entity_id): one for one in series}
    by_account = _grouped(accounts, ACCOUNT)
    by_campaign = _grouped(campaigns, (*ACCOUNT, "campaign_id"))
    found = []
    for account, rows in by_account.items():
        told = reported.get(f"{rows[0]['connector']}/{account[1]}")
        if told is None:
            continue
        clock = _clock(rows, told, period)
        made = [_hours(account, rows, clock, known, first=period.start, entity=None)]
        made += [
            _hours(account, mine, clock, known, first=period.start, entity=key[3])
            for key, mine in by_campaign.items()
            if key[:3] == account and key[3] is not None
        ]
        found += [replace(one, earlier=earlier.get(account, ())) for one in made]
    return found


def _reported(source: Source, period: Period) -> dict[str, Reported]:
    pinned = warehouses.snapshot(source.warehouse, principal=source.principal, as_of=source.as_of)
    return store.hours_reported(pinned, since=period.start)


def _earlier(
    source: Source, last: date, accounts: Mapping[Key, Sequence[Row]], now: Mapping[str, Reported]
) -> dict[Key, tuple[Young, ...]]:
    """Return how each account's last days were known at this hour of days before."""
    at = source.as_of if isinstance(source.as_of, datetime) else source.clock.now()
    if source.as_of is not None and not isinstance(source.as_of, datetime):
        return {}
    found: dict[Key, list[Young]] = {}
    for back in _EARLIER_DAYS:
        then = replace(source, as_of=at - timedelta(days=back) + _GRACE)
        period = Period(last - timedelta(days=back + _YOUNG_DAYS), last + timedelta(days=3 - back))
        for key, mine, reported in _known(then, period, accounts, now):
            found.setdefault(key, []).append(_young(mine, reported, period))
    return {key: tuple(young) for key, young in found.items()}


def _known(
    then: Source, period: Period, accounts: Mapping[Key, Sequence[Row]], now: Mapping[str, Reported]
) -> Iterator[tuple[Key, Sequence[Row], Reported]]:
    """Yield the hours known then, of accounts that had been read at the hour of day it is now."""
    names = {key: f"{rows[0]['connector']}/{key[1]}" for key, rows in accounts.items()}
    try:
        reported = _reported(then, period)
        alike = {
            key: reported[name]
            for key, name in names.items()
            if name in reported
            and name in now
            and _hour(accounts[key], reported[name]) == _hour(accounts[key], now[name])
        }
        if not alike:
            return
        rows, _ = then.rows((*ACCOUNT, "timezone", "hour"), period, ("clicks", "conversions"))
    except AdhelmError:
        # Nothing was known that long ago, or no hours.
        return
    for key, mine in _grouped(rows, ACCOUNT).items():
        if key in alike:
            yield key, mine, alike[key]


def _hour(rows: Sequence[Row], told: Reported) -> int:
    """Return the hour of the account's day at which its hours were read last."""
    return told.at.astimezone(ZoneInfo(rows[0]["timezone"] or "UTC")).hour


def _young(rows: Sequence[Row], then: Reported, period: Period) -> Young:
    """Return the last days up to the hour at which they were read."""
    over = (_YOUNG_DAYS - 1) * _HOURS + _hour(rows, then)
    clock = _clock(rows, then, period)[-over:]
    by_hour = {row["hour"]: row for row in rows}
    clicks, conversions = (
        tuple(None if each is None else _value(by_hour.get(each), name) for each in clock)
        for name in ("clicks", "conversions")
    )
    return Young(clicks, conversions)


def _clock(rows: Sequence[Row], told: Reported, period: Period) -> list[str | None]:
    """Return the hours that are over, from the first day on; None: not collected, or doubled."""
    zone = ZoneInfo(rows[0]["timezone"] or "UTC")
    end = told.at.astimezone(zone).replace(tzinfo=None, minute=0, second=0, microsecond=0)
    days = {date.fromisoformat(row["hour"][:10]) for row in rows} | told.days
    made: list[str | None] = []
    for day in period:
        for hour in range(_HOURS):
            moment = datetime.combine(day, time(hour))
            if moment >= end:
                return made
            plain = day in days and _is_plain(moment, zone)
            made.append(f"{day}T{hour:02d}:00" if plain else None)
    return made


def _is_plain(moment: datetime, zone: ZoneInfo) -> bool:
    """Say whether a local hour is there, and once."""
    here = moment.replace(tzinfo=zone)
    return here.utcoffset() == here.replace(fold=1).utcoffset()


def _hours(
    account: Key,
    rows: Sequence[Row],
    clock: Sequence[str | None],
    known: Mapping[Key, Series],
    *,
    first: date,
    entity: str | None,
) -> Hours:
    by_hour = {row["hour"]: row for row in rows}
    begun = min(by_hour)
    reported = {name for name in METRICS if any(row[name] is not None for row in rows)}

    def column(name: str) -> tuple[Any, ...]:
        return tuple(
            None
            if hour is None or hour < begun or name not in reported
            else _value(by_hour.get(hour), name)
            for hour in clock
        )

    platform, account_id, currency = account
    series = known.get((*account, entity or account_id))
    latest = by_hour[max(by_hour)]
    return Hours(
        platform=platform,
        account_id=account_id,
        level="campaign" if entity else "account",
        entity_id=entity or account_id,
        entity=str(latest.get("campaign") or entity or account_id),
        currency=currency,
        first=first,
        spend=column("spend"),
        impressions=column("impressions"),
        clicks=column("clicks"),
        conversions=column("conversions"),
        active=str(latest.get("campaign_status") or "").lower() not in STOPPED,
        maturity=series.maturity if series else (),
        unlike=frozenset(series.calendar) if series else frozenset(),
    )


def _value(row: Row | None, name: str) -> Any:
    value = None if row is None else row[name]
    return _ZERO[name] if value is None else value


def _grouped(rows: Iterable[Row], names: Sequence[str]) -> dict[Key, list[Row]]:
    groups: dict[Key, list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in names), []).append(row)
    return groups
