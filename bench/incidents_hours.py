"""Incidents by the hour: how soon planted ones are told, and false alarms where all is calm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bench.stopwatch import Stopwatch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from adhelm.sandbox.market import Account, Market
    from adhelm.sandbox.market.types import Incident as Event
    from adhelm.sandbox.market.types import Numbers
    from adhelm.understand.analysis import Hours, Incident

HOURLY = frozenset({"google_ads", "meta", "tiktok", "x"})
KINDS = frozenset({"tracking_break", "disapproval", "runaway_spend", "cost_spike"})
"""What is to be known by the hour; a campaign that is disapproved delivers nothing."""
_SEED, _RATE = 1, 0.05
_HISTORY, _FRESH = 31, 3
_REPLAYED = 60
_STEP = 3
_DAY = 24
# What an observer who knows the truth calls certain: as rare as chance in all tests of a week.
_CERTAIN = 1e-6


@dataclass
class _Reader:
    """The hours of an account as they are reported at an instant; old days are read once."""

    market: Market
    account: Account
    kept: dict[date, Numbers]

    def days(self, now: datetime) -> list[Numbers]:
        """Return the last days, the running one last."""
        self.market.clock.set(now)
        today = now.astimezone(ZoneInfo(self.account.zone)).date()
        found = []
        for back in reversed(range(_HISTORY)):
            day = today - timedelta(days=back)
            if back >= _FRESH and day in self.kept:
                found.append(self.kept[day])
                continue
            self.kept[day] = self.market.hours(self.account, day)
            found.append(self.kept[day])
        return found


def replayed(scenario: str, days: int) -> dict[str, Any]:
    """Follow each planted incident hour by hour until it is told, with what was known by then."""
    from adhelm.core.clock import SetClock
    from adhelm.sandbox.market import Market
    from adhelm.sandbox.market import scenario as named

    played = named(scenario)
    end = played.now.date()
    found: list[dict[str, Any]] = []
    with Stopwatch() as watch:
        market = Market(played, seed=_SEED, clock=SetClock(played.now))
        accounts = [one for one in market.accounts() if one.platform in HOURLY]
        for account in accounts:
            reader = _Reader(market, account, {})
            for event in market.incidents(account):
                inside = end - timedelta(days=days) <= event.first_day
                if event.kind in KINDS and inside and event.last_day < end:
                    reader.kept.clear()
                    found += _followed(reader, event, len(accounts))
    return {**watch.figures, **_summed(found)}


def calm(days: int) -> dict[str, Any]:
    """Count what is told where nothing goes wrong, looked at every few hours."""
    from adhelm.core.clock import SetClock
    from adhelm.sandbox.market import Market
    from adhelm.sandbox.market import scenario as named

    played = named("calm")
    false: dict[str, str] = {}
    with Stopwatch() as watch:
        market = Market(played, seed=_SEED, clock=SetClock(played.now))
        accounts = [one for one in market.accounts() if one.platform in HOURLY]
        readers = [_Reader(market, one, {}) for one in accounts]
        for step in range(days * _DAY // _STEP):
            now = played.now - timedelta(days=days) + timedelta(hours=step * _STEP)
            for reader in readers:
                for one in _told(reader, now, shared=len(readers)):
                    false.setdefault(f"{one.entity_id} {one.metric} {one.date}", one.reason)
    return {
        **watch.figures, "accounts": len(accounts), "looks": days * _DAY // _STEP,
        "false_per_week": round(len(false) / (days / 7), 3), "false": list(false.values()),
    }  # fmt: skip


def _followed(reader: _Reader, event: Event, shared: int) -> Iterator[dict[str, Any]]:
    zone = ZoneInfo(reader.account.zone)
    start = datetime(*event.first_day.timetuple()[:3], tzinfo=zone).astimezone(UTC)
    book = reader.market.book(reader.account)
    shows: int | None = None
    lasts = min(_REPLAYED, (event.last_day - event.first_day).days * _DAY + _DAY)
    name = "" if event.campaign < 0 else book.id("campaign", event.campaign)
    for hour in range(1, lasts + 1):
        now = start + timedelta(hours=hour)
        days = reader.days(now)
        if shows is None and _shows(reader, event, days, hour):
            shows = hour
        told = [one for one in _found(reader, days, now, shared) if _is(one, event, name)]
        if told or (shows is not None and hour >= shows + _DAY):
            yield {
                "kind": event.kind, "shows": shows, "told": hour if told else None,
                "since": told[0].since if told else None, "start": str(event.first_day),
                "what": f"{event.kind} {reader.account.platform} {name or 'account'} "
                f"{event.first_day}",
            }  # fmt: skip
            return


def _shows(reader: _Reader, event: Event, days: Sequence[Numbers], hour: int) -> bool:
    """Say whether the figures since the start differ at all from those without the event."""
    from adhelm.sandbox.market import delivery
    from adhelm.understand.analysis.logic import tails

    market, account = reader.market, reader.account
    book = market.book(account)
    others = [one for one in market.incidents(account) if one != event]
    row = slice(None) if event.campaign < 0 else slice(event.campaign, event.campaign + 1)
    count = (hour - 1) // _DAY + 1
    since = [event.first_day + timedelta(days=n) for n in range(count)]
    without = [
        delivery.deliver(
            book, [day], now=market.clock.now(), trend=market.scenario.trend, incidents=others
        )
        for day in since
    ]

    def total(name: str, parts: Sequence[Numbers]) -> float:
        whole = [book.at_level(one, "campaign") for one in parts]
        return float(sum(getattr(one, name)[row].sum() for one in whole))

    def now(name: str) -> float:
        # At midnight the running day is the next one.
        last = None if hour % _DAY else -1
        return total(name, days[-count - (last is not None) : last])

    if event.kind == "tracking_break":
        meant = total("conversions", without) / 100
        missed = meant > 0 and now("conversions") == 0
        return missed and bool(tails.none(meant, meant) <= _CERTAIN)
    meant = total("clicks", without)
    if meant <= 0:
        # Where nothing was to come, nothing can be missed.
        return False
    if event.kind == "disapproval":
        return now("impressions") == 0 and bool(tails.none(meant, meant) <= _CERTAIN)
    if event.kind == "runaway_spend":
        return bool(tails.at_least(now("clicks"), meant, meant) <= _CERTAIN)
    meant = meant / max(total("spend", without), 1e-9) * now("spend")
    if meant <= 0:
        return False
    return bool(tails.at_most(now("clicks"), meant, meant) <= _CERTAIN)


def _is(found: Incident, event: Event, name: str) -> bool:
    if found.last_date is not None and found.last_date < event.first_day:
        return False
    if found.date < event.first_day - timedelta(days=1):
        return False
    return not name or name in {found.entity_id, *found.explains}


def _told(reader: _Reader, now: datetime, *, shared: int) -> list[Incident]:
    return _found(reader, reader.days(now), now, shared)


def _found(reader: _Reader, days: Sequence[Numbers], now: datetime, shared: int) -> list[Incident]:
    """Return what hours show; the rate of false ones is held over all accounts' together."""
    from adhelm.understand.analysis import Sensitivity
    from adhelm.understand.analysis.logic.incidents import in_hours

    series = list(hours_of(reader.market, reader.account, days, now))
    found, _ = in_hours(series, Sensitivity(false_discovery_rate=_RATE / shared))
    return found


def hours_of(
    market: Market, account: Account, days: Sequence[Numbers], now: datetime
) -> Iterator[Hours]:
    """Yield the hours of an account and its campaigns that are over at an instant."""
    import numpy as np

    from adhelm.core.ads import minor_units
    from adhelm.understand.analysis import Hours

    book = market.book(account)
    local = now.astimezone(ZoneInfo(account.zone))
    first = local.date() - timedelta(days=len(days) - 1)
    over = (len(days) - 1) * _DAY + local.hour
    unit = Decimal(1).scaleb(-minor_units(account.currency))
    for level in ("account", "campaign"):
        summed = [book.at_level(one, level) for one in days]

        def line(name: str, row: int, parts: Sequence[Numbers] = summed) -> NDArray[np.int64]:
            joined = np.concatenate([getattr(one, name)[row] for one in parts])
            return joined[:over]

        for row in range(len(summed[0].spend)):
            if not line("impressions", row).any():
                continue
            id_ = account.id if level == "account" else book.id("campaign", row)
            ended = level != "account" and local.toordinal() >= int(book.latent.end[row])
            yield Hours(
                platform=account.platform, account_id=account.id, level=level, entity_id=id_,
                entity=id_, currency=account.currency, first=first,
                spend=tuple(int(value) * unit for value in line("spend", row)),
                impressions=tuple(line("impressions", row).tolist()),
                clicks=tuple(line("clicks", row).tolist()),
                conversions=tuple(Decimal(int(v)) / 100 for v in line("conversions", row)),
                active=not ended,
            )  # fmt: skip


def _summed(found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    shown = [one for one in found if one["shows"] is not None]
    told = [one for one in shown if one["told"] is not None]
    late = {
        kind: [max(one["told"] - one["shows"], 0) for one in told if one["kind"] == kind]
        for kind in sorted({one["kind"] for one in told})
    }
    begun = [one["told"] for one in told]
    return {
        "planted": len(found),
        "shown_by_hours": len(shown),
        "told": len(told),
        "within_two_hours": sum(one["told"] <= one["shows"] + 2 for one in told),
        "start_known_to_the_day": sum(one["since"][:10] == one["start"] for one in told),
        "hours_from_start": median(begun) if begun else None,
        "hours_after_it_shows": {
            kind: {"median": median(each), "most": max(each), "of": len(each)}
            for kind, each in late.items()
        },
        "late_or_missed": [
            f"{one['what']}: shows after {one['shows']} h, told after {one['told']}"
            for one in shown
            if one["told"] is None or one["told"] > one["shows"] + 2
        ],
    }
